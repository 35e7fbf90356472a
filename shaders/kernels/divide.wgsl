// Effectors that wish to divide claim a free neighbour of their layer.

@compute @workgroup_size(GROUP)
fn divide(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    if intents[i] != INTENT_ENTER { return; }
    let around = neighbours_of(at.index);
    var free = 0u;
    for (var d = 0u; d < 27u; d++) {
        if (around & (1u << d)) == 0u { continue; }
        if effector_idle(effectors[base + neighbour_index(at.index, d, lattice_size())].x) { free |= 1u << d; }
    }
    var word = 0u;
    if free != 0u {
        let r = draw(at.lattice, at.index, 0u, STREAM_EFFECTOR, 2u);
        let direction = pick_bit(free, r.x);
        word = claim_word(r.y, direction);
        atomicMax(&claims[claims_from(at.lattice, task.half) + neighbour_index(at.index, direction, lattice_size())], word);
    }
    intents[i] = word;
}
