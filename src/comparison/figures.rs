//! An analysis in pictures.
//!
//! In: an [`Analysis`]. Out: names of files and drawings. A grid of two keys: a heat map of each
//! measure and arm. One key with numbers: curves of all arms, with their Hill fits where those
//! describe them. No key, or one with words: shares as a forest. Times: Kaplan-Meier curves (`survival`).
//! Comparisons: a forest of effects, where there are few. Sensitivities: a forest of
//! indices.

mod figure;
mod survival;

use std::collections::BTreeSet;

use super::words::{effect, shown};
use super::{Analysis, Fraction, Middle, Samples, TrialLevel};
use crate::plot::Width;
use crate::plot::axis::significant;
use crate::plot::curves::{CurveChart, CurveGroup, PointEstimate, curves};
use crate::plot::forest::{Forest, ForestLine, forest};
use crate::plot::heat_map::{HeatMap, heat_map};
use figure::{figure, title};

pub(crate) use figure::{Figure, FigureKind, readable};

/// Most lines of a forest.
const LINES: usize = 40;
/// Most columns or rows of a heat map.
const CELLS: usize = 40;
/// Most points of a chart of curves.
const POINTS: usize = 400;

/// All pictures of an analysis.
pub(crate) fn figures(analysis: &Analysis) -> Vec<Figure> {
    let mut found = Vec::new();
    for measure in 0..analysis.measures.len() {
        found.extend(over_keys(analysis, measure));
        found.extend(survival::figures(analysis, measure));
        found.extend(effects(analysis, measure));
        found.extend(sensitivities(analysis, measure));
    }
    let mut taken = BTreeSet::new();
    for figure in &mut found {
        let (name, mut number) = (figure.name.clone(), 1);
        while !taken.insert(figure.name.clone()) {
            number += 1;
            figure.name = format!("{name}-{number}");
        }
    }
    found
}

/// Value and interval of a measure in an entry, times in days.
fn estimate(
    analysis: &Analysis,
    measure: usize,
    entry: usize,
) -> Option<(f64, Option<(f64, f64)>)> {
    if let Some(Fraction { wilson, .. }) = analysis.fraction(measure, entry) {
        return Some((wilson.value, Some((wilson.low, wilson.high))));
    }
    let Middle { median, restricted_mean, .. } = analysis.middle(measure, entry)?;
    let (_, factor) = analysis.measures[measure].read_in();
    match restricted_mean {
        Some(mean) => Some((factor * mean, None)),
        None => Some((
            factor * median.0?,
            median.1.zip(median.2).map(|(low, high)| (factor * low, factor * high)),
        )),
    }
}

/// What a mark of an entry tells: its name and its numbers.
fn told(analysis: &Analysis, measure: usize, entry: usize) -> String {
    let numbers =
        shown(analysis, measure, entry).unwrap_or_else(|| "no animal with a value".to_string());
    format!("{}: {numbers}", analysis.trial.name(entry))
}

/// What an axis with a measure's numbers says.
fn quantity(analysis: &Analysis, measure: usize) -> String {
    let of = &analysis.measures[measure];
    let unit = if of.unit.is_empty() { String::new() } else { format!(" ({})", of.read_in().0) };
    match of.samples {
        Samples::Shares(_) => readable(&of.name()),
        Samples::Numbers(_) => format!("median {}{unit}", readable(&of.outcome)),
        Samples::Times(_) => format!("restricted mean {}{unit}", readable(&of.outcome)),
    }
}

