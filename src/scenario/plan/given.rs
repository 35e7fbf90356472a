//! What treatments are given at: the rest of the scenario, the volume of a dose.

use super::super::check::Checked;
use super::super::types::{Donor, Site, Species, Tumour, Vaccine};
use crate::keys;

/// What the rest of the scenario has, which treatments refer to.
pub(crate) struct Given<'a> {
    /// Anatomical sites.
    pub sites: &'a [Site],
    /// Tumours.
    pub tumours: &'a [Tumour],
    /// Cell vaccines.
    pub vaccines: &'a [Vaccine],
    /// Donors.
    pub donors: &'a [Donor],
}

/// The volume injected at a site.
pub(super) fn volume(checked: &mut Checked, n: usize) -> Option<f64> {
    let path = keys::treatment::VOLUME.at(n);
    let example = if checked.species == Species::Human { "\"50 ml\"" } else { "\"0.1 ml\"" };
    if checked.require(&path, example) { checked.number(&path) } else { None }
}
