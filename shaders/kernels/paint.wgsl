// The picture code of every lattice cell, into the intents, which nothing needs between host steps.

@compute @workgroup_size(GROUP)
fn paint(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside { return; }
    let i = at.lattice * task.cells + at.index;
    let done = done_of(at.lattice);
    let place = field_site(at.index);
    let il2_code = concentration_code(amounts[amounts_from(at.lattice, INTERLEUKIN, done, 0u) + place], params[at.lattice].laws[INTERLEUKIN].units_per_pm);
    let ifng_code = concentration_code(amounts[amounts_from(at.lattice, IFNG, done, 0u) + place], params[at.lattice].laws[IFNG].units_per_pm);
    intents[i] = frame_code(tissues[i], effectors[i].x, (ground[i] & 1u) != 0u, il2_code, ifng_code);
}
