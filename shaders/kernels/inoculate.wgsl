// Once a host step: cells are put in where there is room for them.

@compute @workgroup_size(GROUP)
fn inoculate(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) || params[at.lattice].signal.inoculate == 0u { return; }
    let i = at.lattice * task.cells + at.index;
    let p = position_of(at.index, lattice_size());
    for (var k = 0u; k < INOCULA; k++) {
        let put = params[at.lattice].inocula[k];
        if put.what == 0u { continue; }
        let r = draw(at.lattice, at.index, 0u, STREAM_INOCULATE, k);
        let mass = (tissues[i] & 7u) != FREE;
        if !inoculated(p, mass, reaches[i], put, r.x) { continue; }
        if put.what == PUT_TISSUE && !mass {
            tissues[i] = put_cell(put.row, params[at.lattice].lines[put.row & 7u], r);
            count_event(at.lattice, TOTAL_PUT_IN + (put.row & 7u));
        }
        if put.what == PUT_EFFECTOR && effector_idle(effectors[i].x) {
            effectors[i] = arriving(put.row, params[at.lattice].kinds[put.row % KINDS], put.antigen, put.origin, r);
            count_event(at.lattice, TOTAL_EFFECTOR_PUT_IN + put.row - 1u);
        }
    }
}
