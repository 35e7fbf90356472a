//! Streams that close or refuse: every command, both streams, a reader that has gone and a full
//! device. No command ends in a panic, none is kept from its work by a reader that has gone, and
//! none that could not say what was asked for ends as if it had.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use clap::CommandFactory;

use super::support::{Place, text};

/// A scenario of a fraction of a second.
const TINY: &str = r#"schema = 1
title = "A few cells for half a day"
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["480 um", "480 um"]
[[tumour]]
site = "flank"
cells = 12
[run]
until = "12 h"
replicates = 1
seed = 11
[record]
frames = "every 6 h"
series_every = "6 h"
checkpoints = "6 h"
"#;

const STUDY: &str = r#"schema = 1
title = "Two sizes"
scenario = "tiny.toml"
replicates = 1
[design]
kind = "grid"
[[design.key]]
key = "tumour.0.cells"
name = "cells"
values = [12, 14]
"#;

const FINDING: &str = r#"schema = 1
title = "A few cells live for half a day"
scenario = "tiny.toml"
replicates = 1
[finding]
id = "F900"
published = "nothing"
[[test]]
kind = "number"
arm = "base"
outcome = "final_tumour_cells"
from = 1
to = 100
"#;

/// What a stream leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leads {
    /// To the test.
    Here,
    /// To a pipe that nobody reads any more.
    Nowhere,
    /// To a device that has no room.
    Full,
}

impl Leads {
    fn stdio(self) -> Stdio {
        match self {
            Leads::Here => Stdio::piped(),
            Leads::Nowhere => {
                let (reader, writer) = std::io::pipe().unwrap();
                drop(reader);
                writer.into()
            }
            Leads::Full => std::fs::File::options().write(true).open("/dev/full").unwrap().into(),
        }
    }
}

/// Whether a command's work is kept where it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeps {
    Nothing,
    State,
}

/// What each command is tried with: `NEW` is a name that nothing has, `STOPPED` and `PLANNED` are
/// copies of their own of a run that was stopped and of a study that was planned.
const COMMANDS: &[(&str, Keeps)] = &[
    ("", Keeps::Nothing),
    ("--help", Keeps::Nothing),
    ("--version", Keeps::Nothing),
    ("--no-such-option", Keeps::Nothing),
    ("run --help", Keeps::Nothing),
    ("batch", Keeps::Nothing),
    ("list", Keeps::Nothing),
    ("list --json", Keeps::Nothing),
    ("schema", Keeps::Nothing),
    ("new peritumoral", Keeps::Nothing),
    ("new absent", Keeps::Nothing),
    ("completions zsh", Keeps::Nothing),
    ("check tiny.toml bad.toml", Keeps::Nothing),
    ("check tiny.toml --resolved", Keeps::Nothing),
    ("check bad.toml --json", Keeps::Nothing),
    ("info --engine cpu", Keeps::Nothing),
    ("info --engine cpu --json", Keeps::Nothing),
    ("bench --engine cpu --size 32 --replicates 1", Keeps::Nothing),
    ("run absent.toml", Keeps::Nothing),
    ("run bad.toml --json", Keeps::Nothing),
    ("run tiny.toml --engine cpu --out NEW", Keeps::State),
    ("run tiny.toml --engine cpu --out NEW --json", Keeps::State),
    ("run tiny.toml --engine cpu --out NEW --quiet", Keeps::State),
    ("run tiny.toml --engine cpu --out NEW --watch", Keeps::State),
    ("resume STOPPED --engine cpu", Keeps::State),
    ("resume STOPPED --engine cpu --json", Keeps::State),
    ("branch done --at 6h --with arm.toml --engine cpu --out NEW", Keeps::State),
    ("verify done --engine cpu", Keeps::Nothing),
    ("verify done --engine cpu --json", Keeps::Nothing),
    ("export done --time 6h --csv --out NEW", Keeps::Nothing),
    ("cite done", Keeps::Nothing),
    ("cite absent", Keeps::Nothing),
    ("render done --out NEW.gif", Keeps::Nothing),
    ("render done --out NEW.gif --json", Keeps::Nothing),
    ("report done", Keeps::Nothing),
    ("report done twin --out NEW.html", Keeps::Nothing),
    ("report study", Keeps::Nothing),
    ("plot done twin --out NEW.svg", Keeps::Nothing),
    ("batch plan study.toml --out NEW", Keeps::Nothing),
    ("batch plan study.toml --out NEW --probe --engine cpu --json", Keeps::Nothing),
    ("batch run study.toml --out NEW --engine cpu", Keeps::State),
    ("batch run PLANNED --engine cpu --json", Keeps::State),
    ("batch status study --verify", Keeps::Nothing),
    ("batch status study --json", Keeps::Nothing),
    ("batch status planned --missing", Keeps::Nothing),
    ("batch merge study", Keeps::Nothing),
    ("batch report study", Keeps::Nothing),
    ("batch report planned --json", Keeps::Nothing),
    ("archive done --out NEW.zip", Keeps::Nothing),
    ("findings --list", Keeps::Nothing),
    ("findings absent.toml --json", Keeps::Nothing),
    ("findings finding.toml --out NEW --engine cpu", Keeps::State),
];

