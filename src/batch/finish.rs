//! `il2sim batch merge`: the dataset of a finished study in its place, then its page.
//!
//! In: a study's directory in which nothing is missing. Out: `DATASET` (see `merge`), whole or not
//! at all, and `report.html` beside it (see `page`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::record::{RecordError, disk};

use super::directory::{DATASET, Opened};
use super::merge::{Merger, kept};
use super::plan::Shard;
use super::store::KeptParts;
use super::{BatchError, compare, page};

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

/// Makes the dataset.
///
/// # Errors
/// [`BatchError::ShardsMissing`], [`BatchError::RunsFailed`] unless they are allowed,
/// [`BatchError::Damaged`]; the dataset of before then stays.
pub fn merge(opened: &Opened, allow_failed: bool) -> Result<Merged, BatchError> {
    let shards = complete(opened, allow_failed)?;
    for name in disk::names(&opened.path)?
        .iter()
        .filter(|name| name.starts_with("dataset.") && disk::is_part(name))
    {
        let path = opened.path.join(name);
        std::fs::remove_dir_all(&path).map_err(|error| RecordError::io(&path, "remove", error))?;
    }
    let refused = |error| RecordError::io(&opened.path, "make a directory in", error);
    let beside = tempfile::Builder::new()
        .prefix("dataset.")
        .suffix(".part")
        .tempdir_in(&opened.path)
        .map_err(refused)?;
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
    let Merger { points, .. } = merger;
    put_in_place(&opened.path, beside)?;
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

/// Exchanges the dataset for the new one.
fn put_in_place(study: &Path, beside: tempfile::TempDir) -> Result<(), BatchError> {
    let target = study.join(DATASET);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let refused = |error| RecordError::io(beside.path(), "make readable", error);
        std::fs::set_permissions(beside.path(), std::fs::Permissions::from_mode(0o755))
            .map_err(refused)?;
    }
    if target.exists() {
        let refused = |error| RecordError::io(&target, "replace", error);
        let old = tempfile::Builder::new()
            .prefix("dataset.")
            .suffix(".part")
            .tempdir_in(study)
            .map_err(refused)?;
        std::fs::rename(&target, old.path().join("old")).map_err(refused)?;
    }
    let made = beside.keep();
    std::fs::rename(&made, &target)
        .map_err(|error| RecordError::io(&target, "rename a directory to", error))?;
    Ok(disk::synchronise_parent(&target)?)
}
