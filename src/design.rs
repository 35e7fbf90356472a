//! Designs: which values the keys of a study take together.
//!
//! In: kinds, values and bounds, a seed. Out: the points, each with a value for every key, and for
//! sampled kinds its place in the unit cube. Points of `random` and `sobol` designs are the first
//! of longer ones; nothing but the seed, the kind, the number of points and a key's name enters.
//!
//! | kind | points | order |
//! | --- | --- | --- |
//! | grid | the product of the numbers of values | the last key changes fastest |
//! | list | the length of the lists | as written |
//! | one at a time | 1 + the sum of (values - 1) | first all first values, then key by key |
//! | latin hypercube, sobol, random | `points` | |
//! | saltelli | `points` (k + 2) | for each base sample: A, A with column j from B (j = 1 to k), B |
//! | morris | `points` (k + 1) | trajectory by trajectory, one key moved at a step |

mod cube;
mod points;
mod sobol;

pub(crate) use sobol::DIMENSIONS;

use crate::input::document::{DocumentValue, Node};
use crate::input::problem::Place;
use crate::input::units::split_number;
use crate::table;

/// Most points of a plan, over all arms.
pub(crate) const POINTS: u64 = 100_000;

/// How points are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignKind {
    /// Every combination.
    Grid,
    /// The first values together, then the second ones, ...
    List,
    /// Each key varied alone.
    OneAtATime,
    /// One point in each of as many strata of every key.
    LatinHypercube,
    /// A low-discrepancy sequence (Joe and Kuo 2008).
    Sobol,
    /// Independent uniform draws.
    Random,
    /// Sobol' pairs for variance-based indices (Saltelli 2010).
    Saltelli,
    /// Trajectories for elementary effects (Morris 1991).
    Morris,
}

/// The kinds by name.
pub(crate) const KINDS: [(&str, DesignKind); 8] = [
    ("grid", DesignKind::Grid),
    ("list", DesignKind::List),
    ("one at a time", DesignKind::OneAtATime),
    ("latin hypercube", DesignKind::LatinHypercube),
    ("sobol", DesignKind::Sobol),
    ("random", DesignKind::Random),
    ("saltelli", DesignKind::Saltelli),
    ("morris", DesignKind::Morris),
];

impl DesignKind {
    /// As a study writes it.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether points are sampled between bounds.
    pub fn is_sampled(self) -> bool {
        !matches!(self, DesignKind::Grid | DesignKind::List | DesignKind::OneAtATime)
    }
}

/// A design.
#[derive(Clone, Debug)]
pub struct Design {
    /// How points are chosen.
    pub kind: DesignKind,
    /// `points` of the sampled kinds.
    pub points: u32,
    /// What varies; none: one point.
    pub keys: Vec<DesignKey>,
}

/// Keys that move together: one column of the design.
#[derive(Clone, Debug)]
pub struct DesignKey {
    /// The scenario's keys, with their places in the study.
    pub keys: Vec<(String, Place)>,
    /// The column's name.
    pub name: String,
    /// Where it was named.
    pub place: Place,
    /// Their values or bounds.
    pub levels: Levels,
    /// What tables, page and charts say in place of each value; empty: the values themselves.
    pub labels: Vec<String>,
}

/// What a key varies over.
#[derive(Clone, Debug)]
pub enum Levels {
    /// These values.
    Values(Vec<Node>),
    /// A range.
    Range(Range),
}

/// Bounds of a sampled key.
#[derive(Clone, Debug)]
pub struct Range {
    /// Lower bound, in the unit.
    pub min: f64,
    /// Upper bound, in the unit.
    pub max: f64,
    /// Uniform in the logarithm.
    pub log: bool,
    /// Whole numbers only.
    pub whole: bool,
    /// Written as `day 3`.
    pub day: bool,
    /// The unit; empty for none.
    pub unit: String,
    /// Where the lower bound was written.
    pub place: Place,
}

/// A number with its unit as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measured {
    /// The number.
    pub value: f64,
    /// Written as `day 3`.
    pub day: bool,
    /// The unit; empty for none.
    pub unit: String,
}

impl Measured {
    /// The unit in words.
    pub(crate) fn shown(&self) -> &str {
        match (self.day, self.unit.as_str()) {
            (true, _) => "day ...",
            (false, "") => "no unit",
            (false, unit) => unit,
        }
    }
}

/// One point of a design.
#[derive(Clone, Debug)]
pub struct Sample {
    /// A value for every key.
    pub values: Vec<Node>,
    /// Its place in the unit cube; empty for kinds that take values.
    pub unit: Vec<f64>,
}

/// The number of a value, if it is one: `3`, `"30 CU"`, `"day 1"`.
pub(crate) fn measured(value: &DocumentValue) -> Option<Measured> {
    if let Some(value) = value.number() {
        return Some(Measured { value, day: false, unit: String::new() });
    }
    let DocumentValue::Text(text) = value else { return None };
    let text = text.trim();
    let (number, day) =
        match text.strip_prefix("day").filter(|rest| rest.starts_with(char::is_whitespace)) {
            Some(rest) => (rest, true),
            None => (text, false),
        };
    let (value, unit) = split_number(number).ok()?;
    let unit = unit.trim();
    (!day || unit.is_empty()).then(|| Measured { value, day, unit: unit.to_string() })
}

