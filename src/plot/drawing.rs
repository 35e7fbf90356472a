//! A chart as a list of shapes, which `svg` and `pdf` write.
//!
//! In: shapes in points, from the top left. Out: the same list. A
//! *mark* is a datum: a group whose text tells its numbers, which a browser shows under the pointer
//! and a page reads out.

use super::Width;
use super::face::Face;

/// Where a text stands against its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Begins there.
    Start,
    /// Is centred there.
    Middle,
    /// Ends there.
    End,
}

/// A place, points.
pub(super) type Point = (f64, f64);

/// One shape; colours are `#rrggbb`, lengths points.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum DrawnShape {
    /// A filled rectangle.
    Rect { at: Point, width: f64, height: f64, fill: String },
    /// A straight line.
    Line { from: Point, to: Point, stroke: String, width: f64 },
    /// Lines through points; `dash` as SVG writes it, empty for none.
    Path { points: Vec<Point>, stroke: String, width: f64, dash: String },
    /// A filled area within points.
    Area { points: Vec<Point>, fill: String, opacity: f64 },
    /// A filled disc.
    Disc { at: Point, radius: f64, fill: String },
    /// A text on its base line.
    Text { at: Point, anchor: Anchor, face: Face, size: f64, fill: String, text: String },
    /// A text that runs upwards, centred.
    Upwards { at: Point, size: f64, fill: String, text: String },
    /// A mark begins, told by a text.
    Mark(String),
    /// It ends.
    MarkEnds,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawing {
    pub(super) width: Width,
    /// Points.
    pub(super) height: f64,
    /// What a screen reader says.
    pub(super) title: String,
    pub(super) shapes: Vec<DrawnShape>,
}

impl Drawing {
    /// An empty drawing.
    pub(super) fn new(width: Width, title: &str) -> Drawing {
        Drawing { width, height: 0.0, title: title.to_string(), shapes: Vec::new() }
    }

    /// Its width.
    pub(crate) fn width(&self) -> Width {
        self.width
    }

    /// Its width, points.
    pub(super) fn across(&self) -> f64 {
        self.width.points()
    }

    pub(super) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        self.shapes.push(DrawnShape::Rect { at: (x, y), width, height, fill: fill.to_string() });
    }

    pub(super) fn line(&mut self, from: Point, to: Point, stroke: &str, width: f64) {
        self.shapes.push(DrawnShape::Line { from, to, stroke: stroke.to_string(), width });
    }

    pub(super) fn path(&mut self, points: &[Point], stroke: &str, width: f64, dash: &str) {
        if !points.is_empty() {
            let (stroke, dash) = (stroke.to_string(), dash.to_string());
            self.shapes.push(DrawnShape::Path { points: points.to_vec(), stroke, width, dash });
        }
    }

    pub(super) fn area(&mut self, points: &[Point], fill: &str, opacity: f64) {
        if !points.is_empty() {
            let fill = fill.to_string();
            self.shapes.push(DrawnShape::Area { points: points.to_vec(), fill, opacity });
        }
    }

    /// One of four markers: disc, square, diamond, triangle.
    pub(super) fn marker(&mut self, shape: usize, at: Point, size: f64, fill: &str) {
        let (x, y) = at;
        let points = match shape % 4 {
            0 => {
                let (radius, fill) = (0.5 * size, fill.to_string());
                return self.shapes.push(DrawnShape::Disc { at, radius, fill });
            }
            1 => vec![
                (x - 0.45 * size, y - 0.45 * size),
                (x + 0.45 * size, y - 0.45 * size),
                (x + 0.45 * size, y + 0.45 * size),
                (x - 0.45 * size, y + 0.45 * size),
            ],
            2 => vec![
                (x, y - 0.62 * size),
                (x + 0.62 * size, y),
                (x, y + 0.62 * size),
                (x - 0.62 * size, y),
            ],
            _ => vec![
                (x, y - 0.6 * size),
                (x + 0.55 * size, y + 0.42 * size),
                (x - 0.55 * size, y + 0.42 * size),
            ],
        };
        self.area(&points, fill, 1.0);
    }

    /// A text on its base line.
    pub(super) fn text(&mut self, at: Point, anchor: Anchor, size: f64, fill: &str, text: &str) {
        self.letters(Face::Regular, at, anchor, size, fill, text);
    }

    /// A bold text on its base line.
    pub(super) fn bold(&mut self, at: Point, anchor: Anchor, size: f64, fill: &str, text: &str) {
        self.letters(Face::Bold, at, anchor, size, fill, text);
    }

    fn letters(
        &mut self,
        face: Face,
        at: Point,
        anchor: Anchor,
        size: f64,
        fill: &str,
        text: &str,
    ) {
        let (fill, text) = (fill.to_string(), text.to_string());
        self.shapes.push(DrawnShape::Text { at, anchor, face, size, fill, text });
    }

    /// A text that runs upwards, centred.
    pub(super) fn upwards(&mut self, at: Point, size: f64, fill: &str, text: &str) {
        let (fill, text) = (fill.to_string(), text.to_string());
        self.shapes.push(DrawnShape::Upwards { at, size, fill, text });
    }

    /// A datum: what `draw` draws, told by a text; without a text no more than the shapes.
    pub(super) fn mark(&mut self, told: &str, draw: impl FnOnce(&mut Drawing)) {
        if told.is_empty() {
            return draw(self);
        }
        self.shapes.push(DrawnShape::Mark(told.to_string()));
        draw(self);
        self.shapes.push(DrawnShape::MarkEnds);
    }

    /// A rectangle that is not seen, where a pointer finds a mark.
    pub(super) fn room(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.area(
            &[(x, y), (x + width, y), (x + width, y + height), (x, y + height)],
            "#000000",
            0.0,
        );
    }

    /// The drawing, so many points high.
    pub(super) fn finish(mut self, height: f64) -> Drawing {
        self.height = height;
        self
    }
}

/// Two decimals, no negative zero; what is no finite number is 0.
pub(super) fn rounded(value: f64) -> f64 {
    if value.is_finite() { libm::round(value * 100.0) / 100.0 + 0.0 } else { 0.0 }
}
