//! `run --no-page`: all of a run but its page, which is made whenever it is wanted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::support::{Place, Waits, same_trees};

const PAGE: &str = "report.html";

/// The files of a run without its page, which it must have.
fn without(mut tree: BTreeMap<PathBuf, Vec<u8>>) -> BTreeMap<PathBuf, Vec<u8>> {
    assert!(tree.remove(Path::new(PAGE)).is_some());
    tree
}

/// Runs the small scenario into a directory; gives what is on stdout.
fn run(place: &Place, out: &str, more: &[&str]) -> String {
    let run = ["run", "small.toml", "--quiet", "--engine", "cpu", "--out", out];
    place.expect(0, &[&run[..], more].concat())
}

#[test]
fn a_run_without_a_page_is_the_run_and_its_page_is_made_later() {
    let place = Place::new();
    assert_eq!(run(&place, "whole", &[]).trim().replace('\\', "/"), "whole/report.html");
    assert_eq!(run(&place, "bare", &["--no-page"]).trim(), "bare");
    same_trees(&without(place.tree("whole")), &place.tree("bare"), "without its page");
    assert_eq!(place.expect(0, &["resume", "bare", "--quiet"]).trim(), "bare");
    place.expect(0, &["verify", "bare", "--quiet", "--engine", "cpu"]);
    assert!(place.expect(0, &["verify", "bare", "--files"]).contains("all as they were written"));
    place.expect(0, &["render", "bare", "--quiet"]);
    place.write("nothing.toml", "");
    let arm = ["branch", "bare", "--at", "30 h", "--with", "nothing.toml", "--out"];
    place.expect(0, &[&arm[..], &["arm", "--quiet", "--engine", "cpu"]].concat());
    assert!(place.path("arm").join(PAGE).is_file(), "a branch is a run of its own");
    place.expect(0, &["report", "bare", "--out", "elsewhere.html"]);
    assert!(!place.path("bare").join(PAGE).exists());
    std::fs::remove_dir_all(place.path("bare/render")).unwrap();
    run(&place, "bare", &["--no-page", "--force"]);
    place.expect(0, &["report", "bare"]);
    same_trees(&place.tree("whole"), &place.tree("bare"), "with the page of before");
    // It is one of the run's files from then on.
    assert!(place.expect(0, &["verify", "bare", "--files"]).contains("all as they were written"));
    place.write("bare/report.html", "torn");
    place.expect(0, &["resume", "bare", "--quiet"]);
    same_trees(&place.tree("whole"), &place.tree("bare"), "with its page mended");
}

#[test]
fn who_goes_on_with_a_run_keeps_to_it() {
    let place = Place::new();
    let clock = std::time::Instant::now();
    run(&place, "whole", &[]);
    let (length, wanted) = (clock.elapsed(), place.tree("whole"));
    let mut waits = Waits::new();
    for round in 0..3 {
        let _ = std::fs::remove_dir_all(place.path("cut"));
        let next = || {
            if place.path("cut/manifest.json").exists() {
                vec!["resume", "cut", "--quiet"]
            } else {
                vec!["run", "small.toml", "--out", "cut", "--quiet", "--no-page"]
            }
        };
        place.kill_and_go_on(&mut waits, length, round, next);
        same_trees(&without(wanted.clone()), &place.tree("cut"), &format!("round {round}"));
    }
    // Made longer; a page that stands by then would show the shorter run, so it is made again.
    for page in [false, true] {
        let _ = std::fs::remove_dir_all(place.path("short"));
        run(&place, "short", &["--no-page", "--until", "30 h"]);
        if page {
            place.expect(0, &["report", "short"]);
        }
        place.expect(0, &["resume", "short", "--until", "day 2", "--quiet"]);
        let wanted = if page { wanted.clone() } else { without(wanted.clone()) };
        same_trees(&wanted, &place.tree("short"), "made longer");
    }
}
