//! Published experiments beside what the model predicts.
//!
//! In: findings, which are studies with `[finding]` and `[[test]]` (see [`crate::study`]). Out: for
//! each its arms run through [`crate::batch`], its tests judged, and all of it as text, as a page
//! and as `findings.json`.
//!
//! `shipped` has those that come with the program, `sample` takes the numbers of animals from a
//! dataset, `judge` says what they show, `equations` what published equations give, `result` is
//! what a whole finding gives, `run` makes one, `words` and `page` write them down.

mod equations;
pub(crate) mod judge;
pub(crate) mod page;
pub(crate) mod result;
pub(crate) mod run;
mod sample;
pub(crate) mod shipped;
pub(crate) mod words;

#[cfg(test)]
mod tests;
