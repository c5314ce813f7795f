//! Finding rows by what the person typed.

/// Words to look for: a row is found when each of them occurs in one of its
/// texts, in whatever case.
pub struct Search {
    /// Lower case.
    words: Vec<String>,
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
        Self {
            words: text
                .split_whitespace()
                .take(u32::BITS as usize)
                .map(str::to_lowercase)
                .collect(),
        }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words that occur in `text`.
    pub fn find_in(&self, text: &str) -> Found {
        let mut found = Found::default();
        for (at, word) in self.words.iter().enumerate() {
            if contains(text, word) {
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

    /// Whether `found` is every word.
    pub fn is_satisfied_by(&self, found: Found) -> bool {
        found.0.count_ones() as usize == self.words.len()
    }
}

/// Whether `text` contains `word`, which is in lower case. ASCII, the usual
/// case, is compared without an allocation: this runs once per row.
fn contains(text: &str, word: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(first) = word.first() else {
        return true;
    };
    text.windows(word.len())
        .any(|part| part[0].to_ascii_lowercase() == *first && part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
