//! A finished run made longer: `resume --until`.
//!
//! In: the directory of a run, a later end. Out: the same directory with the bytes of the longer
//! run made at once, in every file but `manifest.json` and `log.txt`. The plan stays: treatments are
//! those of the scenario, a series that is not counted goes on to the new end.
//!
//! An end within the scenario's own (after `run --until`) changes no file of the scenario; a later
//! one becomes its `run.until`, spelled as it was given. The run goes on from its newest checkpoint
//! (`take_over`), where there is none (the run was short, or its state is gone) from its start.
//!
//! The manifest says first what is being done ([`Extension`]) and last that it is done; each act
//! between the two may be done again, so a process that is killed leaves a run that `resume` goes
//! on with.

use crate::events::Observer;
use crate::frames::{FRAMES, FramesReader};
use crate::record::{Extension, Manifest, RecordError, RunDir, Status, discard_after};
use crate::results::{RunError, scenario_of};
use crate::scenario::Scenario;
use crate::simulation::Plan;

use super::take_over::{Of, remove_pictures, take_over};

/// The extension of a run to `until` (as it was typed), that is to `end_h`.
///
/// # Errors
/// [`RunError::ExtensionTime`], problems of the longer scenario.
pub(super) fn may_extend(
    dir: &RunDir,
    manifest: &Manifest,
    until: &str,
    end_h: f64,
) -> Result<Extension, RunError> {
    let scenario = scenario_of(dir, manifest)?;
    manifest.must_match(dir, &scenario.digest())?;
    let (step_h, last_h) = (scenario.run.host_step_h, end_of(&scenario, manifest));
    let steps = end_h / step_h;
    if end_h <= last_h || (steps - steps.round()).abs() > 1e-9 * steps {
        return Err(RunError::ExtensionTime { until_h: end_h, step_h, end_h: last_h });
    }
    let scenario_digest = longer(&scenario, until, end_h)?.digest();
    Ok(Extension { until: until.to_string(), end_h, scenario_digest })
}

/// Notes that extension in the manifest.
///
/// # Errors
/// As [`may_extend`]; nothing is changed then.
pub(super) fn plan_extension(
    dir: &RunDir,
    manifest: &mut Manifest,
    until: &str,
    end_h: f64,
) -> Result<(), RunError> {
    manifest.extension = Some(may_extend(dir, manifest, until, end_h)?);
    manifest.files.clear();
    manifest.end(Status::Interrupted);
    Ok(manifest.save(dir)?)
}

/// Brings a run whose manifest speaks of an extension to where it can go on.
pub(super) fn prepare(
    dir: &RunDir,
    manifest: &mut Manifest,
    observer: &mut Observer,
) -> Result<(), RunError> {
    let Some(Extension { until, end_h, scenario_digest }) = manifest.extension.clone() else {
        return Ok(());
    };
    let stored = scenario_of(dir, manifest)?;
    let wanted = longer(&stored, &until, end_h)?;
    if wanted.digest() != scenario_digest {
        return Err(RecordError::Other {
            path: dir.file("scenario.toml"),
            what: "the scenario",
            found: wanted.digest(),
            expected: scenario_digest,
        }
        .into());
    }
    // The scenario is written last: where it is another than the manifest's, all is taken over.
    if stored.digest() == manifest.scenario_digest {
        let (from, into) = (Of { dir, scenario: &stored }, Of { dir, scenario: &wanted });
        let taken = take_over(from, into, end_of(&stored, manifest))?;
        if taken.is_none() {
            discard_after(dir, None)?;
            remove_pictures(into, &FramesReader::open(&dir.file(FRAMES))?.list())?;
        }
        let from_h = Plan::new(&wanted, None).time_h(taken.unwrap_or(0));
        let message = format!("extended to {until}: computes again from {from_h} h");
        dir.log(&message)?;
        observer.say(message);
        dir.write("scenario.toml", wanted.resolved_toml().as_bytes())?;
    }
    manifest.scenario_digest = scenario_digest;
    manifest.stop_h = (end_h < wanted.run.until_h).then_some(end_h);
    (manifest.extension, manifest.shown) = (None, None);
    manifest.save(dir)?;
    Ok(dir.reopen()?)
}

/// The end of a run, h.
fn end_of(scenario: &Scenario, manifest: &Manifest) -> f64 {
    let plan = Plan::new(scenario, manifest.stop_h);
    plan.time_h(plan.last())
}

/// The scenario of the longer run; that which has such an end stays as it is.
fn longer(scenario: &Scenario, until: &str, end_h: f64) -> Result<Scenario, RunError> {
    if end_h <= scenario.run.until_h {
        Ok(scenario.clone())
    } else {
        scenario.lasting(until).map_err(RunError::Scenario)
    }
}
