//! Accounts that change: connected again under new ids, renamed, hidden and put
//! in groups, against the simulator and a real file.

use crate::common::{
    program::Program,
    stored::{File, fetched},
    world::{World, now, today},
};
use chrono::Days;
use holdfast::{
    analytics::{holding_history::holding_history, value_history::value_history},
    domain::{AccountChoice, AccountId, ItemId, Succession},
    portfolio::{Portfolio, SuccessionProposal, propose_successions},
    state::AccountFilter,
    sync,
};

/// A connection that was synced, removed with its history kept, and connected
/// again; the second one was synced the day after.
async fn connected_again(world: &World) -> (ItemId, ItemId) {
    let first = world.connect(0).await;
    world.sync(&first).await.expect("a first sync");
    sync::remove(&world.ctx, &first, true, now())
        .await
        .expect("it is removed");
    let second = world.connect(0).await;
    world
        .sync_on(&second, today() + Days::new(1))
        .await
        .expect("a first sync of the second");
    (first, second)
}

fn accept(world: &World, proposals: &[SuccessionProposal]) {
    for it in proposals {
        let succession = Succession {
            old: it.old.clone(),
            new: it.new.clone(),
            is_same: true,
        };
        world
            .database()
            .save_succession(&succession, now())
            .expect("it is written");
    }
}

fn accounts_of<'a>(portfolio: &'a Portfolio, item: &ItemId) -> Vec<&'a AccountId> {
    let accounts = portfolio.accounts.iter();
    accounts
        .filter(|it| it.item_id == *item)
        .map(|it| &it.id)
        .collect()
}

#[tokio::test]
async fn the_history_of_a_connection_made_again_is_carried_over() {
    let world = World::new().await;
    let (first, second) = connected_again(&world).await;
    let before = world.portfolio();
    let proposals = propose_successions(&before);
    let (old, new) = (accounts_of(&before, &first), accounts_of(&before, &second));
    assert_eq!(old.len(), new.len());
    assert_eq!(proposals.len(), old.len());
    for it in &proposals {
        let names = |id| before.account(id).map(|it| (&it.name, &it.mask));
        assert_eq!(names(&it.old), names(&it.new));
        assert_ne!(it.old, it.new);
        // The simulator lists the same two years again.
        assert_eq!(it.in_both, it.transactions);
    }

    accept(&world, &proposals);
    let after = world.portfolio();
    assert_eq!(after.carried.len(), old.len());
    assert_eq!(accounts_of(&after, &first), Vec::<&AccountId>::new());
    assert_eq!(after.holdings, before.holdings);
    assert_eq!(after.transactions.len() * 2, before.transactions.len());
    assert_eq!(propose_successions(&after), []);
    let days = |portfolio: &Portfolio| {
        let of_new = |it: &AccountId| new.contains(&it);
        let histories = value_history(portfolio, of_new, &chrono::Utc, chrono::NaiveDate::MAX);
        histories[0].points.len()
    };
    assert_eq!((days(&before), days(&after)), (1, 2));
    let holding = &after.holdings[0];
    let values = world.database().snapshots_of(&holding.security_id);
    let values = values.expect("they are read");
    let days = |portfolio: &Portfolio| {
        let (account, currency) = (&holding.account_id, holding.currency.as_ref());
        let day = chrono::NaiveDate::MAX;
        holding_history(portfolio, account, currency, &values, &chrono::Utc, day).len()
    };
    assert_eq!((days(&before), days(&after)), (1, 2));

    world
        .database()
        .forget_succession(&proposals[0].old)
        .expect("it is written");
    let apart = world.portfolio();
    assert_eq!(apart.carried.len(), old.len() - 1);
    assert_eq!(propose_successions(&apart), proposals[..1]);
}

#[tokio::test]
async fn a_sync_goes_on_as_before_after_a_history_was_carried_over() {
    let world = World::new().await;
    let (_, second) = connected_again(&world).await;
    accept(&world, &propose_successions(&world.portfolio()));
    let before = world.portfolio();
    let again = world.sync_on(&second, today() + Days::new(1)).await;
    let summary = again.expect("a sync");
    assert_eq!((summary.added, summary.removed), (0, 0));
    assert_eq!(world.portfolio().transactions, before.transactions);
}

