//! What the integers of the rules hold at a scenario's tissue step and spacings: a value that would
//! be cut to fit is refused.
//!
//! In: [`Checked`], with sites, run and treatments. Out: a problem for each value, of a
//! distribution for each bound, beyond a limit. Every limit is named with what is allowed at this
//! step. What remains is exact in `world::parameters`, which debug builds assert:
//!
//! | keys | limit |
//! | --- | --- |
//! | doubling time, natural loss | a stage of the cycle, one of 16, takes a tissue step or more: `(ln 2 / T + m) dt <= ln 2 / 16`; a cycle four host steps or more |
//! | times of cells' clocks, of clearance | a tick or more (a tissue step; several where the longest clock needs them) |
//! | rates of what a cell does once a step at most (hits, repair, levels of MHC class I and CD25, recovery, activation) | one a tissue step: `k dt <= 1` |
//! | secretions, uptakes | a tissue step's molecules fit a word of quarter units |
//! | exchange of interleukin-2 | sixteen e-foldings a tissue step |
//! | doses | an injected depot beside which tissue holds 20 uM |
//! | depths, distances, margins | the distance transform's reach in lattice cells |
//! | densities | one vessel, one resting effector a lattice cell |

use super::amounts::{LARGEST_PM, PM_PER_IU_PER_ML, WORD, units_per_molecule};
use super::check::Checked;
use super::types::{Act, Route, Run, Site, Target, Transfer, Treatment};
use crate::input::problem::Problem;
use crate::input::units::{self, units_of};
use crate::input::value::Setting;
use crate::input::{KeyDef, Quantity};
use crate::keys::{self, Lookup};
use crate::rules;

/// Stages of the cycle.
const STAGES: f64 = (rules::LAST_STAGE + 1) as f64;
/// Host steps in a cycle, at least: with fewer, new cells wait for their distances, and divide more
/// than 2 % too slowly (`tests/verification`).
const HOST_STEPS: f64 = 4.0;
/// Largest hazard of the rules in a tissue step.
const LARGEST_HAZARD: f64 = 16.0;
/// What rounding may add to a value at its limit.
const SLACK: f64 = 1e-9;

/// Refuses every value that the rules could not take as it is.
pub(super) fn refuse(checked: &mut Checked, sites: &[Site], run: &Run, treatments: &[Treatment]) {
    let limits =
        Limits { step_h: run.tissue_step_h, host_step_h: run.host_step_h, sites, treatments };
    limits.cycle(checked);
    limits.clocks(checked);
    limits.rates(checked);
    limits.amounts(checked);
    limits.exchanges(checked);
    limits.doses(checked);
    limits.lengths(checked);
    limits.densities(checked);
}

/// On which side of a limit values are allowed.
#[derive(Clone, Copy)]
enum Side {
    AtLeast,
    AtMost,
}

struct Limits<'a> {
    step_h: f64,
    host_step_h: f64,
    sites: &'a [Site],
    treatments: &'a [Treatment],
}

