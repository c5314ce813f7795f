//! What the commands print is what the window shows, figure by figure.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use holdfast::{
    analytics::cash_flow::{CashFlow, Flow, MonthFlow},
    connect::Environment,
    domain::{AllocationBy, Currency},
    portfolio::Portfolio,
    state::{AppState, Choices, CurrencyChoice, RangeChoice},
    text::{self, AttentionText as _, format::Figures},
    ui::{
        PageModel as _,
        allocation::{AllocationModel, AllocationPageQuery},
        holdings::{HoldingsInput, HoldingsModel},
        overview::{OverviewModel, OverviewQuery},
        transactions::{TransactionsInput, TransactionsModel},
    },
    valuation::Total,
};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    commands::{Printed, code, figure, only},
    truth::{self, Exact},
};

impl Printed {
    /// Checks every figure against the page that shows it.
    pub(crate) fn check_window(&self, portfolio: &Arc<Portfolio>, now: DateTime<Utc>) {
        let mut state = AppState::new(
            Environment::Demo,
            "/portfolio".into(),
            Choices::default(),
            now,
        );
        state.view.accounts = self.filter.clone();
        state.view.range = RangeChoice::All;
        let overview = OverviewModel::build(portfolio, &OverviewQuery::of(&state));
        self.check_totals(&overview);
        self.check_largest(portfolio, &overview);
        self.check_holdings_page(&HoldingsModel::build(portfolio, &HoldingsInput::of(&state)));
        // The page shows one currency at a time: each dimension has another one.
        let mut currencies = overview.totals.iter().map(|it| &it.currency).cycle();
        for (by, printed) in &self.allocation {
            state.view.allocation.by = *by;
            let choice = currencies.next().cloned();
            state.view.currency = choice.map_or(CurrencyChoice::Most, CurrencyChoice::Chosen);
            let query = AllocationPageQuery::of(&state);
            check_allocation(&AllocationModel::build(portfolio, &query), *by, printed);
        }
        let input = TransactionsInput::of(&state);
        self.check_transactions_page(portfolio, &TransactionsModel::build(portfolio, &input));
    }

    /// What needs attention is the same, in the same words. Ages are counted
    /// until `now`.
    pub(crate) fn check_attention(&self, portfolio: &Arc<Portfolio>, now: DateTime<Utc>) {
        let mut state = AppState::new(
            Environment::Demo,
            "/portfolio".into(),
            Choices::default(),
            now,
        );
        state.view.accounts = self.filter.clone();
        let overview = OverviewModel::build(portfolio, &OverviewQuery::of(&state));
        let said = overview.attention.iter();
        let said = said.map(|it| {
            let figures = Figures { hide: false };
            (it.title(figures), it.text(figures))
        });
        let printed = self.overview.iter().filter(|it| it["row"] == "attention");
        let text = |row: &Value, name: &str| row[name].as_str().expect("a text").to_owned();
        let printed = printed.map(|it| (text(it, "label"), text(it, "detail")));
        assert!(printed.eq(said), "{:#?}", overview.attention);
    }

    fn total(&self, currency: Option<&Currency>) -> &Value {
        let totals = self.overview.iter().filter(|it| it["row"] == "total");
        only(totals.filter(|it| code(it) == currency.map(Currency::code)))
    }

    fn check_totals(&self, overview: &OverviewModel) {
        for shown in &overview.totals {
            let printed = self.total(shown.currency.as_ref());
            check_total(printed, &shown.total);
            assert_eq!(printed["holdings"], shown.holdings, "{printed}");
        }
        let totals = self.overview.iter().filter(|it| it["row"] == "total");
        let is_nothing = overview.totals.is_empty();
        assert_eq!(
            totals.count(),
            overview.totals.len() + usize::from(is_nothing)
        );
    }

    fn check_largest(&self, portfolio: &Portfolio, overview: &OverviewModel) {
        let of = overview.currency().map(Currency::code);
        let positions = self.positions.iter().filter(|it| code(it) == of);
        let known = positions.filter(|it| figure(it, "market_value").is_some());
        for (printed, shown) in known.zip(&overview.largest) {
            let holding = portfolio.holdings.iter().find(|it| it.id == shown.id);
            let security = &holding.expect("it is held").security_id;
            assert_eq!(printed["security_id"], security.as_str(), "{printed}");
            assert_eq!(figure(printed, "market_value"), Some(shown.value));
            let ratio = shown.gain_ratio.map(|it| it.round_dp(6));
            assert_eq!(figure(printed, "gain_ratio"), ratio, "{printed}");
            assert_eq!(printed["name"], *shown.name, "{printed}");
        }
    }

    fn check_holdings_page(&self, page: &HoldingsModel) {
        for line in &page.totals {
            let printed = self.total(line.currency.as_ref());
            check_total(printed, &line.total);
            assert_eq!(printed["holdings"], line.rows, "{printed}");
        }
        let printed: HashMap<_, _> = self
            .holdings
            .iter()
            .map(|it| (it["holding_id"].as_str().expect("an id"), it))
            .collect();
        for row in &page.rows {
            let ids = row
                .holdings
                .iter()
                .map(|&at| page.portfolio.holdings[at].id.as_str());
            // A balance is no holding that an institution lists.
            let rows: Option<Vec<_>> = ids.map(|id| printed.get(id)).collect();
            let Some(rows) = rows else { continue };
            for (field, shown) in [
                ("market_value", row.value()),
                ("gain", row.gain()),
                ("counted_quantity", row.quantity),
            ] {
                let exact = Exact::of(rows.iter().map(|it| figure(it, field)));
                let is_part = field == "counted_quantity" && exact.missing > 0;
                assert!(exact.is(shown) || is_part, "{field} of {row:?}: {exact:?}");
            }
        }
    }

