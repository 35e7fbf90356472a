//! Arms and points of a study compared: what a reader of its result asks first.
//!
//! In: a [`Trial`], that is arms, points of a design and the outcomes of their animals. Out: an
//! [`Analysis`]: shares and medians with intervals, survival curves, arms against their control
//! with corrected p values, Hill fits over a swept key, sensitivities where the design was made for
//! them; and from it [`tables`], a summary in [`words`] and [`figures`]. Pure: the numbers come in,
//! nothing is read or written here. Methods are those of [`crate::statistics`].
//!
//! An outcome becomes one or more *measures*: of words (a response) the share of each answer, of
//! flags the share of ones, of times with an event their survival, of other numbers the median.
//! Animals without a value (no recurrence, no response) are left out of a measure and counted.

pub mod figures;
mod measure;
mod pairs;
pub mod tables;
mod trends;
pub mod words;

pub use measure::{Measure, Samples};
pub use pairs::{Comparison, Effect, Paired};
pub use trends::{Fit, Sensitivity};

use crate::outcome::{Followed, KaplanMeier};
use crate::statistics::Fault;
use crate::statistics::fraction::{Estimate, Share, clopper_pearson, wilson};
use crate::statistics::median::{Median, median};

/// More pairs of arm and point than this have no survival curves of their own in the tables: they
/// follow from the outcomes.
pub const CURVES: usize = 1000;

/// A key of a design, or several that move together.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its column.
    pub name: String,
    /// Unit of its numbers (empty: none); none where it holds texts.
    pub unit: Option<String>,
}

impl Key {
    /// Name and unit, for an axis.
    pub fn label(&self) -> String {
        match self.unit.as_deref() {
            Some(unit) if !unit.is_empty() && unit != self.name => {
                format!("{} ({unit})", self.name)
            }
            _ => self.name.clone(),
        }
    }
}

/// A value of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Level {
    /// A number in the key's unit.
    Number(f64),
    /// A text.
    Text(String),
}

impl Level {
    /// As people write it.
    pub fn shown(&self) -> String {
        match self {
            Level::Number(number) => crate::plot::axis::significant(*number, 4),
            Level::Text(text) => text.clone(),
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Level::Number(number) => Some(*number),
            Level::Text(_) => None,
        }
    }
}

/// A point of the design in an arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Number of the arm.
    pub arm: usize,
    /// Number of the point in the design.
    pub point: usize,
    /// Values of the keys.
    pub levels: Vec<Level>,
    /// Place in the unit cube, for sampled designs; else empty.
    pub unit: Vec<f64>,
}

/// What is known of each animal, entry by entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Words, as a response.
    Words(Vec<Vec<Option<String>>>),
    /// Yes or no.
    Flags(Vec<Vec<Option<bool>>>),
    /// Numbers.
    Numbers(Vec<Vec<Option<f64>>>),
    /// Times to an event, or until when there was none.
    Times(Vec<Vec<Option<Followed>>>),
}

/// An outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its column.
    pub name: String,
    /// Unit of its numbers; empty for none.
    pub unit: String,
    /// Values of all animals.
    pub values: Values,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Title of the study.
    pub title: String,
    /// Kind of the design, as a study writes it.
    pub design: String,
    /// Arms.
    pub arms: Vec<String>,
    /// Number of the arm that others are compared with.
    pub control: usize,
    /// Keys of the design.
    pub keys: Vec<Key>,
    /// Points in arms, all points of the first arm first.
    pub entries: Vec<Entry>,
    /// Outcomes.
    pub outcomes: Vec<Outcome>,
    /// Seed of bootstraps.
    pub seed: u64,
    /// Whether all entries have the same animals.
    pub same_animals: bool,
}

impl Trial {
    /// Arm and values of an entry, for a line of a chart; the arm only where there are several.
    pub fn name(&self, entry: usize) -> String {
        let entry = &self.entries[entry];
        let level = |(key, level): (&Key, &Level)| match key.unit.as_deref() {
            Some("day") => format!("day {}", level.shown()),
            Some(unit) if !unit.is_empty() => format!("{} {unit}", level.shown()),
            _ if self.keys.len() > 1 || level.number().is_some() => {
                format!("{} {}", key.name, level.shown())
            }
            _ => level.shown(),
        };
        let mut parts: Vec<String> = self.keys.iter().zip(&entry.levels).map(level).collect();
        if self.arms.len() > 1 || parts.is_empty() {
            parts.insert(0, self.arms[entry.arm].clone());
        }
        parts.join(", ")
    }

