//! When what is done: every time point of a run as a whole number of host steps.
//!
//! In: the resolved scenario and an early end, if one was asked for. Out: for each host step
//! whether a row, a frame or a checkpoint falls on it. A time point that is no whole number of host
//! steps (a frame every 90 min with host steps of 1 h) falls on the next one. Whether something is
//! due at a step depends on the step and the interval alone, so a shorter run is a prefix of the
//! longer.

use std::collections::BTreeSet;

use crate::scenario::Scenario;

/// Share of a host step within which a time point counts as being on it (decimal times such as 0.1
/// h have no exact binary form).
const SLACK: f64 = 1e-6;

/// The times of one run, in host steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Length of a host step, h.
    host_step_h: f64,
    /// Tissue steps in a host step.
    tissue_steps: u64,
    /// Host steps of the run.
    last: u64,
    /// Interval of the series, in host steps.
    series: f64,
    /// Interval of checkpoints, in host steps.
    checkpoint: f64,
    /// Host steps with a frame.
    frames: BTreeSet<u64>,
    /// Whether the scenario records frames at all.
    has_frames: bool,
}

impl Plan {
    /// The plan of a scenario, ended early at `stop_h` if that is before its own end.
    pub fn new(scenario: &Scenario, stop_h: Option<f64>) -> Self {
        let run = &scenario.run;
        let until_h = stop_h.map_or(run.until_h, |stop| stop.min(run.until_h));
        let steps = |time_h: f64| time_h / run.host_step_h;
        let last = next_step(steps(until_h));
        Plan {
            host_step_h: run.host_step_h,
            tissue_steps: (run.host_step_h / run.tissue_step_h).round() as u64,
            last,
            series: steps(scenario.record.series_every_h),
            checkpoint: steps(scenario.record.checkpoint_every_h),
            frames: scenario
                .record
                .frames_h
                .iter()
                .map(|&t| next_step(steps(t)))
                .filter(|&step| step <= last)
                .collect(),
            has_frames: !scenario.record.frames_h.is_empty(),
        }
    }

    /// The step at which the run ends.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Time of a step, h.
    pub fn time_h(&self, step: u64) -> f64 {
        step as f64 * self.host_step_h
    }

    /// The step at a time that [`Plan::time_h`] gave.
    pub fn step_at(&self, time_h: f64) -> u64 {
        (time_h / self.host_step_h).round() as u64
    }

    /// Tissue step of a host step.
    pub fn tissue_step(&self, step: u64) -> u64 {
        step * self.tissue_steps
    }

    /// Host step of a tissue step.
    pub fn host_step(&self, tissue_step: u64) -> u64 {
        tissue_step / self.tissue_steps
    }

    /// Whether every living replicate writes a row.
    pub fn row_due(&self, step: u64) -> bool {
        due(step, self.series)
    }

    /// Whether every living recorded replicate gets a frame.
    pub fn frame_due(&self, step: u64) -> bool {
        self.frames.contains(&step)
    }

    /// Whether the run ends at a step on which no row is due: its last rows close the table.
    pub fn closes_rows(&self, step: u64) -> bool {
        step == self.last && !self.row_due(step)
    }

    /// Whether the run ends at a step on which no frame is due: its last frames close the film.
    pub fn closes_frames(&self, step: u64) -> bool {
        self.has_frames && step == self.last && !self.frame_due(step)
    }

    /// Whether the scenario records frames at all, be they due before the end or not.
    pub fn has_frames(&self) -> bool {
        self.has_frames
    }

    /// Rows of the series, at most: as many host steps, replicates and sites as there are.
    pub fn most_rows(&self, scenario: &Scenario) -> u64 {
        let sites = scenario.sites.len() as u64;
        (self.last + 1).saturating_mul(u64::from(scenario.run.replicates)).saturating_mul(sites)
    }

    /// Whether the state is saved (never at the start, which costs nothing to make again, nor
    /// where rows close the table: they hold the counts of the last host step, a state does not).
    pub fn checkpoint_due(&self, step: u64) -> bool {
        step > 0 && due(step, self.checkpoint) && !self.closes_rows(step)
    }
}

/// The first whole step at or after a time point.
fn next_step(steps: f64) -> u64 {
    (steps - SLACK).ceil().max(0.0) as u64
}

/// Whether a multiple of `interval` steps falls on `step`, or between it and the one before.
fn due(step: u64, interval: f64) -> bool {
    let multiples = |step: u64| ((step as f64 + SLACK) / interval).floor();
    step == 0 || multiples(step) > multiples(step - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps_due(interval: f64, last: u64) -> Vec<u64> {
        (0..=last).filter(|&step| due(step, interval)).collect()
    }

    #[test]
    fn a_whole_interval_falls_on_its_multiples() {
        assert_eq!(steps_due(6.0, 20), [0, 6, 12, 18]);
        assert_eq!(steps_due(1.0, 3), [0, 1, 2, 3]);
    }

    #[test]
    fn a_broken_interval_falls_on_the_next_step() {
        assert_eq!(steps_due(1.5, 6), [0, 2, 3, 5, 6]);
        assert_eq!(next_step(1.5), 2);
        assert_eq!(next_step(37.0), 37);
    }

    #[test]
    fn an_interval_shorter_than_a_step_falls_on_every_step() {
        assert_eq!(steps_due(0.25, 3), [0, 1, 2, 3]);
    }

    #[test]
    fn decimal_intervals_lose_no_multiple() {
        // 0.3 h in steps of 0.1 h: 0.3 / 0.1 is a little below 3 in binary
        let interval = 0.3 / 0.1;
        assert_eq!(steps_due(interval, 30_000).len(), 10_001);
        assert_eq!(next_step(0.7 / 0.1), 7);
    }
}
