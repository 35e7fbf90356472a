// Arithmetic of the rules: fractions, chances and rounding in whole numbers.
//
// No cards: no biology.
// A fraction is counted in 1/65536 (WHOLE is one). A chance is a threshold: the event happens when
// a uniform word lies below it. Where a product is shortened, `noise` (random or dithered bits)
// rounds it, so that the mean is exact.

// One, as a fraction.
const WHOLE: u32 = 65536u;
// The largest fraction below one.
const ALMOST_WHOLE: u32 = 65535u;
// The chance one half.
const EVEN_CHANCE: u32 = 0x80000000u;
// A chance of one: the largest threshold.
const CERTAIN: u32 = 0xffffffffu;

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

// What is left of one beside a fraction: 1 - f.
fn complement(fraction: u32) -> u32 { return WHOLE - fraction; }

// The part of a fraction: f g, for f and g up to one.
fn part_of(f: u32, g: u32) -> u32 { return (f * (g >> 1u)) >> 15u; }

// What either of two fractions gives: 1 - (1 - f)(1 - g).
fn either_part(f: u32, g: u32) -> u32 { return f + part_of(complement(f), g); }

// A word (a chance, a source, an amount) times a fraction, rounded down: exactly floor(w f).
fn scaled(word: u32, fraction: u32) -> u32 {
    return (word >> 16u) * fraction + (((word & 0xffffu) * fraction) >> 16u);
}

// Half of a fraction, as a chance.
fn half_chance(fraction: u32) -> u32 { return fraction << 15u; }

// a / b as a fraction, for a up to b below 65536 (0 for b = 0).
fn ratio(a: u32, b: u32) -> u32 { return (a << 16u) / max(b, 1u); }

// a / (a + b) as a fraction below one, for any two words.
fn share(a: u32, b: u32) -> u32 {
    let zeros = countLeadingZeros(max(a, b) | 1u);
    var shift = 0u;
    if zeros < 16u { shift = 16u - zeros; }
    let c = a >> (shift & 31u);
    let d = b >> (shift & 31u);
    return min((c << 16u) / max(c + d, 1u), ALMOST_WHOLE);
}

// f^2 / (f^2 + (1 - f)^2) of a fraction f: the share of the squares, from the share of the words.
fn share_of_squares(f: u32) -> u32 {
    let a = f >> 1u;
    let b = 32768u - a;
    return min((a * a) / max((a * a + b * b) >> 16u, 1u), ALMOST_WHOLE);
}

// w n / d of a word, rounded down, for n up to d: exact, and no product overflows.
fn proportion(word: u32, n: u32, d: u32) -> u32 {
    let whole = max(d, 1u);
    return (word / whole) * n + ((word % max(d, 1u)) * n) / whole;
}

// old (1 - rate) + new rate, of levels up to 255, rounded by 16 bits of noise.
fn blended(old: u32, new_level: u32, rate: u32, noise: u32) -> u32 {
    return (old * complement(rate) + new_level * rate + (noise & 0xffffu)) >> 16u;
}

// A level of 0..255 as a fraction: 255 is 65535.
fn level_part(level: u32) -> u32 { return level * 257u; }

// A fraction as a level of 0..255, rounded down.
fn part_level(fraction: u32) -> u32 { return fraction >> 8u; }

// x / 2^bits, rounded by so many bits of noise; bits below 32.
fn rounded(x: u32, bits: u32, noise: u32) -> u32 {
    return (x + (noise & ((1u << (bits & 31u)) - 1u))) >> (bits & 31u);
}

// Noise without its lowest bits.
fn noise_above(noise: u32, bits: u32) -> u32 { return noise >> (bits & 31u); }

// Noise of its own for a second and a third use of one dither.
fn second_noise(noise: u32) -> u32 { return (noise << 7u) ^ 0x5bd1e995u; }
fn third_noise(noise: u32) -> u32 { return (noise << 13u) ^ 0x27d4eb2fu; }

