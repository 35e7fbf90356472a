//! Two groups compared: Fisher's exact test of shares, the Mann-Whitney test of values, the sign
//! test of pairs.
//!
//! In: two shares, or two samples. Out: two-sided p values and what they test. Fisher (1922): the
//! probability, with both margins held, of all tables that are not likelier than the one seen (to a
//! relative 1e-7, so that tables equally likely by symmetry count). Mann and Whitney (1947): U of
//! the first sample, exact where the smaller sample has at most 8 values, the larger at most
//! 10,000, and none are equal; otherwise normal with the correction for ties, `sigma^2 = n m / 12
//! ((N + 1) - sum(t^3 - t) / (N (N - 1)))`, and for continuity: the rule of scipy's `mannwhitneyu`.
//! Of pairs: the binomial (1/2) test of how many rose among those that changed (McNemar, 1947,
//! where values are yes and no).

use super::distribution::{coin_at_most, normal_above};
use super::fraction::Share;
use super::ranks::ranks;
use super::{Fault, finite};

/// Largest size of the smaller sample for which U is enumerated.
const EXACT_SMALLER: usize = 8;
/// And of the larger one.
const EXACT_LARGER: usize = 10_000;

/// Two-sided p value of Fisher's exact test.
///
/// ```
/// use il2sim::statistics::{fraction::Share, two_groups::fisher};
/// let p = fisher(Share::new(8, 10)?, Share::new(1, 6)?);
/// assert!((p - 0.034965).abs() < 1e-6);
/// # Ok::<(), il2sim::statistics::Fault>(())
/// ```
pub fn fisher(a: Share, b: Share) -> f64 {
    let table = Tables::of(a, b);
    let bound = table.weight(a.events) * (1.0 + 1e-7);
    table.part(|x| table.weight(x) <= bound)
}

/// One-sided p value of Fisher's exact test: how likely chance alone gives the first group so many
/// events or more.
///
/// ```
/// use il2sim::statistics::{fraction::Share, two_groups::fisher_above};
/// let p = fisher_above(Share::new(8, 10)?, Share::new(1, 6)?);
/// assert!((p - 0.024476).abs() < 1e-6);
/// # Ok::<(), il2sim::statistics::Fault>(())
/// ```
pub fn fisher_above(a: Share, b: Share) -> f64 {
    Tables::of(a, b).part(|x| x >= a.events)
}

/// All tables with the margins of two groups, by the events of the first.
struct Tables {
    sizes: [u64; 2],
    events: u64,
    first: u64,
    last: u64,
    scale: f64,
}

impl Tables {
    fn of(a: Share, b: Share) -> Tables {
        let events = a.events + b.events;
        let (first, last) = (events.saturating_sub(b.trials), events.min(a.trials));
        let middle = ((events as f64 + 1.0) * (a.trials as f64 + 1.0)
            / ((a.trials + b.trials) as f64 + 2.0)) as u64;
        let mut tables = Tables { sizes: [a.trials, b.trials], events, first, last, scale: 0.0 };
        tables.scale = tables.ln_weight(middle.clamp(first, last));
        tables
    }

    /// ln of a table's probability, less a constant.
    fn ln_weight(&self, x: u64) -> f64 {
        let choose = |n: u64, k: u64| {
            libm::lgamma(n as f64 + 1.0)
                - libm::lgamma(k as f64 + 1.0)
                - libm::lgamma((n - k) as f64 + 1.0)
        };
        choose(self.sizes[0], x) + choose(self.sizes[1], self.events - x)
    }

    fn weight(&self, x: u64) -> f64 {
        libm::exp(self.ln_weight(x) - self.scale)
    }

    /// Probability of the tables that are counted.
    fn part(&self, counted: impl Fn(u64) -> bool) -> f64 {
        let (mut all, mut part) = (0.0, 0.0);
        for x in self.first..=self.last {
            let weight = self.weight(x);
            all += weight;
            part += if counted(x) { weight } else { 0.0 };
        }
        part / all
    }
}

/// Two-sided p value of the sign test: `more` pairs rose, `less` fell, equal ones do not count. Of
/// yes and no it is McNemar's exact test.
///
/// ```
/// assert!((il2sim::statistics::two_groups::sign_test(5, 0) - 0.0625).abs() < 1e-12);
/// ```
pub fn sign_test(more: u64, less: u64) -> f64 {
    (2.0 * coin_at_most(more.min(less), more + less)).min(1.0)
}

