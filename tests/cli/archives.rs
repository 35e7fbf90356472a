//! `archive`: a run as one file to deposit, whole or not at all.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::support::{Place, SMALL, text};

/// A finished run of a second, `a`.
fn finished() -> Place {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "a", "--until", "12 h", "--quiet"]);
    place
}

/// The files of a zip of stored files, by its directory.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number = |at: usize, length: usize| {
        bytes[at..at + length].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let end = bytes.len() - 22;
    assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    let mut files = BTreeMap::new();
    for _ in 0..count {
        assert_eq!(&bytes[at..at + 4], b"PK\x01\x02");
        let (crc, length, name_length) =
            (number(at + 16, 4), number(at + 24, 4), number(at + 28, 2));
        let name = text(&bytes[at + 46..at + 46 + name_length]);
        let local = number(at + 42, 4);
        assert_eq!(&bytes[local..local + 4], b"PK\x03\x04");
        assert_eq!(number(local + 14, 4), crc, "{name}: the checksum stands twice");
        let begins = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        files.insert(name, bytes[begins..begins + length].to_vec());
        at += 46 + name_length + number(at + 30, 2);
    }
    files
}

fn archived(place: &Place, name: &str) -> BTreeMap<String, Vec<u8>> {
    unpacked(&std::fs::read(place.path(name)).unwrap())
}

/// The entity of a graph with this name.
fn entity<'a>(graph: &'a Value, id: &str) -> &'a Value {
    let all = graph["@graph"].as_array().unwrap();
    let found: Vec<&Value> = all.iter().filter(|entity| entity["@id"] == id).collect();
    assert_eq!(found.len(), 1, "{id} stands {} times", found.len());
    found[0]
}

#[test]
fn an_archive_unpacked_is_the_run_and_describes_every_file_of_it() {
    let place = finished();
    place.write("a/notes.txt", "mine");
    let arguments = ["--agent", "Jana Novak", "--orcid", "0000-0002-1825-0097"];
    let run = [&["archive", "a", "--licence", "CC-BY-4.0"][..], &arguments].concat();
    assert_eq!(place.expect(0, &run), "a.zip\n");
    let mut files = archived(&place, "a.zip");
    let metadata = files.remove("ro-crate-metadata.json").unwrap();
    for (name, bytes) in &files {
        let path = place.path("b").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    place.expect(0, &["verify", "b", "--files"]);
    place.expect(0, &["verify", "b", "--quiet"]);
    let mut run = place.files("a");
    for not_packed in ["state/lock", "notes.txt"] {
        run.remove(&PathBuf::from(not_packed)).unwrap();
    }
    let as_run = files.iter().map(|(name, bytes)| (PathBuf::from(name), bytes.clone()));
    assert!(run == as_run.collect(), "the files of the run, byte for byte");

    let graph: Value = serde_json::from_slice(&metadata).unwrap();
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    for (name, bytes) in &files {
        let described = entity(&graph, name);
        assert_eq!(described["contentSize"], bytes.len().to_string(), "{name}");
        if let Some(digest) = manifest["files"][name]["blake3"].as_str() {
            assert_eq!(described["identifier"], format!("blake3:{digest}"));
        }
    }
    let parts = entity(&graph, "./")["hasPart"].as_array().unwrap();
    assert_eq!(parts.len(), files.len());
    let action = entity(&graph, "#run");
    assert_eq!(action["@type"], "CreateAction");
    for (time, of) in [("startTime", "started"), ("endTime", "finished")] {
        let wanted = manifest[of].as_str().unwrap().replace('Z', "+00:00");
        assert_eq!(action[time], wanted);
    }
    assert_eq!(action["agent"]["@id"], "https://orcid.org/0000-0002-1825-0097");
    let command = " run small.toml --out a --until '12 h' --quiet\n";
    assert!(action["description"].as_str().unwrap().contains(command), "{action}");
    assert_eq!(action["instrument"]["@id"], "#il2sim");
    assert_eq!(entity(&graph, "#il2sim")["softwareVersion"], env!("CARGO_PKG_VERSION"));
    assert_eq!(entity(&graph, "#rulebook-digest")["value"], manifest["rulebook_digest"]);
    assert_eq!(entity(&graph, "#scenario-digest")["value"], manifest["scenario_digest"]);
    assert_eq!(entity(&graph, "#seed")["value"], "11");
    // Every reference leads to an entity.
    let mut references = Vec::new();
    references_of(&graph["@graph"], &mut references);
    assert!(references.len() > 2 * files.len());
    for id in references.iter().filter(|id| !id.starts_with("http")) {
        entity(&graph, id);
    }
}

/// What `{"@id": ...}` names.
fn references_of(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references_of(item, into)),
        Value::Object(members) => {
            if members.len() == 1
                && let Some(id) = members.get("@id").and_then(Value::as_str)
            {
                into.push(id.to_owned());
            }
            members.values().for_each(|member| references_of(member, into));
        }
        _ => {}
    }
}

