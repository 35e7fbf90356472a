// Hits and deaths take effect; divisions of effectors are settled.

@compute @workgroup_size(GROUP)
fn commit(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    atomicStore(&claims[claims_from(at.lattice, task.half ^ 1u) + at.index], 0u);
    let struck = atomicLoad(&hits[i]);
    if struck != 0u {
        let cell = tissues[i];
        let number = tissue_line(cell);
        let next = take_hits(cell, params[at.lattice].lines[number], struck, tick_of(at.lattice));
        tissues[i] = next.cell;
        if next.event != KILLED_BY_NONE {
            count_event(at.lattice, TOTAL_KILLED + (next.event - 1u) * LINES + number);
        }
    }
    let intent = intents[i];
    if intent == 0u { return; }
    let mother = effectors[i];
    if intent == INTENT_DIE {
        count_event(at.lattice, TOTAL_EFFECTOR_DIED + effector_kind(mother.x) - 1u);
        effectors[i] = vec2<u32>(0u, 0u);
        return;
    }
    let target_index = neighbour_index(at.index, claim_direction(intent), lattice_size());
    if atomicLoad(&claims[claims_from(at.lattice, task.half) + target_index]) != intent { return; }
    let half = vec2<u32>(effector_divided(mother.x), mother.y);
    effectors[i] = half;
    effectors[base + target_index] = half;
    count_event(at.lattice, TOTAL_EFFECTOR_DIVIDED + effector_kind(mother.x) - 1u);
}
