//! The palette of every picture, and the tables with which the page paints.
//!
//! In: the paint rules (`shaders/rules/80_paint.wgsl`, translated). Out: indices and their colours;
//! nothing here decides a colour.

use crate::kinds::{CODES, Code};
use crate::rules;

/// Number of colours.
pub const COLOURS: usize = rules::PAINT_COLOURS as usize;

/// A line of a box.
pub const LINE: u8 = rules::PAINT_LINE as u8;
/// Outside the lattice.
pub const OUTSIDE: u8 = rules::PAINT_OUTSIDE as u8;
/// The page behind everything.
pub const PAGE: u8 = rules::PAINT_PAGE as u8;
/// A panel on the page.
pub const PANEL: u8 = PAGE + 1;
/// Text.
pub const TEXT: u8 = PAGE + 2;
/// Quiet text.
pub const QUIET: u8 = PAGE + 3;
/// Lines of the page.
pub const RULE: u8 = PAGE + 4;
/// The mark of now.
pub const CURSOR: u8 = PAGE + 5;
/// What surrounds an effector.
pub const OUTLINE: u8 = PAGE + 6;
/// First of the colours of treatments.
pub const MARK: u8 = PAGE + 7;
/// Number of the colours of treatments.
pub const MARKS: u8 = 6;

/// A line of a box in a pane: no code of a frame.
pub const BOX_LINE: Code = Code(CODES as u8);
/// Codes of a pane: those of a frame, and [`BOX_LINE`]; at least as many as four bits tell apart.
pub const PANE_CODES: usize = if CODES < 16 { 16 } else { CODES + 1 };
/// Levels of a painted field.
pub const LEVELS: usize = 16;

/// What a picture shows of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Kinds, with IL-2 as a glow.
    Cells,
    /// IL-2 alone.
    Il2,
    /// IFN-gamma alone.
    Ifng,
    /// MHC class I of tumour cells.
    Mhc,
}

/// Which colours the indices of a picture have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colours {
    /// On black, as the frames, the time-lapse and the page are.
    #[default]
    Standard,
    /// On white, for paper and slides.
    Light,
}

impl Colours {
    /// Red, green and blue of an index.
    pub fn rgb(self, index: u8) -> [u8; 3] {
        let word = match self {
            Colours::Standard => rules::paint_rgb(u32::from(index), 0),
            Colours::Light => rules::paint_rgb(u32::from(index), 1),
        };
        [(word >> 16) as u8, (word >> 8) as u8, word as u8]
    }

    /// Every colour, three bytes each.
    pub fn table(self) -> Vec<u8> {
        (0..COLOURS).flat_map(|index| self.rgb(index as u8)).collect()
    }
}

/// Index of a cell of a layer.
pub fn cell(layer: Layer, kind: Code, mhc: u8, il2: u8, ifng: u8) -> u8 {
    if kind == BOX_LINE {
        return LINE;
    }
    rules::paint_layer(
        layer as u32,
        u32::from(kind.0),
        u32::from(mhc),
        u32::from(il2),
        u32::from(ifng),
    ) as u8
}

/// Index of a cell of a projection; `shade` 0 (near) to 2 (far).
pub fn far(kind: Code, shade: u8) -> u8 {
    if kind == BOX_LINE {
        LINE
    } else {
        rules::paint_far(u32::from(kind.0), u32::from(shade)) as u8
    }
}

/// Index of a cell of a volume in a `shade` of light, 0 to 7; `il2` where nothing stands.
pub fn lit(kind: Code, shade: u8, il2: u8) -> u8 {
    if kind == BOX_LINE {
        LINE
    } else {
        rules::volume_index(u32::from(kind.0), u32::from(shade), rules::paint_level(u32::from(il2)))
            as u8
    }
}

/// Level 0 to 15 of an 8-bit code of a field.
pub fn level(code: u8) -> u8 {
    rules::paint_level(u32::from(code)) as u8
}

/// Smallest code of a level.
pub fn code_of(wanted: u8) -> u8 {
    (0..=255u8).find(|code| level(*code) >= wanted).unwrap_or(255)
}

