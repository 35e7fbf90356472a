//! Pictures: a frame of the census becomes a PNG, and a row of them a GIF or an APNG.
//!
//! In: a [`Frame`] (codes of every lattice cell), a [`Scene`] (what stands around it: title, time,
//! doses, counts) and a [`Look`]. Out: bytes. Everything is integer work on palette indices
//! ([`Image`]), so a picture has the same bytes on every machine; the colours are the paint rules'
//! ([`palette`]). The letters are drawn for this project ([`font`]).

pub mod canvas;
pub mod font;
mod layout;
mod movie;
pub mod palette;
pub mod pane;
pub mod sprite;
pub mod video;
pub mod volume;

use crate::census::Frame;

pub use canvas::Image;
pub use layout::{Look, Size, TURN_DEG, VIEWS};
pub use movie::{MovieError, Pace, apng, gif};
pub use palette::{Colours, Layer};
pub use pane::View;
pub use volume::Camera;

/// Doses of one treatment, for the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its label, for example `il2 peritumoral`.
    pub label: String,
    /// When, h from the inoculation, ascending.
    pub times_h: Vec<f64>,
}

/// What an 8-bit code of a field stands for: code 0 is below `floor_pm`, another `floor_pm *
/// 2^((code - 1) / per_doubling)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldScale {
    /// Concentration of code 1, pM.
    pub floor_pm: f64,
    /// Codes for each doubling.
    pub per_doubling: f64,
}

impl Default for FieldScale {
    /// The scale of [`Frame::il2`].
    fn default() -> Self {
        FieldScale { floor_pm: 0.1, per_doubling: 10.0 }
    }
}

impl FieldScale {
    /// The code of a concentration, 0 to 255.
    pub fn code(&self, pm: f64) -> u8 {
        if pm < self.floor_pm {
            return 0;
        }
        (1.0 + self.per_doubling * libm::log2(pm / self.floor_pm)).min(255.0) as u8
    }

    /// The largest concentration that has a code of its own, pM.
    pub fn top_pm(&self) -> f64 {
        self.floor_pm * libm::exp2(254.0 / self.per_doubling)
    }
}

/// What stands around a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The scenario's title.
    pub title: String,
    /// Name of the site.
    pub site: String,
    /// Whose tumour, in the words and number of the headline: `animal 3`, `patient 0`.
    pub who: String,
    /// Lattice cells along x, y, z.
    pub cells: [u32; 3],
    /// Edge of a lattice cell, um.
    pub spacing_um: f64,
    /// Time of the frame, h from the inoculation.
    pub time_h: f64,
    /// Planned end of the run, h.
    pub until_h: f64,
    /// Kinds of the legend (codes of [`crate::census::KIND_NAMES`]) with their numbers of cells.
    pub legend: Vec<(u8, u64)>,
    /// The treatments.
    pub marks: Vec<Mark>,
    /// Scale of the IL-2 codes.
    pub field_scale: FieldScale,
}

impl Scene {
    /// A legend of the given kinds with the numbers that can be seen in a frame (a tissue cell
    /// behind an effector is not seen).
    pub fn legend_of(frame: &Frame, kinds: impl IntoIterator<Item = u8>) -> Vec<(u8, u64)> {
        let count = |kind: u8| frame.kind.iter().filter(|code| **code == kind).count() as u64;
        kinds.into_iter().map(|kind| (kind, count(kind))).collect()
    }
}

/// Edge of the painted lattice in a PNG, pixels; the lattice takes the largest whole number of
/// pixels a cell that fits.
pub const FRAME_PIXELS: usize = 800;
/// The same in the GIF.
pub const MOVIE_PIXELS: usize = 600;

/// Pictures in an animation, at most, unless more are asked for.
pub const MOVIE_FRAMES: usize = 240;

/// Which of `count` frames are shown by at most so many pictures (0: all): evenly spaced, the first
/// and the last among them.
pub fn evenly(count: usize, pictures: usize) -> Vec<usize> {
    let kept = if pictures == 0 { count } else { count.min(pictures) };
    (0..kept).map(|i| if kept > 1 { i * (count - 1) / (kept - 1) } else { 0 }).collect()
}

/// Paints the cells of a frame so that its lattice fits `pixels` across.
pub fn paint(frame: &Frame, scene: &Scene, pixels: usize) -> Image {
    paint_as(frame, scene, &Look { size: Size::Fit(pixels), ..Look::default() })
}

/// Paints a frame as picture `place` of `of` of an animation.
pub fn paint_moving(frame: &Frame, scene: &Scene, (place, of): (usize, usize)) -> Image {
    paint_as(frame, scene, &Look::default().turned(part_of(TURN_DEG, place, of)))
}

/// How far a camera is at picture `place` of `of` that goes `turn_deg` round meanwhile, degrees.
pub fn part_of(turn_deg: f64, place: usize, of: usize) -> f64 {
    turn_deg * place as f64 / of.max(1) as f64
}

/// Paints a frame as it is wanted.
pub fn paint_as(frame: &Frame, scene: &Scene, look: &Look) -> Image {
    layout::paint(frame, scene, look)
}

/// Width and height of what [`paint_as`] paints, pixels.
pub fn painted_size(scene: &Scene, look: &Look) -> (usize, usize) {
    layout::Sheet::of(scene, look).size
}

/// The bytes of `frames/rNNNN/SITE/tNNNNNN.png`.
pub fn png(frame: &Frame, scene: &Scene) -> Vec<u8> {
    encode(&paint(frame, scene, FRAME_PIXELS), Colours::Standard)
}

/// An indexed PNG.
pub fn encode(image: &Image, colours: Colours) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = palette_png(&mut bytes, (image.width, image.height), colours);
    let mut writer =
        encoder.write_header().expect("a palette image of at least one pixel has a valid header");
    writer.write_image_data(&image.pixels).expect("writing to memory does not fail");
    writer.finish().expect("writing to memory does not fail");
    bytes
}

/// The encoder of an indexed PNG.
fn palette_png<'a, W: std::io::Write>(
    into: W,
    (width, height): (usize, usize),
    colours: Colours,
) -> png::Encoder<'a, W> {
    let mut encoder = png::Encoder::new(into, width as u32, height as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(colours.table());
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::Balanced);
    encoder
}

/// `day 12, 06:00`.
pub fn day_and_hour(time_h: f64) -> String {
    let minutes = (time_h * 60.0).round().max(0.0) as u64;
    format!("day {}, {:02}:{:02}", minutes / 1440, minutes / 60 % 24, minutes % 60)
}

/// `12345` with thin groups: `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
pub(crate) mod tests;
