//! Keys, connections and removals against the simulator: what is tried before
//! it is kept, and what is never left behind.

use crate::common::{
    proxy::Fault,
    world::{World, secret},
};
use holdfast::{
    connect::{FailureKind, SyncFailure},
    plaid::BaseUrl,
    simulator,
    sync::{self, Context},
};

const INSTITUTION: &str = "/institutions/get_by_id";

async fn accept(ctx: &Context, client_id: &str, secret_key: &str) -> Result<(), FailureKind> {
    sync::accept_keys(ctx, &secret(client_id), &secret(secret_key))
        .await
        .map_err(|it: SyncFailure| it.kind)
}

/// A computer whose keyring holds no keys yet.
async fn without_keys() -> World {
    let mut world = World::new().await;
    world.ctx.vault = std::sync::Arc::new(holdfast::vault::MemoryVault::default());
    world
}

#[tokio::test]
async fn keys_are_kept_only_when_plaid_accepts_them() {
    let world = without_keys().await;
    let wrong = accept(&world.ctx, simulator::CLIENT_ID, "not-the-secret").await;
    assert_eq!(wrong, Err(FailureKind::WrongKeys));
    assert_eq!(sync::has_keys(&world.ctx).await, Ok(false));

    let right = accept(&world.ctx, simulator::CLIENT_ID, simulator::SECRET).await;
    assert_eq!(right, Ok(()));
    assert_eq!(sync::has_keys(&world.ctx).await, Ok(true));
}

#[tokio::test]
async fn keys_of_the_other_environment_are_told_from_wrong_ones() {
    let mut world = without_keys().await;
    world.proxy.fault(
        INSTITUTION,
        Fault::Error("INVALID_INPUT", "INVALID_API_KEYS"),
    );
    world.ctx.other_url = BaseUrl::parse(&world.simulator.url()).ok();
    let refused = accept(&world.ctx, simulator::CLIENT_ID, simulator::SECRET).await;
    assert_eq!(refused, Err(FailureKind::OtherEnvironment));
    assert_eq!(sync::has_keys(&world.ctx).await, Ok(false));
}

#[tokio::test]
async fn keys_that_cannot_be_tried_are_not_kept() {
    let world = without_keys().await;
    world.proxy.fault(
        INSTITUTION,
        Fault::Error("API_ERROR", "PLANNED_MAINTENANCE"),
    );
    let refused = accept(&world.ctx, simulator::CLIENT_ID, simulator::SECRET).await;
    assert_eq!(refused, Err(FailureKind::Maintenance));
    assert_eq!(sync::has_keys(&world.ctx).await, Ok(false));
}
