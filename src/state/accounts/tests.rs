use super::*;
use crate::domain::AccountChoice;
use crate::portfolio::sample;

/// `a` and `b` of one connection, `c` of another; `a` and `c` are in a group,
/// `b` and `c` are hidden.
fn portfolio() -> Portfolio {
    let account = |id: &str, item: &str, groups: &[&str], is_hidden| Account {
        choice: AccountChoice {
            name: None,
            is_hidden,
            groups: groups.iter().map(|it| Arc::from(*it)).collect(),
        },
        ..sample::account(id, item)
    };
    Portfolio {
        connections: ["first", "second"]
            .map(|it| sample::connection(it, it, 1))
            .into(),
        accounts: vec![
            account("a", "first", &["Kids"], false),
            account("b", "first", &[], true),
            account("c", "second", &["Kids"], true),
        ],
        ..Portfolio::default()
    }
}

fn in_view(filter: &AccountFilter) -> Vec<&'static str> {
    let portfolio = portfolio();
    ["a", "b", "c", "unknown"]
        .into_iter()
        .filter(|it| filter.contains(&portfolio, &(*it).into()))
        .collect()
}

#[test]
fn a_hidden_account_is_in_view_by_its_own_name_only() {
    assert_eq!(in_view(&AccountFilter::All), ["a", "unknown"]);
    assert_eq!(in_view(&AccountFilter::Connection("first".into())), ["a"]);
    assert_eq!(
        in_view(&AccountFilter::Connection("second".into())),
        [""; 0]
    );
    assert_eq!(in_view(&AccountFilter::Group("Kids".into())), ["a"]);
    assert_eq!(in_view(&AccountFilter::Account("b".into())), ["b"]);
}

#[test]
fn rows_are_listed_of_hidden_accounts_too() {
    let portfolio = portfolio();
    let kids = AccountFilter::Group("Kids".into());
    let check = |filter: &AccountFilter, expected: &[&str]| {
        let all = ["a", "b", "c", "unknown"].into_iter();
        let named: Vec<_> = all
            .filter(|it| filter.names(&portfolio, &(*it).into()))
            .collect();
        assert_eq!(named, expected);
    };
    check(&AccountFilter::All, &["a", "b", "c", "unknown"]);
    check(&kids, &["a", "c"]);
}

#[test]
fn what_is_left_out_is_counted() {
    let portfolio = portfolio();
    let hidden = |it: AccountFilter| it.hidden(&portfolio);
    assert_eq!(hidden(AccountFilter::All), 2);
    assert_eq!(hidden(AccountFilter::Connection("first".into())), 1);
    assert_eq!(hidden(AccountFilter::Group("Kids".into())), 1);
    assert_eq!(hidden(AccountFilter::Account("b".into())), 0);
}

#[test]
fn a_group_is_there_while_an_account_is_in_it() {
    let portfolio = portfolio();
    assert!(AccountFilter::Group("Kids".into()).exists_in(&portfolio));
    assert!(!AccountFilter::Group("Retirement".into()).exists_in(&portfolio));
    assert!(AccountFilter::Group("Kids".into()).covers(&portfolio, &"second".into()));
    assert_eq!(portfolio.groups(), ["Kids".into()]);
}