/// Red, green and blue of an index in the standard colours.
pub fn rgb(index: u8) -> [u8; 3] {
    Colours::Standard.rgb(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Linear light of a colour.
    fn linear(colours: Colours, index: u8) -> [f64; 3] {
        colours.rgb(index).map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        })
    }

    /// Simulated sight: the matrices for complete dichromacy of Machado, Oliveira and Fernandes
    /// (2009), on linear light.
    const SIGHTS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ];

    fn times(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    }

    fn oklab(light: [f64; 3]) -> [f64; 3] {
        const TO_CONES: [[f64; 3]; 3] = [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ];
        const TO_LAB: [[f64; 3]; 3] = [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ];
        times(&TO_LAB, times(&TO_CONES, light.map(|c| c.clamp(0.0, 1.0))).map(libm::cbrt))
    }

    const BOTH: [Colours; 2] = [Colours::Standard, Colours::Light];

    fn distance(colours: Colours, a: u8, b: u8, sight: &[[f64; 3]; 3]) -> f64 {
        let (a, b) =
            (oklab(times(sight, linear(colours, a))), oklab(times(sight, linear(colours, b))));
        100.0 * (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt()
    }

    fn closest(colours: Colours, kinds: &[Code]) -> f64 {
        let mut least = f64::INFINITY;
        for sight in &SIGHTS {
            for (i, a) in kinds.iter().enumerate() {
                for b in &kinds[..i] {
                    let index = |kind: Code| cell(Layer::Cells, kind, 8, 0, 0);
                    least = least.min(distance(colours, index(*a), index(*b), sight));
                }
            }
        }
        least
    }

    fn effectors() -> Vec<Code> {
        Code::all().filter(|code| code.effector().is_some()).collect()
    }

    fn tissues() -> Vec<Code> {
        Code::all().filter(|c| c.effector().is_none() && *c != Code::OUTSIDE).collect()
    }

    #[test]
    fn kinds_stay_apart_for_every_colour_sight() {
        for colours in BOTH {
            for kinds in [tissues(), effectors()] {
                assert!(
                    closest(colours, &kinds) > 10.0,
                    "{colours:?} {kinds:?}: {}",
                    closest(colours, &kinds)
                );
            }
        }
    }

    #[test]
    fn the_test_of_colours_notices_a_red_green_pair() {
        // Control: pure red and a dark green of the same lightness differ for most people and not
        // for deuteranopes.
        let (red, green) = ([0.22, 0.01, 0.0], [0.02, 0.09, 0.0]);
        let apart = |sight: &[[f64; 3]; 3]| {
            let (a, b) = (oklab(times(sight, red)), oklab(times(sight, green)));
            100.0 * (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt()
        };
        assert!(
            apart(&SIGHTS[0]) > 20.0 && apart(&SIGHTS[2]) < 10.0,
            "{} {}",
            apart(&SIGHTS[0]),
            apart(&SIGHTS[2])
        );
    }

    #[test]
    fn text_has_contrast() {
        for colours in BOTH {
            let light = |index: u8| {
                let [r, g, b] = linear(colours, index);
                0.2126 * r + 0.7152 * g + 0.0722 * b
            };
            for text in [TEXT, QUIET, MARK, MARK + 1, MARK + 2, MARK + 3, MARK + 4, MARK + 5] {
                for behind in [PAGE, PANEL] {
                    let (a, b) = (light(text) + 0.05, light(behind) + 0.05);
                    assert!(
                        a.max(b) / a.min(b) >= 4.5,
                        "{colours:?}: {text} on {behind}: {}",
                        a.max(b) / a.min(b)
                    );
                }
            }
        }
    }

    #[test]
    fn effectors_stand_out_from_every_tissue_and_glow() {
        // Text-like contrast is not needed: shapes have a dark outline; a distance of 8 tells a
        // shape from a cell behind it.
        for sight in &SIGHTS {
            for effector in effectors() {
                let shape = cell(Layer::Cells, effector, 0, 0, 0);
                for kind in tissues() {
                    for il2 in [0, 128, 255] {
                        let behind = cell(Layer::Cells, kind, 8, il2, 0);
                        let apart = distance(Colours::Standard, shape, behind, sight);
                        assert!(apart > 8.0, "{effector:?} on {kind:?} at {il2}: {apart}");
                    }
                }
                // On white some shapes are as light as what is behind them: there the outline tells
                // them apart.
                let outline = distance(Colours::Light, shape, OUTLINE, sight);
                assert!(outline > 30.0, "{effector:?}: {outline}");
            }
        }
    }

    #[test]
    fn a_field_layer_grows_lighter_with_its_level_and_darker_on_white() {
        for layer in [Layer::Il2, Layer::Ifng] {
            for (colours, sign) in [(Colours::Standard, 1.0), (Colours::Light, -1.0)] {
                let lightness: Vec<f64> = (0..LEVELS as u8)
                    .map(|l| {
                        sign * oklab(linear(
                            colours,
                            cell(layer, Code::FREE, 0, code_of(l), code_of(l)),
                        ))[0]
                    })
                    .collect();
                assert!(
                    lightness.windows(2).all(|pair| pair[0] < pair[1]),
                    "{colours:?} {layer:?} {lightness:?}"
                );
            }
        }
    }

    #[test]
    fn levels_rise_with_the_code_and_use_the_whole_scale() {
        assert_eq!((level(0), level(1), level(255)), (0, 1, 15));
        assert!((1..=255u8).all(|code| level(code) >= level(code - 1)));
        assert!((0..16).all(|l| level(code_of(l)) == l));
    }
}
