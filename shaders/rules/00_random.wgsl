// Random draws: counter-based, no stored state, the same words on every machine.
//
// In:  a counter (site, step and sub-step, stream, draw) and a key (seed low, seed high, replicate,
//      lattice number).
// Out: four uniform 32-bit words. Take all four for one decision before drawing another block.
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
const STREAM_HOST: u32 = 16u;
const STREAM_COHORT: u32 = 17u;

// Draws of the stream of the first filling, told apart by the last word of the counter.
const PLACE_TUMOUR: u32 = 0u;
const PLACE_RESTING: u32 = 1u;
const PLACE_VESSEL: u32 = 2u;
const PLACE_FOCUS: u32 = 3u;

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

// High 32 bits of the 64-bit product a * b. With a uniform word a it is a uniform number in 0 .. b
// - 1 (0 for b = 0).
fn mulhi(a: u32, b: u32) -> u32 {
    let a_low = a & 0xFFFFu;
    let a_high = a >> 16u;
    let b_low = b & 0xFFFFu;
    let b_high = b >> 16u;
    let middle = a_high * b_low + ((a_low * b_low) >> 16u);
    let carry = a_low * b_high + (middle & 0xFFFFu);
    return a_high * b_high + (middle >> 16u) + (carry >> 16u);
}

// 1 - (1 - a)(1 - b) of two parts a, b of 2^32: what either of two chances gives.
fn either(a: u32, b: u32) -> u32 {
    return a + min(b - mulhi(a, b), 0xffffffffu - a);
}

// Threshold of the chance 1 - exp(-x) of an event within a step, for a hazard x in 1/2^28 (below
// 16): with it a part of a rate acts as a rate.
fn chance_of(hazard: u32) -> u32 {
    // z = x/16 as a part of 2^32, its exponential series to z^4, then four doublings 1 - (1 - u)^2.
    let square = mulhi(hazard, hazard);
    let cube = mulhi(square, hazard);
    var u = hazard - square / 2u + cube / 6u - mulhi(cube, hazard) / 24u;
    for (var i = 0u; i < 4u; i++) { u = either(u, u); }
    return u;
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
