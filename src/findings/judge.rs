//! What the numbers of animals show: one test of a finding judged.
//!
//! In: an [`Acceptance`] and the samples of its arms. Out: a [`JudgedTest`] with the predicted value,
//! its interval, what would be accepted, and whether it holds. Shares have Wilson's interval,
//! means that of Student's normal approximation, `mean +- 1.96 s / sqrt(n)`. An order is one-sided:
//! Fisher's exact test of shares, Mann and Whitney's of numbers, p below 0.01. The null model has
//! every arm at the pooled value: what a test still accepts then says little of the treatment.

use serde::{Deserialize, Serialize};

use super::sample::{ArmSample, ArmSamples};
use crate::statistics::fraction::{Share, clopper_pearson, wilson};
use crate::statistics::median::median;
use crate::statistics::two_groups::{fisher_above, mann_whitney};
use crate::statistics::{LEVEL, significant};
use crate::study::{Acceptance, Centre, Demand};

/// p below which an order is beyond chance.
pub(crate) const P: f64 = 0.01;

/// A predicted value of an arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Predicted {
    /// The arm.
    pub arm: String,
    /// Animals with a value.
    pub animals: u64,
    /// Those among them that say yes; none where values are numbers.
    pub events: Option<u64>,
    /// Share in per cent, or mean; none where no animal has a value.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
}

/// What is compared with what was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Compared {
    /// The predicted number.
    pub value: Option<f64>,
    /// Its interval, where it has one.
    pub interval: Option<[f64; 2]>,
    /// What was published, where it is a range.
    pub published: Option<[f64; 2]>,
    /// What is accepted; an open end is null.
    pub accepted: [Option<f64>; 2],
    /// What the number is, as `points` or `%`.
    pub unit: String,
}

/// What published equations give for a test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ByEquations {
    /// Whose.
    pub model: String,
    /// The number that is judged.
    pub value: Option<f64>,
    /// Whether it holds.
    pub holds: bool,
}

/// A test with its verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct JudgedTest {
    /// The kind of test.
    pub kind: String,
    /// What is looked at.
    pub endpoint: String,
    /// A knock-out that explains, not part of the verdict.
    pub mechanism: bool,
    /// Whether it holds.
    pub holds: bool,
    /// Whether more animals could turn it: its interval crosses a bound of what is accepted.
    pub open: bool,
    /// Whether the null model passes it; none of a mechanism.
    pub null_holds: Option<bool>,
    /// What published equations give; none where they have no analogue of its arms.
    #[serde(default)]
    pub equations: Option<ByEquations>,
    /// One-sided p value of an order.
    pub p: Option<f64>,
    /// Binomial deviance of a published count.
    pub deviance: Option<f64>,
    /// The arms.
    pub arms: Vec<Predicted>,
    /// The number that is judged.
    pub compared: Compared,
}

/// Judges a test; `names` are the arms'.
pub(super) fn judge(test: &Acceptance, samples: &ArmSamples, names: &[String]) -> JudgedTest {
    Judge { test, samples, names }.judged()
}

struct Judge<'a> {
    test: &'a Acceptance,
    samples: &'a ArmSamples,
    names: &'a [String],
}

/// What a demand makes of its arms.
struct Shown {
    holds: bool,
    null_holds: bool,
    p: Option<f64>,
    deviance: Option<f64>,
    compared: Compared,
}

