// Effectors enter through vessels, one after the other: one invocation a lattice, since each sees
// those before it.

@compute @workgroup_size(GROUP)
fn arrive(call: Invocation) {
    let linear = (call.group.y * call.grid.x + call.group.x) * GROUP + call.local;
    let lattice = task.first + min(linear, task.count - 1u);
    if linear >= task.count || !running(lattice) { return; }
    for (var group = 0u; group < GROUPS; group++) {
        let total = params[lattice].arrivals[group];
        let now = arrivals_in_step(total, task.step, params[lattice].place.steps);
        for (var j = 0u; j < now; j++) { enter(lattice, group, j); }
    }
}

// One arrival at a drawn vessel: on its site or a free neighbour, else refused.
fn enter(lattice: u32, group: u32, j: u32) {
    let place = params[lattice].place;
    let word = group_word(group);
    let kind = effector_kind(word);
    let r = site_draw(j, arrival_draw(now_of(lattice), word), place);
    var site = NO_DISTANCE;
    if vessel_count(place) > 0u { site = entry_site(lattice, entry_vessel(place, r.x), r.y); }
    if site == NO_DISTANCE {
        count_event(lattice, kind_event(TOTAL_REFUSED, kind));
        return;
    }
    let origin = group_origin(word);
    let antigen = group_antigen(word, params[lattice].grafts[origin]);
    let came = arriving(kind, params[lattice].kinds[kind], antigen, origin, r);
    let cell = with_programme(came, params[lattice].programmed[group], r.w);
    effectors[lattice * task.cells + site] = vec2<u32>(cell.x, cell.y);
    count_event(lattice, TOTAL_ENTERED + group);
}

// Where a cell that comes through vessel j finds room; NO_DISTANCE where it finds none.
fn entry_site(lattice: u32, j: u32, r: u32) -> u32 {
    let size = lattice_size();
    let site = vessel_site(j, params[lattice].place, size);
    let base = lattice * task.cells;
    let inside = inside_mask(position_of(site, size), size);
    var free = 0u;
    for (var d = 0u; d < 27u; d++) {
        if (inside & direction_bit(d)) == 0u { continue; }
        if effector_idle(effectors[base + neighbour_index(site, d, size)].x) {
            free |= direction_bit(d);
        }
    }
    let direction = entry_direction(free, r);
    if direction == NOWHERE { return NO_DISTANCE; }
    return neighbour_index(site, direction, size);
}
