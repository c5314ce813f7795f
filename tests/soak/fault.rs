//! What goes wrong in a sync, drawn at random from a seed.

use serde_json::{Value, json};

const ITEM: &str = "/item/get";
const HOLDINGS: &str = "/investments/holdings/get";
const TRANSACTIONS: &str = "/investments/transactions/get";
const ENDPOINTS: [&str; 3] = [ITEM, HOLDINGS, TRANSACTIONS];

/// Codes after which a sync is not tried again.
const FINAL: &[&str] = &[
    "ITEM_LOGIN_REQUIRED",
    "ACCESS_NOT_GRANTED",
    "ADDITIONAL_CONSENT_REQUIRED",
    "ITEM_LOCKED",
    "ITEM_NOT_FOUND",
    "USER_PERMISSION_REVOKED",
    "INVALID_ACCESS_TOKEN",
    "INVALID_API_KEYS",
    "UNAUTHORIZED_ENVIRONMENT",
    "PRODUCTS_NOT_SUPPORTED",
    "NO_INVESTMENT_ACCOUNTS",
    "INVALID_ACCOUNT_ID",
    "INSTITUTION_DOWN",
    "INSTITUTION_NO_LONGER_SUPPORTED",
    "PLANNED_MAINTENANCE",
    "INVALID_FIELD",
    "NOT_FOUND",
];
const LIMITS: [(&str, &str); 4] = [
    (ITEM, "ITEM_GET_LIMIT"),
    (HOLDINGS, "INVESTMENT_HOLDINGS_GET_LIMIT"),
    (TRANSACTIONS, "INVESTMENT_TRANSACTIONS_LIMIT"),
    (TRANSACTIONS, "RATE_LIMIT"),
];
/// Answers that are no answers.
const NONSENSE: &[&str] = &[
    "",
    "{",
    "{}",
    "[]",
    "null",
    "hello",
    r#"{"accounts": 1, "holdings": {}, "investment_transactions": "", "item": []}"#,
];

/// Numbers that look random and follow from a seed (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit` − 1.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub(crate) fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let at = usize::try_from(self.below(choices.len() as u64)).expect("an index");
        choices[at]
    }
}

/// The rules for the calls of one institution: about half the time none, else
/// something that may pass within the sync, or may not.
pub(crate) fn rules(random: &mut Random, institution: &str) -> Vec<Value> {
    let mut rules = match random.below(16) {
        0..=5 => vec![],
        6 | 7 => vec![passing(random)],
        8 => {
            let (endpoint, code) = random.pick(&LIMITS);
            let effect = json!({"endpoint": endpoint, "error": code});
            vec![at_first(random, 4, effect)]
        }
        9 => {
            let endpoint = random.pick(&[HOLDINGS, TRANSACTIONS]);
            let effect = json!({"endpoint": endpoint, "error": "PRODUCT_NOT_READY"});
            vec![at_first(random, 6, effect)]
        }
        10 => vec![json!({"endpoint": random.pick(&ENDPOINTS), "error": random.pick(FINAL)})],
        11 => vec![json!({"endpoint": random.pick(&ENDPOINTS), "body": random.pick(NONSENSE)})],
        12 => vec![json!({"endpoint": ITEM, "item_error": random.pick(FINAL)})],
        13 => vec![changed_total(random)],
        14 => vec![json!({"endpoint": TRANSACTIONS, "call": 2, "repeat_page": true})],
        _ => vec![slow(random)],
    };
    for rule in &mut rules {
        rule["institution"] = json!(institution);
    }
    rules
}

/// Late answers that drip in.
pub(crate) fn slow(random: &mut Random) -> Value {
    json!({"endpoint": "*", "delay_ms": 1 + random.below(15), "drip_ms": random.below(2)})
}

/// What is tried again three times, at the first one to four calls.
fn passing(random: &mut Random) -> Value {
    let mut effect = match random.below(4) {
        0 => json!({"error": "INTERNAL_SERVER_ERROR"}),
        1 => json!({"html": random.pick(&[500, 502, 503, 504])}),
        2 => json!({"truncate_after": random.below(3_000)}),
        _ => json!({"reset_after": random.below(3_000)}),
    };
    effect["endpoint"] = json!(random.pick(&ENDPOINTS));
    at_first(random, 4, effect)
}

/// The effect at the first calls, `most` at the most.
fn at_first(random: &mut Random, most: u64, mut effect: Value) -> Value {
    let last = 1 + random.below(most);
    effect["call"] = (1..=last).collect();
    effect
}

/// Another number of rows than there are: once, which has the list read again;
/// in every other answer, which makes it contradict itself; or always, which
/// leaves it incomplete.
///
/// Only the second says fewer: a list that says from its beginning that it ends
/// earlier than it does cannot be told from the truth.
fn changed_total(random: &mut Random) -> Value {
    let mut rule = json!({"endpoint": TRANSACTIONS, "more_rows": random.pick(&[1, 2, 600])});
    match random.below(3) {
        0 => rule["call"] = json!(1),
        1 => {
            rule["every"] = json!(2);
            rule["more_rows"] = json!(random.pick(&[-2, -1, 1, 2]));
        }
        _ => {}
    }
    rule
}
