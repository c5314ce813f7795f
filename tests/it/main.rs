//! Everything the program does, through its public interfaces and against real
//! parts. One program, because each further one links the whole window again.
//!
//! `tests/soak` is apart: it counts the open files and threads of its own process.

mod common;

mod accounts;
mod adverse;
mod app_beside;
mod app_flow;
mod arithmetic;
mod attention;
mod cases;
mod cli;
#[cfg(target_os = "linux")]
mod cli_files;
#[cfg(not(target_os = "macos"))]
mod cli_link;
mod cli_performance;
mod cli_shell;
mod cli_transactions;
mod clock;
mod connect;
mod deletion;
mod elsewhere;
mod evidence;
mod failures;
mod honest_cases;
mod hosted_link;
mod kinds;
mod kinds_figures;
mod kinds_history;
mod link;
mod log;
#[cfg(target_os = "linux")]
mod memory;
mod odd_answers;
mod oracles;
mod past;
mod pasted;
mod plaid_client;
mod plaid_link;
#[cfg(all(unix, not(target_os = "macos")))]
mod real_window;
mod scenario;
mod set_aside;
mod simulator;
#[cfg(not(target_os = "macos"))]
mod states;
mod storage;
#[cfg(unix)]
mod storage_beside;
mod storage_crash;
mod storage_damage;
mod storage_file;
mod storage_history;
mod sync;
mod sync_retries;
mod tls;
mod transactions_agree;
mod ui_allocation;
mod ui_attention;
mod ui_changes;
mod ui_connections;
mod ui_contrast;
mod ui_everywhere;
mod ui_explanation;
mod ui_forms;
mod ui_hands;
mod ui_history;
mod ui_holdings;
mod ui_link;
mod ui_names;
mod ui_overview;
mod ui_performance;
mod ui_pictures;
mod ui_plots;
mod ui_shell;
mod ui_sizes;
mod ui_transactions;
mod updates;
mod value_before;
#[cfg(not(target_os = "macos"))]
mod vault;
#[cfg(all(unix, not(target_os = "macos")))]
mod vault_service;
