//! The parts that pages are made of.

pub mod axis;
mod card;
mod chart_image;
mod controls;
mod donut;
mod escape;
mod explain;
mod filter;
mod panel;
mod rows;
pub mod table;
mod text;
mod time_plot;
mod unseen_line;

pub use card::{
    banner, card, card_filling, empty_state, empty_table, inset, paragraph, skeleton_rows,
};
pub use chart_image::{export_menu, note_zoom, pin_days, pinned_days, save_button, zoomed_days};
pub use controls::{
    action_button, check_box, choices_button, currency_choice, danger_button, disclosure,
    focus_ring, menu_button, more_button, paint_dots, primary_button, progress_bar, quiet_choice,
    segmented, small_status, status,
};
pub use donut::{Donut, DonutResponse, Slice};
pub use escape::escape_pressed;
pub use explain::{explain_button, explain_entries, explained_figure, info_button};
pub use filter::{chip, chip_width, close_button, removable_chip, search_field};
pub use panel::{Panel, muted, rows_in_view, section_title, table_with_panel};
pub use rows::{at_the_end, explained_row, in_what_is_left, key_value_row, list_row};
pub use text::{badge_fits, name_left, paint_badge, text_left, text_right, text_width};
pub use time_plot::{PlotUnit, TimePlot, day_at, plot_x, point};
pub use unseen_line::{Mark, UnseenLine, marks, marks_of, unseen_ui};
