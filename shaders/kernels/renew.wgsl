// Uptake fractions of interleukin-2, renewed every few sub-steps, into the intents, which no stage
// of the fields needs.

@compute @workgroup_size(GROUP)
fn renew(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.field_cells);
    if !at.inside || !running(at.lattice) { return; }
    let amount = amounts[amounts_from(at.lattice, INTERLEUKIN, now_of(at.lattice), task.substep) + at.index];
    let capacity = field_work[work_from(at.lattice, WORK_RECEPTORS) + at.index];
    intents[at.lattice * task.cells + at.index] = uptake_fraction(capacity, params[at.lattice].laws[INTERLEUKIN].uptake_half, amount);
}
