//! A run in memory and a run's directory: written with the bytes that the command leaves, and read.
//!
//! A run is saved as one that was stopped at its end: its newest checkpoint, its rows and frames,
//! its last state; then it is resumed, which computes nothing more (at most one host step) and
//! writes what follows from them. A run that kept no state is computed anew in the directory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::events::{Event, Observer};
use crate::record::{Manifest, RunDir, Status, read_table};
use crate::results::{RunError, frames_of, scenario_of};
use crate::run::{self, Ending, RunRequest, Typed};
use crate::scenario::Scenario;
use crate::simulation::{EngineRequest, Plan, outcome_table, sampled_keys, series_layout};
use crate::table::Cast;

use super::error::MemoryError;
use super::run::{Follower, MemoryRun, Settings, StepDone};
use super::states::{State, States};

/// Where a run is written.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The directory.
    pub path: PathBuf,
    /// Whether an earlier run there is replaced.
    pub force: bool,
    /// What the manifest says of how it was made.
    pub command: Vec<String>,
    /// Whether `report.html` is made.
    pub page: bool,
}

impl MemoryRun {
    /// Runs a scenario into a directory, with the bytes that the command leaves there; the follower
    /// may stop it. Gives the finished run, or none where it was stopped: the state
    /// is saved then.
    ///
    /// # Errors
    /// As a run of the command.
    pub fn into_directory(
        scenario: Scenario,
        settings: Settings,
        to: Destination,
        engine: &EngineRequest,
        follower: &mut Follower<'_>,
    ) -> Result<Option<MemoryRun>, MemoryError> {
        let (stop_h, set) = (settings.stop_h, settings.set.clone());
        let typed = Typed { stop_h, set, no_page: !to.page, command: to.command };
        let path = to.path.clone();
        let (out, force, engine) = (Some(to.path), to.force, engine.clone());
        let request = RunRequest { scenario, out, force, typed, engine };
        let ending = observed(follower, |observer| run::start(request, observer))?;
        finished(ending, &path, settings.keep)
    }

    /// Goes on with a directory, to its end or a later one (as it was typed, and in hours).
    ///
    /// # Errors
    /// As `resume` of the command.
    pub fn resume(
        path: &Path,
        until: Option<(&str, f64)>,
        keep: u64,
        engine: &EngineRequest,
        follower: &mut Follower<'_>,
    ) -> Result<Option<MemoryRun>, MemoryError> {
        let ending = observed(follower, |observer| match until {
            Some(until) => run::extend(path, until, engine, observer),
            None => run::resume(path, engine, observer),
        })?;
        finished(ending, path, keep)
    }

    /// Reads the directory of a finished run.
    ///
    /// # Errors
    /// [`RunError::Unfinished`]; what is damaged or cannot be read.
    pub fn open(path: &Path, keep: u64) -> Result<MemoryRun, MemoryError> {
        let dir = RunDir::open(path)?;
        let manifest = Manifest::load(&dir)?;
        if manifest.status != Status::Done {
            return Err(RunError::Unfinished { path: path.to_path_buf() }.into());
        }
        let scenario = scenario_of(&dir, &manifest)?;
        let mut snapshots = Vec::new();
        if let Some(mut frames) = frames_of(&dir, &manifest, &scenario)? {
            for key in frames.list() {
                let snapshot = frames.snapshot(key.replicate, key.site, key.step)?;
                snapshots.extend(snapshot.map(Arc::new));
            }
        }
        let (columns, rows) = read_table(&dir.whole("series.parquet")?)?;
        let cast = series_layout(&scenario).cast(&columns);
        let rows = rows.iter().map(|row| cast.row(row)).collect();
        let (columns, outcomes) = read_table(&dir.whole("outcomes.parquet")?)?;
        let table = outcome_table(&sampled_keys(&scenario));
        let own: Vec<_> = table.iter().map(|column| column.definition.column.clone()).collect();
        let cast = Cast::new(&columns, &own);
        let plan = Plan::new(&scenario, manifest.stop_h);
        Ok(MemoryRun {
            reached: plan.last(),
            stop_h: manifest.stop_h,
            set: manifest.set,
            rows,
            snapshots,
            outcomes: Some(outcomes.iter().map(|row| cast.row(row)).collect()),
            states: States::new(keep),
            directory: Some(path.to_path_buf()),
            scenario,
        })
    }

    /// Writes a finished run into a directory, with the bytes that the command leaves there.
    ///
    /// # Errors
    /// [`MemoryError::Unfinished`]; what the disk or the engine refuses.
    pub fn save(
        &self,
        to: Destination,
        engine: &EngineRequest,
        follower: &mut Follower<'_>,
    ) -> Result<PathBuf, MemoryError> {
        if !self.is_finished() {
            let (reached_h, until_h) = (self.reached_h(), self.until_h());
            return Err(MemoryError::Unfinished { reached_h, until_h });
        }
        let (stop_h, set) = (self.stop_h, self.set.clone());
        let typed = Typed { stop_h, set, no_page: !to.page, command: to.command.clone() };
        let (out, scenario) = (Some(to.path.clone()), self.scenario.clone());
        let request = RunRequest { scenario, out, force: to.force, typed, engine: engine.clone() };
        let past = self.past();
        observed(follower, |observer| run::write(request, past, observer))?;
        Ok(to.path)
    }

    /// What a directory is written from: the newest scheduled state, and the last.
    fn past(&self) -> run::Past<'_> {
        let plan = self.plan();
        let closes = plan.closes_rows(plan.last());
        // Where rows close the table, the state of their own step has not their counts.
        let end = if closes { plan.last().saturating_sub(1) } else { plan.last() };
        let of = |state: &State| run::PastState {
            step: plan.tissue_step(state.step),
            rows: state.rows,
            frames: state.frames,
            states: state.copies(),
        };
        run::Past {
            rows: &self.rows,
            frames: &self.snapshots,
            scheduled: self.states.scheduled().map(of),
            last: self.states.until(end).map(of),
        }
    }
}

/// Does something under an observer.
fn observed<T>(
    follower: &mut Follower<'_>,
    work: impl FnOnce(&mut Observer) -> Result<T, RunError>,
) -> Result<T, RunError> {
    let stopped = std::cell::Cell::new(false);
    let Follower { step, stop, message } = follower;
    let mut tell = |event: Event| match event {
        Event::Message(text) => message(text),
        Event::Step { time_h, until_h, active, total } => {
            let goes_on = step(StepDone { time_h, until_h, active, total });
            stopped.set(stopped.get() || !goes_on);
        }
        _ => {}
    };
    work(&mut Observer { tell: &mut tell, stop: &|| stopped.get() || stop() })
}

/// The run of a directory, where it came to its end.
fn finished(ending: Ending, path: &Path, keep: u64) -> Result<Option<MemoryRun>, MemoryError> {
    match ending {
        Ending::Done { .. } => MemoryRun::open(path, keep).map(Some),
        Ending::Stopped => Ok(None),
    }
}
