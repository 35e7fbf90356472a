// The cells of a stirred site stand where `stir_cells` sent them.

@compute @workgroup_size(GROUP)
fn stir_commit(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    if !stirring_due(params[at.lattice].signal) { return; }
    let i = at.lattice * task.cells + at.index;
    tissues[i] = intents[i];
    let x = atomicLoad(&claims[claims_from(at.lattice, 0u) + at.index]);
    let y = atomicLoad(&claims[claims_from(at.lattice, 1u) + at.index]);
    effectors[i] = vec2<u32>(x, y);
}
