// Effectors that walk claim the site of their hop.

@compute @workgroup_size(GROUP)
fn hop_claim(call: Invocation) {
    let at = here(call, task.cells);
    if at.inside && running(at.lattice) { claim_hop(at); }
}
