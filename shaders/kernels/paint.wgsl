// The words of a frame for every lattice cell: its cells into the intents, its fields into the
// first half of the claims, which nothing needs between host steps.

@compute @workgroup_size(GROUP)
fn paint(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside { return; }
    let i = at.lattice * task.cells + at.index;
    let place = field_site(at.index);
    let il2 = amounts[amounts_at(at.lattice, INTERLEUKIN) + place];
    let ifng = amounts[amounts_at(at.lattice, IFNG) + place];
    let laws = params[at.lattice].laws;
    let fields = frame_fields(
        fine_code(il2, laws[INTERLEUKIN].units_per_pm),
        fine_code(ifng, laws[IFNG].units_per_pm),
    );
    let cell = tissues[i];
    let line = params[at.lattice].lines[tissue_line(cell)];
    let effector = Effector(effectors[i].x, effectors[i].y);
    intents[i] = frame_cells(cell, line, effector, is_vessel(ground[i]));
    atomicStore(&claims[claims_from(at.lattice, 0u) + at.index], fields);
}
