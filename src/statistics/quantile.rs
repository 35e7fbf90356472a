//! Distribution functions and their inverses, from `libm` only, so that they are the same on every
//! machine.
//!
//! In: a value or a probability. Out: the other. The normal quantile is algorithm AS 241 (Wichura
//! 1988), the normal distribution function `libm`'s `erfc`; the beta distribution function is its
//! continued fraction, and its quantile a bisection of it, so it never falls as the probability
//! rises.

/// Standard normal distribution function.
pub(crate) fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// Probability of a standard normal between two bounds, from the side where it loses no digits.
pub(crate) fn between(low: f64, high: f64) -> f64 {
    if low > 0.0 {
        normal_below(-low) - normal_below(-high)
    } else {
        normal_below(high) - normal_below(low)
    }
}

/// Standard normal between two bounds, for a uniform `u`.
pub(crate) fn truncated_normal(low: f64, high: f64, u: f64) -> f64 {
    if low > 0.0 {
        // The upper tail is drawn as the lower one, where small probabilities are exact.
        let (from, to) = (normal_below(-high), normal_below(-low));
        return (-normal_quantile(to - (to - from) * u)).clamp(low, high);
    }
    let (from, to) = (normal_below(low), normal_below(high));
    normal_quantile(from + (to - from) * u).clamp(low, high)
}

/// Quantile of the standard normal, relative accuracy about 1e-16: AS 241, PPND16 (Wichura 1988).
#[expect(clippy::excessive_precision, reason = "the published coefficients as printed")]
pub(crate) fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ];
    const C: [f64; 8] = [
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ];
    const E: [f64; 8] = [
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ];
    let polynomial = |c: &[f64; 8], x: f64| c.iter().rev().fold(0.0, |sum, c| sum * x + c);
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(&A, r) / polynomial(&B, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = libm::sqrt(-libm::log(tail));
    let z = if r <= 5.0 {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
}

/// Distribution function of the beta distribution: the regularised incomplete beta function of `x`
/// in 0 to 1.
pub(crate) fn beta_below(x: f64, alpha: f64, beta: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = libm::exp(
        libm::lgamma(alpha + beta) - libm::lgamma(alpha) - libm::lgamma(beta)
            + alpha * libm::log(x)
            + beta * libm::log1p(-x),
    );
    // The fraction converges fast on the side of the mean where `x` is.
    let below = if x * (alpha + beta + 2.0) < alpha + 1.0 {
        front * beta_fraction(x, alpha, beta) / alpha
    } else {
        1.0 - front * beta_fraction(1.0 - x, beta, alpha) / beta
    };
    below.clamp(0.0, 1.0)
}

/// The continued fraction of the incomplete beta function, from front to back (Lentz's method).
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    /// Stands for a denominator of zero.
    const TINY: f64 = 1e-300;
    /// Enough for shapes of 1000: the number of terms grows with the root of the larger shape.
    const TERMS: u32 = 2000;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut c, mut d) = (1.0, 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for term in 1..=TERMS {
        let m = f64::from(term);
        for numerator in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / away_from_zero(1.0 + numerator * d);
            c = away_from_zero(1.0 + numerator / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

/// Quantile of the beta distribution, to 2^-60 of the interval.
pub(crate) fn beta_quantile(p: f64, alpha: f64, beta: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if beta_below(middle, alpha, beta) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF};

    #[test]
    fn the_normal_quantile_undoes_the_distribution_function() {
        use statrs::distribution::Normal;
        let normal = Normal::standard();
        for i in 1..2000 {
            let p = f64::from(i) / 2000.0;
            let z = normal_quantile(p);
            // Both are good to about 1e-15 in p; the reference's own inverse is coarser.
            assert!((normal_below(z) - p).abs() < 4e-16 + 4e-16 * p, "{p}");
            assert!((normal.cdf(z) - p).abs() < 1e-10, "{p}");
        }
    }

    #[test]
    fn the_beta_quantile_undoes_the_distribution_function() {
        for (alpha, beta) in [
            (0.05, 0.05),
            (0.5, 0.5),
            (1.0, 1.0),
            (2.0, 5.0),
            (0.3, 40.0),
            (1000.0, 0.05),
            (1000.0, 1000.0),
            (7.5, 2.0),
        ] {
            let reference = Beta::new(alpha, beta).unwrap();
            let mut before = 0.0;
            for i in 1..200 {
                let p = f64::from(i) / 200.0;
                let x = beta_quantile(p, alpha, beta);
                assert!(x >= before, "{alpha} {beta} {p}");
                before = x;
                // Both functions are good to some 1e-11 for shapes of 1000 (the logarithms of gamma
                // lose digits), the usual ones to 1e-14. The reference takes a
                // number next to 1 for 1.
                if 1.0 - x > 1e-14 {
                    assert!(
                        (beta_below(x, alpha, beta) - reference.cdf(x)).abs() < 1e-10,
                        "{alpha} {beta} {p}"
                    );
                }
                // Where the density is steep, 2^-60 of the interval is more than the rounding of p.
                if alpha >= 0.3 && beta >= 0.3 {
                    assert!((beta_below(x, alpha, beta) - p).abs() < 1e-8, "{alpha} {beta} {p}");
                }
            }
        }
    }

    #[test]
    fn a_flat_beta_is_uniform() {
        for p in [0.001, 0.25, 0.5, 0.75, 0.999] {
            assert!((beta_quantile(p, 1.0, 1.0) - p).abs() < 1e-14);
        }
    }
}
