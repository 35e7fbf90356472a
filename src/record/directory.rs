//! A run's directory: made once, held by one process, written file by file.
//!
//! In: where the user wants it, or the scenario's name. Out: a handle with which every other part
//! of this room writes. A directory that holds no manifest of this program is never touched, with
//! or without `--force`.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::manifest::{self, Manifest, Status};
use super::{RecordError, checkpoint, clock, disk, tables};

/// Where runs go when nothing is said.
const RUNS: &str = "runs";

/// Checkpoints, segments and the lock lie here.
pub(crate) const STATE: &str = "state";

/// The file in [`STATE`] whose lock says that a process writes the run.
const LOCK: &str = "lock";

/// The resolved scenario.
const SCENARIO: &str = "scenario.toml";

/// Files and directories that this program puts beside the manifest, the scenario and the state;
/// `--force` removes these and no others.
const MADE_BY_A_RUN: [&str; 10] = [
    "series.parquet",
    "outcomes.parquet",
    "summary.json",
    "frames.bin",
    "frames",
    "timelapse.gif",
    "report.html",
    "log.txt",
    "export",
    "render",
];

/// Longest name of a directory or file made from a user's words, in characters.
const LONGEST_NAME: usize = 100;

/// How a handle holds its directory.
#[derive(Debug)]
enum Hold {
    /// Opened for reading.
    Reading,
    /// The operating system's lock, which ends with this value or the process.
    Locked { _file: File },
    /// The file system keeps no locks; said in the log.
    Unguarded,
}

/// What a directory holds before a run takes it.
enum Contents {
    /// Nothing, or what a run leaves that was killed before its manifest stood.
    Nothing,
    /// A run.
    Run,
    /// Something else.
    Other,
}

/// The directory of one run.
#[derive(Debug)]
pub struct RunDir {
    path: PathBuf,
    hold: Hold,
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
        let directory = RunDir { path: path.to_path_buf(), hold: take_lock(path)? };
        // Looked at again under the lock: another process may have made a whole run since.
        if refuse_what_must_stay(path, force)? {
            directory.clear()?;
        }
        disk::remove_parts(&directory.state())?;
        directory.say_if_unguarded()?;
        Ok(directory)
    }

    /// Opens a run for reading; [`RunDir::write`] is then refused.
    ///
    /// # Errors
    /// [`RecordError::NotARun`].
    pub fn open(path: &Path) -> Result<RunDir, RecordError> {
        if manifest::is_one(&path.join(manifest::NAME)) {
            Ok(RunDir { path: path.to_path_buf(), hold: Hold::Reading })
        } else {
            Err(RecordError::NotARun { path: path.to_path_buf() })
        }
    }

    /// Opens a run to go on with it (or to write a report anew): holds it, and removes half-written
    /// files of a killed process.
    ///
    /// # Errors
    /// [`RecordError::NotARun`], [`RecordError::NoState`], [`RecordError::Locked`], or what the
    /// disk refuses.
    pub fn resume(path: &Path) -> Result<RunDir, RecordError> {
        let reading = RunDir::open(path)?;
        if !reading.state().is_dir() {
            return Err(RecordError::NoState { path: path.to_path_buf() });
        }
        let directory = RunDir { path: path.to_path_buf(), hold: take_lock(path)? };
        disk::remove_parts(path)?;
        directory.say_if_unguarded()?;
        Ok(directory)
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Path of a file in it, given with `/`.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes one file, whole or not at all: beside, synchronised, renamed. Directories in `name`
    /// are made.
    ///
    /// # Errors
    /// [`RecordError::NotHeld`] on a handle for reading; [`RecordError::DiskFull`],
    /// [`RecordError::ReadOnly`], [`RecordError::Io`].
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
        self.must_be_held()?;
        disk::replace(&self.file(name), bytes)
    }

    /// Appends a line to `log.txt`, with the time of day before it.
    ///
    /// # Errors
    /// As [`RunDir::write`].
    pub fn log(&self, message: &str) -> Result<(), RecordError> {
        self.must_be_held()?;
        let path = self.file("log.txt");
        let line = format!("{} {}\n", clock::now(), message.trim_end().replace('\n', "\n    "));
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|error| RecordError::io(&path, "open", error))?;
        // One call a line: a killed process leaves no half of one.
        file.write_all(line.as_bytes()).map_err(|error| RecordError::io(&path, "write", error))
    }

    /// The last act of a run, after its manifest says [`Status::Done`]: of the state only the
    /// newest checkpoint at a fixed time stays. On a run that is settled it changes nothing, so
    /// a resume of a finished run calls it too (a handle for reading will do).
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn settle(&self) -> Result<(), RecordError> {
        disk::remove_parts(&self.path)?;
        tables::remove_segments(self)?;
        checkpoint::settle(self)
    }

    /// The directory of checkpoints and segments.
    pub(crate) fn state(&self) -> PathBuf {
        self.path.join(STATE)
    }

    /// Refuses writing through a handle that was opened for reading.
    pub(crate) fn must_be_held(&self) -> Result<(), RecordError> {
        match self.hold {
            Hold::Reading => Err(RecordError::NotHeld { path: self.path.clone() }),
            Hold::Locked { .. } | Hold::Unguarded => Ok(()),
        }
    }

    fn say_if_unguarded(&self) -> Result<(), RecordError> {
        match self.hold {
            Hold::Unguarded => self.log(
                "this file system keeps no locks: nothing prevents a second process from writing \
                 this run",
            ),
            Hold::Reading | Hold::Locked { .. } => Ok(()),
        }
    }

    /// Removes what an earlier run left. Its manifest first says that it is interrupted and its
    /// checkpoints go before the rest, so a process that is killed in between leaves a run that
    /// can be resumed, from its start.
    fn clear(&self) -> Result<(), RecordError> {
        let mut manifest = Manifest::load(self)?;
        manifest.status = Status::Interrupted;
        manifest.save(self)?;
        for name in disk::names(&self.state())? {
            if name != LOCK {
                disk::remove(&self.state().join(name))?;
            }
        }
        for name in MADE_BY_A_RUN {
            let path = self.file(name);
            if path.is_dir() && !path.is_symlink() {
                fs::remove_dir_all(&path)
                    .map_err(|error| RecordError::io(&path, "remove", error))?;
            } else {
                disk::remove(&path)?;
            }
        }
        disk::remove_parts(&self.path)
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
        return Ok(if manifest::is_one(&path.join(manifest::NAME)) {
            Contents::Run
        } else {
            Contents::Other
        });
    }
    if names.is_empty() {
        return Ok(Contents::Nothing);
    }
    // Killed before its manifest stood: the lock comes first, so its presence shows that the
    // scenario beside it is not the user's own file.
    let unborn = |name: &String| {
        name == STATE || name == SCENARIO || name == "log.txt" || disk::is_part(name)
    };
    let state = disk::names(&path.join(STATE))?;
    let only_lock = state.iter().all(|name| name == LOCK);
    let bare_state = names.len() == 1 && names[0] == STATE && state.is_empty();
    let is_unborn = names.iter().all(unborn) && only_lock && (!state.is_empty() || bare_state);
    Ok(if is_unborn { Contents::Nothing } else { Contents::Other })
}

