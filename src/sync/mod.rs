//! Fetch, plan, apply: brings one connection up to date.
#![deny(clippy::float_arithmetic)]

mod plan;

pub use plan::plan;
