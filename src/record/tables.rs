//! Tables that grow while a run lasts, and survive its being killed.
//!
//! In: rows of [`Value`]s. Out: `NAME.parquet` when the run ends. In between, rows lie in memory
//! until a checkpoint flushes them as one segment, `state/NAME-FIRSTROW.seg`: magic, version, zstd
//! of columns and rows, BLAKE3 of all that. Where segments are cut has no effect on the table.

use std::path::{Path, PathBuf};

use super::directory::{RunDir, STATE};
use super::parquet_file::ParquetFile;
use super::{RecordError, disk, row};
use crate::table::{Column, ColumnKind, Layout, Value};

const MAGIC: &[u8; 8] = b"IL2SEGMT";
const VERSION: u32 = 1;
/// Bytes of the checksum at a segment's end.
const CHECKSUM: usize = 32;
/// Segments are temporary: speed over size.
const ZSTD_LEVEL: i32 = 1;
const EXTENSION: &str = "seg";
/// Bytes before a segment's rows: digest of the columns, first row, number of rows.
const HEAD: u64 = 32 + 8 + 8;
/// Bytes of a value, at most: the longest is a name of a site.
const LONGEST_VALUE: u64 = 1 + 8 + 1024;

/// A growing table of a run.
#[derive(Debug)]
pub struct TableWriter {
    directory: PathBuf,
    name: String,
    layout: Layout,
    /// Rows that segments hold.
    saved: u64,
    /// Rows since.
    pending: Vec<Vec<Value>>,
}

impl TableWriter {
    /// A table without rows; segments of an earlier try go.
    ///
    /// # Errors
    /// [`RecordError::NotHeld`], or what the disk refuses.
    pub fn create(
        directory: &RunDir,
        name: &str,
        columns: Vec<Column>,
    ) -> Result<TableWriter, RecordError> {
        TableWriter::resume(directory, name, Layout::of(columns), 0)
    }

    /// The table as it was when it had `rows` rows, at a checkpoint: segments that hold later rows
    /// go.
    ///
    /// # Errors
    /// [`RecordError::Damaged`] where the segments do not hold the first `rows` rows of these
    /// columns (or of the columns of before).
    pub fn resume(
        directory: &RunDir,
        name: &str,
        layout: Layout,
        rows: u64,
    ) -> Result<TableWriter, RecordError> {
        directory.must_be_held()?;
        let writer = TableWriter {
            directory: directory.path().to_path_buf(),
            name: name.to_owned(),
            layout,
            saved: rows,
            pending: Vec::new(),
        };
        let mut reached = 0;
        for (first, path) in writer.segments()? {
            if first >= rows {
                disk::remove(&path)?;
                continue;
            }
            if first != reached {
                return Err(RecordError::damaged(
                    &path,
                    format!(
                        "begins at row {first}, but the segments before it end at row {reached}"
                    ),
                ));
            }
            reached += read_segment(&path, &writer.layout, first, rows)?.len() as u64;
        }
        if reached != rows {
            let path = writer.segment_path(reached);
            return Err(RecordError::damaged(
                &path,
                format!("the checkpoint counts {rows} rows, the segments hold {reached}"),
            ));
        }
        Ok(writer)
    }

    /// Adds a row; it is on the disk after the next [`TableWriter::flush`].
    ///
    /// # Errors
    /// [`RecordError::Shape`] when the row does not fit the columns.
    pub fn append(&mut self, row: Vec<Value>) -> Result<(), RecordError> {
        row::check_row(&self.name, self.columns(), &row)?;
        self.pending.push(row);
        Ok(())
    }

    /// Rows so far, flushed or not.
    pub fn rows(&self) -> u64 {
        self.saved + self.pending.len() as u64
    }

    /// Its columns.
    pub fn columns(&self) -> &[Column] {
        &self.layout.columns
    }

    /// All rows so far, read back.
    ///
    /// # Errors
    /// As [`TableWriter::each`].
    pub fn read(&self) -> Result<Vec<Vec<Value>>, RecordError> {
        let mut rows = Vec::new();
        self.each(|row| rows.push(row.to_vec()))?;
        Ok(rows)
    }

