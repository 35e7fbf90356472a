//! Resampling with a Threefry stream of its own.
//!
//! In: a seed. Out: whole numbers below n, one 32-bit word each: `word * n / 2^32`, rounded down
//! (for n below a million no number is favoured by more than 1 in 4,000). Key (seed low, seed high,
//! 0, no lattice), counter (0, 0, purpose, block).

use rand::Rng;

use crate::stream::{NO_LATTICE, Stream};

/// Purpose of the stream; the rulebook's purposes are small numbers.
const PURPOSE: u32 = 0x5354_4154;

/// The stream of a bootstrap.
pub(super) fn stream(seed: u64) -> Stream {
    Stream::new(seed, 0, NO_LATTICE, [0, 0], PURPOSE)
}

/// A whole number below `n`.
pub(super) fn below(random: &mut Stream, n: u32) -> u32 {
    ((u64::from(random.next_u32()) * u64::from(n)) >> 32) as u32
}

/// Standard deviation of values, divided by their number less one.
pub(super) fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    libm::sqrt(values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0))
}
