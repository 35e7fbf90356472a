//! What a command finds wrong itself: with what was typed, or with the machine.

use std::path::PathBuf;

use crate::findings::shipped::NoFinding;
use crate::input::problem::with_point;
use crate::remedy::{Remedied, Remedy};

/// What a command finds wrong itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// A text that is not a time.
    #[error("`{0}` is not a time: write {instead}", instead = time_for(.0))]
    NotATime(String),
    /// An early end between two host steps, or at none.
    #[error("--until {stop_h} h: the end must be a whole multiple of the host step, {step_h} h")]
    Until { stop_h: f64, step_h: f64 },
    /// A study's file without a place for its directory.
    #[error("{0}: is a study file: give its directory with --out")]
    StudyWithoutOut(PathBuf),
    /// A study's directory with another place.
    #[error("--out goes with a study file, not with the directory of a study")]
    StudyWithOut,
    /// Neither a study's file nor a directory.
    #[error("{0}: there is no such study")]
    NoStudy(PathBuf),
    /// Some runs of a study failed.
    #[error(
        "{failed} runs failed, the others are done: `il2sim batch status {study}` lists them; the \
         same command tries them again"
    )]
    RunsFailed { failed: usize, study: PathBuf },
    /// No finding of that id.
    #[error(transparent)]
    NoFinding(#[from] NoFinding),
    /// A study without `[finding]`.
    #[error("{0}: is a study, but no finding: it has no [finding] (docs/studies.md)")]
    NotAFinding(PathBuf),
    /// Findings that could not be run.
    #[error(
        "{} could not be run: {}; the others are done, and the same command tries again",
        if .0.len() == 1 { "one finding" } else { "some findings" }, .0.join(", ")
    )]
    FindingsFailed(Vec<String>),
    /// One directory for several arms.
    #[error(
        "--out names one directory, but there are {0} arms: leave it out, or branch them one by \
         one"
    )]
    OutOfManyArms(usize),
    /// A study to branch, and no point of it.
    #[error("{0} is a study: say which of its points with --point, such as --point ARM/3")]
    WhichPoint(PathBuf),
    /// A page whose name ends otherwise.
    #[error("--out {0}: the name of a page ends in .html")]
    PageName(PathBuf),
    /// A figure whose name ends otherwise.
    #[error("--out {0}: the name of a figure ends in .svg or .pdf")]
    FigureName(PathBuf),
    /// Neither a run nor a study.
    #[error("{0}: there is no such directory of a run or a study")]
    NoDirectory(PathBuf),
    /// A directory that holds neither.
    #[error("{0}: holds neither a run (manifest.json) nor a study (plan.json)")]
    NeitherRunNorStudy(PathBuf),
    /// A directory inside that of a study.
    #[error("{path}: is part of the directory of a study: give that, {study}")]
    InsideStudy { path: PathBuf, study: PathBuf },
    /// A study among several directories.
    #[error(
        "{0}: is a study, and a page of several directories compares runs: give a study alone \
         (its page compares its arms)"
    )]
    StudyAmongRuns(PathBuf),
    /// A study where a run is archived.
    #[error(
        "{0}: is a study, and a run is archived: of a study deposit its directory as it is, with \
         `dataset` in it; `il2sim verify {0} --files` checks it, here and wherever it is unpacked"
    )]
    StudyToArchive(PathBuf),
    /// A replicate to compare, and only one run.
    #[error("--replicate chooses the replicate of a comparison, of two directories or more")]
    ReplicateOfOne,
    /// A camera without a volume.
    #[error(
        "--orbit, --turn, --azimuth, --tilt and --whole move the camera of a volume: add volume \
         to --views"
    )]
    CameraWithoutVolume,
    /// A layer without a slice.
    #[error("--slice says which layer a slice shows: add slice to --views")]
    LayerWithoutSlice,
    /// An orbit of too many pictures.
    #[error("--pictures {given}: an orbit has at most {most}")]
    OrbitTooLong { given: usize, most: usize },
    /// The system does not pass signals on.
    #[error("cannot listen for signals: {0}")]
    Signals(std::io::Error),
    /// The system grants no threads.
    #[error(
        "cannot start threads: {0}; the system allows no more of them (`ulimit -u`, `ulimit -v`): \
         ask for fewer with --threads, or try again later"
    )]
    Threads(String),
    /// Two engines end in different states.
    #[error("the engines disagree: use --engine cpu, or another driver")]
    EnginesDisagree,
}

/// What to write in place of a text that is not a time.
fn time_for(text: &str) -> String {
    match with_point(text) {
        Some(with_point) => format!("a point in place of the comma, \"{with_point}\""),
        None => "\"day 10\" or \"37 h\"".to_owned(),
    }
}

impl Remedied for CommandError {
    fn remedy(&self) -> Remedy {
        match self {
            CommandError::RunsFailed { .. }
            | CommandError::FindingsFailed(_)
            | CommandError::Signals(_)
            | CommandError::Threads(_)
            | CommandError::EnginesDisagree => Remedy::None,
            _ => Remedy::Input,
        }
    }
}
