//! Studies: whatever machines, processes and kills there are, the dataset is the same.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use il2sim::batch::dataset::Dataset;
use il2sim::table::Value;

use super::support::{Place, Waits, same_trees, text};

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
doubling_time = { uniform = { min = "24 h", max = "48 h" } }
[[treatment]]
drug = "il2"
preparation = "recombinant human"
route = "peritumoral"
dose = "300 CU"
volume = "0.2 ml"
start = "2 h"
[run]
until = "12 h"
replicates = 2
seed = 11
[record]
series_every = "6 h"
"#;

/// Two arms, two doses by two times: eight points, five of them different.
pub const STUDY: &str = r#"schema = 1
title = "Dose by time"
scenario = "tiny.toml"
replicates = 2
series = true
[[arm]]
name = "control"
set = { "treatment.0.skip" = true }
[[arm]]
name = "treated"
[design]
kind = "grid"
[[design.key]]
key = "treatment.0.dose"
name = "dose"
values = ["30 CU", "300 CU"]
[[design.key]]
key = "treatment.0.start"
name = "start"
values = ["2 h", "4 h"]
[compare]
outcomes = ["response", "survival_h"]
"#;

/// A place with the study and its scenario.
pub fn place() -> Place {
    let place = Place::new();
    place.write("tiny.toml", TINY);
    place.write("study.toml", STUDY);
    place
}

/// The study run in one go in a place of its own: what every other way must come to.
fn whole(place: &Place) -> BTreeMap<PathBuf, Vec<u8>> {
    let out = place.expect(0, &["batch", "run", "study.toml", "--out", "whole", "-q"]);
    assert_eq!(out.lines().last().unwrap().replace('\\', "/"), "whole/dataset");
    place.files("whole/dataset")
}

/// The `done` files of a study by path.
fn done(place: &Place, study: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    place
        .files(study)
        .into_iter()
        .filter(|(path, _)| path.file_name().unwrap().to_str().unwrap().starts_with("done-"))
        .collect()
}

/// A column of the outcomes of an arm.
fn column(place: &Place, study: &str, arm: &str, name: &str) -> Vec<Value> {
    let dataset = Dataset::open(&place.path(study)).unwrap();
    dataset.outcomes(arm, &[name]).unwrap().into_iter().map(|mut row| row.remove(0)).collect()
}

fn status(place: &Place, study: &str) -> serde_json::Value {
    serde_json::from_str(&place.expect(0, &["batch", "status", study, "--json"])).unwrap()
}

#[test]
fn one_process_or_one_a_shard_in_any_order_merge_to_the_same_bytes() {
    let place = place();
    let wanted = whole(&place);
    place.expect(0, &["batch", "plan", "study.toml", "--out", "cut"]);
    assert_eq!(place.expect(0, &["batch", "status", "cut", "--missing"]), "0\n1\n2\n3\n4\n");
    for shard in ["3", "0", "4", "1"] {
        place.expect(0, &["batch", "run", "cut", "--shard", shard, "--threads", "1", "-q"]);
    }
    assert_eq!(place.expect(0, &["batch", "status", "cut", "--missing"]), "2\n");
    let refused = place.run(&["batch", "merge", "cut"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr)
            .contains("1 of 5 shards are missing: `il2sim batch status cut --missing`"),
        "{}",
        text(&refused.stderr)
    );
    let csv = std::fs::read_to_string(place.path("cut/shards.csv")).unwrap();
    let name = csv.lines().nth(3).unwrap().split(',').nth(5).unwrap();
    place.expect(0, &["batch", "run", "cut", "--shard", name, "--threads", "3", "-q"]);
    place.expect(0, &["batch", "merge", "cut"]);
    same_trees(&wanted, &place.files("cut/dataset"), "shard by shard");
    let page = |study: &str| std::fs::read(place.path(study).join("report.html")).unwrap();
    assert!(page("whole") == page("cut"), "the pages differ");
    place.expect(0, &["batch", "merge", "cut"]);
    same_trees(&wanted, &place.files("cut/dataset"), "merged twice");
}

