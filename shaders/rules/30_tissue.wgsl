// Tissue cells in one step: death, oxygen, MHC class I, repair, the cycle.
//
// A vaccine is a line of its own: its cells make what the line makes (interleukin-2), show their
// antigen and MHC class I, are killed as tumour cells are, and die at the line's loss rate, but do
// not divide.

// One line, of a tumour or a vaccine. Chances are thresholds a tissue step, fractions 1/65536,
// squares are squared distances in lattice cells, ticks are steps of the cells' clocks, sources are
// units times 4 a tissue step. Keys of a vaccine are named where they differ.
struct Line {
    // Chance to leave a stage of the cycle; tumour.N.doubling_time, natural_loss.
    stage_chance: u32,
    // Chance of natural death; tumour.N.natural_loss, model.vaccine.death_live, death_irradiated.
    loss_chance: u32,
    // Chance to gain a level of MHC class I at full IFN-gamma; model.tumour.mhc_up,
    // tumour.N.mhc_class_1.inducibility.
    mhc_up_chance: u32,
    // Chance to lose an induced level of MHC class I; model.tumour.mhc_down.
    mhc_down_chance: u32,
    // Chance that a daughter loses its heritable MHC class I; tumour.N.mhc_class_1.mutation.
    mutation_chance: u32,
    // Chance to repair one sublethal hit; model.tumour.hit_recovery.
    heal_chance: u32,
    // Hits that kill, 1..7; model.tumour.hits_to_kill.
    hits_to_kill: u32,
    // How much of a LAK cell's rate it feels, fraction; tumour.N.lak_sensitivity.
    lak_sensitivity: u32,
    // Distance to free space within which cells divide, squared; tumour.N.rim_depth.
    rim_square: u32,
    // Distance to oxygen beyond which the cycle stands, squared; tumour.N.hypoxia_distance.
    hypoxia_square: u32,
    // Distance to oxygen beyond which cells die, squared; tumour.N.necrosis_distance.
    necrosis_square: u32,
    // Chance of that death; model.tumour.necrosis_rate.
    necrosis_chance: u32,
    // Time until a dying cell is cleared, ticks; model.tumour.dying_time.
    dying_ticks: u32,
    // Time until a necrotic cell is cleared, ticks; model.tumour.necrotic_time.
    necrotic_ticks: u32,
    // NK contact after which the NK ligand is gone, ticks; model.nk.fade.
    nk_fade_ticks: u32,
    // Suppressive factor of a living cell, source; tumour.N.suppressive_factor_secretion.
    suppressor_source: u32,
    // Chemoattractant of a dying cell, source; model.tumour.chemo_secretion.
    chemo_source: u32,
    // Antigens of all lines, four bits each, the same in every row; tumour.N.antigen.
    antigens: u32,
    // Chemoattractant of a living cell at full IFN-gamma, source; model.tumour.chemo_ifng.
    chemo_ifng_source: u32,
    // Interleukin-2 of a living cell of a gene-modified line, source; tumour.N.il2_secretion.
    il2_source: u32,
    // How much of a drug's killing it feels, fraction; tumour.N.drug_sensitivity,
    // model.vaccine.drug_sensitivity.
    drug_sensitivity: u32,
    // Part of the cells that show MHC class I when they are put in, threshold;
    // tumour.N.mhc_class_1.fraction_positive.
    mhc_positive: u32,
    // Level of MHC class I from which T cells see a cell's peptides, the same in every row;
    // model.tumour.mhc_threshold.
    mhc_threshold: u32,
    // Lowest level of MHC class I of a positive cell that is put in; model.tumour.mhc_start.
    mhc_start: u32,
    // So many levels from that one on are equally likely; model.tumour.mhc_spread.
    mhc_spread: u32,
    // What its cells are when they are put in: TUMOUR, VACCINE or VACCINE with IRRADIATED_BIT.
    form: u32,
}

