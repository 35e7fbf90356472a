// Paint: what a lattice cell's codes look like, in integers, so that a picture has the same bytes
// on every engine.
//
// In: the codes of `census::Frame` (kinds of the table `kinds.toml`, MHC class I 0 to 15, IL-2 and
//     IFN-gamma 0 to 255 on a log scale).
// Out: an index into a palette of 256 colours (`paint_colour`, `paint_layer`, `paint_far`), and
//      each index's colour as 0xRRGGBB (`paint_rgb`). The hues start from the Okabe-Ito set and
//      were moved until every two tissues and every two effectors keep a distance of 10 in OKLab
//      (times 100) for normal, protan, deutan and tritan sight (a test of `picture::palette` says
//      so). On a light page the same indices have other colours, for paper and slides.
//
// The palette: 0 transparent · 1 to 16 free tissue with IL-2 as a glow · 17 to 72 codes 1 to 7
// (tissue), eight tints of IL-2 each · 73 to 77 effectors · 78 outside · 79 to 92 tissue farther
// away, two shades each · 93 lines of a box · 96 to 111 IL-2 · 112 to 127 IFN-gamma · 128 to 143
// MHC class I · 144 to 159 page, text and marks · 160 to 255 codes 1 to 12 in eight shades of
// light. Later codes have indices that these leave (PAINT_SPARE: index << 16 | code << 8 | shade).
//
// No cards: how things look, no biology.

const PAINT_FREE: u32 = 1u;
const PAINT_TISSUE: u32 = 17u;
const PAINT_EFFECTOR: u32 = 73u;
const PAINT_OUTSIDE: u32 = 78u;
const PAINT_FAR: u32 = 79u;
const PAINT_LINE: u32 = 93u;
const PAINT_HEAT_IL: u32 = 96u;
const PAINT_HEAT_IFN: u32 = 112u;
const PAINT_HEAT_MHC: u32 = 128u;
const PAINT_PAGE: u32 = 144u;
const PAINT_LIT: u32 = 160u;
const PAINT_COLOURS: u32 = 256u;

// Page background, panel, text, quiet text, line, cursor, outline of an effector, six colours of
// treatment marks, three spare.
const PAINT_PAGE_RGB: array<u32, 16> = array<u32, 16>(
    0x11151Fu, 0x1A202Du, 0xF2F4F8u, 0xAEB8C8u, 0x4A566Au, 0xFFFFFFu, 0x05070Cu,
    0x56C1FFu, 0xFFB000u, 0xFF70C8u, 0x2FD08Au, 0xFFF04Au, 0xC9A6FFu,
    0x000000u, 0x000000u, 0x000000u,
);

// The colour a glow of IL-2 tends to: on free tissue, and (brighter) as a tint on tissue.
const PAINT_GLOW: u32 = 0x0E4A78u;
const PAINT_TINT: u32 = 0x9ADCFFu;

// The same on a light page.
const PAINT_PAGE_LIGHT: array<u32, 16> = array<u32, 16>(
    0xFFFFFFu, 0xF1F4F9u, 0x16202Eu, 0x4D5A6Cu, 0xB4BECDu, 0x16202Eu, 0x05070Cu,
    0x0067B1u, 0xA35C00u, 0xB3246Fu, 0x00724Du, 0x7D6500u, 0x6A3FB0u,
    0x000000u, 0x000000u, 0x000000u,
);
const PAINT_GLOW_LIGHT: u32 = 0x8CC4EEu;
const PAINT_TINT_LIGHT: u32 = 0x2A8FD0u;

// The part `num / den` of the way between two channels, rounded to nearest.
fn paint_channel(a: u32, b: u32, num: u32, den: u32) -> u32 {
    let d = max(den, 1u);
    return (a * (d - min(num, d)) + b * min(num, d) + d / 2u) / d;
}

// The part `num / den` of the way from colour `a` to colour `b`.
fn paint_mix(a: u32, b: u32, num: u32, den: u32) -> u32 {
    let r = paint_channel((a >> 16u) & 255u, (b >> 16u) & 255u, num, den);
    let g = paint_channel((a >> 8u) & 255u, (b >> 8u) & 255u, num, den);
    let l = paint_channel(a & 255u, b & 255u, num, den);
    return (r << 16u) | (g << 8u) | l;
}

// A ramp of four colours: `level` 0 to 15.
fn paint_ramp(c: vec4<u32>, level: u32) -> u32 {
    let l = min(level, 15u);
    if (l < 5u) {
        return paint_mix(c.x, c.y, l, 5u);
    }
    if (l < 10u) {
        return paint_mix(c.y, c.z, l - 5u, 5u);
    }
    return paint_mix(c.z, c.w, l - 10u, 5u);
}

// Sixteen levels of an 8-bit log code: 0 is below the scale, the others are equal parts of it.
fn paint_level(code: u32) -> u32 {
    let c = min(code, 255u);
    if (c == 0u) {
        return 0u;
    }
    return 1u + (c - 1u) * 15u / 255u;
}

// A code that the table knows; others are what lies outside.
fn known_code(kind: u32) -> u32 {
    return select(CODE_OUTSIDE, kind, kind < CODES);
}

// The cells, with IL-2 as a glow of free tissue and a tint of other tissue.
fn paint_colour(kind: u32, il2: u32) -> u32 {
    let code = known_code(kind);
    return PAINT_FLAT[code] + paint_level(il2) * PAINT_TINTS[code] / 16u;
}

