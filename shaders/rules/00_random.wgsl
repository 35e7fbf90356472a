// Random draws: counter-based, no stored state, the same words on every machine.
//
// In:  a counter (site, step and sub-step, stream, draw) and a key (seed low, seed high, replicate,
//      lattice number).
// Out: four uniform 32-bit words. Take all four for one decision before drawing another block.
// No cards: the machinery of chance, no biology.
// Rule: Threefry4x32 with 20 rounds (Salmon et al. 2011). Known answer for zero key and counter:
//       9c6ca96a e17eae66 fc10ecd4 5256a7d8. A probability p is the threshold floor(p * 2^32), and
//       an event happens when word < threshold.

// One stream for each purpose (third word of the counter), so that no two purposes ever share a
// word.
const STREAM_TISSUE: u32 = 1u;
const STREAM_EFFECTOR: u32 = 2u;
const STREAM_MOVE: u32 = 3u;
const STREAM_ARRIVE: u32 = 4u;
const STREAM_FIELD: u32 = 5u;
const STREAM_PLACE: u32 = 6u;
const STREAM_INOCULATE: u32 = 7u;
const STREAM_STIR: u32 = 8u;
const STREAM_HOST: u32 = 16u;
const STREAM_COHORT: u32 = 17u;

// The draws of a stream, told apart by the last word of the counter. Tissue cells: what becomes of
// a cell; the chain that a ready cell pushes and what its daughters inherit.
const DRAW_FATE: u32 = 0u;
const DRAW_PUSH: u32 = 1u;
// Effectors: signal, death, contact and ammunition; CD25, conversion and the wish to divide; the
// site of a daughter.
const DRAW_ACT: u32 = 0u;
const DRAW_CHANGE: u32 = 1u;
const DRAW_DAUGHTER: u32 = 2u;
// The first filling.
const PLACE_TUMOUR: u32 = 0u;
const PLACE_RESTING: u32 = 1u;
const PLACE_VESSEL: u32 = 2u;
const PLACE_FOCUS: u32 = 3u;

// Sub-steps of a tissue step that the counter keeps apart.
const COUNTER_SUBSTEPS: u32 = 64u;

// Key schedule parity of the Threefish family, 32-bit form.
const KEY_PARITY: u32 = 0x1BD11BDAu;

// One block of Threefry4x32-20, unrolled: four rounds, then a key injection, five times.
fn random_block(counter: vec4<u32>, key: vec4<u32>) -> vec4<u32> {
    let parity = KEY_PARITY ^ key.x ^ key.y ^ key.z ^ key.w;
    var a = counter.x + key.x;
    var b = counter.y + key.y;
    var c = counter.z + key.z;
    var d = counter.w + key.w;

    a += b; b = ((b << 10u) | (b >> 22u)) ^ a; c += d; d = ((d << 26u) | (d >> 6u)) ^ c;
    a += d; d = ((d << 11u) | (d >> 21u)) ^ a; c += b; b = ((b << 21u) | (b >> 11u)) ^ c;
    a += b; b = ((b << 13u) | (b >> 19u)) ^ a; c += d; d = ((d << 27u) | (d >> 5u)) ^ c;
    a += d; d = ((d << 23u) | (d >> 9u)) ^ a; c += b; b = ((b << 5u) | (b >> 27u)) ^ c;
    a += key.y; b += key.z; c += key.w; d += parity + 1u;

    a += b; b = ((b << 6u) | (b >> 26u)) ^ a; c += d; d = ((d << 20u) | (d >> 12u)) ^ c;
    a += d; d = ((d << 17u) | (d >> 15u)) ^ a; c += b; b = ((b << 11u) | (b >> 21u)) ^ c;
    a += b; b = ((b << 25u) | (b >> 7u)) ^ a; c += d; d = ((d << 10u) | (d >> 22u)) ^ c;
    a += d; d = ((d << 18u) | (d >> 14u)) ^ a; c += b; b = ((b << 20u) | (b >> 12u)) ^ c;
    a += key.z; b += key.w; c += parity; d += key.x + 2u;

    a += b; b = ((b << 10u) | (b >> 22u)) ^ a; c += d; d = ((d << 26u) | (d >> 6u)) ^ c;
    a += d; d = ((d << 11u) | (d >> 21u)) ^ a; c += b; b = ((b << 21u) | (b >> 11u)) ^ c;
    a += b; b = ((b << 13u) | (b >> 19u)) ^ a; c += d; d = ((d << 27u) | (d >> 5u)) ^ c;
    a += d; d = ((d << 23u) | (d >> 9u)) ^ a; c += b; b = ((b << 5u) | (b >> 27u)) ^ c;
    a += key.w; b += parity; c += key.x; d += key.y + 3u;

    a += b; b = ((b << 6u) | (b >> 26u)) ^ a; c += d; d = ((d << 20u) | (d >> 12u)) ^ c;
    a += d; d = ((d << 17u) | (d >> 15u)) ^ a; c += b; b = ((b << 11u) | (b >> 21u)) ^ c;
    a += b; b = ((b << 25u) | (b >> 7u)) ^ a; c += d; d = ((d << 10u) | (d >> 22u)) ^ c;
    a += d; d = ((d << 18u) | (d >> 14u)) ^ a; c += b; b = ((b << 20u) | (b >> 12u)) ^ c;
    a += parity; b += key.x; c += key.y; d += key.z + 4u;

    a += b; b = ((b << 10u) | (b >> 22u)) ^ a; c += d; d = ((d << 26u) | (d >> 6u)) ^ c;
    a += d; d = ((d << 11u) | (d >> 21u)) ^ a; c += b; b = ((b << 21u) | (b >> 11u)) ^ c;
    a += b; b = ((b << 13u) | (b >> 19u)) ^ a; c += d; d = ((d << 27u) | (d >> 5u)) ^ c;
    a += d; d = ((d << 23u) | (d >> 9u)) ^ a; c += b; b = ((b << 5u) | (b >> 27u)) ^ c;
    a += key.x; b += key.y; c += key.z; d += key.w + 5u;

    return vec4<u32>(a, b, c, d);
}

