//! Whether the files of a run are those that were written. Nothing is computed.
//!
//! In: a run's directory. Out: every file that is damaged or missing, and what is wrong with it. Of
//! a finished run each file is compared with the digest in its manifest; of another, and of one of
//! version 0.1.0, whatever carries a checksum of its own is read.

use std::path::Path;

use crate::events::Observer;
use crate::record::{Checkpoint, Manifest, RecordError, RunDir, Status, read_table, rows_so_far};
use crate::scenario::Scenario;
use crate::simulation::{Plan, most_words, series_layout};

use super::error::RunError;
use super::stored;

/// A file that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FileFault {
    /// Its name in the directory.
    pub file: String,
    /// What is wrong.
    pub what: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FilesChecked {
    /// Files that were read.
    pub files: usize,
    /// Those that are damaged or missing.
    pub faults: Vec<FileFault>,
}

/// Checks the files of a run.
///
/// # Errors
/// [`RecordError::NotARun`], a damaged manifest or scenario, or what the disk refuses.
pub fn check_files(path: &Path, observer: &mut Observer) -> Result<FilesChecked, RunError> {
    let dir = RunDir::open(path)?;
    let manifest = Manifest::load(&dir)?;
    if manifest.status == Status::Done && !manifest.files.is_empty() {
        let faults = faults(&dir, &manifest)?;
        return Ok(FilesChecked { files: manifest.files.len(), faults });
    }
    stored::say_if_unchecked(&dir, &manifest, observer);
    if manifest.status != Status::Done {
        observer.say("the run is not finished: what is on the disk so far is checked");
    }
    let scenario = stored::scenario_of(&dir, &manifest)?;
    let mut checked = FilesChecked { files: 0, faults: Vec::new() };
    checked.take("frames.bin", every_frame(&dir, &manifest, &scenario))?;
    if manifest.status == Status::Done {
        for name in ["series.parquet", "outcomes.parquet"] {
            checked.take(name, read_table(&dir.file(name)).map(|_| ()).map_err(RunError::from))?;
        }
    } else {
        let most = Plan::new(&scenario, manifest.stop_h).most_rows(&scenario);
        let layout = series_layout(&scenario);
        let rows = rows_so_far(&dir, "series", layout, most)?.len() as u64;
        for name in Checkpoint::all(&dir)? {
            let path = dir.file(&name);
            let result =
                Checkpoint::read(&path, most_words(&scenario, scenario.run.replicates as usize))
                    .and_then(|state| {
                        let wanted = state.series_rows;
                        let what =
                            format!("the state counts {wanted} rows, the segments hold {rows}");
                        if wanted > rows { Err(RecordError::damaged(&path, what)) } else { Ok(()) }
                    });
            checked.take(&name, result.map_err(RunError::from))?;
        }
    }
    Ok(checked)
}

/// The files of a finished run that are not what its manifest says.
pub(crate) fn faults(dir: &RunDir, manifest: &Manifest) -> Result<Vec<FileFault>, RunError> {
    let mut checked = FilesChecked { files: 0, faults: Vec::new() };
    for (name, said) in &manifest.files {
        checked.take(name, said.must_be(&dir.file(name)).map_err(RunError::from))?;
    }
    Ok(checked.faults)
}

impl FilesChecked {
    /// Counts a file, and notes what is wrong with it; other errors end the work.
    fn take(&mut self, name: &str, result: Result<(), RunError>) -> Result<(), RunError> {
        self.files += 1;
        let what = match result {
            Ok(()) => return Ok(()),
            Err(RunError::Record(error)) => error.into_damage()?,
            Err(error) => return Err(error),
        };
        self.faults.push(FileFault { file: name.to_owned(), what });
        Ok(())
    }
}

/// Reads every frame.
fn every_frame(dir: &RunDir, manifest: &Manifest, scenario: &Scenario) -> Result<(), RunError> {
    let Some(mut frames) = stored::frames_of(dir, manifest, scenario)? else { return Ok(()) };
    for key in frames.list() {
        frames.read(key.replicate, key.site, key.step)?;
    }
    Ok(())
}
