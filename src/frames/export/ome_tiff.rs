//! Time points of a site as one OME-TIFF (OME-XML schema 2016-06): an image of the codes, 8-bit, and
//! one of the concentrations in pM, 32-bit floats; x and y in a page, then z, then the layers as
//! channels, then time.
//!
//! The first page's description is the OME-XML: sizes in um, times in h, names of the layers, and in
//! words what the codes mean. The pages of a time point lie together: its codes, then its
//! concentrations. Every page has its resolution.

use std::fmt::Write;
use std::io::{Seek, Write as Sink};

use tiff::TiffResult;
use tiff::encoder::colortype::{ColorType, Gray8, Gray32Float};
use tiff::encoder::{
    Compression, DeflateLevel, ImageEncoder, Rational, TiffEncoder, TiffKind, TiffKindBig,
    TiffKindStandard, TiffValue,
};
use tiff::tags::{ResolutionUnit, Tag};

use super::layers::{ExportedFrame, LayerValues};
use crate::frames::{FramesHeader, FramesSite};
use crate::record::RecordError;

/// Bytes of all pages, not packed, from which a file has 64-bit offsets.
const LARGE: u64 = 2 << 30;

/// What the pages of a file show.
pub(super) struct Shown<'a> {
    pub(super) header: &'a FramesHeader,
    pub(super) site: &'a FramesSite,
    pub(super) replicate: u32,
    /// Times, h, ascending.
    pub(super) times_h: Vec<f64>,
}

/// The bytes of the file; `lattice` gives a time point after the other.
pub(super) fn encode<'a>(
    shown: &Shown<'a>,
    lattice: impl FnMut(usize) -> Result<ExportedFrame<'a>, RecordError>,
    refused: impl Fn(&dyn std::fmt::Display) -> RecordError,
) -> Result<Vec<u8>, RecordError> {
    // six layers of a byte and two of four
    let bytes = 14 * shown.site.len() as u64 * shown.times_h.len() as u64;
    let mut sink = std::io::Cursor::new(Vec::new());
    if bytes < LARGE {
        let encoder = TiffEncoder::<_, TiffKindStandard>::new(&mut sink);
        pages(encoder.map_err(|error| refused(&error))?, shown, lattice, refused)?;
    } else {
        let encoder = TiffEncoder::<_, TiffKindBig>::new_big(&mut sink);
        pages(encoder.map_err(|error| refused(&error))?, shown, lattice, refused)?;
    }
    Ok(sink.into_inner())
}

fn pages<'a, W: Sink + Seek, K: TiffKind>(
    encoder: TiffEncoder<W, K>,
    shown: &Shown<'a>,
    mut lattice: impl FnMut(usize) -> Result<ExportedFrame<'a>, RecordError>,
    refused: impl Fn(&dyn std::fmt::Display) -> RecordError,
) -> Result<(), RecordError> {
    let mut encoder = encoder.with_compression(Compression::Deflate(DeflateLevel::Balanced));
    let [width, height, _] = shown.site.cells;
    let page = width as usize * height as usize;
    let mut description = None;
    for time_point in 0..shown.times_h.len() {
        let of = lattice(time_point)?;
        if time_point == 0 {
            description = Some(ome_xml(shown, &of));
        }
        for layer in &of.layers {
            let written = match &layer.values {
                LayerValues::Codes(codes) => codes.chunks_exact(page).try_for_each(|pixels| {
                    let image = encoder.new_image::<Gray8>(width, height)?;
                    write(image, pixels, shown, &mut description)
                }),
                LayerValues::Concentrations(pm) => pm.chunks_exact(page).try_for_each(|pixels| {
                    let image = encoder.new_image::<Gray32Float>(width, height)?;
                    write(image, pixels, shown, &mut description)
                }),
            };
            written.map_err(|error| refused(&error))?;
        }
    }
    Ok(())
}

/// Writes a page; the first has the description.
fn write<W: Sink + Seek, C: ColorType, K: TiffKind>(
    mut image: ImageEncoder<'_, W, C, K>,
    pixels: &[C::Inner],
    shown: &Shown<'_>,
    description: &mut Option<String>,
) -> TiffResult<()>
where
    [C::Inner]: TiffValue,
{
    if let Some(description) = description.take() {
        image.encoder().write_tag(Tag::ImageDescription, description.as_str())?;
    }
    // cells a centimetre, in thousandths of a micrometre
    let spacing = libm::round(shown.site.spacing_um * 1000.0) as u32;
    image.resolution(ResolutionUnit::Centimeter, Rational { n: 10_000_000, d: spacing.max(1) });
    image.write_data(pixels)
}