// What a draw is for. Two draws of one site have other words when any of these differs.
struct Purpose {
    // Tissue step, counted from the start of the run.
    step: u32,
    // Sub-step of motion within it, below COUNTER_SUBSTEPS; 0 where there is none.
    substep: u32,
    // One of the STREAM_ constants.
    stream: u32,
    // Draw within the stream: one of its DRAW_ or PLACE_ constants, or what its purpose says.
    number: u32,
}

// What becomes of a tissue cell in a step.
fn fate_draw(step: u32) -> Purpose { return Purpose(step, 0u, STREAM_TISSUE, DRAW_FATE); }

// Where a ready tumour cell pushes (word x), and what its daughters inherit (y and z).
fn push_draw(step: u32) -> Purpose { return Purpose(step, 0u, STREAM_TISSUE, DRAW_PUSH); }

// What an effector does: death (x; its low bits round the refractory time), hit (y), ammunition
// (z), choice of a target and rounding of the signal (w).
fn act_draw(step: u32) -> Purpose { return Purpose(step, 0u, STREAM_EFFECTOR, DRAW_ACT); }

// How an effector changes: CD25 (x), conversion (y), wish to divide (z).
fn change_draw(step: u32) -> Purpose { return Purpose(step, 0u, STREAM_EFFECTOR, DRAW_CHANGE); }

// Where an effector's daughter goes (x), and the priority of its claim (y).
fn daughter_draw(step: u32) -> Purpose { return Purpose(step, 0u, STREAM_EFFECTOR, DRAW_DAUGHTER); }

// A hop: whether it is tried (x), where to (y), whether it is accepted (z), the claim's priority
// (w).
fn hop_draw(step: u32, hop: u32) -> Purpose {
    return Purpose(step, hop % COUNTER_SUBSTEPS, STREAM_MOVE, hop / COUNTER_SUBSTEPS);
}

// The j-th arrival of a group (j takes the site's place): vessel (x), site there (y), whether it is
// a killer (z). `group`: the group's word.
fn arrival_draw(step: u32, group: u32) -> Purpose {
    return Purpose(step, 0u, STREAM_ARRIVE, group);
}

// Whether a site gets a cell of an inoculum (x), and what that cell is (y, z, w). `row`: the
// inoculum's row.
fn inoculum_draw(step: u32, row: u32) -> Purpose {
    return Purpose(step, 0u, STREAM_INOCULATE, row);
}

// How far a line of sites of a stirred site is shifted (x; the line takes the site's place).
// `sweep`: over rows and over columns in turn.
fn stirring_draw(step: u32, layer: u32, sweep: u32) -> Purpose {
    return Purpose(step, layer, STREAM_STIR, sweep);
}

// The first filling: one of the PLACE_ constants.
fn place_draw(number: u32) -> Purpose { return Purpose(0u, 0u, STREAM_PLACE, number); }

// The counter of a site's draw.
fn draw_counter(index: u32, purpose: Purpose) -> vec4<u32> {
    let time_point = purpose.step * COUNTER_SUBSTEPS + purpose.substep;
    return vec4<u32>(index, time_point, purpose.stream, purpose.number);
}

// The key of all draws of a lattice.
fn draw_key(place: Place) -> vec4<u32> {
    return vec4<u32>(place.seed_low, place.seed_high, place.replicate, place.lattice);
}

// Four uniform words for a site.
fn site_draw(index: u32, purpose: Purpose, place: Place) -> vec4<u32> {
    return random_block(draw_counter(index, purpose), draw_key(place));
}

// Index of one set bit of a mask, each equally likely for a uniform word r: the mulhi(r, number of
// set bits)-th from the low end. Asks the caller for a mask with at least one bit; an empty one
// gives 31.
fn pick_bit(mask: u32, r: u32) -> u32 {
    var rank = mulhi(r, countOneBits(mask));
    var rest = mask;
    var index = 0u;
    var below = countOneBits(rest & 0xFFFFu);
    if rank >= below { rank -= below; rest = rest >> 16u; index += 16u; }
    below = countOneBits(rest & 0xFFu);
    if rank >= below { rank -= below; rest = rest >> 8u; index += 8u; }
    below = countOneBits(rest & 0xFu);
    if rank >= below { rank -= below; rest = rest >> 4u; index += 4u; }
    below = countOneBits(rest & 3u);
    if rank >= below { rank -= below; rest = rest >> 2u; index += 2u; }
    if rank >= (rest & 1u) { index += 1u; }
    return index;
}
