//! Writes `frames.bin` (its form is on the page of `frames`).
//!
//! In: frames in the order of a run. Out: the file, appended to. Each frame is compressed whole
//! and, unless [`LONGEST_SEQUENCE`] differences already follow the last whole one, as the
//! difference from the frame before of its replicate and site; the shorter is kept. So a frame's
//! bytes follow from the frames before it, and a file that is cut at a checkpoint goes on byte for
//! byte.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::file::{FramesReader, checksum};
use super::header::{
    CHECKSUM, END, FRAME, FRAME_PREFIX, FrameEntry, FrameKey, FramesHeader, INDEX, INDEX_ENTRY,
    LAYERS, MAGIC, VERSION,
};
use super::planes::Planes;
use crate::census::Snapshot;
use crate::record::{RecordError, disk};

/// Differences behind one whole frame, at most: bounds what a reader must decompress for one frame.
const LONGEST_SEQUENCE: u32 = 15;

const ZSTD_LEVEL: i32 = 6;

/// The last frame of a replicate and site.
#[derive(Debug)]
struct Last {
    step: u64,
    planes: Planes,
    /// Differences behind the last whole frame.
    differences: u32,
}

/// Appends frames to `frames.bin`.
#[derive(Debug)]
pub struct FramesWriter {
    path: PathBuf,
    file: File,
    header: FramesHeader,
    length: u64,
    entries: Vec<FrameEntry>,
    last: BTreeMap<(u32, u32), Last>,
}

