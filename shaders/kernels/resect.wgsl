// Once a host step: a resection takes the mass and the wound, but for the residue.

@compute @workgroup_size(GROUP)
fn resect(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let signal = params[at.lattice].signal;
    if !resection_due(signal) { return; }
    let i = at.lattice * task.cells + at.index;
    let left = resected(position_of(at.index, lattice_size()), tissues[i], distances[i], signal);
    let x = effectors[i].x;
    if left.effector != 0u && !effector_idle(x) {
        count_event(at.lattice, kind_event(TOTAL_EFFECTOR_RESECTED, effector_kind(x)));
        effectors[i] = vec2<u32>(0u, 0u);
    }
    tissues[i] = left.cell;
    count_event(at.lattice, left.event);
}
