//! Checkpoints: the whole state of a run between two host steps, in one form for every engine.
//!
//! In: host bytes, tissue words and what each replicate has become. Out:
//! `state/checkpoint-STEP.bin` (at a fixed simulated time) or `state/signal-STEP.bin` (saved on a
//! signal): magic, version, length of the header, header (postcard), zstd of the raw words
//! (little-endian, replicate by replicate, site by site), BLAKE3 of all that. Its bytes follow from
//! the state alone. The contract is in the room's page.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::simulation::Saved;

use super::directory::{RunDir, STATE};
use super::{RecordError, disk};

const MAGIC: &[u8; 8] = b"IL2CHECK";
const VERSION: u32 = 1;
/// Bytes of the checksum at the end.
const CHECKSUM: usize = 32;
/// Bytes before the header: magic, version, length of the header.
const PREFIX: usize = 8 + 4 + 8;
/// A run waits for its checkpoint: speed over size.
const ZSTD_LEVEL: i32 = 1;
/// Checkpoints at fixed times that are kept while a run lasts: if the newer turns out damaged, the
/// older serves.
const KEPT: usize = 2;

/// Why a checkpoint is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// A fixed simulated time.
    Scheduled,
    /// A signal (Ctrl-C, SIGTERM) or an error: goes once a fixed one stands at its step or later.
    Signal,
}

/// The state of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Tissue step: everything before it is done.
    pub step: u64,
    /// Digest of the scenario it belongs to.
    pub scenario_digest: String,
    /// The host's state, by replicate.
    pub host: Vec<Vec<u8>>,
    /// The tissue's words, by replicate and site.
    pub tissue: Vec<Vec<Vec<u32>>>,
    /// What the run keeps of each replicate beside that (how it ended, its nadir, ...), by
    /// replicate.
    pub ended: Vec<Vec<u8>>,
    /// Rows of the series at that step, all flushed.
    pub series_rows: u64,
    /// Length of `frames.bin` at that step, synchronised.
    pub frames_len: u64,
}

/// Everything but the tissue's words.
#[derive(Serialize, Deserialize)]
struct Header {
    step: u64,
    scenario_digest: String,
    host: Vec<Vec<u8>>,
    ended: Vec<Vec<u8>>,
    series_rows: u64,
    frames_len: u64,
    /// Words of each replicate's sites.
    words: Vec<Vec<u64>>,
}

impl Checkpoint {
    /// Of the states of all replicates at a tissue step.
    pub fn of(
        step: u64,
        scenario_digest: String,
        states: Vec<Saved>,
        series_rows: u64,
        frames_len: u64,
    ) -> Checkpoint {
        let (mut host, mut tissue, mut ended) = (Vec::new(), Vec::new(), Vec::new());
        for saved in states {
            host.push(saved.host);
            tissue.push(saved.tissue);
            ended.push(saved.trajectory);
        }
        Checkpoint { step, scenario_digest, host, tissue, ended, series_rows, frames_len }
    }

    /// The states of the replicates.
    pub fn states(self) -> Vec<Saved> {
        let tissue = self.host.into_iter().zip(self.tissue);
        tissue
            .zip(self.ended)
            .map(|((host, tissue), trajectory)| Saved { host, trajectory, tissue })
            .collect()
    }

    /// Saves it; then those go that it replaces. Flush the tables and synchronise `frames.bin`
    /// before.
    ///
    /// # Errors
    /// [`RecordError::NotHeld`], [`RecordError::DiskFull`] (older checkpoints stay),
    /// [`RecordError::ReadOnly`], [`RecordError::Io`].
    pub fn save(&self, directory: &RunDir, occasion: Occasion) -> Result<PathBuf, RecordError> {
        directory.must_be_held()?;
        let path = directory.state().join(name(occasion, self.step));
        disk::replace(&path, &self.encode(&path)?)?;
        // Later ones are left: a resume that passed over damaged ones has removed them already.
        let all: Vec<Found> =
            list(directory)?.into_iter().filter(|found| found.step <= self.step).collect();
        let of = |occasion| {
            all.iter()
                .filter(move |found| found.occasion == occasion)
                .map(|found| &found.path)
                .collect::<Vec<_>>()
        };
        let (same, signal) = (of(occasion), of(Occasion::Signal));
        let superseded = &same[..same.len().saturating_sub(KEPT)];
        let passed = if occasion == Occasion::Scheduled { signal.as_slice() } else { &[] };
        for path in superseded.iter().chain(passed) {
            disk::remove(path)?;
        }
        Ok(path)
    }

