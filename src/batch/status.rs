//! How far a study is.
//!
//! In: a study's directory. Out: counts of shards and runs, and what is missing, failed or damaged.
//! Only names and sizes are looked at; with `verify` every file is read and its BLAKE3 compared
//! with the one that was written down: study and base scenario, the tables and words of shards, the
//! dataset (the plan carries its own, and is compared always). Nothing is computed again and
//! nothing is changed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::results::{FileFault, FilesChecked};

use super::BatchError;
use super::dataset;
use super::directory::{DATASET, Opened};
use super::plan::Shard;
use super::store::{self, KeptParts, RunFailure};

/// Checks every file of a study.
///
/// # Errors
/// A plan that is damaged, or what the disk refuses.
pub fn check_files(path: &std::path::Path) -> Result<FilesChecked, BatchError> {
    let opened = Opened::open(path)?;
    let status = status(&opened, true)?;
    let faults = status.damaged.unwrap_or_default().into_iter().map(|file| FileFault {
        file,
        what: "is not what was written down, or is missing".to_owned(),
    });
    Ok(FilesChecked { files: status.checked, faults: faults.collect() })
}

/// The counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StudyStatus {
    /// Title of the study.
    pub title: String,
    /// Arms.
    pub arms: usize,
    /// Points of all arms.
    pub points: usize,
    /// Different ones among them.
    pub different_points: usize,
    /// Shards of the plan.
    pub shards: usize,
    /// Shards of which every replicate has its rows.
    pub done_shards: usize,
    /// Runs of the plan.
    pub runs: u64,
    /// Runs that have their rows.
    pub done_runs: u64,
    /// Runs that failed at the last try.
    pub failed_runs: u64,
    /// Shards with such runs.
    pub failed_shards: Vec<usize>,
    /// The failures: shard, replicate and reason.
    pub failures: Vec<(usize, RunFailure)>,
    /// Shards that are not done, the failed ones among them.
    pub missing: Vec<usize>,
    /// Shards on the disk that the plan does not have.
    pub left: usize,
    /// Files that a process is writing, or was when it was killed.
    pub unfinished: usize,
    /// Parts by the version of the program that made them.
    pub versions: BTreeMap<String, usize>,
    /// Files whose bytes are not those written down; only looked for when asked.
    pub damaged: Option<Vec<String>>,
    /// Files that were compared.
    pub checked: usize,
}

/// Counts.
///
/// # Errors
/// What the disk refuses.
pub fn status(opened: &Opened, verify: bool) -> Result<StudyStatus, BatchError> {
    let plan = &opened.plan;
    let shards = plan.shards();
    let mut status = StudyStatus {
        title: plan.title.clone(),
        arms: plan.arms.len(),
        points: plan.points.len(),
        different_points: plan.distinct().len(),
        shards: shards.len(),
        runs: plan.runs(),
        damaged: verify.then(Vec::new),
        ..StudyStatus::default()
    };
    for shard in &shards {
        let kept = KeptParts::of(&opened.path, shard, plan.series)?;
        let missing = kept.missing(shard).len() as u64;
        status.done_runs += u64::from(shard.count) - missing;
        if missing == 0 {
            status.done_shards += 1;
        } else {
            status.missing.push(shard.id);
        }
        let failed = kept.failed(shard);
        if !failed.is_empty() {
            status.failed_runs += failed.len() as u64;
            status.failed_shards.push(shard.id);
            status.failures.extend(failed.into_iter().map(|failure| (shard.id, failure.clone())));
        }
        status.unfinished += kept.unfinished;
        for part in &kept.parts {
            *status.versions.entry(part.made.version.clone()).or_default() += 1;
        }
        if let Some(damaged) = &mut status.damaged {
            status.checked += kept.damaged.len() + kept.parts.len();
            damaged.extend(kept.damaged.iter().map(|path| path.display().to_string()));
            for (name, output) in kept.parts.iter().flat_map(|part| &part.outputs) {
                status.checked += 1;
                match store::verified(&opened.path, shard, name, output) {
                    Ok(_) => {}
                    Err(BatchError::Damaged { path, .. }) => {
                        damaged.push(path.display().to_string())
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }
    if let Some(damaged) = &mut status.damaged {
        status.checked += 3;
        damaged.extend(opened.changed_texts()?);
        let dataset = dataset::changed(&opened.path.join(DATASET), |_| true)?;
        damaged.extend(dataset.iter().map(|(path, _)| path.display().to_string()));
    }
    let planned: std::collections::BTreeSet<String> = shards.iter().map(Shard::name).collect();
    status.left =
        store::shards_on_disk(&opened.path)?.iter().filter(|name| !planned.contains(*name)).count();
    Ok(status)
}