// x f of a whole number and a factor in 1/256, at most the largest fraction below one.
fn gained(x: u32, factor: u32) -> u32 { return min((x * factor) >> 8u, ALMOST_WHOLE); }

// The same uniform word counted from the other end, and with its halves exchanged: one word serves
// three chances where at most one of two may come true or each is small.
fn from_above(word: u32) -> u32 { return word ^ 0xffffffffu; }
fn halves_exchanged(word: u32) -> u32 { return (word << 16u) | (word >> 16u); }

// The sum of two words, at most the largest.
fn capped_sum(a: u32, b: u32) -> u32 { return a + min(b, 0xffffffffu - a); }

// The Weyl dither of a site and a pass (a counter that never repeats in a run); `salt` tells
// the uses apart.
fn dither(index: u32, time_point: u32, salt: u32) -> u32 {
    return index * 0x9E3779B1u + time_point * 0x85EBCA77u + salt * 0xC2B2AE3Du;
}

// amount * mantissa / 2^(16+shift), rounded by the dither; shift below 16, never above the amount.
fn shorten(amount: u32, mantissa: u32, shift: u32, noise: u32) -> u32 {
    let low = ((amount & 0xffffu) * mantissa + (noise & 0xffffu)) >> 16u;
    let whole = (amount >> 16u) * mantissa + low;
    return (whole + ((noise >> 16u) & ((1u << (shift & 15u)) - 1u))) >> (shift & 15u);
}

// The halves of a word.
fn low_half(word: u32) -> u32 { return word & 0xffffu; }
fn high_half(word: u32) -> u32 { return word >> 16u; }

// A chance as a fraction below one, to the nearest.
fn chance_part(chance: u32) -> u32 { return min((chance >> 15u) + 1u, 131071u) / 2u; }

// A word times a fraction, rounded by 16 bits of noise.
fn scaled_with(word: u32, fraction: u32, noise: u32) -> u32 {
    return (word >> 16u) * fraction + (((word & 0xffffu) * fraction + noise) >> 16u);
}

// a / b as a fraction below one, for any two words; rounded by 32 bits of noise, for a small part
// of a large word would else be none.
fn portion(a: u32, b: u32, noise: u32) -> u32 {
    if a >= b { return ALMOST_WHOLE; }
    let zeros = min(countLeadingZeros(b), 16u);
    let shift = (16u - zeros) & 31u;
    let divisor = b >> shift;
    let dividend = capped_sum(a, low_half(noise) & ((1u << shift) - 1u)) >> shift;
    if dividend >= divisor { return ALMOST_WHOLE; }
    let above = (divisor * high_half(noise)) >> 16u;
    return min(((dividend << 16u) + above) / max(divisor, 1u), ALMOST_WHOLE);
}

// n times a word, at most the largest word.
fn times_at_most(word: u32, n: u32) -> u32 {
    if mulhi(word, n) != 0u { return 0xffffffffu; }
    return word * n;
}

// A whole number divided by another.
struct Division {
    // How often the divisor goes into it, whole.
    quotient: u32,
    // What is left.
    remainder: u32,
}

// A number of two words divided by one that is larger than the high word and below 2^31.
fn divided_by(high: u32, low: u32, divisor: u32) -> Division {
    var result = Division(0u, high);
    for (var bit = 0u; bit < 32u; bit++) {
        let next = (low >> ((31u - bit) & 31u)) & 1u;
        result.remainder = (result.remainder << 1u) | next;
        result.quotient = result.quotient << 1u;
        if result.remainder >= divisor {
            result.remainder -= divisor;
            result.quotient |= 1u;
        }
    }
    return result;
}

// A permutation of the words, another for each key.
fn permuted(word: u32, key: u32) -> u32 {
    var x = word ^ key;
    x = (x ^ (x >> 16u)) * 0x7feb352du;
    x = (x ^ (x >> 15u)) * 0x846ca68bu;
    return x ^ (x >> 16u);
}
