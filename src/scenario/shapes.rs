//! Which paths a scenario file may have, and what stands there.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::input::KeyDef;
use crate::input::problem::{Place, Problem, quoted};
use crate::input::value;
use crate::keys;

/// Where the keys of the model stand that change during a run.
pub(super) const CHANGED: &str = "change.N.model";

/// What may stand at a path.
pub(super) enum Stands {
    Leaf(&'static KeyDef),
    Table,
    Tables,
}

/// Every path that the tables allow, `N` for a place in an array.
pub(super) fn shapes() -> &'static BTreeMap<String, Stands> {
    static SHAPES: OnceLock<BTreeMap<String, Stands>> = OnceLock::new();
    SHAPES.get_or_init(|| {
        let mut shapes = BTreeMap::new();
        for key in keys::all_keys() {
            let segments: Vec<&str> = key.path.split('.').collect();
            for n in 1..segments.len() {
                let shape = if segments[n] == "N" { Stands::Tables } else { Stands::Table };
                shapes.insert(segments[..n].join("."), shape);
            }
            shapes.insert(key.path.to_string(), Stands::Leaf(key));
        }
        shapes.insert(CHANGED.to_string(), Stands::Table);
        shapes
    })
}

/// Whether a dotted path (`treatment.0.dose`) is a key with a value of its own, not a table and not
/// unknown.
#[cfg(feature = "native")]
pub(crate) fn is_key(path: &str) -> bool {
    let pattern: Vec<&str> = path
        .split('.')
        .map(|segment| if segment.parse::<usize>().is_ok() { "N" } else { segment })
        .collect();
    let pattern = pattern.join(".");
    let pattern = pattern
        .strip_prefix("change.N.")
        .filter(|rest| rest.starts_with("model."))
        .unwrap_or(&pattern);
    matches!(shapes().get(pattern), Some(Stands::Leaf(_)))
}

/// An unknown key, with what the person most likely meant.
pub(super) fn unknown(name: &str, pattern: &str, place: Place) -> Problem {
    let table = match (pattern.is_empty(), pattern.strip_suffix(".N")) {
        (true, _) => "a scenario".to_string(),
        (_, Some(array)) => format!("[[{array}]]"),
        _ => format!("[{pattern}]"),
    };
    let problem =
        Problem::value(place, format!("unknown key {} in {table}", quoted(name)), "no such key");
    let prefix = if pattern.is_empty() { String::new() } else { format!("{pattern}.") };
    let mut siblings: Vec<&str> = Vec::new();
    for known in shapes().keys().filter_map(|known| known.strip_prefix(&prefix)) {
        let first = known.split('.').next().unwrap_or(known);
        if first != "N" && siblings.last() != Some(&first) {
            siblings.push(first);
        }
    }
    if let Some(known) = value::nearest(name, siblings.iter().copied()) {
        return problem.help(format!("did you mean `{known}`?"));
    }
    let elsewhere =
        keys::all_keys().find(|key| key.path.rsplit('.').next() == Some(name)).map(|key| key.path);
    if let Some((above, _)) = elsewhere.and_then(|known| known.rsplit_once('.')) {
        let home = above
            .strip_suffix(".N")
            .map_or_else(|| format!("[{above}]"), |array| format!("[[{array}]]"));
        return problem.help(format!("`{name}` is a key of {home}"));
    }
    if siblings.len() <= 40 {
        problem.help(format!("{table} takes {}", siblings.join(", ")))
    } else {
        problem
    }
}
