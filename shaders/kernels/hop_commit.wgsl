// Winners hop.

@compute @workgroup_size(GROUP)
fn hop_commit(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    atomicStore(&claims[claims_from(at.lattice, task.half ^ 1u) + at.index], 0u);
    let intent = intents[i];
    if intent == 0u { return; }
    let target_index = neighbour_index(at.index, claim_direction(intent), lattice_size());
    let claimed = atomicLoad(&claims[claims_from(at.lattice, task.half) + target_index]);
    if claimed != intent { return; }
    effectors[base + target_index] = effectors[i];
    effectors[i] = vec2<u32>(0u, 0u);
}
