//! What stands around a frame: title, time, doses, legend, the scale of its codes.

use crate::census::Frame;
use crate::kinds::Code;

/// Doses of one treatment, for the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its label, for example `il2 peritumoral`.
    pub label: String,
    /// When, h from the inoculation, ascending.
    pub times_h: Vec<f64>,
}

/// What an 8-bit code of a field stands for: code 0 is below `floor_pm`, another `floor_pm *
/// 2^((code - 1) / per_doubling)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldScale {
    /// Concentration of code 1, pM.
    pub floor_pm: f64,
    /// Codes for each doubling.
    pub per_doubling: f64,
}

impl Default for FieldScale {
    /// The scale of [`Frame::il2`].
    fn default() -> Self {
        FieldScale { floor_pm: 0.1, per_doubling: 10.0 }
    }
}

impl FieldScale {
    /// The code of a concentration, 0 to 255.
    pub fn code(&self, pm: f64) -> u8 {
        if pm < self.floor_pm {
            return 0;
        }
        (1.0 + self.per_doubling * libm::log2(pm / self.floor_pm)).min(255.0) as u8
    }

    /// The largest concentration that has a code of its own, pM.
    pub fn top_pm(&self) -> f64 {
        self.floor_pm * libm::exp2(254.0 / self.per_doubling)
    }
}

/// What stands around a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The scenario's title.
    pub title: String,
    /// Name of the site.
    pub site: String,
    /// Whose tumour, in the words and number of the headline: `animal 3`, `patient 0`.
    pub who: String,
    /// Lattice cells along x, y, z.
    pub cells: [u32; 3],
    /// Edge of a lattice cell, um.
    pub spacing_um: f64,
    /// Time of the frame, h from the inoculation.
    pub time_h: f64,
    /// Planned end of the run, h.
    pub until_h: f64,
    /// Codes of the legend with their numbers of cells.
    pub legend: Vec<(Code, u64)>,
    /// The treatments.
    pub marks: Vec<Mark>,
    /// Scale of the IL-2 codes.
    pub field_scale: FieldScale,
}

impl Scene {
    /// A legend of the given kinds with the numbers that can be seen in a frame (a tissue cell
    /// behind an effector is not seen).
    pub fn legend_of(frame: &Frame, kinds: impl IntoIterator<Item = Code>) -> Vec<(Code, u64)> {
        let count = |kind: Code| frame.kind.iter().filter(|code| **code == kind).count() as u64;
        kinds.into_iter().map(|kind| (kind, count(kind))).collect()
    }
}
