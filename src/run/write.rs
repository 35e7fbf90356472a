//! A run that was computed elsewhere, written into a directory.
//!
//! In: a scenario, all rows and frames of its run, a state at a fixed time and the last one. Out:
//! the bytes of the run made in that directory: it is left there as one that was stopped at its
//! last state, and goes on from it.

use std::sync::Arc;

use crate::census::Snapshot;
use crate::events::Observer;
use crate::record::{Checkpoint, Occasion, RunDir};
use crate::results::{RunError, scenario_of};
use crate::simulation::Saved;
use crate::table::Value;

use super::finish::Ending;
use super::recorder::Recorder;
use super::whole::{RunRequest, begin, carry_on};

/// A state of a run that was computed elsewhere.
pub(crate) struct PastState {
    /// Tissue step.
    pub step: u64,
    /// Rows by then.
    pub rows: usize,
    /// Frames by then.
    pub frames: usize,
    /// The replicates.
    pub states: Vec<Saved>,
}

/// A run that was computed elsewhere.
pub(crate) struct Past<'a> {
    /// All rows of the series.
    pub rows: &'a [Vec<Value>],
    /// All frames.
    pub frames: &'a [Arc<Snapshot>],
    /// The newest state at a fixed time.
    pub scheduled: Option<PastState>,
    /// The last state; what is missing of the run is computed from it.
    pub last: Option<PastState>,
}

/// Writes the run.
///
/// # Errors
/// [`RunError`].
pub(crate) fn write(
    request: RunRequest,
    past: Past<'_>,
    observer: &mut Observer,
) -> Result<Ending, RunError> {
    let RunRequest { scenario, out, force, typed, engine } = request;
    engine.check()?;
    let (dir, manifest) = begin(&scenario, out.as_deref(), force, typed, observer)?;
    let stored = scenario_of(&dir, &manifest)?;
    let mut recorder = Recorder::create(&dir, &stored)?;
    let (mut rows, mut frames) = (0, 0);
    let Past { rows: all_rows, frames: all_frames, scheduled, last } = past;
    let states = [(scheduled, Occasion::Scheduled), (last, Occasion::Signal)];
    for (state, occasion) in
        states.into_iter().filter_map(|(state, occasion)| Some((state?, occasion)))
    {
        recorder.take(&all_rows[rows..state.rows], &all_frames[frames..state.frames])?;
        (rows, frames) = (state.rows, state.frames);
        save(&dir, &stored.digest(), state, &mut recorder, occasion)?;
    }
    drop(recorder);
    carry_on(&dir, manifest, || engine.maker().map_err(RunError::from), observer)
}

/// Saves a state after everything that it speaks of.
fn save(
    dir: &RunDir,
    scenario: &str,
    state: PastState,
    recorder: &mut Recorder,
    occasion: Occasion,
) -> Result<(), RunError> {
    recorder.series.flush()?;
    recorder.frames.sync()?;
    let (rows, length) = (recorder.series.rows(), recorder.frames.len());
    let PastState { step, states, .. } = state;
    Checkpoint::of(step, scenario.to_owned(), states, rows, length).save(dir, occasion)?;
    Ok(())
}
