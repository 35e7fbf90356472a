//! Interleukin-2 in the body: depots, plasma and periphery, solved in closed form between events.
//!
//! In: doses, infusions and what the tissue gives back. Out: concentrations now, exact integrals
//! over any span, and an account of every unit. All amounts are IU, times h, concentrations pM.
//!
//! ```text
//! d depot/dt     = perfusion - ka depot                             (each route has its ka, all
//! ways out, and its bioavailability F) d plasma/dt    = sum F ka depot + infusion + production +
//! k21 periphery - (k10 + k12) plasma d periphery/dt = k12 plasma - k21 periphery                  
//!      (k12 = k21 = 0: one compartment)
//! ```
//! With alpha > beta the rates of the two-compartment system, exp(-K t) = exp(-alpha t) I +
//! chain(alpha, beta; t) (alpha I - K), so every response is a sum of such chains, equal rates
//! included. Human constants: Konrad 1990. What the tissue takes from a depot is charged to plasma,
//! where it would have gone.

use serde::{Deserialize, Serialize};

use super::chain::chain;
use crate::keys;
use crate::scenario::types::Route;

pub use crate::scenario::amounts::{MOLECULES_PER_IU, PM_PER_IU_PER_ML};

/// Ways into plasma through a depot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Depot {
    /// Beside or in a tumour.
    Local,
    /// Under the skin, far from any tumour.
    Subcutaneous,
    /// Peritoneal cavity.
    Intraperitoneal,
    /// Bladder, over the tumour on its wall.
    Bladder,
    /// Pleural cavity, over the tumour on its lining.
    Pleura,
    /// Another cavity, over the tumour on its lining.
    Cavity,
    /// Lymph vessels and the draining node.
    Lymph,
    /// Lumen of the lung.
    Lung,
}

impl Depot {
    /// The depot that a route fills; `None`: plasma.
    pub(super) fn of(route: Route) -> Option<Depot> {
        match route {
            Route::Intravenous => None,
            Route::Peritumoral | Route::Intratumoral => Some(Depot::Local),
            Route::Subcutaneous => Some(Depot::Subcutaneous),
            Route::Intraperitoneal => Some(Depot::Intraperitoneal),
            Route::Intravesical => Some(Depot::Bladder),
            Route::Intrapleural => Some(Depot::Pleura),
            Route::Intracavitary => Some(Depot::Cavity),
            Route::Perilymphatic => Some(Depot::Lymph),
            Route::Inhaled => Some(Depot::Lung),
        }
    }
}

/// Number of [`Depot`]s.
pub const DEPOTS: usize = keys::DEPOTS.len();

/// Constants of one animal.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinetics {
    /// Central volume, ml.
    pub volume_ml: f64,
    /// Clearance from plasma, ml/h.
    pub clearance_ml_h: f64,
    /// Plasma to periphery, 1/h.
    pub k12: f64,
    /// Periphery to plasma, 1/h.
    pub k21: f64,
    /// Endogenous plasma concentration at rest, pM.
    pub endogenous_pm: f64,
    /// First-order rate at which each [`Depot`] loses its contents, by absorption and emptying,
    /// 1/h, above 0.
    pub absorption: [f64; DEPOTS],
    /// Part of each [`Depot`] that reaches plasma, 0 to 1.
    pub bioavailability: [f64; DEPOTS],
    /// Which depots a treatment fills: the others are not computed.
    pub used: [bool; DEPOTS],
}

/// Amounts in the body and the account of all that came and went, IU.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amounts {
    /// Left in each [`Depot`] (the local one: all sites together).
    pub depot: [f64; DEPOTS],
    /// In plasma.
    pub plasma: f64,
    /// In the periphery.
    pub periphery: f64,
    /// Running infusions into plasma, IU/h.
    pub infusion_iu_h: f64,
    /// Running perfusions into each [`Depot`], IU/h.
    pub perfusion_iu_h: [f64; DEPOTS],
    /// Account: in the body at the start.
    pub initial: f64,
    /// Account: given by injection and infusion.
    pub given: f64,
    /// Account: made by the body.
    pub produced: f64,
    /// Account: left a depot for plasma.
    pub absorbed: f64,
    /// Account: left a depot and was broken down before plasma (1 - F).
    pub lost_at_depot: f64,
    /// Account: cleared from plasma.
    pub eliminated: f64,
    /// Account: came from tissue less what went to it.
    pub from_tissue: f64,
}

/// What one unit in one place becomes after a time.
#[derive(Clone, Copy, Debug, Default)]
struct Response {
    plasma: f64,
    periphery: f64,
    /// Integral of the plasma amount, h.
    area: f64,
}

