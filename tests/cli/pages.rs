//! The project's pages say what the program does. Tables of keys are written anew with
//! `IL2SIM_BLESS=1 cargo test --test cli pages`.

use std::path::{Path, PathBuf};

use il2sim::input::{KeyDef, Provenance};
use il2sim::keys::all_keys;
use il2sim::rules::{CARDS, Card};

const END: &str = "<!-- end of keys -->\n";
const END_OF_RULES: &str = "<!-- end of rules -->\n";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Compares a page with what it should be, or writes it.
fn is_current(name: &str, wanted: &str) {
    if std::env::var_os("IL2SIM_BLESS").is_some() {
        std::fs::write(path(name), wanted).unwrap();
    }
    assert!(
        read(name) == wanted,
        "{name} is not current; write it anew with IL2SIM_BLESS=1 cargo test --test cli pages"
    );
}

fn provenance(key: &KeyDef) -> String {
    match key.provenance {
        Provenance::Measured(who) => format!("measured ({who})"),
        Provenance::Derived(how) => format!("derived ({how})"),
        Provenance::Assumed(why) => format!("assumed ({why})"),
        Provenance::Convention(why) => format!("convention ({why})"),
    }
}

/// The table of the keys under some tables of the file.
fn table(prefixes: &[&str]) -> String {
    let mut table =
        String::from("| key | default | source | what it is |\n| --- | --- | --- | --- |\n");
    let mut rows = 0;
    for prefix in prefixes {
        for key in all_keys()
            .filter(|key| key.path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.')))
        {
            let default = match (key.default, key.human) {
                ("", None) => "none".to_string(),
                (mouse, None) => mouse.to_string(),
                (mouse, Some(human)) => format!("{mouse}; human {human}"),
            };
            table += &format!(
                "| `{}` | {default} | {} | {} |\n",
                key.path,
                provenance(key).replace('|', "/"),
                key.doc.replace('|', "/")
            );
            rows += 1;
        }
    }
    assert!(rows > 0, "no key stands under {prefixes:?}");
    table
}

/// The cards of the rules of some files, as the model's page shows them.
fn cards(files: &[&str]) -> String {
    let mut text = String::new();
    for file in files {
        let own: Vec<&Card> = CARDS.iter().filter(|card| card.file == *file).collect();
        assert!(!own.is_empty(), "no rule stands in {file}");
        for card in own {
            let mut name = card.name.to_string();
            name[..1].make_ascii_uppercase();
            text += &format!("**{name}.** {}\n\n", card.sentence);
            for line in card.equation {
                text += &format!("    {line}\n");
            }
            let keys: Vec<String> = card.keys.iter().map(|key| format!("`{key}`")).collect();
            let keys = if keys.is_empty() { "none".into() } else { keys.join(", ") };
            text += &format!("\nKeys: {keys}.\n");
            for part in card.source.split(" | ") {
                let (kind, what) = part.split_once(": ").expect("a source or an assumption");
                text += &format!("{}{}: {}.\n", kind[..1].to_uppercase(), &kind[1..], what);
            }
            text += &format!("(`{}` in `{file}.wgsl`)\n\n", card.function);
        }
    }
    text.trim_end().to_string() + "\n"
}

/// A page with what stands between `<!-- KIND a b -->` and the end marker made anew.
fn renewed(page: &str, kind: &str, end: &str, made: impl Fn(&[&str]) -> String) -> String {
    let opening = format!("<!-- {kind} ");
    let mut wanted = String::new();
    let mut rest = page;
    while let Some(at) = rest.find(&opening) {
        let (before, marked) = rest.split_at(at);
        let (marker, after) = marked.split_once(" -->\n").expect("a marker ends on its line");
        let (_, after) = after.split_once(end).expect("what is made has its end");
        let names: Vec<&str> = marker.trim_start_matches(&opening).split(' ').collect();
        wanted += &format!("{before}{marker} -->\n\n{}\n{end}", made(&names));
        rest = after;
    }
    wanted + rest
}

#[test]
fn the_models_tables_are_those_of_the_loader_and_its_rules_those_of_the_rulebook() {
    let page = renewed(&read("docs/model.md"), "keys", END, table);
    is_current("docs/model.md", &renewed(&page, "rules", END_OF_RULES, cards));
}

#[test]
fn every_rule_stands_in_the_model_page() {
    let page = read("docs/model.md");
    assert!(CARDS.len() > 40, "{} cards", CARDS.len());
    let absent: Vec<_> = CARDS
        .iter()
        .map(|card| format!("(`{}` in `{}.wgsl`)", card.function, card.file))
        .filter(|place| page.matches(place.as_str()).count() != 1)
        .collect();
    assert!(absent.is_empty(), "docs/model.md has these not exactly once: {absent:?}");
}

/// What stands for every table that has a key.
const PLACEHOLDERS: [&str; 3] = [".KIND.", ".FIELD.", ".DRUG."];

#[test]
fn cards_name_keys_that_exist() {
    let exists = |wanted: &str| {
        all_keys().any(|key| {
            match PLACEHOLDERS.iter().find_map(|placeholder| wanted.split_once(placeholder)) {
                None => key.path == wanted,
                Some((table, leaf)) => key
                    .path
                    .strip_prefix(table)
                    .and_then(|rest| rest.strip_prefix('.'))
                    .and_then(|rest| rest.split_once('.'))
                    .is_some_and(|(_, rest)| rest == leaf),
            }
        })
    };
    assert!(exists("model.KIND.kill_rate") && !exists("model.KIND.no_such_key"));
    for card in CARDS {
        let absent: Vec<_> = card.keys.iter().filter(|key| !exists(key)).collect();
        assert!(absent.is_empty(), "the card of `{}` names {absent:?}", card.name);
    }
}

#[test]
fn every_model_key_stands_in_the_model_page() {
    let page = read("docs/model.md");
    let absent: Vec<_> = all_keys()
        .map(|key| key.path)
        .filter(|path| path.starts_with("model.") && !page.contains(&format!("| `{path}` |")))
        .collect();
    assert!(absent.is_empty(), "docs/model.md lacks {absent:?}");
}

#[test]
fn the_key_page_is_that_of_the_loader() {
    is_current("docs/keys.md", &il2sim::keys::keys_markdown());
}

#[test]
fn the_page_of_references_is_that_of_the_table() {
    is_current("docs/references.md", &il2sim::keys::references_markdown());
}

#[test]
fn the_column_page_is_that_of_the_tables() {
    is_current("docs/columns.md", &il2sim::batch::columns_markdown());
}

#[test]
fn the_readme_has_the_two_commands_and_the_purpose() {
    let readme = read("README.md");
    for line in ["cargo run --release -- run scenarios/peritumoral.toml", "tests/run"] {
        assert!(readme.lines().any(|l| l == line), "README.md lacks the line `{line}`");
    }
    assert!(readme.contains(il2sim::cli::PURPOSE));
}

#[test]
fn the_citation_names_this_version() {
    let citation = read("CITATION.cff");
    assert!(citation.contains(&format!("\nversion: {}\n", env!("CARGO_PKG_VERSION"))));
    assert!(!citation.contains("doi:"), "there is no DOI yet");
}
