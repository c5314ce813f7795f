use rust_decimal::dec;

use super::*;
use crate::portfolio::sample::{account, connection, holding, transaction};

#[test]
fn a_card_says_what_belongs_to_its_connection() {
    let mut other = account("Other", "another");
    other.mask = Some("0093".into());
    let mut brokerage = account("Brokerage", "item");
    brokerage.mask = Some("4821".into());
    let portfolio = Portfolio {
        connections: vec![connection("item", "fidelity", 20)],
        accounts: vec![brokerage, other],
        holdings: vec![
            holding("Brokerage", "A", Some(dec!(10.50))),
            holding("Brokerage", "B", Some(dec!(1))),
            holding("Brokerage", "C", None),
            holding("Other", "A", Some(dec!(5))),
        ],
        transactions: vec![
            transaction("one", "Brokerage", 3, "buy", dec!(1)),
            transaction("two", "Other", 3, "buy", dec!(1)),
        ],
        ..Portfolio::default()
    };
    let model = ConnectionsModel::build(&Arc::new(portfolio), &());
    let card = &model.connections[0];
    assert_eq!(card.initial, "F");
    assert_eq!(card.subtitle(), "Investments · 1 account");
    assert_eq!((card.holdings, card.transactions), (3, 1));
    assert_eq!(
        card.accounts,
        [AccountRow {
            id: "Brokerage".into(),
            label: "Brokerage ••4821".to_owned(),
            institution_name: "Brokerage".into(),
            choice: AccountChoice::default(),
            carried_to: None,
            values: vec![(Some(Currency::iso("USD")), Some(dec!(11.50)))],
            unknown: 1,
            missing_since: None,
            is_removed: false,
        }]
    );
}

#[test]
fn a_name_without_letters_has_an_initial_too() {
    let portfolio = Portfolio {
        connections: vec![
            connection("one", "…", 20),
            connection("two", "日興証券", 20),
        ],
        ..Portfolio::default()
    };
    let model = ConnectionsModel::build(&Arc::new(portfolio), &());
    assert_eq!(model.connections[0].initial, "?");
    assert_eq!(model.connections[1].initial, "日");
}
