//! The columns of a table, and how they share its width.

use egui::{Rangef, Ui};
use rust_decimal::prelude::ToPrimitive as _;

use crate::{
    state::Direction,
    ui::{theme, widgets::text_width},
};

/// Left and right of the text of a cell.
pub(super) const CELL_PADDING: f32 = 8.0;

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// So many points.
    Fixed(f32),
    /// At least so much, and up to the second of half of what all others leave.
    UpTo(f32, f32),
    /// An equal share of what the others leave, but at least so much. What no name
    /// needs, all columns share.
    Rest(f32),
}

/// From this width on a column of names is wider than names are: figures are
/// better read close to them.
const WIDEST_REST: f32 = 960.0;

/// A column. `C` names it among those of its table: its place is where it
/// stands in the list of them, and nowhere else.
#[derive(Clone, Debug)]
pub struct Column<C> {
    pub(super) name: C,
    pub(super) title: &'static str,
    pub(super) width: Width,
    pub(super) right: bool,
    /// The order of a first click on the title, where it sorts.
    pub(super) sorts: Option<Direction>,
    pub(super) drop: u8,
    pub(super) hidden: bool,
}

/// How wide a column of quantities is, of which the longest has so many letters:
/// they are never written smaller.
pub fn quantity_width(longest: usize, least: f32) -> Width {
    const DIGIT: f32 = 8.5;
    let letters = longest.to_f32().unwrap_or_default();
    Width::Fixed((letters * DIGIT + 2.0 * CELL_PADDING).max(least))
}

/// How wide a column is that writes these figures in full, semibold as in a total.
pub fn figure_width<'a>(ui: &Ui, figures: impl IntoIterator<Item = &'a str>, least: f32) -> f32 {
    let widths = figures.into_iter();
    let widths = widths.map(|it| text_width(ui, it, theme::semibold(13.0)).ceil());
    widths.fold(least, |width, it| width.max(it + 2.0 * CELL_PADDING + 1.0))
}

/// How wide a column is that writes this text in full.
pub fn cell_width(ui: &Ui, text: &str) -> f32 {
    text_width(ui, text, theme::body()).ceil() + 2.0 * CELL_PADDING + 1.0
}

impl<C> Column<C> {
    /// A column of text, always there.
    pub fn new(name: C, title: &'static str, width: Width) -> Self {
        Self {
            name,
            title,
            width,
            right: false,
            sorts: None,
            drop: 0,
            hidden: false,
        }
    }

    /// Aligned to the right, as figures are.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// A click on the title sorts by it, names from A and figures from the
    /// largest on.
    #[must_use]
    pub fn sorts(mut self) -> Self {
        self.sorts = Some(Direction::Ascending);
        self
    }

    /// The same, from the newest on, as days are.
    #[must_use]
    pub fn newest_first(mut self) -> Self {
        self.sorts = Some(Direction::Descending);
        self
    }

    /// The order that a click asks for, where it is in this one.
    pub(super) fn next_order(&self, now: Option<Direction>) -> Option<Direction> {
        let first = self.sorts?;
        Some(match now {
            Some(direction) => direction.reversed(),
            None if self.right => Direction::Descending,
            None => first,
        })
    }

    /// Left out where the width does not suffice: those of the highest `rank`
    /// go first.
    #[must_use]
    pub fn droppable(mut self, rank: u8) -> Self {
        self.drop = rank;
        self
    }

    /// Left out where the person wants it so.
    #[must_use]
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }
}

/// Where a column stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed<C> {
    pub(super) name: C,
    pub(super) x: Rangef,
    pub(super) right: bool,
}

