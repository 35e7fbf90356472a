//! The resolved scenario as a file again, and its digest.
//!
//! In: a [`Scenario`]. Out: TOML in which every key has its value and a comment with its
//! provenance; itself a valid scenario that gives the same parameters and the same resolved text.
//! The digest is taken over canonical values, so it depends on what is meant, not on how it is
//! written.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Scenario;
use super::canonical::canonical;
use super::check::Item;
use super::defaults::default_of;
use crate::input::KeyDef;
use crate::input::value::provenance_text;
use crate::keys;

/// Keys that do not change what is simulated.
const NOT_DIGESTED: &[&str] = &["title", "source", "record.frames"];

/// Tables in the order of the resolved file; `model` tables follow in the order of the key tables.
const ARRAYS: &[&str] = &["site", "tumour", "vaccine", "donor", "treatment", "cohort"];

/// Whether a path is that of a key which changes during the run.
fn changes(path: &str) -> bool {
    path.starts_with("change.")
}

impl Scenario {
    /// The scenario as a file with every key.
    pub fn resolved_toml(&self) -> String {
        let mut out = String::new();
        for leaf in ["schema", "title", "source"] {
            self.write(&mut out, leaf, leaf);
        }
        self.write_table(&mut out, "host");
        for array in ARRAYS {
            for n in 0..self.count(array) {
                let _ = write!(out, "\n[[{array}]]\n");
                for key in keys::all_keys() {
                    if let Some(leaf) =
                        key.path.strip_prefix(array).and_then(|rest| rest.strip_prefix(".N."))
                    {
                        self.write(&mut out, &format!("{array}.{n}.{leaf}"), leaf);
                    }
                }
            }
        }
        self.write_table(&mut out, "run");
        self.write_table(&mut out, "record");
        self.write_changes(&mut out);
        let mut tables: Vec<String> = Vec::new();
        for key in keys::all_keys() {
            let mut segments = key.path.split('.');
            if let (Some("model"), Some(room)) = (segments.next(), segments.next()) {
                let table = format!("model.{room}");
                if !tables.contains(&table) {
                    tables.push(table);
                }
            }
        }
        for table in tables {
            self.write_table(&mut out, &table);
        }
        out
    }

    /// Every key with its value as TOML text.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.items.iter().map(|(path, item)| (path.as_str(), &*item.text))
    }

    /// What a key of this scenario is; its path has the numbers of tables, `tumour.0.cells`.
    pub fn key_of(&self, path: &str) -> Option<&KeyDef> {
        self.items.get(path).map(|item| item.key)
    }

    /// Keys whose value is not the default: path, value, default (empty where the file must give
    /// one). Title, source and schema are left out.
    pub fn not_default(&self) -> Vec<(String, String, String)> {
        let told = |path: &str| !["schema", "title", "source"].contains(&path);
        let differs =
            self.items.iter().filter(|(path, _)| told(path)).filter_map(|(path, item)| {
                let default = self.default_text(item);
                let differs = item.text != default && !self.is_own_region(path, item);
                (differs || changes(path)).then(|| (path.clone(), item.text.to_string(), default))
            });
        differs.collect()
    }

    /// A key's default as TOML text; empty where it has none.
    fn default_text(&self, item: &Item) -> String {
        if item.key.default_for(self.species).is_empty() {
            String::new()
        } else {
            default_of(item.key, self.species).text.clone()
        }
    }

    fn write_changes(&self, out: &mut String) {
        for n in 0..self.changes.len() {
            let _ = write!(out, "\n[[change]]\n");
            self.write(out, &format!("change.{n}.from"), "from");
            for key in keys::all_keys().filter(|key| key.path.starts_with("model.")) {
                self.write(out, &format!("change.{n}.{}", key.path), key.path);
            }
        }
    }

    fn write_table(&self, out: &mut String, table: &str) {
        let _ = write!(out, "\n[{table}]\n");
        for key in keys::all_keys() {
            if let Some(leaf) = key.path.strip_prefix(table).and_then(|rest| rest.strip_prefix('.'))
            {
                self.write(out, key.path, leaf);
            }
        }
    }

    fn write(&self, out: &mut String, path: &str, leaf: &str) {
        if let Some(item) = self.items.get(path) {
            let _ = writeln!(out, "{leaf} = {}{}", item.text, self.comment(item));
        }
    }

    /// What the reader should know about a value; it depends on the value only, so that resolving
    /// twice changes nothing.
    fn comment(&self, item: &Item) -> String {
        let default_text = self.default_text(item);
        if default_text.is_empty() {
            return String::new();
        }
        let provenance = provenance_text(item.key.provenance);
        if item.text == default_text {
            format!("  # default, {provenance}")
        } else {
            format!("  # default {default_text}, {provenance}")
        }
    }

    /// Whether a region is a site's own name, as without the key.
    fn is_own_region(&self, path: &str, item: &Item) -> bool {
        let site = path.strip_suffix(".region").map(|site| self.items.get(&format!("{site}.name")));
        site.flatten().is_some_and(|name| name.setting == item.setting)
    }

    /// Whether a value enters digests: a key that came later does so only where it is not at its
    /// default.
    pub(super) fn is_told(&self, path: &str, item: &Item) -> bool {
        if self.is_own_region(path, item) {
            return false;
        }
        if !item.key.added || changes(path) {
            return true;
        }
        item.key.default_for(self.species).is_empty()
            || *self.canonical_of(item) != *default_of(item.key, self.species).canonical
    }

    /// The value of a key in the spelling of digests; a default's is made once.
    pub(super) fn canonical_of(&self, item: &Item) -> Cow<'static, str> {
        if !item.key.default_for(self.species).is_empty() {
            let default = default_of(item.key, self.species);
            if item.text == default.text {
                return Cow::Borrowed(&default.canonical);
            }
        }
        Cow::Owned(canonical(&item.setting))
    }

    /// Number of tables of an array.
    fn count(&self, array: &str) -> usize {
        match array {
            "site" => self.sites.len(),
            "tumour" => self.tumours.len(),
            "vaccine" => self.vaccines.len(),
            "donor" => self.donors.len(),
            "cohort" => self.cohort.len(),
            _ => self.treatments.len(),
        }
    }

    /// BLAKE3, in hexadecimal, of all values in canonical units but title, source and the times of
    /// frames.
    pub fn digest(&self) -> String {
        let mut text = String::new();
        for (path, item) in &self.items {
            if !NOT_DIGESTED.contains(&path.as_str()) && self.is_told(path, item) {
                let _ = writeln!(text, "{path} = {}", self.canonical_of(item));
            }
        }
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }
}
