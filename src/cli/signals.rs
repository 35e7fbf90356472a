//! Ctrl-C and SIGTERM: the first asks the run to save and stop after the host step in hand, a
//! second ends the program at once.
//!
//! The only place that knows of signals; the calls are the same on every system (Windows raises the
//! first on Ctrl-C and never the second).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit;

/// Tells whether the program was asked to stop.
#[derive(Clone)]
pub struct Stop {
    /// The exit code that the request asks for; 0 while there is none.
    code: Arc<AtomicUsize>,
}

impl Stop {
    /// Listens from now on.
    pub fn listen() -> std::io::Result<Stop> {
        let code = Arc::new(AtomicUsize::new(0));
        let asked = Arc::new(AtomicBool::new(false));
        for (signal, exit_code) in [(SIGINT, exit::INTERRUPTED), (SIGTERM, exit::AGAIN)] {
            // in this order: the first signal finds the condition still false
            flag::register_conditional_shutdown(signal, i32::from(exit_code), Arc::clone(&asked))?;
            flag::register(signal, Arc::clone(&asked))?;
            flag::register_usize(signal, Arc::clone(&code), usize::from(exit_code))?;
        }
        Ok(Stop { code })
    }

    /// The exit code that was asked for, if any.
    pub fn requested(&self) -> Option<u8> {
        u8::try_from(self.code.load(Ordering::Relaxed)).ok().filter(|&code| code != 0)
    }
}
