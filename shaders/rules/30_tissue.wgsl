// Tissue cells: tumour, vaccine, stroma, dying and necrotic cells, one a site, one word a cell.
//
// A vaccine is a line of its own: its cells make what the line makes (interleukin-2), show their
// antigen and MHC class I, are killed as tumour cells are, and die at the line's loss rate, but do
// not divide.
//
// bits  0..2   kind (FREE when the site holds no tissue cell)
// bits  3..5   line: row of the table of lines (tumours, then vaccines)
// bits  6..9   cycle stage 0..15                        | dying and necrotic cells: bits 6..17 hold the ticks until they are cleared
// bits 10..13  MHC class I, heritable level 0..15        |
// bits 14..17  MHC class I, level added by IFN-gamma     |
// bits 18..20  damage by sublethal hits 0..7
// bits 21..28  ticks under NK contact (loss of the NK ligand CD155), 0..255
// bit  29      ready to divide      bit 30  hypoxic      bit 31  irradiated (a vaccine's cells)
//
// The cycle is a chain of 16 equal stages, each left with the same chance in a step (an Erlang
// clock, coefficient of variation 25 %). With growth rate g and loss rate m the stationary stage
// distribution is 2^(-i/16), and the chance is (e^((g+m) dt) - 1) / (2^(1/16) - 1): the net
// doubling time is exact whatever the step.

const READY_BIT: u32 = 0x20000000u;
const HYPOXIC_BIT: u32 = 0x40000000u;
const IRRADIATED_BIT: u32 = 0x80000000u;
const MHC_POSITIVE: u32 = 8u;
const LAST_STAGE: u32 = 15u;

// What happened to a tissue cell in a step.
const TISSUE_NOTHING: u32 = 0u;
const TISSUE_NATURAL_DEATH: u32 = 1u;
const TISSUE_HYPOXIC_DEATH: u32 = 2u;
const TISSUE_CLEARED: u32 = 3u;
const TISSUE_DRUG_DEATH: u32 = 4u;

// One tumour line: chances are thresholds that a uniform u32 is compared with, a step each.
struct Line {
    stage_chance: u32,
    loss_chance: u32,
    mhc_up_chance: u32,
    mhc_down_chance: u32,
    mutation_chance: u32,
    heal_chance: u32,
    hits_to_kill: u32,
    lak_sensitivity: u32,
    antigen: u32,
    rim_square: u32,
    hypoxia_square: u32,
    necrosis_square: u32,
    necrosis_chance: u32,
    dying_ticks: u32,
    necrotic_ticks: u32,
    nk_fade_ticks: u32,
    suppressor_source: u32,
    chemo_source: u32,
    // Antigens of all lines, four bits each, the same in every row.
    antigens: u32,
    chemo_ifng_source: u32,
    // Interleukin-2 of a living cell of a gene-modified line.
    il2_source: u32,
    // How much of a drug's killing it feels, 1/65536.
    drug_sensitivity: u32,
    // Part of the cells that show MHC class I when they are put in, a threshold.
    mhc_positive: u32,
    // What its cells are when they are put in: TUMOUR, VACCINE or VACCINE with IRRADIATED_BIT.
    form: u32,
}

struct TissueStep {
    cell: u32,
    event: u32,
}

fn tissue_kind(cell: u32) -> u32 { return cell & 7u; }
fn tissue_line(cell: u32) -> u32 { return (cell >> 3u) & 7u; }
fn cycle_stage(cell: u32) -> u32 { return (cell >> 6u) & 15u; }
fn mhc_level(cell: u32) -> u32 { return min(((cell >> 10u) & 15u) + ((cell >> 14u) & 15u), 15u); }
fn damage_of(cell: u32) -> u32 { return (cell >> 18u) & 7u; }
fn nk_contact(cell: u32) -> u32 { return (cell >> 21u) & 255u; }
fn is_ready(cell: u32) -> bool { return (cell & READY_BIT) != 0u; }
fn is_living_tumour(cell: u32) -> bool { return (cell & 7u) == TUMOUR; }
// A living cell of a line: tumour or vaccine.
fn is_alive(cell: u32) -> bool { return (cell & 7u) == TUMOUR || (cell & 7u) == VACCINE; }

fn with_stage(cell: u32, stage: u32) -> u32 { return (cell & 0xfffffc3fu) | (stage << 6u); }
fn with_damage(cell: u32, damage: u32) -> u32 { return (cell & 0xffe3ffffu) | (min(damage, 7u) << 18u); }
fn with_nk_contact(cell: u32, ticks: u32) -> u32 { return (cell & 0xe01fffffu) | (min(ticks, 255u) << 21u); }
fn with_induced(cell: u32, level: u32) -> u32 { return (cell & 0xfffc3fffu) | (level << 14u); }

