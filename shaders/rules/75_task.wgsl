// What one dispatch of a GPU kernel works on: the lattices' size, and where in a tissue step it
// stands.

// Invocations in a workgroup.
const GROUP: u32 = 64u;

// Words a field site: four amounts, twice (what a sub-step reads and what it writes); four sources,
// receptors, and the exchange with blood and depot: the fraction that goes back and the fluid that
// comes in. (The uptake fractions lie among the intents, which no stage of the fields needs.)
const AMOUNT_WORDS: u32 = 8u;
const WORK_WORDS: u32 = 7u;
const WORK_RECEPTORS: u32 = 4u;
const WORK_FRACTION: u32 = 5u;
const WORK_FLUID: u32 = 6u;

struct Task {
    // Lattice cells and field sites along each axis, and in all.
    size_x: u32,
    size_y: u32,
    size_z: u32,
    cells: u32,
    field_x: u32,
    field_y: u32,
    field_z: u32,
    field_cells: u32,
    // Lattice cells in a field site along x and y, and along z.
    coarse: u32,
    depth: u32,
    // Lattices in the buffers; the first one and the number of those to work on; workgroups for
    // each.
    lattices: u32,
    first: u32,
    count: u32,
    groups: u32,
    // Tissue step of the host step.
    step: u32,
    axis: u32,
    // Sub-step of the fields, and the fields that have it (one bit each) and their number.
    substep: u32,
    fields: u32,
    hop: u32,
    // Which half of the claims is in use; the other is cleared.
    half: u32,
}

// The field that the n-th lot of workgroups of a sub-step works on: the n-th set bit.
fn nth_field(fields: u32, n: u32) -> u32 {
    return nth_bit(fields, n) & 3u;
}
