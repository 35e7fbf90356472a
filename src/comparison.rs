//! Arms and points of a study compared: what a reader of its result asks first.
//!
//! In: a [`Trial`], that is arms, points of a design and the outcomes of their animals. Out: an
//! [`Analysis`]: shares and medians with intervals, survival curves, arms against their control
//! with corrected p values, Hill fits over a swept key, sensitivities where the design was made for
//! them; and from it [`tables`], a summary in [`words`] and [`figures`]. Pure: the numbers come in,
//! nothing is read or written here. Methods are those of [`crate::statistics`].
//!
//! An outcome becomes one or more *measures*: of words (a response) the share of each answer, of
//! flags the share of ones, of times with an event their survival, of other numbers the median.
//! Animals without a value (no recurrence, no response) are left out of a measure and counted.

mod analyse;
mod analysis;
mod columns;
pub(crate) mod figures;
mod measure;
mod pairs;
pub(crate) mod tables;
mod together;
mod trends;
mod trial;
pub(crate) mod words;

pub(crate) use analyse::analyse;
pub(crate) use analysis::{Analysis, Comparison, Fit, Fraction, Middle, Sensitivity};
pub(crate) use columns::described;
pub(crate) use measure::{Measure, Samples};
pub(crate) use trial::{Outcome, Trial, TrialKey, TrialLevel, TrialPoint, Values};

#[cfg(test)]
pub(crate) mod tests;
