// What kernels of motion have before them too. The first sub-step of motion may go with the pushing
// of chains, which has the intents and a half of the claims: its own intents stand in the other
// half, its claims where the hits stood.

// Effectors that walk claim the site of their hop.
fn claim_hop(at: Here) {
    let i = at.lattice * task.cells + at.index;
    let cell = Effector(effectors[i].x, effectors[i].y);
    var word = 0u;
    if walks(cell) { word = hop_intent(at, cell.x); }
    if task.hop == 0u {
        atomicStore(&claims[claims_from(at.lattice, 0u) + at.index], word);
    } else {
        intents[i] = word;
    }
}

// The claim of an effector, 0 where it stays.
fn hop_intent(at: Here, x: u32) -> u32 {
    let kind = params[at.lattice].kinds[effector_kind(x)];
    let r = draw(at, hop_draw(now_of(at.lattice), task.hop));
    let direction = hop_try(x, kind, is_flat(), r);
    if direction == NOT_ENGAGED { return 0u; }
    if (neighbours_of(at.index) & direction_bit(direction)) == 0u { return 0u; }
    let target_index = neighbour_index(at.index, direction, lattice_size());
    let target_at = at.lattice * task.cells + target_index;
    if !effector_idle(effectors[target_at].x) { return 0u; }
    let start = amounts_at(at.lattice, CHEMO);
    let here = amounts[start + field_site(at.index)];
    let there = amounts[start + field_site(target_index)];
    if !hop_accepted(kind, here, there, params[at.lattice].laws[CHEMO], r) { return 0u; }
    let word = claim_word(r.w, direction);
    if task.hop == 0u {
        atomicMax(&hits[target_at], word);
    } else {
        atomicMax(&claims[claims_from(at.lattice, task.half) + target_index], word);
    }
    return word;
}

// Winners hop; the half of the claims that the next sub-step uses is cleared.
fn commit_hop(at: Here) {
    let i = at.lattice * task.cells + at.index;
    var intent = 0u;
    if task.hop == 0u {
        let own = claims_from(at.lattice, 0u) + at.index;
        intent = atomicLoad(&claims[own]);
        atomicStore(&claims[own], 0u);
    } else {
        intent = intents[i];
        atomicStore(&claims[claims_from(at.lattice, task.half ^ 1u) + at.index], 0u);
    }
    if intent == 0u { return; }
    let target_index = neighbour_index(at.index, claim_direction(intent), lattice_size());
    let target_at = at.lattice * task.cells + target_index;
    var claimed = 0u;
    if task.hop == 0u {
        claimed = atomicLoad(&hits[target_at]);
    } else {
        claimed = atomicLoad(&claims[claims_from(at.lattice, task.half) + target_index]);
    }
    if claimed != intent { return; }
    effectors[target_at] = effectors[i];
    effectors[i] = vec2<u32>(0u, 0u);
}
