// The lattice: neighbourhoods, directions, and the offset to the nearest site of the other class.
//
// A neighbour is a direction 0..26 = (dz+1)*9 + (dy+1)*3 + (dx+1); 13 is the site itself. A
// neighbourhood is one u32 with a bit a direction, so the same rules serve two dimensions (dz = 0:
// bits 9..17) and three. A site's index is (z*height + y)*width + x.
//
// No cards: geometry, no biology.

const CENTRE: u32 = 13u;
const FACES: u32 = 0x00415410u;
const EDGES: u32 = 0x02aa8aaau;
const CORNERS: u32 = 0x05140145u;
const PLANE: u32 = 0x0003fe00u;
// All 27 directions, the centre among them.
const ALL_DIRECTIONS: u32 = 0x07ffffffu;
// No direction.
const NOWHERE: u32 = 31u;

// Position of a site from its index.
fn position_of(index: u32, size: vec3<u32>) -> vec3<u32> {
    let row = index / max(size.x, 1u);
    let z = row / max(size.y, 1u);
    return vec3<u32>(index - row * size.x, row - z * size.y, z);
}

// Which of the 27 directions (13, the centre, among them) stay inside the lattice.
fn inside_mask(p: vec3<u32>, size: vec3<u32>) -> u32 {
    var mask = ALL_DIRECTIONS;
    if p.x == 0u { mask = mask & 0x06db6db6u; }
    if p.x + 1u == size.x { mask = mask & 0x036db6dbu; }
    if p.y == 0u { mask = mask & 0x07e3f1f8u; }
    if p.y + 1u == size.y { mask = mask & 0x00fc7e3fu; }
    if p.z == 0u { mask = mask & 0x07fffe00u; }
    if p.z + 1u == size.z { mask = mask & 0x0003ffffu; }
    return mask;
}

// Whether a site lies on the lattice's edge (in the plane, z has none).
fn on_edge(p: vec3<u32>, size: vec3<u32>) -> bool {
    let rim = p.x == 0u || p.x + 1u == size.x || p.y == 0u || p.y + 1u == size.y;
    return rim || (size.z > 1u && (p.z == 0u || p.z + 1u == size.z));
}

// A mask of one direction, and of the neighbours without the site itself.
fn direction_bit(direction: u32) -> u32 { return 1u << (direction & 31u); }
fn beside(mask: u32) -> u32 { return mask & ~(1u << CENTRE); }

