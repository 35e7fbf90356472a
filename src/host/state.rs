//! Everything of a host that changes, and the step that is open.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::agents::{DrugEffects, DrugLevels};
use super::exposure::{Il2, Means};
use super::group::ArrivingGroup;
use super::lymphoid::Pools;
use super::rejection::{Acquaintance, GraftVersusHost};
use super::toxicity::Leak;
use super::transfer::{Graft, Harvest};
use crate::exchange::Inoculum;
use crate::kinds::{EFFECTORS, GRAFTS};

/// A step that is open.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) means: Means,
    pub(super) effects: DrugEffects,
    /// Hazard of each origin's cells by rejection, 1/h.
    pub(super) rejection: [f64; GRAFTS],
    /// Arrivals sent to each site.
    pub(super) arrivals: Vec<Vec<(ArrivingGroup, u32)>>,
}

/// Cells that wait to be put into a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) site: u32,
    pub(super) inoculum: Inoculum,
}

/// A dose as it was dealt with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoseGiven {
    /// When, h.
    pub time_h: f64,
    /// Index of its treatment.
    pub treatment: u32,
    /// IU (of an infusion: the whole, or what was left when toxicity stopped it).
    pub dose_iu: f64,
    /// Whether dose-limiting toxicity held it back.
    pub skipped: bool,
}

/// Everything that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct HostState {
    /// Host steps done.
    pub(super) step: u64,
    pub(super) il2: Il2,
    #[serde(with = "super::stored::pools")]
    pub(super) pools: Pools,
    pub(super) leak: Leak,
    pub(super) agents: DrugLevels,
    /// Soluble receptor of plasma, pM.
    pub(super) receptor_pm: f64,
    /// Transferred cells in blood, by origin.
    pub(super) grafts: [Graft; GRAFTS],
    /// What the host knows of each donor whose cells were given (none that is only planned: two
    /// arms with one past have the same bytes).
    pub(super) donors: BTreeMap<u32, Acquaintance>,
    pub(super) gvh: GraftVersusHost,
    /// Leukaphereses done, by treatment.
    pub(super) harvests: BTreeMap<u32, Harvest>,
    /// Cells that wait to be put in, in the order in which they came.
    pub(super) waiting: Vec<Waiting>,
    /// Living vaccine cells of each site.
    pub(super) vaccine: Vec<u64>,
    /// Living tumour of each site, slice cells.
    pub(super) burden: Vec<f64>,
    /// LAK drive at each site, low-passed.
    pub(super) site_lak: Vec<f64>,
    /// Cells of each kind that found no room, by site.
    #[serde(with = "super::record::founding")]
    pub(super) refused: Vec<[u64; EFFECTORS]>,
    /// Place in the schedule.
    pub(super) next_due: u32,
    /// Operations done.
    pub(super) operations: u32,
    /// Vaccines given.
    pub(super) vaccinations: u32,
    /// Treatments that toxicity has stopped, ascending.
    pub(super) stopped: BTreeSet<u32>,
    pub(super) doses: Vec<DoseGiven>,
    /// Plasma interleukin-2 over time, pM h.
    pub(super) auc_pm_h: f64,
    /// When toxicity first limited a dose, h.
    pub(super) limited_h: Option<f64>,
}
