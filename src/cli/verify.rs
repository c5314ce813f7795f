//! `holdfast verify`

use super::{
    CliError, Ending, Options,
    output::{self, Column, shown},
    world,
};

const COLUMNS: &[Column] = &[shown("problem", "Problem")];

/// Lists what is wrong with the portfolio file.
pub(super) fn run(options: &Options) -> Result<Ending, CliError> {
    let Some(problems) = world::session(options)?.verify()? else {
        output::tell("There is no portfolio yet.");
        output::print(COLUMNS, std::iter::empty(), options.format())?;
        return Ok(Ending::Well);
    };
    if problems.is_empty() {
        output::tell("The portfolio file is whole, and every row of it can be read.");
    } else {
        output::tell(
            "The portfolio file is damaged. Put a copy of it back, or delete it and sync.",
        );
    }
    let rows = problems.iter().map(|it| vec![it.as_str().into()]);
    output::print(COLUMNS, rows, options.format())?;
    Ok(if problems.is_empty() {
        Ending::Well
    } else {
        Ending::Failed
    })
}
