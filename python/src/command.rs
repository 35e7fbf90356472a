//! The command `il2sim` in the process of Python.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command with what was typed (the program's name first); gives its exit code.
#[pyfunction]
pub(crate) fn command(py: Python<'_>, typed: Vec<OsString>) -> u8 {
    py.detach(|| il2sim::cli::run_typed(typed))
}
