// What a lattice knows of its surroundings: where it is, and what the host tells it for one host step.

// Fixed for a run.
struct Place {
    seed_low: u32,
    seed_high: u32,
    replicate: u32,
    lattice: u32,
    // Clocks of cells count in every `clock_steps`-th tissue step.
    clock_steps: u32,
    vessels_x: u32,
    vessels_y: u32,
    vessels_z: u32,
    // Number of antigens among the tumour lines.
    antigens: u32,
    reach_limit: u32,
    hop_substeps: u32,
    steps: u32,
}

// Renewed every host step.
struct Signal {
    // Tissue steps done before this host step; 0 in `running`: the replicate has ended and stays as it is.
    first_step: u32,
    running: u32,
    // Exchange of interleukin-2 a sub-step: fraction of 2^32 that goes back, and units times 16 that come in, for each vessel or depot cell of a field site.
    vessel_fraction: u32,
    vessel_fluid: u32,
    depot_fraction: u32,
    depot_fluid: u32,
    // 0 none, 1 shell outside the mass, 2 interior.
    depot_place: u32,
    shell_square: u32,
    t_scale: u32,
    nk_scale: u32,
    arrive_ctl: u32,
    arrive_helper: u32,
    arrive_nk: u32,
    arrive_lak: u32,
    arrive_treg: u32,
    // Resection: 0 none; the residue's centre (as i32 bits) and squared radius, and the squared margin, all in cells.
    resect: u32,
    residue_x: u32,
    residue_y: u32,
    residue_z: u32,
    keep_square: u32,
    margin_square: u32,
    spare_a: u32,
    spare_b: u32,
    spare_c: u32,
}

// The site of vessel `j`.
fn vessel_site(j: u32, place: Place, size: vec3<u32>) -> u32 {
    let r = random_block(vec4<u32>(j, 0u, STREAM_PLACE, PLACE_VESSEL), vec4<u32>(place.seed_low, place.seed_high, place.replicate, place.lattice));
    let p = vessel_position(j, vec3<u32>(place.vessels_x, place.vessels_y, place.vessels_z), size, r);
    return (p.z * size.y + p.y) * size.x + p.x;
}

// How many of `total` arrivals of a host step enter in its tissue step `step` of `steps`.
fn arrivals_in_step(total: u32, step: u32, steps: u32) -> u32 {
    let n = max(steps, 1u);
    let whole = total / n;
    let rest = total % max(n, 1u);
    return whole + ((step + 1u) * rest) / n - (step * rest) / n;
}

// Whether a site lies in the injected depot. `mass`: it holds a tissue cell; `reach`: to the nearest site of the other class.
fn in_depot(mass: bool, reach: u32, signal: Signal) -> bool {
    if signal.depot_place == 1u { return !mass && reach != NO_REACH && reach_square(reach) <= signal.shell_square; }
    return signal.depot_place == 2u && mass;
}

// Whether a site lies in the wound of a resection: the mass itself, and healthy tissue within the margin of it.
fn in_wound(mass: bool, reach: u32, signal: Signal) -> bool {
    return mass || (reach != NO_REACH && reach_square(reach) <= signal.margin_square);
}

// Whether free sites must know how far the mass is in this host step: a depot or a wound is laid around it.
fn free_reach_needed(signal: Signal) -> bool {
    return signal.depot_place == 1u || signal.resect != 0u;
}
