//! The time-lapse: a GIF that loops, each picture only where it differs from the one before.
//!
//! In: pictures of one size. Out: bytes. What did not change is transparent and the changed part is cut to its rectangle; the last picture
//! is held. No clock and no dithering, so the bytes are the same everywhere.

use std::borrow::Cow;

use gif::{DisposalMethod, Encoder, Frame, Repeat};

use super::{Image, palette};

/// Why no GIF was made.
#[derive(Debug, thiserror::Error)]
pub enum MovieError {
    /// There is no picture.
    #[error("a time-lapse needs at least one picture")]
    Empty,
    /// A picture's size differs from the first's.
    #[error("picture {place} of the time-lapse is {width} x {height} pixels and not {first_width} x {first_height}")]
    Size {
        /// Which.
        place: usize,
        /// Its width.
        width: usize,
        /// Its height.
        height: usize,
        /// Width of the first.
        first_width: usize,
        /// Height of the first.
        first_height: usize,
    },
    /// Larger than the format can say.
    #[error("a GIF is at most 65535 pixels wide and high")]
    Large,
}

/// Index that stands for "as before".
const AS_BEFORE: u8 = 0;
/// How long a picture stays, hundredths of a second.
const DELAY: u16 = 12;
/// How long the last stays.
const HOLD: u16 = 250;

/// A looping GIF of pictures of one size.
///
/// # Errors
/// No picture, pictures of several sizes, or larger than 65535 pixels.
pub fn gif(images: impl IntoIterator<Item = Image>) -> Result<Vec<u8>, MovieError> {
    let mut images = images.into_iter().enumerate().peekable();
    let Some((_, first)) = images.peek() else { return Err(MovieError::Empty) };
    let (first_width, first_height) = (first.width, first.height);
    let (Ok(width), Ok(height)) = (u16::try_from(first_width), u16::try_from(first_height)) else { return Err(MovieError::Large) };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height, &palette::table()).expect("writing to memory does not fail");
    encoder.set_repeat(Repeat::Infinite).expect("writing to memory does not fail");
    let mut before: Option<Image> = None;
    while let Some((place, image)) = images.next() {
        if (image.width, image.height) != (first_width, first_height) {
            return Err(MovieError::Size { place, width: image.width, height: image.height, first_width, first_height });
        }
        let delay = if images.peek().is_none() { HOLD } else { DELAY };
        encoder.write_frame(&difference(before.as_ref(), &image, delay)).expect("writing to memory does not fail");
        before = Some(image);
    }
    drop(encoder);
    Ok(bytes)
}

/// What changed, cut to its rectangle (one transparent pixel where nothing did).
fn difference(before: Option<&Image>, image: &Image, delay: u16) -> Frame<'static> {
    let changed = |x: usize, y: usize| before.is_none_or(|old| old.pixels[y * image.width + x] != image.pixels[y * image.width + x]);
    let (mut left, mut right, mut top, mut bottom) = (image.width, 0, image.height, 0);
    for y in 0..image.height {
        for x in 0..image.width {
            if changed(x, y) {
                (left, right) = (left.min(x), right.max(x + 1));
                (top, bottom) = (top.min(y), bottom.max(y + 1));
            }
        }
    }
    if right == 0 {
        (left, right, top, bottom) = (0, 1, 0, 1);
    }
    let mut buffer = Vec::with_capacity((right - left) * (bottom - top));
    for y in top..bottom {
        buffer.extend((left..right).map(|x| if changed(x, y) { image.pixels[y * image.width + x] } else { AS_BEFORE }));
    }
    Frame {
        delay,
        dispose: DisposalMethod::Keep,
        transparent: before.map(|_| AS_BEFORE),
        left: left as u16,
        top: top as u16,
        width: (right - left) as u16,
        height: (bottom - top) as u16,
        buffer: Cow::Owned(buffer),
        ..Frame::default()
    }
}
