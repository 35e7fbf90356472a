//! The dataset of a study, read back: what comparisons of arms and points are made from.
//!
//! In: a study's directory with its dataset. Out: arms, points, and any columns of the outcomes.

pub(super) mod schema;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::record::{FileDigest, FileDigests, disk, partition, read_columns, read_some, sealed};
use crate::table::{self, Cast, Column, Value};

use super::compare::SUMMARY;
use super::directory::{DATASET, Opened};
use super::plan::{PlanPoint, StudyPlan};
use super::{BatchError, swap};

/// Sizes and digests of the other files of a dataset; carries its own.
const FILES: &str = "files.json";

/// What [`FILES`] holds.
#[derive(Serialize, Deserialize)]
struct Digests {
    program: String,
    files: FileDigests,
}

/// Writes down every file of a dataset that stands, but this one.
pub(super) fn write_digests(place: &Path) -> Result<(), BatchError> {
    let mut files = FileDigests::new();
    let mut waiting = vec![String::new()];
    while let Some(folder) = waiting.pop() {
        for name in disk::names(&place.join(&folder))? {
            let name = format!("{folder}{name}");
            let path = place.join(&name);
            if disk::is_directory(&path) {
                waiting.push(format!("{name}/"));
            } else if name != swap::UNFINISHED {
                files.insert(name, FileDigest::of_file(&path)?);
            }
        }
    }
    let digests = Digests { program: "il2sim dataset".to_owned(), files };
    Ok(disk::replace(&place.join(FILES), sealed::seal(&digests).as_bytes())?)
}

/// Files of a dataset that are not as they were written, and what is wrong; of one without digests
/// none. `wanted` says which are looked at.
pub(super) fn changed(
    dataset: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<(PathBuf, String)>, BatchError> {
    let path = dataset.join(FILES);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let bytes = disk::read(&path)?;
    let read = sealed::must_hold(&bytes, true)
        .and_then(|()| serde_json::from_slice::<Digests>(&bytes).map_err(|e| e.to_string()));
    let digests = match read {
        Ok(digests) => digests,
        Err(what) => return Ok(vec![(path, what)]),
    };
    let mut changed = Vec::new();
    for (name, said) in digests.files.iter().filter(|(name, _)| wanted(name)) {
        let path = dataset.join(name);
        if let Err(error) = said.must_be(&path) {
            changed.push((path, error.into_damage()?));
        }
    }
    Ok(changed)
}

/// A merged dataset.
#[derive(Debug)]
pub struct Dataset {
    /// Its directory.
    pub path: PathBuf,
    /// The plan that it was merged from.
    pub plan: StudyPlan,
}

impl Dataset {
    /// Opens the dataset of a study's directory.
    ///
    /// # Errors
    /// [`BatchError::NoDataset`], [`BatchError::StaleDataset`], [`BatchError::DatasetVersion`],
    /// [`BatchError::Damaged`].
    pub fn open(study: &Path) -> Result<Dataset, BatchError> {
        let Opened { path, plan } = Opened::open(study)?;
        if swap::is_between(&path) {
            // Where it cannot be put back there is no dataset, which is said below.
            let _ = swap::hold(&path, &mut || false).and_then(|_lock| swap::recover(&path));
        }
        let dataset = path.join(DATASET);
        let schema = dataset.join("schema.json");
        let merge = format!("`il2sim batch merge {}` makes it", path.display());
        if !schema.is_file() {
            return Err(BatchError::NoDataset { path: dataset, study: path });
        }
        let value: serde_json::Value =
            serde_json::from_slice(&disk::read(&schema)?).map_err(|error| BatchError::Damaged {
                path: schema.clone(),
                what: format!("{error}; {merge} again"),
            })?;
        if value.get("schema").and_then(serde_json::Value::as_u64)
            != Some(u64::from(schema::VERSION))
        {
            let known = schema::VERSION;
            return Err(BatchError::DatasetVersion { path: schema, study: path, known });
        }
        if value.get("plan").and_then(serde_json::Value::as_str)
            != Some(schema::plan_digest(&plan).as_str())
        {
            return Err(BatchError::StaleDataset { path: dataset, study: path });
        }
        // the series are read by others, and may be large
        let changed = changed(&dataset, |name| !name.starts_with("series/"))?;
        if let Some((path, what)) = changed.into_iter().next() {
            return Err(BatchError::Damaged { path, what: format!("{what}; {merge} again") });
        }
        Ok(Dataset { path: dataset, plan })
    }

    /// Names of the arms, in the study's order.
    pub fn arms(&self) -> &[String] {
        &self.plan.arms
    }

    /// Points of an arm, in the design's order.
    pub fn points(&self, arm: &str) -> impl Iterator<Item = &PlanPoint> {
        let number = self.plan.arms.iter().position(|name| name == arm);
        self.plan.points.iter().filter(move |point| Some(point.arm) == number)
    }

    /// The main numbers of the comparison, as text.
    ///
    /// # Errors
    /// [`BatchError::Record`].
    pub fn summary(&self) -> Result<String, BatchError> {
        Ok(String::from_utf8_lossy(&disk::read(&self.path.join(SUMMARY))?).into_owned())
    }

    /// Columns of the outcomes.
    pub fn columns(&self) -> Vec<Column> {
        table::columns(&schema::outcomes(&self.plan))
    }

    /// Some columns of the series of an arm: rows in the order of points, replicates, times and
    /// sites; none where the study keeps no series.
    ///
    /// # Errors
    /// [`BatchError::Record`].
    pub fn series(&self, arm: &str, columns: &[&str]) -> Result<Vec<Vec<Value>>, BatchError> {
        let folder = self.path.join("series").join(partition("arm", arm));
        let mut names = disk::names(&folder)?;
        names.sort();
        let mut rows = Vec::new();
        for name in names {
            rows.extend(read_some(&folder.join(name), columns)?);
        }
        Ok(rows)
    }

    /// Some columns of the outcomes of an arm: rows in the order of points and replicates, values
    /// in the order asked for.
    ///
    /// # Errors
    /// [`BatchError::NoArm`], [`BatchError::NoColumn`], [`BatchError::Record`].
    pub fn outcomes(&self, arm: &str, columns: &[&str]) -> Result<Vec<Vec<Value>>, BatchError> {
        if !self.plan.arms.iter().any(|name| name == arm) {
            return Err(BatchError::NoArm { arm: arm.to_string(), known: self.plan.arms.clone() });
        }
        let known = self.columns();
        if let Some(unknown) =
            columns.iter().find(|name| !known.iter().any(|column| column.name == **name))
        {
            return Err(BatchError::NoColumn { column: unknown.to_string() });
        }
        let folder = self.path.join("outcomes").join(partition("arm", arm));
        let path = folder.join("part-0.parquet");
        let rows = read_some(&path, columns)?;
        let asked = |of: &[Column]| -> Vec<Column> {
            let find = |name: &&str| of.iter().find(|column| column.name == **name).cloned();
            columns.iter().filter_map(find).collect()
        };
        let cast = Cast::new(&asked(&read_columns(&path)?), &asked(&known));
        Ok(rows.iter().map(|row| cast.row(row)).collect())
    }
}
