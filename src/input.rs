//! Text to values: TOML with places, units, one value read as its key says, and all problems at
//! once.
//!
//! In: a file's text, `--set` overrides. Out: a tree in which every value knows where it was
//! written, numbers in canonical units, or [`Problems`]. Which keys there are: `keys`; what they
//! mean together: `scenario`.
//!
//! | room | what it does |
//! | --- | --- |
//! | `definition` | what a key is: quantity, default, ranges, provenance |
//! | `document` | TOML text to a tree with places; overrides laid over it |
//! | `source` | the text of a file, bounded |
//! | `units`, `value` | one value: text to canonical units, ranges, distributions |
//! | `distribution` | a number that may differ between animals |
//! | `problem` | what is wrong, with file, line, column and help |

pub mod definition;
mod distribution;
pub(crate) mod document;
pub(crate) mod problem;
pub(crate) mod source;
pub mod units;
pub(crate) mod value;

pub use definition::{KeyDef, Provenance, Quantity, Species};
pub use distribution::Param;
pub use problem::{Place, Problem, ProblemKind, Problems, SourceText};
