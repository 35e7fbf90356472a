//! The shipped scenarios: small versions of them against committed digests (`golden`), and the
//! orderings that they exist to show (`orderings`, `clinic`, `mechanisms`).

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skip or measure"
)]

mod clinic;
mod golden;
mod mechanisms;
mod orderings;
mod support;
