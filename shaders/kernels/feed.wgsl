// What cells make and take, summed into field sites; at the first step of a host step also the
// exchange with blood and depot. Fields may react then, as before their first sub-step.

@compute @workgroup_size(GROUP)
fn feed(call: Invocation) {
    let at = here(call, task.field_cells);
    let works = at.inside && running(at.lattice);
    if works { feed_site(at); }
    for (var field = 0u; field < FIELDS; field++) {
        if ((task.reacts >> field) & 1u) == 0u { continue; }
        if works { react_first(at, call.local, field); }
        add_reactions(at.lattice, call.local, field);
    }
}

fn feed_site(at: Here) {
    let base = at.lattice * task.cells;
    let size = lattice_size();
    let edge = vec3<u32>(task.coarse, task.coarse, task.depth);
    let corner = position_of(at.index, field_size()) * edge;
    let end = min(corner + edge, size);
    let start = amounts_at(at.lattice, IFNG);
    let ifng = occupancy(amounts[start + at.index], params[at.lattice].laws[IFNG].half);
    var made = vec4<u32>(0u, 0u, 0u, 0u);
    var receptors = 0u;
    let signal = params[at.lattice].signal;
    var vessels = 0u;
    var depot_cells = 0u;
    for (var z = corner.z; z < end.z; z++) {
        for (var y = corner.y; y < end.y; y++) {
            for (var x = corner.x; x < end.x; x++) {
                let i = base + (z * size.y + y) * size.x + x;
                let cell = tissues[i];
                if is_mass(cell) {
                    let line = params[at.lattice].lines[tissue_line(cell)];
                    made = made_together(made, tissue_sources(cell, line, ifng));
                }
                let effector = effectors[i];
                if !effector_idle(effector.x) {
                    let kind = params[at.lattice].kinds[effector_kind(effector.x)];
                    let graft = params[at.lattice].grafts[origin_of(effector.y)];
                    made = made_together(made, effector_sources(effector.y, kind, graft));
                    receptors = capped_sum(receptors, effector_uptake(effector.y, kind));
                }
                if task.step == 0u {
                    vessels += u32(is_vessel(ground[i]));
                    if in_depot(is_mass(cell), distances[i], signal) { depot_cells += 1u; }
                }
            }
        }
    }
    for (var field = 0u; field < FIELDS; field++) {
        field_work[work_from(at.lattice, field) + at.index] = made[field];
    }
    field_work[work_from(at.lattice, WORK_RECEPTORS) + at.index] = receptors;
    if task.step == 0u {
        let exchange = site_exchange(vessels, depot_cells, signal);
        field_work[work_from(at.lattice, WORK_HAZARD) + at.index] = exchange.hazard;
        field_work[work_from(at.lattice, WORK_LEVEL) + at.index] = exchange.level;
    }
}
