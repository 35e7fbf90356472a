//! What the engines cost, as ratios in one run: `cargo bench --bench stages`.
//!
//! `cargo bench --bench stages -- gpu` prints the tables of a hardware GPU alone, or those of its
//! parts that are named behind it (`kernels`, `plane`, `space`, `large`); with `--small`, of small
//! ensembles on any adapter. `benches/hardware` calls it so, on machines without a toolchain.
//!
//! Every figure is a median of host steps after a first one that is not counted, with the least and
//! the most in brackets. `benches/RESULTS.md` keeps them.

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::exit,
    reason = "a benchmark prints its table"
)]

mod gpu;
mod shares;

use std::hint::black_box;
use std::time::Instant;

use il2sim::engine::Stage;
use il2sim::engine::cpu::CpuEngine;
use il2sim::engine::probe::Probe;
use il2sim::engine::{self, Engine};
use il2sim::exchange::{SiteSignal, of_first_antigen};
use il2sim::scenario::Scenario;
use il2sim::scenario::types::{Animal, Param};
use il2sim::simulation::{EngineChoice, EngineRequest, Maker};
use il2sim::world::{Shape, World};

/// A square of tissue with all fields, an eighth of it tumour.
const SQUARE: &str = r#"
schema = 1
title = "A square of tissue"
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["1280 um", "1280 um"]
[[tumour]]
site = "flank"
cells = 400
doubling_time = "36 h"
[run]
until = "day 2"
seed = 7
humane_endpoint = "never"
[record]
frames = []
"#;

/// Seconds: median, least and most.
#[derive(Clone, Copy)]
struct Times {
    median: f64,
    least: f64,
    most: f64,
}

impl Times {
    fn of(mut seconds: Vec<f64>) -> Times {
        seconds.sort_by(f64::total_cmp);
        Times {
            median: seconds[seconds.len() / 2],
            least: seconds[0],
            most: seconds[seconds.len() - 1],
        }
    }
    fn milliseconds(self) -> String {
        format!("{:.2} ms ({:.2} to {:.2})", 1e3 * self.median, 1e3 * self.least, 1e3 * self.most)
    }
    fn bare(self) -> String {
        format!("{:.2} ({:.2} to {:.2})", 1e3 * self.median, 1e3 * self.least, 1e3 * self.most)
    }
    /// Millions of sites a second, for so many sites in so many steps.
    fn rate(self, sites: f64) -> f64 {
        sites / self.median / 1e6
    }
}

fn overridden(text: &str, overrides: &[(&str, String)]) -> Scenario {
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| ((*key).to_string(), value.clone())).collect();
    Scenario::parse(text, "bench.toml", &overrides).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A square with `size` cells a side, of which `share` hold tumour.
fn square(size: u32, share: f64) -> Scenario {
    let mut scenario =
        overridden(SQUARE, &[("site.0.size", format!("[\"{0} um\", \"{0} um\"]", 20 * size))]);
    // The loader refuses a tumour that fills its site, which is what one of the figures is about.
    scenario.params.insert(
        "tumour.0.cells".to_string(),
        Param::Fixed((f64::from(size * size) * share).floor()),
    );
    scenario
}

fn animals(scenario: &Scenario, count: u32) -> Vec<Animal> {
    (0..count).map(|replicate| scenario.draw(replicate)).collect()
}

/// Signals of a quiet hour with a few cells arriving.
fn signals(animals: usize) -> Vec<Vec<SiteSignal>> {
    let signal = SiteSignal {
        plasma_il2_pm: 2.0,
        t_scale: 1.0,
        nk_scale: 1.0,
        arrivals: of_first_antigen([20, 5, 20, 5, 5]),
        ..SiteSignal::default()
    };
    vec![vec![signal]; animals]
}

/// Seconds a host step.
fn host_steps(engine: &mut dyn Engine, animals: usize, repeats: u32) -> Times {
    let (signals, active) = (signals(animals), vec![true; animals]);
    let mut step =
        || engine.host_step(&signals, &active).and_then(|()| engine.census()).expect("a host step");
    step();
    let timed = |_| {
        let clock = Instant::now();
        black_box(step());
        clock.elapsed().as_secs_f64()
    };
    Times::of((0..repeats).map(timed).collect())
}

