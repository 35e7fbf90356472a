//! Draws one virtual animal: a value for every key of the scenario.
//!
//! In: the scenario's parameters, its seed and the replicate's number. Out: an [`Animal`]. Each key has its own Threefry stream, whose
//! counter begins with a hash of the key's path: adding, fixing or changing one key never moves another, and replicate 17 alone is replicate
//! 17 of 200. Truncated distributions come from one uniform number by the inverse of their distribution function, so a wider
//! distribution moves every animal the same way. The normal quantile is algorithm AS 241 (Wichura 1988), its distribution function `libm`'s
//! `erfc`.

use rand::Rng;

use crate::rules;
use crate::stream::{NO_LATTICE, Stream, uniform};

use super::Scenario;
use super::types::{Animal, Param};

impl Scenario {
    /// Draws the animal of a replicate.
    pub fn draw(&self, replicate: u32) -> Animal {
        let draw_one = |(path, param): (&String, &Param)| {
            let hash = path_hash(path);
            let mut stream = Stream::new(self.run.seed, replicate, NO_LATTICE, hash, rules::STREAM_COHORT);
            (path.clone(), param.draw(&mut stream))
        };
        Animal { replicate, values: self.params.iter().map(draw_one).collect() }
    }
}

/// The first 64 bits of the path's BLAKE3.
fn path_hash(path: &str) -> [u32; 2] {
    let hash = blake3::hash(path.as_bytes());
    let word = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|i| hash.as_bytes()[at + i]));
    [word(0), word(4)]
}

impl Param {
    /// One value. A fixed number takes nothing from the stream.
    pub fn draw(&self, random: &mut impl Rng) -> f64 {
        match self {
            Param::Fixed(value) => *value,
            Param::Uniform { min, max } => (min + (max - min) * uniform(random)).clamp(*min, *max),
            Param::LogUniform { min, max } => {
                let (low, high) = (libm::log(*min), libm::log(*max));
                libm::exp(low + (high - low) * uniform(random)).clamp(*min, *max)
            }
            Param::Normal { mean, sd, min, max } => {
                let z = truncated_normal((min - mean) / sd, (max - mean) / sd, uniform(random));
                (mean + sd * z).clamp(*min, *max)
            }
            Param::LogNormal { median, sigma, min, max } => {
                let z = truncated_normal(log_bound(*min, *median, *sigma), log_bound(*max, *median, *sigma), uniform(random));
                (median * libm::exp(sigma * z)).clamp(*min, *max)
            }
            Param::Choice { values, weights } => {
                let total: f64 = weights.iter().sum();
                let mut rest = uniform(random) * total;
                for (value, weight) in values.iter().zip(weights) {
                    rest -= weight;
                    if rest < 0.0 {
                        return *value;
                    }
                }
                // Rounding may leave a crumb: it belongs to the last value that can come.
                values.iter().zip(weights).rev().find(|(_, weight)| **weight > 0.0).map_or(0.0, |(value, _)| *value)
            }
        }
    }

    /// The middle: the value itself, or the median before truncation.
    pub fn middle(&self) -> f64 {
        match self {
            Param::Fixed(value) => *value,
            Param::Uniform { min, max } => (min + max) / 2.0,
            Param::LogUniform { min, max } => libm::sqrt(min * max),
            Param::Normal { mean, min, max, .. } => mean.clamp(*min, *max),
            Param::LogNormal { median, min, max, .. } => median.clamp(*min, *max),
            Param::Choice { values, .. } => values[0],
        }
    }

