//! One run: a checked scenario becomes a directory of results.
//!
//! In: a scenario, an engine, a directory. Out: the files of the design's table "What a run leaves
//! in DIR".
//!
//! Parts: `whole` takes a run from its start, or from its last checkpoint, to its end, `resume`
//! decides what there is to do in a directory that stands, `recorder` writes rows, frames and checkpoints meanwhile, `finish` what follows from them; [`mod@branch`]
//! and `extend` begin with the state of a run that stands (`take_over`), `write` puts one that was
//! computed in memory into a directory, `mend` makes damaged files
//! of a finished run again; `needs` says before what a run takes, `room` what there is.

pub(crate) mod branch;
mod extend;
mod finish;
mod mend;
pub(crate) mod needs;
mod recorder;
mod resume;
pub(crate) mod room;
pub(crate) mod take_over;
mod whole;
mod write;

pub(crate) use finish::Ending;
pub(crate) use resume::{extend, needs_again, resume};
pub(crate) use whole::{RunRequest, Typed, start};
pub(crate) use write::{Past, PastState, write};

pub(crate) use crate::results::RunError;
