//! The shipped scenarios: small versions of them against committed digests (`golden`), and the
//! orderings that they exist to show (`orderings`, `clinic`, `mechanisms`).

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skip or measure"
)]

mod clinic;
mod columns;
mod golden;
mod mechanisms;
mod orderings;
#[path = "../skipped/mod.rs"]
mod skipped;
mod support;
