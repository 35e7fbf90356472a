//! Threads that are lent to calls, and engines that calls share, one set a process: a child of a
//! fork makes its own.

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

/// Threads that are lent to one call; they come back with its end.
pub(crate) struct Lent {
    threads: usize,
    pool: Arc<ThreadPool>,
}

impl std::ops::Deref for Lent {
    type Target = ThreadPool;

    fn deref(&self) -> &ThreadPool {
        &self.pool
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut all = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
        all.push((std::process::id(), self.threads, Arc::clone(&self.pool)));
    }
}

/// A pool of so many threads, or of as many as the system grants. Calls at the same time (of
/// several Python threads, or of a callback) have one each: none waits for another's threads.
pub(crate) fn pool(threads: Threads) -> PyResult<Lent> {
    if threads.is_some_and(|threads| !(1..=MOST).contains(&threads)) {
        return Err(PyValueError::new_err(format!("threads: 1 to {MOST} are allowed, or None")));
    }
    let threads = threads.unwrap_or(0);
    let mut all = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    forget_of_parents(&mut all);
    let free = all.iter().position(|(_, of, _)| *of == threads).map(|at| all.swap_remove(at).2);
    drop(all);
    let pool = match free {
        Some(pool) => pool,
        None => {
            let builder = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
            Arc::new(builder.build().map_err(|error| {
                Python::attach(|py| errors::of_engine(py, format!("cannot start threads: {error}")))
            })?)
        }
    };
    Ok(Lent { threads, pool })
}

/// Forgets what a parent of a fork made: its threads are not there.
fn forget_of_parents<K, V>(all: &mut Vec<(u32, K, Arc<V>)>) {
    let process = std::process::id();
    for (_, _, of_a_parent) in all.extract_if(.., |(of, _, _)| *of != process) {
        std::mem::forget(of_a_parent);
    }
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
    let there = || {
        let mut all = MAKERS.lock().unwrap_or_else(PoisonError::into_inner);
        forget_of_parents(&mut all);
        all.iter().find(|(_, of, _)| of == request).map(|(_, _, maker)| Arc::clone(maker))
    };
    if let Some(maker) = there() {
        return Ok(maker);
    }
    // Opening a device takes its time: no lock is held meanwhile, neither Python's nor ours, which
    // a fork would leave locked in the child.
    let made = errors::caught(py, || py.detach(|| request.maker()))?;
    let made = made.map_err(|error| errors::of_engine(py, error.to_string()))?;
    let maker = there().unwrap_or_else(|| Arc::new(made));
    let mut all = MAKERS.lock().unwrap_or_else(PoisonError::into_inner);
    if !all.iter().any(|(_, of, _)| of == request) {
        all.push((std::process::id(), request.clone(), Arc::clone(&maker)));
    }
    Ok(maker)
}
