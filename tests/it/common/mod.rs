//! What several test files need. Not every file uses all of it.

#![allow(dead_code, reason = "the soak test and a bench use a part of it")]

pub(crate) mod agreement;
pub(crate) mod app;
pub(crate) mod cases;
pub(crate) mod commands;
pub(crate) mod commands_window;
#[cfg_attr(windows, path = "desktop_windows.rs")]
pub(crate) mod desktop;
pub(crate) mod display;
pub(crate) mod frame;
pub(crate) mod generated;
pub(crate) mod in_process;
pub(crate) mod line;
pub(crate) mod measured;
pub(crate) mod page;
pub(crate) mod painted;
pub(crate) mod portfolio;
pub(crate) mod program;
pub(crate) mod proxy;
pub(crate) mod raw;
pub(crate) mod sample;
pub(crate) mod soft_renderer;
pub(crate) mod stored;
pub(crate) mod truth;
pub(crate) mod world;

/// The folder that pictures are saved in; `None` where none is named.
pub(crate) fn shots() -> Option<std::ffi::OsString> {
    std::env::var_os("HOLDFAST_SHOTS").filter(|it| !it.is_empty())
}