impl Levels {
    /// Number of values; 0 for a range.
    pub fn count(&self) -> usize {
        match self {
            Levels::Values(values) => values.len(),
            Levels::Range(_) => 0,
        }
    }

    fn values(&self) -> &[Node] {
        match self {
            Levels::Values(values) => values,
            Levels::Range(_) => &[],
        }
    }
}

impl DesignKey {
    /// Unit of the column if its values are numbers of one unit (empty: none, `day`: days);
    /// otherwise, and where they have labels, it holds texts.
    pub fn unit(&self) -> Option<String> {
        if !self.labels.is_empty() {
            return None;
        }
        let unit = |day: bool, unit: &str| if day { "day".to_string() } else { unit.to_string() };
        match &self.levels {
            Levels::Range(range) => Some(unit(range.day, &range.unit)),
            Levels::Values(values) => {
                let all: Option<Vec<Measured>> =
                    values.iter().map(|node| measured(&node.value)).collect();
                let all = all?;
                let alike = all
                    .windows(2)
                    .all(|pair| (pair[0].day, &pair[0].unit) == (pair[1].day, &pair[1].unit));
                all.first().filter(|_| alike).map(|first| unit(first.day, &first.unit))
            }
        }
    }

    /// Each value with its label, once; empty where there are none.
    pub(crate) fn labelled(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (label, node) in self.labels.iter().zip(self.levels.values()) {
            if !pairs.iter().any(|(known, _)| known == label) {
                pairs.push((label.clone(), written(node)));
            }
        }
        pairs
    }

    /// The label of a value, which its place in the file tells.
    fn label(&self, node: &Node) -> Option<&String> {
        let place = self.levels.values().iter().position(|own| own.place == node.place)?;
        self.labels.get(place)
    }

    /// A value as the column holds it.
    pub fn value(&self, node: &Node) -> table::Value {
        if let Some(label) = self.label(node) {
            return table::Value::Text(label.clone());
        }
        let number = self.unit().and_then(|_| measured(&node.value));
        match number {
            Some(number) => table::Value::Number(number.value),
            None => table::Value::Text(written(node)),
        }
    }
}

/// A value as its file has it, texts without quotes.
pub(crate) fn written(node: &Node) -> String {
    match &node.value {
        DocumentValue::Text(text) => text.clone(),
        other => other.to_toml(),
    }
}

impl Range {
    /// The value at a place of the unit interval.
    pub fn at(&self, u: f64) -> f64 {
        if u >= 1.0 {
            return self.max;
        }
        let value = match (self.log, self.whole) {
            (false, false) => self.min + (self.max - self.min) * u,
            (false, true) => self.min + libm::floor((self.max - self.min + 1.0) * u),
            (true, whole) => {
                let (low, high) = (libm::log(self.min), libm::log(self.max));
                let value = libm::exp(low + (high - low) * u);
                if whole { libm::round(value) } else { value }
            }
        };
        value.clamp(self.min, self.max)
    }

    /// The same as a value of the study's file.
    fn node(&self, u: f64) -> Node {
        let value = self.at(u);
        let value = match (self.whole, self.day, self.unit.is_empty()) {
            (true, _, _) => DocumentValue::Integer(value as i128),
            (_, true, _) => DocumentValue::Text(format!("day {value:?}")),
            (_, _, true) => DocumentValue::Float(value),
            _ => DocumentValue::Text(format!("{value:?} {}", self.unit)),
        };
        Node { place: self.place, value }
    }
}

impl Design {
    /// Dimensions of the unit cube that a Sobol' sequence is needed in; 0 for kinds without.
    pub fn dimensions(&self) -> usize {
        match self.kind {
            DesignKind::Sobol => self.keys.len(),
            DesignKind::Saltelli => 2 * self.keys.len(),
            _ => 0,
        }
    }

    /// Number of points; none where 64 bits do not hold it.
    pub fn count(&self) -> Option<u64> {
        let (points, keys) = (u64::from(self.points), self.keys.len() as u64);
        let mut lengths = self.keys.iter().map(|key| key.levels.count() as u64);
        match self.kind {
            DesignKind::Grid => lengths.try_fold(1u64, u64::checked_mul),
            DesignKind::List => Some(lengths.next().unwrap_or(1)),
            DesignKind::OneAtATime => {
                Some(1 + lengths.map(|length| length.saturating_sub(1)).sum::<u64>())
            }
            DesignKind::LatinHypercube | DesignKind::Sobol | DesignKind::Random => Some(points),
            DesignKind::Saltelli => points.checked_mul(keys + 2),
            DesignKind::Morris => points.checked_mul(keys + 1),
        }
    }
}

#[cfg(test)]
mod tests;
