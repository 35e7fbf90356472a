// Tissue cells: clocks, natural death, MHC class I; the step's hits and first claims are cleared.

@compute @workgroup_size(GROUP)
fn tissue(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let i = at.lattice * task.cells + at.index;
    atomicStore(&hits[i], 0u);
    atomicStore(&claims[claims_from(at.lattice, 0u) + at.index], 0u);
    let cell = tissues[i];
    if tissue_idle(cell) { return; }
    let number = tissue_line(cell);
    let amount = amounts[amounts_from(at.lattice, IFNG, now_of(at.lattice) + 1u, 0u) + field_site(at.index)];
    let signal = params[at.lattice].signal;
    let ifng = with_interferon(occupancy(amount, params[at.lattice].laws[IFNG].half), signal.interferon);
    var r = vec4<u32>(0u, 0u, 0u, 0u);
    if is_alive(cell) { r = draw(at.lattice, at.index, 0u, STREAM_TISSUE, 0u); }
    let line = params[at.lattice].lines[number];
    let next = tissue_step(cell, line, reach_square(reaches[i]), ground[i] >> 1u, ifng, signal.drug_chance, signal.growth, tick_of(at.lattice), r);
    tissues[i] = next.cell;
    if next.event == TISSUE_NATURAL_DEATH { count_event(at.lattice, TOTAL_NATURAL + number); }
    if next.event == TISSUE_HYPOXIC_DEATH { count_event(at.lattice, TOTAL_HYPOXIC + number); }
    if next.event == TISSUE_DRUG_DEATH { count_event(at.lattice, TOTAL_BY_DRUG + number); }
    if next.event == TISSUE_CLEARED { count_event(at.lattice, TOTAL_CLEARED); }
}