#[test]
fn the_same_run_gives_the_same_archive_wherever_it_lies() {
    let place = finished();
    place.expect(0, &["archive", "a"]);
    std::fs::create_dir_all(place.path("there/deposits")).unwrap();
    place.copy("a", "there/a");
    std::fs::remove_file(place.path("there/a/state/lock")).unwrap();
    let path = place.expect(0, &["archive", "there/a/.", "--out", "there/deposits"]);
    assert_eq!(path, "there/deposits/a.zip\n");
    let bytes = |name: &str| std::fs::read(place.path(name)).unwrap();
    assert!(bytes("a.zip") == bytes("there/deposits/a.zip"));
    place.expect(0, &["archive", "a", "--out", "other.ZIP", "--licence", "CC0-1.0"]);
    assert!(bytes("a.zip") != bytes("other.ZIP"), "a licence is said in the archive");
}

/// What an archive is refused with: its exit code and its one line.
fn refused(place: &Place, code: i32, arguments: &[&str]) -> String {
    let before = place.names();
    let output = place.run(&[&["archive"], arguments].concat());
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    assert_eq!(place.names(), before, "{arguments:?} left something");
    assert!(!said.contains("defect of the program"), "{arguments:?}: {said}");
    said
}

#[test]
fn places_that_hold_something_or_lie_in_the_run_are_refused() {
    let place = finished();
    place.expect(0, &["archive", "a"]);
    let first = std::fs::read(place.path("a.zip")).unwrap();
    assert!(refused(&place, 2, &["a"]).contains("a.zip: is there already; --force replaces it"));
    place.expect(0, &["archive", "a", "--force", "--licence", "CC0-1.0"]);
    assert!(std::fs::read(place.path("a.zip")).unwrap() != first);
    place.write("thesis.zip", "PK mine, and longer than a header of the form would be, by far");
    let said = refused(&place, 2, &["a", "--out", "thesis.zip", "--force"]);
    assert!(said.contains("thesis.zip: is no archive of a run"), "{said}");
    for inside in ["a", "a/own.zip", "a/frames/../own.zip", "a/new/own.zip"] {
        let said = refused(&place, 2, &["a", "--out", inside]);
        assert!(said.contains("lies in the directory of the run (a)"), "{inside}: {said}");
    }
    for name in ["a.tar", "none/there"] {
        let said = refused(&place, 2, &["a", "--out", name]);
        assert!(said.contains("which ends in .zip, nor a directory"), "{said}");
    }
    place.expect(0, &["archive", "a", "--out", "new/folder/own.zip"]);
}