    /// The smallest and the largest value that can be drawn.
    pub fn bounds(&self) -> (f64, f64) {
        match self {
            Param::Fixed(value) => (*value, *value),
            Param::Uniform { min, max } | Param::LogUniform { min, max } | Param::Normal { min, max, .. } | Param::LogNormal { min, max, .. } => (*min, *max),
            Param::Choice { values, .. } => (values.iter().copied().fold(f64::INFINITY, f64::min), values.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        }
    }
}

/// The part of a distribution that its bounds keep.
pub(super) fn kept(param: &Param) -> f64 {
    match param {
        Param::Normal { mean, sd, min, max } => between((min - mean) / sd, (max - mean) / sd),
        Param::LogNormal { median, sigma, min, max } => between(log_bound(*min, *median, *sigma), log_bound(*max, *median, *sigma)),
        _ => 1.0,
    }
}

/// A bound of a log-normal in standard deviations from its median.
fn log_bound(bound: f64, median: f64, sigma: f64) -> f64 {
    if bound > 0.0 { libm::log(bound / median) / sigma } else { f64::NEG_INFINITY }
}

/// Standard normal distribution function.
fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// Probability of a standard normal between two bounds, from the side where it loses no digits.
fn between(low: f64, high: f64) -> f64 {
    if low > 0.0 { normal_below(-low) - normal_below(-high) } else { normal_below(high) - normal_below(low) }
}

/// Standard normal between two bounds, for a uniform `u`.
fn truncated_normal(low: f64, high: f64, u: f64) -> f64 {
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
fn normal_quantile(p: f64) -> f64 {
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
    let z = if r <= 5.0 { polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6) } else { polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0) };
    if q < 0.0 { -z } else { z }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(param: &Param, n: u32) -> Vec<f64> {
        (0..n).map(|i| param.draw(&mut Stream::new(7, i, NO_LATTICE, [1, 2], rules::STREAM_COHORT))).collect()
    }

    #[test]
    fn the_quantile_undoes_the_distribution_function() {
        use statrs::distribution::{ContinuousCDF, Normal};
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
    fn draws_keep_their_bounds_and_moments() {
        let n = 20_000;
        let params = [
            (Param::Uniform { min: 2.0, max: 4.0 }, 3.0, 0.577),
            (Param::Normal { mean: 10.0, sd: 2.0, min: 0.0, max: 20.0 }, 10.0, 2.0),
            (Param::LogUniform { min: 1.0, max: std::f64::consts::E }, std::f64::consts::E - 1.0, 0.49),
            (Param::LogNormal { median: 100.0, sigma: 0.5, min: 1.0, max: 10_000.0 }, 113.315, 60.4),
            (Param::Choice { values: vec![1.0, 5.0], weights: vec![3.0, 1.0] }, 2.0, 1.73),
        ];
        for (param, mean, sd) in params {
            let values = sample(&param, n);
            let (low, high) = param.bounds();
            assert!(values.iter().all(|value| (low..=high).contains(value)));
            let found = values.iter().sum::<f64>() / f64::from(n);
            // Five standard errors.
            assert!((found - mean).abs() < 5.0 * sd / f64::from(n).sqrt(), "{param:?}: {found}");
        }
    }

    #[test]
    fn a_far_tail_is_drawn_inside_its_bounds() {
        for param in [
            Param::Normal { mean: 0.0, sd: 1.0, min: 4.0, max: 5.0 },
            Param::Normal { mean: 0.0, sd: 1.0, min: -5.0, max: -4.0 },
            Param::LogNormal { median: 1.0, sigma: 1.0, min: 54.0, max: 60.0 },
        ] {
            let values = sample(&param, 2000);
            let (low, high) = param.bounds();
            assert!(values.iter().all(|value| (low..=high).contains(value)));
            let distinct: std::collections::BTreeSet<u64> = values.iter().map(|value| value.to_bits()).collect();
            assert!(distinct.len() > 1900, "{param:?}: {}", distinct.len());
            assert!(kept(&param) > 1e-6 && kept(&param) < 1e-3);
        }
    }

    #[test]
    fn a_weight_of_zero_is_never_chosen() {
        let param = Param::Choice { values: vec![1.0, 2.0, 3.0], weights: vec![0.0, 1.0, 0.0] };
        assert!(sample(&param, 500).iter().all(|value| *value == 2.0));
    }
}
