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

#[test]
fn a_branch_gives_what_is_due_at_its_own_time() {
    let place = place();
    // A run that ended just there, one that went on, and one that gave something else just there.
    place.expect(0, &["run", "small.toml", "--out", "stopped", "--until", "24 h"]);
    place.expect(0, &["run", "small.toml", "--out", "whole"]);
    let at = |name: &str, text: &str, start: &str| {
        place.write(name, &text.replace("32 h", start));
    };
    at("now.toml", ARM, "24 h");
    at("operate.toml", "[[treatment]]\ndrug = \"surgery\"\nstart = \"32 h\"\n", "day 1");
    at("later.toml", ARM, "32 h");
    for base in ["stopped", "whole"] {
        for arm in ["now", "operate", "later"] {
            let (branch, once) = (format!("{base}-{arm}"), format!("{base}-{arm}-once"));
            let file = format!("{arm}.toml");
            place.expect(
                0,
                &["branch", base, "--at", "24 h", "--with", &file, "--out", &branch, "--quiet"],
            );
            let scenario = format!("{branch}/scenario.toml");
            place.expect(0, &["run", &scenario, "--out", &once, "--quiet"]);
            same_trees(&place.tree(&once), &place.tree(&branch), &branch);
        }
        let (columns, rows) =
            il2sim::record::read_table(&place.path(&format!("{base}-now/series.parquet"))).unwrap();
        let given = columns.iter().position(|column| column.name == "doses_given").unwrap();
        assert_eq!(rows.last().unwrap()[given], il2sim::table::Value::Count(1), "{base}");
    }
    // The state of the end itself: nobody has ended in it.
    let log = std::fs::read_to_string(place.path("stopped-now/log.txt")).unwrap();
    assert!(log.contains("takes over the first 24 h"), "{log}");
}

#[test]
fn an_arm_that_keeps_the_plan_adds_to_it() {
    let place = place();
    let base = ["run", "small.toml", "--quiet", "--out"];
    place.expect(0, &[&base[..], &["whole"]].concat());
    place.expect(0, &[&base[..], &["base", "--until", "24 h"]].concat());
    place.write("more.toml", &format!("plan = \"keep\"\n{}", ARM.replace("32 h", "24 h")));
    let branch = ["branch", "base", "--at", "24 h", "--quiet", "--with"];
    place.expect(0, &[&branch[..], &["more.toml", "--out", "more"]].concat());
    let log = std::fs::read_to_string(place.path("more/log.txt")).unwrap();
    assert!(log.contains("takes over the first 24 h of base"), "{log}");
    place.expect(0, &["run", "more/scenario.toml", "--out", "once", "--quiet"]);
    same_trees(&place.tree("once"), &place.tree("more"), "the branch and its own scenario");
    place.expect(0, &["verify", "more", "--quiet"]);
    let given = |run: &str| {
        let (columns, rows) =
            il2sim::record::read_table(&place.path(&format!("{run}/series.parquet"))).unwrap();
        let given = columns.iter().position(|column| column.name == "doses_given").unwrap();
        rows.last().unwrap()[given].clone()
    };
    place.expect(0, &[&branch[..], &["bolus.toml", "--out", "instead"]].concat());
    let counts = ["whole", "more", "instead"].map(given);
    assert_eq!(counts, [2, 3, 1].map(il2sim::table::Value::Count));
}

#[test]
fn later_changes_of_a_key_give_way_to_those_of_an_arm() {
    let place = place();
    let changes = "[[change]]\nfrom = \"12 h\"\n[change.model.nk]\nmotility = \"50 um2/min\"\n\
                   [[change]]\nfrom = \"30 h\"\n[change.model.nk]\nmotility = \"20 um2/min\"\n\
                   kill_rate = \"9 /d\"\n[[change]]\nfrom = \"36 h\"\n[change.model.nk]\n\
                   motility = \"10 um2/min\"\n";
    let small = std::fs::read_to_string(place.path("small.toml")).unwrap();
    place.write("changing.toml", &format!("{small}\n{changes}"));
    place.expect(0, &["run", "changing.toml", "--quiet", "--out", "base"]);
    place.write("faster.toml", "[model.nk]\nmotility = \"90 um2/min\"\n");
    let branch =
        ["branch", "base", "--at", "24 h", "--with", "faster.toml", "--out", "b", "--quiet"];
    place.expect(0, &branch);
    let text = std::fs::read_to_string(place.path("b/scenario.toml")).unwrap();
    let resolved: toml::Table = text.parse().unwrap();
    let changes = resolved["change"].as_array().unwrap();
    let nk = |n: usize, key: &str| {
        changes[n]["model"]["nk"].get(key).and_then(|value| value.as_str().map(str::to_owned))
    };
    let told: Vec<_> = (0..changes.len()).map(|n| nk(n, "motility")).collect();
    assert_eq!(told, [Some("50 um2/min".into()), Some("90 um2/min".into()), None]);
    assert_eq!(nk(2, "kill_rate").as_deref(), Some("9 /d"));
}

