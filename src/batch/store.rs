//! The parts of a shard on the disk.
//!
//! In: rows of some replicates of a shard. Out: `outcomes-FIRST-COUNT.parquet`,
//! `series-FIRST-COUNT.parquet` if the study keeps series, and last `done-FIRST-COUNT.json` with
//! their sizes and BLAKE3. A part counts if its `done` file reads and its tables have their sizes;
//! anything else is as if it were not there. Parts may overlap: equal replicates have equal rows.
//! `failed.json` says which replicates failed at the last try, and why.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::record::{FileDigest, FileDigests, RecordError, clock, disk, made, sealed};

use super::plan::Shard;
use super::{BLOCK, BatchError};

/// Where shards lie in a study's directory.
pub(super) const SHARDS: &str = "shards";

/// The failures of a shard.
const FAILED: &str = "failed.json";

/// What made a part: all that varies between machines and times is here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PartMaker {
    /// The program's version.
    pub version: String,
    /// `cpu` or `gpu`.
    pub engine: String,
    /// The GPU.
    pub adapter: Option<String>,
    /// Its driver.
    pub driver: Option<String>,
    /// Threads that worked on it.
    pub threads: usize,
    /// Wall time, s.
    pub wall_s: f64,
    /// When it was done (RFC 3339).
    pub finished: String,
    /// How many tries its shard has had.
    pub attempt: u32,
}

/// `done-FIRST-COUNT.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Done {
    /// The shard's identity.
    pub identity: String,
    /// Its block.
    pub block: u32,
    /// First replicate.
    pub first: u32,
    /// Number of replicates.
    pub count: u32,
    /// The tables by name.
    pub outputs: FileDigests,
    /// Keys that its animals drew: columns of the outcomes.
    pub sampled: Vec<String>,
    /// What made it.
    pub made: PartMaker,
}

/// One failed replicate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFailure {
    /// Which.
    pub replicate: u32,
    /// Why.
    pub reason: String,
}

/// `failed.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Failures {
    /// The program's version.
    pub version: String,
    /// When (RFC 3339).
    pub at: String,
    /// Tries so far.
    pub attempt: u32,
    /// The replicates.
    pub failures: Vec<RunFailure>,
}

/// What a shard has on the disk.
#[derive(Clone, Debug, Default)]
pub(super) struct KeptParts {
    /// Whole parts, by first replicate, longer ones first.
    pub parts: Vec<Done>,
    /// The failures of the last try.
    pub failures: Option<Failures>,
    /// Files that say what was done, and that are not as they were written: they do not count.
    pub damaged: Vec<PathBuf>,
    /// Files that a process is writing, or was when it was killed.
    pub unfinished: usize,
}

/// Replicates of a part that are taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Take {
    /// Which of [`KeptParts::parts`].
    pub part: usize,
    /// First replicate.
    pub first: u32,
    /// Replicate behind the last.
    pub end: u32,
}

/// Name of a table of a part.
pub(super) fn table(kind: &str, first: u32, count: u32) -> String {
    format!("{kind}-{first:06}-{count:02}.parquet")
}

/// The directory of a shard.
pub(super) fn directory(study: &Path, shard: &Shard) -> PathBuf {
    study.join(SHARDS).join(&shard.identity[..2]).join(shard.name())
}

/// Names of all shards on the disk, planned or not.
pub(super) fn shards_on_disk(study: &Path) -> Result<Vec<String>, BatchError> {
    let top = study.join(SHARDS);
    let mut all = Vec::new();
    for name in disk::names(&top)? {
        let some = top.join(name);
        if some.is_dir() {
            all.extend(disk::names(&some)?);
        }
    }
    Ok(all)
}

impl KeptParts {
    /// Looks at a shard; `series`: a part without its series does not count.
    ///
    /// # Errors
    /// What the disk refuses.
    pub(super) fn of(study: &Path, shard: &Shard, series: bool) -> Result<KeptParts, BatchError> {
        let place = directory(study, shard);
        let mut kept = KeptParts::default();
        for name in disk::names(&place)? {
            if made::SHARD.has_part(&name) {
                kept.unfinished += 1;
            } else if name.starts_with("done-") && name.ends_with(".json") {
                match read_done(&place, &name, shard, series) {
                    Ok(done) => kept.parts.push(done),
                    Err(names) => kept.damaged.extend(names.iter().map(|name| place.join(name))),
                }
            } else if name == FAILED {
                kept.failures = read_sealed(&place.join(&name));
                if kept.failures.is_none() {
                    kept.damaged.push(place.join(&name));
                }
            }
        }
        kept.parts.sort_by_key(|part| (part.first, std::cmp::Reverse(part.count)));
        Ok(kept)
    }

    /// From which part each replicate of the shard is taken, in order; replicates that no part
    /// holds are left out.
    pub(super) fn cover(&self, shard: &Shard) -> Vec<Take> {
        let end = shard.first + shard.count;
        let mut takes = Vec::new();
        let mut reached = shard.first;
        while reached < end {
            let holding = (0..self.parts.len())
                .filter(|&n| self.parts[n].first <= reached && reached < self.parts[n].end());
            match holding.max_by_key(|&n| (self.parts[n].end(), std::cmp::Reverse(n))) {
                Some(part) => {
                    let stop = self.parts[part].end().min(end);
                    takes.push(Take { part, first: reached, end: stop });
                    reached = stop;
                }
                None => match self
                    .parts
                    .iter()
                    .map(|part| part.first)
                    .filter(|first| *first > reached)
                    .min()
                {
                    Some(next) => reached = next.min(end),
                    None => break,
                },
            }
        }
        takes
    }