fn on_cpu(scenario: &Scenario, count: u32) -> Box<dyn Engine> {
    engine::cpu(World::new(scenario, &animals(scenario, count)).expect("the animals share a shape"))
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads start")
        .install(work)
}

/// The parts of a tissue step on one thread, and a copy of all its bytes.
fn parts() {
    let scenario = square(512, 0.125);
    let all = animals(&scenario, 1);
    let shape = Shape::of(&scenario, &all[0]);
    let mut engine = CpuEngine::new(World::new(&scenario, &all).expect("one animal"));
    engine.host_step(&signals(1), &[true]).expect("a host step");
    let stages = engine::order(shape.sites[0].substeps, shape.hops, false, true);
    let names = [
        "diffusion",
        "exchange with cells",
        "tissue and effector rules",
        "division and pushing",
        "motion and arrival",
    ];
    let place = |stage: &Stage| match stage {
        Stage::React(_) | Stage::Diffuse { .. } => 0,
        Stage::Feed | Stage::DistanceTransform(_) => 1,
        Stage::StirCells | Stage::StirCommit | Stage::StirFields => 4,
        Stage::Tissue | Stage::Effector | Stage::Resect | Stage::Inoculate => 2,
        Stage::Divide | Stage::Commit | Stage::PushClaim | Stage::PushCommit => 3,
        Stage::HopClaim(_) | Stage::HopCommit(_) | Stage::Arrive => 4,
    };
    engine.begin(&signals(1)).expect("signals");
    let mut steps: Vec<[f64; 5]> = Vec::new();
    for step in 0..shape.steps {
        let mut spent = [0.0; 5];
        for stage in &stages {
            let clock = Instant::now();
            engine.run(0, step, *stage).expect("a stage");
            spent[place(stage)] += clock.elapsed().as_secs_f64();
        }
        steps.push(spent);
    }
    let whole = Times::of(steps.iter().map(|spent| spent.iter().sum()).collect());
    let bytes = shape.bytes() as usize;
    let (from, mut to) = (vec![1u8; bytes], vec![0u8; bytes]);
    let copies = (0..11).map(|_| {
        let clock = Instant::now();
        to.copy_from_slice(black_box(&from));
        black_box(&mut to);
        clock.elapsed().as_secs_f64()
    });
    let copy = Times::of(copies.collect());
    let diffusion = Times::of(steps.iter().map(|spent| spent[0]).collect());
    println!("\n## A tissue step of 512 x 512 sites, an eighth of them tumour, one thread\n");
    println!("sub-steps of the fields {:?}, of motion {}", shape.sites[0].substeps, shape.hops);
    println!("whole step: {}, {:.1} M sites/s", whole.milliseconds(), whole.rate(512.0 * 512.0));
    for (place, name) in names.iter().enumerate() {
        let part = Times::of(steps.iter().map(|spent| spent[place]).collect());
        println!(
            "  {name}: {}, {:.0} % of the step",
            part.milliseconds(),
            100.0 * part.median / whole.median
        );
    }
    println!("copy of the same {:.1} MB: {}", bytes as f64 / 1e6, copy.milliseconds());
    println!(
        "whole / diffusion {:.2}, whole / copy {:.1}, diffusion / copy {:.1}",
        whole.median / diffusion.median,
        whole.median / copy.median,
        diffusion.median / copy.median
    );
    println!("memory: {:.1} bytes a site (bound: 96)", bytes as f64 / (512.0 * 512.0));
}

fn sizes() {
    println!(
        "\n## Cost a site by size, one replicate, an eighth of the sites tumour (bound: within 2 \
         times)\n"
    );
    let mut costs = Vec::new();
    for (size, repeats) in [(256, 5), (512, 3), (1024, 3), (2048, 1)] {
        let times = host_steps(on_cpu(&square(size, 0.125), 1).as_mut(), 1, repeats);
        let cost = times.median / (f64::from(size * size) * 10.0) * 1e9;
        println!(
            "{size} x {size}: {cost:.1} ns a site and tissue step; a host step {}",
            times.milliseconds()
        );
        costs.push(cost);
    }
    let (least, most) = costs
        .iter()
        .fold((f64::INFINITY, 0.0f64), |(least, most), cost| (least.min(*cost), most.max(*cost)));
    println!("largest / smallest {:.2}", most / least);
}