#[test]
fn an_arm_changes_the_model_from_the_branch_on() {
    let place = place();
    let base = ["run", "small.toml", "--quiet", "--out"];
    place.expect(0, &[&base[..], &["base", "--until", "24 h"]].concat());
    place.expect(0, &[&base[..], &["whole"]].concat());
    let arm = "plan = \"keep\"\n[model.nk]\nmotility = \"90 um2/min\"\nkill_rate = \"40 /d\"\n\
               [model.il2]\ndiffusion = \"60 um2/s\"\n[model.priming]\ndelay = \"3 h\"\n";
    place.write("model.toml", arm);
    place.expect(
        0,
        &["branch", "base", "--at", "24 h", "--with", "model.toml", "--out", "b", "--quiet"],
    );
    let log = std::fs::read_to_string(place.path("b/log.txt")).unwrap();
    assert!(log.contains("takes over the first 24 h of base"), "{log}");
    // From the start, on other threads, stopped before, at and after the change, and verified.
    let run = ["run", "b/scenario.toml", "--quiet", "--out"];
    place.expect(0, &[&run[..], &["once", "--threads", "1"]].concat());
    same_trees(&place.tree("once"), &place.tree("b"), "the branch and its own scenario");
    for until in ["18 h", "24 h", "30 h"] {
        let cut = format!("cut-{until}");
        place.expect(0, &[&run[..], &[&cut, "--until", until]].concat());
        place.expect(0, &["resume", &cut, "--until", "day 2", "--quiet"]);
        same_trees(&place.tree("once"), &place.tree(&cut), until);
    }
    place.expect(0, &["verify", "b", "--quiet"]);
    place.expect(0, &["verify", "b", "--quiet", "--replicate", "1"]);
    let digests = |run: &str| -> Vec<(il2sim::table::Value, il2sim::table::Value)> {
        let (columns, rows) =
            il2sim::record::read_table(&place.path(&format!("{run}/series.parquet"))).unwrap();
        let at = |name: &str| columns.iter().position(|column| column.name == name).unwrap();
        let (time, digest) = (at("time_h"), at("digest"));
        rows.into_iter().map(|row| (row[time].clone(), row[digest].clone())).collect()
    };
    for (own, base) in digests("b").into_iter().zip(digests("whole")) {
        let il2sim::table::Value::Number(time_h) = own.0 else { panic!("{own:?}") };
        assert_eq!(own == base, time_h <= 24.0, "{time_h} h");
    }
}

#[test]
fn a_branch_never_takes_the_place_of_its_run() {
    let place = place();
    place.write("end.toml", "[run]\nuntil = \"24 h\"\n");
    let run = ["run", "small.toml", "--replicates", "1", "--quiet", "--out"];
    place.expect(0, &[&run[..], &["d", "--until", "30 h"]].concat());
    place.expect(0, &[&run[..], &["runs/small-nothing", "--until", "30 h"]].concat());
    #[cfg(unix)]
    std::os::unix::fs::symlink("d", place.path("link")).unwrap();
    let before = (place.files("d"), place.files("runs"));
    let refused = |from: &str, arm: &str, more: &[&str], words: &str| {
        let branch = ["branch", from, "--at", "24 h", "--with", arm, "--force"];
        let output = place.run(&[&branch, more].concat());
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{more:?}: {error}");
        assert!(error.contains(words), "{more:?}: {error}");
    };
    let mut spellings = vec!["d", "d/", "./d", "d/../d", "d/state", "d/new/deeper", "."];
    if cfg!(unix) {
        spellings.extend(["link", "link/inner", "new/../link"]);
    }
    for out in spellings {
        refused("d", "nothing.toml", &["--out", out], "choose another place with --out");
    }
    refused("runs/small-nothing", "nothing.toml", &[], "choose another place with --out");
    refused("d", "end.toml", &["--out", "e"], "ends before the branch begins");
    assert!((place.files("d"), place.files("runs")) == before, "a refused branch changed its run");
    assert!(!place.path("e").exists() && !place.path("new").exists());
}
