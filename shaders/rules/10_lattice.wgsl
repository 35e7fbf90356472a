// The lattice: neighbourhoods, directions, and the offset to the nearest site of the other class.
//
// A neighbour is a direction 0..26 = (dz+1)*9 + (dy+1)*3 + (dx+1); 13 is the site itself. A
// neighbourhood is one u32 with a bit a direction, so the same rules serve two dimensions (dz = 0:
// bits 9..17) and three. A site's index is (z*height + y)*width + x.

const CENTRE: u32 = 13u;
const FACES: u32 = 0x00415410u;
const EDGES: u32 = 0x02aa8aaau;
const CORNERS: u32 = 0x05140145u;
const PLANE: u32 = 0x0003fe00u;

// Position of a site from its index.
fn position_of(index: u32, size: vec3<u32>) -> vec3<u32> {
    let row = index / max(size.x, 1u);
    let z = row / max(size.y, 1u);
    return vec3<u32>(index - row * size.x, row - z * size.y, z);
}

// Which of the 27 directions (13, the centre, among them) stay inside the lattice.
fn inside_mask(p: vec3<u32>, size: vec3<u32>) -> u32 {
    var mask = 0x07ffffffu;
    if p.x == 0u { mask = mask & 0x06db6db6u; }
    if p.x + 1u == size.x { mask = mask & 0x036db6dbu; }
    if p.y == 0u { mask = mask & 0x07e3f1f8u; }
    if p.y + 1u == size.y { mask = mask & 0x00fc7e3fu; }
    if p.z == 0u { mask = mask & 0x07fffe00u; }
    if p.z + 1u == size.z { mask = mask & 0x0003ffffu; }
    return mask;
}

// The step of a direction along x, y, z.
fn direction_step(direction: u32) -> vec3<i32> {
    return vec3<i32>(i32(direction % 3u) - 1, i32((direction / 3u) % 3u) - 1, i32(direction / 9u) - 1);
}

// The change of a site's index along a step; wraps as two's complement, so it is added to an index.
fn index_change(along: vec3<i32>, size: vec3<u32>) -> u32 {
    return u32(along.x) + u32(along.y) * size.x + u32(along.z) * size.x * size.y;
}

// The index of the neighbour in a direction.
fn neighbour_index(index: u32, direction: u32, size: vec3<u32>) -> u32 {
    return index + index_change(direction_step(direction), size);
}

// The n-th set bit of a mask, counted from bit 0 (n below the number of set bits).
fn nth_bit(mask: u32, n: u32) -> u32 {
    var left = mask;
    for (var i = 0u; i < min(n, 27u); i++) {
        left = left & (left - 1u);
    }
    return firstTrailingBit(left);
}

// A direction of a hop: faces, edges and corners weigh 16 : 4 : 1, which makes a random walk
// isotropic to fourth order (in the plane 4 : 1).
fn hop_direction(r: u32, flat: bool) -> u32 {
    if flat {
        let x = mulhi(r, 80u);
        if x < 64u { return nth_bit(FACES & PLANE, x / 16u); }
        return nth_bit(EDGES & PLANE, (x - 64u) / 4u);
    }
    let x = mulhi(r, 152u);
    if x < 96u { return nth_bit(FACES, x / 16u); }
    if x < 144u { return nth_bit(EDGES, (x - 96u) / 4u); }
    return nth_bit(CORNERS, x - 144u);
}

// One direction out of a mask, the nearest kind first (faces, then edges, then corners), each of a
// kind as likely; 31 for an empty mask.
fn nearest_direction(mask: u32, r: u32) -> u32 {
    if (mask & FACES) != 0u { return pick_bit(mask & FACES, r); }
    if (mask & EDGES) != 0u { return pick_bit(mask & EDGES, r); }
    if (mask & CORNERS) != 0u { return pick_bit(mask & CORNERS, r); }
    return 31u;
}

// ---- Reach: how far, and where, the nearest site of the other class lies (class: free, or holding
// a tissue cell). A reach is one word: squared distance (12 bits, in cells) << 18 | (dx+32) << 12 |
// (dy+32) << 6 | (dz+32). The nearest is found exactly by one pass an axis, each taking the
// smallest word; `reach_salt` shuffles the order among equally near sites, so that ties favour no
// direction.
const NO_REACH: u32 = 0xffffffffu;
const REACH_LIMIT: u32 = 31u;

fn reach_word(along: vec3<i32>) -> u32 {
    let square = u32(along.x * along.x + along.y * along.y + along.z * along.z);
    return (square << 18u) | (u32(along.x + 32) << 12u) | (u32(along.y + 32) << 6u) | u32(along.z + 32);
}

fn reach_offset(word: u32) -> vec3<i32> {
    return vec3<i32>(i32((word >> 12u) & 63u) - 32, i32((word >> 6u) & 63u) - 32, i32(word & 63u) - 32);
}

// Squared distance in cells; 4095 when nothing lies within reach.
fn reach_square(word: u32) -> u32 {
    return min(word >> 18u, 4095u);
}

// A pseudo-random mask over the tie-breaking bits, fixed for a site.
fn reach_salt(index: u32) -> u32 {
    let a = (index ^ (index >> 15u)) * 0x2c1b3c6du;
    let b = (a ^ (a >> 12u)) * 0x297a2d39u;
    return (b ^ (b >> 15u)) & 0x3ffffu;
}

// The nearer of two reaches, ties by the site's salt.
fn nearer_reach(a: u32, b: u32, salt: u32) -> u32 {
    if (b ^ salt) < (a ^ salt) && b != NO_REACH { return b; }
    if a == NO_REACH { return b; }
    return a;
}

// A candidate on the axis `axis` at signed distance `d`: the site there is of the other class
// (`other`), or of the same class and knows `known`.
fn reach_along(axis: u32, d: i32, other: bool, known: u32) -> u32 {
    var along = vec3<i32>(0, 0, 0);
    if !other {
        if known == NO_REACH { return NO_REACH; }
        along = reach_offset(known);
    }
    if axis == 0u { along = vec3<i32>(d, along.y, along.z); }
    if axis == 1u { along = vec3<i32>(along.x, d, along.z); }
    if axis == 2u { along = vec3<i32>(along.x, along.y, d); }
    return reach_word(along);
}
