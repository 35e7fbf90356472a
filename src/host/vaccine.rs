//! Cell vaccines as the host meets them: where their cells go in, what antigen their death
//! releases.
//!
//! In: the scenario's vaccines, the animal's values, the treatment. Out: an inoculum of the
//! vaccine's line, and the antigen of one lost cell: immunogenicity, times `antigen_live` of live
//! cells (which are cleared before they are presented), times `cd80_priming` of cells with CD80.
//! Their interleukin-2 acts where tissue says they live (`exposure`): on the homing of T cells to
//! that site, and in the draining node.

use super::transfer;
use crate::exchange::{Inoculum, Put, PutPlace};
use crate::keys;
use crate::scenario::types::{Animal, Target, Vaccine};

/// Antigen of one lost cell, relative to a killed cell of a mouse sarcoma.
pub fn antigen(animal: &Animal, n: usize, vaccine: &Vaccine) -> f64 {
    let live = if vaccine.irradiated { 1.0 } else { animal.get(&keys::vaccine_cell::ANTIGEN_LIVE) };
    let help = if vaccine.cd80 { animal.get(&keys::vaccine_cell::CD80_PRIMING) } else { 1.0 };
    animal.get(keys::vaccine::IMMUNOGENICITY.at(n)) * live * help
}

/// Where and how densely a vaccine of a line goes in, by the spacing of each site; `None`: nowhere
/// (its target is no site).
///
/// A suspension around the mass has its cells' concentration; a spot holds all of them, as far as
/// they fit.
pub(super) fn inoculum(
    cells: f64,
    line: usize,
    target: Target,
    volume_ml: f64,
    spacing_um: impl Fn(usize) -> f64,
) -> Option<(usize, Inoculum)> {
    let put = Put::Line(line);
    let (site, place) = match target {
        Target::Blood => return None,
        // Free sites are outside the mass: a vaccine injected into it lies around it.
        Target::Around { site } | Target::Into { site } => (site, PutPlace::Shell),
        Target::Spot { site, centre_um, radius_um } => {
            (site, PutPlace::Ball { centre_um, radius_um })
        }
    };
    let spacing_um = spacing_um(site);
    let chance = match place {
        PutPlace::Ball { radius_um, .. } => {
            let ratio = radius_um / spacing_um;
            (cells / (4.0 / 3.0 * core::f64::consts::PI * ratio * ratio * ratio)).min(1.0)
        }
        _ => transfer::chance(cells, volume_ml, spacing_um),
    };
    Some((site, Inoculum { put, place, chance }))
}

/// Site of a target.
pub fn site_of(target: Target) -> Option<usize> {
    match target {
        Target::Blood => None,
        Target::Around { site } | Target::Into { site } | Target::Spot { site, .. } => Some(site),
    }
}
