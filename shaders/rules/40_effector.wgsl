// Effectors in one step: signal, clocks, death, contact, ammunition, CD25, conversion, division.

// One kind of effector. Chances are thresholds a tissue step, fractions 1/65536, ticks are steps of
// the cells' clocks, sources are units times 4 a tissue step, levels 0..255 or 0..15.
struct Kind {
    // How it recognises a target, one of the RECOGNISES_ constants.
    recognition: u32,
    // Interleukin-2 at half occupancy of its receptor, units; model.KIND.il2_half.
    il2_half: u32,
    // Exponent of its response, 1 or 2; model.KIND.il2_hill.
    il2_hill: u32,
    // Part of the way that its signal goes in a step, fraction; model.KIND.signal_time.
    signal_rate: u32,
    // Chance of death at full signal; model.KIND.death_fed, death.
    death_fed: u32,
    // Chance of death without signal; model.KIND.death_starved, death.
    death_starved: u32,
    // The same of an effector by programme; model.KIND.death_programmed.
    death_programmed: u32,
    // Signal below which it starves, 0..255; model.lak.starve_level.
    starve_level: u32,
    // Starvation that it stands, ticks; model.lak.starve_time.
    starve_ticks: u32,
    // Chance of death after that, when the signal is gone; model.lak.starve_rate.
    starve_chance: u32,
    // Chance of division at full signal; model.KIND.divide_rate.
    divide_chance: u32,
    // 1: divides without a stimulus too, 0: not.
    divide_unstimulated: u32,
    // Divisions left when it enters, 0..15; model.KIND.divisions.
    divisions: u32,
    // Hazard of a hit at its full rate, 1/2^28 a step; model.KIND.kill_rate.
    kill_hazard: u32,
    // Part of that rate that needs no signal, fraction; model.KIND.kill_floor.
    kill_floor: u32,
    // The same of an effector by programme; model.KIND.kill_programmed.
    kill_programmed: u32,
    // Part of it that full MHC class I on the target takes away, fraction; model.nk.mhc_inhibition.
    mhc_inhibition: u32,
    // Time after an engagement without another, 1/256 tick; model.KIND.refractory.
    refractory: u32,
    // Longest engagement without a hit, ticks; model.KIND.time_out.
    timeout_ticks: u32,
    // Hits before it must recover, 0..15, 0: no limit; model.KIND.ammunition.
    ammunition: u32,
    // Chance to recover one at full signal; model.KIND.recovery.
    recover_chance: u32,
    // Chance to try a hop in a sub-step of motion (half of them are accepted); model.KIND.motility.
    hop_chance: u32,
    // Bias of a hop for a gain in occupancy, 1/256; model.KIND.chemotaxis.
    chemotaxis: u32,
    // Interleukin-2 of a stimulated cell, source; model.KIND.il2_secretion.
    il2_source: u32,
    // IFN-gamma of a stimulated cell, source; model.KIND.ifng_secretion.
    ifng_source: u32,
    // Suppressive factor, source; model.treg.suppressor_secretion.
    suppressor_source: u32,
    // Largest uptake of interleukin-2, units a tissue step; model.KIND.il2_uptake.
    uptake: u32,
    // Uptake without CD25, as sixteenths of a level of CD25: 240 f / (1 - f);
    // model.KIND.uptake_floor.
    uptake_floor: u32,
    // Chance to go on to the next stage of activation at full signal; model.nk.activation_rate.
    activate_chance: u32,
    // Time that it counts as stimulated after a contact, ticks; model.ctl.stimulus_time,
    // model.KIND.stimulus_ratio.
    stimulus_ticks: u32,
    // Chance to gain a level of CD25 at full signal, 0: CD25 stays; model.ctl.cd25_rate.
    cd25_chance: u32,
    // Chance to lose a level of CD25 without a stimulus; model.ctl.cd25_fall.
    cd25_fall_chance: u32,
    // Part of killing and division that the suppressive factor can take, fraction;
    // model.KIND.suppressible.
    suppressible: u32,
    // Part of entering cells that can kill, fraction; model.nk.killers.
    killers: u32,
    // Level of MHC class I from which it sees a cell's peptides; model.tumour.mhc_threshold.
    mhc_threshold: u32,
    // CD25 when it enters, level 0..15; model.KIND.cd25_start.
    cd25_start: u32,
    // Signal when it enters, level 0..255; model.KIND.signal_start.
    signal_start: u32,
}

