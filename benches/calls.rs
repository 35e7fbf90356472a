//! What a call of a scenario as a function costs (`il2sim::memory::Simulator`, behind
//! `il2sim.Simulator` in Python): `cargo bench --bench calls [-- CALLS]`.
//!
//! Prints wall and processor time of so many five-day mice on 64 x 64 (1,000 unless given) beside
//! each other, and one after another against the bare engine on the same animals, in turns: what
//! parsing, hosts' ends, outcomes and summaries add.

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::time::Instant;

use il2sim::memory::{Free, RunSummary, Simulator};
use il2sim::scenario::Scenario;
use il2sim::simulation::{Cohort, Maker};

const MICE: &str = include_str!("mice-64.toml");
const KEYS: [&str; 2] = ["model.ctl.kill_rate", "tumour.0.cells"];

/// Processor time of this process so far, s.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default().to_string();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    // user and system time, in hundredths of a second
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("").to_string()
}

/// What is set beside the scenario: one animal, alone on its lattice.
fn set() -> Vec<(String, String)> {
    vec![("run.replicates".to_owned(), "1".to_owned())]
}

/// The values of a call and its seed.
fn call(number: u64) -> (Vec<f64>, u64) {
    let part = (number * 37 % 100) as f64 / 100.0;
    (vec![0.05 + 0.15 * part, 80.0 + (40.0 * part).round()], number)
}

/// The scenario of a call, checked.
fn scenario(number: u64) -> Scenario {
    let (values, seed) = call(number);
    let mut set = set();
    set.push(("run.seed".to_owned(), seed.to_string()));
    set.push((KEYS[0].to_owned(), format!("\"{} /h\"", values[0])));
    set.push((KEYS[1].to_owned(), format!("{}", values[1])));
    Scenario::parse(MICE, "mice-64.toml", &set).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The host steps that an animal lives in its run.
fn steps(scenario: &Scenario) -> u64 {
    let mut run = il2sim::simulation::Replicates::new(scenario, &[0], &Maker::cpu(), false)
        .expect("the scenario fits");
    while run.advance().expect("the engine runs") {}
    run.progress().0
}

/// The bare engine: tissue and hosts, nothing read.
fn bare(scenarios: &[(Scenario, u64)]) {
    for (scenario, steps) in scenarios {
        let animal = scenario.draw(0);
        let mut cohort = Cohort::new(scenario, &[animal], &Maker::cpu()).expect("it fits");
        (0..*steps).for_each(|_| cohort.advance().expect("the engine runs"));
    }
}

/// Processor and wall time of something, s.
fn timed(work: impl FnOnce()) -> [f64; 2] {
    let (before, clock) = (processor(), Instant::now());
    work();
    [processor() - before, clock.elapsed().as_secs_f64()]
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let number = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let calls: Vec<_> = (0..number.unwrap_or(1_000)).map(call).collect();
    let free = KEYS.map(|key| Free { key: key.to_owned(), unit: None }).to_vec();
    let summary = ["final_tumour_cells", "tumour_cells @ day 3"];
    let summary = summary.map(|text| RunSummary::parse(text).expect("a summary")).to_vec();
    let simulator = Simulator::new(MICE, "mice-64.toml", set(), free, summary)
        .unwrap_or_else(|error| panic!("{error}"));
    let maker = Maker::cpu();
    let many = |calls: &[_]| {
        simulator.many(calls, &maker, &|| false).unwrap_or_else(|error| panic!("{error}"));
    };
    let [used, wall] = timed(|| many(&calls));
    println!(
        "{} calls: wall {wall:.1} s, processor time {used:.1} s (load {})",
        calls.len(),
        load()
    );

    let few = 40.min(calls.len());
    let scenarios: Vec<_> = (0..few as u64)
        .map(|number| {
            let scenario = scenario(number);
            let steps = steps(&scenario);
            (scenario, steps)
        })
        .collect();
    let (mut ratios, mut walls) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        let engine = timed(|| bare(&scenarios));
        let called =
            timed(|| calls[..few].iter().for_each(|call| many(std::slice::from_ref(call))));
        println!(
            "{few} one after another: engine {:.2} s, calls {:.2} s of processor time",
            engine[0], called[0]
        );
        ratios.push(called[0] / engine[0]);
        walls.push(called[1] / engine[1]);
    }
    println!(
        "calls / engine: {:.3} of processor time, {:.3} of wall time (medians of 7, load {})",
        median(ratios),
        median(walls),
        load()
    );
}
