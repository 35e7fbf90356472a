// Ready tumour cells plan the chain that they would push, and claim all its sites.

@compute @workgroup_size(GROUP)
fn push_claim(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    let cell = tissues[i];
    if !is_living_tumour(cell) || !is_ready(cell) {
        intents[i] = 0u;
        return;
    }
    let size = lattice_size();
    let around = neighbours_of(at.index);
    var free = 0u;
    for (var d = 0u; d < 27u; d++) {
        if (around & (1u << d)) == 0u { continue; }
        if (tissues[base + neighbour_index(at.index, d, size)] & 7u) == FREE { free |= 1u << d; }
    }
    let r = draw(at.lattice, at.index, 0u, STREAM_TISSUE, 1u);
    let along = push_offset(free, reaches[i], params[at.lattice].lines[tissue_line(cell)], r.x);
    let length = chain_length(along);
    var moved = 0u;
    for (var k = 1u; k <= REACH_LIMIT; k++) {
        if k > length { break; }
        if (tissues[base + chain_site(at.index, along, k, length)] & 7u) == FREE {
            moved = k;
            break;
        }
    }
    if moved == 0u {
        intents[i] = 0u;
        return;
    }
    intents[i] = chain_word(along, moved);
    let word = own_push_word(at.lattice, at.index);
    for (var k = 0u; k <= REACH_LIMIT; k++) {
        if k > moved { break; }
        atomicMax(&claims[claims_from(at.lattice, task.half) + chain_site(at.index, along, k, length)], word);
    }
}
