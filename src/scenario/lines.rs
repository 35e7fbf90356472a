//! Tumours, cell vaccines and donors of cells, with what they must be to their sites and to each
//! other.
//!
//! In: [`Checked`] and the sites. Out: the plain values of `types`. A tumour must lie in its site,
//! whenever it is inoculated; tumours that are there from the same time point must not overlap.
//! Tumours and vaccines together are the lines of cells that tissue tells apart.

use super::assemble::{check_any, site_of};
use super::check::{Checked, Item};
use super::types::{Donor, Site, Tumour, Vaccine};
use crate::input::problem::{Place, Problem, quoted};
use crate::input::units;
use crate::input::value::{Setting, TimePoint, nearest};
use crate::keys::{self, LINES, NumberAt};

/// The tumours.
pub(super) fn tumours(checked: &mut Checked, sites: &[Site]) -> Vec<Tumour> {
    check_any(checked, "tumour");
    let mut tumours: Vec<Tumour> = Vec::new();
    let mut radii: Vec<f64> = Vec::new();
    let mut room: Vec<f64> = sites
        .iter()
        .map(|site| site.cells.iter().map(|count| f64::from(*count)).product())
        .collect();
    for n in 0..checked.count("tumour") {
        let Some(site) = site_of(checked, keys::tumour::SITE.at(n), sites) else { continue };
        let lattice = &sites[site];
        let extent: Vec<f64> =
            lattice.cells.iter().map(|count| f64::from(*count) * lattice.spacing_um).collect();
        let dimensions = lattice.dimensions as usize;
        let mut position = [extent[0] / 2.0, extent[1] / 2.0, extent[2] / 2.0];
        if let Some(Item { setting: Setting::Lengths(given), place, .. }) =
            checked.item(keys::tumour::POSITION.at(n)).cloned()
        {
            if given.len() != dimensions {
                let message = format!(
                    "`{}` has {} coordinates, but site {} has {dimensions} dimensions",
                    keys::tumour::POSITION.at(n),
                    given.len(),
                    quoted(&lattice.name)
                );
                checked.problems.push(Problem::whole(
                    place.unwrap_or(checked.end),
                    message,
                    format!("expected {dimensions} lengths"),
                ));
                continue;
            }
            position[..dimensions].copy_from_slice(&given);
        }
        let Some(cells) =
            checked.item(keys::tumour::CELLS.at(n)).and_then(|item| match &item.setting {
                Setting::Number(param) => Some(param.bounds().1),
                _ => None,
            })
        else {
            continue;
        };
        let start_h = start(checked, n);
        let foci = checked.integer(keys::tumour::FOCI.at(n)).unwrap_or(1) as u32;
        check_foci(checked, n, foci, start_h);
        let radius = ball_radius(cells / f64::from(foci), dimensions) * lattice.spacing_um;
        let inside = (0..dimensions)
            .all(|axis| position[axis] - radius >= 0.0 && position[axis] + radius <= extent[axis]);
        if !inside {
            let (at, size) = (keys::tumour::POSITION.at(n), keys::tumour::CELLS.at(n));
            let given = checked.place(&at).is_some();
            let path = if given { at.as_ref() } else { size.as_ref() };
            let shape = if dimensions == 2 { "disc" } else { "ball" };
            let size: Vec<String> = extent[..dimensions]
                .iter()
                .map(|length| format!("{} mm", units::show(length / 1000.0)))
                .collect();
            let message = format!("tumour {n} does not lie inside site {}", quoted(&lattice.name));
            let (each, many) =
                (units::show(cells / f64::from(foci)), if foci > 1 { " (one focus)" } else { "" });
            let label = format!(
                "a {shape} of {each} cells{many} has a radius of {} um",
                units::show(radius)
            );
            let problem = Problem::whole(checked.blame(path), message, label);
            let place = checked.place(keys::site::SIZE.at(site));
            checked.problems.push(
                problem
                    .also(place, format!("the site measures {}", size.join(" x ")))
                    .help("move it, make it smaller, or make the site larger"),
            );
        }
        room[site] -= if start_h > 0.0 { 0.0 } else { cells };
        if room[site] < 0.0 && inside {
            let message = format!(
                "the tumours of site {} have more cells than the site",
                quoted(&lattice.name)
            );
            let label = format!(
                "{} cells",
                units::show(lattice.cells.iter().map(|count| f64::from(*count)).product())
            );
            checked.problems.push(
                Problem::whole(checked.blame(keys::tumour::CELLS.at(n)), message, label)
                    .help("give them fewer cells, or make the site larger"),
            );
        }
        // Foci, and tumours of another day, take what room they find.
        let beside = |tumour: &Tumour| {
            tumour.site == site && tumour.start_h == start_h && tumour.foci == 1 && foci == 1
        };
        for (other, tumour) in tumours.iter().enumerate().filter(|(_, tumour)| beside(tumour)) {
            let apart = libm::sqrt(
                (0..3)
                    .map(|axis| {
                        (position[axis] - tumour.position_um[axis])
                            * (position[axis] - tumour.position_um[axis])
                    })
                    .sum(),
            );
            if apart < radius + radii[other] {
                let message =
                    format!("tumours {other} and {n} overlap in site {}", quoted(&lattice.name));
                let label = format!(
                    "their centres are {} um apart, their radii sum to {} um",
                    units::show(apart),
                    units::show(radius + radii[other])
                );
                checked.problems.push(
                    Problem::whole(checked.blame(keys::tumour::POSITION.at(n)), message, label)
                        .help("give each a `position` of its own"),
                );
            }
        }
        check_order(checked, n);
        let antigen = checked.text(keys::tumour::ANTIGEN.at(n)).unwrap_or("tumour").to_string();
        tumours.push(Tumour { site, position_um: position, start_h, foci, antigen });
        radii.push(radius);
    }
    tumours
}

