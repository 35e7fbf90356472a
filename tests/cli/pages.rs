//! The project's pages say what the program does. Tables of keys are written anew with
//! `IL2SIM_BLESS=1 cargo test --test cli pages`.

use std::path::{Path, PathBuf};

use il2sim::keys::{KeyDef, Provenance, all_keys};

const END: &str = "<!-- end of keys -->\n";

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

#[test]
fn the_models_tables_are_those_of_the_loader() {
    let page = read("docs/model.md");
    let mut wanted = String::new();
    let mut rest = page.as_str();
    while let Some(at) = rest.find("<!-- keys ") {
        let (before, marked) = rest.split_at(at);
        let (marker, after) = marked.split_once(" -->\n").expect("a marker ends on its line");
        let (_, after) = after.split_once(END).expect("a table has its end");
        let prefixes: Vec<&str> = marker.trim_start_matches("<!-- keys ").split(' ').collect();
        wanted += &format!("{before}{marker} -->\n\n{}\n{END}", table(&prefixes));
        rest = after;
    }
    is_current("docs/model.md", &(wanted + rest));
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
