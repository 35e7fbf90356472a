//! The resolved scenario: what every later stage of the program reads.
//!
//! In: a checked file (`load`). Out: plain values in canonical units (time h, length um,
//! concentration pM, dose IU, volume ml, rate 1/h, density 1/mm2). Numbers that may differ between
//! animals are [`Param`]s, drawn by [`Scenario::draw`](super::Scenario::draw).

use std::collections::BTreeMap;

pub use crate::input::{Param, Species};
use crate::keys::{self, Lookup};

/// Smallest and largest edge of a lattice, cells: the loader refuses others.
pub const EDGE: (f64, f64) = (8.0, 8192.0);

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
    /// Whether cells and fields are mixed every host step: the well-mixed limit.
    pub stirred: bool,
    /// Name of its region: sites of one region share a draining node.
    pub region: String,
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
    /// Number of foci that its cells are dealt out to; 1: one mass at `position_um`, more: drawn
    /// in the middle half of the site.
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

/// Somebody who gives cells; how far apart from the host: `donor.N.mismatch`.
#[derive(Clone, Debug, PartialEq)]
pub struct Donor {
    /// Name, unique in the scenario.
    pub name: String,
}

/// Keys that an animal does not draw independently of each other: a Gaussian copula, the same
/// correlation between any two of them.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortLaw {
    /// Paths of the keys; each is a distribution, and stands in one entry only.
    pub keys: Vec<String>,
    /// Correlation of the normal scores, between -1/(n-1) and 1.
    pub correlation: f64,
}

/// Where a dose of interleukin-2 goes. All have a site but [`Route::Intravenous`],
/// [`Route::Subcutaneous`] and [`Route::Intraperitoneal`]; those with a site have a volume but
/// [`Route::Inhaled`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Shell outside the tumour's edge.
    Peritumoral,
    /// The tumour's interior.
    Intratumoral,
    /// Into the bladder, over the tumour on its wall.
    Intravesical,
    /// Into the pleural cavity, over the tumour on its lining.
    Intrapleural,
    /// Into another cavity, over the tumour on its lining.
    Intracavitary,
    /// Around the lymph vessels of a site: into its draining node.
    Perilymphatic,
    /// Into the lumen of the lung that the site is; how much fluid it meets is the host's key, so
    /// `volume_ml` is 0.
    Inhaled,
    /// Into plasma: a bolus, or an infusion over `duration`.
    Intravenous,
    /// Subcutaneous depot far from the tumour; with a `duration` a pump.
    Subcutaneous,
    /// Peritoneal cavity.
    Intraperitoneal,
}

/// A drug other than interleukin-2, an antibody, or radiation, with the unit of [`Act::Agent`]'s
/// dose. It acts in the whole body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agent {
    /// Cyclophosphamide, mg/kg.
    Cyclophosphamide,
    /// Ifosfamide, mg/kg.
    Ifosfamide,
    /// Fludarabine, mg/m2.
    Fludarabine,
    /// 5-fluorouracil, mg/kg.
    Fluorouracil,
    /// Cisplatin, mg/kg.
    Cisplatin,
    /// Retinoic acid, mg/kg.
    RetinoicAcid,
    /// Interferon-alpha, IU.
    InterferonAlpha,
    /// Interferon-gamma, IU.
    InterferonGamma,
    /// Antibody that depletes CD4 cells (helper and regulatory T), mg.
    AntiCd4,
    /// Antibody that depletes CD8 cells (CTL), mg.
    AntiCd8,
    /// Antibody that depletes NK cells, mg.
    AntiNk,
    /// Antibody that depletes regulatory T cells by their CD25, mg.
    AntiCd25,
    /// Total-body irradiation, Gy.
    Irradiation,
}

/// What a product of cultured cells is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Lymphokine-activated killer cells.
    Lak,
    /// Tumour-infiltrating lymphocytes: T cells of an antigen.
    Til,
    /// Cytokine-induced killer cells: mostly LAK-like, some T.
    Cik,
    /// Lymphocytes of a donor, activated with interleukin-2.
    Lymphocytes,
}

/// Where cells are given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Into blood.
    Blood,
    /// Around the mass of a site (also: into the cavity that it lines).
    Around {
        /// Its index.
        site: usize,
    },
    /// Into the mass of a site.
    Into {
        /// Its index.
        site: usize,
    },
    /// Under the skin of a site, away from any tumour: a disc or ball.
    Spot {
        /// Its index.
        site: usize,
        /// Centre, um from the site's corner.
        centre_um: [f64; 3],
        /// Radius, um.
        radius_um: f64,
    },
}

