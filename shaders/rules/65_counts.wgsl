// What a census counts of a site, and which total counts an event.
//
// No cards: bookkeeping, no biology.

// In place of a total's or a count's number: nothing is counted.
const NO_EVENT: u32 = 0xffffffffu;
const NO_COUNT: u32 = 0xffffffffu;

// The total of a line that counts an event of one of its cells.
fn line_event(total: u32, cell: u32) -> u32 { return total + tissue_line(cell); }

// The total of a kind that counts an event of an effector.
fn kind_event(total: u32, kind: u32) -> u32 { return total + kind - 1u; }

// Which counts a tissue cell adds one to, each a number or NO_COUNT.
struct TissueCounts {
    // Living cells of its line.
    living: u32,
    // Cells other than living tumour cells, by kind.
    other: u32,
    // Tumour cells that show MHC class I.
    positive: u32,
    // Tumour cells on the lattice's edge, and sums of coordinates.
    edge: u32,
    // The count that the interleukin-2 at its site is added to.
    interleukin: u32,
    // Its coordinates are added to this count and the two after it.
    sums: u32,
}

fn tissue_counts(cell: u32, line: Line, p: vec3<u32>, size: vec3<u32>) -> TissueCounts {
    if !is_mass(cell) {
        return TissueCounts(NO_COUNT, NO_COUNT, NO_COUNT, NO_COUNT, NO_COUNT, NO_COUNT);
    }
    var living = NO_COUNT;
    if is_alive(cell) { living = COUNT_LIVING + tissue_line(cell); }
    if !is_living_tumour(cell) {
        var at = NO_COUNT;
        if is_alive(cell) { at = COUNT_AT_VACCINE; }
        let other = COUNT_OTHER + tissue_kind(cell) - VACCINE;
        return TissueCounts(living, other, NO_COUNT, NO_COUNT, at, NO_COUNT);
    }
    var positive = NO_COUNT;
    if shows_mhc(cell, line.mhc_threshold) { positive = COUNT_MHC_POSITIVE; }
    var edge = NO_COUNT;
    if on_edge(p, size) { edge = COUNT_AT_EDGE; }
    return TissueCounts(living, NO_COUNT, positive, edge, COUNT_AT_TUMOUR, COUNT_SUMS);
}

// Which counts an effector adds to.
struct EffectorCounts {
    // Cells of its kind.
    kind: u32,
    // Cells that hold a target, or NO_COUNT.
    engaged: u32,
    // Transferred cells of its origin, or NO_COUNT.
    graft: u32,
    // What it adds to the sum of activation: stages from NK to LAK.
    activation: u32,
}

fn effector_counts(x: u32, y: u32) -> EffectorCounts {
    let kind = effector_kind(x);
    var engaged = NO_COUNT;
    if is_engaged(x) { engaged = COUNT_ENGAGED; }
    var graft = NO_COUNT;
    if origin_of(y) != 0u { graft = COUNT_GRAFTS + origin_of(y) - 1u; }
    var activation = 0u;
    if kind == NK { activation = activation_of(x); }
    if kind == LAK { activation = LAST_ACTIVATION; }
    return EffectorCounts(COUNT_EFFECTORS + kind - 1u, engaged, graft, activation);
}
