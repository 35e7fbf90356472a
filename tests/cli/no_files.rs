//! `run --no-files`: outcomes as lines of JSON on stdout, and nothing on the disk.

use std::io::Write;
use std::process::{Output, Stdio};

use super::support::{Place, SMALL, text};

/// Runs with a text on standard input.
fn with_input(place: &Place, input: &str, arguments: &[&str]) -> Output {
    let mut child = place
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Closed where it is dropped; a program that refuses its arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<serde_json::Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn outcomes_are_lines_of_json_and_nothing_is_on_the_disk() {
    let place = Place::new();
    let run = ["run", "-", "--no-files", "--quiet", "--engine", "cpu", "--until", "30 h"];
    let output = with_input(&place, SMALL, &run);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    assert_eq!(place.names(), ["small.toml"]);
    let found = lines(&output);
    let file =
        ["run", "small.toml", "--out", "run", "--quiet", "--engine", "cpu", "--until", "30 h"];
    place.expect(0, &file);
    let summary = std::fs::read(place.path("run/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let animals = summary["replicates"].as_array().unwrap();
    assert_eq!(found.len(), animals.len());
    for (line, animal) in found.iter().zip(animals) {
        for (key, value) in animal.as_object().unwrap() {
            assert_eq!(&line[key], value, "{key}");
        }
        assert!(line["tumour.0.doubling_time"].is_f64(), "{line}");
    }
    // A file does as well, and `--json` keeps standard error.
    let json = ["run", "small.toml", "--no-files", "--json", "--engine", "cpu", "--until", "30 h"];
    let output = place.run(&json);
    assert_eq!(lines(&output), found);
    assert!(text(&output.stderr).lines().all(|line| line.starts_with('{')));
}

#[test]
fn a_wrong_scenario_or_option_is_refused() {
    let place = Place::new();
    let no_files = ["run", "-", "--no-files"];
    let broken = with_input(&place, &SMALL.replace("cells = 120", "cels = 120"), &no_files);
    assert_eq!(broken.status.code(), Some(2));
    assert!(text(&broken.stderr).contains("stdin:13:1"), "{}", text(&broken.stderr));
    let endless = "#".repeat((1 << 20) + 1);
    let large = with_input(&place, &endless, &no_files);
    assert_eq!(large.status.code(), Some(2));
    assert!(text(&large.stderr).contains("too large"), "{}", text(&large.stderr));
    for more in [&["--out", "run"][..], &["--force"], &["--watch"]] {
        let refused = with_input(&place, SMALL, &[&no_files[..], more].concat());
        assert_eq!(refused.status.code(), Some(2), "{more:?}");
        assert!(text(&refused.stderr).contains("cannot be used with"), "{}", text(&refused.stderr));
    }
    assert_eq!(place.names(), ["small.toml"]);
}

#[cfg(unix)]
#[test]
fn a_stop_says_that_nothing_was_saved() {
    let place = Place::new();
    for (signal, code) in [("INT", 130), ("TERM", 75)] {
        let run = ["run", "small.toml", "--no-files", "--until", "day 900", "--engine", "cpu"];
        let longer = ["--set", "run.until=day 900", "--set", "run.replicates=20"];
        let child = place.start(&[&run[..], &longer].concat());
        std::thread::sleep(std::time::Duration::from_millis(1500));
        let id = child.id().to_string();
        std::process::Command::new("kill").args([format!("-{signal}"), id]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        assert!(text(&output.stderr).ends_with("stopped; nothing was saved\n"));
        assert_eq!(text(&output.stdout), "");
    }
    assert_eq!(place.names(), ["small.toml"]);
}
