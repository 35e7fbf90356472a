//! The dataset of a study: all parts as one partitioned set of Parquet tables.
//!
//! In: a study's directory in which nothing is missing. Out: `DATASET` beside it, whole or not at
//! all:
//!
//! | file | what |
//! | --- | --- |
//! | `outcomes/arm=NAME/part-0.parquet` | a row a point and replicate: point, the design's columns, then the outcomes |
//! | `series/arm=NAME/part-NNNN.parquet` | the series, if the study keeps them: point, then its columns |
//! | `design.parquet` | a row an arm and point: the design's columns, identity and seed |
//! | `schema.json` | every column with type, unit and meaning |
//! | `study.toml`, `base.toml` | where it comes from |
//! | `statistics.json`, `fractions.parquet`, ... | see `compare` |
//! | `failed.json` | with `--allow-failed`: the runs whose rows are missing |
//!
//! Then `report.html` beside it (see `page`). Rows are in the order of points and replicates,
//! whatever the parts are, so the bytes follow from the study alone. One part is in memory at a
//! time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::record::{ParquetFile, RecordError, disk, read_columns, read_table};
use crate::scenario::Scenario;
use crate::simulation::{FIRST_OUTCOMES, outcome_columns};
use crate::table::{Column, ColumnKind, Value};

use super::BatchError;
use super::compare;
use super::dataset::schema;
use super::directory::{BASE, DATASET, Opened, STUDY};
use super::page;
use super::plan::{Plan, Shard};
use super::points::Points;
use super::store::{self, Done, Kept, Take};

/// Rows of a file of the series.
const SERIES_ROWS: u64 = 1 << 20;

/// What `merge` made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The dataset.
    pub path: PathBuf,
    /// Rows of the outcomes.
    pub rows: u64,
    /// Failed runs whose rows are missing.
    pub failed: u64,
}

/// Makes the dataset.
///
/// # Errors
/// [`BatchError::Incomplete`] while shards are missing (or failed, unless allowed),
/// [`BatchError::Damaged`]; the dataset of before then stays.
pub fn merge(opened: &Opened, allow_failed: bool) -> Result<Merged, BatchError> {
    opened.must_be_ours()?;
    let shards = complete(opened, allow_failed)?;
    for name in disk::names(&opened.path)?
        .iter()
        .filter(|name| name.starts_with("dataset.") && disk::is_part(name))
    {
        let path = opened.path.join(name);
        std::fs::remove_dir_all(&path).map_err(|error| RecordError::io(&path, "remove", error))?;
    }
    let refused = |error| RecordError::io(&opened.path, "make a directory in", error);
    let beside = tempfile::Builder::new()
        .prefix("dataset.")
        .suffix(".part")
        .tempdir_in(&opened.path)
        .map_err(refused)?;
    let merger = Merger {
        opened,
        plan: &opened.plan,
        points: opened.points()?,
        shards,
        place: beside.path(),
    };
    let rows = merger.outcomes()?;
    let series = if opened.plan.series { Some(merger.series()?) } else { None };
    merger.design()?;
    let failed = merger.failed();
    merger.words(series.as_deref(), &failed)?;
    let analysis = compare::write(beside.path(), &opened.plan)?;
    let Merger { points, .. } = merger;
    put_in_place(&opened.path, beside)?;
    page::write(opened, &points, analysis)?;
    Ok(Merged { path: opened.path.join(DATASET), rows, failed: failed.len() as u64 })
}

/// The outcomes of whatever is on the disk, in a directory of their own.
///
/// # Errors
/// As [`merge`], but nothing may be missing.
pub(super) fn outcomes_so_far(opened: &Opened, place: &Path) -> Result<(), BatchError> {
    opened.must_be_ours()?;
    let shards = kept(opened)?;
    Merger { opened, plan: &opened.plan, points: opened.points()?, shards, place }
        .outcomes()
        .map(|_| ())
}

/// The shards by identity with the parts that are there.
fn kept(opened: &Opened) -> Result<BTreeMap<String, Vec<(Shard, Kept)>>, BatchError> {
    let plan = &opened.plan;
    let mut all: BTreeMap<String, Vec<(Shard, Kept)>> = BTreeMap::new();
    for shard in plan.shards() {
        let kept = Kept::of(&opened.path, &shard, plan.series)?;
        all.entry(shard.identity.clone()).or_default().push((shard, kept));
    }
    Ok(all)
}

