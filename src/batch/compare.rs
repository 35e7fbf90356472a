//! The statistics of a study: its outcomes compared, written beside them.
//!
//! In: a plan and the outcomes of a dataset in the making. Out, in the same directory:
//!
//! | file | what |
//! | --- | --- |
//! | `fractions.parquet`, `medians.parquet`, `survival.parquet` | each outcome of `[compare]` at every arm and point, with intervals |
//! | `comparison.parquet` | arms against the control (or points against the first), with corrected p values |
//! | `dose_response.parquet` | Hill fits, where one key with numbers was swept |
//! | `sensitivity.parquet` | PRCC, Sobol indices or Morris effects, for sampled designs |
//! | `statistics.json` | what each table holds, by which methods, and what was not computed |
//! | `summary.txt` | the main numbers, for a terminal |
//! | `figures/*.svg`, `figures/*.pdf` | heat maps, curves, Kaplan-Meier curves, forests |
//!
//! Tables without rows are not written. Without `[compare]` the response and the survival are
//! compared.

use std::path::Path;

use crate::comparison::{
    self, Analysis, Outcome, Trial, TrialKey, TrialPoint, Values, figures, tables, words,
};
use crate::outcome::EndReason;
use crate::record::{RecordError, disk, partition, read_some, write_table};
use crate::simulation::{Counting, outcome_table};
use crate::statistics::LEVEL;
use crate::statistics::kaplan_meier::Followed;
use crate::table::{self, Value};

use super::BatchError;
use super::compared::OUTCOMES;
use super::dataset::schema;
use super::plan::{PlanLevel, StudyPlan};

/// The summary's file.
pub(super) const SUMMARY: &str = "summary.txt";

/// Writes the statistics of the outcomes in a directory, and gives them back.
///
/// # Errors
/// [`BatchError::Record`].
pub(super) fn write(place: &Path, plan: &StudyPlan) -> Result<Analysis, BatchError> {
    let analysis = analyse(place, plan)?;
    for made in tables::tables(&analysis) {
        let path = place.join(format!("{}.parquet", made.name));
        write_table(&path, &table::columns(&made.columns), &made.rows)?;
    }
    let figures = figures::figures(&analysis);
    let folder = place.join("figures");
    if !figures.is_empty() {
        std::fs::create_dir_all(&folder)
            .map_err(|error| RecordError::io(&folder, "make the directory", error))?;
    }
    let mut names = Vec::new();
    for figure in figures {
        let name = format!("{}.svg", figure.name);
        disk::replace(&folder.join(&name), figure.drawing.svg().as_bytes())?;
        disk::replace(&folder.join(format!("{}.pdf", figure.name)), &figure.drawing.pdf())?;
        names.push(format!("figures/{name}"));
    }
    disk::replace(&place.join("statistics.json"), &words::json(&analysis, LEVEL, &names))?;
    disk::replace(&place.join(SUMMARY), words::summary(&analysis).as_bytes())?;
    Ok(analysis)
}

/// The outcomes in a directory compared.
///
/// # Errors
/// [`BatchError::Record`].
pub(super) fn analyse(place: &Path, plan: &StudyPlan) -> Result<Analysis, BatchError> {
    Ok(comparison::analyse(trial(place, plan)?, LEVEL)
        .expect("the level lies between 0 and 1, and samples hold finite numbers only"))
}

/// What is compared, from the plan and the outcomes.
fn trial(place: &Path, plan: &StudyPlan) -> Result<Trial, BatchError> {
    let level = |level: &PlanLevel| match level {
        PlanLevel::Number(number) => comparison::TrialLevel::Number(*number),
        PlanLevel::Text(text) => comparison::TrialLevel::Text(text.clone()),
    };
    let entry = |point: &super::plan::PlanPoint| TrialPoint {
        arm: point.arm,
        point: point.point,
        levels: point.values.iter().map(level).collect(),
        unit: point.unit.clone(),
    };
    let names: Vec<&str> = if plan.outcomes.is_empty() {
        OUTCOMES.to_vec()
    } else {
        plan.outcomes.iter().map(String::as_str).collect()
    };
    Ok(Trial {
        title: plan.title.clone(),
        design: plan.design.clone(),
        arms: plan.arms.clone(),
        control: plan.arms.iter().position(|arm| *arm == plan.control).unwrap_or(0),
        keys: plan
            .columns
            .iter()
            .map(|column| TrialKey { name: column.name.clone(), unit: column.unit.clone() })
            .collect(),
        entries: plan.points.iter().map(entry).collect(),
        outcomes: names
            .into_iter()
            .map(|name| outcome(place, plan, name))
            .collect::<Result<_, _>>()?,
        left_site: left_site(place, plan)?,
        seed: plan.seed,
        same_animals: plan.common_random_numbers,
    })
}

