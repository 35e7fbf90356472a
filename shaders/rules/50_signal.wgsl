// What a lattice knows of its surroundings: where it is, and what the host tells it for one host
// step.

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
    reach_limit: u32,
    hop_substeps: u32,
    steps: u32,
}

// Renewed every host step.
struct Signal {
    // Tissue steps done before this host step; 0 in `running`: the replicate has ended and stays as
    // it is.
    first_step: u32,
    running: u32,
    // Exchange of interleukin-2 a sub-step: fraction of 2^32 for each vessel or depot cell of a
    // field site, and the amount that a field site tends to.
    vessel_fraction: u32,
    vessel_level: u32,
    depot_fraction: u32,
    depot_level: u32,
    // 0 none, 1 shell outside the mass, 2 interior.
    depot_place: u32,
    shell_square: u32,
    t_scale: u32,
    nk_scale: u32,
    // Resection: 0 none; the residue's centre (as i32 bits) and squared radius, and the squared
    // margin, all in cells.
    resect: u32,
    residue_x: u32,
    residue_y: u32,
    residue_z: u32,
    keep_square: u32,
    margin_square: u32,
    // 0 none; 1 cells are put in at the start of this host step; 3 some of them in a shell around
    // the mass.
    inoculate: u32,
    // Drugs: chance a step that they kill a fully sensitive line's cell, what they leave of cycles
    // (1/65536), systemic interferon's drive of MHC class I (1/65536).
    drug_chance: u32,
    growth: u32,
    interferon: u32,
    // Chance a step that drugs, antibodies or radiation kill an effector of a kind, and that
    // rejection kills a transferred cell of an origin.
    hazard_ctl: u32,
    hazard_helper: u32,
    hazard_nk: u32,
    hazard_lak: u32,
    hazard_treg: u32,
    hazard_first: u32,
    hazard_second: u32,
    hazard_third: u32,
}

// What a field site exchanges with blood and depot in one sub-step.
struct Exchange {
    // Fraction of 2^32 that goes back.
    fraction: u32,
    // Units times 16 that come in.
    fluid: u32,
}

// 1 - (1 - part)^n: several vessels act one after the other, so that no number of them exchanges
// more than there is.
fn repeated(part: u32, n: u32) -> u32 {
    var all = 0u;
    var power = part;
    var left = n;
    for (var i = 0u; i < 32u; i++) {
        if (left & 1u) != 0u { all = either(all, power); }
        power = either(power, power);
        left = left >> 1u;
    }
    return all;
}

// level * part / 2^32 in units times 16.
fn inflow(level: u32, part: u32) -> u32 {
    return (min(mulhi(level, part), 0x07fffffeu) << 4u) | ((level * part) >> 28u);
}

// The exchange of a field site with so many vessels and depot cells (as many as it has cells make a
// whole depot). Where both act, each gives up half of what both would exchange.
fn site_exchange(vessels: u32, depot_cells: u32, signal: Signal) -> Exchange {
    let vessel = repeated(signal.vessel_fraction, vessels);
    let depot = signal.depot_fraction * depot_cells;
    let both = mulhi(vessel, depot);
    let from_vessel = vessel - both / 2u;
    let from_depot = min(depot - (both - both / 2u), 0xffffffffu - from_vessel);
    return Exchange(from_vessel + from_depot, inflow(signal.vessel_level, from_vessel) + inflow(signal.depot_level, from_depot));
}

// The site of vessel `j`.
fn vessel_site(j: u32, place: Place, size: vec3<u32>) -> u32 {
    let r = random_block(vec4<u32>(j, 0u, STREAM_PLACE, PLACE_VESSEL), vec4<u32>(place.seed_low, place.seed_high, place.replicate, place.lattice));
    let p = vessel_position(j, vec3<u32>(place.vessels_x, place.vessels_y, place.vessels_z), size, r);
    return (p.z * size.y + p.y) * size.x + p.x;
}

// ---- Effectors enter in groups of one kind, antigen and origin: of the host (T cells a group for
// each antigen), then of each graft.

// Kind and antigen of a group as they stand in an effector's word, with the origin in bits 7 and 8;
// the antigen of a graft's T cells stands in the table of grafts.
fn group_word(group: u32) -> u32 {
    return GROUP_WORD[min(group, GROUPS - 1u)];
}

fn group_origin(word: u32) -> u32 { return (word >> 7u) & 3u; }

// The antigen that a T cell of a group recognises.
fn group_antigen(word: u32, graft: Graft) -> u32 {
    if group_origin(word) == 0u { return (word >> 3u) & 15u; }
    return graft.antigen & 15u;
}

// How many of `total` arrivals of a host step enter in its tissue step `step` of `steps`.
fn arrivals_in_step(total: u32, step: u32, steps: u32) -> u32 {
    let n = max(steps, 1u);
    let whole = total / n;
    let rest = total % max(n, 1u);
    return whole + ((step + 1u) * rest) / n - (step * rest) / n;
}

// Whether a site lies in the injected depot. `mass`: it holds a tissue cell; `reach`: to the
// nearest site of the other class.
fn in_depot(mass: bool, reach: u32, signal: Signal) -> bool {
    if signal.depot_place == 1u { return !mass && reach != NO_REACH && reach_square(reach) <= signal.shell_square; }
    return signal.depot_place == 2u && mass;
}

// Whether a site lies in the wound of a resection: the mass itself, and healthy tissue within the
// margin of it.
fn in_wound(mass: bool, reach: u32, signal: Signal) -> bool {
    return mass || (reach != NO_REACH && reach_square(reach) <= signal.margin_square);
}

// Whether free sites must know how far the mass is in this host step: a depot or a wound is laid
// around it.
fn free_reach_needed(signal: Signal) -> bool {
    return signal.depot_place == 1u || signal.resect != 0u || signal.inoculate == 3u;
}

// Occupancy of the IFN-gamma receptor by the field and by systemic interferon together, 1/65536.
fn with_interferon(ifng: u32, drive: u32) -> u32 {
    let field = min(ifng, 65535u);
    return field + (((65536u - field) * (min(drive, 65536u) >> 1u)) >> 15u);
}

// Chance a step that an effector is killed by drugs, antibodies, radiation or rejection.
fn effector_hazard(x: u32, y: u32, signal: Signal) -> u32 {
    let kind = effector_kind(x);
    var hazard = signal.hazard_ctl;
    if kind == HELPER { hazard = signal.hazard_helper; }
    if kind == NK { hazard = signal.hazard_nk; }
    if kind == LAK { hazard = signal.hazard_lak; }
    if kind == TREG { hazard = signal.hazard_treg; }
    let origin = origin_of(y);
    var rejection = 0u;
    if origin == 1u { rejection = signal.hazard_first; }
    if origin == 2u { rejection = signal.hazard_second; }
    if origin == 3u { rejection = signal.hazard_third; }
    return hazard + min(rejection, 0xffffffffu - hazard);
}