#[test]
fn the_dataset_holds_the_runs_of_their_scenarios() {
    let place = place();
    whole(&place);
    let sets = ["treatment.0.dose=\"30 CU\"", "treatment.0.start=\"4 h\""];
    place.expect(
        0,
        &["run", "tiny.toml", "--out", "alone", "--set", sets[0], "--set", sets[1], "-q"],
    );
    let (columns, rows) =
        il2sim::record::read_table(&place.path("alone/outcomes.parquet")).unwrap();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let dataset = Dataset::open(&place.path("whole")).unwrap();
    // point 1: the first dose, the second time
    let found: Vec<Vec<Value>> =
        dataset.outcomes("treated", &names).unwrap().into_iter().skip(2).take(2).collect();
    assert_eq!(found, rows);
    let (_, series) = il2sim::record::read_table(&place.path("alone/series.parquet")).unwrap();
    let (_, all) = il2sim::record::read_table(
        &place.path("whole/dataset/series/arm=treated/part-0000.parquet"),
    )
    .unwrap();
    let own: Vec<Vec<Value>> = all
        .into_iter()
        .filter(|row| row[0] == Value::Count(1))
        .map(|row| row[1..].to_vec())
        .collect();
    let by_replicate = |n: u64| series.iter().filter(move |row| row[0] == Value::Count(n)).cloned();
    assert_eq!(own, by_replicate(0).chain(by_replicate(1)).collect::<Vec<_>>());
    let points: Vec<u64> = column(&place, "whole", "control", "point")
        .iter()
        .map(|value| if let Value::Count(n) = value { *n } else { panic!("{value:?}") })
        .collect();
    assert_eq!(points, [0, 0, 1, 1, 2, 2, 3, 3]);
    assert_eq!(
        column(&place, "whole", "treated", "dose"),
        [30.0, 30.0, 30.0, 30.0, 300.0, 300.0, 300.0, 300.0].map(Value::Number)
    );
}

#[test]
fn a_point_of_a_study_is_branched() {
    let place = place();
    whole(&place);
    place.write("same.toml", "plan = \"keep\"\n");
    place.write("other.toml", "[model.nk]\nmotility = \"90 um2/min\"\n");
    let branch = ["branch", "whole", "--at", "6 h", "--with", "same.toml", "--with", "other.toml"];
    place.expect(0, &[&branch[..], &["--point", "treated/1", "-q"]].concat());
    let (columns, rows) =
        il2sim::record::read_table(&place.path("runs/whole-treated-1-same/outcomes.parquet"))
            .unwrap();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let dataset = Dataset::open(&place.path("whole")).unwrap();
    let all = dataset.outcomes("treated", &names).unwrap();
    assert_eq!(all[2..4], rows, "what the study has at this point");
    let series = |run: &str| {
        il2sim::record::read_table(
            &place.path(&format!("runs/whole-treated-1-{run}/series.parquet")),
        )
        .unwrap()
        .1
    };
    let (same, other) = (series("same"), series("other"));
    assert!(same[..2] == other[..2] && same != other);
    let refused = |more: &[&str], words: &str| {
        let output = place.run(&[&branch[..], more].concat());
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(words), "{error}");
    };
    refused(&[], "is a study: say which of its points with --point");
    refused(&["--point", "treated/4"], "points count from 0 to 3");
    refused(&["--point", "treat/1"], "the study has no arm `treat`");
    refused(&["--point", "treated"], "write ARM/NUMBER");
}

#[test]
fn names_of_arms_are_those_that_readers_know() {
    let place = place();
    let names = ["Ko\u{f6}rper/2", "300 CU + CTX: 50 %"];
    let study = STUDY.replace("\"control\"", &format!("{:?}", names[0]));
    place.write("study.toml", &study.replace("\"treated\"", &format!("{:?}", names[1])));
    whole(&place);
    let dataset = Dataset::open(&place.path("whole")).unwrap();
    for (name, directory) in
        names.iter().zip(["arm=Ko\u{f6}rper%2F2", "arm=300 CU + CTX%3A 50 %25"])
    {
        assert_eq!(dataset.outcomes(name, &["point"]).unwrap().len(), 8, "{name}");
        for table in ["outcomes", "series"] {
            let path = place.path(&format!("whole/dataset/{table}/{directory}"));
            assert!(path.is_dir(), "{}", path.display());
        }
    }
    let page = std::fs::read_to_string(place.path("whole/report.html")).unwrap();
    assert!(page.contains("300 CU + CTX: 50 %"));
    let link = page.split("href=\"").find(|link| link.contains("arm=300")).unwrap();
    assert!(link.contains("%253A%2050%20%2525/part-0.parquet"), "{}", &link[..90]);
    place.expect(0, &["batch", "status", "whole", "--verify"]);
}

