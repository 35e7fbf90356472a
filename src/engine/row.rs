//! From counts to what the host and the tables get: [`SiteCensus`].

use super::EngineError;
use super::counters::{self, Present};
use crate::census::{Cell, Column};
use crate::exchange::{EFFECTOR_NAMES, EFFECTORS, SiteReturn};
use crate::world::{FIELD_KEYS, Geometry, Params, units_per_molecule};

/// One site at the end of a host step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteCensus {
    /// What the host gets back.
    pub returned: SiteReturn,
    /// Values of [`columns`].
    pub row: Vec<Cell>,
}

/// Columns of a site's census, in order; `lines` tumour lines.
pub fn columns(lines: usize) -> Vec<Column> {
    let mut columns = vec![Column::count("tumour_cells"), Column::count("mhc_positive_cells"), Column::count("mhc_negative_cells")];
    if lines > 1 {
        columns.extend((0..lines.min(counters::LINES)).map(|line| Column::count(format!("tumour_{line}_cells"))));
    }
    columns.extend(["vaccine_cells", "stroma_cells", "dying_cells", "necrotic_cells"].map(Column::count));
    columns.extend(EFFECTOR_NAMES.map(|name| Column::count(format!("{name}_cells"))));
    columns.push(Column::count("engaged_cells"));
    columns.extend(
        ["tumour_divisions", "natural_deaths", "hypoxic_deaths", "killed_by_ctl", "killed_by_nk", "killed_by_lak", "tumour_resected"].map(Column::count),
    );
    for event in ["entered", "refused", "divided", "died", "resected"] {
        columns.extend(EFFECTOR_NAMES.map(|name| Column::count(format!("{name}_{event}"))));
    }
    columns.extend(["nk_became_lak", "dead_cleared", "dead_resected"].map(Column::count));
    columns.extend([Column::number("il2_mean_pm"), Column::number("il2_at_tumour_pm"), Column::number("ifng_mean_pm")]);
    for field in FIELD_KEYS {
        columns.push(Column::count(format!("{field}_units")));
        columns.extend(counters::LEDGER_ENTRIES.map(|entry| Column::count(format!("{field}_{entry}_units"))));
    }
    columns
}

/// The census of one site. `before`: the totals at the start of the host step.
pub fn census(now: &Present, totals: &[u64], before: &[u64], params: &Params, geometry: &Geometry) -> SiteCensus {
    let lines = params.lines.iter().filter(|line| line.stage_chance != 0).count().max(1);
    let tumour: u64 = now.tumour.iter().sum();
    let sum = |base: usize| totals[base..base + counters::LINES].iter().sum::<u64>();
    let mut row: Vec<Cell> = vec![Cell::Count(tumour), Cell::Count(now.mhc_positive), Cell::Count(tumour - now.mhc_positive)];
    if lines > 1 {
        row.extend(now.tumour[..lines].iter().map(|n| Cell::Count(*n)));
    }
    row.extend(now.other.iter().chain(&now.effectors).chain([&now.engaged]).map(|n| Cell::Count(*n)));
    let events = [counters::DIVIDED, counters::NATURAL, counters::HYPOXIC, counters::BY_CTL, counters::BY_NK, counters::BY_LAK, counters::RESECTED];
    row.extend(events.map(|base| Cell::Count(sum(base))));
    for base in [counters::ENTERED, counters::REFUSED, counters::EFFECTOR_DIVIDED, counters::EFFECTOR_DIED, counters::EFFECTOR_RESECTED] {
        row.extend(totals[base..base + EFFECTORS].iter().map(|n| Cell::Count(*n)));
    }
    row.extend([counters::CONVERTED, counters::CLEARED, counters::DEAD_RESECTED].map(|index| Cell::Count(totals[index])));
    let units_per_pm = f64::from(params.laws[0].units_per_pm) / 256.0;
    let field_cells = geometry.field_cells() as f64;
    let mean = |amount: u64, over: f64| Cell::Number(if over > 0.0 { amount as f64 / over / units_per_pm } else { 0.0 });
    row.push(mean(now.amounts[0], field_cells));
    row.push(mean(now.il2_at_tumour, tumour as f64));
    row.push(mean(now.amounts[1], field_cells));
    for field in 0..4 {
        row.push(Cell::Count(now.amounts[field]));
        let base = counters::LEDGER + field * counters::LEDGER_ENTRIES.len();
        row.extend(totals[base..base + counters::LEDGER_ENTRIES.len()].iter().map(|n| Cell::Count(*n)));
    }
    SiteCensus { returned: returned(now, totals, before, geometry), row }
}

/// What the host gets back for this host step.
fn returned(now: &Present, totals: &[u64], before: &[u64], geometry: &Geometry) -> SiteReturn {
    let step = |index: usize| totals[index] - before[index];
    let il2 = |entry: usize| step(counters::LEDGER + entry) as f64;
    SiteReturn {
        tumour: now.tumour.iter().sum(),
        tumour_at_edge: now.at_edge,
        effectors: now.effectors,
        killed: (0..counters::LINES).map(|line| step(counters::BY_CTL + line) + step(counters::BY_NK + line) + step(counters::BY_LAK + line)).collect(),
        died: (0..counters::LINES).map(|line| step(counters::NATURAL + line) + step(counters::HYPOXIC + line)).collect(),
        entered: std::array::from_fn(|kind| step(counters::ENTERED + kind)),
        nk_lak_activation: now.activation as f64 / 3.0,
        il2_to_blood_molecules: (il2(4) - il2(1)) / units_per_molecule(geometry.field_volume_um3()),
        volume_mm3: geometry.volume_mm3(),
        area_mm2: geometry.area_mm2(),
    }
}

/// Proves a site's accounts, and that no field was saturated.
pub fn check(replicate: u32, site: usize, first: &Present, now: &Present, totals: &[u64]) -> Result<(), EngineError> {
    for (field, name) in FIELD_KEYS.into_iter().enumerate() {
        let units = totals[counters::LEDGER + field * counters::LEDGER_ENTRIES.len() + 5];
        if units > 0 {
            return Err(EngineError::Saturated { replicate, site, field: name, units });
        }
    }
    counters::check(first, now, totals).map_err(|source| EngineError::Account { replicate, site, source })
}