// A new tumour cell of a line.
fn tumour_cell(line: u32, stage: u32, mhc: u32) -> u32 {
    return TUMOUR | (line << 3u) | (stage << 6u) | (mhc << 10u);
}

// A cell that has died, with the ticks until it is cleared.
fn dead_cell(cell: u32, kind: u32, ticks: u32) -> u32 {
    return (cell & 0x38u) | kind | (min(ticks, 4095u) << 6u);
}

// True where the tissue rule returns the site unchanged whatever is drawn.
fn tissue_idle(cell: u32) -> bool {
    let kind = cell & 7u;
    return kind == FREE || kind == STROMA || kind > NECROTIC;
}

// One step of a tissue cell. `free_square`: squared distance in cells to free space;
// `vessel_square`: to the nearest vessel; `ifng`: occupancy of the IFN-gamma receptor in 1/65536;
// `drug`: chance that drugs kill a fully sensitive cell; `growth`: what they leave of its cycle's
// rate, 1/65536; `tick`: 1 in steps in which clocks count; `r`: four uniform words.
fn tissue_step(
    cell: u32, line: Line, free_square: u32, vessel_square: u32, ifng: u32, drug: u32, growth: u32,
    tick: u32, r: vec4<u32>
) -> TissueStep {
    let kind = cell & 7u;
    if kind == DYING || kind == NECROTIC {
        let ticks = (cell >> 6u) & 4095u;
        if tick == 0u { return TissueStep(cell, TISSUE_NOTHING); }
        if ticks <= 1u { return TissueStep(FREE, TISSUE_CLEARED); }
        return TissueStep(dead_cell(cell, kind, ticks - 1u), TISSUE_NOTHING);
    }
    if !is_alive(cell) { return TissueStep(cell, TISSUE_NOTHING); }
    if r.x < line.loss_chance { return TissueStep(dead_cell(cell, DYING, line.dying_ticks), TISSUE_NATURAL_DEATH); }
    if r.x - line.loss_chance < scaled(drug, line.drug_sensitivity) { return TissueStep(dead_cell(cell, DYING, line.dying_ticks), TISSUE_DRUG_DEATH); }
    if kind == VACCINE { return TissueStep(cell, TISSUE_NOTHING); }

    let air_square = min(free_square, vessel_square);
    var next = cell & ~HYPOXIC_BIT;
    if air_square > line.hypoxia_square { next = next | HYPOXIC_BIT; }
    if air_square > line.necrosis_square && r.y < line.necrosis_chance {
        return TissueStep(dead_cell(cell, NECROTIC, line.necrotic_ticks), TISSUE_HYPOXIC_DEATH);
    }

    // MHC class I: up by IFN-gamma, slowly down without it. The three chances share word z through
    // disjoint thirds of its range.
    let induced = (cell >> 14u) & 15u;
    if induced < 15u && r.z < scaled(line.mhc_up_chance, ifng) {
        next = with_induced(next, induced + 1u);
    } else if induced > 0u && (r.z ^ 0xffffffffu) < line.mhc_down_chance {
        next = with_induced(next, induced - 1u);
    }
    let damage = damage_of(cell);
    if damage > 0u && ((r.z << 16u) | (r.z >> 16u)) < line.heal_chance { next = with_damage(next, damage - 1u); }
    let contact = nk_contact(cell);

    // The cycle runs where there is air and where free space lies within the rim.
    if (next & HYPOXIC_BIT) == 0u && free_square <= line.rim_square && !is_ready(cell) && r.w < scaled(line.stage_chance, growth) {
        if cycle_stage(cell) == LAST_STAGE {
            next = next | READY_BIT;
        } else {
            next = with_stage(next, cycle_stage(cell) + 1u);
        }
    }
    return TissueStep(with_nk_contact(next, contact), TISSUE_NOTHING);
}

// The two cells after a division: both start the cycle anew; each may lose its heritable MHC class
// I.
fn divided(cell: u32, line: Line, r: u32) -> u32 {
    var next = with_nk_contact(with_stage(cell & ~READY_BIT, 0u), 0u);
    if r < line.mutation_chance { next = next & 0xffffc3ffu; }
    return next;
}

