//! The face of all text in charts: Arimo, whose letters are as wide as those of Helvetica and
//! Arial.
//!
//! In: text and size. Out: how wide it is, and the numbers of its glyphs. `fonts/` holds subsets of
//! Arimo 1.33 (Latin, Greek, Cyrillic and some signs, without hints and kerning) under the SIL Open
//! Font License 1.1. A PDF embeds them; an SVG names the face and those as wide.

use std::sync::OnceLock;

/// A weight of the face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// Labels and notes.
    Regular,
    /// Titles.
    Bold,
}

impl Face {
    /// Its name in a document.
    pub(super) fn name(self) -> &'static str {
        match self {
            Face::Regular => "Arimo",
            Face::Bold => "Arimo-Bold",
        }
    }

    /// Its file: TrueType.
    pub(super) fn file(self) -> &'static [u8] {
        match self {
            Face::Regular => include_bytes!("fonts/Arimo-Regular.ttf"),
            Face::Bold => include_bytes!("fonts/Arimo-Bold.ttf"),
        }
    }

    pub(super) fn read(self) -> &'static ttf_parser::Face<'static> {
        static REGULAR: OnceLock<ttf_parser::Face<'static>> = OnceLock::new();
        static BOLD: OnceLock<ttf_parser::Face<'static>> = OnceLock::new();
        let read = || ttf_parser::Face::parse(self.file(), 0).expect("a file of this project");
        match self {
            Face::Regular => REGULAR.get_or_init(read),
            Face::Bold => BOLD.get_or_init(read),
        }
    }

    /// Whether it has a glyph for a character.
    pub(super) fn has(self, c: char) -> bool {
        self.read().glyph_index(c).is_some()
    }

    /// The glyph of a character; that of `?` where the face has none.
    pub(super) fn glyph(self, c: char) -> ttf_parser::GlyphId {
        let face = self.read();
        face.glyph_index(c).or_else(|| face.glyph_index('?')).expect("the face has a question mark")
    }

    /// How far a glyph moves the pen, thousandths of the size.
    pub(super) fn advance(self, glyph: ttf_parser::GlyphId) -> f64 {
        let face = self.read();
        let units = face.glyph_hor_advance(glyph).unwrap_or(0);
        f64::from(units) * 1000.0 / f64::from(face.units_per_em())
    }

    /// Width of a text, points.
    pub(super) fn width(self, text: &str, size: f64) -> f64 {
        size / 1000.0 * text.chars().map(|c| self.advance(self.glyph(c))).sum::<f64>()
    }

    /// The text, cut with an ellipsis to what a width holds.
    pub(super) fn fitted(self, text: &str, size: f64, width: f64) -> String {
        if self.width(text, size) <= width {
            return text.to_string();
        }
        let mut kept = text.to_string();
        while kept.pop().is_some() {
            let cut = format!("{}…", kept.trim_end());
            if self.width(&cut, size) <= width {
                return cut;
            }
        }
        "…".to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adobe's metrics of Helvetica and Helvetica-Bold, thousandths of the size.
    #[test]
    fn letters_are_as_wide_as_helvetica_s() {
        for (face, letters) in [
            (Face::Regular, [('a', 556), ('i', 222), ('W', 944), ('5', 556), (' ', 278)]),
            (Face::Bold, [('a', 556), ('i', 278), ('W', 944), ('5', 556), (' ', 278)]),
        ] {
            for (letter, thousandths) in letters {
                let width = face.width(&letter.to_string(), 1000.0);
                assert!((width - f64::from(thousandths)).abs() < 1.0, "{letter}: {width}");
            }
        }
    }

    #[test]
    fn the_face_has_the_signs_of_charts() {
        for face in [Face::Regular, Face::Bold] {
            for sign in "−–…·µμ≥≤⁰¹²³⁴⁵⁶⁷⁸⁹⁻αβγäéčЖ".chars()
            {
                assert!(face.read().glyph_index(sign).is_some(), "{face:?} lacks {sign}");
            }
        }
        assert_eq!(Face::Regular.glyph('漢'), Face::Regular.glyph('?'));
    }

    #[test]
    fn a_text_is_cut_to_what_fits() {
        let long = "a name that is longer than the room that it has";
        let cut = Face::Regular.fitted(long, 7.0, 60.0);
        assert!(cut.ends_with('…') && long.starts_with(cut.trim_end_matches('…')), "{cut}");
        let width = Face::Regular.width(&cut, 7.0);
        assert!((50.0..=60.0).contains(&width), "{width}");
        assert_eq!(Face::Regular.fitted("short", 7.0, 60.0), "short");
        assert_eq!(Face::Regular.fitted(long, 7.0, 1.0), "…");
    }
}
