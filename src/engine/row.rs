//! From counts to what the host and the tables get: [`SiteCensus`].

use super::counters::{self, Present};
use super::error::EngineError;
use crate::exchange::SiteReturn;
use crate::kinds::{EffectorKind, FIELD_KEYS, GRAFTS, KILLER_KINDS, KILLERS, KINDS, LINES};
use crate::rules;
use crate::table::{Column, Value};
use crate::world::{Geometry, Params, units_per_molecule};

/// One site at the end of a host step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteCensus {
    /// What the host gets back.
    pub returned: SiteReturn,
    /// Values of [`columns`].
    pub row: Vec<Value>,
}

/// Columns of a site's census, in order; `tumours` and `vaccines`: lines of each.
pub fn columns(tumours: usize, vaccines: usize) -> Vec<Column> {
    let mut columns = vec![
        Column::count("tumour_cells"),
        Column::count("mhc_positive_cells"),
        Column::count("mhc_negative_cells"),
    ];
    if tumours > 1 {
        columns.extend((0..tumours).map(|line| Column::count(format!("tumour_{line}_cells"))));
    }
    if vaccines > 1 {
        columns.extend((0..vaccines).map(|line| Column::count(format!("vaccine_{line}_cells"))));
    }
    columns.extend(
        ["vaccine_cells", "stroma_cells", "dying_cells", "necrotic_cells"].map(Column::count),
    );
    columns.extend(KINDS.map(|kind| Column::count(format!("{}_cells", kind.name))));
    columns.push(Column::count("engaged_cells"));
    columns.extend(["tumour_divisions", "natural_deaths", "hypoxic_deaths"].map(Column::count));
    columns.extend(KILLERS.map(|kind| Column::count(format!("killed_by_{}", kind.row().name))));
    columns.extend(["killed_by_drugs", "resected_cells", "cells_put_in"].map(Column::count));
    for event in ["entered", "refused", "divided", "died", "resected", "put_in"] {
        columns.extend(KINDS.map(|kind| Column::count(format!("{}_{event}", kind.name))));
    }
    columns.extend(["nk_became_lak", "dead_cleared", "dead_resected"].map(Column::count));
    columns.extend((1..=GRAFTS).map(|graft| Column::count(format!("graft_{graft}_cells"))));
    columns.extend(
        ["il2_mean_pm", "il2_at_tumour_pm", "il2_at_vaccine_pm", "ifng_mean_pm"]
            .map(Column::number),
    );
    for field in FIELD_KEYS {
        columns.push(Column::count(format!("{field}_units")));
        columns.extend(
            counters::LEDGER_ENTRIES.map(|entry| Column::count(format!("{field}_{entry}_units"))),
        );
    }
    columns
}

