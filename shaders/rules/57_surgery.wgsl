// Resection, at the start of a host step.

// What an operation leaves of a site.
struct Excision {
    // The tissue cell that stands there after it.
    cell: u32,
    // The total that counts what was taken, or NO_EVENT.
    event: u32,
    // 1: the site's effector is taken, 0: it stays.
    effector: u32,
}

// RULE resection   An operation takes the tumour and the healthy tissue within the margin of it,
// with all effectors there, but leaves the living tumour cells of a residue.
//   taken: holds a tissue cell, or r <= margin; left: living tumour cells within the radius of the
//   residue's centre, which lies just inside the tumour's edge
//   keys treatment.N.margin, residue_probability, residue_cells
//   assumed: the residue is one disc or ball in a drawn direction
fn resected(p: vec3<u32>, cell: u32, distance: u32, signal: Signal) -> Excision {
    if !in_wound(is_mass(cell), distance, signal) { return Excision(cell, NO_EVENT, 0u); }
    if !is_mass(cell) || (is_living_tumour(cell) && in_residue(p, signal)) {
        return Excision(cell, NO_EVENT, 1u);
    }
    if is_alive(cell) { return Excision(FREE, line_event(TOTAL_RESECTED, cell), 1u); }
    if is_dead(cell) { return Excision(FREE, TOTAL_DEAD_RESECTED, 1u); }
    return Excision(FREE, NO_EVENT, 1u);
}

// helper: whether a site lies in the wound: the mass itself, and healthy tissue within the margin.
fn in_wound(mass: bool, distance: u32, signal: Signal) -> bool {
    return mass || within_distance(distance, signal.margin_square);
}

// helper: whether a site lies within the residue.
fn in_residue(p: vec3<u32>, signal: Signal) -> bool {
    let dx = i32(p.x) - i32(signal.residue_x);
    let dy = i32(p.y) - i32(signal.residue_y);
    let dz = i32(p.z) - i32(signal.residue_z);
    return u32(dx * dx + dy * dy + dz * dz) < signal.keep_square;
}