// ---- Crowded growth: a ready cell pushes the chain of cells between it and the nearest free site
// outward by one. A chain ends at the first free site on its way. All its sites are claimed with
// one word that no other chain of the step has: a permutation of the site's index keyed by the
// step.
fn push_word(index: u32, key: u32) -> u32 {
    var x = index ^ key;
    x = (x ^ (x >> 16u)) * 0x7feb352du;
    x = (x ^ (x >> 15u)) * 0x846ca68bu;
    return x ^ (x >> 16u);
}

// Number of sites that a chain to the offset `along` moves: its largest component.
fn chain_length(along: vec3<i32>) -> u32 {
    let a = max(along.x, -along.x);
    let b = max(along.y, -along.y);
    let c = max(along.z, -along.z);
    return u32(max(a, max(b, c)));
}

fn chain_part(component: i32, k: i32, n: i32) -> i32 {
    let d = max(2 * n, 1);
    if component < 0 { return -((2 * -component * k + n) / d); }
    return (2 * component * k + n) / d;
}

// The k-th site (1..n) of the straight chain to the offset `along`.
fn chain_step(along: vec3<i32>, k: u32, n: u32) -> vec3<i32> {
    return vec3<i32>(chain_part(along.x, i32(k), i32(n)), chain_part(along.y, i32(k), i32(n)), chain_part(along.z, i32(k), i32(n)));
}

// The offset that a ready cell pushes towards: a free neighbour, else the nearest free site within
// the rim; zero when there is none.
fn push_offset(free_neighbours: u32, reach: u32, line: Line, r: u32) -> vec3<i32> {
    if free_neighbours != 0u { return direction_step(nearest_direction(free_neighbours, r)); }
    if reach == NO_REACH || reach_square(reach) > line.rim_square { return vec3<i32>(0, 0, 0); }
    return reach_offset(reach);
}

// The reach of a site that a chain has just filled: it was free, so it lies at the edge until
// reaches are measured again. Without it the cell there would count as deep inside, and its cycle
// would stand still till then. Its offset is nil: it pushes into a free neighbour or not at all
// (the site beside it may lie outside the lattice).
const EDGE_REACH: u32 = 0x00060820u;

// A chain as one word: its offset, with the number of sites that move in place of the squared
// distance.
fn chain_word(along: vec3<i32>, moved: u32) -> u32 {
    return (reach_word(along) & 0x3ffffu) | (moved << 18u);
}

fn chain_moved(word: u32) -> u32 { return word >> 18u; }

// ---- Hits. A step's hits on a cell are one word: eight bits each for CTL, NK and LAK hits and for
// NK contacts.
const HIT_CTL: u32 = 1u;
const HIT_NK: u32 = 0x100u;
const HIT_LAK: u32 = 0x10000u;
const CONTACT_NK: u32 = 0x1000000u;

const KILLED_BY_NONE: u32 = 0u;
const KILLED_BY_CTL: u32 = 1u;
const KILLED_BY_NK: u32 = 2u;
const KILLED_BY_LAK: u32 = 3u;

// A tumour cell after its hits: damage adds up; event 0, or 1, 2, 3 when CTL, NK or LAK killed it
// (the kind with most hits, ties in that order).
fn take_hits(cell: u32, line: Line, hits: u32, tick: u32) -> TissueStep {
    let ctl = hits & 255u;
    let nk = (hits >> 8u) & 255u;
    let lak = (hits >> 16u) & 255u;
    var next = cell;
    if (hits >> 24u) != 0u && tick != 0u { next = with_nk_contact(next, nk_contact(cell) + 1u); }
    let total = ctl + nk + lak;
    if total == 0u { return TissueStep(next, KILLED_BY_NONE); }
    let damage = damage_of(cell) + total;
    if damage < line.hits_to_kill { return TissueStep(with_damage(next, damage), KILLED_BY_NONE); }
    var killer = KILLED_BY_CTL;
    if nk > ctl { killer = KILLED_BY_NK; }
    if lak > max(ctl, nk) { killer = KILLED_BY_LAK; }
    return TissueStep(dead_cell(cell, DYING, line.dying_ticks), killer);
}

// ---- Resection: the mass goes, but for tumour cells within `keep_square` (cells) of the residue's
// centre.
fn stays_after_resection(p: vec3<u32>, centre: vec3<i32>, keep_square: u32) -> bool {
    let dx = i32(p.x) - centre.x;
    let dy = i32(p.y) - centre.y;
    let dz = i32(p.z) - centre.z;
    return u32(dx * dx + dy * dy + dz * dz) < keep_square;
}
