//! Every total of every page is the exact sum of what it claims to sum, and two
//! places that name the same figure agree.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use holdfast::{
    analytics::{
        allocation::{Category, CurrencyAllocation, allocate},
        cash_flow::{CashFlow, MonthFlow},
    },
    connect::Environment,
    domain::{AllocationBy, Currency, Holding, Transaction, TransactionKind},
    portfolio::Portfolio,
    state::{AccountFilter, AppState, Choices, GroupBy, RangeChoice},
    ui::{
        PageModel as _,
        allocation::{AllocationModel, AllocationPageQuery, DonutSlice},
        export,
        holdings::{HoldingRow, HoldingsInput, HoldingsModel},
        overview::{OverviewModel, OverviewQuery},
        transactions::{TransactionsInput, TransactionsModel},
    },
    valuation::{Total, Unknown},
};
use rust_decimal::Decimal;

use super::truth::{self, Exact, Row, Tally};

/// Every filter of accounts that the menu offers.
pub(crate) fn filters(portfolio: &Portfolio) -> Vec<AccountFilter> {
    let mut filters = vec![AccountFilter::All];
    filters.extend(portfolio.groups().into_iter().map(AccountFilter::Group));
    let connections = portfolio.connections.iter();
    filters.extend(connections.map(|it| AccountFilter::Connection(it.item_id.clone())));
    let accounts = portfolio.accounts.iter();
    filters.extend(accounts.map(|it| AccountFilter::Account(it.id.clone())));
    filters
}

/// Checks all pages with one filter.
pub(crate) fn check_pages(portfolio: &Arc<Portfolio>, filter: &AccountFilter, now: DateTime<Utc>) {
    let mut state = AppState::new(
        Environment::Demo,
        "/portfolio".into(),
        Choices::default(),
        now,
    );
    state.view.accounts = filter.clone();
    state.view.range = RangeChoice::All;
    let rows = truth::rows(portfolio, filter);
    check_holdings(portfolio, &state, &rows);
    check_overview(portfolio, &state, &rows);
    check_allocation(portfolio, &state, &rows);
    check_transactions(portfolio, &state);
}

/// A total says what rows add up to.
pub(crate) fn check_total(what: &str, total: &Total, tally: &Tally) {
    assert_eq!(total.rows, tally.rows, "rows of {what}");
    for (figure, shown, exact) in [
        ("value", &total.value, &tally.value),
        ("cost", &total.cost, &tally.cost),
        ("gain", &total.gain, &tally.gain),
    ] {
        let known = shown.known();
        assert!(exact.is(known), "{figure} of {what}: {known:?}, {exact:?}");
    }
    let missing = total.value.missing();
    assert_eq!(missing, tally.value.missing, "unknown of {what}");
    if let Some(coverage) = total.coverage() {
        let whole = Decimal::ZERO..=Decimal::ONE;
        assert!(whole.contains(&coverage), "{what}: {coverage}");
    }
}

/// Weights are shares of one whole.
fn check_weights(what: &str, weights: impl IntoIterator<Item = Option<Decimal>>) {
    let known: Vec<Decimal> = weights.into_iter().flatten().collect();
    for weight in &known {
        let whole = Decimal::ZERO..=Decimal::ONE;
        assert!(whole.contains(weight), "{what}: {known:?}");
    }
    let sum: Decimal = known.iter().sum();
    let difference = (sum - Decimal::ONE).abs();
    assert!(
        known.is_empty() || difference < Decimal::new(1, 20),
        "{what}: {known:?}"
    );
}

