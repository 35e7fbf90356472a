// Vessels, and the effectors that enter through them.

// RULE vessels   Vessels stand on a jittered grid: one at a uniform place of each stretch of it.
//   spacing = 1 / sqrt(vessel_density)
//   keys site.N.vessel_density
//   assumed: one vessel per 100 to 180 um, none grow or close
fn vessel_position(j: u32, grid: vec3<u32>, size: vec3<u32>, r: vec4<u32>) -> vec3<u32> {
    let g = position_of(j, grid);
    let x = (g.x * size.x) / max(grid.x, 1u) + mulhi(r.x, max(size.x / max(grid.x, 1u), 1u));
    let y = (g.y * size.y) / max(grid.y, 1u) + mulhi(r.y, max(size.y / max(grid.y, 1u), 1u));
    let z = (g.z * size.z) / max(grid.z, 1u) + mulhi(r.z, max(size.z / max(grid.z, 1u), 1u));
    return vec3<u32>(min(x, size.x - 1u), min(y, size.y - 1u), min(z, size.z - 1u));
}

// helper: vessels along each axis, and in all.
fn vessel_grid(place: Place) -> vec3<u32> {
    return vec3<u32>(place.vessels_x, place.vessels_y, place.vessels_z);
}
fn vessel_count(place: Place) -> u32 {
    return place.vessels_x * place.vessels_y * place.vessels_z;
}

// helper: the site of vessel `j`.
fn vessel_site(j: u32, place: Place, size: vec3<u32>) -> u32 {
    let r = site_draw(j, place_draw(PLACE_VESSEL), place);
    let p = vessel_position(j, vessel_grid(place), size, r);
    return (p.z * size.y + p.y) * size.x + p.x;
}

// RULE arrivals   The cells of a host step enter evenly over its tissue steps.
//   n(step) = floor((step + 1) N / steps) - floor(step N / steps)
//   keys run.host_step, tissue_step
//   assumed: even entry within a host step
fn arrivals_in_step(total: u32, step: u32, steps: u32) -> u32 {
    let n = max(steps, 1u);
    let whole = total / n;
    let rest = total % max(n, 1u);
    return whole + ((step + 1u) * rest) / n - (step * rest) / n;
}

// RULE entry   A cell comes through a vessel drawn with equal chance and takes its site, or else a
// free neighbour of it; where there is none, it is refused.
//   P(vessel) = 1 / vessels; P(neighbour) = 1 / free neighbours
//   keys site.N.vessel_density
//   assumed: refused cells stay in the blood
fn entry_vessel(place: Place, r: u32) -> u32 { return mulhi(r, vessel_count(place)); }

// helper: where a cell that comes through a vessel finds room, out of the free directions around it
// (the vessel's own site among them): a direction, NOWHERE when there is none.
fn entry_direction(free: u32, r: u32) -> u32 {
    if (free & direction_bit(CENTRE)) != 0u { return CENTRE; }
    return pick_bit(free, r);
}
