//! Ctrl-C and SIGTERM: the first asks the run to save and stop after the host step in hand, a
//! second ends the program at once. A stream that failed asks for the same as a first one.
//!
//! The only place that knows of signals; the calls are the same on every system (Windows raises the
//! first on Ctrl-C and never the second).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::{CommandError, exit, output};

/// What stopped work leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// A state from which it goes on.
    Saved,
    /// Nothing: it begins anew.
    Nothing,
}

/// Tells whether the program should stop.
#[derive(Clone)]
pub(super) struct Stop {
    /// The exit code that the request asks for; 0 while there is none.
    code: Arc<AtomicUsize>,
}

impl Stop {
    /// Listens from now on.
    ///
    /// # Errors
    /// [`CommandError::Signals`].
    pub(super) fn listen() -> Result<Stop, CommandError> {
        Stop::registered().map_err(CommandError::Signals)
    }

    fn registered() -> std::io::Result<Stop> {
        let code = Arc::new(AtomicUsize::new(0));
        let asked = Arc::new(AtomicBool::new(false));
        for (signal, exit_code) in [(SIGINT, exit::INTERRUPTED), (SIGTERM, exit::RETRY)] {
            // in this order: the first signal finds the condition still false
            flag::register_conditional_shutdown(signal, i32::from(exit_code), Arc::clone(&asked))?;
            flag::register(signal, Arc::clone(&asked))?;
            flag::register_usize(signal, Arc::clone(&code), usize::from(exit_code))?;
        }
        Ok(Stop { code })
    }

    /// Whether the work should stop: a signal came, or a stream no longer takes what is said.
    pub(super) fn is_wanted(&self) -> bool {
        self.signalled().is_some() || output::has_failed()
    }

    /// The exit code of work that stopped: what the signal asks for; without a signal a stream
    /// failed, which is worth another try only from a saved state.
    pub(super) fn code(&self, kept: Kept) -> u8 {
        let failed = match kept {
            Kept::Saved => exit::RETRY,
            Kept::Nothing => exit::FAILED,
        };
        self.signalled().unwrap_or(failed)
    }

    /// The exit code that a signal asked for, if one came.
    fn signalled(&self) -> Option<u8> {
        u8::try_from(self.code.load(Ordering::Relaxed)).ok().filter(|&code| code != 0)
    }
}
