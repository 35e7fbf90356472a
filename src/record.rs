//! What a run leaves on the disk: everything of this program that writes or reads a run's
//! directory.
//!
//! In: rows of the census, frames, states and words. Out: the files of a run's directory.
//! Theory, that is the contract of a resume; practice, that is the order of calls; parts.
//!
//! # The contract of a resume
//! *After `kill -9` at any time, a resume from the latest checkpoint ends with the same bytes in
//! every file but `manifest.json` and `log.txt`, and with the same set of files.* It follows from
//! these rules:
//!
//! 1. **A file is whole or absent.** It is written as `NAME.part` beside its place, synchronised,
//!    and renamed. The names of parts are fixed, so a resume finds what a killed process left and
//!    removes it; it removes nothing that `made` does not list. Three things are appended to instead: `log.txt`, `frames.bin`, and, by new files,
//!    the segments of a table.
//! 2. **A checkpoint is written last.** At a checkpoint the run flushes its tables (each makes one
//!    segment), synchronises `frames.bin`, and then writes `state/checkpoint-STEP.bin`, which holds
//!    the number of rows and the length of `frames.bin` of that time point. So whatever a
//!    checkpoint speaks of is on the disk before it is.
//! 3. **What lies behind the checkpoint is dropped.** [`TableWriter::resume`] keeps the segments
//!    that hold the checkpoint's rows and deletes the others;
//!    [`FramesWriter::open_truncated_to`](crate::frames::FramesWriter::open_truncated_to) cuts
//!    `frames.bin` at the checkpoint's length (a finished index goes too) and reads back the frames
//!    that later differences refer to, so the file goes on byte for byte. Pictures are files of
//!    rule 1 and are painted again.
//! 4. **No byte depends on where a run was cut.** Segments may be cut anywhere: the table joins
//!    them and cuts its row groups at row numbers. A frame's form (whole or difference) follows
//!    from the frames before it in the file. Files that a run writes at its end follow from its
//!    rows and frames alone.
//! 5. **Nothing is thrown away before the run is done.** [`TableWriter::finish`] leaves the
//!    segments where they are. The last acts of a run are the manifest with [`Status::Done`] and
//!    then [`RunDir::settle`], which removes segments, older checkpoints and those saved on a
//!    signal. A resume of a finished run compares every file with its digest in the manifest
//!    ([`FileDigests`]), calls [`RunDir::settle`] and, if all are whole, nothing else: if the
//!    process died between the two acts this ends the work, else it changes nothing. What is
//!    damaged is made again (`run::mend`).
//! 6. **A damaged or missing part of the state is passed over.** [`Checkpoint::latest`] says so in
//!    the log and takes the one before, and so does a run whose segments or frames do not agree
//!    with a checkpoint; with none left the run starts again from step 0, which leads to the same
//!    bytes too. Two checkpoints at fixed times are kept; one saved on a signal goes once a fixed
//!    one at its step or later stands.
//! 7. **One process writes a run.** [`RunDir::create`] and [`RunDir::resume`] hold a lock of the
//!    operating system on `state/lock`, which ends with the process, however that ends; the file
//!    itself means nothing and stays.
//! 8. **No byte depends on where a run ended before it was extended.** `resume --until` takes the
//!    newest checkpoint of a finished run, takes back what the end put into it, and goes on as from
//!    any other. Rows and frames that only the end asks for are written after the last checkpoint,
//!    so it does not speak of them. From the first act to the last the manifest holds the
//!    [`Extension`]; a resume does again what lies between.
//!
//! # The order of calls
//! ```text
//! run      RunDir::create -> write scenario.toml -> Manifest::save(Running) ->
//! FramesWriter::create, TableWriter::create
//!          -> append ... -> [TableWriter::flush, FramesWriter::sync, Checkpoint::save] ... ->
//!          FramesWriter::finish, TableWriter::finish, other files -> Manifest::save(Done) ->
//!          RunDir::settle
//! resume   RunDir::resume -> Manifest::load (Done: RunDir::settle, end) -> Checkpoint::latest ->
//! checkpoint::discard_after
//!          -> FramesWriter::open_truncated_to, TableWriter::resume -> as above        (no
//!          checkpoint: the create forms of both)
//! ```
//! A directory is made in the order `state/lock`, `scenario.toml`, `manifest.json`. One that lacks
//! the manifest belongs to nobody and is taken by the next run of that name.

mod checkpoint;
mod claim;
pub(crate) mod clock;
mod digests;
mod directory;
pub(crate) mod disk;
pub(crate) mod lock;
pub(crate) mod made;
mod manifest;
mod parquet_file;
mod row;
pub(crate) mod sealed;
mod settle;
mod summary;
mod tables;
pub(crate) mod zip;

use std::path::{Path, PathBuf};

use crate::remedy::{Remedied, Remedy};

pub use checkpoint::{Checkpoint, Occasion, discard_after};
pub use digests::{FileDigest, FileDigests};
pub use directory::{RunDir, legal_name, partition};
pub(crate) use manifest::is_run;
pub use manifest::{CrossCheck, Extension, Manifest, Restart, Status, Throughput};
pub(crate) use parquet_file::{ParquetFile, read_columns, read_some, table_bytes};
pub use parquet_file::{read_table, write_table};
pub(crate) use summary::row_json;
pub use summary::{SummaryRows, summary_json};
pub use tables::TableWriter;
pub(crate) use tables::rows_so_far;

