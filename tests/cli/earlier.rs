//! Directories of 0.1.0 go on: its rulebook has another digest and the same dynamics
//! (`il2sim::rules::equals`).
//!
//! `tests/fixtures/directories-0.1.0.json` holds what that program left, file by file: a finished
//! run, a run stopped on a signal, and a study of which one shard of three was run.

use std::collections::BTreeMap;

use base64::Engine as _;

use crate::cli::support::{Place, text};

/// The digest in which the program of 0.1.0 itself ended the stopped run.
const ENDED: &str = "66c3db9aaf9a7f34854dd23df540f0aa56915a76ca62bd5e11ad4220e5411d09";

#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum File {
    Text(String),
    Base64(String),
}

fn place() -> Place {
    let place = Place::new();
    let packed = include_str!("../fixtures/directories-0.1.0.json");
    for (name, file) in serde_json::from_str::<BTreeMap<String, File>>(packed).unwrap() {
        let path = place.path(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = match file {
            File::Text(text) => text.into_bytes(),
            File::Base64(text) => base64::engine::general_purpose::STANDARD.decode(text).unwrap(),
        };
        std::fs::write(path, bytes).unwrap();
    }
    place
}

#[test]
fn a_finished_run_of_an_equal_rulebook_is_verified() {
    let place = place();
    let said = place.expect(0, &["verify", "done"]);
    assert!(said.contains("all the same"), "{said}");
}

#[test]
fn a_stopped_run_of_an_equal_rulebook_is_resumed_to_the_same_digest() {
    let place = place();
    place.expect(0, &["resume", "stopped", "--quiet"]);
    let summary = std::fs::read_to_string(place.path("stopped/summary.json")).unwrap();
    assert!(summary.contains(ENDED), "{summary}");
}

#[test]
fn a_study_of_an_equal_rulebook_goes_on_where_it_stood() {
    let place = place();
    let kept = std::fs::read(place.path("study/plan.json")).unwrap();
    place.expect(0, &["batch", "run", "study", "--quiet"]);
    place.expect(0, &["batch", "merge", "study"]);
    let status = place.expect(0, &["batch", "status", "study"]);
    assert!(status.contains('3'), "{status}");
    assert!(std::fs::read(place.path("study/plan.json")).unwrap() == kept, "the plan stays");
    let shards = std::fs::read_to_string(place.path("study/shards.csv")).unwrap();
    for name in shards.lines().skip(1).map(|line| line.split(',').nth(5).unwrap()) {
        assert!(
            place.path(&format!("study/shards/{}/{name}", &name[..2])).is_dir(),
            "shard {name} has its old name"
        );
    }
    assert!(place.path("study/dataset/outcomes").is_dir());
}

#[test]
fn a_run_of_another_rulebook_is_refused() {
    let place = place();
    let manifest = place.path("stopped/manifest.json");
    let changed = std::fs::read_to_string(&manifest)
        .unwrap()
        .replace("\"rulebook_digest\": \"49c0", "\"rulebook_digest\": \"50c0");
    std::fs::write(&manifest, changed).unwrap();
    let output = place.run(&["resume", "stopped"]);
    assert_ne!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("the rulebook"), "{}", text(&output.stderr));
}
