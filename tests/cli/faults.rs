//! Every call of the disk refused, and the process killed before every one: nothing is lost.

use super::support::{Place, SMALL, same_trees, text};

/// A run of a fraction of a second that writes all its kinds of files.
fn tiny() -> Place {
    let place = Place::new();
    let text = SMALL
        .replace("\"1 mm\", \"1 mm\"", "\"400 um\", \"400 um\"")
        .replace("cells = 120", "cells = 12")
        .replace("until = \"day 2\"", "until = \"4 h\"")
        .replace("replicates = 3", "replicates = 1")
        .replace("start = \"day 1\"\nevery = \"12 h\"\ntimes = 2", "start = \"1 h\"")
        .replace("every 12 h", "every 2 h")
        .replace("\"6 h\"", "\"2 h\"")
        .replace("checkpoints = \"12 h\"", "checkpoints = \"2 h\"");
    place.write("small.toml", &text);
    place
}

#[test]
fn a_run_that_meets_any_fault_of_the_disk_comes_to_the_same_bytes() {
    const ENOSPC: &str = "28";
    const EIO: &str = "5";
    let place = tiny();
    place.expect(0, &["run", "small.toml", "--out", "whole", "-q"]);
    let wanted = place.tree("whole");
    let faults = [("rename", "kill"), ("write", "kill"), ("write", ENOSPC), ("write", EIO)];
    for (call, what) in faults {
        for n in 1.. {
            let fault = format!("{call}:{n}:{what}");
            let _ = std::fs::remove_dir_all(place.path("cut"));
            let run = ["run", "small.toml", "--out", "cut", "-q"];
            let output = place.command(&run).env("IL2SIM_FAULT", &fault).output().unwrap();
            let said = text(&output.stderr);
            assert!(!said.contains("defect of the program"), "{fault}: {said}");
            if output.status.success() {
                assert!(n > 8, "{fault} never came");
                break;
            }
            if what != "kill" {
                let code = if what == ENOSPC { 75 } else { 1 };
                assert_eq!(output.status.code(), Some(code), "{fault}: {said}");
            }
            if place.path("cut/manifest.json").exists() {
                place.expect(0, &["resume", "cut", "-q"]);
            } else {
                place.expect(0, &run);
            }
            same_trees(&wanted, &place.tree("cut"), &fault);
        }
    }
}
