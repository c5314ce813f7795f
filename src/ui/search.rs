//! Finding rows by what the person typed.

use chrono::{Datelike as _, NaiveDate};
use memchr::memchr2_iter;
use rust_decimal::{Decimal, RoundingStrategy};

/// Words to look for: a row is found when each of them occurs in one of its
/// texts, in whatever case, or is one of its figures or part of its date.
pub struct Search {
    words: Vec<Word>,
}

struct Word {
    /// Lower case.
    text: String,
    figure: Option<Decimal>,
    date: Option<DatePart>,
}

/// What a word may be of a date.
#[derive(Clone, Copy, Debug, PartialEq)]
enum DatePart {
    Day(u32),
    Month(u32),
    Year(i32),
    /// `2026-08`.
    YearMonth(i32, u32),
    /// `2026-08-21`.
    Date(NaiveDate),
}

/// Which words of a [`Search`] were found, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found(u32);

impl Found {
    /// Found here or there.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Search {
    /// The words of `text`. Those after the 32nd are not looked for.
    pub fn new(text: &str) -> Self {
        let words = text.split_whitespace().take(u32::BITS as usize);
        let mut words: Vec<_> = words.map(Word::new).collect();
        let names_month = |it: &Word| matches!(it.date, Some(DatePart::Month(_)));
        // A small number is a day beside a month alone.
        if !words.iter().any(names_month) {
            for word in &mut words {
                word.date = word.date.filter(|it| !matches!(it, DatePart::Day(_)));
            }
        }
        Self { words }
    }

    /// Looks for no figure where amounts are hidden: what is found would tell
    /// them.
    #[must_use]
    pub fn hiding_amounts(mut self, hide_amounts: bool) -> Self {
        if hide_amounts {
            for word in &mut self.words {
                word.figure = None;
            }
        }
        self
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words that occur in `text`.
    pub fn find_in(&self, text: &str) -> Found {
        if text.is_ascii() {
            return self.find(|word| word.is_in_ascii(text.as_bytes()));
        }
        let text = text.to_lowercase();
        self.find(|word| text.contains(&word.text))
    }

    /// Whether any word may be a figure.
    pub fn has_figures(&self) -> bool {
        self.words.iter().any(|it| it.figure.is_some())
    }

    /// The words that are one of these figures, whatever its sign: with as many
    /// digits after the point as were typed.
    pub fn find_figure(&self, figures: impl IntoIterator<Item = Option<Decimal>>) -> Found {
        if !self.has_figures() {
            return Found::default();
        }
        figures
            .into_iter()
            .flatten()
            .fold(Found::default(), |found, figure| {
                found.or(self.find(|word| word.figure.is_some_and(|it| is_as_typed(figure, it))))
            })
    }

    /// The words that are part of a date: `21 Aug 2026`, `august`, `2026-08-21`.
    pub fn find_date(&self, date: NaiveDate) -> Found {
        self.find(|word| word.date.is_some_and(|it| it.is_of(date)))
    }

    fn find(&self, is_found: impl Fn(&Word) -> bool) -> Found {
        let mut found = Found::default();
        for (at, word) in self.words.iter().enumerate() {
            if is_found(word) {
                found.0 |= 1 << at;
            }
        }
        found
    }

    /// The words that occur in any of `texts`.
    pub fn find_in_all<'a>(&self, texts: impl IntoIterator<Item = Option<&'a str>>) -> Found {
        texts
            .into_iter()
            .flatten()
            .fold(Found::default(), |found, text| found.or(self.find_in(text)))
    }

    /// Why a row is found whose texts in sight do not say it: the first of the
    /// others, with its name, that has a word which is not `seen`.
    pub fn reason(&self, seen: Found, others: &[(&str, Option<&str>)]) -> Option<String> {
        if self.is_satisfied_by(seen) {
            return None;
        }
        let is_new = |text: &str| seen.or(self.find_in(text)) != seen;
        others.iter().find_map(|(name, text)| {
            let text = text.filter(|it| is_new(it))?;
            Some(format!("{name} {text}").trim_start().to_owned())
        })
    }

    /// Whether `found` is every word.
    pub fn is_satisfied_by(&self, found: Found) -> bool {
        found.0.count_ones() as usize == self.words.len()
    }
}

impl Word {
    fn new(word: &str) -> Self {
        let text = word.to_lowercase();
        Self {
            figure: figure(&text),
            date: DatePart::of(&text),
            text,
        }
    }

    /// Whether it occurs in `text`, the usual case, which takes no allocation:
    /// this runs several times for each row.
    fn is_in_ascii(&self, text: &[u8]) -> bool {
        let Some((first, rest)) = self.text.as_bytes().split_first() else {
            return true;
        };
        memchr2_iter(*first, first.to_ascii_uppercase(), text).any(|at| {
            let after = text.get(at + 1..at + 1 + rest.len());
            after.is_some_and(|it| it.eq_ignore_ascii_case(rest))
        })
    }
}

