//! A run in memory gone on with: to a later end, or under another treatment.
//!
//! In: a run in memory, a time, an arm. Out: the bytes of the longer run, or of the arm's whole
//! scenario run from its start: where a saved state of the run serves, the first part is taken over,
//! else all is computed.

use crate::run::take_over::{adopt, agree};
use crate::scenario::Scenario;
use crate::simulation::{Plan, check_columns};

use super::error::MemoryError;
use super::run::MemoryRun;
use super::states::{State, States};

/// What an arm is called where its text has no name.
const ARM: &str = "arm.toml";

impl MemoryRun {
    /// The same run to a later end: as it was typed, and in hours. Nothing is computed yet.
    ///
    /// # Errors
    /// An end that is not later, or between two host steps; problems of the longer scenario.
    pub fn longer(&self, until: &str, end_h: f64) -> Result<MemoryRun, MemoryError> {
        let (step_h, last_h) = (self.scenario.run.host_step_h, self.until_h());
        let steps = end_h / step_h;
        if !(end_h > last_h && is_whole(steps)) {
            let between = format!("after the end of the run, {last_h} h");
            return Err(MemoryError::Time { what: "until", found_h: end_h, step_h, between });
        }
        let scenario = if end_h <= self.scenario.run.until_h {
            self.scenario.clone()
        } else {
            let longer = self.scenario.lasting(until);
            longer.map_err(crate::results::RunError::Scenario)?
        };
        let stop_h = (end_h < scenario.run.until_h).then_some(end_h);
        self.following(scenario, stop_h, self.reached)
    }

    /// The same animals, from `at_h` on under an arm: a text, and the name that problems have for
    /// it. Nothing is computed yet.
    ///
    /// # Errors
    /// A time outside the run, or between two host steps; problems of the arm.
    pub fn branch(
        &self,
        at_h: f64,
        arm: &str,
        name: Option<&str>,
    ) -> Result<MemoryRun, MemoryError> {
        let (step_h, until_h) = (self.scenario.run.host_step_h, self.scenario.run.until_h);
        let steps = at_h / step_h;
        if !(steps >= 1.0 && is_whole(steps) && at_h < until_h) {
            let between = format!("before the end of the run, {until_h} h");
            return Err(MemoryError::Time { what: "at", found_h: at_h, step_h, between });
        }
        let branch = self.scenario.branch_text(arm, name.unwrap_or(ARM), at_h);
        let scenario = branch.map_err(crate::results::RunError::Scenario)?;
        check_columns(&scenario).map_err(crate::results::RunError::Scenario)?;
        self.following(scenario, None, Plan::new(&self.scenario, None).step_at(at_h))
    }

    /// The same run, to go on with from where it is. Nothing is computed yet.
    ///
    /// # Errors
    /// A state that cannot be read.
    pub fn again(&self) -> Result<MemoryRun, MemoryError> {
        self.following(self.scenario.clone(), self.stop_h, self.reached)
    }

    /// A run of another scenario that equals this one up to a host step: with what was there by
    /// then, if a state serves.
    fn following(
        &self,
        scenario: Scenario,
        stop_h: Option<f64>,
        until: u64,
    ) -> Result<MemoryRun, MemoryError> {
        let mut states = States::new(self.states.most());
        let (mut rows, mut snapshots, mut reached) = (Vec::new(), Vec::new(), 0);
        let plan = self.plan();
        if let Some(state) = self.states.until(until)
            && agree(&self.scenario, &scenario, plan.time_h(state.step))
        {
            rows.extend_from_slice(&self.rows[..state.rows]);
            snapshots.extend_from_slice(&self.snapshots[..state.frames]);
            reached = state.step;
            states.push(adopted(state, &scenario, plan.time_h(state.step))?);
        }
        Ok(MemoryRun {
            scenario,
            stop_h,
            set: self.set.clone(),
            rows,
            snapshots,
            outcomes: None,
            states,
            reached,
            directory: None,
        })
    }
}

/// Whether a positive number of host steps is a whole one; what is no number is none.
fn is_whole(steps: f64) -> bool {
    (steps - steps.round()).abs() <= 1e-9 * steps
}

/// A state of a run as one of another that agrees with it.
fn adopted(state: &State, into: &Scenario, now_h: f64) -> Result<State, MemoryError> {
    let mut saved = state.copies();
    let parts = saved.iter_mut().map(|saved| (&mut saved.host, &mut saved.trajectory));
    adopt(into, now_h, (0..).zip(parts))?;
    Ok(State { saved, ..*state })
}
