// Chains that hold all their sites move outward by one; the first site takes a daughter. The first
// sub-step of motion may be settled beside it.

@compute @workgroup_size(GROUP)
fn push_commit(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    commit_chain(at);
    if task.joined != 0u { commit_hop(at); }
}

fn commit_chain(at: Here) {
    let base = at.lattice * task.cells;
    let plan = intents[base + at.index];
    if plan == 0u { return; }
    let size = lattice_size();
    let along = distance_offset(plan);
    let length = chain_length(along);
    let moved = chain_moved(plan);
    let word = push_word(at.index, now_of(at.lattice), params[at.lattice].place);
    let claimed = claims_from(at.lattice, task.half);
    for (var k = 0u; k <= DISTANCE_LIMIT; k++) {
        if k > moved { break; }
        let site = chain_site(at.index, along, k, length, size);
        if atomicLoad(&claims[claimed + site]) != word { return; }
    }
    let mother = tissues[base + at.index];
    let line = params[at.lattice].lines[tissue_line(mother)];
    let r = draw(at, push_draw(now_of(at.lattice)));
    for (var k = DISTANCE_LIMIT; k >= 2u; k--) {
        if k > moved { continue; }
        let inner = tissues[base + chain_site(at.index, along, k - 1u, length, size)];
        tissues[base + chain_site(at.index, along, k, length, size)] = inner;
    }
    tissues[base + chain_site(at.index, along, 1u, length, size)] = divided(mother, line, r.y);
    tissues[base + at.index] = divided(mother, line, r.z);
    distances[base + chain_site(at.index, along, moved, length, size)] = EDGE_DISTANCE;
    count_event(at.lattice, line_event(TOTAL_DIVIDED, mother));
}
