//! A run's directory: made once, held by one process, written file by file.
//!
//! In: where the user wants it, or the scenario's name. Out: a handle with which every other part
//! of this room writes. A directory that holds no manifest of this program is never touched, with
//! or without `--force`.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::digests::FileDigests;
use super::lock::{self, Lock};
use super::{RecordError, clock, disk};

/// Where runs go when nothing is said.
pub(super) const RUNS: &str = "runs";

/// Checkpoints, segments and the lock lie here.
pub(crate) const STATE: &str = "state";

/// The file in [`STATE`] whose lock says that a process writes the run.
pub(super) const LOCK: &str = "lock";

/// Longest name of a directory or file made from a user's words, in characters.
const LONGEST_NAME: usize = 100;

/// How a handle holds its directory.
#[derive(Debug)]
pub(super) enum Hold {
    /// Opened for reading.
    Reading,
    /// Opened for writing.
    Writing(Lock),
}

/// The directory of one run.
#[derive(Debug)]
pub struct RunDir {
    pub(super) path: PathBuf,
    pub(super) hold: Hold,
    /// What the manifest of a finished run says of its files.
    pub(super) files: FileDigests,
}

impl RunDir {
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

    /// Path of a file that is about to be read whole: of a finished run, one with the bytes that
    /// its manifest says.
    ///
    /// # Errors
    /// [`RecordError::Damaged`], or what the disk refuses.
    pub(crate) fn whole(&self, name: &str) -> Result<PathBuf, RecordError> {
        let path = self.file(name);
        self.files.get(name).map_or(Ok(()), |said| said.must_be(&path))?;
        Ok(path)
    }

    /// Path of a file whose parts carry checksums of their own: of a finished run, one of the
    /// length that its manifest says.
    ///
    /// # Errors
    /// As [`RunDir::whole`].
    pub(crate) fn of_its_length(&self, name: &str) -> Result<PathBuf, RecordError> {
        let path = self.file(name);
        self.files.get(name).map_or(Ok(()), |said| said.must_have_length(&path))?;
        Ok(path)
    }

    /// The directory of checkpoints and segments.
    pub(crate) fn state(&self) -> PathBuf {
        self.path.join(STATE)
    }

    /// Refuses writing through a handle that was opened for reading.
    pub(crate) fn must_be_held(&self) -> Result<(), RecordError> {
        match self.hold {
            Hold::Reading => Err(RecordError::NotHeld { path: self.path.clone() }),
            Hold::Writing(_) => Ok(()),
        }
    }

    pub(super) fn say_if_unguarded(&self) -> Result<(), RecordError> {
        match self.hold {
            Hold::Writing(Lock::Unguarded) => self.log(
                "this file system keeps no locks: nothing prevents a second process from writing \
                 this run",
            ),
            Hold::Reading | Hold::Writing(Lock::Held(_)) => Ok(()),
        }
    }
}

/// Takes the lock of a run's directory.
pub(super) fn take_lock(directory: &Path) -> Result<Hold, RecordError> {
    let state = directory.join(STATE);
    fs::create_dir_all(&state)
        .map_err(|error| RecordError::io(&state, "make the directory", error))?;
    match lock::take(&state.join(LOCK))? {
        Some(lock) => Ok(Hold::Writing(lock)),
        None => Err(RecordError::Locked { path: directory.to_path_buf() }),
    }
}

/// The directory of one value of a partitioned table, `column=VALUE`, as Hive names it and every
/// reader of such tables reads it: what a file name cannot hold on some system stands as `%` with
/// its number.
///
/// ```
/// use il2sim::record::partition;
/// assert_eq!(partition("arm", "IL-2 day 3"), "arm=IL-2 day 3");
/// assert_eq!(partition("arm", "IL-2/CTX: 50 %"), "arm=IL-2%2FCTX%3A 50 %25");
/// ```
pub fn partition(column: &str, value: &str) -> String {
    let mut name = format!("{column}=");
    for letter in value.chars() {
        if letter.is_control() || "<>:\"/\\|?*%=".contains(letter) {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                name.push_str(&format!("%{byte:02X}"));
            }
        } else {
            name.push(letter);
        }
    }
    name
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