// What a tissue cell feels in one step.
struct Niche {
    // Squared distance to free space, lattice cells.
    free_square: u32,
    // Squared distance to the nearest vessel, lattice cells.
    vessel_square: u32,
    // Occupancy of the IFN-gamma receptor, fraction.
    ifng: u32,
    // Chance that drugs kill a fully sensitive cell, threshold.
    drug: u32,
    // What drugs leave of the cycle's rate, fraction.
    growth: u32,
    // 1 in steps in which clocks count, else 0.
    tick: u32,
}

// helper: what a tissue cell feels, from its distance, its ground, the occupancy by the field of
// IFN-gamma, and what the host says.
fn niche_of(distance: u32, ground: u32, ifng: u32, signal: Signal, tick: u32) -> Niche {
    let felt_ifng = with_interferon(ifng, signal.interferon);
    let vessel = vessel_square(ground);
    return Niche(
        distance_square(distance), vessel, felt_ifng, signal.drug_chance, signal.growth, tick
    );
}

// A tissue cell after a step.
struct TissueStep {
    // Its word.
    cell: u32,
    // The total that counts what happened to it, or NO_EVENT.
    event: u32,
}

// RULE tissue cell   A dead cell waits for its clearance; a living one may die of itself or of
// drugs, a tumour cell also for lack of oxygen; else MHC class I, damage and the cycle follow.
//   clearance | death -> oxygen -> MHC class I -> repair -> cycle
//   keys none
//   assumed: the order within a step; all read the state before it
fn tissue_step(cell: u32, line: Line, niche: Niche, r: vec4<u32>) -> TissueStep {
    if is_dead(cell) { return clearance(cell, niche.tick); }
    if !is_alive(cell) { return TissueStep(cell, NO_EVENT); }
    let death = sudden_death(line, niche.drug, r.x);
    if death != NO_EVENT {
        return TissueStep(dead_cell(cell, DYING, line.dying_ticks), line_event(death, cell));
    }
    if tissue_kind(cell) == VACCINE { return TissueStep(cell, NO_EVENT); }
    let oxygen_square = min(niche.free_square, niche.vessel_square);
    if suffocates(line, oxygen_square, r.y) {
        let next = dead_cell(cell, NECROTIC, line.necrotic_ticks);
        return TissueStep(next, line_event(TOTAL_HYPOXIC, cell));
    }
    var next = with_hypoxia(cell, oxygen_square > line.hypoxia_square);
    next = with_induced(next, next_induced_mhc(cell, line, niche.ifng, r.z));
    next = with_damage(next, next_damage(cell, line, r.z));
    return TissueStep(next_cycle(next, line, niche, r.w), NO_EVENT);
}

// helper: whether a step leaves a cell as it is, without an event. More IFN-gamma only adds
// changes: a cell that rests under the most there can be rests under any.
fn tissue_rests(cell: u32, line: Line, niche: Niche, r: vec4<u32>) -> bool {
    let next = tissue_step(cell, line, niche, r);
    return next.cell == cell && next.event == NO_EVENT;
}

// RULE clearance   A dying or necrotic cell keeps its place until its clock has run out.
//   free after dying_time or necrotic_time
//   keys model.tumour.dying_time, necrotic_time
//   assumed: apoptotic cells are cleared in hours, necrotic ones more slowly
fn clearance(cell: u32, tick: u32) -> TissueStep {
    let ticks = clearance_ticks(cell);
    if tick == 0u { return TissueStep(cell, NO_EVENT); }
    if ticks <= 1u { return TissueStep(FREE, TOTAL_CLEARED); }
    return TissueStep(dead_cell(cell, tissue_kind(cell), ticks - 1u), NO_EVENT);
}

// RULE death of tissue cells   A living cell dies of itself, or drugs and radiation kill it.
//   P(natural) = 1 - exp(-loss dt); P(drug) = sensitivity (1 - exp(-kill dt)); one or the other
//   keys tumour.N.natural_loss, drug_sensitivity; model.vaccine.death_live, death_irradiated,
//   drug_sensitivity
//   keys model.DRUG.tumour_kill
//   assumed: a drug kills at a rate that follows its level (logs of cells, spread over its
//   half-life)
fn sudden_death(line: Line, drug: u32, r: u32) -> u32 {
    if r < line.loss_chance { return TOTAL_NATURAL; }
    if r - line.loss_chance < scaled(drug, line.drug_sensitivity) { return TOTAL_BY_DRUG; }
    return NO_EVENT;
}

