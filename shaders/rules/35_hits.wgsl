// Hits on tissue cells. A step's hits on a cell are one word: a lane of HIT_BITS for each kind that
// kills, in the order of the table of kinds, and a mark of contact with an NK cell.
//
// A site holds at most one effector, which hits at most once in a step, so no more hits of a kind
// come to a cell than there are sites in reach: lanes that are added up do not run over.

const CONTACT_NK: u32 = 0x40000000u;
const_assert countOneBits(ALL_DIRECTIONS) <= HIT_MOST;
const_assert HIT_LANES * HIT_BITS <= firstTrailingBit(CONTACT_NK);

// What a step's hits on a cell come to.
struct Struck {
    // Hits of all kinds.
    total: u32,
    // Lane of the kind with most of them, the first of equals.
    killer: u32,
}

// RULE hits   Hits add up; enough of them kill, and the kill is counted for the kind with most hits
// (ties: the first in the table of kinds). Each tick under NK contact takes from the target's NK
// ligand.
//   damage += hits; dies where damage >= hits_to_kill
//   keys model.tumour.hits_to_kill
//   assumed: 1, since the hit rates are rates of lethal hits; 1 to 7
fn take_hits(cell: u32, line: Line, hits: u32, tick: u32) -> TissueStep {
    let struck = struck_by(hits);
    var next = cell;
    if hit_mark(hits) != 0u && tick != 0u { next = with_nk_contact(next, nk_contact(cell) + 1u); }
    if struck.total == 0u { return TissueStep(next, NO_EVENT); }
    let damage = damage_of(cell) + struck.total;
    if damage < line.hits_to_kill { return TissueStep(with_damage(next, damage), NO_EVENT); }
    let event = line_event(TOTAL_KILLED + struck.killer * LINES, cell);
    return TissueStep(dead_cell(cell, DYING, line.dying_ticks), event);
}

// helper: the lanes of a word of hits, counted.
fn struck_by(hits: u32) -> Struck {
    var total = 0u;
    var most = 0u;
    var killer = 0u;
    for (var lane = 0u; lane < KILLERS; lane++) {
        let own = extractBits(hits, HIT_BITS * lane, HIT_BITS);
        total += own;
        if own > most {
            most = own;
            killer = lane;
        }
    }
    return Struck(total, killer);
}

// helper: what a hit of an effector adds to its target's word of hits; nothing where its kind does
// not kill.
fn hit_word(x: u32) -> u32 { return HIT_OF[effector_kind(x)]; }

// helper: of what an effector does to its target, the hit, which is added, and the mark, which is
// set; both at once.
fn hit_added(hit: u32) -> u32 { return hit & (CONTACT_NK - 1u); }
fn hit_mark(hit: u32) -> u32 { return hit & CONTACT_NK; }
fn with_hit(hits: u32, hit: u32) -> u32 { return (hits + hit_added(hit)) | hit_mark(hit); }
