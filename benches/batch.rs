//! What studies cost beyond the engine: overhead, packing, many small runs, restart, merge. `cargo
//! bench --bench batch`; `-- --full` for 10,000 runs, `-- --overhead` without many runs.
//!
//! Every figure is a ratio or a time on this machine at this time, with the load beside it.

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::exit,
    reason = "a benchmark prints its table"
)]

use std::path::Path;
use std::time::Instant;

use il2sim::batch::{self, finish, run};
use il2sim::scenario::Scenario;
use il2sim::simulation::{EngineChoice, EngineRequest, Maker, Replicates};

/// A lattice of `size` cells a side for `hours`.
fn scenario(size: u32, hours: u32) -> String {
    format!(
        "schema = 1\n[host]\nspecies = \"mouse\"\n[[site]]\nname = \"flank\"\nsize = [\"{0} um\", \
         \"{0} um\"]\n[[tumour]]\nsite = \"flank\"\ncells = {1}\n[[treatment]]\ndrug = \
         \"il2\"\npreparation = \"recombinant human\"\nroute = \"peritumoral\"\ndose = \"300 \
         CU\"\nvolume = \"0.2 ml\"\nstart = \"1 h\"\n[run]\nuntil = \"{hours} h\"\n",
        20 * size,
        (size * size / 40).max(4)
    )
}

fn cpu() -> EngineRequest {
    EngineRequest { choice: EngineChoice::Cpu, ..EngineRequest::default() }
}

/// A number of `/proc/self/status`, MiB.
fn memory(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| {
        line.strip_prefix(name)?.trim().trim_end_matches(" kB").parse::<f64>().ok()
    });
    line.unwrap_or(f64::NAN) / 1024.0
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .unwrap_or_default()
        .split(' ')
        .next()
        .unwrap_or("")
        .to_string()
}

/// Runs some replicates together; s.
fn bare(scenario: &Scenario, replicates: &[u32]) -> f64 {
    let clock = Instant::now();
    let mut run =
        Replicates::new(scenario, replicates, &Maker::cpu(), false).expect("the scenario fits");
    while run.advance().expect("the engine runs") {}
    run.finish().expect("the engine runs");
    clock.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Plans a study in a directory; s.
fn planned(place: &Path, scenario: &str, study: &str) -> (batch::Opened, f64) {
    std::fs::write(place.join("base.toml"), scenario).expect("the place can be written to");
    std::fs::write(place.join("study.toml"), study).expect("the place can be written to");
    let clock = Instant::now();
    let (opened, ..) = batch::make(&place.join("study.toml"), &place.join("study"), &mut |_, _| {})
        .unwrap_or_else(|error| panic!("{error}"));
    (opened, clock.elapsed().as_secs_f64())
}

/// Runs what is missing; the times at which each number of runs was reached, s.
fn ran(opened: &batch::Opened) -> Vec<(u64, f64)> {
    let clock = Instant::now();
    let mut times = Vec::new();
    let mut tell = |event| {
        if let run::StudyEvent::Progress(progress) = event {
            times.push((progress.runs, clock.elapsed().as_secs_f64()));
        }
    };
    run::run(opened, &[], &cpu(), &mut run::StudyObserver { tell: &mut tell, stop: &|| false })
        .unwrap_or_else(|error| panic!("{error}"));
    times
}

/// Processor time of this process so far, s.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default().to_string();
    // user and system time, in hundredths of a second
    after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// A study against the same shards on the bare engine, in turns; processor time too, which a loaded
/// machine does not stretch.
fn overhead() {
    let text = scenario(64, 24);
    let base =
        Scenario::parse(&text, "base.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let replicates: Vec<u32> = (0..32).collect();
    let (mut engine, mut study) = (Vec::new(), Vec::new());
    let (mut engine_cpu, mut study_cpu) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let before = processor();
        engine.push((0..4).map(|_| bare(&base, &replicates)).sum::<f64>());
        engine_cpu.push(processor() - before);
        let before = processor();
        let place = tempfile::tempdir().expect("there is room");
        let key = "[design]\nkind = \"grid\"\n[[design.key]]\nkey = \"treatment.0.dose\"\nvalues \
                   = [\"299 CU\", \"300 CU\", \"301 CU\", \"302 CU\"]\n";
        let clock = Instant::now();
        let (opened, _) = planned(
            place.path(),
            &text,
            &format!("schema = 1\nscenario = \"base.toml\"\nreplicates = 32\n{key}"),
        );
        ran(&opened);
        study.push(clock.elapsed().as_secs_f64());
        study_cpu.push(processor() - before);
    }
    let (engine, study, engine_cpu, study_cpu) =
        (median(engine), median(study), median(engine_cpu), median(study_cpu));
    println!(
        "overhead: 4 shards of 32 animals, 64 x 64, 24 h, plan and all: engine {engine:.2} s, \
         study {study:.2} s, ratio {:.3}; processor time {engine_cpu:.2} s, {study_cpu:.2} s, \
         ratio {:.3} (load {})",
        study / engine,
        study_cpu / engine_cpu,
        load()
    );
}

/// 64 replicates together against 64 alone.
fn packing() {
    let base = Scenario::parse(&scenario(64, 12), "base.toml", &[])
        .unwrap_or_else(|problems| panic!("{problems}"));
    let all: Vec<u32> = (0..64).collect();
    let (mut together, mut alone) = (Vec::new(), Vec::new());
    let (mut together_cpu, mut alone_cpu) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let before = processor();
        together.push(bare(&base, &all));
        together_cpu.push(processor() - before);
        let before = processor();
        alone.push(all.iter().map(|&replicate| bare(&base, &[replicate])).sum::<f64>());
        alone_cpu.push(processor() - before);
    }
    let (together, alone, together_cpu, alone_cpu) =
        (median(together), median(alone), median(together_cpu), median(alone_cpu));
    println!(
        "packing: 64 animals, 64 x 64, 12 h: together {together:.2} s, one by one {alone:.2} s, \
         {:.2} times faster; processor time {together_cpu:.2} s, {alone_cpu:.2} s (load {})",
        alone / together,
        load()
    );
}

