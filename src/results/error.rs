//! Why work on a run's directory came to no end.

use crate::engine::EngineError;
use crate::input::Problems;
use crate::record::RecordError;
use crate::simulation::SimulationError;
use crate::world::WorldError;

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The resolved scenario of a directory cannot be read.
    #[error("{0}")]
    Scenario(Problems),
    /// What was asked for is not there: an adapter, a replicate, a finished run.
    #[error("{0}")]
    Asked(String),
    /// The tissue could not be laid out.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The engine stopped.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The disk refused something.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A checkpoint does not fit its run.
    #[error("the checkpoint cannot be used: {0}")]
    Checkpoint(String),
    /// Another program that was called did not do its work.
    #[error("{0}")]
    Tool(String),
    /// Two computations that must agree do not.
    #[error("{0}")]
    Differs(String),
}

impl RunError {
    /// Whether what the user asked for was wrong (exit code 2).
    pub fn users_input(&self) -> bool {
        match self {
            RunError::Scenario(_) | RunError::Asked(_) | RunError::World(_) => true,
            RunError::Record(error) => error.users_input(),
            RunError::Engine(EngineError::Device(error)) => error.exit_code() == 2,
            RunError::Engine(_)
            | RunError::Checkpoint(_)
            | RunError::Tool(_)
            | RunError::Differs(_) => false,
        }
    }

    /// Whether the same command may succeed later, from the saved state (exit code 75).
    pub fn try_again(&self) -> bool {
        match self {
            RunError::Engine(EngineError::Device(error)) => error.exit_code() == 75,
            RunError::Record(error) => error.try_again(),
            _ => false,
        }
    }
}

impl From<SimulationError> for RunError {
    fn from(error: SimulationError) -> RunError {
        match error {
            SimulationError::World(error) => RunError::World(error),
            SimulationError::Engine(error) => RunError::Engine(error),
            SimulationError::State(what) => RunError::Checkpoint(what),
        }
    }
}
