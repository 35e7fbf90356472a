// Effectors: clocks, death, contact, hits, conversion, wish to divide.

@compute @workgroup_size(GROUP)
fn effector(
    @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) local: u32
) {
    let at = here(group, grid, local, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    let x = effectors[i].x;
    if effector_idle(x) {
        intents[i] = 0u;
        return;
    }
    let y = effectors[i].y;
    let kind = params[at.lattice].kinds[effector_kind(x)];
    let antigens = params[at.lattice].lines[0].antigens;
    let r = draw(at.lattice, at.index, 0u, STREAM_EFFECTOR, 0u);
    let q = draw(at.lattice, at.index, 0u, STREAM_EFFECTOR, 1u);
    var direction = engaged_direction(x);
    if direction != NOT_ENGAGED {
        if !recognises(x, kind.recognition, tissues[base + neighbour_index(at.index, direction, lattice_size())], antigens) { direction = NOT_ENGAGED; }
    } else if seeks_target(x, kind) {
        let around = neighbours_of(at.index) | (1u << CENTRE);
        var targets = 0u;
        for (var d = 0u; d < 27u; d++) {
            if (around & (1u << d)) == 0u { continue; }
            if recognises(x, kind.recognition, tissues[base + neighbour_index(at.index, d, lattice_size())], antigens) { targets |= 1u << d; }
        }
        if targets != 0u { direction = pick_bit(targets, r.w); }
    }
    var target_at = i;
    if direction != NOT_ENGAGED { target_at = base + neighbour_index(at.index, direction, lattice_size()); }
    let cell = tissues[target_at];
    let line = params[at.lattice].lines[tissue_line(cell)];
    let place = field_site(at.index);
    let now = now_of(at.lattice);
    let suppression = occupancy(amounts[amounts_from(at.lattice, SUPPRESSOR, now + 1u, 0u) + place], params[at.lattice].laws[SUPPRESSOR].half);
    let amount = amounts[amounts_from(at.lattice, INTERLEUKIN, now + 1u, 0u) + place];
    let signal = params[at.lattice].signal;
    let graft = params[at.lattice].grafts[origin_of(y)];
    let hazard = effector_hazard(x, y, signal);
    let next = effector_step(x, y, kind, graft, hazard, amount, suppression, signal.t_scale, signal.nk_scale, direction, cell, line, tick_of(at.lattice), r, q);
    effectors[i] = vec2<u32>(next.x, next.y);
    intents[i] = next.intent;
    if next.hit != 0u { atomicAdd(&hits[target_at], next.hit); }
    if next.converted != 0u { count_event(at.lattice, TOTAL_CONVERTED); }
}
