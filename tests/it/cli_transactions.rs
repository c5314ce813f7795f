//! `holdfast transactions` and `holdfast cash-flow`: what rows mean, which of
//! them count, and that the window's page says the same.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Days, NaiveDate};
use holdfast::{
    connect::Fetched,
    domain::{
        AccountChoice, AssetClass, Currency, FlowKind, Security, Transaction, TransactionKind,
    },
    portfolio::Portfolio,
    state::{AccountFilter, TransactionsQuery},
    ui::{
        PageModel as _,
        transactions::{TransactionsInput, TransactionsModel},
    },
};
use rust_decimal::{Decimal, dec};
use serde_json::Value;

use crate::common::{
    program::Program,
    stored::{self, File, first_day},
    world::World,
};

const ACCOUNT: &str = "a-first";

/// A row on a day of October; `amount` with Plaid's sign.
fn row(id: &str, day: u32, words: (&str, &str), amount: Decimal) -> Transaction {
    Transaction {
        date: NaiveDate::from_ymd_opt(2026, 10, day).expect("a date"),
        security_id: None,
        quantity: Some(dec!(0)),
        price: Some(dec!(0)),
        transaction_type: words.0.into(),
        subtype: Some(words.1).filter(|it| !it.is_empty()).map(Into::into),
        ..stored::transaction(id, ACCOUNT, amount)
    }
}

/// The same with units of VTI and their price.
fn trade(
    id: &str,
    day: u32,
    words: (&str, &str),
    (units, price): (Decimal, Decimal),
    amount: Decimal,
) -> Transaction {
    Transaction {
        security_id: Some("VTI".into()),
        quantity: Some(units),
        price: Some(price),
        ..row(id, day, words, amount)
    }
}

fn synced(transactions: Vec<Transaction>) -> File {
    File::with(&[Fetched {
        transactions,
        ..stored::fetched("a")
    }])
}

fn print(file: &File, arguments: &[&str]) -> Vec<Value> {
    let program = Program {
        data: file.root.path(),
        url: "http://127.0.0.1:9",
    };
    program.json(&[&["--environment", "demo"], arguments].concat())
}

fn of<'a>(rows: &'a [Value], id: &str) -> &'a Value {
    let found = rows.iter().find(|it| it["investment_transaction_id"] == id);
    found.expect("the row")
}

fn decimal(value: &Value) -> Decimal {
    value
        .as_str()
        .expect("a figure")
        .parse()
        .expect("a decimal")
}

/// The net of a series in October, in US dollars.
fn net(flows: &[Value], series: &str) -> Option<Decimal> {
    let mut flows = flows.iter();
    let found = flows.find(|it| {
        it["month"] == "2026-10" && it["series"] == series && it["iso_currency_code"] == "USD"
    });
    found.map(|it| decimal(&it["net"]))
}

fn page(portfolio: Portfolio) -> TransactionsModel {
    let input = TransactionsInput {
        query: TransactionsQuery::default(),
        accounts: AccountFilter::All,
        today: first_day(),
        hide_amounts: false,
    };
    TransactionsModel::build(&Arc::new(portfolio), &input)
}

#[test]
fn a_cancellation_takes_back_the_mistake_and_the_sale_counts() {
    let file = synced(vec![
        trade(
            "mistake",
            1,
            ("buy", "buy"),
            (dec!(10), dec!(100)),
            dec!(1000),
        ),
        trade(
            "sold",
            5,
            ("sell", "sell"),
            (dec!(-8), dec!(125)),
            dec!(-1000),
        ),
        trade(
            "cancel",
            6,
            ("cancel", ""),
            (dec!(-10), dec!(100)),
            dec!(-1000),
        ),
        trade(
            "split",
            20,
            ("transfer", "split"),
            (dec!(10), dec!(0)),
            dec!(0),
        ),
        trade("order", 22, ("cancel", ""), (dec!(0), dec!(0)), dec!(0)),
    ]);
    let rows = print(&file, &["transactions"]);
    assert_eq!(of(&rows, "cancel")["counterpart_id"], "mistake");
    assert_eq!(of(&rows, "mistake")["standing"], "cancelled");
    assert_eq!(of(&rows, "sold")["counts"], true);
    assert_eq!(of(&rows, "order")["standing"], "lone cancellation");
    assert_eq!(of(&rows, "split")["kind"], "corporate action");
    let flows = print(&file, &["cash-flow"]);
    assert_eq!(net(&flows, "all"), Some(dec!(1000)));
    assert_eq!(net(&flows, "sells"), Some(dec!(1000)));
}

