//! Why animals cannot be stepped.

use crate::engine::EngineError;
use crate::host::RestoreError;
use crate::remedy::{Remedied, Remedy};
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
    State(Misfit),
}

/// Why a saved state does not fit.
#[derive(Debug, thiserror::Error)]
pub enum Misfit {
    /// The state of a host.
    #[error("{0}")]
    Host(RestoreError),
    /// The outcome so far of a replicate.
    #[error("the trajectory of replicate {replicate} does not decode ({error})")]
    Trajectory {
        /// The replicate.
        replicate: u32,
        /// What the decoder said.
        error: postcard::Error,
    },
    /// Its time.
    #[error("it lies beyond the last tissue step")]
    Beyond,
    /// Its replicates.
    #[error("it holds {found} replicates, the run has {expected}")]
    Replicates {
        /// In the checkpoint.
        found: usize,
        /// In the run.
        expected: usize,
    },
    /// The rows of its series.
    #[error("its series has {found} rows, not {expected}")]
    Rows {
        /// On the disk.
        found: u64,
        /// When it was saved.
        expected: u64,
    },
}

impl From<Misfit> for SimulationError {
    fn from(misfit: Misfit) -> Self {
        SimulationError::State(misfit)
    }
}

impl From<RestoreError> for SimulationError {
    fn from(error: RestoreError) -> Self {
        SimulationError::State(Misfit::Host(error))
    }
}

impl Remedied for SimulationError {
    fn remedy(&self) -> Remedy {
        match self {
            SimulationError::World(_) => Remedy::Input,
            SimulationError::Engine(error) => error.remedy(),
            SimulationError::State(_) => Remedy::None,
        }
    }
}
