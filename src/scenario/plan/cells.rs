//! Vaccines and cultured cells: which, whose, where to, and how long in culture.
//!
//! In: [`Checked`] and what the scenario defines. Out: [`Act::Vaccine`], [`Act::Cells`]. Cells that
//! are the animal's own and not gene-modified have origin 0; each other pair of donor and secretion
//! has an origin of its own, by which tissue tells its cells apart.

use super::super::assemble::site_of;
use super::super::check::{Checked, Item};
use super::super::lines::find_name;
use super::super::types::{Act, Param, Product, Species, Target, Transfer};
use super::given::{Given, volume};
use super::times::resolve;
use crate::input::problem::{Problem, quoted};
use crate::input::units;
use crate::input::value::{Setting, TimePoint, nearest};
use crate::keys;
use crate::kinds::GRAFTS;

/// Most cells of one giving to a mouse.
const MOUSE: f64 = 1e9;

/// The pairs of donor and secretion so far; origins count from 1.
#[derive(Default)]
pub(super) struct Origins(Vec<(Option<usize>, Param)>);

/// Kinds of effector that a product is made of.
pub(super) fn kinds(product: Product) -> usize {
    match product {
        Product::Lak => 1,
        Product::Til => 2,
        Product::Cik | Product::Lymphocytes => 3,
    }
}

/// A vaccination.
pub(super) fn vaccine(checked: &mut Checked, n: usize, given: &Given) -> Option<(Act, String)> {
    let named = checked.require(keys::treatment::VACCINE.at(n), "\"irradiated secretor\"");
    let counted = count(checked, n);
    let routed = checked.require(keys::treatment::ROUTE.at(n), "\"peritumoral\"");
    let name = checked.text(keys::treatment::VACCINE.at(n)).unwrap_or("").to_string();
    let vaccine = if named {
        let place = checked.blame(keys::treatment::VACCINE.at(n));
        find_name(
            checked,
            place,
            "vaccine",
            &name,
            given.vaccines.iter().map(|vaccine| vaccine.name.as_str()),
        )
    } else {
        None
    };
    let word =
        if routed { checked.text(keys::treatment::ROUTE.at(n))?.to_string() } else { return None };
    let site = site_of(checked, keys::treatment::SITE.at(n), given.sites)?;
    let target = if word == "subcutaneous" {
        spot(checked, n, site, given)?
    } else {
        Target::Around { site }
    };
    let volume_ml = volume(checked, n)?;
    counted.then_some((
        Act::Vaccine { vaccine: vaccine?, target, volume_ml },
        format!("vaccine {name}"),
    ))
}

/// Cultured cells.
pub(super) fn transfer(
    checked: &mut Checked,
    n: usize,
    product: Product,
    drug: &str,
    given: &Given,
    origins: &mut Origins,
) -> Option<(Act, String)> {
    let counted = count(checked, n);
    let routed = checked.require(keys::treatment::ROUTE.at(n), "\"intravenous\"");
    let (time, il2) = match product {
        Product::Lak => ("3 d", "1000 IU/ml"),
        Product::Lymphocytes => ("4 d", "6000 IU/ml"),
        Product::Til | Product::Cik => ("14 d", "1000 IU/ml"),
    };
    checked.default(keys::treatment::CULTURE.at(n), time);
    checked.default(keys::treatment::CULTURE_IL2.at(n), il2);
    let antigen = antigen(checked, n, product, given);
    let donor = match checked.text(keys::treatment::DONOR.at(n)).map(str::to_string) {
        Some(name) => {
            let place = checked.blame(keys::treatment::DONOR.at(n));
            Some(find_name(
                checked,
                place,
                "donor",
                &name,
                given.donors.iter().map(|donor| donor.name.as_str()),
            )?)
        }
        None if checked.has_failed(keys::treatment::DONOR.at(n)) => return None,
        None => None,
    };
    let origin = origin(checked, n, donor, origins)?;
    let word =
        if routed { checked.text(keys::treatment::ROUTE.at(n))?.to_string() } else { return None };
    let (target, volume_ml) = match word.as_str() {
        "intravenous" => (Target::Blood, 0.0),
        _ => {
            let site = site_of(checked, keys::treatment::SITE.at(n), given.sites)?;
            let into = matches!(word.as_str(), "intratumoral" | "intralesional");
            (
                if into { Target::Into { site } } else { Target::Around { site } },
                volume(checked, n)?,
            )
        }
    };
    let transfer =
        Transfer { product, donor, antigen: antigen?, target, volume_ml, harvest_h: None, origin };
    counted.then_some((Act::Cells(transfer), format!("{drug} {word}")))
}

