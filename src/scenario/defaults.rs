//! The defaults of keys, read once.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::canonical::canonical;
use super::types::Species;
use crate::input::KeyDef;
use crate::input::document;
use crate::input::value::{self, Setting};
use crate::keys;

/// A key's default.
pub(super) struct KeyDefault {
    /// In canonical units.
    pub setting: Setting,
    /// As TOML text.
    pub text: String,
    /// In the spelling of digests.
    pub canonical: String,
}

/// The default of a key that has one, read once: a study reads it at every point.
pub(super) fn default_of(key: &'static KeyDef, species: Species) -> &'static KeyDefault {
    static DEFAULTS: [OnceLock<Vec<Option<KeyDefault>>>; 2] = [const { OnceLock::new() }; 2];
    let read = |key: &'static KeyDef| {
        let text = key.default_for(species);
        (!text.is_empty()).then(|| {
            let node = document::parse_value(text, 0, 0, &mut Vec::new());
            match value::read(&node, key, key.path) {
                Ok(setting) => {
                    let (text, canonical) = (node.value.to_toml(), canonical(&setting));
                    KeyDefault { setting, text, canonical }
                }
                Err(problems) => {
                    panic!("the default of `{}` does not read: {}", key.path, problems[0].message)
                }
            }
        })
    };
    let defaults = DEFAULTS[usize::from(species == Species::Human)]
        .get_or_init(|| keys::all_keys().map(read).collect());
    defaults[number_of(key)].as_ref().expect("the key has a default")
}

/// The number of a key among all. It is found by where its definition lies, which is faster than by
/// paths that begin alike; a copy of the definition is found by its path.
fn number_of(key: &'static KeyDef) -> usize {
    static BY_PLACE: OnceLock<HashMap<usize, usize>> = OnceLock::new();
    let place = |key: &'static KeyDef| std::ptr::from_ref(key).addr();
    let by_place = BY_PLACE
        .get_or_init(|| keys::all_keys().enumerate().map(|(n, key)| (place(key), n)).collect());
    let by_path = || keys::all_keys().position(|known| known.path == key.path);
    by_place.get(&place(key)).copied().or_else(by_path).expect("the key is one of all")
}
