//! Saved states of a run in memory, within a bound.
//!
//! In: states between two host steps, ascending. Out: the newest up to a time. Where they take more
//! than the bound, the oldest goes first; a run whose every state is too large keeps none, and is
//! computed from its start where a state is needed.

use crate::simulation::Saved;

/// The state of all replicates between two host steps.
pub(super) struct State {
    /// Host step.
    pub step: u64,
    /// The replicates.
    pub saved: Vec<Saved>,
    /// Rows of the series at that step.
    pub rows: usize,
    /// Frames at that step.
    pub frames: usize,
    /// Whether a run saves its state there on the disk as well.
    pub scheduled: bool,
}

impl State {
    /// Its size, bytes.
    fn bytes(&self) -> u64 {
        let of = |saved: &Saved| {
            let words: usize = saved.tissue.iter().map(Vec::len).sum();
            (4 * words + saved.host.len() + saved.trajectory.len()) as u64
        };
        self.saved.iter().map(of).sum()
    }

    /// The replicates once more.
    pub(super) fn copies(&self) -> Vec<Saved> {
        let copy = |saved: &Saved| Saved {
            host: saved.host.clone(),
            trajectory: saved.trajectory.clone(),
            tissue: saved.tissue.clone(),
        };
        self.saved.iter().map(copy).collect()
    }
}

/// The states of a run, ascending.
pub(super) struct States {
    list: Vec<State>,
    most: u64,
}

impl States {
    /// None yet, of at most so many bytes.
    pub(super) fn new(most: u64) -> States {
        States { list: Vec::new(), most }
    }

    /// Their bound, bytes.
    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// Their size, bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.list.iter().map(State::bytes).sum()
    }

    /// Takes one more, later than all others; one at the newest step is replaced.
    pub(super) fn push(&mut self, state: State) {
        let scheduled =
            state.scheduled || self.list.iter().any(|s| s.step == state.step && s.scheduled);
        self.list.retain(|other| other.step < state.step);
        self.list.push(State { scheduled, ..state });
        while self.bytes() > self.most {
            self.list.remove(0);
        }
    }

    /// The newest.
    pub(super) fn last(&self) -> Option<&State> {
        self.list.last()
    }

    /// The newest up to a host step.
    pub(super) fn until(&self, step: u64) -> Option<&State> {
        self.list.iter().rev().find(|state| state.step <= step)
    }

    /// The newest scheduled one.
    pub(super) fn scheduled(&self) -> Option<&State> {
        self.list.iter().rev().find(|state| state.scheduled)
    }
}
