//! Texts of institutions, made safe to print in a terminal.

/// `text` with a mark in place of everything that commands a terminal, breaks
/// a line, turns the direction of what follows, or cannot be seen.
pub fn printable(text: &str) -> String {
    let safe = |letter: char| {
        if is_unseen(letter) {
            char::REPLACEMENT_CHARACTER
        } else {
            letter
        }
    };
    text.chars().map(safe).collect()
}

/// Controls; zero-width spaces and joiners; direction marks, embeddings and
/// isolates; separators of lines and paragraphs; the byte-order mark.
pub(super) fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_marked() {
        let unseen = "\u{1b}\t\n\u{7f}\u{9b}\u{200b}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}";
        for letter in unseen.chars() {
            assert_eq!(
                printable(&format!("a{letter}b")),
                "a\u{fffd}b",
                "{letter:?}"
            );
        }
        let seen = "Größe 日本 עברית •••  – €";
        assert_eq!(printable(seen), seen);
    }
}
