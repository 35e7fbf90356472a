//! Charts for papers: numbers in, a [`Drawing`] out, which is written as SVG or PDF.
//!
//! Figures are one or two columns of a journal wide (85 or 170 mm); one unit of the drawing is one
//! point (1/72 inch), text is 7 points of Arimo, the background white. Ramps rise in
//! lightness, groups have colours that the colour-blind tell apart, and nothing is told by colour
//! alone: cells hold their numbers, curves their markers and names. The same numbers give the same
//! bytes everywhere: coordinates have two decimals, logarithms are those of `libm`.
//!
//! | room | what |
//! | --- | --- |
//! | [`heat_map`] | a number over two keys |
//! | [`curves`] | numbers with intervals over one key, with fitted curves |
//! | [`lines`] | trajectories in time with bands |
//! | [`survival`] | Kaplan-Meier curves with numbers at risk |
//! | [`forest`] | estimates with intervals, one a line |
//! | `drawing` | a chart as a list of shapes; `svg` and `pdf` write it, `face` is the face of its text |

pub(crate) mod axis;
pub(crate) mod colour;
pub(crate) mod curves;
mod drawing;
mod face;
pub(crate) mod forest;
mod frame;
pub(crate) mod heat_map;
pub(crate) mod lines;
mod pdf;
pub(crate) mod survival;
mod svg;

pub(crate) use drawing::Drawing;
use face::Face;

/// Width of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// One column of a journal, 85 mm.
    Single,
    /// Two columns, 170 mm.
    Double,
}

impl Width {
    /// Millimetres.
    pub(crate) fn mm(self) -> f64 {
        match self {
            Width::Single => 85.0,
            Width::Double => 170.0,
        }
    }

    /// Points.
    pub(crate) fn points(self) -> f64 {
        self.mm() / 25.4 * 72.0
    }
}

/// Size of text, points.
const TEXT: f64 = 7.0;
/// Size of a title, points.
const TITLE: f64 = 8.0;

/// Width of a label, points.
fn text_width(text: &str, size: f64) -> f64 {
    Face::Regular.width(text, size)
}

/// A label, cut with an ellipsis to what a width holds.
fn fitted(text: &str, size: f64, width: f64) -> String {
    Face::Regular.fitted(text, size, width)
}

/// A title, cut to what a width holds.
fn title_fitted(text: &str, width: f64) -> String {
    Face::Bold.fitted(text, TITLE, width)
}

#[cfg(test)]
mod tests;
