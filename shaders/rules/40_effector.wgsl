// Effector cells: CTL, helper T, NK, LAK and regulatory T cells, at most one a site, two words a
// cell.
//
// x: bits  0..2  kind (0: the site holds no effector)     bits  3..6  antigen that a T cell recognises
// bits  7..11 direction of the engaged target (31: not engaged) bits 12..19 ticks: engaged so long,
// or still refractory
//    bits 20..23 ammunition left     bits 24..27 divisions left     bits 28..29 NK activation stage
//    bit  30     the fourth bit of the kind    bit  31     a non-killer
// y: bits  0..7  interleukin-2 signal, low-passed receptor occupancy 0..255
//    bits  8..15 ticks of starvation      bits 16..23 ticks of stimulation left since the last contact with its antigen
//    bits 24..27 CD25 level               bits 28..29 origin: 0 the host's own, 1..3 a graft (row of the table of grafts)
//
// A killer engages one target on its own site or a neighbour and holds it until it delivers a hit,
// the target is gone or the time is out; then it is refractory. T cells need antigen and MHC class
// I; NK cells are inhibited by MHC class I and fade on a target they have long touched; LAK ignore
// MHC class I but need a line that is sensitive to them.

const KIND_BITS: u32 = 0x40000007u;
const NOT_ENGAGED: u32 = 31u;
const NON_KILLER_BIT: u32 = 0x80000000u;
const INTENT_DIE: u32 = 1u;
const INTENT_ENTER: u32 = 32u;
const LAST_ACTIVATION: u32 = 3u;
const ORIGIN_BITS: u32 = 0x30000000u;

// The antigen number of T cells that recognise the host's own MHC class I: a donor's, mismatched.
const ALLOANTIGEN: u32 = 15u;

// How a kind recognises a tumour cell.
const RECOGNISES_NOTHING: u32 = 0u;
const RECOGNISES_PEPTIDE: u32 = 1u;
const RECOGNISES_MISSING_SELF: u32 = 2u;
const RECOGNISES_STRESS: u32 = 3u;
const RECOGNISES_ANTIGEN: u32 = 4u;

// One kind of effector: chances are thresholds a step, the hazard of a hit is in 1/2^28 a step, the
// refractory time in 1/256 tick, fractions are in 1/65536, sources are units times 256 a sub-step
// of their field.
struct Kind {
    recognition: u32,
    il2_half: u32,
    il2_hill: u32,
    signal_rate: u32,
    death_fed: u32,
    death_starved: u32,
    starve_level: u32,
    starve_ticks: u32,
    starve_chance: u32,
    divide_chance: u32,
    divide_unstimulated: u32,
    divisions: u32,
    kill_hazard: u32,
    kill_floor: u32,
    mhc_inhibition: u32,
    refractory: u32,
    timeout_ticks: u32,
    ammunition: u32,
    recover_chance: u32,
    hop_chance: u32,
    chemotaxis: u32,
    il2_source: u32,
    ifng_source: u32,
    suppressor_source: u32,
    uptake: u32,
    activate_chance: u32,
    stimulus_ticks: u32,
    cd25_chance: u32,
    suppressible: u32,
    killers: u32,
    cd25_start: u32,
    signal_start: u32,
}

// What sets transferred cells of one origin apart from the host's own; row 0 is the host.
struct Graft {
    // Interleukin-2 that a gene-modified cell makes, stimulated or not.
    il2_source: u32,
    // Part of the inhibition of NK cells by MHC class I that is left, 1/65536 (a mismatched donor's
    // NK cells miss their own class I).
    inhibition: u32,
    // What its T cells recognise: the number of an antigen, or ALLOANTIGEN.
    antigen: u32,
}

struct EffectorStep {
    x: u32,
    y: u32,
    // INTENT_DIE, INTENT_ENTER (wants to divide) or 0.
    intent: u32,
    // What the target gets: HIT_* and CONTACT_NK words, or 0.
    hit: u32,
    // 1 when an NK cell became a LAK cell.
    converted: u32,
}

// The number of a kind: its low three bits in 0..2, its fourth in bit 30.
fn effector_kind(x: u32) -> u32 { return (x & 7u) | ((x >> 27u) & 8u); }
fn with_kind(x: u32, kind: u32) -> u32 {
    return (x & ~KIND_BITS) | (kind & 7u) | ((kind & 8u) << 27u);
}
fn engaged_direction(x: u32) -> u32 { return (x >> 7u) & 31u; }
fn timer_of(x: u32) -> u32 { return (x >> 12u) & 255u; }
fn ammunition_of(x: u32) -> u32 { return (x >> 20u) & 15u; }
fn divisions_of(x: u32) -> u32 { return (x >> 24u) & 15u; }
fn activation_of(x: u32) -> u32 { return (x >> 28u) & 3u; }
fn signal_of(y: u32) -> u32 { return y & 255u; }
fn starved_of(y: u32) -> u32 { return (y >> 8u) & 255u; }
fn stimulus_of(y: u32) -> u32 { return (y >> 16u) & 255u; }
fn cd25_of(y: u32) -> u32 { return (y >> 24u) & 15u; }
fn origin_of(y: u32) -> u32 { return (y >> 28u) & 3u; }

