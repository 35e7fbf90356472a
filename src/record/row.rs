//! Whether a row fits its table.

use super::RecordError;
use crate::table::{Column, ColumnKind, Value};

/// Refuses a row that does not fit its columns.
pub(crate) fn check_row(table: &str, columns: &[Column], row: &[Value]) -> Result<(), RecordError> {
    let shape = |what: String| RecordError::Shape { place: format!("table {table}"), what };
    if row.len() != columns.len() {
        return Err(shape(format!("a row of {} values for {} columns", row.len(), columns.len())));
    }
    for (column, value) in columns.iter().zip(row) {
        let fits = match value {
            Value::Missing => true,
            Value::Count(count) if column.kind == ColumnKind::Count => {
                signed(*count).map_err(|what| shape(format!("column {}: {what}", column.name)))?;
                true
            }
            Value::Count(_) => false,
            Value::Number(_) => column.kind == ColumnKind::Number,
            Value::Text(_) => column.kind == ColumnKind::Text,
            Value::Flag(_) => column.kind == ColumnKind::Flag,
        };
        if !fits {
            return Err(shape(format!(
                "column {} holds {:?}s, not {value:?}",
                column.name, column.kind
            )));
        }
    }
    Ok(())
}

/// A count as tables hold it: signed, so that differences of two columns have a sign.
pub(crate) fn signed(count: u64) -> Result<i64, String> {
    i64::try_from(count).map_err(|_| format!("{count} is more than a table holds ({})", i64::MAX))
}
