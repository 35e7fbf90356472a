//! A chart as a PDF page of its own size, for journals that want one.
//!
//! In: the text of an SVG as [`super::svg`] writes it (one element a line, no other shapes). Out:
//! the bytes of a PDF 1.4 file: the same shapes in the same places, text as text in Helvetica,
//! which every reader of PDF has; what a mark tells is left out. Characters outside Windows-1252
//! are written by near ones (`≥` as `>=`), or as `?`. The same numbers give the same bytes: there
//! is no date in the file.

use std::fmt::Write as _;

use super::svg::number as coordinate;

/// Widths of Helvetica's characters 32 to 126, thousandths of the size (Adobe's metrics).
const PLAIN: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same of Helvetica-Bold.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Width of a character that the tables do not have.
const OTHER: u16 = 556;

/// What could not be drawn.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a PDF cannot draw this of the chart: {0}")]
pub struct Undrawable(String);

/// The page.
///
/// # Errors
/// [`Undrawable`] where the text holds an element that charts do not have.
pub fn pdf(svg: &str) -> Result<Vec<u8>, Undrawable> {
    let mut lines = svg.lines();
    let first = lines.next().unwrap_or_default();
    let sizes: Vec<f64> = attribute(first, "viewBox")
        .unwrap_or_default()
        .split(' ')
        .filter_map(|number| number.parse().ok())
        .collect();
    let &[_, _, width, height] = sizes.as_slice() else {
        return Err(Undrawable(first.to_string()));
    };
    let mut page = Page { content: format!("1 0 0 -1 0 {height} cm\n"), opacities: Vec::new() };
    let mut title = String::new();
    for line in lines {
        match line.split_once([' ', '>']).map(|(name, _)| name) {
            Some("<g" | "</g") => {}
            Some("<title") => title = unescaped(inside(line)),
            Some("<rect") => page.rect(line),
            Some("<line") => page.line(line),
            Some("<path") => page.path(line),
            Some("<circle") => page.circle(line),
            Some("<text") => page.text(line),
            None if line == "</svg>" => {}
            _ if line.starts_with("</svg>") => {}
            _ => return Err(Undrawable(line.to_string())),
        }
    }
    Ok(file(&page, width, height, &title))
}

/// A page in the making.
struct Page {
    content: String,
    /// Opacities in use, hundredths.
    opacities: Vec<u32>,
}

impl Page {
    fn rect(&mut self, element: &str) {
        let [x, y] = ["x", "y"].map(|name| number(element, name, 0.0));
        let [width, height] = ["width", "height"].map(|name| number(element, name, 0.0));
        self.fill(element);
        let _ = writeln!(self.content, "{x} {y} {width} {height} re f");
    }

