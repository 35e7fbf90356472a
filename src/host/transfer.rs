//! Transferred cells: what a culture makes of them, who they are, and their pools in blood.
//!
//! In: the product, its culture, the cells given. Out: T cells and LAK of one giving in pool units,
//! or as inocula of a site; the blood's grafts.
//!
//! A culture is the blood's chain from NK to LAK (see `lymphoid`) at a constant concentration,
//! without supply and without a limit to division: its activity is the part of its NK lineage that
//! are LAK at the end. Cells grown from leukaphereses are at most what their harvest becomes;
//! tissues refill the blood while they are collected, so that a harvest is `collected` times what
//! the blood loses. A product is T cells and LAK: LAK only LAK; TIL only T cells; CIK `t_share` T
//! cells; a donor's lymphocytes 65 % T cells and 17 % LAK (Slavin 2010). T cells of no known
//! antigen act only from a donor: the part `alloreactive` times mismatch recognises the host. LAK
//! count by the culture's activity. Cells of another origin than the host's have pools of their
//! own: T' = (division H_T - loss - rejection - kill) T, in closed form over a step, and LAK as the
//! host's. Their cells in tissue carry the origin.

use serde::{Deserialize, Serialize};

use super::lymphoid::{Drive, Pools, Rates};
use crate::exchange::{Inoculum, Put, PutPlace};
use crate::keys;
use crate::kinds::{EffectorKind, GRAFTS};
use crate::scenario::types::{Animal, Product, Transfer};

/// ml in a cubic micrometre.
const ML_PER_UM3: f64 = 1e-12;

/// One animal's constants of transferred cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Constants {
    /// Part of the blood's NK and LAK that a harvest takes.
    pub leukapheresis: f64,
    /// Cells collected for each that the blood then lacks.
    pub collected: f64,
    /// T cells among CIK cells.
    pub cik_t_share: f64,
    /// T cells, and LAK, among a donor's activated lymphocytes.
    pub lymphocytes: [f64; 2],
    /// Part of a wholly mismatched donor's T cells that recognise the host.
    pub alloreactive: f64,
    /// Division of a graft's T cells at full response, 1/h.
    pub division: f64,
    /// Loss of a graft's T cells from blood, 1/h.
    pub loss: f64,
    /// Interleukin-2 at half of the LAK drive, pM.
    pub lak_pm: f64,
}

/// One giving as this animal has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Giving {
    /// Cells each time.
    pub cells: f64,
    /// Length of the culture, h.
    pub culture_h: f64,
    /// LAK drive in the culture, 0 to 1.
    pub drive: f64,
    /// LAK among the NK lineage after it.
    pub activity: f64,
    /// Part of the cells that are T cells which recognise something.
    pub t_share: f64,
    /// Part of the cells that are of the NK lineage.
    pub lak_share: f64,
    /// What the T cells recognise: a clone, or `None` for the host itself.
    pub clone: Option<usize>,
}

/// What one leukapheresis became: cells left of it, and their activity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Harvest {
    /// Cells of the NK lineage that are left to be given.
    pub cells: f64,
    /// LAK among them.
    pub activity: f64,
}

/// One origin's cells in blood, pool units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Graft {
    /// T cells of each clone; the last recognise the host.
    pub t: Vec<f64>,
    /// LAK.
    pub lak: f64,
}

/// Whose the cells of one origin are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Origin {
    /// Index of the donor; `None`: none, or the host's own gene-modified cells.
    pub donor: Option<usize>,
    /// How far donor and host are apart, 0 to 1.
    pub mismatch: f64,
}

/// NK lineage after a culture: resting, two stages, LAK; `drive` is the response to its
/// interleukin-2.
pub fn culture(rates: &Rates, start: [f64; 4], drive: f64, hours: f64) -> [f64; 4] {
    let in_vitro = Rates { nk_turnover: 0.0, lak_capacity: f64::MAX, ..rates.clone() };
    let constant = Drive { nodes: Vec::new(), lak: drive, burden: 0.0, release: Vec::new() };
    let mut pools = Pools::at_rest(&in_vitro, &constant);
    (pools.nk, pools.lak) = ([start[0], start[1], start[2]], start[3]);
    if hours > 0.0 {
        pools.advance(&in_vitro, &constant, hours);
    }
    [pools.nk[0], pools.nk[1], pools.nk[2], pools.lak]
}

/// LAK among a lineage.
pub fn activity(lineage: &[f64; 4]) -> f64 {
    let all: f64 = lineage.iter().sum();
    if all > 0.0 { lineage[3] / all } else { 0.0 }
}