/// Every pair of streams but the ordinary one.
const STREAMS: [(Leads, Leads); 8] = [
    (Leads::Nowhere, Leads::Here),
    (Leads::Here, Leads::Nowhere),
    (Leads::Nowhere, Leads::Nowhere),
    (Leads::Full, Leads::Here),
    (Leads::Here, Leads::Full),
    (Leads::Full, Leads::Full),
    (Leads::Nowhere, Leads::Full),
    (Leads::Full, Leads::Nowhere),
];

/// A place with all that the commands need.
fn furnished() -> Place {
    let place = Place::new();
    place.write("tiny.toml", TINY);
    place.write("bad.toml", &TINY.replace("cells = 12", "cells = \"many\""));
    place.write("arm.toml", "title = \"The same\"\n");
    place.write("study.toml", STUDY);
    place.write("finding.toml", FINDING);
    for out in ["done", "twin"] {
        place.expect(0, &["run", "tiny.toml", "--engine", "cpu", "--quiet", "--out", out]);
    }
    place
        .expect(0, &["batch", "run", "study.toml", "--engine", "cpu", "--quiet", "--out", "study"]);
    place.expect(0, &["batch", "plan", "study.toml", "--out", "planned"]);
    let stopped = "run tiny.toml --engine cpu --out stopped";
    assert_eq!(run(&place, stopped, (Leads::Here, Leads::Full)).status.code(), Some(75));
    assert!(!place.path("stopped/report.html").exists());
    place
}

/// Starts a command with streams of its own, away from any graphics driver (drivers write to
/// standard error themselves).
fn start(place: &Place, words: &str, (out, err): (Leads, Leads)) -> Command {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let arguments: Vec<String> = words
        .split_whitespace()
        .map(|word| match word {
            "STOPPED" => place.copy("stopped", &format!("stopped-{number}")),
            "PLANNED" => place.copy("planned", &format!("planned-{number}")),
            word => word.replace("NEW", &format!("new-{number}")),
        })
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = place.command(&arguments);
    command.env("VK_DRIVER_FILES", "/nowhere.json");
    command.stdin(Stdio::null()).stdout(out.stdio()).stderr(err.stdio());
    command
}

fn run(place: &Place, words: &str, streams: (Leads, Leads)) -> Output {
    start(place, words, streams).spawn().unwrap().wait_with_output().unwrap()
}

