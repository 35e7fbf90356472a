//! `benches/hardware`, the script that measures on a machine without a toolchain: on whatever
//! adapter there is, without one, and with a program whose engines disagree.

use std::process::{Command, Output};

use super::support::{Place, text};
use crate::skipped::{say, skipped};

/// A program that tells of an adapter and runs anything at once; `verify` of `residual` fails.
const DISAGREES: &str = r#"#!/bin/sh
case $1 in
  info) echo '{"adapters":[{"name":"none","software":false}]}' ;;
  verify) echo 'replicate 0: 3 digests, all the same'; [ "$2" != residual ] ;;
esac
"#;

/// The parts, in the order in which they are printed.
const PARTS: [&str; 10] = [
    "Machine",
    "Self-check",
    "Digests of six scenarios, GPU against CPU",
    "Stages, GPU against CPU",
    "Kernels against copy bandwidth",
    "Planes of 200 x 200",
    "Volumes of 75 x 75 x 75",
    "250 x 250 x 500 with 6 M cells (published: 3.3 s for a step of 6 h on an A100)",
    "Frames on and off",
    "Rules, GPU against CPU",
];

fn script(place: &Place, program: &str, options: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/hardware"))
        .arg(program)
        .args(options)
        .envs(environment.iter().copied())
        .env("TMPDIR", place.path(""))
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap()
}

/// The text under the title of a part, which ends with the time that it took.
fn part<'a>(out: &'a str, title: &str) -> &'a str {
    let rest = out.split_once(&format!("## {title}\n")).unwrap_or_else(|| panic!("{title}: {out}"));
    rest.1.split_once(&format!("\n({title}: ")).unwrap_or_else(|| panic!("{title}: {out}")).0
}

#[test]
fn the_hardware_script_prints_its_tables_on_any_adapter() {
    if skipped("the_hardware_script_prints_its_tables_on_any_adapter") {
        return;
    }
    let place = Place::new();
    let output = script(&place, env!("CARGO_BIN_EXE_il2sim"), &["--small"], &[]);
    let out = text(&output.stdout);
    say(&out);
    assert_eq!(output.status.code(), Some(0), "{out}{}", text(&output.stderr));
    for title in PARTS {
        assert!(!part(&out, title).trim().is_empty(), "{title}: {out}");
    }
    assert_eq!(part(&out, PARTS[1]).matches("self-check: one host step on").count(), 2, "{out}");
    assert_eq!(part(&out, PARTS[2]).matches("| 3, all the same |").count(), 6, "{out}");
    let frames = part(&out, PARTS[8]);
    assert!(frames.contains("| cpu | 0.") && frames.contains("| gpu | "), "{out}");
    assert!(!frames.contains("time is up"), "{out}");
    // What needs the benchmark, and what the test program of the engines.
    assert!(out.ends_with("nothing differed; 6 tables or rows are missing\n"), "{out}");
    assert_eq!(place.names(), ["small.toml"], "nothing is left behind");
}

#[test]
fn a_wrong_digest_ends_the_hardware_script_with_1_after_all_tables() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.write("disagrees", DISAGREES);
    let program = place.path("disagrees");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let output = script(&place, program.to_str().unwrap(), &[], &[]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}{}", text(&output.stderr));
    let digests = part(&out, PARTS[2]);
    assert_eq!(digests.matches("| 3, all the same |").count(), 5, "{out}");
    assert!(digests.contains("| residual |") && digests.contains("| DIFFERS OR BROKE |"), "{out}");
    assert!(part(&out, PARTS[8]).contains("| gpu | "), "{out}");
    assert!(out.trim_end().lines().last().unwrap().starts_with("FAILED: residual"), "{out}");
}

#[test]
fn the_hardware_script_ends_with_2_where_there_is_no_adapter() {
    let place = Place::new();
    // an empty list of drivers: the loader then finds none
    let nowhere = [("VK_DRIVER_FILES", "/nowhere.json"), ("VK_ICD_FILENAMES", "/nowhere.json")];
    let output = script(&place, env!("CARGO_BIN_EXE_il2sim"), &["--small"], &nowhere);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("no adapter was found"), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    let output = script(&place, "no such program", &[], &[]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}
