//! Figures of runs: trajectories of any counted quantity, one run or several on one clock.
//!
//! In: directories of finished runs and names of columns of `series.parquet`. Out: a chart
//! ([`crate::plot::lines`]): for each run the median over its replicates and the band between their
//! quartiles. Cells and events of a run with several sites are summed over them, and a replicate
//! that has ended keeps its last count; anything else (levels, the host's columns) is taken of one
//! site, the first unless another is asked for, and of the replicates that are still followed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::input::Problems;
use crate::input::value::nearest;
use crate::plot::lines::{BandPoint, Lines, Panel};
use crate::record::{Manifest, RecordError, RunDir, Status, read_columns, read_some};
use crate::remedy::{Remedied, Remedy};
use crate::scenario::Scenario;
use crate::simulation::{FIRST_COLUMNS, series_column};
use crate::table::{ColumnKind, Value, unit_in_name};

/// Columns that a figure has unless others are asked for.
pub(crate) const USUAL: [&str; 4] = ["tumour_cells", "ctl_cells", "il2_at_tumour_pm", "leak_index"];

/// The table that figures are made of.
const TABLE: &str = "series.parquet";

/// Most runs of a figure: colours and dashes tell so many apart.
pub(crate) const RUNS: usize = 7;

/// Why there is no figure.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FigureError {
    /// The run is not finished.
    #[error(
        "{path}: the run is not finished, so it has no {TABLE} yet; `il2sim resume {path}` \
         finishes it"
    )]
    Unfinished {
        /// The run's directory.
        path: PathBuf,
    },
    /// The run has no such site.
    #[error("--site {site}: {path} has no such site; its sites are {}", known.join(", "))]
    NoSite {
        /// The name that was wanted.
        site: String,
        /// The run's directory.
        path: PathBuf,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The series has no such column.
    #[error(
        "--columns {column}: {table} has no such column of numbers{}{}",
        hint(near.as_deref()),
        chosen(known)
    )]
    NoColumn {
        /// The name that was wanted.
        column: String,
        /// The table.
        table: PathBuf,
        /// The nearest name that there is.
        near: Option<String>,
        /// All that there are, where the run's scenario chose them.
        known: Vec<String>,
    },
    /// The disk refuses, or holds something else.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The scenario of a run cannot be read.
    #[error("{0}")]
    Scenario(Problems),
}

/// A question after a name that nothing has.
fn hint(near: Option<&str>) -> String {
    near.map_or(String::new(), |near| format!("; did you mean {near}?"))
}

/// What there is, where that was chosen.
fn chosen(known: &[String]) -> String {
    let list = known.join(", ");
    if list.is_empty() {
        return String::new();
    }
    format!("; its scenario chose columns (record.columns), of numbers {list}")
}

impl Remedied for FigureError {
    fn remedy(&self) -> Remedy {
        match self {
            FigureError::Record(error) => error.remedy(),
            FigureError::Scenario(problems) => problems.remedy(),
            FigureError::Unfinished { .. }
            | FigureError::NoSite { .. }
            | FigureError::NoColumn { .. } => Remedy::Input,
        }
    }

    fn problems(&self) -> Option<&Problems> {
        if let FigureError::Scenario(problems) = self { Some(problems) } else { None }
    }
}

/// One run's rows.
struct Run {
    scenario: Scenario,
    /// Its end, h.
    end_h: f64,
    /// What each column asked for holds.
    kinds: Vec<ColumnKind>,
    /// Replicate, site, time (h), then the values asked for.
    rows: Vec<Vec<Value>>,
}

/// The chart of some columns of some runs.
///
/// # Errors
/// [`FigureError`]: a directory that is no finished run, an unknown column or site.
pub(crate) fn trajectories(
    dirs: &[PathBuf],
    columns: &[String],
    site: Option<&str>,
) -> Result<Lines, FigureError> {
    let runs = dirs.iter().map(|dir| read(dir, columns, site)).collect::<Result<Vec<_>, _>>()?;
    let panel = |(n, name): (usize, &String)| Panel {
        label: label(name),
        curves: runs.iter().map(|run| trajectory(run, n)).collect(),
    };
    let panels = columns.iter().enumerate().map(panel).collect();
    let groups = names(dirs, &runs);
    let title = if runs.len() == 1 {
        runs[0].scenario.title.clone()
    } else {
        "Courses of the runs on one clock".to_string()
    };
    let day = |run: &Run| -> Vec<f64> {
        let mut days: Vec<f64> = run
            .scenario
            .treatments
            .iter()
            .flat_map(|treatment| treatment.times_before(run.end_h))
            .map(|hour| hour / 24.0)
            .collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        days
    };
    let replicates: Vec<String> =
        runs.iter().map(|run| run.scenario.run.replicates.to_string()).collect();
    let note = format!(
        "Median and quartiles of {} animals; one that has ended keeps its last count. Marks: \
         doses.",
        replicates.join(", ")
    );
    Ok(Lines {
        title,
        x_label: "time (d)".to_string(),
        groups,
        panels,
        marks: runs.iter().map(day).collect(),
        note,
    })
}

