//! What mends an error: all of an error that decides the exit code of a command.
//!
//! Every error that can end a command says so of itself; which code that is stands once, in
//! `cli::exit`. An error's text is whole: it holds the text of its cause where it has one, so it is
//! printed alone and not followed by its chain of sources.

use crate::input::Problems;

/// What would let the same command succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Other input: another path, value or option.
    Input,
    /// The same command again, from the saved state.
    Retry,
    /// Nothing that its user can do: the work failed.
    None,
}

/// An error that knows what would mend it.
pub trait Remedied: std::error::Error {
    /// What would mend it.
    fn remedy(&self) -> Remedy;

    /// The problems of an input file, where the error is nothing else.
    fn problems(&self) -> Option<&Problems> {
        None
    }
}

impl Remedied for Problems {
    fn remedy(&self) -> Remedy {
        Remedy::Input
    }

    fn problems(&self) -> Option<&Problems> {
        Some(self)
    }
}
