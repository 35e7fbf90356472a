//! The charts of a measure with what a reader needs beside them: a heading, a sentence on how to
//! read it, its numbers as a table, its file.
//!
//! In: an [`Analysis`] and its figures. Out: HTML; charts for which no room is left are named with
//! their files.

use crate::comparison::figures::{Figure, FigureKind, levels};
use crate::comparison::words::{drawn_fits, effect, equals, p_value};
use crate::comparison::{Analysis, Comparison, Samples};
use crate::plot::Width;
use crate::plot::axis::significant;

use super::super::html::escape;
use super::names;
use super::sheet::{Cell, FEW, ROWS, StudySheet};

/// All charts of a measure, and its comparisons where they have no chart; `room`: bytes that are
/// left.
pub(super) fn of(
    analysis: &Analysis,
    measure: usize,
    figures: &[Figure],
    folder: Option<&str>,
    room: &mut usize,
) -> String {
    let mine: Vec<&Figure> = figures.iter().filter(|figure| figure.measure == measure).collect();
    let (mut html, mut left) = (String::from("<div class=\"charts\">\n"), Vec::new());
    // charts stand in pairs; one that is left over has its words beside it
    let narrow: Vec<&str> =
        mine.iter().filter(|figure| !wide(figure)).map(|figure| figure.name.as_str()).collect();
    let alone = narrow.last().filter(|_| narrow.len() % 2 == 1);
    for figure in &mine {
        let class = if wide(figure) {
            " wide"
        } else if alone == Some(&figure.name.as_str()) {
            " alone"
        } else {
            ""
        };
        let chart = chart(analysis, figure, folder, class);
        match room.checked_sub(chart.len()) {
            Some(less) => {
                *room = less;
                html += &chart;
            }
            None => left.push(figure.name.as_str()),
        }
    }
    html += "</div>\n";
    if mine.is_empty() {
        html = "<p>This outcome has no chart in such a design; its numbers are in the table of \
                every arm and point.</p>\n"
            .to_owned();
    }
    if !left.is_empty() {
        let place = folder.map_or(String::new(), |folder| format!(" and lie in {folder}"));
        html += &format!(
            "<p class=\"hint\">{} more charts are too many for one page{}: {} ...</p>\n",
            left.len(),
            escape(&place),
            escape(left[0])
        );
    }
    let compared = analysis.comparisons.iter().any(|comparison| comparison.measure == measure);
    if compared && !mine.iter().any(|figure| figure.kind == FigureKind::Effects) {
        let table = details("Comparisons in numbers", &comparisons(analysis, measure));
        match room.checked_sub(table.len()) {
            Some(less) => {
                *room = less;
                html += &table;
            }
            None => {
                html += "<p class=\"hint\">Its comparisons are too many for one page: \
                         dataset/comparison.parquet has them.</p>\n"
            }
        }
    }
    html
}

fn details(summary: &str, sheet: &StudySheet) -> String {
    format!("<details>\n<summary>{}</summary>\n{}</details>\n", escape(summary), sheet.html())
}

/// Whether a chart is as wide as two.
fn wide(figure: &Figure) -> bool {
    figure.drawing.width() == Width::Double
}

fn chart(analysis: &Analysis, figure: &Figure, folder: Option<&str>, class: &str) -> String {
    let heading = heading(analysis, figure);
    let file = folder.map_or(String::new(), |folder| {
        format!(
            "<p class=\"hint\">For a paper: <a href=\"{folder}/{0}.svg\">{0}.svg</a>, <a \
             href=\"{folder}/{0}.pdf\">{0}.pdf</a></p>\n",
            figure.name
        )
    });
    let fitted = if figure.kind == FigureKind::Sweep {
        fitted(analysis, figure.measure)
    } else {
        String::new()
    };
    format!(
        "<figure class=\"figure{class}\">\n<h4>{title}</h4>\n<p>{}</p>\n<div class=\"chart\" \
         tabindex=\"0\" role=\"group\" aria-label=\"{title}: the arrow keys read its \
         numbers\">\n{}</div>\n<p class=\"readout\" \
         role=\"status\"></p>\n{fitted}{}{file}</figure>\n",
        escape(&sentence(analysis, figure)),
        untitled(&figure.drawing.svg()),
        details("The chart in numbers", &numbers(analysis, figure)),
        title = escape(&heading),
    )
}

