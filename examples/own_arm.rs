//! An arm of one's own: the same animals under two treatments, compared pair by pair.
//!
//! ```sh
//! cargo run --release --example own_arm
//! ```

#![allow(unreachable_pub, reason = "the tests call what is public")]
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;

use il2sim::scenario::Scenario;
use il2sim::simulation::{Cohort, Maker};
use il2sim::statistics::two_groups::sign_test;

/// The control: a tumour, and interleukin-2 around it from day 3.
pub const BASE: &str = r#"
schema = 1
title = "Peritumoral interleukin-2, early and late"

[host]
species = "mouse"

[[site]]
name = "flank"
size = ["1.6 mm", "1.6 mm"]

[[tumour]]
cells = 200

[[treatment]]
drug = "il2"
preparation = "recombinant human"
route = "peritumoral"
dose = "300 CU"
volume = "0.2 ml"
start = "day 3"
every = "24 h"
times = 5

[run]
until = "day 8"
seed = 7
"#;

/// What the other arm changes: keys and TOML values, as `--set` takes them.
pub const EARLY: [(&str, &str); 1] = [("treatment.0.start", "\"day 1\"")];

/// Two arms on the same animals.
pub struct Comparison {
    /// Living tumour cells of each animal at the end, in the control arm.
    pub control: Vec<u64>,
    /// The same in the other arm.
    pub arm: Vec<u64>,
    /// Two-sided p value of the sign test over the pairs.
    pub p: f64,
}

/// Runs the first animals under the base scenario and under the arm, up to an hour.
pub fn compare(animals: u32, until_h: f64) -> Result<Comparison, Box<dyn Error>> {
    let arm: Vec<_> = EARLY.map(|(key, value)| (key.to_string(), value.to_string())).to_vec();
    let control = tumour_cells(&Scenario::parse(BASE, "base.toml", &[])?, animals, until_h)?;
    let arm = tumour_cells(&Scenario::parse(BASE, "base.toml", &arm)?, animals, until_h)?;
    let pairs = || control.iter().zip(&arm);
    let more = pairs().filter(|(control, arm)| arm > control).count() as u64;
    let less = pairs().filter(|(control, arm)| arm < control).count() as u64;
    let p = sign_test(more, less);
    Ok(Comparison { control, arm, p })
}

/// Living tumour cells of each animal at a time. An animal is drawn from the seed and its number
/// alone, so animal 3 of one arm is animal 3 of the other.
fn tumour_cells(scenario: &Scenario, animals: u32, at_h: f64) -> Result<Vec<u64>, Box<dyn Error>> {
    let animals: Vec<_> = (0..animals).map(|replicate| scenario.draw(replicate)).collect();
    let mut cohort = Cohort::new(scenario, &animals, &Maker::cpu())?;
    while cohort.time_h() < at_h {
        cohort.advance()?;
    }
    let cells = |animal| cohort.census(animal).iter().map(|site| site.returned.tumour).sum();
    Ok((0..animals.len()).map(cells).collect())
}

fn main() -> Result<(), Box<dyn Error>> {
    let Comparison { control, arm, p } = compare(8, 8.0 * 24.0)?;
    println!("animal  from day 3  from day 1");
    for (animal, (control, arm)) in control.iter().zip(&arm).enumerate() {
        println!("{animal:6}  {control:10}  {arm:10}");
    }
    println!("sign test of the pairs: p = {p:.3}");
    Ok(())
}
