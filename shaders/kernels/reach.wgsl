// The offset to the nearest site of the other class: one pass along one axis; the first starts
// afresh.

@compute @workgroup_size(GROUP)
fn reach(call: Invocation) {
    let at = here(call, task.cells);
    if !at.inside || !running(at.lattice) { return; }
    let size = lattice_size();
    let p = position_of(at.index, size);
    var place = i32(p.x);
    var length = i32(size.x);
    var stride = 1;
    if task.axis == 1u { place = i32(p.y); length = i32(size.y); stride = i32(size.x); }
    if task.axis == 2u { place = i32(p.z); length = i32(size.z); stride = i32(size.x * size.y); }
    let i = at.lattice * task.cells + at.index;
    let mass = is_mass(tissues[i]);
    if !mass && !free_reach_needed(params[at.lattice].signal) {
        reaches[i] = NO_REACH;
        return;
    }
    let salt = reach_salt(at.index);
    let limit = i32(params[at.lattice].place.reach_limit);
    var best = NO_REACH;
    if task.axis != 0u { best = reaches_before[i]; }
    for (var away = 1; away <= i32(REACH_LIMIT); away++) {
        // No site further along this axis can be nearer than what is known.
        if away > limit || u32(away * away) > reach_square(best) { break; }
        for (var side = 0; side < 2; side++) {
            let signed = select(away, -away, side == 0);
            if place + signed < 0 || place + signed >= length { continue; }
            let other = u32(i32(i) + signed * stride);
            let differs = is_mass(tissues[other]) != mass;
            var known = NO_REACH;
            if task.axis != 0u { known = reaches_before[other]; }
            best = nearer_reach(best, reach_along(task.axis, signed, differs, known), salt);
        }
    }
    reaches[i] = best;
}
