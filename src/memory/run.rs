//! A run in memory: its animals stepped to the end, and what they leave.
//!
//! In: a scenario, an engine, a bound for saved states. Out: rows, frames and outcomes in the order
//! and with the values of a run's directory: what is recorded when stands in `simulation::Plan`,
//! and what is done at a time point is what `run::recorder` does there.

use std::sync::Arc;

use crate::census::Snapshot;
use crate::results::RunError;
use crate::scenario::Scenario;
use crate::simulation::{
    Ensemble, Maker, Outcomes, Plan, outcome_table, sampled_keys, series_columns, series_rows,
};
use crate::table::{Column, Definition, Value};

use super::error::MemoryError;
use super::states::{State, States};

/// Rows of a table.
pub type TableRows = Vec<Vec<Value>>;

/// How a run in memory is made.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Early end, h; `None`: the scenario's.
    pub stop_h: Option<f64>,
    /// Keys that were set beside the scenario, for the page.
    pub set: Vec<String>,
    /// Most bytes of saved states.
    pub keep: u64,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepDone {
    /// Time reached, h.
    pub time_h: f64,
    /// Time of the end, h.
    pub until_h: f64,
    /// Replicates that still live in the run.
    pub active: usize,
    /// All replicates.
    pub total: usize,
}

/// Who follows a run.
pub struct Follower<'a> {
    /// Called after each host step; `false` stops the run.
    pub step: &'a mut dyn FnMut(StepDone) -> bool,
    /// Whether the run should stop, asked between host steps.
    pub stop: &'a dyn Fn() -> bool,
    /// Takes a sentence.
    pub message: &'a mut dyn FnMut(String),
}

/// A run in memory.
pub struct MemoryRun {
    pub(super) scenario: Scenario,
    pub(super) stop_h: Option<f64>,
    pub(super) set: Vec<String>,
    pub(super) rows: TableRows,
    pub(super) snapshots: Vec<Arc<Snapshot>>,
    pub(super) outcomes: Option<TableRows>,
    pub(super) states: States,
    pub(super) reached: u64,
    pub(super) directory: Option<std::path::PathBuf>,
}

impl MemoryRun {
    /// A run of which nothing is computed yet.
    pub fn new(scenario: Scenario, settings: Settings) -> MemoryRun {
        MemoryRun {
            scenario,
            stop_h: settings.stop_h,
            set: settings.set,
            rows: TableRows::new(),
            snapshots: Vec::new(),
            outcomes: None,
            states: States::new(settings.keep),
            reached: 0,
            directory: None,
        }
    }

    /// Its scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Its directory, where it has one.
    pub fn directory(&self) -> Option<&std::path::Path> {
        self.directory.as_deref()
    }

    /// Rows of the series, in the order of `series.parquet`.
    pub fn series(&self) -> &TableRows {
        &self.rows
    }

    /// The columns of the series with their meanings.
    pub fn series_definitions(&self) -> Vec<Definition> {
        let described = |column: Column| {
            let known = crate::simulation::series_column(&column.name);
            known.map_or_else(|| Definition::new(column, "", "", ()), Definition::described)
        };
        series_columns(&self.scenario).into_iter().map(described).collect()
    }

    /// Rows of the outcomes, one a replicate; `None` while the run is not finished.
    pub fn outcomes(&self) -> Option<&TableRows> {
        self.outcomes.as_ref()
    }

    /// The columns of the outcomes with their meanings.
    pub fn outcome_definitions(&self) -> Vec<Definition> {
        let table = outcome_table(&sampled_keys(&self.scenario));
        table.iter().map(|column| column.definition.described()).collect()
    }

    /// The digest of each replicate's last state; none while the run is not finished.
    pub fn digests(&self) -> Vec<String> {
        let columns = self.outcome_definitions();
        let place = columns.iter().position(|column| column.column.name == "final_digest");
        let digest = |row: &Vec<Value>| match place.map(|place| &row[place]) {
            Some(Value::Text(digest)) => digest.clone(),
            _ => String::new(),
        };
        self.outcomes.iter().flatten().map(digest).collect()
    }

    /// Whether it came to its end.
    pub fn is_finished(&self) -> bool {
        self.outcomes.is_some()
    }

    /// Time reached, h.
    pub fn reached_h(&self) -> f64 {
        self.plan().time_h(self.reached)
    }

    /// Time of the end, h.
    pub fn until_h(&self) -> f64 {
        let plan = self.plan();
        plan.time_h(plan.last())
    }

    /// Size of the saved states and their bound, bytes.
    pub fn kept(&self) -> (u64, u64) {
        (self.states.bytes(), self.states.most())
    }

    pub(super) fn plan(&self) -> Plan {
        Plan::new(&self.scenario, self.stop_h)
    }