// What sets transferred cells of one origin apart from the host's own; row 0 is the host.
struct Graft {
    // Interleukin-2 that a gene-modified cell makes, stimulated or not, source;
    // treatment.N.il2_secretion.
    il2_source: u32,
    // Part of the inhibition of NK cells by MHC class I that is left (a mismatched donor's NK cells
    // miss their own class I), fraction; donor.N.mismatch.
    inhibition: u32,
    // What its T cells recognise: the number of an antigen, or ALLOANTIGEN; treatment.N.antigen.
    antigen: u32,
}

// What an effector feels at its site in one step.
struct Surroundings {
    // Interleukin-2, units.
    interleukin: u32,
    // Suppressive factor, units.
    suppressor: u32,
    // Suppressive factor at half of its effect, units; model.suppressor.half.
    suppressor_half: u32,
    // What systemic suppression leaves of the rates of T cells, fraction; model.suppression.*.
    t_scale: u32,
    // The same for NK and LAK cells; model.suppression.nk_share.
    nk_scale: u32,
    // Chance that drugs, antibodies, radiation or rejection kill it, threshold.
    hazard: u32,
    // 1 in steps in which clocks count, else 0.
    tick: u32,
}

// What may kill an effector from outside in one step: thresholds.
struct Threats {
    // Drugs, antibodies and radiation, by its kind; model.DRUG.ctl_kill, helper_kill, ...
    drugs: u32,
    // The host's rejection, by its origin, 0 for the host's own; model.rejection.rate.
    rejection: u32,
}

// helper: what an effector feels, from interleukin-2 and the suppressive factor at its site, and
// what the host says.
fn felt(
    signal: Signal, threats: Threats, il2: u32, suppressor: u32, suppressor_half: u32, tick: u32
) -> Surroundings {
    return Surroundings(
        il2, suppressor, suppressor_half, signal.t_scale, signal.nk_scale,
        effector_hazard(threats), tick
    );
}

// The target of an effector in one step.
struct Target {
    // Where it is; NOT_ENGAGED: there is none.
    direction: u32,
    // Its tissue cell.
    cell: u32,
    // That cell's line.
    line: Line,
}

// The uniform words of an effector's step.
struct EffectorWords {
    // Of act_draw.
    first: vec4<u32>,
    // Of change_draw.
    second: vec4<u32>,
}

// An effector that may have become another kind.
struct Changed {
    // Its first word.
    x: u32,
    // The total that counts the change, or NO_EVENT.
    event: u32,
}

// An effector after a step.
struct EffectorStep {
    // Its first word.
    x: u32,
    // Its second word.
    y: u32,
    // INTENT_DIE, INTENT_ENTER (wants to divide) or 0.
    intent: u32,
    // What the target gets: the word of a hit and CONTACT_NK, or 0.
    hit: u32,
    // The total that counts what happened to it, or NO_EVENT.
    event: u32,
}

// RULE effector   An effector's decisions in a step, in this order; the dead decide nothing more.
//   signal -> clocks -> death -> contact -> ammunition -> CD25 -> conversion -> division
//   keys none
//   assumed: the order within a step
fn effector_step(
    cell: Effector, kind: Kind, graft: Graft, around: Surroundings, aim: Target,
    words: EffectorWords
) -> EffectorStep {
    if effector_idle(cell.x) { return EffectorStep(cell.x, cell.y, 0u, 0u, NO_EVENT); }
    let signal = next_signal(cell.y, kind, around.interleukin, words.first.w);
    let fed = level_part(signal);
    let starved = next_starvation(cell.y, kind, signal, around.tick);
    let stimulus = next_stimulus(cell.y, kind, aim.direction, around.tick);
    if effector_dies(cell.y, kind, signal, starved, around.hazard, words.first.x) {
        return EffectorStep(cell.x, cell.y, INTENT_DIE, 0u, NO_EVENT);
    }
    var chance = 0u;
    if aim.direction != NOT_ENGAGED { chance = hit_chance(cell, kind, graft, around, aim); }
    let contact = next_contact(cell.x, kind, aim.direction, chance, around.tick, words.first);
    let armed = next_ammunition(contact.x, kind, fed, words.first.z);
    let cd25 = cd25_after(cd25_of(cell.y), kind, stimulus, fed, words.second.x);
    let changed = next_activation(armed, kind, fed, words.second.y);
    let y = levels(signal, starved, stimulus, cd25, cell.y)
        | let_go(cell.x, aim.direction, contact.x);
    let x = changed.x;
    if changed.event != NO_EVENT { return EffectorStep(x, y, 0u, contact.hit, changed.event); }
    var intent = 0u;
    if divides(x, kind, around, stimulus, fed, words.second.z) { intent = INTENT_ENTER; }
    return EffectorStep(x, y, intent, contact.hit, NO_EVENT);
}

