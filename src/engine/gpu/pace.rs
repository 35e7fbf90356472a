//! How many dispatches go into one submission.

/// How many dispatches a submission may hold. It starts small and doubles while each is waited for;
/// after the first host step it follows the mean time. Nothing that is computed depends on it.
#[derive(Debug)]
pub(super) struct DispatchPace {
    /// Time that a submission should take, s.
    target_s: f64,
    pub(super) limit: usize,
    pub(super) settled: bool,
}

/// Dispatches of the very first submission.
pub(super) const FIRST: usize = 8;

impl DispatchPace {
    /// On hardware half of the 100 ms that a submission may last; a software driver has no
    /// watchdog.
    pub(super) fn new(software: bool) -> DispatchPace {
        DispatchPace { target_s: if software { 1.0 } else { 0.05 }, limit: FIRST, settled: false }
    }

    /// A submission of `count` dispatches took so long.
    pub(super) fn learn(&mut self, count: usize, seconds: f64) {
        if count > 0 {
            let each = (seconds / count as f64).max(1e-9);
            let fitting = (self.target_s / each).clamp(1.0, 1e6) as usize;
            // Never more than twice as many at once: the next ones may be slower.
            self.limit = fitting.min(self.limit.saturating_mul(2));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn submissions_grow_by_two_at_most_and_shrink_at_once() {
        let mut pace = DispatchPace::new(false);
        for expected in [16, 32, 64] {
            pace.learn(pace.limit, 1e-6);
            assert_eq!(pace.limit, expected);
        }
        pace.learn(64, 64.0 * 0.02);
        assert_eq!(pace.limit, 2, "20 ms a dispatch");
        pace.learn(2, 10.0);
        assert_eq!(pace.limit, 1, "a dispatch cannot be cut");
        pace.learn(0, 1.0);
        assert_eq!(pace.limit, 1);
    }
}
