//! What a comparison finds: shares, medians, curves, effects, fits, sensitivities.

use crate::statistics::fraction::{Estimate, Share};
use crate::statistics::hill::HillFit;
use crate::statistics::kaplan_meier::KaplanMeier;

use super::measure::Measure;
use super::trial::Trial;

/// The share of a measure in an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fraction {
    /// Number of the measure.
    pub measure: usize,
    /// Number of the entry.
    pub entry: usize,
    /// Events among animals.
    pub share: Share,
    /// Wilson's interval.
    pub wilson: Estimate,
    /// Clopper and Pearson's interval.
    pub exact: Estimate,
}

/// The middle of a measure in an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Middle {
    /// Number of the measure.
    pub measure: usize,
    /// Number of the entry.
    pub entry: usize,
    /// Animals with a value.
    pub present: u64,
    /// Events, of times.
    pub events: Option<u64>,
    /// The median, and the bounds of its interval.
    pub median: (Option<f64>, Option<f64>, Option<f64>),
    /// Restricted mean of times: the mean time without an event up to the last time that all
    /// entries were followed to.
    pub restricted_mean: Option<f64>,
}

/// A survival curve of an entry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Curve {
    /// Number of the measure.
    pub measure: usize,
    /// Number of the entry.
    pub entry: usize,
    /// The curve.
    pub curve: KaplanMeier,
}

/// A comparison of an entry with its reference.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    /// Number of the measure.
    pub measure: usize,
    /// Number of the entry.
    pub entry: usize,
    /// Number of the entry that it is compared with.
    pub reference: usize,
    /// Name of the test.
    pub test: &'static str,
    /// Its statistic: U, or chi-square; Fisher's has none.
    pub statistic: Option<f64>,
    /// p value; none where nothing could be tested.
    pub p: Option<f64>,
    /// p by Holm, over all comparisons of the measure.
    pub p_holm: Option<f64>,
    /// p by Benjamini and Hochberg.
    pub p_bh: Option<f64>,
    /// Name of the effect.
    pub effect_name: &'static str,
    /// The effect; of a probability of superiority the bounds are not numbers.
    pub effect: Option<Effect>,
    /// Odds ratio, of shares.
    pub odds_ratio: Option<Estimate>,
    /// The same animals compared one by one.
    pub paired: Option<Paired>,
}

/// Animals under two treatments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Paired {
    /// Animals whose value is higher than in the reference.
    pub more: u64,
    /// Animals whose value is lower.
    pub less: u64,
    /// p value of the sign test.
    pub p: f64,
    /// The same by Holm, over all comparisons of the measure.
    pub p_holm: f64,
}

/// An effect and, where it has one, its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Effect {
    /// The effect.
    pub value: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
}

impl From<Estimate> for Effect {
    fn from(estimate: Estimate) -> Effect {
        Effect { value: estimate.value, interval: Some((estimate.low, estimate.high)) }
    }
}

/// A fit is drawn if it explains at least this much, and is neither a step nor flat over the doses
/// tried.
const DESCRIBES: f64 = 0.5;

/// A fit over a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    /// Number of the measure.
    pub measure: usize,
    /// Number of the arm.
    pub arm: usize,
    /// Points of the fit.
    pub points: u64,
    /// The curve.
    pub curve: HillFit,
}

impl Fit {
    /// Whether the curve is worth drawing: nothing ended at a bound, and it explains much of the
    /// variance.
    pub(crate) fn describes(&self) -> bool {
        self.curve.r_squared >= DESCRIBES
            && !self.curve.slope.at_bound
            && !self.curve.half_dose.at_bound
    }
}

/// How much a measure depends on a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sensitivity {
    /// Number of the measure.
    pub measure: usize,
    /// Number of the arm.
    pub arm: usize,
    /// Number of the key.
    pub key: usize,
    /// `PRCC`, `first-order`, `total`, `mu`, `mu*` or `sigma`.
    pub index: &'static str,
    /// The index.
    pub value: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// Its p value (PRCC).
    pub p: Option<f64>,
}

/// An index as people read it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Read {
    /// The index.
    pub value: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// Its unit after a space; empty where it has none.
    pub unit: String,
}

impl Sensitivity {
    /// In the unit in which its measure is read: Morris' effects are changes of the measure, the
    /// others have no unit.
    pub(crate) fn read(&self, of: &Measure) -> Read {
        let (unit, factor) =
            if matches!(self.index, "mu" | "mu*" | "sigma") { of.read_in() } else { ("", 1.0) };
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        Read {
            value: factor * self.value,
            interval: self.interval.map(|(low, high)| (factor * low, factor * high)),
            unit,
        }
    }
}

/// Everything that was computed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Analysis {
    /// What was compared.
    pub trial: Trial,
    /// Measures of its outcomes.
    pub measures: Vec<Measure>,
    /// Shares, by measure and entry.
    pub fractions: Vec<Fraction>,
    /// Medians, by measure and entry.
    pub middles: Vec<Middle>,
    /// Survival curves.
    pub curves: Vec<Curve>,
    /// Comparisons.
    pub comparisons: Vec<Comparison>,
    /// Dose-response fits.
    pub fits: Vec<Fit>,
    /// Sensitivities.
    pub sensitivities: Vec<Sensitivity>,
    /// What was not computed, and why.
    pub notes: Vec<String>,
}

impl Analysis {
    /// The share of a measure in an entry.
    pub(crate) fn fraction(&self, measure: usize, entry: usize) -> Option<&Fraction> {
        self.fractions
            .binary_search_by_key(&(measure, entry), |f| (f.measure, f.entry))
            .ok()
            .map(|place| &self.fractions[place])
    }

    /// The middle of a measure in an entry.
    pub(crate) fn middle(&self, measure: usize, entry: usize) -> Option<&Middle> {
        self.middles
            .binary_search_by_key(&(measure, entry), |m| (m.measure, m.entry))
            .ok()
            .map(|place| &self.middles[place])
    }
}
