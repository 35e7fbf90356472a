//! A finished run as one file to deposit: a zip that is a Process Run Crate (RO-Crate 1.1).
//!
//! In: a run's directory; who ran it, and the licence of its results, where they are given. Out:
//! `ro-crate-metadata.json`, then the run's files as its manifest names them, each compared with
//! its digest while it is packed; unpacked they are the run's directory again. The same run, agent
//! and licence give the same bytes: files are sorted, carry the first date that a zip can say, and
//! are stored, since those that are large are compressed already.

mod error;
mod metadata;
mod place;
mod terms;

pub(crate) use error::ArchiveError;
pub(crate) use terms::{Licence, Person, Terms, orcid};

use std::fs::File;
use std::io::{self, BufWriter, Read};
use std::path::{Path, PathBuf};

use super::error::RunError;
use super::{integrity, stored};
use crate::record::disk::{self, Part};
use crate::record::zip::ZipWriter;
use crate::record::{FileDigest, Manifest, RecordError, RunDir, Status};
use metadata::{Described, METADATA};

/// Bytes that are read at once.
const CHUNK: usize = 1 << 17;

/// Archives a run: at `out`, in the directory `out`, or beside the run. Says where; nothing where
/// it was stopped.
///
/// # Errors
/// [`ArchiveError`]: what is no finished and whole run, a place that must not be written to, or
/// what the disk refuses. Then no file stands that was not there before.
pub(crate) fn archive(
    run: &Path,
    out: Option<&Path>,
    replace: bool,
    terms: &Terms,
    stop: &dyn Fn() -> bool,
) -> Result<Option<PathBuf>, ArchiveError> {
    let dir = RunDir::open(run)?;
    let place = place::place(run, out, replace)?;
    let manifest_bytes = disk::read(&dir.file("manifest.json"))?;
    let manifest = Manifest::decode(run, &manifest_bytes)?;
    must_be_whole(&dir, &manifest)?;
    let scenario = stored::scenario_of(&dir, &manifest)?;
    // What varies between machines and times has no digest in the manifest.
    let mut loose = vec![("manifest.json", manifest_bytes)];
    if dir.file("log.txt").exists() {
        loose.insert(0, ("log.txt", disk::read(&dir.file("log.txt"))?));
    }
    let described = Described { manifest: &manifest, scenario: &scenario, loose: &loose, terms };
    let metadata = described.to_json();

    let sizes = manifest.files.values().map(|file| file.bytes);
    let bytes = sizes.chain(loose.iter().map(|(_, bytes)| bytes.len() as u64)).sum();
    let no_room = |error| match error {
        RecordError::DiskFull { path } => ArchiveError::NoRoom { path, bytes },
        error => error.into(),
    };
    let mut packed = Packed::new(&place).map_err(no_room)?;
    packed.put(METADATA, &metadata).map_err(no_room)?;
    for (name, digest) in &manifest.files {
        if !packed.copy(name, &dir.file(name), digest, stop).map_err(no_room)? {
            return Ok(None);
        }
    }
    for (name, bytes) in &loose {
        packed.put(name, bytes).map_err(no_room)?;
    }
    packed.settle().map_err(no_room)?;
    Ok(Some(place))
}

/// Refuses a run that is not finished, and one whose files are not those that were written.
fn must_be_whole(dir: &RunDir, manifest: &Manifest) -> Result<(), ArchiveError> {
    let path = dir.path().to_path_buf();
    if manifest.status != Status::Done || manifest.extension.is_some() {
        return Err(RunError::Unfinished { path }.into());
    }
    if manifest.says_nothing_of_files() {
        return Err(ArchiveError::NoDigests { path, version: manifest.version.clone() });
    }
    let faults = integrity::faults(dir, manifest)?;
    if faults.is_empty() { Ok(()) } else { Err(ArchiveError::Damaged { path, faults }) }
}

/// A zip being written beside its place.
struct Packed<'a> {
    writer: ZipWriter<BufWriter<Part>>,
    place: &'a Path,
}

impl<'a> Packed<'a> {
    fn new(place: &'a Path) -> Result<Packed<'a>, RecordError> {
        let part = BufWriter::with_capacity(CHUNK, Part::beside(place)?);
        Ok(Packed { writer: ZipWriter::new(part), place })
    }

    fn refused(&self, error: io::Error) -> RecordError {
        RecordError::io(self.place, "write", error)
    }

    /// A file of these bytes.
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
        self.writer.put(name, bytes).map_err(|error| self.refused(error))
    }

    /// A file of the run, which must still have its digest; false where it was stopped.
    fn copy(
        &mut self,
        name: &str,
        from: &Path,
        said: &FileDigest,
        stop: &dyn Fn() -> bool,
    ) -> Result<bool, RecordError> {
        let unread = |error| RecordError::io(from, "read", error);
        let mut file = File::open(from).map_err(unread)?;
        let (mut hasher, mut bytes) = (blake3::Hasher::new(), 0);
        let mut chunk = vec![0; CHUNK];
        self.writer.begin(name, said.bytes).map_err(|error| self.refused(error))?;
        while !stop() {
            let length = file.read(&mut chunk).map_err(unread)?;
            if length == 0 {
                let found = FileDigest { bytes, blake3: hasher.finalize().to_hex().to_string() };
                if found != *said {
                    return Err(RecordError::damaged(from, "changed while it was archived"));
                }
                return self.writer.end().map(|()| true).map_err(|error| self.refused(error));
            }
            hasher.update(&chunk[..length]);
            bytes += length as u64;
            self.writer.write(&chunk[..length]).map_err(|error| self.refused(error))?;
        }
        Ok(false)
    }

    /// Ends the zip and puts it in its place.
    fn settle(self) -> Result<(), RecordError> {
        let Packed { writer, place } = self;
        let refused = |error: io::Error| RecordError::io(place, "write", error);
        let part = writer.finish().map_err(refused)?;
        part.into_inner().map_err(|error| refused(error.into_error()))?.settle()
    }
}
