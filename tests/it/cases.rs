//! Answers that went wrong in other programs: what the command line and the
//! window make of each case of `tests/fixtures/cases`, as its `expected.md` says.

use crate::common::cases::{self, Case};
#[cfg(all(unix, not(target_os = "macos")))]
use crate::common::{cases::CaseServer, desktop::Session, program::Program};

/// The way of a person: the real binary, a real keyring, real HTTP. Nothing here
/// depends on the day, which is that of the computer.
#[cfg(all(unix, not(target_os = "macos")))]
#[tokio::test(flavor = "multi_thread")]
async fn every_case_is_connected_by_token_and_synced() {
    let test = "cases::every_case_is_connected_by_token_and_synced";
    if !Session::new(test).with_keyring().enter() {
        return;
    }
    let server = CaseServer::start().await;
    for case in cases::all() {
        // A folder for each: every case counts its rows from `t1` on.
        let data = tempfile::tempdir().expect("a folder");
        let program = Program {
            data: data.path(),
            url: &server.url,
        };
        let keys = ["keys", "set", "--client-id", "x"];
        let keys = [&keys[..], &["--environment", "sandbox"]].concat();
        program.expect(0, &keys, "y\n");
        let tokens = cases::tokens(&case);
        for token in &tokens {
            program.expect(0, &["connect", "--access-token-stdin"], token);
        }
        let stages = cases::stages(&case);
        for stage in &stages {
            server.set_stage(&case, stage);
            program.expect(0, &["sync"], "");
        }
        let connections = program.json(&["connections"]);
        assert_eq!(connections.len(), tokens.len(), "{case}");
        for connection in &connections {
            assert!(connection["failure"].is_null(), "{connection}");
        }
        let syncs = program.json(&["syncs"]);
        assert_eq!(syncs.len(), stages.len() * tokens.len(), "{case}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_stored_as_its_files_say() {
    let case = Case::through_all_stages("04-cancel-pairs-wrong-row").await;
    assert_eq!(case.rows(&["holdings"]).len(), 2);
    let transactions = case.rows(&["transactions"]);
    let ids: Vec<_> = transactions
        .iter()
        .filter_map(|it| it["investment_transaction_id"].as_str())
        .collect();
    let newest_first = [
        "cancel-order",
        "split",
        "cancel",
        "sell-real",
        "buy-mistake",
    ];
    assert_eq!(ids, newest_first);
}
