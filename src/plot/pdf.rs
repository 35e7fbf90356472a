//! A chart as a PDF page of its own size, for journals that want one.
//!
//! In: a [`Drawing`]. Out: the bytes of a PDF 1.7 file with the shapes of the SVG in the same
//! places, text as text that can be searched and copied, and the faces that it uses embedded; what
//! a mark tells is left out. A character that the face lacks is written as `?`. The same numbers
//! give the same bytes: there is no date and no identifier in the file.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, LineJoinStyle, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::drawing::{Anchor, Drawing, DrawnShape, Point, rounded};
use super::face::Face;

/// Glyph numbers are the codes of text, two bytes each.
const ENCODING: Name<'static> = Name(b"Identity-H");

/// What such codes are called in the file.
const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Objects of the file; each face has five from its first.
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
const INFO: Ref = Ref::new(5);
const FIRST_OF_FACES: [(Face, &[u8], i32); 2] =
    [(Face::Regular, b"F1", 6), (Face::Bold, b"F2", 11)];

impl Drawing {
    /// As the bytes of a PDF page of its own size.
    pub(crate) fn pdf(&self) -> Vec<u8> {
        let (width, height) = (short(self.across()), short(self.height));
        let mut page = Page {
            content: Content::new(),
            used: BTreeMap::new(),
            opacities: Vec::new(),
            opacity: 100,
        };
        // The drawing counts from the top, a page from the bottom.
        page.content.transform([1.0, 0.0, 0.0, -1.0, 0.0, height]);
        page.content.set_line_join(LineJoinStyle::RoundJoin);
        page.fill("#ffffff", 1.0);
        page.content.rect(0.0, 0.0, width, height).fill_nonzero();
        for shape in &self.shapes {
            page.shape(shape);
        }

        let mut pdf = Pdf::new();
        pdf.catalog(CATALOG).pages(PAGES);
        pdf.pages(PAGES).kids([PAGE]).count(1);
        let mut sheet = pdf.page(PAGE);
        sheet.media_box(Rect::new(0.0, 0.0, width, height)).parent(PAGES).contents(CONTENT);
        let mut resources = sheet.resources();
        let mut fonts = resources.fonts();
        for (face, name, first) in FIRST_OF_FACES {
            if page.used.contains_key(face.name()) {
                fonts.pair(Name(name), Ref::new(first));
            }
        }
        fonts.finish();
        let mut states = resources.ext_g_states();
        for hundredths in &page.opacities {
            states
                .insert(Name(state(*hundredths).as_bytes()))
                .start::<pdf_writer::writers::ExtGraphicsState<'_>>()
                .non_stroking_alpha(short(f64::from(*hundredths) / 100.0));
        }
        states.finish();
        resources.finish();
        sheet.finish();
        pdf.stream(CONTENT, &page.content.finish());
        pdf.document_info(INFO).title(TextStr(&self.title)).producer(TextStr("il2sim"));
        for (face, _, first) in FIRST_OF_FACES {
            if let Some(glyphs) = page.used.get(face.name()) {
                embed(&mut pdf, face, first, glyphs);
            }
        }
        pdf.finish()
    }
}

/// Glyphs in use, each with the character that it stands for.
type Glyphs = BTreeMap<u16, char>;

/// A page in the making.
struct Page {
    content: Content,
    /// By the name of their face.
    used: BTreeMap<&'static str, Glyphs>,
    /// Opacities in use, hundredths.
    opacities: Vec<u32>,
    /// Of what is filled now, hundredths.
    opacity: u32,
}