impl Limits<'_> {
    fn minutes(&self) -> String {
        format!("a tissue step of {} min", units::show(self.step_h * 60.0))
    }

    /// Growth: at most one stage of the cycle a tissue step, one cycle in four host steps.
    fn cycle(&self, checked: &mut Checked) {
        let of_stages = core::f64::consts::LN_2 / (STAGES * self.step_h);
        let of_distances = core::f64::consts::LN_2 / (HOST_STEPS * self.host_step_h);
        for n in 0..checked.count("tumour") {
            let key = keys::tumour::DOUBLING_TIME.at(n);
            let Some((_, loss)) = bounds(checked, keys::tumour::NATURAL_LOSS.at(n).path()) else {
                continue;
            };
            let growth = of_stages.min(of_distances) - loss;
            let shortest_h =
                if growth > 0.0 { core::f64::consts::LN_2 / growth } else { f64::INFINITY };
            let loss = units::show(loss);
            let why = if of_stages < of_distances {
                format!(
                    "at {} and a natural loss of {loss} /h a stage of the cycle, one of 16, would \
                     take less than a step",
                    self.minutes()
                )
            } else {
                format!(
                    "at a host step of {} h and a natural loss of {loss} /h a cycle would take \
                     less than four of them: distances to free space are measured once a host step",
                    units::show(self.host_step_h)
                )
            };
            limit(checked, key.path(), key.definition(), Side::AtLeast, shortest_h, &why);
        }
    }

    /// Clocks: a tick or more; nothing at all where a key allows 0.
    fn clocks(&self, checked: &mut Checked) {
        let highest = |path: &str| bounds(checked, path).map_or(0.0, |(_, high)| high);
        let tick_h = self.step_h * keys::tick_steps(self.step_h, highest);
        let why = format!(
            "cells' clocks count in ticks of {} min here (the tissue step, or several where the \
             longest clock needs them)",
            units::show(tick_h * 60.0)
        );
        for key in keys::clocks().chain(keys::clearances()) {
            // Shorter refractory times are told by parts of a tick.
            let shortest = bounds(checked, key.path).map_or(0.0, |(low, _)| low);
            if !keys::is_refractory(key) && shortest > 0.0 {
                limit(checked, key.path, key, Side::AtLeast, tick_h, &why);
            }
        }
        let stimulus_h =
            bounds(checked, keys::ctl::STIMULUS_TIME.path()).map_or(0.0, |(low, _)| low);
        for ratio in keys::EFFECTORS.iter().filter_map(|kind| kind.stimulus_ratio) {
            limit(checked, ratio.path(), ratio.def(), Side::AtLeast, tick_h / stimulus_h, &why);
        }
    }

    /// Rates of what a cell does once in a tissue step at most, and again in later ones.
    fn rates(&self, checked: &mut Checked) {
        let of_kinds = keys::EFFECTORS
            .iter()
            .flat_map(|kind| [kind.kill_rate, kind.cd25_rate, kind.recovery, kind.activation_rate]);
        let of_tumours = [
            &keys::tumour_cell::MHC_UP,
            &keys::tumour_cell::MHC_DOWN,
            &keys::tumour_cell::HIT_RECOVERY,
        ];
        let why = format!("a cell does this once in {} at most", self.minutes());
        for key in of_kinds.flatten().chain(of_tumours) {
            limit(checked, key.path(), key.def(), Side::AtMost, 1.0 / self.step_h, &why);
        }
    }

    /// Largest rate at which a cell can make or take, molecules/s.
    fn most_molecules(&self) -> f64 {
        let finest = self.sites.iter().map(|site| {
            let edge = site.spacing_um * f64::from(site.coarse.max(1));
            let depth = if site.dimensions == 2 { site.spacing_um } else { edge };
            units_per_molecule(edge * edge * depth)
        });
        WORD / (self.step_h * 3600.0 * 4.0 * finest.fold(1.0, f64::max))
    }

    /// Secretions and uptakes: words of quarter units.
    fn amounts(&self, checked: &mut Checked) {
        let most = self.most_molecules();
        let why = format!(
            "more molecules than a field's words hold would come from one cell in {}",
            self.minutes()
        );
        let irradiated = bounds(checked, keys::vaccine_cell::IRRADIATED_IL2.path());
        let secretions: Vec<(String, &KeyDef)> = checked
            .items
            .iter()
            .filter(|(_, item)| item.key.quantity == Quantity::Secretion)
            .map(|(path, item)| (path.clone(), item.key))
            .collect();
        for (path, key) in secretions {
            let vaccine = key.path.starts_with("vaccine.");
            let factor = irradiated.filter(|_| vaccine).map_or(1.0, |(_, high)| high.max(1.0));
            limit(checked, &path, key, Side::AtMost, most / factor, &why);
        }
    }

    /// Exchange with blood and depot: hazards of a tissue step.
    fn exchanges(&self, checked: &mut Checked) {
        let why = format!("more than sixteen e-foldings in {}", self.minutes());
        for key in [&keys::il2::VESSEL_EXCHANGE, &keys::il2::DEPOT_EXCHANGE] {
            let most = LARGEST_HAZARD / self.step_h * (1.0 - SLACK);
            limit(checked, key.path(), key.def(), Side::AtMost, most, &why);
        }
    }

    /// Injections: a depot beside which tissue holds what its words do. (What doses add up to is
    /// known to a run alone, which stops there.)
    fn doses(&self, checked: &mut Checked) {
        let Some((_, part)) = bounds(checked, keys::il2::DEPOT_FRACTION.path()) else { return };
        for (n, treatment) in self.treatments.iter().enumerate() {
            let (dose_iu, volume_ml) = match treatment.act {
                Act::Il2 {
                    route: Route::Peritumoral | Route::Intratumoral,
                    dose_iu,
                    volume_ml,
                    duration_h,
                    ..
                } if volume_ml > 0.0 && duration_h <= 0.0 => (dose_iu, volume_ml),
                _ => continue,
            };
            let found_pm = dose_iu / volume_ml * PM_PER_IU_PER_ML;
            let most_pm = LARGEST_PM / part;
            if found_pm > most_pm {
                let path = keys::treatment::DOSE.at(n);
                let message = format!(
                    "`{path}` makes a depot of {} uM, more than tissue beside it can hold",
                    units::show(found_pm / 1e6)
                );
                let most = rounded(most_pm / PM_PER_IU_PER_ML * volume_ml, Side::AtMost);
                let label = format!("allowed: at most {most} IU in {} ml", units::show(volume_ml));
                let help = "lower the dose or give it in more volume";
                checked
                    .problems
                    .push(Problem::whole(checked.blame(path), message, label).help(help));
            }
        }
    }

    /// Lengths that are found by the distance transform.
    fn lengths(&self, checked: &mut Checked) {
        let reach = f64::from(rules::DISTANCE_LIMIT);
        let of = |site: &Site| {
            let spacing = units::show(site.spacing_um);
            format!("distances reach {reach} lattice cells, of {spacing} um here")
        };
        for n in 0..checked.count("tumour") {
            let site = checked.text(keys::tumour::SITE.at(n));
            let site = self.sites.iter().find(|own| site.is_none_or(|name| own.name == name));
            let Some(site) = site else { continue };
            for key in [
                keys::tumour::RIM_DEPTH.at(n),
                keys::tumour::HYPOXIA_DISTANCE.at(n),
                keys::tumour::NECROSIS_DISTANCE.at(n),
            ] {
                let most = reach * site.spacing_um;
                limit(checked, key.path(), key.definition(), Side::AtMost, most, &of(site));
            }
        }
        for (n, treatment) in self.treatments.iter().enumerate() {
            let (path, key, site) = match &treatment.act {
                Act::Surgery { site, .. } => {
                    let key = keys::treatment::MARGIN.at(n);
                    (key.path().to_string(), key.definition(), *site)
                }
                act => match shell_site(act) {
                    Some(site) => {
                        let key = &keys::il2::DEPOT_SHELL;
                        (key.path().to_string(), key.def(), site)
                    }
                    None => continue,
                },
            };
            let Some(site) = self.sites.get(site) else { continue };
            let most = reach * site.spacing_um;
            limit(checked, &path, key, Side::AtMost, most, &of(site));
        }
    }

    /// Densities: at most one a lattice cell.
    fn densities(&self, checked: &mut Checked) {
        let most = |spacing_um: f64| 1e6 / (spacing_um * spacing_um);
        let why = |spacing_um: f64| {
            format!("more than one in each lattice cell, of {} um here", units::show(spacing_um))
        };
        for (n, site) in self.sites.iter().enumerate() {
            let key = keys::site::VESSEL_DENSITY.at(n);
            let spacing = site.spacing_um;
            let path = key.path();
            limit(checked, path, key.definition(), Side::AtMost, most(spacing), &why(spacing));
        }
        let widest = self.sites.iter().map(|site| site.spacing_um).fold(0.0, f64::max);
        let resting: Vec<_> =
            keys::EFFECTORS.iter().filter_map(|kind| kind.resting_density).collect();
        let each = most(widest) / resting.len().max(1) as f64;
        for key in resting {
            limit(checked, key.path(), key.def(), Side::AtMost, each, &why(widest));
        }
    }
}

