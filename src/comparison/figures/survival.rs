//! Kaplan-Meier curves of a measure.

use super::figure::{Figure, FigureKind, figure, title};
use crate::comparison::together::{CurvesTogether, charts};
use crate::comparison::words::equals;
use crate::comparison::{Analysis, Samples};
use crate::plot::Width;
use crate::plot::axis::significant;
use crate::plot::survival::{Survival, survival};
use crate::statistics::kaplan_meier::{Followed, KaplanMeier};
use crate::statistics::log_rank::log_rank;

/// All charts of a measure; none where it has no times, or too many charts (a note says so).
pub(super) fn figures(analysis: &Analysis, measure: usize) -> Vec<Figure> {
    let Samples::Times(samples) = &analysis.measures[measure].samples else { return Vec::new() };
    let entries: Vec<usize> = (0..samples.len()).filter(|&n| !samples[n].is_empty()).collect();
    let charts = charts(&analysis.trial, &entries).unwrap_or_default();
    charts.into_iter().map(|chart| one(analysis, measure, samples, chart)).collect()
}

fn one(
    analysis: &Analysis,
    measure: usize,
    samples: &[Vec<Followed>],
    chart: CurvesTogether,
) -> Figure {
    let (trial, of) = (&analysis.trial, &analysis.measures[measure]);
    let groups: Vec<Vec<Followed>> = chart
        .curves
        .iter()
        .map(|(_, entries)| entries.iter().flat_map(|&n| samples[n].iter().copied()).collect())
        .collect();
    let curves: Vec<(String, KaplanMeier)> = chart
        .curves
        .iter()
        .zip(&groups)
        .map(|((name, _), group)| (name.clone(), KaplanMeier::of(group)))
        .collect();
    let note = if chart.pooled && trial.same_animals {
        "the animals of all points with a value; the same ones at each, so not tested".to_string()
    } else {
        tested(&groups)
    };
    let label = if of.outcome.starts_with("survival") { "surviving" } else { "without an event" };
    let mut words = vec![of.outcome.as_str(), "kaplan-meier"];
    words.extend(chart.arm.filter(|_| trial.arms.len() > 1).map(|arm| trial.arms[arm].as_str()));
    words.extend(chart.at.iter().map(String::as_str));
    let mut title = title(analysis, measure, chart.arm);
    if !chart.at.is_empty() {
        title += &format!(", {}", chart.at.join(", "));
    }
    let drawing = Survival { title, y_label: label.to_string(), groups: curves.clone(), note };
    let drawing = survival(&drawing, Width::Single);
    let found = figure(FigureKind::Survival, (measure, chart.arm), &words, drawing);
    Figure { at: chart.at, curves, ..found }
}

/// The log-rank test of groups.
fn tested(groups: &[Vec<Followed>]) -> String {
    let groups: Vec<&[Followed]> = groups.iter().map(Vec::as_slice).collect();
    match log_rank(&groups) {
        Ok(test) => format!(
            "log-rank test: chi-square {}, df {}, p {}",
            significant(test.chi_square, 3),
            test.degrees,
            equals(test.p)
        ),
        Err(_) => "log-rank: nothing to test".to_string(),
    }
}