    /// The newest checkpoint that is whole, up to a tissue step, of one of these scenarios; damaged
    /// ones are passed over.
    ///
    /// # Errors
    /// As [`Checkpoint::latest`].
    pub fn latest_until(
        directory: &RunDir,
        scenario_digests: &[String],
        most_words: u64,
        step: u64,
    ) -> Result<Option<Checkpoint>, RecordError> {
        for found in list(directory)?.into_iter().rev().filter(|found| found.step <= step) {
            match Checkpoint::read(&found.path, most_words) {
                Ok(checkpoint) if scenario_digests.contains(&checkpoint.scenario_digest) => {
                    return Ok(Some(checkpoint));
                }
                Ok(_) | Err(RecordError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// The newest checkpoint that is whole; damaged ones are passed over, and the log says so.
    /// `None`: start at step 0. Where a table or `frames.bin` turns out damaged before it,
    /// [`discard_after`] one step less and this call give the one before.
    ///
    /// # Errors
    /// [`RecordError::Other`] when it belongs to another scenario; [`RecordError::Version`]; what
    /// the disk refuses.
    pub fn latest(
        directory: &RunDir,
        scenario_digest: &str,
        most_words: u64,
    ) -> Result<Option<Checkpoint>, RecordError> {
        for found in list(directory)?.into_iter().rev() {
            match Checkpoint::read(&found.path, most_words) {
                Ok(checkpoint) if checkpoint.scenario_digest == scenario_digest => {
                    return Ok(Some(checkpoint));
                }
                Ok(checkpoint) => {
                    let expected = scenario_digest.to_owned();
                    return Err(RecordError::Other {
                        path: found.path,
                        what: "the scenario",
                        found: checkpoint.scenario_digest,
                        expected,
                    });
                }
                Err(error @ RecordError::Damaged { .. }) => {
                    directory.log(&format!("checkpoint passed over: {error}"))?
                }
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Names of the states of a run, oldest first.
    ///
    /// # Errors
    /// What the disk refuses.
    pub(crate) fn all(directory: &RunDir) -> Result<Vec<String>, RecordError> {
        let of = |found: Found| format!("{STATE}/{}", name(found.occasion, found.step));
        Ok(list(directory)?.into_iter().map(of).collect())
    }

    /// Reads one checkpoint, of at most so many words of tissue.
    ///
    /// # Errors
    /// [`RecordError::Damaged`], [`RecordError::Version`], [`RecordError::Io`].
    pub fn read(path: &Path, most_words: u64) -> Result<Checkpoint, RecordError> {
        Checkpoint::decode(path, &disk::read(path)?, most_words)
    }

    /// The same of its bytes; `path` is what errors call it.
    pub(crate) fn decode(
        path: &Path,
        bytes: &[u8],
        most_words: u64,
    ) -> Result<Checkpoint, RecordError> {
        let damaged = |what: &str| RecordError::damaged(path, what);
        let (covered, checksum) = bytes
            .split_at_checked(bytes.len().saturating_sub(CHECKSUM))
            .ok_or_else(|| damaged("too short"))?;
        if blake3::hash(covered).as_bytes() != checksum {
            return Err(damaged("its checksum does not match (torn or changed)"));
        }
        let (prefix, rest) =
            covered.split_at_checked(PREFIX).ok_or_else(|| damaged("too short"))?;
        if &prefix[..8] != MAGIC {
            return Err(damaged("not a checkpoint"));
        }
        let number = |range: std::ops::Range<usize>| {
            prefix[range].iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
        };
        let found = number(8..12) as u32;
        if found != VERSION {
            return Err(RecordError::Version { path: path.to_path_buf(), found, known: VERSION });
        }
        let header_length =
            usize::try_from(number(12..20)).map_err(|_| damaged("its header is too long"))?;
        let (header, words) =
            rest.split_at_checked(header_length).ok_or_else(|| damaged("its header ends early"))?;
        let header: Header = postcard::from_bytes(header)
            .map_err(|error| RecordError::damaged(path, error.to_string()))?;
        let counts = header.words.iter().flatten().copied();
        let length = counts
            .fold(0_u64, u64::saturating_add)
            .checked_mul(4)
            .filter(|length| *length <= most_words.saturating_mul(4))
            .ok_or_else(|| damaged("holds more words than its run has"))?;
        let words = disk::unpacked(path, words, length)?;
        let tissue = split_words(&words, &header.words)
            .ok_or_else(|| damaged("holds another number of words than its header says"))?;
        Ok(Checkpoint {
            step: header.step,
            scenario_digest: header.scenario_digest,
            host: header.host,
            tissue,
            ended: header.ended,
            series_rows: header.series_rows,
            frames_len: header.frames_len,
        })
    }

    /// Its bytes, for a file of another name than a run's checkpoints have.
    pub(crate) fn encode(&self, path: &Path) -> Result<Vec<u8>, RecordError> {
        let header = Header {
            step: self.step,
            scenario_digest: self.scenario_digest.clone(),
            host: self.host.clone(),
            ended: self.ended.clone(),
            series_rows: self.series_rows,
            frames_len: self.frames_len,
            words: self
                .tissue
                .iter()
                .map(|sites| sites.iter().map(|words| words.len() as u64).collect())
                .collect(),
        };
        let header = postcard::to_stdvec(&header)
            .expect("a header of numbers, words and bytes has a postcard form");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((header.len() as u64).to_le_bytes());
        bytes.extend(header);
        let refused = |error| RecordError::io(path, "compress", error);
        let mut compressor = zstd::Encoder::new(bytes, ZSTD_LEVEL).map_err(refused)?;
        for words in self.tissue.iter().flatten() {
            let raw: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            std::io::Write::write_all(&mut compressor, &raw).map_err(refused)?;
        }
        let mut bytes = compressor.finish().map_err(refused)?;
        let checksum = blake3::hash(&bytes);
        bytes.extend(checksum.as_bytes());
        Ok(bytes)
    }
}

/// Cuts the raw words as the header says; `None` where they do not match it.
fn split_words(raw: &[u8], counts: &[Vec<u64>]) -> Option<Vec<Vec<Vec<u32>>>> {
    let mut rest = raw;
    let mut take = |count: &u64| {
        let (head, tail) = rest.split_at_checked(usize::try_from(*count).ok()?.checked_mul(4)?)?;
        rest = tail;
        Some(
            head.chunks_exact(4)
                .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
                .collect::<Vec<u32>>(),
        )
    };
    let tissue = counts
        .iter()
        .map(|sites| sites.iter().map(&mut take).collect::<Option<Vec<_>>>())
        .collect::<Option<Vec<_>>>()?;
    rest.is_empty().then_some(tissue)
}

/// Removes the checkpoints behind a step (damaged ones that [`Checkpoint::latest`] passed over);
/// `None` removes all: a start at step 0.
///
/// # Errors
/// What the disk refuses.
pub fn discard_after(directory: &RunDir, step: Option<u64>) -> Result<(), RecordError> {
    directory.must_be_held()?;
    for found in list(directory)? {
        if step.is_none_or(|step| found.step > step) {
            disk::remove(&found.path)?;
        }
    }
    Ok(())
}

/// Name of the newest checkpoint at a fixed time.
pub(crate) fn newest_scheduled(directory: &RunDir) -> Result<Option<String>, RecordError> {
    let all = list(directory)?.into_iter().rev();
    let newest = all.into_iter().find(|found| found.occasion == Occasion::Scheduled);
    Ok(newest.map(|found| name(found.occasion, found.step)))
}

/// What stays of a finished run: its newest checkpoint at a fixed time.
pub(crate) fn settle(directory: &RunDir) -> Result<(), RecordError> {
    let newest = newest_scheduled(directory)?.map(|name| directory.state().join(name));
    for found in list(directory)? {
        if Some(&found.path) != newest.as_ref() {
            disk::remove(&found.path)?;
        }
    }
    Ok(())
}

/// A checkpoint's file.
struct Found {
    step: u64,
    occasion: Occasion,
    path: PathBuf,
}

/// The checkpoints of a run, oldest first; of two at one step the one at a fixed time last.
fn list(directory: &RunDir) -> Result<Vec<Found>, RecordError> {
    let state = directory.state();
    let mut found = Vec::new();
    for file in disk::names(&state)? {
        for occasion in [Occasion::Signal, Occasion::Scheduled] {
            let digits =
                file.strip_prefix(prefix(occasion)).and_then(|rest| rest.strip_suffix(".bin"));
            if let Some(step) = digits.and_then(|digits| digits.parse().ok()) {
                found.push(Found { step, occasion, path: state.join(&file) });
            }
        }
    }
    found.sort_by_key(|found| (found.step, found.occasion == Occasion::Scheduled));
    Ok(found)
}

fn prefix(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Scheduled => "checkpoint-",
        Occasion::Signal => "signal-",
    }
}

fn name(occasion: Occasion, step: u64) -> String {
    format!("{}{step:012}.bin", prefix(occasion))
}

#[cfg(test)]
mod tests;
