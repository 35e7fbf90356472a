//! What was typed: the arguments of the process, or those that a program gives in their place.

use std::ffi::OsString;
use std::sync::OnceLock;

static GIVEN: OnceLock<Vec<OsString>> = OnceLock::new();

/// Takes these arguments, the program's name first, in place of those of the process.
pub(super) fn give(arguments: Vec<OsString>) {
    // Given once: a process runs one command.
    let _ = GIVEN.set(arguments);
}

/// The arguments, the program's name first.
pub(super) fn all() -> Box<dyn Iterator<Item = OsString>> {
    match GIVEN.get() {
        Some(given) => Box::new(given.iter().cloned()),
        None => Box::new(std::env::args_os()),
    }
}

/// The same as text.
pub(super) fn texts() -> impl Iterator<Item = String> {
    all().map(|typed| typed.to_string_lossy().into_owned())
}
