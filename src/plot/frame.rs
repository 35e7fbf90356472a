//! The frame of a chart with two axes: grid, ticks, labels.

use super::axis::Axis;
use super::colour::{GRID, INK};
use super::drawing::{Anchor, Drawing};
use super::{TEXT, text_width};

/// The rectangle in which numbers are drawn, and its axes.
pub(super) struct PlotFrame {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub x: Axis,
    pub y: Axis,
}

impl PlotFrame {
    /// A frame below `top` with room for the labels of both axes, from `left`; `percent`: the
    /// vertical axis is a share.
    pub(super) fn new(
        left: f64,
        top: f64,
        right: f64,
        height: f64,
        x: Axis,
        y: Axis,
        percent: bool,
    ) -> PlotFrame {
        let ticks =
            y_ticks(&y, percent).iter().map(|(_, text)| text_width(text, TEXT)).fold(0.0, f64::max);
        let left = left + ticks + 2.2 * TEXT;
        PlotFrame { left, top, width: right - left, height, x, y }
    }

    /// Where a pair stands; none off the axes' kinds. Numbers beyond a range stand at its end.
    pub(super) fn at(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        Some((
            self.left + self.width * self.x.place(x)?.clamp(0.0, 1.0),
            self.top + self.height * (1.0 - self.y.place(y)?.clamp(0.0, 1.0)),
        ))
    }

    /// Draws grid, axes, ticks and labels; returns the first free line below.
    pub(super) fn draw(&self, drawing: &mut Drawing, percent: bool) -> f64 {
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        for (value, text) in y_ticks(&self.y, percent) {
            let Some(place) =
                self.y.place(value).filter(|place| (-1e-9..=1.0 + 1e-9).contains(place))
            else {
                continue;
            };
            let y = bottom - place * self.height;
            drawing.line((self.left, y), (right, y), GRID, 0.5);
            drawing.line((self.left - 2.0, y), (self.left, y), INK, 0.6);
            drawing.text((self.left - 3.5, y + 0.35 * TEXT), Anchor::End, TEXT, INK, &text);
        }
        let mut free = f64::NEG_INFINITY;
        for (value, text) in self.x.ticks() {
            let Some(place) =
                self.x.place(value).filter(|place| (-1e-9..=1.0 + 1e-9).contains(place))
            else {
                continue;
            };
            let (x, half) = (self.left + place * self.width, 0.5 * text_width(&text, TEXT));
            drawing.line((x, bottom), (x, bottom + 2.0), INK, 0.6);
            if x - half > free {
                drawing.text((x, bottom + 3.0 + TEXT), Anchor::Middle, TEXT, INK, &text);
                free = x + half + 2.0;
            }
        }
        drawing.line((self.left, self.top), (self.left, bottom), INK, 0.6);
        drawing.line((self.left, bottom), (right, bottom), INK, 0.6);
        if let (true, Some(first)) = (self.x.zero, self.x.place(self.x.range.0)) {
            // a gap in the axis between zero and the first decade
            let x = self.left + 0.5 * (first + self.x.margin) * self.width;
            drawing.rect(x - 1.5, bottom - 1.0, 3.0, 2.0, "#ffffff");
            drawing.line((x - 2.5, bottom + 2.0), (x - 0.5, bottom - 2.0), INK, 0.6);
            drawing.line((x + 0.5, bottom + 2.0), (x + 2.5, bottom - 2.0), INK, 0.6);
        }
        let below = bottom + 3.0 + 2.3 * TEXT;
        drawing.text(
            (self.left + 0.5 * self.width, below),
            Anchor::Middle,
            TEXT,
            INK,
            &self.x.label,
        );
        let ticks = y_ticks(&self.y, percent)
            .iter()
            .map(|(_, text)| text_width(text, TEXT))
            .fold(0.0, f64::max);
        drawing.upwards(
            (self.left - ticks - 0.95 * TEXT, self.top + 0.5 * self.height),
            TEXT,
            INK,
            &self.y.label,
        );
        below
    }
}

/// Ticks of the vertical axis; those of a share in per cent.
fn y_ticks(axis: &Axis, percent: bool) -> Vec<(f64, String)> {
    if percent {
        (0..=5).map(|n| (f64::from(n) / 5.0, format!("{}", n * 20))).collect()
    } else {
        axis.ticks()
    }
}

/// Names of groups in one or more lines, each with its mark; returns the line below.
pub(super) fn legend(
    drawing: &mut Drawing,
    left: f64,
    top: f64,
    right: f64,
    names: &[String],
    mark: impl Fn(&mut Drawing, usize, f64, f64),
) -> f64 {
    let (mut x, mut y) = (left, top);
    for (index, name) in names.iter().enumerate() {
        let name = super::fitted(name, TEXT, right - left - 16.0);
        let width = 14.0 + text_width(&name, TEXT) + 8.0;
        if x > left && x + width > right {
            (x, y) = (left, y + 1.4 * TEXT);
        }
        mark(drawing, index, x, y - 0.35 * TEXT);
        drawing.text((x + 14.0, y), Anchor::Start, TEXT, INK, &name);
        x += width;
    }
    y + 1.4 * TEXT
}