// The step of a direction along x, y, z.
fn direction_step(direction: u32) -> vec3<i32> {
    let x = i32(direction % 3u) - 1;
    let y = i32((direction / 3u) % 3u) - 1;
    return vec3<i32>(x, y, i32(direction / 9u) - 1);
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

// One direction out of a mask, the nearest kind first (faces, then edges, then corners), each of a
// kind as likely; NOWHERE for an empty mask.
fn nearest_direction(mask: u32, r: u32) -> u32 {
    if (mask & FACES) != 0u { return pick_bit(mask & FACES, r); }
    if (mask & EDGES) != 0u { return pick_bit(mask & EDGES, r); }
    if (mask & CORNERS) != 0u { return pick_bit(mask & CORNERS, r); }
    return NOWHERE;
}

// ---- The distance transform: how far, and where, the nearest site of the other class lies (class:
// free, or holding a tissue cell). A distance is one word: squared distance (12 bits, in cells)
// << 18 | (dx+32) << 12 | (dy+32) << 6 | (dz+32). The nearest is found exactly by one pass an axis,
// each taking the smallest word; `distance_salt` shuffles the order among equally near sites, so
// that ties favour no direction.
const NO_DISTANCE: u32 = 0xffffffffu;
const DISTANCE_LIMIT: u32 = 31u;

fn offset_bits(along: vec3<i32>) -> u32 {
    return (u32(along.x + 32) << 12u) | (u32(along.y + 32) << 6u) | u32(along.z + 32);
}

fn distance_word(along: vec3<i32>) -> u32 {
    let square = u32(along.x * along.x + along.y * along.y + along.z * along.z);
    return (square << 18u) | offset_bits(along);
}

fn distance_offset(word: u32) -> vec3<i32> {
    let x = i32((word >> 12u) & 63u) - 32;
    let y = i32((word >> 6u) & 63u) - 32;
    return vec3<i32>(x, y, i32(word & 63u) - 32);
}

// Squared distance in cells; 4095 when nothing lies within the limit.
fn distance_square(word: u32) -> u32 {
    return min(word >> 18u, 4095u);
}

// Whether the nearest site of the other class is known and lies within a squared distance.
fn within_distance(word: u32, square: u32) -> bool {
    return word != NO_DISTANCE && distance_square(word) <= square;
}

// A pseudo-random mask over the tie-breaking bits, fixed for a site.
fn distance_salt(index: u32) -> u32 {
    let a = (index ^ (index >> 15u)) * 0x2c1b3c6du;
    let b = (a ^ (a >> 12u)) * 0x297a2d39u;
    return (b ^ (b >> 15u)) & 0x3ffffu;
}

// The nearer of two distances, ties by the site's salt.
fn nearer_distance(a: u32, b: u32, salt: u32) -> u32 {
    if (b ^ salt) < (a ^ salt) && b != NO_DISTANCE { return b; }
    if a == NO_DISTANCE { return b; }
    return a;
}

// A candidate on the axis `axis` at signed distance `d`: the site there is of the other class
// (`other`), or of the same class and knows `known`.
fn distance_along(axis: u32, d: i32, other: bool, before: u32) -> u32 {
    var along = vec3<i32>(0, 0, 0);
    if !other {
        if before == NO_DISTANCE { return NO_DISTANCE; }
        along = distance_offset(before);
    }
    if axis == 0u { along = vec3<i32>(d, along.y, along.z); }
    if axis == 1u { along = vec3<i32>(along.x, d, along.z); }
    if axis == 2u { along = vec3<i32>(along.x, along.y, d); }
    return distance_word(along);
}

// ---- Chains: straight lines of sites, along which cells are pushed.

// Number of sites that a chain to the offset `along` moves: its largest component.
fn chain_length(along: vec3<i32>) -> u32 {
    let a = max(along.x, -along.x);
    let b = max(along.y, -along.y);
    let c = max(along.z, -along.z);
    return u32(max(a, max(b, c)));
}

// A component of the k-th of n steps, rounded to the nearest cell.
fn chain_part(component: i32, k: i32, n: i32) -> i32 {
    let d = max(2 * n, 1);
    if component < 0 { return -((2 * -component * k + n) / d); }
    return (2 * component * k + n) / d;
}

// The k-th site (1..n) of the straight chain to the offset `along`.
fn chain_step(along: vec3<i32>, k: u32, n: u32) -> vec3<i32> {
    let x = chain_part(along.x, i32(k), i32(n));
    let y = chain_part(along.y, i32(k), i32(n));
    return vec3<i32>(x, y, chain_part(along.z, i32(k), i32(n)));
}

// The distance of a site that a chain has just filled: it was free, so it lies at the edge until
// distances are measured again. Without it the cell there would count as deep inside, and its cycle
// would stand still till then. Its offset is nil: it pushes into a free neighbour or not at all
// (the site beside it may lie outside the lattice).
const EDGE_DISTANCE: u32 = 0x00060820u;

// A chain as one word: its offset, with the number of sites that move in place of the squared
// distance.
fn chain_word(along: vec3<i32>, moved: u32) -> u32 {
    return (offset_bits(along) & 0x3ffffu) | (moved << 18u);
}

// The number of sites that a chain moves.
fn chain_moved(word: u32) -> u32 { return word >> 18u; }

// The index of the k-th of n sites of a chain.
fn chain_site(index: u32, along: vec3<i32>, k: u32, n: u32, size: vec3<u32>) -> u32 {
    return index + index_change(chain_step(along, k, n), size);
}

// ---- The ground, fixed for a run: bit 0 a vessel, above it the squared distance in cells to the
// nearest vessel.
fn ground_word(vessel: bool, square: u32) -> u32 { return u32(vessel) | (square << 1u); }
fn is_vessel(ground: u32) -> bool { return (ground & 1u) != 0u; }
fn vessel_square(ground: u32) -> u32 { return ground >> 1u; }