/// The description, ASCII only (as TIFF wants it).
fn ome_xml(shown: &Shown<'_>, first: &ExportedFrame<'_>) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    text.push_str("<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    text.push_str(" xsi:schemaLocation=\"http://www.openmicroscopy.org/Schemas/OME/2016-06 http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd\"");
    text.push_str(" Creator=\"il2sim\">");
    let is_code =
        |layer: &&super::layers::ExportedLayer| matches!(layer.values, LayerValues::Codes(_));
    let codes: Vec<&str> = first.layers.iter().filter(is_code).map(|of| of.name).collect();
    let fields: Vec<&str> =
        first.layers.iter().filter(|of| !is_code(of)).map(|of| of.name).collect();
    let depth = shown.site.cells[2] as usize;
    let (of_codes, of_fields) = (codes.len() * depth, fields.len() * depth);
    let images = [
        Channels { what: "cells", pixels: "uint8", names: &codes, first: 0, pages: of_codes },
        Channels {
            what: "concentrations, pM",
            pixels: "float",
            names: &fields,
            first: of_codes,
            pages: of_fields,
        },
    ];
    let about = [meanings(shown.header, first), "concentrations in pM".to_owned()];
    for (number, (channels, about)) in images.iter().zip(&about).enumerate() {
        channels.write(number, about, of_codes + of_fields, shown, &mut text);
    }
    text.push_str("</OME>");
    text
}

/// The channels of an image.
struct Channels<'a> {
    what: &'a str,
    /// Type of its pixels.
    pixels: &'a str,
    names: &'a [&'a str],
    /// The first of its pages in those of a time point, and how many there are.
    first: usize,
    pages: usize,
}

impl Channels<'_> {
    /// Writes the image `number`; a time point has `stride` pages.
    fn write(
        &self,
        number: usize,
        about: &str,
        stride: usize,
        shown: &Shown<'_>,
        text: &mut String,
    ) {
        let Shown { site, replicate, times_h, .. } = shown;
        let [width, height, depth] = site.cells;
        let (channels, times) = (self.names.len(), times_h.len());
        let name = escape(&format!("{}, replicate {replicate}: {}", site.name, self.what));
        let mut put = |part: String| text.push_str(&part);
        put(format!("<Image ID=\"Image:{number}\" Name=\"{name}\">"));
        put(format!("<Description>{}</Description>", escape(about)));
        put(format!(
            "<Pixels ID=\"Pixels:{number}\" DimensionOrder=\"XYZCT\" Type=\"{}\" \
             BigEndian=\"false\" SizeX=\"{width}\" SizeY=\"{height}\" SizeZ=\"{depth}\" \
             SizeC=\"{channels}\" SizeT=\"{times}\"",
            self.pixels
        ));
        for axis in ["X", "Y", "Z"] {
            let spacing = site.spacing_um;
            put(format!(" PhysicalSize{axis}=\"{spacing}\" PhysicalSize{axis}Unit=\"&#181;m\""));
        }
        if let Some(step_h) = even_step(times_h) {
            put(format!(" TimeIncrement=\"{step_h}\" TimeIncrementUnit=\"h\""));
        }
        put(">".to_owned());
        for (channel, layer) in self.names.iter().enumerate() {
            put(format!(
                "<Channel ID=\"Channel:{number}:{channel}\" Name=\"{layer}\" \
                 SamplesPerPixel=\"1\"/>"
            ));
        }
        for time in 0..times {
            let (page, count) = (time * stride + self.first, self.pages);
            put(format!("<TiffData FirstT=\"{time}\" IFD=\"{page}\" PlaneCount=\"{count}\"/>"));
        }
        for (time, time_h) in times_h.iter().enumerate() {
            for (channel, z) in (0..channels).flat_map(|c| (0..depth).map(move |z| (c, z))) {
                put(format!(
                    "<Plane TheZ=\"{z}\" TheC=\"{channel}\" TheT=\"{time}\" DeltaT=\"{time_h}\" \
                     DeltaTUnit=\"h\"/>"
                ));
            }
        }
        put("</Pixels></Image>".to_owned());
    }
}

/// The interval of times that are evenly apart, h.
fn even_step(times_h: &[f64]) -> Option<f64> {
    let step_h = times_h.get(1)? - times_h[0];
    let even = times_h.windows(2).all(|pair| (pair[1] - pair[0] - step_h).abs() < 1e-6);
    even.then_some(step_h)
}

/// What the codes mean.
fn meanings(header: &FramesHeader, first: &ExportedFrame<'_>) -> String {
    let mut text = String::new();
    let mut named = |what: &str, names: &[String], from: usize| {
        let names: Vec<String> = names
            .iter()
            .enumerate()
            .map(|(code, name)| format!("{} = {name}", code + from))
            .collect();
        write!(text, "{what}: {}. ", names.join("; ")).expect("writing to a String cannot fail");
    };
    let kinds: Vec<&str> =
        first.layers.iter().filter(|of| of.kinds(header).is_some()).map(|of| of.name).collect();
    named(&kinds.join(", "), &header.kind_names, 0);
    named("line", &header.line_names, 1);
    named("origin", &header.origin_names, 0);
    text + "mhc: MHC class I level, 0 to 15. engaged: 1 where the effector holds a target"
}

/// XML text in ASCII.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if letter.is_ascii() && !letter.is_ascii_control() && !"&<>\"'".contains(letter) {
            escaped.push(letter);
        } else {
            write!(escaped, "&#{};", u32::from(letter)).expect("writing to a String cannot fail");
        }
    }
    escaped
}
