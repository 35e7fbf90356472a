//! The end of a run: what falls on it, what is recorded then, and runs that go on from it.

use il2sim::record::read_table;
use il2sim::table::Value;

use super::support::{Place, SMALL, text};

/// The last value of a column of the series.
fn last(place: &Place, run: &str, column: &str) -> Value {
    let (columns, rows) = read_table(&place.path(&format!("{run}/series.parquet"))).unwrap();
    let at = columns.iter().position(|found| found.name == column).unwrap();
    rows.last().unwrap()[at].clone()
}

/// The times at which a run's page marks a treatment.
fn marked(place: &Place, run: &str) -> Vec<f64> {
    let page = std::fs::read_to_string(place.path(&format!("{run}/report.html"))).unwrap();
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let end = start + page[start..].find("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(&page[start..end]).unwrap();
    let marks = data["marks"].as_array().unwrap().iter();
    marks
        .flat_map(|mark| mark["times_h"].as_array().unwrap())
        .map(|time_h| time_h.as_f64().unwrap())
        .collect()
}

#[test]
fn a_dose_at_the_end_is_refused_and_a_cut_plan_draws_what_was_given() {
    let place = Place::new();
    place.write("last.toml", &SMALL.replace("times = 2", "times = 3"));
    let output = place.run(&["run", "last.toml"]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(
        error.contains("the run ends before treatment 0 does") && error.contains("due on day 2"),
        "{error}"
    );
    // Cut on the command line nothing is refused: doses at 24, 36 and 48 h of the plan.
    let cut = |out: &str, arguments: &[&str]| {
        let run = ["run", "small.toml", "--replicates", "1", "--quiet", "--out", out];
        place.expect(0, &[&run, arguments].concat());
        (marked(&place, out), last(&place, out, "doses_given"))
    };
    assert_eq!(cut("whole", &[]), (vec![24.0, 36.0], Value::Count(2)));
    assert_eq!(cut("at", &["--until", "36 h"]), (vec![24.0], Value::Count(1)));
    assert_eq!(cut("before", &["--until", "24 h"]), (vec![], Value::Count(0)));
    assert_eq!(
        cut("set", &["--set", "run.until=\"36 h\""]),
        (vec![24.0], Value::Count(1)),
        "a plan cut by --set"
    );
    let open = ["--set", "treatment.0.times=3", "--set", "run.late_doses=\"ignore\""];
    assert_eq!(cut("late", &open), (vec![24.0, 36.0], Value::Count(2)));
    // The page made again marks the same.
    place.expect(0, &["report", "at", "--out", "again.html"]);
    let bytes = |name: &str| std::fs::read(place.path(name)).unwrap();
    assert!(bytes("again.html") == bytes("at/report.html"));
}

/// Replicate and time of every row of the series, in its order.
fn row_times(place: &Place, run: &str) -> Vec<(u64, f64)> {
    let (_, rows) = read_table(&place.path(&format!("{run}/series.parquet"))).unwrap();
    let of = |row: &Vec<Value>| match (&row[0], &row[2]) {
        (Value::Count(replicate), Value::Number(time_h)) => (*replicate, *time_h),
        _ => panic!("not a replicate and a time: {row:?}"),
    };
    rows.iter().map(of).collect()
}

/// Times of a replicate's pictures, h.
fn pictured(place: &Place, run: &str, replicate: u32) -> Vec<f64> {
    let names = std::fs::read_dir(place.path(&format!("{run}/frames/r{replicate:04}/flank")));
    let step = |name: String| name[1..7].parse::<f64>().unwrap();
    let mut times: Vec<f64> = names
        .into_iter()
        .flatten()
        .map(|entry| step(entry.unwrap().file_name().into_string().unwrap()) / 5.0)
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

#[test]
fn the_last_row_and_frame_are_those_of_the_end() {
    let place = Place::new();
    let run = |out: &str, series: &str, frames: &str, more: &[&str]| {
        let set = [format!("record.series_every=\"{series}\""), format!("record.frames={frames}")];
        let base =
            ["run", "small.toml", "--quiet", "--out", out, "--set", &set[0], "--set", &set[1]];
        place.expect(0, &[&base, more].concat());
    };
    run("odd", "7 h", "\"every 20 h\"", &["--replicates", "2"]);
    let mut wanted = Vec::new();
    for time_h in [0.0, 7.0, 14.0, 21.0, 28.0, 35.0, 42.0, 48.0] {
        wanted.extend([(0, time_h), (1, time_h)]);
    }
    assert_eq!(row_times(&place, "odd"), wanted);
    assert_eq!(pictured(&place, "odd", 0), [0.0, 20.0, 40.0, 48.0]);
    // The last digest of the series is that of the outcome.
    assert_eq!(
        place.expect(0, &["verify", "odd", "-q"]),
        "replicate 0: 9 digests, all the same\nreplicate 1: 9 digests, all the same\n"
    );
    // A list of times too, and an end on the command line; none where none were asked for.
    run("list", "6 h", "[\"day 1\"]", &["--replicates", "1", "--until", "13 h"]);
    assert_eq!(pictured(&place, "list", 0), [13.0]);
    assert_eq!(row_times(&place, "list"), [(0, 0.0), (0, 6.0), (0, 12.0), (0, 13.0)]);
    run("none", "6 h", "[]", &["--replicates", "1"]);
    assert!(pictured(&place, "none", 0).is_empty());
    // What was due at the end is there once.
    run("even", "6 h", "\"every 12 h\"", &["--replicates", "1"]);
    assert_eq!(row_times(&place, "even").len(), 9);
    assert_eq!(pictured(&place, "even", 0), [0.0, 12.0, 24.0, 36.0, 48.0]);
}

#[test]
fn an_animal_that_ends_early_has_its_last_row_and_frame() {
    let place = Place::new();
    place.expect(
        0,
        &[
            "run",
            "small.toml",
            "--quiet",
            "--out",
            "run",
            "--set",
            "run.humane_endpoint=242",
            "--set",
            "record.series_every=\"7 h\"",
            "--set",
            "record.frames=\"every 20 h\"",
            "--set",
            "record.replicates=[0, 1, 2]",
        ],
    );
    let (columns, rows) = read_table(&place.path("run/outcomes.parquet")).unwrap();
    let at = |name: &str| columns.iter().position(|column| column.name == name).unwrap();
    let series = row_times(&place, "run");
    let mut early = 0;
    for (row, replicate) in rows.iter().zip(0..) {
        let Value::Number(end_h) = row[at("end_h")] else { panic!("no end") };
        early += u32::from(row[at("end_reason")] != Value::Text("until".into()));
        let last = series.iter().rfind(|(of, _)| *of == u64::from(replicate));
        assert_eq!(last.map(|(_, time_h)| *time_h), Some(end_h), "rows of {replicate}");
        assert_eq!(pictured(&place, "run", replicate).last(), Some(&end_h), "of {replicate}");
    }
    assert!((1..3).contains(&early), "{early} of 3 ended early: the test needs both kinds");
}

#[test]
fn the_series_of_a_study_ends_with_the_run() {
    use il2sim::scenario::Scenario;
    use il2sim::simulation::{Maker, Replicates};
    let text = SMALL.replace("\"6 h\"", "\"7 h\"").replace("\"1 mm\"", "\"0.4 mm\"");
    let text = text.replace("cells = 120", "cells = 9");
    let scenario = Scenario::parse(&text, "small.toml", &[]).unwrap();
    let mut replicates = Replicates::new(&scenario, &[1], &Maker::cpu(), true).unwrap();
    while replicates.advance().unwrap() {}
    let rows = replicates.finish().unwrap().series.unwrap();
    assert_eq!(rows.last().unwrap()[2], Value::Number(48.0));
    assert_eq!(rows.len(), 8);
}
