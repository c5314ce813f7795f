use super::*;
use crate::connect::FailureKind;

fn clock() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

#[test]
fn a_run_begins_with_its_version_and_tells_errors_apart() {
    let data = tempfile::tempdir().expect("a folder");
    let log = Log::new(data.path(), Environment::Sandbox, "sync", clock);
    let path = log.path().expect("a file");
    assert!(!path.exists());
    log.info("loaded", [("accounts", 3_usize.into())]);
    log.error(
        "sync.failed",
        [
            ("kind", FailureKind::SignInNeeded.into()),
            ("code", Safe::code("ITEM_LOGIN_REQUIRED")),
            ("request_id", Safe::request_id("HNTDNrA8F1shFEW")),
        ],
    );
    let lines = log.last_lines(9).expect("it is read");
    let version = env!("CARGO_PKG_VERSION");
    let start = format!("1970-01-01T00:00:00.000Z info start version={version} os=");
    assert!(lines[0].starts_with(&start), "{lines:?}");
    assert_eq!(lines[1], "1970-01-01T00:00:00.000Z info loaded accounts=3");
    let failed = "1970-01-01T00:00:00.000Z error sync.failed kind=sign_in_needed \
                  code=ITEM_LOGIN_REQUIRED request_id=HNTDNrA8F1shFEW";
    assert_eq!(log.last_errors(9).expect("it is read"), [failed]);
}

#[test]
fn what_does_not_look_like_a_code_is_left_out() {
    for text in [
        "",
        "4321",
        "access-sandbox-de3ce8ef",
        "https://secure.plaid.com/link/abc",
        "JOINT ACCOUNT",
        "1234.56",
        "A\nB",
    ] {
        assert_eq!(Safe::code(text).to_string(), "unreadable", "{text}");
        assert_eq!(Safe::request_id(text).to_string(), "unreadable", "{text}");
    }
    assert_eq!(
        Safe::from(&"https://bank".into() as &crate::domain::InstitutionId).to_string(),
        "unreadable"
    );
}

#[test]
fn a_connection_is_told_apart_by_the_beginning_of_its_id() {
    let item = crate::domain::ItemId::from("DWVAAPWq4RHGlEaNyGKRTAnPLaEmo8Cvq7na6");
    assert_eq!(Safe::from(&item).to_string(), "DWVAAP");
}

#[test]
fn a_log_that_is_off_has_nothing() {
    let log = Log::off();
    log.info("loaded", []);
    assert_eq!(log.path(), None);
    assert!(log.last_lines(9).expect("nothing").is_empty());
}
