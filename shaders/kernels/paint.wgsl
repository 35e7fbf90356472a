// The picture code of every lattice cell, into the intents, which nothing needs between host steps.

@compute @workgroup_size(GROUP)
fn paint(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside { return; }
    let i = at.lattice * task.cells + at.index;
    let place = field_site(at.index);
    let law = params[at.lattice].laws[INTERLEUKIN];
    let il2 = amounts[amounts_at(at.lattice, INTERLEUKIN) + place];
    let ifng = amounts[amounts_at(at.lattice, IFNG) + place];
    let il2_code = concentration_code(il2, law.units_per_pm);
    let ifng_code = concentration_code(ifng, params[at.lattice].laws[IFNG].units_per_pm);
    let cell = tissues[i];
    let line = params[at.lattice].lines[tissue_line(cell)];
    let vessel = is_vessel(ground[i]);
    intents[i] = frame_code(cell, line, effectors[i].x, vessel, il2_code, ifng_code);
}
