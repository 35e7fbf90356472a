//! `THIRD-PARTY.md`: the crates come from `cargo metadata`, the page is checked against
//! `Cargo.lock`.
//!
//! Write it anew with `IL2SIM_BLESS=1 cargo test --test cli third_party`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const PAGE: &str = "THIRD-PARTY.md";

/// Licences that a crate may offer; one of its alternatives must be built of these alone.
const ALLOWED: [&str; 11] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "ISC",
    "Zlib",
    "CC0-1.0",
    "Unicode-3.0",
    "MIT-0",
];

const HEAD: &str = "# Third-party software and data

Written by `IL2SIM_BLESS=1 cargo test --test cli third_party` and checked by the same test; do not \
                    edit the table by hand.

## In the program

- Chart library of the report: uPlot 1.6, MIT, (c) Leon Sorokin; it stands in every `report.html` \
                    with its licence line.
- Font of the pictures: drawn for this project, under the project's own licence.
- Font of charts: subsets of Arimo 1.33, (c) 2010 Google Inc., SIL Open Font License 1.1 \
                    (`src/plot/fonts/OFL.txt`); every PDF embeds what it uses.
- Colours of the pictures: the cell colours and the ramps of the fields were chosen for this \
                    project; no colour map of others is embedded.
- Colours of charts: the ramp was made for this project; groups have colours that Okabe and Ito \
                    (2008) proposed.
- Threefry4x32-20: written from the paper (Salmon, Moraes, Dror, Shaw 2011); no code of others.
- Direction numbers of Sobol' sequences: new-joe-kuo-6.21201 (Joe and Kuo 2008), the first 128 \
                    dimensions, (c) 2008 Frances Y. Kuo and Stephen Joe, BSD-3-Clause.

## Crates

\"use\" says whether a crate is in the program on some system, or only in its build or tests.

";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Names and versions of `Cargo.lock`, this package left out.
fn locked() -> BTreeSet<(String, String)> {
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let text = |package: &toml::Value, key: &str| package[key].as_str().unwrap().to_string();
    let all =
        lock["package"].as_array().unwrap().iter().map(|p| (text(p, "name"), text(p, "version")));
    all.filter(|(name, _)| name != "il2sim").collect()
}

/// Names and versions of the page's table, with the licence.
fn listed() -> BTreeMap<(String, String), String> {
    let mut rows = BTreeMap::new();
    for line in read(PAGE).lines().filter(|line| line.starts_with("| [")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_start_matches('[').split(']').next().unwrap().to_string();
        rows.insert((name, cells[1].to_string()), cells[2].to_string());
    }
    rows
}

fn write_page() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();

    // what the program reaches without build and test dependencies
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let normal = |dep: &serde_json::Value| {
            list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
        };
        needs.insert(
            text(&node["id"]),
            list(&node["deps"])
                .iter()
                .filter(|dep| normal(dep))
                .map(|dep| text(&dep["pkg"]))
                .collect(),
        );
    }
    let mut reached = BTreeSet::new();
    let mut open = vec![text(&metadata["resolve"]["root"])];
    while let Some(id) = open.pop() {
        if reached.insert(id.clone()) {
            open.extend(needs.get(&id).cloned().unwrap_or_default());
        }
    }

    let mut rows = BTreeMap::new();
    for package in list(&metadata["packages"]) {
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        if name == "il2sim" {
            continue;
        }
        let used = if reached.contains(&text(&package["id"])) { "program" } else { "build, tests" };
        let row = format!(
            "| [{name}](https://crates.io/crates/{name}) | {version} | {} | {used} |",
            text(&package["license"]).replace('/', " OR ")
        );
        rows.insert((name, version), row);
    }
    let mut page =
        format!("{HEAD}| crate | version | licence | use |\n| --- | --- | --- | --- |\n");
    for row in rows.values() {
        writeln!(page, "{row}").unwrap();
    }
    std::fs::write(root().join(PAGE), page).unwrap();
}

#[test]
fn third_party_lists_exactly_the_locked_crates() {
    if std::env::var_os("IL2SIM_BLESS").is_some() {
        write_page();
    }
    let (page, lock) = (listed().into_keys().collect::<BTreeSet<_>>(), locked());
    let missing: Vec<_> = lock.difference(&page).collect();
    let stale: Vec<_> = page.difference(&lock).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "{PAGE} is not current: missing {missing:?}, stale {stale:?}; write it anew with \
         IL2SIM_BLESS=1 cargo test --test cli third_party"
    );
    assert!(read(PAGE).starts_with(HEAD), "{PAGE}: its head is not that of the test");
}

#[test]
fn third_party_licences_are_permissive() {
    let rows = listed();
    assert!(rows.len() > 50, "the table was not read");
    for ((name, _), licence) in rows {
        let flat = licence.replace(['(', ')'], "");
        let alternative =
            |text: &str| text.split(" AND ").all(|part| ALLOWED.contains(&part.trim()));
        let conjunction = flat.split(" AND ").all(|clause| clause.split(" OR ").any(alternative));
        assert!(conjunction, "{name} is under {licence}");
    }
}