#[test]
fn a_distribution_out_of_a_plan_is_no_dividend_and_principal_no_income() {
    let file = synced(vec![
        trade(
            "d1",
            3,
            ("sell", "distribution"),
            (dec!(-500), dec!(40)),
            dec!(-20000),
        ),
        row("d2", 4, ("cash", "withdrawal"), dec!(20000)),
        trade(
            "d3",
            5,
            ("transfer", "distribution"),
            (dec!(-125), dec!(40)),
            dec!(5000),
        ),
        trade(
            "d4",
            6,
            ("cash", "dividend"),
            (dec!(0), dec!(0)),
            dec!(-120),
        ),
        row("d5", 7, ("cash", "return of principal"), dec!(-800)),
        row("d6", 8, ("cash", "loan payment"), dec!(-45)),
        trade(
            "d7",
            9,
            ("cash", "stock distribution"),
            (dec!(3), dec!(0)),
            dec!(0),
        ),
        trade(
            "d8",
            20,
            ("sell", "distribution"),
            (dec!(-5), dec!(40)),
            dec!(-200),
        ),
    ]);
    let flows = print(&file, &["cash-flow"]);
    assert_eq!(net(&flows, "dividends and interest"), Some(dec!(120)));
    assert_eq!(net(&flows, "withdrawals"), Some(dec!(-20200)));
    assert_eq!(net(&flows, "sells"), Some(dec!(20200)));
    assert_eq!(net(&flows, "contributions"), Some(dec!(45)));
    assert_eq!(net(&flows, "other"), Some(dec!(800)));
    assert_eq!(net(&flows, "all"), Some(dec!(965)));
    let rows = print(&file, &["transactions"]);
    assert_eq!(of(&rows, "d1")["other_half_id"], "d2");
    assert_eq!(of(&rows, "d3")["value_in_kind"], "-5000");
    assert_eq!(of(&rows, "d5")["flow"], "internal");
    let kinds: Vec<_> = print(&file, &["transactions", "--kind", "withdrawal"])
        .iter()
        .map(|it| it["investment_transaction_id"].clone())
        .collect();
    assert_eq!(kinds, ["d8", "d3", "d2"]);
}

