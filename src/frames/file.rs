//! Reads `frames.bin`.
//!
//! In: the file, also of a run under way or of one that was killed. Out: frames in any order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::header::{
    BYTE_LAYERS, CHECKSUM, END, FIELD_LAYERS, FIRST_LAYERS, FIRST_VERSION, FRAME, FRAME_PREFIX,
    FrameEntry, FrameKey, FramesHeader, INDEX, INDEX_ENTRY, MAGIC, Section, VERSION,
};
use super::planes::Planes;
use crate::census::{Frame, Snapshot};
use crate::kinds::LOOKS;
use crate::record::{RecordError, disk};

/// Reads `frames.bin`, of a finished run, of one under way, or of one that was killed.
#[derive(Debug)]
pub struct FramesReader {
    path: PathBuf,
    file: File,
    /// Version of its form.
    version: u32,
    header: FramesHeader,
    /// Frames in the order of the file.
    entries: Vec<FrameEntry>,
    /// Places in `entries` of each replicate's and site's frames, in the order of the file.
    sequences: BTreeMap<(u32, u32), Vec<usize>>,
    /// Length of what is whole, without the index.
    whole: u64,
    torn: u64,
    /// Whether the index of a finished file was there.
    finished: bool,
    /// The last frame that was read: its place in `entries` and its layers.
    last: Option<(usize, Planes)>,
}

impl FramesReader {
    /// Opens `path` and finds its frames.
    ///
    /// # Errors
    /// [`RecordError::Io`], [`RecordError::Version`], [`RecordError::Damaged`] (its header; a torn
    /// tail is no error, see [`FramesReader::torn_tail`]).
    pub fn open(path: &Path) -> Result<FramesReader, RecordError> {
        let mut file = File::open(path).map_err(|error| RecordError::io(path, "open", error))?;
        let length = file
            .metadata()
            .map_err(|error| RecordError::io(path, "read the length of", error))?
            .len();
        let (version, header, first) = read_header(path, &mut file, length)?;
        let index = read_index(path, &mut file, first, length)?;
        let finished = index.is_some();
        let (entries, whole, torn) = match index {
            Some((entries, whole)) => (entries, whole, 0),
            None => {
                let (entries, whole) = walk(path, &mut file, first, length)?;
                (entries, whole, length - whole)
            }
        };
        let mut sequences: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
        for (place, entry) in entries.iter().enumerate() {
            sequences.entry((entry.key.replicate, entry.key.site)).or_default().push(place);
        }
        Ok(FramesReader {
            path: path.to_path_buf(),
            file,
            version,
            header,
            entries,
            sequences,
            whole,
            torn,
            finished,
            last: None,
        })
    }

    /// Opens the file of a finished run, which must have its index.
    ///
    /// # Errors
    /// As [`FramesReader::open`]; [`RecordError::Damaged`] for one cut short.
    pub fn open_finished(path: &Path) -> Result<FramesReader, RecordError> {
        let reader = FramesReader::open(path)?;
        if reader.finished {
            return Ok(reader);
        }
        Err(RecordError::damaged(
            path,
            "the index at its end is missing: it is cut short or changed",
        ))
    }

    /// What the frames show.
    pub fn header(&self) -> &FramesHeader {
        &self.header
    }

    /// The frames, in the order in which they were recorded.
    pub fn list(&self) -> Vec<FrameKey> {
        self.entries.iter().map(|entry| entry.key).collect()
    }

    /// Bytes at the file's end that are not a whole frame (0 unless the run was killed or is under
    /// way).
    pub fn torn_tail(&self) -> u64 {
        self.torn
    }

    /// Whether the file has the form that is written now: an older one has frames only as pictures
    /// show them.
    pub fn is_current(&self) -> bool {
        self.version == VERSION
    }

