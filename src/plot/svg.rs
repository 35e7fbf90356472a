//! The text of an SVG.
//!
//! In: shapes in points. Out: XML with two decimals a coordinate, text escaped, no script, no link,
//! no font of its own. A *mark* is a datum: a group of class `mark` whose title tells its numbers,
//! which a browser shows under the pointer and a page reads out.

use std::fmt::Write as _;

/// Where a text stands against its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Begins there.
    Start,
    /// Is centred there.
    Middle,
    /// Ends there.
    End,
}

/// A drawing in the making.
#[derive(Debug)]
pub struct Svg {
    body: String,
    width: f64,
    width_mm: f64,
    title: String,
}

impl Svg {
    /// An empty drawing; `title` is what a screen reader says.
    pub fn new(width: super::Width, title: &str) -> Svg {
        Svg {
            body: String::new(),
            width: width.points(),
            width_mm: width.mm(),
            title: title.to_string(),
        }
    }

    /// Its width, points.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// A filled rectangle.
    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
        ));
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, width: f64) {
        let (x1, y1, x2, y2, width) =
            (number(from.0), number(from.1), number(to.0), number(to.1), number(width));
        self.put(format_args!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"{stroke}\" \
             stroke-width=\"{width}\"/>"
        ));
    }

    /// Lines through points; `dash` as SVG writes it, empty for none.
    pub fn path(&mut self, points: &[(f64, f64)], stroke: &str, width: f64, dash: &str) {
        if points.is_empty() {
            return;
        }
        let dash =
            if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let (d, width) = (through(points), number(width));
        self.put(format_args!(
            "<path d=\"{d}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" \
             stroke-linejoin=\"round\"{dash}/>"
        ));
    }

    /// A filled area within points.
    pub fn area(&mut self, points: &[(f64, f64)], fill: &str, opacity: f64) {
        if points.is_empty() {
            return;
        }
        let (d, opacity) = (through(points), number(opacity));
        self.put(format_args!("<path d=\"{d}Z\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>"));
    }

    /// One of four markers: disc, square, diamond, triangle.
    pub fn marker(&mut self, shape: usize, at: (f64, f64), size: f64, fill: &str) {
        let (x, y) = at;
        let points = match shape % 4 {
            0 => {
                let (x, y, radius) = (number(x), number(y), number(0.5 * size));
                return self.put(format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"/>"
                ));
            }
            1 => vec![
                (x - 0.45 * size, y - 0.45 * size),
                (x + 0.45 * size, y - 0.45 * size),
                (x + 0.45 * size, y + 0.45 * size),
                (x - 0.45 * size, y + 0.45 * size),
            ],
            2 => vec![
                (x, y - 0.62 * size),
                (x + 0.62 * size, y),
                (x, y + 0.62 * size),
                (x - 0.62 * size, y),
            ],
            _ => vec![
                (x, y - 0.6 * size),
                (x + 0.55 * size, y + 0.42 * size),
                (x - 0.55 * size, y + 0.42 * size),
            ],
        };
        self.area(&points, fill, 1.0);
    }

    /// A text on its base line.
    pub fn text(&mut self, at: (f64, f64), anchor: Anchor, size: f64, fill: &str, text: &str) {
        let (x, y, size) = (number(at.0), number(at.1), number(size));
        let (anchor, text) = (anchor_word(anchor), escaped(text));
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor} fill=\"{fill}\">{text}</text>"
        ));
    }

    /// A bold text on its base line.
    pub fn bold(&mut self, at: (f64, f64), anchor: Anchor, size: f64, fill: &str, text: &str) {
        let (x, y, size) = (number(at.0), number(at.1), number(size));
        let (anchor, text) = (anchor_word(anchor), escaped(text));
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"bold\"{anchor} \
             fill=\"{fill}\">{text}</text>"
        ));
    }

    /// A text that runs upwards, centred.
    pub fn upwards(&mut self, at: (f64, f64), size: f64, fill: &str, text: &str) {
        let (x, y, size, text) = (number(at.0), number(at.1), number(size), escaped(text));
        self.put(format_args!(
            "<text transform=\"translate({x} {y}) rotate(-90)\" font-size=\"{size}\" \
             text-anchor=\"middle\" fill=\"{fill}\">{text}</text>"
        ));
    }

    /// A datum: what `draw` draws, told by a text; without a text no more than the shapes.
    pub fn mark(&mut self, told: &str, draw: impl FnOnce(&mut Svg)) {
        if told.is_empty() {
            return draw(self);
        }
        let told = escaped(told);
        self.put(format_args!("<g class=\"mark\"><title>{told}</title>"));
        draw(self);
        self.put(format_args!("</g>"));
    }

    /// A rectangle that is not seen, where a pointer finds a mark.
    pub fn room(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.area(
            &[(x, y), (x + width, y), (x + width, y + height), (x, y + height)],
            "#000000",
            0.0,
        );
    }

    /// The whole text, for a drawing so many points high.
    pub fn finish(self, height: f64) -> String {
        let (width_mm, height_mm) = (number(self.width_mm), number(height / 72.0 * 25.4));
        let (width, height, title) = (number(self.width), number(height), escaped(&self.title));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width_mm}mm\" \
             height=\"{height_mm}mm\" viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, \
             Arial, 'Liberation Sans', sans-serif\" role=\"img\">\n<title>{title}</title>\n<rect \
             width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            self.body
        )
    }

    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        writeln!(self.body, "{element}").expect("a string takes all");
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
pub(super) fn number(value: f64) -> String {
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
