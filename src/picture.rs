//! Pictures: a frame of the census becomes a PNG, and a row of them a GIF or an APNG.
//!
//! In: a [`Frame`] (codes of every lattice cell), a [`Scene`] (what stands around it: title, time,
//! doses, counts) and a [`Look`]. Out: bytes. Everything is integer work on palette indices
//! ([`Image`]), so a picture has the same bytes on every machine; the colours are the paint rules'
//! ([`palette`]). The letters are drawn for this project ([`font`]).

mod camera;
pub mod canvas;
pub mod font;
mod indexed;
mod layout;
mod movie;
pub mod palette;
pub mod pane;
pub mod proof;
mod scene;
pub mod sprite;
pub mod video;
mod views;
pub mod volume;
mod words;

use crate::census::Frame;

pub use camera::Camera;
pub use canvas::Image;
pub use indexed::encode;
pub use layout::{Look, MOVIE_PIXELS, PictureSize, TURN_DEG, VIEWS};
pub use movie::{MovieError, Pace, apng, gif};
pub use palette::{Colours, Layer};
pub use scene::{FieldScale, Mark, Scene};
pub use views::{View, panes};
pub use words::{day_and_hour, grouped};

/// Edge of the painted lattice in a PNG, pixels; the lattice takes the largest whole number of
/// pixels a cell that fits.
pub const FRAME_PIXELS: usize = 800;

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
    paint_as(frame, scene, &Look { size: PictureSize::Fit(pixels), ..Look::default() })
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

#[cfg(test)]
pub(crate) mod tests;
