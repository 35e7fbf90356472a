//! The checked keys put together: host, sites, run and record, with what they must be to each other
//! (tumours, vaccines, donors: `lines`).
//!
//! In: [`Checked`]. Out: the plain values of `types`. Lengths come out as whole numbers of cells.

use super::check::{Checked, Item};
use super::regions;
use super::types::{EDGE, Param, Record, Run, Site, Species, Tumour, lies_before};
use crate::input::problem::{Problem, quoted};
use crate::input::units;
use crate::input::value::{Setting, TimePoint, nearest};
use crate::keys::value::{OtherValue, WordValue};
use crate::keys::{self, At, FRAMES, LATTICE_CELLS, Lookup};

/// A ratio that should be whole: the whole number, if it is one within rounding.
fn whole_ratio(a: f64, b: f64) -> Option<f64> {
    let ratio = a / b;
    let near = libm::round(ratio);
    ((ratio - near).abs() <= 1e-9 * near.max(1.0)).then_some(near)
}

/// Refuses a scenario without any table of an array.
pub(super) fn check_any(checked: &mut Checked, array: &str) {
    if checked.count(array) == 0 && !checked.failed.contains(array) {
        let problem = Problem::whole(
            checked.end,
            format!("the scenario has no [[{array}]]"),
            "the file ends without one",
        );
        checked.problems.push(problem.help(format!(
            "at least one [[{array}]] is needed; `il2sim new peritumoral` prints a whole scenario"
        )));
    }
}

/// The body must be one of its species: doses per kg and m2 would go wrong without a word. Returns
/// whether the animal is athymic.
pub(super) fn body(checked: &mut Checked) -> bool {
    let athymic = checked.text(&keys::host::STRAIN) == Some("athymic");
    if athymic && checked.species == Species::Human {
        let problem = Problem::whole(
            checked.blame(&keys::host::STRAIN),
            "a patient has a thymus",
            "`athymic` is a strain of mice",
        );
        let place = checked.place(&keys::host::SPECIES);
        checked.problems.push(
            problem
                .also(place, "the species")
                .help("deplete T cells with a treatment: drug = \"anti-CD4\", drug = \"anti-CD8\""),
        );
    }
    let (name, mass_g, surface_m2) = match checked.species {
        Species::Mouse => ("mouse", (5.0, 80.0), (0.002, 0.03)),
        Species::Human => ("human", (2_000.0, 200_000.0), (0.15, 4.0)),
    };
    for (key, (low, high), unit) in
        [(&keys::host::WEIGHT, mass_g, "g"), (&keys::host::SURFACE, surface_m2, "m2")]
    {
        let Some(value) = checked.number(key) else { continue };
        if value < low || value > high {
            let message = format!(
                "no {name} has a `{}` of {} {unit}",
                key.path().trim_start_matches("host."),
                units::show(value)
            );
            let problem = Problem::whole(
                checked.blame(key),
                message,
                format!("{} to {} {unit}", units::show(low), units::show(high)),
            );
            let place = checked.place(&keys::host::SPECIES);
            checked.problems.push(problem.also(place, "the species"));
        }
    }
    athymic
}

/// The anatomical sites; an unusable one is left out, with its problem noted.
pub(super) fn sites(checked: &mut Checked) -> Vec<Site> {
    check_any(checked, "site");
    let mut sites: Vec<Site> = Vec::new();
    for n in 0..checked.count("site") {
        let named = checked.require(keys::site::NAME.at(n), "\"flank\"");
        let sized = checked.require(keys::site::SIZE.at(n), "[\"4 mm\", \"4 mm\"]");
        let name = checked.text(keys::site::NAME.at(n)).unwrap_or("").to_string();
        if named {
            check_name(checked, &keys::site::NAME.at(n), &name, &sites);
        }
        let (Some(spacing), Some(field)) = (
            checked.number(keys::site::SPACING.at(n)),
            checked.number(keys::site::FIELD_SPACING.at(n)),
        ) else {
            continue;
        };
        if !sized {
            continue;
        }
        let Setting::Lengths(size) = checked.items[keys::site::SIZE.at(n).path()].setting.clone()
        else {
            continue;
        };
        let cells = lattice(checked, &keys::site::SIZE.at(n), &size, spacing);
        let coarse = whole_ratio(field, spacing).filter(|ratio| *ratio >= 1.0);
        if coarse.is_none() {
            let label = format!("not a whole multiple of {} um", units::show(spacing));
            let problem = Problem::whole(
                checked.blame(keys::site::FIELD_SPACING.at(n)),
                format!(
                    "`{}` must be a whole multiple of `spacing`",
                    keys::site::FIELD_SPACING.at(n)
                ),
                label,
            );
            let place = checked.place(keys::site::SPACING.at(n));
            checked.problems.push(
                problem
                    .also(place, "`spacing`")
                    .help(format!("for example \"{} um\"", units::show(2.0 * spacing))),
            );
        }
        if let (Some(cells), Some(coarse), true) = (cells, coarse, named) {
            let region = regions::of_site(checked, n, &name);
            sites.push(Site {
                name,
                cells,
                dimensions: size.len() as u32,
                spacing_um: spacing,
                coarse: coarse as u32,
                stirred: checked.on(keys::site::STIRRED.at(n)),
                region,
            });
        }
    }
    regions::check(checked, &sites);
    sites
}

