// The fields: interleukin-2, IFN-gamma, chemoattractant, suppressive factor. One rule for all.
//
// Amounts are u32 units, a power-of-two fraction of a molecule. A tissue step of a field is cut
// into a few sub-steps, long ones first. In each, amounts spread along every axis in turn by the
// exact kernel of diffusion along a line; a site splits what it holds by cumulative shares, so that
// nothing is made or lost. Before the first sub-step and after each, a site reacts: it decays, is
// taken up, exchanges with blood and depot, and receives its part of what cells make. The parts are
// a quadrature of the step: what is made last has spread least. Every product that is shortened is
// rounded with a deterministic dither of site and pass (a Weyl sequence), so that slow rates are
// right on average at low amounts.

// Sub-steps of a field in a tissue step, at most.
const SUBSTEPS: u32 = 8u;
// Turns at which a site reacts: before the first sub-step, and after each.
const TURNS: u32 = 9u;
// Levels of a pass along an axis, at most: each spreads in strides three times as long.
const LEVELS: u32 = 5u;
// Sites to each side over which a pass spreads, at most.
const REACHED: u32 = 8u;
// The largest amount of a site: spreading rounds up by less than what is left above it.
const MOST_UNITS: u32 = 0xfffeffffu;

// What does not change within a tissue step of one field.
struct Law {
    // Sub-steps in one tissue step; 0: the field is switched off, model.FIELD.on.
    substeps: u32,
    // Passes along a line in one tissue step.
    passes: u32,
    // Amount at half occupancy of the receptor that feels the field, units; model.FIELD.half
    // (interleukin-2: each kind of cell has its own).
    half: u32,
    // Units in one picomolar, times 256.
    units_per_pm: u32,
    // Amount at half of the largest receptor uptake, units; model.il2.uptake_half.
    uptake_half: u32,
}

// When a field site reacts: before the first sub-step, and after each.
struct Turn {
    // Part of a tissue step's secretion that comes in, 1/65536.
    made: u32,
    // Part of a tissue step's uptake and exchange that acts, 1/65536.
    acting: u32,
    // Fraction that decays in the sub-step before it, mantissa / 2^(16+shift); model.FIELD.decay.
    decay_mantissa: u32,
    // Its shift, 0..15.
    decay_shift: u32,
    // Levels of each pass of the sub-step that follows.
    levels: u32,
    // Passes of the tissue step before it.
    passed: u32,
}

// How one pass spreads an amount: parts of half of it that go so many strides or farther to either
// side, 1/65536, two in a word (the nearer in the low half); model.FIELD.diffusion;
// site.N.field_spacing.
struct Shares {
    // One and two strides.
    near: u32,
    // Three and four.
    middle: u32,
    // Five and six.
    far: u32,
    // Seven and eight.
    farthest: u32,
}

// What acts on one site of a field when it reacts.
struct Exposure {
    // Part that receptors take up, 1/65536.
    uptake: u32,
    // Part that goes back to blood and depot, 1/65536.
    fraction: u32,
    // Amount that it would tend to with blood and depot, units.
    level: u32,
    // What cells make in a tissue step, units times 4.
    source: u32,
}

// What one site of a field does when it reacts, units.
struct Reaction {
    // What is there at its end.
    amount: u32,
    // Decayed.
    decayed: u32,
    // Taken up by receptors.
    taken: u32,
    // Gone back to blood and depot.
    returned: u32,
    // Come from blood and depot.
    entered: u32,
    // Made by cells.
    made: u32,
    // Lost because the amount did not fit.
    lost: u32,
}

// What a field site exchanges with blood and depot.
struct Exchange {
    // Hazard of one tissue step, 1/2^28.
    hazard: u32,
    // Amount that it tends to, units.
    level: u32,
}

// helper: passes of a field since the start of the run, of which every dither is one.
fn pass_number(step: u32, law: Law, turn: Turn, axis: u32, level: u32) -> u32 {
    return step * law.passes + turn.passed + axis * turn.levels + level;
}

// helper: sites in a stride of a level: 1, 3, 9, 27, 81.
fn stride_of(level: u32) -> u32 {
    var stride = 1u;
    for (var i = 0u; i < min(level, LEVELS); i++) { stride = stride * 3u; }
    return stride;
}

// helper: the share that goes `distance` strides or farther, 1 to 8; farther there is none.
fn share_beyond(shares: Shares, distance: u32) -> u32 {
    var pair = 0u;
    if distance <= 2u { pair = shares.near; }
    else if distance <= 4u { pair = shares.middle; }
    else if distance <= 6u { pair = shares.far; }
    else if distance <= 8u { pair = shares.farthest; }
    if distance % 2u == 0u { return high_half(pair); }
    return low_half(pair);
}

// helper: where a walk along an axis of so many sites arrives, mirrored at both walls. `at` counts
// from the first site; for a walk before it, a multiple of twice the length is added.
fn mirrored(at: u32, sites: u32) -> u32 {
    let within = at % max(2u * sites, 1u);
    if within >= sites { return 2u * sites - 1u - within; }
    return within;
}

// RULE diffusion   In a sub-step of length t amounts spread along each axis by the exact kernel of
// diffusion between the sites of a line; where it is wide, its rest in strides of three sites, nine
// and so on; at the lattice's walls they are mirrored.
//   w_k = e^(-2 r) I_k(2 r), r = D t / h^2, cut at 3.3 standard deviations with its variance kept;
//   q_k = a/2 * 2 (w_k + w_(k+1) + ...) goes k sites or farther to either side
//   keys model.FIELD.diffusion; site.N.field_spacing
//   assumed: an effective coefficient between packed cells
fn given_beyond(amount: u32, share: u32, noise: u32) -> u32 {
    return scaled_with(amount / 2u, share, high_half(noise));
}

