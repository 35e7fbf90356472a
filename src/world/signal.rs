//! From what the host says in `f64` to the integers of one host step.

use super::{Geometry, Params, parameters};
use crate::exchange::{DepotPlace, INOCULA, Put, PutPlace, SiteSignal};
use crate::keys;
use crate::rules::{self, Inoculum, Signal};
use crate::scenario::amounts::WORD;
use crate::scenario::types::Animal;

/// The living tumour of a site, from the last census: where a resection finds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mass {
    /// Living tumour cells.
    pub cells: u64,
    /// Sums of their coordinates, in cells.
    pub sums: [u64; 3],
}

/// One, as a hazard of the rules.
const HAZARD: f64 = 268_435_456.0;

/// What a site must know of its animal to translate a signal.
#[derive(Clone, Copy, Debug)]
pub struct Exchange {
    /// Hazard of the exchange in a tissue step, 1/2^28, at a vessel and at a depot cell.
    vessel_hazard: u32,
    depot_hazard: u32,
    /// Units that a field site tends to for each pM of the fluid.
    vessel_level: f64,
    depot_level: f64,
    shell_square: u32,
    /// Tissue step, h.
    step_h: f64,
}

impl Exchange {
    /// The exchange constants of one site of one animal.
    pub fn new(animal: &Animal, geometry: &Geometry, step_h: f64) -> Exchange {
        let units = parameters::units_per_pm(geometry);
        let covered = if geometry.flat() {
            geometry.coarse * geometry.coarse
        } else {
            geometry.coarse * geometry.coarse * geometry.coarse
        };
        let hazard = |rate: f64| parameters::word(rate * step_h * HAZARD);
        let shell = animal.get(&keys::il2::DEPOT_SHELL) / geometry.spacing_um;
        Exchange {
            vessel_hazard: hazard(animal.get(&keys::il2::VESSEL_EXCHANGE)),
            depot_hazard: hazard(animal.get(&keys::il2::DEPOT_EXCHANGE) / f64::from(covered)),
            vessel_level: animal.get(&keys::il2::TISSUE_FRACTION) * units,
            depot_level: animal.get(&keys::il2::DEPOT_FRACTION) * units,
            shell_square: parameters::word(shell * shell).min(4094),
            step_h,
        }
    }

    /// The threshold of an event of a rate within a tissue step.
    fn chance(&self, per_h: f64) -> u32 {
        parameters::threshold(-libm::expm1(-per_h * self.step_h))
    }
}

impl Params {
    /// Takes what the host says for a host step that begins after `first_step` tissue steps.
    pub fn hear(
        &mut self,
        signal: &SiteSignal,
        exchange: &Exchange,
        geometry: &Geometry,
        mass: &Mass,
        first_step: u32,
    ) {
        self.signal = signal_words(signal, exchange, geometry, mass, first_step);
        self.inocula = inoculum_words(signal, exchange, geometry);
        self.arrivals = signal.arrivals;
        self.programmed = signal.programmed.map(parameters::fraction);
        for (row, rate) in self.hazards[1..].iter_mut().zip(signal.drugs.effector_kill_per_h) {
            *row = exchange.chance(rate);
        }
        for (row, rate) in self.rejections[1..].iter_mut().zip(signal.rejection_per_h) {
            *row = exchange.chance(rate);
        }
    }
}

