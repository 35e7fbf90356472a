//! A heat map: a number over two keys, each cell with its number in it.
//!
//! In: labels of columns and rows, a number for each cell (a share is written in per cent). Out:
//! SVG. A cell without a number is grey with a dash.

use super::axis::{Axis, significant};
use super::colour::{INK, MISSING, QUIET, hex, ink_on, ramp};
use super::drawing::{Anchor, Drawing};
use super::{TEXT, TITLE, Width, fitted, text_width, title_fitted};

/// A heat map.
#[derive(Clone, Debug)]
pub(crate) struct HeatMap {
    /// Its title.
    pub title: String,
    /// Quantity of the columns, with unit.
    pub x_label: String,
    /// Values of the columns, from the left.
    pub columns: Vec<String>,
    /// Quantity of the rows, with unit.
    pub y_label: String,
    /// Values of the rows, from the bottom.
    pub rows: Vec<String>,
    /// Rows of cells, from the bottom.
    pub cells: Vec<Vec<Option<f64>>>,
    /// What each cell tells, in the same order; empty: nothing.
    pub told: Vec<Vec<String>>,
    /// Quantity of the cells.
    pub value_label: String,
    /// Whether cells are shares of 1, shown from 0 to 100 %.
    pub share: bool,
    /// A line below, for instance the number of animals of a cell.
    pub note: String,
}

/// Draws it.
pub(crate) fn heat_map(map: &HeatMap, width: Width) -> Drawing {
    let mut drawing = Drawing::new(width, &map.title);
    let title = title_fitted(&map.title, drawing.across() - 12.0);
    drawing.bold((6.0, 6.0 + TITLE), Anchor::Start, TITLE, INK, &title);
    let axis = if map.share {
        Axis::share("")
    } else {
        Axis::linear("", map.cells.iter().flatten().flatten().copied())
    };
    let labels = map
        .rows
        .iter()
        .map(|text| text_width(text, TEXT))
        .fold(0.0, f64::max)
        .min(0.3 * drawing.across());
    let (left, top, right) =
        (6.0 + 1.6 * TEXT + labels + 4.0, 14.0 + TITLE, drawing.across() - 46.0);
    let across = (right - left) / map.columns.len().max(1) as f64;
    let down =
        across.min(0.6 * drawing.across() / map.rows.len().max(1) as f64).clamp(1.6 * TEXT, 34.0);
    let bottom = top + down * map.rows.len() as f64;
    for (row, cells) in map.cells.iter().enumerate() {
        let y = bottom - down * (row as f64 + 1.0);
        for (column, cell) in cells.iter().enumerate() {
            let x = left + across * column as f64;
            let colour = cell.and_then(|value| axis.place(value)).map(ramp);
            let told = map.told.get(row).and_then(|row| row.get(column)).map_or("", String::as_str);
            drawing.mark(told, |drawing| {
                drawing.rect(
                    x + 0.3,
                    y + 0.3,
                    across - 0.6,
                    down - 0.6,
                    &colour.map_or(MISSING.to_string(), hex),
                );
                let text = cell.map_or("–".to_string(), |value| {
                    if map.share { format!("{:.0}", 100.0 * value) } else { significant(value, 3) }
                });
                if text_width(&text, TEXT) < across - 2.0 {
                    drawing.text(
                        (x + 0.5 * across, y + 0.5 * down + 0.35 * TEXT),
                        Anchor::Middle,
                        TEXT,
                        colour.map_or(QUIET, ink_on),
                        &text,
                    );
                }
            });
        }
        if let Some(label) = map.rows.get(row) {
            drawing.text(
                (left - 3.0, y + 0.5 * down + 0.35 * TEXT),
                Anchor::End,
                TEXT,
                INK,
                &fitted(label, TEXT, labels + 1.0),
            );
        }
    }
    let mut free = f64::NEG_INFINITY;
    for (column, label) in map.columns.iter().enumerate() {
        let (middle, half) = (left + across * (column as f64 + 0.5), 0.5 * text_width(label, TEXT));
        if middle - half > free {
            drawing.text((middle, bottom + 2.0 + TEXT), Anchor::Middle, TEXT, INK, label);
            free = middle + half + 2.0;
        }
    }
    let below = bottom + 2.0 + 2.4 * TEXT;
    drawing.text((0.5 * (left + right), below), Anchor::Middle, TEXT, INK, &map.x_label);
    drawing.upwards((6.0 + 0.8 * TEXT, 0.5 * (top + bottom)), TEXT, INK, &map.y_label);
    bar(&mut drawing, &axis, map, (right + 8.0, top, bottom));
    let end = if map.note.is_empty() { below } else { below + 1.5 * TEXT };
    if !map.note.is_empty() {
        let note = fitted(&map.note, TEXT - 1.0, drawing.across() - 12.0);
        drawing.text((6.0, end), Anchor::Start, TEXT - 1.0, QUIET, &note);
    }
    drawing.finish(end + 5.0)
}

/// The ramp with its numbers.
fn bar(drawing: &mut Drawing, axis: &Axis, map: &HeatMap, (left, top, bottom): (f64, f64, f64)) {
    const PARTS: u32 = 48;
    let high = (bottom - top) / f64::from(PARTS);
    for part in 0..PARTS {
        let share = (f64::from(part) + 0.5) / f64::from(PARTS);
        drawing.rect(
            left,
            bottom - high * (f64::from(part) + 1.0),
            7.0,
            high + 0.3,
            &hex(ramp(share)),
        );
    }
    for (value, text) in axis.ticks() {
        let Some(place) = axis.place(value).filter(|place| (0.0..=1.0).contains(place)) else {
            continue;
        };
        let y = bottom - place * (bottom - top);
        let text = if map.share { format!("{:.0}", 100.0 * value) } else { text };
        drawing.line((left + 7.0, y), (left + 8.5, y), INK, 0.5);
        drawing.text((left + 10.0, y + 0.35 * TEXT), Anchor::Start, TEXT, INK, &text);
    }
    drawing.upwards((drawing.across() - 4.0, 0.5 * (top + bottom)), TEXT, INK, &map.value_label);
}
