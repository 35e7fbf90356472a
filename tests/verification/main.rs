//! Verification of the tissue on the CPU engine: numbers that nobody chose (closed forms), and
//! equalities that must be exact.
//!
//! Random tests use fixed seeds (the same bytes everywhere, so they cannot flake), and their
//! tolerance is five standard errors, computed in the test, plus a written bound for the step where
//! the closed form is of continuous time. What other engines do is compared with this one byte by
//! byte elsewhere.

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skip or measure"
)]

mod cells;
mod contact;
mod equalities;
mod fields;
mod growth;
mod idle;
mod limits;
mod literals;
mod motion;
mod sources;
mod spreading;
mod steps;
mod stirring;
mod support;
mod surgery;
mod trajectory;
mod traps;
mod treatments;
