use super::*;
use chrono::TimeZone as _;
use rust_decimal::dec;

const OPEN: Figures = Figures { hide: false };

#[test]
fn a_time_names_its_day_unless_it_is_today() {
    let noon = Local.with_ymd_and_hms(2026, 11, 23, 12, 0, 0);
    let noon = noon.single().expect("a time").with_timezone(&Utc);
    let later = |hours| time_of(noon, noon + chrono::Duration::hours(hours));
    assert_eq!(later(5), "17:00");
    assert_eq!(later(24), "24 Nov 2026, 12:00");
}

#[test]
fn money_has_its_currencys_digits() {
    let check = |amount, code: &str, expected: &str| {
        assert_eq!(
            OPEN.money(Some(amount), Some(&Currency::iso(code))),
            expected
        );
    };
    check(dec!(428855.99), "USD", "$428,855.99");
    check(dec!(-5), "CAD", "−CA$5.00");
    check(dec!(1234567.5), "JPY", "¥1,234,568");
    check(dec!(0.005), "USD", "$0.01");
    check(dec!(12), "CHF", "CHF\u{a0}12.00");
    check(dec!(-0.004), "USD", "$0.00");
    check(dec!(-0.005), "USD", "−$0.01");
    check(
        Decimal::MIN,
        "JPY",
        "−¥79,228,162,514,264,337,593,543,950,335",
    );
    let bitcoin = Currency::Unofficial("BTC".into());
    let small = OPEN.money(Some(dec!(-0.000000004)), Some(&bitcoin));
    assert_eq!(small, "BTC\u{a0}0.00000000");
    assert_eq!(OPEN.money(Some(dec!(999)), None), "999.00");
    assert_eq!(OPEN.money(None, None), "–");
}

#[test]
fn a_sign_stands_before_every_change() {
    let usd = Currency::iso("USD");
    let check = |amount, expected: &str| {
        assert_eq!(OPEN.signed_money(Some(amount), Some(&usd)), expected);
    };
    check(dec!(4218.77), "+$4,218.77");
    check(dec!(-1200), "−$1,200.00");
    check(dec!(0.00), "$0.00");
    check(dec!(-0.004), "$0.00");
}

#[test]
fn a_quantity_keeps_its_digits() {
    let check = |quantity, expected: &str| {
        assert_eq!(OPEN.quantity(Some(quantity)), expected);
        assert_eq!(quantity_length(quantity), expected.chars().count());
    };
    check(dec!(0.15823001), "0.15823001");
    check(dec!(25000), "25,000");
    check(dec!(1500.100), "1,500.100");
    check(dec!(-10), "−10");
    check(dec!(0), "0");
    check(dec!(0.00), "0.00");
    check(dec!(-1234567.00000001), "−1,234,567.00000001");
}

#[test]
fn hidden_amounts_show_no_digit() {
    let hidden = Figures { hide: true };
    let usd = Currency::iso("USD");
    let amount = Some(dec!(123.45));
    for text in [
        hidden.money(amount, Some(&usd)),
        hidden.signed_money(amount, Some(&usd)),
        hidden.quantity(amount),
        hidden.price(amount, Some(&usd)),
        hidden.compact_money(amount, Some(&usd)),
    ] {
        assert_eq!(text, HIDDEN);
    }
    assert_eq!(hidden.money(None, None), UNKNOWN);
    assert_eq!(percent(Some(dec!(0.395))), "39.5%");
}

#[test]
fn percentages_have_one_digit() {
    assert_eq!(percent(Some(dec!(1))), "100.0%");
    assert_eq!(signed_percent(Some(dec!(-0.029))), "−2.9%");
    assert_eq!(signed_percent(Some(dec!(0.493))), "+49.3%");
    assert_eq!(signed_percent(None), "–");
    assert_eq!(percent(Some(dec!(-0.0004))), "0.0%");
    assert_eq!(percent(Some(dec!(0.99999))), "100.0%");
    assert_eq!(percent(Some(Decimal::MAX)), "–");
}

#[test]
fn axes_have_short_amounts() {
    let usd = Currency::iso("USD");
    let check = |amount, expected: &str| {
        assert_eq!(OPEN.compact_money(Some(amount), Some(&usd)), expected);
    };
    check(dec!(428855.99), "$429k");
    check(dec!(12000), "$12k");
    check(dec!(1500000), "$1.5M");
    check(dec!(950), "$950");
    check(dec!(-4200), "−$4.2k");
    check(dec!(0), "$0");
    check(dec!(999.4), "$999");
    check(dec!(999.5), "$1k");
    check(dec!(999_499), "$999k");
    check(dec!(999_999), "$1M");
    check(dec!(-999_999_999), "−$1B");
    check(dec!(999_999_999_999), "$1T");
    check(dec!(0.5), "$0.5");
    check(dec!(-0.004), "$0");
    check(Decimal::MAX, "$79,228,162,514,264,338T");
    check(Decimal::MIN, "−$79,228,162,514,264,338T");
    let bitcoin = Currency::Unofficial("BTC".into());
    let check = |amount, expected: &str| {
        assert_eq!(OPEN.compact_money(Some(amount), Some(&bitcoin)), expected);
    };
    check(dec!(0.00012345), "BTC\u{a0}0.000123");
    check(dec!(0.000000004), "BTC\u{a0}0");
    check(dec!(-0.00000001), "−BTC\u{a0}0.00000001");
    check(dec!(12.5), "BTC\u{a0}12.5");
}

#[test]
fn ticks_of_an_axis_are_exact() {
    let usd = Currency::iso("USD");
    let check = |amount, expected: &str| {
        assert_eq!(OPEN.axis_money(Some(amount), Some(&usd)), expected);
    };
    check(dec!(428250), "$428.25k");
    check(dec!(-10000.00), "−$10k");
    check(dec!(1002500), "$1.0025M");
    check(dec!(0.00), "$0");
    check(dec!(950), "$950");
    check(Decimal::MAX, "$79,228,162,514,264,338T");
}

#[test]
fn pauses_are_rounded_up() {
    let check = |millis, expected: &str| {
        assert_eq!(pause(Duration::from_millis(millis)), expected);
    };
    check(3, "1 s");
    check(10_000, "10 s");
    check(74_100, "75 s");
    check(120_001, "3 min");
    check(300_000, "5 min");
}

#[test]
fn ages_are_short() {
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let check = |minutes, expected: &str| {
        assert_eq!(
            age(now, now - chrono::TimeDelta::minutes(minutes)),
            expected
        );
    };
    check(-1, "now");
    check(0, "now");
    check(59, "59 min ago");
    check(130, "2 h ago");
    check(1440, "1 day ago");
    check(4400, "3 days ago");
    check(-3 * 1440, "on 4 Jan 1970, in the future");
}
