//! Why work on a run's directory came to no end.

use std::path::PathBuf;

use crate::engine::EngineError;
use crate::host::RestoreError;
use crate::input::Problems;
use crate::picture::MovieError;
use crate::record::RecordError;
use crate::remedy::{Remedied, Remedy};
use crate::simulation::{Misfit, SimulationError};
use crate::world::WorldError;

use super::render::RenderError;

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A scenario cannot be read: that of a directory, or with the changes of an arm.
    #[error("{0}")]
    Scenario(Problems),
    /// The run is not finished.
    #[error("{path}: the run is not finished; `il2sim resume {path}` finishes it")]
    Unfinished {
        /// The run's directory.
        path: PathBuf,
    },
    /// The run has fewer replicates.
    #[error("{path}: has no replicate {replicate}; its replicates are 0 to {last}")]
    NoReplicate {
        /// The run's directory.
        path: PathBuf,
        /// The replicate that was wanted.
        replicate: u32,
        /// Its last replicate.
        last: u32,
    },
    /// A branch that does not begin on a host step before the end.
    #[error(
        "--at {at_h} h: a branch must begin on a host step (a whole multiple of {step_h} h) \
         before the end of the run ({until_h} h)"
    )]
    BranchTime {
        /// Time of the branch, h.
        at_h: f64,
        /// Host step, h.
        step_h: f64,
        /// End of the run, h.
        until_h: f64,
    },
    /// A branch in the place of its own run, in it or around it.
    #[error(
        "{path}: is the directory of the run that is branched ({from}), lies in it or holds it; \
         choose another place with --out"
    )]
    BranchPlace {
        /// Directory of the branch.
        path: PathBuf,
        /// Directory of the run.
        from: PathBuf,
    },
    /// A run cannot be extended to that time.
    #[error(
        "--until {until_h} h: a run is extended to a host step (a whole multiple of {step_h} h) \
         after its end ({end_h} h)"
    )]
    ExtensionTime {
        /// The end that was wanted, h.
        until_h: f64,
        /// Host step, h.
        step_h: f64,
        /// End of the run, h.
        end_h: f64,
    },
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
    Checkpoint(Misfit),
    /// A replicate that ran again alone ended in another state.
    #[error(
        "replicate {replicate} run alone ended with digest {found}, in the ensemble with \
         {recorded}"
    )]
    Differs {
        /// The replicate.
        replicate: u32,
        /// Its digest now.
        found: String,
        /// Its digest in the tables of the run.
        recorded: String,
    },
    /// The time-lapse of a run cannot be made.
    #[error("timelapse.gif: {0}")]
    Movie(MovieError),
    /// A rendering cannot be made.
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl From<RestoreError> for RunError {
    fn from(error: RestoreError) -> Self {
        RunError::Checkpoint(Misfit::Host(error))
    }
}

impl From<SimulationError> for RunError {
    fn from(error: SimulationError) -> RunError {
        match error {
            SimulationError::World(error) => RunError::World(error),
            SimulationError::Engine(error) => RunError::Engine(error),
            SimulationError::State(misfit) => RunError::Checkpoint(misfit),
        }
    }
}

impl Remedied for RunError {
    fn remedy(&self) -> Remedy {
        match self {
            RunError::Scenario(problems) => problems.remedy(),
            RunError::Unfinished { .. }
            | RunError::NoReplicate { .. }
            | RunError::BranchTime { .. }
            | RunError::BranchPlace { .. }
            | RunError::ExtensionTime { .. }
            | RunError::World(_) => Remedy::Input,
            RunError::Engine(error) => error.remedy(),
            RunError::Record(error) => error.remedy(),
            RunError::Render(error) => error.remedy(),
            RunError::Checkpoint(_) | RunError::Differs { .. } | RunError::Movie(_) => Remedy::None,
        }
    }

    fn problems(&self) -> Option<&Problems> {
        if let RunError::Scenario(problems) = self { Some(problems) } else { None }
    }
}
