//! The extension module of the Python package `il2sim`: the program in the process of Python.
//!
//! It stands on the library's runs in memory (`il2sim::memory`) and holds no biology. What a user
//! sees is Python (`python/il2sim/`): this module has handles that it wraps. No call leaves Python
//! by a panic: work is done on threads of its own, whose panics become an exception.

mod command;
mod errors;
mod frame;
mod pools;
mod run;
mod scenario;
mod simulator;
mod table;
mod work;

use pyo3::prelude::*;

/// The extension module.
#[pymodule]
mod _il2sim {
    #[pymodule_export]
    use super::command::command;
    #[pymodule_export]
    use super::frame::LayerHandle;
    #[pymodule_export]
    use super::run::{RunHandle, defect, open_run, resume_run, start_run};
    #[pymodule_export]
    use super::scenario::{ScenarioHandle, keys_json, read_text, shipped, shipped_text, time_h};
    #[pymodule_export]
    use super::simulator::SimulatorHandle;
    #[pymodule_export]
    use super::table::TableHandle;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("version", env!("CARGO_PKG_VERSION"))
    }
}

/// A number of threads, or none: what the system grants.
type Threads = Option<usize>;
