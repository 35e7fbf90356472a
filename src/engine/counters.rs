//! The exact accounts of one site: events of cells and the ledger of the fields, counted since the
//! start of a run. Which word holds what stands in `shaders/rules/70_accounts.wgsl`.
//!
//! Cells of a line: living = first filling + put in + divisions - deaths by cause - resected; the
//! same for each effector kind with arrivals and conversions. Fields, each in its own units: what
//! is there = made + entered - decayed - taken - returned - lost at saturation. [`check`] proves
//! both to the unit.

use crate::exchange::{ANTIGENS, EFFECTORS, GRAFT_KINDS, GRAFTS, GROUPS, graft_group, groups_of};
use crate::rules;

const _: () = assert!(
    EFFECTORS == rules::EFFECTOR_KINDS as usize
        && GRAFTS == rules::GRAFTS as usize
        && LEDGER_ENTRIES.len() == rules::LEDGER_WORDS as usize
);
const _: () = assert!(
    GRAFT_KINDS == rules::GRAFT_KINDS as usize
        && graft_group(0, 0) == rules::FIRST_GRAFT_GROUP as usize
);
const _: () = assert!(
    ANTIGENS == rules::ANTIGENS as usize && GROUPS == rules::GROUPS as usize && LINES <= ANTIGENS
);
const _: () = assert!(LEDGER + 4 * LEDGER_ENTRIES.len() == TOTAL);

/// Lines (tumours, then vaccines) that the accounts tell apart.
pub const LINES: usize = rules::LINES as usize;
/// Divisions of each line.
pub const DIVIDED: usize = rules::TOTAL_DIVIDED as usize;
/// Natural deaths of each line.
pub const NATURAL: usize = rules::TOTAL_NATURAL as usize;
/// Deaths of each line for lack of oxygen.
pub const HYPOXIC: usize = rules::TOTAL_HYPOXIC as usize;
/// Kills of each line by CTL.
pub const BY_CTL: usize = rules::TOTAL_BY_CTL as usize;
/// Kills of each line by NK cells.
pub const BY_NK: usize = rules::TOTAL_BY_NK as usize;
/// Kills of each line by LAK cells.
pub const BY_LAK: usize = rules::TOTAL_BY_LAK as usize;
/// Kills of each line by drugs.
pub const BY_DRUG: usize = rules::TOTAL_BY_DRUG as usize;
/// Living cells of each line resected.
pub const RESECTED: usize = rules::TOTAL_RESECTED as usize;
/// Cells of each line put in after the start.
pub const PUT_IN: usize = rules::TOTAL_PUT_IN as usize;
/// Every way in which a living cell of a line dies and stays behind dead.
pub const DEATHS: [usize; 6] = [NATURAL, HYPOXIC, BY_CTL, BY_NK, BY_LAK, BY_DRUG];
/// Effectors that entered, by group of kind, antigen and origin (see `crate::exchange::groups_of`).
pub const ENTERED: usize = rules::TOTAL_ENTERED as usize;
/// Effectors that found no room, by kind.
pub const REFUSED: usize = rules::TOTAL_REFUSED as usize;
/// Divisions of effectors, by kind.
pub const EFFECTOR_DIVIDED: usize = rules::TOTAL_EFFECTOR_DIVIDED as usize;
/// Deaths of effectors, by kind.
pub const EFFECTOR_DIED: usize = rules::TOTAL_EFFECTOR_DIED as usize;
/// Effectors resected, by kind.
pub const EFFECTOR_RESECTED: usize = rules::TOTAL_EFFECTOR_RESECTED as usize;
/// Effectors put in, by kind.
pub const EFFECTOR_PUT_IN: usize = rules::TOTAL_EFFECTOR_PUT_IN as usize;
/// NK cells that became LAK cells.
pub const CONVERTED: usize = rules::TOTAL_CONVERTED as usize;
/// Dead cells cleared.
pub const CLEARED: usize = rules::TOTAL_CLEARED as usize;
/// Dead cells resected.
pub const DEAD_RESECTED: usize = rules::TOTAL_DEAD_RESECTED as usize;
/// First word of the fields' ledger: for each field made, entered, decayed, taken, returned, lost.
pub const LEDGER: usize = rules::TOTAL_LEDGER as usize;
/// Entries of one field in the ledger.
pub const LEDGER_ENTRIES: [&str; 6] = ["made", "entered", "decayed", "taken", "returned", "lost"];
/// All words.
pub const TOTAL: usize = rules::TOTALS as usize;

