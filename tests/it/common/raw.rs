//! A server that answers with exactly the bytes a test wants.

use std::{
    collections::VecDeque,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What happens to one request.
pub(crate) enum Reply {
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes, then this chunk over and over, as often as said or until
    /// nobody listens.
    Endless(Vec<u8>, Vec<u8>, usize),
    /// The connection is reset after these bytes.
    Reset(Vec<u8>),
    /// These bytes, and then nothing: the connection stays open.
    Silence(Vec<u8>),
    /// These bytes, then one more after each such pause, without an end.
    Drip(Vec<u8>, Duration),
}

impl Reply {
    /// A whole answer with `status` and a JSON body.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::whole(status, "application/json", body)
    }

    /// A whole answer.
    pub(crate) fn whole(status: u16, content_type: &str, body: &str) -> Self {
        let head = format!(
            "HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        Self::Bytes([head.as_bytes(), body.as_bytes()].concat())
    }
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The first line and the headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

/// A server on loopback; it stops when dropped.
pub(crate) struct RawServer {
    pub(crate) url: String,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    server: JoinHandle<()>,
}

impl RawServer {
    /// Answers the requests to come with `replies`, in order, then with 404.
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let replies = Arc::new(Mutex::new(replies.into_iter().collect::<VecDeque<_>>()));
        let seen = Arc::new(Mutex::new(vec![]));
        let (queue, log) = (Arc::clone(&replies), Arc::clone(&seen));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (queue, log) = (Arc::clone(&queue), Arc::clone(&log));
                tokio::spawn(async move { serve(stream, &queue, &log).await });
            }
        });
        Self {
            url,
            replies,
            seen,
            server,
        }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic before").clone()
    }

    /// How many replies nobody asked for.
    pub(crate) fn left(&self) -> usize {
        self.replies.lock().expect("no panic before").len()
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(mut stream: TcpStream, replies: &Mutex<VecDeque<Reply>>, log: &Mutex<Vec<Seen>>) {
    let Some(request) = request(&mut stream).await else {
        return;
    };
    log.lock().expect("no panic before").push(request);
    let reply = replies.lock().expect("no panic before").pop_front();
    match reply.unwrap_or_else(|| Reply::json(404, "{}")) {
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await.ok();
        }
        Reply::Endless(head, chunk, times) => {
            let mut open = stream.write_all(&head).await.is_ok();
            for _ in 0..times {
                open = open && stream.write_all(&chunk).await.is_ok();
            }
        }
        Reply::Reset(bytes) => {
            stream.write_all(&bytes).await.ok();
            stream.set_zero_linger().expect("a socket");
            return;
        }
        Reply::Silence(bytes) => {
            stream.write_all(&bytes).await.ok();
            // Until nobody waits any more.
            stream.read_u8().await.ok();
        }
        Reply::Drip(bytes, pause) => {
            let mut open = stream.write_all(&bytes).await.is_ok();
            while open {
                tokio::time::sleep(pause).await;
                open = stream.write_all(b" ").await.is_ok();
            }
        }
    }
    stream.shutdown().await.ok();
}

async fn request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = vec![];
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).await.ok().filter(|it| *it > 0)?;
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .filter_map(|it| it.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(Seen {
                head: head.to_owned(),
                body: body.to_owned(),
            });
        }
    }
}
