//! Why animals cannot be stepped.

use crate::engine::EngineError;
use crate::world::WorldError;

/// Why animals cannot be stepped.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The tissue could not be laid out.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The engine stopped.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A saved state does not fit.
    #[error("the saved state cannot be used: {0}")]
    State(String),
}
