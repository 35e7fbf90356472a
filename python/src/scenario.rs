//! Scenarios, checked, and what there is to begin one from.

use std::path::PathBuf;
use std::sync::Arc;

use il2sim::memory::{self, RunLimits};
use il2sim::scenario::Scenario;
use il2sim::simulation::check_columns;
use il2sim::{keys, scenario};
use pyo3::exceptions::{PyKeyError, PyMemoryError};
use pyo3::prelude::*;

use crate::errors;

/// A checked scenario.
#[pyclass(frozen, module = "il2sim._il2sim")]
pub(crate) struct ScenarioHandle {
    pub(crate) scenario: Arc<Scenario>,
}

#[pymethods]
impl ScenarioHandle {
    /// Checks a text with keys that are set; `name` is what problems call it.
    #[new]
    fn new(py: Python<'_>, text: &str, name: &str, set: Vec<(String, String)>) -> PyResult<Self> {
        let read = || {
            let scenario = Scenario::parse(text, name, &set)?;
            check_columns(&scenario).map(|()| scenario)
        };
        let parsed = errors::caught(py, || py.detach(read))?;
        let scenario = parsed.map_err(|problems| errors::of_problems(py, &problems))?;
        Ok(ScenarioHandle { scenario: Arc::new(scenario) })
    }

    #[getter]
    fn title(&self) -> &str {
        &self.scenario.title
    }

    #[getter]
    fn name(&self) -> &str {
        &self.scenario.name
    }

    #[getter]
    fn replicates(&self) -> u32 {
        self.scenario.run.replicates
    }

    #[getter]
    fn seed(&self) -> u64 {
        self.scenario.run.seed
    }

    #[getter]
    fn until_h(&self) -> f64 {
        self.scenario.run.until_h
    }

    #[getter]
    fn digest(&self) -> String {
        self.scenario.digest()
    }

    /// What is dubious of it, though it is good.
    fn warnings(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        errors::caught(py, || memory::warnings(&self.scenario))
    }

    /// The scenario as a file with every key.
    fn resolved(&self) -> String {
        self.scenario.resolved_toml()
    }

    /// Every key with its value as TOML.
    fn values(&self) -> Vec<(String, String)> {
        self.scenario.values().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    }

    /// Refuses an early end (h) that no run can have, and a run for which there is no room.
    #[pyo3(signature = (stop_h, out, allow_large))]
    fn check_run(
        &self,
        py: Python<'_>,
        stop_h: Option<f64>,
        out: Option<PathBuf>,
        allow_large: bool,
    ) -> PyResult<()> {
        if let Some(stop_h) = stop_h {
            RunLimits::check_end(&self.scenario, stop_h)
                .map_err(|error| errors::of_run(py, &error))?;
        }
        if allow_large {
            return Ok(());
        }
        RunLimits::check_room(&self.scenario, stop_h, out.as_deref())
            .map_err(PyMemoryError::new_err)
    }
}

/// Names and titles of the shipped scenarios.
#[pyfunction]
pub(crate) fn shipped() -> Vec<(String, String)> {
    let of = |shipped: &scenario::Shipped| (shipped.name.to_owned(), shipped.title());
    scenario::list().iter().map(of).collect()
}

/// The text of a shipped scenario.
#[pyfunction]
pub(crate) fn shipped_text(name: &str) -> PyResult<&'static str> {
    scenario::new_template(name).map_err(|error| PyKeyError::new_err(error.to_string()))
}

/// The table of keys as JSON.
#[pyfunction]
pub(crate) fn keys_json() -> String {
    keys::keys_json().to_string()
}

/// The text of a file, bounded.
#[pyfunction]
pub(crate) fn read_text(py: Python<'_>, path: PathBuf, what: &str) -> PyResult<String> {
    memory::read_text(&path, what).map_err(|problems| errors::of_problems(py, &problems))
}

/// A time such as `day 10`, in hours.
#[pyfunction]
pub(crate) fn time_h(py: Python<'_>, text: &str) -> PyResult<f64> {
    memory::time_h(text).map_err(|error| errors::of_run(py, &error))
}
