// Hits on tissue cells. A step's hits on a cell are one word: eight bits each for CTL, NK and LAK
// hits and for NK contacts.

const HIT_CTL: u32 = 1u;
const HIT_NK: u32 = 0x100u;
const HIT_LAK: u32 = 0x10000u;
const CONTACT_NK: u32 = 0x1000000u;

// RULE hits   Hits add up; enough of them kill, and the kill is counted for the kind with most hits
// (ties: CTL, NK, LAK). Each tick under NK contact takes from the target's NK ligand.
//   damage += hits; dies where damage >= hits_to_kill
//   keys model.tumour.hits_to_kill
//   assumed: 1, since the hit rates are rates of lethal hits; 1 to 7
fn take_hits(cell: u32, line: Line, hits: u32, tick: u32) -> TissueStep {
    let ctl = extractBits(hits, 0u, 8u);
    let nk = extractBits(hits, 8u, 8u);
    let lak = extractBits(hits, 16u, 8u);
    var next = cell;
    if hits >= CONTACT_NK && tick != 0u { next = with_nk_contact(next, nk_contact(cell) + 1u); }
    let total = ctl + nk + lak;
    if total == 0u { return TissueStep(next, NO_EVENT); }
    let damage = damage_of(cell) + total;
    if damage < line.hits_to_kill { return TissueStep(with_damage(next, damage), NO_EVENT); }
    var killer = 0u;
    if nk > ctl { killer = 1u; }
    if lak > max(ctl, nk) { killer = 2u; }
    let event = line_event(TOTAL_KILLED + killer * LINES, cell);
    return TissueStep(dead_cell(cell, DYING, line.dying_ticks), event);
}
