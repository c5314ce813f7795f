//! What the transactions page shows: rows in order, sums and bars.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{
    analytics::cash_flow::{Bars, CashFlow, CashFlowSums},
    domain::{
        Account, AccountId, Currency, Movement, Security, SecurityId, Standing, Transaction,
        TransactionKind,
    },
    portfolio::Portfolio,
    state::{AccountFilter, AppState, Direction, Month, TransactionColumn, TransactionsQuery},
    text::Label as _,
    ui::{
        PageModel,
        search::{Found, Search},
    },
    valuation::Amounts,
};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct TransactionsInput {
    pub query: TransactionsQuery,
    pub accounts: AccountFilter,
    /// The end of the ranges of dates.
    pub today: NaiveDate,
}

impl TransactionsInput {
    /// As `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            query: state.view.transactions.clone(),
            accounts: state.view.accounts.clone(),
            today: state.today(),
        }
    }
}

/// The transactions page, ready to paint.
pub struct TransactionsModel {
    /// What all indices point into.
    pub portfolio: Arc<Portfolio>,
    /// Into the portfolio's transactions, in the order of the table.
    pub rows: Vec<u32>,
    /// How many there are in the accounts in view, found or not.
    pub rows_in_view: usize,
    /// How many of `rows` are in no sum.
    pub left_out: LeftOut,
    /// The sums over the rows that count.
    pub sums: Vec<Sums>,
    /// Per month and currency, of all months whichever one is chosen.
    pub cash_flow: Vec<CashFlow>,
    /// What is drawn of each of `cash_flow`.
    pub bars: Vec<Bars>,
    /// The kinds that occur in the accounts in view.
    pub kinds: Vec<TransactionKind>,
    /// The open row: its place in `rows`, if it is there, and its index.
    pub open: Option<OpenRow>,
}

/// How many rows are in no sum, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// No longer listed by the institution.
    pub removed: usize,
    /// Cancelled, or a cancellation.
    pub cancelled: usize,
    /// Pending, and settled by another row.
    pub settled: usize,
    /// Without any figure.
    pub empty: usize,
    /// They count, and their effect on cash is not known.
    pub unknown: usize,
}

impl LeftOut {
    /// All of them.
    pub fn total(self) -> usize {
        self.removed + self.cancelled + self.settled + self.empty + self.unknown
    }

    /// Notes a row; whether it counts.
    fn note(&mut self, row: &Transaction) -> bool {
        let place = match row.standing() {
            Standing::Counted => {
                self.unknown += usize::from(row.cash_effect().is_none());
                return true;
            }
            Standing::Removed(_) => &mut self.removed,
            Standing::Cancelled | Standing::Cancellation | Standing::LoneCancellation => {
                &mut self.cancelled
            }
            Standing::Settled => &mut self.settled,
            Standing::Empty => &mut self.empty,
        };
        *place += 1;
        false
    }
}

/// What the counted rows of one currency add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    pub currency: Option<Currency>,
    /// `None` where no row has any, or the sum does not fit.
    pub fees: Option<Decimal>,
    pub cash_effect: Option<Decimal>,
}

/// The row in the detail panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenRow {
    /// Into the portfolio's transactions.
    pub index: usize,
    /// Into the table's rows, unless it was filtered away.
    pub line: Option<usize>,
}

/// A figure of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Known(Decimal),
    /// The institution did not say.
    Unknown,
    /// Such a row has none: a dividend has no price. Nothing is shown.
    NotApplicable,
}

impl Cell {
    /// The figure, if there is one.
    pub fn known(self) -> Option<Decimal> {
        match self {
            Self::Known(figure) => Some(figure),
            Self::Unknown | Self::NotApplicable => None,
        }
    }

    fn of(row: &Transaction, figure: Option<Decimal>) -> Self {
        let is_trade = matches!(row.kind(), TransactionKind::Buy | TransactionKind::Sell);
        match figure {
            // Most cash rows carry zeros for what they do not have.
            Some(figure) if !figure.is_zero() || is_trade => Self::Known(figure),
            None if is_trade => Self::Unknown,
            Some(_) | None => Self::NotApplicable,
        }
    }
}

