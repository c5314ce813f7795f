//! The HTTP side: a listener on loopback that hands requests to the world.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, Method, StatusCode, Uri, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
    routing::get,
};
use tokio::{net::TcpListener, sync::oneshot};

use super::{
    connection::{Caller, Door, Pieces},
    link_page, lock,
    world::Request,
    world::World,
};

/// The bytes of each piece of an answer that drips.
const DRIP: usize = 1024;

/// Serves `world` until `stop` is sent or dropped, then lets requests under way
/// finish.
pub(super) async fn serve(
    listener: TcpListener,
    world: Arc<Mutex<World>>,
    stop: oneshot::Receiver<()>,
) -> std::io::Result<()> {
    let router = Router::new()
        .route("/link/{token}", get(open_page).post(submit_page))
        .fallback(answer)
        .with_state(world)
        .into_make_service_with_connect_info::<Caller>();
    axum::serve(Door(listener), router)
        .with_graceful_shutdown(async { stop.await.unwrap_or_default() })
        .await
}

async fn open_page(State(world): State<Arc<Mutex<World>>>, Path(token): Path<String>) -> Response {
    link_page::opened(&mut lock(&world), &token)
}

async fn submit_page(
    State(world): State<Arc<Mutex<World>>>,
    Path(token): Path<String>,
    body: Bytes,
) -> Response {
    link_page::submitted(&mut lock(&world), &token, &body)
}

async fn answer(
    State(world): State<Arc<Mutex<World>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    ConnectInfo(caller): ConnectInfo<Caller>,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    let is_json =
        header(CONTENT_TYPE.as_str()).is_some_and(|it| it.starts_with("application/json"));
    let request = Request {
        // Every endpoint takes POST; with another method it does not exist.
        path: if method == Method::POST {
            uri.path()
        } else {
            ""
        },
        client_id: header("plaid-client-id"),
        secret: header("plaid-secret"),
        body: if is_json { &body } else { &[] },
    };
    let response = lock(&world).respond(&request);
    tokio::time::sleep(response.delay).await;
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::BAD_REQUEST);
    let content_type = [(CONTENT_TYPE, response.content_type.into_owned())];
    if response.drip.is_none() && response.breaks.is_none() {
        return (status, content_type, response.body).into_response();
    }
    let piece = response.drip.map_or(usize::MAX, |_| DRIP);
    let pause = response.drip.unwrap_or_default();
    let until = response.breaks.map(|(until, reset)| {
        if reset {
            caller.reset();
        }
        until
    });
    let pieces = Pieces::new(response.body.into(), piece, pause, until);
    (status, content_type, Body::new(pieces)).into_response()
}