#[test]
fn a_finished_study_started_again_changes_nothing() {
    let place = place();
    whole(&place);
    let before = place.files("whole");
    let output = place.run(&["batch", "run", "whole"]);
    assert!(
        output.status.success() && text(&output.stderr).contains("finished already"),
        "{}",
        text(&output.stderr)
    );
    place.expect(0, &["batch", "plan", "study.toml", "--out", "whole"]);
    same_trees(&before, &place.files("whole"), "started again");
}

#[test]
fn a_study_that_grows_keeps_what_it_has() {
    let place = place();
    whole(&place);
    let before = done(&place, "whole");
    // more replicates, a dose and an arm more
    let grown = STUDY
        .replace("replicates = 2", "replicates = 5")
        .replace("\"300 CU\"]", "\"100 CU\", \"300 CU\"]")
        .replace(
            "[design]",
            "[[arm]]\nname = \"diluted\"\nset = { \"treatment.0.volume\" = \"0.4 ml\" }\n[design]",
        );
    place.write("grown.toml", &grown);
    let said = place.expect(0, &["batch", "plan", "grown.toml", "--out", "whole"]);
    assert!(said.contains("5 points kept"), "{said}");
    let state = status(&place, "whole");
    assert_eq!(
        (&state["runs"], &state["done_runs"]),
        (&serde_json::json!(65), &serde_json::json!(10))
    );
    let stale = place.run(&["batch", "merge", "whole"]);
    assert_eq!(stale.status.code(), Some(1));
    place.expect(0, &["batch", "run", "whole", "-q"]);
    let after = done(&place, "whole");
    assert!(
        before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)),
        "a part was made again"
    );
    let added: u64 = after
        .iter()
        .filter(|(path, _)| !before.contains_key(*path))
        .map(|(_, bytes)| {
            serde_json::from_slice::<serde_json::Value>(bytes).unwrap()["count"].as_u64().unwrap()
        })
        .sum();
    assert_eq!(added, 55, "only the replicates that were missing are computed");
    place.expect(0, &["batch", "merge", "whole"]);
    place.expect(0, &["batch", "run", "grown.toml", "--out", "fresh", "-q"]);
    same_trees(&place.files("fresh/dataset"), &place.files("whole/dataset"), "grown");
    // and back: what is no longer planned stays, and is said
    let said = place.expect(0, &["batch", "plan", "study.toml", "--out", "whole"]);
    assert!(said.contains("8 shards on the disk are not in the plan any more"), "{said}");
    assert_eq!(status(&place, "whole")["missing"], serde_json::json!([]));
}

#[test]
fn two_processes_on_one_study_do_no_harm() {
    let place = place();
    let wanted = whole(&place);
    place.expect(0, &["batch", "plan", "study.toml", "--out", "both"]);
    for shards in [vec![], vec!["--shard", "2"]] {
        let children: Vec<_> = (0..2)
            .map(|_| place.start(&[&["batch", "run", "both", "-q"][..], &shards].concat()))
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        }
    }
    place.expect(0, &["batch", "merge", "both"]);
    same_trees(&wanted, &place.files("both/dataset"), "two processes");
}

#[test]
fn a_study_killed_at_any_time_goes_on_to_the_same_bytes() {
    let place = place();
    let clock = Instant::now();
    let wanted = whole(&place);
    let length = clock.elapsed();
    let mut waits = Waits::new();
    for round in 0..4 {
        let _ = std::fs::remove_dir_all(place.path("cut"));
        let kills = place.kill_and_go_on(&mut waits, length, round, || {
            vec!["batch", "run", "study.toml", "--out", "cut", "-q"]
        });
        same_trees(&wanted, &place.files("cut/dataset"), &format!("round {round}, {kills} kills"));
        assert!(
            place.files("cut").get(std::path::Path::new("report.html"))
                == place.files("whole").get(std::path::Path::new("report.html")),
            "round {round}"
        );
        assert!(!place.names().iter().any(|name| name.ends_with(".part")));
    }
}

