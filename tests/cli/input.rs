//! Wrong input: exit code 2, a message that names it, nothing half written.

use super::support::{Place, SMALL, text};

/// Runs with wrong input: exit 2, `words` on stderr, and nothing new in the place.
fn refused(place: &Place, arguments: &[&str], words: &[&str]) {
    let before = place.names();
    let output = place.run(arguments);
    let err = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "il2sim {}: {err}", arguments.join(" "));
    for word in words {
        assert!(
            err.contains(word),
            "il2sim {}: stderr lacks `{word}`:\n{err}",
            arguments.join(" ")
        );
    }
    assert_eq!(text(&output.stdout), "");
    assert_eq!(place.names(), before, "il2sim {} left something", arguments.join(" "));
}

#[test]
fn a_wrong_command_line_exits_2() {
    let place = Place::new();
    refused(&place, &["run"], &["SCENARIO"]);
    refused(&place, &["run", "small.toml", "--engine", "abacus"], &["abacus"]);
    refused(&place, &["run", "small.toml", "--threads", "0"], &["0"]);
    refused(&place, &["fly"], &["fly"]);
    refused(&place, &["run", "small.toml", "--set", "cells"], &["KEY=VALUE"]);
    refused(&place, &["run", "small.toml", "--until", "soon"], &["soon", "day 10"]);
    refused(&place, &["run", "small.toml", "--until", "90 min"], &["host step"]);
    refused(&place, &["run", "small.toml", "--until", "0 h"], &["host step"]);
    refused(&place, &["new", "peritumorel"], &["peritumoral"]);
    refused(&place, &["export", "nowhere", "--time", "day 1", "--csv"], &["nowhere"]);
    refused(&place, &["verify", "nowhere"], &["nowhere"]);
}

#[test]
fn commands_of_later_versions_are_absent() {
    refused(&Place::new(), &["findings", "runs/x"], &["findings"]);
}

#[test]
fn a_scenario_that_is_not_there_exits_2() {
    refused(&Place::new(), &["run", "absent.toml"], &["absent.toml"]);
}

#[test]
fn every_problem_of_a_scenario_is_told_at_once_with_its_line() {
    let place = Place::new();
    let wrong = SMALL
        .replace("cells = 120", "cels = 120")
        .replace("\"0.2 ml\"", "\"0.2 mm\"")
        .replace("seed = 11", "seed = -1");
    std::fs::write(place.path("wrong.toml"), wrong).unwrap();
    refused(&place, &["run", "wrong.toml"], &["wrong.toml:13", "cels", "cells", "0.2 mm", "seed"]);
    refused(&place, &["check", "wrong.toml"], &["wrong.toml:13"]);
}

#[test]
fn problems_as_json_are_one_document() {
    let place = Place::new();
    std::fs::write(place.path("wrong.toml"), SMALL.replace("cells = 120", "cels = 120")).unwrap();
    let output = place.run(&["check", "wrong.toml", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let problems: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert!(problems.to_string().contains("cels"));
}

#[test]
fn a_wrong_override_is_refused_like_a_wrong_line() {
    refused(&Place::new(), &["run", "small.toml", "--set", "tumour.0.cels=5"], &["cels", "cells"]);
}

#[test]
fn a_directory_of_other_things_is_never_touched() {
    let place = Place::new();
    std::fs::create_dir(place.path("mine")).unwrap();
    std::fs::write(place.path("mine/letter.txt"), "dear").unwrap();
    refused(&place, &["run", "small.toml", "--out", "mine"], &["mine"]);
    refused(&place, &["run", "small.toml", "--out", "mine", "--force"], &["mine"]);
    assert_eq!(std::fs::read_dir(place.path("mine")).unwrap().count(), 1);
}
