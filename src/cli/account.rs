//! `holdfast account`

use std::sync::Arc;

use super::{AccountArgs, CliError, Ending, Options, accounts, output, world};
use crate::domain::{Account, AccountChoice, AccountId, Succession};
use crate::portfolio::{Portfolio, SuccessionProposal, propose_successions};

/// Keeps what the person decides about an account, and lists it as it is then.
/// Without a decision it lists the account, and says which one it may continue.
pub(super) fn run(options: &Options, args: &AccountArgs) -> Result<Ending, CliError> {
    let portfolio = world::portfolio(options)?;
    let account = named(&portfolio, &args.account)?;
    let id = account.id.clone();
    if args.changed(&account.choice).tidied() != account.choice {
        world::database(options)?.change_account_choice(&id, |it| args.changed(it))?;
    }
    if let Some(old) = &args.separate {
        world::database(options)?.forget_succession(&carried(&portfolio, &id, old)?)?;
    }
    let proposal = propose_successions(&portfolio);
    let proposal = proposal.into_iter().find(|it| it.new == id);
    let decided = args.continues.then_some(true);
    if let Some(is_same) = decided.or(args.keep_apart.then_some(false)) {
        let proposal = proposal.ok_or(CliError::Usage(
            "it looks like no account that is gone; nothing was changed",
        ))?;
        let succession = Succession {
            old: proposal.old,
            new: proposal.new,
            is_same,
        };
        world::database(options)?.save_succession(&succession, world::now())?;
    } else if let Some(proposal) = proposal {
        tell(&portfolio, account, &proposal);
    }
    let portfolio = world::portfolio(options)?;
    let table = accounts::table(&portfolio, |it| it.id == id);
    output::print(table, options.format())?;
    Ok(Ending::Well)
}

impl AccountArgs {
    fn changed(&self, choice: &AccountChoice) -> AccountChoice {
        let groups = choice.groups.iter().filter(|it| !self.ungroup.contains(it));
        AccountChoice {
            name: match &self.name {
                Some(name) => Some(name.as_str().into()),
                None => choice.name.clone(),
            },
            is_hidden: self.hidden.unwrap_or(choice.is_hidden),
            groups: groups.chain(&self.group).map(Arc::clone).collect(),
        }
    }
}

fn tell(portfolio: &Portfolio, account: &Account, proposal: &SuccessionProposal) {
    let Some(old) = portfolio.account(&proposal.old) else {
        return;
    };
    output::tell(&format!(
        "It looks like {} ({}), which is gone and has {} transactions, {} of them listed by both. \
         `holdfast account {} --continues` shows the two as one; `--keep-apart` asks no more.",
        old.display_name(),
        old.id,
        proposal.transactions,
        proposal.in_both,
        account.id,
    ));
}

/// The one account that `wanted` names: by its identifier, or by one of its
/// names, with or without its last digits.
pub(super) fn named<'a>(portfolio: &'a Portfolio, wanted: &str) -> Result<&'a Account, CliError> {
    let is_named = |it: &&Account| {
        it.id.as_str() == wanted
            || it.display_name() == wanted
            || it
                .names()
                .iter()
                .flatten()
                .any(|name| name.to_lowercase() == wanted.to_lowercase())
    };
    let mut found = portfolio.accounts.iter().filter(is_named);
    match (found.next(), found.next()) {
        (Some(account), None) => Ok(account),
        (None, _) => Err(CliError::NoSuchAccount {
            name: wanted.to_owned(),
            known: names(portfolio),
        }),
        (Some(_), Some(_)) => Err(CliError::Usage(
            "several accounts are called that; name one by its account_id, as `holdfast accounts \
             --json` lists it",
        )),
    }
}

fn names(portfolio: &Portfolio) -> Vec<Arc<str>> {
    let accounts = portfolio.accounts.iter();
    accounts.map(|it| it.display_name().into()).collect()
}

/// The account that `new` continues and that `wanted` names.
fn carried(portfolio: &Portfolio, new: &AccountId, wanted: &str) -> Result<AccountId, CliError> {
    let mut old = portfolio.predecessors(new);
    old.find(|it| it.as_str() == wanted)
        .cloned()
        .ok_or(CliError::Usage(
            "it does not continue such an account; `holdfast accounts --json` lists what it \
             continues",
        ))
}
