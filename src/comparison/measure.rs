//! Measures: what is counted, ordered or timed of an outcome.
//!
//! In: outcomes. Out: for each measure the sample of every entry. A response has the measures `CR`
//! and `CR or PR`; other words have one measure an answer that occurs, in alphabetical order.

use std::collections::BTreeSet;

use super::trial::{Trial, Values};
use crate::statistics::fraction::Share;
use crate::statistics::kaplan_meier::{Followed, KaplanMeier};

/// Most answers of an outcome.
const ANSWERS: usize = 12;

/// Words of a response.
const RESPONSES: [&str; 5] = ["CR", "PR", "SD", "PD", "NE"];

/// The sample of every entry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Samples {
    /// Events among animals; none where no animal has a value.
    Shares(Vec<Option<Share>>),
    /// Numbers.
    Numbers(Vec<Vec<f64>>),
    /// Times to an event.
    Times(Vec<Vec<Followed>>),
}

/// A measure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measure {
    /// Column of the outcome.
    pub outcome: String,
    /// What a page calls the outcome; none: the column's name.
    pub title: Option<String>,
    /// The answer that is counted (`CR or PR`, `yes`), else `median` or `survival`.
    pub what: String,
    /// Unit of its numbers; empty for none.
    pub unit: String,
    /// Animals of every entry, those without a value among them.
    pub animals: Vec<u64>,
    /// Samples.
    pub samples: Samples,
    /// Each animal's number, entry by entry, in the order of replicates: 1 and 0 of shares; of
    /// times nothing.
    pub each: Vec<Vec<Option<f64>>>,
    /// The last time, h, that the animals of every entry were followed to (the least of the
    /// entries' longest times); of times only.
    pub followed_to_h: Option<f64>,
}

impl Measure {
    /// Outcome and answer, for a title.
    pub(crate) fn name(&self) -> String {
        match (&self.samples, self.what.as_str()) {
            (Samples::Shares(_), "yes") | (Samples::Numbers(_) | Samples::Times(_), _) => {
                self.outcome.clone()
            }
            (Samples::Shares(_), what) => format!("{}: {what}", self.outcome),
        }
    }

    /// The unit in which people read its numbers, and what a number is multiplied with for that:
    /// hours become days.
    pub(crate) fn read_in(&self) -> (&str, f64) {
        if self.unit == "h" { ("days", 1.0 / 24.0) } else { (&self.unit, 1.0) }
    }

    /// The number that stands for an entry in fits and sensitivities: share, median, or restricted
    /// mean of times.
    pub(crate) fn value(&self, entry: usize) -> Option<f64> {
        match &self.samples {
            Samples::Shares(shares) => shares[entry].map(Share::fraction),
            Samples::Numbers(samples) => crate::statistics::median::median(&samples[entry], 0.5)
                .ok()
                .map(|median| median.value),
            Samples::Times(samples) if samples[entry].is_empty() => None,
            Samples::Times(samples) => self
                .followed_to_h
                .map(|until| KaplanMeier::of(&samples[entry]).restricted_mean_h(until)),
        }
    }
}

/// All measures of a trial, in the order of its outcomes; an outcome of too many words has none,
/// which the notes say.
pub(super) fn measures(trial: &Trial, notes: &mut Vec<String>) -> Vec<Measure> {
    let mut measures = Vec::new();
    for outcome in &trial.outcomes {
        let measure = |what: &str,
                       animals: Vec<u64>,
                       samples: Samples,
                       each: Vec<Vec<Option<f64>>>| Measure {
            outcome: outcome.name.clone(),
            title: outcome.title.clone(),
            what: what.to_string(),
            unit: outcome.unit.clone(),
            animals,
            followed_to_h: followed_to_h(&samples),
            samples,
            each,
        };
        match &outcome.values {
            Values::Words(words) => {
                let answers = answers(words);
                if answers.len() > ANSWERS {
                    notes.push(format!(
                        "{}: {} different words are too many to compare (at most {ANSWERS})",
                        outcome.name,
                        answers.len()
                    ));
                    continue;
                }
                for (what, answers) in answers {
                    let hit = |word: &String| answers.contains(word);
                    let (samples, each) = shares(words, hit);
                    measures.push(measure(&what, counts(words), samples, each));
                }
            }
            Values::Flags(flags) => {
                let (samples, each) = shares(flags, |flag| *flag);
                measures.push(measure("yes", counts(flags), samples, each));
            }
            Values::Numbers(numbers) => {
                let each: Vec<Vec<Option<f64>>> = numbers
                    .iter()
                    .map(|of| of.iter().map(|x| x.filter(|x| x.is_finite())).collect())
                    .collect();
                let samples = Samples::Numbers(
                    each.iter().map(|of| of.iter().flatten().copied().collect()).collect(),
                );
                measures.push(measure("median", counts(numbers), samples, each));
            }
            Values::Times(times) => {
                let finite = |of: &Vec<Option<Followed>>| {
                    of.iter()
                        .flatten()
                        .copied()
                        .filter(|animal| animal.time_h.is_finite())
                        .collect()
                };
                measures.push(measure(
                    "survival",
                    counts(times),
                    Samples::Times(times.iter().map(finite).collect()),
                    Vec::new(),
                ));
            }
        }
    }
    measures
}

fn followed_to_h(samples: &Samples) -> Option<f64> {
    let Samples::Times(samples) = samples else { return None };
    let longest = samples
        .iter()
        .filter(|animals| !animals.is_empty())
        .map(|animals| animals.iter().map(|animal| animal.time_h).fold(0.0, f64::max));
    longest.reduce(f64::min)
}

/// Answers that are counted, each with the words that count as it.
fn answers(words: &[Vec<Option<String>>]) -> Vec<(String, Vec<String>)> {
    let found: BTreeSet<&String> = words.iter().flatten().flatten().collect();
    if !found.is_empty() && found.iter().all(|word| RESPONSES.contains(&word.as_str())) {
        let complete = RESPONSES[0].to_string();
        return vec![
            (complete.clone(), vec![complete.clone()]),
            ("CR or PR".to_string(), vec![complete, RESPONSES[1].to_string()]),
        ];
    }
    found.into_iter().map(|word| (word.clone(), vec![word.clone()])).collect()
}

fn counts<T>(entries: &[Vec<T>]) -> Vec<u64> {
    entries.iter().map(|animals| animals.len() as u64).collect()
}

/// Shares of animals that are hit, and the hit of each.
fn shares<T>(
    entries: &[Vec<Option<T>>],
    hit: impl Fn(&T) -> bool,
) -> (Samples, Vec<Vec<Option<f64>>>) {
    let each: Vec<Vec<Option<f64>>> = entries
        .iter()
        .map(|animals| {
            animals
                .iter()
                .map(|value| value.as_ref().map(|value| if hit(value) { 1.0 } else { 0.0 }))
                .collect()
        })
        .collect();
    let share = |animals: &Vec<Option<f64>>| {
        let answers = animals.iter().flatten();
        Share::new(answers.clone().filter(|hit| **hit > 0.0).count() as u64, answers.count() as u64)
            .ok()
    };
    (Samples::Shares(each.iter().map(share).collect()), each)
}