// RULE interleukin-2 signal   A cell's signal follows the response of its receptor with a delay.
//   dS/dt = (H - S) / signal_time, 0 <= S <= 1 in 255 levels
//   keys model.KIND.signal_time
//   assumed: minutes to hours of signalling (T cells), hours (NK and LAK cells)
fn next_signal(y: u32, kind: Kind, il2: u32, r: u32) -> u32 {
    let felt = part_level(response(il2, kind.il2_half, kind.il2_hill));
    return blended(signal_of(y), felt, kind.signal_rate, r);
}

// RULE starvation   A clock runs while the signal lies below a level, and starts anew above it.
//   starved = time with S < starve_level
//   keys model.lak.starve_level
//   assumed: LAK cells alone need interleukin-2 to live on
fn next_starvation(y: u32, kind: Kind, signal: u32, tick: u32) -> u32 {
    if signal >= kind.starve_level { return 0u; }
    return min(starved_of(y) + tick, 255u);
}

// RULE stimulus   A cell counts as stimulated while it holds a target and for a time after.
//   stimulated for stimulus_time * stimulus_ratio after the last step of contact
//   keys model.ctl.stimulus_time; model.KIND.stimulus_ratio
//   assumed: cytokines are made for hours to a day after contact
fn next_stimulus(y: u32, kind: Kind, direction: u32, tick: u32) -> u32 {
    if direction != NOT_ENGAGED { return kind.stimulus_ticks; }
    let left = stimulus_of(y);
    if tick != 0u && left > 0u { return left - 1u; }
    return left;
}

// RULE death of effectors   Between the fed and the starved rate by the signal; after starvation
// for longer than a cell stands, also by how far the signal lies below its level; and by drugs,
// antibodies, radiation or rejection. Effectors by programme (T cells primed with much
// interleukin-2) die without it as slowly as the contracting response does.
//   P = S P_fed + (1 - S) P_starved + [starved >= starve_time] P_starve (level - S) / level;
//   P_starved: death_programmed by programme, else death_starved
//   each P = 1 - exp(-rate dt); besides it P_drugs
//   keys model.KIND.death_fed, death_starved, death_programmed, death
//   keys model.lak.starve_level, starve_time, starve_rate
//   source: Isaeva 2009 | assumed: rates without interleukin-2, starvation
fn effector_dies(
    y: u32, kind: Kind, signal: u32, starved: u32, hazard: u32, r: u32
) -> bool {
    let fed = level_part(signal);
    var unfed = kind.death_starved;
    if is_programmed(y) { unfed = kind.death_programmed; }
    var death = scaled(kind.death_fed, fed) + scaled(unfed, complement(fed));
    if starved >= kind.starve_ticks && signal < kind.starve_level {
        let lack = ratio(kind.starve_level - signal, kind.starve_level);
        death = death + scaled(kind.starve_chance, lack);
    }
    return r < death || r - death < hazard;
}

// RULE recovery of ammunition   A killer whose hits are limited recovers them one by one, as fast
// as its signal lets it.
//   + 1 hit at the rate recovery * S, up to ammunition
//   keys model.KIND.ammunition, recovery
//   assumed: 12 to 24 h with interleukin-2 for a full store
fn next_ammunition(x: u32, kind: Kind, fed: u32, r: u32) -> u32 {
    if kind.ammunition == 0u || ammunition_of(x) >= kind.ammunition { return x; }
    if r >= scaled(kind.recover_chance, fed) { return x; }
    return with_ammunition(x, ammunition_of(x) + 1u);
}

// RULE CD25   CD25 rises with interleukin-2 in stimulated T cells and falls slowly in others.
//   stimulated: + 1 level at the rate cd25_rate * S; else - 1 level at cd25_rate * cd25_fall;
//   0 to 15
//   keys model.ctl.cd25_rate, cd25_fall
//   source: Tkach 2014 | assumed: full CD25 within 2 days; a slow fall
fn cd25_after(level: u32, kind: Kind, stimulus: u32, fed: u32, r: u32) -> u32 {
    if kind.cd25_chance == 0u { return level; }
    if stimulus > 0u {
        if level < FULL_CD25_LEVEL && r < scaled(kind.cd25_chance, fed) { return level + 1u; }
        return level;
    }
    if level > 0u && r < kind.cd25_fall_chance { return level - 1u; }
    return level;
}

