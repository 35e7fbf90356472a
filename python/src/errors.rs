//! Errors of the library as exceptions of the package: their classes are Python's
//! (`il2sim/_errors.py`).

use std::panic::{AssertUnwindSafe, catch_unwind};

use il2sim::input::Problems;
use il2sim::memory::MemoryError;
use il2sim::remedy::Remedied;
use il2sim::results::RunError;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// An exception of the package, of a class and what it is made from.
fn made<'py>(py: Python<'py>, class: &str, args: impl pyo3::call::PyCallArgs<'py>) -> PyErr {
    let made = py
        .import("il2sim._errors")
        .and_then(|module| module.getattr(class))
        .and_then(|class| class.call1(args));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// Problems of a scenario.
pub(crate) fn of_problems(py: Python<'_>, problems: &Problems) -> PyErr {
    let json = problems.to_json().to_string();
    made(py, "ScenarioError", (problems.render(false), json))
}

/// What an engine refused.
pub(crate) fn of_engine(py: Python<'_>, text: String) -> PyErr {
    made(py, "EngineError", (text,))
}

/// Any error of a run.
pub(crate) fn of_run(py: Python<'_>, error: &MemoryError) -> PyErr {
    if let Some(problems) = error.problems() {
        return of_problems(py, problems);
    }
    let text = error.to_string();
    match error {
        MemoryError::Run(RunError::World(_)) => PyValueError::new_err(text),
        MemoryError::Run(RunError::Engine(_)) => of_engine(py, text),
        MemoryError::Run(_) => made(py, "RecordError", (text,)),
        MemoryError::NoFrame { .. } | MemoryError::NoSuch { .. } => made(py, "NotThere", (text,)),
        _ => PyValueError::new_err(text),
    }
}

/// Does something on the thread that called; a panic of it becomes an exception.
///
/// # Errors
/// The panic.
pub(crate) fn caught<T>(py: Python<'_>, work: impl FnOnce() -> T) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| of_panic(py, payload.as_ref()))
}

/// A panic of the program.
pub(crate) fn of_panic(py: Python<'_>, payload: &(dyn std::any::Any + Send)) -> PyErr {
    let what = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned());
    of_engine(py, format!("defect of the program: {what}; please report it"))
}