    /// Every row so far, in order; one segment at a time is in memory.
    ///
    /// # Errors
    /// [`RecordError::Damaged`], [`RecordError::Io`].
    pub fn each(&self, mut take: impl FnMut(&[Value])) -> Result<(), RecordError> {
        for (first, path) in self.segments()? {
            read_segment(&path, &self.layout, first, self.saved)?.iter().for_each(|row| take(row));
        }
        self.pending.iter().for_each(|row| take(row));
        Ok(())
    }

    /// Puts the rows in memory on the disk as one segment; no rows, no segment. Called before the
    /// checkpoint that counts them.
    ///
    /// # Errors
    /// [`RecordError::DiskFull`] (the rows stay in memory: try again later),
    /// [`RecordError::ReadOnly`], [`RecordError::Io`].
    pub fn flush(&mut self) -> Result<(), RecordError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let path = self.segment_path(self.saved);
        disk::replace(&path, &encode_segment(&path, self.columns(), self.saved, &self.pending)?)?;
        self.saved = self.rows();
        self.pending.clear();
        Ok(())
    }

    /// Writes `NAME.parquet` from all rows. The segments stay until [`RunDir::settle`], so a
    /// process killed behind this call loses nothing.
    ///
    /// # Errors
    /// As [`TableWriter::flush`], and [`RecordError::Damaged`].
    pub fn finish(mut self) -> Result<PathBuf, RecordError> {
        self.flush()?;
        let path = self.directory.join(format!("{}.parquet", self.name));
        let mut table = ParquetFile::new(&path, self.columns())?;
        for (first, segment) in self.segments()? {
            for row in read_segment(&segment, &self.layout, first, self.saved)? {
                table.append(row)?;
            }
        }
        table.finish()?;
        Ok(path)
    }

    fn segment_path(&self, first_row: u64) -> PathBuf {
        self.directory.join(STATE).join(format!("{}-{first_row:012}.{EXTENSION}", self.name))
    }

    /// First row and path of each segment of this table, in order.
    fn segments(&self) -> Result<Vec<(u64, PathBuf)>, RecordError> {
        let state = self.directory.join(STATE);
        let mut segments = Vec::new();
        for file in disk::names(&state)? {
            let first = file
                .strip_suffix(EXTENSION)
                .and_then(|rest| rest.strip_suffix('.'))
                .and_then(|rest| rest.rsplit_once('-'));
            if let Some((name, digits)) = first
                && name == self.name
                && let Ok(first) = digits.parse::<u64>()
            {
                segments.push((first, state.join(&file)));
            }
        }
        segments.sort();
        Ok(segments)
    }
}

