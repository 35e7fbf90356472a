//! The treatments: what each does, and moments expanded to times.
//!
//! In: [`Checked`], sites, tumours, vaccines, donors, run. Out: [`Treatment`]s with ascending times
//! in h. Moments may refer to the first time of another treatment, by its name or its drug.

mod cells;
mod dose;

use super::assemble::site_of;
use super::check::Checked;
use super::drugs::{self, What};
use super::types::{Act, Donor, Route, Run, Site, Target, Transfer, Treatment, Tumour, Vaccine};
use crate::exchange::INOCULA;
use crate::input::problem::{Place, Problem, quoted};
use crate::input::units;
use crate::input::value::{Moment, Setting, nearest};
use crate::keys::{self, WordAt};

/// Most times of one treatment.
const DOSES: f64 = 10_000.0;

/// What the rest of the scenario has, which treatments refer to.
pub struct Given<'a> {
    /// Anatomical sites.
    pub sites: &'a [Site],
    /// Tumours.
    pub tumours: &'a [Tumour],
    /// Cell vaccines.
    pub vaccines: &'a [Vaccine],
    /// Donors.
    pub donors: &'a [Donor],
}

/// The treatments, those with problems left out.
pub fn treatments(checked: &mut Checked, given: &Given, run: Option<&Run>) -> Vec<Treatment> {
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
        if let Some(first) = times_h.first() {
            check_tumour_there(checked, n, &act, *first, given);
            if let Act::Cells(transfer) = &mut act {
                cells::harvest(checked, n, transfer, *first);
            }
        }
        treatments.push(Treatment { label, act, times_h });
    }
    if let Some(run) = run {
        check_inocula(checked, &treatments, given, run);
    }
    treatments
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
    Some((
        Act::Surgery { site, lymphadenectomy: checked.on(keys::treatment::LYMPHADENECTOMY.at(n)) },
        "surgery".to_string(),
    ))
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

/// The volume injected at a site.
fn volume(checked: &mut Checked, n: usize) -> Option<f64> {
    let path = keys::treatment::VOLUME.at(n);
    let example =
        if checked.species == super::types::Species::Human { "\"50 ml\"" } else { "\"0.1 ml\"" };
    if checked.require(&path, example) { checked.number(&path) } else { None }
}

/// A moment as a time; problems are noted. `trail` holds the treatments whose start is being asked
/// for.
fn resolve(
    checked: &mut Checked,
    moment: &Moment,
    place: Place,
    trail: &mut Vec<usize>,
) -> Option<f64> {
    let (span, event) = match moment {
        Moment::At(time) => return Some(*time),
        Moment::Relative(span, event) => (*span, event.clone()),
    };
    if event == "inoculation" {
        return Some(span);
    }
    let count = checked.count("treatment");
    let with = |checked: &Checked, key: &'static WordAt| -> Vec<usize> {
        (0..count).filter(|n| checked.text(key.at(*n)) == Some(&event)).collect()
    };
    let mut found = with(checked, &keys::treatment::NAME);
    if found.is_empty() {
        found = with(checked, &keys::treatment::DRUG);
    }
    if found.len() > 1 {
        let problem = Problem::whole(
            place,
            format!("{} could be any of {} treatments", quoted(&event), found.len()),
            "which one?",
        );
        checked.problems.push(problem.help("give one of them a `name` and refer to that"));
        return None;
    }
    let Some(&target) = found.first() else {
        let mut known = vec!["inoculation".to_string()];
        for n in 0..count {
            let called = [&keys::treatment::NAME, &keys::treatment::DRUG];
            known.extend(
                called.iter().filter_map(|key| checked.text(key.at(n)).map(str::to_string)),
            );
        }
        let problem = Problem::whole(
            place,
            format!("there is no treatment {}", quoted(&event)),
            "refers to nothing",
        );
        let help = match nearest(&event, known.iter().map(String::as_str)) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("known: {}", known.join(", ")),
        };
        checked.problems.push(problem.help(help));
        return None;
    };
    if trail.contains(&target) {
        let problem =
            Problem::whole(place, "these treatments wait for each other", "goes round in a circle");
        checked
            .problems
            .push(problem.help("one of them needs a start of its own, such as \"day 1\""));
        return None;
    }
    let path = keys::treatment::START.at(target);
    let Setting::Moment(start) = checked.item(&path)?.setting.clone() else { return None };
    trail.push(target);
    let before = checked.problems.len();
    let start = resolve(checked, &start, checked.blame(&path), trail);
    // A fault of the other treatment is reported with that one.
    if start.is_none()
        && trail.len() > 1
        && checked.problems[before..]
            .iter()
            .all(|problem| problem.message != "these treatments wait for each other")
    {
        checked.problems.truncate(before);
    }
    trail.pop();
    Some(start? + span)
}