/// Places over `span` the columns that are not left out.
pub(super) fn place<C: Copy>(columns: &[Column<C>], span: Rangef) -> Vec<Placed<C>> {
    let least = |column: &Column<C>| match column.width {
        Width::Fixed(width) | Width::Rest(width) | Width::UpTo(width, _) => width,
    };
    let mut shown: Vec<bool> = columns.iter().map(|it| !it.hidden).collect();
    loop {
        let needed: f32 = columns
            .iter()
            .zip(&shown)
            .filter(|(_, shown)| **shown)
            .map(|(column, _)| least(column))
            .sum();
        let next = (0..columns.len())
            .filter(|&at| shown[at] && columns[at].drop > 0)
            .max_by_key(|&at| columns[at].drop);
        match next {
            Some(at) if needed > span.span() => shown[at] = false,
            _ => break,
        }
    }
    let visible = || {
        let shown = columns.iter().zip(&shown);
        shown.filter_map(|(column, shown)| shown.then_some(column))
    };
    let spare = (span.span() - visible().map(least).sum::<f32>()).max(0.0);
    let takers = visible()
        .filter(|column| matches!(column.width, Width::Rest(_)))
        .fold(0.0_f32, |count, _| count + 1.0);
    let wanted = |column: &Column<C>| match column.width {
        Width::Fixed(_) | Width::Rest(_) => 0.0,
        Width::UpTo(least, most) => (most - least).max(0.0),
    };
    let all_wanted: f32 = visible().map(wanted).sum();
    let given = if takers > 0.0 { spare / 2.0 } else { spare }.min(all_wanted);
    let rest = |least: f32| {
        let most = (WIDEST_REST - least).max(0.0);
        ((spare - given) / takers).min(most)
    };
    let taken = visible().fold(0.0, |taken, column| match column.width {
        Width::Fixed(_) | Width::UpTo(..) => taken,
        Width::Rest(least) => taken + rest(least),
    });
    let count = visible().fold(0.0_f32, |count, _| count + 1.0);
    let shared = if takers > 0.0 {
        (spare - given - taken).max(0.0) / count
    } else {
        0.0
    };
    let mut x = span.min;
    visible()
        .map(|column| {
            let extra = match column.width {
                Width::Fixed(_) => 0.0,
                Width::UpTo(..) => wanted(column) * (given / all_wanted.max(1.0)),
                Width::Rest(least) => rest(least),
            };
            let start = x;
            x += least(column) + extra + shared;
            Placed {
                name: column.name,
                x: Rangef::new(start, x),
                right: column.right,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(span: f32, is_price_hidden: bool) -> Vec<(&'static str, f32)> {
        let column = |title, width| Column::new(title, title, width);
        let columns = [
            column("Name", Width::Rest(100.0)),
            column("Price", Width::Fixed(80.0))
                .droppable(1)
                .hidden(is_price_hidden),
            column("Weight", Width::Fixed(60.0)).droppable(2),
            column("Value", Width::Fixed(90.0)),
        ];
        let placed = place(&columns, Rangef::new(10.0, 10.0 + span));
        placed.iter().map(|it| (it.name, it.x.span())).collect()
    }

    #[test]
    fn the_rest_goes_to_the_column_that_takes_it() {
        assert_eq!(
            widths(400.0, false),
            [
                ("Name", 170.0),
                ("Price", 80.0),
                ("Weight", 60.0),
                ("Value", 90.0)
            ]
        );
    }

    #[test]
    fn a_name_grows_up_to_what_it_needs_beside_the_rest() {
        let columns = [
            Column::new("Name", "Name", Width::Rest(100.0)),
            Column::new("Account", "Account", Width::UpTo(50.0, 80.0)),
        ];
        let widths = |span| {
            let placed = place(&columns, Rangef::new(0.0, span));
            placed.iter().map(|it| it.x.span()).collect::<Vec<_>>()
        };
        assert_eq!(widths(150.0), [100.0, 50.0]);
        assert_eq!(widths(170.0), [110.0, 60.0]);
        assert_eq!(widths(400.0), [320.0, 80.0]);
    }

    #[test]
    fn what_no_name_needs_is_shared() {
        // 2,000 wide, of which a name has 960 and the others 230.
        let shared = (2000.0 - 960.0 - 230.0) / 4.0;
        let expected = [960.0, 80.0, 60.0, 90.0].map(|it| it + shared);
        let widths = widths(2000.0, false);
        for ((name, width), expected) in widths.into_iter().zip(expected) {
            assert!((width - expected).abs() < 0.01, "{name}: {width}");
        }
    }

    #[test]
    fn a_hidden_column_leaves_its_width_to_others() {
        assert_eq!(
            widths(300.0, true),
            [("Name", 150.0), ("Weight", 60.0), ("Value", 90.0)]
        );
    }

    #[test]
    fn the_least_important_columns_go_first() {
        assert_eq!(
            widths(300.0, false),
            [("Name", 130.0), ("Price", 80.0), ("Value", 90.0)]
        );
        assert_eq!(widths(200.0, false), [("Name", 110.0), ("Value", 90.0)]);
        assert_eq!(widths(50.0, false), [("Name", 100.0), ("Value", 90.0)]);
    }
}