impl Judge<'_> {
    fn judged(&self) -> JudgedTest {
        let (kind, arms) = match &self.test.demand {
            Demand::Share { arm, .. } => ("share", vec![*arm]),
            Demand::Counted { arm, .. } => ("counted", vec![*arm]),
            Demand::Order { more, less, .. } => ("order", vec![*more, *less]),
            Demand::Equal { arms, .. } => ("equal", arms.to_vec()),
            Demand::Cut { arm, against, .. } => ("cut", vec![*arm, *against]),
            Demand::Number { arm, .. } => ("number", vec![*arm]),
            Demand::Ratio { arm, against, .. } => ("ratio", vec![*arm, *against]),
            Demand::Rising { arms, .. } => ("rising", arms.clone()),
        };
        let Shown { holds, null_holds, p, deviance, compared } = self.shown();
        let crosses = |bound: Option<f64>| match (bound, compared.interval) {
            (Some(bound), Some([low, high])) => low < bound && bound < high,
            _ => false,
        };
        JudgedTest {
            kind: kind.to_owned(),
            endpoint: self.test.endpoint.to_string(),
            mechanism: self.test.mechanism,
            holds,
            open: compared.accepted.into_iter().any(crosses),
            null_holds: (!self.test.mechanism).then_some(null_holds),
            equations: None,
            p: p.map(significant),
            deviance: deviance.map(significant),
            arms: arms.into_iter().map(|arm| self.predicted(arm)).collect(),
            compared,
        }
    }

    fn shown(&self) -> Shown {
        match &self.test.demand {
            Demand::Share { arm, published, margin } => {
                // a share lies between none and all
                let accepted =
                    [(published[0] - margin).max(0.0), (published[1] + margin).min(100.0)];
                self.inside(self.predicted(*arm), self.pooled(), Some(*published), accepted)
            }
            Demand::Counted { arm, events, of } => self.counted(*arm, *events, *of),
            Demand::Order { more, less, by } => self.order(*more, *less, *by),
            Demand::Equal { arms: [a, b], within } => {
                let value = self.difference(*a, *b);
                let accepted = [Some(-within), Some(*within)];
                let holds = value.is_some_and(|value| value.abs() < *within);
                self.plain(holds, true, value, accepted, self.points())
            }
            Demand::Cut { arm, against, published, margin } => {
                let accepted = [published[0] - margin, published[1] + margin];
                let cut = 100.0 * (1.0 - self.value(*arm) / self.value(*against));
                let value = cut.is_finite().then_some(cut);
                let mut shown = self.plain(
                    value.is_some_and(|value| is_inside(value, accepted)),
                    is_inside(0.0, accepted),
                    value,
                    accepted.map(Some),
                    "%",
                );
                shown.compared.published = Some(*published);
                shown
            }
            Demand::Number { arm, centre: Centre::Mean, bounds } => {
                self.inside(self.predicted(*arm), self.pooled(), None, *bounds)
            }
            Demand::Number { arm, centre: Centre::Median, bounds } => {
                self.inside(self.middle(*arm), self.pooled(), None, *bounds)
            }
            Demand::Ratio { arm, against, bounds } => {
                let ratio = self.value(*arm) / self.value(*against);
                let value = ratio.is_finite().then_some(ratio);
                let holds = value.is_some_and(|value| is_inside(value, *bounds));
                self.plain(holds, is_inside(1.0, *bounds), value, bounds.map(Some), "")
            }
            Demand::Rising { arms, within } => self.rising(arms, *within),
        }
    }

    /// A value between two bounds.
    fn inside(
        &self,
        Predicted { value, interval, .. }: Predicted,
        pooled: f64,
        published: Option<[f64; 2]>,
        accepted: [f64; 2],
    ) -> Shown {
        let holds = value.is_some_and(|value| is_inside(value, accepted));
        let unit = if self.samples.yes_no { "%" } else { "" };
        let mut shown =
            self.plain(holds, is_inside(pooled, accepted), value, accepted.map(Some), unit);
        shown.compared = Compared { interval, published, ..shown.compared };
        shown
    }

    fn counted(&self, arm: usize, events: u64, of: u64) -> Shown {
        let published = Share::new(events, of).expect("checked when it was read");
        let exact = clopper_pearson(published, LEVEL).expect("a share and a level");
        let percent = |part: f64| 100.0 * part;
        let share = [percent(exact.value); 2];
        let accepted = [percent(exact.low), percent(exact.high)];
        let mut shown = self.inside(self.predicted(arm), self.pooled(), Some(share), accepted);
        let sample = &self.samples.arms[arm].values;
        let found = (sample.iter().sum::<f64>() + 0.5) / (sample.len() as f64 + 1.0);
        shown.deviance = Some(deviance(events as f64, of as f64, found));
        shown
    }

    fn order(&self, more: usize, less: usize, by: f64) -> Shown {
        let [high, low] = [more, less].map(|arm| &self.samples.arms[arm]);
        let p = if self.samples.yes_no {
            share(high).zip(share(low)).map(|(high, low)| fisher_above(high, low))
        } else {
            mann_whitney(&high.values, &low.values).ok().map(|test| test.p_above())
        };
        let value = self.difference(more, less);
        let enough = value.is_some_and(|value| value > 0.0 && value >= by);
        let holds = enough && p.is_some_and(|p| p < P);
        let shown = self.plain(holds, false, value, [Some(by), None], self.points());
        Shown { p, ..shown }
    }

    fn rising(&self, arms: &[usize], within: f64) -> Shown {
        let steps = arms.windows(2).map(|pair| self.difference(pair[1], pair[0]));
        let steps: Option<Vec<f64>> = steps.collect();
        let whole = self.difference(arms[arms.len() - 1], arms[0]);
        let holds = whole.is_some_and(|whole| whole > 0.0)
            && steps.is_some_and(|steps| steps.iter().all(|step| *step > -within));
        self.plain(holds, false, whole, [Some(0.0), None], self.points())
    }

    fn plain(
        &self,
        holds: bool,
        null_holds: bool,
        value: Option<f64>,
        accepted: [Option<f64>; 2],
        unit: &str,
    ) -> Shown {
        let (interval, published) = (None, None);
        let unit = unit.to_owned();
        let compared = Compared { value, interval, published, accepted, unit };
        Shown { holds, null_holds, p: None, deviance: None, compared }
    }

    /// One arm's value less another's: points of shares, per cent of the other mean.
    fn difference(&self, a: usize, b: usize) -> Option<f64> {
        let (a, b) = (self.value(a), self.value(b));
        let difference = match self.samples.yes_no {
            true => a - b,
            false if a == b => 0.0,
            false => 100.0 * (a - b) / b.abs(),
        };
        // a mean above none at all is more by any reckoning
        (!difference.is_nan()).then_some(difference.clamp(-1e9, 1e9))
    }

    fn points(&self) -> &'static str {
        if self.samples.yes_no { "points" } else { "%" }
    }

    fn scale(&self) -> f64 {
        if self.samples.yes_no { 100.0 } else { 1.0 }
    }

    /// Share in per cent, or mean.
    fn value(&self, arm: usize) -> f64 {
        self.scale() * self.samples.arms[arm].mean()
    }

    /// The value of all arms together.
    fn pooled(&self) -> f64 {
        let all = self.samples.arms.iter().flat_map(|sample| &sample.values).copied();
        let all = ArmSample { values: all.collect(), missing: 0 };
        self.scale() * all.mean()
    }

    fn predicted(&self, arm: usize) -> Predicted {
        let sample = &self.samples.arms[arm];
        let animals = sample.values.len() as u64;
        let events = self.samples.yes_no.then(|| sample.values.iter().sum::<f64>() as u64);
        let value = Some(self.value(arm)).filter(|value| value.is_finite());
        let interval = if self.samples.yes_no {
            let wilson = share(sample).and_then(|share| wilson(share, LEVEL).ok());
            wilson.map(|of| [100.0 * of.low, 100.0 * of.high])
        } else {
            around_mean(&sample.values)
        };
        Predicted { arm: self.names[arm].clone(), animals, events, value, interval }
    }

    fn middle(&self, arm: usize) -> Predicted {
        let found = median(&self.samples.arms[arm].values, LEVEL).ok();
        let interval = found.as_ref().and_then(|of| of.interval).map(|(low, high)| [low, high]);
        Predicted { value: found.map(|of| of.value), interval, ..self.predicted(arm) }
    }
}

fn is_inside(value: f64, [low, high]: [f64; 2]) -> bool {
    (low..=high).contains(&value)
}

fn share(sample: &ArmSample) -> Option<Share> {
    Share::new(sample.values.iter().sum::<f64>() as u64, sample.values.len() as u64).ok()
}

fn around_mean(values: &[f64]) -> Option<[f64; 2]> {
    let n = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let variance =
        values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    let half = 1.959_963_985 * libm::sqrt(variance / n);
    Some([mean - half, mean + half])
}

/// Twice the log likelihood ratio of a published count under a predicted share.
fn deviance(events: f64, of: f64, share: f64) -> f64 {
    let part = |count: f64, expected: f64| {
        if count == 0.0 { 0.0 } else { count * libm::log(count / expected) }
    };
    2.0 * (part(events, of * share) + part(of - events, of * (1.0 - share)))
}

#[cfg(test)]
mod tests;
