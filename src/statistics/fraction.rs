//! Fractions: what share of animals responded, and how two shares differ.
//!
//! In: events among trials. Out: estimates with intervals at a confidence level. Wilson's score
//! interval (Wilson, 1927), `(p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`; the exact
//! interval of Clopper and Pearson (1934) from quantiles of the beta distribution; the difference
//! of two shares with the hybrid score interval of Newcombe (1998, its method 10); the odds ratio
//! with Woolf's interval (1955), `exp(ln OR +- z sqrt(1/a + 1/b + 1/c + 1/d))`, where a cell of
//! zero adds one half to all four.

use super::distribution::{beta_quantile, normal_quantile};
use super::{Fault, tail};

/// Events among trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Animals with the event.
    pub events: u64,
    /// All animals.
    pub trials: u64,
}

impl Share {
    /// Checked: at least one trial and no more events than trials.
    pub fn new(events: u64, trials: u64) -> Result<Share, Fault> {
        if trials == 0 {
            return Err(Fault::TooFew { found: 0, needed: 1 });
        }
        if events > trials {
            return Err(Fault::Count { events, trials });
        }
        Ok(Share { events, trials })
    }

    /// Events over trials.
    pub fn fraction(self) -> f64 {
        self.events as f64 / self.trials as f64
    }

    fn none(self) -> u64 {
        self.trials - self.events
    }
}

/// An estimate with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Wilson's score interval.
///
/// ```
/// use il2sim::statistics::fraction::{Share, wilson};
/// let cured = wilson(Share::new(10, 16)?, 0.95)?;
/// assert_eq!(cured.value, 0.625);
/// assert!((cured.low - 0.3864).abs() < 1e-4 && (cured.high - 0.8152).abs() < 1e-4);
/// # Ok::<(), il2sim::statistics::Fault>(())
/// ```
pub fn wilson(share: Share, level: f64) -> Result<Estimate, Fault> {
    let z = -normal_quantile(tail(level)?);
    let (n, p) = (share.trials as f64, share.fraction());
    let shrink = 1.0 + z * z / n;
    let middle = (p + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * libm::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
    let low = if share.events == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if share.none() == 0 { 1.0 } else { (middle + half).min(1.0) };
    Ok(Estimate { value: p, low, high })
}

/// The exact interval of Clopper and Pearson.
pub fn clopper_pearson(share: Share, level: f64) -> Result<Estimate, Fault> {
    let tail = tail(level)?;
    let (events, none) = (share.events as f64, share.none() as f64);
    let low = if share.events == 0 { 0.0 } else { beta_quantile(tail, events, none + 1.0) };
    let high = if share.none() == 0 { 1.0 } else { 1.0 - beta_quantile(tail, none, events + 1.0) };
    Ok(Estimate { value: share.fraction(), low, high })
}

/// The share of `a` less that of `b`, with Newcombe's hybrid score interval.
pub fn risk_difference(a: Share, b: Share, level: f64) -> Result<Estimate, Fault> {
    let (first, second) = (wilson(a, level)?, wilson(b, level)?);
    let value = first.value - second.value;
    let below = libm::hypot(first.value - first.low, second.high - second.value);
    let above = libm::hypot(first.high - first.value, second.value - second.low);
    Ok(Estimate { value, low: value - below, high: value + above })
}

/// The odds of the event in `a` over those in `b`, with Woolf's interval.
pub fn odds_ratio(a: Share, b: Share, level: f64) -> Result<Estimate, Fault> {
    let z = -normal_quantile(tail(level)?);
    let mut cells = [a.events, a.none(), b.events, b.none()].map(|count| count as f64);
    if cells.contains(&0.0) {
        cells = cells.map(|count| count + 0.5);
    }
    let [events_a, none_a, events_b, none_b] = cells;
    let value = events_a * none_b / (none_a * events_b);
    let half = z * libm::sqrt(cells.iter().map(|count| 1.0 / count).sum());
    let at = |shift: f64| libm::exp(libm::log(value) + shift);
    Ok(Estimate { value, low: at(-half), high: at(half) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn impossible_shares_are_refused() {
        assert_eq!(Share::new(0, 0), Err(Fault::TooFew { found: 0, needed: 1 }));
        assert_eq!(Share::new(3, 2), Err(Fault::Count { events: 3, trials: 2 }));
        for level in [0.0, 1.0, -0.5, f64::NAN, f64::INFINITY] {
            assert!(
                matches!(wilson(Share::new(1, 2).unwrap(), level), Err(Fault::Level(_))),
                "{level}"
            );
        }
    }

    proptest! {
        #[test]
        fn intervals_hold_their_estimates(events in 0u64..200, more in 0u64..200, others in 0u64..50, rest in 1u64..50) {
            let share = Share::new(events, events + more + 1).unwrap();
            let other = Share::new(others, others + rest).unwrap();
            for estimate in [wilson(share, 0.95), clopper_pearson(share, 0.95), risk_difference(share, other, 0.95), odds_ratio(share, other, 0.95)] {
                let estimate = estimate.unwrap();
                prop_assert!(estimate.low <= estimate.value && estimate.value <= estimate.high, "{:?}", estimate);
            }
        }

        /// Exact: the complement's interval is the mirror image, to the rounding of one minus.
        #[test]
        fn counting_the_others_mirrors_the_interval(events in 0u64..100, others in 0u64..100) {
            prop_assume!(events + others > 0);
            let (share, mirror) = (Share::new(events, events + others).unwrap(), Share::new(others, events + others).unwrap());
            let (a, b) = (clopper_pearson(share, 0.9).unwrap(), clopper_pearson(mirror, 0.9).unwrap());
            prop_assert!((a.low - (1.0 - b.high)).abs() < 1e-12 && (a.high - (1.0 - b.low)).abs() < 1e-12);
        }
    }
}
