//! The series: one row a site and record time.
//!
//! In: the ensemble at a time point. Out: columns and rows of `series.parquet`, for a run's
//! directory and for a study's dataset alike. What a column is and how its value is computed stands
//! in one row: those of the tissue in `engine::row`, those of the host in `host::record`, the
//! others here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::engine::{self, SiteCensus};
use crate::host::{Host, HostSite};
use crate::input::Problems;
use crate::input::problem::quoted;
use crate::input::value::nearest;
use crate::kinds::{FOUNDING, KINDS, LINES};
use crate::scenario::Scenario;
use crate::scenario::types::Site;
use crate::table::{self, Column, Definition, Layout, Value};

use super::ensemble::Ensemble;
use super::error::SimulationError;

/// Columns that every row begins with.
pub(crate) const FIRST_COLUMNS: [&str; 3] = ["replicate", "site", "time_h"];

/// The column of an animal's digest.
pub(crate) const DIGEST: &str = "digest";
/// The column of separate foci.
const FOCI: &str = "foci";

/// What a row is about.
pub(super) struct SeriesRow<'a> {
    replicate: u32,
    site: &'a Site,
    time_h: f64,
    census: &'a SiteCensus,
    host: HostSite<'a>,
    foci: u64,
    digest: &'a str,
}

/// A column of the series with what computes its value.
pub(super) type SeriesColumn = Definition<Box<dyn Fn(&SeriesRow<'_>) -> Value + Send + Sync>>;

/// A column with what computes its value: no more than `value` knows of the row.
fn own(
    column: Column,
    unit: &str,
    meaning: &str,
    value: impl Fn(&SeriesRow<'_>) -> Value + Send + Sync + 'static,
) -> SeriesColumn {
    Definition::new(column, unit, meaning, Box::new(value))
}

/// All columns, of so many tumours and vaccines.
fn definitions(tumours: usize, vaccines: usize) -> Vec<SeriesColumn> {
    let [replicate, site, time_h] = FIRST_COLUMNS;
    let mut columns = vec![
        own(
            Column::count(replicate),
            "",
            "number of the animal or patient; with the seed it fixes everything that is drawn",
            |row| Value::Count(u64::from(row.replicate)),
        ),
        own(Column::text(site), "", "anatomical site", |row| Value::Text(row.site.name.clone())),
        own(Column::number(time_h), "h", "time from the inoculation", |row| {
            Value::Number(row.time_h)
        }),
    ];
    columns.extend(engine::columns(tumours, vaccines).into_iter().map(|column| {
        column.map(|value| -> Box<dyn Fn(&SeriesRow<'_>) -> Value + Send + Sync> {
            Box::new(move |row| value(row.census))
        })
    }));
    columns.extend(Host::columns().into_iter().map(|column| {
        column.map(|value| -> Box<dyn Fn(&SeriesRow<'_>) -> Value + Send + Sync> {
            Box::new(move |row| value(&row.host))
        })
    }));
    columns.push(own(
        Column::count(FOCI),
        "",
        "separate foci of living tumour in the site",
        |row| Value::Count(row.foci),
    ));
    columns.push(own(
        Column::text(DIGEST),
        "",
        "BLAKE3 of the animal's state at that time: equal digests, equal animals",
        |row| Value::Text(row.digest.to_owned()),
    ));
    columns
}

/// The columns of `series.parquet` with their units and meanings, of as many tumours and vaccines
/// as there may be: a scenario has those of its own.
pub fn series_described() -> Vec<Definition> {
    definitions(LINES, LINES).iter().map(Definition::described).collect()
}

/// What is said of a column of the series; none where it has no such column.
pub fn series_column(name: &str) -> Option<&'static Definition> {
    static ALL: LazyLock<BTreeMap<String, Definition>> = LazyLock::new(|| {
        series_described().into_iter().map(|of| (of.column.name.clone(), of)).collect()
    });
    ALL.get(name)
}

/// The columns of a scenario's series with what computes them: all, or those that it chose.
fn chosen(scenario: &Scenario) -> Vec<SeriesColumn> {
    let mut columns = definitions(scenario.tumours.len(), scenario.vaccines.len());
    if let Some(names) = &scenario.record.columns {
        let is_key = |name: &String| FIRST_COLUMNS.contains(&name.as_str());
        columns.retain(|SeriesColumn { column, .. }| {
            is_key(&column.name) || names.contains(&column.name)
        });
    }
    columns
}

/// Whether a column counts what a site has of its own: the sites of an animal add up.
pub fn is_counted_in_sites(name: &str) -> bool {
    name == "foci"
        || engine::columns(LINES, LINES)
            .iter()
            .any(|of| of.column.name == name && of.column.kind == table::ColumnKind::Count)
}

/// The columns of `series.parquet`.
pub fn series_columns(scenario: &Scenario) -> Vec<Column> {
    table::columns(&chosen(scenario))
}

/// Refuses names of `record.columns` that no column of the scenario's series has.
///
/// # Errors
/// A problem for each, with the nearest name and all that there are.
pub fn check_columns(scenario: &Scenario) -> Result<(), Problems> {
    let Some(names) = &scenario.record.columns else { return Ok(()) };
    let all = definitions(scenario.tumours.len(), scenario.vaccines.len());
    let known: Vec<&str> = all.iter().map(|own| own.column.name.as_str()).collect();
    let wrong = names.iter().filter(|name| !known.contains(&name.as_str())).map(|name| {
        let near = nearest(name, known.iter().copied());
        let near = near.map(|near| format!("did you mean \"{near}\"?"));
        let all = format!("the columns are {}", known.join(", "));
        let message = format!("{} cannot be in `record.columns`", quoted(name));
        (message, near.into_iter().chain([all]).collect())
    });
    let wrong: Vec<(String, Vec<String>)> = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(scenario.wrong_columns(wrong)) }
}

