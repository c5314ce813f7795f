//! Honest cases by example, and what holds of every book.

mod book;
mod borders;
mod cases;
mod exchange;
mod groups;
mod honest;
mod nasty;
mod properties;
mod roots;
mod told;
mod transfers;
