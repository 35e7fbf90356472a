// Counting and proof: the strong hash of a site's state, and the 8-bit codes of which every picture
// is made.
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

// 2^(i/10) in 1/32768, i = 0..9.
const TENTHS: array<u32, 10> = array<u32, 10>(
    32768u, 35120u, 37641u, 40342u, 43238u, 46341u, 49667u, 53232u, 57052u, 61147u
);

// 10 log2 of an amount, rounded down; 0 for 0.
fn log_steps(amount: u32) -> u32 {
    if amount == 0u { return 0u; }
    let zeros = countLeadingZeros(amount);
    let mantissa = (amount << (zeros & 31u)) >> 16u;
    var steps = 10u * (31u - zeros);
    for (var i = 1u; i < 10u; i++) {
        if mantissa >= TENTHS[i] { steps = steps + 1u; }
    }
    return steps;
}

// 8-bit code of a concentration: 0 below 0.1 pM, else 1 + 10 log2(c / 0.1 pM), at most 255.
// `units_per_pm` is times 256.
fn concentration_code(amount: u32, units_per_pm: u32) -> u32 {
    let base = max(units_per_pm / 2560u, 1u);
    if amount < base { return 0u; }
    return min(1u + log_steps(amount) - log_steps(base), 255u);
}

// What a picture shows of a site, with the line of its tissue cell: code | MHC level << 8 |
// interleukin-2 << 16 | IFN-gamma << 24.
fn frame_code(
    tissue: u32, line: Line, effector: u32, vessel: bool, il2_code: u32, ifng_code: u32
) -> u32 {
    let kind = min(tissue_kind(tissue), TISSUES - 1u);
    var code = CODE_OF_TISSUE[kind];
    var mhc = 0u;
    if kind == FREE && vessel { code = CODE_VESSEL; }
    if kind == TUMOUR {
        mhc = mhc_level(tissue);
        if shows_mhc(tissue, line.mhc_threshold) { code = CODE_WITH_MHC[kind]; }
    }
    let cell = effector_kind(effector);
    if cell != 0u { code = CODE_OF_EFFECTOR[cell]; }
    return code | (mhc << 8u) | (il2_code << 16u) | (ifng_code << 24u);
}