#[cfg(unix)]
#[test]
fn a_stopped_shard_saves_its_state_and_goes_on_to_the_same_bytes() {
    let place = place();
    let long = |text: &str| text.replace("until = \"12 h\"", "until = \"day 6\"");
    place.write("tiny.toml", &long(TINY));
    place.write(
        "study.toml",
        &STUDY.split("[[arm]]").next().unwrap().replace("replicates = 2", "replicates = 6"),
    );
    let clock = Instant::now();
    let wanted = whole(&place);
    let length = clock.elapsed();
    for (signal, code) in [("TERM", 75), ("INT", 130)] {
        place.expect(0, &["batch", "plan", "study.toml", "--out", signal]);
        let mut child = place.start(&["batch", "run", signal, "-q"]);
        std::thread::sleep(length / 2);
        if child.try_wait().unwrap().is_none() {
            assert!(
                std::process::Command::new("kill")
                    .args([format!("-{signal}"), child.id().to_string()])
                    .status()
                    .unwrap()
                    .success()
            );
            assert_eq!(child.wait().unwrap().code(), Some(code), "SIG{signal}");
            let saved = place
                .files(signal)
                .into_keys()
                .any(|path| path.file_name().unwrap().to_str().unwrap().starts_with("state-"));
            assert!(saved, "no state saved on SIG{signal}");
        }
        place.expect(0, &["batch", "run", signal, "-q"]);
        place.expect(0, &["batch", "merge", signal]);
        same_trees(&wanted, &place.files(&format!("{signal}/dataset")), signal);
        let left = place
            .files(signal)
            .into_keys()
            .any(|path| path.file_name().unwrap().to_str().unwrap().starts_with("state-"));
        assert!(!left, "the saved state goes once the shard is done");
    }
}

#[test]
fn failed_runs_are_told_left_out_if_allowed_and_tried_again() {
    let place = place();
    let wanted = whole(&place);
    // as if replicate 1 of the last shard had failed (which scenarios that pass the loader do not
    // do)
    let csv = std::fs::read_to_string(place.path("whole/shards.csv")).unwrap();
    let name = csv.lines().last().unwrap().split(',').nth(5).unwrap().to_string();
    let shard = format!("whole/shards/{}/{name}", &name[..2]);
    std::fs::remove_dir_all(place.path(&shard)).unwrap();
    place.write("one.toml", &STUDY.replace("replicates = 2", "replicates = 1"));
    place.expect(0, &["batch", "plan", "one.toml", "--out", "whole"]);
    place.expect(0, &["batch", "run", "whole", "--shard", "4", "-q"]);
    place.expect(0, &["batch", "plan", "study.toml", "--out", "whole"]);
    let failed = serde_json::json!({ "version": "0.1.0", "at": "2026-11-22T05:08:00Z", "attempt": 1, "failures": [{ "replicate": 1, "reason": "it burst" }] });
    place.write(&format!("{shard}/failed.json"), &failed.to_string());

    let said = place.expect(0, &["batch", "status", "whole"]);
    assert!(
        said.contains("9 of 10 runs") && said.contains("shard 4, replicate 1: it burst"),
        "{said}"
    );
    assert_eq!(place.expect(0, &["batch", "status", "whole", "--missing"]), "4\n");
    let refused = place.run(&["batch", "merge", "whole"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr).contains("1 runs failed")
            && text(&refused.stderr).contains("--allow-failed"),
        "{}",
        text(&refused.stderr)
    );
    place.expect(0, &["batch", "merge", "whole", "--allow-failed"]);
    let replicates = column(&place, "whole", "treated", "replicate");
    assert_eq!(replicates, [0, 1, 0, 1, 0, 1, 0].map(Value::Count));
    let listed: serde_json::Value =
        serde_json::from_slice(&std::fs::read(place.path("whole/dataset/failed.json")).unwrap())
            .unwrap();
    assert_eq!(
        listed,
        serde_json::json!([{ "arm": "treated", "point": 3, "replicate": 1, "reason": "it burst" }])
    );
    let page = std::fs::read_to_string(place.path("whole/report.html")).unwrap();
    assert!(
        page.contains("1 runs failed and are left out of every number")
            && page.contains("href=\"dataset/failed.json\"")
    );

    place.expect(0, &["batch", "run", "whole", "-q"]);
    assert!(!place.path(&format!("{shard}/failed.json")).exists());
    place.expect(0, &["batch", "merge", "whole"]);
    same_trees(&wanted, &place.files("whole/dataset"), "tried again");
}