    /// Replicates of the shard that no part holds.
    pub(super) fn missing(&self, shard: &Shard) -> Vec<u32> {
        let takes = self.cover(shard);
        (shard.first..shard.first + shard.count)
            .filter(|replicate| {
                !takes.iter().any(|take| (take.first..take.end).contains(replicate))
            })
            .collect()
    }

    /// Failures of replicates that are still missing.
    pub(super) fn failed(&self, shard: &Shard) -> Vec<&RunFailure> {
        let missing = self.missing(shard);
        self.failures
            .iter()
            .flat_map(|failures| &failures.failures)
            .filter(|failure| missing.contains(&failure.replicate))
            .collect()
    }
}

/// Removes what killed processes left of a shard's files.
pub(super) fn remove_dead_parts(study: &Path, shard: &Shard) -> Result<(), RecordError> {
    disk::remove_dead_parts(&directory(study, shard), &|name| made::SHARD.has(name))
}

impl Done {
    /// Replicate behind the last.
    pub(super) fn end(&self) -> u32 {
        self.first + self.count
    }
}

/// What a file with a digest of its own says, unless it is damaged.
fn read_sealed<T: serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    let bytes = disk::read(path).ok()?;
    sealed::must_hold(&bytes, false).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// A `done` file whose tables are there; of anything else the names of what is not as it was
/// written.
fn read_done(place: &Path, name: &str, shard: &Shard, series: bool) -> Result<Done, Vec<String>> {
    let not_so = || vec![name.to_owned()];
    let done: Done = read_sealed(&place.join(name)).ok_or_else(not_so)?;
    let in_block = done.first / BLOCK == shard.block
        && done.count > 0
        && done.first.checked_add(done.count).is_some_and(|end| end <= (shard.block + 1) * BLOCK);
    let has = |kind: &str| done.outputs.contains_key(&table(kind, done.first, done.count));
    let counts = done.identity == shard.identity
        && done.block == shard.block
        && name == done_name(done.first, done.count)
        && in_block
        && has("outcomes");
    if !counts {
        return Err(not_so());
    }
    if series && !has("series") {
        // of a plan that kept none: no damage
        return Err(Vec::new());
    }
    let whole = |(name, output): &(&String, &FileDigest)| {
        std::fs::metadata(place.join(name)).is_ok_and(|data| data.len() == output.bytes)
    };
    let cut: Vec<String> =
        done.outputs.iter().filter(|file| !whole(file)).map(|(name, _)| name.clone()).collect();
    if cut.is_empty() { Ok(done) } else { Err(cut) }
}

fn done_name(first: u32, count: u32) -> String {
    format!("done-{first:06}-{count:02}.json")
}

/// Writes a part: its tables, then its `done` file.
///
/// # Errors
/// What the disk refuses.
pub(super) fn write(
    study: &Path,
    shard: &Shard,
    tables: &[(String, Vec<u8>)],
    mut done: Done,
) -> Result<(), RecordError> {
    done.outputs =
        tables.iter().map(|(name, bytes)| (name.clone(), FileDigest::of(bytes))).collect();
    done.made.finished = clock::now();
    write_as_made(study, shard, tables, &done)
}

/// The same of a part whose `done` file says all of it already.
///
/// # Errors
/// What the disk refuses.
pub(super) fn write_as_made(
    study: &Path,
    shard: &Shard,
    tables: &[(String, Vec<u8>)],
    done: &Done,
) -> Result<(), RecordError> {
    let json = sealed::seal(done).into_bytes();
    let last = done_name(done.first, done.count);
    let mut files: Vec<(&str, &[u8])> =
        tables.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    files.push((&last, &json));
    disk::replace_together(&directory(study, shard), &files)
}

/// Says which replicates failed; with none, takes an earlier word of it back.
///
/// # Errors
/// What the disk refuses.
pub(super) fn write_failures(
    study: &Path,
    shard: &Shard,
    attempt: u32,
    failures: Vec<RunFailure>,
) -> Result<(), RecordError> {
    let place = directory(study, shard);
    if failures.is_empty() {
        return disk::remove(&place.join(FAILED));
    }
    let failures = Failures {
        version: env!("CARGO_PKG_VERSION").to_string(),
        at: clock::now(),
        attempt,
        failures,
    };
    disk::replace_together(&place, &[(FAILED, sealed::seal(&failures).as_bytes())])
}

/// Reads a table of a part and checks its BLAKE3.
///
/// # Errors
/// [`BatchError::Damaged`].
pub(super) fn verified(
    study: &Path,
    shard: &Shard,
    name: &str,
    output: &FileDigest,
) -> Result<PathBuf, BatchError> {
    let path = directory(study, shard).join(name);
    let bytes = disk::read(&path)?;
    if blake3::hash(&bytes).to_hex().as_str() != output.blake3 {
        let what = format!(
            "its BLAKE3 is not the one that was written down; remove it and run the study again \
             (shard {})",
            shard.id
        );
        return Err(BatchError::Damaged { path, what });
    }
    Ok(path)
}
