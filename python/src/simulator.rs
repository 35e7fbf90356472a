//! A scenario as a function of some of its keys.

use std::sync::atomic::Ordering;

use il2sim::memory::{Free, MemoryError, RunSummary, Simulator};
use il2sim::simulation::EngineRequest;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::{Threads, errors, pools, work};

/// A scenario as a function of some of its keys.
#[pyclass(frozen, module = "il2sim._il2sim")]
pub(crate) struct SimulatorHandle {
    simulator: Simulator,
    engine: EngineRequest,
    threads: Threads,
}

#[pymethods]
impl SimulatorHandle {
    /// Of a text with keys that are set; `how`: engine, GPU, threads.
    #[new]
    #[pyo3(signature = (text, name, set, free, summary, how))]
    fn new(
        py: Python<'_>,
        text: &str,
        name: &str,
        set: Vec<(String, String)>,
        free: Vec<(String, Option<String>)>,
        summary: Vec<String>,
        how: (String, Option<String>, Threads),
    ) -> PyResult<Self> {
        let free = free.into_iter().map(|(key, unit)| Free { key, unit }).collect();
        let refused = |error: MemoryError| errors::of_run(py, &error);
        let summary = summary
            .iter()
            .map(|text| RunSummary::parse(text))
            .collect::<Result<_, _>>()
            .map_err(refused)?;
        let made = errors::caught(py, || Simulator::new(text, name, set, free, summary))?;
        let (engine, gpu, threads) = how;
        let engine = pools::request(&engine, gpu.as_deref())?;
        Ok(SimulatorHandle { simulator: made.map_err(refused)?, engine, threads })
    }

    /// The free keys with the units of their values.
    #[getter]
    fn free(&self) -> Vec<(String, String)> {
        self.simulator.free().to_vec()
    }

    /// One run a set of values and seed; for each the summaries.
    fn many(
        &self,
        py: Python<'_>,
        values: Vec<Vec<f64>>,
        seeds: Vec<u64>,
    ) -> PyResult<Vec<Vec<f64>>> {
        let free = self.simulator.free().len();
        if let Some(wrong) = values.iter().find(|values| values.len() != free) {
            let found = wrong.len();
            let text = format!("theta has {found} values, but there are {free} free keys");
            return Err(PyValueError::new_err(text));
        }
        if values.len() != seeds.len() {
            let (found, expected) = (seeds.len(), values.len());
            let text = format!("there are {found} seeds for {expected} sets of values");
            return Err(PyValueError::new_err(text));
        }
        let calls: Vec<(Vec<f64>, u64)> = values.into_iter().zip(seeds).collect();
        let maker = pools::maker(py, &self.engine)?;
        let (result, stopped) = work::on_pool(py, self.threads, None, |line| {
            let stop = line.flag();
            self.simulator.many(&calls, &maker, &|| stop.load(Ordering::Relaxed))
        })?;
        match (stopped, result) {
            (Some(stopped), _) => Err(stopped),
            (None, Err(error)) => Err(errors::of_run(py, &error)),
            (None, Ok(values)) => Ok(values.unwrap_or_default()),
        }
    }
}
