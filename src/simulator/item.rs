//! One connection: an institution's accounts, moving on from sync to sync.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{
    ledger::{Ledger, Trading},
    market::Market,
    plan::InstitutionPlan,
    random::{below, identifier, mix, of_login, of_text, uuid},
    statement::Statement,
    volume::Volume,
};

/// The days of a history.
#[derive(Clone, Copy, Debug)]
pub(super) struct History {
    pub(super) start: NaiveDate,
    /// The last day that does not depend on syncs.
    pub(super) anchor: NaiveDate,
}

/// One connection and its state.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each can be so without the others"
)]
#[derive(Debug)]
pub(super) struct Item {
    pub(super) plan: &'static InstitutionPlan,
    seed: u64,
    /// How often the item was removed and connected anew.
    login: u64,
    history: History,
    ledgers: Vec<Ledger>,
    /// One for each of `ledgers`.
    volumes: Vec<Volume>,
    lived_until: NaiveDate,
    syncs: u64,
    last_sync: Option<NaiveDate>,
    statements: Option<(NaiveDate, u64, Arc<[Statement]>)>,
    /// The institution wants the person to sign in again.
    pub(super) signed_out: bool,
    /// The institution was never allowed to share investments.
    pub(super) unconsented: bool,
    /// When the person's consent ends, where it does.
    pub(super) consent_until: Option<DateTime<Utc>>,
    /// Somebody has its token.
    pub(super) connected: bool,
    /// The token is dead.
    pub(super) removed: bool,
    /// The first transactions were served.
    pub(super) ready: bool,
}

/// The id of the item that the `login`-th signing in at an institution made.
pub(super) fn item_id(seed: u64, institution: &str, login: u64) -> String {
    identifier(
        of_login(seed, login),
        &[of_text("item"), of_text(institution)],
    )
}

pub(super) fn access_token(seed: u64, institution: &str, login: u64) -> String {
    let parts = [of_text("access token"), of_text(institution)];
    format!("access-sandbox-{}", uuid(of_login(seed, login), &parts))
}

impl Item {
    /// The connection on the last day of `history`, before any sync.
    pub(super) fn new(
        plan: &'static InstitutionPlan,
        seed: u64,
        history: History,
        market: &Market,
    ) -> Self {
        let ledgers: Vec<_> = plan
            .accounts
            .iter()
            .map(|account| Ledger::new(account, seed))
            .collect();
        let mut item = Self {
            plan,
            seed,
            login: 0,
            history,
            volumes: ledgers.iter().map(|_| volume(0, history)).collect(),
            ledgers,
            lived_until: history.start,
            syncs: 0,
            last_sync: None,
            statements: None,
            signed_out: false,
            unconsented: false,
            consent_until: None,
            connected: false,
            removed: false,
            ready: false,
        };
        item.live_on(history.start, market);
        item.live_until(history.anchor, market);
        item
    }

    pub(super) fn id(&self) -> String {
        item_id(self.seed, self.plan.id, self.login)
    }

    pub(super) fn access_token(&self) -> String {
        access_token(self.seed, self.plan.id, self.login)
    }

    /// Connects it anew, or signs in again while it is connected. What was
    /// removed comes back as a new item: with another token and other ids of
    /// item, accounts and transactions; see
    /// <https://plaid.com/docs/api/items/>.
    pub(super) fn sign_in(&mut self) {
        if self.removed {
            self.reissue(self.login + 1);
        }
        (self.removed, self.signed_out) = (false, false);
    }

    /// Makes it the item of the `login`-th signing in.
    pub(super) fn reissue(&mut self, login: u64) {
        self.login = login;
        for ledger in &mut self.ledgers {
            ledger.reissue(login);
        }
        self.statements = None;
    }

    /// The accounts, in a fixed order.
    pub(super) fn ledgers(&self) -> &[Ledger] {
        &self.ledgers
    }

    /// The extra rows of each account, in the same order.
    pub(super) fn volumes(&self) -> &[Volume] {
        &self.volumes
    }

    /// Adds `pairs` pairs of extra rows to every account.
    pub(super) fn add_volume(&mut self, pairs: usize) {
        for it in &mut self.volumes {
            *it = volume(pairs, self.history);
        }
    }

    /// What the institution reports at the end of `date`.
    pub(super) fn statements(&mut self, date: NaiveDate, market: &Market) -> Arc<[Statement]> {
        if let Some((day, syncs, statements)) = &self.statements
            && (*day, *syncs) == (date, self.syncs)
        {
            return Arc::clone(statements);
        }
        let tick = match self.last_sync {
            Some(last) if last <= date => self.syncs,
            Some(_) | None => 0,
        };
        let statements: Arc<[_]> = self
            .ledgers
            .iter()
            .map(|ledger| Statement::new(ledger, market, date, tick))
            .collect();
        self.statements = Some((date, self.syncs, Arc::clone(&statements)));
        statements
    }

    /// Moves on by one sync, if `date` is one that counts: not before the
    /// anchor and not before the last sync.
    ///
    /// What was planned since then happens, and on `date` itself one to three
    /// rows more. Every third sync leaves a pending deposit, which the one
    /// after it replaces; every fourth finds a row with new wording.
    pub(super) fn sync(&mut self, date: NaiveDate, market: &Market) {
        if date < self.last_sync.unwrap_or(self.history.anchor) {
            return;
        }
        self.live_until(date, market);
        self.syncs += 1;
        self.last_sync = Some(date);
        let draw = mix(self.seed, &[of_text(self.plan.id), self.syncs]);

        if self.syncs.is_multiple_of(4) {
            let at = below(draw >> 8, u32::try_from(self.ledgers.len()).unwrap_or(1));
            self.ledgers[at as usize].reword(date);
        }
        let mut made = 0;
        if let Some(ledger) = self.ledgers.last_mut() {
            match self.syncs % 3 {
                1 => {
                    let cents = 2_500 + below(draw >> 16, 10_000);
                    ledger.announce(date, Decimal::new(i64::from(cents), 2));
                    made += 1;
                }
                2 => made += ledger.settle(date),
                _ => {}
            }
        }
        self.act(draw, made, Trading { market, date });
    }

    /// Carries out actions until there are one to three rows, `made` of them
    /// already there.
    fn act(&mut self, draw: u64, made: usize, day: Trading<'_>) {
        let choices: Vec<_> = self
            .ledgers
            .iter()
            .enumerate()
            .flat_map(|(at, ledger)| ledger.plan.on_sync.iter().map(move |it| (at, it)))
            .collect();
        let wanted = 1 + below(draw >> 32, 3) as usize;
        let first = below(draw, u32::try_from(choices.len()).unwrap_or(1)) as usize;
        let mut made = made;
        for (at, action) in choices.iter().cycle().skip(first).take(choices.len()) {
            if made >= wanted {
                break;
            }
            let ledger = &mut self.ledgers[*at];
            let before = ledger.rows().len();
            ledger.carry_out(action, day);
            made += ledger.rows().len() - before;
        }
    }

    fn live_until(&mut self, date: NaiveDate, market: &Market) {
        while self.lived_until < date {
            let next = self.lived_until + Days::new(1);
            self.live_on(next, market);
        }
    }

    fn live_on(&mut self, date: NaiveDate, market: &Market) {
        for ledger in &mut self.ledgers {
            ledger.live_through(Trading { market, date }, self.history.start);
        }
        self.lived_until = date;
    }
}

fn volume(pairs: usize, history: History) -> Volume {
    Volume::new(pairs, history.start, history.anchor)
}
