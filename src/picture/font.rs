//! The picture's letters.
//!
//! In: a character. Out: its dots, five wide and nine high (seven above the base line, two below),
//! from `glyphs.txt`. The glyphs were drawn for this project dot by dot; they come from no other
//! font and carry no licence but this project's. At scale 2 a dot becomes four, with diagonals
//! filled by comparing a dot with its neighbours (rule of Scale2x: a quarter takes the
//! colour of two neighbours that agree, when the opposite two do not), so that letters stay smooth
//! without any floating point.

use std::sync::LazyLock;

/// Dots across.
const WIDE: usize = 5;
/// Dots down.
const HIGH: usize = 9;
/// Characters side by side in `glyphs.txt`, each `WIDE` dots and two blanks.
const PITCH: usize = WIDE + 2;
/// What a character without a glyph looks like.
const UNKNOWN: char = '\u{fffd}';

/// One letter: a row of dots is a mask, bit 0 at the left.
type Glyph = [u8; HIGH];

/// All letters, ascending by character.
static GLYPHS: LazyLock<Vec<(char, Glyph)>> = LazyLock::new(|| read(include_str!("glyphs.txt")));

/// Reads bands of one line of characters and `HIGH` lines of dots.
fn read(text: &str) -> Vec<(char, Glyph)> {
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let mut glyphs = Vec::new();
    for band in lines.chunks(HIGH + 1) {
        for (place, letter) in band[0].iter().step_by(PITCH).enumerate() {
            let mut glyph = [0u8; HIGH];
            for (row, mask) in glyph.iter_mut().enumerate() {
                for dot in 0..WIDE {
                    if band[row + 1].get(place * PITCH + dot) == Some(&'#') {
                        *mask |= 1 << dot;
                    }
                }
            }
            glyphs.push((*letter, glyph));
        }
    }
    glyphs.sort_by_key(|(letter, _)| *letter);
    glyphs
}

fn glyph(letter: char) -> &'static Glyph {
    let find = |wanted: char| GLYPHS.binary_search_by_key(&wanted, |(letter, _)| *letter).ok();
    let place = find(letter)
        .or_else(|| find(UNKNOWN))
        .expect("glyphs.txt holds the sign for unknown letters");
    &GLYPHS[place].1
}

/// Width of a text in pixels at a scale, without the gap after its last letter.
pub fn width(text: &str, scale: usize) -> usize {
    (text.chars().count() * (WIDE + 1)).saturating_sub(1) * scale
}

/// Height of a capital in pixels at a scale.
pub fn height(scale: usize) -> usize {
    7 * scale
}

/// Calls `dot(x, y)` for every pixel of a text whose top left corner is 0, 0.
pub fn draw(text: &str, scale: usize, mut dot: impl FnMut(usize, usize)) {
    for (place, letter) in text.chars().enumerate() {
        let left = place * (WIDE + 1) * scale;
        let glyph = glyph(letter);
        for y in 0..HIGH * scale {
            for x in 0..WIDE * scale {
                let set = if scale.is_multiple_of(2) {
                    smooth(glyph, x * 2 / scale, y * 2 / scale)
                } else {
                    at(glyph, x / scale, y / scale)
                };
                if set {
                    dot(left + x, y);
                }
            }
        }
    }
}

fn at(glyph: &Glyph, x: usize, y: usize) -> bool {
    y < HIGH && x < WIDE && glyph[y] >> x & 1 == 1
}

/// Quarter `x2, y2` of the doubled glyph.
fn smooth(glyph: &Glyph, x2: usize, y2: usize) -> bool {
    let (x, y) = (x2 / 2, y2 / 2);
    let up = y > 0 && at(glyph, x, y - 1);
    let down = at(glyph, x, y + 1);
    let left = x > 0 && at(glyph, x - 1, y);
    let right = at(glyph, x + 1, y);
    let (row, row_other) = if y2.is_multiple_of(2) { (up, down) } else { (down, up) };
    let (column, column_other) = if x2.is_multiple_of(2) { (left, right) } else { (right, left) };
    if row == column && row != column_other && column != row_other { row } else { at(glyph, x, y) }
}

/// The text cut to at most `pixels`, with an ellipsis where something went.
pub fn fit(text: &str, scale: usize, pixels: usize) -> String {
    if width(text, scale) <= pixels {
        return text.to_owned();
    }
    let room = (pixels + scale) / ((WIDE + 1) * scale);
    let mut cut: String = text.chars().take(room.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// The text in at most `lines` lines of at most `pixels`, broken at blanks; the last is cut if it
/// must be.
pub fn wrap(text: &str, scale: usize, pixels: usize, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = out.len() >= lines;
        match out.last_mut() {
            Some(line) if full || width(&format!("{line} {word}"), scale) <= pixels => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out.iter().map(|line| fit(line, scale, pixels)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dots(text: &str, scale: usize) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        draw(text, scale, |x, y| all.push((x, y)));
        all
    }

    #[test]
    fn every_printable_ascii_letter_has_a_glyph_of_its_own() {
        let printable: Vec<Vec<(usize, usize)>> =
            (33u8..127).map(|byte| dots(&char::from(byte).to_string(), 1)).collect();
        for (i, a) in printable.iter().enumerate() {
            assert!(!a.is_empty(), "{} is blank", char::from(33 + i as u8));
            for (j, b) in printable.iter().enumerate().take(i) {
                assert_ne!(
                    a,
                    b,
                    "{} looks like {}",
                    char::from(33 + i as u8),
                    char::from(33 + j as u8)
                );
            }
        }
        assert!(dots(" ", 1).is_empty());
    }

    #[test]
    fn a_letter_without_a_glyph_is_drawn_as_a_box() {
        assert_eq!(dots("\u{4e00}", 1), dots("\u{fffd}", 1));
        assert_ne!(dots("µ", 1), dots("\u{fffd}", 1));
    }

    #[test]
    fn no_letter_leaves_its_width() {
        for scale in [1, 2, 3] {
            let text = "tumour, MHC class I (µm) gjpqy @";
            assert!(
                dots(text, scale).iter().all(|(x, y)| *x < width(text, scale) && *y < HIGH * scale)
            );
        }
    }

    #[test]
    fn cut_text_fits_and_says_so() {
        let cut = fit("a very long title of a scenario", 2, 120);
        assert!(width(&cut, 2) <= 120 && cut.ends_with('…'), "{cut}");
        assert_eq!(fit("short", 2, 120), "short");
        let lines = wrap("a title that must be broken over two lines and then cut", 2, 240, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line, 2) <= 240), "{lines:?}");
        assert!(lines[1].ends_with('…'));
    }
}
