//! `holdfast verify`

use crate::text;

use super::{
    CliError, Ending, Options,
    output::{self, Column, Table, shown},
    world,
};

const COLUMNS: &[Column] = &[shown("problem", "Problem")];

/// Lists what is wrong with the portfolio file.
pub(super) fn run(options: &Options) -> Result<Ending, CliError> {
    let Some(problems) = world::session(options)?.verify()? else {
        output::tell("There is no portfolio yet.");
        output::print(Table::new(COLUMNS, []), options.format())?;
        return Ok(Ending::Well);
    };
    output::tell(text::verified(&problems));
    let rows = problems
        .iter()
        .map(|it| vec![text::finding(it).as_str().into()]);
    output::print(Table::new(COLUMNS, rows), options.format())?;
    Ok(if problems.is_empty() {
        Ending::Well
    } else {
        Ending::Failed
    })
}
