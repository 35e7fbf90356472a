//! The page of keys in Markdown, from the same tables that the loader reads.

use std::fmt::Write as _;

use crate::input::units;
use crate::input::value::{provenance_text, range_text};
use crate::input::{KeyDef, Quantity};
use crate::references::REFERENCES;

/// The page: one table for each part of a scenario file.
pub fn keys_markdown() -> String {
    let mut out = String::from(
        "# Keys of a scenario\n\nGenerated from the loader's tables. `N` counts the tables of an \
         array from 0. A number with *drawn* may be a distribution:\n`{ uniform = { min, max } \
         }`, `{ log_uniform = { min, max } }`, `{ normal = { mean, sd, min, max } }`, `{ \
         log_normal = { median, sigma, min, max } }`\n`{ beta = { alpha, beta, min, max } }` or \
         `{ choice = { values, weights } }`; each virtual animal draws its own value, of keys in \
         one `[[cohort]]` entry\ntogether.\n\nA value outside \
         its *range* is refused; *plausible* is what publications or the reason in italics say, \
         where they say a range; a default may lie outside it, set on the lattice.\nThe sources stand in \
         [references](references.md); `il2sim schema --keys` prints this table as JSON, \
         `--keys=csv` as CSV.\n",
    );
    // A table's keys may come from several tables of the loader.
    let mut sections: Vec<(String, String)> = Vec::new();
    for key in super::all_keys() {
        let table = heading(key.path);
        let row = format!(
            "| `{}` | {} | {} | {} | {} | {} | {} |\n",
            leaf(key.path),
            kind(key),
            default(key),
            range(key),
            plausible(key),
            cell(&meaning(key)),
            sources(key)
        );
        match sections.iter_mut().find(|(known, _)| *known == table) {
            Some((_, rows)) => rows.push_str(&row),
            None => sections.push((table, row)),
        }
    }
    for (table, rows) in sections {
        let _ = write!(
            out,
            "\n## {table}\n\n| key | value | default | range | plausible | meaning | source |\n\
             | --- | --- | --- | --- | --- | --- | --- |\n{rows}"
        );
    }
    out.push_str(&super::limits::markdown());
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

/// The plausible range; the human one after it where it differs.
fn plausible(key: &KeyDef) -> String {
    match (key.plausible.map(span), key.plausible_human.map(span)) {
        (Some(mouse), Some(human)) => format!("{mouse}; human {human}"),
        (Some(mouse), None) => mouse,
        (None, Some(human)) => format!("human {human}"),
        (None, None) => String::new(),
    }
}

/// A range whose ends are written with their units: `1 to 20 /d`.
fn span((low, high): (&str, &str)) -> String {
    let unit = |text: &str| text.split_once(' ').map(|(_, unit)| unit.to_string());
    match low.split_once(' ') {
        Some((number, own)) if unit(high).as_deref() == Some(own) => format!("{number} to {high}"),
        _ => format!("{low} to {high}"),
    }
}

fn sources(key: &KeyDef) -> String {
    let links: Vec<String> = key
        .sources
        .iter()
        .map(|label| format!("[{label}](references.md#{})", anchor(label)))
        .collect();
    links.join("; ")
}

/// The anchor that Markdown gives to the heading of a label.
fn anchor(label: &str) -> String {
    let plain = label.to_lowercase();
    let kept = plain.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The page of references: each work once, with the keys that name it.
pub fn references_markdown() -> String {
    let mut out = String::from(
        "# References\n\nGenerated from the program's table (`src/references.rs`): each work that \
         a key's default or plausible range comes from, once.\nA subject instead of a title, and an \
         empty place, mean that the work itself was not at hand.\n",
    );
    for work in REFERENCES {
        let _ = write!(out, "\n## {}\n\n", work.label);
        let authors = if work.authors.is_empty() { "Authors not noted" } else { work.authors };
        let _ = write!(out, "{authors} ({}). {}.", work.year, work.subject);
        if !work.journal.is_empty() {
            let _ = write!(out, " *{}*.", work.journal.trim_end_matches('.'));
        }
        if !work.doi.is_empty() {
            let _ = write!(out, " [doi:{0}](https://doi.org/{0})", work.doi);
        }
        let keys: Vec<String> = super::all_keys()
            .filter(|key| key.sources.contains(&work.label))
            .map(|key| format!("`{}`", key.path))
            .collect();
        let _ = write!(out, "\n\nKeys: {}.\n", keys.join(", "));
    }
    out
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
