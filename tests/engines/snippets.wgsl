// The translator's test-suite: one construct of WGSL a function, run on the CPU (translated) and on
// a GPU over the same words. A construct that is not here has not been shown to translate: add it
// before a rule uses it.

const LIMIT: u32 = 12u;
const NEGATIVE: i32 = -5;
const WEIGHTS = vec4<u32>(3u, 5u, 7u, 11u);
const PRIMES = array<u32, 8>(2u, 3u, 5u, 7u, 11u, 13u, 17u, 19u);
const DERIVED: u32 = (LIMIT << 4u) | 9u;
const_assert DERIVED == 201u;

struct Pair { low: u32, high: u32 }
struct Nested { pair: Pair, lanes: vec2<u32>, flag: bool }

// Arithmetic wraps; division by zero gives the dividend.
fn add_wraps(a: u32, b: u32) -> u32 { return a + b; }
fn subtract_wraps(a: u32, b: u32) -> u32 { return a - b; }
fn multiply_wraps(a: u32, b: u32) -> u32 { return a * b; }
fn divide(a: u32, b: u32) -> u32 { return a / b; }
fn remainder_constant(a: u32) -> u32 { return a % 7u; }
fn remainder_guarded(a: u32, b: u32) -> u32 { return a % max(b, 1u); }
fn signed_add(a: i32, b: i32) -> i32 { return a + b; }
fn signed_multiply(a: i32, b: i32) -> i32 { return a * b; }
fn signed_divide(a: i32, b: i32) -> i32 { return a / b; }
fn signed_remainder(a: i32) -> i32 { return a % 768; }
fn signed_remainder_negative(a: i32) -> i32 { return a % NEGATIVE; }
fn signed_remainder_guarded(a: i32, b: i32) -> i32 { return a % max(b, 1); }
fn negate(a: i32) -> i32 { return -a; }
fn complement(a: u32) -> u32 { return ~a; }
fn absolute(a: i32) -> i32 { return abs(max(a, -2147483647)); }
fn convert_to_signed(a: u32) -> i32 { return i32(a) + 1; }
fn convert_to_unsigned(a: i32) -> u32 { return u32(a) + 1u; }
fn convert_bool(a: u32, b: u32) -> u32 { return u32(a < b) + 2u * u32(a == b); }
fn compound(a: u32, b: u32) -> u32 {
    var x = a;
    x += b; x *= 3u; x ^= b; x |= 1u; x -= a; x &= 0xFFFFFFF0u; x <<= 2u; x >>= 1u; x++; x--; x++;
    return x;
}

// Shifts and bits.
fn shift_left(a: u32, b: u32) -> u32 { return a << (b & 31u); }
fn shift_right(a: u32, b: u32) -> u32 { return a >> (b & 31u); }
fn shift_small_mask(a: u32, b: u32) -> u32 { return a >> (b & 7u); }
fn shift_min(a: u32, b: u32) -> u32 { return a >> min(b, 31u); }
fn shift_arithmetic(a: i32, b: u32) -> i32 { return a >> (b & 31u); }
fn rotate(a: u32, b: u32) -> u32 { return (a << (b & 31u)) | (a >> ((32u - b) & 31u)); }
fn rotate_lanes(a: vec2<u32>) -> vec2<u32> { return (a << vec2(13u)) | (a >> vec2(19u, 19u)); }
fn shift_constant_lanes(a: vec4<u32>) -> vec4<u32> { return a >> vec4<u32>(1u, 8u, 16u, 31u); }
fn count_ones(a: u32) -> u32 { return countOneBits(a); }
fn leading_zeros(a: u32) -> u32 { return countLeadingZeros(a); }
fn trailing_zeros(a: u32) -> u32 { return countTrailingZeros(a); }
fn first_trailing(a: u32) -> u32 { return firstTrailingBit(a); }
fn first_leading(a: u32) -> u32 { return firstLeadingBit(a); }
fn reverse(a: u32) -> u32 { return reverseBits(a); }
fn extract_bits_variable(a: u32, b: u32, c: u32) -> u32 { return extractBits(a, b, c); }
fn extract_bits_constant(a: u32) -> u32 { return extractBits(a, 5u, 9u); }
fn insert_bits_variable(a: u32, b: u32, c: u32, d: u32) -> u32 { return insertBits(a, b, c, d); }
fn insert_bits_constant(a: u32, b: u32) -> u32 { return insertBits(a, b, 7u, 25u); }
fn lowest_bit_cleared(a: u32) -> u32 { return a & (a - 1u); }

