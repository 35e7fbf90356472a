//! The page of a run: one self-contained `report.html`; of several, side by side ([`compare`]); of
//! a study ([`study`]).
//!
//! In: a [`ReportInput`] of plain values. Out: the page's text. It holds a player of the shown
//! animal's frames, curves that move with it, the outcome of every animal with its definitions, a
//! legend, and the scenario it came from. It needs no network; the only foreign part is the
//! chart library in `vendor/`. Nothing that varies between machines enters (no clock, engine or
//! device), so its bytes are the same everywhere.

mod compare;
mod film;
pub(crate) mod html;
mod input;
mod run;
pub(crate) mod study;
mod survival;
mod words;

pub(crate) use compare::says_nothing;
pub(crate) use input::{AnimalRow, CurvePoint, Curves, ReportArm, ReportInput, ReportSite};

/// The page.
pub(crate) fn render(input: &ReportInput) -> String {
    run::page(input)
}

/// The page of several runs side by side.
pub(crate) fn compare(arms: &[ReportArm]) -> String {
    compare::page(arms)
}

#[cfg(test)]
mod tests;