/// The same, none of them missing.
fn complete(
    opened: &Opened,
    allow_failed: bool,
) -> Result<BTreeMap<String, Vec<(Shard, Kept)>>, BatchError> {
    let plan = &opened.plan;
    let all = kept(opened)?;
    let (mut missing, mut failed) = (0_usize, 0_usize);
    for (shard, kept) in all.values().flatten() {
        let known = kept.failed(shard).len();
        failed += known;
        missing += usize::from(kept.missing(shard).len() > known);
    }
    let dir = opened.path.display();
    if missing > 0 {
        let count = plan.shards().len();
        return Err(BatchError::Incomplete(format!(
            "{missing} of {count} shards are missing: `il2sim batch status {dir} --missing` lists \
             them, `il2sim batch run {dir}` runs them"
        )));
    }
    if failed > 0 && !allow_failed {
        return Err(BatchError::Incomplete(format!(
            "{failed} runs failed: `il2sim batch status {dir}` says which; `il2sim batch run \
             {dir}` tries them again, --allow-failed leaves their rows out"
        )));
    }
    Ok(all)
}

/// Exchanges the dataset for the new one.
fn put_in_place(study: &Path, beside: tempfile::TempDir) -> Result<(), BatchError> {
    let target = study.join(DATASET);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let refused = |error| RecordError::io(beside.path(), "make readable", error);
        std::fs::set_permissions(beside.path(), std::fs::Permissions::from_mode(0o755))
            .map_err(refused)?;
    }
    if target.exists() {
        let refused = |error| RecordError::io(&target, "replace", error);
        let old = tempfile::Builder::new()
            .prefix("dataset.")
            .suffix(".part")
            .tempdir_in(study)
            .map_err(refused)?;
        std::fs::rename(&target, old.path().join("old")).map_err(refused)?;
    }
    let made = beside.keep();
    std::fs::rename(&made, &target)
        .map_err(|error| RecordError::io(&target, "rename a directory to", error))?;
    Ok(disk::synchronise_parent(&target)?)
}

/// What is taken from a table of a part.
struct Table {
    path: PathBuf,
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

struct Merger<'a> {
    opened: &'a Opened,
    plan: &'a Plan,
    points: Points,
    shards: BTreeMap<String, Vec<(Shard, Kept)>>,
    place: &'a Path,
}

