//! Branches: equal to the run before the time point, and to the arm's own scenario from its start.

use super::support::{Place, same_trees, text};

const ARM: &str = "title = \"A bolus instead\"\n[[treatment]]\ndrug = \"il2\"\nroute = \
                   \"intravenous\"\ndose = \"50000 IU\"\nstart = \"32 h\"\n";

fn place() -> Place {
    let place = Place::new();
    std::fs::write(place.path("bolus.toml"), ARM).unwrap();
    std::fs::write(place.path("nothing.toml"), "").unwrap();
    place
}

#[test]
fn a_branch_from_a_checkpoint_has_the_bytes_of_its_own_scenario_from_the_start() {
    let place = place();
    place.expect(0, &["run", "small.toml", "--out", "base", "--until", "30 h"]);
    let out = place.expect(
        0,
        &["branch", "base", "--at", "30 h", "--with", "bolus.toml", "--with", "nothing.toml"],
    );
    assert_eq!(out.lines().count(), 2);
    for arm in ["bolus", "nothing"] {
        let branch = format!("runs/small-{arm}");
        let log = std::fs::read_to_string(place.path(&format!("{branch}/log.txt"))).unwrap();
        assert!(log.contains("takes over the first 24 h of base"), "{log}");
        place.expect(0, &["run", &format!("{branch}/scenario.toml"), "--out", arm]);
        same_trees(
            &place.tree(&branch),
            &place.tree(arm),
            "a branch and its scenario from the start",
        );
    }
    place.expect(0, &["verify", "runs/small-bolus", "--quiet"]);
}

#[test]
fn a_branch_before_any_checkpoint_is_computed_from_the_start() {
    let place = place();
    place.expect(0, &["run", "small.toml", "--out", "base"]);
    place.expect(0, &["branch", "base", "--at", "27 h", "--with", "nothing.toml", "--out", "b"]);
    place.expect(0, &["run", "b/scenario.toml", "--out", "c"]);
    same_trees(&place.tree("b"), &place.tree("c"), "a branch from the start");
}

#[test]
fn what_is_no_branch_is_refused_before_anything_runs() {
    let place = place();
    place
        .expect(0, &["run", "small.toml", "--out", "base", "--until", "30 h", "--replicates", "1"]);
    std::fs::write(place.path("early.toml"), ARM.replace("32 h", "20 h")).unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let output = place.run(arguments);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(words), "{error}");
    };
    refused(
        &["branch", "base", "--at", "30 h", "--with", "bolus.toml", "--with", "early.toml"],
        "begins before the branch",
    );
    refused(&["branch", "base", "--at", "30 h", "--with", "absent.toml"], "cannot read the arm");
    refused(&["branch", "base", "--at", "30.5 h", "--with", "bolus.toml"], "on a host step");
    refused(
        &["branch", "base", "--at", "day 9", "--with", "bolus.toml"],
        "before the end of the run",
    );
    refused(
        &[
            "branch", "base", "--at", "30 h", "--with", "bolus.toml", "--with", "nothing.toml",
            "--out", "x",
        ],
        "--out names one directory",
    );
    refused(&["branch", "small.toml", "--at", "30 h", "--with", "bolus.toml"], "small.toml");
    assert_eq!(place.names(), ["base", "bolus.toml", "early.toml", "nothing.toml", "small.toml"]);
}
