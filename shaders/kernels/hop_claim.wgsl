// Effectors that hold no target claim the site of their hop.

@compute @workgroup_size(GROUP)
fn hop_claim(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    let x = effectors[i].x;
    if effector_idle(x) || engaged_direction(x) != NOT_ENGAGED {
        intents[i] = 0u;
        return;
    }
    intents[i] = hop_intent(at, x);
}

// The claim of an effector, 0 where it stays.
fn hop_intent(at: Here, x: u32) -> u32 {
    let kind = params[at.lattice].kinds[effector_kind(x)];
    let r = draw(at.lattice, at.index, task.hop & 63u, STREAM_MOVE, task.hop >> 6u);
    let direction = hop_try(x, kind, is_flat(), r);
    if direction == NOT_ENGAGED || (neighbours_of(at.index) & (1u << (direction & 31u))) == 0u { return 0u; }
    let target_index = neighbour_index(at.index, direction, lattice_size());
    if !effector_idle(effectors[at.lattice * task.cells + target_index].x) { return 0u; }
    let start = amounts_from(at.lattice, CHEMO, now_of(at.lattice) + 1u, 0u);
    let amount_here = amounts[start + field_site(at.index)];
    let amount_there = amounts[start + field_site(target_index)];
    var here = 0u;
    var there = 0u;
    if amount_here != amount_there {
        here = occupancy(amount_here, params[at.lattice].laws[CHEMO].half);
        there = occupancy(amount_there, params[at.lattice].laws[CHEMO].half);
    }
    if !hop_accepted(kind, here, there, r) { return 0u; }
    let word = claim_word(r.w, direction);
    atomicMax(&claims[claims_from(at.lattice, task.half) + target_index], word);
    return word;
}
