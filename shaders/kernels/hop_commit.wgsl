// Winners hop.

@compute @workgroup_size(GROUP)
fn hop_commit(call: Invocation) {
    let at = here(call, task.cells);
    if at.inside && running(at.lattice) { commit_hop(at); }
}
