//! What pictures look like, as digests: of the sheet, and of each code of a frame.
//!
//! In: nothing but this program. Out: a digest for each ([`painted`]) and of all ([`digest`]), by
//! which a picture that was kept is known to be of another look, and which code has moved. They see
//! what is drawn (colours, shapes, the layout in Rust), not the text that says so.

use crate::census::Frame;
use crate::kinds::Code;

use super::palette::{self, Colours, LEVELS, Layer};
use super::{Look, Mark, Scene, paint_as, sprite};

/// Digest of the sheet and of each code, with the word for each.
pub fn painted() -> Vec<(&'static str, String)> {
    let codes = Code::all().map(|code| (code.look().word, code_digest(code)));
    std::iter::once(("sheet", sheet_digest())).chain(codes).collect()
}

/// Digest of all of them.
pub fn digest() -> String {
    let mut hasher = blake3::Hasher::new();
    for (word, digest) in painted() {
        hasher.update(word.as_bytes()).update(digest.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// First 16 digits of the digest of a code: its label, its shapes, and its colours in every layer,
/// distance and light.
fn code_digest(code: Code) -> String {
    let mut indices = Vec::new();
    for level in 0..LEVELS as u8 {
        let il2 = palette::code_of(level);
        for layer in [Layer::Cells, Layer::Il2, Layer::Ifng, Layer::Mhc] {
            indices.push(palette::cell(layer, code, level, il2, il2));
        }
        indices.push(palette::lit(code, level & 7, il2));
    }
    indices.extend((0..3).map(|shade| palette::far(code, shade)));
    let mut hasher = blake3::Hasher::new();
    hasher.update(code.look().label.as_bytes());
    if let Some(kind) = code.effector() {
        for edge in 1..=16 {
            let dots = (0..edge * edge)
                .map(|i| u8::from(sprite::in_shape(kind.row(), edge, i % edge, i / edge)));
            hasher.update(&dots.collect::<Vec<u8>>());
        }
    }
    indices.extend(sprite::swatch(code).pixels);
    indices.extend((1..=8).flat_map(|edge| {
        let mut cell = super::Image::filled(edge, edge, 0);
        sprite::tissue(&mut cell, 0, 0, edge, code, 1);
        cell.pixels
    }));
    colours(&mut hasher, &indices);
    hasher.finalize().to_hex()[..16].to_owned()
}

/// First 16 digits of the digest of what stands around the cells, flat and with depth.
fn sheet_digest() -> String {
    let mut hasher = blake3::Hasher::new();
    for cells in [[24, 20, 1], [9, 8, 7]] {
        let n = cells.iter().map(|cells| *cells as usize).product();
        let frame = Frame {
            replicate: 0,
            site: 0,
            step: 0,
            kind: vec![Code::FREE; n],
            mhc: vec![0; n],
            il2: vec![0; n],
            ifng: vec![0; n],
        };
        let scene = Scene {
            title: "A title of a scenario, long enough for two lines of a small picture".into(),
            site: "flank".into(),
            who: "animal 3".into(),
            cells,
            spacing_um: 20.0,
            time_h: 30.0,
            until_h: 240.0,
            legend: vec![(Code::FREE, 12_345)],
            marks: vec![Mark { label: "il2 peritumoral".into(), times_h: vec![24.0, 48.0] }],
            field_scale: super::FieldScale::default(),
        };
        let image = paint_as(&frame, &scene, &Look::default());
        hasher.update(&(image.width as u64).to_le_bytes());
        colours(&mut hasher, &image.pixels);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Indices as they are seen, on a dark and on a light page.
fn colours(hasher: &mut blake3::Hasher, indices: &[u8]) {
    for colours in [Colours::Standard, Colours::Light] {
        let table = colours.table();
        for index in indices {
            hasher.update(&table[usize::from(*index) * 3..][..3]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_and_the_sheet_have_a_digest_of_their_own() {
        let all = painted();
        assert_eq!(all.len(), 1 + crate::kinds::CODES);
        for (place, (word, digest)) in all.iter().enumerate() {
            assert_eq!(digest.len(), 16);
            assert!(
                all[..place].iter().all(|(other, known)| other != word && known != digest),
                "{word}"
            );
        }
        assert_eq!(digest(), digest());
    }
}
