//! The treatments: what each does, and time points expanded to times.
//!
//! In: [`Checked`], sites, tumours, vaccines, donors, run. Out: [`Treatment`]s with ascending times
//! in h. Time points may refer to the first time of another treatment, by its name or its drug.

mod cells;
mod dose;
mod given;
mod times;

pub(super) use given::Given;
use given::volume;
use times::times;

use super::assemble::site_of;
use super::check::Checked;
use super::drugs::{self, What};
use super::types::{Act, Run, Site, Target, Treatment};
use crate::exchange::INOCULA;
use crate::input::problem::{Problem, quoted};
use crate::input::units;
use crate::input::value::Setting;
use crate::keys;

/// The treatments, those with problems left out.
pub(super) fn treatments(
    checked: &mut Checked,
    given: &Given,
    run: Option<&Run>,
) -> Vec<Treatment> {
    check_names(checked);
    let mut treatments = Vec::new();
    let mut origins = cells::Origins::default();
    for n in 0..checked.count("treatment") {
        if !checked.require(keys::treatment::DRUG.at(n), "\"il2\"") {
            continue;
        }
        let drug = checked.text(keys::treatment::DRUG.at(n)).unwrap_or("").to_string();
        let started = checked.require(keys::treatment::START.at(n), "\"day 1\"");
        let act = match drugs::what(&drug) {
            What::Surgery => surgery(checked, n, given.sites),
            What::Il2 => il2(checked, n, given.sites),
            What::Agent(agent) => dose::of_agent(checked, n, &drug, agent)
                .map(|dose| (Act::Agent { agent, dose }, drug.clone())),
            What::Vaccine => cells::vaccine(checked, n, given),
            What::Cells(product) => {
                cells::transfer(checked, n, product, &drug, given, &mut origins)
            }
        };
        let skip = matches!(
            checked.item(keys::treatment::SKIP.at(n)).map(|item| &item.setting),
            Some(Setting::Boolean(true))
        );
        let times = match run.filter(|_| started) {
            Some(_) if skip => Some(Vec::new()),
            Some(run) => times(checked, n, run),
            None => None,
        };
        let (Some((mut act, label)), Some(times_h)) = (act, times) else { continue };
        if let (Some(first), Act::Cells(transfer)) = (times_h.first(), &mut act) {
            cells::harvest(checked, n, transfer, *first);
        }
        treatments.push(Treatment { label, act, times_h });
    }
    check_all_doses(checked, &treatments);
    if let Some(run) = run {
        check_inocula(checked, &treatments, given, run);
    }
    treatments
}

/// All treatments together have a bounded number of times.
fn check_all_doses(checked: &mut Checked, treatments: &[Treatment]) {
    let doses: usize = treatments.iter().map(|treatment| treatment.times_h.len()).sum();
    if doses > keys::DOSES {
        let longest = (0..treatments.len()).max_by_key(|&n| treatments[n].times_h.len());
        let place = checked.blame(keys::treatment::EVERY.at(longest.unwrap_or(0)));
        let message = format!("the treatments have {doses} doses together");
        let label = format!("at most {}", keys::DOSES);
        checked.problems.push(Problem::whole(place, message, label));
    }
}

fn check_names(checked: &mut Checked) {
    let names: Vec<Option<String>> = (0..checked.count("treatment"))
        .map(|n| checked.text(keys::treatment::NAME.at(n)).map(str::to_string))
        .collect();
    for (n, name) in names.iter().enumerate() {
        if let (Some(name), true) = (name, names[..n].contains(name)) {
            let place = checked.blame(keys::treatment::NAME.at(n));
            checked.problems.push(Problem::whole(
                place,
                format!("two treatments are called {}", quoted(name)),
                "the second one",
            ));
        }
    }
}

fn surgery(checked: &mut Checked, n: usize, sites: &[Site]) -> Option<(Act, String)> {
    let site = site_of(checked, keys::treatment::SITE.at(n), sites)?;
    if sites[site].stirred {
        refuse_in_stirred(checked, n, &sites[site].name);
        return None;
    }
    Some((
        Act::Surgery { site, lymphadenectomy: checked.on(keys::treatment::LYMPHADENECTOMY.at(n)) },
        "surgery".to_string(),
    ))
}

