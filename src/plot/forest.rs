//! A forest plot: estimates with intervals, one a line, against the value of no effect.
//!
//! In: lines with an estimate, its interval and a text. Out: a drawing. An estimate or bound that
//! is not there is left out; one beyond the axis ends in an arrow.

use super::axis::Axis;
use super::colour::{GRID, INK, QUIET, group};
use super::drawing::{Anchor, Drawing};
use super::{TEXT, TITLE, Width, fitted, text_width, title_fitted};

/// A line.
#[derive(Clone, Debug)]
pub(crate) struct ForestLine {
    /// What was estimated.
    pub name: String,
    /// The estimate.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// What stands at the right, for instance the numbers and p.
    pub text: String,
    /// What it tells; empty: nothing.
    pub told: String,
    /// Which marker and colour it has.
    pub kind: usize,
}

/// A forest plot.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    /// Its title.
    pub title: String,
    /// The quantity, with unit.
    pub x_label: String,
    /// The value of no effect.
    pub reference: f64,
    /// Whether the axis is logarithmic (ratios).
    pub log: bool,
    /// Numbers that the axis must hold besides.
    pub holds: Vec<f64>,
    /// Names of the kinds of lines; drawn if there is more than one.
    pub kinds: Vec<String>,
    /// Lines, from the top.
    pub lines: Vec<ForestLine>,
    /// A line below.
    pub note: String,
}

/// Ratios beyond this factor end in an arrow.
const FAR: f64 = 1000.0;

/// Draws it.
pub(crate) fn forest(chart: &Forest, width: Width) -> Drawing {
    let mut drawing = Drawing::new(width, &chart.title);
    let end = drawing.across() - 6.0;
    let title = title_fitted(&chart.title, end - 6.0);
    drawing.bold((6.0, 6.0 + TITLE), Anchor::Start, TITLE, INK, &title);
    let mut top = 12.0 + TITLE;
    if chart.kinds.len() > 1 {
        top = super::frame::legend(
            &mut drawing,
            6.0,
            19.0 + TITLE,
            end,
            &chart.kinds,
            |drawing, index, x, y| {
                drawing.line((x, y), (x + 11.0, y), group(index), 1.0);
                drawing.marker(index, (x + 5.5, y), 4.5, group(index));
            },
        );
    }
    let widest = |pick: fn(&ForestLine) -> &str| {
        chart.lines.iter().map(|line| text_width(pick(line), TEXT)).fold(0.0, f64::max)
    };
    let names = widest(|line| &line.name).min(0.34 * drawing.across());
    let texts = widest(|line| &line.text).min(0.36 * drawing.across());
    let (left, right) = (6.0 + names + 8.0, end - texts - 8.0);
    let numbers = chart
        .lines
        .iter()
        .flat_map(|line| {
            [
                line.value,
                line.interval.map(|i| i.0),
                line.interval.map(|i| i.1),
                Some(chart.reference),
            ]
        })
        .flatten()
        .chain(chart.holds.iter().copied());
    let axis = if chart.log {
        Axis::logarithmic(
            &chart.x_label,
            numbers.filter(|x| x.is_finite()).map(|x| x.clamp(1.0 / FAR, FAR)),
        )
    } else {
        Axis::linear(&chart.x_label, numbers)
    };
    let pitch = 1.75 * TEXT;
    let bottom = top + pitch * chart.lines.len() as f64 + 3.0;
    // zero and less have no place on a logarithmic axis: they lie off its left end
    let place = |value: f64| axis.place(value).unwrap_or(if value > 0.0 { 2.0 } else { -1.0 });
    let at = |value: f64| left + (right - left) * place(value).clamp(0.0, 1.0);
    let mut free = f64::NEG_INFINITY;
    for (value, text) in axis.ticks() {
        if !(-1e-9..=1.0 + 1e-9).contains(&place(value)) {
            continue;
        }
        let (x, half) = (at(value), 0.5 * text_width(&text, TEXT));
        drawing.line((x, top), (x, bottom), GRID, 0.5);
        drawing.line((x, bottom), (x, bottom + 2.0), INK, 0.6);
        if x - half > free {
            drawing.text((x, bottom + 3.0 + TEXT), Anchor::Middle, TEXT, INK, &text);
            free = x + half + 2.0;
        }
    }
    drawing.line((left, bottom), (right, bottom), INK, 0.6);
    drawing.line((at(chart.reference), top), (at(chart.reference), bottom), INK, 0.8);
    for (index, line) in chart.lines.iter().enumerate() {
        let y = top + pitch * (index as f64 + 0.6);
        let colour = group(line.kind);
        drawing.text(
            (6.0, y + 0.35 * TEXT),
            Anchor::Start,
            TEXT,
            INK,
            &fitted(&line.name, TEXT, names + 1.0),
        );
        drawing.text(
            (end, y + 0.35 * TEXT),
            Anchor::End,
            TEXT,
            INK,
            &fitted(&line.text, TEXT, texts + 1.0),
        );
        drawing.mark(&line.told, |drawing| {
            if let Some((low, high)) = line.interval {
                drawing.line((at(low), y), (at(high), y), colour, 1.0);
                for (value, side) in [(low, -1.0), (high, 1.0)] {
                    let (x, beyond) = (at(value), !(-1e-9..=1.0 + 1e-9).contains(&place(value)));
                    let back = if beyond { -2.5 * side } else { 0.0 };
                    drawing.path(
                        &[(x + back, y - 1.8), (x, y), (x + back, y + 1.8)],
                        colour,
                        0.9,
                        "",
                    );
                }
            }
            if let Some(value) = line.value {
                drawing.marker(line.kind, (at(value), y), 5.0, colour);
            }
            if !line.told.is_empty() {
                drawing.room(0.0, y - 0.5 * pitch, end, pitch);
            }
        });
    }
    let below = bottom + 3.0 + 2.3 * TEXT;
    drawing.text((0.5 * (left + right), below), Anchor::Middle, TEXT, INK, &chart.x_label);
    let last = if chart.note.is_empty() { below } else { below + 1.6 * TEXT };
    if !chart.note.is_empty() {
        drawing.text(
            (6.0, last),
            Anchor::Start,
            TEXT - 1.0,
            QUIET,
            &fitted(&chart.note, TEXT - 1.0, end - 6.0),
        );
    }
    drawing.finish(last + 5.0)
}