/// The census of one site. `before`: the totals at the start of the host step.
pub fn census(
    now: &Present,
    totals: &[u64],
    before: &[u64],
    params: &Params,
    geometry: &Geometry,
) -> SiteCensus {
    let of_form = |form: u32| {
        params
            .lines
            .iter()
            .zip(now.living)
            .filter(move |(line, _)| line.form & 7 == form)
            .map(|(_, living)| living)
            .collect::<Vec<_>>()
    };
    let tumour = now.tumour();
    let sum = |base: usize| totals[base..base + LINES].iter().sum::<u64>();
    let mut row: Vec<Value> = vec![
        Value::Count(tumour),
        Value::Count(now.mhc_positive),
        Value::Count(tumour - now.mhc_positive),
    ];
    for living in [of_form(rules::TUMOUR), of_form(rules::VACCINE)]
        .into_iter()
        .filter(|living| living.len() > 1)
    {
        row.extend(living.into_iter().map(Value::Count));
    }
    row.extend(
        now.other.iter().chain(&now.effectors).chain([&now.engaged]).map(|n| Value::Count(*n)),
    );
    row.push(Value::Count(sum(counters::DIVIDED)));
    row.extend(
        counters::DEATHS
            .iter()
            .chain(&[counters::RESECTED, counters::PUT_IN])
            .map(|base| Value::Count(sum(*base))),
    );
    row.extend(EffectorKind::all().map(|kind| Value::Count(counters::entered(totals, kind))));
    for base in [
        counters::REFUSED,
        counters::EFFECTOR_DIVIDED,
        counters::EFFECTOR_DIED,
        counters::EFFECTOR_RESECTED,
        counters::EFFECTOR_PUT_IN,
    ] {
        row.extend(totals[base..base + KINDS.len()].iter().map(|n| Value::Count(*n)));
    }
    row.extend(
        [counters::CONVERTED, counters::CLEARED, counters::DEAD_RESECTED]
            .map(|index| Value::Count(totals[index])),
    );
    row.extend(now.grafts.map(Value::Count));
    let units_per_pm = f64::from(params.laws[0].units_per_pm) / 256.0;
    let field_cells = geometry.field_cells() as f64;
    let mean = |amount: u64, over: f64| {
        Value::Number(if over > 0.0 { amount as f64 / over / units_per_pm } else { 0.0 })
    };
    row.push(mean(now.amounts[0], field_cells));
    row.push(mean(now.il2_at_tumour, tumour as f64));
    row.push(mean(now.il2_at_vaccine, now.other[0] as f64));
    row.push(mean(now.amounts[1], field_cells));
    for field in 0..FIELD_KEYS.len() {
        row.push(Value::Count(now.amounts[field]));
        let base = counters::LEDGER + field * counters::LEDGER_ENTRIES.len();
        row.extend(
            totals[base..base + counters::LEDGER_ENTRIES.len()].iter().map(|n| Value::Count(*n)),
        );
    }
    SiteCensus { returned: returned(now, totals, before, params, geometry), row }
}

/// What the host gets back for this host step.
fn returned(
    now: &Present,
    totals: &[u64],
    before: &[u64],
    params: &Params,
    geometry: &Geometry,
) -> SiteReturn {
    let step = |index: usize| totals[index] - before[index];
    let il2 = |entry: usize| step(counters::LEDGER + entry) as f64;
    SiteReturn {
        tumour: now.tumour(),
        tumour_at_edge: now.at_edge,
        effectors: now.effectors,
        killed: (0..LINES)
            .map(|line| (0..KILLER_KINDS).map(|killer| step(counters::killed(killer) + line)).sum())
            .collect(),
        died: (0..LINES)
            .map(|line| {
                step(counters::NATURAL + line)
                    + step(counters::HYPOXIC + line)
                    + step(counters::BY_DRUG + line)
            })
            .collect(),
        vaccine: now.other[0],
        il2_at_vaccine_pm: now.il2_at_vaccine as f64 / now.other[0].max(1) as f64 * 256.0
            / f64::from(params.laws[0].units_per_pm),
        grafts: now.grafts,
        put_in: std::array::from_fn(|kind| step(counters::EFFECTOR_PUT_IN + kind)),
        entered: std::array::from_fn(|group| step(counters::ENTERED + group)),
        nk_lak_activation: now.activation as f64 / 3.0,
        il2_to_blood_molecules: (il2(4) - il2(1)) / units_per_molecule(geometry.field_volume_um3()),
        volume_mm3: geometry.volume_mm3(),
        area_mm2: geometry.area_mm2(),
    }
}

/// Proves a site's accounts, and that no field was saturated.
pub fn check(
    replicate: u32,
    site: usize,
    first: &Present,
    now: &Present,
    totals: &[u64],
) -> Result<(), EngineError> {
    for (field, name) in FIELD_KEYS.into_iter().enumerate() {
        let units = totals[counters::LEDGER + field * counters::LEDGER_ENTRIES.len() + 5];
        if units > 0 {
            return Err(EngineError::Saturated { replicate, site, field: name, units });
        }
    }
    counters::check(first, now, totals).map_err(|imbalance| EngineError::Account {
        replicate,
        site,
        imbalance,
    })
}
