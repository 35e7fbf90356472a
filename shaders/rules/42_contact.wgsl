// Contact: whom an effector recognises, which target it takes, and what it does to it.
//
// A killer engages one target on its own site or a neighbour and holds it until it delivers a hit,
// the target is gone or the time is out; then it is refractory.

// The antigen number of T cells that recognise the host's own MHC class I: a donor's, mismatched.
const ALLOANTIGEN: u32 = 15u;

// How a kind recognises a tumour cell: not at all; a peptide on MHC class I (CTL); missing MHC
// class I (NK); stress (LAK); antigen that others present (helper T cells).
const RECOGNISES_NOTHING: u32 = 0u;
const RECOGNISES_PEPTIDE: u32 = 1u;
const RECOGNISES_MISSING_SELF: u32 = 2u;
const RECOGNISES_STRESS: u32 = 3u;
const RECOGNISES_ANTIGEN: u32 = 4u;

// What a step of contact leaves.
struct Contact {
    // The effector's first word.
    x: u32,
    // What the target gets: the word of a hit and CONTACT_NK, or 0.
    hit: u32,
}

// RULE recognition   CTL see their antigen on cells positive for MHC class I, helper T cells see it
// without; NK and LAK cells approach every living cell. A mismatched donor's T cells see the host's
// own MHC on any line.
//   target: alive, and (antigen same and MHC positive | antigen same | any), by kind
//   keys tumour.N.antigen; model.tumour.mhc_threshold
//   assumed: helper T cells see antigen that other cells present
fn recognises(x: u32, kind: Kind, cell: u32, antigens: u32) -> bool {
    if !is_alive(cell) { return false; }
    let recognition = kind.recognition;
    if recognition == RECOGNISES_MISSING_SELF || recognition == RECOGNISES_STRESS { return true; }
    let own = antigen_of(x);
    let same = own == ALLOANTIGEN || antigen_of_line(antigens, tissue_line(cell)) == own;
    if recognition == RECOGNISES_PEPTIDE { return same && shows_mhc(cell, kind.mhc_threshold); }
    return recognition == RECOGNISES_ANTIGEN && same;
}

// RULE who seeks a target   A cell looks for a target unless it holds one, is refractory, is spent
// or cannot kill.
//   seeks: not engaged, timer 0, ammunition left (where it is limited), a killer
//   keys model.KIND.ammunition, refractory; model.nk.killers
//   assumed: a spent killer waits until it has recovered a hit
fn seeks_target(x: u32, kind: Kind) -> bool {
    if kind.recognition == RECOGNISES_NOTHING || is_engaged(x) { return false; }
    if kind.ammunition != 0u && ammunition_of(x) == 0u { return false; }
    return timer_of(x) == 0u && (x & NON_KILLER_BIT) == 0u;
}

// RULE keep or seek   An engaged cell looks at its target alone, one that seeks at its own site and
// all neighbours, any other nowhere.
//   looks at: its target | own site and 26 neighbours (8 in the plane) | nowhere
//   keys none
//   assumed: a cell touches what lies on its own or a neighbouring site
fn looked_at(x: u32, kind: Kind) -> u32 {
    if is_engaged(x) { return direction_bit(engaged_direction(x)); }
    if seeks_target(x, kind) { return ALL_DIRECTIONS; }
    return 0u;
}

// RULE choice of a target   Of what it recognises where it looks a cell takes each as likely; it
// lets go of a target that it no longer recognises.
//   P = 1 / n
//   keys none
//   assumed: no preference
fn chosen_target(recognised: u32, r: u32) -> u32 {
    if recognised == 0u { return NOT_ENGAGED; }
    return pick_bit(recognised, r);
}

