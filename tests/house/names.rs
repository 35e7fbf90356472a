//! One name, one type: no two types of the crate that leave their file have the same name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::source::{Token, tokens, without_tests};

/// The types of a source that are `pub` or `pub(...)`, with their lines.
fn types(text: &str) -> Vec<Token> {
    let (tokens, _) = without_tests(&tokens(text));
    let mut found = Vec::new();
    for (at, _) in tokens.iter().enumerate().filter(|(_, token)| token.text == "pub") {
        let mut rest = tokens[at + 1..].iter().peekable();
        if rest.next_if(|token| token.text == "(").is_some() {
            rest.find(|token| token.text == ")");
        }
        let what = rest.next().map_or("", |token| token.text.as_str());
        if ["struct", "enum", "union", "trait", "type"].contains(&what) {
            found.extend(rest.next().cloned());
        }
    }
    found
}

/// Names that stand more than once, with their places.
fn twice(sources: &[(String, String)]) -> Vec<String> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in sources {
        for name in types(text) {
            places.entry(name.text).or_default().push(format!("{file}:{}", name.line));
        }
    }
    places
        .into_iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect()
}

/// Every Rust source under a folder, with its text.
fn sources(folder: &Path, into: &mut Vec<(String, String)>) {
    let entries = fs::read_dir(folder).expect("the folder is there");
    for path in entries.map(|entry| entry.expect("the entry can be read").path()) {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("the source is text");
            into.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn no_two_types_have_one_name() {
    let mut all = Vec::new();
    sources(&crate::root().join("src"), &mut all);
    assert!(all.iter().map(|(_, text)| types(text).len()).sum::<usize>() > 300);
    let found = twice(&all);
    assert!(found.is_empty(), "{} names twice:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_name_that_stands_twice_is_found_with_its_places() {
    let sources = [
        ("a.rs", "pub struct Point;\nstruct Own;\npub(crate) enum Kind { A }"),
        ("b.rs", "\npub(super) type Point = u32;\nstruct Own; // pub struct Kind"),
        ("c.rs", "#[cfg(test)]\nmod tests {\n    pub struct Kind;\n}\npub fn point() {}"),
    ];
    let found = twice(&sources.map(|(file, text)| (file.to_owned(), text.to_owned())));
    assert_eq!(found, ["Point: a.rs:1, b.rs:2"]);
}
