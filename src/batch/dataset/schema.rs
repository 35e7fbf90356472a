//! The columns of a dataset: names, types, units, meanings.
//!
//! In: a plan. Out: the columns of each table, and `schema.json`. What the outcomes and the series
//! are say their own lists (`simulation`); here stand the columns that a study adds.

use serde_json::{Value, json};

use crate::simulation::{outcome_table, series_column};
use crate::table::{Column, Definition};

use super::super::plan::{DesignColumn, StudyPlan};

/// Version of the tables.
pub(crate) const VERSION: u32 = 1;

/// The arm: a column of readers of partitions, and of tables of all arms.
pub(crate) fn arm() -> Definition {
    let meaning = "arm of the study (the name of the partition's directory)";
    Definition::new(Column::text("arm"), "", meaning, ())
}

/// The point of the design.
pub(crate) fn point() -> Definition {
    let meaning = "number of the point in the design; with the arm it names a scenario";
    Definition::new(Column::count("point"), "", meaning, ())
}

/// What `design.parquet` has behind the design's own columns.
pub(crate) fn identities() -> [Definition; 2] {
    [
        Definition::new(
            Column::text("identity"),
            "",
            "digest of the point's scenario and the rulebook: equal identities, equal rows",
            (),
        ),
        Definition::new(Column::count("seed"), "", "seed of every random stream", ()),
    ]
}

/// A design column as a column of a table.
fn column(design: &DesignColumn) -> Definition {
    let mut meaning = format!("design: {}", design.keys.join(", "));
    if !design.labels.is_empty() {
        let pair = |(label, value): &(String, String)| format!("{label} = {value}");
        let labels: Vec<String> = design.labels.iter().map(pair).collect();
        meaning += &format!("; labels: {}", labels.join(", "));
    }
    match &design.unit {
        Some(unit) => Definition::new(Column::number(&design.name), unit, meaning, ()),
        None => Definition::new(Column::text(&design.name), "", meaning, ()),
    }
}

/// Columns of `outcomes`.
pub(crate) fn outcomes(plan: &StudyPlan) -> Vec<Definition> {
    let mut columns = vec![point()];
    columns.extend(plan.columns.iter().map(column));
    columns.extend(outcome_table(&plan.sampled).iter().map(|of| of.definition.described()));
    columns
}

/// Columns of `series` with these names, those of the run's series behind the point.
fn series(columns: &[Column]) -> Vec<Definition> {
    let known = |column: &Column| match series_column(&column.name) {
        Some(known) => known.clone(),
        None => point(),
    };
    columns.iter().map(known).collect()
}

/// Columns of `design.parquet`.
pub(crate) fn design(plan: &StudyPlan) -> Vec<Definition> {
    let mut columns = vec![arm(), point()];
    columns.extend(plan.columns.iter().map(column));
    columns.extend(identities());
    columns
}

/// What a dataset was merged from.
pub(crate) fn plan_digest(plan: &StudyPlan) -> String {
    blake3::hash(plan.to_json().as_bytes()).to_hex().to_string()
}

/// What is said of a column of the outcomes.
pub(crate) fn outcome(plan: &StudyPlan, name: &str) -> Option<Definition> {
    outcomes(plan).into_iter().find(|known| known.column.name == name)
}

/// `schema.json`.
pub(crate) fn json(plan: &StudyPlan, columns: Option<&[Column]>) -> Vec<u8> {
    let table = |columns: &[Definition]| -> Value {
        let row = |of: &Definition| {
            json!({
                "name": of.column.name,
                "type": of.column.kind.type_name(),
                "unit": of.unit,
                "meaning": of.meaning,
            })
        };
        columns.iter().map(row).collect()
    };
    let with_arm = |columns: Vec<Definition>| table(&[vec![arm()], columns].concat());
    let mut tables = serde_json::Map::new();
    tables.insert("outcomes".to_string(), with_arm(outcomes(plan)));
    if let Some(columns) = columns {
        tables.insert("series".to_string(), with_arm(series(columns)));
    }
    tables.insert("design".to_string(), table(&design(plan)));
    let whole = json!({
        "program": "il2sim dataset", "schema": VERSION, "plan": plan_digest(plan),
        "title": plan.title, "arms": plan.arms, "control": plan.control,
        "compare": plan.outcomes, "tables": tables,
    });
    let mut bytes = serde_json::to_vec_pretty(&whole).expect("words and numbers have a JSON form");
    bytes.push(b'\n');
    bytes
}
