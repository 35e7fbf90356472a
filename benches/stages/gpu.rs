//! The tables of a GPU: sites a second against the CPU engine in the same run, the share of time
//! outside kernels, what a frame costs, the longest submission; and its kernels ([`shares`]).
//!
//! `--small` takes any adapter, a software driver too, and ensembles of seconds: it proves the
//! path, not the speed.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use il2sim::engine::adapter::AdapterChoice;
use il2sim::engine::device::{Gpu, Loops};
use il2sim::engine::gpu::Kernels;
use il2sim::engine::{self, Engine, PendingFrame};
use il2sim::scenario::Scenario;
use il2sim::world::{Shape, World};
use rayon::prelude::*;

use super::{SPHEROID, Times, animals, host_steps, overridden, shares, signals, square};

/// The longest that a submission may last, s.
const BOUND_S: f64 = 0.1;

/// Sites times tissue steps of a host step above which fewer host steps are measured; a software
/// driver gets as few.
const MANY: f64 = 1e8;

/// The parts that can be asked for by name.
const PARTS: [&str; 4] = ["kernels", "plane", "space", "large"];

/// Lattices of one shape, stepped together.
pub struct Ensemble {
    pub scenario: Scenario,
    pub count: u32,
}

/// Prints the tables that the words name (all, where they name none), or why there are none.
pub fn tables(words: &[String]) {
    let asked = |word: &str| words.iter().any(|other| other == word);
    let small = asked("--small");
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
    let all = !PARTS.into_iter().any(asked);
    for part in PARTS.into_iter().filter(|part| all || asked(part)) {
        let ensembles = ensembles(part, small);
        if part == "kernels" {
            shares::tables(&kernels, &ensembles);
        } else {
            table(&kernels, &ensembles);
        }
    }
}

/// What a part measures.
fn ensembles(part: &str, small: bool) -> Vec<Ensemble> {
    let of = |scenario: Scenario, counts: &[u32]| -> Vec<Ensemble> {
        let one = |&count| Ensemble { scenario: scenario.clone(), count };
        counts.iter().map(one).collect()
    };
    let counts: &[u32] = if small { &[1, 2] } else { &[1, 32, 256] };
    let plane = square(if small { 64 } else { 200 }, 0.125);
    let space = if small { volume(["300 um"; 3], 150) } else { volume(["1.5 mm"; 3], 18_400) };
    match part {
        "kernels" => {
            let most = &counts[counts.len() - 1..];
            of(plane, most).into_iter().chain(of(space, &counts[1..2])).collect()
        }
        "plane" => of(plane, counts),
        "space" => of(space, counts),
        _ if small => of(volume(["300 um", "300 um", "600 um"], 800), &[1]),
        _ => of(volume(["5 mm", "5 mm", "10 mm"], 6_000_000), &[1]),
    }
}

/// A volume with a ball of so many tumour cells.
fn volume(edges: [&str; 3], cells: u32) -> Scenario {
    let size = format!("[\"{}\", \"{}\", \"{}\"]", edges[0], edges[1], edges[2]);
    overridden(SPHEROID, &[("site.0.size", size), ("tumour.0.cells", cells.to_string())])
}

/// What one ensemble was measured to take.
struct Row {
    cpu: Times,
    gpu: Times,
    framed: Times,
    /// Time inside kernels in a host step, s; none where the adapter has no timestamps.
    inside: Option<f64>,
    longest: f64,
}