fn take_lock(directory: &Path) -> Result<Hold, RecordError> {
    let state = directory.join(STATE);
    fs::create_dir_all(&state)
        .map_err(|error| RecordError::io(&state, "make the directory", error))?;
    let path = state.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(|error| RecordError::io(&path, "open", error))?;
    match file.try_lock() {
        Ok(()) => Ok(Hold::Locked { _file: file }),
        Err(TryLockError::WouldBlock) => Err(RecordError::Locked { path: directory.to_path_buf() }),
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
            Ok(Hold::Unguarded)
        }
        Err(TryLockError::Error(error)) => Err(RecordError::io(&path, "lock", error)),
    }
}

/// A name that every system takes for a file or directory (Windows is the strictest): forbidden
/// characters become `-`, dots and spaces at the end go, names of devices get a `_`.
///
/// ```
/// use il2sim::record::legal_name;
/// assert_eq!(legal_name("day 3: IL-2"), "day 3- IL-2");
/// assert_eq!(legal_name("con"), "con_");
/// assert_eq!(legal_name("..."), "run");
/// ```
pub fn legal_name(name: &str) -> String {
    let forbidden = |letter: char| letter.is_control() || "<>:\"/\\|?*".contains(letter);
    let replaced: String = name
        .chars()
        .map(|letter| if forbidden(letter) { '-' } else { letter })
        .take(LONGEST_NAME)
        .collect();
    let trimmed = replaced.trim_start().trim_end_matches(['.', ' ']);
    if trimmed.is_empty() {
        return RUNS.trim_end_matches('s').to_owned();
    }
    let (stem, rest) =
        trimmed.split_once('.').map_or((trimmed, ""), |(stem, _)| (stem, &trimmed[stem.len()..]));
    let upper = stem.trim_end().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        upper.strip_prefix(prefix).is_some_and(|tail| {
            tail.len() == 1 && tail.chars().all(|digit| ('1'..='9').contains(&digit))
        })
    };
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&upper.as_str())
        || numbered("COM")
        || numbered("LPT");
    if device { format!("{}_{rest}", stem.trim_end()) } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests;
