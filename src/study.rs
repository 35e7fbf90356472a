//! A study file: a base scenario, arms, a design, replicates, what to compare.
//!
//! In: TOML text. Out: a [`Study`] whose changes know where they were written, or all problems of
//! the file at once. What the changes do to the scenario is checked later, point by point; here is
//! what can be told from the file alone.

mod arms;
mod design;
mod finding;
mod reader;

use std::path::Path;

use crate::input::problem::{Place, Problem, Problems, SourceText};
use crate::input::source;
use crate::scenario::Override;

use crate::design::Design;
pub(crate) use arms::Arm;
pub(crate) use finding::{Acceptance, Centre, Demand, Finding};
use reader::Reader;

/// Most replicates of a point.
pub(crate) const REPLICATES: u64 = 100_000;

/// Keys of a study.
const KEYS: &[&str] = &[
    "schema",
    "title",
    "source",
    "scenario",
    "replicates",
    "seed",
    "common_random_numbers",
    "series",
    "set",
    "arm",
    "design",
    "compare",
    "finding",
    "test",
];

/// A checked study.
#[derive(Debug)]
pub struct Study {
    /// Its text, for problems of its points.
    pub file: SourceText,
    /// Title; the file's name when it gives none.
    pub title: String,
    /// Where its question comes from; may be empty.
    pub source: String,
    /// The base scenario as written: a path relative to the study, or the name of a shipped
    /// scenario.
    pub scenario: String,
    /// Where that was written.
    pub scenario_place: Place,
    /// Replicates of every point.
    pub replicates: u32,
    /// Where that was written.
    pub replicates_place: Place,
    /// Seed of every random stream, if it is not the scenario's.
    pub seed: Option<u64>,
    /// Where that was written.
    pub seed_place: Option<Place>,
    /// Whether every point has the same animals.
    pub common_random_numbers: bool,
    /// Whether the rows of the series are kept.
    pub series: bool,
    /// Changes of every point.
    pub set: Vec<Override>,
    /// The arms, at least one.
    pub arms: Vec<Arm>,
    /// The points of an arm.
    pub design: Design,
    /// Outcomes to compare, with their places.
    pub outcomes: Vec<(String, Place)>,
    /// The arm that the others are compared with.
    pub control: String,
    /// The published experiment that it repeats, if it does.
    pub(crate) finding: Option<Finding>,
}

impl Study {
    /// Reads a file.
    ///
    /// # Errors
    /// All its problems.
    pub fn load(path: &Path) -> Result<Study, Problems> {
        Study::parse(&source::load(path, "the study")?, &path.display().to_string())
    }

    /// Reads a text; `file_name` is what problems call it.
    ///
    /// # Errors
    /// All its problems.
    pub fn parse(text: &str, file_name: &str) -> Result<Study, Problems> {
        let (mut reader, root) = Reader::new(text, file_name);
        let whole = reader.end;
        reader.refuse_unknown(&root, "a study", KEYS);
        match reader.whole(&root, "schema", 1, 1) {
            None if !root.contains_key("schema") => {
                reader.missing(whole, "the study", "schema", "1")
            }
            _ => {}
        }
        let stem = Path::new(file_name)
            .file_stem()
            .map_or_else(|| "study".to_string(), |stem| stem.to_string_lossy().into_owned());
        let title = reader
            .text(&root, "title")
            .map(|(title, _)| title)
            .filter(|title| !title.trim().is_empty())
            .unwrap_or(stem);
        let source = reader.text(&root, "source").map(|(source, _)| source).unwrap_or_default();
        let scenario = reader.text(&root, "scenario");
        if !root.contains_key("scenario") {
            reader.missing(whole, "the study", "scenario", "\"../peritumoral.toml\"");
        }
        let replicates = reader.whole(&root, "replicates", 1, REPLICATES);
        if !root.contains_key("replicates") {
            reader.missing(whole, "the study", "replicates", "32");
        }
        let seed = reader.whole(&root, "seed", 0, i64::MAX as u64);
        let common_random_numbers = reader.boolean(&root, "common_random_numbers").unwrap_or(true);
        let series = reader.boolean(&root, "series").unwrap_or(false);
        let set = reader.changes(&root, "set", "[set]");
        let arms = arms::read(&mut reader, &root);
        let design = design::read(&mut reader, &root);
        arms::refuse_twice(&mut reader, &set, &arms, &design);
        let (outcomes, control) = compare(&mut reader, &root, &arms);
        let finding = finding::read(&mut reader, &root, &arms, series);
        let file = reader.finish()?;
        // with no problem found, everything that is required is there
        let ((scenario, scenario_place), replicates) =
            (scenario.expect("required"), replicates.expect("required") as u32);
        Ok(Study {
            file,
            title,
            source,
            scenario,
            scenario_place,
            replicates,
            replicates_place: root["replicates"].node.place,
            seed,
            seed_place: root.get("seed").map(|entry| entry.node.place),
            common_random_numbers,
            series,
            set,
            arms,
            design,
            outcomes,
            control,
            finding,
        })
    }

    /// Its text with so many replicates, and with a seed if one is given.
    pub fn text_with(&self, replicates: u32, seed: Option<u64>) -> String {
        let mut edits = vec![(self.replicates_place, replicates.to_string())];
        match (seed, self.seed_place) {
            (Some(seed), Some(place)) => edits.push((place, seed.to_string())),
            (Some(seed), None) => edits[0].1 += &format!("\nseed = {seed}"),
            (None, _) => {}
        }
        edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
        let mut text = self.file.text.clone();
        for (Place { start, end, .. }, new) in edits {
            text.replace_range(start..end, &new);
        }
        text
    }

    /// The study's text with another base scenario named in it.
    pub fn text_with_scenario(&self, name: &str) -> String {
        let Place { start, end, .. } = self.scenario_place;
        format!(
            "{}{}{}",
            &self.file.text[..start],
            crate::input::document::quote(name),
            &self.file.text[end..]
        )
    }
}

/// `[compare]`.
fn compare(
    reader: &mut Reader,
    root: &reader::StudyTable,
    arms: &[Arm],
) -> (Vec<(String, Place)>, String) {
    let first = arms.first().map(|arm| arm.name.clone()).unwrap_or_default();
    let Some(table) = reader.table(root, "compare", "[compare]") else {
        return (Vec::new(), first);
    };
    reader.refuse_unknown(&table, "[compare]", &["outcomes", "control"]);
    let outcomes = reader.texts(&table, "outcomes").unwrap_or_default();
    for (n, (name, place)) in outcomes.iter().enumerate() {
        if outcomes[..n].iter().any(|(earlier, _)| earlier == name) {
            reader.problem(Problem::value(
                *place,
                format!("the outcome `{name}` is given twice"),
                "once is enough",
            ));
        }
    }
    let control = match reader.text(&table, "control") {
        Some((name, place)) if !arms.iter().any(|arm| arm.name == name) => {
            let known: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
            reader.unknown_word(place, "there is no arm", &name, &known);
            first
        }
        Some((name, _)) => name,
        None => first,
    };
    (outcomes, control)
}
