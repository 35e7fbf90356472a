//! The resolved scenario: what every later stage of the program reads.
//!
//! In: a checked file (`load`). Out: plain values in canonical units (time h, length um, concentration pM, dose IU, volume ml,
//! rate 1/h, density 1/mm2). Numbers that may differ between animals are [`Param`]s, drawn by [`Scenario::draw`](super::Scenario::draw).

use std::collections::BTreeMap;

/// Smallest and largest edge of a lattice, cells: the loader refuses others.
pub const EDGE: (f64, f64) = (8.0, 8192.0);

/// The animal that carries the tumour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Species {
    /// Laboratory mouse, 20 g.
    Mouse,
    /// Human patient, 70 kg.
    Human,
}

/// A number, or the distribution that each virtual animal draws its own from.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// The same in every animal.
    Fixed(f64),
    /// Uniform on `[min, max]`.
    Uniform {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Uniform in the logarithm on `[min, max]`.
    LogUniform {
        /// Smallest value, above 0.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Normal, truncated to `[min, max]`.
    Normal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation.
        sd: f64,
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Log-normal, truncated to `[min, max]`.
    LogNormal {
        /// Median before truncation.
        median: f64,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// One of the values, each as likely as its weight.
    Choice {
        /// The values.
        values: Vec<f64>,
        /// Their weights (same length).
        weights: Vec<f64>,
    },
}

/// One anatomical site: a lattice.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its name, unique in the scenario.
    pub name: String,
    /// Cells along x, y, z; z is 1 in two dimensions.
    pub cells: [u32; 3],
    /// 2 or 3.
    pub dimensions: u32,
    /// Edge of one lattice cell, um.
    pub spacing_um: f64,
    /// Field sites are `coarse` lattice cells wide (`field_spacing / spacing`).
    pub coarse: u32,
}

/// One inoculated tumour.
#[derive(Clone, Debug, PartialEq)]
pub struct Tumour {
    /// Index of its site.
    pub site: usize,
    /// Centre in the site, um from its corner.
    pub position_um: [f64; 3],
    /// Day of inoculation, h.
    pub start_h: f64,
    /// Number of foci that its cells are dealt out to; 1: one mass at `position_um`, more: anywhere in the site.
    pub foci: u32,
    /// Antigen's name as typed; equal names are the same antigen.
    pub antigen: String,
}

/// A cell vaccine: a line of cells of its own that does not divide.
#[derive(Clone, Debug, PartialEq)]
pub struct Vaccine {
    /// Its name, unique in the scenario.
    pub name: String,
    /// Antigen's name, as of tumours.
    pub antigen: String,
    /// Irradiated cells make more interleukin-2 and live longer than live ones.
    pub irradiated: bool,
    /// Whether the cells also carry CD80.
    pub cd80: bool,
}

/// Where a dose of interleukin-2 goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Shell outside the tumour's edge.
    Peritumoral,
    /// The tumour's interior.
    Intratumoral,
    /// Into plasma: a bolus, or an infusion over `duration`.
    Intravenous,
    /// Subcutaneous depot far from the tumour.
    Subcutaneous,
    /// Peritoneal cavity.
    Intraperitoneal,
}

/// What one treatment does each time.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Interleukin-2.
    Il2 {
        /// Where it goes.
        route: Route,
        /// Site it is given at (local routes).
        site: Option<usize>,
        /// Dose each time, IU (after the preparation's potency and the body's weight or surface).
        dose_iu: f64,
        /// Injected volume, ml (local routes).
        volume_ml: f64,
        /// Length of an infusion, h; 0 for a bolus.
        duration_h: f64,
        /// Whether dose-limiting toxicity stops further doses.
        stop_at_toxicity: bool,
    },
    /// Resection of all tumour of one site, leaving a microscopic residue (`treatment.N.residue_*` keys).
    Surgery {
        /// Site operated on.
        site: usize,
    },
}

/// One treatment with the times of its doses.
#[derive(Clone, Debug, PartialEq)]
pub struct Treatment {
    /// Label for marks and tables, for example `il2 peritumoral`.
    pub label: String,
    /// What happens each time.
    pub act: Act,
    /// When, h from the inoculation, ascending.
    pub times_h: Vec<f64>,
}

/// How the run is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// End, h.
    pub until_h: f64,
    /// Virtual animals.
    pub replicates: u32,
    /// Seed of every random stream.
    pub seed: u64,
    /// Tissue step, h (0.1 unless given).
    pub tissue_step_h: f64,
    /// Host step, h (1 unless given): a whole multiple of the tissue step.
    pub host_step_h: f64,
    /// Living slice cells at which a mouse is put down; `None` for never.
    pub humane_endpoint_cells: Option<f64>,
    /// Total burden, mm of equivalent diameter, above which a recurrence is detected.
    pub detection_mm: f64,
}

/// What is recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Times of frames, h, ascending; empty for none.
    pub frames_h: Vec<f64>,
    /// Interval of the series, h (6 unless given).
    pub series_every_h: f64,
    /// Replicates whose frames are kept.
    pub replicates: Vec<u32>,
    /// Interval of checkpoints, h (120 unless given).
    pub checkpoint_every_h: f64,
}

/// One virtual animal: a value for every key, in canonical units.
#[derive(Clone, Debug, PartialEq)]
pub struct Animal {
    /// Which replicate it is.
    pub replicate: u32,
    /// Its values by key path (`model.ctl.kill_rate`, `tumour.0.cells`).
    pub values: BTreeMap<String, f64>,
}

impl Animal {
    /// The animal's value of a key.
    ///
    /// # Panics
    /// When no key has that path: a programmer's error.
    pub fn get(&self, path: &str) -> f64 {
        match self.values.get(path) {
            Some(value) => *value,
            None => panic!("no key is called `{path}`"),
        }
    }
}