impl Giving {
    /// The giving of treatment `n`. `clone`: the number of its antigen.
    pub fn new(
        animal: &Animal,
        n: usize,
        transfer: &Transfer,
        clone: Option<usize>,
        mismatch: f64,
        constants: &Constants,
        rates: &Rates,
    ) -> Giving {
        let own = |key: &'static keys::NumberAt| animal.get(key.at(n));
        let (culture_h, square) = (
            own(&keys::treatment::CULTURE),
            own(&keys::treatment::CULTURE_IL2) * own(&keys::treatment::CULTURE_IL2),
        );
        let drive = square / (square + constants.lak_pm * constants.lak_pm);
        let [t, lak] = match transfer.product {
            Product::Lak => [0.0, 1.0],
            Product::Til => [1.0, 0.0],
            Product::Cik => [constants.cik_t_share, 1.0 - constants.cik_t_share],
            Product::Lymphocytes => constants.lymphocytes,
        };
        let knowing = match (clone, transfer.donor) {
            (Some(_), _) => 1.0,
            (None, Some(_)) => constants.alloreactive * mismatch,
            (None, None) => 0.0,
        };
        let activity = activity(&culture(rates, [1.0, 0.0, 0.0, 0.0], drive, culture_h));
        Giving {
            cells: own(&keys::treatment::CELLS),
            culture_h,
            drive,
            activity,
            t_share: t * knowing,
            lak_share: lak,
            clone,
        }
    }

    /// T cells and LAK of one giving, cells; takes them from the harvest if there was one.
    pub fn draw(&self, harvest: Option<&mut Harvest>) -> [f64; 2] {
        let (cells, activity) = match harvest {
            Some(harvest) => {
                let cells = self.cells.min(harvest.cells);
                harvest.cells -= cells;
                (cells, harvest.activity)
            }
            None => (self.cells, self.activity),
        };
        [cells * self.t_share, cells * self.lak_share * activity]
    }
}

/// Chance that a site holds one of `cells` suspended in `volume_ml`.
pub fn chance(cells: f64, volume_ml: f64, spacing_um: f64) -> f64 {
    let site_ml = spacing_um * spacing_um * spacing_um * ML_PER_UM3;
    if volume_ml > 0.0 { (cells / volume_ml * site_ml).min(1.0) } else { 0.0 }
}

/// T cells and LAK of a giving as inocula.
pub fn inocula(
    cells: [f64; 2],
    volume_ml: f64,
    spacing_um: f64,
    place: PutPlace,
    antigen: u32,
    origin: u32,
    helper_share: f64,
) -> Vec<Inoculum> {
    let ctl = cells[0] / (1.0 + helper_share);
    let kinds = [
        (EffectorKind::CTL, antigen, ctl),
        (EffectorKind::HELPER, antigen, cells[0] - ctl),
        (EffectorKind::LAK, 0, cells[1]),
    ];
    let inoculum = |(kind, antigen, cells)| Inoculum {
        put: Put::Effector { kind, antigen, origin },
        place,
        chance: chance(cells, volume_ml, spacing_um),
    };
    kinds.into_iter().map(inoculum).filter(|inoculum| inoculum.chance > 0.0).collect()
}

/// What changes a graft's pools over one step, 1/h.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoolRates {
    /// Of T cells: division less loss and kill.
    pub t: f64,
    /// Of LAK: division less starvation and kill.
    pub lak: f64,
}

impl Graft {
    /// None, with room for `clones` and the host-reactive.
    pub fn none(clones: usize) -> Graft {
        Graft { t: vec![0.0; clones + 1], lak: 0.0 }
    }

    /// Cells that recognise the host.
    pub fn alloreactive(&self) -> f64 {
        self.t.last().copied().unwrap_or(0.0)
    }

    /// All T cells.
    pub fn t_cells(&self) -> f64 {
        self.t.iter().sum()
    }

    /// Advances by `dt_h`; `rejection` is the hazard of both.
    pub fn advance(&mut self, change: PoolRates, rejection: f64, dt_h: f64) {
        let grown = libm::exp((change.t - rejection) * dt_h);
        for t in &mut self.t {
            *t *= grown;
        }
        self.lak *= libm::exp((change.lak - rejection) * dt_h);
    }
}

/// No graft of any origin.
pub fn no_grafts(clones: usize) -> [Graft; GRAFTS] {
    std::array::from_fn(|_| Graft::none(clones))
}

#[cfg(test)]
mod tests;
