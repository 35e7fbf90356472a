//! What `frames.bin` says of itself: sites, layers, the scale of its codes; marks of its sections.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kinds::LOOKS;
use crate::rules;
use crate::scenario::Scenario;
use crate::scenario::types::{Act, Site};

/// Name of the file in a run's directory.
pub(crate) const FRAMES: &str = "frames.bin";

pub(super) const MAGIC: &[u8; 8] = b"IL2FRAME";
/// Version of a new file.
pub(super) const VERSION: u32 = 2;
/// The version before, which is read: a frame is what its picture shows.
pub(super) const FIRST_VERSION: u32 = 1;
pub(super) const FRAME: &[u8; 4] = b"FRAM";
pub(super) const INDEX: &[u8; 4] = b"INDX";
pub(super) const END: &[u8; 8] = b"IL2INDEX";
/// Bytes of a section's checksum.
pub(super) const CHECKSUM: usize = 16;
/// Bytes of a frame before its layers.
pub(super) const FRAME_PREFIX: usize = 4 + 4 + 4 + 4 + 8 + 8;
/// Bytes of one frame in the index.
pub(super) const INDEX_ENTRY: usize = 8 + 4 + 4 + 8;
/// Names of the layers, in their order: those of a byte a lattice cell, and the fields.
pub(super) const LAYERS: [&str; 8] =
    ["tissue", "effector", "line", "mhc", "origin", "engaged", "il2", "ifng"];
/// Layers of a byte, and those of fields.
pub(super) const BYTE_LAYERS: usize = 6;
pub(super) const FIELD_LAYERS: usize = LAYERS.len() - BYTE_LAYERS;
/// Layers of the version before, all of a byte.
pub(super) const FIRST_LAYERS: usize = 4;

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
        self.cells.iter().fold(1, |length: usize, cells| length.saturating_mul(*cells as usize))
    }

    /// Whether the site has no lattice cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How a code of `il2` or `ifng` stands for a concentration c: 0 below `floor_pm`, else 1 +
/// `codes_per_doubling` log2(c / `floor_pm`) rounded down, up to the largest code.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogScale {
    /// Smallest concentration told apart from none, pM.
    pub floor_pm: f64,
    /// Codes for each doubling.
    pub codes_per_doubling: f64,
}

/// The scale of every frame of this version (see [`Snapshot::il2`](crate::census::Snapshot)).
pub(super) const LOG_SCALE: LogScale =
    LogScale { floor_pm: 0.1, codes_per_doubling: rules::FINE_CODES as f64 };

impl LogScale {
    /// The concentration in the middle of a code, pM: half a code from every concentration that has
    /// the code; 0 for code 0 (below the scale).
    pub fn concentration_pm(&self, code: u16) -> f64 {
        if code == 0 {
            return 0.0;
        }
        self.floor_pm * libm::exp2((f64::from(code) - 0.5) / self.codes_per_doubling)
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
    /// What the codes of the layers `tissue` and `effector` mean (in version 1: of `kind`).
    pub kind_names: Vec<String>,
    /// Names of the lines, of 1 and up in the layer `line`; none in version 1.
    #[serde(default)]
    pub line_names: Vec<String>,
    /// Names of the origins, of 0 and up in the layer `origin`; none in version 1.
    #[serde(default)]
    pub origin_names: Vec<String>,
    /// What the codes of the layers `il2` and `ifng` mean.
    pub log_scale: LogScale,
}

impl FramesHeader {
    /// The header of a scenario's frames.
    pub fn of(scenario: &Scenario) -> FramesHeader {
        let tumours = (0..scenario.tumours.len()).map(|n| format!("tumour {n}"));
        let vaccines = scenario.vaccines.iter().map(|vaccine| vaccine.name.clone());
        let transfers = scenario.treatments.iter().filter_map(|treatment| match &treatment.act {
            Act::Cells(transfer) => Some((transfer.origin, treatment.label.clone())),
            _ => None,
        });
        let grafts: BTreeMap<u32, String> =
            transfers.rev().filter(|(origin, _)| *origin > 0).collect();
        FramesHeader {
            line_names: tumours.chain(vaccines).collect(),
            origin_names: std::iter::once("host".to_owned()).chain(grafts.into_values()).collect(),
            ..FramesHeader::new(scenario.run.tissue_step_h, &scenario.sites)
        }
    }

    /// The header of frames of sites, without names of lines and grafts.
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
            line_names: Vec::new(),
            origin_names: vec!["host".to_owned()],
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
