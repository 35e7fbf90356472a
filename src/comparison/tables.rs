//! An analysis as tables.
//!
//! In: an [`Analysis`]. Out: columns and rows of `fractions`, `medians`, `survival`, `comparison`,
//! `dose_response` and `sensitivity`; what a column is and how its value is computed stands in
//! `columns`. Tables without rows are left out. Every row names arm and point and holds the values
//! of the design's keys; numbers are rounded to nine significant digits, and what could not be
//! computed is empty.

use super::columns::{
    ColumnOf, TableRow, arm, comparison, dose_response, fractions, left_site, measure, medians,
    point, sensitivity, survival,
};
use super::{Analysis, TrialKey, TrialLevel};
use crate::table::{Column, ColumnKind, Definition, Value};

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct ComparisonTable {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Definition>,
    /// Its rows.
    pub rows: Vec<Vec<Value>>,
}

/// All tables that have rows.
pub(crate) fn tables(analysis: &Analysis) -> Vec<ComparisonTable> {
    let at =
        |entry: usize, measure: usize| (analysis.trial.entries[entry].arm, Some(entry), measure);
    let times = analysis
        .curves
        .iter()
        .flat_map(|of| of.curve.times.iter().map(move |one| (one, of.entry, of.measure)));
    let all = [
        table(
            ("fractions", analysis),
            fractions(),
            analysis.fractions.iter().map(|f| (f, at(f.entry, f.measure))),
        ),
        table(
            ("medians", analysis),
            medians(),
            analysis.middles.iter().map(|m| (m, at(m.entry, m.measure))),
        ),
        table(
            ("survival", analysis),
            survival(),
            times.map(|(one, entry, measure)| (one, at(entry, measure))),
        ),
        table(
            ("comparison", analysis),
            comparison(),
            analysis.comparisons.iter().map(|c| (c, at(c.entry, c.measure))),
        ),
        table(
            ("dose_response", analysis),
            dose_response(),
            analysis.fits.iter().map(|fit| (fit, (fit.arm, None, fit.measure))),
        ),
        table(
            ("sensitivity", analysis),
            sensitivity(),
            analysis.sensitivities.iter().map(|s| (s, (s.arm, None, s.measure))),
        ),
    ];
    all.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

/// Arm, entry, measure.
type Place = (usize, Option<usize>, usize);

/// A table of rows that are about one thing each. Those about an entry name its point and the
/// values of its keys.
fn table<'a, T: 'a>(
    (name, analysis): (&'static str, &'a Analysis),
    own: Vec<ColumnOf<T>>,
    rows: impl Iterator<Item = (&'a T, Place)>,
) -> ComparisonTable {
    let (before, behind): (Vec<ColumnOf<T>>, Vec<ColumnOf<T>>) =
        (vec![arm(), point()], measure().into_iter().chain(own).chain([left_site()]).collect());
    let mut of_entries = false;
    let rows: Vec<Vec<Value>> = rows
        .map(|(of, (arm, entry, measure))| {
            let row = TableRow { analysis, of, arm, entry, measure };
            of_entries = entry.is_some();
            let head = before.iter().take(1 + usize::from(of_entries));
            let mut values: Vec<Value> = head.map(|column| (column.value)(&row)).collect();
            let levels = entry.map_or(&[][..], |entry| &analysis.trial.entries[entry].levels);
            values.extend(levels.iter().map(|level| match level {
                TrialLevel::Number(number) => Value::Number(*number),
                TrialLevel::Text(text) => Value::Text(text.clone()),
            }));
            values.extend(behind.iter().map(|column| (column.value)(&row)));
            values
        })
        .collect();
    let taken: Vec<&str> =
        before.iter().chain(&behind).map(|column| column.column.name.as_str()).collect();
    let keys = analysis.trial.keys.iter().filter(|_| of_entries).map(|key| key_column(key, &taken));
    let head = before.iter().take(1 + usize::from(of_entries)).map(Definition::described);
    let columns = head.chain(keys).chain(behind.iter().map(Definition::described)).collect();
    ComparisonTable { name, columns, rows }
}

/// The column of a design's key: its name, or `design.NAME` where the table has a column of that
/// name.
fn key_column(key: &TrialKey, taken: &[&str]) -> Definition {
    let name = if taken.contains(&key.name.as_str()) {
        format!("design.{}", key.name)
    } else {
        key.name.clone()
    };
    let kind = if key.unit.is_some() { ColumnKind::Number } else { ColumnKind::Text };
    let unit = key.unit.as_deref().unwrap_or("");
    Definition::new(Column { name, kind }, unit, "value of the design's key", ())
}
