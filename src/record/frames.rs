//! `frames.bin`: every recorded moment of every site, from which everything that is painted comes.
//!
//! In: the file. Out: [`Frame`]s in any order. The file, integers little-endian:
//! ```text
//! header   "IL2FRAME", version u32, length u32, JSON of FramesHeader (sites, layers, names of kinds, log scale), checksum
//! frame    "FRAM", form u32 (0 whole, 1 difference), replicate u32, site u32, step u64, length u64, zstd of the layers, checksum
//! ...
//! index    "INDX", length u64, (offset u64, replicate u32, site u32, step u64) of each frame, checksum, offset of the index u64, "IL2INDEX"
//! ```
//! A checksum is the first 16 bytes of the BLAKE3 of its section. The layers are `kind`, `mhc`,
//! `il2`, `ifng`, each one byte a lattice cell, x fastest; a difference holds each byte less that
//! of the frame before of the same replicate and site, modulo 256. The index comes when the run
//! ends; without it (a run under way, or killed) the sections are walked and a torn tail is left
//! out. Written by the room's `frames_writer`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::RecordError;
use crate::census::Frame;
use crate::kinds::{Code, LOOKS};
use crate::scenario::types::Site;

/// Name of the file in a run's directory.
pub(crate) const FRAMES: &str = "frames.bin";

pub(crate) const MAGIC: &[u8; 8] = b"IL2FRAME";
pub(crate) const VERSION: u32 = 1;
pub(crate) const FRAME: &[u8; 4] = b"FRAM";
pub(crate) const INDEX: &[u8; 4] = b"INDX";
pub(crate) const END: &[u8; 8] = b"IL2INDEX";
/// Bytes of a section's checksum.
pub(crate) const CHECKSUM: usize = 16;
/// Bytes of a frame before its layers.
pub(crate) const FRAME_PREFIX: usize = 4 + 4 + 4 + 4 + 8 + 8;
/// Bytes of one frame in the index.
pub(crate) const INDEX_ENTRY: usize = 8 + 4 + 4 + 8;
/// Names of the layers, in their order.
pub(crate) const LAYERS: [&str; 4] = ["kind", "mhc", "il2", "ifng"];

/// One site as `frames.bin` describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FramesSite {
    /// Its name.
    pub name: String,
    /// Lattice cells along x, y, z (z is 1 in two dimensions).
    pub cells: [u32; 3],
    /// Edge of a lattice cell, um.
    pub spacing_um: f64,
}

impl FramesSite {
    /// Lattice cells.
    pub fn len(&self) -> usize {
        self.cells.iter().map(|cells| *cells as usize).product()
    }

    /// Whether the site has no lattice cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How a code of `il2` or `ifng` stands for a concentration c: 0 below `floor_pm`, else 1 +
/// `codes_per_doubling` log2(c / `floor_pm`), at most 255.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogScale {
    /// Smallest concentration shown, pM.
    pub floor_pm: f64,
    /// Codes for each doubling.
    pub codes_per_doubling: f64,
}

/// The scale of every frame of this version (see [`Frame::il2`]).
const LOG_SCALE: LogScale = LogScale { floor_pm: 0.1, codes_per_doubling: 10.0 };

/// The concentration at which a code begins, pM; 0 for code 0 (below the scale).
pub fn concentration_pm(code: u8) -> f64 {
    if code == 0 {
        0.0
    } else {
        LOG_SCALE.floor_pm * libm::exp2((f64::from(code) - 1.0) / LOG_SCALE.codes_per_doubling)
    }
}

/// What a reader must know of a file's frames; stands in the file as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FramesHeader {
    /// Length of a tissue step, h: a frame's time is its step times this.
    pub tissue_step_h: f64,
    /// The sites, in the scenario's order.
    pub sites: Vec<FramesSite>,
    /// Names of the layers.
    pub layers: Vec<String>,
    /// What the codes of the layer `kind` mean.
    pub kind_names: Vec<String>,
    /// What the codes of the layers `il2` and `ifng` mean.
    pub log_scale: LogScale,
}

impl FramesHeader {
    /// The header of a scenario's frames.
    pub fn new(tissue_step_h: f64, sites: &[Site]) -> FramesHeader {
        FramesHeader {
            tissue_step_h,
            sites: sites
                .iter()
                .map(|site| FramesSite {
                    name: site.name.clone(),
                    cells: site.cells,
                    spacing_um: site.spacing_um,
                })
                .collect(),
            layers: LAYERS.map(str::to_owned).to_vec(),
            kind_names: LOOKS.map(|look| look.name.to_owned()).to_vec(),
            log_scale: LOG_SCALE,
        }
    }

    /// Time of a step, h.
    pub fn time_h(&self, step: u64) -> f64 {
        step as f64 * self.tissue_step_h
    }

    /// The tissue step nearest a time.
    pub fn step_at(&self, time_h: f64) -> u64 {
        // Out of range saturates: a time before the start is step 0.
        libm::round(time_h / self.tissue_step_h) as u64
    }
}

/// Which frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameKey {
    /// Replicate.
    pub replicate: u32,
    /// Index of the site.
    pub site: u32,
    /// Tissue step.
    pub step: u64,
}

/// One frame's section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub key: FrameKey,
    pub offset: u64,
}

/// A frame's section as it stands in the file.
pub(crate) struct Section {
    pub key: FrameKey,
    pub difference: bool,
    /// zstd of the layers.
    pub payload: Vec<u8>,
}