fn over_keys(analysis: &Analysis, measure: usize) -> Vec<Figure> {
    let trial = &analysis.trial;
    match trial.keys.as_slice() {
        [_, _] if trial.design == "grid" => {
            (0..trial.arms.len()).filter_map(|arm| map(analysis, measure, arm)).collect()
        }
        [key] if key.unit.is_some() && trial.entries.len() <= POINTS => {
            vec![sweep(analysis, measure)]
        }
        [] | [_] if trial.entries.len() <= LINES => lines(analysis, measure).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Values of a key in an arm, each once, in order: numbers by size, words as they came.
pub(crate) fn levels(analysis: &Analysis, arm: usize, key: usize) -> Vec<TrialLevel> {
    let mut levels: Vec<TrialLevel> = Vec::new();
    for entry in analysis.trial.of_arm(arm) {
        let level = &analysis.trial.entries[entry].levels[key];
        if !levels.contains(level) {
            levels.push(level.clone());
        }
    }
    if levels.iter().all(|level| level.number().is_some()) {
        levels.sort_by(|a, b| a.number().unwrap_or(0.0).total_cmp(&b.number().unwrap_or(0.0)));
    }
    levels
}

/// The first key's values are rows, the second key's columns.
fn map(analysis: &Analysis, measure: usize, arm: usize) -> Option<Figure> {
    let trial = &analysis.trial;
    let (rows, columns) = (levels(analysis, arm, 0), levels(analysis, arm, 1));
    if rows.len() > CELLS || columns.len() > CELLS {
        return None;
    }
    let mine: Vec<usize> = trial.of_arm(arm).collect();
    let entry = |row: &TrialLevel, column: &TrialLevel| {
        mine.iter().copied().find(|&entry| matches!(trial.entries[entry].levels.as_slice(), [first, second] if first == row && second == column))
    };
    let cell = |row: &TrialLevel, column: &TrialLevel| {
        estimate(analysis, measure, entry(row, column)?).map(|(value, _)| value)
    };
    let told = |row: &TrialLevel, column: &TrialLevel| {
        entry(row, column).map_or(String::new(), |entry| told(analysis, measure, entry))
    };
    let animals: Vec<u64> =
        mine.iter().map(|&entry| analysis.measures[measure].animals[entry]).collect();
    let (fewest, most) = (animals.iter().min()?, animals.iter().max()?);
    let share = matches!(analysis.measures[measure].samples, Samples::Shares(_));
    let map = HeatMap {
        title: title(analysis, measure, Some(arm)),
        x_label: trial.keys[1].label(),
        columns: columns.iter().map(TrialLevel::shown).collect(),
        y_label: trial.keys[0].label(),
        rows: rows.iter().map(TrialLevel::shown).collect(),
        cells: rows
            .iter()
            .map(|row| columns.iter().map(|column| cell(row, column)).collect())
            .collect(),
        told: rows
            .iter()
            .map(|row| columns.iter().map(|column| told(row, column)).collect())
            .collect(),
        value_label: if share {
            format!("{} (%)", quantity(analysis, measure))
        } else {
            quantity(analysis, measure)
        },
        share,
        note: if fewest == most {
            format!("{most} animals a cell")
        } else {
            format!("{fewest} to {most} animals a cell")
        },
    };
    let width = if columns.len() > 10 { Width::Double } else { Width::Single };
    let of = &analysis.measures[measure];
    Some(figure(
        FigureKind::Map,
        (measure, Some(arm)),
        &[&of.outcome, &of.what, "map", &trial.arms[arm]],
        heat_map(&map, width),
    ))
}

fn sweep(analysis: &Analysis, measure: usize) -> Figure {
    let trial = &analysis.trial;
    let of = &analysis.measures[measure];
    let (_, factor) = of.read_in();
    let group = |arm: usize| {
        let point = |entry: usize| {
            let (y, interval) = estimate(analysis, measure, entry)?;
            Some(PointEstimate {
                x: trial.entries[entry].levels[0].number()?,
                y,
                interval,
                told: told(analysis, measure, entry),
            })
        };
        let mut points: Vec<PointEstimate> = trial.of_arm(arm).filter_map(point).collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        let fit = analysis
            .fits
            .iter()
            .find(|fit| (fit.measure, fit.arm) == (measure, arm) && fit.describes());
        let positive = points.iter().map(|point| point.x).filter(|x| *x > 0.0);
        let (low, high) =
            (positive.clone().fold(f64::INFINITY, f64::min), positive.fold(0.0, f64::max));
        let at = |i: u32| low * libm::pow(high / low, f64::from(i) / 100.0);
        let fit = fit.filter(|_| high > low).map_or(Vec::new(), |fit| {
            (0..=100).map(at).map(|x| (x, factor * fit.curve.at(x))).collect()
        });
        CurveGroup { name: trial.arms[arm].clone(), points, fit }
    };
    let groups: Vec<CurveGroup> = (0..trial.arms.len()).map(group).collect();
    let share = matches!(of.samples, Samples::Shares(_));
    let bars = match of.samples {
        Samples::Shares(_) => "Bars: 95 % Wilson intervals",
        Samples::Numbers(_) => "Bars: exact 95 % intervals of the median",
        Samples::Times(_) => "Area under the Kaplan-Meier curve",
    };
    let fitted = if groups.iter().any(|group| !group.fit.is_empty()) {
        "; smooth curves: Hill fits"
    } else {
        ""
    };
    let chart = CurveChart {
        title: title(analysis, measure, None),
        x_label: trial.keys[0].label(),
        y_label: quantity(analysis, measure),
        share,
        groups,
        note: format!("{bars}{fitted}"),
    };
    figure(
        FigureKind::Sweep,
        (measure, None),
        &[&of.outcome, &of.what, "by", &trial.keys[0].name],
        curves(&chart, Width::Single),
    )
}

/// Every entry a line.
fn lines(analysis: &Analysis, measure: usize) -> Option<Figure> {
    let of = &analysis.measures[measure];
    if matches!(of.samples, Samples::Times(_)) {
        return None;
    }
    let share = matches!(of.samples, Samples::Shares(_));
    let scale = if share { 100.0 } else { 1.0 };
    let line = |entry: usize| {
        let found = estimate(analysis, measure, entry);
        let text = match &of.samples {
            Samples::Shares(shares) => shares[entry]
                .map_or(String::new(), |share| format!("{}/{}", share.events, share.trials)),
            _ => found.map_or(String::new(), |(value, _)| significant(value, 3)),
        };
        let interval =
            found.and_then(|(_, interval)| interval).map(|(low, high)| (scale * low, scale * high));
        ForestLine {
            name: analysis.trial.name(entry),
            value: found.map(|(value, _)| scale * value),
            interval,
            text,
            told: told(analysis, measure, entry),
            kind: 0,
        }
    };
    let x_label = if share {
        format!("{} (%)", quantity(analysis, measure))
    } else {
        quantity(analysis, measure)
    };
    let lines: Vec<ForestLine> = (0..analysis.trial.entries.len()).map(line).collect();
    let note = if share {
        "Bars: 95 % Wilson intervals"
    } else {
        "Bars: exact 95 % intervals of the median"
    };
    let reference = if share {
        0.0
    } else {
        lines.iter().filter_map(|line| line.value).fold(f64::NAN, f64::min)
    };
    let chart = Forest {
        title: title(analysis, measure, None),
        x_label,
        reference,
        log: false,
        holds: Vec::new(),
        kinds: Vec::new(),
        lines,
        note: note.to_string(),
    };
    Some(figure(
        FigureKind::Lines,
        (measure, None),
        &[&of.outcome, &of.what, "by-arm"],
        forest(&chart, Width::Single),
    ))
}

fn effects(analysis: &Analysis, measure: usize) -> Option<Figure> {
    let trial = &analysis.trial;
    let of = &analysis.measures[measure];
    let mine: Vec<&super::Comparison> = analysis
        .comparisons
        .iter()
        .filter(|c| c.measure == measure && c.effect.is_some())
        .collect();
    if mine.is_empty() || mine.len() > LINES {
        return None;
    }
    let (x_label, reference, log, scale, holds) = match of.samples {
        Samples::Shares(_) => ("risk difference (%)", 0.0, false, 100.0, Vec::new()),
        Samples::Numbers(_) => ("probability of superiority", 0.5, false, 1.0, vec![0.0, 1.0]),
        Samples::Times(_) => ("hazard ratio", 1.0, true, 1.0, vec![0.5, 2.0]),
    };
    let line = |c: &&super::Comparison| {
        let found = c.effect?;
        let interval = found.interval.map(|(low, high)| (scale * low, scale * high));
        let (name, text) = (trial.name(c.entry), effect(c, of));
        let told = format!("{name} against {}: {} {text}", trial.name(c.reference), c.effect_name);
        Some(ForestLine { name, value: Some(scale * found.value), interval, text, told, kind: 0 })
    };
    let references: Vec<usize> = mine.iter().map(|c| c.reference).collect();
    let against = if references.windows(2).all(|pair| pair[0] == pair[1]) {
        trial.name(references[0])
    } else {
        trial.arms[trial.control].clone()
    };
    let chart = Forest {
        title: title(analysis, measure, None),
        x_label: format!("{x_label} against {against}"),
        reference,
        log,
        holds,
        kinds: Vec::new(),
        lines: mine.iter().filter_map(line).collect(),
        note: "p after Holm; intervals at 95 %".to_string(),
    };
    Some(figure(
        FigureKind::Effects,
        (measure, None),
        &[&of.outcome, &of.what, "against-control"],
        forest(&chart, Width::Double),
    ))
}

/// PRCC, Sobol indices, or the mean absolute effects, key by key.
fn sensitivities(analysis: &Analysis, measure: usize) -> Vec<Figure> {
    let trial = &analysis.trial;
    let of = &analysis.measures[measure];
    let (kinds, x_label): (&[&str], &str) = match trial.design.as_str() {
        "saltelli" => (&["first-order", "total"], "Sobol index"),
        "morris" => (&["mu*"], "mean absolute effect over the whole range (mu*)"),
        _ => (&["PRCC"], "partial rank correlation"),
    };
    let mut found = Vec::new();
    for arm in 0..trial.arms.len() {
        let mine = analysis.sensitivities.iter().filter(|s| (s.measure, s.arm) == (measure, arm));
        let lines: Vec<ForestLine> = mine
            .filter_map(|s| {
                let kind = kinds.iter().position(|kind| *kind == s.index)?;
                let read = s.read(of);
                let (name, text) = (
                    trial.keys[s.key].name.clone(),
                    format!("{}{}", significant(read.value, 3), read.unit),
                );
                let bounds = read.interval.map_or(String::new(), |(low, high)| {
                    format!(" ({} to {})", significant(low, 3), significant(high, 3))
                });
                let told = format!("{} of {name}: {text}{bounds}", s.index);
                Some(ForestLine {
                    name,
                    value: Some(read.value),
                    interval: read.interval,
                    text,
                    told,
                    kind,
                })
            })
            .collect();
        if lines.is_empty() || lines.len() > 2 * LINES {
            continue;
        }
        let chart = Forest {
            title: title(analysis, measure, Some(arm)),
            x_label: x_label.to_string(),
            reference: 0.0,
            log: false,
            holds: Vec::new(),
            kinds: kinds.iter().map(ToString::to_string).collect(),
            lines,
            note: "intervals at 95 %".to_string(),
        };
        found.push(figure(
            FigureKind::Sensitivity,
            (measure, Some(arm)),
            &[&of.outcome, &of.what, "sensitivity", &trial.arms[arm]],
            forest(&chart, Width::Single),
        ));
    }
    found
}
