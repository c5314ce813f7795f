//! Holdfast: a desktop portfolio viewer.
//!
//! Modules in reading order; each depends only on those above it, and a test
//! in `layers.rs` holds that. `docs/ARCHITECTURE.md` tells the whole story.

pub mod connect;
pub mod domain;
mod files;
pub mod log;
pub mod portfolio;
pub mod valuation;

pub mod analytics;
pub mod state;
pub mod text;

pub mod plaid;
pub mod storage;
pub mod update;
pub mod vault;

pub mod simulator;
pub mod sync;

pub mod session;
pub mod ui;

pub mod app;
pub mod cli;

#[cfg(test)]
mod layers;

/// Overwrites what is freed: buffers for HTTP, TLS and the keyring hold secrets
/// that no type of this program owns.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
