//! `info` and `bench`: what this machine has and can do.

use std::time::Instant;

use crate::engine::{Engine, adapter};
use crate::exchange::SiteSignal;
use crate::scenario::Scenario;
use crate::scenario::types::Animal;
use crate::simulation::{EngineChoice, EngineRequest, Maker};

use super::run::engine_request;
use super::{BenchArgs, CommandError, Failure, InfoArgs, output};

/// A tumour with a few effectors and all fields, which `info` and `bench` step.
const SAMPLE: &str = include_str!("machine/sample.toml");

/// Host steps that `bench` takes after a first one that is not counted.
const BENCH_STEPS: u32 = 12;

/// The sample with a square lattice of `size` cells a side.
fn sample(size: u32, replicates: u32) -> Result<Scenario, Failure> {
    let overrides = [
        ("site.0.size".to_string(), format!("[\"{0} um\", \"{0} um\"]", 20 * size)),
        ("run.replicates".to_string(), replicates.to_string()),
    ];
    Scenario::parse(SAMPLE, "sample.toml", &overrides).map_err(Failure::from)
}

/// The first animals of a scenario.
fn animals(scenario: &Scenario) -> Vec<Animal> {
    (0..scenario.run.replicates).map(|r| scenario.draw(r)).collect()
}

/// One host step with nothing injected and no one arriving.
fn quiet_step(engine: &mut dyn Engine, animals: usize, sites: usize) -> Result<(), Failure> {
    let quiet =
        SiteSignal { plasma_il2_pm: 2.0, t_scale: 1.0, nk_scale: 1.0, ..SiteSignal::default() };
    Ok(engine.host_step(&vec![vec![quiet; sites]; animals], &vec![true; animals])?)
}

/// `il2sim info`.
pub(super) fn info(args: &InfoArgs) -> Result<(), Failure> {
    let request = engine_request(&args.engine)?;
    let adapters = adapter::list();
    let maker = request.maker()?;
    let checks = self_checks(&maker, !adapters.is_empty())?;
    let agree = checks.windows(2).all(|pair| pair[0].digest == pair[1].digest);
    if args.json {
        let painted: std::collections::BTreeMap<_, _> =
            crate::picture::proof::painted().into_iter().collect();
        let list: Vec<_> = adapters.iter().map(|a| serde_json::json!({ "name": a.to_string(), "driver": a.driver, "software": a.is_software() })).collect();
        let checked: Vec<_> = checks.iter().map(|c| serde_json::json!({ "engine": c.engine, "digest": c.digest, "seconds": c.seconds })).collect();
        output::answer(serde_json::json!({
            "version": env!("CARGO_PKG_VERSION"),
            "rulebook_digest": crate::rules::rulebook_digest(),
            "paint_digest": crate::picture::proof::digest(), "painted": painted,
            "engine": maker.name(),
            "reason": maker.reason(), "threads": rayon::current_num_threads(), "adapters": list,
            "self_check": checked, "agree": agree
        }));
    } else {
        output::answer(format_args!(
            "il2sim {}, rulebook {}",
            env!("CARGO_PKG_VERSION"),
            &crate::rules::rulebook_digest()[..16]
        ));
        output::answer(maker.describe());
        if adapters.is_empty() {
            output::answer("adapters: none found");
        }
        for (index, adapter) in adapters.iter().enumerate() {
            output::answer(format_args!("adapter {index}: {adapter}"));
            for line in adapter.details() {
                output::answer(format_args!("    {line}"));
            }
        }
        for check in &checks {
            output::answer(format_args!(
                "self-check: one host step on {}, digest {}, {:.2} s",
                check.engine,
                &check.digest[..16],
                check.seconds
            ));
        }
    }
    if agree { Ok(()) } else { Err(CommandError::EnginesDisagree.into()) }
}

/// What one engine made of the sample.
struct SelfCheck {
    engine: String,
    digest: String,
    seconds: f64,
}

/// Steps the sample for one host step on the CPU, and on a GPU where there is one: the chosen one,
/// else the first of the listing.
fn self_checks(chosen: &Maker, any_adapter: bool) -> Result<Vec<SelfCheck>, Failure> {
    let request =
        |choice| EngineRequest { choice, no_crosscheck: true, ..EngineRequest::default() };
    let mut checks = vec![self_check(&request(EngineChoice::Cpu).maker()?)?];
    if chosen.adapter().is_some() {
        checks.push(self_check(&chosen.unchecked())?);
    } else if any_adapter {
        checks.push(self_check(&request(EngineChoice::Gpu).maker()?)?);
    }
    Ok(checks)
}

fn self_check(maker: &Maker) -> Result<SelfCheck, Failure> {
    let clock = Instant::now();
    let scenario = sample(64, 1)?;
    let mut engine = maker.engine(&scenario, &animals(&scenario))?;
    quiet_step(engine.as_mut(), 1, 1)?;
    let sums = engine.digest(0)?;
    let bytes: Vec<u8> = sums.iter().flatten().flat_map(|lane| lane.to_le_bytes()).collect();
    let engine = maker.adapter().map_or_else(|| "the CPU".to_string(), ToString::to_string);
    Ok(SelfCheck {
        engine,
        digest: blake3::hash(&bytes).to_hex().to_string(),
        seconds: clock.elapsed().as_secs_f64(),
    })
}

/// `il2sim bench`.
pub(super) fn bench(args: &BenchArgs) -> Result<(), Failure> {
    let request = engine_request(&args.engine)?;
    let scenario = sample(args.size, args.replicates)?;
    let animals = animals(&scenario);
    let maker = request.maker()?.unchecked();
    let mut engine = maker.engine(&scenario, &animals)?;
    quiet_step(engine.as_mut(), animals.len(), 1)?;
    let mut seconds = Vec::new();
    for _ in 0..BENCH_STEPS {
        let clock = Instant::now();
        quiet_step(engine.as_mut(), animals.len(), 1)?;
        seconds.push(clock.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let (least, median, most) =
        (seconds[0], seconds[seconds.len() / 2], seconds[seconds.len() - 1]);
    let tissue_steps = scenario.run.host_step_h / scenario.run.tissue_step_h;
    let sites = f64::from(args.size) * f64::from(args.size) * animals.len() as f64;
    let rate = sites * tissue_steps / median / 1e6;
    if args.json {
        output::answer(serde_json::json!({
            "engine": maker.name(), "threads": rayon::current_num_threads(), "size": args.size,
            "replicates": args.replicates,
            "host_step_s": { "least": least, "median": median, "most": most },
            "million_sites_per_s": rate
        }));
    } else {
        output::answer(maker.describe());
        let animals = if args.replicates == 1 { "animal" } else { "animals" };
        output::answer(format_args!("{} {animals} of {1} x {1} sites", args.replicates, args.size));
        output::answer(format_args!(
            "a host step of {} h: median {:.1} ms ({:.1} to {:.1})",
            scenario.run.host_step_h,
            1e3 * median,
            1e3 * least,
            1e3 * most
        ));
        output::answer(format_args!("whole tissue step: {rate:.1} million sites a second"));
    }
    Ok(())
}
