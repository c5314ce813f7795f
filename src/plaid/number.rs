//! Numbers as they stand in the JSON, and what becomes of them.

use rust_decimal::Decimal;

/// What a literal is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Every digit is in the decimal.
    Exact(Decimal),
    /// There were more digits than a decimal holds; this is the nearest one.
    Rounded(Decimal),
    /// Beyond what a decimal can hold.
    TooLarge,
}

/// Exponents further from zero than this are not written out.
const MAX_EXPONENT: i32 = 64;

/// How many significant digits a literal has.
pub(super) fn digits(literal: &str) -> usize {
    let mantissa = literal.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').len()
}

/// Turns a literal into a decimal without passing through a float.
pub(super) fn read(literal: &str) -> Reading {
    let Some(plain) = plain(literal) else {
        return Reading::TooLarge;
    };
    if let Ok(exact) = Decimal::from_str_exact(&plain) {
        return Reading::Exact(exact);
    }
    match plain.parse() {
        Ok(nearest) => Reading::Rounded(nearest),
        Err(_) => Reading::TooLarge,
    }
}

/// Whether a text is a number as JSON writes it: `12.5`, `-1e-8`.
pub(super) fn is_literal(text: &str) -> bool {
    let is_bare = text.bytes().all(|it| !it.is_ascii_whitespace());
    is_bare && serde_json::from_str::<serde_json::Number>(text).is_ok()
}

/// Writes a number out without an exponent; `None` where that makes no sense.
fn plain(text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()),
        None => return Some(text.to_owned()),
    };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.bytes().all(|it| it == b'0') {
        return Some("0".to_owned());
    }
    let exponent = exponent.filter(|it| it.abs() <= MAX_EXPONENT)?;
    let point = i32::try_from(whole.len()).ok()? + exponent;
    Some(match usize::try_from(point) {
        Err(_) | Ok(0) => {
            let zeros = "0".repeat(point.unsigned_abs() as usize);
            format!("{sign}0.{zeros}{digits}")
        }
        Ok(point) if point >= digits.len() => {
            let zeros = "0".repeat(point - digits.len());
            format!("{sign}{digits}{zeros}")
        }
        Ok(point) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn every_digit_arrives() {
        let check = |text: &str, expected: &str| {
            let value: Decimal = expected.parse().expect("a decimal");
            assert_eq!(read(text), Reading::Exact(value), "{text}");
            assert_eq!(value.to_string(), expected, "{text}");
        };
        check("27", "27");
        check("100.10", "100.10");
        check("-47.74104242992852", "-47.74104242992852");
        check("0.123456789012345678", "0.123456789012345678");
        check("1e-8", "0.00000001");
        check("1.25E3", "1250");
        check("-1.5e1", "-15");
        check("123e-2", "1.23");
        check("0e99", "0");
    }

    #[test]
    fn more_digits_than_fit_are_told() {
        assert_eq!(
            read("0.12345678901234567890123456789012345"),
            Reading::Rounded(dec!(0.1234567890123456789012345679))
        );
        assert_eq!(read("1e40"), Reading::TooLarge);
        assert_eq!(read("1e4000"), Reading::TooLarge);
        assert_eq!(read("99999999999999999999999999999999"), Reading::TooLarge);
    }

    #[test]
    fn digits_are_counted_without_leading_zeros() {
        assert_eq!(digits("0.0012300"), 5);
        assert_eq!(digits("12e5"), 2);
    }

    #[test]
    fn a_text_is_a_number_only_as_json_writes_it() {
        let check = |text: &str, expected: bool| assert_eq!(is_literal(text), expected, "{text}");
        check("1500.00", true);
        check("-1e-8", true);
        check("", false);
        check("n/a", false);
        check("1,500", false);
        check(" 12", false);
        check("NaN", false);
        check("0x10", false);
        check("12 ", false);
    }
}
