//! Exit codes.

/// Everything was done.
pub(super) const DONE: u8 = 0;

/// A run failed.
pub(super) const FAILED: u8 = 1;

/// The user's input was wrong.
pub(super) const INPUT: u8 = 2;

/// Try again: the state is saved.
pub(super) const RETRY: u8 = 75;

/// Interrupted: the state is saved.
pub(super) const INTERRUPTED: u8 = 130;