/// The units of a row.
pub(crate) fn quantity(row: &Transaction) -> Cell {
    Cell::of(row, row.quantity)
}

/// The price of a row.
pub(crate) fn price(row: &Transaction) -> Cell {
    Cell::of(row, row.price)
}

/// The fees of a row, as they are added up: the amount of a fee, too.
pub(crate) fn fees(row: &Transaction) -> Cell {
    Cell::of(row, row.fees_paid())
}

/// What kind of row it is, in as much detail as the institution gives:
/// "Account fee" rather than "Fee". Of a row whose words do not tell, what its
/// signs say.
pub(crate) fn type_label(row: &Transaction) -> Cow<'_, str> {
    let kind = row.kind();
    let subtype = row.subtype.as_deref().filter(|it| !it.is_empty());
    let detail = match kind {
        TransactionKind::Fee
        | TransactionKind::Tax
        | TransactionKind::Transfer
        | TransactionKind::CorporateAction
        | TransactionKind::OptionEvent => subtype,
        TransactionKind::Contribution | TransactionKind::Withdrawal => {
            subtype.filter(|it| matches!(*it, "loan payment" | "distribution"))
        }
        TransactionKind::Unclassified => {
            let movement = row.movement().label();
            return Cow::Owned(format!("{}: {movement}", kind.label()));
        }
        TransactionKind::Buy
        | TransactionKind::Sell
        | TransactionKind::Dividend
        | TransactionKind::Interest
        | TransactionKind::CapitalGain
        | TransactionKind::InterestPaid
        | TransactionKind::ReturnOfPrincipal
        | TransactionKind::Adjustment
        | TransactionKind::Cancelled => None,
    };
    match detail {
        Some(subtype) => Cow::Owned(capitalized(subtype)),
        None => Cow::Borrowed(kind.label()),
    }
}

/// What decides a row's [`type_label`].
fn type_key(row: &Transaction) -> (TransactionKind, Option<&str>, Movement) {
    (row.kind(), row.subtype.as_deref(), row.movement())
}

pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

impl PageModel for TransactionsModel {
    type Query = TransactionsInput;

    fn build(portfolio: &Arc<Portfolio>, input: &TransactionsInput) -> Self {
        let query = &input.query;
        let filter = Filter::new(portfolio, input);
        let mut kinds = BTreeSet::new();
        let mut cash_flow = CashFlowSums::default();
        let (mut fees, mut cash_effect) = (Amounts::default(), Amounts::default());
        let mut left_out = LeftOut::default();
        let mut rows = vec![];
        let mut rows_in_view = 0;
        for (index, row) in (0_u32..).zip(&portfolio.transactions) {
            if !filter.is_in_view(row) {
                continue;
            }
            rows_in_view += 1;
            let kind = row.kind();
            kinds.insert(kind);
            if !filter.finds(row, kind) {
                continue;
            }
            cash_flow.add(row);
            if query.month.is_none_or(|month| month == Month::of(row.date)) {
                rows.push(index);
                if left_out.note(row) {
                    let currency = row.currency.as_ref();
                    if let Some(amount) = row.cash_effect() {
                        cash_effect.add(amount, currency);
                    }
                    if let Some(amount) = row.fees_paid() {
                        fees.add(amount, currency);
                    }
                }
            }
        }
        let cash_flow = cash_flow.finish();
        sort(portfolio, &mut rows, query.sort);
        let open = query.open.as_ref().and_then(|open| {
            let index = portfolio
                .transactions
                .iter()
                .position(|it| it.id == *open)?;
            let line = rows.iter().position(|&it| it as usize == index);
            Some(OpenRow { index, line })
        });
        Self {
            portfolio: Arc::clone(portfolio),
            rows,
            rows_in_view,
            left_out,
            sums: sums(&cash_flow, &fees, &cash_effect),
            bars: cash_flow.iter().map(|it| it.bars(input.today)).collect(),
            cash_flow,
            kinds: kinds.into_iter().collect(),
            open,
        }
    }
}

