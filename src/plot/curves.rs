//! Curves: numbers with intervals over one key, group by group, and curves fitted to them.
//!
//! In: groups of points, an axis label each. Out: a drawing. Points of several groups at one place
//! stand a little apart, so that their intervals can be told apart.

use super::axis::Axis;
use super::colour::{INK, QUIET, dash, group};
use super::drawing::{Anchor, Drawing};
use super::frame::{PlotFrame, legend};
use super::{TEXT, TITLE, Width, fitted, title_fitted};

/// A point with its interval.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PointEstimate {
    /// Value of the key.
    pub x: f64,
    /// The number.
    pub y: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// What it tells; empty: nothing.
    pub told: String,
}

/// Points of one group.
#[derive(Clone, Debug)]
pub(crate) struct CurveGroup {
    /// Its name.
    pub name: String,
    /// Its points, by rising key.
    pub points: Vec<PointEstimate>,
    /// A fitted curve; without one straight lines join the points.
    pub fit: Vec<(f64, f64)>,
}

/// A chart of curves.
#[derive(Clone, Debug)]
pub(crate) struct CurveChart {
    /// Its title.
    pub title: String,
    /// The key, with unit.
    pub x_label: String,
    /// The quantity, with unit.
    pub y_label: String,
    /// Whether the quantity is a share of 1.
    pub share: bool,
    /// Groups.
    pub groups: Vec<CurveGroup>,
    /// A line below.
    pub note: String,
}

/// Draws it.
pub(crate) fn curves(chart: &CurveChart, width: Width) -> Drawing {
    let mut drawing = Drawing::new(width, &chart.title);
    let right = drawing.across() - 8.0;
    let title = title_fitted(&chart.title, right - 6.0);
    drawing.bold((6.0, 6.0 + TITLE), Anchor::Start, TITLE, INK, &title);
    let names: Vec<String> = chart.groups.iter().map(|group| group.name.clone()).collect();
    let top = legend(&mut drawing, 6.0, 19.0 + TITLE, right, &names, |drawing, index, x, y| {
        drawing.path(&[(x, y), (x + 11.0, y)], group(index), 1.2, dash(index));
        drawing.marker(index, (x + 5.5, y), 4.5, group(index));
    });
    let points = || chart.groups.iter().flat_map(|group| &group.points);
    let x = Axis::chosen(&chart.x_label, &points().map(|point| point.x).collect::<Vec<_>>());
    let numbers = points()
        .flat_map(|point| [Some(point.y), point.interval.map(|i| i.0), point.interval.map(|i| i.1)])
        .flatten();
    let y = if chart.share {
        Axis::share(&format!("{} (%)", chart.y_label))
    } else {
        Axis::linear(&chart.y_label, numbers)
    };
    let height =
        if width == Width::Single { 0.56 * drawing.across() } else { 0.4 * drawing.across() };
    let frame = PlotFrame::new(6.0, top, right - 4.0, height, x, y, chart.share);
    let below = frame.draw(&mut drawing, chart.share);
    for (index, of) in chart.groups.iter().enumerate() {
        let colour = group(index);
        let shift = (index as f64 - 0.5 * (chart.groups.len() as f64 - 1.0)) * 1.6;
        let at = |x: f64, y: f64| frame.at(x, y).map(|(x, y)| (x + shift, y));
        if of.fit.is_empty() {
            // zero on a logarithmic axis stands apart
            let joined: Vec<(f64, f64)> = of
                .points
                .iter()
                .filter(|point| !(frame.x.zero && point.x == 0.0))
                .filter_map(|point| at(point.x, point.y))
                .collect();
            drawing.path(&joined, colour, 1.2, dash(index));
        } else {
            drawing.path(
                &of.fit.iter().filter_map(|&(x, y)| frame.at(x, y)).collect::<Vec<_>>(),
                colour,
                1.2,
                dash(index),
            );
        }
        for point in &of.points {
            let Some(place) = at(point.x, point.y) else { continue };
            drawing.mark(&point.told, |drawing| {
                if let Some((low, high)) = point.interval
                    && let (Some(from), Some(to)) = (at(point.x, low), at(point.x, high))
                {
                    drawing.line(from, to, colour, 0.8);
                    drawing.line((from.0 - 1.6, from.1), (from.0 + 1.6, from.1), colour, 0.8);
                    drawing.line((to.0 - 1.6, to.1), (to.0 + 1.6, to.1), colour, 0.8);
                }
                drawing.marker(index, place, 4.5, colour);
            });
        }
    }
    let end = if chart.note.is_empty() { below } else { below + 1.5 * TEXT };
    if !chart.note.is_empty() {
        drawing.text(
            (6.0, end),
            Anchor::Start,
            TEXT - 1.0,
            QUIET,
            &fitted(&chart.note, TEXT - 1.0, right - 6.0),
        );
    }
    drawing.finish(end + 5.0)
}
