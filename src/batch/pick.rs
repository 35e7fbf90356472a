//! One point of a study as the scenario of a run of its own.
//!
//! In: a study's directory, and which point. Out: its scenario with the study's seed and number of
//! animals: a run of it has the rows that the study's dataset has at this point.

use std::path::Path;

use crate::scenario::Scenario;

use super::directory::Opened;
use super::error::BatchError;

/// The point that `typed` names: `ARM/NUMBER`, or the number where the study has one arm.
///
/// # Errors
/// What is no study, or has no such arm or point.
pub(crate) fn point_of(path: &Path, typed: &str) -> Result<Scenario, BatchError> {
    let opened = Opened::open(path)?;
    opened.must_be_ours()?;
    let points = opened.points()?;
    let plan = &opened.plan;
    // The name of an arm may have a `/` of its own.
    let (arm, number) = match typed.trim().rsplit_once('/') {
        Some((arm, number)) => (arm, number),
        None if plan.arms.len() == 1 => (plan.arms[0].as_str(), typed.trim()),
        None => (typed.trim(), ""),
    };
    let Some(of) = plan.arms.iter().position(|name| name == arm) else {
        return Err(BatchError::NoArm { arm: arm.to_string(), known: plan.arms.clone() });
    };
    let count = points.samples.len();
    let Some(number) = number.parse::<usize>().ok().filter(|number| *number < count) else {
        let (arm, last) = (arm.to_string(), count - 1);
        return Err(BatchError::NoPoint { typed: typed.to_string(), arm, last });
    };
    let (scenario, _) = points.resolve(of, number).map_err(BatchError::Study)?;
    let animals = [("run.replicates".to_string(), plan.replicates.to_string())];
    let name = "scenario.toml of the point";
    let mut whole =
        Scenario::parse(&scenario.resolved_toml(), name, &animals).map_err(BatchError::Study)?;
    let study = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let study = study.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    whole.name = format!("{study}-{arm}-{number}");
    Ok(whole)
}
