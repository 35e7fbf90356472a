// Cells put into a site at the start of a host step: an inoculated tumour, a vaccine, injected
// effectors.
//
// In: what and where, from the host; per site its cell, its distance, four uniform words. Out: the
//     cell that now stands there, or none. One put in by concentration comes to each site of a
//     shell or of the mass with the chance that the site's volume holds one; a ball is filled whole
//     (chance 1).

const INOCULA: u32 = 4u;
const PUT_TISSUE: u32 = 1u;
const PUT_EFFECTOR: u32 = 2u;
const PUT_SHELL: u32 = 1u;
const PUT_INTERIOR: u32 = 2u;
const PUT_BALL: u32 = 3u;

// Cells of one sort that are put in.
struct Inoculum {
    // PUT_TISSUE: cells of a line; PUT_EFFECTOR: effectors of a kind; 0 nothing.
    what: u32,
    // The line's or kind's row.
    row: u32,
    // Antigen of the effectors; treatment.N.antigen.
    antigen: u32,
    // Origin of the effectors, a row of the table of grafts.
    origin: u32,
    // PUT_SHELL: free sites within `square` of the mass; PUT_INTERIOR: the mass; PUT_BALL: within
    // `square` of a centre.
    place: u32,
    // Centre along x, quarters of a cell.
    centre_x: u32,
    // Along y.
    centre_y: u32,
    // Along z.
    centre_z: u32,
    // Squared distance: of a shell in cells, of a ball in quarters of a cell.
    square: u32,
    // Chance that a site gets a cell, threshold.
    chance: u32,
}

// RULE inoculation   A site that is reached and has room gets a cell.
//   P = concentration * volume of a site in the shell (r <= depot_shell) or in the tumour; 1 in a
//   ball of the cells' volume
//   keys treatment.N.cells, volume; tumour.N.cells, position, start; model.il2.depot_shell
//   assumed: an injected volume spreads evenly
fn inoculated(p: vec3<u32>, mass: bool, distance: u32, put: Inoculum, r: u32) -> bool {
    if put.what == 0u || r >= put.chance { return false; }
    if put.place == PUT_SHELL { return !mass && within_distance(distance, put.square); }
    if put.place == PUT_INTERIOR { return mass; }
    let dx = i32(4u * p.x + 2u) - i32(put.centre_x);
    let dy = i32(4u * p.y + 2u) - i32(put.centre_y);
    let dz = i32(4u * p.z + 2u) - i32(put.centre_z);
    return put.place == PUT_BALL && u32(dx * dx) + u32(dy * dy) + u32(dz * dz) < put.square;
}

// helper: whether a site has room for what is put in.
fn takes_tissue(put: Inoculum, cell: u32) -> bool {
    return put.what == PUT_TISSUE && !is_mass(cell);
}
fn takes_effector(put: Inoculum, x: u32) -> bool {
    return put.what == PUT_EFFECTOR && effector_idle(x);
}

// helper: the row of the table of lines or of kinds that is put in.
fn put_line(put: Inoculum) -> u32 { return put.row % LINES; }
fn put_kind(put: Inoculum) -> u32 { return put.row % KINDS; }

// Cumulative stationary distribution of the cycle's stages, 2^(-i/16), as thresholds of a uniform
// word.
const STAGE_BELOW: array<u32, 15> = array<u32, 15>(
    364185045u, 712929840u, 1046888999u, 1366689386u, 1672931285u, 1966189533u, 2247014593u,
    2515933592u, 2773451307u, 3020051116u, 3256195902u, 3482328924u, 3698874648u, 3906239544u,
    4104812848u,
);

// RULE first stage   A tumour cell that is put in stands at a stage of the cycle's stationary
// distribution.
//   P(stage i) ~ 2^(-i/16), i = 0..15
//   keys none
//   assumed: a population that grows exponentially
fn stationary_stage(r: u32) -> u32 {
    var stage = 0u;
    for (var i = 0u; i < 15u; i++) {
        if r >= STAGE_BELOW[i] { stage = i + 1u; }
    }
    return stage;
}

// RULE cell put in   Part of a line's cells show MHC class I; the others show none. Daughters
// inherit the level.
//   P(positive) = fraction_positive; level = mhc_start + (0 to mhc_spread - 1), at most 15
//   keys tumour.N.mhc_class_1.fraction_positive; vaccine.N.mhc_class_1
//   keys model.tumour.mhc_start, mhc_spread
//   assumed: near the largest level, with a spread between cells
fn put_cell(row: u32, line: Line, r: vec4<u32>) -> u32 {
    var mhc = 0u;
    if r.y < line.mhc_positive || line.mhc_positive == CERTAIN {
        mhc = min(line.mhc_start + r.z % max(line.mhc_spread, 1u), LAST_MHC);
    }
    let number = row % LINES;
    if tissue_kind(line.form) == VACCINE { return vaccine_cell(line.form, number, mhc); }
    return tumour_cell(number, stationary_stage(r.w), mhc);
}
