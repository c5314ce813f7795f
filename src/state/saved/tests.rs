use std::fmt::Debug;

use chrono::{NaiveDate, TimeZone as _, Utc};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::json;

use super::*;
use crate::{
    domain::{Currency, Explained, Grouping, Measure, Scope},
    state::{
        AccountFilter, AllocationForm, AllocationQuery, AttentionQuery, CurrencyChoice, Direction,
        Drawer, Drill, GroupBy, GrowthLine, HistoryQuery, HoldingColumn, HoldingsQuery, Month,
        OverviewList, PartBy, PerformanceColumn, PerformanceQuery, RangeChoice, TransactionColumn,
        TransactionsQuery, View,
    },
};

fn read(value: Value) -> View {
    View::deserialize(value).expect("a view")
}

fn id<T: From<String> + Debug>() -> impl Strategy<Value = T> {
    any::<String>().prop_map(T::from)
}

fn accounts() -> impl Strategy<Value = AccountFilter> {
    prop_oneof![
        Just(AccountFilter::All),
        any::<String>().prop_map(|it| AccountFilter::Group(it.into())),
        id().prop_map(AccountFilter::Connection),
        id().prop_map(AccountFilter::Account),
    ]
}

fn currency() -> impl Strategy<Value = CurrencyChoice> {
    let code = any::<String>;
    prop_oneof![
        Just(CurrencyChoice::Most),
        Just(CurrencyChoice::Chosen(None)),
        code().prop_map(|it| CurrencyChoice::Chosen(Some(Currency::Iso(it.into())))),
        code().prop_map(|it| CurrencyChoice::Chosen(Some(Currency::Unofficial(it.into())))),
    ]
}

fn direction() -> impl Strategy<Value = Direction> {
    select(vec![Direction::Ascending, Direction::Descending])
}

fn holdings() -> impl Strategy<Value = HoldingsQuery> {
    use GroupBy as By;

    let columns = [&[HoldingColumn::Security][..], &HoldingColumn::OPTIONAL].concat();
    let groups = vec![By::None, By::Account, By::Type, By::Sector, By::Institution];
    let sort = (select(columns), direction());
    let parts = (
        any::<String>(),
        select(groups),
        sort,
        vec(any::<String>(), 0..3),
    );
    let parts = (parts, option::of(id()));
    parts.prop_map(|((search, group_by, sort, folded), open)| HoldingsQuery {
        search,
        group_by,
        sort,
        folded,
        open,
    })
}

fn allocation() -> impl Strategy<Value = AllocationQuery> {
    let by = || select(AllocationBy::ALL.to_vec());
    let drill = (by(), any::<String>()).prop_map(|(by, category)| Drill { by, category });
    let form = select(AllocationForm::ALL.to_vec());
    let parts = (by(), option::of(drill), form);
    parts.prop_map(|(by, drill, form)| AllocationQuery { by, drill, form })
}

fn range() -> impl Strategy<Value = RangeChoice> {
    select(RangeChoice::ALL.to_vec())
}

fn transactions() -> impl Strategy<Value = TransactionsQuery> {
    use TransactionColumn as By;

    let columns = vec![
        By::Date,
        By::Type,
        By::Security,
        By::Account,
        By::Quantity,
        By::Price,
        By::Fees,
        By::CashEffect,
    ];
    let month = (0..9999, 1..=12u32).prop_map(|(year, month)| Month { year, month });
    let kinds = vec(select(TransactionKind::ALL.to_vec()), 0..4);
    let sort = (select(columns), direction());
    let parts = (
        any::<String>(),
        kinds,
        option::of(month),
        option::of(range()),
    );
    let parts = (parts, sort, option::of(id()));
    parts.prop_map(
        |((search, kinds, month, range), sort, open)| TransactionsQuery {
            search,
            kinds,
            month,
            range,
            sort,
            open,
            only: None,
        },
    )
}

fn history() -> impl Strategy<Value = HistoryQuery> {
    let began = (0..4_000_000_000i64, 0..1_000_000_000u32)
        .prop_map(|(seconds, nanos)| Utc.timestamp_opt(seconds, nanos).single().expect("a time"));
    let parts = (option::of(id()), any::<bool>(), option::of((id(), began)));
    parts.prop_map(|(item, only_problems, open)| HistoryQuery {
        item,
        only_problems,
        open,
    })
}

fn performance() -> impl Strategy<Value = PerformanceQuery> {
    use PerformanceColumn as By;
    let sort = (
        select(vec![By::Name, By::Flows, By::Gain, By::MoneyWeighted]),
        direction(),
    );
    let parts = (
        select(PartBy::ALL.to_vec()),
        select(GrowthLine::ALL.to_vec()),
        sort,
        any::<bool>(),
    );
    parts.prop_map(|(by, line, sort, estimated)| PerformanceQuery {
        by,
        line,
        sort,
        estimated,
    })
}

