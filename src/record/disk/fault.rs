//! Faults for tests: in a debug build the system can be made to refuse a call, or the process to
//! end before it.
//!
//! In: `IL2SIM_FAULT=CALL:N:WHAT`, several with commas between them. CALL is `create`, `write`,
//! `rename`, `exchange` or `lock`; N says which of them (the first is 1, `every` is all); WHAT is
//! `kill`, or the number of the error that the call gives. A release build knows nothing of it.

use std::io;

/// One fault.
#[cfg(debug_assertions)]
#[derive(Debug)]
struct Fault {
    call: String,
    /// Calls until it comes; `None`: every call.
    after: Option<u64>,
    /// The error's number; `None`: the process ends.
    errno: Option<i32>,
}

#[cfg(debug_assertions)]
impl Fault {
    fn of(text: &str) -> Option<Fault> {
        let mut parts = text.split(':');
        let (call, which, what) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Fault {
            call: call.to_string(),
            after: if which == "every" { None } else { Some(which.parse().ok()?) },
            errno: if what == "kill" { None } else { Some(what.parse().ok()?) },
        })
    }

    /// What comes of one more call.
    fn meet(&mut self, call: &str) -> io::Result<()> {
        if self.call != call {
            return Ok(());
        }
        let comes = match &mut self.after {
            None => true,
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                *left == 0
            }
        };
        match self.errno {
            _ if !comes => Ok(()),
            Some(errno) => Err(io::Error::from_raw_os_error(errno)),
            None => std::process::abort(),
        }
    }
}

#[cfg(debug_assertions)]
thread_local! {
    /// The faults of one test of the library.
    static OF_TEST: std::cell::RefCell<Vec<Fault>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Called before a call of the system.
///
/// # Errors
/// Where the fault is an error.
#[cfg(debug_assertions)]
pub(crate) fn at(call: &str) -> io::Result<()> {
    use std::sync::{Mutex, PoisonError};
    static OF_PROCESS: Mutex<Option<Vec<Fault>>> = Mutex::new(None);
    OF_TEST.with_borrow_mut(|faults| faults.iter_mut().try_for_each(|fault| fault.meet(call)))?;
    let mut faults = OF_PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    faults
        .get_or_insert_with(|| {
            let asked = std::env::var("IL2SIM_FAULT").unwrap_or_default();
            asked.split(',').filter_map(Fault::of).collect()
        })
        .iter_mut()
        .try_for_each(|fault| fault.meet(call))
}

/// Nothing comes between.
#[cfg(not(debug_assertions))]
pub(crate) fn at(_call: &str) -> io::Result<()> {
    Ok(())
}

/// Does `work` with one fault, on this thread alone.
#[cfg(all(test, debug_assertions))]
pub(crate) fn with<T>(call: &str, which: u64, errno: i32, work: impl FnOnce() -> T) -> T {
    let fault = Fault { call: call.to_string(), after: Some(which), errno: Some(errno) };
    OF_TEST.with_borrow_mut(|faults| faults.push(fault));
    let result = work();
    OF_TEST.with_borrow_mut(|faults| faults.clear());
    result
}
