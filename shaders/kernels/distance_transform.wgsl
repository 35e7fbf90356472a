// The offset to the nearest site of the other class: one pass along one axis; the first starts
// afresh.

@compute @workgroup_size(GROUP)
fn distance_transform(call: Invocation) {
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
    if !mass && !free_distance_needed(params[at.lattice].signal) {
        distances[i] = NO_DISTANCE;
        return;
    }
    let salt = distance_salt(at.index);
    let limit = i32(params[at.lattice].place.distance_limit);
    var best = NO_DISTANCE;
    if task.axis != 0u { best = distances_before[i]; }
    for (var away = 1; away <= i32(DISTANCE_LIMIT); away++) {
        // No site further along this axis can be nearer than what is known.
        if away > limit || u32(away * away) > distance_square(best) { break; }
        for (var side = 0; side < 2; side++) {
            let signed = select(away, -away, side == 0);
            if place + signed < 0 || place + signed >= length { continue; }
            let other = u32(i32(i) + signed * stride);
            let differs = is_mass(tissues[other]) != mass;
            var before = NO_DISTANCE;
            if task.axis != 0u { before = distances_before[other]; }
            best = nearer_distance(best, distance_along(task.axis, signed, differs, before), salt);
        }
    }
    distances[i] = best;
}
