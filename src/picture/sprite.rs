//! How one lattice cell is drawn at a whole number of pixels.
//!
//! In: a kind, its palette index and the edge of a cell in pixels. Out: pixels. Tissue fills its
//! square (with a darker seam from four pixels up, so that single cells can be seen); an effector
//! is a bright shape of its own with a dark surround, and below six pixels it is drawn two
//! pixels wider than its cell, so that it can be seen at all. So kinds differ in shape (drawn in
//! the table of kinds) as well as in colour.

use super::canvas::Image;
use super::palette;
use crate::kinds::{Code, KindRow};

/// Edge of an effector's shape on cells of `edge` pixels.
pub fn shape_edge(edge: usize) -> usize {
    match edge {
        0 | 1 => 2,
        2..=5 => edge + 2,
        _ => edge,
    }
}

/// Whether pixel `x, y` of a shape of `edge` pixels is set.
pub fn in_shape(kind: &KindRow, edge: usize, x: usize, y: usize) -> bool {
    let bits = |row: u8, wide: usize| row >> (wide - 1 - x) & 1 == 1;
    let sample = |at: usize| (2 * at + 1) * 8 / (2 * edge);
    match edge {
        0..=3 => true,
        4 => bits(kind.shape_4[y], 4),
        5 => bits(kind.shape_5[y], 5),
        6 => bits(kind.shape_6[y], 6),
        _ => kind.shape_8[sample(y)] >> (7 - sample(x)) & 1 == 1,
    }
}

/// Draws a cell of tissue in a square of `edge` pixels.
pub fn tissue(image: &mut Image, left: usize, top: usize, edge: usize, kind: Code, index: u8) {
    for y in 0..edge {
        for x in 0..edge {
            let seam = edge >= 4 && (x + 1 == edge || y + 1 == edge);
            let colour = if kind == Code::DYING && edge >= 4 && (x + y) % edge >= edge / 2 {
                palette::far(Code::NECROTIC, 0)
            } else if kind == Code::VESSEL
                && edge >= 4
                && x.abs_diff(edge - 1 - x) + y.abs_diff(edge - 1 - y) <= edge / 2
            {
                palette::OUTLINE
            } else if seam && kind.look().tissue.is_some() && kind != Code::FREE {
                palette::far(kind, 2)
            } else {
                index
            };
            image.dot(left + x, top + y, colour);
        }
    }
}

/// Draws an effector's shape in the middle of its cell of `edge` pixels.
pub fn effector(
    image: &mut Image,
    (left, top): (usize, usize),
    edge: usize,
    kind: &KindRow,
    index: u8,
) {
    let wide = shape_edge(edge);
    for y in 0..wide {
        for x in 0..wide {
            if in_shape(kind, wide, x, y) {
                let (x, y) = (
                    (left + x + edge / 2).checked_sub(wide / 2),
                    (top + y + edge / 2).checked_sub(wide / 2),
                );
                if let (Some(x), Some(y)) = (x, y) {
                    image.dot(x, y, index);
                }
            }
        }
    }
}

/// Darkens the square behind an effector's shape, and from four pixels a cell a ring around it
/// (before any effector is drawn).
pub fn surround(image: &mut Image, left: usize, top: usize, edge: usize) {
    let ring = usize::from(edge >= 4);
    let wide = shape_edge(edge) + 2 * ring;
    let (x, y) = (left + edge / 2, top + edge / 2);
    let (from_x, from_y) = (x.saturating_sub(wide / 2), y.saturating_sub(wide / 2));
    image.rect(from_x, from_y, wide, wide, palette::OUTLINE);
}

/// Edge of a cell in a legend, pixels.
pub const SWATCH: usize = 16;

/// A cell of a legend: a kind in a square of [`SWATCH`] pixels.
pub fn swatch(kind: Code) -> Image {
    let index = palette::cell(palette::Layer::Cells, kind, 15, 0, 0);
    if let Some(shown) = kind.effector() {
        let mut image = Image::filled(SWATCH, SWATCH, palette::OUTLINE);
        effector(&mut image, (2, 2), SWATCH - 4, shown.row(), index);
        image
    } else {
        let mut image = Image::filled(SWATCH, SWATCH, index);
        tissue(&mut image, 0, 0, SWATCH, kind, index);
        image
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;

    #[test]
    fn effectors_differ_in_shape_at_every_size_from_four_pixels() {
        for edge in [4, 5, 6, 7, 8, 12, 16] {
            let shape = |kind: &KindRow| -> Vec<bool> {
                (0..edge * edge).map(|i| in_shape(kind, edge, i % edge, i / edge)).collect()
            };
            for (place, a) in KINDS.iter().enumerate() {
                assert!(
                    shape(a).iter().filter(|set| **set).count() * 3 >= edge * edge,
                    "{} is faint at {edge}",
                    a.name
                );
                for b in &KINDS[..place] {
                    assert_ne!(shape(a), shape(b), "{} and {} at {edge}", a.name, b.name);
                }
            }
        }
    }
}