    fn check_transactions_page(&self, portfolio: &Portfolio, page: &TransactionsModel) {
        let in_view = |row: &&Value| {
            let account = row["account_id"].as_str().expect("an account").into();
            truth::is_in_view(portfolio, &self.filter, &account)
        };
        let listed: Vec<&Value> = self.transactions.iter().filter(in_view).collect();
        assert_eq!(listed.len(), page.rows.len());
        let mut sums: BTreeMap<Option<&str>, [Exact; 2]> = BTreeMap::new();
        for row in listed.iter().filter(|it| it["counts"] == true) {
            let [effects, fees] = sums.entry(row["currency"].as_str()).or_default();
            effects.add(figure(row, "cash_effect"));
            fees.add(figure(row, "fees_counted"));
        }
        for shown in &page.found.sums {
            let [effects, fees] = &sums[&shown.currency.as_ref().map(Currency::code)];
            assert!(effects.is(shown.cash_effect), "{shown:?}, {effects:?}");
            assert!(fees.is(shown.fees), "{shown:?}, {fees:?}");
        }
        let flows = page.found.cash_flow.iter().flat_map(month_rows);
        let printed = self.cash_flow.iter().map(|row| {
            let count = |name: &str| row[name].as_u64().expect("a number");
            let text = |name: &str| row[name].as_str().expect("a text").to_owned();
            (
                (code(row).map(str::to_owned), text("month"), text("series")),
                ["inflow", "outflow", "net"].map(|it| figure(row, it)),
                [count("transactions"), count("without_amount")],
            )
        });
        assert!(printed.eq(flows), "{:#?}", self.cash_flow);
    }
}

/// A row of `cash-flow`: what it is of, its sums, its counts.
type FlowRow = (
    (Option<String>, String, String),
    [Option<Decimal>; 3],
    [u64; 2],
);

/// The rows that a currency's cash flow is to be printed as.
fn month_rows(flow: &CashFlow) -> impl Iterator<Item = FlowRow> {
    let currency = flow.currency.as_ref().map(|it| it.code().to_owned());
    let of_month = move |month: &MonthFlow| {
        let row = |series: &str, sums, counts: [usize; 2]| {
            let name = month.month.format("%Y-%m").to_string();
            let key = (currency.clone(), name, series.to_owned());
            (key, sums, counts.map(|it| u64::try_from(it).expect("few")))
        };
        let of_series = |it: Flow| -> ([_; 3], [_; 2]) {
            ([it.inflow, it.outflow, it.net()], [it.transactions, 0])
        };
        let mut rows: Vec<FlowRow> = month
            .moved()
            .map(|(kind, it)| {
                let (sums, counts) = of_series(it);
                row(kind.as_str(), sums, counts)
            })
            .collect();
        let sums = [month.inflow(), month.outflow(), month.net()];
        rows.push(row("all", sums, [month.transactions, month.unknown]));
        rows
    };
    flow.months.iter().flat_map(of_month)
}

fn check_total(row: &Value, total: &Total) {
    for (field, shown) in [
        ("market_value", total.value.known()),
        ("cost_basis", total.cost.known()),
        ("gain", total.gain.known()),
        ("gain_ratio", total.gain_ratio().map(|it| it.round_dp(6))),
        ("gain_coverage", total.coverage().map(|it| it.round_dp(6))),
    ] {
        if row.get(field).is_some() {
            assert_eq!(figure(row, field), shown, "{field} of {row}");
        }
    }
}

/// The rows of the page's table are those of its currency, in the same order.
fn check_allocation(page: &AllocationModel, by: AllocationBy, printed: &[Value]) {
    let Some(shown) = &page.allocation else {
        assert!(printed.is_empty(), "{by:?}: {printed:#?}");
        return;
    };
    let of = shown.currency.as_ref().map(Currency::code);
    let of_currency = printed.iter().filter(|it| code(it) == of);
    let (negatives, categories): (Vec<_>, Vec<_>) =
        of_currency.partition(|it| it["is_negative"] == true);
    assert_eq!(categories.len(), shown.categories.len());
    for (row, category) in categories.into_iter().zip(&shown.categories) {
        assert_eq!(row["category"], *category.name.key);
        assert_eq!(row["label"], text::category(&category.name));
        assert_eq!(row["holdings"], category.holdings, "{row}");
        let weight = category.weight.map(|it| it.round_dp(6));
        assert_eq!(figure(row, "weight"), weight, "{row}");
        check_total(row, &category.total);
    }
    assert_eq!(negatives.len(), shown.negatives.len());
    for (row, negative) in negatives.into_iter().zip(&shown.negatives) {
        assert_eq!(row["category"], *negative.holding.as_str());
        assert_eq!(row["label"], text::category(&negative.name));
        assert_eq!(row["holdings"], negative.holdings, "{row}");
        assert_eq!(figure(row, "market_value"), negative.total.value.known());
        assert_eq!(figure(row, "gain"), negative.total.gain.known());
    }
}