/// In a stirred site cells lie everywhere: an operation with its margin would take the whole site.
fn refuse_in_stirred(checked: &mut Checked, n: usize, site: &str) {
    let named = |at: usize| checked.text(keys::site::NAME.at(at)) == Some(site);
    let place = (0..checked.count("site"))
        .find(|at| named(*at))
        .and_then(|at| checked.place(keys::site::STIRRED.at(at)));
    let problem = Problem::whole(
        checked.blame(keys::treatment::DRUG.at(n)),
        format!("nothing can be resected from the stirred site {}", quoted(site)),
        "a resection takes a mass and its margin",
    );
    let help = "its cells lie everywhere: leave `stirred` out, or the operation";
    checked.problems.push(problem.also(place, "its cells are mixed every host step").help(help));
}

fn il2(checked: &mut Checked, n: usize, sites: &[Site]) -> Option<(Act, String)> {
    let routed = checked.require(keys::treatment::ROUTE.at(n), "\"peritumoral\"");
    let dosed = checked.require(keys::treatment::DOSE.at(n), "\"300 CU\"");
    if !routed {
        return None;
    }
    let word = checked.text(keys::treatment::ROUTE.at(n))?.to_string();
    let (sited, injected) = drugs::local(&word);
    let site =
        if sited { Some(site_of(checked, keys::treatment::SITE.at(n), sites)?) } else { None };
    let dose_iu = if dosed { dose::of_il2(checked, n)? } else { return None };
    let volume_ml = if injected { volume(checked, n)? } else { 0.0 };
    let duration_h = checked.number(keys::treatment::DURATION.at(n)).unwrap_or(0.0);
    let stop_at_toxicity = checked.on(keys::treatment::STOP_AT_TOXICITY.at(n));
    if let Some(every) =
        checked.number(keys::treatment::EVERY.at(n)).filter(|every| duration_h > *every)
    {
        let message = format!("the infusions of treatment {n} overlap");
        let problem = Problem::whole(
            checked.blame(keys::treatment::DURATION.at(n)),
            message,
            format!("each lasts {} h", units::show(duration_h)),
        );
        let place = checked.place(keys::treatment::EVERY.at(n));
        checked.problems.push(
            problem.also(place, format!("but the next begins after {} h", units::show(every))),
        );
    }
    Some((
        Act::Il2 {
            route: drugs::route(&word),
            site,
            dose_iu,
            volume_ml,
            duration_h,
            stop_at_toxicity,
        },
        format!("il2 {word}"),
    ))
}

/// Tissue takes up so many kinds of cells in one host step.
fn check_inocula(checked: &mut Checked, treatments: &[Treatment], given: &Given, run: &Run) {
    let step = |time: f64| libm::floor(time / run.host_step_h + 1e-9) as u64;
    let mut put: std::collections::BTreeMap<(usize, u64), usize> =
        std::collections::BTreeMap::new();
    for tumour in given.tumours.iter().filter(|tumour| tumour.start_h > 0.0) {
        *put.entry((tumour.site, step(tumour.start_h))).or_default() += 1;
    }
    for treatment in treatments {
        let (target, kinds) = match &treatment.act {
            Act::Vaccine { target, .. } => (target, 1),
            Act::Cells(transfer) => (&transfer.target, cells::kinds(transfer.product)),
            _ => continue,
        };
        let (Target::Around { site } | Target::Into { site } | Target::Spot { site, .. }) = target
        else {
            continue;
        };
        let steps: std::collections::BTreeSet<u64> =
            treatment.times_h.iter().map(|time| step(*time)).collect();
        for step in steps {
            *put.entry((*site, step)).or_default() += kinds;
        }
    }
    for ((site, step), kinds) in put {
        if kinds > INOCULA {
            let message = format!(
                "{kinds} kinds of cells are put into site {} at once",
                quoted(&given.sites[site].name)
            );
            let label = format!(
                "on day {}, at most {INOCULA}",
                units::show(step as f64 * run.host_step_h / 24.0)
            );
            let place = checked.blame(keys::site::NAME.at(site));
            let problem = Problem::whole(place, message, label)
                .help("let some of these tumours, vaccines or cells come a host step later");
            checked.problems.push(
                problem
                    .help("a tumour or vaccine is one kind; lak 1, til 2, cik and lymphocytes 3"),
            );
            return;
        }
    }
}