/// The integers of a host step that begins after `first_step` tissue steps.
fn signal_words(
    signal: &SiteSignal,
    exchange: &Exchange,
    geometry: &Geometry,
    mass: &Mass,
    first_step: u32,
) -> Signal {
    // A depot ends where nothing is left of it in whole units: what drains into fluid that is gone
    // would be lost to the tissue for ever.
    let level = |units: f64| parameters::word(units.min(WORD));
    let depot_level = level(exchange.depot_level * signal.depot_il2_pm);
    let depot = depot_level > 0;
    let in_shell = signal.inocula.iter().any(|inoculum| inoculum.place == PutPlace::Shell);
    let mut words = Signal {
        first_step,
        running: 1,
        vessel_hazard: exchange.vessel_hazard,
        vessel_level: level(exchange.vessel_level * signal.plasma_il2_pm),
        depot_hazard: if depot { exchange.depot_hazard } else { 0 },
        depot_level,
        depot_place: match (depot, signal.depot_place) {
            (false, _) => 0,
            (true, DepotPlace::Shell) => rules::DEPOT_SHELL,
            (true, DepotPlace::Interior) => rules::DEPOT_INTERIOR,
        },
        shell_square: exchange.shell_square,
        stir: u32::from(geometry.stirred),
        t_scale: parameters::fraction(signal.t_scale),
        nk_scale: parameters::fraction(signal.nk_scale),
        inoculate: match (in_shell, signal.inocula.is_empty()) {
            (true, _) => rules::PUT_IN_SHELL,
            (false, false) => rules::PUT_IN,
            (false, true) => 0,
        },
        drug_chance: exchange.chance(signal.drugs.tumour_kill_per_h),
        growth: parameters::fraction(signal.drugs.growth),
        interferon: parameters::fraction(signal.drugs.interferon),
        ..Signal::default()
    };
    if let Some(resection) = &signal.resection {
        let centre =
            residue_centre(resection.residue_cells, resection.direction_turns, geometry, mass);
        let radius = radius_of(resection.residue_cells, geometry.flat());
        let margin = resection.margin_um / geometry.spacing_um;
        words.resect = 1;
        words.residue_x = centre[0] as u32;
        words.residue_y = centre[1] as u32;
        words.residue_z = centre[2] as u32;
        words.keep_square = if resection.residue_cells < 0.5 {
            0
        } else {
            parameters::word(radius * radius).max(1)
        };
        words.margin_square = parameters::word(margin * margin).min(4094);
    }
    words
}

/// What is put in at the start of a host step, as words.
///
/// # Panics
/// When a signal holds more than [`INOCULA`] of them.
fn inoculum_words(
    signal: &SiteSignal,
    exchange: &Exchange,
    geometry: &Geometry,
) -> [Inoculum; INOCULA] {
    assert!(
        signal.inocula.len() <= INOCULA,
        "the host puts in at most {INOCULA} kinds of cells in a step"
    );
    let mut words = [Inoculum::default(); INOCULA];
    for (word, inoculum) in words.iter_mut().zip(&signal.inocula) {
        word.chance = parameters::threshold(inoculum.chance);
        match inoculum.put {
            Put::Line(line) => (word.what, word.row) = (rules::PUT_TISSUE, line as u32),
            Put::Effector { kind, antigen, origin } => {
                (word.what, word.row, word.antigen, word.origin) =
                    (rules::PUT_EFFECTOR, kind.number().word(), antigen, origin);
            }
        }
        match inoculum.place {
            PutPlace::Shell => {
                (word.place, word.square) = (rules::PUT_SHELL, exchange.shell_square)
            }
            PutPlace::Interior => word.place = rules::PUT_INTERIOR,
            PutPlace::Ball { centre_um, radius_um } => {
                word.place = rules::PUT_BALL;
                let quarters = |um: f64| libm::round(4.0 * um / geometry.spacing_um);
                let radius = 4.0 * radius_um / geometry.spacing_um;
                word.square = parameters::word(radius * radius);
                word.centre_x = quarters(centre_um[0]) as i32 as u32;
                word.centre_y = quarters(centre_um[1]) as i32 as u32;
                word.centre_z =
                    if geometry.flat() { 2 } else { quarters(centre_um[2]) as i32 as u32 };
            }
        }
    }
    words
}

/// Radius in cells of a disc or ball of so many cells.
pub(super) fn radius_of(cells: f64, flat: bool) -> f64 {
    if flat {
        libm::sqrt(cells / core::f64::consts::PI)
    } else {
        libm::cbrt(cells * 0.75 / core::f64::consts::PI)
    }
}

/// Where the residue lies: just inside the tumour's edge, in the drawn direction.
fn residue_centre(residue: f64, turns: f64, geometry: &Geometry, mass: &Mass) -> [i32; 3] {
    let cells = mass.cells.max(1) as f64;
    let out = (radius_of(cells, geometry.flat()) - radius_of(residue, geometry.flat())).max(0.0);
    let angle = turns * 2.0 * core::f64::consts::PI;
    let mean = mass.sums.map(|sum| sum as f64 / cells);
    let along = [libm::cos(angle) * out, libm::sin(angle) * out, 0.0];
    std::array::from_fn(|axis| libm::round(mean[axis] + along[axis]) as i32)
}
