//! Every statement, from `sql/queries`. What each does is said in its file.

macro_rules! statements {
    ($($name:ident = $path:literal;)+) => {
        $(pub(super) const $name: &str = include_str!(concat!("../../sql/queries/", $path));)+

        /// All of them, with their files.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &str)] = &[$(($path, $name),)+];
    };
}

statements! {
    ACCOUNT_CHOICES_ALL = "account_choices/all.sql";
    ACCOUNT_CHOICES_DELETE = "account_choices/delete.sql";
    ACCOUNT_CHOICES_HAND_ON = "account_choices/hand_on.sql";
    ACCOUNT_CHOICES_HIDDEN_OF_ITEM = "account_choices/hidden_of_item.sql";
    ACCOUNT_CHOICES_SAVE = "account_choices/save.sql";
    ACCOUNT_GAPS_ALL = "account_gaps/all.sql";
    ACCOUNT_GAPS_DELETE = "account_gaps/delete.sql";
    ACCOUNT_GAPS_SAVE = "account_gaps/save.sql";
    ACCOUNT_GROUPS_ALL = "account_groups/all.sql";
    ACCOUNT_GROUPS_DELETE = "account_groups/delete.sql";
    ACCOUNT_GROUPS_DELETE_OF_ACCOUNT = "account_groups/delete_of_account.sql";
    ACCOUNT_GROUPS_HAND_ON = "account_groups/hand_on.sql";
    ACCOUNT_GROUPS_INSERT = "account_groups/insert.sql";
    ACCOUNT_SUCCESSIONS_ALL = "account_successions/all.sql";
    ACCOUNT_SUCCESSIONS_DELETE = "account_successions/delete.sql";
    ACCOUNT_SUCCESSIONS_FORGET = "account_successions/forget.sql";
    ACCOUNT_SUCCESSIONS_SAVE = "account_successions/save.sql";
    ACCOUNT_VALUES_ALL = "account_values/all.sql";
    ACCOUNT_VALUES_CLEAR = "account_values/clear.sql";
    ACCOUNT_VALUES_COUNT = "account_values/count.sql";
    ACCOUNT_VALUES_DELETE = "account_values/delete.sql";
    ACCOUNT_VALUES_INSERT = "account_values/insert.sql";
    ACCOUNT_VALUES_INSERT_UNVALUED = "account_values/insert_unvalued.sql";
    ACCOUNT_VALUES_KEEP = "account_values/keep.sql";
    ACCOUNT_VALUES_KEPT = "account_values/kept.sql";
    ACCOUNT_VALUES_TAKE_BACK = "account_values/take_back.sql";
    ACCOUNT_VALUES_UNVALUED = "account_values/unvalued.sql";
    ACCOUNTS_ALL = "accounts/all.sql";
    ACCOUNTS_BY_ID = "accounts/by_id.sql";
    ACCOUNTS_DELETE = "accounts/delete.sql";
    ACCOUNTS_OF_ITEM = "accounts/of_item.sql";
    ACCOUNTS_SAVE = "accounts/save.sql";
    CONNECTIONS_ALL = "connections/all.sql";
    CONNECTIONS_BEGIN_DELETE = "connections/begin_delete.sql";
    CONNECTIONS_DELETE = "connections/delete.sql";
    CONNECTIONS_DISCONNECT = "connections/disconnect.sql";
    CONNECTIONS_SAVE = "connections/save.sql";
    ENTERED_TRANSACTIONS_ALL = "entered_transactions/all.sql";
    ENTERED_TRANSACTIONS_DELETE = "entered_transactions/delete.sql";
    ENTERED_TRANSACTIONS_DELETE_OF_ITEM = "entered_transactions/delete_of_item.sql";
    ENTERED_TRANSACTIONS_INSERT = "entered_transactions/insert.sql";
    HOLDINGS_CURRENT = "holdings/current.sql";
    HOLDINGS_DELETE = "holdings/delete.sql";
    HOLDINGS_DELETE_OF_ACCOUNT = "holdings/delete_of_account.sql";
    HOLDINGS_INSERT = "holdings/insert.sql";
    HOLDINGS_OF_ITEM = "holdings/of_item.sql";
    INSTITUTIONS_DELETE_UNUSED = "institutions/delete_unused.sql";
    INSTITUTIONS_SAVE = "institutions/save.sql";
    PENDING_LINK_RESULTS_ALL = "pending_link_results/all.sql";
    PENDING_LINK_RESULTS_DELETE = "pending_link_results/delete.sql";
    PENDING_LINK_RESULTS_SAVE = "pending_link_results/save.sql";
    PENDING_LINK_DELETE = "pending_link/delete.sql";
    PENDING_LINK_GET = "pending_link/get.sql";
    PENDING_LINK_SAVE = "pending_link/save.sql";
    RESOLUTIONS_ALL = "resolutions/all.sql";
    RESOLUTIONS_DELETE = "resolutions/delete.sql";
    RESOLUTIONS_DELETE_OF_ITEM = "resolutions/delete_of_item.sql";
    RESOLUTIONS_SAVE = "resolutions/save.sql";
    ROW_ISSUES_ALL = "row_issues/all.sql";
    ROW_ISSUES_DELETE = "row_issues/delete.sql";
    ROW_ISSUES_INSERT = "row_issues/insert.sql";
    ROW_ISSUES_OF_RUN = "row_issues/of_run.sql";
    SECURITIES_ALL = "securities/all.sql";
    SECURITIES_BY_ID = "securities/by_id.sql";
    SECURITIES_DELETE_UNUSED = "securities/delete_unused.sql";
    SECURITIES_SAVE = "securities/save.sql";
    SNAPSHOTS_ACCOUNTS_SINCE = "snapshots/accounts_since.sql";
    SNAPSHOTS_ACCOUNTS_WITH_SECURITY = "snapshots/accounts_with_security.sql";
    SNAPSHOTS_DELETE_ACCOUNTS = "snapshots/delete_accounts.sql";
    SNAPSHOTS_DELETE_KEYS = "snapshots/delete_keys.sql";
    SNAPSHOTS_DELETE_VERSIONS = "snapshots/delete_versions.sql";
    SNAPSHOTS_INSERT_ACCOUNT = "snapshots/insert_account.sql";
    SNAPSHOTS_INSERT_ENDS = "snapshots/insert_ends.sql";
    SNAPSHOTS_INSERT_KEYS = "snapshots/insert_keys.sql";
    SNAPSHOTS_INSERT_VERSIONS = "snapshots/insert_versions.sql";
    SNAPSHOTS_UNLIKE_HOLDINGS = "snapshots/unlike_holdings.sql";
    SNAPSHOTS_VERSIONS = "snapshots/versions.sql";
    SNAPSHOTS_VERSIONS_OF_SECURITY = "snapshots/versions_of_security.sql";
    SNAPSHOTS_VERSIONS_SINCE = "snapshots/versions_since.sql";
    SYNC_RUN_VALUES_ALL = "sync_run_values/all.sql";
    SYNC_RUN_VALUES_DELETE = "sync_run_values/delete.sql";
    SYNC_RUN_VALUES_INSERT = "sync_run_values/insert.sql";
    SYNC_RUN_VALUES_OF_RUN = "sync_run_values/of_run.sql";
    SYNC_RUNS_ALL = "sync_runs/all.sql";
    SYNC_RUNS_DELETE = "sync_runs/delete.sql";
    SYNC_RUNS_INSERT_FAILURE = "sync_runs/insert_failure.sql";
    SYNC_RUNS_INSERT_SUCCESS = "sync_runs/insert_success.sql";
    SYNC_RUNS_LATEST = "sync_runs/latest.sql";
    SYNC_RUNS_NEWEST = "sync_runs/newest.sql";
    SYNC_RUNS_OF_ITEM = "sync_runs/of_item.sql";
    TAX_LOTS_ALL = "tax_lots/all.sql";
    TAX_LOTS_DELETE = "tax_lots/delete.sql";
    TAX_LOTS_DELETE_OF_ACCOUNT = "tax_lots/delete_of_account.sql";
    TAX_LOTS_INSERT = "tax_lots/insert.sql";
    TAX_LOTS_OF_ITEM = "tax_lots/of_item.sql";
    TRANSACTIONS_ALL = "transactions/all.sql";
    TRANSACTIONS_BY_ID = "transactions/by_id.sql";
    TRANSACTIONS_COUNT = "transactions/count.sql";
    TRANSACTIONS_DELETE = "transactions/delete.sql";
    TRANSACTIONS_DELETE_ELSEWHERE = "transactions/delete_elsewhere.sql";
    TRANSACTIONS_INSERT = "transactions/insert.sql";
    TRANSACTIONS_MARK_REMOVED = "transactions/mark_removed.sql";
    TRANSACTIONS_OF_ITEM_BETWEEN = "transactions/of_item_between.sql";
    TRANSACTIONS_SAVE = "transactions/save.sql";
}
