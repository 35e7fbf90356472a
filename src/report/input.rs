//! What the page of a run shows, as plain values.

use std::collections::BTreeMap;

use crate::census::Frame;
use crate::kinds::{Code, EFFECTORS};
use crate::outcome::Duration;
use crate::picture::{FieldScale, Mark};
use crate::statistics::kaplan_meier::Followed;

/// One site with the frames of the shown animal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReportSite {
    /// Its name.
    pub name: String,
    /// Lattice cells along x, y, z.
    pub cells: [u32; 3],
    /// Edge of a lattice cell, um.
    pub spacing_um: f64,
    /// Times (h) and frames, ascending.
    pub frames: Vec<(f64, Frame)>,
}

/// The shown animal's curves: one value for each time, `None` (or not finite) where there is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Curves {
    /// Times, h, ascending.
    pub time_h: Vec<f64>,
    /// Living tumour cells over all sites.
    pub burden: Vec<Option<f64>>,
    /// Effector cells over all sites, by kind.
    pub effectors: [Vec<Option<f64>>; EFFECTORS],
    /// Mean IL-2 in the tissue, pM.
    pub il2_tissue_pm: Vec<Option<f64>>,
    /// IL-2 in plasma, pM.
    pub il2_plasma_pm: Vec<Option<f64>>,
    /// Capillary-leak index.
    pub leak: Vec<Option<f64>>,
    /// Columns that the series has not, so that their lines have no value.
    pub missing: Vec<String>,
}

/// One time point of [`Curves`]: burden, effectors by kind, IL-2 in the tissue and in plasma, leak
/// index.
pub(crate) type CurvePoint = [f64; 4 + EFFECTORS];

impl Curves {
    /// Lengthens the curves by a time point.
    pub(crate) fn push(&mut self, time_h: f64, point: &CurvePoint) {
        let [burden, effectors @ .., il2_tissue_pm, il2_plasma_pm, leak] = *point;
        let effectors: [f64; EFFECTORS] = effectors;
        self.time_h.push(time_h);
        self.burden.push(Some(burden));
        for (curve, count) in self.effectors.iter_mut().zip(effectors) {
            curve.push(Some(count));
        }
        self.il2_tissue_pm.push(Some(il2_tissue_pm));
        self.il2_plasma_pm.push(Some(il2_plasma_pm));
        self.leak.push(Some(leak));
    }
}

/// One animal's outcome.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AnimalRow {
    /// Replicate.
    pub replicate: u32,
    /// `CR`, `PR`, `SD`, `PD` or `NE`, at the end.
    pub response: String,
    /// The same, at its best.
    pub best_response: String,
    /// Why its rows end, in words.
    pub end: String,
    /// When, h.
    pub end_h: f64,
    /// Smallest number of living tumour cells since the first treatment.
    pub nadir_cells: u64,
    /// When that was, h.
    pub nadir_h: f64,
    /// Living tumour cells at the end.
    pub final_cells: u64,
    /// When a recurrence was detected, h.
    pub recurrence_h: Option<f64>,
    /// Beginning of its response, h.
    pub response_h: Option<f64>,
    /// How long that lasted.
    pub response_duration: Option<Duration>,
    /// When the disease progressed, h.
    pub progression_h: Option<f64>,
    /// Foci at baseline and at the end.
    pub foci: (u64, u64),
    /// How long it was seen to survive.
    pub survival: Followed,
    /// How long it was seen to live without progression.
    pub progression_free: Followed,
    /// Largest capillary-leak index.
    pub peak_leak: f64,
    /// When toxicity limited the dose, h.
    pub toxicity_h: Option<f64>,
    /// Digest of the animal's last state.
    pub final_digest: String,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReportInput {
    /// The scenario's title.
    pub title: String,
    /// Where the scenario comes from; may be empty.
    pub source: String,
    /// Version of the program.
    pub version: String,
    /// What the page lacks because the run is not finished, in a sentence.
    pub unfinished: Option<String>,
    /// The outcome in a sentence: `14 of 20 animals cured; shown: animal 3, cured on day 19`.
    pub headline: String,
    /// `animal` or `patient`.
    pub subject: String,
    /// Replicate of the shown animal.
    pub shown: u32,
    /// The sites.
    pub sites: Vec<ReportSite>,
    /// Codes that can occur, for the legend.
    pub kinds: Vec<Code>,
    /// End of the run, h.
    pub until_h: f64,
    /// The scenario's own end, h, where the run was stopped before it.
    pub stopped_before_h: Option<f64>,
    /// Keys that were set on the command line, with their values.
    pub set: Vec<(String, String)>,
    /// The command that makes the run again from the resolved scenario.
    pub command: String,
    /// The treatments.
    pub marks: Vec<Mark>,
    /// Scale of the IL-2 and IFN-gamma codes.
    pub field_scale: FieldScale,
    /// Curves of the shown animal.
    pub curves: Curves,
    /// All animals.
    pub animals: Vec<AnimalRow>,
    /// Burden above which a recurrence is detected, mm.
    pub detection_mm: f64,
    /// The resolved scenario.
    pub scenario_toml: String,
    /// Keys whose value is not the default: path, value, default (empty where there is none).
    pub not_default: Vec<(String, String, String)>,
    /// Digest of the scenario.
    pub scenario_digest: String,
    /// Digest of the rules.
    pub rulebook_digest: String,
    /// Seed.
    pub seed: u64,
}

/// One run of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReportArm {
    /// What it is called; no two arms have one name.
    pub name: String,
    /// What its own page shows.
    pub input: ReportInput,
    /// Every key of its scenario with its value.
    pub values: BTreeMap<String, String>,
}