    fn line(&mut self, element: &str) {
        let [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map(|name| number(element, name, 0.0));
        self.stroke(element);
        let _ = writeln!(self.content, "{x1} {y1} m {x2} {y2} l S");
    }

    fn path(&mut self, element: &str) {
        let filled = attribute(element, "fill").is_some_and(|fill| fill != "none");
        if filled {
            self.fill(element);
        } else {
            self.stroke(element);
        }
        let d = attribute(element, "d").unwrap_or_default();
        for (n, point) in
            d.trim_end_matches('Z').split(['M', 'L']).filter(|point| !point.is_empty()).enumerate()
        {
            let _ = writeln!(self.content, "{point} {}", if n == 0 { 'm' } else { 'l' });
        }
        self.content += if filled { "h f\n" } else { "S\n" };
    }

    fn circle(&mut self, element: &str) {
        // The usual four curves: off a circle by less than three parts in ten thousand.
        const HANDLE: f64 = 0.5523;
        let [x, y, r] = ["cx", "cy", "r"].map(|name| number(element, name, 0.0));
        let h = HANDLE * r;
        self.fill(element);
        let _ = writeln!(self.content, "{} {} m", coordinate(x + r), coordinate(y));
        for [a, b, c, d, e, f] in [
            [x + r, y + h, x + h, y + r, x, y + r],
            [x - h, y + r, x - r, y + h, x - r, y],
            [x - r, y - h, x - h, y - r, x, y - r],
            [x + h, y - r, x + r, y - h, x + r, y],
        ] {
            let _ = writeln!(
                self.content,
                "{} {} {} {} {} {} c",
                coordinate(a),
                coordinate(b),
                coordinate(c),
                coordinate(d),
                coordinate(e),
                coordinate(f)
            );
        }
        self.content += "f\n";
    }

    fn text(&mut self, element: &str) {
        let bold = attribute(element, "font-weight").is_some();
        let size = number(element, "font-size", 7.0);
        let letters = windows_1252(&unescaped(inside(element)));
        let width = letters.iter().map(|&letter| f64::from(width_of(letter, bold))).sum::<f64>()
            * size
            / 1000.0;
        let back = match attribute(element, "text-anchor") {
            Some("middle") => 0.5 * width,
            Some("end") => width,
            _ => 0.0,
        };
        let matrix = match attribute(element, "transform")
            .and_then(|transform| transform.strip_prefix("translate("))
        {
            Some(rest) => {
                let place: Vec<f64> =
                    rest.split([' ', ')']).filter_map(|number| number.parse().ok()).collect();
                let (x, y) =
                    (place.first().copied().unwrap_or(0.0), place.get(1).copied().unwrap_or(0.0));
                format!("0 -1 -1 0 {} {}", coordinate(x), coordinate(y + back))
            }
            None => format!(
                "1 0 0 -1 {} {}",
                coordinate(number(element, "x", 0.0) - back),
                coordinate(number(element, "y", 0.0))
            ),
        };
        self.fill(element);
        let font = if bold { "F2" } else { "F1" };
        let _ = writeln!(
            self.content,
            "BT /{font} {size} Tf {matrix} Tm <{}> Tj ET",
            letters.iter().map(|letter| format!("{letter:02x}")).collect::<String>()
        );
    }

    /// Colour and opacity of what is filled next.
    fn fill(&mut self, element: &str) {
        let hundredths = (100.0 * number(element, "fill-opacity", 1.0)).round() as u32;
        let state =
            self.opacities.iter().position(|&known| known == hundredths).unwrap_or_else(|| {
                self.opacities.push(hundredths);
                self.opacities.len() - 1
            });
        let _ = writeln!(
            self.content,
            "/G{state} gs {} rg",
            colour(attribute(element, "fill").unwrap_or("#000000"))
        );
    }

    fn stroke(&mut self, element: &str) {
        let dash = attribute(element, "stroke-dasharray").unwrap_or_default();
        let width = number(element, "stroke-width", 1.0);
        let _ = writeln!(
            self.content,
            "[{dash}] 0 d 1 j {width} w {} RG",
            colour(attribute(element, "stroke").unwrap_or("#000000"))
        );
    }
}

/// Objects, their places, and the trailer.
fn file(page: &Page, width: f64, height: f64, title: &str) -> Vec<u8> {
    let states: String = page
        .opacities
        .iter()
        .enumerate()
        .map(|(n, hundredths)| {
            format!("/G{n} << /ca {} >> ", coordinate(f64::from(*hundredths) / 100.0))
        })
        .collect();
    let title: String = windows_1252(title).iter().map(|letter| format!("{letter:02x}")).collect();
    let font = |name: &str| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
    };
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_string(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R /F2 6 0 R >> /ExtGState << {states}>> >> >>"
        ),
        format!("<< /Length {} >>\nstream\n{}endstream", page.content.len(), page.content),
        font("Helvetica"),
        font("Helvetica-Bold"),
        format!("<< /Title <{title}> /Producer (il2sim) >>"),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let table = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer\n<< /Size {} /Root 1 0 R /Info 7 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    out.into_bytes()
}

/// The value of an attribute.
fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let begin = element.find(&format!(" {name}=\""))? + name.len() + 3;
    element[begin..].split('"').next()
}

