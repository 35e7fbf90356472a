//! Tests of the loader as a whole: defaults, shipped scenarios, round trips, every bad case with
//! its full message, and rubbish.

use super::*;
use crate::input::Provenance;
use crate::keys;

mod at_the_end;
mod bad;
mod changing;
mod fuzz;
mod good;
mod listed;
mod regions;
mod schema;

/// A small scenario that is right.
const RIGHT: &str = r#"schema = 1
title = "A test"
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["4 mm", "4 mm"]
[[tumour]]
site = "flank"
cells = 500
[[treatment]]
drug = "il2"
route = "peritumoral"
dose = "300 CU"
start = "day 1"
every = "24 h"
times = 10
[run]
until = "day 60"
replicates = 20
"#;

fn parse(text: &str) -> Scenario {
    Scenario::parse(text, "test.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The right scenario with one line replaced.
fn with(from: &str, to: &str) -> String {
    assert!(RIGHT.contains(from), "{from}");
    RIGHT.replacen(from, to, 1)
}

fn set(key: &str, value: &str) -> (String, String) {
    (key.to_string(), value.to_string())
}