/// Columns that version 0.1.0 wrote beside those of the same values, `NAME_refused`.
fn twice() -> impl Iterator<Item = Column> {
    KINDS[..FOUNDING].iter().map(|kind| Column::count(format!("refused_{}", kind.name)))
}

/// Whether a column of an earlier version is left out: another has its values.
#[cfg(feature = "native")]
pub(crate) fn is_left_out(name: &str) -> bool {
    twice().any(|column| column.name == name)
}

/// Whether a column is of a kind that version 0.1.0 did not have.
fn is_later(name: &str) -> bool {
    KINDS[FOUNDING..].iter().any(|kind| {
        name.strip_prefix(kind.name).is_some_and(|rest| rest.starts_with('_'))
            || name.strip_prefix("killed_by_") == Some(kind.name)
    })
}

/// The columns of `series.parquet`, and those of version 0.1.0.
pub fn series_layout(scenario: &Scenario) -> Layout {
    let columns = series_columns(scenario);
    let mut earlier = columns.clone();
    earlier.retain(|column| !is_later(&column.name));
    let behind = earlier.iter().position(|column| column.name == FOCI).unwrap_or(earlier.len());
    earlier.splice(behind..behind, twice());
    Layout { columns, earlier }
}

/// Rows of a member at the present time, one a site.
pub(crate) fn series_rows(
    scenario: &Scenario,
    time_h: f64,
    ensemble: &mut Ensemble,
    member: usize,
) -> Result<Vec<Vec<Value>>, SimulationError> {
    let columns = chosen(scenario);
    let has = |name: &str| columns.iter().any(|own| own.column.name == name);
    // Both look at every cell: for whoever wants them alone.
    let digest = if has(DIGEST) { ensemble.digest(member)? } else { String::new() };
    let foci = if has(FOCI) { ensemble.foci(member)? } else { vec![0; scenario.sites.len()] };
    let replicate = ensemble.members()[member].replicate();
    let (census, host) = (ensemble.census(member), ensemble.host(member));
    let of_site = |(index, ((site, census), foci)): (usize, ((_, _), u64))| {
        let row = SeriesRow {
            replicate,
            site,
            time_h,
            census,
            host: host.of_site(index),
            foci,
            digest: &digest,
        };
        columns.iter().map(|column| (column.value)(&row)).collect()
    };
    Ok(scenario.sites.iter().zip(census).zip(foci).enumerate().map(of_site).collect())
}

#[cfg(test)]
mod tests;
