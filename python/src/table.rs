//! Tables for Python, by the Arrow C stream interface: whoever takes them looks at the same bytes.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray,
};
use arrow_schema::{DataType, Field, Schema};
use il2sim::table::{ColumnKind, Definition, Value};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};

use crate::errors;

/// A table.
#[pyclass(frozen, module = "il2sim._il2sim")]
pub(crate) struct TableHandle {
    batch: RecordBatch,
}

impl TableHandle {
    /// Of rows, with the meanings of their columns.
    pub(crate) fn of(
        py: Python<'_>,
        definitions: &[Definition],
        rows: &[Vec<Value>],
    ) -> PyResult<TableHandle> {
        let fields: Vec<Field> = definitions.iter().map(field).collect();
        let columns = definitions.iter().enumerate();
        let columns = columns.map(|(place, definition)| {
            column(definition.column.kind, rows.iter().map(move |row| &row[place]))
        });
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.collect());
        batch
            .map(|batch| TableHandle { batch })
            .map_err(|error| errors::of_engine(py, format!("defect of the program: {error}")))
    }
}

/// A column's name and type; its unit and meaning as metadata.
fn field(definition: &Definition) -> Field {
    let kind = match definition.column.kind {
        ColumnKind::Count => DataType::Int64,
        ColumnKind::Number => DataType::Float64,
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Flag => DataType::Boolean,
    };
    let told = [("unit", &definition.unit), ("meaning", &definition.meaning)];
    let told = told.into_iter().filter(|(_, text)| !text.is_empty());
    let metadata: HashMap<String, String> =
        told.map(|(name, text)| (name.to_owned(), text.clone())).collect();
    Field::new(&definition.column.name, kind, true).with_metadata(metadata)
}

/// The values of a column.
fn column<'v>(kind: ColumnKind, values: impl Iterator<Item = &'v Value>) -> ArrayRef {
    match kind {
        ColumnKind::Count => Arc::new(Int64Array::from_iter(values.map(|value| match value {
            Value::Count(count) => i64::try_from(*count).ok(),
            _ => None,
        }))),
        ColumnKind::Number => Arc::new(Float64Array::from_iter(values.map(|value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        }))),
        ColumnKind::Text => Arc::new(StringArray::from_iter(values.map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }))),
        ColumnKind::Flag => Arc::new(BooleanArray::from_iter(values.map(Value::flag))),
    }
}

#[pymethods]
impl TableHandle {
    /// The stream; a schema that is asked for is not cast to, as the interface allows.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let schema = self.batch.schema();
        let batches = RecordBatchIterator::new([Ok(self.batch.clone())], schema);
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    /// The columns as lists.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for (field, values) in self.batch.schema().fields().iter().zip(self.batch.columns()) {
            columns.set_item(field.name(), list(py, values)?)?;
        }
        Ok(columns)
    }

    /// Name, type, unit and meaning of each column.
    fn columns(&self) -> Vec<(String, String, String, String)> {
        let schema = self.batch.schema();
        let of = |field: &Arc<Field>| {
            let told = |name: &str| field.metadata().get(name).cloned().unwrap_or_default();
            let kind = field.data_type().to_string();
            (field.name().clone(), kind, told("unit"), told("meaning"))
        };
        schema.fields().iter().map(of).collect()
    }
}

/// The values of a column as a list.
fn list<'py>(py: Python<'py>, values: &ArrayRef) -> PyResult<Bound<'py, PyList>> {
    match values.data_type() {
        DataType::Int64 => {
            PyList::new(py, values.as_primitive::<Int64Type>().iter().collect::<Vec<_>>())
        }
        DataType::Float64 => {
            PyList::new(py, values.as_primitive::<Float64Type>().iter().collect::<Vec<_>>())
        }
        DataType::Boolean => PyList::new(py, values.as_boolean().iter().collect::<Vec<_>>()),
        _ => PyList::new(py, values.as_string::<i32>().iter().collect::<Vec<_>>()),
    }
}
