// Effectors that wish to divide claim a free neighbour of their layer.

@compute @workgroup_size(GROUP)
fn divide(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    if intents[i] != INTENT_ENTER { return; }
    let around = neighbours_of(at.index);
    var free = 0u;
    for (var d = 0u; d < 27u; d++) {
        if (around & direction_bit(d)) == 0u { continue; }
        if effector_idle(effectors[base + neighbour_index(at.index, d, lattice_size())].x) {
            free |= direction_bit(d);
        }
    }
    var word = 0u;
    if free != 0u {
        let r = draw(at, daughter_draw(now_of(at.lattice)));
        let direction = pick_bit(free, r.x);
        word = claim_word(r.y, direction);
        let target_index = neighbour_index(at.index, direction, lattice_size());
        atomicMax(&claims[claims_from(at.lattice, task.half) + target_index], word);
    }
    intents[i] = word;
}
