//! Sizes and digests of the files of a finished run, and what is checked against them.
//!
//! In: a run's directory. Out: what its manifest says of every file that the program made; a file
//! that is not what the manifest says is refused before it is read. A user's own files are not
//! looked at.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::directory::{RunDir, STATE};
use super::{RecordError, checkpoint, made};

/// What says how a run came about, and so varies between machines and times.
const VARY: [&str; 2] = ["manifest.json", "log.txt"];

/// Where the pictures of a run lie.
const PICTURES: &str = "frames";

/// Size and BLAKE3 of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigest {
    /// Its size.
    pub bytes: u64,
    /// Its BLAKE3.
    pub blake3: String,
}

/// Files of a directory by name, with `/`.
pub type FileDigests = BTreeMap<String, FileDigest>;

impl FileDigest {
    /// Of bytes.
    pub fn of(bytes: &[u8]) -> FileDigest {
        let blake3 = blake3::hash(bytes).to_hex().to_string();
        FileDigest { bytes: bytes.len() as u64, blake3 }
    }

    /// Of a file, which may be longer than memory.
    ///
    /// # Errors
    /// What the disk refuses.
    pub fn of_file(path: &Path) -> Result<FileDigest, RecordError> {
        let refused = |error| RecordError::io(path, "read", error);
        let mut file = File::open(path).map_err(refused)?;
        let mut hasher = blake3::Hasher::new();
        let bytes = std::io::copy(&mut file, &mut hasher).map_err(refused)?;
        Ok(FileDigest { bytes, blake3: hasher.finalize().to_hex().to_string() })
    }

    /// Refuses a file that is not this one; its bytes are read only if its size is right.
    ///
    /// # Errors
    /// [`RecordError::Damaged`], or what the disk refuses.
    pub fn must_be(&self, path: &Path) -> Result<(), RecordError> {
        self.must_have_length(path)?;
        if FileDigest::of_file(path)? == *self {
            return Ok(());
        }
        Err(RecordError::damaged(path, "its BLAKE3 is not the one that was written down"))
    }

    fn must_have_length(&self, path: &Path) -> Result<(), RecordError> {
        let length = std::fs::metadata(path)
            .map_err(|error| RecordError::io(path, "read the length of", error))?
            .len();
        if length == self.bytes {
            return Ok(());
        }
        Err(RecordError::damaged(path, format!("has {length} bytes, {} were written", self.bytes)))
    }
}

impl RunDir {
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

    /// Every file that a run made and that is there, with its digest.
    ///
    /// # Errors
    /// What the disk refuses.
    pub(crate) fn digests(&self) -> Result<FileDigests, RecordError> {
        let newest = checkpoint::newest_scheduled(self)?.map(|file| format!("{STATE}/{file}"));
        // Renderings are entered by the command that makes them, exports belong to the user.
        let stays = |name: &String| match name.split_once('/') {
            Some((STATE, _)) => Some(name) == newest.as_ref(),
            Some((folder, _)) => folder == PICTURES,
            None => !VARY.contains(&name.as_str()),
        };
        let there = made::RUN.names(&self.path)?.into_iter().filter(stays);
        there.map(|name| Ok((name.clone(), FileDigest::of_file(&self.file(&name))?))).collect()
    }
}
