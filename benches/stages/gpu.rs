//! The table of a GPU: sites a second against the CPU engine in the same run, the share of time
//! outside kernels, what a frame costs, the longest submission.
//!
//! `--small` takes any adapter, a software driver too, and ensembles of seconds: it proves the
//! path, not the speed.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use il2sim::engine::adapter::AdapterChoice;
use il2sim::engine::device::{Gpu, Loops};
use il2sim::engine::gpu::{Kernels, Spent};
use il2sim::engine::{self, Engine, PendingFrame};
use il2sim::scenario::Scenario;
use il2sim::world::{Shape, World};

use super::{Times, animals, host_steps, on_cpu, overridden, signals, spheroid_text, square};

/// The longest that a submission may last, s.
const BOUND_S: f64 = 0.1;

/// Prints the table, or why there is none.
pub fn table(small: bool) {
    let kernels =
        Gpu::open(&AdapterChoice::Auto, small).and_then(|gpu| Kernels::new(gpu, Loops::AsWritten));
    let kernels = match kernels {
        Ok(kernels) => Arc::new(kernels),
        Err(error) => {
            println!("\n## GPU\n\nno hardware GPU measured: {error}");
            return;
        }
    };
    println!(
        "\n## {}, driver {}, against the CPU engine ({} threads)",
        kernels.gpu.facts,
        kernels.gpu.facts.driver,
        rayon::current_num_threads()
    );
    if small {
        println!("\nsmall ensembles: this proves the path, not the speed");
    }
    println!(
        "\n| lattices | CPU, ms | M sites/s | GPU, ms | M sites/s | GPU speed / CPU speed | \
         outside kernels | a frame, ms | longest submission, ms |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let (side, edge, cells, counts) = if small {
        (64, "300 um", "150", [1, 2, 4])
    } else {
        (200, "1.5 mm", "18400", [1, 32, 256])
    };
    let plane = square(side, 0.125);
    let size = format!("[\"{edge}\", \"{edge}\", \"{edge}\"]");
    let space = overridden(
        &spheroid_text(),
        &[("site.0.size", size), ("tumour.0.cells", cells.to_string())],
    );
    let mut kernels_of_last = Spent::default();
    for scenario in [&plane, &space] {
        for count in counts {
            match row(&kernels, scenario, count) {
                Ok(spent) => kernels_of_last = spent,
                Err(reason) => println!("| {} | not measured: {reason} |", name(scenario, count)),
            }
        }
    }
    let all: f64 = kernels_of_last.kernels.values().sum();
    let mut shares: Vec<_> = kernels_of_last.kernels.into_iter().collect();
    shares.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let shares: Vec<String> = shares
        .iter()
        .map(|(kernel, seconds)| format!("{kernel} {:.1} %", 100.0 * seconds / all))
        .collect();
    println!(
        "\nkernels of the last row: {}",
        if shares.is_empty() {
            "the adapter has no timestamps".to_string()
        } else {
            shares.join(", ")
        }
    );
    println!(
        "bound of a submission on hardware: {:.0} ms; a software driver, which no watchdog stops, \
         aims at 1 s",
        1e3 * BOUND_S
    );
}

fn name(scenario: &Scenario, count: u32) -> String {
    let cells = scenario.sites[0].cells;
    let size = if cells[2] == 1 {
        format!("{} x {}", cells[0], cells[1])
    } else {
        format!("{} x {} x {}", cells[0], cells[1], cells[2])
    };
    format!("{count} of {size}")
}

/// Measures so many lattices of a scenario and prints their row.
fn row(kernels: &Arc<Kernels>, scenario: &Scenario, count: u32) -> Result<Spent, String> {
    let all = animals(scenario, count);
    let shape = Shape::of(scenario, &all[0]);
    let bytes = shape.bytes() * u64::from(count);
    // The engine takes over the world, so both stand in memory for a while.
    if let Some(free) = free_memory().filter(|free| 2 * bytes > *free) {
        return Err(format!(
            "the CPU engine needs {} MiB while it is made, and {} MiB are free",
            bytes >> 19,
            free >> 20
        ));
    }
    let n = count as usize;
    let sites = shape.sites[0].cells() as f64 * f64::from(shape.steps) * f64::from(count);
    let repeats = if sites > 1e8 { 1 } else { 5 };
    let cpu = host_steps(on_cpu(scenario, count).as_mut(), n, repeats);
    let world = World::new(scenario, &all).map_err(|error| error.to_string())?;
    let mut engine = engine::gpu(world, kernels, false).map_err(|error| error.to_string())?;
    // The pace of submissions settles in the first host steps.
    host_steps(engine.as_mut(), n, 3);
    let gpu = host_steps(engine.as_mut(), n, 5);
    let framed = framed_steps(engine.as_mut(), n, 5).map_err(|error| error.to_string())?;
    let stamped = kernels.start_clock().map_err(|error| error.to_string())?;
    let timed = 3;
    let (signals, active) = (signals(n), vec![true; n]);
    for _ in 0..timed {
        engine.host_step(&signals, &active).map_err(|error| error.to_string())?;
    }
    let spent = kernels.stop_clock().unwrap_or_default();
    let inside = spent.kernels.values().sum::<f64>() / f64::from(timed);
    // Kernels are timed in other host steps, so on a busy machine they can seem to take longer than
    // a whole one.
    let outside = match (stamped, 1.0 - inside / gpu.median) {
        (false, _) => "no timestamps".to_string(),
        (true, share) if share < 0.0 => {
            format!("not seen (kernels: {:.0} %)", 100.0 * (1.0 - share))
        }
        (true, share) => format!("{:.0} %", 100.0 * share),
    };
    let longest = spent.submissions.iter().copied().fold(0.0, f64::max);
    let verdict = if longest > BOUND_S && !kernels.gpu.facts.is_software() {
        " (above the bound)"
    } else {
        ""
    };
    println!(
        "| {} | {} | {:.1} | {} | {:.1} | {:.2} | {outside} | {:.3} | {:.1}{verdict} |",
        name(scenario, count),
        cpu.bare(),
        cpu.rate(sites),
        gpu.bare(),
        gpu.rate(sites),
        cpu.median / gpu.median,
        1e3 * (framed.median - gpu.median),
        1e3 * longest
    );
    Ok(spent)
}

/// Seconds a host step when each asks for a frame of the first animal and takes that of the step
/// before, as a run does.
fn framed_steps(
    engine: &mut dyn Engine,
    animals: usize,
    repeats: u32,
) -> Result<Times, engine::EngineError> {
    let (signals, active) = (signals(animals), vec![true; animals]);
    let mut pending: Option<PendingFrame> = None;
    let mut seconds = Vec::new();
    for _ in 0..=repeats {
        let clock = Instant::now();
        engine.host_step(&signals, &active)?;
        black_box(engine.census()?);
        if let Some(frame) = pending.replace(engine.frame(0, 0)?) {
            black_box(frame.take()?);
        }
        seconds.push(clock.elapsed().as_secs_f64());
    }
    // The first had no frame to take.
    Ok(Times::of(seconds.split_off(1)))
}

/// Bytes that are free, where the system says so.
fn free_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}
