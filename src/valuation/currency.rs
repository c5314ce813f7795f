//! Which currency a row counts in.

pub use crate::domain::CurrencySource;
use crate::domain::{Account, Currency, Security};

/// The currency a holding or transaction counts in, and where it comes from:
/// its `own`, else that of its security, else that of its account.
///
/// A currency that is not the row's own is an inference, and whoever shows it
/// says so.
pub fn currency_of<'a>(
    own: Option<&'a Currency>,
    security: Option<&'a Security>,
    account: Option<&'a Account>,
) -> (Option<&'a Currency>, CurrencySource) {
    let of_security = || security?.currency.as_ref();
    let of_account = || account?.balances.currency.as_ref();
    if own.is_some() {
        return (own, CurrencySource::Row);
    }
    if let Some(currency) = of_security() {
        return (Some(currency), CurrencySource::Security);
    }
    match of_account() {
        Some(currency) => (Some(currency), CurrencySource::Account),
        None => (None, CurrencySource::Nobody),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountChoice, AccountType, Balances};

    fn account(currency: Option<Currency>) -> Account {
        Account {
            id: "account".into(),
            item_id: "item".into(),
            name: "Account".into(),
            official_name: None,
            mask: None,
            account_type: AccountType::Investment,
            subtype: None,
            balances: Balances {
                currency,
                ..Balances::default()
            },
            holder_category: None,
            missing_since: None,
            doubted_since: None,
            choice: AccountChoice::default(),
        }
    }

    #[test]
    fn the_row_comes_before_its_security_and_that_before_the_account() {
        let [usd, cad, jpy] = ["USD", "CAD", "JPY"].map(Currency::iso);
        let security = |currency: Option<&Currency>| Security {
            currency: currency.cloned(),
            ..Security::unknown("security".into())
        };
        let check =
            |own, of_security: Option<&Currency>, of_account: Option<&Currency>, expected| {
                let (security, account) = (security(of_security), account(of_account.cloned()));
                assert_eq!(
                    currency_of(own, Some(&security), Some(&account)),
                    expected,
                    "{own:?}, {of_security:?}, {of_account:?}"
                );
            };
        let all = (Some(&usd), Some(&cad), Some(&jpy));
        check(all.0, all.1, all.2, (Some(&usd), CurrencySource::Row));
        check(None, all.1, all.2, (Some(&cad), CurrencySource::Security));
        check(None, None, all.2, (Some(&jpy), CurrencySource::Account));
        check(None, None, None, (None, CurrencySource::Nobody));
        assert_eq!(
            currency_of(None, None, None),
            (None, CurrencySource::Nobody)
        );
    }
}
