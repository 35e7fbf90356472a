//! Directories of 0.1.0 are read, and not gone on with: its rulebook has other dynamics
//! (`il2sim::rules::equals`).
//!
//! `tests/fixtures/directories-0.1.0.json` holds what that program left, file by file: a finished
//! run, a run stopped on a signal, and a study of which one shard of three was run.

use std::collections::BTreeMap;

use base64::Engine as _;

use crate::cli::support::{Place, text};

/// How its rulebook is named.
const RULEBOOK: &str = "49c0bf2e1c93b943";

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

/// Asserts that a command is refused with one line that names both rulebooks and both versions, and
/// that it leaves the directory as it was.
fn is_refused(place: &Place, directory: &str, arguments: &[&str]) {
    let before = files(place, directory);
    let output = place.run(arguments);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    let ours = &il2sim::rules::rulebook_digest()[..16];
    let version = env!("CARGO_PKG_VERSION");
    let named = [RULEBOOK, "(il2sim 0.1.0)", ours, &format!("{ours} (il2sim {version})")];
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(named.iter().all(|name| said.contains(name)), "{said}");
    assert!(files(place, directory) == before, "{arguments:?} changed the directory");
}

#[test]
fn runs_of_another_rulebook_are_not_gone_on_with_nor_verified() {
    let place = place();
    place.write("arm.toml", "title = \"more\"\n");
    is_refused(&place, "stopped", &["resume", "stopped", "--quiet"]);
    is_refused(&place, "done", &["verify", "done"]);
    is_refused(
        &place,
        "done",
        &["branch", "done", "--at", "24 h", "--with", "arm.toml", "--out", "branched"],
    );
    place.expect(0, &["run", "done/scenario.toml", "--until", "8 h", "--out", "own", "--quiet"]);
    let said = place.expect(0, &["verify", "own"]);
    assert!(said.contains("all the same"), "(control) a run of this rulebook: {said}");
}

#[test]
fn a_stopped_run_of_another_rulebook_is_reported() {
    let place = place();
    let page = place.expect(0, &["report", "stopped", "--out", "stopped.html"]);
    assert!(!page.contains("curves none yet"), "rows of before are read: {page}");
}

#[test]
fn a_finished_run_of_another_rulebook_is_read_whole() {
    let place = place();
    let before = files(&place, "done");
    let (columns, _) = il2sim::record::read_table(&place.path("done/series.parquet")).unwrap();
    assert!(columns.iter().any(|column| column.name == "refused_ctl"), "(control) an old table");
    place.expect(0, &["report", "done", "--out", "page.html"]);
    let names = "tumour_cells,ctl_refused,refused_ctl,il2_mean_pm";
    place.expect(0, &["plot", "done", "--columns", names, "--out", "plot.svg"]);
    place.expect(0, &["export", "done", "--time", "0 h", "--csv", "--out", "exported"]);
    place.expect(0, &["render", "done", "--out", "loop.gif"]);
    for name in ["page.html", "plot.svg", "loop.gif"] {
        assert!(std::fs::metadata(place.path(name)).unwrap().len() > 1000, "{name}");
    }
    assert!(files(&place, "done") == before, "nothing is changed");
}

#[test]
fn a_study_of_another_rulebook_is_read_and_not_run() {
    let place = place();
    is_refused(&place, "study", &["batch", "run", "study", "--quiet"]);
    let status = place.expect(0, &["batch", "status", "study"]);
    assert!(status.contains("1 of 3 shards done"), "{status}");
    place.expect(0, &["report", "study", "--out", "study.html"]);
    let page = std::fs::read_to_string(place.path("study.html")).unwrap();
    assert!(page.contains(RULEBOOK), "the page names the rulebook of the plan");
    let output = place.run(&["batch", "merge", "study"]);
    assert!(text(&output.stderr).contains("2 of 3"), "{}", text(&output.stderr));
}
