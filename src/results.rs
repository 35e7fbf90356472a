//! What is made from a run's directory: pages, films, pictures, verdicts.
//!
//! In: a directory that a run has written. Out: the page of a run, made again or of several runs
//! ([`rebuild`]), animations and stills ([`render`]), one file to deposit
//! (`archive`), and whether the run comes to the same digests
//! once more ([`mod@verify`]). A replicate that kept no frames is run again alone for them.

mod animals;
pub(crate) mod archive;
mod curves;
mod error;
#[cfg(test)]
mod every_kind;
mod integrity;
pub mod rebuild;
pub mod render;
mod replay;
mod scene;
mod show;
mod shown;
mod stored;
pub mod verify;

pub(crate) use animals::animals;
pub(crate) use curves::{Places, Sum, curves};
pub use error::RunError;
pub(crate) use integrity::faults;
pub use integrity::{FileFault, FilesChecked, check_files};
pub(crate) use replay::replay;
pub use scene::legend;
pub(crate) use scene::{marks, picture, picture_name};
pub(crate) use show::{Films, PAGE, Story, film, page_input, show};
pub(crate) use shown::shown;
pub(crate) use stored::{frames_of, open, say_if_unchecked, scenario_of};