/// Effectors of a kind that entered, all antigens and origins.
pub fn entered(totals: &[u64], kind: usize) -> u64 {
    let grafts = (0..GRAFTS).filter(|_| kind < GRAFT_KINDS).map(|graft| graft_group(graft, kind));
    groups_of(kind).chain(grafts).map(|group| totals[ENTERED + group]).sum()
}

/// What is in a site now, counted by the census.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    /// Living cells of each line, tumours then vaccines.
    pub living: [u64; LINES],
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
    /// The same over living vaccine cells.
    pub il2_at_vaccine: u64,
    /// Transferred effectors by origin.
    pub grafts: [u64; GRAFTS],
}

impl Present {
    /// Living tumour cells.
    pub fn tumour(&self) -> u64 {
        self.living.iter().sum::<u64>() - self.other[0]
    }

    /// What a GPU counted, in the order of the accounts.
    pub fn from_counts(counts: &[u64]) -> Present {
        let at = |first: u32| &counts[first as usize..];
        Present {
            living: std::array::from_fn(|line| at(rules::COUNT_LIVING)[line]),
            mhc_positive: at(rules::COUNT_MHC_POSITIVE)[0],
            at_edge: at(rules::COUNT_AT_EDGE)[0],
            other: std::array::from_fn(|kind| at(rules::COUNT_OTHER)[kind]),
            effectors: std::array::from_fn(|kind| at(rules::COUNT_EFFECTORS)[kind]),
            engaged: at(rules::COUNT_ENGAGED)[0],
            activation: at(rules::COUNT_ACTIVATION)[0],
            sums: std::array::from_fn(|axis| at(rules::COUNT_SUMS)[axis]),
            amounts: std::array::from_fn(|field| at(rules::COUNT_AMOUNTS)[field]),
            il2_at_tumour: at(rules::COUNT_AT_TUMOUR)[0],
            il2_at_vaccine: at(rules::COUNT_AT_VACCINE)[0],
            grafts: std::array::from_fn(|graft| at(rules::COUNT_GRAFTS)[graft]),
        }
    }
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
        if expected == i128::from(found) {
            Ok(())
        } else {
            Err(Imbalance { what, expected, found: i128::from(found) })
        }
    };
    for line in 0..LINES {
        let lost = DEATHS.iter().chain([&RESECTED]).map(|base| at(base + line)).sum::<i128>();
        compare(
            format!("line {line}"),
            i128::from(first.living[line]) + at(PUT_IN + line) + at(DIVIDED + line) - lost,
            now.living[line],
        )?;
    }
    for (kind, name) in crate::exchange::EFFECTOR_NAMES.iter().enumerate() {
        let converted = match *name {
            "nk" => -at(CONVERTED),
            "lak" => at(CONVERTED),
            _ => 0,
        };
        let came = i128::from(entered(totals, kind)) + at(EFFECTOR_PUT_IN + kind);
        let change = came + at(EFFECTOR_DIVIDED + kind)
            - at(EFFECTOR_DIED + kind)
            - at(EFFECTOR_RESECTED + kind)
            + converted;
        compare(
            (*name).to_string(),
            i128::from(first.effectors[kind]) + change,
            now.effectors[kind],
        )?;
    }
    let killed: i128 =
        DEATHS.iter().map(|base| (0..LINES).map(|line| at(base + line)).sum::<i128>()).sum();
    let dead =
        i128::from(first.other[2] + first.other[3]) + killed - at(CLEARED) - at(DEAD_RESECTED);
    compare("dead cells".into(), dead, now.other[2] + now.other[3])?;
    for (field, name) in crate::world::FIELD_KEYS.iter().enumerate() {
        let entry = |index: usize| at(LEDGER + field * LEDGER_ENTRIES.len() + index);
        let expected = i128::from(first.amounts[field]) + entry(0) + entry(1)
            - entry(2)
            - entry(3)
            - entry(4)
            - entry(5);
        compare((*name).to_string(), expected, now.amounts[field])?;
    }
    Ok(())
}
