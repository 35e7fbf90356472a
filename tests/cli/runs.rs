//! Whole runs: what they leave, and the equalities between them.

use il2sim::record::{read_table, write_table};
use il2sim::table::Value;

use super::support::{Place, same_trees, text};

/// Rows of a table of a run.
fn rows(place: &Place, name: &str) -> Vec<Vec<Value>> {
    read_table(&place.path(name)).unwrap().1
}

#[test]
fn a_run_leaves_every_file_and_says_where_the_page_is() {
    let place = Place::new();
    let out = place.expect(0, &["run", "small.toml", "--engine", "cpu"]);
    assert_eq!(out.lines().last().unwrap().replace('\\', "/"), "runs/small/report.html");
    let tree = place.tree("runs/small");
    for name in [
        "scenario.toml",
        "series.parquet",
        "outcomes.parquet",
        "summary.json",
        "frames.bin",
        "timelapse.gif",
        "report.html",
    ] {
        assert!(tree.keys().any(|file| file.to_str() == Some(name)), "{name} is missing");
    }
    for step in ["000000", "000060", "000120", "000180", "000240"] {
        assert!(
            place.path(&format!("runs/small/frames/r0000/flank/t{step}.png")).is_file(),
            "frame {step} is missing"
        );
    }
    // 3 animals, a row every 6 h from 0 to 48 h
    assert_eq!(rows(&place, "runs/small/series.parquet").len(), 3 * 9);
    assert_eq!(rows(&place, "runs/small/outcomes.parquet").len(), 3);
    let summary: serde_json::Value =
        serde_json::from_slice(&tree[std::path::Path::new("summary.json")]).unwrap();
    let first = summary["replicates"][0].as_object().unwrap();
    let keys: Vec<&str> = first.keys().map(String::as_str).collect();
    for key in ["replicate", "seed", "response", "final_tumour_cells", "peak_leak", "final_digest"]
    {
        assert!(keys.contains(&key), "summary.json lacks {key}");
    }
    assert!(summary["responses"].is_object());
}

/// Largest resident memory of a run to a day, MiB, as the system tells it while the run lasts.
#[cfg(target_os = "linux")]
fn peak_memory(place: &Place, until: &str) -> f64 {
    let sets = [
        "site.0.size=[\"400 um\", \"400 um\"]",
        "tumour.0.cells=4",
        "tumour.0.doubling_time=\"100 d\"",
        "record.series_every=\"1 h\"",
        "record.frames=[]",
    ];
    let mut arguments = vec![
        "run", "long.toml", "--replicates", "2", "--out", until, "--threads", "1", "--until", until,
    ];
    sets.iter().for_each(|set| arguments.extend(["--set", set]));
    let mut child = place.start(&arguments);
    let mut most = 0.0f64;
    while child.try_wait().unwrap().is_none() {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let kib = status.lines().find_map(|line| {
            line.strip_prefix("VmHWM:")?.trim().trim_end_matches(" kB").parse::<f64>().ok()
        });
        most = most.max(kib.unwrap_or(0.0) / 1024.0);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    most
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_length_of_a_run() {
    let place = Place::new();
    std::fs::write(
        place.path("long.toml"),
        super::support::SMALL.replace("until = \"day 2\"", "until = \"day 60\""),
    )
    .unwrap();
    let (short, long) = (peak_memory(&place, "day 4"), peak_memory(&place, "day 32"));
    eprintln!("{short:.1} MiB to day 4, {long:.1} MiB to day 32");
    assert!(short > 1.0 && long < short + 8.0, "{short:.1} MiB to day 4, {long:.1} MiB to day 32");
}

#[test]
fn the_resolved_scenario_gives_the_same_run() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "a"]);
    place.expect(0, &["run", "a/scenario.toml", "--out", "b"]);
    same_trees(&place.tree("a"), &place.tree("b"), "run again from its resolved scenario");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "one", "--threads", "1"]);
    place.expect(0, &["run", "small.toml", "--out", "three", "--threads", "3"]);
    same_trees(&place.tree("one"), &place.tree("three"), "1 and 3 threads");
}

#[test]
fn a_second_run_takes_the_next_name_and_force_replaces() {
    let place = Place::new();
    let short = ["run", "small.toml", "--until", "6 h", "--replicates", "1"];
    place.expect(0, &short);
    assert_eq!(
        place.expect(0, &short).lines().last().unwrap().replace('\\', "/"),
        "runs/small-2/report.html"
    );
    place.expect(2, &[&short[..], &["--out", "runs/small"]].concat());
    place.expect(0, &[&short[..], &["--out", "runs/small", "--force", "--seed", "5"]].concat());
    assert!(
        std::fs::read_to_string(place.path("runs/small/scenario.toml"))
            .unwrap()
            .contains("seed = 5")
    );
}

