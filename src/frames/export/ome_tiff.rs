//! A time point as OME-TIFF (OME-XML schema 2016-06): 8-bit pages, x and y in a page, then z, then
//! the layers as channels.
//!
//! The first page's description is the OME-XML: sizes in um, time in h, names of the layers, and in
//! words what the codes mean.

use std::fmt::Write;
use std::io::Cursor;

use tiff::TiffResult;
use tiff::encoder::colortype::Gray8;
use tiff::encoder::{Compression, DeflateLevel, TiffEncoder};
use tiff::tags::Tag;

use super::scaled::ScaledFrame;

pub(super) fn encode(scaled: &ScaledFrame<'_>) -> TiffResult<Vec<u8>> {
    let [width, height, _] = scaled.site.cells;
    let page = width as usize * height as usize;
    let description = ome_xml(scaled);
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes)?
        .with_compression(Compression::Deflate(DeflateLevel::Balanced));
    let pages = scaled.layers().into_iter().flat_map(|(_, layer)| layer.chunks_exact(page));
    for (number, pixels) in pages.enumerate() {
        let mut image = encoder.new_image::<Gray8>(width, height)?;
        if number == 0 {
            image.encoder().write_tag(Tag::ImageDescription, description.as_str())?;
        }
        image.write_data(pixels)?;
    }
    Ok(bytes.into_inner())
}

/// The description, ASCII only (as TIFF wants it).
fn ome_xml(scaled: &ScaledFrame<'_>) -> String {
    let [width, height, depth] = scaled.site.cells;
    let spacing = scaled.site.spacing_um;
    let layers = scaled.layers().map(|(name, _)| name);
    let mut codes = String::from("kind:");
    for (code, name) in scaled.header.kind_names.iter().enumerate() {
        write!(codes, " {code} = {name};").expect("writing to a String cannot fail");
    }
    let scale = scaled.header.log_scale;
    let (floor, step) = (scale.floor_pm, scale.codes_per_doubling);
    write!(
        codes,
        " mhc: MHC class I level, 0 to 15; il2, ifng: 0 = below {floor} pM, else 1 + {step} \
         log2(c / {floor} pM), at most 255"
    )
    .expect("writing to a String cannot fail");
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    text.push_str("<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    text.push_str(" xsi:schemaLocation=\"http://www.openmicroscopy.org/Schemas/OME/2016-06 http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd\"");
    text.push_str(" Creator=\"il2sim\">");
    let name = escape(&format!("{}, replicate {}", scaled.site.name, scaled.frame.replicate));
    write!(
        text,
        "<Image ID=\"Image:0\" Name=\"{name}\"><Description>{}</Description>",
        escape(&codes)
    )
    .expect("writing to a String cannot fail");
    text.push_str(
        "<Pixels ID=\"Pixels:0\" DimensionOrder=\"XYZCT\" Type=\"uint8\" BigEndian=\"false\"",
    );
    write!(
        text,
        " SizeX=\"{width}\" SizeY=\"{height}\" SizeZ=\"{depth}\" SizeC=\"{}\" SizeT=\"1\"",
        layers.len()
    )
    .expect("writing to a String cannot fail");
    for axis in ["X", "Y", "Z"] {
        write!(text, " PhysicalSize{axis}=\"{spacing}\" PhysicalSize{axis}Unit=\"&#181;m\"")
            .expect("writing to a String cannot fail");
    }
    text.push('>');
    for (number, layer) in layers.iter().enumerate() {
        write!(text, "<Channel ID=\"Channel:0:{number}\" Name=\"{layer}\" SamplesPerPixel=\"1\"/>")
            .expect("writing to a String cannot fail");
    }
    write!(text, "<TiffData IFD=\"0\" PlaneCount=\"{}\"/>", depth as usize * layers.len())
        .expect("writing to a String cannot fail");
    for channel in 0..layers.len() {
        for z in 0..depth {
            let time = scaled.time_h();
            write!(
                text,
                "<Plane TheZ=\"{z}\" TheC=\"{channel}\" TheT=\"0\" DeltaT=\"{time}\" \
                 DeltaTUnit=\"h\"/>"
            )
            .expect("writing to a String cannot fail");
        }
    }
    text.push_str("</Pixels></Image></OME>");
    text
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