fn number(element: &str, name: &str, otherwise: f64) -> f64 {
    attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The text between an element's tags.
fn inside(element: &str) -> &str {
    element
        .split_once('>')
        .and_then(|(_, rest)| rest.rsplit_once("</"))
        .map_or("", |(text, _)| text)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Red, green and blue as shares of 1, three decimals.
fn colour(hex: &str) -> String {
    let part = |at: usize| {
        hex.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0)
    };
    [1, 3, 5].map(|at| format!("{:.3}", f64::from(part(at)) / 255.0)).join(" ")
}

fn width_of(letter: u8, bold: bool) -> u16 {
    let table = if bold { &BOLD } else { &PLAIN };
    table.get(usize::from(letter).wrapping_sub(32)).copied().unwrap_or(OTHER)
}

fn windows_1252(text: &str) -> Vec<u8> {
    let mut letters = Vec::new();
    for c in text.chars() {
        match c {
            ' '..='~' => letters.push(c as u8),
            '\u{a0}'..='\u{ff}' => letters.push(c as u32 as u8),
            'μ' => letters.push(0xb5),
            '…' => letters.push(0x85),
            '‘' => letters.push(0x91),
            '’' => letters.push(0x92),
            '“' => letters.push(0x93),
            '”' => letters.push(0x94),
            '•' => letters.push(0x95),
            '–' | '−' => letters.push(0x96),
            '—' => letters.push(0x97),
            '≥' => letters.extend(b">="),
            '≤' => letters.extend(b"<="),
            _ => letters.push(b'?'),
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Width;
    use crate::plot::svg::{Anchor, Svg};

    fn drawing() -> String {
        let mut svg = Svg::new(Width::Single, "A title & more");
        svg.rect(1.0, 2.0, 3.0, 4.0, "#ff0000");
        svg.line((0.0, 0.0), (10.0, 10.0), "#000000", 0.5);
        svg.path(&[(1.0, 1.0), (2.0, 3.0)], "#0072b2", 1.2, "4 2");
        svg.area(&[(1.0, 1.0), (2.0, 3.0), (4.0, 1.0)], "#009e73", 0.25);
        for shape in 0..4 {
            svg.marker(shape, (20.0, 20.0), 4.0, "#d55e00");
        }
        svg.text((30.0, 30.0), Anchor::End, 7.0, "#1a1a1a", "cells ≥ 5 µm <x>");
        svg.bold((30.0, 40.0), Anchor::Middle, 8.0, "#1a1a1a", "bold");
        svg.mark("what it tells", |svg| svg.upwards((5.0, 50.0), 7.0, "#1a1a1a", "upwards"));
        svg.finish(100.0)
    }

    #[test]
    fn every_shape_of_a_chart_is_drawn_and_the_places_of_objects_are_right() {
        let bytes = pdf(&drawing()).expect("charts can be drawn");
        let text = String::from_utf8(bytes).expect("the page is plain text");
        for shape in [
            "1 2 3 4 re f",
            "0 0 m 10 10 l S",
            "[4 2] 0 d",
            "/ca 0.25",
            " c\n",
            "/F2 8 Tf",
            "0 -1 -1 0 5 ",
        ] {
            assert!(text.contains(shape), "{shape} is missing in {text}");
        }
        assert!(
            !text.contains("what it tells")
                && text.contains("/Title <41207469746c652026206d6f7265>"),
            "{text}"
        );
        // `cells >= 5 µm <x>` in Windows-1252.
        assert!(text.contains("<63656c6c73203e3d203520b56d203c783e>"));
        let table: usize = text
            .rsplit("startxref\n")
            .next()
            .and_then(|rest| rest.lines().next())
            .and_then(|line| line.parse().ok())
            .expect("a place");
        assert!(text[table..].starts_with("xref\n0 8\n"));
        for (n, line) in text[table..].lines().skip(3).take(7).enumerate() {
            let place: usize = line[..10].parse().expect("a place");
            assert!(text[place..].starts_with(&format!("{} 0 obj\n", n + 1)));
        }
        let content = text
            .split_once("stream\n")
            .and_then(|(_, rest)| rest.split("endstream").next())
            .expect("a page");
        assert!(text.contains(&format!("/Length {} ", content.len())));
    }

    #[test]
    fn what_a_chart_does_not_have_is_refused() {
        let svg = drawing().replace("<circle", "<ellipse");
        assert!(matches!(pdf(&svg), Err(Undrawable(line)) if line.starts_with("<ellipse")));
        assert!(pdf("").is_err());
    }
}