/// A site's name is also a folder's, on every system.
fn check_name(checked: &mut Checked, path: &At<WordValue>, name: &str, others: &[Site]) {
    let lower = name.to_lowercase();
    let reserved = matches!(lower.as_str(), "con" | "prn" | "aux" | "nul")
        || (lower.len() == 4
            && (lower.starts_with("com") || lower.starts_with("lpt"))
            && lower.as_bytes()[3].is_ascii_digit());
    let plain =
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') && name.len() <= 32;
    if !plain || reserved {
        let label = if reserved {
            "reserved on some systems"
        } else {
            "letters, digits, `_` and `-`, at most 32"
        };
        let problem = Problem::value(
            checked.blame(path),
            format!("a site cannot be called {}", quoted(name)),
            label,
        );
        checked.problems.push(problem.help("frames are kept in a folder of that name"));
    } else if others.iter().any(|site| site.name.to_lowercase() == lower) {
        let problem = Problem::whole(
            checked.blame(path),
            format!("there are two sites called {}", quoted(name)),
            "the second one",
        );
        checked.problems.push(problem.help("tumours and treatments refer to a site by its name"));
    }
}

/// The lattice of a size, in cells.
fn lattice(
    checked: &mut Checked,
    path: &At<OtherValue>,
    size: &[f64],
    spacing: f64,
) -> Option<[u32; 3]> {
    let place = checked.blame(path);
    let mut cells = [1u32; 3];
    for (axis, length) in size.iter().enumerate() {
        let Some(count) = whole_ratio(*length, spacing) else {
            let fit = libm::round(length / spacing).max(EDGE.0);
            let message = format!(
                "{} um is not a whole number of cells of {} um",
                units::show(*length),
                units::show(spacing)
            );
            let problem =
                Problem::whole(place, message, format!("{} cells", units::show(length / spacing)));
            checked.problems.push(problem.help(format!(
                "\"{} um\" is {} cells",
                units::show(fit * spacing),
                units::show(fit)
            )));
            return None;
        };
        if !(EDGE.0..=EDGE.1).contains(&count) {
            let message =
                format!("a lattice {} cells wide cannot be simulated", units::show(count));
            let label = format!("{} to {} cells of {} um", EDGE.0, EDGE.1, units::show(spacing));
            let (low, high) =
                (units::show(EDGE.0 * spacing), units::show(EDGE.1 * spacing / 1000.0));
            checked.problems.push(
                Problem::whole(place, message, label)
                    .help(format!("each edge may measure {low} um to {high} mm")),
            );
            return None;
        }
        cells[axis] = count as u32;
    }
    let total = cells.iter().map(|count| f64::from(*count)).product::<f64>();
    if total > LATTICE_CELLS {
        let message = format!(
            "this lattice has {} million cells",
            units::show(libm::round(total / 1e5) / 10.0)
        );
        let problem = Problem::whole(
            place,
            message,
            format!("at most {} million", units::show(libm::round(LATTICE_CELLS / 1e6))),
        );
        checked.problems.push(problem.help("make the site smaller, or the spacing wider"));
        return None;
    }
    Some(cells)
}

