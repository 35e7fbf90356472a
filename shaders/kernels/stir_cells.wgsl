// Once a host step: the cells of a stirred site go to other places, which they take in
// `stir_commit`: until then tissue cells wait among the intents, effectors among the claims.

@compute @workgroup_size(GROUP)
fn stir_cells(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    if !stirring_due(params[at.lattice].signal) { return; }
    let i = at.lattice * task.cells + at.index;
    let to = stirred_at(at, STIR_TISSUE);
    intents[at.lattice * task.cells + to] = tissues[i];
    let effector_to = stirred_at(at, STIR_EFFECTORS);
    let cell = stirred_effector(Effector(effectors[i].x, effectors[i].y));
    atomicStore(&claims[claims_from(at.lattice, 0u) + effector_to], cell.x);
    atomicStore(&claims[claims_from(at.lattice, 1u) + effector_to], cell.y);
}

// Where the cell of a layer goes.
fn stirred_at(at: Here, layer: u32) -> u32 {
    let now = now_of(at.lattice);
    return stirred_place(at.index, now, layer, lattice_size(), params[at.lattice].place);
}
