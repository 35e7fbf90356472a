// Tissue cells: clocks, natural death, MHC class I; the step's hits and first claims are cleared.

@compute @workgroup_size(GROUP)
fn tissue(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let i = at.lattice * task.cells + at.index;
    atomicStore(&hits[i], 0u);
    atomicStore(&claims[claims_from(at.lattice, 0u) + at.index], 0u);
    let cell = tissues[i];
    if tissue_idle(cell) { return; }
    let now = now_of(at.lattice);
    let start = amounts_at(at.lattice, IFNG);
    let amount = amounts[start + field_site(at.index)];
    let occupied = occupancy(amount, params[at.lattice].laws[IFNG].half);
    var r = vec4<u32>(0u, 0u, 0u, 0u);
    if is_alive(cell) { r = draw(at, fate_draw(now)); }
    let line = params[at.lattice].lines[tissue_line(cell)];
    let niche = niche_of(distances[i], ground[i], occupied, params[at.lattice].signal,
        tick_of(at.lattice));
    let next = tissue_step(cell, line, niche, r);
    tissues[i] = next.cell;
    count_event(at.lattice, next.event);
}
