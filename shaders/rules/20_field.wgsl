// The fields: interleukin-2, IFN-gamma, chemoattractant, suppressive factor. One rule for all.
//
// Amounts are u32 units, a power-of-two fraction of a molecule. Diffusion is explicit and in flux
// form: a site gives the same amount to each of its neighbours, and what leaves one site is the
// very number that arrives at the next, so nothing is made or lost. Every product that is shortened
// is rounded with a deterministic dither of site and sub-step (a Weyl sequence), so that slow rates
// are right on average at low amounts.

// The laws of one field in the units of one sub-step.
struct Law {
    // Fraction that leaves a site for one neighbour: mantissa / 2^(16+shift).
    flux_mantissa: u32,
    flux_shift: u32,
    // Fraction that decays.
    decay_mantissa: u32,
    decay_shift: u32,
    // Sub-steps in one tissue step (0: the field is switched off).
    substeps: u32,
    // Amount at half occupancy of the receptor that feels the field.
    half: u32,
    // Units in one picomolar, times 256.
    units_per_pm: u32,
    // Half-saturation amount of receptor uptake.
    uptake_half: u32,
}

// What one site of a field does in one sub-step.
struct Reaction {
    amount: u32,
    decayed: u32,
    taken: u32,
    returned: u32,
    entered: u32,
    made: u32,
    lost: u32,
}

// The Weyl dither of a site and a sub-step (a counter that never repeats in a run); `salt` tells
// the uses apart.
fn dither(index: u32, moment: u32, salt: u32) -> u32 {
    return index * 0x9E3779B1u + moment * 0x85EBCA77u + salt * 0xC2B2AE3Du;
}

// amount * mantissa / 2^(16+shift), rounded by the dither; shift below 16, never above the amount.
fn shorten(amount: u32, mantissa: u32, shift: u32, noise: u32) -> u32 {
    let low = ((amount & 0xffffu) * mantissa + (noise & 0xffffu)) >> 16u;
    let whole = (amount >> 16u) * mantissa + low;
    return (whole + ((noise >> 16u) & ((1u << (shift & 15u)) - 1u))) >> (shift & 15u);
}

// amount * fraction / 2^32, rounded by the dither: the fraction itself is first rounded to 16 bits
// by another part of it, so the mean is exact.
fn shorten_fraction(amount: u32, fraction: u32, noise: u32) -> u32 {
    let part = (fraction + (noise >> 16u)) >> 16u;
    return (amount >> 16u) * part + (((amount & 0xffffu) * part + (noise & 0xffffu)) >> 16u);
}

// What a site gives to each neighbour in one sub-step: at most a quarter of what is there in the
// plane, 5/32 in space.
fn flux(amount: u32, law: Law, flat: bool, noise: u32) -> u32 {
    let given = shorten(amount, law.flux_mantissa, law.flux_shift, noise);
    if flat { return min(given, amount >> 2u); }
    return min(given, (amount >> 3u) + (amount >> 5u));
}

// First-order uptake of one sub-step, as a fraction of 2^32: capacity / (half + amount), at most a
// quarter.
fn uptake_fraction(capacity: u32, half: u32, amount: u32) -> u32 {
    if capacity == 0u { return 0u; }
    let total = max(half + min(amount, 0xffffffffu - half), 1u);
    if capacity >= (total >> 2u) { return 0x40000000u; }
    let a = countLeadingZeros(capacity);
    let b = countLeadingZeros(total);
    let quotient = (capacity << (a & 31u)) / max((total << (b & 31u)) >> 16u, 1u);
    // quotient = capacity/total * 2^(a-b+16); a - b >= 2 here, so 16 + b - a is at most 14.
    if 16u + b >= a { return quotient << ((16u + b - a) & 31u); }
    return quotient >> ((a - b - 16u) & 31u);
}

// One sub-step of a site after its own fluxes left (`kept`) and its neighbours' arrived
// (`arrived`): decay, uptake by receptors, exchange with a fluid (blood at a vessel or an injected
// depot: `exchange_fraction` of what is there goes back, `fluid` units times 16 come in), secretion
// (`source`, units times 256).
fn react(
    kept: u32, arrived: u32, law: Law, uptake: u32, exchange_fraction: u32, fluid: u32,
    source: u32, index: u32, moment: u32
) -> Reaction {
    var lost = 0u;
    var amount = kept + arrived;
    if amount < kept { lost = amount + 1u; amount = 0xffffffffu; }
    let noise = dither(index, moment, 1u);
    let decayed = shorten(amount, law.decay_mantissa, law.decay_shift, noise);
    amount = amount - decayed;
    let taken = shorten_fraction(amount, uptake, (noise << 7u) ^ 0x5bd1e995u);
    amount = amount - taken;
    let returned = shorten_fraction(amount, exchange_fraction, (noise << 13u) ^ 0x27d4eb2fu);
    amount = amount - returned;
    let made = (source + ((noise >> 8u) & 255u)) >> 8u;
    let entered = (fluid + ((noise >> 17u) & 15u)) >> 4u;
    let sum = amount + (made + entered);
    if sum < amount { lost = lost + sum + 1u; return Reaction(0xffffffffu, decayed, taken, returned, entered, made, lost); }
    return Reaction(sum, decayed, taken, returned, entered, made, lost);
}

// Receptor occupancy amount / (half + amount) in 1/65536.
fn occupancy(amount: u32, half: u32) -> u32 {
    let widest = max(amount, half) | 1u;
    let zeros = countLeadingZeros(widest);
    var shift = 0u;
    if zeros < 16u { shift = 16u - zeros; }
    let a = amount >> (shift & 31u);
    let h = half >> (shift & 31u);
    return min((a << 16u) / max(a + h, 1u), 65535u);
}

// The same with Hill exponent 2, from the occupancy with exponent 1.
fn hill_two(x: u32) -> u32 {
    let a = x >> 1u;
    let b = 32768u - a;
    return min((a * a) / max((a * a + b * b) >> 16u, 1u), 65535u);
}

// A threshold scaled by a fraction in 1/65536.
fn scaled(threshold: u32, fraction: u32) -> u32 {
    return (threshold >> 16u) * fraction + (((threshold & 0xffffu) * fraction) >> 16u);
}

// True where a site of a field cannot change: nothing here, nothing arrives, nothing is made.
fn no_exchange(amount: u32, arrived: u32, fluid: u32, source: u32) -> bool {
    return amount == 0u && arrived == 0u && fluid == 0u && source == 0u;
}