/// The cell vaccines.
pub(super) fn vaccines(checked: &mut Checked) -> Vec<Vaccine> {
    let mut vaccines: Vec<Vaccine> = Vec::new();
    let (tumours, count) = (checked.count("tumour"), checked.count("vaccine"));
    if tumours <= LINES && tumours + count > LINES {
        let place = checked.blame(format!("vaccine.{}.x", LINES - tumours));
        let message = format!("{tumours} tumours and {count} vaccines are too many lines of cells");
        checked.problems.push(Problem::whole(place, message, format!("at most {LINES} together")));
    }
    for n in 0..checked.count("vaccine") {
        if !checked.require(keys::vaccine::NAME.at(n), "\"irradiated secretor\"") {
            continue;
        }
        let name = checked.text(keys::vaccine::NAME.at(n)).unwrap_or("").to_string();
        if vaccines.iter().any(|vaccine| vaccine.name == name) {
            let place = checked.blame(keys::vaccine::NAME.at(n));
            checked.problems.push(Problem::whole(
                place,
                format!("two vaccines are called {}", quoted(&name)),
                "the second one",
            ));
        }
        let antigen = checked.text(keys::vaccine::ANTIGEN.at(n)).unwrap_or("tumour").to_string();
        let (irradiated, cd80) =
            (checked.on(keys::vaccine::IRRADIATED.at(n)), checked.on(keys::vaccine::CD80.at(n)));
        vaccines.push(Vaccine { name, antigen, irradiated, cd80 });
    }
    vaccines
}

/// The donors of cells.
pub(super) fn donors(checked: &mut Checked) -> Vec<Donor> {
    let mut donors: Vec<Donor> = Vec::new();
    for n in 0..checked.count("donor") {
        let path = keys::donor::NAME.at(n);
        if !checked.require(&path, "\"sibling\"") {
            continue;
        }
        let name = checked.text(&path).unwrap_or("").to_string();
        if donors.iter().any(|donor| donor.name == name) {
            checked.problems.push(Problem::whole(
                checked.blame(&path),
                format!("two donors are called {}", quoted(&name)),
                "the second one",
            ));
        }
        donors.push(Donor { name });
    }
    donors
}

