// Effectors that walk claim the site of their hop.

@compute @workgroup_size(GROUP)
fn hop_claim(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    let cell = Effector(effectors[i].x, effectors[i].y);
    if !walks(cell) {
        intents[i] = 0u;
        return;
    }
    intents[i] = hop_intent(at, cell.x);
}

// The claim of an effector, 0 where it stays.
fn hop_intent(at: Here, x: u32) -> u32 {
    let kind = params[at.lattice].kinds[effector_kind(x)];
    let r = draw(at, hop_draw(now_of(at.lattice), task.hop));
    let direction = hop_try(x, kind, is_flat(), r);
    if direction == NOT_ENGAGED { return 0u; }
    if (neighbours_of(at.index) & direction_bit(direction)) == 0u { return 0u; }
    let target_index = neighbour_index(at.index, direction, lattice_size());
    if !effector_idle(effectors[at.lattice * task.cells + target_index].x) { return 0u; }
    let start = amounts_at(at.lattice, CHEMO, now_of(at.lattice) + 1u);
    let here = amounts[start + field_site(at.index)];
    let there = amounts[start + field_site(target_index)];
    if !hop_accepted(kind, here, there, params[at.lattice].laws[CHEMO], r) { return 0u; }
    let word = claim_word(r.w, direction);
    atomicMax(&claims[claims_from(at.lattice, task.half) + target_index], word);
    return word;
}
