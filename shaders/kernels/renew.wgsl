// Uptake fractions of interleukin-2, renewed every few sub-steps, into the intents, which no stage
// of the fields needs.

@compute @workgroup_size(GROUP)
fn renew(call: Invocation) {
    let at = here(call, task.field_cells);
    if !at.inside || !running(at.lattice) { return; }
    let start = amounts_from(at.lattice, INTERLEUKIN, now_of(at.lattice), task.substep);
    let capacity = field_work[work_from(at.lattice, WORK_RECEPTORS) + at.index];
    let half = params[at.lattice].laws[INTERLEUKIN].uptake_half;
    let part = uptake_fraction(capacity, half, amounts[start + at.index]);
    intents[at.lattice * task.cells + at.index] = part;
}
