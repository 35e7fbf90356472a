//! Both engines against each other, on a GPU driver (a software one will do).
//!
//! These tests fail where there is no adapter, unless `IL2SIM_TEST_GPU=skip` says that they may be
//! skipped; then each prints that it was. `IL2SIM_TEST_GPU` may also name the adapter to use, as
//! `--gpu` does.

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they skip or measure"
)]

mod cards;
mod devices;
mod kinds;
mod rules;
#[path = "../skipped/mod.rs"]
mod skipped;
mod stages;
mod support;
mod translator;
mod worlds;
