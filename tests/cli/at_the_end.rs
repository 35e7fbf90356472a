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
