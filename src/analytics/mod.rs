//! Pure functions over the domain: gains, cash flows, allocation, value over time.
#![deny(clippy::float_arithmetic)]

pub mod allocation;
pub mod value_history;