/// Whether the number of cells is there, and one that the animal can be given.
fn count(checked: &mut Checked, n: usize) -> bool {
    let path = keys::treatment::CELLS.at(n);
    if !checked.require(&path, "1e7") {
        return false;
    }
    let most = match checked.item(&path).map(|item| &item.setting) {
        Some(Setting::Number(param)) => param.bounds().1,
        _ => return false,
    };
    if checked.species == Species::Mouse && most > MOUSE {
        let problem = Problem::whole(
            checked.blame(&path),
            format!("no mouse is given {} cells", units::show(most)),
            format!("at most {}", units::show(MOUSE)),
        );
        checked.problems.push(problem);
        return false;
    }
    true
}

/// The disc or ball of a subcutaneous vaccine.
fn spot(checked: &mut Checked, n: usize, site: usize, given: &Given) -> Option<Target> {
    let radius_um = checked.number(keys::treatment::RADIUS.at(n))?;
    let lattice = &given.sites[site];
    let dimensions = lattice.dimensions as usize;
    let extent = lattice.cells.map(|count| f64::from(count) * lattice.spacing_um);
    let mut centre_um = extent.map(|length| length / 2.0);
    if let Some(Item { setting: Setting::Lengths(lengths), place, .. }) =
        checked.item(keys::treatment::POSITION.at(n)).cloned()
    {
        if lengths.len() != dimensions {
            let message = format!(
                "`{}` has {} coordinates, but site {} has {dimensions} dimensions",
                keys::treatment::POSITION.at(n),
                lengths.len(),
                quoted(&lattice.name)
            );
            checked.problems.push(Problem::whole(
                place.unwrap_or(checked.end),
                message,
                format!("expected {dimensions} lengths"),
            ));
            return None;
        }
        centre_um[..dimensions].copy_from_slice(&lengths);
    }
    if (0..dimensions)
        .any(|axis| centre_um[axis] - radius_um < 0.0 || centre_um[axis] + radius_um > extent[axis])
    {
        let (position, radius) = (keys::treatment::POSITION.at(n), keys::treatment::RADIUS.at(n));
        let given = checked.place(&position).is_some();
        let path = if given { position.as_ref() } else { radius.as_ref() };
        let size: Vec<String> = extent[..dimensions]
            .iter()
            .map(|length| format!("{} mm", units::show(length / 1000.0)))
            .collect();
        let message = format!(
            "the vaccine of treatment {n} does not lie inside site {}",
            quoted(&lattice.name)
        );
        let problem = Problem::whole(
            checked.blame(path),
            message,
            format!("its radius is {} um", units::show(radius_um)),
        );
        let place = checked.place(keys::site::SIZE.at(site));
        let problem = problem
            .also(place, format!("the site measures {}", size.join(" x ")))
            .help("move it, or give it a smaller `radius`");
        checked.problems.push(problem);
        return None;
    }
    Some(Target::Spot { site, centre_um, radius_um })
}

/// The antigen of the T cells given: outer `None` when it is wrong.
fn antigen(
    checked: &mut Checked,
    n: usize,
    product: Product,
    given: &Given,
) -> Option<Option<String>> {
    let path = keys::treatment::ANTIGEN.at(n);
    let mut known: Vec<&str> = given.tumours.iter().map(|tumour| tumour.antigen.as_str()).collect();
    known.extend(given.vaccines.iter().map(|vaccine| vaccine.antigen.as_str()));
    known.sort_unstable();
    known.dedup();
    if product == Product::Til && checked.place(&path).is_none() {
        if let [only] = known[..] {
            checked.default(&path, &crate::input::document::quote(only));
        } else if !known.is_empty() {
            checked.require(&path, &crate::input::document::quote(known[0]));
        }
    }
    let Some(name) = checked.text(&path).map(str::to_string) else {
        return (product != Product::Til && !checked.has_failed(&path)).then_some(None);
    };
    // A tumour that could not be read may have it.
    if !known.contains(&name.as_str())
        && given.tumours.len() == checked.count("tumour")
        && given.vaccines.len() == checked.count("vaccine")
    {
        let problem = Problem::whole(
            checked.blame(&path),
            format!("no tumour or vaccine has the antigen {}", quoted(&name)),
            "nothing to recognise",
        );
        checked.problems.push(match nearest(&name, known.iter().copied()) {
            Some(near) => problem.help(format!("did you mean \"{near}\"?")),
            None => problem.help(format!("known: {}", known.join(", "))),
        });
        return None;
    }
    Some(Some(name))
}