// RULE conversion   An NK cell becomes a LAK cell through three stages, each at a rate that follows
// its signal.
//   NK -> NK' -> NK'' -> LAK, each at the rate activation_rate * S
//   keys model.nk.activation_rate
//   source: J. Exp. Med. 1984 160:1147; Bubenik 1987 | assumed: three stages, as in the host's
//   blood
fn next_activation(x: u32, kind: Kind, fed: u32, r: u32) -> Changed {
    if kind.activate_chance == 0u || r >= scaled(kind.activate_chance, fed) {
        return Changed(x, NO_EVENT);
    }
    let stage = activation_of(x) + 1u;
    if stage < LAST_ACTIVATION { return Changed(with_activation(x, stage), NO_EVENT); }
    return Changed(with_kind(with_activation(x, 0u), LAK), TOTAL_CONVERTED);
}

// RULE division of effectors   A cell with divisions left divides as its signal lets it: T cells
// while stimulated and as far as they are not suppressed, LAK and regulatory T cells always.
//   P = (1 - exp(-divide_rate dt)) * S [ * s_T * (1 - suppressible F) for CTL and helper T cells]
//   keys model.KIND.divide_rate, divisions; model.ctl.suppressible
//   assumed: rates found by search; fewer divisions for helper T cells than for CTL (Marchingo)
fn divides(
    x: u32, kind: Kind, around: Surroundings, stimulus: u32, fed: u32, r: u32
) -> bool {
    if divisions_of(x) == 0u { return false; }
    if stimulus == 0u && kind.divide_unstimulated == 0u { return false; }
    let chance = scaled(kind.divide_chance, fed);
    if r >= chance { return false; }
    if kind.recognition != RECOGNISES_PEPTIDE && kind.recognition != RECOGNISES_ANTIGEN {
        return true;
    }
    return r < scaled(chance, part_of(around.t_scale, unsuppressed(kind, around)));
}

// RULE suppression   The suppressive factor takes a part of killing and of T cells' division.
//   left = 1 - suppressible * F, F = occupancy by the suppressive factor
//   keys model.KIND.suppressible; model.suppressor.half
//   assumed: NK and LAK cells are less sensitive than T cells
fn unsuppressed(kind: Kind, around: Surroundings) -> u32 {
    let occupied = occupancy(around.suppressor, around.suppressor_half);
    return complement(part_of(occupied, kind.suppressible));
}

// RULE effector after a division   Either cell has one division less and holds no target.
//   divisions - 1
//   keys model.KIND.divisions
//   assumed: signal, clocks, CD25, antigen, programme and ammunition are inherited
fn effector_divided(x: u32) -> u32 {
    let left = max(divisions_of(x), 1u) - 1u;
    return with_timer(with_engaged(with_divisions(x, left), NOT_ENGAGED), 0u);
}

// RULE effector that enters   A cell enters with its kind's store, signal and CD25; a part of NK
// cells cannot kill.
//   P(killer) = killers
//   keys model.KIND.ammunition, divisions, signal_start, cd25_start; model.nk.killers
//   assumed: primed T cells enter with half of full signal and CD25, LAK cells with four fifths of
//   full signal
fn arriving(number: u32, kind: Kind, antigen: u32, origin: u32, r: vec4<u32>) -> Effector {
    var x = new_effector(number, antigen, kind.ammunition, kind.divisions);
    if noise_above(r.z, 16u) >= kind.killers { x = x | NON_KILLER_BIT; }
    return Effector(x, new_levels(kind.signal_start, kind.cd25_start, origin));
}

// RULE programme   Of T cells that enter a part are effectors by programme: much interleukin-2 in
// the node made them so.
//   P = programmed homing E / (all homing), E of the blood's T cells, as the host says
//   keys model.priming.program_half; model.influx.ctl_programmed
//   source: Kalia 2018 | assumed: the programme is kept for life and inherited
fn with_programme(cell: Effector, part: u32, r: u32) -> Effector {
    if noise_above(r, 16u) >= part { return cell; }
    return Effector(cell.x, cell.y | PROGRAMMED_BIT);
}

// RULE drugs and rejection   Drugs, antibodies and radiation kill effectors by kind, the host's
// rejection kills transferred cells by origin.
//   P = P_drugs(kind) + P_rejection(origin), each 1 - exp(-rate dt)
//   keys model.DRUG.ctl_kill, helper_kill, nk_kill, treg_kill, t_cell_kill, expanding_t_cell_kill
//   keys model.rejection.rate
//   assumed: the two act independently
fn effector_hazard(threats: Threats) -> u32 {
    return capped_sum(threats.drugs, threats.rejection);
}
