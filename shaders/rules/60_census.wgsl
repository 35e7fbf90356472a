// Counting and proof: the strong hash of a site's state, and the words of a frame, of which every
// picture and table of cells is made.
//
// No cards: counting and coding, no biology.

const HASH_CELLS: u32 = 0x63656c6cu;
const HASH_FIELDS: u32 = 0x6669656cu;

// Four words that depend on every bit of a site's cells and on where it is; a state's digest is
// their sum over all sites.
fn hash_cells(index: u32, tissue: u32, x: u32, y: u32) -> vec4<u32> {
    let key = vec4<u32>(HASH_CELLS, 0x9e3779b9u, 0x7f4a7c15u, 0xf39cc060u);
    return random_block(vec4<u32>(tissue, x, y, index), key);
}

// The same for the four fields of a field site.
fn hash_fields(index: u32, amounts: vec4<u32>) -> vec4<u32> {
    return random_block(amounts, vec4<u32>(HASH_FIELDS, index, 0x3c6ef372u, 0xa54ff53au));
}

// Binary logarithm of a word above 0 in 1/4096, rounded down.
fn log2_of(word: u32) -> u32 {
    let zeros = countLeadingZeros(word) & 31u;
    // 1 <= x < 2 in 1/32768; squared, it gives the next bit of the logarithm.
    var x = (word << zeros) >> 16u;
    var bits = 31u - zeros;
    for (var i = 0u; i < 12u; i++) {
        x = (x * x) >> 15u;
        let above = x >> 16u;
        bits = (bits << 1u) | above;
        x = x >> (above & 31u);
    }
    return bits;
}

// log2(2560) in 1/4096: units of a pM times 256 become those of 0.1 pM.
const LOG_OF_TENTH: u32 = 46375u;
// Codes of a frame's concentration for each doubling, and the last code.
const FINE_CODES: u32 = 70u;
const LAST_FINE_CODE: u32 = 1785u;
// Codes of a frame's concentration in one code of a picture's.
const FINE_IN_CODE: u32 = 7u;

// Code of a concentration in a frame: 0 below 0.1 pM, else 1 + 70 log2(c / 0.1 pM) rounded down, at
// most 1785: steps of 1 %. `units_per_pm` is times 256.
fn fine_code(amount: u32, units_per_pm: u32) -> u32 {
    let level = log2_of(max(amount, 1u)) + LOG_OF_TENTH;
    let tenth = log2_of(max(units_per_pm, 1u));
    if amount == 0u || level < tenth { return 0u; }
    return min(1u + (((level - tenth) * FINE_CODES) >> 12u), LAST_FINE_CODE);
}

// The 8-bit code of a concentration in a picture: 0 below 0.1 pM, else 1 + 10 log2(c / 0.1 pM)
// rounded down, at most 255.
fn picture_code(fine: u32) -> u32 {
    if fine == 0u { return 0u; }
    return min(1u + (fine - 1u) / FINE_IN_CODE, 255u);
}

// Both fields of a site in a frame: interleukin-2 | IFN-gamma << 16.
fn frame_fields(il2: u32, ifng: u32) -> u32 { return il2 | (ifng << 16u); }
fn frame_interleukin(word: u32) -> u32 { return low_half(word); }
fn frame_interferon(word: u32) -> u32 { return high_half(word); }

// The cells of a site in a frame:
// bits  0..7   code of the tissue      bits  8..15  code of the effector, 0 where there is none
// bits 16..19  1 + the line of a tumour or vaccine cell, living or dead; 0 of other tissue
// bits 20..23  MHC class I level of a tumour cell
// bits 24..25  origin of the effector: 0 the host's own, 1..3 a graft
// bit  26      the effector holds a target
fn frame_cells(tissue: u32, line: Line, effector: Effector, vessel: bool) -> u32 {
    let kind = min(tissue_kind(tissue), TISSUES - 1u);
    var word = CODE_OF_TISSUE[kind];
    if kind == FREE && vessel { word = CODE_VESSEL; }
    if kind == TUMOUR {
        if shows_mhc(tissue, line.mhc_threshold) { word = CODE_WITH_MHC[kind]; }
        word |= mhc_level(tissue) << 20u;
    }
    if is_alive(tissue) || is_dead(tissue) { word |= (1u + tissue_line(tissue)) << 16u; }
    let cell = effector_kind(effector.x);
    if cell == 0u { return word; }
    let engaged = select(0u, 1u, is_engaged(effector.x));
    return word | (CODE_OF_EFFECTOR[cell] << 8u) | (origin_of(effector.y) << 24u)
        | (engaged << 26u);
}
fn frame_tissue(word: u32) -> u32 { return word & 255u; }
fn frame_effector(word: u32) -> u32 { return (word >> 8u) & 255u; }
fn frame_line(word: u32) -> u32 { return (word >> 16u) & 15u; }
fn frame_mhc(word: u32) -> u32 { return (word >> 20u) & 15u; }
fn frame_origin(word: u32) -> u32 { return (word >> 24u) & 3u; }
fn frame_engaged(word: u32) -> u32 { return (word >> 26u) & 1u; }
