//! Regions of the body: sites of one region share a draining node.
//!
//! In: [`Checked`] and the sites. Out: the region of each site, which is the site's own name where
//! the file gives none; problems of regions that can only be meant otherwise.

use super::check::Checked;
use super::types::Site;
use crate::input::document::quote;
use crate::input::problem::{Problem, quoted};
use crate::keys;

/// The region of the `n`-th site.
pub(super) fn of_site(checked: &mut Checked, n: usize, site: &str) -> String {
    let key = keys::site::REGION.at(n);
    checked.default(&key, &quote(site));
    checked.text(&key).unwrap_or(site).to_string()
}

/// Refuses regions that differ in case only, and a site's name as the region of others when that
/// site lies elsewhere.
pub(super) fn check(checked: &mut Checked, sites: &[Site]) {
    let place_of = |checked: &Checked, name: &str| {
        let named = |n: &usize| checked.text(keys::site::NAME.at(*n)) == Some(name);
        let n = (0..checked.count("site")).find(named).unwrap_or(0);
        let given = checked.place(keys::site::REGION.at(n)).is_some();
        (checked.blame(keys::site::REGION.at(n)), given)
    };
    let places: Vec<_> = sites.iter().map(|site| place_of(checked, &site.name)).collect();
    for (i, (site, (place, given))) in sites.iter().zip(&places).enumerate() {
        if !given {
            continue;
        }
        let (region, lower) = (&site.region, site.region.to_lowercase());
        let differs =
            |other: &Site| other.region.to_lowercase() == lower && other.region != *region;
        // Of two that are given, the second is wrong.
        let before = |k: usize| k < i || !places[k].1;
        let elsewhere = |other: &Site| other.name == *region && other.region != *region;
        let (k, message, label) =
            if let Some(k) = (0..sites.len()).find(|&k| before(k) && differs(&sites[k])) {
                let (one, other) = (quoted(&sites[k].region), quoted(region));
                let message = format!("the regions {one} and {other} differ in case only");
                (k, message, "sites of one region share a draining node")
            } else if let Some(k) = sites.iter().position(elsewhere) {
                let message = format!("the site {} lies in another region", quoted(region));
                (k, message, "the name of a site as the region of another")
            } else {
                continue;
            };
        let problem = Problem::whole(*place, message, label)
            .also(Some(places[k].0), format!("in the region {}", quoted(&sites[k].region)))
            .help("write the same region at both sites, or another name");
        checked.problems.push(problem);
    }
}
