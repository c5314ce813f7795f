//! Stands between the client and the simulator, and makes trouble on demand.

use std::{
    collections::VecDeque,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

/// What happens to one request.
pub(crate) enum Fault {
    /// It goes through, so that a later one is hit.
    Pass,
    /// Plaid answers with an error of this type and code.
    Error(&'static str, &'static str),
    /// The answer stops in the middle.
    CutOff,
    /// It goes through, and a gateway's page comes in place of the answer.
    LoseAnswer,
    /// Something else answers for Plaid with status 200 and this body.
    Impostor(&'static str),
    /// No answer ever comes.
    Hang,
}

type Edit = Box<dyn Fn(&mut Value) + Send + Sync>;

struct Shared {
    target: String,
    client: reqwest::Client,
    /// For the next requests of a path, in order.
    faults: Mutex<VecDeque<(&'static str, Fault)>>,
    /// For every answer of a path.
    edits: Mutex<Vec<(&'static str, Edit)>>,
    seen: Mutex<Vec<String>>,
    hanging: Notify,
}

/// A proxy on loopback; it stops when dropped.
pub(crate) struct Proxy {
    url: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Proxy {
    /// Passes everything on to `target`.
    pub(crate) async fn start(target: String) -> Self {
        // Whoever is first installs it; all install the same one.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let shared = Arc::new(Shared {
            target,
            client: reqwest::Client::new(),
            faults: Mutex::default(),
            edits: Mutex::default(),
            seen: Mutex::default(),
            hanging: Notify::new(),
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(handle).with_state(shared.clone());
        let server = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("the proxy serves");
        });
        Self {
            url,
            shared,
            server,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Lets `fault` befall the next request to `path` that has none yet.
    pub(crate) fn fault(&self, path: &'static str, fault: Fault) {
        let mut faults = self.shared.faults.lock().expect("no panic before");
        faults.push_back((path, fault));
    }

    /// Changes every answer of `path` from now on.
    pub(crate) fn edit(
        &self,
        path: &'static str,
        edit: impl Fn(&mut Value) + Send + Sync + 'static,
    ) {
        let mut edits = self.shared.edits.lock().expect("no panic before");
        edits.push((path, Box::new(edit)));
    }

    /// How many requests to `path` there have been.
    pub(crate) fn count(&self, path: &str) -> usize {
        let seen = self.shared.seen.lock().expect("no panic before");
        seen.iter().filter(|it| *it == path).count()
    }

    /// Waits until a request hangs.
    pub(crate) async fn until_hanging(&self) {
        self.shared.hanging.notified().await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    shared
        .seen
        .lock()
        .expect("no panic before")
        .push(path.clone());
    match shared.next_fault(&path) {
        Fault::Pass => shared.forward(&path, headers, body).await,
        Fault::Error(kind, code) => {
            let body = serde_json::json!({
                "error_type": kind, "error_code": code, "error_message": "as asked",
                "display_message": null, "request_id": "proxy",
            });
            let status = match kind {
                "API_ERROR" => StatusCode::INTERNAL_SERVER_ERROR,
                "RATE_LIMIT_EXCEEDED" => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::BAD_REQUEST,
            };
            (status, body.to_string()).into_response()
        }
        Fault::CutOff => {
            let headers = [(header::CONTENT_TYPE, "application/json")];
            (headers, r#"{"accounts": [{"account_id""#).into_response()
        }
        Fault::LoseAnswer => {
            shared.forward(&path, headers, body).await;
            (StatusCode::BAD_GATEWAY, "<html>Bad gateway</html>").into_response()
        }
        Fault::Impostor(body) => body.into_response(),
        Fault::Hang => {
            shared.hanging.notify_one();
            std::future::pending().await
        }
    }
}

impl Shared {
    fn next_fault(&self, path: &str) -> Fault {
        let mut faults = self.faults.lock().expect("no panic before");
        let place = faults.iter().position(|(at, _)| *at == path);
        place
            .and_then(|place| faults.remove(place))
            .map_or(Fault::Pass, |(_, fault)| fault)
    }

    async fn forward(&self, path: &str, mut headers: HeaderMap, body: Bytes) -> Response {
        headers.remove(header::HOST);
        headers.remove(header::CONTENT_LENGTH);
        let answer = self
            .client
            .post(format!("{}{path}", self.target))
            .headers(headers)
            .body(body)
            .send()
            .await
            .expect("the simulator answers");
        let status = answer.status();
        let bytes = answer.bytes().await.expect("a whole answer");
        let bytes = self.edited(path, bytes);
        (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
    }

    fn edited(&self, path: &str, bytes: Bytes) -> Bytes {
        let edits = self.edits.lock().expect("no panic before");
        let mut edits = edits.iter().filter(|(at, _)| *at == path).peekable();
        if edits.peek().is_none() {
            return bytes;
        }
        let mut value: Value = serde_json::from_slice(&bytes).expect("JSON");
        for (_, edit) in edits {
            edit(&mut value);
        }
        value.to_string().into()
    }
}
