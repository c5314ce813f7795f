//! The columns of a table, and how they share its width.

use egui::Rangef;

use crate::state::Direction;

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// So many points.
    Fixed(f32),
    /// An equal share of what the others leave, but at least so much.
    Rest(f32),
}

/// A column; `K` names what it sorts by.
#[derive(Clone, Debug)]
pub struct Column<K> {
    pub(super) title: &'static str,
    pub(super) width: Width,
    pub(super) right: bool,
    pub(super) sort: Option<K>,
    pub(super) drop: u8,
    pub(super) hidden: bool,
    pub(super) newest_first: bool,
}

impl<K> Column<K> {
    /// A column of text, always there.
    pub fn new(title: &'static str, width: Width) -> Self {
        Self {
            title,
            width,
            right: false,
            sort: None,
            drop: 0,
            hidden: false,
            newest_first: false,
        }
    }

    /// Aligned to the right, as figures are.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// A click on the title sorts by `key`.
    #[must_use]
    pub fn sort(mut self, key: K) -> Self {
        self.sort = Some(key);
        self
    }

    /// Sorted from the newest on, as days are.
    #[must_use]
    pub fn newest_first(mut self) -> Self {
        self.newest_first = true;
        self
    }

    /// The order of a first click: figures from the largest on, names from A.
    pub(super) fn first_order(&self) -> Direction {
        if self.right || self.newest_first {
            Direction::Descending
        } else {
            Direction::Ascending
        }
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
pub(super) struct Placed {
    pub(super) x: Rangef,
    pub(super) right: bool,
}

/// Places the columns over `span`; `None` for those left out.
pub(super) fn place<K>(columns: &[Column<K>], span: Rangef) -> Vec<Option<Placed>> {
    let least = |column: &Column<K>| match column.width {
        Width::Fixed(width) | Width::Rest(width) => width,
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
    let visible = || columns.iter().zip(&shown).filter(|(_, shown)| **shown);
    let spare = (span.span() - visible().map(|(column, _)| least(column)).sum::<f32>()).max(0.0);
    let takers = visible()
        .filter(|(column, _)| matches!(column.width, Width::Rest(_)))
        .fold(0.0_f32, |count, _| count + 1.0);
    let mut x = span.min;
    columns
        .iter()
        .zip(&shown)
        .map(|(column, shown)| {
            shown.then(|| {
                let extra = match column.width {
                    Width::Fixed(_) => 0.0,
                    Width::Rest(_) => spare / takers,
                };
                let start = x;
                x += least(column) + extra;
                Placed {
                    x: Rangef::new(start, x),
                    right: column.right,
                }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(span: f32) -> Vec<Option<f32>> {
        let columns = [
            Column::<()>::new("Name", Width::Rest(100.0)),
            Column::new("Price", Width::Fixed(80.0)).droppable(1),
            Column::new("Weight", Width::Fixed(60.0)).droppable(2),
            Column::new("Value", Width::Fixed(90.0)),
        ];
        place(&columns, Rangef::new(10.0, 10.0 + span))
            .into_iter()
            .map(|it| it.map(|column| column.x.span()))
            .collect()
    }

    #[test]
    fn the_rest_goes_to_the_column_that_takes_it() {
        assert_eq!(
            widths(400.0),
            [Some(170.0), Some(80.0), Some(60.0), Some(90.0)]
        );
    }

    #[test]
    fn a_hidden_column_leaves_its_width_to_others() {
        let columns = [
            Column::<()>::new("Name", Width::Rest(100.0)),
            Column::new("Price", Width::Fixed(80.0)).hidden(true),
            Column::new("Weight", Width::Fixed(60.0)).droppable(1),
        ];
        let placed = place(&columns, Rangef::new(0.0, 160.0));
        let widths: Vec<_> = placed
            .iter()
            .map(|it| it.map(|column| column.x.span()))
            .collect();
        assert_eq!(widths, [Some(100.0), None, Some(60.0)]);
    }

    #[test]
    fn the_least_important_columns_go_first() {
        assert_eq!(widths(300.0), [Some(130.0), Some(80.0), None, Some(90.0)]);
        assert_eq!(widths(200.0), [Some(110.0), None, None, Some(90.0)]);
        assert_eq!(widths(50.0), [Some(100.0), None, None, Some(90.0)]);
    }
}