impl Page {
    fn shape(&mut self, shape: &DrawnShape) {
        match shape {
            DrawnShape::Rect { at, width, height, fill } => {
                self.fill(fill, 1.0);
                self.content
                    .rect(short(at.0), short(at.1), short(*width), short(*height))
                    .fill_nonzero();
            }
            DrawnShape::Line { from, to, stroke, width } => {
                self.stroke(stroke, *width, "");
                self.through(&[*from, *to]);
                self.content.stroke();
            }
            DrawnShape::Path { points, stroke, width, dash } => {
                self.stroke(stroke, *width, dash);
                self.through(points);
                self.content.stroke();
            }
            // Where a pointer finds a mark there is nothing to see.
            DrawnShape::Area { opacity: 0.0, .. } => {}
            DrawnShape::Area { points, fill, opacity } => {
                self.fill(fill, *opacity);
                self.through(points);
                self.content.close_path().fill_nonzero();
            }
            DrawnShape::Disc { at, radius, fill } => {
                self.fill(fill, 1.0);
                self.disc(*at, *radius);
            }
            DrawnShape::Text { at: (x, y), anchor, face, size, fill, text } => {
                let back = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => 0.5 * face.width(text, *size),
                    Anchor::End => face.width(text, *size),
                };
                let matrix = [1.0, 0.0, 0.0, -1.0, short(x - back), short(*y)];
                self.text(*face, matrix, *size, fill, text);
            }
            DrawnShape::Upwards { at: (x, y), size, fill, text } => {
                let back = 0.5 * Face::Regular.width(text, *size);
                let matrix = [0.0, -1.0, -1.0, 0.0, short(*x), short(y + back)];
                self.text(Face::Regular, matrix, *size, fill, text);
            }
            DrawnShape::Mark(_) | DrawnShape::MarkEnds => {}
        }
    }

    fn through(&mut self, points: &[Point]) {
        for (n, (x, y)) in points.iter().enumerate() {
            if n == 0 {
                self.content.move_to(short(*x), short(*y));
            } else {
                self.content.line_to(short(*x), short(*y));
            }
        }
    }

    fn disc(&mut self, (x, y): Point, r: f64) {
        // The usual four curves: off a circle by less than three parts in ten thousand.
        const HANDLE: f64 = 0.5523;
        let h = HANDLE * r;
        self.content.move_to(short(x + r), short(y));
        for curve in [
            [x + r, y + h, x + h, y + r, x, y + r],
            [x - h, y + r, x - r, y + h, x - r, y],
            [x - r, y - h, x - h, y - r, x, y - r],
            [x + h, y - r, x + r, y - h, x + r, y],
        ] {
            let [a, b, c, d, e, f] = curve.map(short);
            self.content.cubic_to(a, b, c, d, e, f);
        }
        self.content.fill_nonzero();
    }

    fn text(&mut self, face: Face, matrix: [f32; 6], size: f64, fill: &str, text: &str) {
        self.fill(fill, 1.0);
        let glyphs = self.used.entry(face.name()).or_default();
        let mut codes = Vec::new();
        for c in text.chars() {
            let glyph = face.glyph(c).0;
            glyphs.entry(glyph).or_insert(if face.has(c) { c } else { '?' });
            codes.extend(glyph.to_be_bytes());
        }
        let name = Name(if face == Face::Bold { b"F2" } else { b"F1" });
        self.content.begin_text().set_font(name, short(size)).set_text_matrix(matrix);
        self.content.show(Str(&codes)).end_text();
    }

    /// Colour and opacity of what is filled next.
    fn fill(&mut self, colour: &str, opacity: f64) {
        let hundredths = (100.0 * opacity).round() as u32;
        if hundredths != self.opacity {
            if !self.opacities.contains(&hundredths) {
                self.opacities.push(hundredths);
            }
            self.content.set_parameters(Name(state(hundredths).as_bytes()));
            self.opacity = hundredths;
        }
        let [red, green, blue] = shares(colour);
        self.content.set_fill_rgb(red, green, blue);
    }

    /// Colour, width and dashes of what is stroked next.
    fn stroke(&mut self, colour: &str, width: f64, dash: &str) {
        let [red, green, blue] = shares(colour);
        self.content.set_stroke_rgb(red, green, blue).set_line_width(short(width));
        self.content.set_dash_pattern(dash.split(' ').filter_map(|part| part.parse().ok()), 0.0);
    }
}

