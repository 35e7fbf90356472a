//! Capillary leak: index 1 in health, driven by activated NK and LAK cells times interleukin-2.
//!
//! In: the activated NK and LAK (blood's normal NK = 1) and the leak response's mean over the step.
//! Out: the index, its peak, and when it first limited the dose. With e = index - 1:
//! `de/dt = rate h (1 + half) activated / (activated + half) - ln2 / half_life (1 - h) e`: at full
//! interleukin-2 the index rises by `rate` a day for the blood's normal NK, all activated, and by
//! little more when they have multiplied, so that it rises about linearly (mouse lung albumin: 1,
//! 2.2, 5.3, 9.7 on days 0, 1, 3, 6 of 200,000 U, Rosenstein 1986); it falls with its half-life
//! once interleukin-2 is gone.

use serde::{Deserialize, Serialize};

/// One animal's constants.
#[derive(Clone, Debug, PartialEq)]
pub struct Leakiness {
    /// Growth of the index, 1/h.
    pub rate: f64,
    /// Activated cells at which the drive is half its limit, in the blood's normal NK.
    pub half_activated: f64,
    /// Half-life without interleukin-2, h.
    pub half_life_h: f64,
    /// Weight of one activated cell of the simulated tissue, in the blood's normal NK.
    pub tissue_weight: f64,
    /// Index that limits doses.
    pub limiting: f64,
    /// Index that kills.
    pub lethal: f64,
}

/// State of the leak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leak {
    /// Index now.
    pub index: f64,
    /// Highest index so far.
    pub peak: f64,
    /// Activated NK and LAK that drove the last step.
    pub activated: f64,
}

impl Leak {
    /// A healthy animal.
    pub fn none() -> Leak {
        Leak { index: 1.0, peak: 1.0, activated: 0.0 }
    }

    /// Advances by `dt_h` with constant drive (closed form).
    pub fn advance(&mut self, by: &Leakiness, activated: f64, response: f64, dt_h: f64) {
        let fall = core::f64::consts::LN_2 / by.half_life_h * (1.0 - response).max(0.0);
        let rise = by.rate * response * (1.0 + by.half_activated) * activated
            / (activated + by.half_activated);
        let excess = self.index - 1.0;
        // integral of exp(-fall s) over the step, which is dt for fall = 0
        let integral = if fall * dt_h < 1e-12 { dt_h } else { -libm::expm1(-fall * dt_h) / fall };
        self.index = 1.0 + excess * libm::exp(-fall * dt_h) + rise * integral;
        self.peak = self.peak.max(self.index);
        self.activated = activated;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mouse() -> Leakiness {
        Leakiness {
            rate: 1.45 / 24.0,
            half_activated: 0.5,
            half_life_h: 36.0,
            tissue_weight: 5e-5,
            limiting: 12.0,
            lethal: 25.0,
        }
    }

    #[test]
    fn index_rises_by_the_rate_a_day_at_full_drive() {
        let mut leak = Leak::none();
        for _ in 0..6 * 24 {
            leak.advance(&mouse(), 1.0, 1.0, 1.0);
        }
        assert!((leak.index - (1.0 + 6.0 * 1.45)).abs() < 1e-9, "{}", leak.index);
    }

    #[test]
    fn interleukin_2_without_activated_cells_does_not_leak() {
        let mut leak = Leak::none();
        leak.advance(&mouse(), 0.0, 1.0, 100.0);
        assert_eq!(leak.index, 1.0);
    }

    #[test]
    fn leak_halves_in_its_half_life_and_the_peak_stays() {
        let mut leak = Leak { index: 9.0, peak: 9.0, activated: 1.0 };
        for _ in 0..9 {
            leak.advance(&mouse(), 1.0, 0.0, 4.0);
        }
        assert!((leak.index - 5.0).abs() < 1e-12);
        assert_eq!(leak.peak, 9.0);
    }

    #[test]
    fn step_length_does_not_matter_at_constant_drive() {
        let (mut short, mut long) = (Leak::none(), Leak::none());
        for _ in 0..16 {
            short.advance(&mouse(), 0.7, 0.3, 0.25);
        }
        long.advance(&mouse(), 0.7, 0.3, 4.0);
        assert!((short.index - long.index).abs() < 1e-13);
    }
}
