//! Frames on their way back: how many were taken, and how many of them while the device had a host
//! step to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Frames that were taken from a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FramesTaken {
    /// All of them.
    pub all: u64,
    /// Those that were taken while a host step had been submitted and was not waited for yet.
    pub beside: u64,
}

/// The counts behind [`FramesTaken`], and the host steps that are on their way now.
#[derive(Debug, Default)]
pub(super) struct FrameCounts {
    all: AtomicU64,
    beside: AtomicU64,
    underway: Arc<AtomicU64>,
}

/// A host step that is on its way until this is dropped.
pub(super) struct HostStepUnderway(Arc<AtomicU64>);

impl FrameCounts {
    pub(super) fn host_step(&self) -> HostStepUnderway {
        self.underway.fetch_add(1, Ordering::Relaxed);
        HostStepUnderway(Arc::clone(&self.underway))
    }

    /// A frame is taken now.
    pub(super) fn take(&self) {
        self.all.fetch_add(1, Ordering::Relaxed);
        if self.underway.load(Ordering::Relaxed) > 0 {
            self.beside.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn taken(&self) -> FramesTaken {
        FramesTaken {
            all: self.all.load(Ordering::Relaxed),
            beside: self.beside.load(Ordering::Relaxed),
        }
    }
}

impl Drop for HostStepUnderway {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
