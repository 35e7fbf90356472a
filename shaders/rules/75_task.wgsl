// What one dispatch of a GPU kernel works on: the lattices' size, and where in a tissue step it
// stands.
//
// No cards: the machinery of dispatches, no biology.

// Invocations in a workgroup.
const GROUP: u32 = 64u;
// Invocations in a workgroup that spreads a tile of a field, and sites of a tile with its halo:
// with the other words that they share at most 16 KiB, what every adapter grants.
const TILE_GROUP: u32 = 256u;
const TILE_SITES: u32 = 3840u;

// Words a field site: four amounts, twice (what a pass reads and what it writes); four sources,
// receptors, and the exchange with blood and depot: its hazard and the level that it tends to.
const AMOUNT_WORDS: u32 = 8u;
const WORK_WORDS: u32 = 7u;
const WORK_RECEPTORS: u32 = 4u;
const WORK_HAZARD: u32 = 5u;
const WORK_LEVEL: u32 = 6u;

// One dispatch.
struct Task {
    // Lattice cells along x.
    size_x: u32,
    // Along y.
    size_y: u32,
    // Along z.
    size_z: u32,
    // In all.
    cells: u32,
    // Field sites along x.
    field_x: u32,
    // Along y.
    field_y: u32,
    // Along z.
    field_z: u32,
    // In all.
    field_cells: u32,
    // Lattice cells in a field site along x and y.
    coarse: u32,
    // Along z.
    depth: u32,
    // Lattices in the buffers.
    lattices: u32,
    // First lattice to work on.
    first: u32,
    // Number of lattices to work on.
    count: u32,
    // Workgroups for each lattice.
    groups: u32,
    // Tissue step of the host step.
    step: u32,
    // Axis of the pass: 0, 1, 2.
    axis: u32,
    // Sub-step of the fields.
    substep: u32,
    // Level of the pass of the fields.
    level: u32,
    // Whether field sites react after the pass; of `feed`, which fields react, one bit each.
    reacts: u32,
    // Fields that have this pass, one bit each.
    fields: u32,
    // Sub-step of motion.
    hop: u32,
    // Which half of the claims is in use; the other is cleared. Of stages of the fields: which half
    // of its amounts each field is written to, one bit each.
    half: u32,
    // Whether the first sub-step of motion goes with the pushing of chains.
    joined: u32,
    // Sites of a tile along x.
    tile_x: u32,
    // Along y.
    tile_y: u32,
}

// The field that the n-th lot of workgroups of a pass works on: the n-th set bit.
fn nth_field(fields: u32, n: u32) -> u32 {
    return nth_bit(fields, n) & 3u;
}
