//! Threads and engines that calls share, one set a process: a child of a fork makes its own.

use std::sync::{Arc, Mutex, PoisonError};

use il2sim::simulation::{EngineChoice, EngineRequest, Maker};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::{Threads, errors};

/// Most threads of a pool.
const MOST: usize = 1024;
/// Stack of each thread, bytes: a whole run is stepped on one of them.
const STACK: usize = 16 << 20;

/// What was made, with the process that made it and what for.
type Kept<K, V> = Mutex<Vec<(u32, K, Arc<V>)>>;

static POOLS: Kept<usize, ThreadPool> = Mutex::new(Vec::new());
static MAKERS: Kept<EngineRequest, Maker> = Mutex::new(Vec::new());

/// What was made of a kind in this process, or is made now. What a parent of a fork made is
/// forgotten, never used: its threads are not there.
fn kept<K: PartialEq, V>(
    all: &Kept<K, V>,
    key: K,
    make: impl FnOnce() -> PyResult<V>,
) -> PyResult<Arc<V>> {
    let process = std::process::id();
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    for (_, _, of_a_parent) in all.extract_if(.., |(of, _, _)| *of != process) {
        std::mem::forget(of_a_parent);
    }
    if let Some((_, _, there)) = all.iter().find(|(_, of, _)| *of == key) {
        return Ok(Arc::clone(there));
    }
    let made = Arc::new(make()?);
    all.push((process, key, Arc::clone(&made)));
    Ok(made)
}

/// A pool of so many threads, or of as many as the system grants.
pub(crate) fn pool(threads: Threads) -> PyResult<Arc<ThreadPool>> {
    if threads.is_some_and(|threads| !(1..=MOST).contains(&threads)) {
        return Err(PyValueError::new_err(format!("threads: 1 to {MOST} are allowed, or None")));
    }
    let threads = threads.unwrap_or(0);
    kept(&POOLS, threads, || {
        let builder = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
        builder.build().map_err(|error| {
            Python::attach(|py| errors::of_engine(py, format!("cannot start threads: {error}")))
        })
    })
}

/// The engine that is asked for: `auto`, `cpu` or `gpu`, and which GPU.
pub(crate) fn request(engine: &str, gpu: Option<&str>) -> PyResult<EngineRequest> {
    let choice = match engine {
        "auto" => EngineChoice::Auto,
        "cpu" => EngineChoice::Cpu,
        "gpu" => EngineChoice::Gpu,
        other => {
            let text = format!("engine `{other}`: there are \"auto\", \"cpu\" and \"gpu\"");
            return Err(PyValueError::new_err(text));
        }
    };
    let gpu = gpu
        .unwrap_or("auto")
        .parse()
        .map_err(|error| PyValueError::new_err(format!("gpu: {error}")))?;
    Ok(EngineRequest { choice, gpu, no_crosscheck: false })
}

/// Its maker; a device is opened once.
pub(crate) fn maker(py: Python<'_>, request: &EngineRequest) -> PyResult<Arc<Maker>> {
    // Opening a device takes its time, and the lock is never held while waiting for Python.
    py.detach(|| {
        kept(&MAKERS, request.clone(), || {
            request
                .maker()
                .map_err(|error| Python::attach(|py| errors::of_engine(py, error.to_string())))
        })
    })
}
