//! Colours of charts.
//!
//! The ramp of numbers runs through OKLCH (Ottosson 2020) with lightness rising evenly from dark
//! violet over teal to light yellow, so it reads in grey and to the colour-blind. Groups take the
//! colours of Okabe and Ito (2008), the darker ones first; each group has a marker and a dash
//! besides.

/// Ink of text and axes.
pub(crate) const INK: &str = "#1a1a1a";
/// Quiet text.
pub(crate) const QUIET: &str = "#666666";
/// Lines of a grid.
pub(crate) const GRID: &str = "#e3e3e3";
/// A cell without a number.
pub(crate) const MISSING: &str = "#eeeeee";

/// Colours of groups.
const GROUPS: [&str; 7] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#e69f00"];
/// Dashes of groups; they change when colours begin again.
const DASHES: [&str; 3] = ["", "4 2", "1 2"];

/// Colour of a group.
pub(crate) fn group(index: usize) -> &'static str {
    GROUPS[index % GROUPS.len()]
}

/// Dash of a group's line.
pub(crate) fn dash(index: usize) -> &'static str {
    DASHES[index / GROUPS.len() % DASHES.len()]
}

/// The ramp at 0 to 1: red, green, blue.
pub(crate) fn ramp(share: f64) -> [u8; 3] {
    let t = share.clamp(0.0, 1.0);
    let lightness = 0.28 + 0.64 * t;
    let hue = (300.0 - 195.0 * t) * std::f64::consts::PI / 180.0;
    let chroma = 0.115 + 0.05 * t * t;
    let (a, b) = (chroma * libm::cos(hue), chroma * libm::sin(hue));
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    linear.map(|value| {
        let value = value.clamp(0.0, 1.0);
        let encoded = if value <= 0.003_130_8 {
            12.92 * value
        } else {
            1.055 * libm::pow(value, 1.0 / 2.4) - 0.055
        };
        (encoded * 255.0 + 0.5) as u8
    })
}

/// A colour as SVG writes it.
pub(crate) fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Ink that reads on a colour: the one with the greater contrast.
pub(crate) fn ink_on(colour: [u8; 3]) -> &'static str {
    // contrast with white against contrast with the ink, whose luminance is 0.0103
    let light = luminance(colour) + 0.05;
    if light * light > 1.05 * 0.0603 { INK } else { "#ffffff" }
}

/// Relative luminance of an sRGB colour, as the web's contrast rules define it.
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ramp_grows_lighter_all_along() {
        let lights: Vec<f64> = (0..=50).map(|i| luminance(ramp(f64::from(i) / 50.0))).collect();
        assert!(lights.windows(2).all(|pair| pair[0] < pair[1]), "{lights:?}");
        assert!(lights[0] < 0.06 && lights[50] > 0.6, "{lights:?}");
    }

    #[test]
    fn numbers_on_the_ramp_can_be_read() {
        for i in 0..=100 {
            let colour = ramp(f64::from(i) / 100.0);
            let ink = if ink_on(colour) == INK { 0.01 } else { 1.0 };
            let (light, dark) = (luminance(colour).max(ink), luminance(colour).min(ink));
            assert!((light + 0.05) / (dark + 0.05) > 4.0, "{i}: {colour:?}");
        }
    }
}
