//! Runs that end where an animal's progression has held: the same animals up to that step, on every
//! way to it.

use std::time::Instant;

use il2sim::record::read_table;
use il2sim::table::Value;

use super::batch::{STUDY, place as study_place};
use super::support::{Place, Waits, same_trees, text};

/// Five animals that grow at different rates, for twelve days; a mouse's progression holds after
/// seven.
const SLOW: &str = r#"schema = 1
title = "Slow tumours"
[host]
species = "mouse"
[[site]]
name = "flank"
size = ["1 mm", "1 mm"]
[[tumour]]
site = "flank"
cells = 60
doubling_time = { uniform = { min = "60 h", max = "900 h" } }
[run]
until = "day 12"
detection = "0.1 mm"
tissue_step = "30 min"
replicates = 5
seed = 11
[record]
frames = "every 3 d"
checkpoints = "1 d"
"#;

fn place() -> Place {
    let place = Place::new();
    place.write("slow.toml", SLOW);
    place.write("short.toml", &SLOW.replace("[run]", "[run]\nend_at = \"progression\""));
    place
}

/// A column of a run's outcomes.
fn outcome(place: &Place, run: &str, column: &str) -> Vec<Value> {
    let (columns, rows) = read_table(&place.path(&format!("{run}/outcomes.parquet"))).unwrap();
    let at = columns.iter().position(|c| c.name == column).unwrap();
    rows.into_iter().map(|row| row[at].clone()).collect()
}

/// An animal's rows of a run's series.
fn rows(place: &Place, run: &str, animal: usize) -> Vec<Vec<Value>> {
    let (_, rows) = read_table(&place.path(&format!("{run}/series.parquet"))).unwrap();
    rows.into_iter().filter(|row| row[0] == Value::Count(animal as u64)).collect()
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => *number,
        other => panic!("not a number: {other:?}"),
    }
}

#[test]
fn an_animal_ends_at_its_progression_with_the_rows_of_a_run_to_the_end() {
    let place = place();
    place.expect(0, &["run", "slow.toml", "--out", "whole"]);
    place.expect(0, &["run", "short.toml", "--out", "short"]);
    let settled = [
        "replicate",
        "seed",
        "tumour.0.doubling_time",
        "baseline_mm2",
        "progression_h",
        "progression_free_h",
        "progression_free_event",
        "baseline_lesions",
        "baseline_foci",
    ];
    for column in settled {
        assert_eq!(outcome(&place, "short", column), outcome(&place, "whole", column), "{column}");
    }
    let reasons = outcome(&place, "short", "end_reason");
    let progressed = |animal: usize| reasons[animal] == Value::Text("progressed".to_string());
    assert!((0..5).any(progressed) && !(0..5).all(progressed), "{reasons:?}");
    for animal in 0..5 {
        let (whole, short) = (rows(&place, "whole", animal), rows(&place, "short", animal));
        let of = |run: &str, column: &str| outcome(&place, run, column)[animal].clone();
        if !progressed(animal) {
            assert_eq!(short, whole, "animal {animal}");
            assert_eq!(of("short", "final_digest"), of("whole", "final_digest"));
            continue;
        }
        let end_h = number(&of("short", "end_h"));
        assert_eq!(end_h, number(&of("short", "progression_h")) + 168.0, "animal {animal}");
        assert_eq!(of("short", "response"), Value::Text("PD".to_string()));
        assert_eq!(of("short", "survival_event"), Value::Flag(false));
        assert_eq!(number(&of("short", "survival_h")), end_h);
        let last = short.last().unwrap();
        assert_eq!(number(&last[2]), end_h, "animal {animal}: its last row is that of its end");
        let before = short.iter().filter(|row| number(&row[2]) < end_h).count();
        assert_eq!(short[..before], whole[..before], "animal {animal} before its end");
        assert!(before + 1 == short.len() && whole.len() > short.len());
    }
    let page = std::fs::read_to_string(place.path("short/report.html")).unwrap();
    for words in ["Progression-free survival</h2>", "or to progression", "progressed, day"] {
        assert!(page.contains(words), "the page lacks `{words}`");
    }
    place.expect(0, &["verify", "short", "--quiet"]);
    place.expect(0, &["report", "whole", "short", "--out", "both.html"]);
    let both = std::fs::read_to_string(place.path("both.html")).unwrap();
    assert!(both.contains("followed to their progression only"));
}

