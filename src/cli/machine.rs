//! `info` and `bench`: what this machine has and can do.

use std::time::Instant;

use crate::engine::{self, Engine, adapter};
use crate::exchange::SiteSignal;
use crate::scenario::Scenario;
use crate::scenario::types::Animal;
use crate::simulation::EngineRequest;
use crate::world::World;

use super::run::{engine_request, failure};
use super::{BenchArgs, Failure, InfoArgs};

/// A tumour with a few effectors and all fields, which `info` and `bench` step.
const SAMPLE: &str = include_str!("machine/sample.toml");

/// Host steps that `bench` takes after a first one that is not counted.
const BENCH_STEPS: u32 = 12;

/// The sample with a square lattice of `size` cells a side.
fn sample(size: u32, replicates: u32) -> Result<Scenario, Failure> {
    let overrides = [("site.0.size".to_string(), format!("[\"{0} um\", \"{0} um\"]", 20 * size)), ("run.replicates".to_string(), replicates.to_string())];
    Scenario::parse(SAMPLE, "sample.toml", &overrides).map_err(Failure::input_message)
}

/// The first animals of a scenario.
fn animals(scenario: &Scenario) -> Vec<Animal> {
    (0..scenario.run.replicates).map(|r| scenario.draw(r)).collect()
}

/// One host step with nothing injected and no one arriving.
fn quiet_step(engine: &mut dyn Engine, animals: usize, sites: usize) -> Result<(), Failure> {
    let quiet = SiteSignal { plasma_il2_pm: 2.0, t_scale: 1.0, nk_scale: 1.0, ..SiteSignal::default() };
    engine.host_step(&vec![vec![quiet; sites]; animals], &vec![true; animals]).map_err(|error| failure(error.into()))
}

/// `il2sim info`.
pub fn info(args: &InfoArgs) -> Result<(), Failure> {
    let request = engine_request(&args.engine)?;
    let adapters = adapter::list();
    let (chosen, reason) = request.decision();
    let clock = Instant::now();
    let digest = self_check(&request)?;
    let seconds = clock.elapsed().as_secs_f64();
    if args.json {
        let list: Vec<_> = adapters.iter().map(|a| serde_json::json!({ "name": a.to_string(), "driver": a.driver, "software": a.is_software() })).collect();
        let threads = rayon::current_num_threads();
        println!(
            "{}",
            serde_json::json!({ "version": env!("CARGO_PKG_VERSION"), "engine": chosen, "reason": reason, "threads": threads, "adapters": list, "self_check": digest })
        );
        return Ok(());
    }
    println!("il2sim {}, rulebook {}", env!("CARGO_PKG_VERSION"), &crate::rules::rulebook_digest()[..16]);
    println!("engine: {chosen} ({reason})");
    println!("cpu: {} threads", rayon::current_num_threads());
    if adapters.is_empty() {
        println!("adapters: none found");
    }
    for (index, adapter) in adapters.iter().enumerate() {
        println!("adapter {index}: {adapter}");
        for line in adapter.details() {
            println!("    {line}");
        }
    }
    println!("self-check: one host step, digest {}, {seconds:.2} s", &digest[..16]);
    Ok(())
}

/// Steps the sample for one host step; the digest of what came out.
fn self_check(_request: &EngineRequest) -> Result<String, Failure> {
    let scenario = sample(64, 1)?;
    let animals = animals(&scenario);
    let world = World::new(&scenario, &animals).map_err(|error| failure(error.into()))?;
    let mut engine = engine::cpu(world);
    quiet_step(engine.as_mut(), 1, 1)?;
    let sums = engine.digest(0).map_err(|error| failure(error.into()))?;
    let bytes: Vec<u8> = sums.iter().flatten().flat_map(|lane| lane.to_le_bytes()).collect();
    Ok(blake3::hash(&bytes).to_hex().to_string())
}

/// `il2sim bench`.
pub fn bench(args: &BenchArgs) -> Result<(), Failure> {
    let request = engine_request(&args.engine)?;
    let scenario = sample(args.size, args.replicates)?;
    let animals = animals(&scenario);
    let world = World::new(&scenario, &animals).map_err(|error| failure(error.into()))?;
    let mut engine = engine::cpu(world);
    quiet_step(engine.as_mut(), animals.len(), 1)?;
    let mut seconds = Vec::new();
    for _ in 0..BENCH_STEPS {
        let clock = Instant::now();
        quiet_step(engine.as_mut(), animals.len(), 1)?;
        seconds.push(clock.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let (least, median, most) = (seconds[0], seconds[seconds.len() / 2], seconds[seconds.len() - 1]);
    let tissue_steps = scenario.run.host_step_h / scenario.run.tissue_step_h;
    let sites = f64::from(args.size) * f64::from(args.size) * animals.len() as f64;
    let rate = sites * tissue_steps / median / 1e6;
    let (chosen, _) = request.decision();
    if args.json {
        println!(
            "{}",
            serde_json::json!({
                "engine": chosen, "threads": rayon::current_num_threads(), "size": args.size, "replicates": args.replicates,
                "host_step_s": { "least": least, "median": median, "most": most }, "million_sites_per_s": rate
            })
        );
    } else {
        println!("engine {chosen}, {} threads, {} animals of {} x {} sites", rayon::current_num_threads(), args.replicates, args.size, args.size);
        println!("a host step of {} h: median {:.1} ms ({:.1} to {:.1})", scenario.run.host_step_h, 1e3 * median, 1e3 * least, 1e3 * most);
        println!("whole tissue step: {rate:.1} million sites a second");
    }
    Ok(())
}