#[test]
fn a_damaged_part_is_found_and_made_again() {
    let place = place();
    let wanted = whole(&place);
    let parts: Vec<PathBuf> = place
        .files("whole")
        .into_keys()
        .filter(|path| {
            path.starts_with("shards") && path.extension().is_some_and(|ending| ending == "parquet")
        })
        .collect();
    // one byte changed: sizes do not show it
    let changed = place.path("whole").join(&parts[0]);
    let mut bytes = std::fs::read(&changed).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&changed, &bytes).unwrap();
    place.expect(0, &["batch", "status", "whole"]);
    let said = place.expect(1, &["batch", "status", "whole", "--verify"]);
    assert!(
        said.contains("1 damaged file;")
            && said.contains(parts[0].file_name().unwrap().to_str().unwrap()),
        "{said}"
    );
    let output = place.run(&["batch", "merge", "whole"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("remove it and run the study again"),
        "{}",
        text(&output.stderr)
    );
    same_trees(&wanted, &place.files("whole/dataset"), "the dataset of before stays");
    // a removed table, a cut one, a torn done file: all are made again
    std::fs::remove_file(&changed).unwrap();
    let cut = place.path("whole").join(&parts[3]);
    std::fs::write(&cut, &std::fs::read(&cut).unwrap()[..100]).unwrap();
    let torn = place.path("whole").join(done(&place, "whole").into_keys().last().unwrap());
    std::fs::write(&torn, "{ \"identity\": 3").unwrap();
    assert!(!place.expect(0, &["batch", "status", "whole", "--missing"]).is_empty());
    place.expect(0, &["batch", "run", "whole", "-q"]);
    place.expect(0, &["batch", "status", "whole", "--verify"]);
    place.expect(0, &["batch", "merge", "whole"]);
    same_trees(&wanted, &place.files("whole/dataset"), "mended");
}

#[test]
fn animals_are_common_to_all_points_unless_the_study_says_otherwise() {
    let place = place();
    whole(&place);
    let of = |study: &str, arm: &str| column(&place, study, arm, "tumour.0.doubling_time");
    let common = of("whole", "treated");
    assert_eq!(common[..2], common[2..4]);
    assert_eq!(common, of("whole", "control"));
    place.write("own.toml", &STUDY.replace("series = true", "common_random_numbers = false"));
    place.expect(0, &["batch", "run", "own.toml", "--out", "own", "-q"]);
    let own = of("own", "treated");
    assert_ne!(own[..2], own[2..4]);
    assert_ne!(own, of("own", "control"));
    assert_ne!(
        column(&place, "own", "treated", "seed")[0],
        column(&place, "own", "treated", "seed")[2]
    );
    // a point's seed is its own: it stays when points are added
    place.write(
        "more.toml",
        &STUDY
            .replace("series = true", "common_random_numbers = false")
            .replace("\"300 CU\"]", "\"3000 CU\", \"300 CU\"]"),
    );
    let said = place.expect(0, &["batch", "plan", "more.toml", "--out", "own"]);
    assert!(said.contains("5 points kept"), "{said}");
}

#[test]
fn keys_that_only_some_points_draw_have_their_fixed_values_elsewhere() {
    let place = place();
    let arms = "[[arm]]\nname = \"fixed\"\nset = { \"tumour.0.doubling_time\" = \"30 h\" \
                }\n[[arm]]\nname = \"drawn\"\n";
    place.write("study.toml", &format!("{}{arms}", STUDY.split("[[arm]]").next().unwrap()));
    whole(&place);
    assert_eq!(
        column(&place, "whole", "fixed", "tumour.0.doubling_time"),
        [Value::Number(30.0), Value::Number(30.0)]
    );
    let drawn = column(&place, "whole", "drawn", "tumour.0.doubling_time");
    assert!(drawn[0] != drawn[1]);
}

