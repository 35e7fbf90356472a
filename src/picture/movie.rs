//! Animations: a GIF or an APNG that loops, each picture only where it differs from the one before.
//!
//! In: pictures of one size, their colours, how long each stays. Out: bytes. What did not change is
//! cut away (in a GIF it is also transparent); the last picture is held. No clock and no dithering,
//! so the bytes are the same everywhere.

use std::borrow::Cow;
use std::io::Cursor;

use gif::{DisposalMethod, Frame, Repeat};

use super::{Colours, Image};

/// Why no animation was made.
#[derive(Debug, thiserror::Error)]
pub enum MovieError {
    /// There is no picture.
    #[error("a time-lapse needs at least one picture")]
    Empty,
    /// A picture's size differs from the first's.
    #[error(
        "picture {place} of the time-lapse is {width} x {height} pixels and not {first_width} x \
         {first_height}"
    )]
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
    /// Fewer or more pictures came than were announced.
    #[error("a time-lapse of {announced} pictures got {given}")]
    Short {
        /// Pictures announced.
        announced: usize,
        /// Pictures given.
        given: usize,
    },
    /// Larger than the format can say.
    #[error("a GIF is at most 65535 pixels wide and high")]
    Large,
}

/// How long pictures stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Pictures a second; `None`: one every 0.12 s.
    pub per_second: Option<u16>,
}

/// How long the last picture stays, hundredths of a second.
const HOLD: u16 = 250;

impl Pace {
    /// Time of a picture, s, as a fraction.
    pub fn seconds(self) -> (u16, u16) {
        self.per_second.map_or((12, 100), |per_second| (1, per_second.max(1)))
    }

    /// The same in hundredths, at least one.
    fn hundredths(self) -> u16 {
        let (part, whole) = self.seconds();
        ((200 * u32::from(part) / u32::from(whole)).div_ceil(2).max(1)).min(u32::from(HOLD)) as u16
    }

    /// How often the last picture is shown where a format knows no longer time for one.
    pub fn times_held(self) -> u32 {
        let (part, whole) = self.seconds();
        (u32::from(HOLD) * u32::from(whole)).div_ceil(100 * u32::from(part)).max(1)
    }
}

/// Index that stands for "as before" in a GIF.
const AS_BEFORE: u8 = 0;

/// A looping GIF of pictures of one size.
///
/// # Errors
/// No picture, pictures of several sizes, or larger than 65535 pixels.
pub fn gif(
    images: impl IntoIterator<Item = Image>,
    colours: Colours,
    pace: Pace,
) -> Result<Vec<u8>, MovieError> {
    let mut images = same_size(images)?;
    let (first_width, first_height) = images.size;
    let (Ok(width), Ok(height)) = (u16::try_from(first_width), u16::try_from(first_height)) else {
        return Err(MovieError::Large);
    };
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, width, height, &colours.table())
        .expect("writing to memory does not fail");
    encoder.set_repeat(Repeat::Infinite).expect("writing to memory does not fail");
    let mut before: Option<Image> = None;
    while let Some((image, is_last)) = images.next()? {
        let part = changed(before.as_ref(), &image);
        let mut pixels = Vec::with_capacity(part.width * part.height);
        for y in part.rows() {
            let new = part.row(&image, y);
            match &before {
                None => pixels.extend_from_slice(new),
                Some(before) => pixels.extend(
                    new.iter()
                        .zip(part.row(before, y))
                        .map(|(new, old)| if new == old { AS_BEFORE } else { *new }),
                ),
            }
        }
        let frame = Frame {
            delay: if is_last { HOLD } else { pace.hundredths() },
            dispose: DisposalMethod::Keep,
            transparent: before.as_ref().map(|_| AS_BEFORE),
            left: part.left as u16,
            top: part.top as u16,
            width: part.width as u16,
            height: part.height as u16,
            buffer: Cow::Owned(pixels),
            ..Frame::default()
        };
        encoder.write_frame(&frame).expect("writing to memory does not fail");
        before = Some(image);
    }
    drop(encoder);
    Ok(bytes)
}

