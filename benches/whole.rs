//! Whole host steps of a scenario on the CPU engine: `cargo bench --bench whole -- SCENARIO HOURS
//! REPLICATES [KEY=VALUE ...]`.
//!
//! Prints simulated hours, wall and the census, so that a run can be profiled without the disk.

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::exit,
    reason = "a benchmark prints its table"
)]

use il2sim::scenario::Scenario;
use il2sim::simulation::{Cohort, Maker};

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(path) = arguments.first() else {
        eprintln!("usage: cargo bench --bench whole -- SCENARIO HOURS REPLICATES [KEY=VALUE ...]");
        return;
    };
    let number = |index: usize, default: u32| {
        arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let (hours, replicates) = (number(1, 48), number(2, 1));
    let overrides: Vec<(String, String)> = arguments
        .iter()
        .skip(3)
        .filter_map(|pair| pair.split_once('='))
        .map(|(k, v)| (k.to_string(), v.to_string()))
        .collect();
    let scenario = match Scenario::load(std::path::Path::new(path), &overrides) {
        Ok(scenario) => scenario,
        Err(problems) => {
            eprintln!("{problems}");
            std::process::exit(2);
        }
    };
    let animals: Vec<_> = (0..replicates).map(|replicate| scenario.draw(replicate)).collect();
    let mut cohort = Cohort::new(&scenario, &animals, &Maker::cpu()).expect("the world is built");
    // The hour of the end, and the tumour cells left; none while the animal lives in the run.
    let mut ends = vec![None; animals.len()];
    let started = std::time::Instant::now();
    for hour in 1..=hours {
        cohort.advance().expect("the accounts balance");
        for (animal, end) in ends.iter_mut().enumerate().filter(|(_, end)| end.is_none()) {
            let burden: u64 = cohort.census(animal).iter().map(|site| site.returned.tumour).sum();
            if burden == 0 || burden >= 15_000 || hour == hours {
                *end = Some((hour, burden));
                cohort.set_active(animal, false);
            }
        }
        if hour % 24 == 0 && animals.len() <= 2 {
            for animal in 0..animals.len() {
                let cells: Vec<_> = cohort
                    .census(animal)
                    .iter()
                    .map(|site| (site.returned.tumour, site.returned.effectors))
                    .collect();
                println!("day {} {cells:?} {:.2} s", hour / 24, started.elapsed().as_secs_f64());
            }
        }
        if ends.iter().all(Option::is_some) {
            break;
        }
    }
    let ends: Vec<(u32, u64)> = ends.into_iter().flatten().collect();
    for (animal, (hour, burden)) in ends.iter().enumerate() {
        println!("animal {animal}: {burden} tumour cells at day {:.1}", f64::from(*hour) / 24.0);
    }
    let cured = ends.iter().filter(|(_, burden)| *burden == 0).count();
    println!("{cured} of {} cured; {:.1} s", ends.len(), started.elapsed().as_secs_f64());
}
