//! Host and donor against each other: rejection of transferred cells by its clock, and
//! graft-versus-host toxicity.
//!
//! In: how long a donor has been known, the host's naive T cells (1 in health; 0 without a thymus;
//! low after lymphodepletion), alloreactive donor T cells in blood, interferon. Out: the hazard of
//! a donor's cells in blood and tissue, and a toxicity index.
//!
//! ```text
//! clock    dc/dt = N from the first giving on                 (h of a normal host; lymphodepletion
//! postpones it, and an athymic host's stands still) hazard   rate mismatch N H(c; delay, 6)       
//!              (weak as long as the host has few T cells; half of it when the clock reaches the
//!              delay) GVH      dG/dt = rate T (1 + gain interferon) - ln2 / half_life G     (T:
//!              alloreactive donor cells in blood, pool units, already scaled by mismatch)
//! ```

use serde::{Deserialize, Serialize};

/// Exponent of the clock: rejection sets in between 0.7 and 1.4 delays.
const STEEPNESS: i32 = 6;

/// One animal's constants.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// Time from the first giving to half of the full rate in a normal host, h.
    pub delay_h: f64,
    /// Full rate for a whole mismatch, 1/h.
    pub rate: f64,
}

/// What the host knows of one donor, from the first giving on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Acquaintance {
    /// The clock, h.
    pub clock_h: f64,
}

impl Rejection {
    /// Hazard of a donor's cells, 1/h. `immunity`: the host's naive T cells, 1 in health.
    pub fn hazard(&self, known: &Acquaintance, mismatch: f64, immunity: f64) -> f64 {
        let x = known.clock_h / self.delay_h;
        let power = (0..STEEPNESS).fold(1.0, |power, _| power * x);
        self.rate * mismatch * immunity * power / (1.0 + power)
    }

    /// Lets the clock run.
    pub fn advance(&self, known: &mut Acquaintance, immunity: f64, dt_h: f64) {
        known.clock_h += immunity * dt_h;
    }
}

/// Constants of graft-versus-host toxicity.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggression {
    /// Growth of the index for one pool unit of alloreactive cells, 1/h.
    pub rate: f64,
    /// Half-life of the index, h.
    pub half_life_h: f64,
    /// How much a full drive of interferon adds.
    pub interferon_gain: f64,
    /// Index that kills this animal.
    pub lethal: f64,
}

/// Graft-versus-host toxicity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraftVersusHost {
    /// Index now; 0 in health.
    pub index: f64,
    /// Highest so far.
    pub peak: f64,
}

impl GraftVersusHost {
    /// Advances by `dt_h` with constant drive (closed form).
    pub fn advance(&mut self, by: &Aggression, alloreactive: f64, interferon: f64, dt_h: f64) {
        let fall = core::f64::consts::LN_2 / by.half_life_h;
        let target = by.rate * alloreactive * (1.0 + by.interferon_gain * interferon) / fall;
        self.index = target + (self.index - target) * libm::exp(-fall * dt_h);
        self.peak = self.peak.max(self.index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rejection = Rejection { delay_h: 168.0, rate: 0.02 };

    /// Part of a graft left after some days.
    fn left(days: u32, mismatch: f64, immunity: impl Fn(f64) -> f64) -> f64 {
        let mut known = Acquaintance::default();
        let mut lost = 0.0;
        for hour in 0..24 * days {
            let now = immunity(f64::from(hour));
            lost += RULE.hazard(&known, mismatch, now);
            RULE.advance(&mut known, now, 1.0);
        }
        (-lost).exp()
    }

    #[test]
    fn a_normal_host_rejects_after_the_delay_and_an_athymic_one_never() {
        assert!(left(4, 1.0, |_| 1.0) > 0.97, "{}", left(4, 1.0, |_| 1.0));
        assert!(left(21, 1.0, |_| 1.0) < 0.01, "{}", left(21, 1.0, |_| 1.0));
        assert_eq!(left(60, 1.0, |_| 0.0), 1.0);
        assert_eq!(left(60, 0.0, |_| 1.0), 1.0, "an identical twin's cells stay");
    }

    #[test]
    fn lymphodepletion_postpones_and_weakens_rejection() {
        let depleted = |hour: f64| 1.0 - 0.95 * (-hour / 240.0).exp();
        let (normal, conditioned) = (left(12, 1.0, |_| 1.0), left(12, 1.0, depleted));
        assert!(conditioned > 1.5 * normal && conditioned > 0.5, "{conditioned} against {normal}");
    }

    #[test]
    fn the_hazard_is_half_of_its_rate_at_the_delay() {
        let known = Acquaintance { clock_h: 168.0 };
        assert!((RULE.hazard(&known, 0.5, 1.0) - 0.005).abs() < 1e-15);
        assert_eq!(RULE.hazard(&Acquaintance::default(), 1.0, 1.0), 0.0);
    }

    #[test]
    fn toxicity_follows_alloreactive_cells_and_interferon_and_fades() {
        let by = Aggression { rate: 0.01, half_life_h: 48.0, interferon_gain: 1.0, lethal: 5.0 };
        let run = |cells: f64, interferon: f64, step: f64| {
            let mut gvh = GraftVersusHost::default();
            for _ in 0..(96.0 / step) as u32 {
                gvh.advance(&by, cells, interferon, step);
            }
            gvh.index
        };
        let expected = 0.01 * 2.0 * 48.0 / std::f64::consts::LN_2 * 0.75;
        assert!(
            (run(2.0, 0.0, 1.0) - expected).abs() < 1e-12
                && (run(2.0, 0.0, 4.0) - expected).abs() < 1e-12
        );
        assert!((run(2.0, 0.5, 1.0) - 1.5 * expected).abs() < 1e-12);
        let mut gvh = GraftVersusHost { index: 4.0, peak: 4.0 };
        gvh.advance(&by, 0.0, 1.0, 48.0);
        assert!((gvh.index - 2.0).abs() < 1e-12 && gvh.peak == 4.0);
    }
}
