//! The times of a treatment: time points resolved and repeated, in h.

use std::collections::BTreeMap;

use super::super::check::Checked;
use super::super::types::{Run, lies_before};
use crate::input::problem::{Place, Problem, quoted};
use crate::input::units;
use crate::input::value::{Setting, TimePoint, nearest};
use crate::keys::{self, DOSES_OF_ONE, WordAt};

/// A time point as a time; problems are noted. `trail` holds the treatments whose start is being
/// asked for.
pub(super) fn resolve(
    checked: &mut Checked,
    time_point: &TimePoint,
    place: Place,
    trail: &mut Vec<usize>,
) -> Option<f64> {
    let (span, event) = match time_point {
        TimePoint::At(time) => return Some(*time),
        TimePoint::Relative(span, event) => (*span, event.clone()),
    };
    if event == "inoculation" {
        return Some(span);
    }
    let found = called(checked, &event);
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
        for n in 0..checked.count("treatment") {
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
    if let Some(start) = checked.starts.get(&target) {
        return Some(start + span);
    }
    let path = keys::treatment::START.at(target);
    let starts = starts(checked, target)?;
    trail.push(target);
    let before = checked.problems.len();
    let place = checked.blame(&path);
    let start = starts
        .iter()
        .map(|start| resolve(checked, start, place, trail))
        .try_fold(f64::INFINITY, |first, start| start.map(|start| first.min(start)));
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
    checked.starts.insert(target, start?);
    Some(start? + span)
}

/// The time points of a treatment's `start`: one, or those of a list.
fn starts(checked: &Checked, n: usize) -> Option<Vec<TimePoint>> {
    match &checked.item(keys::treatment::START.at(n))?.setting {
        Setting::TimePoint(start) => Some(vec![start.clone()]),
        Setting::List(starts) => Some(starts.clone()),
        _ => None,
    }
}

/// The treatments that an event names: by their names, else by their drugs.
fn called(checked: &mut Checked, event: &str) -> Vec<usize> {
    if checked.called.is_none() {
        let by = |key: &'static WordAt| {
            let mut treatments: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for n in 0..checked.count("treatment") {
                if let Some(word) = checked.text(key.at(n)) {
                    treatments.entry(word.to_string()).or_default().push(n);
                }
            }
            treatments
        };
        checked.called = Some([by(&keys::treatment::NAME), by(&keys::treatment::DRUG)]);
    }
    checked.called.iter().flatten().find_map(|by| by.get(event)).cloned().unwrap_or_default()
}

/// The times of a treatment.
pub(super) fn times(checked: &mut Checked, n: usize, run: &Run) -> Option<Vec<f64>> {
    let place = checked.blame(keys::treatment::START.at(n));
    let mut firsts = starts(checked, n)?
        .iter()
        .map(|start| resolve(checked, start, place, &mut vec![n]))
        .collect::<Option<Vec<f64>>>()?;
    firsts.sort_by(f64::total_cmp);
    let first = *firsts.first()?;
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
    let last_allowed = last_allowed(checked, n, first)?;
    if matches!(checked.item(keys::treatment::START.at(n))?.setting, Setting::List(_)) {
        return listed(checked, n, firsts, last_allowed, run);
    }
    repeated(checked, n, first, last_allowed, run)
}

/// `until` of a treatment that begins at `first`.
fn last_allowed(checked: &mut Checked, n: usize, first: f64) -> Option<Option<f64>> {
    let path = keys::treatment::UNTIL.at(n);
    let Some(Setting::TimePoint(until)) = checked.item(&path).map(|item| item.setting.clone())
    else {
        return Some(None);
    };
    let place = checked.blame(&path);
    let until = resolve(checked, &until, place, &mut vec![n])?;
    if until < first {
        let start = checked.place(keys::treatment::START.at(n));
        let problem = Problem::whole(
            place,
            format!("treatment {n} ends before it begins"),
            format!("{} h", units::show(until)),
        );
        checked
            .problems
            .push(problem.also(start, format!("it begins at {} h", units::show(first))));
        return None;
    }
    Some(Some(until))
}

