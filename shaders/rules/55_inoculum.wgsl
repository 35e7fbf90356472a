// Cells put into a site at the start of a host step: an inoculated tumour, a vaccine, injected
// effectors.
//
// In: what and where, from the host; per site its cell, its reach, four uniform words. Out: the
//     cell that now stands there, or none. One put in by concentration comes to each site of a
//     shell or of the mass with the chance that the site's volume holds one; a ball is filled whole
//     (chance 1).

const INOCULA: u32 = 4u;
const PUT_TISSUE: u32 = 1u;
const PUT_EFFECTOR: u32 = 2u;
const PUT_SHELL: u32 = 1u;
const PUT_INTERIOR: u32 = 2u;
const PUT_BALL: u32 = 3u;

struct Inoculum {
    // 0 nothing, PUT_TISSUE: cells of line `row`, PUT_EFFECTOR: effectors of kind `row`, with their
    // antigen and origin.
    what: u32,
    row: u32,
    antigen: u32,
    origin: u32,
    // PUT_SHELL: free sites within `square` of the mass; PUT_INTERIOR: the mass; PUT_BALL: within
    // `square` sixteenths of the centre, in quarters of a cell.
    place: u32,
    centre_x: u32,
    centre_y: u32,
    centre_z: u32,
    square: u32,
    chance: u32,
}

// Whether an inoculum reaches a site that has room for it. `mass`: the site holds a tissue cell;
// `reach`: to the nearest site of the other class.
fn inoculated(p: vec3<u32>, mass: bool, reach: u32, put: Inoculum, r: u32) -> bool {
    if put.what == 0u || r >= put.chance { return false; }
    if put.place == PUT_SHELL { return !mass && reach != NO_REACH && reach_square(reach) <= put.square; }
    if put.place == PUT_INTERIOR { return mass; }
    let dx = i32(4u * p.x + 2u) - i32(put.centre_x);
    let dy = i32(4u * p.y + 2u) - i32(put.centre_y);
    let dz = i32(4u * p.z + 2u) - i32(put.centre_z);
    return put.place == PUT_BALL && u32(dx * dx) + u32(dy * dy) + u32(dz * dz) < put.square;
}

// Cumulative stationary distribution of the cycle's stages, 2^(-i/16), as thresholds of a uniform
// word.
const STAGE_BELOW: array<u32, 15> = array<u32, 15>(
    364185045u, 712929840u, 1046888999u, 1366689386u, 1672931285u, 1966189533u, 2247014593u, 2515933592u,
    2773451307u, 3020051116u, 3256195902u, 3482328924u, 3698874648u, 3906239544u, 4104812848u,
);

// A stage of the cycle from its stationary distribution.
fn stationary_stage(r: u32) -> u32 {
    var stage = 0u;
    for (var i = 0u; i < 15u; i++) {
        if r >= STAGE_BELOW[i] { stage = i + 1u; }
    }
    return stage;
}

// A cell of a line as it is put in.
fn put_cell(row: u32, line: Line, r: vec4<u32>) -> u32 {
    var mhc = 0u;
    if r.y < line.mhc_positive || line.mhc_positive == 0xffffffffu { mhc = 12u + (r.z & 3u); }
    if (line.form & 7u) == VACCINE { return line.form | ((row & 7u) << 3u) | (mhc << 10u); }
    return tumour_cell(row & 7u, stationary_stage(r.w), mhc);
}
