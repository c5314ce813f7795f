//! Whether a new connection is a login that is connected already: one rule, for
//! what is added on a page, for an access token, and for the sandbox.

use super::{Context, SyncError, blocking};
use crate::{
    connect::{Connection, ItemReport, NewConnection},
    domain::InstitutionId,
    storage::Database,
};

/// The connection that seems to be the login behind `new`: another one, of the
/// same institution, and with an account of the same last digits. Where the
/// institution or the digits are not known nothing is.
pub(super) async fn known(
    ctx: &Context,
    new: &NewConnection,
) -> Result<Option<Connection>, SyncError> {
    let (folder, new) = (ctx.folder.clone(), new.clone());
    blocking(move || {
        let Some(database) = Database::open_existing(&folder)? else {
            return Ok(None);
        };
        let accounts = database.accounts()?;
        let is_the_login = |known: &Connection| {
            let own = accounts.iter().filter(|it| it.item_id == known.item_id);
            let masks: Vec<_> = own.filter_map(|it| it.mask.as_deref()).collect();
            known.disconnected_at.is_none()
                && new.item_id() != Some(&known.item_id)
                && is_same_login(known.institution_id.as_ref(), &masks, &new)
        };
        Ok(database.connections()?.into_iter().find(is_the_login))
    })
    .await
}

/// Whether a login could be connected already: whether another connection of
/// its institution is. Of one that is connected itself there is no question.
pub(super) async fn may_be_known(ctx: &Context, report: &ItemReport) -> Result<bool, SyncError> {
    let (folder, report) = (ctx.folder.clone(), report.clone());
    blocking(move || {
        let mut connections = match Database::open_existing(&folder)? {
            Some(database) => database.connections()?,
            None => vec![],
        };
        connections.retain(|it| it.disconnected_at.is_none());
        let is_itself = |it: &Connection| it.item_id == report.item_id;
        let is_of_institution = |it: &Connection| it.institution_id == report.institution_id;
        Ok(report.institution_id.is_some()
            && !connections.iter().any(is_itself)
            && connections.iter().any(is_of_institution))
    })
    .await
}

fn is_same_login(institution: Option<&InstitutionId>, masks: &[&str], new: &NewConnection) -> bool {
    institution.is_some()
        && institution == new.institution_id()
        && new.masks().any(|mask| masks.contains(&mask))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::{AccessToken, AddedAccount, AddedItem, AddedKey, Secret, TokenItem};

    fn account(mask: Option<&str>) -> AddedAccount {
        AddedAccount {
            name: None,
            mask: mask.map(Into::into),
            subtype: None,
        }
    }

    /// The same login, as it comes from a page and by its token.
    fn ways(institution: &str, masks: &[Option<&str>]) -> [NewConnection; 2] {
        let accounts: Vec<_> = masks.iter().map(|it| account(*it)).collect();
        let added = AddedItem {
            key: AddedKey {
                session: "session".into(),
                position: 0,
            },
            public_token: Secret::new("public".to_owned()),
            institution_id: Some(institution.into()),
            institution_name: None,
            accounts: accounts.clone(),
        };
        let by_token = TokenItem {
            token: AccessToken::new(Secret::new("access-sandbox-1".to_owned())),
            report: ItemReport {
                institution_id: Some(institution.into()),
                ..ItemReport::unread("item".into())
            },
            accounts,
        };
        [
            NewConnection::Added(added),
            NewConnection::ByToken(Box::new(by_token)),
        ]
    }

    #[test]
    fn the_same_login_is_known_by_institution_and_last_digits() {
        let known = InstitutionId::from("ins_1");
        let check = |institution: &str, masks: &[Option<&str>], expected: bool| {
            for new in ways(institution, masks) {
                let is_same = is_same_login(Some(&known), &["1234", "0093"], &new);
                assert_eq!(is_same, expected, "{new:?}");
                assert!(!is_same_login(None, &["1234", "0093"], &new));
            }
        };
        check("ins_1", &[Some("5555"), Some("1234")], true);
        check("ins_2", &[Some("1234")], false);
        check("ins_1", &[Some("5555")], false);
        check("ins_1", &[None], false);
        check("ins_1", &[], false);
    }
}