/// Reads `frames.bin`, of a finished run, of one under way, or of one that was killed.
#[derive(Debug)]
pub struct FramesReader {
    path: PathBuf,
    file: File,
    header: FramesHeader,
    /// Frames in the order of the file.
    entries: Vec<Entry>,
    /// Places in `entries` of each replicate's and site's frames, in the order of the file.
    courses: BTreeMap<(u32, u32), Vec<usize>>,
    /// Length of what is whole, without the index.
    whole: u64,
    torn: u64,
    /// The last frame that was read: its place in `entries` and its layers.
    last: Option<(usize, Vec<u8>)>,
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
        let (header, first) = read_header(path, &mut file, length)?;
        let (entries, whole, torn) = match read_index(path, &mut file, first, length)? {
            Some((entries, whole)) => (entries, whole, 0),
            None => {
                let (entries, whole) = walk(path, &mut file, first, length)?;
                (entries, whole, length - whole)
            }
        };
        let mut courses: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
        for (place, entry) in entries.iter().enumerate() {
            courses.entry((entry.key.replicate, entry.key.site)).or_default().push(place);
        }
        Ok(FramesReader {
            path: path.to_path_buf(),
            file,
            header,
            entries,
            courses,
            whole,
            torn,
            last: None,
        })
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

    /// Reads one frame. Frames of a site in ascending order cost one decompression each.
    ///
    /// # Errors
    /// [`RecordError::NoFrame`] (which names the nearest), [`RecordError::Damaged`],
    /// [`RecordError::Io`].
    pub fn read(&mut self, replicate: u32, site: u32, step: u64) -> Result<Frame, RecordError> {
        let key = FrameKey { replicate, site, step };
        let Some(course) = self.courses.get(&(replicate, site)) else {
            return Err(self.no_frame(key));
        };
        let Some(wanted) = course.iter().position(|place| self.entries[*place].key == key) else {
            return Err(self.no_frame(key));
        };
        let places = course[..=wanted].to_vec();
        // Back to a whole frame, or to the one read last; then forward.
        let mut sections = Vec::new();
        let mut layers = Vec::new();
        for place in places.into_iter().rev() {
            if let Some((last, known)) = &self.last
                && *last == place
            {
                layers = known.clone();
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
        let cells = self.header.sites.get(site as usize).map_or(0, FramesSite::len);
        for (place, section) in sections.into_iter().rev() {
            layers = decode(&self.path, &section, &layers, cells)?;
            self.last = Some((place, layers.clone()));
        }
        let mut parts = layers.chunks_exact(cells.max(1)).map(<[u8]>::to_vec);
        let mut next = || parts.next().unwrap_or_default();
        let kind = next().into_iter().map(Code).collect();
        Ok(Frame { replicate, site, step, kind, mhc: next(), il2: next(), ifng: next() })
    }

    /// Length of the header and all whole frames.
    pub(crate) fn whole_len(&self) -> u64 {
        self.whole
    }

    /// Whether each frame of a replicate and site is whole or a difference, for the last of them:
    /// how many differences lie behind the last whole one.
    pub(crate) fn differences_at_end(
        &mut self,
        replicate: u32,
        site: u32,
    ) -> Result<u32, RecordError> {
        let mut count = 0;
        for place in
            self.courses.get(&(replicate, site)).cloned().unwrap_or_default().into_iter().rev()
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

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The error of a moment that was not kept, with those that were.
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
            .courses
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
                    self.courses.keys().map(|(replicate, _)| *replicate).collect();
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

/// The layers of a section, given those of the frame before.
fn decode(
    path: &Path,
    section: &Section,
    before: &[u8],
    cells: usize,
) -> Result<Vec<u8>, RecordError> {
    let mut layers = zstd::decode_all(section.payload.as_slice())
        .map_err(|error| RecordError::damaged(path, error.to_string()))?;
    if layers.len() != cells * LAYERS.len() || (section.difference && before.len() != layers.len())
    {
        return Err(RecordError::damaged(
            path,
            format!("a frame of step {} does not have its site's size", section.key.step),
        ));
    }
    if section.difference {
        layers.iter_mut().zip(before).for_each(|(byte, before)| *byte = byte.wrapping_add(*before));
    }
    Ok(layers)
}

/// First 16 bytes of the BLAKE3.
pub(crate) fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
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

/// The header and where the frames begin.
fn read_header(
    path: &Path,
    file: &mut File,
    length: u64,
) -> Result<(FramesHeader, u64), RecordError> {
    let torn = || RecordError::damaged(path, "its header is torn");
    if length < 16 {
        return Err(torn());
    }
    let prefix = read_at(path, file, 0, 16)?;
    if &prefix[..8] != MAGIC {
        return Err(RecordError::damaged(path, "not a file of frames"));
    }
    let found = u32_at(&prefix, 8);
    if found != VERSION {
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
    Ok((header, end + CHECKSUM as u64))
}

/// A frame's section at an offset, and where it ends.
pub(crate) fn read_section(
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
) -> Result<Option<(Vec<Entry>, u64)>, RecordError> {
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
    let entry = |bytes: &[u8]| Entry {
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
) -> Result<(Vec<Entry>, u64), RecordError> {
    let (mut entries, mut offset) = (Vec::new(), first);
    while offset < length {
        match read_section(path, file, offset, length) {
            Ok((section, end)) => {
                entries.push(Entry { key: section.key, offset });
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