/// The rows that a run under way, or one that was stopped, has put on the disk so far: whole
/// segments, in order, up to the first that is missing or torn; at most `most` rows.
///
/// # Errors
/// What the disk refuses.
pub(crate) fn rows_so_far(
    directory: &RunDir,
    name: &str,
    layout: Layout,
    most: u64,
) -> Result<Vec<Vec<Value>>, RecordError> {
    let table = TableWriter {
        directory: directory.path().to_path_buf(),
        name: name.to_owned(),
        layout,
        saved: 0,
        pending: Vec::new(),
    };
    let mut rows = Vec::new();
    for (first, path) in table.segments()? {
        match read_segment(&path, &table.layout, first, most) {
            Ok(more) if first == rows.len() as u64 => rows.extend(more),
            Ok(_) | Err(RecordError::Damaged { .. }) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(rows)
}

/// Removes every segment of every table.
pub(crate) fn remove_segments(directory: &RunDir) -> Result<(), RecordError> {
    let state = directory.state();
    for name in disk::names(&state)? {
        if Path::new(&name).extension().is_some_and(|extension| extension == EXTENSION) {
            disk::remove(&state.join(name))?;
        }
    }
    Ok(())
}

fn encode_segment(
    path: &Path,
    columns: &[Column],
    first_row: u64,
    rows: &[Vec<Value>],
) -> Result<Vec<u8>, RecordError> {
    let mut body = Vec::new();
    body.extend(columns_digest(columns));
    body.extend(first_row.to_le_bytes());
    body.extend((rows.len() as u64).to_le_bytes());
    for value in rows.iter().flatten() {
        match value {
            Value::Missing => body.push(0),
            Value::Count(count) => {
                body.push(1);
                body.extend(count.to_le_bytes());
            }
            Value::Number(number) => {
                body.push(2);
                body.extend(number.to_bits().to_le_bytes());
            }
            Value::Text(text) => {
                body.push(3);
                body.extend((text.len() as u64).to_le_bytes());
                body.extend(text.as_bytes());
            }
            Value::Flag(flag) => body.extend([4, u8::from(*flag)]),
        }
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(
        zstd::encode_all(body.as_slice(), ZSTD_LEVEL)
            .map_err(|error| RecordError::io(path, "compress", error))?,
    );
    let checksum = blake3::hash(&bytes);
    bytes.extend(checksum.as_bytes());
    Ok(bytes)
}

/// The rows of a segment; none behind row `end` of the table.
fn read_segment(
    path: &Path,
    layout: &Layout,
    first_row: u64,
    end: u64,
) -> Result<Vec<Vec<Value>>, RecordError> {
    let bytes = disk::read(path)?;
    let damaged = |what: &str| RecordError::damaged(path, what);
    let (covered, checksum) = bytes
        .split_at_checked(bytes.len().saturating_sub(CHECKSUM))
        .ok_or_else(|| damaged("too short"))?;
    if blake3::hash(covered).as_bytes() != checksum {
        return Err(damaged("its checksum does not match (torn or changed)"));
    }
    let compressed = covered.strip_prefix(MAGIC).ok_or_else(|| damaged("not a segment"))?;
    let (version, compressed) =
        compressed.split_first_chunk::<4>().ok_or_else(|| damaged("too short"))?;
    let found = u32::from_le_bytes(*version);
    if found != VERSION {
        return Err(RecordError::Version { path: path.to_path_buf(), found, known: VERSION });
    }
    let body = disk::unpacked(path, compressed, most_bytes(layout, first_row, end))?;
    let mut rest = body.as_slice();
    let too_short = || RecordError::damaged(path, "its rows end early");
    let digest = take::<32>(&mut rest).ok_or_else(too_short)?;
    let columns = [&layout.columns, &layout.earlier]
        .into_iter()
        .find(|columns| columns_digest(columns) == digest)
        .ok_or_else(|| damaged("holds other columns"))?;
    if u64::from_le_bytes(take(&mut rest).ok_or_else(too_short)?) != first_row {
        return Err(damaged("holds other rows than its name says"));
    }
    let count = u64::from_le_bytes(take(&mut rest).ok_or_else(too_short)?);
    let cast = (*columns != layout.columns).then(|| layout.cast(columns));
    let mut rows = Vec::new();
    for _ in 0..count {
        let row: Option<Vec<Value>> = columns.iter().map(|_| take_value(&mut rest)).collect();
        let row = row.ok_or_else(too_short)?;
        rows.push(cast.as_ref().map_or_else(|| row.clone(), |cast| cast.row(&row)));
    }
    Ok(rows)
}

/// Bytes of a segment's rows, at most.
fn most_bytes(layout: &Layout, first_row: u64, end: u64) -> u64 {
    let columns = layout.columns.len().max(layout.earlier.len()) as u64;
    let rows = end.saturating_sub(first_row);
    HEAD.saturating_add(rows.saturating_mul(columns).saturating_mul(LONGEST_VALUE))
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = bytes.split_first_chunk::<N>()?;
    *bytes = tail;
    Some(*head)
}

fn take_value(bytes: &mut &[u8]) -> Option<Value> {
    match take::<1>(bytes)? {
        [0] => Some(Value::Missing),
        [1] => Some(Value::Count(u64::from_le_bytes(take(bytes)?))),
        [2] => Some(Value::Number(f64::from_bits(u64::from_le_bytes(take(bytes)?)))),
        [3] => {
            let length = usize::try_from(u64::from_le_bytes(take(bytes)?)).ok()?;
            let (text, tail) = bytes.split_at_checked(length)?;
            *bytes = tail;
            Some(Value::Text(std::str::from_utf8(text).ok()?.to_owned()))
        }
        [4] => match take::<1>(bytes)? {
            [flag @ (0 | 1)] => Some(Value::Flag(flag == 1)),
            _ => None,
        },
        _ => None,
    }
}

/// Names and kinds of the columns as one number, so that rows are never read under other columns.
fn columns_digest(columns: &[Column]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for column in columns {
        hasher.update(&(column.name.len() as u64).to_le_bytes());
        hasher.update(column.name.as_bytes());
        hasher.update(&[match column.kind {
            ColumnKind::Count => 1,
            ColumnKind::Number => 2,
            ColumnKind::Text => 3,
            ColumnKind::Flag => 4,
        }]);
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests;
