//! What the project is shipped as: one version and licence everywhere, and archives that are whole.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use super::support::text;
use crate::skipped::skip;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A text of the manifest's `[package]`.
fn package(key: &str) -> String {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    manifest["package"][key].as_str().unwrap().to_string()
}

/// What stands behind a word at the start of a line, without quotes.
fn after(page: &str, word: &str) -> String {
    let found = page.lines().find_map(|line| line.trim().strip_prefix(word));
    found.unwrap_or_else(|| panic!("no line begins with {word}")).trim().replace('"', "")
}

/// The entries of a list of CITATION.cff.
fn cited(key: &str) -> Vec<String> {
    let page = read("CITATION.cff");
    let lines = page.lines().skip_while(|line| *line != format!("{key}:")).skip(1);
    lines.map_while(|line| line.strip_prefix("  - ")).map(str::to_string).collect()
}

#[test]
fn zenodo_and_the_citation_say_what_the_crate_says() {
    let deposit: serde_json::Value = serde_json::from_str(&read(".zenodo.json")).unwrap();
    let citation = read("CITATION.cff");
    let word = |key: &str| deposit[key].as_str().unwrap().to_string();
    assert_eq!(word("version"), package("version"));
    assert_eq!(after(&citation, "version:"), package("version"));
    let licence = package("license");
    let alternatives: Vec<&str> = licence.split(" OR ").collect();
    assert_eq!(cited("license"), alternatives);
    // Zenodo knows one licence a deposit.
    assert!(alternatives.contains(&word("license").as_str()));
    assert!(word("notes").contains(&licence));
    assert_eq!(word("title"), after(&citation, "title:"));
    assert_eq!(word("upload_type"), "software");
    assert!(word("description").contains(il2sim::cli::PURPOSE));
    let keywords = deposit["keywords"].as_array().unwrap().iter();
    let keywords: Vec<&str> = keywords.map(|word| word.as_str().unwrap()).collect();
    assert_eq!(cited("keywords"), keywords);
    assert_eq!(deposit["creators"][0]["name"], after(&citation, "- name:"));
}

#[test]
fn image_and_recipe_follow_the_crate() {
    let image = read("Dockerfile");
    assert_eq!(after(&image, "ARG RUST="), package("rust-version"));
    let copied = image.lines().filter(|line| line.starts_with("COPY ") && !line.contains("--from"));
    let mut sources = 0;
    for line in copied {
        let words: Vec<&str> = line.split_whitespace().skip(1).collect();
        for source in &words[..words.len() - 1] {
            assert!(root().join(source).exists(), "Dockerfile: there is no {source}");
            sources += 1;
        }
    }
    assert!(sources > 4, "{sources} sources");
    let ignored = read(".dockerignore");
    for needed in ["Cargo.lock", "build", "scenarios", "shaders", "src", "tests"] {
        assert!(ignored.lines().all(|line| line != needed), ".dockerignore has {needed}");
    }
    let recipe = read("packaging/conda/recipe.yaml");
    assert_eq!(after(&recipe, "version:"), package("version"));
    assert_eq!(after(&recipe, "license:"), package("license"));
    let licences = recipe.lines().skip_while(|line| line.trim() != "license_file:").skip(1);
    for file in licences.map_while(|line| line.trim().strip_prefix("- ")) {
        assert!(root().join(file).is_file(), "recipe: there is no {file}");
    }
}

/// Every file under a folder, by its path from the root.
fn files(folder: &str, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(root().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&name, into);
        } else {
            into.insert(name);
        }
    }
}

#[test]
fn the_package_holds_what_the_build_reads_in_less_than_ten_megabytes() {
    if !root().join(".git").exists() {
        return skip("package", "there is no checkout");
    }
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let listed: BTreeSet<String> = text(&output.stdout).lines().map(str::to_string).collect();
    let mut needed = BTreeSet::new();
    for folder in ["build", "scenarios", "shaders", "src"] {
        files(folder, &mut needed);
    }
    assert!(needed.len() > 500, "{} files", needed.len());
    let absent: Vec<_> = needed.difference(&listed).collect();
    assert!(absent.is_empty(), "the package lacks {absent:?}");
    let size = |name: &String| std::fs::metadata(root().join(name)).map_or(0, |file| file.len());
    let bytes: u64 = listed.iter().map(size).sum();
    assert!((1_000_000..10_000_000).contains(&bytes), "{bytes} bytes, before it is compressed");
}

#[cfg(target_os = "linux")]
#[test]
fn release_archives_are_whole_and_have_the_same_bytes_again() {
    if !root().join(".git").exists() {
        return skip("release archives", "there is no checkout");
    }
    let place = tempfile::tempdir().unwrap();
    let run = |program: &str, arguments: &[&str]| -> Output {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(place.path());
        command.env("IL2SIM", env!("CARGO_BIN_EXE_il2sim")).output().unwrap()
    };
    let script = root().join("packaging/release").to_string_lossy().into_owned();
    let wrong = run(&script, &["one", "two"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", text(&wrong.stderr));
    let made = ["one", "two"].map(|name| {
        let out = place.path().join(name).to_string_lossy().into_owned();
        let output = run(&script, &["--dirty", &out]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).lines().next().unwrap().to_string()
    });
    let [one, two] = made.clone().map(|path| std::fs::read(path).unwrap());
    assert!(one == two, "the same program, other bytes");
    let sums = std::fs::read_to_string(place.path().join("one/SHA256SUMS")).unwrap();
    let name = Path::new(&made[0]).file_name().unwrap().to_string_lossy().into_owned();
    assert!(sums.ends_with(&format!("  {name}\n")) && sums.lines().count() == 1, "{sums}");
    assert!(run("tar", &["-xzf", &made[0]]).status.success());
    let folder = place.path().join(name.trim_end_matches(".tar.gz"));
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.md", "scenarios/peritumoral.toml"] {
        let packed = std::fs::read(folder.join(file)).unwrap();
        assert!(packed == std::fs::read(root().join(file)).unwrap(), "{file}");
    }
    let program = folder.join("il2sim").to_string_lossy().into_owned();
    let scenario = folder.join("scenarios/peritumoral.toml").to_string_lossy().into_owned();
    let mut check = Command::new(program);
    let checked = check.args(["check", &scenario]).env_clear().env("HOME", place.path());
    let checked = checked.output().unwrap();
    assert!(checked.status.success(), "{}", text(&checked.stderr));
}
