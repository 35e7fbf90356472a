// Once a host step: cells are put in where there is room for them.

@compute @workgroup_size(GROUP)
fn inoculate(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    if !inoculation_due(params[at.lattice].signal) { return; }
    let i = at.lattice * task.cells + at.index;
    let p = position_of(at.index, lattice_size());
    for (var k = 0u; k < INOCULA; k++) {
        let put = params[at.lattice].inocula[k];
        if put.what == 0u { continue; }
        let r = draw(at, inoculum_draw(now_of(at.lattice), k));
        let cell = tissues[i];
        if !inoculated(p, is_mass(cell), distances[i], put, r.x) { continue; }
        if takes_tissue(put, cell) {
            let row = put_line(put);
            let new_cell = put_cell(row, params[at.lattice].lines[row], r);
            tissues[i] = new_cell;
            count_event(at.lattice, line_event(TOTAL_PUT_IN, new_cell));
        }
        if takes_effector(put, effectors[i].x) {
            let kind = params[at.lattice].kinds[put_kind(put)];
            let cell = arriving(put.row, kind, put.antigen, put.origin, r);
            effectors[i] = vec2<u32>(cell.x, cell.y);
            count_event(at.lattice, kind_event(TOTAL_EFFECTOR_PUT_IN, put.row));
        }
    }
}
