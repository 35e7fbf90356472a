//! Runs: made, gone on with, read, written, looked at.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use il2sim::frames::export::{cell_columns, cell_rows};
use il2sim::memory::{Destination, MemoryError, MemoryRun, Settings};
use il2sim::simulation::EngineRequest;
use il2sim::table::Definition;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::frame::{LAYERS, LayerHandle};
use crate::scenario::ScenarioHandle;
use crate::table::TableHandle;
use crate::{Threads, errors, pools, work};

/// A run in memory, whole or stopped.
#[pyclass(frozen, module = "il2sim._il2sim")]
pub(crate) struct RunHandle {
    run: MemoryRun,
    series: OnceLock<Py<TableHandle>>,
    outcomes: OnceLock<Py<TableHandle>>,
}

impl RunHandle {
    fn new(run: MemoryRun) -> RunHandle {
        RunHandle { run, series: OnceLock::new(), outcomes: OnceLock::new() }
    }
}

/// How work is done: engine, GPU, threads, what is called after each host step.
#[derive(FromPyObject)]
pub(crate) struct Means(String, Option<String>, Threads, Option<Py<PyAny>>);

impl Means {
    fn request(&self) -> PyResult<EngineRequest> {
        pools::request(&self.0, self.1.as_deref())
    }

    fn threads(&self) -> Threads {
        self.2
    }

    fn callback<'py>(&self, py: Python<'py>) -> Option<&Bound<'py, PyAny>> {
        self.3.as_ref().map(|callback| callback.bind(py))
    }
}

/// Runs from where it is; what stopped it carries the part that is done.
fn carry_on(py: Python<'_>, mut run: MemoryRun, means: &Means) -> PyResult<RunHandle> {
    let maker = pools::maker(py, &means.request()?)?;
    let ((run, result), stopped) =
        work::on_pool(py, means.threads(), means.callback(py), |line| {
            let result = line.followed(|follower| run.carry_on(&maker, follower));
            (run, result)
        })?;
    let handle = RunHandle::new(run);
    match (stopped, result) {
        (None, Ok(_)) => Ok(handle),
        (Some(stopped), _) => {
            stopped.value(py).setattr("partial", Py::new(py, handle)?)?;
            Err(stopped)
        }
        (None, Err(error)) => Err(errors::of_run(py, &error)),
    }
}

/// Runs into a directory; none where a callback stopped it.
fn in_directory(
    py: Python<'_>,
    means: &Means,
    work_on: impl FnOnce(
        &EngineRequest,
        &mut il2sim::memory::Follower<'_>,
    ) -> Result<Option<MemoryRun>, MemoryError>
    + Send,
) -> PyResult<Option<RunHandle>> {
    let engine = means.request()?;
    let (result, stopped) = work::on_pool(py, means.threads(), means.callback(py), |line| {
        line.followed(|follower| work_on(&engine, follower))
    })?;
    match (stopped, result) {
        (Some(stopped), _) => Err(stopped),
        (None, Ok(run)) => Ok(run.map(RunHandle::new)),
        (None, Err(error)) => Err(errors::of_run(py, &error)),
    }
}

/// Where a run goes: directory, whether one there is replaced, the command for its manifest,
/// whether the page is made.
type Out = Option<(PathBuf, bool, Vec<String>, bool)>;

/// Runs a scenario, in memory or into a directory.
#[pyfunction]
pub(crate) fn start_run(
    py: Python<'_>,
    scenario: &ScenarioHandle,
    stop_h: Option<f64>,
    set: Vec<String>,
    keep: u64,
    out: Out,
    means: Means,
) -> PyResult<Option<RunHandle>> {
    let settings = Settings { stop_h, set, keep };
    let scenario = scenario.scenario.as_ref().clone();
    let Some((path, force, command, page)) = out else {
        return carry_on(py, MemoryRun::new(scenario, settings), &means).map(Some);
    };
    let to = Destination { path, force, command, page };
    in_directory(py, &means, |engine, follower| {
        MemoryRun::into_directory(scenario, settings, to, engine, follower)
    })
}

/// Goes on with a run's directory, to its end or a later one.
#[pyfunction]
pub(crate) fn resume_run(
    py: Python<'_>,
    path: PathBuf,
    until: Option<(String, f64)>,
    keep: u64,
    means: Means,
) -> PyResult<Option<RunHandle>> {
    in_directory(py, &means, |engine, follower| {
        let until = until.as_ref().map(|(text, time_h)| (text.as_str(), *time_h));
        MemoryRun::resume(&path, until, keep, engine, follower)
    })
}

/// Reads the directory of a finished run.
#[pyfunction]
pub(crate) fn open_run(py: Python<'_>, path: PathBuf, keep: u64) -> PyResult<RunHandle> {
    let opened = errors::caught(py, || py.detach(|| MemoryRun::open(&path, keep)))?;
    opened.map(RunHandle::new).map_err(|error| errors::of_run(py, &error))
}

/// A defect of the program, for the test that none ends the interpreter.
#[pyfunction]
#[pyo3(signature = (here=false))]
pub(crate) fn defect(py: Python<'_>, here: bool) -> PyResult<()> {
    if here {
        return errors::caught(py, || panic!("made on purpose"));
    }
    work::on_pool(py, Some(1), None, |_| panic!("made on purpose")).map(|((), _)| ())
}

#[pymethods]
impl RunHandle {
    #[getter]
    fn scenario(&self) -> ScenarioHandle {
        ScenarioHandle { scenario: Arc::new(self.run.scenario().clone()) }
    }