#[tokio::test]
async fn what_is_decided_goes_with_the_account_that_continues() {
    let world = World::new().await;
    let first = world.connect(0).await;
    world.sync(&first).await.expect("a first sync");
    let account = accounts_of(&world.portfolio(), &first)[0].clone();
    let choice = AccountChoice {
        name: Some("College".into()),
        is_hidden: true,
        groups: vec!["Kids".into()],
    };
    world
        .database()
        .change_account_choice(&account, |_| choice.clone())
        .expect("it is written");
    sync::remove(&world.ctx, &first, true, now())
        .await
        .expect("it is removed");
    let second = world.connect(0).await;
    world.sync(&second).await.expect("a first sync");
    accept(&world, &propose_successions(&world.portfolio()));
    let portfolio = world.portfolio();
    let chosen: Vec<_> = portfolio
        .accounts
        .iter()
        .filter(|it| it.choice == choice)
        .collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0].item_id, second);

    // Deleting the old history takes the successions along, and nothing else.
    sync::remove(&world.ctx, &first, false, now())
        .await
        .expect("it is deleted");
    let portfolio = world.portfolio();
    assert_eq!((portfolio.successions, portfolio.carried), (vec![], vec![]));
    assert!(portfolio.accounts.iter().any(|it| it.choice == choice));
}

#[tokio::test]
async fn a_hidden_account_is_in_no_total_and_stays_hidden_after_a_sync() {
    let world = World::new().await;
    let item = world.connect(0).await;
    let first = world.sync(&item).await.expect("a first sync");
    let portfolio = world.portfolio();
    let account = accounts_of(&portfolio, &item)[0].clone();
    let choice = AccountChoice {
        name: Some("  College \n".into()),
        is_hidden: true,
        groups: vec!["Kids".into(), " ".into(), "Kids ".into()],
    };
    world
        .database()
        .change_account_choice(&account, |_| choice.clone())
        .expect("it is written");

    let second = world.sync(&item).await.expect("a second sync");
    let portfolio = world.portfolio();
    let kept = portfolio.account(&account).expect("the account");
    assert_eq!(kept.choice.name.as_deref(), Some("College"));
    assert_eq!(kept.choice.groups, ["Kids".into()]);
    assert_ne!(*kept.name, *"College");
    let all = AccountFilter::All;
    let visible = |it: &&holdfast::domain::Holding| all.contains(&portfolio, &it.account_id);
    let holdings = portfolio.holdings.iter().filter(visible).count();
    assert!(holdings < portfolio.holdings.len());
    assert_eq!(all.hidden(&portfolio), 1);
    // A sync says what the totals on screen do.
    assert_ne!(second.value_after, first.value_after);
    assert_eq!(second.value_before, second.value_after);
}

