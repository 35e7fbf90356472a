//! The threads of the program, started where a refusal can be named.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{CommandError, exit, output};

/// Stack of the thread that works, bytes: whatever the system gives the first one (`ulimit -s`).
const STACK: usize = 16 << 20;

/// Does the work on a thread with a stack of its own; gives the exit code.
pub(super) fn on_own_stack(work: impl FnOnce() -> u8 + Send + 'static) -> u8 {
    match std::thread::Builder::new().name("main".to_string()).stack_size(STACK).spawn(work) {
        // It catches its panics itself.
        Ok(thread) => thread.join().unwrap_or(exit::FAILED),
        Err(error) => {
            output::error(CommandError::Threads(error.to_string()), exit::FAILED, None);
            exit::FAILED
        }
    }
}

/// Starts the threads that compute, so many or as many as the system has processors.
///
/// # Errors
/// [`CommandError::Threads`].
pub(super) fn start(threads: Option<u16>) -> Result<(), CommandError> {
    static STARTED: AtomicBool = AtomicBool::new(false);
    if STARTED.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from));
    builder.build_global().map_err(|error| CommandError::Threads(error.to_string()))
}
