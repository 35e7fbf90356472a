//! A place for a new run is claimed, an earlier one opened.
//!
//! In: where the user wants it, or the scenario's name. Out: a [`RunDir`]. A directory that holds
//! no manifest of this program is never touched, with or without `--force`.

use std::fs;
use std::path::{Path, PathBuf};

use super::digests::FileDigests;
use super::directory::{Hold, LOCK, RUNS, RunDir, STATE, legal_name, take_lock};
use super::manifest::{self, Found, Manifest, Status};
use super::{RecordError, disk, made};

/// The resolved scenario.
const SCENARIO: &str = "scenario.toml";

/// What a directory holds before a run takes it.
enum Contents {
    /// Nothing, or what a run leaves that was killed before its manifest stood.
    Nothing,
    /// A run.
    Run,
    /// Something else.
    Other,
}

impl RunDir {
    /// Makes the directory of a new run and holds it: `out`, or `runs/NAME`, `runs/NAME-2`, ... the
    /// first that is free.
    ///
    /// With `force` a run that stands at `out` (or `runs/NAME`) goes: its files, not others that
    /// lie beside them. Write `scenario.toml` next, then the manifest.
    ///
    /// # Errors
    /// [`RecordError::HoldsRun`], [`RecordError::HoldsOther`], [`RecordError::Locked`],
    /// [`RecordError::ReadOnly`], [`RecordError::DiskFull`], [`RecordError::Io`].
    pub fn create(out: Option<&Path>, name: &str, force: bool) -> Result<RunDir, RecordError> {
        match out {
            Some(path) => RunDir::claim(path, force),
            None => RunDir::create_under(Path::new(RUNS), name, force),
        }
    }

    /// The first place that [`RunDir::create`] would take.
    pub(crate) fn place(out: Option<&Path>, name: &str) -> PathBuf {
        out.map_or_else(|| Path::new(RUNS).join(legal_name(name)), Path::to_path_buf)
    }

    /// As [`RunDir::create`] without `out`, in another place than `runs`.
    fn create_under(runs: &Path, name: &str, force: bool) -> Result<RunDir, RecordError> {
        let name = legal_name(name);
        let mut number = 1_u64;
        loop {
            let path =
                if number == 1 { runs.join(&name) } else { runs.join(format!("{name}-{number}")) };
            match RunDir::claim(&path, force) {
                Err(
                    RecordError::HoldsRun { .. }
                    | RecordError::HoldsOther { .. }
                    | RecordError::Locked { .. },
                ) if !force => number += 1,
                other => return other,
            }
        }
    }

    /// Takes one directory for a new run.
    fn claim(path: &Path, force: bool) -> Result<RunDir, RecordError> {
        if path.exists() && !path.is_dir() {
            return Err(RecordError::HoldsOther { path: path.to_path_buf() });
        }
        fs::create_dir_all(path)
            .map_err(|error| RecordError::io(path, "make the directory", error))?;
        refuse_what_must_stay(path, force)?;
        let hold = take_lock(path)?;
        let directory = RunDir { path: path.to_path_buf(), hold, files: FileDigests::new() };
        // Looked at again under the lock: another process may have made a whole run since.
        if refuse_what_must_stay(path, force)? {
            directory.clear()?;
        }
        made::RUN.remove_parts(path)?;
        directory.say_if_unguarded()?;
        Ok(directory)
    }

    /// Opens a run for reading; [`RunDir::write`] is then refused.
    ///
    /// # Errors
    /// [`RecordError::NotARun`], [`RecordError::Damaged`] for its manifest.
    pub fn open(path: &Path) -> Result<RunDir, RecordError> {
        let path = path.to_path_buf();
        match manifest::found_in(&path) {
            Found::Manifest => {}
            Found::Damaged => return Err(manifest::damaged(&path, "it is cut short or changed")),
            Found::Other => return Err(RecordError::NotARun { path }),
        }
        let mut directory = RunDir { path, hold: Hold::Reading, files: FileDigests::new() };
        let manifest = Manifest::load(&directory)?;
        if manifest.status == Status::Done {
            directory.files = manifest.files;
        }
        Ok(directory)
    }

    /// Opens a run to go on with it (or to write a report anew): holds it, and removes half-written
    /// files of a killed process.
    ///
    /// # Errors
    /// As [`RunDir::open`]; [`RecordError::Locked`], or what the disk refuses.
    pub fn resume(path: &Path) -> Result<RunDir, RecordError> {
        let reading = RunDir::open(path)?;
        let directory = RunDir { hold: take_lock(path)?, files: FileDigests::new(), ..reading };
        made::RUN.remove_parts(path)?;
        directory.say_if_unguarded()?;
        Ok(directory)
    }

    /// Removes what an earlier run left, and nothing that no run makes. Its manifest first says that it is interrupted and its
    /// checkpoints go before the rest, so a process that is killed in between leaves a run that
    /// can be resumed, from its start.
    fn clear(&self) -> Result<(), RecordError> {
        match Manifest::load(self) {
            Ok(mut manifest) => {
                manifest.status = Status::Interrupted;
                manifest.files.clear();
                manifest.save(self)?;
            }
            // nothing can be said in it
            Err(RecordError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        made::remove_run(&self.path)
    }
}

/// Errors where a new run must not go; says whether an earlier run has to go first.
fn refuse_what_must_stay(path: &Path, force: bool) -> Result<bool, RecordError> {
    match contents(path)? {
        Contents::Nothing => Ok(false),
        Contents::Run if force => Ok(true),
        Contents::Run => Err(RecordError::HoldsRun { path: path.to_path_buf() }),
        Contents::Other => Err(RecordError::HoldsOther { path: path.to_path_buf() }),
    }
}

fn contents(path: &Path) -> Result<Contents, RecordError> {
    let names = disk::names(path)?;
    if names.iter().any(|name| name == manifest::NAME) {
        return Ok(if manifest::is_run(path) { Contents::Run } else { Contents::Other });
    }
    if names.is_empty() {
        return Ok(Contents::Nothing);
    }
    // Killed before its manifest stood: the lock comes first, so its presence shows that the
    // scenario beside it is not the user's own file.
    let unborn = |name: &String| {
        name == STATE || name == SCENARIO || name == "log.txt" || made::RUN.has_part(name)
    };
    let state = disk::names(&path.join(STATE))?;
    let only_lock = state.iter().all(|name| name == LOCK);
    let bare_state = names.len() == 1 && names[0] == STATE && state.is_empty();
    let is_unborn = names.iter().all(unborn) && only_lock && (!state.is_empty() || bare_state);
    Ok(if is_unborn { Contents::Nothing } else { Contents::Other })
}

#[cfg(test)]
mod tests;
