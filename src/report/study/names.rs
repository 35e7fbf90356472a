//! Words of a study's page: what measures are called, and their numbers as people write them.
//!
//! In: an [`Analysis`]. Out: names, cells and the headline. Times are in days here, in hours in the
//! dataset.

use crate::comparison::figures::readable;
use crate::comparison::{Analysis, Measure, Samples, TrialLevel};
use crate::plot::axis::significant;

use super::sheet::Cell;

/// What a measure is called.
pub(super) fn measure(of: &Measure) -> String {
    match (of.outcome.as_str(), of.what.as_str()) {
        ("response", "CR") => return "Complete responses (CR) at the end".to_owned(),
        ("response", "CR or PR") => {
            return "Complete or partial responses (CR or PR) at the end".to_owned();
        }
        ("best_response", what @ ("CR" | "CR or PR")) => return format!("Best response: {what}"),
        _ => {}
    }
    let name = of.title.clone().unwrap_or_else(|| capital(&readable(&of.outcome)));
    match (&of.samples, of.what.as_str()) {
        (Samples::Shares(_), "yes") | (Samples::Numbers(_) | Samples::Times(_), _) => name,
        (Samples::Shares(_), what) => format!("{name}: {what}"),
    }
}

/// What a median is of: an animal without a value (no recurrence, no response) is none of them.
const OF_VALUES: &str = "median of animals with a value";

/// Head of a column of its numbers.
pub(super) fn column(of: &Measure) -> String {
    match of.samples {
        Samples::Shares(_) => format!("{}, %", measure(of)),
        Samples::Numbers(_) if of.unit.is_empty() => format!("{}, {OF_VALUES}", measure(of)),
        Samples::Numbers(_) => format!("{}, {OF_VALUES}, {}", measure(of), of.read_in().0),
        Samples::Times(_) => {
            format!("{}, restricted mean and median of all animals followed, days", measure(of))
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().to_string() + letters.as_str())
}

/// A number of a measure, hours as days.
fn number(of: &Measure, value: f64) -> String {
    significant(of.read_in().1 * value, 4)
}

/// The number of an entry with its interval.
pub(super) fn cell(analysis: &Analysis, measure: usize, entry: usize) -> Cell {
    let of = &analysis.measures[measure];
    if let Some(f) = analysis.fraction(measure, entry) {
        let [value, low, high] = [f.wilson.value, f.wilson.low, f.wilson.high]
            .map(|share| format!("{:.0}", 100.0 * share));
        return Cell::number(
            &format!("{value} ({low} to {high}); {} of {}", f.share.events, f.share.trials),
            f.wilson.value,
        );
    }
    let Some(middle) = analysis.middle(measure, entry).filter(|middle| middle.present > 0) else {
        return Cell::none();
    };
    let (value, low, high) = middle.median;
    let shown =
        |value: Option<f64>| value.map_or("not reached".to_owned(), |value| number(of, value));
    let bounds = if low.is_none() && high.is_none() {
        String::new()
    } else {
        format!(" ({} to {})", shown(low), shown(high))
    };
    let counted = match middle.events {
        Some(events) => format!("; {events} of {} had the event", middle.present),
        None => format!("; {} of {} have a value", middle.present, of.animals[entry]),
    };
    match middle.restricted_mean {
        Some(mean) => Cell::number(
            &format!("{}; median {}{bounds}{counted}", number(of, mean), shown(value)),
            mean,
        ),
        None => value.map_or(Cell::none(), |median| {
            Cell::number(&format!("{}{bounds}{counted}", shown(value)), median)
        }),
    }
}

/// Arm and values of an entry.
pub(super) fn place(analysis: &Analysis, entry: usize) -> Vec<Cell> {
    let of = &analysis.trial.entries[entry];
    let level = |level: &TrialLevel| match level {
        TrialLevel::Number(number) => Cell::number(&level.shown(), *number),
        TrialLevel::Text(text) => Cell::text(text),
    };
    std::iter::once(Cell::text(&analysis.trial.arms[of.arm]))
        .chain(of.levels.iter().map(level))
        .collect()
}

/// The first measure from its lowest to its highest entry, in a sentence.
pub(super) fn headline(analysis: &Analysis) -> String {
    let Some(of) = analysis.measures.first() else { return "No outcome to compare.".to_owned() };
    let values: Vec<(usize, f64)> = (0..analysis.trial.entries.len())
        .filter_map(|entry| Some((entry, of.value(entry)?)))
        .collect();
    let lowest = values.iter().copied().reduce(|best, one| if one.1 < best.1 { one } else { best });
    let highest =
        values.iter().copied().reduce(|best, one| if one.1 > best.1 { one } else { best });
    let (Some(low), Some(high)) = (lowest, highest) else {
        return format!("{}: no animal with a value yet.", measure(of));
    };
    let said = |(entry, value): (usize, f64)| match analysis.fraction(0, entry) {
        Some(f) => format!("{} of {}", f.share.events, f.share.trials),
        None => format!("{}{}", number(of, value), if of.unit == "h" { " days" } else { "" }),
    };
    let what = match of.samples {
        Samples::Shares(_) => measure(of),
        Samples::Numbers(_) => format!("{}, {OF_VALUES}", measure(of)),
        Samples::Times(_) => format!("{}, restricted mean", measure(of)),
    };
    if low.1 == high.1 {
        let animals = |entry: usize| analysis.fraction(0, entry).map(|f| f.share.trials);
        let all = values.len() == analysis.trial.entries.len()
            && values.iter().all(|(entry, _)| animals(*entry) == animals(low.0));
        return match analysis.fraction(0, low.0) {
            _ if values.len() == 1 => format!("{what}: {}", said(low)),
            _ if all => format!("{what}: {} at every point", said(low)),
            Some(f) => format!(
                "{what}: {:.0} % at all {} points with a result",
                100.0 * f.share.events as f64 / f.share.trials.max(1) as f64,
                values.len()
            ),
            None => format!("{what}: {} at all {} points with a result", said(low), values.len()),
        };
    }
    format!(
        "{what}: from {} ({}) to {} ({})",
        said(low),
        whose(analysis, &values, low),
        said(high),
        whose(analysis, &values, high)
    )
}

/// Which entry, or which arm where all its entries have the same value.
fn whose(analysis: &Analysis, values: &[(usize, f64)], (entry, value): (usize, f64)) -> String {
    let trial = &analysis.trial;
    let arm = trial.entries[entry].arm;
    let mut mine = values.iter().filter(|(other, _)| trial.entries[*other].arm == arm);
    if trial.arms.len() > 1 && mine.all(|(_, other)| *other == value) {
        trial.arms[arm].clone()
    } else {
        trial.name(entry)
    }
}
