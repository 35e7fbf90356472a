//! Kaplan-Meier curves: group by group, with intervals, marks of censoring and numbers at risk.
//!
//! In: curves of groups. Out: a drawing; time in days.

use super::axis::{Axis, significant};
use super::colour::{INK, QUIET, dash, group};
use super::drawing::{Anchor, Drawing};
use super::frame::{PlotFrame, legend};
use super::{TEXT, TITLE, Width, fitted, text_width, title_fitted};
use crate::statistics::kaplan_meier::KaplanMeier;

const DAY_H: f64 = 24.0;

/// Most marks of a curve; of more time points every second, third, ... is told.
const MARKS: usize = 60;

/// A chart of survival.
#[derive(Clone, Debug)]
pub(crate) struct Survival {
    /// Its title.
    pub title: String,
    /// What the curve counts, for instance `surviving`.
    pub y_label: String,
    /// Names of groups with their curves.
    pub groups: Vec<(String, KaplanMeier)>,
    /// A line below, for instance the log-rank test.
    pub note: String,
}

/// Draws it.
pub(crate) fn survival(chart: &Survival, width: Width) -> Drawing {
    let mut drawing = Drawing::new(width, &chart.title);
    let right = drawing.across() - 10.0;
    let title = title_fitted(&chart.title, right - 6.0);
    drawing.bold((6.0, 6.0 + TITLE), Anchor::Start, TITLE, INK, &title);
    let names: Vec<String> = chart.groups.iter().map(|(name, _)| name.clone()).collect();
    let top = legend(&mut drawing, 6.0, 19.0 + TITLE, right, &names, |drawing, index, x, y| {
        drawing.path(&[(x, y), (x + 11.0, y)], group(index), 1.4, dash(index))
    });
    let last = chart
        .groups
        .iter()
        .flat_map(|(_, curve)| curve.times.last())
        .map(|time_point| time_point.time_h / DAY_H)
        .fold(0.0, f64::max);
    let mut days = Axis::linear("time (days)", [0.0, last]);
    days.range.1 = if last > 0.0 { last } else { 1.0 };
    let height =
        if width == Width::Single { 0.5 * drawing.across() } else { 0.36 * drawing.across() };
    let room = names
        .iter()
        .map(|name| text_width(name, TEXT))
        .fold(0.0, f64::max)
        .min(0.22 * drawing.across());
    let frame = PlotFrame::new(
        (6.0 + room - 2.6 * TEXT).max(6.0),
        top,
        right - 4.0,
        height,
        days,
        Axis::share(&format!("{} (%)", chart.y_label)),
        true,
    );
    let mut below = frame.draw(&mut drawing, true);
    for (index, (_, curve)) in chart.groups.iter().enumerate() {
        draw(&mut drawing, &frame, curve, index);
    }
    for (name, curve) in &chart.groups {
        tell(&mut drawing, &frame, name, curve);
    }
    below += 1.6 * TEXT;
    drawing.text((6.0, below), Anchor::Start, TEXT - 1.0, QUIET, "at risk");
    for (index, (name, curve)) in chart.groups.iter().enumerate() {
        below += 1.25 * TEXT;
        drawing.text(
            (6.0, below),
            Anchor::Start,
            TEXT,
            group(index),
            &fitted(name, TEXT, frame.left - 14.0),
        );
        for (day, _) in frame.x.ticks() {
            if let Some((x, _)) = frame.at(day, 0.0) {
                drawing.text(
                    (x, below),
                    Anchor::Middle,
                    TEXT,
                    INK,
                    &curve.at_risk(day * DAY_H).to_string(),
                );
            }
        }
    }
    if !chart.note.is_empty() {
        below += 1.6 * TEXT;
        drawing.text(
            (6.0, below),
            Anchor::Start,
            TEXT - 1.0,
            QUIET,
            &fitted(&chart.note, TEXT - 1.0, right - 6.0),
        );
    }
    drawing.finish(below + 5.0)
}

/// What the curve says at its time points, found by a pointer around them.
fn tell(drawing: &mut Drawing, frame: &PlotFrame, name: &str, curve: &KaplanMeier) {
    const ROOM: f64 = 5.0;
    let every = curve.times.len().div_ceil(MARKS).max(1);
    for (_, time_point) in curve
        .times
        .iter()
        .enumerate()
        .filter(|(number, _)| number % every == 0 || number + 1 == curve.times.len())
    {
        let Some((x, y)) = frame.at(time_point.time_h / DAY_H, time_point.survival) else {
            continue;
        };
        let bounds = time_point.interval.map_or(String::new(), |(low, high)| {
            format!(" ({:.0} to {:.0})", 100.0 * low, 100.0 * high)
        });
        let day = significant(time_point.time_h / DAY_H, 4);
        let told = format!(
            "{name}, day {day}: {:.0} %{bounds}, {} at risk",
            100.0 * time_point.survival,
            time_point.at_risk
        );
        drawing.mark(&told, |drawing| drawing.room(x - 0.5 * ROOM, y - 0.5 * ROOM, ROOM, ROOM));
    }
}

/// A curve as steps, its interval as a band, censoring as ticks.
fn draw(drawing: &mut Drawing, frame: &PlotFrame, curve: &KaplanMeier, index: usize) {
    let at = |time_h: f64, share: f64| frame.at(time_h / DAY_H, share);
    let (mut steps, mut upper, mut lower, mut censored) =
        (vec![at(0.0, 1.0)], vec![at(0.0, 1.0)], vec![at(0.0, 1.0)], Vec::new());
    let (mut now, mut bounds) = (1.0, (1.0, 1.0));
    for time_point in &curve.times {
        steps.extend([at(time_point.time_h, now), at(time_point.time_h, time_point.survival)]);
        lower.push(at(time_point.time_h, bounds.0));
        upper.push(at(time_point.time_h, bounds.1));
        now = time_point.survival;
        bounds = time_point.interval.unwrap_or((now, now));
        lower.push(at(time_point.time_h, bounds.0));
        upper.push(at(time_point.time_h, bounds.1));
        if time_point.censored > 0 {
            censored.extend(at(time_point.time_h, now));
        }
    }
    let band: Vec<(f64, f64)> =
        upper.into_iter().flatten().chain(lower.into_iter().rev().flatten()).collect();
    drawing.area(&band, group(index), 0.12);
    drawing.path(&steps.into_iter().flatten().collect::<Vec<_>>(), group(index), 1.4, dash(index));
    for (x, y) in censored {
        drawing.line((x, y - 2.0), (x, y + 2.0), group(index), 0.8);
    }
}
