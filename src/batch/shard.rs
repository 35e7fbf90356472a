//! One shard: the replicates that no part holds are run and written as parts.
//!
//! In: a shard, its scenario, an engine. Out: parts on the disk, and what failed. Replicates run
//! together; where one of them fails, they are run again in halves until it stands alone: the
//! others have their rows, and the failure is written down with its reason. A shard that is stopped
//! saves the state of the replicates in hand; one that runs long saves it now and then. As many run
//! together as fit into the memory that the caller gives: a large block leaves a part after each.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::engine::EngineError;
use crate::record::table_bytes;
use crate::results::RunError;
use crate::scenario::Scenario;
use crate::simulation::{self, Computed, sampled_keys};

use super::plan::{Shard, StudyPlan};
use super::points::Points;
use super::state::{self, SavedState};
use super::store::{self, Done, KeptParts, RunFailure};
use super::{BLOCK, BatchError};

/// Wall time between two saves of replicates that run long. When a state is saved has no bearing on
/// what comes out.
const SAVE_EVERY: Duration = Duration::from_secs(600);

/// What all shards of a run of a study have in common.
pub(super) struct Workshop<'a> {
    /// The study's directory.
    pub path: &'a Path,
    /// Its plan.
    pub plan: &'a StudyPlan,
    /// Its points.
    pub points: &'a Points,
    /// The engine.
    pub engine: &'a simulation::Maker,
    /// Bytes of state that one shard may have at a time.
    pub memory: u64,
    /// Threads that work on one shard.
    pub threads: usize,
    /// Whether to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// How a shard ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ended {
    /// Replicates computed.
    pub computed: u32,
    /// Replicates that failed.
    pub failed: Vec<RunFailure>,
    /// Asked to stop before its end.
    pub stopped: bool,
}

/// What came of some replicates.
enum Outcome {
    Rows(Box<Computed>),
    Stopped,
    Failed(String),
}