#[test]
fn what_a_plan_is_paid_is_paid_in_and_bought_at_once() {
    let file = synced(vec![
        row("deposit", 2, ("cash", "deposit"), dec!(-3420)),
        trade(
            "plan",
            2,
            ("buy", "contribution"),
            (dec!(10), dec!(193)),
            dec!(1930),
        ),
        Transaction {
            fees: Some(dec!(12.50)),
            ..row("fee", 3, ("fee", "account fee"), dec!(12.50))
        },
        Transaction {
            fees: Some(dec!(4.95)),
            ..trade("buy", 3, ("buy", "buy"), (dec!(1), dec!(100)), dec!(104.95))
        },
        row("refund", 4, ("fee", "management fee"), dec!(-2.50)),
        row("new", 5, ("cash", "something new"), dec!(-7)),
    ]);
    let flows = print(&file, &["cash-flow"]);
    assert_eq!(net(&flows, "contributions"), Some(dec!(5350)));
    assert_eq!(net(&flows, "buys"), Some(dec!(-2034.95)));
    assert_eq!(net(&flows, "costs"), Some(dec!(-10)));
    let rows = print(&file, &["transactions"]);
    assert_eq!(decimal(&of(&rows, "plan")["cash_effect"]), dec!(0));
    let parts: Vec<_> = of(&rows, "plan")["parts"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(parts[0]["series"], "contributions");
    assert_eq!(parts[1]["amount"], "-1930");
    assert_eq!(of(&rows, "new")["kind"], "unclassified");

    let fees: Decimal = rows
        .iter()
        .filter_map(|it| it["fees_counted"].as_str()?.parse::<Decimal>().ok())
        .sum();
    assert_eq!(fees, dec!(14.95));
    let page = page(file.portfolio());
    assert_eq!(page.found.sums.len(), 1);
    assert_eq!(page.found.sums[0].fees, Some(dec!(14.95)));
    assert_eq!(page.found.sums[0].cash_effect, net(&flows, "all"));
}

#[test]
fn a_row_without_a_currency_counts_in_that_of_its_security_or_account() {
    let bare = |row: Transaction| Transaction {
        currency: None,
        ..row
    };
    let nowhere = Transaction {
        account_id: "a-second".into(),
        ..bare(row("nowhere", 2, ("cash", "deposit"), dec!(-3)))
    };
    let mut fetched = Fetched {
        transactions: vec![
            bare(trade(
                "fund",
                2,
                ("buy", "buy"),
                (dec!(1), dec!(5)),
                dec!(5),
            )),
            bare(row("cash", 2, ("cash", "deposit"), dec!(-9))),
            nowhere,
        ],
        ..stored::fetched("a")
    };
    fetched.accounts[1].balances.currency = None;
    fetched.securities = vec![Security {
        currency: Some(Currency::iso("CAD")),
        ..stored::security("VTI")
    }];
    let file = File::with(&[fetched]);
    let rows = print(&file, &["transactions"]);
    let said = |id| {
        let row = of(&rows, id);
        assert_eq!(row["iso_currency_code"], Value::Null, "it says none");
        (row["currency"].clone(), row["currency_source"].clone())
    };
    assert_eq!(said("fund"), ("CAD".into(), "security".into()));
    assert_eq!(said("cash"), ("USD".into(), "account".into()));
    assert_eq!(said("nowhere"), (Value::Null, "nobody".into()));
    let flows = print(&file, &["cash-flow"]);
    let all = |code: Value| {
        let mut flows = flows.iter();
        let found = flows.find(|it| it["series"] == "all" && it["iso_currency_code"] == code);
        decimal(&found.expect("the currency")["net"])
    };
    assert_eq!(all("CAD".into()), dec!(-5));
    assert_eq!(all("USD".into()), dec!(9));
    assert_eq!(all(Value::Null), dec!(3));
}

#[test]
fn hidden_accounts_are_in_no_total_of_page_or_command() {
    let rows = vec![
        row("seen", 2, ("cash", "deposit"), dec!(-10)),
        Transaction {
            account_id: "a-second".into(),
            ..row("hidden", 2, ("cash", "deposit"), dec!(-500))
        },
    ];
    let file = synced(rows);
    let hidden = AccountChoice {
        is_hidden: true,
        ..AccountChoice::default()
    };
    let mut database = file.database();
    let saved = database.change_account_choice(&"a-second".into(), |_| hidden.clone());
    saved.expect("it is written");
    assert_eq!(net(&print(&file, &["cash-flow"]), "all"), Some(dec!(10)));
    let page = page(file.portfolio());
    assert_eq!((page.rows.len(), page.found.rows_in_view), (1, 1));
    assert_eq!(page.found.sums[0].cash_effect, Some(dec!(10)));
}

#[test]
fn a_pending_row_does_not_count_beside_its_settled_one_nor_after_it_vanished() {
    let pending = row("pending", 24, ("cash", "pending credit"), dec!(-750));
    let posted = row("posted", 25, ("cash", "deposit"), dec!(-750));
    let file = synced(vec![pending.clone(), posted.clone()]);
    assert_eq!(net(&print(&file, &["cash-flow"]), "all"), Some(dec!(750)));
    let rows = print(&file, &["transactions"]);
    assert_eq!(of(&rows, "pending")["settled_by_id"], "posted");

    let file = synced(vec![pending]);
    assert_eq!(
        net(&print(&file, &["cash-flow"]), "transfers"),
        Some(dec!(750))
    );
    let later = Fetched {
        transactions: vec![posted],
        ..stored::fetched("a")
    };
    file.sync(later, first_day() + Days::new(1));
    assert_eq!(net(&print(&file, &["cash-flow"]), "all"), Some(dec!(750)));
    assert_eq!(
        of(&print(&file, &["transactions"]), "pending")["standing"],
        "removed"
    );
}

/// Opening cash is zero in the sample: everything came in by a row.
#[tokio::test(flavor = "multi_thread")]
async fn the_cash_effects_of_the_sample_add_up_to_its_cash() {
    let world = World::new().await;
    for institution in 0..3 {
        let item = world.connect(institution).await;
        world.sync(&item).await.expect("it is synced");
    }
    let portfolio = world.portfolio();
    let mut effects: BTreeMap<_, Decimal> = BTreeMap::new();
    for row in portfolio.transactions.iter().filter(|it| it.counts()) {
        *effects.entry(&row.account_id).or_default() += row.cash_effect().expect("an amount");
        assert_ne!(row.kind(), TransactionKind::Unclassified, "{row:?}");
    }
    for account in &portfolio.accounts {
        let is_cash = |it: &&holdfast::domain::Holding| {
            let security = portfolio.security(&it.security_id);
            it.account_id == account.id
                && security.is_some_and(|it| it.asset_class == Some(AssetClass::Cash))
        };
        let cash: Decimal = portfolio
            .holdings
            .iter()
            .filter(is_cash)
            .filter_map(|it| it.institution_value)
            .sum();
        let sum = effects.get(&account.id).copied().unwrap_or_default();
        assert_eq!(sum, cash, "{}", account.name);
    }
    // What a plan is paid buys at once, and is paid in all the same.
    let mut rows = portfolio.transactions.iter().filter(|it| it.counts());
    let plan = rows.find(|it| {
        it.transaction_type.as_str() == "buy" && it.subtype.as_deref() == Some("contribution")
    });
    let parts: Vec<_> = plan.expect("a contribution").parts().collect();
    assert_eq!(parts[0].0, FlowKind::Contributions);
    assert_eq!(parts[0].1, -parts[1].1);
}
