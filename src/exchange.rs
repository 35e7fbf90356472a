//! What the host and one anatomical site of tissue tell each other, once every host step.
//!
//! The host's side is `f64` (its equations run on the CPU in one fixed order); the tissue's side is
//! integers. A [`SiteSignal`] becomes integers in `world::signal`; a [`SiteReturn`] is read from
//! the tissue's census and counters.

use crate::kinds::{EFFECTORS, EffectorKind, GRAFTS, GROUPS};

/// Numbers by kind (none of kinds that are not given) as numbers by group, every T cell of the
/// first antigen.
pub fn of_first_antigen(by_kind: impl IntoIterator<Item = u32>) -> [u32; GROUPS] {
    let mut groups = [0; GROUPS];
    for (kind, number) in EffectorKind::all().zip(by_kind) {
        groups[kind.group(0)] = number;
    }
    groups
}

/// Where a depot's interleukin-2 lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum DepotPlace {
    /// A shell of free tissue outside the tumour's edge.
    #[default]
    Shell,
    /// The tumour itself.
    Interior,
}

/// A resection: everything of the mass goes but what lies in a ball.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resection {
    /// Number of slice cells that should stay (0: none).
    pub residue_cells: f64,
    /// Direction, in turns (0 to 1), from the tumour's centre to the residue, which lies at the
    /// tumour's edge.
    pub direction_turns: f64,
    /// Width of healthy tissue removed with the tumour, um.
    pub margin_um: f64,
}

/// Most inocula of one site in one host step.
pub const INOCULA: usize = 4;

/// What is put into a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Put {
    /// Cells of a line (tumours, then vaccines), on free sites.
    Line(usize),
    /// Effectors of a kind, with the number of the antigen that they recognise and their origin (0:
    /// the host's own, else 1 + the graft).
    Effector {
        /// Kind.
        kind: EffectorKind,
        /// Antigen.
        antigen: u32,
        /// Origin.
        origin: u32,
    },
}

/// Where it is put.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum PutPlace {
    /// Free tissue within the depth of a depot's shell around the mass.
    Shell,
    /// The mass.
    Interior,
    /// A disc or ball.
    Ball {
        /// Centre, um from the site's corner.
        centre_um: [f64; 3],
        /// Radius, um.
        radius_um: f64,
    },
}

/// Cells put into a site at the start of a host step.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Inoculum {
    /// What.
    pub put: Put,
    /// Where.
    pub place: PutPlace,
    /// Chance that a site with room there gets one: concentration times the volume of a site, at
    /// most 1.
    pub chance: f64,
}

/// What drugs, antibodies and radiation do to one site's cells: means over the host step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrugEffect {
    /// Killing of a fully sensitive line's cells, 1/h.
    pub tumour_kill_per_h: f64,
    /// What is left of the rate of tumour cycles, 0 to 1.
    pub growth: f64,
    /// Systemic interferon's occupancy of the receptor that induces MHC class I, 0 to 1.
    pub interferon: f64,
    /// Killing of effectors of each kind, 1/h.
    pub effector_kill_per_h: [f64; EFFECTORS],
}

impl Default for DrugEffect {
    fn default() -> Self {
        DrugEffect {
            tumour_kill_per_h: 0.0,
            growth: 1.0,
            interferon: 0.0,
            effector_kill_per_h: [0.0; EFFECTORS],
        }
    }
}

/// What the host tells one site for the host step that begins now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteSignal {
    /// Plasma interleukin-2, exact mean over the step, pM (with the endogenous level).
    pub plasma_il2_pm: f64,
    /// Mean over the step of the T cells' response H(plasma; `model.ctl.il2_half`, 1), 0 to 1:
    /// after a mouse's bolus far below the response to the mean, so a rule that acts on plasma
    /// with a threshold should take this.
    pub plasma_h_t: f64,
    /// Mean over the step of the LAK drive H(plasma; `model.nk.il2_half`, 2), 0 to 1.
    pub plasma_h_lak: f64,
    /// Depot interleukin-2 at this site, exact mean over the step, pM; 0 when there is none.
    pub depot_il2_pm: f64,
    /// Where the depot lies.
    pub depot_place: DepotPlace,
    /// Effector cells that try to enter through the site's vessels in this step, by group
    /// (`kinds::GROUP_TABLE`).
    pub arrivals: [u32; GROUPS],
    /// Part of each group that much interleukin-2 in the node made effectors, 0 to 1.
    pub programmed: [f64; GROUPS],
    /// Factor on killing by T cells and on their division (suppression by the whole burden), 0 to
    /// 1.
    pub t_scale: f64,
    /// Factor on killing by NK and LAK cells (suppression after surgery and by burden), 0 to 1.
    pub nk_scale: f64,
    /// A resection at the start of this step.
    pub resection: Option<Resection>,
    /// Cells put in at the start of this step, after the resection; at most [`INOCULA`].
    pub inocula: Vec<Inoculum>,
    /// Drugs.
    pub drugs: DrugEffect,
    /// Rejection of transferred cells by origin, 1/h.
    pub rejection_per_h: [f64; GRAFTS],
}

/// What one site's tissue tells the host at the end of a host step; counts of this step unless said
/// otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteReturn {
    /// Living tumour cells now.
    pub tumour: u64,
    /// Living tumour cells on the outermost sites of the lattice now (a replicate ends as `left
    /// the site` when there is one).
    pub tumour_at_edge: u64,
    /// Living effector cells now, by kind.
    pub effectors: [u64; EFFECTORS],
    /// Cells of each line (tumours, then vaccines) killed by effectors.
    pub killed: Vec<u64>,
    /// Cells of each line that died without being killed by effectors (natural loss, hypoxia,
    /// drugs).
    pub died: Vec<u64>,
    /// Living vaccine cells now.
    pub vaccine: u64,
    /// Mean interleukin-2 where vaccine cells live, pM; 0 without any.
    pub il2_at_vaccine_pm: f64,
    /// Mean interleukin-2 where tumour cells live, pM; 0 without any.
    pub il2_at_tumour_pm: f64,
    /// Transferred effectors in tissue now, by origin.
    pub grafts: [u64; GRAFTS],
    /// Effectors put in by an inoculum, by kind.
    pub put_in: [u64; EFFECTORS],
    /// Cells of each group that entered, out of [`SiteSignal::arrivals`]; the others stay in
    /// blood.
    pub entered: [u64; GROUPS],
    /// Mean over living NK and LAK cells of (activation 0 to 1) times their number: the sum of
    /// activations.
    pub nk_lak_activation: f64,
    /// Molecules of interleukin-2 that went from tissue to blood less those that came from blood
    /// or from a depot (which would have gone to blood).
    pub il2_to_blood_molecules: f64,
    /// Volume of this lattice, ul (mm3).
    pub volume_mm3: f64,
    /// Area of this lattice, mm2 (3-D: of its central slice), which influxes per mm2 refer to.
    pub area_mm2: f64,
}