#[test]
fn every_command_is_among_those_whose_pipes_are_tried() {
    let tried = |name: &str| COMMANDS.iter().any(|(words, _)| words.starts_with(name));
    for command in il2sim::cli::Cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(tried(name), "{name}");
        for part in command.get_subcommands() {
            assert!(tried(&format!("{name} {}", part.get_name())), "{name} {}", part.get_name());
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn no_command_minds_a_closed_pipe_and_each_names_a_full_device() {
    let place = furnished();
    let mut wrong = Vec::new();
    for (words, keeps) in COMMANDS {
        let ordinary = run(&place, words, (Leads::Here, Leads::Here));
        let code = ordinary.status.code().unwrap();
        let speaks = [&ordinary.stdout, &ordinary.stderr].map(|stream| !stream.is_empty());
        for streams in STREAMS {
            let ended = run(&place, words, streams);
            let fails = [streams.0, streams.1].map(|leads| leads == Leads::Full);
            let expected = match (speaks, fails) {
                // messages come first, and work whose state is kept stops at them
                ([_, true], [_, true]) if code == 0 && *keeps == Keeps::State => 75,
                ([true, _], [true, _]) | ([_, true], [_, true]) if code == 0 => 1,
                _ => code,
            };
            let mut require = |holds: bool, what: &str| {
                if !holds {
                    wrong.push(format!(
                        "il2sim {words}, {streams:?}: {what}\n  exit code {:?}, {expected} \
                         expected\n  stdout {:?}\n  stderr {:?}",
                        ended.status.code(),
                        text(&ended.stdout),
                        text(&ended.stderr)
                    ));
                }
            };
            require(ended.status.code() == Some(expected), "another exit code");
            let said = text(&ended.stdout) + &text(&ended.stderr);
            require(!said.contains("defect") && !said.contains("panicked"), "a panic");
            for (stream, other) in [(0, 1), (1, 0)] {
                let name = ["standard output", "standard error"][stream];
                let other_is_read = [streams.0, streams.1][other] == Leads::Here;
                if other_is_read {
                    let named = said.contains(&format!("cannot write to {name}: No space left"));
                    require(named == (speaks[stream] && fails[stream]), "the device and its name");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

/// As `il2sim run tiny.toml 2>&1 | head -1`.
#[test]
fn a_run_goes_on_to_its_end_when_its_reader_leaves_after_the_first_line() {
    let place = Place::new();
    place.write("tiny.toml", TINY);
    for also in ["", " --json"] {
        let out = format!("out{}", also.trim());
        let (reader, writer) = std::io::pipe().unwrap();
        let words = format!("run tiny.toml --engine cpu --out {out}{also}");
        let mut command = start(&place, &words, (Leads::Here, Leads::Here));
        command.stdout(writer.try_clone().unwrap()).stderr(writer);
        let mut child = command.spawn().unwrap();
        drop(command);
        let mut first = String::new();
        BufReader::new(reader).read_line(&mut first).unwrap();
        assert!(first.contains(&out), "{first}");
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let manifest =
            std::fs::read_to_string(place.path(&format!("{out}/manifest.json"))).unwrap();
        assert!(manifest.contains("\"done\""), "{manifest}");
        assert!(place.path(&format!("{out}/report.html")).exists());
    }
}

/// A full log stops a run with its state saved, and it goes on from there to the same bytes.
#[test]
#[cfg(target_os = "linux")]
fn a_run_stopped_by_a_full_device_goes_on_from_its_state() {
    let place = Place::new();
    place.write("tiny.toml", TINY);
    let words = "run tiny.toml --engine cpu --out";
    let stopped = run(&place, &format!("{words} cut"), (Leads::Here, Leads::Full));
    assert_eq!(stopped.status.code(), Some(75));
    assert!(!place.path("cut/report.html").exists());
    place.expect(0, &["resume", "cut", "--engine", "cpu", "--quiet"]);
    assert_eq!(
        run(&place, &format!("{words} whole"), (Leads::Here, Leads::Here)).status.code(),
        Some(0)
    );
    super::support::same_trees(&place.tree("whole"), &place.tree("cut"), "stopped and whole");
}
