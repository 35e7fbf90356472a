//! What a run tells while it goes, and to whom.
//!
//! In: the run's loop and its recorder. Out: [`Event`] for a terminal, a page that shows the run,
//! or nobody. It is all made of what the run has at hand anyway, and nothing comes back but the
//! wish to stop: who listens changes no byte.

use std::path::PathBuf;

use crate::outcome::EndReason;
use crate::picture::Mark;
use crate::report::CurvePoint;

/// What a run tells while it goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A sentence.
    Message(String),
    /// The directory of a new run, once it stands.
    Directory(PathBuf),
    /// What is run: before the first row, of a resumed run too.
    Begins(RunSetting),
    /// A host step is done.
    Step {
        /// Time reached, h.
        time_h: f64,
        /// Time of the end, h.
        until_h: f64,
        /// Replicates that still live in the run.
        active: usize,
        /// All replicates.
        total: usize,
    },
    /// Rows of the series were written: replicates with their values.
    Rows {
        /// Their time, h.
        time_h: f64,
        /// Replicates, ascending.
        of: Vec<(u32, CurvePoint)>,
    },
    /// A replicate ended for a reason of its own.
    Ended {
        /// Which.
        replicate: u32,
        /// When, h.
        time_h: f64,
        /// Why.
        reason: EndReason,
    },
    /// A picture stands in the directory.
    Picture {
        /// Replicate.
        replicate: u32,
        /// Index of the site.
        site: u32,
        /// Time, h.
        time_h: f64,
        /// Its file, from the run's directory.
        file: String,
    },
}

/// What is run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunSetting {
    /// The scenario's title.
    pub title: String,
    /// The run's directory.
    pub directory: PathBuf,
    /// `animal` or `patient`.
    pub subject: String,
    /// Time of the end, h.
    pub until_h: f64,
    /// Number of replicates.
    pub replicates: u32,
    /// Replicates whose pictures are kept.
    pub pictured: Vec<u32>,
    /// Names of the sites.
    pub sites: Vec<String>,
    /// The treatments.
    pub marks: Vec<Mark>,
}

/// Where a run's events go, and who may stop it.
pub struct Observer<'a> {
    /// Takes an event.
    pub tell: &'a mut dyn FnMut(Event),
    /// Whether the run should save and stop.
    pub stop: &'a dyn Fn() -> bool,
}

impl Observer<'_> {
    pub(crate) fn say(&mut self, message: impl Into<String>) {
        (self.tell)(Event::Message(message.into()));
    }
}