// helper: what stays of an amount of which `given` goes to either side.
fn kept_of(amount: u32, given: u32) -> u32 { return amount - 2u * given; }

// helper: the noise of a site's pass.
fn pass_noise(index: u32, sweep: u32) -> u32 { return dither(index, sweep, 0u); }

// RULE receptor uptake   Receptors take up interleukin-2 by first order while there is little of
// it, and no more than their capacity when there is much.
//   taken at a turn = a x / (1 + x/4), x = p C / (K + a); C = sum over cells of uptake * dt,
//   p the turn's part of the step
//   keys model.il2.uptake_half; model.KIND.il2_uptake
//   assumed: one half-saturation for all kinds (the receptors' 37 pM, raised by the diffusion limit
//   of one cell); a quarter makes the uptake of a lone cell right that its own sink starves
fn uptake_part(capacity: u32, half: u32, acting: u32, amount: u32, noise: u32) -> u32 {
    let wanted = scaled(capacity, acting);
    return portion(wanted, capped_sum(capped_sum(half, amount), wanted / 4u), noise);
}

// RULE reaction of a field   At each turn what lies at a site decays, is taken up, exchanges with
// blood and depot, and gets its part of what cells make, in this order.
//   a -= decay(a); a -= uptake * a; a -= v a; a += v L + p made;
//   what exceeds 20 uM is lost, and the run stops
//   keys model.FIELD.decay
//   assumed: the order within a turn
fn reaction(amount: u32, turn: Turn, exposure: Exposure, noise: u32) -> Reaction {
    let decayed = shorten(amount, turn.decay_mantissa, turn.decay_shift, noise);
    var rest = amount - decayed;
    let taken = scaled_with(rest, exposure.uptake, high_half(second_noise(noise)));
    rest = rest - taken;
    let returned = scaled_with(rest, exposure.fraction, high_half(third_noise(noise)));
    rest = rest - returned;
    let entered = scaled_with(exposure.level, exposure.fraction, high_half(noise));
    let made = shorten(exposure.source, turn.made, 2u, second_noise(noise));
    let filled = rest + entered;
    let sum = filled + made;
    if filled < rest || sum < filled || sum > MOST_UNITS {
        return Reaction(MOST_UNITS, decayed, taken, returned, entered, made, sum - MOST_UNITS);
    }
    return Reaction(sum, decayed, taken, returned, entered, made, 0u);
}

// helper: the noise of a site's reaction at a turn of a tissue step.
fn turn_noise(index: u32, step: u32, law: Law, turn: u32) -> u32 {
    return dither(index, step * (law.substeps + 1u) + turn, 1u);
}

// RULE receptor occupancy   A receptor is occupied by the law of mass action.
//   O = a / (K + a)
//   keys model.KIND.il2_half; model.FIELD.half
//   assumed: one binding site, and the ligand that a receptor binds stays in the field
fn occupancy(amount: u32, half: u32) -> u32 { return share(amount, half); }

// RULE response to interleukin-2   With exponent 2 the response is steeper than the occupancy: it
// has a threshold near the half dose.
//   H = O (exponent 1), or O^2 / (O^2 + (1 - O)^2) = c^2 / (K^2 + c^2) (exponent 2)
//   keys model.KIND.il2_half, il2_hill
//   source: Wang & Smith; Tkach 2014 | assumed: exponent 2 for NK and LAK cells, 1 for T cells
fn response(amount: u32, half: u32, hill: u32) -> u32 {
    let occupied = occupancy(amount, half);
    if hill == 2u { return share_of_squares(occupied); }
    return occupied;
}

// RULE exchange with blood and depot   A field site tends to the concentration of the plasma at
// each of its vessels, and to that of an injected depot in each of its cells that lies in it.
//   hazard x = e_vessel dt * vessels + e_depot dt * depot cells / cells of a site;
//   level L = the mean of both levels, weighted by their parts of x; v = 1 - e^(-p x) at a turn
//   keys model.il2.vessel_exchange, tissue_fraction, depot_exchange, depot_fraction
//   assumed: tissue follows plasma within the hour and a depot within minutes
fn site_exchange(vessels: u32, depot_cells: u32, signal: Signal) -> Exchange {
    let vessel = times_at_most(signal.vessel_hazard, vessels);
    let depot = times_at_most(signal.depot_hazard, depot_cells);
    if depot == 0u && vessel == 0u { return Exchange(0u, 0u); }
    if depot == 0u { return Exchange(vessel, signal.vessel_level); }
    let part = share(vessel, depot);
    let level = scaled(signal.vessel_level, part) + scaled(signal.depot_level, complement(part));
    return Exchange(capped_sum(vessel, depot), level);
}

// helper: the part of a site's amount that goes back at a turn, 1/65536.
fn exchanged_part(hazard: u32, acting: u32) -> u32 {
    return chance_part(chance_of(scaled(hazard, acting)));
}

// RULE injected depot   A peritumoral injection fills the free sites within the shell around the
// tumour, an intratumoral one the tumour itself.
//   shell: free and r <= shell; interior: holds a tissue cell (r: distance to the tumour)
//   keys model.il2.depot_shell; treatment.N.route
//   assumed: an injected volume spreads to a few tenths of a millimetre, evenly
fn in_depot(mass: bool, distance: u32, signal: Signal) -> bool {
    if signal.depot_place == DEPOT_SHELL {
        return !mass && within_distance(distance, signal.shell_square);
    }
    return signal.depot_place == DEPOT_INTERIOR && mass;
}