/// The times of a list, in order: each is a time of its own, and nothing repeats them.
fn listed(
    checked: &mut Checked,
    n: usize,
    mut times: Vec<f64>,
    last_allowed: Option<f64>,
    run: &Run,
) -> Option<Vec<f64>> {
    let path = keys::treatment::START.at(n);
    let place = checked.blame(&path);
    let before = checked.problems.len();
    for key in [
        keys::treatment::EVERY.at(n).to_string(),
        keys::treatment::TIMES.at(n).to_string(),
        keys::treatment::DAYS_ON.at(n).to_string(),
        keys::treatment::DAYS_OFF.at(n).to_string(),
    ] {
        let Some(own) = checked.place(&key) else { continue };
        let problem = Problem::whole(
            own,
            format!("`{key}` does nothing where `start` is a list"),
            "the list has every time",
        );
        let help = "give one time as `start`, or leave this out";
        checked.problems.push(problem.also(Some(place), "the list").help(help));
    }
    let shortest = checked.number(keys::treatment::DURATION.at(n)).unwrap_or(0.0);
    for (earlier, later) in times.iter().zip(times.iter().skip(1)) {
        let (message, label) = if !lies_before(*earlier, *later) {
            (format!("treatment {n} is given twice at one time"), "")
        } else if later - earlier < shortest - 1e-6 {
            (format!("the infusions of treatment {n} overlap"), " before one is over")
        } else {
            continue;
        };
        let label = format!("again at {} h{label}", units::show(*later));
        checked.problems.push(Problem::whole(place, message, label));
        break;
    }
    let once = checked.text(keys::treatment::DRUG.at(n)) == Some("surgery");
    let most = if once { 1.0 } else { DOSES_OF_ONE };
    if times.len() as f64 > most {
        let message = if once {
            "an operation happens once".to_string()
        } else {
            format!("treatment {n} has too many doses")
        };
        let label = format!("{} times, at most {}", times.len(), units::show(most));
        checked.problems.push(Problem::whole(place, message, label));
    }
    if checked.problems.len() > before {
        return None;
    }
    times.retain(|time| last_allowed.is_none_or(|until| !lies_before(until, *time)));
    late(checked, n, times, run)
}

/// The times of a series: a dose, or one every so often.
fn repeated(
    checked: &mut Checked,
    n: usize,
    first: f64,
    last_allowed: Option<f64>,
    run: &Run,
) -> Option<Vec<f64>> {
    let (times, until) =
        (keys::treatment::TIMES.at(n).to_string(), keys::treatment::UNTIL.at(n).to_string());
    let (every, count) = (
        checked.number(keys::treatment::EVERY.at(n)),
        checked.integer(keys::treatment::TIMES.at(n)),
    );
    if let (None, Some(extra)) =
        (every, if count.is_some() { Some(times) } else { last_allowed.map(|_| until) })
        && count.is_none_or(|count| count > 1)
        && !checked.has_failed(keys::treatment::EVERY.at(n))
    {
        let problem = Problem::whole(
            checked.blame(&extra),
            format!("`{extra}` does nothing without `every`"),
            "one dose only",
        );
        checked.problems.push(problem.help("write for example every = \"24 h\""));
    }
    let days = week(checked, n, every)?;
    let Some(every) = every else { return late(checked, n, vec![first], run) };
    let series = Series { first, every, count, last_allowed, days };
    let doses = series.doses(run);
    if doses > DOSES_OF_ONE {
        let most = units::show(DOSES_OF_ONE);
        let label = format!("{} doses, at most {most}", units::show(doses));
        checked.problems.push(Problem::whole(
            checked.blame(keys::treatment::EVERY.at(n)),
            format!("treatment {n} has too many doses"),
            label,
        ));
        return None;
    }
    late(checked, n, series.times(run), run)
}

/// Days with doses and days without, where both are said; a problem where one is, or there is no
/// interval.
fn week(checked: &mut Checked, n: usize, every: Option<f64>) -> Option<Option<(f64, f64)>> {
    let (on, off) = (keys::treatment::DAYS_ON.at(n), keys::treatment::DAYS_OFF.at(n));
    let days = (checked.integer(&on), checked.integer(&off));
    let (key, lacks) = match days {
        (None, None) => return Some(None),
        (Some(on), Some(off)) if every.is_some() => return Some(Some((on as f64, off as f64))),
        (Some(_), Some(_)) => (on.to_string(), "every"),
        (Some(_), None) => (on.to_string(), "days_off"),
        (None, Some(_)) => (off.to_string(), "days_on"),
    };
    if !checked.has_failed(format!("treatment.{n}.{lacks}")) {
        let problem = Problem::whole(
            checked.blame(&key),
            format!("`{key}` does nothing without `{lacks}`"),
            "one of two",
        );
        let help = "write for example every = \"24 h\", days_on = 5, days_off = 2";
        checked.problems.push(problem.help(help));
    }
    None
}

