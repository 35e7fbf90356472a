//! The exact accounts of one site: events of cells and the ledger of the fields, counted since the
//! start of a run. Which word holds what stands in the table `shaders/rules/kinds.toml`.
//!
//! Cells of a line: living = first filling + put in + divisions - deaths by cause - resected; the
//! same for each effector kind with arrivals and conversions. Fields, each in its own units: what
//! is there = made + entered - decayed - taken - returned - lost at saturation. [`check`] proves
//! both to the unit.

use crate::kinds::{
    EFFECTORS, EffectorKind, FIELD_KEYS, FIELDS, GRAFTS, KILLER_KINDS, LINES, TISSUES,
};
use crate::rules;

pub use crate::kinds::accounts::*;

/// Kills of each line by a kind of killer (its place in `kinds::KILLERS`).
pub const fn killed(killer: usize) -> usize {
    KILLED + killer * LINES
}

/// Every way in which a living cell of a line dies and stays behind dead: of its own, by each kind
/// of killer, by drugs.
pub const DEATHS: [usize; 3 + KILLER_KINDS] = {
    let mut deaths = [NATURAL; 3 + KILLER_KINDS];
    deaths[1] = HYPOXIC;
    let mut killer = 0;
    while killer < KILLER_KINDS {
        deaths[2 + killer] = killed(killer);
        killer += 1;
    }
    deaths[2 + KILLER_KINDS] = BY_DRUG;
    deaths
};

/// The totals as they are saved: those of kinds that joined later come last, and only where one of
/// them is not 0, so that a kind that is off leaves a saved state as it is.
pub fn to_saved(totals: &[u64]) -> Vec<u64> {
    let mut saved: Vec<u64> = SAVED.iter().map(|word| totals[*word]).collect();
    if saved[SAVED_ALWAYS..].iter().all(|total| *total == 0) {
        saved.truncate(SAVED_ALWAYS);
    }
    saved
}

/// The inverse of [`to_saved`]; `None` when the length is wrong.
pub fn from_saved(saved: &[u64]) -> Option<Vec<u64>> {
    if saved.len() != SAVED_ALWAYS && saved.len() != TOTAL {
        return None;
    }
    let mut totals = vec![0; TOTAL];
    for (word, total) in SAVED.iter().zip(saved) {
        totals[*word] = *total;
    }
    Some(totals)
}

/// Effectors of a kind that entered, all antigens and origins.
pub fn entered(totals: &[u64], kind: EffectorKind) -> u64 {
    let grafts = (0..GRAFTS).filter_map(|graft| kind.graft_group(graft));
    kind.groups().chain(grafts).map(|group| totals[ENTERED + group]).sum()
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
    pub other: [u64; TISSUES - 2],
    /// Effectors by kind.
    pub effectors: [u64; EFFECTORS],
    /// Effectors that hold a target.
    pub engaged: u64,
    /// Sum of activation stages of NK cells (of 3) plus 3 for each LAK cell.
    pub activation: u64,
    /// Sums of the coordinates of living tumour cells.
    pub sums: [u64; 3],
    /// Amount of each field.
    pub amounts: [u64; FIELDS],
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
    for kind in EffectorKind::all() {
        let converted = match kind {
            EffectorKind::NK => -at(CONVERTED),
            EffectorKind::LAK => at(CONVERTED),
            _ => 0,
        };
        let k = kind.index();
        let came = i128::from(entered(totals, kind)) + at(EFFECTOR_PUT_IN + k);
        let change =
            came + at(EFFECTOR_DIVIDED + k) - at(EFFECTOR_DIED + k) - at(EFFECTOR_RESECTED + k)
                + converted;
        compare(
            kind.row().name.to_string(),
            i128::from(first.effectors[k]) + change,
            now.effectors[k],
        )?;
    }
    let killed: i128 =
        DEATHS.iter().map(|base| (0..LINES).map(|line| at(base + line)).sum::<i128>()).sum();
    let dead =
        i128::from(first.other[2] + first.other[3]) + killed - at(CLEARED) - at(DEAD_RESECTED);
    compare("dead cells".into(), dead, now.other[2] + now.other[3])?;
    for (field, name) in FIELD_KEYS.iter().enumerate() {
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
