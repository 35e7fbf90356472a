//! One key of a study at a time: its type, its range, its place.
//!
//! In: the parsed file. Out: values, with a problem noted for each that is not what its key takes.

use std::collections::BTreeMap;

use crate::input::document::{Document, DocumentValue, Node, TableEntry};
use crate::input::problem::{Place, Problem, Problems, SourceText, quoted};
use crate::input::value::{broken, nearest};
use crate::keys::all_keys;
use crate::scenario::{Override, is_key};

/// A table of the file.
pub(super) type StudyTable = BTreeMap<String, TableEntry>;

/// Reads a study and gathers its problems.
pub(super) struct Reader {
    sources: Vec<SourceText>,
    problems: Vec<Problem>,
    /// Last place of the file that holds text.
    pub end: Place,
}

impl Reader {
    /// Parses the text.
    pub(super) fn new(text: &str, file_name: &str) -> (Reader, StudyTable) {
        let mut document = Document::empty();
        let root = document.parse(text, file_name);
        let end = text.trim_end().len();
        let end = Place { source: 0, start: end.saturating_sub(1), end };
        (Reader { sources: document.sources, problems: document.problems, end }, root)
    }

    /// Notes a problem.
    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The file's text, if it has no problem.
    pub(super) fn finish(mut self) -> Result<SourceText, Problems> {
        use crate::input::problem::ProblemKind;
        if self.problems.iter().any(|problem| problem.kind == ProblemKind::Syntax) {
            // what the parser lost is no fault of its own
            self.problems.retain(|problem| problem.kind == ProblemKind::Syntax);
        }
        if self.problems.is_empty() {
            Ok(self.sources.swap_remove(0))
        } else {
            Err(Problems::new(self.sources, self.problems))
        }
    }

    /// A key that must be there and is not.
    pub(super) fn missing(&mut self, place: Place, what: &str, key: &str, example: &str) {
        let problem = Problem::whole(place, format!("{what} has no `{key}`"), "missing here");
        self.problems.push(problem.help(format!("write for example {key} = {example}")));
    }

    /// A word that is none of the known ones.
    pub(super) fn unknown_word(&mut self, place: Place, what: &str, word: &str, known: &[&str]) {
        let problem = Problem::value(
            place,
            format!("{what} {}", quoted(word)),
            format!("one of {}", known.join(", ")),
        );
        self.problems.push(match nearest(word, known.iter().copied()) {
            Some(known) => problem.help(format!("did you mean \"{known}\"?")),
            None => problem,
        });
    }

    /// A key that no scenario has, or that is a table.
    pub(super) fn unknown_key(&mut self, place: Place, key: &str) {
        let problem = Problem::value(
            place,
            format!("{} is not a key of a scenario with a value", quoted(key)),
            "no such key",
        );
        let plain = |text: &str| {
            text.split('.')
                .map(|part| if part.parse::<usize>().is_ok() { "N" } else { part })
                .collect::<Vec<_>>()
                .join(".")
        };
        self.problems.push(match nearest(&plain(key), all_keys().map(|key| key.path)) {
            Some(known) => {
                problem.help(format!("did you mean `{known}`? (N: its place in the file, from 0)"))
            }
            None => {
                problem.help("a dotted path such as `treatment.0.dose`; docs/keys.md lists them")
            }
        });
    }

