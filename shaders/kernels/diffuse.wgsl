// One pass of one or several fields along an axis: what stays of a site's own amount, and what
// others send; after the last pass of a sub-step the site reacts.

@compute @workgroup_size(GROUP)
fn diffuse(call: Invocation) {
    let at = here(call, task.field_cells);
    let field = nth_field(task.fields, at.lot);
    if at.inside && running(at.lattice) {
        var amount = spread_at(at, pass_of(at.lattice, field, task.axis, task.level));
        if task.reacts != 0u {
            amount = react_at(at, call.local, field, task.substep + 1u, amount);
        }
        amounts[amounts_in(half_written(field), at.lattice, field) + at.index] = amount;
    }
    if task.reacts != 0u { add_reactions(at.lattice, call.local, field); }
}

// What lies at a field site after a pass.
fn spread_at(at: Here, by: LinePass) -> u32 {
    let size = field_size();
    let p = position_of(at.index, size);
    var line = SiteLine(at.index - p.x, 1u, size.x);
    var place = p.x;
    if task.axis == 1u { line = SiteLine(at.index - p.y * size.x, size.x, size.y); place = p.y; }
    if task.axis == 2u {
        let step = size.x * size.y;
        line = SiteLine(at.index - p.z * step, step, size.z);
        place = p.z;
    }
    // Twice the length of the line, as often as the farthest stride needs.
    let before = (REACHED * by.stride / (2u * line.sites) + 1u) * 2u * line.sites;
    let own = amounts[by.start + at.index];
    var share = share_beyond(by.shares, 1u);
    var sum = kept_of(own, given_beyond(own, share, pass_noise(at.index, by.sweep)));
    for (var k = 1u; k <= REACHED; k++) {
        if share == 0u { break; }
        let beyond = share_beyond(by.shares, k + 1u);
        let away = k * by.stride;
        let right = line.first + mirrored(place + away, line.sites) * line.step;
        let left = line.first + mirrored(place + before - away, line.sites) * line.step;
        sum += sent_from(right, by, share, beyond) + sent_from(left, by, share, beyond);
        share = beyond;
    }
    return sum;
}