/// A looping APNG of `count` pictures of one size. One picture makes a plain PNG.
///
/// # Errors
/// No picture, pictures of several sizes, or another number of them than `count`.
pub fn apng(
    images: impl IntoIterator<Item = Image>,
    count: usize,
    colours: Colours,
    pace: Pace,
) -> Result<Vec<u8>, MovieError> {
    let mut images = same_size(images)?;
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = super::indexed::palette_png(&mut bytes, images.size, colours);
    if count > 1 {
        encoder.set_animated(count as u32, 0).expect("more than one picture can be animated");
    }
    let mut given = 0;
    let mut writer =
        encoder.write_header().expect("a palette image of at least one pixel has a valid header");
    let mut before: Option<Image> = None;
    while let Some((image, is_last)) = images.next()? {
        given += 1;
        if given > count || (is_last && given < count) {
            return Err(MovieError::Short { announced: count, given });
        }
        let part = changed(before.as_ref(), &image);
        if count > 1 {
            let (seconds, of) = if is_last { (HOLD, 100) } else { pace.seconds() };
            let said =
                writer.set_frame_delay(seconds, of).and_then(|()| writer.set_frame_position(0, 0));
            let said = said
                .and_then(|()| writer.set_frame_dimension(part.width as u32, part.height as u32));
            said.and_then(|()| writer.set_frame_position(part.left as u32, part.top as u32))
                .expect("a part of the picture lies in it");
        }
        let pixels: Vec<u8> = part.rows().flat_map(|y| part.row(&image, y)).copied().collect();
        writer.write_image_data(&pixels).expect("as many pictures are written as were announced");
        before = Some(image);
    }
    writer.finish().expect("as many pictures are written as were announced");
    Ok(bytes.into_inner())
}

/// Pictures that are known to have the size of the first.
struct SameSize<I: Iterator<Item = Image>> {
    images: std::iter::Peekable<std::iter::Enumerate<I>>,
    size: (usize, usize),
}

fn same_size<I: IntoIterator<Item = Image>>(
    images: I,
) -> Result<SameSize<I::IntoIter>, MovieError> {
    let mut images = images.into_iter().enumerate().peekable();
    let (_, first) = images.peek().ok_or(MovieError::Empty)?;
    let size = (first.width, first.height);
    Ok(SameSize { images, size })
}

impl<I: Iterator<Item = Image>> SameSize<I> {
    /// The next picture, and whether it is the last.
    fn next(&mut self) -> Result<Option<(Image, bool)>, MovieError> {
        let Some((place, image)) = self.images.next() else { return Ok(None) };
        if (image.width, image.height) != self.size {
            return Err(MovieError::Size {
                place,
                width: image.width,
                height: image.height,
                first_width: self.size.0,
                first_height: self.size.1,
            });
        }
        Ok(Some((image, self.images.peek().is_none())))
    }
}

/// A rectangle of a picture.
#[derive(Clone, Copy)]
struct Part {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Part {
    fn rows(self) -> std::ops::Range<usize> {
        self.top..self.top + self.height
    }

    /// What a row of an image has of it.
    fn row(self, image: &Image, y: usize) -> &[u8] {
        &image.pixels[y * image.width + self.left..][..self.width]
    }
}

/// The rectangle that changed (one pixel where nothing did).
fn changed(before: Option<&Image>, image: &Image) -> Part {
    let Some(old) = before else {
        return Part { left: 0, top: 0, width: image.width, height: image.height };
    };
    let (mut left, mut right, mut top, mut bottom) = (image.width, 0, image.height, 0);
    let rows = old.pixels.chunks(image.width).zip(image.pixels.chunks(image.width));
    for (y, (old, new)) in rows.enumerate().filter(|(_, (old, new))| old != new) {
        let differ = |x: &usize| old[*x] != new[*x];
        left = left.min((0..image.width).find(differ).unwrap_or(left));
        right = right.max((0..image.width).rfind(differ).map_or(0, |x| x + 1));
        (top, bottom) = (top.min(y), bottom.max(y + 1));
    }
    if right == 0 {
        return Part { left: 0, top: 0, width: 1, height: 1 };
    }
    Part { left, top, width: right - left, height: bottom - top }
}