/// Measures each ensemble against the CPU engine.
fn table(kernels: &Arc<Kernels>, ensembles: &[Ensemble]) {
    println!(
        "\n| lattices | CPU, ms | M sites/s | GPU, ms | M sites/s | GPU speed / CPU speed | \
         outside kernels | a frame, ms | longest submission, ms |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let mut last = None;
    for ensemble in ensembles {
        match measured(kernels, ensemble) {
            Ok(row) => {
                row.print(ensemble, kernels.gpu.facts.is_software());
                last = Some((ensemble, row));
            }
            Err(reason) => println!("| {} | not measured: {reason} |", ensemble.name()),
        }
    }
    if let Some((ensemble, row)) = last {
        let hours = 6.0 / ensemble.scenario.run.host_step_h;
        println!(
            "\n6 simulated hours of {}: CPU {:.2} s, GPU {:.2} s",
            ensemble.name(),
            row.cpu.median * hours,
            row.gpu.median * hours
        );
    }
    println!(
        "bound of a submission on hardware: {:.0} ms; a software driver, which no watchdog stops, \
         aims at 1 s",
        1e3 * BOUND_S
    );
}

impl Ensemble {
    pub fn name(&self) -> String {
        let [x, y, z] = self.scenario.sites[0].cells;
        let depth = if z == 1 { String::new() } else { format!(" x {z}") };
        format!("{} of {x} x {y}{depth}", self.count)
    }

    /// Bytes of all buffers.
    pub fn bytes(&self) -> u64 {
        self.shape().bytes() * u64::from(self.count)
    }

    pub fn shape(&self) -> Shape {
        Shape::of(&self.scenario, &self.scenario.draw(0))
    }

    /// Sites times tissue steps of a host step.
    pub fn sites(&self) -> f64 {
        let shape = self.shape();
        shape.sites[0].cells() as f64 * f64::from(shape.steps) * f64::from(self.count)
    }

    /// The animals before their first step; every thread fills some of them.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn world(&self) -> Result<World, String> {
        // The world, a copy of it, and an engine's own buffers stand in memory for a while.
        let bytes = 3 * self.bytes();
        if let Some(free) = free_memory().filter(|free| bytes > *free) {
            let (bytes, free) = (bytes >> 20, free >> 20);
            return Err(format!("{bytes} MiB are needed to make it, and {free} MiB are free"));
        }
        let animals = animals(&self.scenario, self.count);
        let each = animals.len().div_ceil(rayon::current_num_threads());
        let parts: Vec<World> = animals
            .par_chunks(each)
            .map(|animals| World::new(&self.scenario, animals))
            .collect::<Result<_, _>>()
            .map_err(|error| error.to_string())?;
        let mut parts = parts.into_iter();
        let mut world = parts.next().ok_or("no animals")?;
        for part in parts {
            world.replicates.extend(part.replicates);
            world.lattices.extend(part.lattices);
        }
        Ok(world)
    }
}

/// Steps both engines from the same world.
fn measured(kernels: &Arc<Kernels>, ensemble: &Ensemble) -> Result<Row, String> {
    let n = ensemble.count as usize;
    let brief = ensemble.sites() > MANY || kernels.gpu.facts.is_software();
    let world = ensemble.world()?;
    let cpu = host_steps(engine::cpu(world.clone()).as_mut(), n, if brief { 1 } else { 5 });
    let mut engine = engine::gpu(world, kernels, false).map_err(|error| error.to_string())?;
    // The pace of submissions settles in the first host steps.
    host_steps(engine.as_mut(), n, if brief { 1 } else { 3 });
    let repeats = if brief { 3 } else { 5 };
    let gpu = host_steps(engine.as_mut(), n, repeats);
    let framed = framed_steps(engine.as_mut(), n, repeats).map_err(|error| error.to_string())?;
    let stamped = kernels.start_clock().map_err(|error| error.to_string())?;
    let timed = if brief { 1 } else { 3 };
    let (signals, active) = (signals(n), vec![true; n]);
    for _ in 0..timed {
        engine.host_step(&signals, &active).map_err(|error| error.to_string())?;
    }
    let spent = kernels.stop_clock().unwrap_or_default();
    let inside = spent.kernels.values().sum::<f64>() / f64::from(timed);
    Ok(Row {
        cpu,
        gpu,
        framed,
        inside: stamped.then_some(inside),
        longest: spent.submissions.iter().copied().fold(0.0, f64::max),
    })
}

impl Row {
    fn print(&self, ensemble: &Ensemble, software: bool) {
        let (cpu, gpu, sites) = (self.cpu, self.gpu, ensemble.sites());
        let verdict = if self.longest > BOUND_S && !software { " (above the bound)" } else { "" };
        println!(
            "| {} | {} | {:.1} | {} | {:.1} | {:.2} | {} | {:.3} | {:.1}{verdict} |",
            ensemble.name(),
            cpu.bare(),
            cpu.rate(sites),
            gpu.bare(),
            gpu.rate(sites),
            cpu.median / gpu.median,
            self.outside(),
            1e3 * (self.framed.median - gpu.median),
            1e3 * self.longest
        );
    }

    /// The share of a host step that no kernel takes. Kernels are timed in other host steps, so on
    /// a busy machine they can seem to take longer than a whole one.
    fn outside(&self) -> String {
        match self.inside.map(|inside| 1.0 - inside / self.gpu.median) {
            None => "no timestamps".to_string(),
            Some(share) if share < 0.0 => {
                format!("not seen (kernels: {:.0} %)", 100.0 * (1.0 - share))
            }
            Some(share) => format!("{:.0} %", 100.0 * share),
        }
    }
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