/// A chart without the line of its title, which the page's heading replaces.
fn untitled(svg: &str) -> String {
    // where the title's descenders end, points
    const TITLE: f64 = 17.0;
    let parts = svg
        .split_once("viewBox=\"0 0 ")
        .and_then(|(before, rest)| Some((before, rest.split_once('"')?)));
    let Some((before, (size, after))) = parts else { return svg.to_owned() };
    let (width, height) = size.split_once(' ').unwrap_or((size, ""));
    let height = height.parse::<f64>().map_or(0.0, |height| height - TITLE);
    format!("{before}viewBox=\"0 {TITLE} {width} {height:.2}\"{after}")
}

/// The Hill fits beneath a curve.
fn fitted(analysis: &Analysis, measure: usize) -> String {
    let lines: String = drawn_fits(analysis, measure)
        .iter()
        .take(FEW)
        .map(|(which, what)| format!("<li>{}: {}</li>\n", escape(which), escape(what)))
        .collect();
    if lines.is_empty() { lines } else { format!("<ul class=\"hint\">\n{lines}</ul>\n") }
}

fn heading(analysis: &Analysis, figure: &Figure) -> String {
    let trial = &analysis.trial;
    let arm = figure
        .arm
        .filter(|_| trial.arms.len() > 1)
        .map_or(String::new(), |arm| format!(", {}", trial.arms[arm]));
    let keys = || trial.keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>();
    match figure.kind {
        FigureKind::Map => format!("By {}{arm}", keys().join(" and ")),
        FigureKind::Sweep => format!("By {}", keys().join(", ")),
        FigureKind::Lines => {
            if trial.keys.is_empty() { "Arm by arm" } else { "Point by point" }.to_owned()
        }
        FigureKind::Survival if figure.at.is_empty() => format!("Kaplan-Meier curves{arm}"),
        FigureKind::Survival => format!("Kaplan-Meier curves{arm}, {}", figure.at.join(", ")),
        FigureKind::Effects if trial.arms.len() > 1 => {
            format!("Against {}", trial.arms[trial.control])
        }
        FigureKind::Effects => format!("Against {}", trial.name(0)),
        FigureKind::Sensitivity => format!("What it depends on{arm}"),
    }
}

/// What a number of a measure is.
fn quantity(analysis: &Analysis, measure: usize) -> String {
    let of = &analysis.measures[measure];
    let unit = if of.unit.is_empty() { String::new() } else { format!(" ({})", of.read_in().0) };
    match of.samples {
        Samples::Shares(_) => "the share of animals, in per cent".to_owned(),
        Samples::Numbers(_) => format!("the median of the animals{unit}"),
        Samples::Times(_) => format!(
            "the mean time without the event{unit}, up to the last time that all points were \
             followed to"
        ),
    }
}