#[test]
fn a_shorter_run_is_a_prefix_of_the_longer() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "long"]);
    place.expect(0, &["run", "small.toml", "--out", "short", "--until", "day 1"]);
    let (long, short) = (rows(&place, "long/series.parquet"), rows(&place, "short/series.parquet"));
    assert_eq!(short.len(), 3 * 5);
    assert_eq!(short, long[..short.len()]);
    assert_eq!(
        place.tree("long")[std::path::Path::new("scenario.toml")],
        place.tree("short")[std::path::Path::new("scenario.toml")]
    );
    for step in ["000000", "000060", "000120"] {
        let frame = |run: &str| {
            std::fs::read(place.path(&format!("{run}/frames/r0000/flank/t{step}.png"))).unwrap()
        };
        assert_eq!(frame("long"), frame("short"), "frame {step}");
    }
    assert!(!place.path("short/frames/r0000/flank/t000180.png").exists());
}

#[test]
fn fewer_replicates_are_the_first_of_more() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "three"]);
    place.expect(0, &["run", "small.toml", "--out", "one", "--replicates", "1"]);
    let first: Vec<_> = rows(&place, "three/series.parquet")
        .into_iter()
        .filter(|row| row[0] == Value::Count(0))
        .collect();
    assert_eq!(rows(&place, "one/series.parquet"), first);
}

#[test]
fn a_replicate_verified_alone_equals_itself_among_others() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "a"]);
    assert_eq!(
        place.expect(0, &["verify", "a", "--replicate", "2", "--quiet"]),
        "replicate 2: 10 digests, all the same\n"
    );
    assert_eq!(place.expect(0, &["verify", "a", "--threads", "1", "-q"]).lines().count(), 3);
    place.expect(2, &["verify", "a", "--replicate", "3"]);
}

#[test]
fn verify_says_when_digests_first_differ() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "a", "--replicates", "2"]);
    let path = place.path("a/series.parquet");
    let (columns, mut rows) = read_table(&path).unwrap();
    let digest = columns.iter().position(|c| c.name == "digest").unwrap();
    for row in
        rows.iter_mut().filter(|row| row[0] == Value::Count(1) && row[2] == Value::Number(18.0))
    {
        row[digest] = Value::Text("0".repeat(64));
    }
    write_table(&path, &columns, &rows).unwrap();
    place.without_digest("a/manifest.json");
    let out = place.expect(1, &["verify", "a", "-q"]);
    assert_eq!(
        out,
        "replicate 0: 10 digests, all the same\nreplicate 1: differs from 18 h (day 0.8) on\n"
    );
}

#[test]
fn the_last_digest_of_the_series_is_the_final_digest() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "a"]);
    let series = rows(&place, "a/series.parquet");
    for outcome in rows(&place, "a/outcomes.parquet") {
        let last = series.iter().rfind(|row| row[0] == outcome[0]).unwrap();
        assert_eq!(last.last(), outcome.last());
    }
}

/// The values of a column of `outcomes.parquet`, by replicate.
fn outcomes(place: &Place, run: &str, column: &str) -> Vec<Value> {
    let (columns, rows) = read_table(&place.path(&format!("{run}/outcomes.parquet"))).unwrap();
    let at = columns.iter().position(|c| c.name == column).unwrap();
    rows.into_iter().map(|row| row[at].clone()).collect()
}

#[test]
fn an_animal_that_is_not_recorded_is_run_alone_for_the_same_pictures() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "all", "--set", "record.replicates=[0, 1, 2]"]);
    let others = |shown: u64| {
        (0..3).filter(|r| *r != shown).map(|r| r.to_string()).collect::<Vec<_>>().join(", ")
    };
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(place.path("all/manifest.json")).unwrap()).unwrap();
    let shown = manifest["shown"].as_u64().unwrap();
    place.expect(
        0,
        &[
            "run",
            "small.toml",
            "--out",
            "others",
            "--set",
            &format!("record.replicates=[{}]", others(shown)),
        ],
    );
    let (all, some) = (place.tree("all"), place.tree("others"));
    for step in ["000000", "000060", "000240"] {
        let name = std::path::PathBuf::from(format!("frames/r{shown:04}/flank/t{step}.png"));
        assert_eq!(all[&name], some[&name], "{}", name.display());
    }
    for name in ["series.parquet", "outcomes.parquet", "summary.json", "timelapse.gif"] {
        assert_eq!(all[std::path::Path::new(name)], some[std::path::Path::new(name)], "{name}");
    }
}