fn read(path: &Path, columns: &[String], site: Option<&str>) -> Result<Run, FigureError> {
    let dir = RunDir::open(path)?;
    let manifest = Manifest::load(&dir)?;
    let table = dir.file(TABLE);
    if manifest.status != Status::Done || !table.is_file() {
        return Err(FigureError::Unfinished { path: path.to_path_buf() });
    }
    let scenario =
        Scenario::load(&dir.whole("scenario.toml")?, &[]).map_err(FigureError::Scenario)?;
    if let Some(site) = site
        && !scenario.sites.iter().any(|known| known.name == site)
    {
        let known = scenario.sites.iter().map(|site| site.name.clone()).collect();
        let (site, path) = (site.to_string(), path.to_path_buf());
        return Err(FigureError::NoSite { site, path, known });
    }
    let table = dir.whole(TABLE)?;
    let mut known = read_columns(&table)?;
    known.retain(|column| column.kind != ColumnKind::Text);
    let kind_of = |name: &String| {
        known.iter().find(|column| column.name == *name).map(|column| column.kind).ok_or_else(
            || {
                let names = known.iter().map(|column| column.name.as_str());
                let near = nearest(name, names.clone()).map(str::to_string);
                let chose = scenario.record.columns.is_some();
                let known = names.filter(|_| chose).map(str::to_string).collect();
                let (column, table) = (name.clone(), table.clone());
                FigureError::NoColumn { column, table, near, known }
            },
        )
    };
    let kinds = columns.iter().map(kind_of).collect::<Result<Vec<_>, _>>()?;
    let wanted: Vec<&str> =
        FIRST_COLUMNS.into_iter().chain(columns.iter().map(String::as_str)).collect();
    let mut rows = read_some(&table, &wanted)?;
    if let Some(site) = site {
        rows.retain(|row| matches!(&row[1], Value::Text(name) if name == site));
    }
    let end_h = manifest.stop_h.map_or(scenario.run.until_h, |stop| stop.min(scenario.run.until_h));
    Ok(Run { scenario, end_h, kinds, rows })
}

/// Median and quartiles of one of the columns asked for over the replicates at every time of the
/// table, d.
fn trajectory(run: &Run, asked: usize) -> Vec<BandPoint> {
    let counted = run.kinds[asked] == ColumnKind::Count;
    let first_site = run.rows.first().map(|row| row[1].clone());
    // Values by time, then replicate.
    let mut values: BTreeMap<u64, BTreeMap<u64, f64>> = BTreeMap::new();
    for row in &run.rows {
        let (Value::Count(replicate), Value::Number(time_h)) = (&row[0], &row[2]) else { continue };
        let value = match &row[FIRST_COLUMNS.len() + asked] {
            Value::Count(count) => *count as f64,
            Value::Number(number) => *number,
            Value::Flag(flag) => f64::from(*flag),
            Value::Text(_) | Value::Missing => continue,
        };
        if counted || Some(&row[1]) == first_site.as_ref() {
            // Times are not negative, so their bits rise with them.
            *values.entry(time_h.to_bits()).or_default().entry(*replicate).or_insert(0.0) += value;
        }
    }
    let every_h = run.scenario.record.series_every_h;
    let mut now: BTreeMap<u64, f64> = BTreeMap::new();
    let mut time_points = Vec::new();
    for (time, of_replicates) in values {
        if counted {
            now.extend(of_replicates);
        } else if (f64::from_bits(time) / every_h).fract() == 0.0 {
            now = of_replicates;
        } else {
            // the last row of a replicate, at a time point of its own
            continue;
        }
        let mut sorted: Vec<f64> = now.values().copied().collect();
        sorted.sort_by(f64::total_cmp);
        time_points.push([
            f64::from_bits(time) / 24.0,
            quantile(&sorted, 0.25),
            quantile(&sorted, 0.5),
            quantile(&sorted, 0.75),
        ]);
    }
    time_points
}

/// A quantile of sorted numbers, between neighbours by their distance (Hyndman and Fan 1996, type
/// 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len().saturating_sub(1)) as f64;
    let below = place as usize;
    match (sorted.get(below), sorted.get(below + 1)) {
        (Some(low), Some(high)) => low + (high - low) * (place - below as f64),
        (Some(only), None) => *only,
        (None, _) => 0.0,
    }
}

/// Names of the runs: their directories, which the reader chose.
fn names(dirs: &[PathBuf], runs: &[Run]) -> Vec<String> {
    let own = |(dir, run): (&PathBuf, &Run)| {
        dir.file_name()
            .map_or_else(|| run.scenario.name.clone(), |name| name.to_string_lossy().into_owned())
    };
    dirs.iter().zip(runs).map(own).collect()
}

/// `il2_at_tumour_pm` as `IL-2 at tumour (pM)`, `tumour_cells` as it is read.
fn label(column: &str) -> String {
    let unit = series_column(column).map_or("", |known| &known.unit);
    let unit = Some(unit).filter(|unit| !matches!(*unit, "" | "cells"));
    let ending = unit.map_or(String::new(), |unit| format!("_{}", unit_in_name(unit)));
    let name = column.strip_suffix(&ending).unwrap_or(column).replace('_', " ");
    let name = name.replace("il2", "IL-2").replace("ctl", "CTL").replace("ifng", "IFN-gamma");
    unit.map_or(name.clone(), |unit| format!("{name} ({unit})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_those_of_the_common_definition() {
        let numbers = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert_eq!(
            [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&numbers, share)),
            [1.0, 2.0, 4.0, 8.0, 16.0]
        );
        assert_eq!(
            [quantile(&[1.0, 2.0], 0.25), quantile(&[3.0], 0.75), quantile(&[], 0.5)],
            [1.25, 3.0, 0.0]
        );
    }

    #[test]
    fn labels_have_units() {
        assert_eq!(
            ["tumour_cells", "il2_at_tumour_pm", "plasma_il2_auc_pm_h"].map(label),
            ["tumour cells", "IL-2 at tumour (pM)", "plasma IL-2 auc (pM h)"]
        );
    }
}
