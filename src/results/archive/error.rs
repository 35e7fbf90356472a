//! Why a run was not archived.

use std::path::PathBuf;

use crate::record::RecordError;
use crate::remedy::{Remedied, Remedy};
use crate::results::{FileFault, RunError};

/// Why a run was not archived.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// The run cannot be read, or is not finished.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The disk refused something.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A run of version 0.1.0.
    #[error(
        "{path}: il2sim {version} wrote down no digests of its files, so they cannot be checked; \
         run {path}/scenario.toml again and archive that"
    )]
    NoDigests { path: PathBuf, version: String },
    /// Files are not those that were written.
    #[error("{path}: damaged: {}; `il2sim resume {path}` makes them again", listed(faults))]
    Damaged { path: PathBuf, faults: Vec<FileFault> },
    /// Neither a name of an archive nor a directory.
    #[error(
        "--out {0}: is neither the name of an archive, which ends in .zip, nor a directory that \
         is there"
    )]
    Name(PathBuf),
    /// The archive would lie in the run.
    #[error(
        "{path}: lies in the directory of the run ({run}), which holds only what the run made; \
         choose another place with --out"
    )]
    Inside { path: PathBuf, run: PathBuf },
    /// Something is there.
    #[error("{0}: is there already; --force replaces it if it is an archive of a run")]
    Exists(PathBuf),
    /// Something else is there.
    #[error(
        "{0}: is no archive of a run, so it is not replaced, even with --force; choose another \
         place with --out"
    )]
    NotAnArchive(PathBuf),
    /// The archive does not fit.
    #[error(
        "{path}: the disk is full; the archive takes {bytes} bytes: free some space, or choose \
         another place with --out"
    )]
    NoRoom { path: PathBuf, bytes: u64 },
}

/// The first few faults.
fn listed(faults: &[FileFault]) -> String {
    const MOST: usize = 5;
    let mut words: Vec<String> =
        faults.iter().take(MOST).map(|fault| format!("{}: {}", fault.file, fault.what)).collect();
    if faults.len() > MOST {
        words.push(format!("{} more", faults.len() - MOST));
    }
    words.join(", ")
}

impl Remedied for ArchiveError {
    fn remedy(&self) -> Remedy {
        match self {
            ArchiveError::Run(error) => error.remedy(),
            ArchiveError::Record(error) => error.remedy(),
            ArchiveError::Damaged { .. } => Remedy::None,
            ArchiveError::NoRoom { .. } => Remedy::Retry,
            ArchiveError::NoDigests { .. }
            | ArchiveError::Name(_)
            | ArchiveError::Inside { .. }
            | ArchiveError::Exists(_)
            | ArchiveError::NotAnArchive(_) => Remedy::Input,
        }
    }

    fn problems(&self) -> Option<&crate::input::Problems> {
        if let ArchiveError::Run(error) = self { error.problems() } else { None }
    }
}