    /// From the newest state to the end, unless the follower stops it. Gives whether the end was
    /// reached.
    ///
    /// # Errors
    /// What the engine refuses; what was there before stays.
    pub fn carry_on(
        &mut self,
        maker: &Maker,
        follower: &mut Follower<'_>,
    ) -> Result<bool, MemoryError> {
        if self.is_finished() {
            return Ok(true);
        }
        let plan = self.plan();
        let mut ensemble = self.begin(&plan, maker)?;
        while ensemble.active() > 0 {
            ensemble.advance()?;
            self.time_point(&plan, &mut ensemble)?;
            let step = ensemble.step();
            if plan.checkpoint_due(step) {
                self.keep(&mut ensemble, true)?;
            } else if step + 1 == plan.last() && plan.closes_rows(plan.last()) {
                // Where rows close the table a directory needs the state before them.
                self.keep(&mut ensemble, false)?;
            }
            let (active, total) = (ensemble.active(), ensemble.members().len());
            let (time_h, until_h) = (plan.time_h(step), plan.time_h(plan.last()));
            let goes_on = (follower.step)(StepDone { time_h, until_h, active, total });
            if active > 0 && (!goes_on || (follower.stop)()) {
                self.keep(&mut ensemble, false)?;
                return Ok(false);
            }
        }
        self.keep(&mut ensemble, false)?;
        self.close(&plan, &mut ensemble)?;
        let outcomes = Outcomes::of(&self.scenario, &plan, &mut ensemble)?;
        self.outcomes = Some(outcomes.rows);
        Ok(true)
    }

    /// The ensemble at the newest state, with the rows and frames of that time.
    fn begin(&mut self, plan: &Plan, maker: &Maker) -> Result<Ensemble, RunError> {
        let replicates: Vec<u32> = (0..self.scenario.run.replicates).collect();
        let end_h = plan.time_h(plan.last());
        let mut ensemble = Ensemble::new(&self.scenario, &replicates, end_h, maker)?;
        match self.states.last() {
            None => {
                self.rows.clear();
                self.snapshots.clear();
                self.time_point(plan, &mut ensemble)?;
            }
            Some(state) => {
                self.rows.truncate(state.rows);
                self.snapshots.truncate(state.frames);
                self.reached = state.step;
                ensemble.load(state.step, plan.tissue_step(state.step), &state.saved)?;
            }
        }
        Ok(ensemble)
    }

    /// Rows and frames that are due now.
    fn time_point(&mut self, plan: &Plan, ensemble: &mut Ensemble) -> Result<(), RunError> {
        let step = ensemble.step();
        self.reached = step;
        let (row_due, frame_due) = (plan.row_due(step), plan.frame_due(step));
        for member in 0..ensemble.members().len() {
            let (closes, present) = (ensemble.closes_now(member), ensemble.present(member));
            if closes || (present && row_due) {
                self.take_rows(plan, ensemble, member)?;
            }
            if plan.has_frames() && (closes || (present && frame_due)) {
                self.take_frames(ensemble, member)?;
            }
        }
        Ok(())
    }

    /// The last rows and frames, where they are not due.
    fn close(&mut self, plan: &Plan, ensemble: &mut Ensemble) -> Result<(), RunError> {
        let step = ensemble.step();
        for member in 0..ensemble.members().len() {
            if ensemble.closes_now(member) || !ensemble.present(member) {
                continue;
            }
            if plan.closes_rows(step) {
                self.take_rows(plan, ensemble, member)?;
            }
            if plan.closes_frames(step) {
                self.take_frames(ensemble, member)?;
            }
        }
        Ok(())
    }

    fn take_rows(
        &mut self,
        plan: &Plan,
        ensemble: &mut Ensemble,
        member: usize,
    ) -> Result<(), RunError> {
        let time_h = plan.time_h(ensemble.step());
        self.rows.extend(series_rows(&self.scenario, time_h, ensemble, member)?);
        Ok(())
    }

    /// The frames of a member whose frames are recorded.
    fn take_frames(&mut self, ensemble: &mut Ensemble, member: usize) -> Result<(), RunError> {
        let replicate = ensemble.members()[member].replicate();
        if self.scenario.record.replicates.contains(&replicate) {
            for site in 0..self.scenario.sites.len() {
                self.snapshots.push(Arc::new(ensemble.frame(member, site)?.take()?));
            }
        }
        Ok(())
    }

    fn keep(&mut self, ensemble: &mut Ensemble, scheduled: bool) -> Result<(), RunError> {
        let saved = (0..ensemble.members().len())
            .map(|member| ensemble.save(member))
            .collect::<Result<_, _>>()?;
        self.states.push(State {
            step: ensemble.step(),
            saved,
            rows: self.rows.len(),
            frames: self.snapshots.len(),
            scheduled,
        });
        Ok(())
    }
}
