use super::*;
use clap::CommandFactory as _;

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn no_secret_can_be_an_argument() {
    for refused in [
        [
            "holdfast",
            "keys",
            "set",
            "--client-id",
            "x",
            "--secret",
            "y",
        ]
        .as_slice(),
        &["holdfast", "connect", "--access-token", "access-sandbox-1"],
        &[
            "holdfast",
            "connect",
            "--access-token-stdin",
            "--sandbox",
            "ins_1",
        ],
        &["holdfast", "holdings", "--json", "--csv"],
    ] {
        assert!(Cli::try_parse_from(refused).is_err(), "{refused:?}");
    }
}