fn with_engaged(x: u32, direction: u32) -> u32 { return (x & 0xfffff07fu) | (direction << 7u); }
fn with_timer(x: u32, ticks: u32) -> u32 { return (x & 0xfff00fffu) | (min(ticks, 255u) << 12u); }
fn with_ammunition(x: u32, left: u32) -> u32 { return (x & 0xff0fffffu) | (left << 20u); }
fn with_divisions(x: u32, left: u32) -> u32 { return (x & 0xf0ffffffu) | (left << 24u); }
fn with_activation(x: u32, stage: u32) -> u32 { return (x & 0xcfffffffu) | (stage << 28u); }

// True where the effector rules return the site unchanged whatever is drawn.
fn effector_idle(x: u32) -> bool { return (x & KIND_BITS) == 0u; }

// A cell as it enters the tissue.
fn arriving(kind_index: u32, kind: Kind, antigen: u32, origin: u32, r: vec4<u32>) -> vec2<u32> {
    var x = with_kind(0u, kind_index) | (antigen << 3u) | (NOT_ENGAGED << 7u) | (min(kind.ammunition, 15u) << 20u) | (min(kind.divisions, 15u) << 24u);
    if (r.z >> 16u) >= kind.killers { x = x | NON_KILLER_BIT; }
    let y = min(kind.signal_start, 255u) | (min(kind.cd25_start, 15u) << 24u) | ((origin & 3u) << 28u);
    return vec2<u32>(x, y);
}

// Whether an effector can act on a tissue cell. `antigens`: four bits a line.
fn recognises(x: u32, recognition: u32, cell: u32, antigens: u32) -> bool {
    if !is_alive(cell) { return false; }
    if recognition == RECOGNISES_MISSING_SELF || recognition == RECOGNISES_STRESS { return true; }
    let own = (x >> 3u) & 15u;
    let same = own == ALLOANTIGEN || ((antigens >> ((tissue_line(cell) * 4u) & 31u)) & 15u) == own;
    if recognition == RECOGNISES_PEPTIDE { return same && mhc_level(cell) >= MHC_POSITIVE; }
    return recognition == RECOGNISES_ANTIGEN && same;
}

// Whether a cell looks for a target in this step.
fn seeks_target(x: u32, kind: Kind) -> bool {
    if kind.recognition == RECOGNISES_NOTHING || engaged_direction(x) != NOT_ENGAGED { return false; }
    if kind.ammunition != 0u && ammunition_of(x) == 0u { return false; }
    return timer_of(x) == 0u && (x & NON_KILLER_BIT) == 0u;
}

// Fraction of a killer's full rate against one target, 0..65536. `suppression`: occupancy of the
// suppressive factor.
fn kill_fraction(
    x: u32, y: u32, kind: Kind, graft: Graft, cell: u32, line: Line, suppression: u32,
    t_scale: u32, nk_scale: u32
) -> u32 {
    let signal = signal_of(y) * 257u;
    var fraction = kind.kill_floor + (((65536u - kind.kill_floor) * (signal >> 1u)) >> 15u);
    fraction = (fraction * ((65536u - ((suppression * (kind.suppressible >> 1u)) >> 15u)) >> 1u)) >> 15u;
    if kind.recognition == RECOGNISES_PEPTIDE { return (fraction * (t_scale >> 1u)) >> 15u; }
    fraction = (fraction * (nk_scale >> 1u)) >> 15u;
    if kind.recognition == RECOGNISES_STRESS { return (fraction * (line.lak_sensitivity >> 1u)) >> 15u; }
    if kind.recognition == RECOGNISES_MISSING_SELF {
        let inhibited = (((kind.mhc_inhibition >> 1u) * graft.inhibition) >> 15u) * mhc_level(cell) / 15u;
        fraction = (fraction * ((65536u - min(inhibited, 65536u)) >> 1u)) >> 15u;
        let faded = min(nk_contact(cell), line.nk_fade_ticks);
        return (fraction * (line.nk_fade_ticks - faded)) / max(line.nk_fade_ticks, 1u);
    }
    return 0u;
}

