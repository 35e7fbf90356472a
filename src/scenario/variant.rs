//! One base scenario under many changes: the points of a study.
//!
//! In: a base scenario's text, and changes (a dotted key and a value, with their places in the
//! study's file). Out: for each set of changes a whole checked [`Scenario`], or problems that point
//! into the study where it is to blame. The base is parsed once.

use super::Scenario;
pub(crate) use super::shapes::is_key;
use crate::input::document::{Document, Node, TableEntry};
use crate::input::problem::{Place, Problems, SourceText};
use std::collections::BTreeMap;

/// A value for a key.
#[derive(Clone, Debug)]
pub struct Override {
    /// Dotted path, `treatment.0.dose`.
    pub key: String,
    /// Where the key was written in the study.
    pub place: Place,
    /// The value.
    pub node: Node,
}

/// The base's source: the study's text is the first.
const BASE: usize = 1;

/// A base scenario, ready to be changed.
pub(crate) struct Base {
    /// The study's text (source 0 of every problem), then the base's.
    sources: Vec<SourceText>,
    root: BTreeMap<String, TableEntry>,
    name: String,
}

impl Base {
    /// Parses the base; `study` is the source that the changes' places point into.
    ///
    /// # Errors
    /// All problems of the base by itself.
    pub(crate) fn new(study: SourceText, text: &str, name: &str) -> Result<Base, Problems> {
        Scenario::parse(text, name, &[])?;
        let mut document = Document::empty();
        document.sources.push(study);
        let root = document.parse(text, name);
        Ok(Base { sources: document.sources, root, name: name.to_string() })
    }

    /// The base under some changes, later ones over earlier ones.
    ///
    /// # Errors
    /// All problems of the whole scenario.
    pub(crate) fn with<'c>(
        &self,
        changes: impl Iterator<Item = &'c Override>,
    ) -> Result<Scenario, Problems> {
        let mut document = Document {
            sources: self.sources.clone(),
            file: BASE,
            root: self.root.clone(),
            problems: Vec::new(),
        };
        let mut cut_short = false;
        for change in changes {
            cut_short |= change.key == "run.until";
            document.lay_node(&change.key, change.place, change.node.clone());
        }
        Scenario::from_document(document, &self.name, cut_short)
    }
}