/// The solution after one length of time, for a unit in each place.
#[derive(Clone, Debug)]
pub struct Propagator {
    dt_h: f64,
    from_plasma: Response,
    from_periphery: Response,
    /// For 1 IU/h.
    from_rate: Response,
    from_depot: [Response; DEPOTS],
    /// For 1 IU/h into each depot.
    from_perfusion: [Response; DEPOTS],
    /// Part of each depot that is left.
    left: [f64; DEPOTS],
    /// Part of each depot that has gone.
    gone: [f64; DEPOTS],
    /// Of 1 IU/h into each depot: what lies there, and what has gone, IU.
    filled: [f64; DEPOTS],
    passed: [f64; DEPOTS],
}

impl Kinetics {
    /// Elimination rate, 1/h.
    fn k10(&self) -> f64 {
        self.clearance_ml_h / self.volume_ml
    }

    /// Production that keeps the endogenous concentration, IU/h.
    fn production_iu_h(&self) -> f64 {
        self.clearance_ml_h * self.endogenous_pm / PM_PER_IU_PER_ML
    }

    /// Rates of the fast and the slow phase, 1/h.
    pub fn phases(&self) -> (f64, f64) {
        let out = self.k10() + self.k12;
        let difference = out - self.k21;
        let alpha = 0.5
            * (out + self.k21 + libm::sqrt(difference * difference + 4.0 * self.k12 * self.k21));
        (alpha, self.k10() * self.k21 / alpha)
    }

    /// The body at rest: endogenous interleukin-2 only.
    pub fn at_rest(&self) -> Amounts {
        let plasma = self.endogenous_pm * self.volume_ml / PM_PER_IU_PER_ML;
        let periphery = if self.k21 > 0.0 { plasma * self.k12 / self.k21 } else { 0.0 };
        Amounts {
            depot: [0.0; DEPOTS],
            plasma,
            periphery,
            infusion_iu_h: 0.0,
            perfusion_iu_h: [0.0; DEPOTS],
            initial: plasma + periphery,
            given: 0.0,
            produced: 0.0,
            absorbed: 0.0,
            lost_at_depot: 0.0,
            eliminated: 0.0,
            from_tissue: 0.0,
        }
    }

    /// Plasma concentration of an amount, pM (never below 0: tissue may have drawn more than a step
    /// held).
    pub fn concentration_pm(&self, plasma_iu: f64) -> f64 {
        (plasma_iu / self.volume_ml * PM_PER_IU_PER_ML).max(0.0)
    }

    /// Integral over `dt_h` of exp(-ka s) for a depot, h.
    pub fn depot_integral(&self, depot: Depot, dt_h: f64) -> f64 {
        chain(&[self.absorption[depot as usize], 0.0], dt_h)
    }

    /// Double integral over `dt_h` of exp(-ka s) for a depot, h2: the integral that an inflow of 1
    /// an hour leaves.
    pub fn inflow_integral(&self, depot: Depot, dt_h: f64) -> f64 {
        chain(&[self.absorption[depot as usize], 0.0, 0.0], dt_h)
    }

    /// Part of a depot left after `dt_h`.
    pub fn depot_left(&self, depot: Depot, dt_h: f64) -> f64 {
        chain(&[self.absorption[depot as usize]], dt_h)
    }

    /// The closed-form solution after `dt_h`.
    pub fn propagator(&self, dt_h: f64) -> Propagator {
        let (alpha, beta) = self.phases();
        // alpha I - K: what multiplies the chain through both phases. k21 - beta, written so that
        // it cannot cancel below 0.
        let stay = self.k21 * (alpha - self.k10()).max(0.0) / alpha;
        let response = |extra: &[f64]| {
            let with = |rates: &[f64], more: &[f64]| {
                let mut all = [0.0; 5];
                let n = rates.len() + extra.len() + more.len();
                all[..rates.len()].copy_from_slice(rates);
                all[rates.len()..rates.len() + extra.len()].copy_from_slice(extra);
                all[rates.len() + extra.len()..n].copy_from_slice(more);
                chain(&all[..n], dt_h)
            };
            let both = with(&[alpha, beta], &[]);
            Response {
                plasma: with(&[alpha], &[]) + stay * both,
                periphery: self.k12 * both,
                area: with(&[alpha], &[0.0]) + stay * with(&[alpha, beta], &[0.0]),
            }
        };
        let both = chain(&[alpha, beta], dt_h);
        let from_periphery = Response {
            plasma: self.k21 * both,
            periphery: chain(&[alpha], dt_h) + (alpha - self.k21) * both,
            area: self.k21 * chain(&[alpha, beta, 0.0], dt_h),
        };
        let mut from_depot = [Response::default(); DEPOTS];
        let mut from_perfusion = [Response::default(); DEPOTS];
        let (mut left, mut gone, mut filled, mut passed) =
            ([0.0; DEPOTS], [0.0; DEPOTS], [0.0; DEPOTS], [0.0; DEPOTS]);
        for (i, ka) in self.absorption.into_iter().enumerate().filter(|(i, _)| self.used[*i]) {
            let rate = ka * self.bioavailability[i];
            let scaled = |one: Response| Response {
                plasma: rate * one.plasma,
                periphery: rate * one.periphery,
                area: rate * one.area,
            };
            from_depot[i] = scaled(response(&[ka]));
            from_perfusion[i] = scaled(response(&[ka, 0.0]));
            left[i] = chain(&[ka], dt_h);
            filled[i] = chain(&[ka, 0.0], dt_h);
            gone[i] = ka * filled[i];
            passed[i] = ka * chain(&[ka, 0.0, 0.0], dt_h);
        }
        let (from_plasma, from_rate) = (response(&[]), response(&[0.0]));
        Propagator {
            dt_h,
            from_plasma,
            from_periphery,
            from_rate,
            from_depot,
            from_perfusion,
            left,
            gone,
            filled,
            passed,
        }
    }

