//! What a study will cost.
//!
//! In: a plan. Out: runs, shards, bytes of memory and disk; and from a short measured run, the
//! *probe*, the time, in `estimate.json`.
//!
//! The probe runs some replicates of the middle point for a few seconds: on the CPU one on one
//! thread, on a GPU a whole block. The time of the study is the mean cost of the measured host
//! steps, times the planned host steps, times runs, weighed by lattice and length, divided by
//! threads. Its spread is that of the quarters of the measured steps: early ones are cheap, late
//! ones dear. Animals that end before their planned end cost less.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::record::disk;
use crate::run::needs::of_animals;
use crate::simulation::{Maker, Replicates};

use super::directory::Opened;
use super::plan::StudyPlan;
use super::points::Points;
use super::{BLOCK, BatchError};

/// The file of the probe.
const ESTIMATE: &str = "estimate.json";

/// Wall time of a probe.
const PROBE: Duration = Duration::from_secs(10);

/// Bytes of a part beside its rows: the columns' headers, and the `done` file.
const PART_BYTES: u64 = 22_000;

/// Bytes of a row of the outcomes, and of the series.
const OUTCOME_BYTES: u64 = 250;
const SERIES_BYTES: u64 = 300;

/// The size of a study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StudySize {
    /// Arms.
    pub arms: usize,
    /// Points of all arms.
    pub points: usize,
    /// Different ones among them: only these are run.
    pub different_points: usize,
    /// Runs.
    pub runs: u64,
    /// Shards.
    pub shards: usize,
    /// Bytes of memory for the largest shard, about.
    pub memory_bytes: u64,
    /// Bytes on the disk, about.
    pub disk_bytes: u64,
}

/// The size of a plan.
pub fn size(plan: &StudyPlan) -> StudySize {
    let distinct = plan.distinct();
    let shards = plan.shards();
    let largest = distinct.iter().map(|&n| plan.points[n].bytes).max().unwrap_or(0);
    let rows: u64 = if plan.series {
        distinct.iter().map(|&n| plan.points[n].rows).sum::<u64>() * u64::from(plan.replicates)
    } else {
        0
    };
    let tables = 1 + u64::from(plan.series);
    StudySize {
        arms: plan.arms.len(),
        points: plan.points.len(),
        different_points: distinct.len(),
        runs: plan.runs(),
        shards: shards.len(),
        memory_bytes: of_animals(largest, u64::from(plan.replicates.min(BLOCK))),
        disk_bytes: shards.len() as u64 * PART_BYTES * tables
            + plan.runs() * OUTCOME_BYTES
            + rows * SERIES_BYTES,
    }
}

/// What a probe found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyEstimate {
    /// BLAKE3 of the study that it was made for.
    pub study_digest: String,
    /// Arm and point that were run.
    pub arm: String,
    /// The point.
    pub point: usize,
    /// Replicates that ran together.
    pub replicates: u32,
    /// The engine.
    pub engine: String,
    /// Threads that the estimate is for.
    pub threads: usize,
    /// Host steps measured, and those to the planned end.
    pub host_steps: u64,
    /// The same to the planned end.
    pub planned_host_steps: u64,
    /// Seconds of a host step of one replicate: mean of the cheapest quarter of the measured
    /// steps, of all, of the dearest.
    pub host_step_s: [f64; 3],
    /// Seconds of the whole study: from the cheapest quarter, from all, from the dearest.
    pub study_s: [f64; 3],
}

/// Runs a few host steps and writes `estimate.json`.
///
/// # Errors
/// [`BatchError::Run`] where the point cannot be run.
pub fn probe(opened: &Opened, points: &Points, maker: &Maker) -> Result<StudyEstimate, BatchError> {
    let plan = &opened.plan;
    let distinct = plan.distinct();
    let point = &plan.points[distinct[distinct.len() / 2]];
    let (scenario, _) = points.resolve(point.arm, point.point).map_err(BatchError::Study)?;
    let on_gpu = maker.adapter().is_some();
    let together = if on_gpu { plan.replicates.min(BLOCK) } else { 1 };
    let replicates: Vec<u32> = (0..together).collect();
    let threads = if on_gpu { 1 } else { rayon::current_num_threads() };
    let measure = || -> Result<(Vec<f64>, u64), BatchError> {
        let mut run = Replicates::new(&scenario, &replicates, maker, plan.series)?;
        let (clock, mut steps) = (Instant::now(), Vec::new());
        while clock.elapsed() < PROBE {
            let step = Instant::now();
            if !run.advance()? {
                break;
            }
            steps.push(step.elapsed().as_secs_f64() / f64::from(together));
        }
        Ok((steps, run.progress().1))
    };
    let (steps, planned) = match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(pool) if !on_gpu => pool.install(measure)?,
        _ => measure()?,
    };
    let mean = |steps: &[f64]| steps.iter().sum::<f64>() / steps.len().max(1) as f64;
    let quarters: Vec<f64> = steps.chunks(steps.len().div_ceil(4).max(1)).map(mean).collect();
    let least = quarters.iter().copied().fold(f64::INFINITY, f64::min).min(mean(&steps));
    let most = quarters.iter().copied().fold(0.0, f64::max);
    let host_step_s = [least, mean(&steps), most];
    let weight: f64 = distinct.iter().map(|&n| plan.points[n].cost).sum::<f64>() / point.cost;
    let whole = |step_s: f64| {
        step_s * planned as f64 * weight * f64::from(plan.replicates) / threads as f64
    };
    let estimate = StudyEstimate {
        study_digest: plan.study_digest.clone(),
        arm: plan.arms[point.arm].clone(),
        point: point.point,
        replicates: together,
        engine: maker.name().to_string(),
        threads,
        host_steps: steps.len() as u64,
        planned_host_steps: planned,
        host_step_s,
        study_s: host_step_s.map(whole),
    };
    let mut bytes =
        serde_json::to_vec_pretty(&estimate).expect("words and numbers have a JSON form");
    bytes.push(b'\n');
    disk::replace_together(&opened.path, &[(ESTIMATE, &bytes)])?;
    Ok(estimate)
}