/// The site around whose tumour a treatment puts something.
fn shell_site(act: &Act) -> Option<usize> {
    match act {
        Act::Il2 { route: Route::Intratumoral, .. } => None,
        Act::Il2 { site, .. } => *site,
        Act::Vaccine { target: Target::Around { site } | Target::Into { site }, .. }
        | Act::Cells(Transfer { target: Target::Around { site }, .. }) => Some(*site),
        Act::Vaccine { .. } | Act::Cells(_) | Act::Surgery { .. } | Act::Agent { .. } => None,
    }
}

/// The smallest and the largest value at a path; none where it has no number.
pub(super) fn bounds(checked: &Checked, path: &str) -> Option<(f64, f64)> {
    match &checked.item(path)?.setting {
        Setting::Number(param) => Some(param.bounds()),
        Setting::Integer(number) => Some((*number as f64, *number as f64)),
        _ => None,
    }
}

/// Refuses a value beyond a limit.
fn limit(checked: &mut Checked, path: &str, key: &KeyDef, side: Side, allowed: f64, why: &str) {
    let Some((low, high)) = bounds(checked, path) else { return };
    let (value, beyond, word, range) = match side {
        Side::AtLeast => (low, low < allowed * (1.0 - SLACK), "at least", key.max),
        Side::AtMost => (high, high > allowed * (1.0 + SLACK), "at most", key.min),
    };
    if !beyond {
        return;
    }
    let unit =
        units_of(key.quantity).first().map_or(String::new(), |unit| format!(" {}", unit.name));
    let possible = match side {
        Side::AtLeast => allowed <= range,
        Side::AtMost => allowed >= range,
    };
    let label = if possible {
        format!("allowed: {word} {}{unit}", rounded(allowed, side))
    } else {
        "no value is allowed here".to_string()
    };
    let message = format!("`{path}` cannot be {}{unit} here", units::show(value));
    checked.problems.push(Problem::whole(checked.blame(path), message, label).help(why));
}

/// A limit in four digits, rounded to the side that is allowed.
fn rounded(allowed: f64, side: Side) -> String {
    let unit = libm::pow(10.0, libm::floor(libm::log10(allowed)) - 3.0);
    units::show(match side {
        Side::AtLeast => libm::ceil(allowed / unit * (1.0 - SLACK)) * unit,
        Side::AtMost => libm::floor(allowed / unit * (1.0 + SLACK)) * unit,
    })
}
