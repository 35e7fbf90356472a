//! The text of an SVG.
//!
//! In: a [`Drawing`]. Out: XML with two decimals a coordinate, text escaped, no script, no link, no
//! font of its own: it names [`super::face`]'s, and others whose letters are as wide. A mark is a
//! group of class `mark` with a title.

use std::fmt::Write as _;

use super::drawing::{Anchor, Drawing, DrawnShape};
use super::face::Face;

impl Drawing {
    /// As the text of an SVG.
    pub(crate) fn svg(&self) -> String {
        let (width_mm, height_mm) = (number(self.width.mm()), number(self.height / 72.0 * 25.4));
        let (width, height, title) =
            (number(self.across()), number(self.height), escaped(&self.title));
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width_mm}mm\" \
             height=\"{height_mm}mm\" viewBox=\"0 0 {width} {height}\" font-family=\"Arimo, \
             Helvetica, Arial, 'Liberation Sans', sans-serif\" role=\"img\">\n<title>{title}</title>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
        );
        for shape in &self.shapes {
            text += &element(shape);
            text.push('\n');
        }
        text + "</svg>\n"
    }
}

/// A shape as an element.
fn element(shape: &DrawnShape) -> String {
    match shape {
        DrawnShape::Rect { at: (x, y), width, height, fill } => {
            let [x, y, width, height] = [*x, *y, *width, *height].map(number);
            format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
            )
        }
        DrawnShape::Line { from, to, stroke, width } => {
            let [x1, y1, x2, y2, width] = [from.0, from.1, to.0, to.1, *width].map(number);
            format!(
                "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{stroke}\" \
                 stroke-width=\"{width}\"/>"
            )
        }
        DrawnShape::Path { points, stroke, width, dash } => {
            let dash = if dash.is_empty() {
                String::new()
            } else {
                format!(" stroke-dasharray=\"{dash}\"")
            };
            format!(
                "<path d=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{}\" \
                 stroke-linejoin=\"round\"{dash}/>",
                through(points),
                number(*width)
            )
        }
        DrawnShape::Area { points, fill, opacity } => format!(
            "<path d=\"{}Z\" fill=\"{fill}\" fill-opacity=\"{}\"/>",
            through(points),
            number(*opacity)
        ),
        DrawnShape::Disc { at: (x, y), radius, fill } => {
            let [x, y, radius] = [*x, *y, *radius].map(number);
            format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"/>")
        }
        DrawnShape::Text { at: (x, y), anchor, face, size, fill, text } => {
            let [x, y, size] = [*x, *y, *size].map(number);
            let weight = if *face == Face::Bold { " font-weight=\"bold\"" } else { "" };
            let (anchor, text) = (anchor_word(*anchor), escaped(text));
            format!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor} \
                 fill=\"{fill}\">{text}</text>"
            )
        }
        DrawnShape::Upwards { at: (x, y), size, fill, text } => {
            let ([x, y, size], text) = ([*x, *y, *size].map(number), escaped(text));
            format!(
                "<text transform=\"translate({x} {y}) rotate(-90)\" font-size=\"{size}\" \
                 text-anchor=\"middle\" fill=\"{fill}\">{text}</text>"
            )
        }
        DrawnShape::Mark(told) => format!("<g class=\"mark\"><title>{}</title>", escaped(told)),
        DrawnShape::MarkEnds => "</g>".to_string(),
    }
}

fn anchor_word(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    }
}

/// Two decimals, no trailing zeros, no negative zero; what is no finite number is 0.
fn number(value: f64) -> String {
    let text = format!("{:.2}", if value.is_finite() { value } else { 0.0 });
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

fn through(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        let letter = if i == 0 { 'M' } else { 'L' };
        write!(path, "{letter}{} {}", number(*x), number(*y)).expect("a string takes all");
    }
    path
}

/// Text for XML; characters that XML does not allow become a replacement mark.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if (c < ' ' && c != '\t' && c != '\n') || c == '\u{fffe}' || c == '\u{ffff}' => {
                escaped.push('\u{fffd}')
            }
            c => escaped.push(c),
        }
    }
    escaped
}
