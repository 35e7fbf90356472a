//! The keys of a scenario file: every number and word that it may hold, with unit, default, ranges,
//! provenance and sources.
//!
//! In: nothing. Out: a constant for each key ([`priming::DELAY`]), by which values are looked up,
//! and one list, [`all_keys`], from which the loader's checks, the defaults, the JSON Schema and
//! the key page all come, so they cannot disagree. A path is dotted; the segment `N` stands for the
//! place in an array of tables (`tumour.N.cells`: `tumour::CELLS.at(0)`). Ranges are in the
//! canonical unit of the quantity (see [`Quantity`](crate::input::Quantity)); defaults and
//! plausible ranges are written as a user would write them. A key of `model.ROOM` is in `ROOM`
//! here, but those of [`tumour_cell`] (`model.tumour`) and [`vaccine_cell`] (`model.vaccine`).

pub mod agent_keys;
mod agents;
mod antibodies;
mod cavities;
mod circulation;
mod effector_keys;
pub mod effectors;
mod fields;
mod immunity;
mod interferons;
mod kinetics;
mod limits;
mod listing;
mod page;
mod row;
mod running;
mod schema;
mod structure;
mod tissue;
mod transfer;
mod treatments;
mod vaccines;

pub use agent_keys::AgentKeys;
pub use agents::{cisplatin, cyclophosphamide, fludarabine, fluorouracil, ifosfamide};
pub use antibodies::{anti_cd4, anti_cd8, anti_cd25, anti_nk, irradiation};
pub use cavities::{inhaled, intracavitary, intrapleural, intravesical, perilymphatic};
pub use circulation::{blood, influx, leak, supply, suppression, surgery};
pub use effector_keys::EffectorKeys;
pub use effectors::*;
pub use fields::{FIELDS, FieldKeys, chemo, ifng, il2, suppressor};
pub use immunity::{competence, memory, node, priming};
pub use interferons::{interferon_alpha, interferon_gamma, retinoic_acid};
pub use kinetics::{DEPOTS, DepotKeys, depot, intraperitoneal, plasma, subcutaneous};
pub(crate) use limits::{ARRAYS, DOSES, DOSES_OF_ONE, FRAMES, LATTICE_CELLS, LINES};
#[cfg(test)]
pub(crate) use listing::canonical;
pub use listing::{keys_csv, keys_json};
pub use page::{keys_markdown, references_markdown};
pub use row::{
    At, Key, Lookup, Number, NumberAt, Other, OtherAt, SwitchAt, Whole, WholeAt, Word, WordAt,
    value,
};
pub use running::{change, cohort, record, run};
pub use schema::schema;
pub use structure::{file, host, site, tumour};
pub use tissue::tumour_cell;
pub use transfer::{cells, graft_versus_host, rejection, soluble_receptor};
pub use treatments::{DRUGS, PREPARATIONS, ROUTES, donor, treatment};
pub use vaccines::{vaccine, vaccine_cell};

use crate::input::KeyDef;

/// The tables before those of the kinds of effector, in the order of the page.
static FIRST: &[&[&KeyDef]] = &[
    file::ROWS,
    host::ROWS,
    site::ROWS,
    tumour::ROWS,
    cohort::ROWS,
    run::ROWS,
    record::ROWS,
    change::ROWS,
    treatment::ROWS,
    donor::ROWS,
    vaccine::ROWS,
    vaccine_cell::ROWS,
];

/// The tables after them.
static LAST: &[&[&KeyDef]] = &[
    tumour_cell::ROWS,
    il2::ROWS,
    ifng::ROWS,
    chemo::ROWS,
    suppressor::ROWS,
    plasma::ROWS,
    depot::ROWS,
    subcutaneous::ROWS,
    intraperitoneal::ROWS,
    intravesical::ROWS,
    intrapleural::ROWS,
    intracavitary::ROWS,
    perilymphatic::ROWS,
    inhaled::ROWS,
    competence::ROWS,
    priming::ROWS,
    memory::ROWS,
    node::ROWS,
    blood::ROWS,
    influx::ROWS,
    suppression::ROWS,
    surgery::ROWS,
    supply::ROWS,
    leak::ROWS,
    cyclophosphamide::ROWS,
    ifosfamide::ROWS,
    fludarabine::ROWS,
    fluorouracil::ROWS,
    cisplatin::ROWS,
    retinoic_acid::ROWS,
    interferon_alpha::ROWS,
    interferon_gamma::ROWS,
    anti_cd4::ROWS,
    anti_cd8::ROWS,
    anti_nk::ROWS,
    anti_cd25::ROWS,
    irradiation::ROWS,
    cells::ROWS,
    rejection::ROWS,
    graft_versus_host::ROWS,
    soluble_receptor::ROWS,
];

/// Every key, in the order of the tables.
pub fn all_keys() -> impl Iterator<Item = &'static KeyDef> {
    let tables = FIRST.iter().chain(&effectors::TABLES).chain(LAST);
    tables.copied().flatten().copied()
}

/// The times until dead cells are cleared, on clocks of twelve bits.
pub fn clearances() -> [&'static KeyDef; 2] {
    [tumour_cell::DYING_TIME.def(), tumour_cell::NECROTIC_TIME.def()]
}

/// Tissue steps in a tick of cells' clocks: as many as the longest clock needs to fit its bits, the
/// values of keys by their paths.
pub(crate) fn tick_steps(step_h: f64, value: impl Fn(&str) -> f64) -> f64 {
    let ratios = EFFECTORS.iter().filter_map(|kind| kind.stimulus_ratio);
    let ratio = ratios.map(|ratio| value(ratio.path())).fold(1.0, f64::max);
    let stimulus_h = value(ctl::STIMULUS_TIME.path()) * ratio;
    let longest_h = clocks().map(|key| value(key.path)).fold(stimulus_h, f64::max);
    let cleared_h = clearances().map(|key| value(key.path)).into_iter().fold(0.0, f64::max);
    // A refractory time is on average half a tick less a half step longer in ticks (see `waiting`).
    let refractory = clocks().filter(|key| is_refractory(key)).map(|key| value(key.path));
    let refractory_h = refractory.fold(0.0, f64::max);
    let steps = (longest_h / (255.0 * step_h))
        .max(cleared_h / (4095.0 * step_h))
        .max((refractory_h / step_h - 0.5) / 254.5);
    libm::ceil(steps - 1e-9).max(1.0)
}

/// Whether a clock is the time after a hit: shorter than a tick it is told by parts of one.
pub(crate) fn is_refractory(key: &KeyDef) -> bool {
    EFFECTORS.iter().filter_map(|kind| kind.refractory).any(|own| own.path() == key.path)
}

/// The times of cells' clocks.
pub fn clocks() -> impl Iterator<Item = &'static KeyDef> {
    all_keys().filter(|key| key.clock)
}
