//! Where an archive goes, and what it must not replace.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::ArchiveError;
use super::metadata::METADATA;
use crate::record::disk;

/// Bytes of a zip before the name of its first file.
const BEFORE_NAME: usize = 30;

/// The place of the archive: refused where it lies in the run, or something else is there.
pub(super) fn place(
    run: &Path,
    out: Option<&Path>,
    replace: bool,
) -> Result<PathBuf, ArchiveError> {
    let real = disk::real_path(run);
    // `.` and `..` have no name of their own.
    let named = if run.file_name().is_some() { run } else { &real };
    let mut name = named.file_name().unwrap_or("run".as_ref()).to_os_string();
    name.push(".zip");
    let is_zip =
        |out: &Path| out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    let path = match out {
        None => named.with_file_name(name),
        Some(out) if out.is_dir() => out.join(name),
        Some(out) if is_zip(out) => out.to_path_buf(),
        Some(out) => return Err(ArchiveError::Name(out.to_path_buf())),
    };
    if disk::real_path(&path).starts_with(&real) {
        return Err(ArchiveError::Inside { path, run: run.to_path_buf() });
    }
    match (path.symlink_metadata().is_ok(), replace) {
        (false, _) => Ok(path),
        (true, false) => Err(ArchiveError::Exists(path)),
        (true, true) if is_archive(&path) => Ok(path),
        (true, true) => Err(ArchiveError::NotAnArchive(path)),
    }
}

/// Whether a file is a zip that begins with a crate's metadata.
fn is_archive(path: &Path) -> bool {
    let mut head = [0; BEFORE_NAME + METADATA.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head.starts_with(b"PK\x03\x04") && head.ends_with(METADATA.as_bytes())
}
