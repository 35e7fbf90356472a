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
            Value::Count(_) => column.kind == ColumnKind::Count,
            Value::Number(_) => column.kind == ColumnKind::Number,
            Value::Text(_) => column.kind == ColumnKind::Text,
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