    /// Advances the amounts by the propagator's time, accounts kept; returns the integral of the
    /// plasma amount, IU h.
    pub fn advance(&self, amounts: &mut Amounts, by: &Propagator) -> f64 {
        let rate = amounts.infusion_iu_h + self.production_iu_h();
        let next = self.look(amounts, by);
        let mut area = amounts.plasma * by.from_plasma.area
            + amounts.periphery * by.from_periphery.area
            + rate * by.from_rate.area;
        for i in 0..DEPOTS {
            let (held, inflow) = (amounts.depot[i], amounts.perfusion_iu_h[i]);
            if held == 0.0 && inflow == 0.0 {
                continue;
            }
            debug_assert!(self.used[i], "only depots in use are filled");
            area += held * by.from_depot[i].area + inflow * by.from_perfusion[i].area;
            let gone = held * by.gone[i] + inflow * by.passed[i];
            amounts.absorbed += self.bioavailability[i] * gone;
            amounts.lost_at_depot += (1.0 - self.bioavailability[i]) * gone;
            amounts.depot[i] = held * by.left[i] + inflow * by.filled[i];
            amounts.given += inflow * by.dt_h;
        }
        amounts.plasma = next.0;
        amounts.periphery = next.1;
        amounts.given += amounts.infusion_iu_h * by.dt_h;
        amounts.produced += self.production_iu_h() * by.dt_h;
        amounts.eliminated += self.k10() * area;
        area
    }

    /// Plasma and peripheral amount after the propagator's time, IU, without advancing.
    pub fn look(&self, amounts: &Amounts, by: &Propagator) -> (f64, f64) {
        let rate = amounts.infusion_iu_h + self.production_iu_h();
        let mut plasma = amounts.plasma * by.from_plasma.plasma
            + amounts.periphery * by.from_periphery.plasma
            + rate * by.from_rate.plasma;
        let mut periphery = amounts.plasma * by.from_plasma.periphery
            + amounts.periphery * by.from_periphery.periphery
            + rate * by.from_rate.periphery;
        for i in 0..DEPOTS {
            let (held, inflow) = (amounts.depot[i], amounts.perfusion_iu_h[i]);
            plasma += held * by.from_depot[i].plasma + inflow * by.from_perfusion[i].plasma;
            periphery +=
                held * by.from_depot[i].periphery + inflow * by.from_perfusion[i].periphery;
        }
        (plasma, periphery)
    }
}

impl Amounts {
    /// Gives a bolus into plasma, IU.
    pub fn inject(&mut self, dose_iu: f64) {
        self.plasma += dose_iu;
        self.given += dose_iu;
    }

    /// Gives a dose into a depot, IU.
    pub fn deposit(&mut self, depot: Depot, dose_iu: f64) {
        self.depot[depot as usize] += dose_iu;
        self.given += dose_iu;
    }

    /// A part of a dose that never reaches a depot (breathed out), IU.
    pub fn waste(&mut self, dose_iu: f64) {
        self.given += dose_iu;
        self.lost_at_depot += dose_iu;
    }

    /// Takes what the tissue gave back (or drew, if negative), IU.
    pub fn exchange(&mut self, from_tissue_iu: f64) {
        self.plasma += from_tissue_iu;
        self.from_tissue += from_tissue_iu;
    }

    /// In the body now, IU.
    pub fn in_body(&self) -> f64 {
        let mut sum = self.plasma + self.periphery;
        for depot in self.depot {
            sum += depot;
        }
        sum
    }

    /// All that has come in or gone out, IU: what an imbalance is measured against.
    pub fn turnover(&self) -> f64 {
        self.initial
            + self.given
            + self.produced
            + self.eliminated
            + self.lost_at_depot
            + self.from_tissue.abs()
    }

    /// What the account misses, IU: 0 but for rounding.
    pub fn imbalance(&self) -> f64 {
        self.initial + self.given + self.produced + self.from_tissue
            - self.eliminated
            - self.lost_at_depot
            - self.in_body()
    }
}

#[cfg(test)]
mod tests;