/// Result of a Mann-Whitney test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// U of the first sample: pairs in which its value is the larger, equal ones counted half.
    pub u: f64,
    /// U over the number of pairs: the probability that a value of the first sample is the larger,
    /// equal ones counted half.
    pub superiority: f64,
    /// Two-sided p value.
    pub p: f64,
    /// Whether p was enumerated.
    pub exact: bool,
}

impl MannWhitney {
    /// One-sided p value: that the first sample's values are no larger.
    pub fn p_above(&self) -> f64 {
        if self.superiority > 0.5 { 0.5 * self.p } else { 1.0 - 0.5 * self.p }
    }
}

/// The Mann-Whitney test of two samples.
pub fn mann_whitney(a: &[f64], b: &[f64]) -> Result<MannWhitney, Fault> {
    let both = [finite(a)?, finite(b)?].concat();
    let (n, m) = (a.len(), b.len());
    if n == 0 || m == 0 {
        return Err(Fault::TooFew { found: 0, needed: 1 });
    }
    let (ranks, groups) = ranks(&both);
    let (n_f, m_f) = (n as f64, m as f64);
    let u = ranks[..n].iter().sum::<f64>() - 0.5 * n_f * (n_f + 1.0);
    let larger = u.max(n_f * m_f - u);
    let exact = groups.len() == n + m && n.min(m) <= EXACT_SMALLER && n.max(m) <= EXACT_LARGER;
    let p = if exact {
        2.0 * at_least(larger as usize, n.min(m), n.max(m))
    } else {
        normal(larger, n_f, m_f, &groups)
    };
    Ok(MannWhitney { u, superiority: u / (n_f * m_f), p: p.min(1.0), exact })
}

/// Twice the normal upper tail of U, with both corrections; 1 where all values are equal.
fn normal(larger: f64, n: f64, m: f64, groups: &[u64]) -> f64 {
    let all = n + m;
    let ties: f64 = groups.iter().map(|&t| t as f64 * (t as f64 * t as f64 - 1.0)).sum();
    let variance = n * m / 12.0 * ((all + 1.0) - ties / (all * (all - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    2.0 * normal_above((larger - 0.5 * n * m - 0.5) / libm::sqrt(variance))
}

/// Probability of a U of at least `u` when both samples come from one distribution.
///
/// The number of orders with a given U is a coefficient of the Gaussian binomial `product over i of
/// (1 - q^(m+i)) / (1 - q^i)`. All sums are whole and below `(n + m choose n)`, which is less than
/// 2^128 for 8 and 10,000.
fn at_least(u: usize, smaller: usize, larger: usize) -> f64 {
    let top = smaller * larger;
    let mut count = vec![0_u128; top + 1];
    count[0] = 1;
    for i in 1..=smaller {
        for k in (larger + i..=top).rev() {
            count[k] = count[k].wrapping_sub(count[k - larger - i]);
        }
        for k in i..=top {
            count[k] = count[k].wrapping_add(count[k - i]);
        }
    }
    let all: u128 = count.iter().sum();
    count[u..].iter().sum::<u128>() as f64 / all as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn orders_are_counted_as_choices() {
        // 5 choose 2 orders; U of 6 comes of one only
        assert_eq!(at_least(6, 2, 3), 0.1);
        assert_eq!(at_least(0, 8, 10_000), 1.0);
    }

    #[test]
    fn samples_that_are_equal_do_not_differ() {
        let test = mann_whitney(&[2.0; 5], &[2.0; 9]).unwrap();
        assert_eq!((test.superiority, test.p), (0.5, 1.0));
        assert!(mann_whitney(&[], &[1.0]).is_err());
        assert!(mann_whitney(&[f64::NAN], &[1.0]).is_err());
    }

    proptest! {
        #[test]
        fn the_order_of_the_groups_does_not_change_p(a in prop::collection::vec(-5i32..50, 1..20), b in prop::collection::vec(-5i32..50, 1..20)) {
            let (a, b): (Vec<f64>, Vec<f64>) = (a.into_iter().map(f64::from).collect(), b.into_iter().map(f64::from).collect());
            let (one, other) = (mann_whitney(&a, &b).unwrap(), mann_whitney(&b, &a).unwrap());
            prop_assert_eq!(one.p, other.p);
            prop_assert!(one.p > 0.0 && one.p <= 1.0);
        }

        #[test]
        fn fishers_p_is_a_probability(a in 0u64..40, b in 0u64..40, c in 0u64..40, d in 0u64..40) {
            prop_assume!(a + b > 0 && c + d > 0);
            let p = fisher(Share::new(a, a + b).unwrap(), Share::new(c, c + d).unwrap());
            prop_assert!(p > 0.0 && p <= 1.0);
        }
    }
}
