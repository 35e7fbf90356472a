//! Trajectories in time: panels of curves with bands, one clock, marks of what was given.
//!
//! In: for each panel the curves of the same groups. Out: a drawing.

use super::axis::Axis;
use super::colour::{INK, QUIET, dash, group};
use super::drawing::{Anchor, Drawing};
use super::frame::{PlotFrame, legend};
use super::{TEXT, TITLE, Width, fitted, title_fitted};

/// Height of a row of marks, points.
const MARKS: f64 = 3.0;

/// A time point of a curve: time, low end, middle and high end of the band.
pub(crate) type BandPoint = [f64; 4];

/// One quantity.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    /// The quantity, with unit.
    pub label: String,
    /// A curve for each group, by rising time.
    pub curves: Vec<Vec<BandPoint>>,
}

/// A chart of trajectories.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    /// Its title.
    pub title: String,
    /// What the clock counts.
    pub x_label: String,
    /// Names of the groups.
    pub groups: Vec<String>,
    /// Panels, from top to bottom.
    pub panels: Vec<Panel>,
    /// When each group was given something.
    pub marks: Vec<Vec<f64>>,
    /// A line below.
    pub note: String,
}

/// Draws it.
pub(crate) fn lines(chart: &Lines, width: Width) -> Drawing {
    let mut drawing = Drawing::new(width, &chart.title);
    let right = drawing.across() - 8.0;
    drawing.bold(
        (6.0, 6.0 + TITLE),
        Anchor::Start,
        TITLE,
        INK,
        &title_fitted(&chart.title, right - 6.0),
    );
    let mut top =
        legend(&mut drawing, 6.0, 19.0 + TITLE, right, &chart.groups, |drawing, index, x, y| {
            drawing.path(&[(x, y), (x + 11.0, y)], group(index), 1.2, dash(index));
        });
    top +=
        if chart.marks.iter().all(Vec::is_empty) { 0.0 } else { MARKS * chart.marks.len() as f64 };
    let times = chart
        .panels
        .iter()
        .flat_map(|panel| panel.curves.iter().flatten())
        .map(|time_point| time_point[0]);
    let x = Axis::linear(&chart.x_label, times);
    let height =
        if width == Width::Single { 0.45 * drawing.across() } else { 0.3 * drawing.across() };
    for (n, panel) in chart.panels.iter().enumerate() {
        let numbers =
            panel.curves.iter().flatten().flat_map(|time_point| time_point[1..].iter().copied());
        let frame = PlotFrame::new(
            6.0,
            top,
            right - 4.0,
            height,
            x.clone(),
            Axis::linear(&panel.label, numbers.chain([0.0])),
            false,
        );
        if n == 0 {
            for (index, marks) in chart.marks.iter().enumerate() {
                for (x, y) in marks.iter().filter_map(|time| frame.at(*time, frame.y.range.1)) {
                    let y = y - 2.0 - MARKS * index as f64;
                    drawing.area(
                        &[(x - 1.3, y - 2.4), (x + 1.3, y - 2.4), (x, y)],
                        group(index),
                        1.0,
                    );
                }
            }
        }
        let below = frame.draw(&mut drawing, false);
        for (index, curve) in panel.curves.iter().enumerate() {
            let along =
                |side: usize| curve.iter().map(move |time_point| (time_point[0], time_point[side]));
            let low: Vec<(f64, f64)> = along(1).filter_map(|(x, y)| frame.at(x, y)).collect();
            let mut band: Vec<(f64, f64)> = along(3).filter_map(|(x, y)| frame.at(x, y)).collect();
            band.extend(low.into_iter().rev());
            drawing.area(&band, group(index), 0.18);
        }
        for (index, curve) in panel.curves.iter().enumerate() {
            let middle: Vec<(f64, f64)> = curve
                .iter()
                .filter_map(|time_point| frame.at(time_point[0], time_point[2]))
                .collect();
            drawing.path(&middle, group(index), 1.2, dash(index));
        }
        top = below + 1.6 * TEXT;
    }
    let mut end = top - 0.6 * TEXT;
    for sentence in chart.note.split_inclusive(['.', ';']) {
        end += 1.2 * TEXT;
        drawing.text(
            (6.0, end),
            Anchor::Start,
            TEXT - 1.0,
            QUIET,
            &fitted(sentence.trim(), TEXT - 1.0, right - 6.0),
        );
    }
    drawing.finish(end + 5.0)
}
