//! Exit codes: the one mapping from errors to them, and the one place where an error is printed.

pub(super) use super::codes::{DONE, FAILED, INPUT, INTERRUPTED, RETRY};
use super::output;
use crate::remedy::{Remedied, Remedy};

/// The exit code of an error.
fn code_of(error: &dyn Remedied) -> u8 {
    match error.remedy() {
        Remedy::Input => INPUT,
        Remedy::Retry => RETRY,
        Remedy::None => FAILED,
    }
}

/// Why a command ends with another code than 0.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error, which is printed once.
    Error(Box<dyn Remedied>),
    /// A code whose reason was printed already.
    Said(u8),
}

impl<E: Remedied + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Error(Box::new(error))
    }
}

impl Failure {
    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Failure::Error(error) => code_of(error.as_ref()),
            Failure::Said(code) => *code,
        }
    }

    /// Prints the error on standard error; problems of an input file as a compiler does.
    pub(crate) fn print(&self) {
        let Failure::Error(error) = self else { return };
        output::error(error, self.code(), error.problems());
    }
}
