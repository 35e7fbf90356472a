// What a lattice knows of its surroundings: where it is, and what the host tells it for one host
// step.

// Fixed for a run.
struct Place {
    // Low word of the seed; run.seed.
    seed_low: u32,
    // Its high word.
    seed_high: u32,
    // Which animal.
    replicate: u32,
    // Which site of the animal.
    lattice: u32,
    // Clocks of cells count in every so-manieth tissue step.
    clock_steps: u32,
    // Vessels along x; site.N.vessel_density.
    vessels_x: u32,
    // Vessels along y.
    vessels_y: u32,
    // Vessels along z.
    vessels_z: u32,
    // Furthest that the nearest site of the other class is looked for, lattice cells.
    distance_limit: u32,
    // Tissue steps in a host step; run.host_step, run.tissue_step.
    steps: u32,
}

// Where an injected depot lies.
const DEPOT_SHELL: u32 = 1u;

// Version of the host's equations (src/host): who changes them counts it up, so that no run goes on
// under others.
const HOST_EQUATIONS: u32 = 4u;

const DEPOT_INTERIOR: u32 = 2u;

// Whether cells are put in at the start of a host step; some of them in a shell around the mass.
const PUT_IN: u32 = 1u;
const PUT_IN_SHELL: u32 = 3u;

// Renewed every host step.
struct Signal {
    // Tissue steps done before this host step.
    first_step: u32,
    // 0: the replicate has ended and stays as it is.
    running: u32,
    // Exchange of interleukin-2 at each vessel of a field site, hazard of a tissue step in 1/2^28;
    // model.il2.vessel_exchange.
    vessel_hazard: u32,
    // Amount that a field site tends to there, units; model.il2.tissue_fraction.
    vessel_level: u32,
    // Exchange at each depot cell of a field site, hazard of a tissue step in 1/2^28;
    // model.il2.depot_exchange.
    depot_hazard: u32,
    // Amount that a field site tends to in the depot, units; model.il2.depot_fraction.
    depot_level: u32,
    // Where the depot lies: DEPOT_ constants, 0 none.
    depot_place: u32,
    // Depth of a peritumoral depot, squared distance in cells; model.il2.depot_shell.
    shell_square: u32,
    // What systemic suppression leaves of the rates of T cells, fraction; model.suppression.*.
    t_scale: u32,
    // The same for NK and LAK cells; model.suppression.nk_share.
    nk_scale: u32,
    // 1: a resection at the start of this host step, 0: none.
    resect: u32,
    // Centre of the residue along x, cells (i32 bits).
    residue_x: u32,
    // Along y.
    residue_y: u32,
    // Along z.
    residue_z: u32,
    // Radius of the residue, squared, cells; 0: all goes.
    keep_square: u32,
    // Margin of healthy tissue that goes too, squared, cells.
    margin_square: u32,
    // 1: cells and fields are mixed at the start of this host step, 0: not; site.N.stirred.
    stir: u32,
    // Whether cells are put in: PUT_IN constants, 0 none.
    inoculate: u32,
    // Chance that drugs kill a cell of a fully sensitive line, threshold; model.DRUG.tumour_kill.
    drug_chance: u32,
    // What drugs leave of cycles, fraction; model.DRUG.growth_inhibition.
    growth: u32,
    // Systemic interferon's drive of MHC class I, fraction; model.DRUG.interferon_drive.
    interferon: u32,
}

// helper: the tissue step now, counted from the start of the run.
fn step_now(signal: Signal, step: u32) -> u32 { return signal.first_step + step; }

// helper: tissue steps done at the end of the host step; a lattice that has ended has done none of
// it.
fn steps_done(signal: Signal, place: Place) -> u32 {
    if signal.running == 0u { return signal.first_step; }
    return signal.first_step + place.steps;
}

// RULE clocks   The clocks of cells count in every n-th tissue step, with n the smallest that lets
// the longest clock fit 255 ticks and the longest clearance 4,095.
//   n = ceil(max(longest clock / (255 dt), clearance / (4095 dt)))
//   waiting times are rounded to whole ticks of the right mean
//   keys run.tissue_step
//   assumed: none (clocks of eight bits, clearance of twelve)
fn tick_at(now: u32, place: Place) -> u32 {
    if now % max(place.clock_steps, 1u) == 0u { return 1u; }
    return 0u;
}

// helper: whether a site is stirred, a resection is due, cells are put in, in this host step.
fn stirring_due(signal: Signal) -> bool { return signal.stir != 0u; }
fn resection_due(signal: Signal) -> bool { return signal.resect != 0u; }
fn inoculation_due(signal: Signal) -> bool { return signal.inoculate != 0u; }

// helper: whether free sites must know how far the mass is in this host step: a depot or a wound is
// laid around it.
fn free_distance_needed(signal: Signal) -> bool {
    return signal.depot_place == DEPOT_SHELL || signal.resect != 0u
        || signal.inoculate == PUT_IN_SHELL;
}
