//! An analysis in words: a short table for a terminal, and `statistics.json`.
//!
//! In: an [`Analysis`]. Out: plain text of at most some forty lines, and JSON that says what every
//! table holds, by which methods, and what was not computed.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::tables::{ComparisonTable, tables};
use super::{Analysis, Comparison, Measure, Samples};
use crate::plot::axis::significant;
use crate::table::Definition;

/// Version of `statistics.json` and of the tables.
pub(crate) const VERSION: u32 = 1;
/// Most lines of a part of the summary.
const LINES: usize = 24;

/// `0.003`, or `< 0.001`.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_string() } else { format!("{p:.3}") }
}

/// `= 0.003`, or `< 0.001`.
pub(crate) fn equals(p: f64) -> String {
    if p < 0.001 { p_value(p) } else { format!("= {}", p_value(p)) }
}

/// A share or number of an entry with its interval, as people write it; times in days.
pub(crate) fn shown(analysis: &Analysis, measure: usize, entry: usize) -> Option<String> {
    if let Some(f) = analysis.fraction(measure, entry) {
        let (low, high) = (100.0 * f.wilson.low, 100.0 * f.wilson.high);
        return Some(format!(
            "{}/{} = {:.0} % ({low:.0} to {high:.0})",
            f.share.events,
            f.share.trials,
            100.0 * f.share.fraction()
        ));
    }
    let middle = analysis.middle(measure, entry)?;
    let of = &analysis.measures[measure];
    let (unit, factor) = of.read_in();
    let number = |value: Option<f64>| {
        value.map_or("not reached".to_string(), |value| significant(factor * value, 4))
    };
    let (value, low, high) = middle.median;
    let bounds = match (low, high) {
        (None, None) => String::new(),
        (low, high) => format!(" ({} to {})", number(low), number(high)),
    };
    let after =
        if of.unit.is_empty() || value.is_none() { String::new() } else { format!(" {unit}") };
    let events = middle.events.map_or(String::new(), |events| format!(", {events} events"));
    let mean = middle
        .restricted_mean
        .map_or(String::new(), |mean| format!("; restricted mean {} {unit}", number(Some(mean))));
    Some(format!(
        "median {}{bounds}{after}; {} of {} animals{events}{mean}",
        number(value),
        middle.present,
        of.animals[entry]
    ))
}

/// Effect and p of a comparison.
pub(crate) fn effect(comparison: &Comparison, of: &Measure) -> String {
    let Some(effect) = comparison.effect else { return "not tested".to_string() };
    let percent = matches!(of.samples, Samples::Shares(_));
    let number = |value: f64| {
        if percent {
            format!("{:+.0} %", 100.0 * value).replace('-', "\u{2212}")
        } else {
            significant(value, 3)
        }
    };
    let bounds = effect
        .interval
        .map_or(String::new(), |(low, high)| format!(" ({} to {})", number(low), number(high)));
    let p = comparison.p_holm.map_or(String::new(), |p| format!(", p {}", equals(p)));
    format!("{}{bounds}{p}", number(effect.value))
}

/// The summary for a terminal.
pub(crate) fn summary(analysis: &Analysis) -> String {
    let mut text = String::new();
    let trial = &analysis.trial;
    for (measure, of) in analysis.measures.iter().enumerate() {
        let _ = writeln!(text, "{}", of.name());
        let lines: Vec<(String, String)> = (0..trial.entries.len())
            .filter_map(|entry| Some((trial.name(entry), shown(analysis, measure, entry)?)))
            .collect();
        listed(&mut text, &lines, "pairs of arm and point");
        let compared = analysis
            .comparisons
            .iter()
            .filter(|comparison| comparison.measure == measure && comparison.p.is_some());
        let compared: Vec<(String, String)> = compared
            .map(|c| {
                (
                    format!("{} against {}", trial.name(c.entry), trial.name(c.reference)),
                    format!("{} {}", c.effect_name, effect(c, of)),
                )
            })
            .collect();
        listed(&mut text, &compared, "comparisons");
        listed(&mut text, &fits(analysis, measure), "fits");
        let sensitivities =
            analysis.sensitivities.iter().filter(|index| index.measure == measure).map(|index| {
                let arm = if trial.arms.len() > 1 {
                    format!(", {}", trial.arms[index.arm])
                } else {
                    String::new()
                };
                let read = index.read(of);
                let bounds = read.interval.map_or(String::new(), |(low, high)| {
                    format!(" ({} to {})", significant(low, 2), significant(high, 2))
                });
                (
                    format!("{} of {}{arm}", index.index, trial.keys[index.key].name),
                    format!("{}{}{bounds}", significant(read.value, 3), read.unit),
                )
            });
        listed(&mut text, &sensitivities.collect::<Vec<_>>(), "sensitivities");
    }
    let left: Vec<(String, String)> = (0..trial.entries.len())
        .map(|entry| (entry, trial.left(0, Some(entry))))
        .filter(|(_, (left, _))| *left > 0)
        .map(|(entry, (left, all))| (trial.name(entry), format!("{left} of {all}")))
        .collect();
    if !left.is_empty() {
        text.push_str("left the site: what followed is unknown (run.left_site)\n");
        listed(&mut text, &left, "pairs of arm and point");
    }
    if !analysis.comparisons.is_empty() {
        text.push_str("p values after Holm; intervals at 95 %\n");
    }
    text
}

