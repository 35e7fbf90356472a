//! What `frames.bin` says of itself: sites, layers, the scale of its codes; marks of its sections.

use serde::{Deserialize, Serialize};

use crate::kinds::LOOKS;
use crate::scenario::types::Site;

/// Name of the file in a run's directory.
pub(crate) const FRAMES: &str = "frames.bin";

pub(super) const MAGIC: &[u8; 8] = b"IL2FRAME";
pub(super) const VERSION: u32 = 1;
pub(super) const FRAME: &[u8; 4] = b"FRAM";
pub(super) const INDEX: &[u8; 4] = b"INDX";
pub(super) const END: &[u8; 8] = b"IL2INDEX";
/// Bytes of a section's checksum.
pub(super) const CHECKSUM: usize = 16;
/// Bytes of a frame before its layers.
pub(super) const FRAME_PREFIX: usize = 4 + 4 + 4 + 4 + 8 + 8;
/// Bytes of one frame in the index.
pub(super) const INDEX_ENTRY: usize = 8 + 4 + 4 + 8;
/// Names of the layers, in their order.
pub(super) const LAYERS: [&str; 4] = ["kind", "mhc", "il2", "ifng"];

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
pub(super) const LOG_SCALE: LogScale = LogScale { floor_pm: 0.1, codes_per_doubling: 10.0 };

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
pub(super) struct FrameEntry {
    pub key: FrameKey,
    pub offset: u64,
}

/// A frame's section as it stands in the file.
pub(super) struct Section {
    pub key: FrameKey,
    pub difference: bool,
    /// zstd of the layers.
    pub payload: Vec<u8>,
}
