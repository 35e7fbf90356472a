//! `record.columns`: a series of fewer columns, and all that reads a series.

use std::path::Path;

use il2sim::record::read_table;
use il2sim::table::{Cast, Column};

use super::batch;
use super::support::{Place, SMALL, same_trees, text};

/// The small scenario with some columns.
fn some(columns: &str) -> String {
    format!("{SMALL}columns = {columns}\n")
}

/// Runs a scenario into a directory.
fn run(place: &Place, scenario: &str, out: &str, more: &[&str]) {
    let run = ["run", scenario, "--quiet", "--engine", "cpu", "--out", out];
    place.expect(0, &[&run[..], more].concat());
}

/// The names of a table's columns.
fn names(columns: &[Column]) -> Vec<&str> {
    columns.iter().map(|column| column.name.as_str()).collect()
}

/// Few columns, which the page needs none of and `verify` does without.
const FEW: &str = "[\"leak_index\", \"mhc_positive_cells\", \"time_h\"]";

#[test]
fn chosen_columns_are_those_of_the_whole_series_and_nothing_else_moves() {
    let place = Place::new();
    place.write("few.toml", &some(FEW));
    run(&place, "small.toml", "whole", &[]);
    run(&place, "few.toml", "few", &[]);
    let table = |run: &str| read_table(&place.path(&format!("{run}/series.parquet"))).unwrap();
    let ((all, rows), (chosen, few)) = (table("whole"), table("few"));
    let wanted = ["replicate", "site", "time_h", "mhc_positive_cells", "leak_index"];
    assert_eq!(names(&chosen), wanted, "in the order of the table");
    let cast = Cast::new(&all, &chosen);
    assert_eq!(few, rows.iter().map(|row| cast.row(row)).collect::<Vec<_>>());
    let (whole, few) = (place.tree("whole"), place.tree("few"));
    for same in ["outcomes.parquet", "summary.json"] {
        assert_eq!(whole[Path::new(same)], few[Path::new(same)], "{same}");
    }
    let series = Path::new("series.parquet");
    assert!(2 * few[series].len() < whole[series].len(), "{}", few[series].len());
    // Its scenario as a file again; without a word of it where all are written.
    place.expect(0, &["run", "few/scenario.toml", "--quiet", "--engine", "cpu", "--out", "again"]);
    same_trees(&few, &place.tree("again"), "from the resolved scenario");
    let resolved =
        |run: &str| String::from_utf8(place.tree(run)[Path::new("scenario.toml")].clone());
    assert!(!resolved("whole").unwrap().contains("\ncolumns = "));
    assert!(resolved("few").unwrap().contains(&format!("\ncolumns = {FEW}")));
}

#[test]
fn what_reads_a_series_does_without_or_says_what_it_lacks() {
    let place = Place::new();
    place.write("few.toml", &some(FEW));
    run(&place, "small.toml", "whole", &[]);
    run(&place, "few.toml", "few", &["--until", "30 h"]);
    let base = place.copy("few", "base");
    place.expect(0, &["resume", "few", "--until", "day 2", "--quiet", "--engine", "cpu"]);
    run(&place, "few.toml", "at-once", &[]);
    same_trees(&place.tree("at-once"), &place.tree("few"), "made longer");
    let verified = place.run(&["verify", "few", "--engine", "cpu"]);
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stderr));
    assert!(text(&verified.stderr).contains("the last states alone are compared"));
    assert!(text(&verified.stdout).contains("replicate 2: 1 digests, all the same"));
    // The page of the run has the bytes of the one made again, and says what has no curve.
    let page = std::fs::read_to_string(place.path("few/report.html")).unwrap();
    place.expect(0, &["report", "few", "--out", "again.html"]);
    assert_eq!(page, std::fs::read_to_string(place.path("again.html")).unwrap());
    let said = "so without a curve: tumour_cells, ctl_cells,";
    assert!(page.contains(said) && page.contains("\"burden\":[null,"), "the page's curves");
    place.expect(0, &["report", "whole", "few", "--out", "both.html"]);
    assert!(std::fs::read_to_string(place.path("both.html")).unwrap().contains(said));
    let whole = std::fs::read_to_string(place.path("whole/report.html")).unwrap();
    assert!(!whole.contains("without a curve"));
    let plot = place.run(&["plot", "few"]);
    assert_eq!(plot.status.code(), Some(2));
    let why = "its scenario chose columns (record.columns), of numbers replicate, time_h, \
               mhc_positive_cells, leak_index";
    assert!(text(&plot.stderr).contains(why), "{}", text(&plot.stderr));
    place.expect(0, &["plot", "few", "--columns", "leak_index"]);
    // A branch begins with rows of the same columns, or is computed from its start.
    place.write("few-arm.toml", "title = \"the same\"\n");
    place.write("all-arm.toml", "[record]\ncolumns = [\"digest\", \"tumour_cells\"]\n");
    for (arm, taken) in [("few-arm", true), ("all-arm", false)] {
        let with = format!("{arm}.toml");
        place.expect(
            0,
            &["branch", &base, "--at", "30 h", "--with", &with, "--quiet", "--out", arm],
        );
        let log = std::fs::read_to_string(place.path(&format!("{arm}/log.txt"))).unwrap();
        assert_eq!(log.contains("takes over"), taken, "{log}");
        let again = format!("{arm}-again");
        run(&place, &format!("{arm}/scenario.toml"), &again, &[]);
        same_trees(&place.tree(&again), &place.tree(arm), arm);
    }
}

