//! A number that may differ between animals: its value, or the distribution that each draws from.
//!
//! Truncated distributions come from one uniform number by the inverse of their distribution
//! function, so a wider distribution moves every animal the same way. The normal quantile is
//! algorithm AS 241 (Wichura 1988), its distribution function `libm`'s `erfc`.

use crate::statistics::quantile::{beta_quantile, between, truncated_normal};

/// A number, or the distribution that each virtual animal draws its own from.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// The same in every animal.
    Fixed(f64),
    /// Uniform on `[min, max]`.
    Uniform {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Uniform in the logarithm on `[min, max]`.
    LogUniform {
        /// Smallest value, above 0.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Normal, truncated to `[min, max]`.
    Normal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation.
        sd: f64,
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Log-normal, truncated to `[min, max]`.
    LogNormal {
        /// Median before truncation.
        median: f64,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// Beta, stretched over `[min, max]`.
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// One of the values, each as likely as its weight.
    Choice {
        /// The values.
        values: Vec<f64>,
        /// Their weights (same length).
        weights: Vec<f64>,
    },
}

impl Param {
    /// The value below which a part `u` of animals lies (`u` between 0 and 1).
    pub fn at(&self, u: f64) -> f64 {
        match self {
            Param::Fixed(value) => *value,
            Param::Uniform { min, max } => (min + (max - min) * u).clamp(*min, *max),
            Param::LogUniform { min, max } => {
                let (low, high) = (libm::log(*min), libm::log(*max));
                libm::exp(low + (high - low) * u).clamp(*min, *max)
            }
            Param::Normal { mean, sd, min, max } => {
                let z = truncated_normal((min - mean) / sd, (max - mean) / sd, u);
                (mean + sd * z).clamp(*min, *max)
            }
            Param::LogNormal { median, sigma, min, max } => {
                let z = truncated_normal(
                    log_bound(*min, *median, *sigma),
                    log_bound(*max, *median, *sigma),
                    u,
                );
                (median * libm::exp(sigma * z)).clamp(*min, *max)
            }
            Param::Beta { alpha, beta, min, max } => {
                (min + (max - min) * beta_quantile(u, *alpha, *beta)).clamp(*min, *max)
            }
            Param::Choice { values, weights } => {
                let total: f64 = weights.iter().sum();
                let mut rest = u * total;
                for (value, weight) in values.iter().zip(weights) {
                    rest -= weight;
                    if rest < 0.0 {
                        return *value;
                    }
                }
                // Rounding may leave a crumb: it belongs to the last value that can come.
                values
                    .iter()
                    .zip(weights)
                    .rev()
                    .find(|(_, weight)| **weight > 0.0)
                    .map_or(0.0, |(value, _)| *value)
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
            Param::Beta { .. } => self.at(0.5),
            Param::Choice { values, .. } => values[0],
        }
    }

    /// The smallest and the largest value that can be drawn.
    pub fn bounds(&self) -> (f64, f64) {
        match self {
            Param::Fixed(value) => (*value, *value),
            Param::Uniform { min, max }
            | Param::LogUniform { min, max }
            | Param::Normal { min, max, .. }
            | Param::LogNormal { min, max, .. }
            | Param::Beta { min, max, .. } => (*min, *max),
            Param::Choice { values, .. } => (
                values.iter().copied().fold(f64::INFINITY, f64::min),
                values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            ),
        }
    }
}

/// The part of a distribution that its bounds keep.
pub(super) fn kept(param: &Param) -> f64 {
    match param {
        Param::Normal { mean, sd, min, max } => between((min - mean) / sd, (max - mean) / sd),
        Param::LogNormal { median, sigma, min, max } => {
            between(log_bound(*min, *median, *sigma), log_bound(*max, *median, *sigma))
        }
        _ => 1.0,
    }
}

/// A bound of a log-normal in standard deviations from its median.
fn log_bound(bound: f64, median: f64, sigma: f64) -> f64 {
    if bound > 0.0 { libm::log(bound / median) / sigma } else { f64::NEG_INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use crate::stream::{NO_LATTICE, Stream, uniform};

    fn sample(param: &Param, n: u32) -> Vec<f64> {
        (0..n)
            .map(|i| {
                param.at(uniform(&mut Stream::new(7, i, NO_LATTICE, [1, 2], rules::STREAM_COHORT)))
            })
            .collect()
    }

    #[test]
    fn draws_keep_their_bounds_and_moments() {
        let n = 20_000;
        let params = [
            (Param::Uniform { min: 2.0, max: 4.0 }, 3.0, 0.577),
            (Param::Normal { mean: 10.0, sd: 2.0, min: 0.0, max: 20.0 }, 10.0, 2.0),
            (
                Param::LogUniform { min: 1.0, max: std::f64::consts::E },
                std::f64::consts::E - 1.0,
                0.49,
            ),
            (
                Param::LogNormal { median: 100.0, sigma: 0.5, min: 1.0, max: 10_000.0 },
                113.315,
                60.4,
            ),
            (Param::Beta { alpha: 2.0, beta: 6.0, min: 10.0, max: 30.0 }, 15.0, 2.89),
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
            let distinct: std::collections::BTreeSet<u64> =
                values.iter().map(|value| value.to_bits()).collect();
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
