// The word of a tissue cell: tumour, vaccine, stroma, dying and necrotic cells, one a site.
//
// No cards: packing, no biology.
//
// bits  0..2   kind (FREE when the site holds no tissue cell)
// bits  3..5   line: row of the table of lines (tumours, then vaccines)
// bits  6..9   cycle stage 0..15
// bits 10..13  MHC class I, heritable level 0..15
// bits 14..17  MHC class I, level added by IFN-gamma
// bits  6..17  of dying and necrotic cells instead: the ticks until they are cleared
// bits 18..20  damage by sublethal hits 0..7
// bits 21..28  ticks under NK contact (loss of the NK ligand CD155), 0..255
// bit  29      ready to divide      bit 30  hypoxic      bit 31  irradiated (a vaccine's cells)

const READY_BIT: u32 = 0x20000000u;
const HYPOXIC_BIT: u32 = 0x40000000u;
const IRRADIATED_BIT: u32 = 0x80000000u;
const LAST_STAGE: u32 = 15u;
const LAST_MHC: u32 = 15u;
const LAST_DAMAGE: u32 = 7u;

fn tissue_kind(cell: u32) -> u32 { return cell & 7u; }
fn tissue_line(cell: u32) -> u32 { return (cell >> 3u) & 7u; }
fn cycle_stage(cell: u32) -> u32 { return (cell >> 6u) & 15u; }
fn heritable_mhc(cell: u32) -> u32 { return (cell >> 10u) & 15u; }
fn induced_mhc(cell: u32) -> u32 { return (cell >> 14u) & 15u; }
fn mhc_level(cell: u32) -> u32 { return min(heritable_mhc(cell) + induced_mhc(cell), LAST_MHC); }
fn clearance_ticks(cell: u32) -> u32 { return (cell >> 6u) & 4095u; }
fn damage_of(cell: u32) -> u32 { return (cell >> 18u) & 7u; }
fn nk_contact(cell: u32) -> u32 { return (cell >> 21u) & 255u; }
fn is_ready(cell: u32) -> bool { return (cell & READY_BIT) != 0u; }
fn is_hypoxic(cell: u32) -> bool { return (cell & HYPOXIC_BIT) != 0u; }
// Whether a site holds a tissue cell: it belongs to the mass.
fn is_mass(cell: u32) -> bool { return (cell & 7u) != FREE; }
fn is_living_tumour(cell: u32) -> bool { return (cell & 7u) == TUMOUR; }
// A living cell of a line: tumour or vaccine.
fn is_alive(cell: u32) -> bool { return (cell & 7u) == TUMOUR || (cell & 7u) == VACCINE; }
fn is_dead(cell: u32) -> bool { return (cell & 7u) == DYING || (cell & 7u) == NECROTIC; }

fn with_stage(cell: u32, stage: u32) -> u32 { return (cell & 0xfffffc3fu) | (stage << 6u); }
fn with_damage(cell: u32, damage: u32) -> u32 {
    return (cell & 0xffe3ffffu) | (min(damage, LAST_DAMAGE) << 18u);
}
fn with_nk_contact(cell: u32, ticks: u32) -> u32 {
    return (cell & 0xe01fffffu) | (min(ticks, 255u) << 21u);
}
fn with_induced(cell: u32, level: u32) -> u32 { return (cell & 0xfffc3fffu) | (level << 14u); }
fn without_heritable_mhc(cell: u32) -> u32 { return cell & 0xffffc3ffu; }
fn with_hypoxia(cell: u32, hypoxic: bool) -> u32 {
    if hypoxic { return cell | HYPOXIC_BIT; }
    return cell & ~HYPOXIC_BIT;
}

// A new tumour cell of a line.
fn tumour_cell(line: u32, stage: u32, mhc: u32) -> u32 {
    return TUMOUR | (line << 3u) | (stage << 6u) | (mhc << 10u);
}

// A new vaccine cell. `form`: VACCINE, with IRRADIATED_BIT where it is irradiated.
fn vaccine_cell(form: u32, line: u32, mhc: u32) -> u32 {
    return form | (line << 3u) | (mhc << 10u);
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