/// What can go wrong with a run's files.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// No room is left: what was saved before stays, and the run can be resumed when there is room.
    #[error("{path}: the disk is full; free some space, then resume the run")]
    DiskFull {
        /// File that was being written.
        path: PathBuf,
    },
    /// The file would be larger than the system lets a process write.
    #[error(
        "{path}: the largest size of a file is reached (`ulimit -f`); raise it, then resume the run"
    )]
    FileTooLarge {
        /// File that was being written.
        path: PathBuf,
    },
    /// The place may not be written to.
    #[error("{path}: cannot be written ({error}); choose another place with --out")]
    ReadOnly {
        /// File or directory.
        path: PathBuf,
        /// What the operating system said.
        error: std::io::Error,
    },
    /// The path leads to nothing of the kind: a directory in place of a file, or the reverse.
    #[error("{path}: cannot {action}: {error}; give another path")]
    WrongPath {
        /// File or directory.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the operating system said.
        error: std::io::Error,
    },
    /// Anything else that the operating system refused.
    #[error("{path}: cannot {action}: {error}")]
    Io {
        /// File or directory.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the operating system said.
        error: std::io::Error,
    },
    /// Another process writes this run.
    #[error("{path}: another process is writing this run; wait for it or stop it")]
    Locked {
        /// The run's directory.
        path: PathBuf,
    },
    /// This handle was opened for reading.
    #[error("{path}: this run was opened for reading only")]
    NotHeld {
        /// The run's directory.
        path: PathBuf,
    },
    /// The directory holds an earlier run.
    #[error("{path}: holds a run already; --force replaces it, `il2sim resume` continues it")]
    HoldsRun {
        /// The directory.
        path: PathBuf,
    },
    /// The directory holds something that no run of this program made.
    #[error(
        "{path}: is not empty and holds no il2sim run, so it is not touched, even with --force; choose \
         another place with --out"
    )]
    HoldsOther {
        /// The directory.
        path: PathBuf,
    },
    /// No run there.
    #[error("{path}: holds no il2sim run (no manifest.json of this program)")]
    NotARun {
        /// The directory.
        path: PathBuf,
    },
    /// A file is torn, cut short or changed.
    #[error("{path}: damaged: {what}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A file of another version of this program.
    #[error("{path}: has format version {found}; this program reads version {known}")]
    Version {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: u32,
        /// The version that this program reads.
        known: u32,
    },
    /// A run under a rulebook of other dynamics: its bytes would not go on as the same.
    #[error(
        "{path}: was made under rulebook {theirs}, this is rulebook {ours}: it can be reported, \
         plotted, rendered and exported, not gone on with or verified"
    )]
    OtherRulebook {
        /// The file.
        path: PathBuf,
        /// Its rulebook and version.
        theirs: String,
        /// This program's.
        ours: String,
    },
    /// A run of another scenario.
    #[error("{path}: belongs to {what} {found}, not {expected}")]
    Other {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: &'static str,
        /// Its digest in the file.
        found: String,
        /// The digest expected.
        expected: String,
    },
    /// A row does not fit its table, or a frame its site: a programmer's error, refused before it
    /// reaches the disk.
    #[error("{place}: {what}")]
    Shape {
        /// Table or file.
        place: String,
        /// What does not fit.
        what: String,
    },
    /// No frame was kept for that time point.
    #[error("no frame of {wanted}; {nearest}")]
    NoFrame {
        /// What was asked for.
        wanted: String,
        /// What there is.
        nearest: String,
    },
}

impl Remedied for RecordError {
    fn remedy(&self) -> Remedy {
        match self {
            RecordError::DiskFull { .. }
            | RecordError::FileTooLarge { .. }
            | RecordError::Locked { .. } => Remedy::Retry,
            RecordError::HoldsRun { .. }
            | RecordError::HoldsOther { .. }
            | RecordError::NotARun { .. }
            | RecordError::ReadOnly { .. }
            | RecordError::WrongPath { .. }
            | RecordError::NoFrame { .. }
            | RecordError::Other { .. }
            | RecordError::OtherRulebook { .. }
            | RecordError::Version { .. } => Remedy::Input,
            RecordError::Io { .. }
            | RecordError::NotHeld { .. }
            | RecordError::Damaged { .. }
            | RecordError::Shape { .. } => Remedy::None,
        }
    }
}

impl RecordError {
    /// The error of a refused system call.
    pub(crate) fn io(path: &Path, action: &'static str, error: std::io::Error) -> Self {
        use std::io::ErrorKind::{
            AlreadyExists, FileTooLarge, InvalidFilename, IsADirectory, NotADirectory,
            PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        };
        let path = path.to_path_buf();
        match error.kind() {
            StorageFull | QuotaExceeded => RecordError::DiskFull { path },
            FileTooLarge => RecordError::FileTooLarge { path },
            PermissionDenied | ReadOnlyFilesystem => RecordError::ReadOnly { path, error },
            AlreadyExists | InvalidFilename | IsADirectory | NotADirectory => {
                RecordError::WrongPath { path, action, error }
            }
            _ => RecordError::Io { path, action, error },
        }
    }

    /// Whether a file is not what was written, or is not there.
    pub(crate) fn is_damage(&self) -> bool {
        match self {
            RecordError::Damaged { .. } => true,
            RecordError::Io { error, .. } => error.kind() == std::io::ErrorKind::NotFound,
            _ => false,
        }
    }

    /// What is wrong with a file that is not what was written; another error stays one.
    pub(crate) fn into_damage(self) -> Result<String, RecordError> {
        match self {
            RecordError::Damaged { what, .. } => Ok(what),
            error if error.is_damage() => Ok("is missing".to_owned()),
            error => Err(error),
        }
    }

    /// The error of a file whose bytes are not what was written.
    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        RecordError::Damaged { path: path.to_path_buf(), what: what.into() }
    }
}

#[cfg(test)]
mod tests;