impl TransactionsModel {
    /// The transaction on a line of the table.
    pub fn row(&self, line: usize) -> Option<&Transaction> {
        self.portfolio
            .transactions
            .get(*self.rows.get(line)? as usize)
    }

    /// The open transaction.
    pub fn open_row(&self) -> Option<&Transaction> {
        self.portfolio.transactions.get(self.open?.index)
    }

    /// What is known of a row's security.
    pub fn security(&self, row: &Transaction) -> Option<&Security> {
        self.portfolio.security(row.security_id.as_ref()?)
    }

    /// The name in the security column: that of the security, or the
    /// institution's text where the row has none.
    pub fn name<'a>(&'a self, row: &'a Transaction) -> &'a str {
        self.security(row).map_or(&row.name, Security::display_name)
    }

    /// The account of a row, or its id where the account is not known.
    pub fn account_name<'a>(&'a self, row: &'a Transaction) -> &'a str {
        self.portfolio
            .account(&row.account_id)
            .map_or(row.account_id.as_str(), |it| it.short_name())
    }
}

/// The sums of each currency, that of most transactions first.
fn sums(cash_flow: &[CashFlow], fees: &Amounts, cash_effect: &Amounts) -> Vec<Sums> {
    let currencies: BTreeSet<_> = cash_effect
        .iter()
        .chain(fees.iter())
        .map(|(currency, _)| currency)
        .collect();
    let mut sums: Vec<_> = currencies
        .into_iter()
        .map(|currency| Sums {
            currency: currency.cloned(),
            fees: fees.get(currency),
            cash_effect: cash_effect.get(currency),
        })
        .collect();
    sums.sort_by_key(|it| {
        let place = cash_flow
            .iter()
            .position(|flow| flow.currency == it.currency);
        (place.is_none(), place)
    });
    sums
}

/// Which rows are asked for. What many rows share, their account and their
/// security, is looked at once.
struct Filter<'a> {
    search: Search,
    kinds: &'a [TransactionKind],
    start: Option<NaiveDate>,
    /// The accounts in view, with the words found in them.
    accounts: HashMap<&'a AccountId, Found>,
    /// Whether rows of accounts that are not known are in view.
    shows_unknown_accounts: bool,
    /// The accounts that are known, and not in view.
    left_out: HashSet<&'a AccountId>,
    securities: HashMap<&'a SecurityId, Found>,
}

impl<'a> Filter<'a> {
    fn new(portfolio: &'a Portfolio, input: &'a TransactionsInput) -> Self {
        let search = Search::new(&input.query.search);
        let find_account = |it: &Account| search.find_in_all(it.names());
        let find_security = |it: &Security| {
            search.find_in_all([
                it.name.as_deref(),
                it.ticker_symbol.as_deref(),
                it.isin.as_deref(),
                it.cusip.as_deref(),
            ])
        };
        Self {
            kinds: &input.query.kinds,
            left_out: portfolio
                .accounts
                .iter()
                .map(|it| &it.id)
                .filter(|it| !input.accounts.contains(portfolio, it))
                .collect(),
            start: input.query.range.and_then(|it| it.start(input.today)),
            accounts: portfolio
                .accounts
                .iter()
                .filter(|it| input.accounts.contains(portfolio, &it.id))
                .map(|it| (&it.id, find_account(it)))
                .collect(),
            shows_unknown_accounts: input.accounts == AccountFilter::All,
            securities: if search.is_empty() {
                HashMap::new()
            } else {
                let all = portfolio.securities.iter();
                all.map(|(id, it)| (id, find_security(it))).collect()
            },
            search,
        }
    }

    fn is_in_view(&self, row: &Transaction) -> bool {
        self.accounts.contains_key(&row.account_id)
            || (self.shows_unknown_accounts && !self.left_out.contains(&row.account_id))
    }

