//! The columns of a dataset: names, types, units, meanings.
//!
//! In: a plan. Out: the columns of each table, and `schema.json`.

use serde_json::{Value, json};

use crate::census::SERIES;
use crate::input::units::units_of;
use crate::keys::all_keys;
use crate::simulation::outcome_columns;
use crate::table::{Column, ColumnKind};

use super::super::plan::{DesignColumn, Plan};

/// Version of the tables.
pub const VERSION: u32 = 1;

/// What the outcomes mean.
const OUTCOMES: &[(&str, &str, &str)] = &[
    (
        "replicate",
        "",
        "number of the animal or patient; with the seed it fixes everything that is drawn",
    ),
    ("seed", "", "seed of every random stream"),
    ("response", "", "response at the end: CR, PR, SD or PD"),
    ("end_reason", "", "why the animal was followed no longer"),
    ("end_h", "h", "time of its end"),
    (
        "baseline_mm2",
        "mm2",
        "sum of the lesions' squared diameters at baseline (the first treatment)",
    ),
    ("nadir_tumour_cells", "cells", "smallest number of living tumour cells"),
    ("nadir_h", "h", "when that was"),
    ("final_tumour_cells", "cells", "living tumour cells at the end"),
    ("final_mm2", "mm2", "sum of the lesions' squared diameters at the end"),
    ("cleared_h", "h", "since when no tumour cell has lived; null: some live"),
    ("recurrence_h", "h", "when a tumour was detected again; null: never"),
    ("best_response", "", "best response: CR, PR, SD or PD"),
    ("response_h", "h", "when a response began; null: none"),
    ("response_duration_h", "h", "how long it lasted; null: none"),
    ("response_censored", "", "1: it still lasted at the end; null: none"),
    ("progression_h", "h", "when the disease progressed; null: never"),
    ("survival_h", "h", "time to death, or until when the animal was followed"),
    ("survival_event", "", "1: it died; 0: censored"),
    ("toxic_death", "", "1: it died of the treatment"),
    (
        "progression_free_h",
        "h",
        "time to progression or death, or until when the animal was followed",
    ),
    ("progression_free_event", "", "1: progression or death; 0: censored"),
    ("baseline_lesions", "", "lesions at baseline"),
    ("final_lesions", "", "lesions at the end"),
    ("baseline_foci", "", "separate foci of living tumour at baseline"),
    ("final_foci", "", "separate foci of living tumour at the end"),
    ("peak_leak", "", "highest capillary-leak index"),
    ("dose_limiting_toxicity_h", "h", "when toxicity became dose-limiting; null: never"),
    ("peak_graft_versus_host", "", "highest graft-versus-host index"),
    ("final_graft_cells_in_blood", "cells", "given cells in blood at the end"),
    ("final_digest", "", "BLAKE3 of the final state: equal digests, equal animals"),
];

/// A design column as a column of a table.
fn column(design: &DesignColumn) -> Column {
    Column {
        name: design.name.clone(),
        kind: if design.unit.is_some() { ColumnKind::Number } else { ColumnKind::Text },
    }
}

/// Columns of `outcomes`.
pub fn outcomes(plan: &Plan) -> Vec<Column> {
    let mut columns = vec![Column::count("point")];
    columns.extend(plan.columns.iter().map(column));
    columns.extend(outcome_columns(&plan.sampled));
    columns
}

/// Columns of `design.parquet`.
pub fn design(plan: &Plan) -> Vec<Column> {
    let mut columns = vec![Column::text("arm"), Column::count("point")];
    columns.extend(plan.columns.iter().map(column));
    columns.extend([Column::text("identity"), Column::count("seed")]);
    columns
}

/// What a dataset was merged from.
pub fn plan_digest(plan: &Plan) -> String {
    blake3::hash(plan.to_json().as_bytes()).to_hex().to_string()
}

/// Unit and meaning of a column.
pub fn meaning(plan: &Plan, name: &str) -> (String, String) {
    if let Some(design) = plan.columns.iter().find(|design| design.name == name) {
        return (
            design.unit.clone().unwrap_or_default(),
            format!("design: {}", design.keys.join(", ")),
        );
    }
    if let Some((_, unit, meaning)) = OUTCOMES.iter().find(|(known, ..)| *known == name) {
        return (unit.to_string(), meaning.to_string());
    }
    let known: &[(&str, &str)] = &[
        ("arm", "arm of the study (the name of the partition's directory)"),
        ("point", "number of the point in the design; with the arm it names a scenario"),
        (
            "identity",
            "digest of the point's scenario and the rulebook: equal identities, equal rows",
        ),
        ("site", "anatomical site"),
        ("time_h", "time from the inoculation"),
        ("digest", "BLAKE3 of the state at that time"),
    ];
    let series = SERIES.iter().find(|(ending, ..)| name.ends_with(ending));
    let unit = series.map_or("", |(_, unit, _)| unit);
    if let Some((_, meaning)) = known.iter().find(|(known, _)| *known == name) {
        return (unit.to_string(), meaning.to_string());
    }
    let pattern: Vec<&str> = name
        .split('.')
        .map(|part| if part.parse::<usize>().is_ok() { "N" } else { part })
        .collect();
    if let Some(key) = all_keys().find(|key| key.path == pattern.join(".")) {
        let unit = units_of(key.quantity).first().map_or("", |unit| unit.name);
        return (unit.to_string(), format!("value of the animal: {}", key.doc));
    }
    (
        unit.to_string(),
        series.map_or("a number of the run's series", |(.., meaning)| meaning).to_string(),
    )
}

/// Unit of a column of the outcomes; empty for none.
pub fn unit(plan: &Plan, name: &str) -> String {
    meaning(plan, name).0
}

/// `schema.json`.
pub fn json(plan: &Plan, series: Option<&[Column]>) -> Vec<u8> {
    let table = |columns: &[Column]| -> Vec<Value> {
        let row = |column: &Column| {
            let (unit, meaning) = meaning(plan, &column.name);
            json!({ "name": column.name, "type": type_name(column.kind), "unit": unit, "meaning": meaning })
        };
        columns.iter().map(row).collect()
    };
    let arm = Column::text("arm");
    let with_arm = |columns: &[Column]| table(&[std::slice::from_ref(&arm), columns].concat());
    let mut tables = serde_json::Map::new();
    tables.insert("outcomes".to_string(), Value::Array(with_arm(&outcomes(plan))));
    if let Some(series) = series {
        tables.insert("series".to_string(), Value::Array(with_arm(series)));
    }
    tables.insert("design".to_string(), Value::Array(table(&design(plan))));
    let whole = json!({
        "program": "il2sim dataset", "schema": VERSION, "plan": plan_digest(plan), "title": plan.title, "arms": plan.arms, "control": plan.control,
        "compare": plan.outcomes, "tables": tables,
    });
    let mut bytes = serde_json::to_vec_pretty(&whole).expect("words and numbers have a JSON form");
    bytes.push(b'\n');
    bytes
}

/// Type of a column in the schema's words.
fn type_name(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Count => "uint64",
        ColumnKind::Number => "float64",
        ColumnKind::Text => "string",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_meaning() {
        let columns = outcome_columns(&[]);
        let named: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let known: Vec<&str> = OUTCOMES.iter().map(|(name, ..)| *name).collect();
        assert_eq!(named, known);
    }
}