#[test]
fn a_column_that_does_not_exist_is_refused_with_its_line_and_the_nearest() {
    let place = Place::new();
    place.write("wrong.toml", &some("[\"tumor_cells\", \"digest\"]"));
    let refused = |arguments: &[&str], words: &[&str]| {
        let before = place.names();
        let output = place.run(arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        for word in words {
            assert!(said.contains(word), "stderr lacks `{word}`:\n{said}");
        }
        assert_eq!(place.names(), before);
    };
    let line = SMALL.lines().count() + 1;
    let at = format!("wrong.toml:{line}:11");
    let words = [
        at.as_str(),
        "`tumor_cells` cannot be in `record.columns`",
        "did you mean \"tumour_cells\"?",
        "the columns are replicate, site, time_h, tumour_cells, ",
        "1 problem, nothing was run",
    ];
    refused(&["run", "wrong.toml", "--out", "run"], &words);
    refused(&["check", "wrong.toml"], &words);
    let set = ["run", "small.toml", "--no-files", "--set", "record.columns=[\"x\"]"];
    refused(&set, &["--set:1:16", "`x` cannot be in `record.columns`"]);
    place.write("twice.toml", &some("[\"digest\", \"digest\"]"));
    refused(&["check", "twice.toml"], &["`digest` stands twice", "twice.toml"]);
    place.write("text.toml", &some("\"digest\""));
    refused(&["check", "text.toml"], &["`record.columns` takes"]);
    // A branch's arm, before anything runs.
    run(&place, "small.toml", "base", &["--until", "12 h"]);
    place.write("arm.toml", "[record]\ncolumns = [\"foc\"]\n");
    let branch = ["branch", "base", "--at", "6 h", "--with", "arm.toml", "--out", "arm"];
    refused(&branch, &["arm.toml:2:11", "did you mean \"foci\"?"]);
}

#[test]
fn a_study_keeps_the_series_of_its_columns() {
    let place = batch::place();
    let arm = "set = { \"treatment.0.skip\" = true }";
    let with = |columns: &str| {
        let more = format!("\"treatment.0.skip\" = true, \"record.columns\" = {columns}");
        batch::STUDY.replace(arm, &format!("set = {{ {more} }}"))
    };
    place.write("study.toml", &with("[\"tumour_cells\", \"foci\"]"));
    place.expect(0, &["batch", "run", "study.toml", "--out", "few", "--engine", "cpu"]);
    let table = |arm: &str| {
        let name = format!("few/dataset/series/arm={arm}/part-0000.parquet");
        read_table(&place.path(&name)).unwrap()
    };
    let (columns, rows) = table("control");
    let digest = columns.iter().position(|column| column.name == "digest").unwrap();
    assert!(rows.iter().all(|row| row[digest] == il2sim::table::Value::Missing), "no value");
    assert_eq!(names(&table("treated").0).len(), columns.len());
    place.write("bad.toml", &with("[\"tumor_cells\"]"));
    let refused = place.run(&["batch", "plan", "bad.toml", "--out", "bad"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert!(said.contains("bad.toml:8") && said.contains("\"tumour_cells\"?"), "{said}");
}
