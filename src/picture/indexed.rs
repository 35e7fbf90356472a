//! A PNG of palette indices.

use super::canvas::Image;
use super::palette::Colours;

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
pub(super) fn palette_png<'a, W: std::io::Write>(
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