/// How many animals of every point left their site, of how many that have an end.
fn left_site(place: &Path, plan: &StudyPlan) -> Result<Vec<(u64, u64)>, BatchError> {
    let rows = rows(place, plan, &["end_reason"])?;
    let count = |animals: &Vec<Vec<Value>>| {
        let ends = animals.iter().filter_map(|row| match row.first() {
            Some(Value::Text(end)) => Some(end == EndReason::LeftTheSite.name()),
            _ => None,
        });
        ends.fold((0, 0), |(left, all), hit| (left + u64::from(hit), all + 1))
    };
    Ok(rows.iter().map(count).collect())
}

/// An outcome of every animal, point by point, in the order of replicates; a run that failed has
/// nothing.
fn outcome(place: &Path, plan: &StudyPlan, name: &str) -> Result<Outcome, BatchError> {
    let known = outcome_table(&plan.sampled).into_iter().find(|column| column.name() == name);
    let counting = known.as_ref().map_or(Counting::Plain, |known| known.counting);
    let mut asked = vec![name];
    if let Counting::Time { flag, .. } = counting {
        asked.push(flag);
    }
    let rows = rows(place, plan, &asked)?;
    let values = match counting {
        Counting::Time { event, .. } => Values::Times(each(&rows, |row| {
            Some(Followed { time_h: number(&row[0])?, event: row[1].flag()? == event })
        })),
        Counting::Flag => Values::Flags(each(&rows, |row| row[0].flag())),
        Counting::Plain if rows.iter().flatten().any(|row| matches!(row[0], Value::Text(_))) => {
            Values::Words(each(&rows, |row| {
                if let Value::Text(text) = &row[0] { Some(text.clone()) } else { None }
            }))
        }
        Counting::Plain => Values::Numbers(each(&rows, |row| number(&row[0]))),
    };
    let title = known.as_ref().and_then(|known| known.title).map(str::to_owned);
    let unit = schema::outcome(plan, name).map_or(String::new(), |known| known.unit);
    Ok(Outcome { name: name.to_string(), title, unit, values })
}

/// Some columns of every animal, point by point, in the order of replicates.
fn rows(
    place: &Path,
    plan: &StudyPlan,
    columns: &[&str],
) -> Result<Vec<Vec<Vec<Value>>>, BatchError> {
    let asked = [&["point", "replicate"], columns].concat();
    let none = vec![vec![Value::Missing; columns.len()]; plan.replicates as usize];
    let mut rows = vec![none; plan.points.len()];
    let points = plan.points.len() / plan.arms.len().max(1);
    for (number, arm) in plan.arms.iter().enumerate() {
        for mut row in read_some(
            &place.join("outcomes").join(partition("arm", arm)).join("part-0.parquet"),
            &asked,
        )? {
            let values = row.split_off(2);
            if let [Value::Count(point), Value::Count(replicate)] = row.as_slice()
                && let Some(of) = rows
                    .get_mut(number * points + *point as usize)
                    .and_then(|animals| animals.get_mut(*replicate as usize))
            {
                *of = values;
            }
        }
    }
    Ok(rows)
}

fn each<T>(rows: &[Vec<Vec<Value>>], value: impl Fn(&[Value]) -> Option<T>) -> Vec<Vec<Option<T>>> {
    rows.iter().map(|animals| animals.iter().map(|row| value(row)).collect()).collect()
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Count(count) => Some(*count as f64),
        Value::Number(number) => Some(*number),
        Value::Text(_) | Value::Flag(_) | Value::Missing => None,
    }
}
