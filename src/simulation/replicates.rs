//! Some replicates of a scenario, run to their ends without a directory: the unit of work of a
//! study.
//!
//! In: a scenario, replicate numbers, an engine. Out: their rows of the outcomes and, if wanted, of
//! the series (replicate by replicate, so no row depends on which replicates ran together).

use crate::scenario::Scenario;
use crate::table::{Column, Value};

use super::ensemble::{Ensemble, Saved};
use super::error::{Misfit, SimulationError};
use super::maker::Maker;
use super::outcomes::Outcomes;
use super::plan::Plan;
use super::series::{series_columns, series_rows};

/// Rows of a table.
pub(super) type Rows = Vec<Vec<Value>>;

/// Replicates in the middle of their run.
pub struct Replicates<'a> {
    scenario: &'a Scenario,
    plan: Plan,
    ensemble: Ensemble,
    /// Rows of the series so far, by member; none if they are not wanted.
    series: Option<Vec<Rows>>,
}

/// Replicates halted between two host steps.
pub struct Halt {
    /// The tissue step reached.
    pub tissue_step: u64,
    /// The exact state of each.
    pub states: Vec<Saved>,
    /// Rows of the series so far, if they are wanted.
    pub rows: Option<Rows>,
}

/// What replicates came to.
pub struct Computed {
    /// Columns of the outcomes.
    pub outcome_columns: Vec<Column>,
    /// One row a replicate.
    pub outcomes: Rows,
    /// Columns of the series.
    pub series_columns: Vec<Column>,
    /// Rows of the series, if they were wanted.
    pub series: Option<Rows>,
}

impl<'a> Replicates<'a> {
    /// At the start of their run.
    ///
    /// # Errors
    /// [`SimulationError::World`], [`SimulationError::Engine`].
    pub fn new(
        scenario: &'a Scenario,
        replicates: &[u32],
        maker: &Maker,
        series: bool,
    ) -> Result<Self, SimulationError> {
        Replicates::until(scenario, replicates, maker, series, None)
    }

    /// The same, ended early at `stop_h` if that is before the scenario's own end.
    ///
    /// # Errors
    /// As [`Replicates::new`].
    pub fn until(
        scenario: &'a Scenario,
        replicates: &[u32],
        maker: &Maker,
        series: bool,
        stop_h: Option<f64>,
    ) -> Result<Self, SimulationError> {
        let plan = Plan::new(scenario, stop_h);
        let ensemble = Ensemble::new(scenario, replicates, plan.time_h(plan.last()), maker)?;
        let mut made = Replicates {
            scenario,
            plan,
            ensemble,
            series: series.then(|| vec![Vec::new(); replicates.len()]),
        };
        made.observe()?;
        Ok(made)
    }

    /// Their scenario.
    pub fn scenario(&self) -> &Scenario {
        self.scenario
    }

    /// Host steps done, and those to the planned end.
    pub fn progress(&self) -> (u64, u64) {
        (self.ensemble.step(), self.plan.last())
    }

    /// The times reached and planned, h; replicates that still live in the run, and all.
    pub fn reached(&self) -> (f64, f64, usize, usize) {
        let (step, last) = self.progress();
        let (active, total) = (self.ensemble.active(), self.ensemble.members().len());
        (self.plan.time_h(step), self.plan.time_h(last), active, total)
    }

    /// One host step; false when all have ended.
    ///
    /// # Errors
    /// [`SimulationError::Engine`].
    pub fn advance(&mut self) -> Result<bool, SimulationError> {
        let goes_on = self.start()?;
        if goes_on {
            self.finish_step()?;
        }
        Ok(goes_on)
    }

    /// Begins a host step; false when all have ended.
    pub(super) fn start(&mut self) -> Result<bool, SimulationError> {
        let goes_on = self.ensemble.active() > 0;
        if goes_on {
            self.ensemble.start()?;
        }
        Ok(goes_on)
    }

    /// Ends a host step that was begun.
    pub(super) fn finish_step(&mut self) -> Result<(), SimulationError> {
        self.ensemble.finish()?;
        self.observe()
    }

    /// The exact state, and the rows of the series so far.
    ///
    /// # Errors
    /// A lost device.
    pub fn save(&mut self) -> Result<Halt, SimulationError> {
        let states = (0..self.ensemble.members().len())
            .map(|member| self.ensemble.save(member))
            .collect::<Result<_, _>>()?;
        let rows = self.series.as_ref().map(|by_member| by_member.concat());
        Ok(Halt { tissue_step: self.plan.tissue_step(self.ensemble.step()), states, rows })
    }

    /// Goes back to a saved time point, with `wanted` of the rows; those of a later one are
    /// dropped.
    ///
    /// # Errors
    /// [`SimulationError::State`] and [`SimulationError::Engine`] where the state is another's.
    pub fn load(
        &mut self,
        step: u64,
        states: &[Saved],
        rows: Rows,
        wanted: u64,
    ) -> Result<(), SimulationError> {
        let host_step = self.plan.host_step(step);
        if let Some(by_member) = &mut self.series {
            let now_h = self.plan.time_h(host_step);
            by_member.iter_mut().for_each(Vec::clear);
            let mut taken = 0;
            for row in rows {
                let member = self.ensemble.members().iter().position(|member| {
                    row.first() == Some(&Value::Count(u64::from(member.replicate())))
                });
                if let (Some(member), Some(Value::Number(time_h))) = (member, row.get(2))
                    && *time_h <= now_h
                {
                    by_member[member].push(row);
                    taken += 1;
                }
            }
            if taken != wanted {
                return Err(Misfit::Rows { found: taken, expected: wanted }.into());
            }
        }
        self.ensemble.load(host_step, step, states)
    }

    /// Rows that are due now.
    fn observe(&mut self) -> Result<(), SimulationError> {
        let Some(series) = &mut self.series else { return Ok(()) };
        let step = self.ensemble.step();
        let due = self.plan.row_due(step) || self.plan.closes_rows(step);
        for (member, rows) in series.iter_mut().enumerate() {
            if self.ensemble.closes_now(member) || (due && self.ensemble.present(member)) {
                rows.extend(series_rows(
                    self.scenario,
                    self.plan.time_h(step),
                    &mut self.ensemble,
                    member,
                )?);
            }
        }
        Ok(())
    }

    /// The rows, when all have ended.
    ///
    /// # Errors
    /// A lost device.
    pub fn finish(mut self) -> Result<Computed, SimulationError> {
        let Outcomes { columns, rows, .. } =
            Outcomes::of(self.scenario, &self.plan, &mut self.ensemble)?;
        let series = self.series.map(|by_member| by_member.into_iter().flatten().collect());
        Ok(Computed {
            outcome_columns: columns,
            outcomes: rows,
            series_columns: series_columns(self.scenario),
            series,
        })
    }
}
