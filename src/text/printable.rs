//! Texts of institutions, made safe to print in a terminal and to paint in a row.

use std::borrow::Cow;

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

/// `text` in one line: a space in place of line breaks and tabs, and nothing in
/// place of what else cannot be seen, or turns the direction of what follows.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let is_break = |it: char| it.is_whitespace() && it != ' ' && it != '\u{a0}';
    let is_unseen = |it: char| is_unseen(it) || matches!(it, '\u{fe00}'..='\u{fe0f}');
    if !text.chars().any(|it| is_break(it) || is_unseen(it)) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        if is_break(letter) {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_unseen(letter) {
            line.push(letter);
        }
    }
    Cow::Owned(line)
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
    fn a_name_is_one_line() {
        let check = |text, expected: &str| assert_eq!(one_line(text), expected);
        check("Fund\r\nClass A\t2", "Fund Class A 2");
        check("\nAcme\u{2028}Corp\u{85}\n", "Acme Corp");
        check("\u{202e}abc\u{202c} עברית \u{200f}x", "abc עברית x");
        check("👩\u{200d}🚀 ❤\u{fe0f} fund", "👩🚀 ❤ fund");
        assert!(matches!(one_line("VTI – ••4821\u{a0}€"), Cow::Borrowed(_)));
    }

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