// One layer: 0 cells, 1 IL-2, 2 IFN-gamma, 3 MHC class I (tumour only; other cells as quiet shades
// of themselves).
fn paint_layer(layer: u32, kind: u32, mhc: u32, il2: u32, ifng: u32) -> u32 {
    let code = known_code(kind);
    if (code == CODE_OUTSIDE) {
        return PAINT_OUTSIDE;
    }
    if (layer == 1u) {
        return PAINT_HEAT_IL + paint_level(il2);
    }
    if (layer == 2u) {
        return PAINT_HEAT_IFN + paint_level(ifng);
    }
    if (layer == 3u) {
        if (PAINT_SHOWS_MHC[code] != 0u) {
            return PAINT_HEAT_MHC + min(mhc, 15u);
        }
        if (PAINT_AWAY[2u * code + 1u] == 0u) {
            return PAINT_FREE;
        }
        return PAINT_AWAY[2u * code + 1u];
    }
    return paint_colour(code, il2);
}

// A cell of a projection: `shade` 0 near, 1 farther, 2 farthest.
fn paint_far(kind: u32, shade: u32) -> u32 {
    let code = known_code(kind);
    if (shade == 0u || PAINT_AWAY[2u * code] == 0u) {
        return paint_colour(code, 0u);
    }
    return PAINT_AWAY[2u * code + min(shade, 2u) - 1u];
}

// The colour of a code on a dark page (`light` 0) or a light one.
fn paint_kind(kind: u32, light: u32) -> u32 {
    if (light == 0u) {
        return PAINT_KIND[known_code(kind)];
    }
    return PAINT_KIND_LIGHT[known_code(kind)];
}

// A level of a layer's ramp on a dark or a light page.
fn paint_heat(dark: vec4<u32>, bright: vec4<u32>, light: u32, level: u32) -> u32 {
    if (light == 0u) {
        return paint_ramp(dark, level);
    }
    return paint_ramp(bright, level);
}

// One of two colours.
fn paint_either(dark: u32, bright: u32, light: u32) -> u32 {
    if (light == 0u) {
        return dark;
    }
    return bright;
}

// A colour in light: `shade` 0 deep shadow, 5 itself, 7 a gleam.
fn paint_lit(colour: u32, shade: u32) -> u32 {
    if (shade < 6u) {
        return paint_mix(0x04060Cu, colour, shade * 3u + 4u, 19u);
    }
    return paint_mix(colour, 0xFFFFFFu, (min(shade, 7u) - 5u) * 5u, 16u);
}

// The colour of an index, 0xRRGGBB, on a dark page (`light` 0) or a light one.
fn paint_rgb(index: u32, light: u32) -> u32 {
    for (var i = 0u; i < PAINT_SPARES; i++) {
        let spare = PAINT_SPARE[i];
        if ((spare >> 16u) == index) {
            return paint_lit(paint_kind((spare >> 8u) & 255u, light), spare & 255u);
        }
    }
    if (index >= PAINT_FREE && index < PAINT_TISSUE) {
        return paint_mix(
            paint_kind(0u, light), paint_either(PAINT_GLOW, PAINT_GLOW_LIGHT, light),
            index - PAINT_FREE, 15u
        );
    }
    if (index >= PAINT_TISSUE && index < PAINT_EFFECTOR) {
        let i = index - PAINT_TISSUE;
        return paint_mix(
            paint_kind(1u + i / 8u, light), paint_either(PAINT_TINT, PAINT_TINT_LIGHT, light),
            i & 7u, 40u
        );
    }
    if (index >= PAINT_EFFECTOR && index <= PAINT_OUTSIDE) {
        return paint_kind(8u + index - PAINT_EFFECTOR, light);
    }
    if (index >= PAINT_FAR && index < PAINT_LINE) {
        let i = index - PAINT_FAR;
        return paint_mix(paint_kind(1u + i / 2u, light), paint_kind(0u, light), 1u + (i & 1u), 4u);
    }
    if (index == PAINT_LINE) {
        return paint_either(0x3A465Au, 0x9AA6B8u, light);
    }
    if (index >= PAINT_HEAT_IL && index < PAINT_HEAT_IFN) {
        let bright = vec4<u32>(0xF6F8FBu, 0x9CD3F0u, 0x2A7FBFu, 0x06264Au);
        return paint_heat(
            vec4<u32>(0x0B0F1Au, 0x0B4F8Au, 0x35B4E0u, 0xF2FBFFu), bright, light,
            index - PAINT_HEAT_IL
        );
    }
    if (index >= PAINT_HEAT_IFN && index < PAINT_HEAT_MHC) {
        let bright = vec4<u32>(0xF6F8FBu, 0xF7C79Au, 0xC2464Bu, 0x4A0A4Cu);
        return paint_heat(
            vec4<u32>(0x0B0F1Au, 0x6A1B6Cu, 0xE8703Au, 0xFFF6C8u), bright, light,
            index - PAINT_HEAT_IFN
        );
    }
    if (index >= PAINT_HEAT_MHC && index < PAINT_PAGE) {
        let bright = vec4<u32>(0x783FC6u, 0xA0488Cu, 0xE58A14u, 0xF8C75Cu);
        return paint_heat(
            vec4<u32>(0x783FC6u, 0xA8508Au, 0xF69D0Fu, 0xFFE9A8u), bright, light,
            index - PAINT_HEAT_MHC
        );
    }
    if (index >= PAINT_PAGE && index < PAINT_LIT) {
        return paint_either(
            PAINT_PAGE_RGB[index - PAINT_PAGE], PAINT_PAGE_LIGHT[index - PAINT_PAGE], light
        );
    }
    if (index >= PAINT_LIT && index < PAINT_COLOURS) {
        return paint_lit(paint_kind(1u + (index - PAINT_LIT) / 8u, light), index & 7u);
    }
    return 0u;
}
