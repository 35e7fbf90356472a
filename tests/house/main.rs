//! The order of the crate's files (no file imports upward, no files import each other) and the
//! names of its types.
//!
//! The order of the rooms (the modules under the crate's root) stands once, in the table of the
//! crate's page (`src/lib.rs`): a room imports only from rows above its own. What counts as an
//! import says [`tree`].

#![allow(unreachable_pub, reason = "nobody else sees it")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test's output is captured")]

mod names;
mod source;
mod tree;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::PathBuf;

use tree::{Arrow, Tree};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The order of the rooms, lowest first: the row of each in the table of the root's page.
fn order(text: &str) -> BTreeMap<String, usize> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! |"));
    let mut order = BTreeMap::new();
    for (rank, row) in rows.enumerate() {
        let begins = |cell: &&str| cell.starts_with("[`") || cell.starts_with('`');
        let cells = row.split('|').map(str::trim).find(begins);
        for room in cells.into_iter().flat_map(|cell| cell.split(", ")) {
            let room = room.trim_matches(['[', '`', ']']);
            assert_eq!(order.insert(room.to_owned(), rank), None, "`{room}` stands twice");
        }
    }
    order
}

/// The room of a file: its first folder or its own name under `src`.
fn room(file: &str) -> &str {
    let inside = file.strip_prefix("src/").unwrap_or(file);
    inside.split(['/', '.']).next().unwrap_or(inside)
}

/// Arrows to a room that stands no lower than their own.
fn upward<'a>(arrows: &'a [Arrow], order: &BTreeMap<String, usize>) -> Vec<&'a Arrow> {
    let rank = |file: &str| order.get(room(file));
    arrows
        .iter()
        .filter(|arrow| room(&arrow.from) != room(&arrow.to))
        .filter(|arrow| match (rank(&arrow.from), rank(&arrow.to)) {
            (Some(from), Some(to)) => from <= to,
            _ => false,
        })
        .collect()
}

/// A shortest cycle through every file that is in one, each cycle once.
fn cycles(arrows: &[Arrow]) -> Vec<Vec<&Arrow>> {
    let mut out: BTreeMap<&str, Vec<&Arrow>> = BTreeMap::new();
    for arrow in arrows {
        out.entry(&arrow.from).or_default().push(arrow);
    }
    let mut seen = BTreeSet::new();
    let mut cycles = Vec::new();
    for start in out.keys() {
        let Some(cycle) = shortest_cycle(start, &out) else { continue };
        let files: BTreeSet<&str> = cycle.iter().map(|arrow| arrow.from.as_str()).collect();
        if seen.insert(files) {
            cycles.push(cycle);
        }
    }
    cycles
}

fn shortest_cycle<'a>(start: &str, out: &BTreeMap<&str, Vec<&'a Arrow>>) -> Option<Vec<&'a Arrow>> {
    let mut reached: BTreeMap<&str, &Arrow> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(file) = next.pop_front() {
        for arrow in out.get(file).into_iter().flatten() {
            if reached.contains_key(arrow.to.as_str()) {
                continue;
            }
            reached.insert(&arrow.to, arrow);
            if arrow.to == start {
                let mut cycle = vec![*arrow];
                while cycle[0].from != start {
                    cycle.insert(0, reached[cycle[0].from.as_str()]);
                }
                return Some(cycle);
            }
            next.push_back(&arrow.to);
        }
    }
    None
}

fn line(arrow: &Arrow) -> String {
    let Arrow { from, to, line, name } = arrow;
    format!("{from}:{line} imports {to} ({name})")
}

fn arrows() -> Vec<Arrow> {
    Tree::read(&root(), "src/lib.rs").arrows()
}

fn rooms() -> BTreeMap<String, usize> {
    order(&fs::read_to_string(root().join("src/lib.rs")).expect("the crate's root is there"))
}