/// What a chart shows, and how to read it.
fn sentence(analysis: &Analysis, figure: &Figure) -> String {
    let trial = &analysis.trial;
    let shares = matches!(analysis.measures[figure.measure].samples, Samples::Shares(_));
    let quantity = quantity(analysis, figure.measure);
    let interval = if shares { "its 95 % interval (Wilson)" } else { "its exact 95 % interval" };
    match figure.kind {
        FigureKind::Map => format!(
            "Each cell is one point: {} to the right, {} upwards. Its number is {quantity}; the \
             lighter the cell, the higher.",
            trial.keys[1].name, trial.keys[0].name
        ),
        FigureKind::Sweep => {
            let times = matches!(analysis.measures[figure.measure].samples, Samples::Times(_));
            let bars = if times {
                ".".to_owned()
            } else {
                format!(", its bar {interval}. Bars that do not overlap speak for a difference.")
            };
            format!("Each marker is one point of an arm: upwards {quantity}{bars}")
        }
        FigureKind::Lines => {
            format!("Each line is one arm or point: the marker is {quantity}, the bar {interval}.")
        }
        FigureKind::Survival => {
            "The share of animals without the event as time goes on: a curve steps \
                           down where an animal has it, small upright marks are animals followed \
                           no longer, the shade is the 95 % interval; below stand the animals \
                           still at risk."
                .to_owned()
        }
        FigureKind::Effects => {
            let (right, clear) = match analysis.measures[figure.measure].samples {
                Samples::Shares(_) => (
                    "to the right of the upright line (at 0) more animals than in the control",
                    true,
                ),
                Samples::Times(_) => (
                    "to the right of the upright line (at 1) more events than in the control, to \
                     the left fewer",
                    true,
                ),
                Samples::Numbers(_) => (
                    "the marker is the probability that an animal has a higher number than one of \
                     the control, which is 0.5 (the upright line) where both are alike",
                    false,
                ),
            };
            let clear = if clear {
                " A bar (95 % interval) clear of that line speaks for a difference."
            } else {
                ""
            };
            format!(
                "Each line compares one point with its control: {right}.{clear} p is corrected \
                 after Holm."
            )
        }
        FigureKind::Sensitivity => {
            "Each line is a key of the design: the further its marker lies from \
                              the upright line, the more the outcome depends on that key; bars \
                              are 95 % intervals."
                .to_owned()
        }
    }
}

/// A chart's numbers.
fn numbers(analysis: &Analysis, figure: &Figure) -> StudySheet {
    match figure.kind {
        FigureKind::Map => map(analysis, figure),
        FigureKind::Sweep | FigureKind::Lines => entries(analysis, figure.measure),
        FigureKind::Survival => survival(figure),
        FigureKind::Effects => comparisons(analysis, figure.measure),
        FigureKind::Sensitivity => sensitivities(analysis, figure),
    }
}

/// The map as it is seen: the highest row first.
fn map(analysis: &Analysis, figure: &Figure) -> StudySheet {
    let (trial, arm) = (&analysis.trial, figure.arm.unwrap_or(0));
    let (rows, columns) = (levels(analysis, arm, 0), levels(analysis, arm, 1));
    let mine: Vec<usize> = trial.of_arm(arm).collect();
    let mut heads = vec![format!("{} \\ {}", trial.keys[0].label(), trial.keys[1].label())];
    heads.extend(columns.iter().map(|column| column.shown()));
    let row = |row: &crate::comparison::TrialLevel| {
        let mut cells =
            vec![row.number().map_or_else(
                || Cell::text(&row.shown()),
                |number| Cell::number(&row.shown(), number),
            )];
        cells.extend(columns.iter().map(|column| {
            let entry = mine.iter().find(|&&entry| matches!(trial.entries[entry].levels.as_slice(), [first, second] if first == row && second == column));
            entry.map_or(Cell::none(), |&entry| names::cell(analysis, figure.measure, entry))
        }));
        cells
    };
    StudySheet::new(
        &heading(analysis, figure),
        &heads,
        rows.iter().rev().map(row),
        FEW,
        "the table of every arm and point",
    )
}

/// Every arm and point with the measure alone.
fn entries(analysis: &Analysis, measure: usize) -> StudySheet {
    let trial = &analysis.trial;
    let mut heads = vec!["arm".to_owned()];
    heads.extend(trial.keys.iter().map(crate::comparison::TrialKey::label));
    heads.push(names::column(&analysis.measures[measure]));
    let row = |entry: usize| {
        let mut row = names::place(analysis, entry);
        row.push(names::cell(analysis, measure, entry));
        row
    };
    StudySheet::new(
        "The chart in numbers",
        &heads,
        (0..trial.entries.len()).map(row),
        ROWS,
        "the table of every arm and point",
    )
    .sorting()
}