    /// Whether points were chosen one by one, not sampled.
    pub fn chosen(&self) -> bool {
        matches!(self.design.as_str(), "none" | "grid" | "list" | "one at a time")
    }

    /// Entries of an arm, in the order of points.
    pub fn of_arm(&self, arm: usize) -> impl Iterator<Item = usize> {
        (0..self.entries.len()).filter(move |&entry| self.entries[entry].arm == arm)
    }
}

/// The share of a measure in an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fraction {
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
pub struct Middle {
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
pub struct Curve {
    /// Number of the measure.
    pub measure: usize,
    /// Number of the entry.
    pub entry: usize,
    /// The curve.
    pub curve: KaplanMeier,
}

/// Everything that was computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
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
    pub fn fraction(&self, measure: usize, entry: usize) -> Option<&Fraction> {
        self.fractions
            .binary_search_by_key(&(measure, entry), |f| (f.measure, f.entry))
            .ok()
            .map(|place| &self.fractions[place])
    }

    /// The middle of a measure in an entry.
    pub fn middle(&self, measure: usize, entry: usize) -> Option<&Middle> {
        self.middles
            .binary_search_by_key(&(measure, entry), |m| (m.measure, m.entry))
            .ok()
            .map(|place| &self.middles[place])
    }
}

/// Compares a trial.
pub fn analyse(trial: Trial, level: f64) -> Result<Analysis, Fault> {
    let mut notes = Vec::new();
    let measures = measure::measures(&trial, &mut notes);
    let mut analysis = Analysis {
        trial,
        measures,
        fractions: Vec::new(),
        middles: Vec::new(),
        curves: Vec::new(),
        comparisons: Vec::new(),
        fits: Vec::new(),
        sensitivities: Vec::new(),
        notes,
    };
    for measure in 0..analysis.measures.len() {
        describe(&mut analysis, measure, level)?;
    }
    pairs::compare(&mut analysis, level)?;
    trends::fit(&mut analysis);
    trends::sensitivities(&mut analysis, level);
    Ok(analysis)
}

/// Shares, medians and curves of a measure.
fn describe(analysis: &mut Analysis, measure: usize, level: f64) -> Result<(), Fault> {
    let of = &analysis.measures[measure];
    let entries = analysis.trial.entries.len();
    match &of.samples {
        Samples::Shares(shares) => {
            for (entry, share) in shares.iter().enumerate() {
                if let Some(share) = *share {
                    let (wilson, exact) = (wilson(share, level)?, clopper_pearson(share, level)?);
                    analysis.fractions.push(Fraction { measure, entry, share, wilson, exact });
                }
            }
        }
        Samples::Numbers(samples) => {
            for (entry, values) in samples.iter().enumerate() {
                let middle = if values.is_empty() { None } else { Some(median(values, level)?) };
                let bounds = |median: Median| {
                    (Some(median.value), median.interval.map(|i| i.0), median.interval.map(|i| i.1))
                };
                let median = middle.map_or((None, None, None), bounds);
                analysis.middles.push(Middle {
                    measure,
                    entry,
                    present: values.len() as u64,
                    events: None,
                    median,
                    restricted_mean: None,
                });
            }
        }
        Samples::Times(samples) => {
            let until = of.followed_to_h;
            for (entry, animals) in samples.iter().enumerate() {
                let curve = KaplanMeier::of(animals);
                let (low, high) = curve.median_interval_h();
                let restricted_mean = until.map(|until| curve.restricted_mean_h(until));
                let (present, events) = (curve.animals, Some(curve.events()));
                analysis.middles.push(Middle {
                    measure,
                    entry,
                    present,
                    events,
                    median: (curve.median_h(), low, high),
                    restricted_mean,
                });
                if entries <= CURVES && !animals.is_empty() {
                    analysis.curves.push(Curve { measure, entry, curve });
                }
            }
            if entries > CURVES {
                let name = of.name();
                analysis.notes.push(format!(
                    "{name}: {entries} pairs of arm and point are too many for survival curves in \
                     a table; they follow from the outcomes"
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