/// Writes a face with its widths, and which characters its glyphs stand for.
fn embed(pdf: &mut Pdf, face: Face, first: i32, glyphs: &Glyphs) {
    let [font, cid, descriptor, file, to_unicode] =
        [0, 1, 2, 3, 4].map(|offset| Ref::new(first + offset));
    // Six letters and a plus sign say that the file holds a part of the face.
    let name = format!("ILTSIM+{}", face.name());
    let name = Name(name.as_bytes());
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(ENCODING)
        .descendant_font(cid)
        .to_unicode(to_unicode);

    let mut of_codes = pdf.cid_font(cid);
    of_codes.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM);
    of_codes.font_descriptor(descriptor).default_width(0.0);
    of_codes.cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = of_codes.widths();
    for glyph in glyphs.keys() {
        let advance = face.advance(ttf_parser::GlyphId(*glyph));
        widths.consecutive(*glyph, [short(advance)]);
    }
    widths.finish();
    of_codes.finish();

    let read = face.read();
    let thousandths =
        |units: i16| short(f64::from(units) * 1000.0 / f64::from(read.units_per_em()));
    let bounds = read.global_bounding_box();
    let [left, bottom, right, top] =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(thousandths);
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(thousandths(read.ascender()))
        .descent(thousandths(read.descender()))
        .cap_height(thousandths(read.capital_height().unwrap_or(read.ascender())))
        .stem_v(if face == Face::Bold { 140.0 } else { 80.0 })
        .font_file2(file);

    let bytes = face.file();
    pdf.stream(file, &compressed(bytes))
        .filter(Filter::FlateDecode)
        .pair(Name(b"Length1"), i32::try_from(bytes.len()).expect("the file is small"));

    let mut characters: UnicodeCmap = UnicodeCmap::new(Name(b"il2sim"), SYSTEM);
    for (glyph, c) in glyphs {
        characters.pair(*glyph, *c);
    }
    pdf.stream(to_unicode, &compressed(&characters.finish())).filter(Filter::FlateDecode);
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

/// The name of an opacity.
fn state(hundredths: u32) -> String {
    format!("A{hundredths}")
}

/// Two decimals, as the SVG has them.
fn short(value: f64) -> f32 {
    rounded(value) as f32
}

/// Red, green and blue of `#rrggbb` as shares of 1, three decimals.
fn shares(hex: &str) -> [f32; 3] {
    let part = |at: usize| {
        hex.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0)
    };
    [1, 3, 5].map(|at| (f64::from(part(at)) / 255.0 * 1000.0).round() as f32 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Width;

    fn drawing() -> Drawing {
        let mut drawing = Drawing::new(Width::Single, "A title & more");
        drawing.rect(1.0, 2.0, 3.0, 4.0, "#ff0000");
        drawing.line((0.0, 0.0), (10.0, 10.0), "#000000", 0.5);
        drawing.path(&[(1.0, 1.0), (2.0, 3.0)], "#0072b2", 1.2, "4 2");
        drawing.area(&[(1.0, 1.0), (2.0, 3.0), (4.0, 1.0)], "#009e73", 0.25);
        for shape in 0..4 {
            drawing.marker(shape, (20.0, 20.0), 4.0, "#d55e00");
        }
        drawing.text((30.0, 30.0), Anchor::End, 7.0, "#1a1a1a", "cells ≥ 5 µm <x> 漢");
        drawing.bold((30.0, 40.0), Anchor::Middle, 8.0, "#1a1a1a", "bold");
        drawing.mark("what it tells", |drawing| {
            drawing.upwards((5.0, 50.0), 7.0, "#1a1a1a", "upwards");
            drawing.room(0.0, 0.0, 9.0, 9.0);
        });
        drawing.finish(100.0)
    }

    #[test]
    fn every_shape_of_a_chart_is_drawn() {
        let bytes = drawing().pdf();
        let text = String::from_utf8_lossy(&bytes);
        for shape in [
            "1 2 3 4 re\nf",
            "0 0 m\n10 10 l\nS",
            "[4 2] 0 d",
            "/A25 gs",
            "/CA 0.25",
            "22 20 m\n22 21.1 21.1 22 20 22 c",
            "/F2 8 Tf",
            "0 -1 -1 0 5 ",
            "/FontFile2",
            "/Title (A title & more)",
        ] {
            assert!(
                text.contains(shape) || text.contains(&shape.replace("/CA", "/ca")),
                "{shape} is missing in {text}"
            );
        }
        assert!(!text.contains("what it tells") && !text.contains("Date") && !text.contains("/ID"));
        assert!(!text.contains("0 0 m\n9 0 l"), "what is not seen is not drawn");
        assert_eq!(bytes, drawing().pdf());
    }

    #[test]
    fn a_face_that_is_not_used_is_not_embedded() {
        let mut drawing = Drawing::new(Width::Single, "");
        drawing.text((30.0, 30.0), Anchor::Start, 7.0, "#1a1a1a", "plain");
        let (one, two) = (drawing.finish(100.0).pdf(), self::drawing().pdf());
        let embedded = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("/FontFile2").count();
        assert_eq!((embedded(&one), embedded(&two)), (1, 2));
    }
}