/// The origin of the cells: 0 for the animal's own.
fn origin(
    checked: &mut Checked,
    n: usize,
    donor: Option<usize>,
    origins: &mut Origins,
) -> Option<u32> {
    let path = keys::treatment::IL2_SECRETION.at(n);
    let Setting::Number(secretion) = checked.item(&path)?.setting.clone() else { return None };
    if donor.is_none() && secretion.bounds().1 <= 0.0 {
        return Some(0);
    }
    let same = |(other, param): &(Option<usize>, Param)| {
        *other == donor && *param == secretion && matches!(secretion, Param::Fixed(_))
    };
    if let Some(known) = origins.0.iter().position(same) {
        return Some(known as u32 + 1);
    }
    if origins.0.len() == GRAFTS {
        let place = checked.blame(keys::treatment::DRUG.at(n));
        let problem = Problem::whole(
            place,
            "too many kinds of transferred cells",
            format!("tissue tells {GRAFTS} apart"),
        );
        checked.problems.push(problem.help(
            "cells of one donor with the same `il2_secretion` are one kind; the animal's own \
             cells without it are none",
        ));
        return None;
    }
    origins.0.push((donor, secretion));
    Some(origins.0.len() as u32)
}

/// Takes the harvest into a transfer whose first giving is at `first` h.
pub(super) fn harvest(checked: &mut Checked, n: usize, transfer: &mut Transfer, first: f64) {
    let Some(Setting::TimePoint(time_point)) =
        checked.item(keys::treatment::HARVEST.at(n)).map(|item| item.setting.clone())
    else {
        return;
    };
    let place = checked.blame(keys::treatment::HARVEST.at(n));
    let Some(harvest_h) = harvested(checked, n, &time_point) else { return };
    let culture_h = checked.number(keys::treatment::CULTURE.at(n)).unwrap_or(0.0);
    if transfer.donor.is_some() {
        let problem = Problem::whole(
            place,
            format!(
                "`{}` takes the animal's own cells, but these are a donor's",
                keys::treatment::HARVEST.at(n)
            ),
            "it does nothing here",
        );
        let donor = checked.place(keys::treatment::DONOR.at(n));
        checked.problems.push(problem.also(donor, "the donor"));
    } else if harvest_h < 0.0 {
        let problem = Problem::whole(
            place,
            format!("the cells of treatment {n} are harvested before day 0"),
            format!("{} h", units::show(harvest_h)),
        );
        checked
            .problems
            .push(problem.help("leave `harvest` out: the cells then come from elsewhere"));
    } else if harvest_h + culture_h > first + 1e-9 {
        let message = format!("the cells of treatment {n} are given before their culture is over");
        let label = format!(
            "harvested on day {}, in culture for {} d",
            units::show(harvest_h / 24.0),
            units::show(culture_h / 24.0)
        );
        let start = checked.place(keys::treatment::START.at(n));
        let problem = Problem::whole(place, message, label)
            .also(start, format!("given on day {}", units::show(first / 24.0)));
        checked
            .problems
            .push(problem.help("harvest earlier, give them later, or make `culture` shorter"));
    } else {
        transfer.harvest_h = Some(harvest_h);
    }
}

/// The time of a harvest; it may wait for its own treatment's start (`3 days before lak`).
fn harvested(checked: &mut Checked, n: usize, time_point: &TimePoint) -> Option<f64> {
    let place = checked.blame(keys::treatment::HARVEST.at(n));
    resolve(checked, time_point, place, &mut Vec::new())
}
