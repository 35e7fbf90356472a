// Ready tumour cells plan the chain that they would push, and claim all its sites; the first
// sub-step of motion, which touches other words, may claim beside it.

@compute @workgroup_size(GROUP)
fn push_claim(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    claim_chain(at);
    if task.joined != 0u { claim_hop(at); }
}

fn claim_chain(at: Here) {
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
        if (around & direction_bit(d)) == 0u { continue; }
        if !is_mass(tissues[base + neighbour_index(at.index, d, size)]) {
            free |= direction_bit(d);
        }
    }
    let r = draw(at, push_draw(now_of(at.lattice)));
    let line = params[at.lattice].lines[tissue_line(cell)];
    let along = push_offset(free, distances[i], line, r.x);
    let length = chain_length(along);
    var moved = 0u;
    for (var k = 1u; k <= DISTANCE_LIMIT; k++) {
        if k > length { break; }
        if !is_mass(tissues[base + chain_site(at.index, along, k, length, size)]) {
            moved = k;
            break;
        }
    }
    if moved == 0u {
        intents[i] = 0u;
        return;
    }
    intents[i] = chain_word(along, moved);
    let word = push_word(at.index, now_of(at.lattice), params[at.lattice].place);
    let claimed = claims_from(at.lattice, task.half);
    for (var k = 0u; k <= DISTANCE_LIMIT; k++) {
        if k > moved { break; }
        atomicMax(&claims[claimed + chain_site(at.index, along, k, length, size)], word);
    }
}
