//! Every key of the file read by the tables of keys; what is not there gets its default.
//!
//! In: the document. Out: [`Checked`]: one [`Item`] for every key that has a value, and all
//! problems found on the way. What keys mean together is `assemble`'s and `plan`'s matter.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::defaults::{KeyDefault, default_of};
use super::drugs;
use super::shapes::{CHANGED, Stands, shapes, unknown};
use super::types::Species;
use crate::input::KeyDef;
use crate::input::document::{self, Document, DocumentValue, Node, TableEntry};
use crate::input::problem::{Place, Problem, quoted};
use crate::input::value::{self, Setting};
use crate::keys::{self, Lookup};

/// A key's value.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// In canonical units.
    pub setting: Setting,
    /// Where it was written; `None` for a default.
    pub place: Option<Place>,
    /// As TOML text.
    pub text: Cow<'static, str>,
    /// Its definition.
    pub key: &'static KeyDef,
}

/// All keys of a scenario by path (`tumour.0.cells`).
pub(super) struct Checked {
    /// Values, given and default.
    pub items: BTreeMap<String, Item>,
    /// Paths whose value was refused: nothing more is said about them.
    pub failed: BTreeSet<String>,
    /// Where tables begin (`tumour.0`, `run`).
    pub tables: BTreeMap<String, Place>,
    /// Length of each array of tables.
    pub counts: BTreeMap<String, usize>,
    /// The animal.
    pub species: Species,
    /// First times of treatments that were asked for already, h.
    pub starts: BTreeMap<usize, f64>,
    /// Treatments by their names and by their drugs, once they were asked for.
    pub called: Option<[BTreeMap<String, Vec<usize>>; 2]>,
    /// The source that is the file; none for the model of a `[[change]]`.
    pub file: Option<usize>,
    /// What was found wrong.
    pub problems: Vec<Problem>,
    /// Last place of the file that holds text: what is missing altogether is reported there.
    pub end: Place,
}

fn join(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_string() } else { format!("{above}.{name}") }
}

impl Checked {
    /// Reads every key.
    pub(super) fn read(document: &mut Document) -> Checked {
        let end = document.sources[0].text.trim_end().len();
        let mut checked = Checked {
            items: BTreeMap::new(),
            failed: BTreeSet::new(),
            tables: BTreeMap::new(),
            counts: BTreeMap::new(),
            species: Species::Mouse,
            starts: BTreeMap::new(),
            called: None,
            file: Some(document.file),
            problems: std::mem::take(&mut document.problems),
            end: Place { source: 0, start: end.saturating_sub(1), end },
        };
        let mut leaves = Vec::new();
        checked.walk(&document.root, "", "", &mut leaves);
        for (path, node, key) in leaves {
            match value::read(node, key, &path) {
                Ok(setting) => {
                    let item = Item {
                        setting,
                        place: Some(node.place),
                        text: node.value.to_toml().into(),
                        key,
                    };
                    checked.items.insert(path, item);
                }
                Err(problems) => {
                    checked.problems.extend(problems);
                    checked.failed.insert(path);
                }
            }
        }
        if checked.text(&keys::host::SPECIES) == Some("human") {
            checked.species = Species::Human;
        }
        checked.refuse_foreign();
        checked.fill_defaults();
        checked
    }

    /// The same tables with other values, to be looked at by themselves.
    pub(super) fn with(&self, items: BTreeMap<String, Item>) -> Checked {
        let mut counts = self.counts.clone();
        counts.remove("change");
        Checked {
            items,
            failed: self.failed.clone(),
            tables: self.tables.clone(),
            counts,
            species: self.species,
            starts: BTreeMap::new(),
            called: None,
            file: None,
            problems: Vec::new(),
            end: self.end,
        }
    }