    /// Reads one frame as a picture shows it. Frames of a site in ascending order cost one
    /// decompression each.
    ///
    /// # Errors
    /// [`RecordError::NoFrame`] (which names the nearest), [`RecordError::Damaged`],
    /// [`RecordError::Io`].
    pub fn read(&mut self, replicate: u32, site: u32, step: u64) -> Result<Frame, RecordError> {
        let planes = self.planes(FrameKey { replicate, site, step })?;
        Ok(if self.is_current() {
            planes.snapshot(replicate, site, step).frame()
        } else {
            planes.first_frame(replicate, site, step)
        })
    }

    /// Reads all layers of one frame; `None` where the file has an older form without them.
    ///
    /// # Errors
    /// As [`FramesReader::read`].
    pub fn snapshot(
        &mut self,
        replicate: u32,
        site: u32,
        step: u64,
    ) -> Result<Option<Snapshot>, RecordError> {
        let planes = self.planes(FrameKey { replicate, site, step })?;
        Ok(self.is_current().then(|| planes.snapshot(replicate, site, step)))
    }

    /// The layers of one frame.
    pub(super) fn planes(&mut self, key: FrameKey) -> Result<Planes, RecordError> {
        let FrameKey { replicate, site, .. } = key;
        let Some(sequence) = self.sequences.get(&(replicate, site)) else {
            return Err(self.no_frame(key));
        };
        let Some(wanted) = sequence.iter().position(|place| self.entries[*place].key == key) else {
            return Err(self.no_frame(key));
        };
        let places = sequence[..=wanted].to_vec();
        // Back to a whole frame, or to the one read last; then forward.
        let mut sections = Vec::new();
        let mut planes = None;
        for place in places.into_iter().rev() {
            if let Some((last, known)) = &self.last
                && *last == place
            {
                planes = Some(known.clone());
                break;
            }
            let entry = self.entries[place];
            let (section, _) = read_section(&self.path, &mut self.file, entry.offset, self.whole)?;
            if section.key != entry.key {
                return Err(RecordError::damaged(
                    &self.path,
                    "its index names another frame than stands there",
                ));
            }
            let whole = !section.difference;
            sections.push((place, section));
            if whole {
                break;
            }
        }
        for (place, section) in sections.into_iter().rev() {
            let decoded = self.decode(&section, planes.as_ref())?;
            self.last = Some((place, decoded.clone()));
            planes = Some(decoded);
        }
        Ok(planes.unwrap_or_default())
    }

    /// The layers of a section, given those of the frame before.
    fn decode(&self, section: &Section, before: Option<&Planes>) -> Result<Planes, RecordError> {
        let damaged = |what: &str| {
            let step = section.key.step;
            RecordError::damaged(&self.path, format!("a frame of step {step} {what}"))
        };
        let site = self.header.sites.get(section.key.site as usize);
        let (cells, width) = site.map_or((0, 0), |site| (site.len(), site.cells[0] as usize));
        let layers =
            if self.is_current() { [BYTE_LAYERS, FIELD_LAYERS] } else { [FIRST_LAYERS, 0] };
        let length = cells.saturating_mul(layers[0] + 2 * layers[1]);
        let bytes = disk::unpacked(&self.path, &section.payload, length as u64)?;
        if bytes.len() != length || (section.difference && before.is_none()) {
            return Err(damaged("does not have its site's size"));
        }
        let before = before.filter(|_| section.difference);
        let planes = Planes::of_lying(bytes, before, layers, [cells, width])
            .ok_or_else(|| damaged("has a concentration that there is not"))?;
        // The first layer, and in version 2 the second, are kinds of the table.
        let kinds = if self.is_current() { 2 * cells } else { cells };
        match planes.bytes[..kinds].iter().find(|code| usize::from(**code) >= LOOKS.len()) {
            Some(code) => Err(damaged(&format!("has the kind {code}, which there is not"))),
            None => Ok(planes),
        }
    }

    /// Length of the header and all whole frames.
    pub(super) fn whole_len(&self) -> u64 {
        self.whole
    }