fn survival(figure: &Figure) -> StudySheet {
    let mut rows = Vec::new();
    for (name, curve) in &figure.curves {
        for time_point in &curve.times {
            let bounds = time_point.interval.map_or("–".to_owned(), |(low, high)| {
                format!("{:.0} to {:.0}", 100.0 * low, 100.0 * high)
            });
            let day = time_point.time_h / 24.0;
            let mut row = vec![Cell::text(name), Cell::number(&significant(day, 4), day)];
            row.extend(
                [time_point.at_risk, time_point.events, time_point.censored]
                    .map(|count| Cell::number(&count.to_string(), count as f64)),
            );
            row.extend([
                Cell::number(&format!("{:.0}", 100.0 * time_point.survival), time_point.survival),
                Cell::text(&bounds),
            ]);
            rows.push(row);
        }
    }
    let heads = [
        "curve",
        "day",
        "at risk",
        "events",
        "followed no longer",
        "without the event, %",
        "95 % interval",
    ];
    StudySheet::new(
        "Kaplan-Meier curves in numbers",
        &heads,
        rows.into_iter(),
        ROWS,
        "dataset/survival.parquet",
    )
    .sorting()
}

/// Arms against their control.
fn comparisons(analysis: &Analysis, measure: usize) -> StudySheet {
    let trial = &analysis.trial;
    let of = &analysis.measures[measure];
    let mine: Vec<&Comparison> =
        analysis.comparisons.iter().filter(|comparison| comparison.measure == measure).collect();
    let p = |p: Option<f64>| p.map_or(Cell::none(), |p| Cell::number(&p_value(p), p));
    let effect_name = mine.first().map_or("effect", |comparison| comparison.effect_name);
    let paired = mine.iter().any(|comparison| comparison.paired.is_some());
    let mut heads = vec!["compared", "against", effect_name, "p", "p after Holm"];
    if paired {
        heads.extend(["the same animals: more", "less", "p of these pairs"]);
    }
    let row = |comparison: &&Comparison| {
        let name = |entry: usize| Cell::text(&trial.name(entry));
        // the effect's words end with p, which has columns of its own here
        let said = effect(&Comparison { p_holm: None, ..(*comparison).clone() }, of);
        let value = comparison.effect.map_or(f64::NAN, |effect| effect.value);
        let mut row = vec![
            name(comparison.entry),
            name(comparison.reference),
            Cell::number(&said, value),
            p(comparison.p),
            p(comparison.p_holm),
        ];
        if paired {
            let count = |count: Option<u64>| {
                count.map_or(Cell::none(), |count| Cell::number(&count.to_string(), count as f64))
            };
            row.extend([
                count(comparison.paired.map(|pair| pair.more)),
                count(comparison.paired.map(|pair| pair.less)),
            ]);
            row.push(p(comparison.paired.map(|pair| pair.p)));
        }
        row
    };
    StudySheet::new(
        "Comparisons in numbers",
        &heads,
        mine.iter().map(row),
        ROWS,
        "dataset/comparison.parquet",
    )
    .sorting()
}

fn sensitivities(analysis: &Analysis, figure: &Figure) -> StudySheet {
    let trial = &analysis.trial;
    let mine: Vec<_> = analysis
        .sensitivities
        .iter()
        .filter(|of| of.measure == figure.measure && Some(of.arm) == figure.arm)
        .collect();
    let row = |of: &&crate::comparison::Sensitivity| {
        let read = of.read(&analysis.measures[figure.measure]);
        let bounds = read.interval.map_or("–".to_owned(), |(low, high)| {
            format!("{} to {}", significant(low, 3), significant(high, 3))
        });
        let p = of.p.map_or("–".to_owned(), |p| equals(p).trim_start_matches("= ").to_owned());
        vec![
            Cell::text(&trial.keys[of.key].name),
            Cell::text(of.index),
            Cell::number(&format!("{}{}", significant(read.value, 3), read.unit), read.value),
            Cell::text(&bounds),
            Cell::text(&p),
        ]
    };
    StudySheet::new(
        "Sensitivities in numbers",
        &["key", "index", "value", "95 % interval", "p"],
        mine.iter().map(row),
        FEW,
        "dataset/sensitivity.parquet",
    )
    .sorting()
}
