//! Why a run in memory refuses what it is asked for.

use crate::record::RecordError;
use crate::remedy::{Remedied, Remedy};
use crate::results::RunError;
use crate::simulation::SimulationError;

/// Why a run in memory refuses what it is asked for.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// A text that is not a time.
    #[error("`{0}` is not a time: write \"day 10\" or \"37 h\"")]
    NotATime(String),
    /// An end or a branch between two host steps, or outside the run.
    #[error(
        "{what} {found_h} h: it must be a whole multiple of the host step, {step_h} h, {between}"
    )]
    Time {
        /// What it is the time of.
        what: &'static str,
        /// The time, h.
        found_h: f64,
        /// Host step, h.
        step_h: f64,
        /// What else must hold.
        between: String,
    },
    /// Nothing of that name.
    #[error("there is no {what} `{found}`; there are {known}")]
    NoSuch {
        /// What it is.
        what: &'static str,
        /// The name.
        found: String,
        /// The names that there are.
        known: String,
    },
    /// No frame was recorded there.
    #[error("no frame of {wanted} was recorded; {recorded}")]
    NoFrame {
        /// What was wanted.
        wanted: String,
        /// What there is.
        recorded: String,
    },
    /// A free key that is given twice.
    #[error("`{0}` is free twice: give it once")]
    FreeTwice(String),
    /// A key that cannot be free.
    #[error("`{0}` cannot be free: a call gives its seed beside theta, replicates are fixed")]
    NotFree(String),
    /// A column of words as a number.
    #[error("the column `{0}` has words: write \"{0}=WORD\" for 1 where it has that word, else 0")]
    NotANumber(String),
    /// A column of numbers as a word.
    #[error("the column `{0}` has no words: write \"{0}\" alone for its value")]
    NotAWord(String),
    /// The run was stopped before its end.
    #[error(
        "the run was stopped at {reached_h} h, before its end at {until_h} h: extend() it first"
    )]
    Unfinished {
        /// How far it is, h.
        reached_h: f64,
        /// Its end, h.
        until_h: f64,
    },
    /// The run itself failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl From<SimulationError> for MemoryError {
    fn from(error: SimulationError) -> MemoryError {
        MemoryError::Run(error.into())
    }
}

impl From<RecordError> for MemoryError {
    fn from(error: RecordError) -> MemoryError {
        MemoryError::Run(error.into())
    }
}

impl Remedied for MemoryError {
    fn remedy(&self) -> Remedy {
        match self {
            MemoryError::Run(error) => error.remedy(),
            _ => Remedy::Input,
        }
    }

    fn problems(&self) -> Option<&crate::input::Problems> {
        if let MemoryError::Run(error) = self { error.problems() } else { None }
    }
}