// RULE hit rate   A killer's hits on its target follow its signal, less what local and systemic
// suppression take and what its kind sees of the target: NK cells are inhibited by MHC class I and
// fade on a target that they have long touched, LAK cells depend on the line.
//   rate = kill_rate * [f + (1 - f) S] * (1 - suppressible F) * s * v
//   f: kill_programmed of an effector by programme, else kill_floor
//   s: what systemic suppression leaves of T cells (CTL), of NK and LAK cells
//   v: 1 (CTL); (1 - mhc_inhibition M/15) * (1 - contact / fade) (NK); lak_sensitivity (LAK)
//   keys model.KIND.kill_rate, kill_floor, kill_programmed, suppressible
//   keys model.nk.mhc_inhibition, fade
//   keys tumour.N.lak_sensitivity; donor.N.mismatch; model.suppression.half_burden, nk_share
//   source: Breart 2008; Halle 2016; Ichise 2022 | assumed: floors and inhibition, found by search
fn kill_fraction(
    cell: Effector, kind: Kind, graft: Graft, around: Surroundings, aim: Target
) -> u32 {
    let signal = level_part(signal_of(cell.y));
    var floor = kind.kill_floor;
    if is_programmed(cell.y) { floor = kind.kill_programmed; }
    var fraction = floor + part_of(complement(floor), signal);
    fraction = part_of(fraction, unsuppressed(kind, around));
    if kind.recognition == RECOGNISES_PEPTIDE { return part_of(fraction, around.t_scale); }
    fraction = part_of(fraction, around.nk_scale);
    if kind.recognition == RECOGNISES_STRESS { return part_of(fraction, aim.line.lak_sensitivity); }
    if kind.recognition == RECOGNISES_MISSING_SELF {
        let most = part_of(graft.inhibition, kind.mhc_inhibition);
        let inhibited = most * mhc_level(aim.cell) / LAST_MHC;
        return faded(part_of(fraction, complement(min(inhibited, WHOLE))), aim);
    }
    return 0u;
}

// helper: what a target's long contact with NK cells leaves of a fraction.
fn faded(fraction: u32, aim: Target) -> u32 {
    let fade = aim.line.nk_fade_ticks;
    return (fraction * (fade - min(nk_contact(aim.cell), fade))) / max(fade, 1u);
}

// RULE hit   A hit comes within a step by the hit rate.
//   P = 1 - exp(-rate dt)
//   keys model.KIND.kill_rate
//   source: Breart 2008; Halle 2016
fn hit_chance(
    cell: Effector, kind: Kind, graft: Graft, around: Surroundings, aim: Target
) -> u32 {
    return chance_of(scaled(kind.kill_hazard, kill_fraction(cell, kind, graft, around, aim)));
}

// RULE contact   A cell holds its target until a hit or until its time is out; both leave it
// refractory, a hit also costs ammunition. A target that is gone leaves it free at once.
//   hit: P; else out after time_out; then no target for refractory (whole ticks of that mean)
//   keys model.KIND.time_out, refractory, ammunition
//   source: Jenkins 2015; Ichise 2022 | assumed: time-outs of CTL and LAK cells: a mean waiting
//   time
fn next_contact(
    x: u32, kind: Kind, direction: u32, chance: u32, tick: u32, r: vec4<u32>
) -> Contact {
    if direction == NOT_ENGAGED { return Contact(without_contact(x, tick), 0u); }
    var touch = 0u;
    if kind.recognition == RECOGNISES_MISSING_SELF { touch = CONTACT_NK; }
    let refractory = rounded(kind.refractory, 8u, r.x);
    let freed = with_timer(with_engaged(x, NOT_ENGAGED), refractory);
    if r.y < chance { return Contact(with_spent(freed, kind), touch | hit_word(x)); }
    var held = x;
    if !is_engaged(x) { held = with_timer(with_engaged(x, direction), 0u); }
    if timer_of(held) >= kind.timeout_ticks { return Contact(freed, touch); }
    return Contact(with_timer(held, timer_of(held) + tick), touch);
}

// helper: the mark of a cell that let go of a target in this step.
fn let_go(x: u32, direction: u32, next: u32) -> u32 {
    if is_engaged(next) || (!is_engaged(x) && direction == NOT_ENGAGED) { return 0u; }
    return LET_GO_BIT;
}

// helper: a cell without a target: one that held one is free at once, another's refractory time
// runs.
fn without_contact(x: u32, tick: u32) -> u32 {
    if is_engaged(x) { return with_timer(with_engaged(x, NOT_ENGAGED), 0u); }
    if tick != 0u && timer_of(x) > 0u { return with_timer(x, timer_of(x) - 1u); }
    return x;
}

// helper: a cell with one hit less, where its hits are limited.
fn with_spent(x: u32, kind: Kind) -> u32 {
    if kind.ammunition == 0u { return x; }
    return with_ammunition(x, max(ammunition_of(x), 1u) - 1u);
}