// False where `effector_step` would not look at its second block of words, so that an engine need
// not draw it.
fn needs_second_draw(x: u32, y: u32, kind: Kind, il2: u32) -> bool {
    if kind.cd25_chance != 0u && (stimulus_of(y) > 0u || cd25_of(y) > 0u || engaged_direction(x) != NOT_ENGAGED || seeks_target(x, kind)) { return true; }
    if il2 == 0u && signal_of(y) == 0u { return false; }
    return kind.activate_chance != 0u || (divisions_of(x) > 0u && kind.divide_chance != 0u && (kind.divide_unstimulated != 0u || kind.cd25_chance != 0u));
}

// One step of an effector. `il2`: amount of interleukin-2 at its site; `hazard`: chance that drugs,
// antibodies or rejection kill it; `direction`: the target it holds or has just chosen
// (NOT_ENGAGED: none); `cell`: the tissue cell there and `line` its line; `r`, `q`: eight uniform
// words.
fn effector_step(
    x0: u32, y0: u32, kind: Kind, graft: Graft, hazard: u32, il2: u32, suppression: u32,
    t_scale: u32, nk_scale: u32, direction: u32, cell: u32, line: Line, tick: u32, r: vec4<u32>,
    q: vec4<u32>
) -> EffectorStep {
    if effector_idle(x0) { return EffectorStep(x0, y0, 0u, 0u, 0u); }
    var x = x0;
    var occupied = occupancy(il2, kind.il2_half);
    if kind.il2_hill == 2u { occupied = hill_two(occupied); }
    let signal = ((signal_of(y0) * (65536u - kind.signal_rate)) + (occupied >> 8u) * kind.signal_rate + (r.w & 0xffffu)) >> 16u;
    let fed = signal * 257u;

    // Clocks.
    var starved = 0u;
    if signal < kind.starve_level { starved = min(starved_of(y0) + tick, 255u); }
    var stimulus = stimulus_of(y0);
    if tick != 0u && stimulus > 0u { stimulus = stimulus - 1u; }
    var cd25 = cd25_of(y0);

    // Death: between the fed and the starved rate, and after the clock of starvation by how far the
    // signal is below its level.
    var death = scaled(kind.death_fed, fed) + scaled(kind.death_starved, 65536u - fed);
    if starved >= kind.starve_ticks && signal < kind.starve_level {
        death = death + scaled(kind.starve_chance, ((kind.starve_level - signal) << 16u) / max(kind.starve_level, 1u));
    }
    if r.x < death || r.x - death < hazard { return EffectorStep(x, y0, INTENT_DIE, 0u, 0u); }

    // Contact.
    var hit = 0u;
    let timer = timer_of(x);
    if direction == NOT_ENGAGED {
        if engaged_direction(x) != NOT_ENGAGED { x = with_timer(with_engaged(x, NOT_ENGAGED), 0u); }
        else if tick != 0u && timer > 0u { x = with_timer(x, timer - 1u); }
    } else {
        if engaged_direction(x) == NOT_ENGAGED { x = with_timer(with_engaged(x, direction), 0u); }
        stimulus = kind.stimulus_ticks;
        let chance = chance_of(scaled(kind.kill_hazard, kill_fraction(x, y0, kind, graft, cell, line, suppression, t_scale, nk_scale)));
        // Whole ticks whose mean is the refractory time.
        let refractory = (kind.refractory + (r.x & 255u)) >> 8u;
        if kind.recognition == RECOGNISES_MISSING_SELF { hit = CONTACT_NK; }
        if r.y < chance {
            if kind.recognition == RECOGNISES_PEPTIDE { hit = hit + HIT_CTL; }
            if kind.recognition == RECOGNISES_MISSING_SELF { hit = hit + HIT_NK; }
            if kind.recognition == RECOGNISES_STRESS { hit = hit + HIT_LAK; }
            x = with_timer(with_engaged(x, NOT_ENGAGED), refractory);
            if kind.ammunition != 0u { x = with_ammunition(x, max(ammunition_of(x), 1u) - 1u); }
        } else if timer_of(x) >= kind.timeout_ticks {
            x = with_timer(with_engaged(x, NOT_ENGAGED), refractory);
        } else {
            x = with_timer(x, timer_of(x) + tick);
        }
    }
    if kind.ammunition != 0u && ammunition_of(x) < kind.ammunition && r.z < scaled(kind.recover_chance, fed) {
        x = with_ammunition(x, ammunition_of(x) + 1u);
    }

    // CD25: up by interleukin-2 in stimulated cells, slowly down in others.
    if kind.cd25_chance != 0u {
        if stimulus > 0u && cd25 < 15u && q.x < scaled(kind.cd25_chance, fed) { cd25 = cd25 + 1u; }
        if stimulus == 0u && cd25 > 0u && q.x < (kind.cd25_chance >> 3u) { cd25 = cd25 - 1u; }
    }

    // NK cells turn into LAK cells through stages, each at a rate that follows the signal.
    var converted = 0u;
    if kind.activate_chance != 0u && q.y < scaled(kind.activate_chance, fed) {
        if activation_of(x) + 1u >= LAST_ACTIVATION {
            x = with_kind(with_activation(x, 0u), LAK);
            converted = 1u;
        } else {
            x = with_activation(x, activation_of(x) + 1u);
        }
    }

    // Division.
    var intent = 0u;
    if divisions_of(x) > 0u && converted == 0u && (stimulus > 0u || kind.divide_unstimulated != 0u) {
        var chance = scaled(kind.divide_chance, fed);
        if kind.recognition == RECOGNISES_PEPTIDE || kind.recognition == RECOGNISES_ANTIGEN {
            chance = scaled(chance, (t_scale * ((65536u - ((suppression * (kind.suppressible >> 1u)) >> 15u)) >> 1u)) >> 15u);
        }
        if q.z < chance { intent = INTENT_ENTER; }
    }
    return EffectorStep(x, signal | (starved << 8u) | (stimulus << 16u) | (cd25 << 24u) | (y0 & ORIGIN_BITS), intent, hit, converted);
}