/// Finds the site that a key names; the only site when the key is absent.
pub(super) fn site_of(checked: &mut Checked, key: At<WordValue>, sites: &[Site]) -> Option<usize> {
    if let Some(name) = checked.text(&key).map(str::to_string) {
        if let Some(n) = sites.iter().position(|site| site.name == name) {
            return Some(n);
        }
        // A site that is itself wrong has its own problem.
        let wrong = |n: usize| {
            checked.has_failed(keys::site::NAME.at(n))
                || checked.text(keys::site::NAME.at(n)) == Some(&name)
        };
        let declared = checked.count("site") == 0 || (0..checked.count("site")).any(wrong);
        if !declared {
            let known: Vec<&str> = sites.iter().map(|site| site.name.as_str()).collect();
            let problem = Problem::whole(
                checked.blame(&key),
                format!("there is no site {}", quoted(&name)),
                "no [[site]] has this name",
            );
            let help = match nearest(&name, known.iter().copied()) {
                Some(known) => format!("did you mean \"{known}\"?"),
                None => format!("the sites are: {}", known.join(", ")),
            };
            checked.problems.push(problem.help(help));
        }
        return None;
    }
    if checked.has_failed(&key) {
        return None;
    }
    if checked.count("site") == 1 && sites.len() == 1 {
        checked.default(key, &crate::input::document::quote(&sites[0].name));
        return Some(0);
    }
    if checked.count("site") > 1 {
        checked.require(key, "\"flank\"");
    }
    None
}

/// How the run is made; `None` when its end or steps are not known.
pub(super) fn run(checked: &mut Checked, tumours: &[Tumour]) -> Option<Run> {
    checked.require(&keys::run::UNTIL, "\"day 60\"");
    let tissue = checked.number(&keys::run::TISSUE_STEP)?;
    let host = checked.number(&keys::run::HOST_STEP)?;
    if whole_ratio(host, tissue).is_none_or(|ratio| ratio < 1.0) {
        let label = format!("not a whole multiple of {} min", units::show(tissue * 60.0));
        let problem = Problem::whole(
            checked.blame(&keys::run::HOST_STEP),
            "`run.host_step` must be a whole multiple of `run.tissue_step`",
            label,
        );
        let place = checked.place(&keys::run::TISSUE_STEP);
        checked.problems.push(problem.also(place, "`tissue_step`"));
        return None;
    }
    let until = match checked.item(&keys::run::UNTIL)?.setting.clone() {
        Setting::TimePoint(TimePoint::At(until)) => until,
        _ => {
            checked.problems.push(Problem::whole(
                checked.blame(&keys::run::UNTIL),
                "`run.until` must be a day or a time",
                "for example \"day 60\"",
            ));
            return None;
        }
    };
    on_host_steps(checked, &keys::run::UNTIL, until, host);
    for (n, tumour) in tumours.iter().enumerate() {
        if !lies_before(tumour.start_h, until) {
            let place = checked.place(&keys::run::UNTIL);
            let problem = Problem::whole(
                checked.blame(keys::tumour::START.at(n)),
                format!("tumour {n} starts when the run is over"),
                format!("{} h, only times before the end", units::show(tumour.start_h)),
            );
            checked.problems.push(problem.also(place, "the end"));
        }
    }
    let replicates = checked.integer(&keys::run::REPLICATES)? as u32;
    let seed = checked.integer(&keys::run::SEED)?;
    let humane_endpoint_cells =
        match checked.item(&keys::run::HUMANE_ENDPOINT).map(|item| item.setting.clone()) {
            Some(Setting::Number(param)) => Some(param.middle()),
            Some(_) => None,
            None => {
                let lesions = tumours.len().max(1) as f64;
                let cells = (checked.species == Species::Mouse)
                    .then_some(15_000.0 + 3_000.0 * (lesions - 1.0));
                let key = keys::run::HUMANE_ENDPOINT.def();
                let (setting, text) = match cells {
                    Some(cells) => (Setting::Number(Param::Fixed(cells)), format!("{cells}")),
                    None => (Setting::Never, "\"never\"".to_string()),
                };
                checked.items.insert(
                    key.path.to_string(),
                    Item { setting, place: None, text: text.into(), key },
                );
                cells
            }
        };
    let ends_at_progression = checked.text(&keys::run::END_AT) == Some("progression");
    let leaving_is_an_event = checked.text(&keys::run::LEFT_SITE) == Some("event");
    let detection_mm = checked.number(&keys::run::DETECTION)? / 1000.0;
    Some(Run {
        until_h: until,
        replicates,
        seed,
        tissue_step_h: tissue,
        host_step_h: host,
        humane_endpoint_cells,
        ends_at_progression,
        leaving_is_an_event,
        detection_mm,
    })
}

