//! Connections that can be dripped into, broken off and reset.

use std::{
    future::Future as _,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Bytes, HttpBody},
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use http_body::{Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    time::Sleep,
};

/// Accepts connections that can be reset.
pub(super) struct Door(pub(super) TcpListener);

/// What the answer to a request knows of its connection.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    reset: Arc<AtomicBool>,
}

impl Caller {
    /// Has the connection reset, not closed, once its answer breaks off.
    pub(super) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }
}

impl Listener for Door {
    type Io = Stream;
    type Addr = Caller;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, _) = Listener::accept(&mut self.0).await;
        let reset = Arc::new(AtomicBool::new(false));
        let caller = Caller {
            reset: Arc::clone(&reset),
        };
        (Stream { stream, reset }, caller)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(Caller {
            reset: Arc::default(),
        })
    }
}

impl Connected<IncomingStream<'_, Door>> for Caller {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A TCP stream that ends as its [`Caller`] was told.
pub(super) struct Stream {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            // Where that fails, the connection is closed instead.
            self.stream.set_zero_linger().unwrap_or_default();
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(ctx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(ctx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(ctx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.reset.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(ctx)
    }
}

/// A body that is sent in pieces, and perhaps not to its end.
pub(super) struct Pieces {
    rest: Bytes,
    /// The length that is announced.
    length: u64,
    /// How many bytes are still sent before it breaks off.
    until: Option<usize>,
    piece: usize,
    pause: Duration,
    pausing: Option<Pin<Box<Sleep>>>,
}

impl Pieces {
    /// Sends `body` in pieces of so many bytes with a pause before each; breaks
    /// off after `until` bytes.
    pub(super) fn new(body: Bytes, piece: usize, pause: Duration, until: Option<usize>) -> Self {
        Self {
            length: body.len() as u64,
            rest: body,
            until,
            piece: piece.max(1),
            pause,
            pausing: None,
        }
    }
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        if this.until == Some(0) {
            let error = io::Error::other("the scenario breaks it off here");
            return Poll::Ready(Some(Err(error)));
        }
        if this.rest.is_empty() {
            return Poll::Ready(None);
        }
        if !this.pause.is_zero() {
            let pause = this.pause;
            let sleep = this
                .pausing
                .get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
            ready!(sleep.as_mut().poll(ctx));
            this.pausing = None;
        }
        let most = this.until.unwrap_or(usize::MAX);
        let piece = this
            .rest
            .split_to(this.piece.min(this.rest.len()).min(most));
        this.until = this.until.map(|it| it - piece.len());
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.until != Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