// Choices.
fn minimum_maximum(a: u32, b: u32) -> u32 { return min(a, b) ^ (max(a, b) << 1u); }
fn signed_minimum(a: i32, b: i32) -> i32 { return min(a, b) + 3 * max(a, b); }
fn clamped(a: u32, b: i32) -> i32 { return i32(clamp(a, 5u, 900u)) + clamp(b, -7, 7); }
fn clamped_lanes(a: vec2<u32>) -> vec2<u32> { return clamp(a, vec2(3u), vec2(70u, 9000u)); }
fn selected(a: u32, b: u32) -> u32 { return select(a, b, a < b); }
fn selected_lanes(a: vec4<u32>, b: vec4<u32>) -> vec4<u32> { return select(a, b, a > b); }
fn short_circuit(a: u32, b: u32) -> bool { return a != 0u && 1000u / a > b || b == 3u; }
fn any_all(a: vec4<u32>, b: vec4<u32>) -> vec2<u32> { return vec2(u32(any(a == b)), u32(all(a >= b))); }
fn bool_lanes(a: vec2<u32>, b: vec2<u32>) -> bool { return any((a < b) & !(a == vec2(0u)) | (b == vec2(7u))); }
fn early_return(a: u32, b: u32) -> u32 {
    if a > b { return a - b; }
    if a == b { return 77u; } else if a == 0u { return 1u; }
    return b - a;
}
fn shadowing(a: u32) -> u32 {
    let x = a + 1u;
    var y = x;
    { let x = y * 2u; y = x + 1u; }
    return x ^ y;
}
fn assigned_on_both_paths(a: u32, b: u32) -> u32 {
    var x = 0u;
    if a < b { x = 5u; } else { x = a; }
    return x;
}

// Switches: no break inside.
fn switch_returns(a: u32) -> u32 {
    switch a & 7u {
        case 0u, 3u: { return 10u; }
        case LIMIT - 11u: { return 20u; }
        case 6u: { return 40u; }
        case 5u, default: { return 30u; }
    }
}
fn switch_assigns(a: i32) -> u32 {
    var x = 1u;
    switch a % 4 { case -1: { x = 2u; } case 2: { x = 3u; } case 3: { } default: { x = 9u; } }
    return x;
}
fn switch_in_loop(a: u32) -> u32 {
    var x = 0u;
    for (var i = 0u; i < 16u; i++) {
        switch (a >> (i & 31u)) & 3u {
            case 0u: { continue; }
            case 1u: { x += i; }
            case 2u: { for (var j = 0u; j < 3u; j++) { if j == 2u { break; } x ^= j + i; } }
            default: { if x > 40u { return x; } x = x * 2u; }
        }
        x += 1u;
    }
    return x;
}

// Loops.
fn for_loop(a: u32) -> u32 {
    var sum = 0u;
    for (var i = 0u; i < 10u; i++) { sum = sum * 3u + (a >> (i & 31u)); }
    return sum;
}
fn while_loop(a: u32) -> u32 {
    var rest = a;
    var steps = 0u;
    while rest != 0u { rest &= rest - 1u; steps++; }
    return steps;
}
fn loop_continuing(a: u32) -> u32 {
    var i = 0u;
    var x = a;
    loop {
        if (x & 1u) == 0u { x = x >> 1u; continue; }
        x = x * 5u + 1u;
        continuing { i++; break if i >= 20u; }
    }
    return x;
}
fn nested_loops(a: u32) -> i32 {
    var sum = 0;
    for (var dz = -1; dz <= 1; dz++) {
        for (var dy = -1; dy <= 1; dy++) {
            for (var dx = -1; dx <= 1; dx++) {
                if dx == 0 && dy == 0 && dz == 0 { continue; }
                let bit = u32((dz + 1) * 9 + (dy + 1) * 3 + (dx + 1));
                if ((a >> (bit & 31u)) & 1u) == 1u { sum += dx + 10 * dy + 100 * dz; }
            }
        }
    }
    return sum;
}
fn break_from_loop(a: u32) -> u32 {
    var found = 99u;
    for (var i = 0u; i < 32u; i++) { if ((a >> (i & 31u)) & 1u) == 1u && i > 3u { found = i; break; } }
    return found;
}
fn variable_in_loop(a: u32) -> u32 {
    var sum = 0u;
    for (var i = 0u; i < 5u; i++) { var fresh: u32; fresh += a + i; sum ^= fresh; }
    return sum;
}