/// The stored portfolio, looked at and changed from a terminal.
#[tokio::test]
async fn a_terminal_decides_about_accounts_too() {
    let world = World::new().await;
    let (_, second) = connected_again(&world).await;
    let portfolio = world.portfolio();
    let program = Program {
        data: world.root.path(),
        url: "http://127.0.0.1:9",
    };
    let sandbox = |arguments: &[&str]| -> Vec<serde_json::Value> {
        program.json(&[&["--environment", "sandbox"], arguments].concat())
    };
    let new = accounts_of(&portfolio, &second)[0].as_str();
    let decided = [
        &["account", new, "--name", "College", "--group", "Kids"][..],
        &["--group", "School", "--ungroup", "Kids", "--hidden", "true"],
    ]
    .concat();
    let rows = sandbox(&decided);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["own_name"], "College");
    assert_eq!(rows[0]["account_groups"], "Kids; School");
    let rows = sandbox(&["account", "college", "--ungroup", "Kids"]);
    assert_eq!(rows[0]["account_groups"], "School");
    assert_eq!(rows[0]["is_hidden"], true);

    let of_account = |rows: &[serde_json::Value]| {
        let accounts = rows.iter().map(|it| it["account_id"].as_str());
        accounts.filter(|it| *it == Some(new)).count()
    };
    let (all, grouped) = (
        sandbox(&["holdings"]),
        sandbox(&["holdings", "--group", "School"]),
    );
    assert_eq!(of_account(&all), grouped.len());
    let unknown = [
        "--environment",
        "sandbox",
        "transactions",
        "--group",
        "nobody",
    ];
    let said = program.expect(2, &unknown, "");
    assert!(said.contains("School"), "{said}");
    let labels = |rows: Vec<serde_json::Value>| rows.iter().any(|it| it["category"] == new);
    assert!(!labels(sandbox(&["allocation", "--by", "account"])));

    let hint = program.expect(0, &["--environment", "sandbox", "account", new], "");
    assert!(hint.contains("It looks like"), "{hint}");
    let rows = sandbox(&["account", new, "--continues"]);
    let old = rows[0]["continues"]
        .as_str()
        .expect("an account")
        .to_owned();
    assert_ne!(old, new);
    assert_eq!(sandbox(&["accounts"]).len(), portfolio.accounts.len() - 1);
    let rows = sandbox(&["account", new, "--separate", &old]);
    assert!(rows[0]["continues"].is_null());
    sandbox(&["account", new, "--keep-apart"]);
    let hint = program.expect(0, &["--environment", "sandbox", "account", new], "");
    assert!(!hint.contains("It looks like"), "{hint}");
    for wrong in [
        &["account", "nobody"][..],
        &["account", new, "--continues"],
        &["account", new, "--separate", "nobody"],
        &["account", new, "--hidden", "perhaps"],
    ] {
        program.expect(2, &[&["--environment", "sandbox"], wrong].concat(), "");
    }
}

#[tokio::test]
async fn a_choice_for_an_account_that_is_not_there_is_refused() {
    let world = World::new().await;
    world.connect(0).await;
    let choice = AccountChoice::default();
    let refused = world
        .database()
        .change_account_choice(&"nobody".into(), |_| choice.clone());
    assert!(refused.is_err());
}

/// Programs that change different things about an account at once: what each of
/// them said it wrote is there.
#[test]
fn changes_of_one_account_at_once_are_all_kept() {
    let file = File::with(&[fetched("item")]);
    let program = Program {
        data: file.root.path(),
        url: "http://127.0.0.1:9",
    };
    let account = ["--environment", "demo", "account", "item-first"];
    for round in 0..10 {
        let (name, group) = (format!("Name {round}"), format!("Group {round}"));
        let hidden = (round % 2 == 0).to_string();
        let changes = [
            ["--name", &name],
            ["--group", &group],
            ["--hidden", &hidden],
        ];
        let running: Vec<_> = changes
            .iter()
            .map(|change| {
                let mut command = program.command(&[&account, &change[..]].concat());
                command.spawn().expect("it starts")
            })
            .collect();
        for child in running {
            let output = child.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{output:?}");
        }
        let portfolio = file.portfolio();
        let choice = &portfolio
            .account(&"item-first".into())
            .expect("it is there")
            .choice;
        assert_eq!(choice.name.as_deref(), Some(&*name), "round {round}");
        assert_eq!(choice.is_hidden, round % 2 == 0, "round {round}");
        assert_eq!(choice.groups.len(), round + 1, "{:?}", choice.groups);
    }
}

#[test]
fn a_form_changes_what_was_changed_in_it() {
    let choice = |name: Option<&str>, is_hidden, groups: &[&str]| AccountChoice {
        name: name.map(Into::into),
        is_hidden,
        groups: groups.iter().map(|it| (*it).into()).collect(),
    };
    let before = choice(Some("Mine"), false, &["Kids", "Old"]);
    let meanwhile = choice(Some("Ours"), true, &["Kids", "Old", "New"]);
    let after = choice(Some("Mine"), false, &["Kids", "Typed"]);
    let expected = choice(Some("Ours"), true, &["Kids", "New", "Typed"]);
    assert_eq!(meanwhile.changed(&before, &after), expected);
    let after = choice(None, true, &[]);
    let expected = choice(None, true, &["New"]);
    assert_eq!(meanwhile.changed(&before, &after), expected);
}