fn check_holdings(portfolio: &Arc<Portfolio>, state: &AppState, rows: &[Row<'_>]) {
    let currencies = truth::by_currency(rows);
    let groupings = [
        GroupBy::None,
        GroupBy::Account,
        GroupBy::Type,
        GroupBy::Sector,
        GroupBy::Institution,
    ];
    for group_by in groupings {
        let mut input = HoldingsInput::of(state);
        input.query.group_by = group_by;
        let model = HoldingsModel::build(portfolio, &input);
        let tally = |row: &HoldingRow| Tally::of(rows_of(&model, rows, row));
        for row in &model.rows {
            let tally = tally(row);
            check_total("a holding", &row.total, &tally);
            let units = Exact::of(rows_of(&model, rows, row).map(|it| it.units));
            match row.quantity {
                Some(_) => assert!(units.missing == 0 && units.is(row.quantity), "{row:?}"),
                None => assert!(units.missing > 0 || units.is(None), "{row:?}"),
            }
            assert_eq!(tally.holdings(), 1, "{row:?}");
        }
        let listed: BTreeSet<usize> = model
            .rows
            .iter()
            .flat_map(|it| it.holdings.clone())
            .collect();
        assert_eq!(listed.len(), rows.len());
        assert_eq!(model.rows_in_view, model.rows.len());
        assert_eq!(model.totals.len(), currencies.len());
        for line in &model.totals {
            let of_currency = &currencies[&line.currency.as_ref()];
            let tally = Tally::of(of_currency.iter().copied());
            check_total("all holdings", &line.total, &tally);
            assert_eq!(line.rows, tally.holdings());
            let in_currency = |it: &&HoldingRow| it.currency == line.currency;
            let weights = model.rows.iter().filter(in_currency);
            check_weights("holdings", weights.map(|it| it.weight));
        }
        check_groups(&model, rows);
        check_weights_agree(portfolio, state, &model, group_by);
        if group_by == GroupBy::None {
            check_holdings_export(&model);
        }
    }
}

/// Headings and securities have the weights that Allocation gives them.
fn check_weights_agree(
    portfolio: &Portfolio,
    state: &AppState,
    model: &HoldingsModel,
    group_by: GroupBy,
) {
    let by = match group_by {
        GroupBy::None => AllocationBy::Security,
        GroupBy::Account => AllocationBy::Account,
        GroupBy::Type => AllocationBy::AssetClass,
        GroupBy::Sector => AllocationBy::Sector,
        GroupBy::Institution => AllocationBy::Institution,
    };
    let filter = &state.view.accounts;
    let in_view = |holding: &Holding| filter.contains(portfolio, &holding.account_id);
    let mut listed: BTreeMap<(String, Option<Currency>), Decimal> = BTreeMap::new();
    for group in &model.groups {
        for line in &group.totals {
            let key = (group.key.clone(), line.currency.clone());
            listed.extend(line.weight.map(|weight| (key, weight)));
        }
    }
    if model.groups.is_empty() {
        for row in &model.rows {
            let security = model.holding(row).security_id.to_string();
            let weight = row.weight.unwrap_or_default();
            *listed.entry((security, row.currency.clone())).or_default() += weight;
        }
    }
    // Beyond counting on the way in one place, and not in another.
    let is_too_large = |row: &HoldingRow| {
        let mut because = row.total.value.because();
        because.any(|(because, _)| because == Unknown::TooLarge)
    };
    for part in allocate(portfolio, in_view, by).currencies {
        let mut rows = model
            .rows
            .iter()
            .filter(|row| row.currency == part.currency);
        if rows.any(is_too_large) || part.categories.iter().any(self::is_too_large) {
            continue;
        }
        for category in &part.categories {
            let key = (category.name.key.clone(), part.currency.clone());
            let listed = listed.get(&key).copied().unwrap_or_default();
            let difference = (listed - category.weight.unwrap_or_default()).abs();
            assert!(
                difference < Decimal::new(1, 20),
                "{by:?}, {key:?}: {listed} on Holdings, {:?} on Allocation",
                category.weight
            );
        }
    }
}

/// The facts behind a row of the table.
fn rows_of<'a, 'r>(
    model: &'r HoldingsModel,
    rows: &'r [Row<'a>],
    of: &'r HoldingRow,
) -> impl Iterator<Item = &'r Row<'a>> {
    of.holdings.iter().map(|&at| {
        let id = &model.portfolio.holdings[at].id;
        let row = rows.iter().find(|it| it.holding.id == *id);
        row.expect("what is listed is in view")
    })
}