#[test]
fn a_run_to_progression_that_is_killed_resumes_to_the_same_bytes() {
    let place = place();
    let clock = Instant::now();
    place.expect(0, &["run", "short.toml", "--out", "whole"]);
    let length = clock.elapsed();
    let mut waits = Waits::new();
    for round in 0..2 {
        let _ = std::fs::remove_dir_all(place.path("cut"));
        let next = || {
            if place.path("cut/manifest.json").exists() {
                vec!["resume", "cut", "--quiet"]
            } else {
                vec!["run", "short.toml", "--out", "cut", "--quiet"]
            }
        };
        let kills = place.kill_and_go_on(&mut waits, length, round, next);
        same_trees(&place.tree("whole"), &place.tree("cut"), &format!("{round}: {kills} kills"));
    }
}

#[test]
fn a_branch_keeps_the_animals_that_had_progressed() {
    let place = place();
    place.write("nothing.toml", "");
    place.expect(0, &["run", "short.toml", "--out", "base", "--set", "record.checkpoints=\"5 d\""]);
    place.expect(0, &["branch", "base", "--at", "day 11", "--with", "nothing.toml", "--out", "b"]);
    let log = std::fs::read_to_string(place.path("b/log.txt")).unwrap();
    assert!(log.contains("takes over the first 240 h of base"), "{log}");
    let ended = outcome(&place, "b", "end_h").iter().any(|end_h| number(end_h) <= 240.0);
    assert!(ended, "no animal had progressed by then");
    place.expect(0, &["run", "b/scenario.toml", "--out", "c"]);
    same_trees(&place.tree("b"), &place.tree("c"), "a branch and its scenario from the start");
}

#[test]
fn a_study_refuses_what_progression_does_not_settle() {
    let place = study_place();
    let refused = |study: &str, words: &[&str]| {
        place.write("bad.toml", study);
        let output = place.run(&["batch", "plan", "bad.toml", "--out", "new"]);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{err}");
        for word in words {
            assert!(err.contains(word), "stderr lacks `{word}`:\n{err}");
        }
        assert!(!place.path("new").exists());
    };
    let set = "[set]\n\"run.end_at\" = \"progression\"\n[[arm]]";
    let everywhere = STUDY.replacen("[[arm]]", set, 1);
    let both = ["`response` cannot be compared", "`survival_h` cannot be compared"];
    let place_and_help = [
        "bad.toml:24:13",
        "bad.toml:24:25",
        " 7 | ",
        "leave `run.end_at` at \"end\"",
        "2 problems",
    ];
    refused(&everywhere, &[&both[..], &place_and_help[..]].concat());
    for outcome in ["cleared_h", "recurrence_h", "best_response", "final_tumour_cells", "peak_leak"]
    {
        let study = everywhere.replace("\"response\", \"survival_h\"", &format!("\"{outcome}\""));
        refused(&study, &[&format!("`{outcome}` cannot be compared"), "1 problem"]);
    }
    // Of one arm, of the base, and where no outcome is named.
    let treated = "name = \"treated\"\nset = { \"run.end_at\" = \"progression\" }";
    refused(&STUDY.replace("name = \"treated\"", treated), &both);
    let silent = everywhere.split("[compare]").next().unwrap();
    refused(silent, &["`response` and `survival_h` cannot be compared", "bad.toml:7", "1 problem"]);
    let base = std::fs::read_to_string(place.path("tiny.toml")).unwrap();
    place.write("tiny.toml", &base.replace("[run]", "[run]\nend_at = \"progression\""));
    refused(STUDY, &both);
    let settled = STUDY.replace("\"response\", \"survival_h\"", "\"progression_free_h\"");
    place.write("good.toml", &settled);
    place.expect(0, &["batch", "plan", "good.toml", "--out", "good"]);
}

/// `small.toml` on a site that its tumour fills, and its warning.
fn on_a_small_site(place: &Place) -> String {
    let small = std::fs::read_to_string(place.path("small.toml")).unwrap();
    let size = small.lines().find(|line| line.starts_with("size")).expect("it has a site");
    small.replace(size, "size = [\"320 um\", \"320 um\"]")
}

#[test]
fn a_tumour_that_will_leave_its_site_is_warned_of_and_the_exit_code_stays() {
    let place = Place::new();
    place.write("tight.toml", &on_a_small_site(&place));
    let told = |arguments: &[&str]| {
        place.expect(0, arguments);
        text(&place.run(arguments).stderr)
    };
    let warned = told(&["check", "tight.toml"]);
    assert!(
        warned.contains("tight.toml: warning: an untreated tumour reaches the edge"),
        "{warned}"
    );
    assert!(warned.contains(" about day "), "{warned}");
    place.write("study.toml", "schema = 1\nscenario = \"tight.toml\"\nreplicates = 2\n");
    let planned = told(&["batch", "plan", "study.toml", "--out", "study"]);
    assert!(planned.contains("warning: at 1 of 1, arm "), "{planned}");
    let wide = on_a_small_site(&place).replace("320 um", "6 mm");
    place.write("wide.toml", &wide);
    assert!(!told(&["check", "wide.toml"]).contains("warning"));
}
