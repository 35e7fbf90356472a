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

/// All files under a directory with their bytes.
fn files(place: &Place, directory: &str) -> BTreeMap<String, Vec<u8>> {
    let top = place.path(directory);
    let mut files = BTreeMap::new();
    let mut waiting = vec![top.clone()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(&top).unwrap().to_string_lossy().into_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn a_stopped_run_of_before_leaves_the_tables_of_this_program() {
    let place = place();
    let page = place.expect(0, &["report", "stopped", "--out", "stopped.html"]);
    assert!(!page.contains("curves none yet"), "rows of before are read: {page}");
    place.expect(0, &["resume", "stopped", "--quiet"]);
    place.expect(0, &["run", "stopped/scenario.toml", "--out", "alone", "--quiet"]);
    let [resumed, alone] = ["stopped", "alone"].map(|run| files(&place, run));
    let (columns, rows) =
        il2sim::record::read_table(&place.path("stopped/series.parquet")).unwrap();
    assert!(columns.iter().any(|column| column.name == "ctl_refused") && rows.len() > 1);
    assert!(columns.iter().all(|column| column.name != "refused_ctl"));
    for name in ["series.parquet", "outcomes.parquet", "summary.json"] {
        assert!(resumed[name] == alone[name], "{name} of the resumed run is another");
    }
}

#[test]
fn the_tables_of_a_finished_run_of_before_are_read() {
    let place = place();
    let old = std::fs::read(place.path("done/series.parquet")).unwrap();
    let (columns, _) = il2sim::record::read_table(&place.path("done/series.parquet")).unwrap();
    assert!(columns.iter().any(|column| column.name == "refused_ctl"), "(control) an old table");
    place.expect(0, &["report", "done", "--out", "page.html"]);
    let names = "tumour_cells,ctl_refused,refused_ctl,il2_mean_pm";
    place.expect(0, &["plot", "done", "--columns", names, "--out", "plot.svg"]);
    place.expect(0, &["export", "done", "--time", "0 h", "--csv", "--out", "exported"]);
    place.expect(0, &["verify", "done"]);
    assert!(std::fs::read(place.path("done/series.parquet")).unwrap() == old, "nothing is changed");
}

#[test]
fn a_study_begun_before_has_the_dataset_of_this_program_alone() {
    let (begun, alone) = (place(), place());
    std::fs::remove_dir_all(alone.path("study/shards")).unwrap();
    for place in [&begun, &alone] {
        place.expect(0, &["batch", "run", "study", "--quiet"]);
        place.expect(0, &["batch", "merge", "study"]);
    }
    let parts = |place: &Place| {
        let count = |kind: &str| {
            let names = files(place, "study/shards").into_keys();
            names.filter(|name| name.contains(kind) && name.ends_with(".parquet")).count()
        };
        [count("outcomes-"), count("series-")]
    };
    assert_eq!(parts(&begun), parts(&alone));
    let [begun, alone] = [begun, alone].map(|place| files(&place, "study/dataset"));
    assert_eq!(begun.keys().collect::<Vec<_>>(), alone.keys().collect::<Vec<_>>());
    assert!(begun.keys().any(|name| name.starts_with("series/")), "{:?}", begun.keys());
    for (name, bytes) in &begun {
        assert!(*bytes == alone[name], "{name} is another");
    }
    let schema = String::from_utf8_lossy(&begun["schema.json"]);
    assert!(schema.contains("\"int64\"") && !schema.contains("uint64"), "{schema}");
    assert!(schema.contains("ctl_refused") && !schema.contains("refused_ctl"), "{schema}");
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