#[test]
fn an_arm_may_change_the_species() {
    let place = place();
    let arms = "[[arm]]\nname = \"mouse\"\n[[arm]]\nname = \"patient\"\nset = { \"host.species\" \
                = \"human\" }\n";
    place.write("study.toml", &format!("{}{arms}", STUDY.split("[[arm]]").next().unwrap()));
    whole(&place);
    assert_eq!(column(&place, "whole", "patient", "response").len(), 2);
}

#[test]
fn a_study_of_a_plan_by_another_rulebook_is_planned_again_first() {
    let place = place();
    whole(&place);
    let path = place.path("whole/plan.json");
    let plan = std::fs::read_to_string(&path).unwrap();
    place.without_digest("whole/plan.json");
    let bare = std::fs::read_to_string(&path).unwrap();
    let at = bare.find("\"rulebook_digest\": \"").unwrap() + 20;
    std::fs::write(&path, format!("{}0000{}", &bare[..at], &bare[at + 4..])).unwrap();
    let output = place.run(&["batch", "run", "whole"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("planned under another rulebook")
            && text(&output.stderr).contains("batch plan"),
        "{}",
        text(&output.stderr)
    );
    place.expect(0, &["batch", "merge", "whole"]);
    place.expect(0, &["batch", "plan", "study.toml", "--out", "whole"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), plan);
}

#[test]
fn a_probe_estimates_the_time() {
    let place = place();
    place.expect(0, &["batch", "plan", "study.toml", "--out", "a", "--probe", "--engine", "cpu"]);
    let estimate: serde_json::Value =
        serde_json::from_slice(&std::fs::read(place.path("a/estimate.json")).unwrap()).unwrap();
    assert_eq!(estimate["host_steps"], 12);
    let seconds: Vec<f64> =
        estimate["study_s"].as_array().unwrap().iter().map(|s| s.as_f64().unwrap()).collect();
    assert!(
        0.0 < seconds[0] && seconds[0] <= seconds[1] && seconds[1] <= seconds[2],
        "{seconds:?}"
    );
}

#[test]
fn labels_of_a_design_stand_in_tables_page_and_charts() {
    let place = place();
    let labels = "values = [\"30 CU\", \"300 CU\"]\nlabels = [\"mouse dose\", \"rat dose\"]";
    let study = STUDY.replace("values = [\"30 CU\", \"300 CU\"]", labels);
    place.write("labels.toml", &study);
    place.expect(0, &["batch", "run", "labels.toml", "--out", "labels", "--quiet"]);
    let dataset = place.path("labels/dataset");
    for table in ["design.parquet", "fractions.parquet", "outcomes/arm=treated/part-0.parquet"] {
        let (columns, rows) = il2sim::record::read_table(&dataset.join(table)).unwrap();
        let dose = columns.iter().position(|column| column.name == "dose").unwrap();
        let found: std::collections::BTreeSet<String> =
            rows.iter().map(|row| format!("{:?}", row[dose])).collect();
        let wanted = ["Text(\"mouse dose\")", "Text(\"rat dose\")"];
        assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "{table}");
    }
    let read = |name: &str| std::fs::read_to_string(place.path(name)).unwrap();
    let schema = read("labels/dataset/schema.json");
    assert!(schema.contains("labels: mouse dose = 30 CU, rat dose = 300 CU"), "{schema}");
    assert!(read("labels/report.html").contains("mouse dose (30 CU), rat dose (300 CU)"));
    assert!(read("labels/dataset/summary.txt").contains("dose rat dose"));
    let map = read("labels/dataset/figures/response-cr-map-treated.svg");
    assert!(map.contains("mouse dose") && !map.contains(">30<"), "{map}");
    // the same points as without labels
    place.expect(0, &["batch", "plan", "study.toml", "--out", "plain"]);
    let identities = |dir: &str| {
        let plan: serde_json::Value =
            serde_json::from_str(&read(&format!("{dir}/plan.json"))).unwrap();
        let points = plan["points"].as_array().unwrap().clone();
        points.iter().map(|point| point["identity"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(identities("labels"), identities("plain"));
    assert!(!read("plain/plan.json").contains("labels"), "a plan without labels is as before");
}
