//! Tables as Parquet: what pandas, polars, R and DuckDB open.
//!
//! In: columns and rows. Out: a file whose bytes follow from them alone: row groups of
//! [`GROUP_ROWS`] rows, zstd, a fixed `created_by`. Counts are signed 64-bit integers, numbers
//! doubles, words UTF-8, yes and no booleans; [`Value::Missing`] is null. Tables of version 0.1.0
//! are read too: their counts are unsigned, their yes and no ones and zeros.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel,
};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::{RecordError, disk, row};
use crate::table::{Column, ColumnKind, Value};

/// Rows of a row group. Cut by row number only, so that no byte depends on when rows came.
const GROUP_ROWS: usize = 16_384;

const ZSTD_LEVEL: i32 = 6;

/// A Parquet file in the making: by default in memory until it is whole.
pub(crate) struct ParquetFile<W: Write + Send = Vec<u8>> {
    path: PathBuf,
    columns: Vec<Column>,
    writer: SerializedFileWriter<W>,
    group: Vec<Vec<Value>>,
}

impl ParquetFile {
    pub(crate) fn new(path: &Path, columns: &[Column]) -> Result<ParquetFile, RecordError> {
        ParquetFile::over(Vec::new(), path, columns)
    }

    /// The bytes of the whole file.
    pub(crate) fn into_bytes(self) -> Result<Vec<u8>, RecordError> {
        self.into_inner()
    }

    pub(crate) fn finish(self) -> Result<(), RecordError> {
        let path = self.path.clone();
        disk::replace(&path, &self.into_bytes()?)
    }
}

impl ParquetFile<BufWriter<File>> {
    /// A file that is written as it grows: for tables larger than memory, in a directory that
    /// becomes visible when all is whole.
    pub(crate) fn streamed(path: &Path, columns: &[Column]) -> Result<Self, RecordError> {
        let file = File::create(path).map_err(|error| RecordError::io(path, "create", error))?;
        ParquetFile::over(BufWriter::new(file), path, columns)
    }

    pub(crate) fn synchronise(self) -> Result<(), RecordError> {
        let path = self.path.clone();
        let refused = |error| RecordError::io(&path, "write", error);
        let file = self.into_inner()?.into_inner().map_err(|error| refused(error.into_error()))?;
        file.sync_all().map_err(refused)
    }
}

impl<W: Write + Send> ParquetFile<W> {
    fn over(sink: W, path: &Path, columns: &[Column]) -> Result<ParquetFile<W>, RecordError> {
        let refused = |error: ParquetError| shape(path, &error);
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(refused)?;
        let schema =
            Type::group_type_builder("il2sim").with_fields(fields).build().map_err(refused)?;
        let level = ZstdLevel::try_new(ZSTD_LEVEL).map_err(refused)?;
        let properties = WriterProperties::builder()
            .set_created_by("il2sim".to_owned())
            .set_compression(Compression::ZSTD(level))
            .build();
        let writer = SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(properties))
            .map_err(refused)?;
        Ok(ParquetFile {
            path: path.to_path_buf(),
            columns: columns.to_vec(),
            writer,
            group: Vec::new(),
        })
    }

    pub(crate) fn append(&mut self, row: Vec<Value>) -> Result<(), RecordError> {
        self.group.push(row);
        if self.group.len() == GROUP_ROWS { self.write_group() } else { Ok(()) }
    }

    fn into_inner(mut self) -> Result<W, RecordError> {
        if !self.group.is_empty() {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(|error| refusal(&self.path, error))
    }

    fn write_group(&mut self) -> Result<(), RecordError> {
        let refused = |error: ParquetError| refusal(&self.path, error);
        let mut group = self.writer.next_row_group().map_err(refused)?;
        for index in 0..self.columns.len() {
            let mut writer = group
                .next_column()
                .map_err(refused)?
                .expect("the schema has one leaf for each column");
            write_column(
                self.columns[index].kind,
                &mut writer,
                self.group.iter().map(|row| &row[index]),
            )
            .map_err(refused)?;
            writer.close().map_err(refused)?;
        }
        group.close().map_err(refused)?;
        self.group.clear();
        Ok(())
    }
}

/// Writes a whole table at once, whole or not at all.
///
/// # Errors
/// [`RecordError::Shape`] when a row does not fit the columns; what the disk refuses.
pub fn write_table(
    path: &Path,
    columns: &[Column],
    rows: &[Vec<Value>],
) -> Result<(), RecordError> {
    let mut file = ParquetFile::new(path, columns)?;
    for row in rows {
        row::check_row(&path.to_string_lossy(), columns, row)?;
        file.append(row.clone())?;
    }
    file.finish()
}

/// The bytes of a whole table; `path` is what errors call it.
///
/// # Errors
/// [`RecordError::Shape`] when a row does not fit the columns.
pub(crate) fn table_bytes(
    path: &Path,
    columns: &[Column],
    rows: Vec<Vec<Value>>,
) -> Result<Vec<u8>, RecordError> {
    let mut file = ParquetFile::new(path, columns)?;
    for row in rows {
        row::check_row(&path.to_string_lossy(), columns, &row)?;
        file.append(row)?;
    }
    file.into_bytes()
}

/// Reads a table that this program wrote.
///
/// # Errors
/// [`RecordError::Io`], [`RecordError::Damaged`] (a column of a kind that this program does not
/// write, too).
pub fn read_table(path: &Path) -> Result<(Vec<Column>, Vec<Vec<Value>>), RecordError> {
    let reader = open(path)?;
    let columns = columns_of(path, &reader)?;
    let mut rows = Vec::new();
    each_row(path, &reader, None, |row| rows.push(row))?;
    Ok((columns, rows))
}

