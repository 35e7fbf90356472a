//! How one lattice cell is drawn at a whole number of pixels.
//!
//! In: a kind, its palette index and the edge of a cell in pixels. Out: pixels. Tissue fills its
//! square (with a darker seam from four pixels up, so that single cells can be seen); an effector
//! is a bright shape of its own with a dark surround, and below six pixels it is drawn two
//! pixels wider than its cell, so that it can be seen at all: CTL a disc, helper T a ring, NK a
//! triangle, LAK a cross, Treg two bars. So kinds differ in shape as well as in colour.

use super::canvas::Image;
use super::palette;

/// Shapes of CTL, helper T, NK, LAK and Treg at four pixels.
const SHAPES_4: [[u8; 4]; 5] = [
    [0b0110, 0b1111, 0b1111, 0b0110],
    [0b1111, 0b1001, 0b1001, 0b1111],
    [0b0100, 0b0110, 0b1111, 0b1111],
    [0b1001, 0b0110, 0b0110, 0b1001],
    [0b1111, 0b0000, 0b0000, 0b1111],
];

/// At five pixels.
const SHAPES_5: [[u8; 5]; 5] = [
    [0b01110, 0b11111, 0b11111, 0b11111, 0b01110],
    [0b01110, 0b11011, 0b10001, 0b11011, 0b01110],
    [0b00100, 0b00100, 0b01110, 0b01110, 0b11111],
    [0b11011, 0b01110, 0b00100, 0b01110, 0b11011],
    [0b11111, 0b11111, 0b00000, 0b11111, 0b11111],
];

/// At six pixels.
const SHAPES_6: [[u8; 6]; 5] = [
    [0b011110, 0b111111, 0b111111, 0b111111, 0b111111, 0b011110],
    [0b011110, 0b110011, 0b100001, 0b100001, 0b110011, 0b011110],
    [0b001100, 0b001100, 0b011110, 0b011110, 0b111111, 0b111111],
    [0b110011, 0b011110, 0b001100, 0b001100, 0b011110, 0b110011],
    [0b111111, 0b111111, 0b000000, 0b000000, 0b111111, 0b111111],
];

/// At eight pixels, from which every larger size is sampled.
const SHAPES_8: [[u8; 8]; 5] = [
    [
        0b00111100, 0b01111110, 0b11111111, 0b11111111, 0b11111111, 0b11111111, 0b01111110,
        0b00111100,
    ],
    [
        0b00111100, 0b01111110, 0b11100111, 0b11000011, 0b11000011, 0b11100111, 0b01111110,
        0b00111100,
    ],
    [
        0b00011000, 0b00011000, 0b00111100, 0b00111100, 0b01111110, 0b01111110, 0b11111111,
        0b11111111,
    ],
    [
        0b11000011, 0b11100111, 0b01111110, 0b00111100, 0b00111100, 0b01111110, 0b11100111,
        0b11000011,
    ],
    [
        0b11111111, 0b11111111, 0b11111111, 0b00000000, 0b00000000, 0b11111111, 0b11111111,
        0b11111111,
    ],
];

/// Whether a kind is an effector.
pub fn is_effector(kind: u8) -> bool {
    (8..13).contains(&kind)
}

/// Edge of an effector's shape on cells of `edge` pixels.
pub fn shape_edge(edge: usize) -> usize {
    match edge {
        0 | 1 => 2,
        2..=5 => edge + 2,
        _ => edge,
    }
}

/// Whether pixel `x, y` of a shape of `edge` pixels is set.
pub fn in_shape(kind: u8, edge: usize, x: usize, y: usize) -> bool {
    let shape = usize::from(kind - 8);
    let bits = |row: u8, wide: usize| row >> (wide - 1 - x) & 1 == 1;
    let sample = |at: usize| (2 * at + 1) * 8 / (2 * edge);
    match edge {
        0..=3 => true,
        4 => bits(SHAPES_4[shape][y], 4),
        5 => bits(SHAPES_5[shape][y], 5),
        6 => bits(SHAPES_6[shape][y], 6),
        _ => SHAPES_8[shape][sample(y)] >> (7 - sample(x)) & 1 == 1,
    }
}

/// Draws a cell of tissue in a square of `edge` pixels.
pub fn tissue(image: &mut Image, left: usize, top: usize, edge: usize, kind: u8, index: u8) {
    for y in 0..edge {
        for x in 0..edge {
            let seam = edge >= 4 && (x + 1 == edge || y + 1 == edge);
            let colour = if kind == 5 && edge >= 4 && (x + y) % edge >= edge / 2 {
                palette::far(6, 0)
            } else if kind == 7
                && edge >= 4
                && x.abs_diff(edge - 1 - x) + y.abs_diff(edge - 1 - y) <= edge / 2
            {
                palette::OUTLINE
            } else if seam && (1..7).contains(&kind) {
                palette::far(kind, 2)
            } else {
                index
            };
            image.dot(left + x, top + y, colour);
        }
    }
}

/// Draws an effector's shape in the middle of its cell of `edge` pixels.
pub fn effector(image: &mut Image, left: usize, top: usize, edge: usize, kind: u8, index: u8) {
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
pub fn swatch(kind: u8) -> Image {
    let index = palette::cell(palette::Layer::Cells, kind, 15, 0, 0);
    if is_effector(kind) {
        let mut image = Image::filled(SWATCH, SWATCH, palette::OUTLINE);
        effector(&mut image, 2, 2, SWATCH - 4, kind, index);
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

    #[test]
    fn effectors_differ_in_shape_at_every_size_from_four_pixels() {
        for edge in [4, 5, 6, 7, 8, 12, 16] {
            let shape = |kind: u8| -> Vec<bool> {
                (0..edge * edge).map(|i| in_shape(kind, edge, i % edge, i / edge)).collect()
            };
            for a in 8..13 {
                assert!(
                    shape(a).iter().filter(|set| **set).count() * 3 >= edge * edge,
                    "{a} is faint at {edge}"
                );
                for b in 8..a {
                    assert_ne!(shape(a), shape(b), "{a} and {b} at {edge}");
                }
            }
        }
    }
}