/// Most turns of a series with days off, those on days off counted too.
const TURNS: f64 = 4_000_000.0;

/// Repeated doses.
struct Series {
    /// The first, h.
    first: f64,
    /// Interval, h.
    every: f64,
    /// How many, where that is said.
    count: Option<u64>,
    /// No dose after this time, h.
    last_allowed: Option<f64>,
    /// Days with doses, then days without, in turn.
    days: Option<(f64, f64)>,
}

impl Series {
    /// Number of doses up to a time, that time included.
    fn by(&self, end_h: f64) -> f64 {
        libm::floor((end_h - self.first) / self.every + 1e-9) + 1.0
    }

    /// Number of doses before the run's end; the first is always one.
    fn in_run(&self, run: &Run) -> f64 {
        let by_end = self.by(run.until_h);
        let last_h = self.first + (by_end - 1.0) * self.every;
        if lies_before(last_h, run.until_h) { by_end } else { by_end - 1.0 }.max(1.0)
    }

    /// The doses.
    fn times(&self, run: &Run) -> Vec<f64> {
        let most = self.count.map_or(usize::MAX, |count| count as usize);
        let turns = match (self.days, self.count, self.last_allowed) {
            (Some(_), Some(_), Some(until_h)) => self.by(until_h),
            (Some(_), Some(_), None) => TURNS,
            _ => self.doses(run),
        };
        let given = |after_h: &f64| match self.days {
            None => true,
            Some((on, off)) => (after_h + 1e-6) % ((on + off) * 24.0) < on * 24.0,
        };
        let after_h = (0..turns as u32).map(|turn| f64::from(turn) * self.every);
        after_h.filter(given).take(most).map(|after_h| self.first + after_h).collect()
    }

    /// Number of doses, of those on days off too. A series that is not counted ends before the run does: it has none at the
    /// run's end, even where its own last time is the same.
    fn doses(&self, run: &Run) -> f64 {
        let counted = self.count.map_or(f64::INFINITY, |count| count as f64);
        match (self.count, self.last_allowed) {
            (Some(_), Some(until_h)) => counted.min(self.by(until_h)),
            (Some(_), None) => counted,
            (None, Some(until_h)) if lies_before(run.until_h, until_h) => self.by(until_h),
            (None, Some(until_h)) => self.by(until_h).min(self.in_run(run)),
            (None, None) => self.in_run(run),
        }
    }
}

/// Refuses times at the file's own end and after it.
fn late(checked: &mut Checked, n: usize, times: Vec<f64>, run: &Run) -> Option<Vec<f64>> {
    let last = *times.last()?;
    if lies_before(last, run.until_h) || checked.text(&keys::run::LATE_DOSES) == Some("ignore") {
        return Some(times);
    }
    let missed = times.iter().filter(|time| !lies_before(**time, run.until_h)).count();
    let message = format!("the run ends before treatment {n} does");
    let label = format!("ends on day {}", units::show(run.until_h / 24.0));
    let (every, start) = (keys::treatment::EVERY.at(n), keys::treatment::START.at(n));
    let blame = if times.len() > 1 { every.as_ref() } else { start.as_ref() };
    let also = match missed {
        1 => format!("its last dose is due on day {}", units::show(last / 24.0)),
        _ => format!(
            "{missed} doses are due by then or later, the last on day {}",
            units::show(last / 24.0)
        ),
    };
    let problem = Problem::whole(checked.blame(&keys::run::UNTIL), message, label);
    let place = checked.place(blame).or_else(|| checked.place(&start));
    checked.problems.push(
        problem
            .also(place, also)
            .help("only what is due before the end is given: what falls on `until` is not")
            .help("let it end later, plan fewer doses, or set late_doses = \"ignore\" under [run]"),
    );
    None
}
