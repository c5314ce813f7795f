//! The overview: what it is all worth, how that came about, and what needs the
//! person.

mod charts;
mod course;
mod heading;
mod lists;
mod model;
mod view;

pub(super) use charts::value_ui;
pub use course::{Course, CourseInput, CourseModel, Mover};
pub use model::{CurrencyTotal, LargestHolding, LatestTransaction, OverviewModel, OverviewQuery};
pub use view::overview_ui;