#[test]
fn rows_stop_where_an_animal_ends_and_the_others_go_on_untouched() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "free"]);
    place.expect(0, &["run", "small.toml", "--out", "bound", "--set", "run.humane_endpoint=150"]);
    let free = rows(&place, "free/series.parquet");
    let bound = rows(&place, "bound/series.parquet");
    let ends = outcomes(&place, "bound", "end_h");
    let reasons = outcomes(&place, "bound", "end_reason");
    assert!(
        reasons.contains(&Value::Text("humane endpoint".to_string())),
        "no animal reached 150 cells: {reasons:?}"
    );
    for (replicate, (end, reason)) in ends.iter().zip(&reasons).enumerate() {
        let own = |rows: &[Vec<Value>]| {
            rows.iter()
                .filter(|row| row[0] == Value::Count(replicate as u64))
                .cloned()
                .collect::<Vec<_>>()
        };
        let (of_free, of_bound) = (own(&free), own(&bound));
        assert_eq!(
            of_bound.last().map(|row| &row[2]),
            Some(end),
            "animal {replicate}: its last row is that of its end"
        );
        let before =
            of_bound.len() - usize::from(*reason == Value::Text("humane endpoint".to_string()));
        assert_eq!(of_bound[..before], of_free[..before], "animal {replicate} before its end");
    }
}

#[test]
fn a_tumour_that_touches_the_edge_has_left_the_site_and_nobody_knows_more() {
    let place = Place::new();
    place.expect(
        0,
        &[
            "run",
            "small.toml",
            "--out",
            "a",
            "--replicates",
            "1",
            "--set",
            "site.0.size=[\"400 um\", \"400 um\"]",
            "--set",
            "tumour.0.cells=220",
        ],
    );
    assert_eq!(outcomes(&place, "a", "end_reason"), [Value::Text("left the site".to_string())]);
    assert_eq!(outcomes(&place, "a", "response"), [Value::Text("NE".to_string())]);
    for (column, value) in
        [("left_site", true), ("survival_event", false), ("progression_free_event", false)]
    {
        assert_eq!(outcomes(&place, "a", column), [Value::Flag(value)], "{column}");
    }
    let summary = std::fs::read_to_string(place.path("a/summary.json")).unwrap();
    assert!(summary.contains("\"survival_event\": false"), "{summary}");
    assert!(summary.ends_with("\"left_site\": 1\n}\n"), "animals are counted: {summary}");
    let page = String::from_utf8(place.tree("a")[std::path::Path::new("report.html")].clone());
    assert!(page.unwrap().contains("0 of 1 animal cured, 1 of 1 left the site; shown: animal 0"));
}

#[test]
fn two_sites_and_three_dimensions_have_their_rows_and_pictures() {
    let place = Place::new();
    let lung = "[[site]]\nname = \"lung\"\nsize = [\"400 um\", \"360 um\", \"320 \
                um\"]\n\n[[tumour]]\nsite = \"lung\"\ncells = 60\n\n[[tumour]]";
    let both = super::support::SMALL
        .replacen("[[tumour]]", lung, 1)
        .replace("volume = \"0.2 ml\"", "volume = \"0.2 ml\"\nsite = \"flank\"");
    std::fs::write(place.path("both.toml"), both).unwrap();
    place.expect(0, &["run", "both.toml", "--out", "a", "--until", "day 1", "--replicates", "2"]);
    let sites: Vec<Value> = rows(&place, "a/series.parquet")
        .into_iter()
        .filter(|row| row[0] == Value::Count(1))
        .map(|row| row[1].clone())
        .collect();
    assert_eq!(sites.len(), 2 * 5);
    assert_eq!(sites[..2], ["flank", "lung"].map(|name| Value::Text(name.to_string())));
    for site in ["flank", "lung"] {
        assert!(place.path(&format!("a/frames/r0000/{site}/t000120.png")).is_file(), "{site}");
    }
    assert!(
        place.expect(0, &["verify", "a", "-q"]).lines().all(|line| line.ends_with("all the same"))
    );
}

#[test]
fn a_seed_that_a_table_does_not_hold_is_refused_before_anything_runs() {
    let place = Place::new();
    let check = |seed: &str| {
        let set = format!("run.seed={seed}");
        text(&place.run(&["run", "small.toml", "--out", "out", "--set", &set]).stderr).to_owned()
    };
    for seed in ["9223372036854775808", "18446744073709551615"] {
        let said = check(seed);
        assert!(said.contains("run.seed") && said.contains("nothing was run"), "{said}");
        assert!(!place.path("out").exists());
    }
}
