//! Some replicates of a scenario, run to their ends without a directory: the unit of work of a study.
//!
//! In: a scenario, replicate numbers, an engine. Out: their rows of the outcomes and, if wanted, of the series (replicate by replicate, so no row depends
//! on which replicates ran together).

use crate::census::{Cell, Column};
use crate::scenario::Scenario;

use super::RunError;
use super::engines::Maker;
use super::ensemble::Ensemble;
use super::outcomes::Outcomes;
use super::plan::Plan;
use super::recorder::{series_columns, series_rows};

/// Replicates in the middle of their run.
pub struct Replicates<'a> {
    scenario: &'a Scenario,
    plan: Plan,
    ensemble: Ensemble,
    /// Rows of the series so far, by member; none if they are not wanted.
    series: Option<Vec<Vec<Vec<Cell>>>>,
}

/// What replicates came to.
pub struct Computed {
    /// Columns of the outcomes.
    pub outcome_columns: Vec<Column>,
    /// One row a replicate.
    pub outcomes: Vec<Vec<Cell>>,
    /// Columns of the series.
    pub series_columns: Vec<Column>,
    /// Rows of the series, if they were wanted.
    pub series: Option<Vec<Vec<Cell>>>,
}

impl<'a> Replicates<'a> {
    /// At the start of their run.
    ///
    /// # Errors
    /// [`RunError::World`], [`RunError::Engine`].
    pub fn new(scenario: &'a Scenario, replicates: &[u32], maker: &Maker, series: bool) -> Result<Self, RunError> {
        let plan = Plan::new(scenario, None);
        let ensemble = Ensemble::new(scenario, replicates, plan.time_h(plan.last()), maker)?;
        let mut made = Replicates { scenario, plan, ensemble, series: series.then(|| vec![Vec::new(); replicates.len()]) };
        made.observe()?;
        Ok(made)
    }

    /// Host steps done, and those to the planned end.
    pub fn progress(&self) -> (u64, u64) {
        (self.ensemble.step(), self.plan.last())
    }

    /// One host step; false when all have ended.
    ///
    /// # Errors
    /// [`RunError::Engine`].
    pub fn advance(&mut self) -> Result<bool, RunError> {
        if self.ensemble.active() == 0 {
            return Ok(false);
        }
        self.ensemble.advance()?;
        self.observe()?;
        Ok(true)
    }

    /// Rows that are due now.
    fn observe(&mut self) -> Result<(), RunError> {
        let Some(series) = &mut self.series else { return Ok(()) };
        let step = self.ensemble.step();
        let due = self.plan.row_due(step);
        for (member, rows) in series.iter_mut().enumerate() {
            if self.ensemble.closes_now(member) || (due && self.ensemble.present(member)) {
                rows.extend(series_rows(self.scenario, self.plan.time_h(step), &mut self.ensemble, member)?);
            }
        }
        Ok(())
    }

    /// The rows, when all have ended.
    ///
    /// # Errors
    /// A lost device.
    pub fn finish(mut self) -> Result<Computed, RunError> {
        let Outcomes { columns, rows, .. } = Outcomes::of(self.scenario, &self.plan, &mut self.ensemble)?;
        let series = self.series.map(|by_member| by_member.into_iter().flatten().collect());
        Ok(Computed { outcome_columns: columns, outcomes: rows, series_columns: series_columns(self.scenario), series })
    }
}
