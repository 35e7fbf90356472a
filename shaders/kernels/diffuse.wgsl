// One pass of one or several fields along an axis: what stays of a site's own amount, and what
// others send; after the last pass of a sub-step the site reacts.

@compute @workgroup_size(GROUP)
fn diffuse(call: Invocation) {
    let at = here(call, task.field_cells);
    let field = nth_field(task.fields, at.lot);
    if at.inside && running(at.lattice) {
        let law = params[at.lattice].laws[field];
        let turn = params[at.lattice].turns[field * TURNS + task.substep];
        let sweep = pass_number(now_of(at.lattice), law, turn, task.axis, task.level);
        var amount = spread_at(at, field, sweep);
        if task.reacts != 0u {
            amount = react_at(at, call.local, field, task.substep + 1u, amount);
        }
        amounts[amounts_from(at.lattice, field, sweep + 1u) + at.index] = amount;
    }
    if task.reacts != 0u { add_reactions(at.lattice, call.local, field); }
}

// What lies at a field site after a pass.
fn spread_at(at: Here, field: u32, sweep: u32) -> u32 {
    let size = field_size();
    let p = position_of(at.index, size);
    var sites = size.x;
    var place = p.x;
    var step = 1u;
    if task.axis == 1u { sites = size.y; place = p.y; step = size.x; }
    if task.axis == 2u { sites = size.z; place = p.z; step = size.x * size.y; }
    let row = (field * SUBSTEPS + task.substep) * LEVELS + task.level;
    let shares = params[at.lattice].shares[row];
    let start = amounts_from(at.lattice, field, sweep);
    let line = at.index - place * step;
    let stride = stride_of(task.level);
    // Twice the length of the line, as often as the farthest stride needs.
    let before = (REACHED * stride / (2u * sites) + 1u) * 2u * sites;
    let own = amounts[start + at.index];
    var share = share_beyond(shares, 1u);
    var sum = kept_of(own, given_beyond(own, share, pass_noise(at.index, sweep)));
    for (var k = 1u; k <= REACHED; k++) {
        if share == 0u { break; }
        let beyond = share_beyond(shares, k + 1u);
        let right = line + mirrored(place + k * stride, sites) * step;
        let left = line + mirrored(place + before - k * stride, sites) * step;
        sum += sent(start, right, share, beyond, sweep) + sent(start, left, share, beyond, sweep);
        share = beyond;
    }
    return sum;
}

// What a field site sends just so far to one side: all that goes as far, less what goes farther.
fn sent(start: u32, index: u32, share: u32, beyond: u32, sweep: u32) -> u32 {
    let amount = amounts[start + index];
    let noise = pass_noise(index, sweep);
    return given_beyond(amount, share, noise) - given_beyond(amount, beyond, noise);
}
