// What every kernel has before it: the buffers of a pack of lattices of one size, and how an
// invocation finds its site.
//
// A kernel loads, calls a rule and stores; this file holds no biology either. Lattice n of a pack
// owns words n*cells .. (n+1)*cells of every buffer of cells; buffers of field sites hold one such
// section a field or purpose. A workgroup works on one lattice. Every stage updates the state in
// place: what it writes away from its own site is its alone (a winning chain owns its sites, the
// target of a hop or a division was empty), and what it reads there is not written in the same
// dispatch. The amounts are held twice, since a pass reads its neighbours' and writes its own: one
// half is read and the other written, so chosen (`engine/gpu/plan.rs`) that a tissue step of a
// field begins and ends in the first half, where all other kernels find it.

// All integer parameters of one lattice.
struct Params {
    // Laws of the fields.
    laws: array<Law, FIELDS>,
    // Turns at which a site of each field reacts.
    turns: array<Turn, FIELDS * TURNS>,
    // How each field spreads: by sub-step, by level.
    shares: array<Shares, FIELDS * SUBSTEPS * LEVELS>,
    // Lines: tumours, then vaccines.
    lines: array<Line, LINES>,
    // Kinds of effector; row 0 is no cell.
    kinds: array<Kind, KINDS>,
    // Origins of transferred effectors; row 0 is the host.
    grafts: array<Graft, ORIGINS>,
    // Where the lattice is.
    place: Place,
    // What the host says; renewed every host step.
    signal: Signal,
    // What is put in; renewed every host step.
    inocula: array<Inoculum, INOCULA>,
    // Effectors that come in this host step, by group.
    arrivals: array<u32, GROUPS>,
    // Part of them that are effectors by programme, fraction.
    programmed: array<u32, GROUPS>,
    // Chance that drugs, antibodies or radiation kill an effector, by kind; renewed every host
    // step.
    hazards: array<u32, KINDS>,
    // Chance that rejection kills a transferred cell, by origin; renewed every host step.
    rejections: array<u32, ORIGINS>,
}

@group(0) @binding(0) var<uniform> task: Task;
@group(0) @binding(1) var<storage, read> params: array<Params>;
@group(0) @binding(2) var<storage, read_write> tissues: array<u32>;
@group(0) @binding(3) var<storage, read_write> effectors: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read_write> amounts: array<u32>;
@group(0) @binding(5) var<storage, read_write> field_work: array<u32>;
@group(0) @binding(6) var<storage, read> ground: array<u32>;
@group(0) @binding(7) var<storage, read_write> distances: array<u32>;
@group(0) @binding(8) var<storage, read_write> distances_before: array<u32>;
@group(0) @binding(9) var<storage, read_write> intents: array<u32>;
@group(0) @binding(10) var<storage, read_write> claims: array<atomic<u32>>;
@group(0) @binding(11) var<storage, read_write> hits: array<atomic<u32>>;
@group(0) @binding(12) var<storage, read_write> totals: array<atomic<u32>>;
@group(0) @binding(13) var<storage, read_write> counts: array<atomic<u32>>;
@group(0) @binding(14) var<storage, read_write> digests: array<atomic<u32>>;

// Sums of a workgroup in 16-bit halves: 64 invocations of 32-bit words never overflow them.
var<workgroup> halves: array<atomic<u32>, 2u * COUNTS>;

// Which invocation of a dispatch this is.
struct Invocation {
    // Its workgroup.
    @builtin(workgroup_id) group: vec3<u32>,
    // Workgroups along each axis.
    @builtin(num_workgroups) grid: vec3<u32>,
    // Its number within the workgroup.
    @builtin(local_invocation_index) local: u32,
}

// Where an invocation works.
struct Here {
    // Which lattice of the pack.
    lattice: u32,
    // Its site, counted within the lattice.
    index: u32,
    // Which lot of workgroups (fields of a sub-step).
    lot: u32,
    // Whether there is such a site.
    inside: bool,
}

