//! A run that stands is gone on with: one that was stopped or killed to its end, a finished one to a
//! later end.
//!
//! In: a run's directory. Out: the bytes of the run made at once.

use std::path::Path;

use crate::events::Observer;
use crate::record::{Manifest, RunDir, Status};
use crate::results::{RunError, faults, scenario_of};
use crate::simulation::EngineRequest;

use super::extend::{may_extend, plan_extension, prepare};
use super::finish::Ending;
use super::mend::mend;
use super::needs::Needs;
use super::whole::carry_on;

/// What going on with a run needs, to `end_h` where it is to be extended; `None` where nothing is
/// left to compute, or the run cannot be read, which going on says.
pub(crate) fn needs_again(path: &Path, end_h: Option<f64>) -> Option<Needs> {
    let dir = RunDir::open(path).ok()?;
    let manifest = Manifest::load(&dir).ok()?;
    if manifest.status == Status::Done && end_h.is_none() {
        return None;
    }
    let mut scenario = scenario_of(&dir, &manifest).ok()?;
    let end_h = end_h.or(manifest.extension.as_ref().map(|extension| extension.end_h));
    scenario.run.until_h = end_h.map_or(scenario.run.until_h, |h| h.max(scenario.run.until_h));
    Some(Needs::of(&scenario, end_h.or(manifest.stop_h)))
}

/// Goes on with a run that was stopped or killed, also while it was being extended; a finished run
/// is left as it is.
///
/// # Errors
/// [`RunError`].
pub(crate) fn resume(
    path: &Path,
    engine: &EngineRequest,
    observer: &mut Observer,
) -> Result<Ending, RunError> {
    let reading = RunDir::open(path)?;
    let mut manifest = Manifest::load(&reading)?;
    if manifest.status == Status::Done {
        return mend(reading, manifest, engine, observer);
    }
    engine.check()?;
    if manifest.extension.is_some() {
        let dir = RunDir::resume(path)?;
        prepare(&dir, &mut manifest, observer)?;
        return carry_on(&dir, manifest, || engine.maker().map_err(RunError::from), observer);
    }
    // Before the directory is taken: one that is refused stays as it is.
    manifest.must_match(&reading, &scenario_of(&reading, &manifest)?.digest())?;
    carry_on(&RunDir::resume(path)?, manifest, || engine.maker().map_err(RunError::from), observer)
}

/// Extends a run to `until` (as it was typed), that is to `end_h`; one that is not finished first
/// goes on to its own end.
///
/// # Errors
/// [`RunError`]; an end that is not later before anything is changed.
pub(crate) fn extend(
    path: &Path,
    (until, end_h): (&str, f64),
    engine: &EngineRequest,
    observer: &mut Observer,
) -> Result<Ending, RunError> {
    let standing = RunDir::open(path)?;
    let before = Manifest::load(&standing)?;
    if before.status != Status::Done {
        if before.extension.is_none() {
            may_extend(&standing, &before, until, end_h)?;
        }
        drop(standing);
        observer.say("the run is not finished: first to its own end".to_string());
        if resume(path, engine, observer)? == Ending::Stopped {
            return Ok(Ending::Stopped);
        }
    }
    engine.check()?;
    let reading = RunDir::open(path)?;
    if !faults(&reading, &Manifest::load(&reading)?)?.is_empty()
        && resume(path, engine, observer)? == Ending::Stopped
    {
        return Ok(Ending::Stopped);
    }
    let dir = RunDir::resume(path)?;
    let mut manifest = Manifest::load(&dir)?;
    plan_extension(&dir, &mut manifest, until, end_h)?;
    prepare(&dir, &mut manifest, observer)?;
    carry_on(&dir, manifest, || engine.maker().map_err(RunError::from), observer)
}