/// Many tiny runs: memory, speed at the end against the start, restart, merge.
fn many(name: &str, points: u32, replicates: u32) {
    let place = tempfile::tempdir().expect("there is room");
    let key = format!(
        "[design]\nkind = \"random\"\npoints = {points}\n[[design.key]]\nkey = \
         \"treatment.0.dose\"\nmin = \"1 CU\"\nmax = \"1000 CU\"\n"
    );
    let (opened, plan_s) = planned(
        place.path(),
        &scenario(16, 2),
        &format!("schema = 1\nscenario = \"base.toml\"\nreplicates = {replicates}\n{key}"),
    );
    let times = ran(&opened);
    let total = u64::from(points) * u64::from(replicates);
    let at = |runs: u64| {
        times.iter().find(|(done, _)| *done >= runs).map_or(f64::NAN, |(_, time)| *time)
    };
    let (first, last) = (at(total / 10), at(total) - at(total * 9 / 10));
    let clock = Instant::now();
    ran(&batch::Opened::open(&opened.path).unwrap_or_else(|error| panic!("{error}")));
    let restart = clock.elapsed().as_secs_f64();
    let before_merge = memory("VmHWM:");
    let clock = Instant::now();
    finish::merge(&opened, false, &mut || false).unwrap_or_else(|error| panic!("{error}"));
    let merge_s = clock.elapsed().as_secs_f64();
    println!(
        "{name}: {total} runs of 16 x 16, 2 h, {points} points: plan {plan_s:.1} s, run {:.1} s, \
         first tenth {first:.2} s, last tenth {last:.2} s (ratio {:.2}), restart {restart:.2} s, \
         merge {merge_s:.1} s, memory {before_merge:.0} MiB before the merge, {:.0} MiB after \
         (load {})",
        at(total),
        last / first,
        memory("VmHWM:"),
        load()
    );
}

fn main() {
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let runs = if asked("--full") { 10_000 } else { 1_000 };
    if !asked("--overhead") {
        many("packed", runs / 40, 40);
        many("one animal a point", runs, 1);
    }
    packing();
    overhead();
}
