//! `resume --until`: a finished run made longer has the bytes of the longer run made at once.

use super::support::{Place, SMALL, Waits, same_trees, text};

/// The small scenario with odd intervals, so that an end has rows and frames of its own, and a plan
/// that goes on as long as the run does.
fn odd() -> String {
    SMALL
        .replace("times = 2\n", "")
        .replace("series_every = \"6 h\"", "series_every = \"7 h\"")
        .replace("frames = \"every 12 h\"", "frames = \"every 5 h\"\nreplicates = [1]")
}

/// Writes the odd scenario with an end.
fn ends(place: &Place, name: &str, until: &str, more: &str) {
    let text = odd().replace("until = \"day 2\"", &format!("until = \"{until}\"\n{more}"));
    place.write(name, &text);
}

fn run(place: &Place, scenario: &str, out: &str, more: &[&str]) {
    place.expect(0, &[&["run", scenario, "--quiet", "--out", out][..], more].concat());
}

/// Extends `run` to an end, and compares it with a run made at once.
fn extend(place: &Place, run: &str, until: &str, at_once: &str) {
    place.expect(0, &["resume", run, "--until", until, "--quiet"]);
    same_trees(&place.tree(at_once), &place.tree(run), &format!("{run} extended to {until}"));
}

#[test]
fn a_run_stopped_early_is_extended_to_any_later_end() {
    let place = Place::new();
    ends(&place, "odd.toml", "day 2", "");
    for (out, until) in [("a", "13 h"), ("b", "24 h"), ("c", "37 h")] {
        run(&place, "odd.toml", out, &["--until", until]);
    }
    run(&place, "odd.toml", "whole", &[]);
    // One run from end to end: between checkpoints, on one, and to the scenario's own end.
    extend(&place, "a", "24 h", "b");
    extend(&place, "a", "37 h", "c");
    extend(&place, "a", "day 2", "whole");
    extend(&place, "b", "37 h", "c");
    place.expect(0, &["verify", "a", "--quiet"]);
    // An end past the scenario's own becomes its own, spelled as it was typed.
    ends(&place, "longer.toml", "60 h", "");
    run(&place, "longer.toml", "longer", &[]);
    extend(&place, "a", "60 h", "longer");
    // A plan cut by --set ignores what is late, and so does the longer one.
    run(&place, "odd.toml", "cut", &["--set", "run.until=\"25 h\""]);
    run(&place, "odd.toml", "set", &["--set", "run.until=\"day 3\""]);
    extend(&place, "cut", "day 3", "set");
}

#[test]
fn animals_that_ended_for_their_own_reasons_stay_ended() {
    let place = Place::new();
    // All end early; then some do.
    for (limit, short) in [("130", "30 h"), ("242", "30 h")] {
        let end = format!("humane_endpoint = {limit}");
        ends(&place, "short.toml", short, &end);
        ends(&place, "long.toml", "day 3", &end);
        let (a, b) = (format!("short-{limit}"), format!("long-{limit}"));
        run(&place, "short.toml", &a, &[]);
        run(&place, "long.toml", &b, &[]);
        extend(&place, &a, "day 3", &b);
    }
}

#[test]
fn an_extension_killed_at_any_time_resumes_to_the_same_bytes() {
    let place = Place::new();
    ends(&place, "odd.toml", "30 h", "");
    ends(&place, "longer.toml", "day 3", "");
    run(&place, "odd.toml", "short", &[]);
    let clock = std::time::Instant::now();
    run(&place, "longer.toml", "long", &[]);
    let (length, wanted) = (clock.elapsed(), place.tree("long"));
    let mut waits = Waits::new();
    for round in 0..6 {
        let _ = std::fs::remove_dir_all(place.path("cut"));
        place.copy("short", "cut");
        let extended = || {
            let read = |name: &str| std::fs::read_to_string(place.path(name)).unwrap();
            !read("cut/manifest.json").contains("\"status\": \"done\"")
                || read("cut/scenario.toml").contains("until = \"day 3\"")
        };
        let next = || match extended() {
            true => vec!["resume", "cut", "--quiet"],
            false => vec!["resume", "cut", "--until", "day 3", "--quiet"],
        };
        let kills = place.kill_and_go_on(&mut waits, length, round, next);
        same_trees(&wanted, &place.tree("cut"), &format!("round {round}, {kills} kills"));
    }
}

#[test]
fn an_unfinished_run_first_comes_to_its_own_end() {
    let place = Place::new();
    ends(&place, "odd.toml", "30 h", "");
    ends(&place, "longer.toml", "40 h", "");
    run(&place, "odd.toml", "a", &[]);
    run(&place, "longer.toml", "b", &[]);
    place.without_digest("a/manifest.json");
    let manifest = std::fs::read_to_string(place.path("a/manifest.json")).unwrap();
    place.write("a/manifest.json", &manifest.replace("\"done\"", "\"interrupted\""));
    std::fs::remove_dir_all(place.path("a/state")).unwrap();
    std::fs::create_dir(place.path("a/state")).unwrap();
    extend(&place, "a", "40 h", "b");
}

#[test]
fn an_end_that_is_not_later_is_refused_and_nothing_changes() {
    let place = Place::new();
    run(&place, "small.toml", "a", &["--until", "day 1", "--replicates", "1"]);
    let before = place.files("a");
    let refused = |code: i32, until: &str, words: &str| {
        let output = place.run(&["resume", "a", "--until", until]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{until}: {error}");
        assert!(error.contains(words), "{until}: {error}");
    };
    for until in ["day 1", "12 h", "0 h"] {
        refused(2, until, "after its end (24 h)");
    }
    refused(2, "30.5 h", "a whole multiple of 1 h");
    refused(2, "soon", "soon");
    refused(2, "day 4000", "87600 h");
    assert!(place.files("a") == before, "a refused extension changed the run");
    place.expect(2, &["resume", "nowhere", "--until", "day 2"]);
    // Where the state is gone the longer run is computed from its start.
    std::fs::remove_dir_all(place.path("a/state")).unwrap();
    run(&place, "small.toml", "whole", &["--replicates", "1"]);
    extend(&place, "a", "day 2", "whole");
}

#[test]
fn a_wrong_end_of_an_unfinished_run_is_refused_before_anything_is_computed() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "whole", "--quiet"]);
    let manifest = place.path("whole/manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    // as a killed run leaves it: no digest of its files yet
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["status"] = "running".into();
    json.as_object_mut().unwrap().remove("files");
    json.as_object_mut().unwrap().remove("digest");
    std::fs::write(&manifest, json.to_string()).unwrap();
    let before = std::fs::read(&manifest).unwrap();
    place.expect(2, &["resume", "whole", "--until", "1 h", "--quiet"]);
    assert!(std::fs::read(&manifest).unwrap() == before, "nothing was begun");
}
