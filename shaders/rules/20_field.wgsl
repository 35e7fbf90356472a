// The fields: interleukin-2, IFN-gamma, chemoattractant, suppressive factor. One rule for all.
//
// Amounts are u32 units, a power-of-two fraction of a molecule. Diffusion is explicit and in flux
// form: a site gives the same amount to each of its neighbours, and what leaves one site is the
// very number that arrives at the next, so nothing is made or lost. Every product that is shortened
// is rounded with a deterministic dither of site and sub-step (a Weyl sequence), so that slow rates
// are right on average at low amounts.

// The laws of one field in the units of one sub-step.
struct Law {
    // Fraction that leaves a site for one neighbour, mantissa / 2^(16+shift);
    // model.FIELD.diffusion.
    flux_mantissa: u32,
    // Its shift, 0..15.
    flux_shift: u32,
    // Fraction that decays, mantissa / 2^(16+shift); model.FIELD.decay.
    decay_mantissa: u32,
    // Its shift, 0..15.
    decay_shift: u32,
    // Sub-steps in one tissue step; 0: the field is switched off, model.FIELD.on.
    substeps: u32,
    // Amount at half occupancy of the receptor that feels the field, units; model.FIELD.half
    // (interleukin-2: each kind of cell has its own).
    half: u32,
    // Units in one picomolar, times 256.
    units_per_pm: u32,
    // Amount at half of the largest receptor uptake, units; model.il2.uptake_half.
    uptake_half: u32,
}

// What lies at one site of a field before its reaction, units.
struct Flow {
    // What is left after the site's own flux.
    kept: u32,
    // What its neighbours gave.
    arrived: u32,
}

// What acts on one site of a field in one sub-step.
struct Exposure {
    // Part of 2^32 that receptors take up.
    uptake: u32,
    // Part of 2^32 that goes back to blood and depot.
    fraction: u32,
    // What comes from blood and depot, units times 16.
    fluid: u32,
    // What cells make, units times 256.
    source: u32,
}

// What one site of a field does in one sub-step, units.
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

// What a field site exchanges with blood and depot in one sub-step.
struct Exchange {
    // Part of 2^32 that goes back.
    fraction: u32,
    // What comes in, units times 16.
    fluid: u32,
}

// helper: sub-steps of a field since the start of the run, of which every dither is one.
fn time_point_of(step: u32, substep: u32, law: Law) -> u32 { return step * law.substeps + substep; }

// RULE diffusion   Each sub-step a site gives the same amount to each neighbour along x, y and z
// and gets theirs; over the lattice's edge nothing flows.
//   flux = D dt / h^2 * a, at most a/4 in the plane and 5/32 a in space
//   keys model.FIELD.diffusion; site.N.field_spacing
//   assumed: an effective coefficient between packed cells; the caps keep the scheme stable and
//   are not reached at the sub-steps that are chosen
fn given(amount: u32, law: Law, flat: bool, index: u32, time_point: u32) -> u32 {
    return flux(amount, law, flat, dither(index, time_point, 0u));
}

// helper: the same for a given dither.
fn flux(amount: u32, law: Law, flat: bool, noise: u32) -> u32 {
    let part = shorten(amount, law.flux_mantissa, law.flux_shift, noise);
    if flat { return min(part, amount / 4u); }
    return min(part, amount / 8u + amount / 32u);
}

// RULE receptor uptake   Receptors take up interleukin-2 by first order while there is little of
// it, and no more than their capacity when there is much.
//   taken a sub-step = a C / (K + a), at most a/4; C = sum over cells of uptake * dt
//   keys model.il2.uptake_half; model.KIND.il2_uptake
//   assumed: one half-saturation for all kinds (the receptors' 37 pM, raised by the diffusion limit
//   of one cell); the part is renewed every six sub-steps
fn uptake_fraction(capacity: u32, half: u32, amount: u32) -> u32 {
    if capacity == 0u { return 0u; }
    return quarter_at_most(capacity, max(capped_sum(half, amount), 1u));
}

// RULE reaction of a field   What arrived is joined to what was kept; then decay, uptake, exchange
// with blood and depot, and secretion, in this order.
//   a = kept + arrived; a -= decay(a); a -= uptake * a; a -= exchange * a;
//   a += made + entered; what exceeds 20 uM is lost, and the run stops
//   keys model.FIELD.decay
//   assumed: the order within a sub-step, of which the error falls with the sub-step
fn react(flow: Flow, law: Law, exposure: Exposure, index: u32, time_point: u32) -> Reaction {
    var lost = 0u;
    var amount = flow.kept + flow.arrived;
    if amount < flow.kept { lost = amount + 1u; amount = 0xffffffffu; }
    let noise = dither(index, time_point, 1u);
    let decayed = shorten(amount, law.decay_mantissa, law.decay_shift, noise);
    amount = amount - decayed;
    let taken = shorten_fraction(amount, exposure.uptake, second_noise(noise));
    amount = amount - taken;
    let returned = shorten_fraction(amount, exposure.fraction, third_noise(noise));
    amount = amount - returned;
    let made = rounded(exposure.source, 8u, noise_above(noise, 8u));
    let entered = rounded(exposure.fluid, 4u, noise_above(noise, 17u));
    let sum = amount + (made + entered);
    if sum < amount {
        lost = lost + sum + 1u;
        return Reaction(0xffffffffu, decayed, taken, returned, entered, made, lost);
    }
    return Reaction(sum, decayed, taken, returned, entered, made, lost);
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
//   v = 1 - (1 - e_vessel dt)^vessels; d = e_depot dt * depot cells / cells of a site
//   where both act each gives up v d / 2; back = (v + d) a; in = v L_plasma + d L_depot
//   keys model.il2.vessel_exchange, tissue_fraction, depot_exchange, depot_fraction
//   assumed: tissue follows plasma within the hour and a depot within minutes; several vessels act
//   one after the other, so that no number of them exchanges more than there is
fn site_exchange(vessels: u32, depot_cells: u32, signal: Signal) -> Exchange {
    let vessel = repeated(signal.vessel_fraction, vessels);
    let depot = signal.depot_fraction * depot_cells;
    let both = mulhi(vessel, depot);
    let from_vessel = vessel - both / 2u;
    let from_depot = min(depot - (both - both / 2u), 0xffffffffu - from_vessel);
    let fluid = sixteenths(signal.vessel_level, from_vessel)
        + sixteenths(signal.depot_level, from_depot);
    return Exchange(from_vessel + from_depot, fluid);
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
