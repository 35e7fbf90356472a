//! The series: one row a site and record time.
//!
//! In: the ensemble at a moment. Out: columns and rows of `series.parquet`, for a run's directory
//! and for a study's dataset alike.

use crate::engine;
use crate::host::Host;
use crate::scenario::Scenario;
use crate::scenario::types::Site;
use crate::table::{Column, ColumnKind, Value};

use super::ensemble::Ensemble;
use super::error::SimulationError;

/// Columns that every row begins with.
pub const FIRST_COLUMNS: [&str; 3] = ["replicate", "site", "time_h"];

/// The columns of `series.parquet`.
pub fn series_columns(scenario: &Scenario) -> Vec<Column> {
    let [replicate, site, time_h] = FIRST_COLUMNS;
    let mut columns = vec![Column::count(replicate), Column::text(site), Column::number(time_h)];
    columns.extend(engine::columns(scenario.tumours.len(), scenario.vaccines.len()));
    columns.extend(Host::columns());
    columns.push(Column::count("foci"));
    columns.push(Column { name: "digest".to_string(), kind: ColumnKind::Text });
    columns
}

/// Rows of a member at the present moment, one a site.
pub fn series_rows(
    scenario: &Scenario,
    time_h: f64,
    ensemble: &mut Ensemble,
    member: usize,
) -> Result<Vec<Vec<Value>>, SimulationError> {
    let digest = ensemble.digest(member)?;
    let replicate = ensemble.members()[member].replicate();
    let foci = ensemble.foci(member)?;
    let of_site = |((site, counts), foci): ((&Site, Vec<Value>), u64)| {
        let mut row = vec![
            Value::Count(u64::from(replicate)),
            Value::Text(site.name.clone()),
            Value::Number(time_h),
        ];
        row.extend(counts);
        row.push(Value::Count(foci));
        row.push(Value::Text(digest.clone()));
        row
    };
    Ok(scenario.sites.iter().zip(ensemble.rows(member)).zip(foci).map(of_site).collect())
}
