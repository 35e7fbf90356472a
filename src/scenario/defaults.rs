//! The defaults of keys, read once.

use std::collections::BTreeMap;
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
    type Defaults = BTreeMap<&'static str, KeyDefault>;
    static DEFAULTS: [OnceLock<Defaults>; 2] = [const { OnceLock::new() }; 2];
    let read = |key: &'static KeyDef| {
        let node = document::parse_value(key.default_for(species), 0, 0, &mut Vec::new());
        match value::read(&node, key, key.path) {
            Ok(setting) => {
                let (text, canonical) = (node.value.to_toml(), canonical(&setting));
                (key.path, KeyDefault { setting, text, canonical })
            }
            Err(problems) => {
                panic!("the default of `{}` does not read: {}", key.path, problems[0].message)
            }
        }
    };
    let defaults = DEFAULTS[usize::from(species == Species::Human)].get_or_init(|| {
        keys::all_keys().filter(|key| !key.default_for(species).is_empty()).map(read).collect()
    });
    &defaults[key.path]
}