impl Workshop<'_> {
    /// Runs what is missing of a shard.
    ///
    /// # Errors
    /// [`BatchError::Run`] where the engine or the disk is lost; a failing replicate is no error.
    pub(super) fn run(&self, shard: &Shard) -> Result<Ended, BatchError> {
        let kept = KeptParts::of(self.path, shard, self.plan.series)?;
        let missing = kept.missing(shard);
        let mut ended = Ended::default();
        if missing.is_empty() {
            return Ok(ended);
        }
        let attempt = kept.failures.as_ref().map_or(0, |failures| failures.attempt) + 1;
        let point = &self.plan.points[shard.entry];
        let (scenario, identity) =
            self.points.resolve(point.arm, point.point).map_err(BatchError::Study)?;
        if identity != shard.identity {
            let what = format!(
                "point {} of arm `{}` is not what was planned; plan the study again",
                point.point, self.plan.arms[point.arm]
            );
            return Err(BatchError::Damaged { path: self.path.join("plan.json"), what });
        }
        let together = (self.memory / point.bytes.max(1)).clamp(1, u64::from(BLOCK)) as usize;
        for range in ranges(&missing) {
            for some in range.chunks(together) {
                self.some(shard, &scenario, some, attempt, &mut ended)?;
                if ended.stopped {
                    return Ok(ended);
                }
            }
        }
        store::write_failures(self.path, shard, attempt, ended.failed.clone())?;
        state::remove_all(self.path, shard)?;
        Ok(ended)
    }

    /// Runs consecutive replicates together, or in halves where one of them fails.
    fn some(
        &self,
        shard: &Shard,
        scenario: &Scenario,
        replicates: &[u32],
        attempt: u32,
        ended: &mut Ended,
    ) -> Result<(), BatchError> {
        let clock = Instant::now();
        match self.compute(shard, scenario, replicates)? {
            Outcome::Stopped => ended.stopped = true,
            Outcome::Rows(computed) => {
                self.write(shard, scenario, replicates, *computed, attempt, clock)?;
                ended.computed += replicates.len() as u32;
            }
            Outcome::Failed(reason) if replicates.len() == 1 => {
                ended.failed.push(RunFailure { replicate: replicates[0], reason })
            }
            Outcome::Failed(_) => {
                let (left, right) = replicates.split_at(replicates.len() / 2);
                self.some(shard, scenario, left, attempt, ended)?;
                if !ended.stopped {
                    self.some(shard, scenario, right, attempt, ended)?;
                }
            }
        }
        Ok(())
    }

    fn compute(
        &self,
        shard: &Shard,
        scenario: &Scenario,
        replicates: &[u32],
    ) -> Result<Outcome, BatchError> {
        let state = SavedState::new(self.path, shard, replicates);
        let whole_run = || -> Result<Option<Computed>, RunError> {
            let mut run = state.begin(scenario, replicates, self.engine, self.plan.series)?;
            let mut saved = Instant::now();
            while !(self.stop)() {
                if !run.advance()? {
                    return Ok(Some(run.finish()?));
                }
                if saved.elapsed() >= SAVE_EVERY {
                    state.save(&mut run)?;
                    saved = Instant::now();
                }
            }
            state.save(&mut run)?;
            Ok(None)
        };
        match catch_unwind(AssertUnwindSafe(whole_run)) {
            Ok(Ok(Some(computed))) => Ok(Outcome::Rows(Box::new(computed))),
            Ok(Ok(None)) => Ok(Outcome::Stopped),
            // a lost device or a driver that miscomputes is no fault of a replicate
            Ok(Err(
                error @ (RunError::Engine(EngineError::Device(_) | EngineError::CrossCheck { .. })
                | RunError::Record(_)),
            )) => Err(error.into()),
            Ok(Err(error)) => Ok(Outcome::Failed(error.to_string())),
            Err(panic) => {
                let said = panic
                    .downcast_ref::<String>()
                    .map(String::as_str)
                    .or_else(|| panic.downcast_ref::<&str>().copied());
                Ok(Outcome::Failed(format!(
                    "the program broke down: {}",
                    said.unwrap_or("no reason given")
                )))
            }
        }
    }

    fn write(
        &self,
        shard: &Shard,
        scenario: &Scenario,
        replicates: &[u32],
        computed: Computed,
        attempt: u32,
        clock: Instant,
    ) -> Result<(), BatchError> {
        let (first, count) = (replicates[0], replicates.len() as u32);
        let Computed { outcome_columns, outcomes, series_columns, series } = computed;
        let mut tables = Vec::new();
        for (kind, columns, rows) in
            [("outcomes", &outcome_columns, Some(outcomes)), ("series", &series_columns, series)]
        {
            if let Some(rows) = rows {
                let name = store::table(kind, first, count);
                let bytes = table_bytes(Path::new(&name), columns, rows)?;
                tables.push((name, bytes));
            }
        }
        let adapter = self.engine.adapter();
        let made = store::PartMaker {
            version: env!("CARGO_PKG_VERSION").to_string(),
            engine: self.engine.name().to_string(),
            adapter: adapter.map(ToString::to_string),
            driver: adapter.map(|adapter| adapter.driver.clone()),
            threads: self.threads,
            wall_s: clock.elapsed().as_secs_f64(),
            finished: String::new(),
            attempt,
        };
        let identity = shard.identity.clone();
        let done = Done {
            identity,
            block: shard.block,
            first,
            count,
            outputs: Default::default(),
            sampled: sampled_keys(scenario),
            made,
        };
        Ok(store::write(self.path, shard, &tables, done)?)
    }
}

/// Ascending numbers as runs of consecutive ones.
fn ranges(numbers: &[u32]) -> Vec<&[u32]> {
    numbers.chunk_by(|a, b| a + 1 == *b).collect()
}

#[cfg(test)]
mod tests;