#[test]
fn no_file_imports_upward() {
    let arrows = arrows();
    let wrong: Vec<String> = upward(&arrows, &rooms()).into_iter().map(line).collect();
    assert!(wrong.is_empty(), "{} upward:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_files_import_each_other() {
    let arrows = arrows();
    let wrong: Vec<String> = cycles(&arrows)
        .iter()
        .map(|cycle| cycle.iter().map(|arrow| line(arrow)).collect::<Vec<_>>().join("\n  "))
        .collect();
    assert!(wrong.is_empty(), "{} cycles:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_room_has_its_place_in_the_order() {
    let tree = Tree::read(&root(), "src/lib.rs");
    let placed = rooms();
    let placed: BTreeSet<&str> = placed.keys().map(String::as_str).collect();
    assert_eq!(placed, tree.rooms());
}

/// A crate of a few lines: its texts by file.
fn small_crate(files: &[(&str, &str)]) -> Vec<Arrow> {
    let text = |path: &str| {
        files.iter().find(|(file, _)| *file == path).map(|(_, text)| (*text).to_owned())
    };
    Tree::from("src/lib.rs", &text).arrows()
}

const HOUSE: &str =
    "//! | layer | module | for |\n//! | a | [`low`], [`lower`] | x |\n//! | | [`high`] | y |";

#[test]
fn an_upward_import_is_found_with_file_and_line() {
    let arrows = small_crate(&[
        ("src/lib.rs", "mod low;\nmod high;"),
        ("src/low.rs", "//! Low.\npub fn f() {\n    crate::high::g();\n}"),
        ("src/high.rs", "pub fn g() {}"),
    ]);
    let found: Vec<String> = upward(&arrows, &order(HOUSE)).into_iter().map(line).collect();
    assert_eq!(found, ["src/low.rs:3 imports src/high.rs (crate::high::g)"]);
    let downward = small_crate(&[
        ("src/lib.rs", "mod low;\nmod high;"),
        ("src/low.rs", "pub fn f() {}"),
        ("src/high.rs", "use crate::low::f;"),
    ]);
    assert_eq!(downward.len(), 1);
    assert!(upward(&downward, &order(HOUSE)).is_empty());
}

#[test]
fn files_that_import_each_other_are_found_through_re_exports() {
    let arrows = small_crate(&[
        ("src/lib.rs", "mod low;"),
        ("src/low.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;"),
        ("src/low/a.rs", "use super::B;\npub struct A(B);"),
        ("src/low/b.rs", "use super::{\n    A,\n};\npub struct B(Box<A>);"),
    ]);
    let found = cycles(&arrows);
    assert_eq!(found.len(), 1, "{found:?}");
    let found: Vec<String> = found[0].iter().map(|arrow| line(arrow)).collect();
    assert_eq!(
        found,
        [
            "src/low/a.rs:1 imports src/low/b.rs (super::B)",
            "src/low/b.rs:2 imports src/low/a.rs (super::A)"
        ]
    );
}

#[test]
fn a_cycle_of_three_files_is_found() {
    let arrows = small_crate(&[
        ("src/lib.rs", "mod low;"),
        ("src/low.rs", "mod a;\nmod b;\nmod c;"),
        ("src/low/a.rs", "pub fn a() { super::b::b() }"),
        ("src/low/b.rs", "use super::c;\npub fn b() { c::c() }"),
        ("src/low/c.rs", "use crate::low::a::*;\npub fn c() { a() }"),
    ]);
    let found = cycles(&arrows);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].len(), 3);
}

#[test]
fn a_parent_that_uses_what_it_re_exports_is_found() {
    let arrows = small_crate(&[
        ("src/lib.rs", "pub mod low;"),
        ("src/low.rs", "mod a;\npub use a::A;\npub struct Own;\nfn f() -> A { A(Own) }"),
        ("src/low/a.rs", "use super::Own;\npub struct A(Own);"),
    ]);
    assert_eq!(cycles(&arrows).len(), 1);
}

#[test]
fn re_exports_tests_comments_and_texts_make_no_arrow_back() {
    let arrows = small_crate(&[
        ("src/lib.rs", "pub mod low;\npub mod high;"),
        ("src/low.rs", "mod a;\npub use a::A;\npub struct Own;"),
        (
            "src/low/a.rs",
            "use super::Own;\npub struct A(Own);\n/* crate::high::H */\n// crate::high::H\n\
             const T: &str = \"crate::high::H\";\nconst Q: char = '\"';\n#[cfg(test)]\nmod tests {\n    use \
             crate::high::H;\n}",
        ),
        ("src/high.rs", "pub struct H;"),
    ]);
    let found: Vec<String> = arrows.iter().map(line).collect();
    assert_eq!(found, ["src/low/a.rs:1 imports src/low.rs (super::Own)"]);
}