    /// Whether each frame of a replicate and site is whole or a difference, for the last of them:
    /// how many differences lie behind the last whole one.
    pub(super) fn differences_at_end(
        &mut self,
        replicate: u32,
        site: u32,
    ) -> Result<u32, RecordError> {
        let mut count = 0;
        for place in
            self.sequences.get(&(replicate, site)).cloned().unwrap_or_default().into_iter().rev()
        {
            let (section, _) =
                read_section(&self.path, &mut self.file, self.entries[place].offset, self.whole)?;
            if !section.difference {
                break;
            }
            count += 1;
        }
        Ok(count)
    }

    pub(super) fn entries(&self) -> &[FrameEntry] {
        &self.entries
    }

    /// The error of a time point that was not kept, with those that were.
    fn no_frame(&self, key: FrameKey) -> RecordError {
        // Six decimals hide the last bits of a product such as 3 x 0.1.
        let time =
            |step| format!("{} h (step {step})", libm::round(self.header.time_h(step) * 1e6) / 1e6);
        let name = self
            .header
            .sites
            .get(key.site as usize)
            .map_or_else(|| format!("number {}", key.site), |site| format!("`{}`", site.name));
        let steps: Vec<u64> = self
            .sequences
            .get(&(key.replicate, key.site))
            .into_iter()
            .flatten()
            .map(|place| self.entries[*place].key.step)
            .collect();
        let before = steps.iter().copied().filter(|step| *step < key.step).max();
        let after = steps.iter().copied().filter(|step| *step > key.step).min();
        let nearest = match (before, after) {
            (Some(before), Some(after)) => {
                format!("the nearest are at {} and {}", time(before), time(after))
            }
            (Some(only), None) | (None, Some(only)) => format!("the nearest is at {}", time(only)),
            (None, None) => {
                let mut kept: Vec<u32> =
                    self.sequences.keys().map(|(replicate, _)| *replicate).collect();
                kept.dedup();
                let kept: Vec<String> = kept.iter().map(u32::to_string).collect();
                if kept.is_empty() {
                    "this run kept no frames".to_owned()
                } else {
                    format!("frames were kept of replicate {}", kept.join(", "))
                }
            }
        };
        RecordError::NoFrame {
            wanted: format!("replicate {}, site {name} at {}", key.replicate, time(key.step)),
            nearest,
        }
    }
}

/// First 16 bytes of the BLAKE3.
pub(super) fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    *blake3::hash(bytes).as_bytes().first_chunk().expect("a BLAKE3 has 32 bytes")
}