// RULE necrosis   A tumour cell too far from both free space and vessels dies for lack of oxygen.
//   P = 1 - exp(-necrosis_rate dt) where min(r_free, r_vessel) > necrosis_distance
//   keys tumour.N.necrosis_distance; model.tumour.necrosis_rate
//   assumed: free space (the living edge) brings oxygen as vessels do; distances as of spheroids
//   with a necrotic core
fn suffocates(line: Line, oxygen_square: u32, r: u32) -> bool {
    return oxygen_square > line.necrosis_square && r < line.necrosis_chance;
}

// RULE MHC class I   IFN-gamma adds levels of MHC class I; without it they are lost again.
//   up: mhc_up * inducibility * O_ifng a level; down: mhc_down a level; level = min(heritable +
//   induced, 15)
//   keys model.tumour.mhc_up, mhc_down; tumour.N.mhc_class_1.inducibility
//   assumed: half of the rise in 12 to 24 h, lost over 3 to 7 days; 15 levels
fn next_induced_mhc(cell: u32, line: Line, ifng: u32, r: u32) -> u32 {
    let level = induced_mhc(cell);
    if level < LAST_MHC && r < scaled(line.mhc_up_chance, ifng) { return level + 1u; }
    if level > 0u && from_above(r) < line.mhc_down_chance { return level - 1u; }
    return level;
}

// RULE repair   A cell repairs sublethal hits one by one.
//   damage - 1 at the rate hit_recovery
//   keys model.tumour.hit_recovery
//   assumed: sublethal damage decays in about an hour
fn next_damage(cell: u32, line: Line, r: u32) -> u32 {
    let damage = damage_of(cell);
    if damage > 0u && halves_exchanged(r) < line.heal_chance { return damage - 1u; }
    return damage;
}

// RULE cell cycle   The cycle is a chain of 16 equal stages; it runs where there is oxygen and
// where free space lies within the rim. After the last the cell is ready to divide.
//   P(next stage) = G (exp((g + m) dt) - 1) / (2^(1/16) - 1), g = ln 2 / doubling_time,
//   m = natural_loss, G what drugs leave; it stands where min(r_free, r_vessel) > hypoxia_distance
//   or r_free > rim_depth
//   keys tumour.N.doubling_time, natural_loss, rim_depth, hypoxia_distance
//   keys model.DRUG.growth_inhibition
//   assumed: an Erlang clock of coefficient of variation 25 %, whose stationary stages are
//   2^(-i/16): the net doubling time is exact whatever the step
fn next_cycle(cell: u32, line: Line, niche: Niche, r: u32) -> u32 {
    if is_hypoxic(cell) || niche.free_square > line.rim_square || is_ready(cell) { return cell; }
    if r >= scaled(line.stage_chance, niche.growth) { return cell; }
    if cycle_stage(cell) == LAST_STAGE { return cell | READY_BIT; }
    return with_stage(cell, cycle_stage(cell) + 1u);
}

// RULE IFN-gamma sensed   The receptor is occupied by the field and by systemic interferon
// together.
//   O = O_field + (1 - O_field) drive
//   keys model.ifng.half; model.DRUG.interferon_drive
//   assumed: the two act on one receptor independently
fn with_interferon(ifng: u32, drive: u32) -> u32 {
    return either_part(min(ifng, ALMOST_WHOLE), min(drive, WHOLE));
}

// RULE MHC class I positive   T cells see a cell's peptides from this level of MHC class I on.
//   positive: level >= mhc_threshold, levels 0 to 15
//   keys model.tumour.mhc_threshold
//   assumed: half of the largest level; 1 to 15
fn shows_mhc(cell: u32, threshold: u32) -> bool { return mhc_level(cell) >= threshold; }
