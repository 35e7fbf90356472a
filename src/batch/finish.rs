//! `il2sim batch merge`: the dataset of a finished study in its place, then its page.
//!
//! In: a study's directory in which nothing is missing. Out: `DATASET` (see `merge`), whole or not
//! at all, and `report.html` beside it (see `page`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::dataset;
use super::directory::{DATASET, Opened};
use super::merge::{Merger, kept};
use super::plan::Shard;
use super::store::KeptParts;
use super::{BatchError, compare, page, swap};

/// What `merge` made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The dataset.
    pub path: PathBuf,
    /// Rows of the outcomes.
    pub rows: u64,
    /// Failed runs whose rows are missing.
    pub failed: u64,
}

/// Makes the dataset. Where another process makes it, `wait` is called now and then until that one
/// is done, and says whether to stop.
///
/// # Errors
/// [`BatchError::ShardsMissing`], [`BatchError::RunsFailed`] unless they are allowed,
/// [`BatchError::Damaged`], [`BatchError::Merging`]; the dataset of before then stays.
pub fn merge(
    opened: &Opened,
    allow_failed: bool,
    wait: &mut dyn FnMut() -> bool,
) -> Result<Merged, BatchError> {
    let Some(_lock) = swap::hold(&opened.path, wait)? else {
        return Err(BatchError::Merging { study: opened.path.clone() });
    };
    swap::recover(&opened.path)?;
    swap::clear(&opened.path)?;
    let shards = complete(opened, allow_failed)?;
    let beside = swap::new_beside(&opened.path)?;
    let merger = Merger {
        opened,
        plan: &opened.plan,
        points: opened.points()?,
        shards,
        place: beside.path(),
    };
    let rows = merger.outcomes()?;
    let series = if opened.plan.series { Some(merger.series()?) } else { None };
    merger.design()?;
    let failed = merger.failed();
    merger.words(series.as_deref(), &failed)?;
    let analysis = compare::write(beside.path(), &opened.plan)?;
    dataset::write_digests(beside.path())?;
    let Merger { points, .. } = merger;
    swap::put_in_place(&opened.path, beside)?;
    page::write(opened, &points, analysis)?;
    Ok(Merged { path: opened.path.join(DATASET), rows, failed: failed.len() as u64 })
}

/// The same, none of them missing.
fn complete(
    opened: &Opened,
    allow_failed: bool,
) -> Result<BTreeMap<String, Vec<(Shard, KeptParts)>>, BatchError> {
    let plan = &opened.plan;
    let all = kept(opened)?;
    let (mut missing, mut failed) = (0_usize, 0_usize);
    for (shard, kept) in all.values().flatten() {
        let known = kept.failed(shard).len();
        failed += known;
        missing += usize::from(kept.missing(shard).len() > known);
    }
    let study = || opened.path.clone();
    if missing > 0 {
        let count = plan.shards().len();
        return Err(BatchError::ShardsMissing { study: study(), missing, count });
    }
    if failed > 0 && !allow_failed {
        return Err(BatchError::RunsFailed { study: study(), failed });
    }
    Ok(all)
}