/// The figure that a word is, without sign and currency: `−$1,250.5`.
fn figure(word: &str) -> Option<Decimal> {
    let digits = word.trim_start_matches(['+', '-', '−', '$', '€', '£', '¥', '₹']);
    let is_figure = digits.starts_with(|it: char| it.is_ascii_digit());
    let digits = is_figure.then(|| digits.replace(',', ""))?;
    Decimal::from_str_exact(&digits).ok()
}

/// Whether `figure` is written as `typed`, or with more digits.
fn is_as_typed(figure: Decimal, typed: Decimal) -> bool {
    let (figure, digits) = (figure.abs(), typed.scale());
    let is_rounded = || {
        let half_up = RoundingStrategy::MidpointAwayFromZero;
        digits > 0 && figure.round_dp_with_strategy(digits, half_up) == typed
    };
    figure.trunc_with_scale(digits) == typed || is_rounded()
}

impl DatePart {
    fn of(word: &str) -> Option<Self> {
        let word = word.trim_end_matches(',');
        if let Ok(date) = word.parse() {
            return Some(Self::Date(date));
        }
        if let Some((year, month)) = word.split_once('-') {
            let month = month.parse().ok().filter(|it| (1..=12).contains(it))?;
            return Some(Self::YearMonth(year.parse().ok()?, month));
        }
        if let Ok(number) = word.parse::<u32>() {
            return match number {
                1..=31 => Some(Self::Day(number)),
                1900..2200 => Some(Self::Year(number.try_into().ok()?)),
                _ => None,
            };
        }
        let is_long_enough = word.len() >= 3;
        let mut months = (1..=12).zip(MONTHS);
        let month = months.find(|(_, name)| is_long_enough && name.starts_with(word));
        month.map(|(month, _)| Self::Month(month))
    }

    fn is_of(self, date: NaiveDate) -> bool {
        match self {
            Self::Day(day) => date.day() == day,
            Self::Month(month) => date.month() == month,
            Self::Year(year) => date.year() == year,
            Self::YearMonth(year, month) => (date.year(), date.month()) == (year, month),
            Self::Date(other) => date == other,
        }
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn finds(search: &str, texts: &[&str]) -> bool {
        let search = Search::new(search);
        search.is_satisfied_by(search.find_in_all(texts.iter().map(|it| Some(*it))))
    }

    #[test]
    fn every_word_must_occur_somewhere_in_any_case() {
        assert!(finds("vanguard vti", &["VTI", "Vanguard Total Stock"]));
        assert!(finds("  ", &["anything"]));
        assert!(!finds("vanguard bnd", &["VTI", "Vanguard Total Stock"]));
    }

    #[test]
    fn names_in_any_script_are_found() {
        assert!(finds("投資", &["eMAXIS Slim 全世界株式 投資信託"]));
        assert!(finds("ÄRZTE", &["Deutsche Ärzte Fonds"]));
        assert!(!finds("ä", &["Arzte"]));
    }

    #[test]
    fn an_amount_is_found_as_it_is_written_or_shorter() {
        let finds = |search: &str, figure: Decimal| {
            let search = Search::new(search);
            search.is_satisfied_by(search.find_figure([None, Some(figure)]))
        };
        for typed in [
            "1250",
            "1,250",
            "1250.3",
            "$1,250.37",
            "−1,250.37",
            "1250.4",
        ] {
            assert!(finds(typed, dec!(-1250.37)), "{typed}");
        }
        for typed in ["125", "1251", "1250.5", "25", "1250.370001", "k"] {
            assert!(!finds(typed, dec!(-1250.37)), "{typed}");
        }
    }

    #[test]
    fn a_date_is_found_by_its_parts() {
        let day = NaiveDate::from_ymd_opt(2026, 8, 21).expect("a date");
        let finds = |search: &str| {
            let search = Search::new(search);
            search.is_satisfied_by(search.find_date(day))
        };
        for typed in [
            "2026-08-21",
            "2026-08",
            "2026",
            "aug",
            "21 Aug 2026",
            "August",
        ] {
            assert!(finds(typed), "{typed}");
        }
        for typed in ["21", "20 aug", "2026-09", "2025", "au", "2026-08-2"] {
            assert!(!finds(typed), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_said() {
        let search = Search::new("apple us03");
        let others = [("CUSIP", Some("037833100")), ("ISIN", Some("US0378331005"))];
        let seen = search.find_in("Apple Inc.");
        let reason = search.reason(seen, &others);
        assert_eq!(reason.as_deref(), Some("ISIN US0378331005"));
        let search = Search::new("apple");
        assert_eq!(search.reason(search.find_in("Apple Inc."), &others), None);
    }
}