/// The times of a treatment.
fn times(checked: &mut Checked, n: usize, run: &Run) -> Option<Vec<f64>> {
    let Setting::Moment(start) = checked.item(keys::treatment::START.at(n))?.setting.clone() else {
        return None;
    };
    let place = checked.blame(keys::treatment::START.at(n));
    let first = resolve(checked, &start, place, &mut vec![n])?;
    if first < 0.0 {
        let problem = Problem::whole(
            place,
            format!("treatment {n} begins before day 0"),
            format!("{} h", units::show(first)),
        );
        checked
            .problems
            .push(problem.help("day 0 is the inoculation: nothing is simulated before it"));
        return None;
    }
    let last_allowed =
        match checked.item(keys::treatment::UNTIL.at(n)).map(|item| item.setting.clone()) {
            Some(Setting::Moment(until)) => {
                let place = checked.blame(keys::treatment::UNTIL.at(n));
                let until = resolve(checked, &until, place, &mut vec![n])?;
                if until < first {
                    let start = checked.place(keys::treatment::START.at(n));
                    let problem = Problem::whole(
                        place,
                        format!("treatment {n} ends before it begins"),
                        format!("{} h", units::show(until)),
                    );
                    checked.problems.push(
                        problem.also(start, format!("it begins at {} h", units::show(first))),
                    );
                    return None;
                }
                Some(until)
            }
            _ => None,
        };
    let (times, until) =
        (keys::treatment::TIMES.at(n).to_string(), keys::treatment::UNTIL.at(n).to_string());
    let (every, count) = (
        checked.number(keys::treatment::EVERY.at(n)),
        checked.integer(keys::treatment::TIMES.at(n)),
    );
    if let (None, Some(extra)) =
        (every, if count.is_some() { Some(times) } else { last_allowed.map(|_| until) })
    {
        if count.is_none_or(|count| count > 1) && !checked.has_failed(keys::treatment::EVERY.at(n))
        {
            let problem = Problem::whole(
                checked.blame(&extra),
                format!("`{extra}` does nothing without `every`"),
                "one dose only",
            );
            checked.problems.push(problem.help("write for example every = \"24 h\""));
        }
        return Some(vec![first]);
    }
    let Some(every) = every else { return late(checked, n, vec![first], run) };
    let by_end = |end: f64| libm::floor((end - first) / every + 1e-9) + 1.0;
    let mut doses = count.map_or(f64::INFINITY, |count| count as f64);
    if let Some(until) = last_allowed {
        doses = doses.min(by_end(until));
    } else if count.is_none() {
        // Open-ended: to the end of the run, but not at its last moment.
        let whole = by_end(run.until_h);
        doses =
            if first + (whole - 1.0) * every >= run.until_h { whole - 1.0 } else { whole }.max(1.0);
    }
    if doses > DOSES {
        let label = format!("{} doses, at most {}", units::show(doses), units::show(DOSES));
        checked.problems.push(Problem::whole(
            checked.blame(keys::treatment::EVERY.at(n)),
            format!("treatment {n} has too many doses"),
            label,
        ));
        return None;
    }
    let times = (0..doses as u32).map(|dose| first + f64::from(dose) * every).collect();
    late(checked, n, times, run)
}

/// Refuses times after the file's own end.
fn late(checked: &mut Checked, n: usize, times: Vec<f64>, run: &Run) -> Option<Vec<f64>> {
    let last = *times.last()?;
    if last <= run.until_h || checked.text(&keys::run::LATE_DOSES) == Some("ignore") {
        return Some(times);
    }
    let missed = times.iter().filter(|time| **time > run.until_h).count();
    let message = format!("the run ends before treatment {n} does");
    let label = format!("ends on day {}", units::show(run.until_h / 24.0));
    let (every, start) = (keys::treatment::EVERY.at(n), keys::treatment::START.at(n));
    let blame = if times.len() > 1 { every.as_ref() } else { start.as_ref() };
    let also = match missed {
        1 => format!("its last dose is due on day {}", units::show(last / 24.0)),
        _ => format!(
            "{missed} doses are due after that, the last on day {}",
            units::show(last / 24.0)
        ),
    };
    let problem = Problem::whole(checked.blame(&keys::run::UNTIL), message, label);
    let place = checked.place(blame).or_else(|| checked.place(&start));
    checked.problems.push(
        problem
            .also(place, also)
            .help("let it end later, plan fewer doses, or set late_doses = \"ignore\" under [run]"),
    );
    None
}

/// An operation, a local dose and cells given at a tumour need one to go to.
fn check_tumour_there(checked: &mut Checked, n: usize, act: &Act, first: f64, given: &Given) {
    let (site, what) = match act {
        Act::Surgery { site, .. } => (*site, "operates on"),
        Act::Il2 { site: Some(site), route: Route::Inhaled, .. } => (*site, "is inhaled into"),
        Act::Il2 { site: Some(site), .. } => (*site, "injects"),
        Act::Vaccine { target, .. } | Act::Cells(Transfer { target, .. }) => match target {
            Target::Around { site } | Target::Into { site } => (*site, "injects"),
            Target::Blood | Target::Spot { .. } => return,
        },
        _ => return,
    };
    let Given { sites, tumours, .. } = given;
    // A tumour that could not be read, or is missing altogether, has its own problem.
    if tumours.is_empty() || tumours.len() < checked.count("tumour") {
        return;
    }
    let earliest = tumours
        .iter()
        .filter(|tumour| tumour.site == site)
        .map(|tumour| tumour.start_h)
        .fold(f64::INFINITY, f64::min);
    let name = quoted(&sites[site].name);
    if earliest == f64::INFINITY {
        let place = checked.blame(keys::treatment::SITE.at(n));
        checked.problems.push(Problem::whole(
            place,
            format!("treatment {n} {what} site {name}, where no tumour is ever"),
            "no [[tumour]] is here",
        ));
    } else if first < earliest {
        let place = checked.blame(keys::treatment::START.at(n));
        let label = format!("the tumour starts on day {}", units::show(earliest / 24.0));
        checked.problems.push(Problem::whole(
            place,
            format!("treatment {n} {what} site {name} before there is a tumour"),
            label,
        ));
    }
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
