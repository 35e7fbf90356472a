//! Work on threads of its own, while the thread that called listens: for an interrupt, for steps
//! that a callback wants to see, for messages.
//!
//! Python's lock is free meanwhile. A callback runs on the thread that called, between two host
//! steps. Whatever stops the work, its result so far comes back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use il2sim::memory::{Follower, StepDone};
use pyo3::prelude::*;

use crate::{Threads, errors, pools};

/// How often the caller looks for an interrupt.
const LOOK: Duration = Duration::from_millis(50);

/// What the work tells.
enum Told {
    Step(StepDone),
    Message(String),
}

/// The work's end of the line.
pub(crate) struct Line<'a> {
    to_caller: Sender<Told>,
    /// Answers to steps, where a callback wants them.
    answers: Option<Receiver<bool>>,
    stop: &'a AtomicBool,
}

impl<'a> Line<'a> {
    /// Set when the work should stop.
    pub(crate) fn flag(&self) -> &'a AtomicBool {
        self.stop
    }

    /// Whether the work should stop.
    fn stops(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Does something under a follower that tells the caller.
    pub(crate) fn followed<T>(&self, work: impl FnOnce(&mut Follower<'_>) -> T) -> T {
        let mut step = |progress: StepDone| match &self.answers {
            None => !self.stops(),
            Some(answers) => {
                self.to_caller.send(Told::Step(progress)).is_ok() && answers.recv().unwrap_or(false)
            }
        };
        let mut message = |text: String| {
            let _ = self.to_caller.send(Told::Message(text));
        };
        work(&mut Follower { step: &mut step, stop: &|| self.stops(), message: &mut message })
    }
}

/// Does `work` on so many threads; gives its result and what stopped it, if anything did.
///
/// # Errors
/// Threads that cannot be started, a panic.
pub(crate) fn on_pool<T: Send>(
    py: Python<'_>,
    threads: Threads,
    callback: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(Line<'_>) -> T + Send,
) -> PyResult<(T, Option<PyErr>)> {
    let pool = pools::pool(threads)?;
    let stop = AtomicBool::new(false);
    let callback = callback.map(|callback| callback.clone().unbind());
    let (to_caller, told) = channel();
    let (answer, answers) = channel();
    let answers = callback.is_some().then_some(answers);
    let line = Line { to_caller, answers, stop: &stop };
    let (result, stopped) = py.detach(|| {
        std::thread::scope(|scope| {
            let handle = scope.spawn(|| {
                // The line ends with the work, and the caller hears of that.
                catch_unwind(AssertUnwindSafe(|| pool.install(move || work(line))))
            });
            let stopped = Caller { told, answer, callback, stop: &stop }.listen();
            (handle.join().and_then(|result| result), stopped)
        })
    });
    match result {
        Ok(result) => Ok((result, stopped)),
        Err(payload) => Err(errors::of_panic(py, payload.as_ref())),
    }
}

/// The caller's end of the line.
struct Caller<'a> {
    told: Receiver<Told>,
    answer: Sender<bool>,
    callback: Option<Py<PyAny>>,
    stop: &'a AtomicBool,
}

impl Caller<'_> {
    /// Listens until the work is done; gives what stopped it.
    fn listen(&self) -> Option<PyErr> {
        let mut stopped = None;
        let mut looked = Instant::now();
        loop {
            let told = self.told.recv_timeout(LOOK);
            if matches!(told, Err(RecvTimeoutError::Disconnected)) {
                return stopped;
            }
            if stopped.is_none() && (told.is_err() || looked.elapsed() >= LOOK) {
                looked = Instant::now();
                stopped = Python::attach(|py| py.check_signals()).err();
            }
            match told {
                Ok(Told::Step(progress)) => {
                    let goes_on = match (&stopped, self.called(progress)) {
                        (Some(_), _) => false,
                        (None, Ok(goes_on)) => goes_on,
                        (None, Err(error)) => {
                            stopped = Some(error);
                            false
                        }
                    };
                    let _ = self.answer.send(goes_on);
                }
                Ok(Told::Message(text)) => {
                    let logged = Python::attach(|py| log(py, &text));
                    stopped = stopped.or(logged.err());
                }
                Err(_) => {}
            }
            if stopped.is_some() {
                self.stop.store(true, Ordering::Relaxed);
            }
        }
    }

    /// What the callback says: only `False` stops.
    fn called(&self, progress: StepDone) -> PyResult<bool> {
        let Some(callback) = &self.callback else { return Ok(true) };
        Python::attach(|py| {
            let StepDone { time_h, until_h, active, total } = progress;
            let said = callback.bind(py).call1((time_h, until_h, active, total))?;
            Ok(!said.is(pyo3::types::PyBool::new(py, false)))
        })
    }
}

/// A sentence for the logger of the package.
fn log(py: Python<'_>, text: &str) -> PyResult<()> {
    let logger = py.import("logging")?.call_method1("getLogger", ("il2sim",))?;
    logger.call_method1("info", ("%s", text))?;
    Ok(())
}