/// The columns of a table that this program wrote.
///
/// # Errors
/// As [`read_table`].
pub(crate) fn read_columns(path: &Path) -> Result<Vec<Column>, RecordError> {
    columns_of(path, &open(path)?)
}

/// Some columns of a table that this program wrote, in the order asked for.
///
/// # Errors
/// As [`read_table`]; a column that is not there is [`RecordError::Damaged`].
pub(crate) fn read_some(path: &Path, names: &[&str]) -> Result<Vec<Vec<Value>>, RecordError> {
    let reader = open(path)?;
    let schema = reader.metadata().file_metadata().schema_descr().root_schema_ptr();
    let fields = schema.get_fields();
    let place = |name: &&str| {
        fields
            .iter()
            .position(|field| field.name() == *name)
            .ok_or_else(|| RecordError::damaged(path, format!("has no column {name}")))
    };
    let places = names.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    // the library gives columns in the file's order
    let mut sorted = places.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let kept = sorted.iter().map(|&place| fields[place].clone()).collect();
    let projection = Type::group_type_builder(schema.name())
        .with_fields(kept)
        .build()
        .map_err(|error| shape(path, &error))?;
    let order: Vec<usize> =
        places.iter().filter_map(|place| sorted.binary_search(place).ok()).collect();
    let mut rows = Vec::new();
    each_row(path, &reader, Some(projection), |row| {
        rows.push(order.iter().map(|&n| row[n].clone()).collect())
    })?;
    Ok(rows)
}

fn open(path: &Path) -> Result<SerializedFileReader<File>, RecordError> {
    let file = File::open(path).map_err(|error| RecordError::io(path, "open", error))?;
    SerializedFileReader::new(file).map_err(|error| RecordError::damaged(path, error.to_string()))
}

fn columns_of(
    path: &Path,
    reader: &SerializedFileReader<File>,
) -> Result<Vec<Column>, RecordError> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut columns = Vec::new();
    for leaf in schema.columns() {
        let kind = match leaf.physical_type() {
            Physical::INT64
                if matches!(
                    leaf.converted_type(),
                    ConvertedType::NONE | ConvertedType::UINT_64
                ) =>
            {
                ColumnKind::Count
            }
            Physical::DOUBLE => ColumnKind::Number,
            Physical::BOOLEAN => ColumnKind::Flag,
            Physical::BYTE_ARRAY if leaf.converted_type() == ConvertedType::UTF8 => {
                ColumnKind::Text
            }
            other => {
                return Err(RecordError::damaged(
                    path,
                    format!(
                        "column {} holds {other}, which no table of this program does",
                        leaf.name()
                    ),
                ));
            }
        };
        columns.push(Column { name: leaf.name().to_owned(), kind });
    }
    Ok(columns)
}

fn each_row(
    path: &Path,
    reader: &SerializedFileReader<File>,
    projection: Option<Type>,
    mut take: impl FnMut(Vec<Value>),
) -> Result<(), RecordError> {
    let damaged = |error: ParquetError| RecordError::damaged(path, error.to_string());
    for row in reader.get_row_iter(projection).map_err(damaged)? {
        let row = row.map_err(damaged)?;
        let values = row.get_column_iter().map(|(name, field)| match field {
            Field::Null => Ok(Value::Missing),
            Field::Long(count) => u64::try_from(*count).map(Value::Count).map_err(|_| {
                RecordError::damaged(path, format!("column {name} holds the count {count}"))
            }),
            Field::ULong(count) => Ok(Value::Count(*count)),
            Field::Double(number) => Ok(Value::Number(*number)),
            Field::Str(text) => Ok(Value::Text(text.clone())),
            Field::Bool(flag) => Ok(Value::Flag(*flag)),
            other => Err(RecordError::damaged(path, format!("column {name} holds {other}"))),
        });
        take(values.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(())
}

/// The type of a column in the file's schema.
fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnKind::Count => (Physical::INT64, None),
        ColumnKind::Number => (Physical::DOUBLE, None),
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Flag => (Physical::BOOLEAN, None),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
        .map(Arc::new)
}

fn write_column<'a>(
    kind: ColumnKind,
    writer: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = &'a Value>,
) -> Result<(), ParquetError> {
    let (mut counts, mut numbers, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut flags, mut present) = (Vec::new(), Vec::new());
    for value in values {
        present.push(i16::from(*value != Value::Missing));
        match value {
            Value::Missing => {}
            Value::Count(count) => {
                counts.push(row::signed(*count).map_err(ParquetError::General)?);
            }
            Value::Number(number) => numbers.push(*number),
            Value::Text(text) => texts.push(ByteArray::from(text.as_str())),
            Value::Flag(flag) => flags.push(*flag),
        }
    }
    let present = Some(present.as_slice());
    match kind {
        ColumnKind::Count => writer.typed::<Int64Type>().write_batch(&counts, present, None),
        ColumnKind::Number => writer.typed::<DoubleType>().write_batch(&numbers, present, None),
        ColumnKind::Text => writer.typed::<ByteArrayType>().write_batch(&texts, present, None),
        ColumnKind::Flag => writer.typed::<BoolType>().write_batch(&flags, present, None),
    }?;
    Ok(())
}

/// What the Parquet library met while it wrote: the disk's refusal, or its own.
fn refusal(path: &Path, error: ParquetError) -> RecordError {
    match error {
        ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
            Ok(error) => RecordError::io(path, "write", *error),
            Err(cause) => shape(path, &ParquetError::External(cause)),
        },
        error => shape(path, &error),
    }
}

/// What the Parquet library refuses of a schema or of values already checked.
fn shape(path: &Path, error: &ParquetError) -> RecordError {
    RecordError::Shape { place: path.to_string_lossy().into_owned(), what: error.to_string() }
}

#[cfg(test)]
mod tests;