// The site of an invocation out of `sites` of a lattice.
fn here(call: Invocation, sites: u32) -> Here {
    let linear = call.group.y * call.grid.x + call.group.x;
    let across = linear / task.groups;
    let lot = across / task.count;
    let lattice = task.first + across - lot * task.count;
    let index = (linear - across * task.groups) * GROUP + call.local;
    // The grid may be a little larger than the lots need; the last lot of a pass is the number
    // of its fields less one.
    let inside = index < sites && lot < max(countOneBits(task.fields), 1u);
    return Here(min(lattice, task.lattices - 1u), index, lot, inside);
}

fn running(lattice: u32) -> bool { return params[lattice].signal.running != 0u; }

// The tissue step now, and tissue steps done at the end of the host step.
fn now_of(lattice: u32) -> u32 { return step_now(params[lattice].signal, task.step); }
fn done_of(lattice: u32) -> u32 {
    return steps_done(params[lattice].signal, params[lattice].place);
}

// 1 in steps in which clocks count.
fn tick_of(lattice: u32) -> u32 { return tick_at(now_of(lattice), params[lattice].place); }

// Four uniform words for a site.
fn draw(at: Here, purpose: Purpose) -> vec4<u32> {
    return site_draw(at.index, purpose, params[at.lattice].place);
}

fn lattice_size() -> vec3<u32> { return vec3<u32>(task.size_x, task.size_y, task.size_z); }
fn field_size() -> vec3<u32> { return vec3<u32>(task.field_x, task.field_y, task.field_z); }
fn is_flat() -> bool { return task.size_z == 1u; }

// The directions that stay inside the lattice, without the site itself.
fn neighbours_of(index: u32) -> u32 {
    return beside(inside_mask(position_of(index, lattice_size()), lattice_size()));
}

// The field site that covers a lattice cell.
fn field_site(index: u32) -> u32 {
    let p = position_of(index, lattice_size());
    let row = (p.z / task.depth) * task.field_y + p.y / task.coarse;
    return row * task.field_x + p.x / task.coarse;
}

// Where the amounts of a field lie in one of the halves.
fn amounts_in(half: u32, lattice: u32, field: u32) -> u32 {
    return ((half * FIELDS + field) * task.lattices + lattice) * task.field_cells;
}

// Where they lie between tissue steps.
fn amounts_at(lattice: u32, field: u32) -> u32 { return amounts_in(0u, lattice, field); }

// The half that a dispatch writes a field to.
fn half_written(field: u32) -> u32 { return (task.half >> field) & 1u; }

// Where a section of the fields' work lies.
fn work_from(lattice: u32, section: u32) -> u32 {
    return (section * task.lattices + lattice) * task.field_cells;
}

// Where the half of the claims in use lies, and the other.
fn claims_from(lattice: u32, half: u32) -> u32 {
    return (half * task.lattices + lattice) * task.cells;
}

// Adds a 64-bit number to a total of a lattice; the carry goes where the low word wraps.
fn add_total(lattice: u32, number: u32, low: u32, high: u32) {
    let at = (lattice * TOTALS + number) * 2u;
    let before = atomicAdd(&totals[at], low);
    var upper = high;
    if before + low < before { upper += 1u; }
    if upper != 0u { atomicAdd(&totals[at + 1u], upper); }
}

// Counts one event; NO_EVENT is none.
fn count_event(lattice: u32, number: u32) {
    if number != NO_EVENT { add_total(lattice, number, 1u, 0u); }
}

// Adds a word to a sum of the workgroup; NO_COUNT is none.
fn tally(number: u32, amount: u32) {
    if number == NO_COUNT { return; }
    if (amount & 0xffffu) != 0u { atomicAdd(&halves[2u * number], amount & 0xffffu); }
    if (amount >> 16u) != 0u { atomicAdd(&halves[2u * number + 1u], amount >> 16u); }
}

// A sum of the workgroup: low and high word.
fn tallied(number: u32) -> vec2<u32> {
    let low = atomicLoad(&halves[2u * number]);
    let high = atomicLoad(&halves[2u * number + 1u]);
    let sum = low + (high << 16u);
    var upper = high >> 16u;
    if sum < low { upper += 1u; }
    return vec2<u32>(sum, upper);
}
