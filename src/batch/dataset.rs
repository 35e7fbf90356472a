//! The dataset of a study, read back: what comparisons of arms and points are made from.
//!
//! In: a study's directory with its dataset. Out: arms, points, and any columns of the outcomes.

pub(super) mod schema;

use std::path::{Path, PathBuf};

use crate::record::{disk, read_some};
use crate::table::{Column, Value};

use super::BatchError;
use super::compare::SUMMARY;
use super::directory::{DATASET, Opened};
use super::plan::{Plan, Point};

/// A merged dataset.
#[derive(Debug)]
pub struct Dataset {
    /// Its directory.
    pub path: PathBuf,
    /// The plan that it was merged from.
    pub plan: Plan,
}

impl Dataset {
    /// Opens the dataset of a study's directory.
    ///
    /// # Errors
    /// [`BatchError::Asked`] where there is none, or one of an earlier plan or another version;
    /// [`BatchError::Damaged`].
    pub fn open(study: &Path) -> Result<Dataset, BatchError> {
        let Opened { path, plan } = Opened::open(study)?;
        let dataset = path.join(DATASET);
        let schema = dataset.join("schema.json");
        let merge = format!("`il2sim batch merge {}` makes it", path.display());
        if !schema.is_file() {
            return Err(BatchError::Asked(format!(
                "{}: there is no dataset yet; {merge}",
                dataset.display()
            )));
        }
        let value: serde_json::Value =
            serde_json::from_slice(&disk::read(&schema)?).map_err(|error| BatchError::Damaged {
                path: schema.clone(),
                what: format!("{error}; {merge} anew"),
            })?;
        if value.get("schema").and_then(serde_json::Value::as_u64)
            != Some(u64::from(schema::VERSION))
        {
            let message = format!(
                "{}: is of another version than the {} that this program reads; {merge} anew",
                schema.display(),
                schema::VERSION
            );
            return Err(BatchError::Asked(message));
        }
        if value.get("plan").and_then(serde_json::Value::as_str)
            != Some(schema::plan_digest(&plan).as_str())
        {
            return Err(BatchError::Asked(format!(
                "{}: is the dataset of an earlier plan; {merge} anew",
                dataset.display()
            )));
        }
        Ok(Dataset { path: dataset, plan })
    }

    /// Names of the arms, in the study's order.
    pub fn arms(&self) -> &[String] {
        &self.plan.arms
    }

    /// Points of an arm, in the design's order.
    pub fn points(&self, arm: &str) -> impl Iterator<Item = &Point> {
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
        schema::outcomes(&self.plan)
    }

    /// Some columns of the outcomes of an arm: rows in the order of points and replicates, values in
    /// the order asked for.
    ///
    /// # Errors
    /// [`BatchError::Asked`] for an arm or a column that there is none of; [`BatchError::Record`].
    pub fn outcomes(&self, arm: &str, columns: &[&str]) -> Result<Vec<Vec<Value>>, BatchError> {
        if !self.plan.arms.iter().any(|name| name == arm) {
            return Err(BatchError::Asked(format!(
                "there is no arm `{arm}` (there are {})",
                self.plan.arms.join(", ")
            )));
        }
        let known = self.columns();
        if let Some(unknown) =
            columns.iter().find(|name| !known.iter().any(|column| column.name == **name))
        {
            return Err(BatchError::Asked(format!("the outcomes have no column `{unknown}`")));
        }
        Ok(read_some(
            &self.path.join("outcomes").join(format!("arm={arm}")).join("part-0.parquet"),
            columns,
        )?)
    }
}