/// Reports a time that lies between two host steps.
pub(super) fn on_host_steps(checked: &mut Checked, key: impl Lookup, time: f64, host: f64) -> bool {
    if whole_ratio(time, host).is_some_and(|ratio| ratio >= 1.0 || time == 0.0) {
        return true;
    }
    let path = key.path();
    let label = format!("not a whole multiple of {} h", units::show(host));
    let problem =
        Problem::whole(checked.blame(path), format!("`{path}` must fall on host steps"), label);
    let place = checked.place(&keys::run::HOST_STEP);
    checked.problems.push(problem.also(place, "the host step"));
    false
}

/// What is recorded.
pub(super) fn record(checked: &mut Checked, run: &Run) -> Option<Record> {
    let series_every_h = checked.number(&keys::record::SERIES_EVERY)?;
    let checkpoint_every_h = checked.number(&keys::record::CHECKPOINTS)?;
    on_host_steps(checked, &keys::record::SERIES_EVERY, series_every_h, run.host_step_h);
    on_host_steps(checked, &keys::record::CHECKPOINTS, checkpoint_every_h, run.host_step_h);
    let frames_h = match checked.item(&keys::record::FRAMES)?.setting.clone() {
        Setting::Every(every) => {
            if !on_host_steps(checked, &keys::record::FRAMES, every, run.host_step_h) {
                return None;
            }
            let count = libm::floor(run.until_h / every + 1e-9);
            if count > FRAMES {
                let label =
                    format!("{} frames, at most {}", units::show(count), units::show(FRAMES));
                checked.problems.push(Problem::whole(
                    checked.blame(&keys::record::FRAMES),
                    "`record.frames` asks for too many frames",
                    label,
                ));
                return None;
            }
            (0..=count as u32).map(|n| f64::from(n) * every).collect()
        }
        Setting::List(time_points) => frame_list(checked, &time_points, run)?,
        _ => return None,
    };
    let Setting::Integers(replicates) = checked.item(&keys::record::REPLICATES)?.setting.clone()
    else {
        return None;
    };
    let mut kept: Vec<u32> = Vec::new();
    for replicate in replicates {
        if replicate >= u64::from(run.replicates) {
            let label = format!("replicates count from 0 to {}", run.replicates - 1);
            let problem = Problem::whole(
                checked.blame(&keys::record::REPLICATES),
                format!("there is no replicate {replicate} to record"),
                label,
            );
            let place = checked.place(&keys::run::REPLICATES);
            checked.problems.push(problem.also(place, "the number of replicates"));
        } else {
            kept.push(replicate as u32);
        }
    }
    kept.sort_unstable();
    kept.dedup();
    let columns = columns(checked);
    Some(Record { frames_h, series_every_h, columns, replicates: kept, checkpoint_every_h })
}

/// The columns that are chosen, each once; whether there are such columns: `simulation`.
fn columns(checked: &mut Checked) -> Option<Vec<String>> {
    let Setting::Texts(names) = checked.item(&keys::record::COLUMNS)?.setting.clone() else {
        return None;
    };
    for (n, name) in names.iter().enumerate() {
        if names[..n].contains(name) {
            let message = format!("{} stands twice in `record.columns`", quoted(name));
            let place = checked.blame(&keys::record::COLUMNS);
            checked.problems.push(Problem::value(place, message, "each column once"));
        }
    }
    Some(names)
}

fn frame_list(checked: &mut Checked, time_points: &[TimePoint], run: &Run) -> Option<Vec<f64>> {
    let mut times = Vec::new();
    for time_point in time_points {
        match time_point {
            TimePoint::At(time) if *time >= 0.0 && *time <= run.until_h => {
                if !on_host_steps(checked, &keys::record::FRAMES, *time, run.host_step_h) {
                    return None;
                }
                times.push(*time);
            }
            TimePoint::At(time) => {
                let message = format!("a frame at {} h is outside the run", units::show(*time));
                let problem = Problem::whole(
                    checked.blame(&keys::record::FRAMES),
                    message,
                    format!("the run lasts {} h", units::show(run.until_h)),
                );
                checked.problems.push(problem);
            }
            TimePoint::Relative(..) => {
                let problem = Problem::whole(
                    checked.blame(&keys::record::FRAMES),
                    "the time of a frame cannot be relative to a treatment",
                    "for example \"day 3\"",
                );
                checked.problems.push(problem);
            }
        }
    }
    times.sort_by(f64::total_cmp);
    times.dedup();
    Some(times)
}
