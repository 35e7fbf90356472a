//! Ctrl-C, SIGTERM and SIGHUP (the terminal or the connection is gone): the first asks the run to
//! save and stop after the host step in hand, a second ends the program at once. A stream that
//! failed asks for the same as a first one. A SIGHUP that was ignored when the program began
//! (`nohup`) stays so.
//!
//! The only place that knows of signals. Windows raises the first on Ctrl-C and never the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[cfg(unix)]
use signal_hook::consts::SIGHUP;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::{CommandError, exit, output};

/// The signals that ask work to stop, and the exit codes of work that did.
const SIGNALS: &[(i32, u8)] = &[
    (SIGINT, exit::INTERRUPTED),
    (SIGTERM, exit::RETRY),
    #[cfg(unix)]
    (SIGHUP, exit::RETRY),
];

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
        for &(signal, exit_code) in SIGNALS {
            #[cfg(unix)]
            if signal == SIGHUP && hangups_are_ignored() {
                continue;
            }
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

/// A write beyond the limit of file sizes (`ulimit -f`) becomes an error that is named, not the end
/// of the process.
///
/// # Errors
/// Where the system does not pass signals on.
pub(super) fn name_the_limit_of_files() -> std::io::Result<()> {
    #[cfg(unix)]
    flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    Ok(())
}

/// Whether SIGHUP was ignored when the program began: said by the system in a mask of signals.
#[cfg(target_os = "linux")]
fn hangups_are_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & (1 << (SIGHUP - 1)) != 0)
}

/// Whether SIGHUP may be ignored: `nohup` leaves no stream on a terminal.
#[cfg(all(unix, not(target_os = "linux")))]
fn hangups_are_ignored() -> bool {
    use std::io::IsTerminal;
    !std::io::stderr().is_terminal()
}
