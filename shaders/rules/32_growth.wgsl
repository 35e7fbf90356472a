// Division of tumour cells: a ready cell pushes the chain of cells between it and the nearest free
// site outward by one.
//
// A chain ends at the first free site on its way. All its sites are claimed with one word that no
// other chain of the step has: a permutation of the site's index keyed by the step.

// RULE where a daughter goes   A ready cell pushes towards a free neighbour (faces before edges
// before corners), else towards the nearest free site within the rim.
//   d = a free neighbour, or the offset to free space if r_free <= rim_depth, or none
//   keys tumour.N.rim_depth
//   assumed: cells push along the shortest way, as far as the rim in which they divide
fn push_offset(free_neighbours: u32, distance: u32, line: Line, r: u32) -> vec3<i32> {
    if free_neighbours != 0u { return direction_step(nearest_direction(free_neighbours, r)); }
    if !within_distance(distance, line.rim_square) { return vec3<i32>(0, 0, 0); }
    return distance_offset(distance);
}

// RULE who pushes   Of chains that cross, the one with the larger word of the step moves: each cell
// wins as often as another. A chain moves only if it holds all its sites.
//   word = permutation of the index, keyed by step, seed and replicate
//   keys none
//   assumed: none is favoured
fn push_word(index: u32, step: u32, place: Place) -> u32 {
    let key = (step * 0x9e3779b9u) ^ place.seed_low ^ (place.replicate * 0x85ebca6bu);
    return permuted(index, key);
}

// RULE daughters   Both cells start the cycle anew, free of NK contact; each may lose its heritable
// MHC class I.
//   P(loss) = mutation
//   keys tumour.N.mhc_class_1.mutation
//   assumed: rare loss; damage and induced MHC class I are inherited
fn divided(cell: u32, line: Line, r: u32) -> u32 {
    let next = with_nk_contact(with_stage(cell & ~READY_BIT, 0u), 0u);
    if r < line.mutation_chance { return without_heritable_mhc(next); }
    return next;
}
