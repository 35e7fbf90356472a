//! What is compared: arms and points of a design, and the outcomes of their animals.

use crate::statistics::kaplan_meier::Followed;

/// A key of a design, or several that move together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrialKey {
    /// Its column.
    pub name: String,
    /// Unit of its numbers (empty: none); none where it holds texts.
    pub unit: Option<String>,
}

impl TrialKey {
    /// Name and unit, for an axis.
    pub(crate) fn label(&self) -> String {
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
pub(crate) enum TrialLevel {
    /// A number in the key's unit.
    Number(f64),
    /// A text.
    Text(String),
}

impl TrialLevel {
    /// As people write it.
    pub(crate) fn shown(&self) -> String {
        match self {
            TrialLevel::Number(number) => crate::plot::axis::significant(*number, 4),
            TrialLevel::Text(text) => text.clone(),
        }
    }

    /// The number, if it is one.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            TrialLevel::Number(number) => Some(*number),
            TrialLevel::Text(_) => None,
        }
    }
}

/// A point of the design in an arm.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrialPoint {
    /// Number of the arm.
    pub arm: usize,
    /// Number of the point in the design.
    pub point: usize,
    /// Values of the keys.
    pub levels: Vec<TrialLevel>,
    /// Place in the unit cube, for sampled designs; else empty.
    pub unit: Vec<f64>,
}

/// What is known of each animal, entry by entry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
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
pub(crate) struct Outcome {
    /// Its column.
    pub name: String,
    /// What a page calls it; none: the column's name.
    pub title: Option<String>,
    /// Unit of its numbers; empty for none.
    pub unit: String,
    /// Values of all animals.
    pub values: Values,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trial {
    /// Title of the study.
    pub title: String,
    /// Kind of the design, as a study writes it.
    pub design: String,
    /// Arms.
    pub arms: Vec<String>,
    /// Number of the arm that others are compared with.
    pub control: usize,
    /// Keys of the design.
    pub keys: Vec<TrialKey>,
    /// Points in arms, all points of the first arm first.
    pub entries: Vec<TrialPoint>,
    /// Outcomes.
    pub outcomes: Vec<Outcome>,
    /// Animals of each entry whose tumour left its site, and all of the entry that have an end.
    pub left_site: Vec<(u64, u64)>,
    /// Seed of bootstraps.
    pub seed: u64,
    /// Whether all entries have the same animals.
    pub same_animals: bool,
}

impl Trial {
    /// Arm and values of an entry, for a line of a chart; the arm only where there are several.
    pub(crate) fn name(&self, entry: usize) -> String {
        let entry = &self.entries[entry];
        let levels = entry.levels.iter().enumerate();
        let mut parts: Vec<String> = levels.map(|(key, level)| self.level(key, level)).collect();
        if self.arms.len() > 1 || parts.is_empty() {
            parts.insert(0, self.arms[entry.arm].clone());
        }
        parts.join(", ")
    }

    /// A value of a key, by which people know the key too.
    pub(crate) fn level(&self, key: usize, level: &TrialLevel) -> String {
        let of = &self.keys[key];
        match of.unit.as_deref() {
            Some("day") => format!("day {}", level.shown()),
            Some(unit) if !unit.is_empty() => format!("{} {unit}", level.shown()),
            _ if self.keys.len() > 1 || level.number().is_some() => {
                format!("{} {}", of.name, level.shown())
            }
            _ => level.shown(),
        }
    }

    /// Animals whose tumour left its site, and all that have an end: of an entry, or of an arm.
    pub(crate) fn left(&self, arm: usize, entry: Option<usize>) -> (u64, u64) {
        let of = |entry: usize| self.left_site.get(entry).copied().unwrap_or_default();
        match entry {
            Some(entry) => of(entry),
            None => self.of_arm(arm).map(of).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)),
        }
    }

    /// The same of the whole trial, in words; nothing where none left.
    pub(crate) fn left_in_words(&self) -> Option<String> {
        let (left, all) =
            self.left_site.iter().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
        (left > 0).then(|| format!("{left} of {all} left the site"))
    }

    /// Whether points were chosen one by one, not sampled.
    pub(crate) fn chosen(&self) -> bool {
        matches!(self.design.as_str(), "none" | "grid" | "list" | "one at a time")
    }

    /// Entries of an arm, in the order of points.
    pub(crate) fn of_arm(&self, arm: usize) -> impl Iterator<Item = usize> {
        (0..self.entries.len()).filter(move |&entry| self.entries[entry].arm == arm)
    }
}
