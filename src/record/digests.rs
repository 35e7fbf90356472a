//! Sizes and digests of files, and what is checked against them.
//!
//! In: a file. Out: its size and BLAKE3, or an error where it is not the file that was written down.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::RecordError;

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

    pub(super) fn must_have_length(&self, path: &Path) -> Result<(), RecordError> {
        let length = std::fs::metadata(path)
            .map_err(|error| RecordError::io(path, "read the length of", error))?
            .len();
        if length == self.bytes {
            return Ok(());
        }
        Err(RecordError::damaged(path, format!("has {length} bytes, {} were written", self.bytes)))
    }
}