    fn finds(&self, row: &Transaction, kind: TransactionKind) -> bool {
        if !(self.kinds.is_empty() || self.kinds.contains(&kind))
            || self.start.is_some_and(|start| row.date < start)
        {
            return false;
        }
        if self.search.is_empty() {
            return true;
        }
        let account = self.accounts.get(&row.account_id).copied();
        let security = row
            .security_id
            .as_ref()
            .and_then(|it| self.securities.get(it).copied());
        let shared = account.unwrap_or_default().or(security.unwrap_or_default());
        self.search.is_satisfied_by(shared)
            || self.search.is_satisfied_by(
                shared
                    .or(self.search.find_in(&row.name))
                    .or(self.search.find_in(&type_label(row))),
            )
    }
}

/// Sorts by one column, what is unknown last whichever the direction, and
/// newest first where the column does not decide.
///
/// Texts are compared once each, not once per row.
fn sort(
    portfolio: &Portfolio,
    rows: &mut Vec<u32>,
    (column, direction): (TransactionColumn, Direction),
) {
    let row_at = |index: u32| &portfolio.transactions[index as usize];
    match column {
        // The portfolio is in the order of dates, newest first.
        TransactionColumn::Date => match direction {
            Direction::Ascending => rows.reverse(),
            Direction::Descending => {}
        },
        TransactionColumn::Type => {
            let mut labels = HashMap::new();
            let keys: Vec<_> = rows.iter().map(|&it| type_key(row_at(it))).collect();
            for (key, &row) in keys.iter().zip(rows.iter()) {
                labels
                    .entry(*key)
                    .or_insert_with(|| type_label(row_at(row)));
            }
            let labels = ranks(labels.iter().map(|(key, label)| (*key, &**label)));
            let mut keys = keys.iter();
            sort_known(rows, direction, |_| labels.get(keys.next()?).copied());
        }
        TransactionColumn::Security => {
            let securities = portfolio.securities.iter();
            let names = ranks(securities.map(|(id, it)| (id, it.display_name())));
            sort_known(rows, direction, |it| {
                names.get(row_at(it).security_id.as_ref()?).copied()
            });
        }
        TransactionColumn::Account => {
            let accounts = portfolio.accounts.iter();
            let names = ranks(accounts.map(|it| (&it.id, &**it.short_name())));
            sort_known(rows, direction, |it| {
                names.get(&row_at(it).account_id).copied()
            });
        }
        TransactionColumn::Quantity => {
            sort_known(rows, direction, |it| quantity(row_at(it)).known());
        }
        TransactionColumn::Price => sort_known(rows, direction, |it| price(row_at(it)).known()),
        TransactionColumn::Fees => sort_known(rows, direction, |it| fees(row_at(it)).known()),
        TransactionColumn::CashEffect => {
            sort_known(rows, direction, |it| row_at(it).cash_effect());
        }
    }
}

/// The place of each key in the alphabetical order of its text, equal texts
/// sharing one.
fn ranks<'a, K: Copy + Eq + std::hash::Hash>(
    texts: impl Iterator<Item = (K, &'a str)>,
) -> HashMap<K, u32> {
    let lower: Vec<(K, String)> = texts.map(|(key, it)| (key, it.to_lowercase())).collect();
    let order: BTreeSet<&str> = lower.iter().map(|(_, text)| text.as_str()).collect();
    let places: HashMap<&str, u32> = order.into_iter().zip(0..).collect();
    lower
        .iter()
        .map(|(key, text)| (*key, places[text.as_str()]))
        .collect()
}

/// Sorts `rows` by a key computed once per row; rows without one come last.
fn sort_known<K: Ord>(
    rows: &mut Vec<u32>,
    direction: Direction,
    mut key: impl FnMut(u32) -> Option<K>,
) {
    let mut known = Vec::with_capacity(rows.len());
    let mut unknown = vec![];
    for &row in rows.iter() {
        match key(row) {
            Some(key) => known.push((key, row)),
            None => unknown.push(row),
        }
    }
    match direction {
        Direction::Ascending => known.sort_unstable(),
        Direction::Descending => {
            known.sort_unstable_by(|(a, a_row), (b, b_row)| {
                (b, Reverse(b_row)).cmp(&(a, Reverse(a_row)))
            });
        }
    }
    rows.clear();
    rows.extend(known.into_iter().map(|(_, row)| row));
    rows.append(&mut unknown);
}
