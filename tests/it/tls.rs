//! Servers that cannot prove to be Plaid: over real TLS, and without.

use std::{net::Ipv4Addr, sync::Arc};

use holdfast::{
    connect::{FailureKind, Secret, SyncFailure},
    plaid::{BaseUrl, Credentials, PlaidClient},
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::common::world::{World, now};

const CERTIFICATE: &[u8] = include_bytes!("../fixtures/tls/self-signed.der");
const KEY: &[u8] = include_bytes!("../fixtures/tls/self-signed.key.der");

/// A server on loopback that treats every connection like this, over https.
async fn server<F>(treat: impl Fn(TcpStream) -> F + Send + 'static) -> BaseUrl
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(treat(stream));
        }
    });
    BaseUrl::parse(&format!("https://{address}")).expect("an address")
}

/// A server whose certificate nobody has signed.
async fn self_signed() -> BaseUrl {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(CERTIFICATE)], key)
        .expect("a certificate and its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    server(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let accepted = acceptor.accept(stream).await;
            assert!(accepted.is_err(), "the client trusts it");
        }
    })
    .await
}

/// What a request to `url` comes to.
async fn failure(url: BaseUrl) -> SyncFailure {
    let secret = |text: &str| Secret::new(text.to_owned());
    let credentials = Credentials {
        client_id: secret("the-client-id"),
        secret: secret("the-plaid-secret"),
    };
    let client = PlaidClient::new(url, &credentials).expect("a client");
    let error = client.try_keys().await.expect_err("nobody is there");
    assert!(!error.is_passing(), "{error:?}");
    error.into()
}

#[tokio::test]
async fn a_refused_certificate_is_said_as_such() {
    let failure = failure(self_signed().await).await;
    assert_eq!(failure.kind, FailureKind::CertificateRefused);
    assert!(failure.detail.contains("certificate"), "{failure:?}");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_taken_for_an_outage() {
    let url = server(|mut stream| async move {
        let mut hello = [0; 16];
        stream.read_exact(&mut hello).await.ok();
        let portal = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
        stream.write_all(portal).await.ok();
    });
    let failure = failure(url.await).await;
    assert_eq!(failure.kind, FailureKind::CertificateRefused);
}

#[tokio::test]
async fn a_connection_that_is_closed_is_an_outage() {
    let closed = server(|stream| async move { drop(stream) }).await;
    let secret = |text: &str| Secret::new(text.to_owned());
    let credentials = Credentials {
        client_id: secret("the-client-id"),
        secret: secret("the-plaid-secret"),
    };
    let client = PlaidClient::new(closed, &credentials).expect("a client");
    let error = client.try_keys().await.expect_err("nobody is there");
    assert_eq!(error.kind(), FailureKind::Offline);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_past_a_refused_certificate_is_recorded_and_sends_nothing() {
    let mut world = World::new().await;
    let item = world.connect(0).await;
    world.ctx.base_url = self_signed().await;
    let failure = world.sync(&item).await.expect_err("it is refused");
    assert_eq!(failure.kind, FailureKind::CertificateRefused);
    let removed = holdfast::sync::remove(&world.ctx, &item, false, now()).await;
    assert_eq!(
        removed.map_err(|it| it.kind),
        Err(FailureKind::CertificateRefused)
    );
    assert!(world.token(&item).is_some());
}
