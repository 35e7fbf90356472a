//! Paths that lead to nothing of the kind: a missing file, a directory in place of a file and the
//! reverse, a run in place of a study and the reverse. Each is an error of input (exit code 2) that
//! names the path and says everything once.

use super::support::{Place, text};

const STUDY: &str = r#"schema = 1
title = "Two sizes"
scenario = "small.toml"
replicates = 1
[design]
kind = "grid"
[[design.key]]
key = "tumour.0.cells"
name = "cells"
values = [12, 14]
"#;

/// Commands with a wrong path: the command, and the word in it that is wrong.
fn wrong_paths() -> Vec<(String, &'static str)> {
    let mut wrong = Vec::new();
    let mut add = |command: &str, paths: &[&'static str]| {
        wrong.extend(paths.iter().map(|path| (command.replace("PATH", path), *path)));
    };
    // a scenario or another file
    let not_a_file = ["absent.toml", "run", "small.toml/x.toml"];
    add("check PATH", &not_a_file);
    add("run PATH", &not_a_file);
    add("batch plan PATH --out new", &not_a_file);
    add("branch run --at 6h --with PATH", &not_a_file);
    // the directory of a run
    let not_a_run = ["absent", "small.toml", "small.toml/x", "study", "empty"];
    for command in [
        "resume PATH",
        "branch PATH --at 6h --with arm.toml",
        "verify PATH",
        "export PATH --time 6h --csv",
        "cite PATH",
        "render PATH",
        "report PATH run",
        "plot PATH --out new.svg",
        "plot run PATH --out new.svg",
    ] {
        add(command, &not_a_run);
    }
    add("report PATH", &["absent", "small.toml", "small.toml/x", "empty"]);
    // the directory of a study
    let not_a_study = ["absent", "small.toml", "small.toml/x", "run", "empty"];
    for command in ["status", "merge", "report"] {
        add(&format!("batch {command} PATH"), &not_a_study);
    }
    add("batch run PATH", &["absent", "small.toml/x", "run", "empty"]);
    // a place to write to
    add("run small.toml --out PATH", &["study.toml", "study.toml/x", "study"]);
    add("branch run --at 6h --with arm.toml --out PATH", &["study.toml", "study.toml/x", "study"]);
    add("batch plan study.toml --out PATH", &["small.toml", "small.toml/x", "run"]);
    add("batch run study.toml --out PATH", &["small.toml", "small.toml/x", "run"]);
    add("export run --time 0h --csv --out PATH", &["small.toml", "small.toml/x"]);
    add("render run --out PATH", &["folder.gif", "small.toml/x.gif"]);
    add("render run --format png --out PATH", &["small.toml", "small.toml/x"]);
    add("report run --out PATH", &["folder.html", "small.toml/x.html"]);
    add("report study --out PATH", &["folder.html", "small.toml/x.html"]);
    add("report run run --out PATH", &["folder.html", "small.toml/x.html"]);
    add("plot run --out PATH", &["folder.svg", "small.toml/x.svg"]);
    wrong
}

#[test]
fn a_wrong_path_is_an_error_of_input_that_names_it_once() {
    let place = Place::new();
    place.write("study.toml", STUDY);
    place.write("arm.toml", "title = \"The same\"\n");
    place.expect(
        0,
        &["run", "small.toml", "--until", "12 h", "--replicates", "1", "--quiet", "--out", "run"],
    );
    place.expect(0, &["batch", "plan", "study.toml", "--out", "study"]);
    for folder in ["empty", "folder.gif", "folder.html", "folder.svg"] {
        std::fs::create_dir(place.path(folder)).unwrap();
    }
    let mut faults = Vec::new();
    for (command, path) in wrong_paths() {
        let words: Vec<&str> = command.split(' ').collect();
        let output = place.run(&words);
        let error = text(&output.stderr);
        let mut require = |holds: bool, what: &str| {
            if !holds {
                let code = output.status.code();
                faults.push(format!("il2sim {command}: {what}, exit code {code:?}\n  {error}"));
            }
        };
        require(output.status.code() == Some(2), "not an error of input");
        require(output.stdout.is_empty(), "something on stdout");
        // of a place below a file the file is named
        let named = path.split('/').next().unwrap_or(path);
        require(error.contains(named), "the path is not named");
        for line in error.lines() {
            let mut parts: Vec<&str> = line.split(": ").collect();
            parts.sort_unstable();
            let all = parts.len();
            parts.dedup();
            require(parts.len() == all, "something stands twice");
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
