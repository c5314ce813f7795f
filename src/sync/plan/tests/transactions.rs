use super::*;

#[test]
fn identical_fills_are_two_transactions() {
    let plan = next(|it| {
        it.transactions
            .push(transaction("t3", day(5, 1), dec!(12.50)));
    });
    assert_eq!(ids(&plan.added), ["t3"]);
    assert_eq!(plan.removed, []);
}

#[test]
fn one_id_twice_in_an_answer_is_one_transaction() {
    let plan = next(|it| {
        let row = transaction("t3", day(6, 1), dec!(1));
        it.transactions.extend([row.clone(), row]);
    });
    assert_eq!(plan.summary.added, 1);
}

#[test]
fn a_row_that_differs_in_any_field_is_changed() {
    let check = |change: fn(&mut Transaction)| {
        let plan = next(|it| change(&mut it.transactions[0]));
        assert_eq!(ids(&plan.changed), ["t1"]);
        assert_eq!(plan.summary.added, 0);
        assert_eq!(plan.summary.removed, 0);
    };
    check(|it| it.amount = Some(dec!(12.51)));
    check(|it| it.quantity = None);
    check(|it| it.price = Some(dec!(0.177494363)));
    check(|it| it.fees = Some(dec!(0)));
    check(|it| it.name = "BUY 2".into());
    check(|it| it.date = day(5, 3));
    check(|it| it.security_id = None);
    check(|it| it.transaction_type = "cancel".into());
    check(|it| it.subtype = None);
    check(|it| it.currency = None);
    check(|it| it.datetime = Some(chrono::DateTime::UNIX_EPOCH));
}

#[test]
fn a_vanished_row_is_removed_once_and_changed_when_it_returns() {
    let gone = next(|it| {
        it.transactions.remove(0);
    });
    assert_eq!(gone.removed, ["t1".into()]);
    assert_eq!(gone.today, today());

    let returned = next_from(&applied(&stored(), &gone), |_| {});
    assert_eq!(ids(&returned.changed), ["t1"]);
    assert_eq!(returned.changed[0].removed_on, None);
}

#[test]
fn nothing_vanishes_from_an_incomplete_answer() {
    let plan = next(|it| {
        it.transactions.remove(0);
        it.transactions_complete = false;
    });
    assert_eq!(plan.removed, []);
    assert!(plan.summary.incomplete);
}

#[test]
fn a_row_of_a_day_outside_of_the_window_is_taken_all_the_same() {
    let plan = next(|it| {
        it.transactions
            .push(transaction("old", day(3, 31), dec!(1)));
    });
    assert_eq!(ids(&plan.added), ["old"]);
}

#[test]
fn a_row_may_move_across_the_edge_of_the_window() {
    let plan = next(|it| it.transactions[0].date = day(3, 31));
    assert_eq!(ids(&plan.changed), ["t1"]);
    assert_eq!(plan.removed, []);

    let back = next_from(&applied(&stored(), &plan), |_| {});
    assert_eq!(ids(&back.changed), ["t1"]);
    assert_eq!(back.added, []);
}

#[test]
fn what_is_listed_and_cannot_be_read_is_not_gone() {
    let plan = next(|it| {
        it.transactions.remove(0);
        it.transactions_left_out = vec!["t1".into()];
    });
    assert_eq!(plan.removed, []);
    assert!(!plan.summary.incomplete);
}

#[test]
fn nothing_vanishes_from_a_list_that_contradicts_itself() {
    let plan = next(|it| {
        it.transactions.remove(0);
        it.transactions_contradict = true;
    });
    assert_eq!(plan.removed, []);
    assert!(plan.summary.contradictory && !plan.summary.incomplete);
}
