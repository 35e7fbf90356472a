// The words of an effector: CTL, helper T, NK, LAK and regulatory T cells, at most one a site.
//
// No cards: packing, no biology.
//
// x: bits  0..2  kind, its low three bits (kind 0: the site holds no effector)
//    bits  3..6  antigen that a T cell recognises
//    bits  7..11 direction of the engaged target (NOT_ENGAGED: none)
//    bits 12..19 ticks: engaged so long, or still refractory
//    bits 20..23 ammunition left
//    bits 24..27 divisions left
//    bits 28..29 NK activation stage
//    bit  30     the fourth bit of the kind
//    bit  31     a non-killer
// y: bits  0..7  interleukin-2 signal, low-passed response to its receptor 0..255
//    bits  8..15 ticks of starvation
//    bits 16..23 ticks of stimulation left since the last contact with its antigen
//    bits 24..27 CD25 level
//    bits 28..29 origin: 0 the host's own, 1..3 a graft (row of the table of grafts)
//    bit  30     let go of a target in this step
//    bit  31     an effector by programme

const KIND_BITS: u32 = 0x40000007u;
const NOT_ENGAGED: u32 = 31u;
const NON_KILLER_BIT: u32 = 0x80000000u;
const LAST_ACTIVATION: u32 = 3u;
const FULL_CD25_LEVEL: u32 = 15u;
const ORIGIN_BITS: u32 = 0x30000000u;
const LET_GO_BIT: u32 = 0x40000000u;
const PROGRAMMED_BIT: u32 = 0x80000000u;

// What an effector wants after a step: nothing (0), to die, or to enter a neighbour (to divide); an
// intent to enter is later a claim, with a direction and a priority.
const INTENT_DIE: u32 = 1u;
const INTENT_ENTER: u32 = 32u;

// An effector's two words.
struct Effector {
    // First word.
    x: u32,
    // Second word.
    y: u32,
}

// The number of a kind: its low three bits in 0..2, its fourth in bit 30.
fn effector_kind(x: u32) -> u32 { return (x & 7u) | ((x >> 27u) & 8u); }
fn with_kind(x: u32, kind: u32) -> u32 {
    return (x & ~KIND_BITS) | (kind & 7u) | ((kind & 8u) << 27u);
}
fn antigen_of(x: u32) -> u32 { return (x >> 3u) & 15u; }
fn engaged_direction(x: u32) -> u32 { return (x >> 7u) & 31u; }
fn is_engaged(x: u32) -> bool { return engaged_direction(x) != NOT_ENGAGED; }
fn timer_of(x: u32) -> u32 { return (x >> 12u) & 255u; }
fn ammunition_of(x: u32) -> u32 { return (x >> 20u) & 15u; }
fn divisions_of(x: u32) -> u32 { return (x >> 24u) & 15u; }
fn activation_of(x: u32) -> u32 { return (x >> 28u) & 3u; }
fn signal_of(y: u32) -> u32 { return y & 255u; }
fn starved_of(y: u32) -> u32 { return (y >> 8u) & 255u; }
fn stimulus_of(y: u32) -> u32 { return (y >> 16u) & 255u; }
fn cd25_of(y: u32) -> u32 { return (y >> 24u) & 15u; }
fn origin_of(y: u32) -> u32 { return (y >> 28u) & 3u; }
fn is_programmed(y: u32) -> bool { return (y & PROGRAMMED_BIT) != 0u; }

fn with_engaged(x: u32, direction: u32) -> u32 { return (x & 0xfffff07fu) | (direction << 7u); }
fn with_timer(x: u32, ticks: u32) -> u32 { return (x & 0xfff00fffu) | (min(ticks, 255u) << 12u); }
fn with_ammunition(x: u32, left: u32) -> u32 { return (x & 0xff0fffffu) | (left << 20u); }
fn with_divisions(x: u32, left: u32) -> u32 { return (x & 0xf0ffffffu) | (left << 24u); }
fn with_activation(x: u32, stage: u32) -> u32 { return (x & 0xcfffffffu) | (stage << 28u); }

// The first word of a cell that is not engaged.
fn new_effector(kind: u32, antigen: u32, ammunition: u32, divisions: u32) -> u32 {
    return with_kind(0u, kind) | (antigen << 3u) | (NOT_ENGAGED << 7u)
        | (min(ammunition, 15u) << 20u) | (min(divisions, 15u) << 24u);
}

// The second word of a cell without clocks.
fn new_levels(signal: u32, cd25: u32, origin: u32) -> u32 {
    return min(signal, 255u) | (min(cd25, 15u) << 24u) | ((origin & 3u) << 28u);
}

// The second word after a step; origin and programme stay those of `y`.
fn levels(signal: u32, starved: u32, stimulus: u32, cd25: u32, y: u32) -> u32 {
    return signal | (starved << 8u) | (stimulus << 16u) | (cd25 << 24u)
        | (y & (ORIGIN_BITS | PROGRAMMED_BIT));
}

// True where the effector rules return the site unchanged whatever is drawn.
fn effector_idle(x: u32) -> bool { return (x & KIND_BITS) == 0u; }

// Whether a cell walks: one that holds no target, from the step after it let go of the last.
fn walks(cell: Effector) -> bool {
    return !effector_idle(cell.x) && !is_engaged(cell.x) && (cell.y & LET_GO_BIT) == 0u;
}

// The word with which a cell claims the site in a direction: a random priority with the direction;
// the largest word wins the site.
fn claim_word(priority: u32, direction: u32) -> u32 {
    return (priority & 0xffffffc0u) | INTENT_ENTER | direction;
}
fn claim_direction(word: u32) -> u32 { return word & 31u; }

// The antigen of a line out of the word with those of all lines, four bits each.
fn antigen_of_line(antigens: u32, line: u32) -> u32 {
    return (antigens >> ((line * 4u) & 31u)) & 15u;
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
    if group_origin(word) == 0u { return antigen_of(word); }
    return graft.antigen & 15u;
}
