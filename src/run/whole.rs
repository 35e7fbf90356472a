//! A whole run: from its start, or from its last checkpoint, to its end.
//!
//! In: a scenario, an engine, a directory. Out: everything in the directory.
//!
//! The loop stands once, in `simulate`: one host step of the whole ensemble, then, at the time
//! point reached, rows, frames and a checkpoint where they are due. Whatever happens at a time
//! point happens in that order, so a checkpoint holds all of its time point and a resume begins
//! with the next step. The directory, its resolved scenario and a `running` manifest stand before
//! anything is computed. The run is made from the resolved scenario as it is read back from the
//! directory, so a resume and a verification start from the very same values.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::engine::EngineError;
use crate::events::{Event, Observer, RunSetting};
use crate::input::units::day;
use crate::record::{
    Checkpoint, CrossCheck, Manifest, Occasion, RunDir, Status, Throughput, discard_after,
};
use crate::results::RunError;
use crate::results::{marks, scenario_of};
use crate::rules::rulebook_digest;
use crate::scenario::Scenario;
use crate::simulation::{EngineRequest, Ensemble, Maker, Plan, check_columns, most_words};

use super::finish::{Ending, finish};
use super::recorder::Recorder;

/// What to run, and where.
pub(crate) struct RunRequest {
    /// The scenario.
    pub scenario: Scenario,
    /// Directory, or `runs/NAME`.
    pub out: Option<PathBuf>,
    /// Replace an earlier run.
    pub force: bool,
    /// What was typed, for the manifest.
    pub typed: Typed,
    /// The engine.
    pub engine: EngineRequest,
}

/// What was typed to run a scenario.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    /// Early end, h.
    pub stop_h: Option<f64>,
    /// Keys that were set.
    pub set: Vec<String>,
    /// Whether the run is to make no page.
    pub no_page: bool,
    /// The command line.
    pub command: Vec<String>,
}

/// Runs a scenario from its start.
///
/// # Errors
/// [`RunError`]; whatever was saved before stays and can be resumed.
pub(crate) fn start(request: RunRequest, observer: &mut Observer) -> Result<Ending, RunError> {
    let engine = request.engine.clone();
    engine.check()?;
    start_on(request, || engine.maker().map_err(RunError::from), observer)
}

/// The same on an engine that `open` opens once the directory stands.
fn start_on(
    request: RunRequest,
    open: impl FnOnce() -> Result<Maker, RunError>,
    observer: &mut Observer,
) -> Result<Ending, RunError> {
    let RunRequest { scenario, out, force, typed, engine: _ } = request;
    let (dir, manifest) = begin(&scenario, out.as_deref(), force, typed, observer)?;
    carry_on(&dir, manifest, open, observer)
}

/// Makes the directory of a new run, with its resolved scenario and a manifest that says that it
/// runs.
pub(super) fn begin(
    scenario: &Scenario,
    out: Option<&Path>,
    force: bool,
    typed: Typed,
    observer: &mut Observer,
) -> Result<(RunDir, Manifest), RunError> {
    check_columns(scenario).map_err(RunError::Scenario)?;
    let resolved = scenario.resolved_toml();
    let dir = RunDir::create(out, &scenario.name, force)?;
    dir.write("scenario.toml", resolved.as_bytes())?;
    let mut manifest = Manifest::starting(
        &rulebook_digest(),
        &scenario.digest(),
        &scenario.name,
        scenario.run.seed,
        scenario.run.replicates,
        typed.command,
    );
    (manifest.stop_h, manifest.set, manifest.no_page) = (typed.stop_h, typed.set, typed.no_page);
    manifest.save(&dir)?;
    (observer.tell)(Event::Directory(dir.path().to_path_buf()));
    Ok((dir, manifest))
}

/// From wherever the directory's state is to the end; the manifest says how it went.
pub(super) fn carry_on(
    dir: &RunDir,
    mut manifest: Manifest,
    open: impl FnOnce() -> Result<Maker, RunError>,
    observer: &mut Observer,
) -> Result<Ending, RunError> {
    let scenario = scenario_of(dir, &manifest)?;
    manifest.must_match(dir, &scenario.digest())?;
    let result = work(dir, &mut manifest, &scenario, open, observer);
    match &result {
        Ok(Ending::Done { .. }) => {
            manifest.files = dir.digests()?;
            manifest.end(Status::Done);
            manifest.save(dir)?;
            dir.settle()?;
        }
        Ok(Ending::Stopped) => {
            manifest.end(Status::Interrupted);
            manifest.save(dir)?;
            dir.log("stopped on a signal; the state is saved")?;
        }
        Err(error) => {
            manifest.failure = Some(error.to_string());
            manifest.end(Status::Failed);
            // the first error is the one to tell: on a full disk neither of these can be written
            let _ = manifest.save(dir);
            let _ = dir.log(&format!("failed: {error}"));
        }
    }
    result
}

/// Notes the engine in a run's manifest.
fn note(maker: &Maker, manifest: &mut Manifest) {
    manifest.engine = maker.name().to_string();
    manifest.engine_reason = maker.reason().to_string();
    manifest.adapter = maker.adapter().map(ToString::to_string);
    manifest.driver = maker.adapter().map(|adapter| adapter.driver.clone());
    manifest.threads = rayon::current_num_threads();
    manifest.cross_check = match (maker.adapter(), maker.checks()) {
        (None, _) => CrossCheck::NotNeeded,
        (Some(_), true) => CrossCheck::Pending,
        (Some(_), false) => CrossCheck::Skipped,
    };
}

