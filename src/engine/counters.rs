//! The exact accounts of one site: events of cells and the ledger of the fields, counted since the start of a run.
//!
//! Cells: living tumour = first filling + divisions - deaths by cause - resected; the same for each effector kind with arrivals and conversions. Fields, each
//! in its own units: what is there = made + entered - decayed - taken - returned - lost at saturation. [`check`] proves both to the unit.

use crate::exchange::EFFECTORS;

/// Tumour lines that the accounts tell apart.
pub const LINES: usize = 4;
/// Divisions of each line.
pub const DIVIDED: usize = 0;
/// Natural deaths of each line.
pub const NATURAL: usize = DIVIDED + LINES;
/// Deaths of each line for lack of oxygen.
pub const HYPOXIC: usize = NATURAL + LINES;
/// Kills of each line by CTL.
pub const BY_CTL: usize = HYPOXIC + LINES;
/// Kills of each line by NK cells.
pub const BY_NK: usize = BY_CTL + LINES;
/// Kills of each line by LAK cells.
pub const BY_LAK: usize = BY_NK + LINES;
/// Living tumour cells of each line resected.
pub const RESECTED: usize = BY_LAK + LINES;
/// Effectors that entered, by kind.
pub const ENTERED: usize = RESECTED + LINES;
/// Effectors that found no room, by kind.
pub const REFUSED: usize = ENTERED + EFFECTORS;
/// Divisions of effectors, by kind.
pub const EFFECTOR_DIVIDED: usize = REFUSED + EFFECTORS;
/// Deaths of effectors, by kind.
pub const EFFECTOR_DIED: usize = EFFECTOR_DIVIDED + EFFECTORS;
/// Effectors resected, by kind.
pub const EFFECTOR_RESECTED: usize = EFFECTOR_DIED + EFFECTORS;
/// NK cells that became LAK cells.
pub const CONVERTED: usize = EFFECTOR_RESECTED + EFFECTORS;
/// Dead cells cleared.
pub const CLEARED: usize = CONVERTED + 1;
/// Dead cells resected.
pub const DEAD_RESECTED: usize = CLEARED + 1;
/// First word of the fields' ledger: for each field made, entered, decayed, taken, returned, lost.
pub const LEDGER: usize = DEAD_RESECTED + 1;
/// Entries of one field in the ledger.
pub const LEDGER_ENTRIES: [&str; 6] = ["made", "entered", "decayed", "taken", "returned", "lost"];
/// All words.
pub const TOTAL: usize = LEDGER + 4 * LEDGER_ENTRIES.len();

/// What is in a site now, counted by the census.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    /// Living tumour cells of each line.
    pub tumour: [u64; LINES],
    /// Living tumour cells with MHC class I.
    pub mhc_positive: u64,
    /// Living tumour cells on the lattice's edge.
    pub at_edge: u64,
    /// Vaccine, stroma, dying and necrotic cells.
    pub other: [u64; 4],
    /// Effectors by kind.
    pub effectors: [u64; EFFECTORS],
    /// Effectors that hold a target.
    pub engaged: u64,
    /// Sum of activation stages of NK cells (of 3) plus 3 for each LAK cell.
    pub activation: u64,
    /// Sums of the coordinates of living tumour cells.
    pub sums: [u64; 3],
    /// Amount of each field.
    pub amounts: [u64; 4],
    /// Sum over living tumour cells of the interleukin-2 amount of their field site.
    pub il2_at_tumour: u64,
}

/// A broken account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account of {what} does not balance: {expected} expected, {found} found")]
pub struct Imbalance {
    /// Which account.
    pub what: String,
    /// From the events.
    pub expected: i128,
    /// Counted.
    pub found: i128,
}

/// Proves that what is present follows from the first filling and the events since.
///
/// # Errors
/// The first account that does not balance.
pub fn check(first: &Present, now: &Present, totals: &[u64]) -> Result<(), Imbalance> {
    let at = |index: usize| i128::from(totals[index]);
    let compare = |what: String, expected: i128, found: u64| {
        if expected == i128::from(found) { Ok(()) } else { Err(Imbalance { what, expected, found: i128::from(found) }) }
    };
    for line in 0..LINES {
        let lost = [NATURAL, HYPOXIC, BY_CTL, BY_NK, BY_LAK, RESECTED].iter().map(|base| at(base + line)).sum::<i128>();
        compare(format!("tumour line {line}"), i128::from(first.tumour[line]) + at(DIVIDED + line) - lost, now.tumour[line])?;
    }
    for (kind, name) in crate::exchange::EFFECTOR_NAMES.iter().enumerate() {
        let converted = match *name {
            "nk" => -at(CONVERTED),
            "lak" => at(CONVERTED),
            _ => 0,
        };
        let change = at(ENTERED + kind) + at(EFFECTOR_DIVIDED + kind) - at(EFFECTOR_DIED + kind) - at(EFFECTOR_RESECTED + kind) + converted;
        compare((*name).to_string(), i128::from(first.effectors[kind]) + change, now.effectors[kind])?;
    }
    let killed: i128 = [NATURAL, HYPOXIC, BY_CTL, BY_NK, BY_LAK].iter().map(|base| (0..LINES).map(|line| at(base + line)).sum::<i128>()).sum();
    let dead = i128::from(first.other[2] + first.other[3]) + killed - at(CLEARED) - at(DEAD_RESECTED);
    compare("dead cells".into(), dead, now.other[2] + now.other[3])?;
    for (field, name) in crate::world::FIELD_KEYS.iter().enumerate() {
        let entry = |index: usize| at(LEDGER + field * LEDGER_ENTRIES.len() + index);
        let expected = i128::from(first.amounts[field]) + entry(0) + entry(1) - entry(2) - entry(3) - entry(4) - entry(5);
        compare((*name).to_string(), expected, now.amounts[field])?;
    }
    Ok(())
}
