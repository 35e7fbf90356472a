//! Tail probabilities of the distributions that the tests need.
//!
//! In: a statistic. Out: the probability of more. The normal and beta distribution are those that
//! scenarios draw from ([`super::quantile`], `libm` only); Student's t and the binomial
//! follow from the incomplete beta function, chi-square with whole degrees of freedom from `Q(1/2,
//! x) = erfc(sqrt x)`, `Q(1, x) = exp(-x)` and `Q(a + 1, x) = Q(a, x) + x^a exp(-x) / Gamma(a +
//! 1)`.

use super::quantile::{beta_below, normal_below};
pub(super) use super::quantile::{beta_quantile, normal_quantile};

/// Upper tail of the standard normal.
pub(super) fn normal_above(z: f64) -> f64 {
    normal_below(-z)
}

/// Both tails of Student's t.
pub(super) fn student_two_sided(t: f64, degrees: f64) -> f64 {
    beta_below(degrees / (degrees + t * t), 0.5 * degrees, 0.5)
}

/// Upper tail of chi-square with whole degrees of freedom.
pub(super) fn chi_square_above(chi_square: f64, degrees: usize) -> f64 {
    if chi_square <= 0.0 || degrees == 0 {
        return 1.0;
    }
    let x = 0.5 * chi_square;
    let (mut a, mut above) = if degrees.is_multiple_of(2) {
        (1.0, libm::exp(-x))
    } else {
        (0.5, libm::erfc(libm::sqrt(x)))
    };
    while a < 0.5 * degrees as f64 - 0.25 {
        above += libm::exp(a * libm::log(x) - x - libm::lgamma(a + 1.0));
        a += 1.0;
    }
    above.min(1.0)
}

/// Probability of at most `k` heads in `n` throws of a coin.
pub(super) fn coin_at_most(k: u64, n: u64) -> f64 {
    if k >= n { 1.0 } else { beta_below(0.5, (n - k) as f64, k as f64 + 1.0) }
}
