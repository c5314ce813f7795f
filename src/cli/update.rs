//! `holdfast update`

use super::{
    CliError, Ending, Format, Options,
    output::{self, Column, Table, field, shown},
};
use crate::{
    session::look_for_update,
    state::{UpdateFailure, Version},
    text,
    update::Feed,
};

const COLUMNS: &[Column] = &[
    shown("version", "Version"),
    field("is_newer"),
    field("issued"),
    shown("page", "Page"),
    field("notes"),
];

/// Asks the feed that this program was built with.
pub(super) async fn run(options: &Options) -> Result<Ending, CliError> {
    let (Some(feed), Some(running)) = (Feed::built_in(), Version::of_this_program()) else {
        return Err(CliError::Update(UpdateFailure::NoFeed));
    };
    let looked = look_for_update(&feed, &options.root()?, running)
        .await
        .map_err(CliError::Update)?;
    let newest = &looked.newest;
    if options.format() == Format::Text {
        output::tell(&text::looked(&looked));
        text::release_notes(newest).lines().for_each(output::tell);
    }
    let row = vec![
        (*newest.version.to_string()).into(),
        looked.is_newer.into(),
        newest.issued.into(),
        (*newest.page).into(),
        (*newest.notes).into(),
    ];
    output::print(Table::new(COLUMNS, [row]), options.format())?;
    Ok(Ending::Well)
}
