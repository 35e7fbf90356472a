// Four lane sums of the strong hash over all lattice cells and field sites.

@compute @workgroup_size(GROUP)
fn digest(call: Invocation) {
    let at = here(call, task.cells);
    if at.inside {
        let i = at.lattice * task.cells + at.index;
        let effector = effectors[i];
        tally_lanes(hash_cells(at.index, tissues[i], effector.x, effector.y));
        if at.index < task.field_cells {
            var present = vec4<u32>(0u, 0u, 0u, 0u);
            for (var field = 0u; field < FIELDS; field++) {
                present[field] = amounts[amounts_at(at.lattice, field) + at.index];
            }
            tally_lanes(hash_fields(at.index, present));
        }
    }
    workgroupBarrier();
    if call.local < 4u {
        let sum = tallied(call.local);
        add_lane(at.lattice, call.local, sum.x, sum.y);
    }
}

fn tally_lanes(words: vec4<u32>) {
    tally(0u, words.x);
    tally(1u, words.y);
    tally(2u, words.z);
    tally(3u, words.w);
}

fn add_lane(lattice: u32, lane: u32, low: u32, high: u32) {
    let at = (lattice * 4u + lane) * 2u;
    let before = atomicAdd(&digests[at], low);
    var upper = high;
    if before + low < before { upper += 1u; }
    if upper != 0u { atomicAdd(&digests[at + 1u], upper); }
}
