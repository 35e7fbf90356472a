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

use crate::record::{ParquetFile, RecordError, disk, partition, read_columns, read_table};
use crate::scenario::Scenario;
use crate::simulation::{first_outcomes, is_left_out, outcome_columns, series_column};
use crate::table::{Cast, Column, Value, columns as columns_of};

use super::BatchError;
use super::dataset::schema;
use super::directory::{BASE, Opened, STUDY};
use super::plan::{Shard, StudyPlan};
use super::points::Points;
use super::store::{self, Done, KeptParts, Take};

/// Rows of a file of the series.
const SERIES_ROWS: u64 = 1 << 20;

/// The outcomes of whatever is on the disk, in a directory of their own.
///
/// # Errors
/// As [`merge`], but nothing may be missing.
pub(super) fn outcomes_so_far(opened: &Opened, place: &Path) -> Result<(), BatchError> {
    let shards = kept(opened)?;
    Merger { opened, plan: &opened.plan, points: opened.points()?, shards, place }
        .outcomes()
        .map(|_| ())
}

/// The shards by identity with the parts that are there.
pub(super) fn kept(
    opened: &Opened,
) -> Result<BTreeMap<String, Vec<(Shard, KeptParts)>>, BatchError> {
    let plan = &opened.plan;
    let mut all: BTreeMap<String, Vec<(Shard, KeptParts)>> = BTreeMap::new();
    for shard in plan.shards() {
        let kept = KeptParts::of(&opened.path, &shard, plan.series)?;
        all.entry(shard.identity.clone()).or_default().push((shard, kept));
    }
    Ok(all)
}

/// Whether a part holds these outcomes, as this version writes them or as an earlier one did: with
/// ones and zeros for yes and no, and without `left_site` (`end_reason` says it too).
fn may_be(found: &[Column], wanted: &[Column]) -> bool {
    let are = |wanted: &[&Column]| {
        found.len() == wanted.len() && wanted.iter().zip(found).all(|(now, own)| now.was(own))
    };
    let earlier: Vec<&Column> = wanted.iter().filter(|of| of.name != "left_site").collect();
    are(&wanted.iter().collect::<Vec<_>>()) || are(&earlier)
}

/// What is taken from a table of a part.
struct Table {
    path: PathBuf,
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

/// What goes into a dataset.
pub(super) struct Merger<'a> {
    pub(super) opened: &'a Opened,
    pub(super) plan: &'a StudyPlan,
    pub(super) points: Points,
    pub(super) shards: BTreeMap<String, Vec<(Shard, KeptParts)>>,
    pub(super) place: &'a Path,
}

impl Merger<'_> {
    /// A directory of a partition.
    fn partition(&self, table: &str, arm: usize) -> Result<PathBuf, BatchError> {
        let path = self.place.join(table).join(partition("arm", &self.plan.arms[arm]));
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
    pub(super) fn outcomes(&self) -> Result<u64, BatchError> {
        let (columns, mut count) = (columns_of(&schema::outcomes(self.plan)), 0);
        for arm in 0..self.plan.arms.len() {
            let mut file = ParquetFile::streamed(
                &self.partition("outcomes", arm)?.join("part-0.parquet"),
                &columns,
            )?;
            for point in self.plan.points.iter().filter(|point| point.arm == arm) {
                let mut head = vec![Value::Count(point.point as u64)];
                head.extend(point.values.iter().map(super::plan::PlanLevel::value));
                let mut scenario = None;
                for (shard, part, take) in self.parts(&point.identity) {
                    let Table { path, columns: found, rows } =
                        self.rows("outcomes", shard, part, take)?;
                    let wanted = outcome_columns(&part.sampled);
                    if !may_be(&found, &wanted) {
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
                    let cast = Cast::new(&found, &wanted);
                    for row in rows.iter().map(|row| cast.row(row)) {
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
        let (first, rest) = row.split_at(first_outcomes());
        let (drawn, outcomes) = rest.split_at(sampled.len());
        let value = |key: &String| match sampled.iter().position(|own| own == key) {
            Some(place) => drawn[place].clone(),
            None => scenario
                .and_then(|scenario| scenario.params.get(key))
                .map_or(Value::Missing, |param| Value::Number(param.middle())),
        };
        [first.to_vec(), self.plan.sampled.iter().map(value).collect(), outcomes.to_vec()].concat()
    }

    /// `series`; its columns, those that only some points have among them. Parts of an earlier
    /// version are cast: counts become signed, columns that stood twice stand once.
    pub(super) fn series(&self) -> Result<Vec<Column>, BatchError> {
        let mut columns = vec![Column::count("point")];
        for entry in self.plan.distinct() {
            if let Some((shard, part, _)) = self.parts(&self.plan.points[entry].identity).next() {
                let path = store::directory(&self.opened.path, shard)
                    .join(store::table("series", part.first, part.count));
                for column in read_columns(&path)? {
                    if is_left_out(&column.name)
                        || columns.iter().any(|known| known.name == column.name)
                    {
                        continue;
                    }
                    if series_column(&column.name).is_none_or(|known| known.column != column) {
                        let what = format!(
                            "this program has no such column: {} (it was made by il2sim {})",
                            column.name, part.made.version
                        );
                        return Err(BatchError::Damaged { path, what });
                    }
                    columns.push(column);
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
                    let cast = Cast::new(&found, &columns[1..]);
                    for row in rows {
                        if rows_here == SERIES_ROWS {
                            std::mem::replace(&mut file, begin(number + 1)?).synchronise()?;
                            (number, rows_here) = (number + 1, 0);
                        }
                        let point = vec![Value::Count(point.point as u64)];
                        file.append([point, cast.row(&row)].concat())?;
                        rows_here += 1;
                    }
                }
            }
            file.synchronise()?;
        }
        Ok(columns)
    }

    /// `design.parquet`.
    pub(super) fn design(&self) -> Result<(), BatchError> {
        let columns = columns_of(&schema::design(self.plan));
        let mut file = ParquetFile::streamed(&self.place.join("design.parquet"), &columns)?;
        for point in &self.plan.points {
            let mut row = vec![
                Value::Text(self.plan.arms[point.arm].clone()),
                Value::Count(point.point as u64),
            ];
            row.extend(point.values.iter().map(super::plan::PlanLevel::value));
            row.extend([Value::Text(point.identity.clone()), Value::Count(point.seed)]);
            file.append(row)?;
        }
        Ok(file.synchronise()?)
    }

    /// Runs that failed: arm, point, replicate, reason.
    pub(super) fn failed(&self) -> Vec<serde_json::Value> {
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
    pub(super) fn words(
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
