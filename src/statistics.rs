//! Statistics of virtual animals: fractions, medians, survival, comparisons of arms, dose-response
//! fits and sensitivities.
//!
//! In: slices of numbers. Out: numbers. Nothing here reads or writes a file, and nothing draws at
//! random but the bootstrap, which has a Threefry stream of its own. What cannot be computed is a
//! [`Fault`], never a NaN. Logarithms, powers and distribution functions are those of `libm`, so
//! the same numbers give the same result on every machine; what is written is rounded by
//! [`significant`] besides. `docs/statistics.md` has formulas, sources and what each was
//! checked against; `tests/statistics` holds the fixtures.
//!
//! | room | what |
//! | --- | --- |
//! | [`fraction`] | Wilson and Clopper-Pearson intervals, risk difference, odds ratio |
//! | [`median`] | median with its exact order-statistic interval |
//! | [`log_rank`] | log-rank test of two and more groups, hazard ratio |
//! | [`kaplan_meier`] | survival curves with intervals, median, restricted mean |
//! | [`two_groups`] | Fisher's exact test, Mann-Whitney test |
//! | [`multiplicity`] | Holm, Benjamini-Hochberg |
//! | [`hill`] | Hill fit of a dose-response |
//! | [`partial_rank`] | partial rank correlations (PRCC) |
//! | [`sobol`] | first-order and total Sobol indices |
//! | [`morris`] | Morris' elementary effects |

mod bootstrap;
mod distribution;
pub mod fraction;
pub mod hill;
pub mod kaplan_meier;
mod linear;
pub mod log_rank;
pub mod median;
pub mod morris;
pub mod multiplicity;
pub mod partial_rank;
pub(crate) mod quantile;
mod ranks;
pub mod sobol;
pub mod two_groups;

/// Confidence level of intervals unless told otherwise.
pub const LEVEL: f64 = 0.95;

/// Why a statistic cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Fewer values than the method needs.
    #[error("{found} values, where at least {needed} are needed")]
    TooFew {
        /// Values given.
        found: usize,
        /// Values needed.
        needed: usize,
    },
    /// A value is not a finite number, or lies outside its range.
    #[error("the value {0} is not allowed here")]
    Value(f64),
    /// A count of events above the count of trials.
    #[error("{events} events in {trials} trials")]
    Count {
        /// Events given.
        events: u64,
        /// Trials given.
        trials: u64,
    },
    /// The lengths of what was given do not fit together.
    #[error("{found} values, where {expected} were expected")]
    Length {
        /// Values given.
        found: usize,
        /// Values expected.
        expected: usize,
    },
    /// All values are equal, or no group differs from another in what could be tested.
    #[error("nothing varies")]
    Constant,
    /// Columns of which one follows from others.
    #[error("the columns depend on each other")]
    Dependent,
    /// A confidence level that is not between 0 and 1.
    #[error("a confidence level is between 0 and 1, not {0}")]
    Level(f64),
}

/// A number rounded to 9 significant digits: the form in which statistics are written, the same on
/// every machine.
///
/// ```
/// assert_eq!(il2sim::statistics::significant(0.123_456_789_49), 0.123456789);
/// assert_eq!(il2sim::statistics::significant(-0.0), 0.0);
/// ```
pub fn significant(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { 0.0 } else { value };
    }
    format!("{value:.8e}").parse().expect("a number that was just printed")
}

/// All values, if they are finite.
fn finite(values: &[f64]) -> Result<&[f64], Fault> {
    match values.iter().find(|value| !value.is_finite()) {
        Some(value) => Err(Fault::Value(*value)),
        None => Ok(values),
    }
}

/// Half of what a confidence level leaves out.
fn tail(level: f64) -> Result<f64, Fault> {
    if level > 0.0 && level < 1.0 { Ok(0.5 * (1.0 - level)) } else { Err(Fault::Level(level)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_digits_are_kept_and_the_tenth_is_rounded() {
        assert_eq!(significant(1.0 / 3.0), 0.333333333);
        assert_eq!(significant(123_456_789_012.0), 123_456_789_000.0);
        assert_eq!(significant(2e-300 / 3.0), 6.66666667e-301);
        assert!(significant(f64::NAN).is_nan());
        assert_ne!(significant(0.333333333), significant(0.333333334));
    }
}