/// A name that should be one of those defined in an array of tables; the place of it, or a problem
/// with the nearest name.
pub(super) fn find_name<'n>(
    checked: &mut Checked,
    place: Place,
    array: &str,
    name: &str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Option<usize> {
    if let Some(n) = known.clone().position(|other| other == name) {
        return Some(n);
    }
    // One whose own name was refused may be the one that is meant.
    if (0..checked.count(array)).any(|n| checked.failed.contains(&format!("{array}.{n}.name"))) {
        return None;
    }
    let problem = Problem::whole(
        place,
        format!("there is no {array} {}", quoted(name)),
        format!("no [[{array}]] has this name"),
    );
    let all: Vec<&str> = known.clone().collect();
    checked.problems.push(match nearest(name, known) {
        Some(near) => problem.help(format!("did you mean \"{near}\"?")),
        None if all.is_empty() => problem.help(format!(
            "the scenario has no [[{array}]]: write one with name = {}",
            crate::input::document::quote(name)
        )),
        None => problem.help(format!("known: {}", all.join(", "))),
    });
    None
}

/// When a tumour is inoculated, h.
fn start(checked: &mut Checked, n: usize) -> f64 {
    let path = keys::tumour::START.at(n);
    match checked.item(&path).map(|item| item.setting.clone()) {
        Some(Setting::TimePoint(TimePoint::At(start))) if start >= 0.0 => start,
        Some(Setting::TimePoint(_)) => {
            let problem = Problem::whole(
                checked.blame(&path),
                format!("`{path}` must be a day from 0 on"),
                "for example \"day 0\"",
            );
            checked.problems.push(problem);
            0.0
        }
        _ => 0.0,
    }
}

/// Several foci lie anywhere in the site from the first time point on.
fn check_foci(checked: &mut Checked, n: usize, foci: u32, start_h: f64) {
    if foci <= 1 {
        return;
    }
    let place = checked.blame(keys::tumour::FOCI.at(n));
    if let Some(position) = checked.place(keys::tumour::POSITION.at(n)) {
        let problem = Problem::whole(
            position,
            format!("tumour {n} has {foci} foci, which lie anywhere in the site"),
            "a position does nothing",
        );
        checked.problems.push(problem.also(Some(place), "the foci"));
    }
    if start_h > 0.0 {
        let problem = Problem::whole(
            place,
            format!("tumour {n} has {foci} foci, but is inoculated on a later day"),
            "an inoculation is one mass",
        );
        let start = checked.place(keys::tumour::START.at(n));
        checked.problems.push(
            problem
                .also(start, "its start")
                .help("let it start on day 0, or give each focus a [[tumour]] of its own"),
        );
    }
}

/// Cells stop dividing before they starve.
fn check_order(checked: &mut Checked, n: usize) {
    let bounds = |key: &'static NumberAt| match &checked.item(key.at(n))?.setting {
        Setting::Number(param) => Some(param.bounds()),
        _ => None,
    };
    let (Some(hypoxia), Some(necrosis)) =
        (bounds(&keys::tumour::HYPOXIA_DISTANCE), bounds(&keys::tumour::NECROSIS_DISTANCE))
    else {
        return;
    };
    if hypoxia.1 > necrosis.0 {
        let (low, high) =
            (keys::tumour::HYPOXIA_DISTANCE.at(n), keys::tumour::NECROSIS_DISTANCE.at(n));
        let high_given = checked.place(&high).is_some();
        let given = if high_given { &high } else { &low };
        let label = format!(
            "up to {} um without division, but death from {} um on",
            units::show(hypoxia.1),
            units::show(necrosis.0)
        );
        let problem = Problem::whole(
            checked.blame(given),
            format!("`{high}` must not be smaller than `hypoxia_distance`"),
            label,
        );
        let place = checked.place(&low).filter(|_| high_given);
        checked.problems.push(
            problem
                .also(place, "`hypoxia_distance`")
                .help("a cell stops dividing nearer to a vessel than it dies"),
        );
    }
}

/// Radius, in cells, of a disc or ball of so many cells.
fn ball_radius(cells: f64, dimensions: usize) -> f64 {
    use std::f64::consts::PI;
    if dimensions == 2 { libm::sqrt(cells / PI) } else { libm::cbrt(3.0 * cells / (4.0 * PI)) }
}
