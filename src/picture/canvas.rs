//! A sheet of palette indices and the marks that can be put on it. Integers only; whatever falls
//! outside the sheet is cut.

use super::font;

/// A picture of palette indices, row by row from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Indices, `width * height`.
    pub pixels: Vec<u8>,
}

impl Image {
    /// A sheet of one colour.
    pub fn filled(width: usize, height: usize, colour: u8) -> Self {
        Image { width, height, pixels: vec![colour; width * height] }
    }

    /// One pixel.
    pub(super) fn dot(&mut self, x: usize, y: usize, colour: u8) {
        if x < self.width && y < self.height {
            self.pixels[y * self.width + x] = colour;
        }
    }

    /// A filled rectangle.
    pub(super) fn rect(&mut self, x: usize, y: usize, width: usize, height: usize, colour: u8) {
        let right = (x + width).min(self.width);
        for row in y..(y + height).min(self.height) {
            if x < right {
                self.pixels[row * self.width + x..row * self.width + right].fill(colour);
            }
        }
    }

    /// Another picture with its top left corner at `x, y`.
    pub(super) fn paste(&mut self, x: usize, y: usize, other: &Image) {
        for row in 0..other.height {
            for column in 0..other.width {
                self.dot(x + column, y + row, other.pixels[row * other.width + column]);
            }
        }
    }

    /// A line of text with its top left corner at `x, y`.
    pub(super) fn text(&mut self, x: usize, y: usize, scale: usize, colour: u8, text: &str) {
        font::draw(text, scale, |dx, dy| self.dot(x + dx, y + dy, colour));
    }

    /// A line of text that ends at `right`.
    pub(super) fn text_right(
        &mut self,
        right: usize,
        y: usize,
        scale: usize,
        colour: u8,
        text: &str,
    ) {
        self.text(right.saturating_sub(font::width(text, scale)), y, scale, colour, text);
    }

    /// A line of text with its middle at `x`.
    pub(super) fn text_middle(&mut self, x: usize, y: usize, scale: usize, colour: u8, text: &str) {
        self.text(x.saturating_sub(font::width(text, scale) / 2), y, scale, colour, text);
    }

    /// A filled diamond with its middle at `x, y`, `radius` pixels to each tip.
    pub(super) fn diamond(&mut self, x: usize, y: usize, radius: usize, colour: u8) {
        for dy in 0..=2 * radius {
            let half = radius - dy.abs_diff(radius);
            self.rect(
                (x).saturating_sub(half),
                (y + dy).saturating_sub(radius),
                2 * half + 1,
                1,
                colour,
            );
        }
    }

    /// A triangle that hangs from `y` with its tip `size` pixels lower.
    pub(super) fn pointer(&mut self, x: usize, y: usize, size: usize, colour: u8) {
        for row in 0..=size {
            let half = size - row;
            self.rect(x.saturating_sub(half), y + row, 2 * half + 1, 1, colour);
        }
    }
}
