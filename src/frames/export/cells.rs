//! Cells as a table: one row a cell of tissue or effector, of one time point or of all.
//!
//! In: time points with all layers. Out: rows for Parquet or for comma-separated values. Free
//! tissue has no row; where an effector lies upon a tissue cell both have one.

use std::io::Write;
use std::path::Path;

use super::super::file::FramesReader;
use super::super::header::{FrameKey, FramesHeader};
use crate::census::Snapshot;
use crate::kinds::{TISSUE_NAMES, TissueKind};
use crate::record::{ParquetFile, RecordError};
use crate::table::{Column, Definition, Value};

/// Columns of the table.
pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::count("replicate"),
        Column::text("site"),
        Column::number("time_h"),
        Column::number("x_um"),
        Column::number("y_um"),
        Column::number("z_um"),
        Column::text("kind"),
        Column::text("line"),
        Column::count("mhc_class_1_level"),
        Column::text("origin"),
        Column::flag("engaged"),
        Column::number("il2_pm"),
        Column::number("ifng_pm"),
    ]
}

/// The bytes of the table as Parquet, of the frames that are asked for.
pub(super) fn parquet(
    reader: &mut FramesReader,
    keys: &[FrameKey],
    path: &Path,
) -> Result<Vec<u8>, RecordError> {
    let mut file = ParquetFile::new(path, &columns())?;
    each_row(reader, keys, path, |row| file.append(row))?;
    file.into_bytes()
}

/// The same as comma-separated values (RFC 4180).
pub(super) fn csv(
    reader: &mut FramesReader,
    keys: &[FrameKey],
    path: &Path,
) -> Result<Vec<u8>, RecordError> {
    let names: Vec<String> = columns().into_iter().map(|column| column.name).collect();
    let mut bytes = names.join(",").into_bytes();
    bytes.push(b'\n');
    each_row(reader, keys, path, |row| {
        let row: Vec<String> = row.iter().map(written).collect();
        writeln!(bytes, "{}", row.join(",")).expect("writing to memory does not fail");
        Ok(())
    })?;
    Ok(bytes)
}

/// A value as it stands in comma-separated values; nothing for what is missing.
fn written(value: &Value) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) if text.contains(['"', ',', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Value::Text(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::Missing => String::new(),
    }
}

/// Rows of the frames, in their order.
fn each_row(
    reader: &mut FramesReader,
    keys: &[FrameKey],
    path: &Path,
    mut take: impl FnMut(Vec<Value>) -> Result<(), RecordError>,
) -> Result<(), RecordError> {
    let header = reader.header().clone();
    for key in keys {
        let of = reader.snapshot(key.replicate, key.site, key.step)?.ok_or_else(|| {
            RecordError::NoFrame {
                wanted: format!("single cells for {}", path.display()),
                nearest: "the run was made by an older version, which recorded what a picture \
                          shows; run it again, or export its lattices"
                    .to_owned(),
            }
        })?;
        each_cell(&header, &of, &mut take)?;
    }
    Ok(())
}

/// Rows of one time point of a site.
fn each_cell<E>(
    header: &FramesHeader,
    of: &Snapshot,
    take: &mut impl FnMut(Vec<Value>) -> Result<(), E>,
) -> Result<(), E> {
    for cell in 0..of.tissue.len() {
        let at = Place { header, of, cell };
        let tissue = of.tissue[cell].look().tissue;
        if tissue.is_some_and(|kind| kind != TissueKind::FREE) {
            take(at.tissue())?;
        }
        if let Some(effector) = of.effector[cell].effector() {
            take(at.effector(effector.row().name))?;
        }
    }
    Ok(())
}

/// The table of single cells of one time point of a site.
pub fn cell_rows(header: &FramesHeader, of: &Snapshot) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    let taken: Result<(), std::convert::Infallible> = each_cell(header, of, &mut |row| {
        rows.push(row);
        Ok(())
    });
    match taken {
        Ok(()) => rows,
        Err(never) => match never {},
    }
}