impl FramesWriter {
    /// A new file; what stood at `path` goes.
    ///
    /// # Errors
    /// [`RecordError::DiskFull`], [`RecordError::ReadOnly`], [`RecordError::Io`].
    pub fn create(path: &Path, header: &FramesHeader) -> Result<FramesWriter, RecordError> {
        let text =
            serde_json::to_vec(header).expect("a header of words and numbers has a JSON form");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text);
        let sum = checksum(&bytes);
        bytes.extend(sum);
        let file = disk::create(path)?;
        let mut writer = FramesWriter {
            path: path.to_path_buf(),
            file,
            header: header.clone(),
            length: 0,
            entries: Vec::new(),
            last: BTreeMap::new(),
        };
        writer.write(&bytes)?;
        writer.sync()?;
        disk::synchronise_parent(path)?;
        Ok(writer)
    }

    /// The file as it was when it was `length` bytes long, at a checkpoint: what follows goes, an
    /// index too.
    ///
    /// # Errors
    /// [`RecordError::Damaged`] where the first `length` bytes are not whole frames, or the header
    /// is another; [`RecordError::Io`].
    pub fn open_truncated_to(
        path: &Path,
        header: &FramesHeader,
        length: u64,
    ) -> Result<FramesWriter, RecordError> {
        let refused = |error| RecordError::io(path, "open", error);
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(refused)?;
        let found = file.metadata().map_err(refused)?.len();
        if found < length {
            return Err(RecordError::damaged(
                path,
                format!("the checkpoint counts {length} bytes, the file has {found}"),
            ));
        }
        file.set_len(length).map_err(|error| RecordError::io(path, "cut", error))?;
        let mut reader = FramesReader::open(path)?;
        if reader.whole_len() != length {
            return Err(RecordError::damaged(
                path,
                format!("the frame at byte {} is torn or changed", reader.whole_len()),
            ));
        }
        if !reader.is_current() {
            return Err(RecordError::damaged(path, "its frames have the form of an older version"));
        }
        if reader.header() != header {
            return Err(RecordError::damaged(path, "its header describes other sites"));
        }
        let mut newest: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        for entry in reader.entries() {
            newest.insert((entry.key.replicate, entry.key.site), entry.key.step);
        }
        let mut last = BTreeMap::new();
        for ((replicate, site), step) in newest {
            let differences = reader.differences_at_end(replicate, site)?;
            let planes = reader.planes(FrameKey { replicate, site, step })?;
            last.insert((replicate, site), Last { step, planes, differences });
        }
        file.seek(SeekFrom::Start(length)).map_err(refused)?;
        let entries = reader.entries().to_vec();
        Ok(FramesWriter {
            path: path.to_path_buf(),
            file,
            header: header.clone(),
            length,
            entries,
            last,
        })
    }

    /// Adds a frame; says at which byte it begins. Frames of a replicate and site come in ascending
    /// steps.
    ///
    /// # Errors
    /// [`RecordError::Shape`] when it does not fit its site or its step does not follow;
    /// [`RecordError::DiskFull`], [`RecordError::Io`].
    pub fn append(&mut self, frame: &Snapshot) -> Result<u64, RecordError> {
        self.check(frame)?;
        let refused = |error| RecordError::io(&self.path, "compress", error);
        let pack = |bytes: &[u8]| zstd::encode_all(bytes, ZSTD_LEVEL).map_err(refused);
        let sequence = (frame.replicate, frame.site);
        let width = self.header.sites[frame.site as usize].cells[0] as usize;
        let planes = Planes::from(frame);
        let mut payload = pack(&planes.lie(None, width))?;
        let mut differences = 0;
        if let Some(last) =
            self.last.get(&sequence).filter(|last| last.differences < LONGEST_SEQUENCE)
        {
            let shorter = pack(&planes.lie(Some(&last.planes), width))?;
            if shorter.len() < payload.len() {
                payload = shorter;
                differences = last.differences + 1;
            }
        }
        let mut bytes = Vec::with_capacity(FRAME_PREFIX + payload.len() + CHECKSUM);
        bytes.extend(FRAME);
        bytes.extend(u32::from(differences > 0).to_le_bytes());
        bytes.extend(frame.replicate.to_le_bytes());
        bytes.extend(frame.site.to_le_bytes());
        bytes.extend(frame.step.to_le_bytes());
        bytes.extend((payload.len() as u64).to_le_bytes());
        bytes.extend(payload);
        let sum = checksum(&bytes);
        bytes.extend(sum);
        let offset = self.length;
        self.write(&bytes)?;
        self.entries.push(FrameEntry {
            key: FrameKey { replicate: frame.replicate, site: frame.site, step: frame.step },
            offset,
        });
        self.last.insert(sequence, Last { step: frame.step, planes, differences });
        Ok(offset)
    }

    /// Length of the file, for a checkpoint.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether no frame was appended.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Which frames were appended, in that order.
    pub fn keys(&self) -> impl Iterator<Item = FrameKey> {
        self.entries.iter().map(|entry| entry.key)
    }

    /// Puts all frames so far on the disk. Called before the checkpoint that counts them.
    ///
    /// # Errors
    /// [`RecordError::DiskFull`], [`RecordError::Io`].
    pub fn sync(&mut self) -> Result<(), RecordError> {
        self.file.sync_all().map_err(|error| RecordError::io(&self.path, "synchronise", error))
    }

    /// Appends the index: the run is over.
    ///
    /// # Errors
    /// As [`FramesWriter::append`].
    pub fn finish(mut self) -> Result<(), RecordError> {
        let offset = self.length;
        let mut bytes = INDEX.to_vec();
        bytes.extend(((self.entries.len() * INDEX_ENTRY) as u64).to_le_bytes());
        for entry in &self.entries {
            bytes.extend(entry.offset.to_le_bytes());
            bytes.extend(entry.key.replicate.to_le_bytes());
            bytes.extend(entry.key.site.to_le_bytes());
            bytes.extend(entry.key.step.to_le_bytes());
        }
        let sum = checksum(&bytes);
        bytes.extend(sum);
        bytes.extend(offset.to_le_bytes());
        bytes.extend(END);
        self.write(&bytes)?;
        self.sync()
    }

    fn check(&self, frame: &Snapshot) -> Result<(), RecordError> {
        let shape = |what: String| RecordError::Shape {
            place: self.path.to_string_lossy().into_owned(),
            what,
        };
        let Some(site) = self.header.sites.get(frame.site as usize) else {
            return Err(shape(format!(
                "a frame of site {} of {}",
                frame.site,
                self.header.sites.len()
            )));
        };
        let lengths = [
            frame.tissue.len(),
            frame.effector.len(),
            frame.line.len(),
            frame.mhc.len(),
            frame.origin.len(),
            frame.engaged.len(),
            frame.il2.len(),
            frame.ifng.len(),
        ];
        for (layer, length) in LAYERS.iter().zip(lengths) {
            if length != site.len() {
                return Err(shape(format!(
                    "layer {layer} has {length} cells, site {} has {}",
                    site.name,
                    site.len()
                )));
            }
        }
        match self.last.get(&(frame.replicate, frame.site)) {
            Some(last) if last.step >= frame.step => Err(shape(format!(
                "a frame of step {} behind one of step {}",
                frame.step, last.step
            ))),
            _ => Ok(()),
        }
    }

    /// Appends bytes. If the disk refuses, the file goes back to its whole frames.
    fn write(&mut self, bytes: &[u8]) -> Result<(), RecordError> {
        let written = disk::fault::at("write")
            .and_then(|()| self.file.seek(SeekFrom::Start(self.length)))
            .and_then(|_| self.file.write_all(bytes));
        if let Err(error) = written {
            // That this may fail too adds nothing to the error that is returned: a torn tail is
            // known as such.
            let _ = self.file.set_len(self.length);
            return Err(RecordError::io(&self.path, "write", error));
        }
        self.length += bytes.len() as u64;
        Ok(())
    }
}
