//! From physical units to integers: chances, parts, words, and the scales of one site.

use crate::keys::Number;
use crate::scenario::Scenario;
use crate::scenario::amounts::WORD;
use crate::scenario::types::Animal;

/// What rounding may add to a chance or a part of one.
const SLACK: f64 = 1e-9;

/// Threshold of a probability: an event happens when a uniform `u32` is below it.
pub(crate) fn threshold(probability: f64) -> u32 {
    debug_assert!((-SLACK..=1.0 + SLACK).contains(&probability), "a chance of {probability}");
    let scaled = libm::floor(probability * 4_294_967_296.0);
    if scaled >= WORD {
        u32::MAX
    } else if scaled > 0.0 {
        scaled as u32
    } else {
        0
    }
}

/// Chance of an event of a rate within a time.
pub(super) fn chance(rate_per_h: f64, time_h: f64) -> f64 {
    -libm::expm1(-rate_per_h * time_h)
}

/// A part of one in 1/65536.
pub(crate) fn fraction(part: f64) -> u32 {
    debug_assert!((-SLACK..=1.0 + SLACK).contains(&part), "a part of {part}");
    libm::round(part.clamp(0.0, 1.0) * 65536.0) as u32
}

/// A whole number.
pub(crate) fn word(value: f64) -> u32 {
    debug_assert!((0.0..=WORD).contains(&value), "a word of {value}");
    libm::round(value.clamp(0.0, WORD)) as u32
}

/// Mean squared length of a hop, in lattice cells.
fn hop_square(dimensions: u32) -> f64 {
    if dimensions == 2 { 96.0 / 80.0 } else { 216.0 / 152.0 }
}

/// Chance of a hop in a whole tissue step (it may exceed one).
pub(super) fn hops_per_step(motility_um2_min: f64, scenario: &Scenario, site: usize) -> f64 {
    let place = &scenario.sites[site];
    let dimensions = f64::from(place.dimensions);
    let minutes = scenario.run.tissue_step_h * 60.0;
    2.0 * dimensions * motility_um2_min * minutes
        / (place.spacing_um * place.spacing_um * hop_square(place.dimensions))
}

/// What turns physical units into the integers of one site.
pub(super) struct Scale<'a> {
    pub(super) animal: &'a Animal,
    pub(super) step_h: f64,
    pub(super) clock_steps: f64,
    pub(super) units_per_molecule: f64,
    pub(super) units_per_pm: f64,
}

impl Scale<'_> {
    pub(super) fn get(&self, key: &'static Number) -> f64 {
        self.animal.get(key)
    }
    /// The value of a key that not every kind or field has; 0 without it.
    pub(super) fn of(&self, key: Option<&'static Number>) -> f64 {
        key.map_or(0.0, |key| self.get(key))
    }
    pub(super) fn chance(&self, rate_per_h: f64) -> u32 {
        threshold(chance(rate_per_h, self.step_h))
    }
    pub(super) fn ticks(&self, time_h: f64) -> u32 {
        word(time_h / (self.step_h * self.clock_steps))
    }
    /// Ticks of a clock of its own bits, of a tick or more.
    pub(super) fn clock(&self, time_h: f64, most: u32) -> u32 {
        let ticks = self.ticks(time_h);
        debug_assert!((1..=most).contains(&ticks), "a clock of {time_h} h in {ticks} ticks");
        ticks.clamp(1, most)
    }
    /// Time after which a clock must have run out on average, in 1/256 tick. The clock starts at
    /// any of the `c` steps of a tick, so `n` ticks last `n c - (c - 1) / 2` steps on average.
    pub(super) fn waiting(&self, time_h: f64) -> u32 {
        let (steps, c) = (time_h / self.step_h, self.clock_steps);
        let shortest = (c + 1.0) / 2.0;
        word(
            256.0 * if steps < shortest { steps / shortest } else { (steps + (c - 1.0) / 2.0) / c },
        )
    }
    pub(super) fn amount(&self, concentration_pm: f64) -> u32 {
        word(concentration_pm * self.units_per_pm).max(1)
    }
    /// What a cell makes in a tissue step, in quarters of a unit.
    pub(super) fn source(&self, molecules_per_s: f64) -> u32 {
        word(molecules_per_s * self.step_h * 3600.0 * self.units_per_molecule * 4.0)
    }
    /// What a cell can take up in a tissue step, units.
    pub(super) fn capacity(&self, molecules_per_s: f64) -> u32 {
        word(molecules_per_s * self.step_h * 3600.0 * self.units_per_molecule)
    }
}