/// A lattice cell of a frame.
struct Place<'a> {
    header: &'a FramesHeader,
    of: &'a Snapshot,
    cell: usize,
}

impl Place<'_> {
    fn row(&self, kind: &str, told: [Value; 4]) -> Vec<Value> {
        let Place { header, of, cell } = self;
        let site = &header.sites[of.site as usize];
        let [width, height, _] = site.cells.map(|cells| cells as usize);
        let centre = |index: usize| Value::Number((index as f64 + 0.5) * site.spacing_um);
        let pm = |code: u16| {
            // 0.1 %: the code itself is a step of 1 %
            let pm = header.log_scale.concentration_pm(code);
            let digits = 10f64.powi(3 - libm::floor(libm::log10(pm.max(1e-3))) as i32);
            Value::Number(libm::round(pm * digits) / digits)
        };
        let [line, mhc, origin, engaged] = told;
        vec![
            Value::Count(u64::from(of.replicate)),
            Value::Text(site.name.clone()),
            Value::Number(header.time_h(of.step)),
            centre(cell % width),
            centre(cell / width % height),
            centre(cell / width / height),
            Value::Text(kind.to_owned()),
            line,
            mhc,
            origin,
            engaged,
            pm(of.il2[*cell]),
            pm(of.ifng[*cell]),
        ]
    }

    fn tissue(&self) -> Vec<Value> {
        let Place { header, of, cell } = *self;
        let look = of.tissue[cell].look();
        let kind = look.tissue.map_or("", |kind| TISSUE_NAMES[kind.word() as usize]);
        let line = match of.line[cell] {
            0 => Value::Missing,
            line => Value::Text(
                header.line_names.get(usize::from(line) - 1).cloned().unwrap_or_default(),
            ),
        };
        let mhc = if look.tissue == Some(TissueKind::TUMOUR) {
            Value::Count(u64::from(of.mhc[cell]))
        } else {
            Value::Missing
        };
        self.row(kind, [line, mhc, Value::Missing, Value::Missing])
    }

    fn effector(&self, kind: &str) -> Vec<Value> {
        let Place { header, of, cell } = *self;
        let origin = header.origin_names.get(usize::from(of.origin[cell])).cloned();
        let origin = Value::Text(origin.unwrap_or_default());
        let engaged = Value::Flag(of.engaged[cell] == 1);
        self.row(kind, [Value::Missing, Value::Missing, origin, engaged])
    }
}

/// Units and meanings of the columns, by their names.
const MEANINGS: [(&str, &str, &str); 13] = [
    ("replicate", "", "number of the animal or patient"),
    ("site", "", "anatomical site"),
    ("time_h", "h", "time from the inoculation"),
    ("x_um", "um", "centre of the lattice cell along x, from the site's corner"),
    ("y_um", "um", "the same along y"),
    ("z_um", "um", "the same along z"),
    ("kind", "", "kind of the cell"),
    ("line", "", "line of a tumour or vaccine cell; missing of others"),
    ("mhc_class_1_level", "", "MHC class I of a living tumour cell, 0 to 15; missing of others"),
    ("origin", "", "whose an effector is: the host's, or a graft's; missing of tissue"),
    ("engaged", "", "whether an effector holds a target; missing of tissue"),
    ("il2_pm", "pM", "interleukin-2 in the lattice cell"),
    ("ifng_pm", "pM", "interferon-gamma in the lattice cell"),
];

/// The columns of the table with their units and meanings.
pub fn described() -> Vec<Definition> {
    let with_meaning = |column: Column| {
        let known = MEANINGS.iter().find(|(name, _, _)| *name == column.name);
        let (_, unit, meaning) = known.copied().unwrap_or_default();
        Definition::new(column, unit, meaning, ())
    };
    columns().into_iter().map(with_meaning).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_the_table_of_cells_has_a_meaning() {
        assert!(described().iter().all(|column| !column.meaning.is_empty()));
        assert_eq!(described().len(), MEANINGS.len());
    }
}