    #[getter]
    fn finished(&self) -> bool {
        self.run.is_finished()
    }

    #[getter]
    fn reached_h(&self) -> f64 {
        self.run.reached_h()
    }

    #[getter]
    fn until_h(&self) -> f64 {
        self.run.until_h()
    }

    #[getter]
    fn kept(&self) -> (u64, u64) {
        self.run.kept()
    }

    #[getter]
    fn directory(&self) -> Option<PathBuf> {
        self.run.directory().map(PathBuf::from)
    }

    #[getter]
    fn digests(&self) -> Vec<String> {
        self.run.digests()
    }

    /// The series; made once.
    fn series(&self, py: Python<'_>) -> PyResult<Py<TableHandle>> {
        made(py, &self.series, &self.run.series_definitions(), self.run.series())
    }

    /// The outcomes; none while the run is not finished.
    fn outcomes(&self, py: Python<'_>) -> PyResult<Option<Py<TableHandle>>> {
        let Some(rows) = self.run.outcomes() else { return Ok(None) };
        made(py, &self.outcomes, &self.run.outcome_definitions(), rows).map(Some)
    }

    /// Recorded time points: replicate, site, time (h).
    fn moments(&self) -> Vec<(u32, String, f64)> {
        self.run.moments()
    }

    /// A layer of a time point, with its time, site, spacing and the names of its codes.
    #[pyo3(signature = (time_h, site, replicate, layer))]
    fn layer(
        &self,
        py: Python<'_>,
        time_h: f64,
        site: Option<&str>,
        replicate: Option<u32>,
        layer: &str,
    ) -> PyResult<(LayerHandle, f64, String, f64, Vec<String>)> {
        let Some(place) = LAYERS.iter().position(|name| *name == layer) else {
            let text = format!("there is no layer `{layer}`; there are {}", LAYERS.join(", "));
            return Err(PyValueError::new_err(text));
        };
        let found = self.run.moment(time_h, site, replicate);
        let moment = found.map_err(|error| errors::of_run(py, &error))?;
        let header = self.run.frames_header();
        let names = match place {
            0 | 1 => header.kind_names,
            2 => [vec![String::new()], header.line_names].concat(),
            4 => header.origin_names,
            _ => Vec::new(),
        };
        let handle = LayerHandle::of(&moment, place, header.log_scale);
        Ok((handle, moment.time_h, moment.site, moment.spacing_um, names))
    }

    /// The table of single cells at a time point.
    #[pyo3(signature = (time_h, site, replicate))]
    fn cells(
        &self,
        py: Python<'_>,
        time_h: f64,
        site: Option<&str>,
        replicate: Option<u32>,
    ) -> PyResult<TableHandle> {
        let found = self.run.snapshots_at(time_h, site, replicate);
        let snapshots = found.map_err(|error| errors::of_run(py, &error))?;
        let header = self.run.frames_header();
        let rows = || snapshots.iter().flat_map(|snapshot| cell_rows(&header, snapshot)).collect();
        let rows: Vec<_> = errors::caught(py, || py.detach(rows))?;
        TableHandle::of(py, &cell_columns(), &rows)
    }

    /// The page of the run.
    fn page(&self, py: Python<'_>, means: Means) -> PyResult<String> {
        let maker = pools::maker(py, &means.request()?)?;
        let (page, stopped) = work::on_pool(py, means.threads(), None, |line| {
            let stop = line.flag();
            self.run.page(&maker, &|| stop.load(Ordering::Relaxed))
        })?;
        stopped.map_or(Ok(()), Err)?;
        page.map(Option::unwrap_or_default).map_err(|error| errors::of_run(py, &error))
    }

    /// Writes the run into a directory.
    fn save(
        &self,
        py: Python<'_>,
        path: PathBuf,
        force: bool,
        command: Vec<String>,
        page: bool,
        means: Means,
    ) -> PyResult<PathBuf> {
        let engine = means.request()?;
        let to = Destination { path, force, command, page };
        let (saved, stopped) = work::on_pool(py, means.threads(), None, |line| {
            line.followed(|follower| self.run.save(to, &engine, follower))
        })?;
        stopped.map_or(Ok(()), Err)?;
        saved.map_err(|error| errors::of_run(py, &error))
    }

    /// The same run to a later end, or from where it was stopped to its end.
    fn extend(
        &self,
        py: Python<'_>,
        until: Option<(String, f64)>,
        means: Means,
    ) -> PyResult<RunHandle> {
        let longer = errors::caught(py, || match &until {
            Some((text, time_h)) => self.run.longer(text, *time_h),
            None => self.run.again(),
        })?;
        carry_on(py, longer.map_err(|error| errors::of_run(py, &error))?, &means)
    }

    /// The same animals under an arm from a time on.
    fn branch(
        &self,
        py: Python<'_>,
        at_h: f64,
        arm: &str,
        name: Option<&str>,
        means: Means,
    ) -> PyResult<RunHandle> {
        let branch = errors::caught(py, || self.run.branch(at_h, arm, name))?;
        carry_on(py, branch.map_err(|error| errors::of_run(py, &error))?, &means)
    }
}

/// A table that is made once.
fn made(
    py: Python<'_>,
    once: &OnceLock<Py<TableHandle>>,
    definitions: &[Definition],
    rows: &[Vec<il2sim::table::Value>],
) -> PyResult<Py<TableHandle>> {
    if let Some(table) = once.get() {
        return Ok(table.clone_ref(py));
    }
    let table = Py::new(py, TableHandle::of(py, definitions, rows)?)?;
    Ok(once.get_or_init(|| table).clone_ref(py))
}
