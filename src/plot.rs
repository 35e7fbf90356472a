//! Charts for papers: numbers in, the text of an SVG out.
//!
//! Figures are one or two columns of a journal wide (85 or 170 mm); one unit of the drawing is one
//! point (1/72 inch), text is 7 points of a sans-serif face, the background white. Ramps rise in
//! lightness, groups have colours that the colour-blind tell apart, and nothing is told by colour
//! alone: cells hold their numbers, curves their markers and names. The same numbers give the same
//! bytes everywhere: coordinates have two decimals, logarithms are those of `libm`.
//!
//! | room | what |
//! | --- | --- |
//! | [`heat_map`] | a number over two keys |
//! | [`curves`] | numbers with intervals over one key, with fitted curves |
//! | [`lines`] | courses in time with bands |
//! | [`survival`] | Kaplan-Meier curves with numbers at risk |
//! | [`forest`] | estimates with intervals, one a line |
//! | [`pdf`] | any of them as a PDF page |

pub mod axis;
pub mod colour;
pub mod curves;
pub mod forest;
mod frame;
pub mod heat_map;
pub mod lines;
pub mod pdf;
pub mod survival;
pub mod svg;

/// Width of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// One column of a journal, 85 mm.
    Single,
    /// Two columns, 170 mm.
    Double,
}

impl Width {
    /// Millimetres.
    pub fn mm(self) -> f64 {
        match self {
            Width::Single => 85.0,
            Width::Double => 170.0,
        }
    }

    /// Points.
    pub fn points(self) -> f64 {
        self.mm() / 25.4 * 72.0
    }
}

/// Size of text, points.
const TEXT: f64 = 7.0;
/// Size of a title, points.
const TITLE: f64 = 8.0;

/// Points that a text of this size takes, near enough to leave room for it (a sans-serif face's
/// mean letter is a little over half as wide as high).
fn text_width(text: &str, size: f64) -> f64 {
    let letter = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '('
        | ')' | '/' | '-' => 0.32,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.88,
        'A'..='Z' => 0.68,
        _ => 0.56,
    };
    size * text.chars().map(letter).sum::<f64>()
}

/// The text, cut with an ellipsis to what a width holds.
fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_string();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if text_width(&kept, size) + size > width {
            break;
        }
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests;
