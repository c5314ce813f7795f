//! Every sentence and label that is said in more than one place, and all those
//! about what the layers below tell apart. Another language would come in here.
//!
//! Names on the command line, in exports and in files are no text: they stay
//! with what they name, as `as_str`.

mod attention;
mod course;
mod csv;
mod explanation;
mod failure;
mod finding;
pub mod format;
mod label;
mod link;
mod name;
mod news;
mod past;
mod performance;
pub mod picture;
mod printable;
mod reconciliation;
mod removal;
mod row_issue;
mod set_aside;
mod system;
mod twin;
mod unknown;
mod unseen;
mod update;

pub use attention::AttentionText;
pub use course::{GAIN_OF_RANGE, bridge_lines, bridge_parts, came_about, cause, over};
pub use csv::{CsvWriter, csv_text, tsv_line};
pub use explanation::{
    ExplainedLine, ExplainedPart, explained_title, explanation, plain, scope_name,
};
pub use failure::{FailureText, details, explained, failure, lead_button, step_button};
pub use finding::{finding, verified};
pub use label::{Label, connected, counted, doubtful_list, progress, synced};
pub use link::{PAGE_EXPIRED, PAGE_LEFT, PAGE_STAYS_OPEN, REMOVED_AGAIN};
use name::category_key_name;
pub use name::{
    AccountNames, INSIDE_SLICES, OTHER_CATEGORIES, asset_class, category, group_name,
    security_name, transaction_name,
};
pub use news::news;
pub use past::{KNOWN_NOW, NOTHING_BY_THEN, SHOWN_THEN, past};
pub use performance::limit;
use printable::is_unseen;
pub use printable::{one_line, printable};
pub use reconciliation::{
    ENTERED, answer_button, answer_effect, entry_fault, money_check, others_like_it, resolved,
    units_agree, units_check,
};
pub use removal::{data_deletion, end_unconfirmed, removed};
pub use row_issue::{row_issue, row_name, row_problem};
pub use set_aside::{SET_ASIDE, is_set_aside, set_aside_consequences, shows_earlier_sync};
pub use system::{KEYRING, System};
pub use twin::{
    connected_by_token, token_not_added, twin_consequences, twin_question, twin_title, twin_words,
};
pub use unknown::{DERIVED_VALUE, NO_STAKE, WITHOUT_SHORTS, no_gain, no_value};
pub use unseen::{DASHED, action, before_first_sync, inferred, unseen_day, why_not_earlier};
pub use update::{looked, release_notes, update_failure};