    fn walk<'d>(
        &mut self,
        table: &'d BTreeMap<String, TableEntry>,
        pattern: &str,
        path: &str,
        leaves: &mut Vec<(String, &'d Node, &'static KeyDef)>,
    ) {
        for (name, entry) in table {
            let here = join(pattern, name);
            let at = join(path, name);
            let shape =
                if name.contains('.') || name.is_empty() { None } else { shapes().get(&here) };
            match (shape, &entry.node.value) {
                (None, _) => self.problems.push(unknown(name, pattern, entry.key)),
                (Some(Stands::Leaf(key)), _) => leaves.push((at, &entry.node, key)),
                (Some(Stands::Table), DocumentValue::Table(inner)) => {
                    self.tables.insert(at.clone(), entry.key);
                    let here = if here == CHANGED { "model" } else { &here };
                    self.walk(inner, here, &at, leaves);
                }
                (Some(Stands::Tables), DocumentValue::Array(items)) => {
                    let most = self.refuse_too_many(&at, items);
                    self.counts.insert(at.clone(), items.len().min(most));
                    for (n, item) in items.iter().take(most).enumerate() {
                        let each = format!("{at}.{n}");
                        self.tables.insert(each.clone(), item.place);
                        match &item.value {
                            DocumentValue::Table(inner) => {
                                self.walk(inner, &format!("{here}.N"), &each, leaves)
                            }
                            other => self.problems.push(Problem::value(
                                item.place,
                                format!("`{each}` takes a table, not {}", other.describe()),
                                format!("write [[{name}]]"),
                            )),
                        }
                    }
                }
                (Some(Stands::Tables), other) => {
                    self.counts.insert(at.clone(), 0);
                    self.failed.insert(at.clone());
                    let message = format!("`{at}` is an array of tables, not {}", other.describe());
                    self.problems.push(
                        Problem::value(entry.key, message, "there may be several")
                            .help(format!("write [[{at}]]")),
                    );
                }
                (Some(Stands::Table), other) => {
                    self.failed.insert(at.clone());
                    let message = format!("`{at}` is a table, not {}", other.describe());
                    self.problems.push(
                        Problem::value(entry.key, message, "a table of keys")
                            .help(format!("write [{at}]")),
                    );
                }
            }
        }
    }

    /// Refuses more tables of an array than there may be; says how many are looked at.
    fn refuse_too_many(&mut self, array: &str, items: &[Node]) -> usize {
        let Some((_, what, most)) = keys::ARRAYS.into_iter().find(|(name, _, _)| *name == array)
        else {
            return usize::MAX;
        };
        if let Some(beyond) = items.get(most) {
            let message = format!("{} {what} are too many", items.len());
            self.problems.push(Problem::whole(beyond.place, message, format!("at most {most}")));
        }
        most
    }

    /// Refuses routes that a drug does not have, and keys that belong to another drug or route than
    /// the treatment's.
    fn refuse_foreign(&mut self) {
        for n in 0..self.count("treatment") {
            let Some(drug) = self.text(keys::treatment::DRUG.at(n)).map(str::to_string) else {
                continue;
            };
            let path = keys::treatment::ROUTE.at(n);
            let route = self.text(&path).map(str::to_string);
            let routes = drugs::routes(&drug);
            if let Some(word) =
                route.as_deref().filter(|word| !routes.is_empty() && !routes.contains(word))
            {
                let message = format!("{drug} is not given by the route {}", quoted(word));
                let problem = Problem::whole(
                    self.blame(&path),
                    message,
                    format!("{} takes {}", drug, drugs::either(routes)),
                );
                self.problems.push(match value::nearest(word, routes.iter().copied()) {
                    Some(known) => problem.help(format!("did you mean \"{known}\"?")),
                    None => problem,
                });
                self.items.remove(path.as_ref());
                self.failed.insert(path.to_string());
                continue;
            }
            let prefix = format!("treatment.{n}.");
            let mut foreign = Vec::new();
            for (path, item) in
                self.items.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix))
            {
                let because = drugs::foreign(&path[prefix.len()..], &drug, route.as_deref());
                if let (Some(place), Some(because)) = (item.place, because) {
                    foreign.push((
                        path.clone(),
                        Problem::whole(
                            place,
                            format!("`{path}` does nothing in this treatment"),
                            because,
                        )
                        .help(item.key.doc),
                    ));
                }
            }
            for (path, problem) in foreign {
                self.items.remove(&path);
                self.failed.insert(path);
                self.problems.push(problem);
            }
        }
    }

    fn fill_defaults(&mut self) {
        for key in keys::all_keys() {
            if key.default_for(self.species).is_empty() {
                continue;
            }
            for path in self.places_of(key) {
                if self.items.contains_key(&path)
                    || self.failed.contains(&path)
                    || !self.applies(&path)
                {
                    continue;
                }
                let KeyDefault { setting, text, .. } = default_of(key, self.species);
                let (setting, text) = (setting.clone(), Cow::Borrowed(text.as_str()));
                self.items.insert(path, Item { setting, place: None, text, key });
            }
        }
    }

    /// Whether a default at this path means anything.
    fn applies(&self, path: &str) -> bool {
        let treatment = path.strip_prefix("treatment.").and_then(|rest| rest.split_once('.'));
        let Some((n, leaf)) = treatment else { return true };
        let n = n.parse().expect("a place in an array is a number");
        drugs::applies(
            leaf,
            self.text(keys::treatment::DRUG.at(n)),
            self.text(keys::treatment::ROUTE.at(n)),
        )
    }

    /// The paths of a key: one, or one for each table of its array.
    pub(super) fn places_of(&self, key: &KeyDef) -> Vec<String> {
        match key.path.split_once(".N.") {
            None => vec![key.path.to_string()],
            Some((array, leaf)) => {
                (0..self.count(array)).map(|n| format!("{array}.{n}.{leaf}")).collect()
            }
        }
    }

    /// Length of an array of tables.
    pub(super) fn count(&self, array: &str) -> usize {
        self.counts.get(array).copied().unwrap_or(0)
    }

    /// What was found at a path, given or default.
    pub(super) fn item(&self, path: impl AsRef<str>) -> Option<&Item> {
        self.items.get(path.as_ref())
    }

    /// Whether the value at a path was refused.
    pub(super) fn has_failed(&self, path: impl AsRef<str>) -> bool {
        self.failed.contains(path.as_ref())
    }

    /// A word or text.
    pub(super) fn text(&self, key: impl Lookup<Value = keys::value::WordValue>) -> Option<&str> {
        match &self.item(key.path())?.setting {
            Setting::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number that is the same for every animal; the middle of a distribution.
    pub(super) fn number(&self, key: impl Lookup<Value = keys::value::NumberValue>) -> Option<f64> {
        match &self.item(key.path())?.setting {
            Setting::Number(param) => Some(param.middle()),
            _ => None,
        }
    }

    /// A whole number.
    pub(super) fn integer(&self, key: impl Lookup<Value = keys::value::WholeValue>) -> Option<u64> {
        match self.item(key.path())?.setting {
            Setting::Integer(value) => Some(value),
            _ => None,
        }
    }

    /// Whether a switch is on.
    pub(super) fn on(&self, key: impl Lookup<Value = keys::value::SwitchValue>) -> bool {
        matches!(self.item(key.path()).map(|item| &item.setting), Some(Setting::Boolean(true)))
    }

    /// The value that a key has when the file gives none, where it depends on others.
    pub(super) fn default(&mut self, key: impl Lookup, text: &str) {
        let (path, key) = (key.path().to_string(), key.definition());
        if self.items.contains_key(&path) || self.failed.contains(&path) {
            return;
        }
        let node = document::parse_value(text, 0, 0, &mut Vec::new());
        match value::read(&node, key, &path) {
            Ok(setting) => {
                self.items.insert(
                    path,
                    Item { setting, place: None, text: node.value.to_toml().into(), key },
                );
            }
            Err(problems) => {
                panic!("the default of `{path}` does not read: {}", problems[0].message)
            }
        }
    }

    /// Whether a value stands beside the file: an override, or the value of a change.
    pub(super) fn is_beside(&self, path: impl AsRef<str>) -> bool {
        self.place(path).is_some_and(|place| self.file != Some(place.source))
    }

    /// Where a value was written; `None` for a default.
    pub(super) fn place(&self, path: impl AsRef<str>) -> Option<Place> {
        self.item(path).and_then(|item| item.place)
    }

    /// The place to blame for a path: its value, else its table, else the file's end.
    pub(super) fn blame(&self, path: impl AsRef<str>) -> Place {
        let path = path.as_ref();
        if let Some(place) = self.place(path) {
            return place;
        }
        let mut above = path;
        while let Some((table, _)) = above.rsplit_once('.') {
            if let Some(place) = self.tables.get(table) {
                return *place;
            }
            above = table;
        }
        self.end
    }

    /// Reports a key without a value, unless its value was refused already. `true` when it is
    /// there.
    pub(super) fn require(&mut self, key: impl Lookup, example: &str) -> bool {
        let path = key.path();
        if self.items.contains_key(path) {
            return true;
        }
        let array = path.split('.').next().unwrap_or(path);
        if !self.failed.contains(path) && !self.failed.contains(array) {
            let (table, leaf) = path.rsplit_once('.').unwrap_or(("", path));
            let table = match table.split_once('.') {
                Some((array, _)) => format!("[[{array}]]"),
                None if table.is_empty() => "the file".to_string(),
                None => format!("[{table}]"),
            };
            let problem = Problem::whole(
                self.blame(path),
                format!("{table} has no `{leaf}`"),
                "missing here",
            );
            self.problems.push(problem.help(format!("write for example {leaf} = {example}")));
        }
        false
    }
}