fn drawer() -> impl Strategy<Value = Drawer> {
    let text = any::<String>;
    let of = prop_oneof![
        Just(Scope::Whole),
        id().prop_map(Scope::Account),
        (id(), id()).prop_map(|(account, security)| Scope::Holding(account, security)),
        id().prop_map(Scope::Security),
        (select(AllocationBy::ALL.to_vec()), text()).prop_map(|(by, key)| Scope::Category(by, key)),
        (select(Grouping::ALL.to_vec()), text()).prop_map(|(by, key)| Scope::Group(by, key)),
    ];
    let currency = prop_oneof![
        Just(None),
        text().prop_map(|it| Some(Currency::Iso(it.into()))),
        text().prop_map(|it| Some(Currency::Unofficial(it.into()))),
    ];
    let day = |after: i32| NaiveDate::from_num_days_from_ce_opt(738_000 + after);
    let days = (0..1_000_i32, 0..1_000_i32).prop_map(move |(from, to)| day(from).zip(day(to)));
    let during = prop_oneof![Just(None), days];
    let explained = (select(Measure::ALL.to_vec()), of, currency, during);
    let explained = explained.prop_map(|(measure, of, currency, during)| {
        Drawer::Explanation(Box::new(Explained {
            measure,
            of,
            currency,
            during,
        }))
    });
    prop_oneof![Just(Drawer::Changes), explained]
}

fn attention() -> impl Strategy<Value = AttentionQuery> {
    let parts = (option::of(any::<String>()), any::<usize>(), any::<bool>());
    parts.prop_map(|(open, page, shows_resolved)| AttentionQuery {
        open,
        page,
        shows_resolved,
    })
}

fn views() -> impl Strategy<Value = View> {
    let pages = (
        holdings(),
        allocation(),
        transactions(),
        performance(),
        attention(),
        option::of(history()),
        (select(OverviewList::ALL.to_vec()), option::of(drawer())),
    );
    let parts = (accounts(), currency(), range(), pages);
    parts.prop_map(|(accounts, currency, range, pages)| {
        let (holdings, allocation, transactions, performance, attention, history, beside) = pages;
        let (overview_list, drawer) = beside;
        View {
            accounts,
            currency,
            range,
            holdings,
            allocation,
            transactions,
            performance,
            attention,
            overview_list,
            drawer,
            history,
        }
    })
}

proptest! {
    #[test]
    fn a_view_comes_back_as_it_was_written(view in views()) {
        let text = serde_json::to_string(&view).expect("written");
        prop_assert_eq!(serde_json::from_str::<View>(&text).expect("read"), view);
    }

    /// Whatever stands in a field, the others are read.
    #[test]
    fn a_field_that_is_not_understood_loses_itself(view in views(), at in 0..11usize) {
        let mut written = serde_json::to_value(&view).expect("written");
        let fields = written.as_object_mut().expect("fields");
        let (name, field) = fields.iter_mut().nth(at).expect("eleven fields");
        let name = name.clone();
        *field = json!("of a later version");
        let default = serde_json::to_value(View::default()).expect("written");
        let read = read(written.clone());
        written[&name] = default[&name].clone();
        prop_assert_eq!(serde_json::to_value(read).expect("written"), written);
    }
}

#[test]
fn words_are_a_promise_and_unknown_ones_lose_themselves() {
    let written = json!({
        "accounts": {"group": "Retirement"},
        "currency": {"iso": "CAD"},
        "range": "a_decade",
        "of_a_later_version": true,
        "holdings": {
            "search": "fund",
            "group_by": "color",
            "sort": ["Gain %", "ascending"],
            "folded": ["a", 1, "b"],
            "open": 7,
        },
        "allocation": {"by": "shape", "drill": {"by": "asset-class", "category": "equity"}},
        "transactions": {
            "kinds": ["buy", "barter", "fee"],
            "month": "2026-13",
            "range": "year_to_date",
            "sort": ["cash_effect", "sideways"],
            "open": "t1",
        },
        "performance": {"by": "account", "line": "candles", "sort": ["beauty", "ascending"]},
        "attention": {"open": 7, "page": "last", "shows_resolved": true},
        "history": {
            "item": "first",
            "only_problems": "yes",
            "open": "2026-03-01T09:30:00+00:00 first",
        },
    });
    let began = Utc.with_ymd_and_hms(2026, 3, 1, 9, 30, 0).single();
    let expected = View {
        accounts: AccountFilter::Group("Retirement".into()),
        currency: CurrencyChoice::Chosen(Some(Currency::iso("CAD"))),
        range: RangeChoice::default(),
        holdings: HoldingsQuery {
            search: "fund".to_owned(),
            group_by: GroupBy::default(),
            sort: (HoldingColumn::GainPercent, Direction::Ascending),
            folded: vec!["a".to_owned(), "b".to_owned()],
            open: None,
        },
        allocation: AllocationQuery {
            by: AllocationBy::default(),
            drill: Some(Drill {
                by: AllocationBy::AssetClass,
                category: "equity".to_owned(),
            }),
            form: AllocationForm::default(),
        },
        transactions: TransactionsQuery {
            kinds: vec![TransactionKind::Buy, TransactionKind::Fee],
            range: Some(RangeChoice::YearToDate),
            open: Some("t1".into()),
            ..TransactionsQuery::default()
        },
        performance: PerformanceQuery {
            by: PartBy::Account,
            ..PerformanceQuery::default()
        },
        attention: AttentionQuery {
            shows_resolved: true,
            ..AttentionQuery::default()
        },
        overview_list: OverviewList::default(),
        drawer: None,
        history: Some(HistoryQuery {
            item: Some("first".into()),
            only_problems: false,
            open: Some(("first".into(), began.expect("a time"))),
        }),
    };
    assert_eq!(read(written), expected);
    assert_eq!(read(json!({})), View::default());
    for broken in [json!("overview"), json!(null), json!(1)] {
        assert!(View::deserialize(broken).is_err());
    }
}