fn replicates() {
    println!("\n## Replicates of 200 x 200, an eighth of the sites tumour\n");
    let scenario = square(200, 0.125);
    for threads in [1, 2] {
        let times: Vec<(u32, Times)> = [1, 2, 4, 8]
            .map(|count| {
                (
                    count,
                    with_threads(threads, || {
                        host_steps(on_cpu(&scenario, count).as_mut(), count as usize, 5)
                    }),
                )
            })
            .into();
        for (count, time) in &times {
            let each = time.median / f64::from(*count);
            println!(
                "{threads} threads, {count} replicates: {}, {:.2} of one replicate's time each",
                time.milliseconds(),
                each / times[0].1.median
            );
        }
    }
}

fn occupied() {
    println!("\n## Every site occupied by a tumour cell, 512 x 512\n");
    let scenario = square(512, 1.0);
    for (threads, count) in [(1, 1), (2, 2)] {
        let times = with_threads(threads, || {
            host_steps(on_cpu(&scenario, count).as_mut(), count as usize, 3)
        });
        println!(
            "{threads} threads, {count} replicates: {:.1} M sites/s, a host step {}",
            times.rate(512.0 * 512.0 * 10.0 * f64::from(count)),
            times.milliseconds()
        );
    }
}

/// Part of the program, which may run far from the repository.
const SPHEROID: &str = include_str!("../spheroid-75.toml");

fn spheroid() {
    println!(
        "\n## One simulated hour of benches/spheroid-75.toml, 2 threads (a published figure of \
         the most used peer: 184 to 222 s)\n"
    );
    for (spacing, repeats) in [("40 um", 3), ("20 um", 1)] {
        let scenario = overridden(SPHEROID, &[("site.0.field_spacing", format!("\"{spacing}\""))]);
        let shape = Shape::of(&scenario, &scenario.draw(0));
        let times = with_threads(2, || host_steps(on_cpu(&scenario, 1).as_mut(), 1, repeats));
        println!(
            "fields of {spacing}, sub-steps {:?}: {:.3} s ({:.3} to {:.3}), {:.0} to {:.0} times; \
             {:.1} M sites/s; {:.0} bytes a site",
            shape.sites[0].substeps,
            times.median,
            times.least,
            times.most,
            184.0 / times.median,
            222.0 / times.median,
            times.rate(421_875.0 * 10.0),
            shape.bytes() as f64 / 421_875.0
        );
    }
}

/// CPU against the software driver: squares of a size, so many at once.
fn against_driver(maker: &Maker, sets: &[(u32, u32)]) {
    println!(
        "\n## CPU engine ({} threads) against {}\n",
        rayon::current_num_threads(),
        maker.describe()
    );
    for (size, count) in sets {
        let scenario = square(*size, 0.125);
        let cpu = host_steps(on_cpu(&scenario, *count).as_mut(), *count as usize, 3);
        let gpu = host_steps(
            maker
                .engine(&scenario, &animals(&scenario, *count))
                .expect("the adapter holds it")
                .as_mut(),
            *count as usize,
            3,
        );
        let sites = f64::from(size * size * count) * 10.0;
        println!(
            "{count} of {size} x {size}: CPU {}, {:.1} M sites/s; GPU {}, {:.1} M sites/s; GPU \
             time / CPU time {:.2}",
            cpu.milliseconds(),
            cpu.rate(sites),
            gpu.milliseconds(),
            gpu.rate(sites),
            gpu.median / cpu.median
        );
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    println!(
        "il2sim {}, rulebook {}",
        env!("CARGO_PKG_VERSION"),
        &il2sim::rules::rulebook_digest()[..16]
    );
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        println!("load: {}", load.trim());
    }
    gpu::tables(&words);
    if words.iter().any(|word| word == "gpu") {
        return;
    }
    parts();
    sizes();
    replicates();
    occupied();
    spheroid();
    let software = EngineRequest {
        choice: EngineChoice::Gpu,
        no_crosscheck: true,
        ..EngineRequest::default()
    };
    match software.maker() {
        Ok(maker) => against_driver(&maker, &[(200, 1), (200, 4)]),
        Err(error) => println!("\nno software driver measured: {error}"),
    }
}