fn read_at(path: &Path, file: &mut File, offset: u64, length: u64) -> Result<Vec<u8>, RecordError> {
    let refused = |error| RecordError::io(path, "read", error);
    let mut bytes =
        vec![
            0;
            usize::try_from(length)
                .map_err(|_| RecordError::damaged(path, "a section is longer than memory"))?
        ];
    file.seek(SeekFrom::Start(offset)).map_err(refused)?;
    file.read_exact(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

fn u32_at(bytes: &[u8], place: usize) -> u32 {
    bytes[place..place + 4].iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn u64_at(bytes: &[u8], place: usize) -> u64 {
    bytes[place..place + 8].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Version, header and where the frames begin.
fn read_header(
    path: &Path,
    file: &mut File,
    length: u64,
) -> Result<(u32, FramesHeader, u64), RecordError> {
    let torn = || RecordError::damaged(path, "its header is torn");
    if length < 16 {
        return Err(torn());
    }
    let prefix = read_at(path, file, 0, 16)?;
    if &prefix[..8] != MAGIC {
        return Err(RecordError::damaged(path, "not a file of frames"));
    }
    let found = u32_at(&prefix, 8);
    if ![FIRST_VERSION, VERSION].contains(&found) {
        return Err(RecordError::Version { path: path.to_path_buf(), found, known: VERSION });
    }
    let end = 16 + u64::from(u32_at(&prefix, 12));
    if end + CHECKSUM as u64 > length {
        return Err(torn());
    }
    let bytes = read_at(path, file, 0, end + CHECKSUM as u64)?;
    let (covered, sum) = bytes.split_at(bytes.len() - CHECKSUM);
    if checksum(covered) != sum {
        return Err(RecordError::damaged(path, "its header's checksum does not match"));
    }
    let header = serde_json::from_slice(&covered[16..])
        .map_err(|error| RecordError::damaged(path, error.to_string()))?;
    Ok((found, header, end + CHECKSUM as u64))
}

/// A frame's section at an offset, and where it ends.
pub(super) fn read_section(
    path: &Path,
    file: &mut File,
    offset: u64,
    limit: u64,
) -> Result<(Section, u64), RecordError> {
    let torn =
        || RecordError::damaged(path, format!("the frame at byte {offset} is torn or changed"));
    let prefix_end =
        offset.checked_add(FRAME_PREFIX as u64).filter(|end| *end <= limit).ok_or_else(torn)?;
    let prefix = read_at(path, file, offset, FRAME_PREFIX as u64)?;
    let end = prefix_end
        .checked_add(u64_at(&prefix, 24))
        .and_then(|end| end.checked_add(CHECKSUM as u64))
        .ok_or_else(torn)?;
    if &prefix[..4] != FRAME || end > limit {
        return Err(torn());
    }
    let bytes = read_at(path, file, offset, end - offset)?;
    let (covered, sum) = bytes.split_at(bytes.len() - CHECKSUM);
    if checksum(covered) != sum || u32_at(covered, 4) > 1 {
        return Err(torn());
    }
    let key = FrameKey {
        replicate: u32_at(covered, 8),
        site: u32_at(covered, 12),
        step: u64_at(covered, 16),
    };
    Ok((
        Section {
            key,
            difference: u32_at(covered, 4) == 1,
            payload: covered[FRAME_PREFIX..].to_vec(),
        },
        end,
    ))
}

/// The index at the end of a finished file, and where it begins; `None` where there is none that is
/// whole.
fn read_index(
    path: &Path,
    file: &mut File,
    first: u64,
    length: u64,
) -> Result<Option<(Vec<FrameEntry>, u64)>, RecordError> {
    if length < first + 16 {
        return Ok(None);
    }
    let tail = read_at(path, file, length - 16, 16)?;
    let offset = u64_at(&tail, 0);
    if &tail[8..] != END
        || offset < first
        || offset.checked_add((12 + CHECKSUM + 16) as u64).is_none_or(|end| end > length)
    {
        return Ok(None);
    }
    let bytes = read_at(path, file, offset, length - 16 - offset)?;
    let (covered, sum) = bytes.split_at(bytes.len() - CHECKSUM);
    let body = &covered[12..];
    if checksum(covered) != sum || &covered[..4] != INDEX || u64_at(covered, 4) != body.len() as u64
    {
        return Ok(None);
    }
    let entry = |bytes: &[u8]| FrameEntry {
        offset: u64_at(bytes, 0),
        key: FrameKey {
            replicate: u32_at(bytes, 8),
            site: u32_at(bytes, 12),
            step: u64_at(bytes, 16),
        },
    };
    Ok(Some((body.chunks_exact(INDEX_ENTRY).map(entry).collect(), offset)))
}

/// The whole frames from `first` on, and where they end.
fn walk(
    path: &Path,
    file: &mut File,
    first: u64,
    length: u64,
) -> Result<(Vec<FrameEntry>, u64), RecordError> {
    let (mut entries, mut offset) = (Vec::new(), first);
    while offset < length {
        match read_section(path, file, offset, length) {
            Ok((section, end)) => {
                entries.push(FrameEntry { key: section.key, offset });
                offset = end;
            }
            Err(RecordError::Damaged { .. }) => break,
            Err(error) => return Err(error),
        }
    }
    Ok((entries, offset))
}

#[cfg(test)]
mod tests;
