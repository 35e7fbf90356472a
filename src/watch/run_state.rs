//! What is known of a run from its events, and what of it is shown.
//!
//! Curves are kept of the median over all replicates, where one that has ended counts with its last
//! values, and of each of the first [`FOLLOWED`] replicates whose pictures are kept; their pictures
//! alone are listed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::events::{Event, RunSetting};
use crate::report::{CurvePoint, Curves};

/// Messages that the page shows.
const MESSAGES: usize = 20;

/// Replicates with pictures and curves of their own, at most: bounds the memory that a watched run
/// takes.
const FOLLOWED: usize = 50;

/// What is known of a run.
#[derive(Debug, Default)]
pub(super) struct RunState {
    /// What is run; only its title before the run tells.
    pub setting: RunSetting,
    /// Time reached, h.
    pub time_h: f64,
    /// Replicates that are still followed.
    pub active: usize,
    /// Newest last.
    pub messages: Vec<String>,
    /// Pictures of each replicate and site: time (h), file from the run's directory.
    pub pictures: BTreeMap<(u32, u32), Vec<(f64, String)>>,
    /// Curves of single replicates.
    pub own: BTreeMap<u32, Curves>,
    /// Median curves of all.
    pub median: Curves,
    /// Replicates that ended for a reason of their own: when (h), why.
    pub ends: BTreeMap<u32, (f64, &'static str)>,
    /// Last values of each replicate.
    last: BTreeMap<u32, CurvePoint>,
    /// The run is over: what is to be said of it, and whether its report stands.
    pub ended: Option<(String, bool)>,
    /// When somebody last asked.
    pub asked: Option<Instant>,
    /// Whether somebody was told of the end, and has the report if there is one.
    pub told_end: bool,
    /// Connections that are being answered.
    pub open: usize,
}

impl RunState {
    /// Before anything is told.
    pub(super) fn of(title: &str) -> RunState {
        RunState {
            setting: RunSetting { title: title.to_string(), ..RunSetting::default() },
            ..RunState::default()
        }
    }

    /// Takes an event.
    pub(super) fn take(&mut self, event: &Event) {
        match event {
            Event::Message(text) => {
                self.messages.push(text.clone());
                let too_many = self.messages.len().saturating_sub(MESSAGES);
                self.messages.drain(..too_many);
            }
            Event::Directory(_) => {}
            Event::Begins(setting) => {
                self.setting = setting.clone();
                self.active = setting.replicates as usize;
            }
            Event::Step { time_h, active, .. } => (self.time_h, self.active) = (*time_h, *active),
            Event::Rows { time_h, of } => self.rows(*time_h, of),
            Event::Ended { replicate, time_h, reason } => {
                self.ends.insert(*replicate, (*time_h, reason.name()));
            }
            Event::Picture { replicate, site, time_h, file } => {
                if self.is_followed(*replicate) {
                    self.pictures
                        .entry((*replicate, *site))
                        .or_default()
                        .push((*time_h, file.clone()));
                }
            }
        }
    }

    /// Whether pictures and curves of this replicate are shown.
    fn is_followed(&self, replicate: u32) -> bool {
        self.setting.pictured.iter().take(FOLLOWED).any(|pictured| *pictured == replicate)
    }

    fn rows(&mut self, time_h: f64, of: &[(u32, CurvePoint)]) {
        if of.is_empty() {
            return;
        }
        for (replicate, point) in of {
            self.last.insert(*replicate, *point);
            if self.is_followed(*replicate) {
                self.own.entry(*replicate).or_default().push(time_h, point);
            }
        }
        let mut point = CurvePoint::default();
        for (line, value) in point.iter_mut().enumerate() {
            let mut values: Vec<f64> = self.last.values().map(|point| point[line]).collect();
            values.sort_by(f64::total_cmp);
            *value = 0.5 * (values[(values.len() - 1) / 2] + values[values.len() / 2]);
        }
        self.median.push(time_h, &point);
    }
}

pub(super) fn lock(run_state: &Mutex<RunState>) -> std::sync::MutexGuard<'_, RunState> {
    // A reader's thread that panics leaves plain words behind: nothing is half changed.
    run_state.lock().unwrap_or_else(PoisonError::into_inner)
}
