//! The page of keys in Markdown, from the same tables that the loader reads.

use std::fmt::Write as _;

use crate::input::units;
use crate::input::value::{provenance_text, range_text};
use crate::input::{KeyDef, Quantity};

/// The page: one table for each part of a scenario file.
pub fn keys_markdown() -> String {
    let mut out = String::from(
        "# Keys of a scenario\n\nGenerated from the loader's tables. `N` counts the tables of an \
         array from 0. A number with *drawn* may be a distribution:\n`{ uniform = { min, max } \
         }`, `{ log_uniform = { min, max } }`, `{ normal = { mean, sd, min, max } }`, `{ \
         log_normal = { median, sigma, min, max } }`\n`{ beta = { alpha, beta, min, max } }` or \
         `{ choice = { values, weights } }`; each virtual animal draws its own value, of keys in \
         one `[[cohort]]` entry\ntogether.\n",
    );
    // A table's keys may come from several tables of the loader.
    let mut sections: Vec<(String, String)> = Vec::new();
    for key in super::all_keys() {
        let table = heading(key.path);
        let row = format!(
            "| `{}` | {} | {} | {} | {} |\n",
            leaf(key.path),
            kind(key),
            default(key),
            range(key),
            cell(&meaning(key))
        );
        match sections.iter_mut().find(|(known, _)| *known == table) {
            Some((_, rows)) => rows.push_str(&row),
            None => sections.push((table, row)),
        }
    }
    for (table, rows) in sections {
        let _ = write!(
            out,
            "\n## {table}\n\n| key | value | default | range | meaning |\n| --- | --- | --- | --- \
             | --- |\n{rows}"
        );
    }
    out
}

fn heading(path: &str) -> String {
    if let Some((array, _)) = path.split_once(".N.") {
        return format!("[[{array}]]");
    }
    let segments: Vec<&str> = path.split('.').collect();
    match segments.as_slice() {
        [_] => "The file".to_string(),
        ["model", room, ..] => format!("[model.{room}]"),
        [table, ..] => format!("[{table}]"),
        [] => String::new(),
    }
}

fn leaf(path: &str) -> String {
    if let Some((_, leaf)) = path.split_once(".N.") {
        return leaf.to_string();
    }
    let skip = if path.starts_with("model.") { 2 } else { 1 };
    let segments: Vec<&str> = path.split('.').collect();
    if segments.len() == 1 {
        path.to_string()
    } else {
        segments[skip.min(segments.len() - 1)..].join(".")
    }
}

fn kind(key: &KeyDef) -> String {
    let what = match key.quantity {
        Quantity::Choice(words) => {
            words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
        }
        quantity => units::dimension(quantity).to_string(),
    };
    if key.drawn { format!("{what}, *drawn*") } else { what }
}

fn default(key: &KeyDef) -> String {
    let one = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    match key.human {
        Some(human) => format!("{}; human {}", one(key.default), one(human)),
        None => one(key.default),
    }
}

fn range(key: &KeyDef) -> String {
    if key.max > key.min { range_text(key, None) } else { String::new() }
}

fn meaning(key: &KeyDef) -> String {
    if key.default.is_empty() {
        key.doc.to_string()
    } else {
        format!("{} *{}*", key.doc, provenance_text(key.provenance))
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