// Vectors.
fn lanes_arithmetic(a: vec4<u32>, b: vec4<u32>) -> vec4<u32> { return a * b + (a ^ b) - min(a, b) * 3u; }
fn lanes_signed(a: vec2<i32>, b: vec2<i32>) -> vec2<i32> { return a * 3 - max(a, b) + -b; }
fn lanes_divide(a: vec4<u32>, b: vec4<u32>) -> vec4<u32> { return a / max(b, vec4(1u)) + a % vec4(7u); }
fn dot_lanes(a: vec4<u32>) -> u32 { return dot(a, WEIGHTS); }
fn swizzles(a: vec4<u32>) -> vec4<u32> { return a.wzyx + vec4(a.xy, a.yx); }
fn component_write(a: vec4<u32>, b: u32) -> vec4<u32> { var v = a; v.y = b; v.w += v.x; return v; }
fn dynamic_read(a: vec4<u32>, b: u32) -> u32 { return a[b & 3u]; }
fn dynamic_write(a: vec4<u32>, b: u32) -> vec4<u32> { var v = a; v[b & 3u] = b; v[(b >> 2u) & 3u] += 7u; return v; }
fn dynamic_constant_vector(b: u32) -> u32 { return WEIGHTS[b & 3u]; }
fn compose_mixed(a: vec2<u32>, b: u32) -> vec4<u32> { return vec4(b, a, 1u) + vec4(a, vec2(b)); }
fn three_lanes(a: vec3<u32>) -> vec3<u32> { return a.zyx + vec3(1u, 2u, 3u) * a; }

// Arrays, structs and constants.
fn constant_array(b: u32) -> u32 { return PRIMES[b & 7u]; }
fn local_array(a: u32, b: u32) -> u32 {
    var box = array<u32, 4>(1u, a, b, 4u);
    box[a & 3u] = b;
    box[b & 3u] += 5u;
    return box[0] + 3u * box[1] + 5u * box[2] + 7u * box[(a >> 2u) & 3u];
}
fn zeroed_array(a: u32) -> u32 { var box = array<u32, 4>(); box[a & 3u] = a; return box[1] + box[2] * 2u; }
fn struct_result(a: u32, b: u32) -> Pair { return Pair(a + b, u32(a + b < a)); }
fn struct_argument(p: Pair) -> u32 { return p.low ^ (p.high * 3u); }
fn struct_member_write(a: u32, b: u32) -> Pair { var p = Pair(a, b); p.low += p.high; p.high = p.low >> 3u; return p; }
fn struct_nested(n: Nested, a: u32) -> Nested {
    var m = n;
    m.pair.low += a;
    m.lanes.y = m.pair.high;
    m.flag = !n.flag || a == 4u;
    return m;
}
fn struct_zero(a: u32) -> Pair { var p = Pair(); p.low += a; return p; }
fn constants(a: u32) -> u32 { return DERIVED * a + LIMIT + u32(NEGATIVE); }
fn literals(a: u32) -> u32 { return a ^ 0x9E3779B9u ^ 1u; }
fn no_arguments() -> u32 { return LIMIT + 1u; }
fn calls(a: u32, b: u32) -> u32 { return struct_argument(struct_result(a, b)) + first_leading(a | 1u) + minimum_maximum(b, a); }
fn carry_chain(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> { let low = a.x + b.x; return vec2(low, a.y + b.y + u32(low < a.x)); }