#[test]
fn terms_that_say_nothing_are_refused() {
    let place = finished();
    for (arguments, words) in [
        (&["--licence", "CC-BY"][..], "CC0-1.0, CC-BY-4.0"),
        (&["--orcid", "0000-0002-1825-0097"], "--agent"),
        (&["--agent", "Jana Novak", "--orcid", "0000-0002-1825-0098"], "the last a check digit"),
        (&["--agent", ""], "--agent"),
    ] {
        let said = refused(&place, 2, &[&["a"], arguments].concat());
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn what_is_no_finished_whole_run_is_refused() {
    let place = finished();
    for (name, words) in [("absent", "holds no il2sim run"), (".", "holds no il2sim run")] {
        assert!(refused(&place, 2, &[name]).contains(words), "{name}");
    }
    let state = |name: &str, status: &str| {
        place.copy("a", name);
        place.without_digest(&format!("{name}/manifest.json"));
        let path = place.path(name).join("manifest.json");
        let manifest = std::fs::read_to_string(&path).unwrap();
        let wanted = format!("\"status\": \"{status}\"");
        std::fs::write(path, manifest.replace("\"status\": \"done\"", &wanted)).unwrap();
    };
    for status in ["running", "interrupted", "failed"] {
        state(status, status);
        let said = refused(&place, 2, &[status]);
        let resume = format!("the run is not finished; `il2sim resume {status}` finishes it");
        assert!(said.contains(&resume), "{said}");
    }
    state("old", "done");
    let said = refused(&place, 2, &["old"]);
    assert!(said.contains("old: il2sim 0.1.0 wrote down no digests of its files"), "{said}");
    for (name, damage) in
        [("series.parquet", "flip"), ("report.html", "gone"), ("frames.bin", "cut")]
    {
        place.copy("a", damage);
        let path = place.path(damage).join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        match damage {
            "flip" => bytes[middle] ^= 1,
            _ => bytes.truncate(middle),
        }
        std::fs::write(&path, bytes).unwrap();
        if damage == "gone" {
            std::fs::remove_file(&path).unwrap();
        }
        let said = refused(&place, 1, &[damage]);
        assert!(said.contains(&format!("{damage}: damaged: {name}: ")), "{said}");
        assert!(said.contains(&format!("`il2sim resume {damage}` makes them again")), "{said}");
        place.expect(0, &["resume", damage, "--quiet"]);
        place.expect(0, &["archive", damage]);
    }
}

#[test]
fn a_study_is_refused_with_what_to_deposit() {
    let place = Place::new();
    place.write(
        "study.toml",
        "schema = 1\ntitle = \"Two\"\nscenario = \"small.toml\"\nreplicates = 1\n\n[[arm]]\nname \
         = \"one\"\n",
    );
    place.expect(0, &["batch", "plan", "study.toml", "--out", "s"]);
    let said = refused(&place, 2, &["s"]);
    assert!(said.contains("s: is a study") && said.contains("`dataset`"), "{said}");
}

#[cfg(all(unix, debug_assertions))]
#[test]
fn a_refused_call_of_the_disk_leaves_no_archive_or_the_former_one() {
    let place = finished();
    place.expect(0, &["archive", "a", "--out", "b.zip"]);
    let former = std::fs::read(place.path("b.zip")).unwrap();
    let mut refusals = 0;
    for (call, what, code) in [
        ("create", "28", 75),
        ("write", "28", 75),
        ("write", "5", 1),
        ("rename", "5", 1),
        ("create", "13", 2),
    ] {
        for n in 1.. {
            let arguments = ["archive", "a", "--out", "b.zip", "--force", "--licence", "MIT"];
            let fault = format!("{call}:{n}:{what}");
            let output = place.command(&arguments).env("IL2SIM_FAULT", &fault).output().unwrap();
            let said = text(&output.stderr);
            if output.status.success() {
                assert!(std::fs::read(place.path("b.zip")).unwrap() != former);
                std::fs::write(place.path("b.zip"), &former).unwrap();
                break;
            }
            refusals += 1;
            assert_eq!(output.status.code(), Some(code), "{fault}: {said}");
            assert_eq!(said.lines().count(), 1, "{fault}: {said}");
            if what == "28" {
                assert!(said.contains("b.zip: the disk is full; the archive takes "), "{said}");
            }
            if what == "13" {
                assert!(said.contains("b.zip: cannot be written"), "{said}");
            }
            assert!(std::fs::read(place.path("b.zip")).unwrap() == former, "{fault}");
            assert_eq!(place.names(), ["a", "b.zip", "small.toml"], "{fault}");
        }
    }
    assert!(refusals > 5, "{refusals} refusals");
}

#[test]
fn a_killed_archive_leaves_no_half_of_one() {
    let place = Place::new();
    place.write("small.toml", &SMALL.replace("replicates = 3", "replicates = 1"));
    place.expect(0, &["run", "small.toml", "--out", "a", "--until", "12 h", "--quiet"]);
    let fault = if cfg!(debug_assertions) { "write:1:kill" } else { "" };
    let output = place.command(&["archive", "a"]).env("IL2SIM_FAULT", fault).output().unwrap();
    assert_eq!(output.status.success(), fault.is_empty());
    assert_eq!(place.path("a.zip").exists(), fault.is_empty());
    place.expect(0, &["archive", "a", "--force"]);
    assert_eq!(place.names(), ["a", "a.zip", "small.toml"], "what was left beside went");
}
