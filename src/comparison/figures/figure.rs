//! A picture of an analysis: its file, what it shows, its title.

use crate::comparison::Analysis;
use crate::plot::Drawing;
use crate::statistics::kaplan_meier::KaplanMeier;

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// Name of its file, without ending: letters, digits and hyphens.
    pub name: String,
    /// What it looks like.
    pub drawing: Drawing,
    /// What it shows.
    pub kind: FigureKind,
    /// Number of the measure.
    pub measure: usize,
    /// Number of the arm, of a picture of one arm.
    pub arm: Option<usize>,
    /// What all curves of a picture of survival have in common, besides their arm.
    pub at: Vec<String>,
    /// Names and curves of a picture of survival.
    pub curves: Vec<(String, KaplanMeier)>,
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FigureKind {
    /// A heat map over two keys.
    Map,
    /// Curves over one key.
    Sweep,
    /// Every arm and point a line.
    Lines,
    /// Kaplan-Meier curves.
    Survival,
    /// Arms against their control.
    Effects,
    /// How much depends on each key.
    Sensitivity,
}

/// A picture of a measure; its name is made of words: lower-case letters, digits, hyphens.
pub(super) fn figure(
    kind: FigureKind,
    (measure, arm): (usize, Option<usize>),
    words: &[&str],
    drawing: Drawing,
) -> Figure {
    let mut name = String::new();
    for c in words.join("-").to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches('-').to_string();
    Figure { name, drawing, kind, measure, arm, at: Vec::new(), curves: Vec::new() }
}

/// A column's name as words, without its unit.
pub(crate) fn readable(column: &str) -> String {
    let plain = |part: &str| {
        part.strip_suffix("_h").or(part.strip_suffix("_mm2")).unwrap_or(part).replace('_', " ")
    };
    column.split(": ").map(plain).collect::<Vec<_>>().join(": ")
}

/// What a title says of a measure.
pub(super) fn title(analysis: &Analysis, measure: usize, arm: Option<usize>) -> String {
    let trial = &analysis.trial;
    let name = readable(&analysis.measures[measure].name());
    match arm {
        Some(arm) if trial.arms.len() > 1 => {
            format!("{}: {name} ({})", trial.title, trial.arms[arm])
        }
        _ => format!("{}: {name}", trial.title),
    }
}
