// Effectors: clocks, death, contact, hits, conversion, wish to divide.

@compute @workgroup_size(GROUP)
fn effector(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let base = at.lattice * task.cells;
    let i = base + at.index;
    let x = effectors[i].x;
    if effector_idle(x) {
        intents[i] = 0u;
        return;
    }
    let now = now_of(at.lattice);
    let kind = params[at.lattice].kinds[effector_kind(x)];
    let cell = Effector(x, effectors[i].y);
    let words = EffectorWords(draw(at, act_draw(now)), draw(at, change_draw(now)));
    let direction = chosen_target(recognised_by(at, x, kind), words.first.w);
    var target_at = i;
    if direction != NOT_ENGAGED {
        target_at = base + neighbour_index(at.index, direction, lattice_size());
    }
    let target_cell = tissues[target_at];
    let aim = Target(direction, target_cell, params[at.lattice].lines[tissue_line(target_cell)]);
    let graft = params[at.lattice].grafts[origin_of(cell.y)];
    let next = effector_step(cell, kind, graft, surroundings(at, cell, now), aim, words);
    effectors[i] = vec2<u32>(next.x, next.y);
    intents[i] = next.intent;
    if hit_added(next.hit) != 0u { atomicAdd(&hits[target_at], hit_added(next.hit)); }
    if hit_mark(next.hit) != 0u { atomicOr(&hits[target_at], hit_mark(next.hit)); }
    count_event(at.lattice, next.event);
}

// The directions in which an effector recognises what it looks at.
fn recognised_by(at: Here, x: u32, kind: Kind) -> u32 {
    let looked = looked_at(x, kind);
    if looked == 0u { return 0u; }
    let size = lattice_size();
    let around = inside_mask(position_of(at.index, size), size) & looked;
    let antigens = params[at.lattice].lines[0].antigens;
    let base = at.lattice * task.cells;
    var found = 0u;
    for (var d = 0u; d < 27u; d++) {
        if (around & direction_bit(d)) == 0u { continue; }
        let cell = tissues[base + neighbour_index(at.index, d, size)];
        if recognises(x, kind, cell, antigens) { found |= direction_bit(d); }
    }
    return found;
}

// What an effector feels at its site.
fn surroundings(at: Here, cell: Effector, now: u32) -> Surroundings {
    let place = field_site(at.index);
    let signal = params[at.lattice].signal;
    let il2 = amounts[amounts_at(at.lattice, INTERLEUKIN) + place];
    let factor = amounts[amounts_at(at.lattice, SUPPRESSOR) + place];
    let threats = Threats(
        params[at.lattice].hazards[effector_kind(cell.x)],
        params[at.lattice].rejections[origin_of(cell.y)]
    );
    let half = params[at.lattice].laws[SUPPRESSOR].half;
    return felt(signal, threats, il2, factor, half, tick_of(at.lattice));
}