/// One giving of cultured cells; how many, how long cultured and with how much interleukin-2:
/// `treatment.N.cells`, `culture` (h), `culture_il2` (pM), `il2_secretion` (molecules/s); every one
/// of these is a value of the animal.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// What.
    pub product: Product,
    /// Whose: index of `[[donor]]`; `None` for the animal's own (or a syngeneic animal's).
    pub donor: Option<usize>,
    /// Antigen that its T cells recognise, that of a tumour or vaccine; `None` for LAK, and for
    /// cells of no known specificity: alloreactive ones of a donor, own ones that
    /// recognise nothing. TIL always have one.
    pub antigen: Option<String>,
    /// Where to.
    pub target: Target,
    /// Injected volume, ml (local targets).
    pub volume_ml: f64,
    /// When the animal's own blood was harvested for it by leukapheresis, h: at least the culture
    /// before the first giving.
    pub harvest_h: Option<f64>,
    /// Origin by which tissue knows its cells: 0 as the host's own, which are neither a donor's
    /// nor gene-modified; else 1 to 3. Treatments with cells of the same donor and the same
    /// `il2_secretion` share one.
    pub origin: u32,
}

/// What one treatment does each time.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Interleukin-2.
    Il2 {
        /// Where it goes.
        route: Route,
        /// Site it is given at (routes that have one).
        site: Option<usize>,
        /// Dose each time, IU (after the preparation's potency and the body's weight or surface).
        dose_iu: f64,
        /// Injected volume, ml; 0 for routes without.
        volume_ml: f64,
        /// Length of an infusion, perfusion or pump, h; 0 for a bolus.
        duration_h: f64,
        /// Whether dose-limiting toxicity stops further doses.
        stop_at_toxicity: bool,
    },
    /// Resection of all tumour of one site, leaving a microscopic residue (`treatment.N.residue_*`
    /// keys).
    Surgery {
        /// Site operated on.
        site: usize,
        /// Whether the draining node goes too.
        lymphadenectomy: bool,
    },
    /// A drug, an antibody, or radiation.
    Agent {
        /// Which.
        agent: Agent,
        /// Dose each time, in the agent's unit (see [`Agent`]; mass per body already divided by
        /// the body): the host divides it by `model.AGENT.reference_dose`.
        dose: f64,
    },
    /// A cell vaccine (`treatment.N.cells` cells).
    Vaccine {
        /// Index of `[[vaccine]]`.
        vaccine: usize,
        /// Where to.
        target: Target,
        /// Injected volume, ml.
        volume_ml: f64,
    },
    /// Cultured cells.
    Cells(Transfer),
}

/// Times that lie no further apart are one: sums of decimal times have no exact binary form, h.
const SAME_H: f64 = 1e-6;

/// Whether a time lies in a run that ends at `end_h`. The end itself is not part of the run: what is
/// due then is not given, and no treatment, tumour or event of any kind makes an exception.
pub(crate) fn lies_before(time_h: f64, end_h: f64) -> bool {
    time_h < end_h - SAME_H
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

impl Treatment {
    /// The times at which it is given in a run that ends at `end_h`.
    pub fn times_before(&self, end_h: f64) -> &[f64] {
        let given = self.times_h.partition_point(|time_h| lies_before(*time_h, end_h));
        &self.times_h[..given]
    }
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
    /// Tissue step, h (0.2 unless given).
    pub tissue_step_h: f64,
    /// Host step, h (1 unless given): a whole multiple of the tissue step.
    pub host_step_h: f64,
    /// Living slice cells at which a mouse is put down; `None` for never.
    pub humane_endpoint_cells: Option<f64>,
    /// Whether a replicate ends where its progression has held.
    pub ends_at_progression: bool,
    /// Whether a tumour that leaves its site counts as death and progression; else the animal is
    /// censored then.
    pub leaving_is_an_event: bool,
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
    /// Columns of the series beside the first three; none: all.
    pub columns: Option<Vec<String>>,
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
    /// The animal's value of a key: `animal.get(&keys::priming::DELAY)`,
    /// `animal.get(keys::tumour::CELLS.at(0))`.
    ///
    /// # Panics
    /// When the scenario gave it no value: a key of a table that it does not have.
    pub fn get(&self, key: impl Lookup<Value = keys::value::NumberValue>) -> f64 {
        match self.values.get(key.path()) {
            Some(value) => *value,
            None => panic!("this animal has no `{}`", key.path()),
        }
    }
}
