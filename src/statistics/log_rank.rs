//! The log-rank test: do groups of animals differ in survival?
//!
//! In: groups of animals followed. Out: chi-square, its degrees of freedom and p (Mantel, 1966;
//! Peto and Peto, 1972). At every event time with d events among n at risk, a group with n_g at
//! risk expects `d n_g / n`; covariance of the events of groups g and h is `d (n - d) / (n - 1) *
//! n_g / n * (delta_gh - n_h / n)`. With O - E and V summed over times, chi-square is `(O - E)' V^-
//! (O - E)`, with as many degrees of freedom as V has rank: one less than there are groups, unless
//! groups never were at risk together. Of two groups the hazard ratio is Peto's one-step estimate
//! `exp((O - E) / V)` with interval `exp((O - E) / V +- z / sqrt V)`.

use super::distribution::{chi_square_above, normal_quantile};
use super::fraction::Estimate;
use super::linear::quadratic_form;
use super::{Fault, tail};
use crate::statistics::kaplan_meier::Followed;

/// Result of a log-rank test.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRank {
    /// Chi-square.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub degrees: usize,
    /// p value.
    pub p: f64,
    /// Events seen in each group.
    pub observed: Vec<u64>,
    /// Events expected in each group if all had one survival.
    pub expected: Vec<f64>,
    /// Variance of the first group's events.
    variance: f64,
}

impl LogRank {
    /// Hazard of the first of two groups over that of the second; none unless there are two.
    pub fn hazard_ratio(&self, level: f64) -> Result<Option<Estimate>, Fault> {
        let z = -normal_quantile(tail(level)?);
        if self.observed.len() != 2 {
            return Ok(None);
        }
        let log = (self.observed[0] as f64 - self.expected[0]) / self.variance;
        let half = z / libm::sqrt(self.variance);
        Ok(Some(Estimate {
            value: libm::exp(log),
            low: libm::exp(log - half),
            high: libm::exp(log + half),
        }))
    }
}

/// The log-rank test of two or more groups.
pub fn log_rank(groups: &[&[Followed]]) -> Result<LogRank, Fault> {
    if groups.len() < 2 {
        return Err(Fault::TooFew { found: groups.len(), needed: 2 });
    }
    let mut all: Vec<(f64, bool, usize)> = Vec::new();
    for (group, animals) in groups.iter().enumerate() {
        if animals.is_empty() {
            return Err(Fault::TooFew { found: 0, needed: 1 });
        }
        for animal in *animals {
            super::finite(&[animal.time_h])?;
            all.push((animal.time_h, animal.event, group));
        }
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = groups.len();
    let mut at_risk: Vec<f64> = groups.iter().map(|animals| animals.len() as f64).collect();
    let (mut observed, mut expected, mut covariance) =
        (vec![0_u64; count], vec![0.0; count], vec![vec![0.0; count]; count]);
    for together in all.chunk_by(|a, b| a.0 == b.0) {
        let n: f64 = at_risk.iter().sum();
        let d = together.iter().filter(|animal| animal.1).count() as f64;
        if d > 0.0 {
            let spread = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
            for g in 0..count {
                expected[g] += d * at_risk[g] / n;
                for h in 0..count {
                    let own = if g == h { 1.0 } else { 0.0 };
                    covariance[g][h] += spread * at_risk[g] / n * (own - at_risk[h] / n);
                }
            }
        }
        for &(_, event, group) in together {
            observed[group] += u64::from(event);
            at_risk[group] -= 1.0;
        }
    }
    let surplus: Vec<f64> =
        observed.iter().zip(&expected).map(|(&seen, expected)| seen as f64 - expected).collect();
    let (chi_square, degrees) = quadratic_form(&covariance, &surplus);
    if degrees == 0 {
        return Err(Fault::Constant);
    }
    Ok(LogRank {
        chi_square,
        degrees,
        p: chi_square_above(chi_square, degrees),
        observed,
        expected,
        variance: covariance[0][0],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(times: &[f64], event: bool) -> Vec<Followed> {
        times.iter().map(|&time_h| Followed { time_h, event }).collect()
    }

    #[test]
    fn without_events_there_is_nothing_to_test() {
        let (a, b) = (followed(&[1.0, 2.0], false), followed(&[3.0], false));
        assert_eq!(log_rank(&[&a, &b]), Err(Fault::Constant));
        assert_eq!(log_rank(&[&a]), Err(Fault::TooFew { found: 1, needed: 2 }));
        assert_eq!(log_rank(&[&a, &[]]), Err(Fault::TooFew { found: 0, needed: 1 }));
        assert!(log_rank(&[&a, &followed(&[f64::NAN], true)]).is_err());
    }

    #[test]
    fn one_group_twice_does_not_differ() {
        let a = followed(&[1.0, 4.0, 4.0, 9.0], true);
        let test = log_rank(&[&a, &a]).unwrap();
        assert!(test.chi_square < 1e-20 && test.p > 0.999_999);
        assert_eq!(test.degrees, 1);
    }

    #[test]
    fn a_group_that_was_gone_before_any_event_takes_no_degree() {
        let (a, b, gone) = (
            followed(&[3.0, 5.0, 9.0], true),
            followed(&[4.0, 6.0, 7.0], true),
            followed(&[1.0, 1.0], false),
        );
        let (two, three) = (log_rank(&[&a, &b]).unwrap(), log_rank(&[&a, &b, &gone]).unwrap());
        assert_eq!((two.degrees, three.degrees), (1, 1));
        assert_eq!(two.p, three.p);
    }
}
