// Hits and deaths take effect; divisions of effectors are settled.

@compute @workgroup_size(GROUP)
fn commit(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    atomicStore(&claims[claims_from(at.lattice, task.half ^ 1u) + at.index], 0u);
    let struck = atomicLoad(&hits[i]);
    // The first sub-step of motion leaves its claims there.
    atomicStore(&hits[i], 0u);
    if struck != 0u {
        let cell = tissues[i];
        let line = params[at.lattice].lines[tissue_line(cell)];
        let next = take_hits(cell, line, struck, tick_of(at.lattice));
        tissues[i] = next.cell;
        count_event(at.lattice, next.event);
    }
    let intent = intents[i];
    if intent == 0u { return; }
    let mother = effectors[i];
    let kind = effector_kind(mother.x);
    if intent == INTENT_DIE {
        count_event(at.lattice, kind_event(TOTAL_EFFECTOR_DIED, kind));
        effectors[i] = vec2<u32>(0u, 0u);
        return;
    }
    let target_index = neighbour_index(at.index, claim_direction(intent), lattice_size());
    let claimed = atomicLoad(&claims[claims_from(at.lattice, task.half) + target_index]);
    if claimed != intent { return; }
    let half = vec2<u32>(effector_divided(mother.x), mother.y);
    effectors[i] = half;
    effectors[base + target_index] = half;
    count_event(at.lattice, kind_event(TOTAL_EFFECTOR_DIVIDED, kind));
}
