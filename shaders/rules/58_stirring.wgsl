// Stirring, at the start of a host step: the well-mixed limit of a site.
//
// In: a site's index, the tissue step, the seed; the units of a whole field.
// Out: where the cell of that site goes; what each field site holds. No cell and no unit is lost.

// Layers of cells, which are mixed apart from each other.
const STIR_TISSUE: u32 = 0u;
const STIR_EFFECTORS: u32 = 1u;

// Rounds in which every row, then every column of sites is shifted.
const STIR_ROUNDS: u32 = 4u;

// helper: how far a line of so many sites is shifted.
fn stirring_shift(line: u32, sites: u32, purpose: Purpose, place: Place) -> u32 {
    return mulhi(site_draw(line, purpose, place).x, sites);
}

// RULE stirring of cells   In a stirred site every cell goes to another place before each host
// step, so that where it stood tells nothing. The layers of tissue and effectors are mixed apart.
//   four rounds: x -> (x + shift of its row) mod width, then row -> (row + shift of x) mod rows;
//   shifts uniform, another for each line, round, layer and host step; a permutation of the sites
//   keys site.N.stirred
//   assumed: mixing is complete once a host step (run.host_step)
fn stirred_place(index: u32, step: u32, layer: u32, size: vec3<u32>, place: Place) -> u32 {
    let width = max(size.x, 1u);
    let rows = max(size.y * size.z, 1u);
    var row = index / width;
    var x = index - row * width;
    for (var round = 0u; round < STIR_ROUNDS; round++) {
        let along = stirring_shift(row, width, stirring_draw(step, layer, 2u * round), place);
        x = (x + along) % max(size.x, 1u);
        let down = stirring_shift(x, rows, stirring_draw(step, layer, 2u * round + 1u), place);
        row = (row + down) % max(size.y * size.z, 1u);
    }
    return row * width + x;
}

// RULE stirring parts a killer and its target   A killer that held a target is free at once.
//   engaged -> not engaged, timer 0
//   keys site.N.stirred
//   assumed: as where the target is gone
fn stirred_effector(cell: Effector) -> Effector {
    if effector_idle(cell.x) { return cell; }
    return Effector(without_contact(cell.x, 0u), cell.y);
}

// RULE stirring of fields   In a stirred site the units of each field are dealt out evenly to its
// field sites before each host step.
//   a = floor(sum / n), and one more on sum mod n sites, which move on by one with each step
//   keys site.N.stirred
//   assumed: as of cells
fn stirred_amount(index: u32, step: u32, sites: u32, sum: Division) -> u32 {
    return sum.quotient + select(0u, 1u, (index + step) % max(sites, 1u) < sum.remainder);
}
