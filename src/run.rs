//! One run: a checked scenario becomes a directory of results.
//!
//! In: a scenario, an engine, a directory. Out: the files of the design's table "What a run leaves
//! in DIR".
//!
//! Parts: `whole` takes a run from its start, or from its last checkpoint, to its end, `recorder`
//! writes rows, frames and checkpoints meanwhile, `finish` what follows from them, [`mod@branch`]
//! begins a run with the state of another.

pub mod branch;
mod finish;
mod recorder;
mod whole;

pub use finish::Ending;
pub use whole::{RunRequest, resume, start};

pub use crate::results::RunError;