/// The Hill fits of a measure: which, and what they say.
pub(crate) fn fits(analysis: &Analysis, measure: usize) -> Vec<(String, String)> {
    listed_fits(analysis.fits.iter().filter(|fit| fit.measure == measure), analysis)
}

/// The Hill fits of a measure that its chart draws.
pub(crate) fn drawn_fits(analysis: &Analysis, measure: usize) -> Vec<(String, String)> {
    listed_fits(
        analysis.fits.iter().filter(|fit| fit.measure == measure && fit.describes()),
        analysis,
    )
}

fn listed_fits<'a>(
    fits: impl Iterator<Item = &'a super::Fit>,
    analysis: &Analysis,
) -> Vec<(String, String)> {
    let fit = |fit: &super::Fit| {
        let number = |parameter: crate::statistics::hill::Parameter| match (
            parameter.standard_error,
            parameter.at_bound,
        ) {
            (Some(error), _) => {
                format!("{} ± {}", significant(parameter.value, 3), significant(error, 2))
            }
            (None, true) => format!("{} (at its bound)", significant(parameter.value, 3)),
            (None, false) => significant(parameter.value, 3),
        };
        let far = if fit.curve.extrapolated { ", outside the doses tried" } else { "" };
        let (half, slope, explained) =
            (number(fit.curve.half_dose), number(fit.curve.slope), 100.0 * fit.curve.r_squared);
        let text = format!(
            "half dose {half}{far}; slope {slope}; explains {explained:.0} % of the variance"
        );
        (format!("Hill fit, {}", analysis.trial.arms[fit.arm]), text)
    };
    fits.map(fit).collect()
}

/// Methods: what, and after whom.
pub(crate) const METHODS: [(&str, &str); 9] = [
    ("fraction", "Wilson (1927); exact: Clopper and Pearson (1934)"),
    (
        "median",
        "order statistics, binomial; of survival: Kaplan and Meier (1958), Brookmeyer and Crowley \
         (1982)",
    ),
    (
        "shares compared",
        "Fisher's exact test, two-sided; risk difference: Newcombe (1998); odds ratio: Woolf \
         (1955)",
    ),
    ("numbers compared", "Mann and Whitney (1947), two-sided"),
    ("times compared", "log-rank: Mantel (1966); hazard ratio: Peto's one-step estimate"),
    ("multiplicity", "all comparisons of one measure: Holm (1979), Benjamini and Hochberg (1995)"),
    (
        "samples",
        "taken for independent; of the same animals in two arms also in pairs: sign test, of \
         shares McNemar's (1947)",
    ),
    ("dose-response", "Hill (1910), least squares; shares weighted by animals"),
    (
        "sensitivity",
        "PRCC; Saltelli and others (2010) and Jansen (1999) for Saltelli designs; Morris (1991), \
         Campolongo and others (2007) for Morris designs",
    ),
];

/// Lines in two columns; of many the first ones.
fn listed(text: &mut String, lines: &[(String, String)], what: &str) {
    let width = lines.iter().take(LINES).map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in lines.iter().take(LINES) {
        let _ = writeln!(text, "  {name:width$}  {value}");
    }
    if lines.len() > LINES {
        let _ = writeln!(text, "  ... {} more {what} in the tables", lines.len() - LINES);
    }
}

/// `statistics.json`.
pub(crate) fn json(analysis: &Analysis, level: f64, figures: &[String]) -> Vec<u8> {
    let trial = &analysis.trial;
    let measure = |of: &Measure| {
        let kind = match of.samples {
            Samples::Shares(_) => "share",
            Samples::Numbers(_) => "number",
            Samples::Times(_) => "time to an event",
        };
        json!({ "outcome": of.outcome, "measure": of.what, "kind": kind, "unit": of.unit, "followed_to_h": of.followed_to_h })
    };
    let whole = json!({
        "program": "il2sim statistics",
        "version": VERSION,
        "title": trial.title,
        "design": trial.design,
        "arms": trial.arms,
        "control": trial.arms[trial.control],
        "same_animals_in_all_arms": trial.same_animals,
        "level": level,
        "digits": 9,
        "measures": analysis.measures.iter().map(measure).collect::<Vec<_>>(),
        "methods": METHODS.iter().map(|(what, method)| (what.to_string(), Value::from(*method)))
            .collect::<serde_json::Map<_, _>>(),
        "tables": tables(analysis).iter().map(table).collect::<Vec<_>>(),
        "figures": figures,
        "not_computed": analysis.notes,
    });
    let mut bytes = serde_json::to_vec_pretty(&whole).expect("words and numbers have a JSON form");
    bytes.push(b'\n');
    bytes
}

fn table(table: &ComparisonTable) -> Value {
    let column = |of: &Definition| {
        json!({
            "name": of.column.name,
            "type": of.column.kind.type_name(),
            "unit": of.unit,
            "meaning": of.meaning,
        })
    };
    json!({
        "file": format!("{}.parquet", table.name),
        "rows": table.rows.len(),
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
    })
}
