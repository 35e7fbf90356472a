//! Studies: many virtual animals under many points of a design, on one machine or on many.
//!
//! In: a study file. Out: a directory that any number of processes fill, and a dataset of Parquet
//! tables.
//!
//! A study is an arm times a design times replicates. Each pair of arm and design point is one
//! whole checked scenario with an *identity*: a digest of everything that bears on its numbers, and
//! of the rulebook. A *shard* is an identity times a block of 32 replicates. Shards share nothing
//! but the directory, each of their files is whole or absent, and equal inputs give equal bytes: so
//! any process may run any shard, twice or half, at any time.
//!
//! Parts: [`study`](crate::study) reads the file, [`design`](crate::design) makes the points, `points` turns them into scenarios,
//! [`plan`] is what all processes agree on, `directory` what lies where, `store` the parts of a
//! shard, `shard` runs one, `state` keeps one that is stopped, [`run`] all that are missing,
//! [`status`] counts, [`finish`] makes the dataset, `compare` its statistics, [`page`] their page,
//! [`dataset`] reads it, [`estimate`] says what it will cost.

mod compare;
pub mod dataset;
mod directory;
pub mod estimate;
pub mod finish;
mod merge;
pub mod page;
pub mod plan;
mod points;
pub mod run;
mod shard;
mod state;
pub mod status;
mod store;

use std::path::PathBuf;

use crate::input::Problems;
use crate::record::RecordError;
use crate::results::RunError;
use crate::simulation::SimulationError;

pub use directory::{Change, Opened, make};
pub use points::stages_digest;

/// Replicates of a shard: blocks are cut at multiples of it, so more replicates only add blocks.
pub const BLOCK: u32 = 32;

/// Why a command of a study did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The study, its base scenario or its points are wrong.
    #[error("{0}")]
    Study(Problems),
    /// What was asked for cannot be done with what is there.
    #[error("{0}")]
    Asked(String),
    /// The study is not complete.
    #[error("{0}")]
    Incomplete(String),
    /// A file of the study is torn or changed.
    #[error("{path}: damaged: {what}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        what: String,
    },
    /// A run, or the engine.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The disk refused something.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl From<SimulationError> for BatchError {
    fn from(error: SimulationError) -> BatchError {
        BatchError::Run(RunError::from(error))
    }
}

impl BatchError {
    /// Whether what the user asked for was wrong (exit code 2).
    pub fn users_input(&self) -> bool {
        match self {
            BatchError::Study(_) | BatchError::Asked(_) => true,
            BatchError::Run(error) => error.users_input(),
            BatchError::Record(error) => error.users_input(),
            BatchError::Incomplete(_) | BatchError::Damaged { .. } => false,
        }
    }

    /// Whether the same command may succeed later (exit code 75).
    pub fn try_again(&self) -> bool {
        match self {
            BatchError::Run(error) => error.try_again(),
            BatchError::Record(error) => error.try_again(),
            _ => false,
        }
    }
}