impl Merger<'_> {
    /// A directory of a partition.
    fn partition(&self, table: &str, arm: usize) -> Result<PathBuf, BatchError> {
        let path = self.place.join(table).join(format!("arm={}", self.plan.arms[arm]));
        std::fs::create_dir_all(&path)
            .map_err(|error| RecordError::io(&path, "make the directory", error))?;
        Ok(path)
    }

    /// Every part that is needed for a point, with the replicates to take from it.
    fn parts<'s>(&'s self, identity: &str) -> impl Iterator<Item = (&'s Shard, &'s Done, Take)> {
        let shards = self.shards.get(identity).map_or(&[][..], Vec::as_slice);
        shards.iter().flat_map(|(shard, kept)| {
            kept.cover(shard).into_iter().map(move |take| (shard, &kept.parts[take.part], take))
        })
    }

    /// The table of a part, its bytes checked, and the rows of the replicates that are taken.
    fn rows(
        &self,
        kind: &str,
        shard: &Shard,
        part: &Done,
        take: Take,
    ) -> Result<Table, BatchError> {
        let name = store::table(kind, part.first, part.count);
        let path = store::verified(&self.opened.path, shard, &name, &part.outputs[&name])?;
        let (columns, mut rows) = read_table(&path)?;
        let taken = |row: &Vec<Value>| matches!(row.first(), Some(Value::Count(replicate)) if (u64::from(take.first)..u64::from(take.end)).contains(replicate));
        rows.retain(taken);
        Ok(Table { path, columns, rows })
    }

    /// `outcomes`; its number of rows.
    fn outcomes(&self) -> Result<u64, BatchError> {
        let (columns, mut count) = (schema::outcomes(self.plan), 0);
        for arm in 0..self.plan.arms.len() {
            let mut file = ParquetFile::streamed(
                &self.partition("outcomes", arm)?.join("part-0.parquet"),
                &columns,
            )?;
            for point in self.plan.points.iter().filter(|point| point.arm == arm) {
                let mut head = vec![Value::Count(point.point as u64)];
                head.extend(point.values.iter().map(super::plan::Level::value));
                let mut scenario = None;
                for (shard, part, take) in self.parts(&point.identity) {
                    let Table { path, columns: found, rows } =
                        self.rows("outcomes", shard, part, take)?;
                    if found != outcome_columns(&part.sampled) {
                        let what = format!(
                            "its columns are not those of this program (it was made by il2sim \
                             {}); remove it and run the study again",
                            part.made.version
                        );
                        return Err(BatchError::Damaged { path, what });
                    }
                    if rows.len() as u64 != u64::from(take.end - take.first) {
                        let what = format!(
                            "it does not hold its replicates; remove it and run the study again \
                             (shard {})",
                            shard.id
                        );
                        return Err(BatchError::Damaged { path, what });
                    }
                    if part.sampled != self.plan.sampled && scenario.is_none() {
                        scenario = Some(
                            self.points
                                .resolve(point.arm, point.point)
                                .map_err(BatchError::Study)?
                                .0,
                        );
                    }
                    for row in rows {
                        file.append(
                            [head.clone(), self.filled(&row, &part.sampled, scenario.as_ref())]
                                .concat(),
                        )?;
                        count += 1;
                    }
                }
            }
            file.synchronise()?;
        }
        Ok(count)
    }

    /// A row with a value for every key that is sampled anywhere: where a key is fixed, its fixed
    /// value.
    fn filled(&self, row: &[Value], sampled: &[String], scenario: Option<&Scenario>) -> Vec<Value> {
        let (first, rest) = row.split_at(FIRST_OUTCOMES.len());
        let (drawn, outcomes) = rest.split_at(sampled.len());
        let value = |key: &String| match sampled.iter().position(|own| own == key) {
            Some(place) => drawn[place].clone(),
            None => scenario
                .and_then(|scenario| scenario.params.get(key))
                .map_or(Value::Missing, |param| Value::Number(param.middle())),
        };
        [first.to_vec(), self.plan.sampled.iter().map(value).collect(), outcomes.to_vec()].concat()
    }

    /// `series`; its columns, those that only some points have among them.
    fn series(&self) -> Result<Vec<Column>, BatchError> {
        let mut columns = vec![Column::count("point")];
        for entry in self.plan.distinct() {
            if let Some((shard, part, _)) = self.parts(&self.plan.points[entry].identity).next() {
                let path = store::directory(&self.opened.path, shard)
                    .join(store::table("series", part.first, part.count));
                for column in read_columns(&path)? {
                    if !columns.iter().any(|known| known.name == column.name) {
                        columns.push(column);
                    }
                }
            }
        }
        for arm in 0..self.plan.arms.len() {
            let place = self.partition("series", arm)?;
            let (mut number, mut rows_here) = (0, 0);
            let begin = |number: u32| {
                ParquetFile::streamed(&place.join(format!("part-{number:04}.parquet")), &columns)
            };
            let mut file = begin(number)?;
            for point in self.plan.points.iter().filter(|point| point.arm == arm) {
                for (shard, part, take) in self.parts(&point.identity) {
                    let Table { columns: found, rows, .. } =
                        self.rows("series", shard, part, take)?;
                    let places: Vec<Option<usize>> = columns
                        .iter()
                        .map(|column| found.iter().position(|own| own == column))
                        .collect();
                    for row in rows {
                        if rows_here == SERIES_ROWS {
                            std::mem::replace(&mut file, begin(number + 1)?).synchronise()?;
                            (number, rows_here) = (number + 1, 0);
                        }
                        let value = |place: &Option<usize>| {
                            place.map_or(Value::Missing, |place| row[place].clone())
                        };
                        let rest = places[1..].iter().map(value);
                        file.append(
                            std::iter::once(Value::Count(point.point as u64)).chain(rest).collect(),
                        )?;
                        rows_here += 1;
                    }
                }
            }
            file.synchronise()?;
        }
        Ok(columns)
    }

    /// `design.parquet`.
    fn design(&self) -> Result<(), BatchError> {
        let columns = schema::design(self.plan);
        let mut file = ParquetFile::streamed(&self.place.join("design.parquet"), &columns)?;
        for point in &self.plan.points {
            let mut row = vec![
                Value::Text(self.plan.arms[point.arm].clone()),
                Value::Count(point.point as u64),
            ];
            row.extend(point.values.iter().map(super::plan::Level::value));
            row.extend([Value::Text(point.identity.clone()), Value::Count(point.seed)]);
            file.append(row)?;
        }
        Ok(file.synchronise()?)
    }

    /// Runs that failed: arm, point, replicate, reason.
    fn failed(&self) -> Vec<serde_json::Value> {
        let mut failed = Vec::new();
        for point in &self.plan.points {
            for (shard, kept) in self.shards.get(&point.identity).into_iter().flatten() {
                for failure in kept.failed(shard) {
                    let arm = &self.plan.arms[point.arm];
                    failed.push(json!({ "arm": arm, "point": point.point, "replicate": failure.replicate, "reason": failure.reason }));
                }
            }
        }
        failed
    }

    /// The files of words.
    fn words(
        &self,
        series: Option<&[Column]>,
        failed: &[serde_json::Value],
    ) -> Result<(), BatchError> {
        let write = |name: &str, bytes: &[u8]| disk::replace(&self.place.join(name), bytes);
        write("schema.json", &schema::json(self.plan, series))?;
        for name in [STUDY, BASE] {
            write(name, &disk::read(&self.opened.path.join(name))?)?;
        }
        if !failed.is_empty() {
            let mut bytes =
                serde_json::to_vec_pretty(failed).expect("words and numbers have a JSON form");
            bytes.push(b'\n');
            write("failed.json", &bytes)?;
        }
        Ok(())
    }
}

/// Type of a column in the schema's words.
pub(super) fn type_name(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Count => "uint64",
        ColumnKind::Number => "float64",
        ColumnKind::Text => "string",
    }
}
