// Motion: in each sub-step an effector that walks tries a hop and may accept it.

// RULE random walk   A cell without a target tries a hop to a neighbour: faces, edges and corners
// weigh 16 : 4 : 1 (4 : 1 in the plane), which makes the walk isotropic to fourth order. In the
// step in which it lets go of a target it stays: so between two targets it walks for its refractory
// time, whatever the step (one that divides walks on at once).
//   P(try) = 2 * (2 d motility dt) / (mean squared hop), d dimensions, at most 0.6
//   keys model.KIND.motility
//   source: Ichise 2022 | assumed: a diffusion coefficient, since turns come every few minutes
fn hop_try(x: u32, kind: Kind, flat: bool, r: vec4<u32>) -> u32 {
    if is_engaged(x) || !tries_hop(kind.hop_chance, r.x) { return NOT_ENGAGED; }
    return hop_direction(r.y, flat);
}

// helper: whether a cell that holds no target tries a hop.
fn tries_hop(chance: u32, r: u32) -> bool { return r < chance; }

// helper: a direction with those weights.
fn hop_direction(r: u32, flat: bool) -> u32 {
    if flat {
        let x = mulhi(r, 80u);
        if x < 64u { return nth_bit(FACES & PLANE, x / 16u); }
        return nth_bit(EDGES & PLANE, (x - 64u) / 4u);
    }
    let x = mulhi(r, 152u);
    if x < 96u { return nth_bit(FACES, x / 16u); }
    if x < 144u { return nth_bit(EDGES, (x - 96u) / 4u); }
    return nth_bit(CORNERS, x - 144u);
}

// RULE chemotaxis   A hop is accepted the sooner, the more of the chemoattractant's receptor is
// occupied where it leads.
//   P(accept) = (1 + b) / 2, b = chemotaxis * (O_there - O_here), -1 <= b <= 1;
//   drift = 2 * motility * chemotaxis * gradient of O
//   keys model.KIND.chemotaxis; model.chemo.half
//   assumed: set on the lattice so that T cells gather at a tumour that dies
fn hop_accepted(kind: Kind, here: u32, there: u32, law: Law, r: vec4<u32>) -> bool {
    if here == there { return r.z < EVEN_CHANCE; }
    let occupied_here = occupancy(here, law.half);
    let occupied_there = occupancy(there, law.half);
    if occupied_there > occupied_here {
        let bias = gained(occupied_there - occupied_here, kind.chemotaxis);
        return r.z < EVEN_CHANCE + half_chance(bias);
    }
    let bias = gained(occupied_here - occupied_there, kind.chemotaxis);
    return r.z < EVEN_CHANCE - half_chance(bias);
}