    /// Refuses the keys of a table that nobody knows.
    pub(super) fn refuse_unknown(&mut self, table: &StudyTable, what: &str, known: &[&str]) {
        for (name, entry) in table.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
            let problem = Problem::value(
                entry.key,
                format!("unknown key {} in {what}", quoted(name)),
                "no such key",
            );
            self.problems.push(match nearest(name, known.iter().copied()) {
                Some(known) => problem.help(format!("did you mean `{known}`?")),
                None => problem.help(format!("{what} takes {}", known.join(", "))),
            });
        }
    }

    fn wrong(&mut self, key: &str, node: &Node, wanted: &str) {
        self.problems.push(Problem::value(
            node.place,
            format!("`{key}` takes {wanted}, not {}", node.value.describe()),
            format!("expected {wanted}"),
        ));
    }

    /// A text, with its place.
    pub(super) fn text(&mut self, table: &StudyTable, key: &str) -> Option<(String, Place)> {
        let node = &table.get(key)?.node;
        match &node.value {
            DocumentValue::Text(text) => self.line(key, node, text),
            _ => {
                self.wrong(key, node, "text");
                None
            }
        }
    }

    /// A text that is one line.
    fn line(&mut self, key: &str, node: &Node, text: &str) -> Option<(String, Place)> {
        match broken(node, text, key) {
            Some(problem) => {
                self.problems.push(problem);
                None
            }
            None => Some((text.to_owned(), node.place)),
        }
    }

    /// A list of texts, with their places.
    pub(super) fn texts(&mut self, table: &StudyTable, key: &str) -> Option<Vec<(String, Place)>> {
        let mut texts = Vec::new();
        for node in self.list(table, key)? {
            match &node.value {
                DocumentValue::Text(text) => texts.extend(self.line(key, &node, text)),
                _ => self.wrong(key, &node, "a list of texts"),
            }
        }
        Some(texts)
    }

    /// A list.
    pub(super) fn list(&mut self, table: &StudyTable, key: &str) -> Option<Vec<Node>> {
        let node = &table.get(key)?.node;
        match &node.value {
            DocumentValue::Array(items) => Some(items.clone()),
            _ => {
                self.wrong(key, node, "a list");
                None
            }
        }
    }

    /// A whole number in a range.
    pub(super) fn whole(
        &mut self,
        table: &StudyTable,
        key: &str,
        min: u64,
        max: u64,
    ) -> Option<u64> {
        let node = &table.get(key)?.node;
        let DocumentValue::Integer(number) = node.value else {
            self.wrong(key, node, "a whole number");
            return None;
        };
        let value = u64::try_from(number).ok().filter(|value| (min..=max).contains(value));
        if value.is_none() {
            let label = if min == max {
                format!("this program reads {min}")
            } else {
                format!("allowed: {min} to {max}")
            };
            self.problems.push(Problem::value(
                node.place,
                format!("`{key}` cannot be {number}"),
                label,
            ));
        }
        value
    }

    /// A number in a range.
    pub(super) fn number(
        &mut self,
        table: &StudyTable,
        key: &str,
        [min, max]: [f64; 2],
    ) -> Option<f64> {
        let node = &table.get(key)?.node;
        let Some(number) = node.value.number() else {
            self.wrong(key, node, "a number");
            return None;
        };
        if (min..=max).contains(&number) {
            return Some(number);
        }
        self.problems.push(Problem::value(
            node.place,
            format!("`{key}` cannot be {number}"),
            format!("allowed: {min} to {max}"),
        ));
        None
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, table: &StudyTable, key: &str) -> Option<bool> {
        let node = &table.get(key)?.node;
        match node.value {
            DocumentValue::Boolean(on) => Some(on),
            _ => {
                self.wrong(key, node, "true or false");
                None
            }
        }
    }

    /// A table.
    pub(super) fn table(
        &mut self,
        table: &StudyTable,
        key: &str,
        written: &str,
    ) -> Option<StudyTable> {
        let entry = table.get(key)?;
        match &entry.node.value {
            DocumentValue::Table(inner) => Some(inner.clone()),
            other => {
                let problem = Problem::value(
                    entry.key,
                    format!("`{key}` is a table, not {}", other.describe()),
                    "a table of keys",
                );
                self.problems.push(problem.help(format!("write {written}")));
                None
            }
        }
    }

    /// The tables of an array.
    pub(super) fn tables(
        &mut self,
        table: &StudyTable,
        key: &str,
        written: &str,
    ) -> Vec<(StudyTable, Place)> {
        let Some(entry) = table.get(key) else { return Vec::new() };
        let mut tables = Vec::new();
        let items = match &entry.node.value {
            DocumentValue::Array(items) => items.as_slice(),
            other => {
                let problem = Problem::value(
                    entry.key,
                    format!("`{key}` is an array of tables, not {}", other.describe()),
                    "there may be several",
                );
                self.problems.push(problem.help(format!("write {written}")));
                &[]
            }
        };
        for item in items {
            match &item.value {
                DocumentValue::Table(inner) => tables.push((inner.clone(), item.place)),
                other => {
                    self.problems.push(Problem::value(
                        item.place,
                        format!("`{key}` takes tables, not {}", other.describe()),
                        format!("write {written}"),
                    ));
                }
            }
        }
        tables
    }

    /// Changes of a scenario: dotted keys with their values.
    pub(super) fn changes(
        &mut self,
        table: &StudyTable,
        key: &str,
        written: &str,
    ) -> Vec<Override> {
        let mut changes = Vec::new();
        if let Some(inner) = self.table(table, key, written) {
            flatten(&inner, "", &mut changes);
        }
        for change in &changes {
            self.refuse_reserved(&change.key, change.place);
        }
        changes
    }

    /// Refuses keys of a scenario that a study has in a place of its own.
    pub(super) fn refuse_reserved(&mut self, key: &str, place: Place) {
        let own = match key {
            "run.seed" => {
                "`seed` at the top of the study (common_random_numbers = false gives every point \
                 its own)"
            }
            "run.replicates" => "`replicates` at the top of the study",
            "run" | "schema" => "write its keys one by one, such as \"run.until\"",
            _ => return,
        };
        let label =
            if key.contains('.') { format!("it belongs to {own}") } else { own.to_string() };
        self.problems.push(Problem::value(
            place,
            format!("a study cannot change `{key}` here"),
            label,
        ));
    }
}

/// The dotted keys of nested tables; a table that is a value of its key (a distribution) stays
/// whole.
fn flatten(table: &StudyTable, above: &str, changes: &mut Vec<Override>) {
    for (name, entry) in table {
        let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        match &entry.node.value {
            DocumentValue::Table(inner) if !is_key(&key) && !inner.is_empty() => {
                flatten(inner, &key, changes)
            }
            _ => changes.push(Override { key, place: entry.key, node: entry.node.clone() }),
        }
    }
}
