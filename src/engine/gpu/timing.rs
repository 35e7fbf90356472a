//! A running clock of the device: its timestamps, and what it has counted.

use std::collections::BTreeMap;

/// Times since the clock was started.
#[derive(Clone, Debug, Default)]
pub struct Spent {
    /// Time inside each kernel, s; empty where the adapter has no timestamps.
    pub kernels: BTreeMap<&'static str, f64>,
    /// Dispatches of each kernel.
    pub dispatches: BTreeMap<&'static str, u64>,
    /// Time from the first kernel's begin to the last one's end of each submission, s; by the wall
    /// clock, waiting included, where there are no timestamps.
    pub submissions: Vec<f64>,
}

/// A running clock.
#[derive(Debug)]
pub(super) struct Clock {
    pub(super) stamps: Option<Stamps>,
    pub(super) spent: Spent,
}

/// Timestamps of one submission.
#[derive(Debug)]
pub(super) struct Stamps {
    pub(super) queries: wgpu::QuerySet,
    pub(super) resolved: wgpu::Buffer,
    pub(super) staging: wgpu::Buffer,
    /// Length of a tick, s.
    pub(super) tick_s: f64,
}

/// Dispatches of one submission that can be timed.
pub(super) const TIMED: u32 = wgpu::QUERY_SET_MAX_QUERIES / 2;
