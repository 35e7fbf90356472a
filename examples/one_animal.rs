//! One animal: a scenario in memory, its trajectory as a table, its outcome.
//!
//! ```sh
//! cargo run --release --example one_animal
//! ```

#![allow(unreachable_pub, reason = "the tests call what is public")]
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::fmt::Write as _;

use il2sim::scenario::Scenario;
use il2sim::simulation::{Maker, Replicates};
use il2sim::table::{Column, Value};

/// A small tumour in a mouse, and interleukin-2 around it from day 1.
pub const SCENARIO: &str = r#"
schema = 1
title = "A small tumour under peritumoral interleukin-2"

[host]
species = "mouse"

[[site]]
name = "flank"
size = ["1.6 mm", "1.6 mm"]

[[tumour]]
cells = 300

[[treatment]]
drug = "il2"
preparation = "recombinant human"
route = "peritumoral"
dose = "300 CU"
volume = "0.2 ml"
start = "day 1"
every = "24 h"
times = 5

[run]
until = "day 8"
seed = 1986

[record]
series_every = "24 h"
"#;

/// Runs animal 0 to its end and writes a line a day: tumour cells, CTL and NK cells in the tissue,
/// mean interleukin-2; then its response.
pub fn trajectory(text: &str) -> Result<String, Box<dyn Error>> {
    let scenario = Scenario::parse(text, "one-animal.toml", &[])?;
    let mut run = Replicates::new(&scenario, &[0], &Maker::cpu(), true)?;
    while run.advance()? {}
    let result = run.finish()?;

    let names = ["time_h", "tumour_cells", "ctl_cells", "nk_cells", "il2_mean_pm"];
    let places = names.map(|name| place(&result.series_columns, name));
    let mut table = names.map(|name| format!("{name:>14}")).concat();
    for row in result.series.iter().flatten() {
        let values = places.map(|place| format!("{:>14}", shown(&row[place])));
        write!(table, "\n{}", values.concat())?;
    }
    let response = place(&result.outcome_columns, "response");
    write!(table, "\nresponse: {}", shown(&result.outcomes[0][response]))?;
    Ok(table)
}

/// Where a column stands.
fn place(columns: &[Column], name: &str) -> usize {
    columns.iter().position(|column| column.name == name).expect("the table has this column")
}

fn shown(value: &Value) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Number(number) => format!("{number:.2}"),
        Value::Text(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::Missing => "-".to_string(),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", trajectory(SCENARIO)?);
    Ok(())
}
