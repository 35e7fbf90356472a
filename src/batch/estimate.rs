//! What a study will cost.
//!
//! In: a plan. Out: runs, shards, bytes of memory and disk.

use serde::Serialize;

use super::BLOCK;
use super::plan::Plan;

/// Bytes of a part beside its rows: the columns' headers, and the `done` file.
const PART_BYTES: u64 = 22_000;

/// Bytes of a row of the outcomes, and of the series.
const OUTCOME_BYTES: u64 = 250;
const SERIES_BYTES: u64 = 300;

/// The size of a study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
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
    /// Bytes of state of the largest shard, about.
    pub memory_bytes: u64,
    /// Bytes on the disk, about.
    pub disk_bytes: u64,
}

/// The size of a plan.
pub fn size(plan: &Plan) -> Size {
    let distinct = plan.distinct();
    let shards = plan.shards();
    let largest = distinct.iter().map(|&n| plan.points[n].bytes).max().unwrap_or(0);
    let rows: u64 = if plan.series { distinct.iter().map(|&n| plan.points[n].rows).sum::<u64>() * u64::from(plan.replicates) } else { 0 };
    let tables = 1 + u64::from(plan.series);
    Size {
        arms: plan.arms.len(),
        points: plan.points.len(),
        different_points: distinct.len(),
        runs: plan.runs(),
        shards: shards.len(),
        memory_bytes: largest * u64::from(plan.replicates.min(BLOCK)),
        disk_bytes: shards.len() as u64 * PART_BYTES * tables + plan.runs() * OUTCOME_BYTES + rows * SERIES_BYTES,
    }
}
