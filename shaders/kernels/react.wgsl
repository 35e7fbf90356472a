// The reaction of one or several fields before the first sub-step of a tissue step.

@compute @workgroup_size(GROUP)
fn react(call: Invocation) {
    let at = here(call, task.field_cells);
    let field = nth_field(task.fields, at.lot);
    if at.inside && running(at.lattice) { react_first(at, call.local, field); }
    add_reactions(at.lattice, call.local, field);
}
