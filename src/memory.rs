//! A run kept in memory: for a program that holds the library, such as the Python package.
//!
//! In: a checked scenario, an engine. Out: rows of the series, outcomes, recorded time points and
//! digests, the very ones that a run's directory would hold. Nothing here touches the disk but
//! [`MemoryRun::save`], [`MemoryRun::open`] and [`MemoryRun::into_directory`].
//!
//! Parts: `run` steps the animals and holds what they leave, `states` the saved states, within a
//! bound, `follow` goes on: longer, or under another treatment; `page` makes the report's page,
//! `directory` writes and reads a run's directory, `lookup` finds a recorded time point, `request`
//! reads what a caller gives, `simulator` is a function of some keys for calibrators.

mod directory;
mod error;
mod follow;
mod lookup;
mod page;
mod request;
mod run;
mod simulator;
mod states;

pub use directory::Destination;
pub use error::MemoryError;
pub use lookup::Moment;
pub use request::{RunLimits, read_text, time_h, warnings};
pub use run::{Follower, MemoryRun, Settings, StepDone, TableRows};
pub use simulator::{Free, RunSummary, Simulator};