/// Adds a part of a run, `simulated_h` in all its replicates since `clock`, to the speed of the
/// parts before it.
fn throughput(
    scenario: &Scenario,
    before: Option<Throughput>,
    simulated_h: f64,
    clock: Instant,
) -> Throughput {
    let sites: f64 =
        scenario.sites.iter().map(|s| s.cells.iter().map(|&c| f64::from(c)).product::<f64>()).sum();
    let wall_s = before.map_or(0.0, |t| t.wall_s) + clock.elapsed().as_secs_f64();
    let simulated_h = before.map_or(0.0, |t| t.simulated_h) + simulated_h;
    Throughput {
        wall_s,
        simulated_h,
        site_steps_per_s: sites * simulated_h / scenario.run.tissue_step_h / wall_s,
    }
}

fn work(
    dir: &RunDir,
    manifest: &mut Manifest,
    scenario: &Scenario,
    open: impl FnOnce() -> Result<Maker, RunError>,
    observer: &mut Observer,
) -> Result<Ending, RunError> {
    let clock = Instant::now();
    let plan = Plan::new(scenario, manifest.stop_h);
    let (saved, mut recorder) = newest(dir, scenario)?;
    if manifest.engine.is_empty() {
        dir.log(&format!("run: {}", manifest.command.join(" ")))?;
    } else {
        let from_step = saved.as_ref().map_or(0, |c| c.step);
        manifest.restart(from_step);
        dir.log(&format!("resumed from tissue step {from_step}"))?;
        observer.say(format!("going on from day {}", day(plan.time_h(plan.host_step(from_step)))));
    }
    let maker = open()?;
    note(&maker, manifest);
    manifest.save(dir)?;
    observer.say(maker.describe());

    let replicates: Vec<u32> = (0..scenario.run.replicates).collect();
    let mut ensemble = Ensemble::new(scenario, &replicates, plan.time_h(plan.last()), &maker)?;
    (observer.tell)(Event::Begins(setting(dir, scenario, &plan)));
    match saved {
        None => {
            recorder.time_point(&plan, &mut ensemble)?;
            recorder.tell(observer);
        }
        Some(checkpoint) => {
            ensemble.load(
                plan.host_step(checkpoint.step),
                checkpoint.step,
                &checkpoint.states(),
            )?;
            recorder.tell_past(&ensemble, observer)?;
        }
    }
    let simulated = simulate(&plan, &mut ensemble, &mut recorder, observer);
    if manifest.cross_check == CrossCheck::Pending && ensemble.simulated_h() > 0.0 {
        manifest.cross_check = CrossCheck::Passed;
    } else if matches!(simulated, Err(RunError::Engine(EngineError::CrossCheck { .. }))) {
        manifest.cross_check = CrossCheck::Failed;
    }
    let at_its_end = simulated?;
    manifest.throughput =
        Some(throughput(scenario, manifest.throughput, ensemble.simulated_h(), clock));
    if !at_its_end {
        return Ok(Ending::Stopped);
    }
    finish(dir, manifest, scenario, &plan, &maker, ensemble, recorder, observer)
}

/// The newest state with which everything on the disk agrees, and the recorder as it was then.
/// Where a part is damaged or missing it is the state before, at worst the start.
fn newest<'a>(
    dir: &'a RunDir,
    scenario: &'a Scenario,
) -> Result<(Option<Checkpoint>, Recorder<'a>), RunError> {
    let (digest, most) =
        (scenario.digest(), most_words(scenario, scenario.run.replicates as usize));
    loop {
        let saved = Checkpoint::latest(dir, &digest, most)?;
        discard_after(dir, saved.as_ref().map(|c| c.step))?;
        let Some(checkpoint) = saved else {
            return Ok((None, Recorder::create(dir, scenario)?));
        };
        match Recorder::resume(dir, scenario, &checkpoint) {
            Ok(recorder) => return Ok((Some(checkpoint), recorder)),
            Err(RunError::Record(error)) if error.is_damage() => {
                dir.log(&format!("passed over the state of step {}: {error}", checkpoint.step))?;
                discard_after(dir, checkpoint.step.checked_sub(1))?;
            }
            Err(error) => return Err(error),
        }
    }
}

/// What is told before the first row.
fn setting(dir: &RunDir, scenario: &Scenario, plan: &Plan) -> RunSetting {
    RunSetting {
        title: scenario.title.clone(),
        directory: dir.path().to_path_buf(),
        subject: scenario.species.subject().to_string(),
        until_h: plan.time_h(plan.last()),
        replicates: scenario.run.replicates,
        pictured: scenario.record.replicates.clone(),
        sites: scenario.sites.iter().map(|site| site.name.clone()).collect(),
        marks: marks(scenario, plan.time_h(plan.last())),
    }
}

/// Steps to the end; false when asked to stop before it.
fn simulate(
    plan: &Plan,
    ensemble: &mut Ensemble,
    recorder: &mut Recorder,
    observer: &mut Observer,
) -> Result<bool, RunError> {
    while ensemble.active() > 0 {
        if (observer.stop)() {
            recorder.checkpoint(plan, ensemble, Occasion::Signal)?;
            return Ok(false);
        }
        ensemble.start()?;
        // Pictures of the time point before are encoded while a GPU works.
        recorder.write_frames(0)?;
        ensemble.finish()?;
        recorder.time_point(plan, ensemble)?;
        recorder.tell(observer);
        if plan.checkpoint_due(ensemble.step()) {
            recorder.checkpoint(plan, ensemble, Occasion::Scheduled)?;
        }
        (observer.tell)(Event::Step {
            time_h: plan.time_h(ensemble.step()),
            until_h: plan.time_h(plan.last()),
            active: ensemble.active(),
            total: ensemble.members().len(),
        });
    }
    Ok(true)
}

#[cfg(test)]
mod tests;