/// The total of a group is that of its rows, and all groups together are all.
fn check_groups(model: &HoldingsModel, rows: &[Row<'_>]) {
    if model.groups.is_empty() {
        return;
    }
    let members: BTreeSet<usize> = model
        .groups
        .iter()
        .flat_map(|it| it.members.clone())
        .collect();
    assert_eq!(members.len(), model.rows.len());
    for group in &model.groups {
        for line in &group.totals {
            let members = group.members.iter().map(|&at| &model.rows[at]);
            let members: Vec<_> = members.filter(|it| it.currency == line.currency).collect();
            assert_eq!(line.rows, members.len(), "{}", group.title);
            let facts = members.iter().flat_map(|row| rows_of(model, rows, row));
            check_total(&group.title, &line.total, &Tally::of(facts));
        }
    }
}

/// What is exported is what is shown.
fn check_holdings_export(model: &HoldingsModel) {
    let csv = export::holdings_csv(model, &[], false).expect("text");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let titles = reader.headers().expect("a header").clone();
    let column = |title: &str| titles.iter().position(|it| it == title).expect("a column");
    let records: Vec<_> = reader.records().map(|it| it.expect("a row")).collect();
    assert_eq!(records.len(), model.rows.len());
    for (record, row) in records.iter().zip(model.rows_in_order()) {
        for (title, figure) in [
            ("Value", row.value()),
            ("Cost basis", row.cost_basis()),
            ("Gain", row.gain()),
            ("Quantity", row.quantity),
        ] {
            let text = &record[column(title)];
            let exported = (!text.is_empty()).then(|| text.parse().expect("a decimal"));
            assert_eq!(exported, figure, "{title}");
        }
    }
}

fn check_overview(portfolio: &Arc<Portfolio>, state: &AppState, rows: &[Row<'_>]) {
    let currencies = truth::by_currency(rows);
    let model = OverviewModel::build(portfolio, &OverviewQuery::of(state));
    for (currency, of_currency) in &currencies {
        let total = model
            .totals
            .iter()
            .find(|it| it.currency.as_ref() == *currency)
            .expect("every currency has its total");
        let tally = Tally::of(of_currency.iter().copied());
        check_total("the overview", &total.total, &tally);
        assert_eq!(total.holdings, tally.holdings());
    }
    let Some(allocation) = &model.allocation else {
        assert!(rows.is_empty());
        return;
    };
    let of_currency = &currencies[&allocation.currency.as_ref()];
    check_currency(allocation, AllocationBy::AssetClass, of_currency);
    let shown = &model.totals[model.shown];
    assert_eq!(shown.currency, allocation.currency);
    assert_eq!(shown.total, allocation.net);
    check_slices(allocation, &model.slices);
    check_largest(&model, of_currency);
}

/// The largest holdings are positions over all accounts in view.
fn check_largest(model: &OverviewModel, rows: &[&Row<'_>]) {
    let mut positions: BTreeMap<&str, Exact> = BTreeMap::new();
    for row in rows {
        let security = row.holding.security_id.as_str();
        positions.entry(security).or_default().add(row.value);
    }
    let values: Vec<Decimal> = model.largest.iter().map(|it| it.value).collect();
    assert!(values.is_sorted_by(|a, b| a >= b), "{values:?}");
    for largest in &model.largest {
        let row = rows.iter().find(|it| it.holding.id == largest.id);
        let security = row.expect("it is in view").holding.security_id.as_str();
        let exact = positions[security];
        assert!(exact.is(Some(largest.value)), "{largest:?}, {exact:?}");
    }
}

fn check_allocation(portfolio: &Arc<Portfolio>, state: &AppState, rows: &[Row<'_>]) {
    let currencies = truth::by_currency(rows);
    for by in AllocationBy::ALL {
        let mut query = AllocationPageQuery::of(state);
        query.allocation.by = by;
        let model = AllocationModel::build(portfolio, &query);
        assert_eq!(model.currencies.len(), currencies.len());
        let Some(allocation) = &model.allocation else {
            assert!(rows.is_empty());
            continue;
        };
        let of_currency = &currencies[&allocation.currency.as_ref()];
        check_currency(allocation, by, of_currency);
        check_slices(allocation, &model.slices);
        check_allocation_export(&model, allocation);
    }
}

/// One currency, divided.
pub(crate) fn check_currency(allocation: &CurrencyAllocation, by: AllocationBy, rows: &[&Row<'_>]) {
    let what = by.as_str();
    check_total(what, &allocation.net, &Tally::of(rows.iter().copied()));
    let owed = truth::owed(rows);
    let is_owned = |it: &&&Row<'_>| !owed.contains(it.holding.security_id.as_str());
    let whole = Tally::of(rows.iter().filter(is_owned).copied());
    // An account may owe what another one holds more of: it stands apart, too.
    assert!(allocation.negatives.len() >= owed.len(), "{what}");
    let values = || allocation.categories.iter().map(Category::value);
    assert!(values().flatten().all(|it| it >= Decimal::ZERO), "{what}");
    let mut sum = Exact::of(values().map(|it| Some(it.unwrap_or_default())));
    let mut facts: usize = allocation.categories.iter().map(|it| it.total.rows).sum();
    let mut holdings: usize = allocation.categories.iter().map(|it| it.holdings).sum();
    let shares = if allocation.negatives.len() == owed.len() {
        assert_eq!(facts, whole.rows, "{what}");
        assert_eq!(holdings, whole.holdings(), "{what}");
        whole.value
    } else {
        Exact::of(values().flatten().map(Some))
    };
    let is_countable = !allocation.categories.iter().any(is_too_large);
    assert!(
        !is_countable || shares.is(allocation.total),
        "{what}: {allocation:?}"
    );
    for negative in &allocation.negatives {
        facts += negative.total.rows;
        holdings += negative.holdings;
        sum.add(negative.total.value.known());
    }
    assert_eq!(facts, rows.len(), "{what}");
    assert_eq!(holdings, allocation.holdings, "{what}");
    let net = allocation.net.value.known();
    assert!(
        net.is_none() || !is_countable || sum.is(net),
        "{what}: {allocation:?}"
    );
    let weights = allocation.categories.iter().map(|it| it.weight);
    check_weights(what, weights);
}

/// The ring is the categories that have a share, each once.
fn check_slices(allocation: &CurrencyAllocation, slices: &[DonutSlice]) {
    let drawn: Vec<usize> = slices.iter().flat_map(|it| it.categories.clone()).collect();
    let distinct: BTreeSet<usize> = drawn.iter().copied().collect();
    assert_eq!(drawn.len(), distinct.len());
    for slice in slices {
        let of = |at: &usize| allocation.categories[*at].value();
        let exact = Exact::of(slice.categories.iter().map(of));
        assert!(exact.is(slice.value), "{slice:?}");
    }
    check_weights("the ring", slices.iter().map(|it| it.weight));
}

/// What is exported is what is shown.
fn check_allocation_export(model: &AllocationModel, allocation: &CurrencyAllocation) {
    let csv = export::allocation_csv(model, false).expect("text");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let titles = reader.headers().expect("a header").clone();
    let at = titles
        .iter()
        .position(|it| it == "Value")
        .expect("a column");
    let records: Vec<_> = reader.records().map(|it| it.expect("a row")).collect();
    let shown = allocation.categories.len() + allocation.negatives.len();
    assert_eq!(records.len(), shown);
    let values = records.iter().map(|it| &it[at]);
    let exported = values.map(|it| (!it.is_empty()).then(|| it.parse().expect("a decimal")));
    let sum = Exact::of(exported);
    let net = allocation.net.value.known();
    let is_countable = net.is_some() && !allocation.categories.iter().any(is_too_large);
    assert!(!is_countable || sum.is(net), "{csv}");
}

/// Whether what is in a category is beyond counting on the way.
fn is_too_large(category: &Category) -> bool {
    let mut because = category.total.value.because();
    because.any(|(because, _)| because == Unknown::TooLarge)
}

fn check_transactions(portfolio: &Arc<Portfolio>, state: &AppState) {
    let model = TransactionsModel::build(portfolio, &TransactionsInput::of(state));
    assert_eq!(model.found.rows_in_view, model.rows.len());
    let rows = || (0..model.rows.len()).filter_map(|line| model.row(line));
    let is_left_out = |row: &&Transaction| !row.counts() || row.cash_effect().is_none();
    assert_eq!(
        model.found.left_out.total(),
        rows().filter(is_left_out).count()
    );
    let mut effects: BTreeMap<Option<&Currency>, Exact> = BTreeMap::new();
    let mut fees: BTreeMap<Option<&Currency>, Exact> = BTreeMap::new();
    for row in rows().filter(|row| row.counts()) {
        let currency = row.currency.as_ref();
        effects.entry(currency).or_default().add(row.cash_effect());
        fees.entry(currency).or_default().add(fees_of(row));
        // What a row does to cash is the sum of its parts.
        let parts = row.parts().map(|(_, part)| Some(part));
        let exact = Exact::of(parts.chain([Some(Decimal::ZERO)]));
        let effect = row.cash_effect();
        assert!(effect.is_none() || exact.is(effect), "{row:?}");
    }
    for (currency, exact) in &effects {
        let sums = model
            .found
            .sums
            .iter()
            .find(|it| it.currency.as_ref() == *currency);
        let shown = sums.and_then(|it| it.cash_effect);
        assert!(exact.is(shown), "{currency:?}: {shown:?}, {exact:?}");
        let shown_fees = sums.and_then(|it| it.fees);
        assert!(
            fees[currency].is(shown_fees),
            "{currency:?}: {shown_fees:?}"
        );
        check_months(&model, *currency, shown);
    }
    assert!(model.found.sums.len() <= effects.len());
}

/// What was paid for a row, by `docs/spec/transactions.md`: of a fee its amount.
fn fees_of(row: &Transaction) -> Option<Decimal> {
    let is_fee = row.kind() == TransactionKind::Fee;
    let amount = row.amount.filter(|amount| is_fee && !amount.is_zero());
    amount.or(row.fees)
}

/// The months of a currency add up to its cash effect.
fn check_months(model: &TransactionsModel, currency: Option<&Currency>, shown: Option<Decimal>) {
    let of_currency = |it: &&CashFlow| it.currency.as_ref() == currency;
    let Some(flow) = model.found.cash_flow.iter().find(of_currency) else {
        assert!(shown.is_none_or(|shown| shown.is_zero()), "{currency:?}");
        return;
    };
    let months: Vec<_> = flow.months.iter().map(MonthFlow::net).collect();
    if shown.is_some() && months.iter().all(Option::is_some) {
        let exact = Exact::of(months.into_iter().chain([Some(Decimal::ZERO)]));
        assert!(exact.is(shown), "{currency:?}: {shown:?}, {exact:?}");
    }
    let transactions =
        |months: &[MonthFlow]| -> usize { months.iter().map(|month| month.transactions).sum() };
    assert_eq!(transactions(&flow.months), flow.transactions);
    let at = model
        .found
        .cash_flow
        .iter()
        .position(|it| it.currency == flow.currency);
    let bars = &model.found.bars[at.expect("just found")];
    assert_eq!(transactions(&bars.months) + bars.outside, flow.transactions);
}
