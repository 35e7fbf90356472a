//! What a run's directory says of its scenario.

use crate::record::{Manifest, RunDir};
use crate::scenario::Scenario;

use super::error::RunError;

/// The scenario of a run's directory, as the run was made from it.
pub(crate) fn scenario_of(dir: &RunDir, manifest: &Manifest) -> Result<Scenario, RunError> {
    let path = dir.file("scenario.toml");
    let mut scenario = Scenario::load(&path, &[]).map_err(RunError::Scenario)?;
    scenario.name.clone_from(&manifest.scenario);
    Ok(scenario)
}
