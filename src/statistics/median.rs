//! The median of a sample and its exact interval.
//!
//! In: values. Out: the median (of an even number the mean of the two in the middle) and the
//! interval between two order statistics: from the l-th smallest to the l-th largest, l the largest
//! whole number with `P(B < l) <= (1 - level) / 2`, B binomial (n, 1/2). It needs no distribution
//! of the values and covers the median with at least the level; `coverage` says with how much.
//! Fewer than 6 values have no interval at 95 %.

use super::distribution::coin_at_most;
use super::{Fault, finite, tail};

/// A median.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Median {
    /// The median.
    pub value: f64,
    /// Its interval, where there are enough values.
    pub interval: Option<(f64, f64)>,
    /// Probability with which such an interval holds the median (1 without an interval: nothing is
    /// ruled out).
    pub coverage: f64,
}

/// The median of values.
///
/// ```
/// let median = il2sim::statistics::median::median(&[5.0, 1.0, 4.0, 2.0, 3.0, 6.0], 0.95)?;
/// assert_eq!((median.value, median.interval), (3.5, Some((1.0, 6.0))));
/// # Ok::<(), il2sim::statistics::Fault>(())
/// ```
pub fn median(values: &[f64], level: f64) -> Result<Median, Fault> {
    let tail = tail(level)?;
    let mut ordered = finite(values)?.to_vec();
    ordered.sort_by(f64::total_cmp);
    let n = ordered.len();
    if n == 0 {
        return Err(Fault::TooFew { found: 0, needed: 1 });
    }
    let (low, high) = (ordered[(n - 1) / 2], ordered[n / 2]);
    let value = 0.5 * low + 0.5 * high;
    // the largest l with P(B <= l - 1) <= tail, by halving
    let (mut enough, mut too_many) = (0, n / 2 + 1);
    while too_many - enough > 1 {
        let middle = enough + (too_many - enough) / 2;
        if coin_at_most(middle as u64 - 1, n as u64) <= tail {
            enough = middle;
        } else {
            too_many = middle;
        }
    }
    if enough == 0 {
        return Ok(Median { value, interval: None, coverage: 1.0 });
    }
    Ok(Median {
        value,
        interval: Some((ordered[enough - 1], ordered[n - enough])),
        coverage: 1.0 - 2.0 * coin_at_most(enough as u64 - 1, n as u64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_or_of_no_number_there_is_no_median() {
        assert_eq!(median(&[], 0.95), Err(Fault::TooFew { found: 0, needed: 1 }));
        assert!(matches!(median(&[1.0, f64::NAN], 0.95), Err(Fault::Value(_))));
        assert_eq!(median(&[f64::INFINITY], 0.95), Err(Fault::Value(f64::INFINITY)));
    }

    #[test]
    fn six_values_are_the_fewest_with_an_interval() {
        assert_eq!(
            median(&[7.0], 0.95).unwrap(),
            Median { value: 7.0, interval: None, coverage: 1.0 }
        );
        assert_eq!(median(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95).unwrap().interval, None);
        let six = median(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 0.95).unwrap();
        // 1 - 2 / 2^6; one rounding
        assert!((six.coverage - 0.96875).abs() < 1e-15);
    }
}