// Either cell after a division: one division less, not engaged.
fn effector_divided(x: u32) -> u32 {
    return with_timer(with_engaged(with_divisions(x, max(divisions_of(x), 1u) - 1u), NOT_ENGAGED), 0u);
}

// The word with which a cell claims the site in a direction: a random priority with the direction;
// the largest word wins the site.
fn claim_word(priority: u32, direction: u32) -> u32 {
    return (priority & 0xffffffc0u) | INTENT_ENTER | direction;
}
fn claim_direction(word: u32) -> u32 { return word & 31u; }

// ---- Motion: in each sub-step a cell that holds no target tries a hop with twice its chance and
// accepts it with (1 + bias)/2, where the bias is the chemotactic sensitivity times the gain in
// receptor occupancy: no gradient gives an unbiased walk. NOT_ENGAGED: stays.
fn hop_try(x: u32, kind: Kind, flat: bool, r: vec4<u32>) -> u32 {
    if engaged_direction(x) != NOT_ENGAGED || r.x >= kind.hop_chance { return NOT_ENGAGED; }
    return hop_direction(r.y, flat);
}

fn hop_accepted(kind: Kind, here: u32, there: u32, r: vec4<u32>) -> bool {
    var threshold = 0x80000000u;
    if there > here {
        let bias = min(((there - here) * kind.chemotaxis) >> 8u, 65535u);
        threshold = 0x80000000u + (bias << 15u);
    } else {
        let bias = min(((here - there) * kind.chemotaxis) >> 8u, 65535u);
        threshold = 0x80000000u - (bias << 15u);
    }
    return r.z < threshold;
}

// ---- What cells make and take in one sub-step. x, y, z, w: interleukin-2, IFN-gamma,
// chemoattractant, suppressive factor, units times 256.
fn effector_sources(x: u32, y: u32, kind: Kind, graft: Graft) -> vec4<u32> {
    var made = vec4<u32>(graft.il2_source, 0u, 0u, kind.suppressor_source);
    if stimulus_of(y) > 0u {
        made.x = made.x + kind.il2_source;
        made.y = kind.ifng_source;
    }
    return made;
}

// `ifng`: occupancy of the IFN-gamma receptor in 1/65536.
fn tissue_sources(cell: u32, line: Line, ifng: u32) -> vec4<u32> {
    let kind = cell & 7u;
    if kind == TUMOUR { return vec4<u32>(line.il2_source, 0u, scaled(line.chemo_ifng_source, ifng), line.suppressor_source); }
    if kind == VACCINE { return vec4<u32>(line.il2_source, 0u, 0u, 0u); }
    if kind == DYING { return vec4<u32>(0u, 0u, line.chemo_source, 0u); }
    return vec4<u32>(0u, 0u, 0u, 0u);
}

// Receptor uptake capacity of an effector: from a quarter to the whole with CD25.
fn effector_uptake(y: u32, kind: Kind) -> u32 {
    return (kind.uptake * (5u + cd25_of(y))) / 20u;
}

// ---- Vessels stand on a jittered grid; vessel `j` of `grid` cells lies here.
fn vessel_position(j: u32, grid: vec3<u32>, size: vec3<u32>, r: vec4<u32>) -> vec3<u32> {
    let g = position_of(j, grid);
    let x = (g.x * size.x) / max(grid.x, 1u) + mulhi(r.x, max(size.x / max(grid.x, 1u), 1u));
    let y = (g.y * size.y) / max(grid.y, 1u) + mulhi(r.y, max(size.y / max(grid.y, 1u), 1u));
    let z = (g.z * size.z) / max(grid.z, 1u) + mulhi(r.z, max(size.z / max(grid.z, 1u), 1u));
    return vec3<u32>(min(x, size.x - 1u), min(y, size.y - 1u), min(z, size.z - 1u));
}
