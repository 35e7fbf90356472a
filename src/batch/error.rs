//! Why a command of a study did not do what was wanted.

use std::fmt;
use std::path::PathBuf;

use crate::input::Problems;
use crate::record::RecordError;
use crate::remedy::{Remedied, Remedy};
use crate::results::RunError;
use crate::simulation::SimulationError;

/// Why a command of a study did not do what was wanted.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The study, its base scenario or its points are wrong.
    #[error("{0}")]
    Study(Problems),
    /// The path is not the directory of a study.
    #[error("{path}: {what}; `il2sim batch plan STUDY --out DIR` makes the directory of a study")]
    NotAStudy {
        /// The path.
        path: PathBuf,
        /// What it is instead.
        what: NotAStudy,
    },
    /// The place for a new study is a file.
    #[error("{path}: is a file, not a directory; choose another --out")]
    NotADirectory {
        /// The place.
        path: PathBuf,
    },
    /// The place for a new study holds something else.
    #[error("{path}: {what}, so it is not touched; choose another --out")]
    Occupied {
        /// The place.
        path: PathBuf,
        /// What it holds.
        what: Occupant,
    },
    /// The place for a new study holds a study that this one does not continue.
    #[error("{path}: holds another study ({title}): {why}; choose another --out")]
    OtherStudy {
        /// The place.
        path: PathBuf,
        /// Title of the study there.
        title: String,
        /// What differs.
        why: Unlike,
    },
    /// A `plan.json` that another program wrote.
    #[error("{path}: is not a plan of this program, so the directory is not touched")]
    NotAPlan {
        /// The file.
        path: PathBuf,
    },
    /// The study was planned under other rules.
    #[error(
        "{path}: was planned under another rulebook, {theirs}, this is {ours}; it can be merged \
         and reported as far as it is; to run it, plan it again: il2sim batch plan {study} --out \
         {path}"
    )]
    OtherRulebook {
        /// The study's directory.
        path: PathBuf,
        /// The study's file in it.
        study: PathBuf,
        /// The rulebook and version that planned it.
        theirs: String,
        /// This program's.
        ours: String,
    },
    /// The study has no such shard.
    #[error(
        "--shard {shard}: this study has the shards 0 to {last} (shards.csv lists them by number \
         and name)"
    )]
    NoShard {
        /// What was given.
        shard: String,
        /// The last shard.
        last: usize,
    },
    /// The study has no dataset yet.
    #[error("{path}: there is no dataset yet; `il2sim batch merge {study}` makes it")]
    NoDataset {
        /// The dataset's directory.
        path: PathBuf,
        /// The study's directory.
        study: PathBuf,
    },
    /// The dataset is that of an earlier plan.
    #[error(
        "{path}: is the dataset of an earlier plan; `il2sim batch merge {study}` makes it again"
    )]
    StaleDataset {
        /// The dataset's directory.
        path: PathBuf,
        /// The study's directory.
        study: PathBuf,
    },
    /// The dataset has the form of another version of the program.
    #[error(
        "{path}: is of another version than the {known} that this program reads; `il2sim batch \
         merge {study}` makes it again"
    )]
    DatasetVersion {
        /// Its `schema.json`.
        path: PathBuf,
        /// The study's directory.
        study: PathBuf,
        /// The version that this program reads.
        known: u32,
    },
    /// The study has no such arm.
    #[error("the study has no arm `{arm}`; its arms are {}", known.join(", "))]
    NoArm {
        /// The name that was wanted.
        arm: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The design has no such point.
    #[error(
        "`{typed}` is no point of the study: write ARM/NUMBER, such as \"{arm}/{last}\" (points \
         count from 0 to {last})"
    )]
    NoPoint {
        /// What was typed.
        typed: String,
        /// The arm that it names.
        arm: String,
        /// The last point of each arm.
        last: usize,
    },
    /// The outcomes have no such column.
    #[error("the outcomes have no column `{column}`")]
    NoColumn {
        /// The name that was wanted.
        column: String,
    },
    /// Shards of the study are missing.
    #[error(
        "{missing} of {count} shards are missing: `il2sim batch status {study} --missing` lists \
         them, `il2sim batch run {study}` runs them"
    )]
    ShardsMissing {
        /// The study's directory.
        study: PathBuf,
        /// Shards that are missing.
        missing: usize,
        /// Shards of the study.
        count: usize,
    },
    /// Runs of the study failed.
    #[error(
        "{failed} runs failed: `il2sim batch status {study}` lists them; `il2sim batch run \
         {study}` tries them again, --allow-failed leaves their rows out"
    )]
    RunsFailed {
        /// The study's directory.
        study: PathBuf,
        /// Runs that failed.
        failed: usize,
    },
    /// Another process makes the dataset.
    #[error("{study}: another process is merging this study; try again when it is done")]
    Merging {
        /// The study's directory.
        study: PathBuf,
    },
    /// A file of the study is torn or changed.
    #[error("{path}: damaged: {what}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        what: String,
    },
    /// The system starts no thread.
    #[error("cannot start a thread: {0}; the system allows no more of them (`ulimit -u`)")]
    Threads(std::io::Error),
    /// A run, or the engine.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The disk refused something.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// What a path is that is not the directory of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAStudy {
    /// Nothing is there.
    Absent,
    /// A file.
    File,
    /// The directory of a run.
    Run,
    /// Another directory.
    Other,
}

impl fmt::Display for NotAStudy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotAStudy::Absent => "there is no such directory of a study",
            NotAStudy::File => "is a file, not the directory of a study",
            NotAStudy::Run => "is the directory of a run, not of a study",
            NotAStudy::Other => "holds no study (no plan.json)",
        })
    }
}

/// What holds the place for a new study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupant {
    /// A run.
    Run,
    /// Something else.
    Other,
}

impl fmt::Display for Occupant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Occupant::Run => "holds a run",
            Occupant::Other => "is not empty and holds no study",
        })
    }
}

/// Why one study does not continue another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlike {
    /// Another seed.
    Seed {
        /// Of the study there.
        there: u64,
        /// Of this study.
        here: u64,
    },
    /// Another base scenario.
    Base,
    /// No point in common.
    Points,
}

impl fmt::Display for Unlike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unlike::Seed { there, here } => write!(f, "its seed is {there}, not {here}"),
            Unlike::Base => f.write_str("its base scenario is not this one"),
            Unlike::Points => f.write_str("none of its points is one of this study's"),
        }
    }
}

impl From<SimulationError> for BatchError {
    fn from(error: SimulationError) -> BatchError {
        BatchError::Run(RunError::from(error))
    }
}

impl Remedied for BatchError {
    fn remedy(&self) -> Remedy {
        match self {
            BatchError::Study(problems) => problems.remedy(),
            BatchError::Run(error) => error.remedy(),
            BatchError::Record(error) => error.remedy(),
            BatchError::Merging { .. } => Remedy::Retry,
            BatchError::ShardsMissing { .. }
            | BatchError::RunsFailed { .. }
            | BatchError::Threads(_)
            | BatchError::Damaged { .. } => Remedy::None,
            _ => Remedy::Input,
        }
    }

    fn problems(&self) -> Option<&Problems> {
        match self {
            BatchError::Study(problems) => Some(problems),
            BatchError::Run(error) => error.problems(),
            _ => None,
        }
    }
}
