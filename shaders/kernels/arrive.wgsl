// Effectors enter through vessels, one after the other: one invocation a lattice, since each sees
// those before it.

@compute @workgroup_size(GROUP)
fn arrive(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let linear = (group.y * grid.x + group.x) * GROUP + local;
    let lattice = task.first + min(linear, task.count - 1u);
    if linear >= task.count || !running(lattice) { return; }
    for (var group = 0u; group < GROUPS; group++) {
        let arriving_now = arrivals_in_step(params[lattice].arrivals[group], task.step, params[lattice].place.steps);
        for (var j = 0u; j < arriving_now; j++) { enter(lattice, group, j); }
    }
}

// One arrival at a drawn vessel: on its site or a free neighbour, else refused.
fn enter(lattice: u32, group: u32, j: u32) {
    let place = params[lattice].place;
    let word = group_word(group);
    let kind = effector_kind(word);
    let vessels = place.vessels_x * place.vessels_y * place.vessels_z;
    let r = draw(lattice, j, 0u, STREAM_ARRIVE, word);
    var site = NO_REACH;
    if vessels > 0u { site = entry_site(lattice, mulhi(r.x, vessels), r.y); }
    if site == NO_REACH {
        count_event(lattice, TOTAL_REFUSED + kind - 1u);
        return;
    }
    let origin = group_origin(word);
    let antigen = group_antigen(word, params[lattice].grafts[origin]);
    effectors[lattice * task.cells + site] = arriving(kind, params[lattice].kinds[kind], antigen, origin, r);
    count_event(lattice, TOTAL_ENTERED + group);
}

// Where a cell that comes through vessel j finds room; NO_REACH where it finds none.
fn entry_site(lattice: u32, j: u32, r: u32) -> u32 {
    let size = lattice_size();
    let site = vessel_site(j, params[lattice].place, size);
    let base = lattice * task.cells;
    if effector_idle(effectors[base + site].x) { return site; }
    let around = neighbours_of(site);
    var free = 0u;
    for (var d = 0u; d < 27u; d++) {
        if (around & (1u << d)) == 0u { continue; }
        if effector_idle(effectors[base + neighbour_index(site, d, size)].x) { free |= 1u << d; }
    }
    if free == 0u { return NO_REACH; }
    return neighbour_index(site, pick_bit(free, r), size);
}
