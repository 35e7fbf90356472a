// Chains that hold all their sites move outward by one; the first site takes a daughter.

@compute @workgroup_size(GROUP)
fn push_commit(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    atomicStore(&claims[claims_from(at.lattice, task.half ^ 1u) + at.index], 0u);
    let plan = intents[base + at.index];
    if plan == 0u { return; }
    let along = reach_offset(plan);
    let length = chain_length(along);
    let moved = chain_moved(plan);
    let word = own_push_word(at.lattice, at.index);
    for (var k = 0u; k <= REACH_LIMIT; k++) {
        if k > moved { break; }
        if atomicLoad(&claims[claims_from(at.lattice, task.half) + chain_site(at.index, along, k, length)]) != word { return; }
    }
    let mother = tissues[base + at.index];
    let number = tissue_line(mother);
    let line = params[at.lattice].lines[number];
    let r = draw(at.lattice, at.index, 0u, STREAM_TISSUE, 1u);
    for (var k = REACH_LIMIT; k >= 2u; k--) {
        if k > moved { continue; }
        tissues[base + chain_site(at.index, along, k, length)] = tissues[base + chain_site(at.index, along, k - 1u, length)];
    }
    tissues[base + chain_site(at.index, along, 1u, length)] = divided(mother, line, r.y);
    tissues[base + at.index] = divided(mother, line, r.z);
    reaches[base + chain_site(at.index, along, moved, length)] = EDGE_REACH;
    count_event(at.lattice, TOTAL_DIVIDED + number);
}
