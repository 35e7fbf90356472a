//! Findings: what was published beside what is predicted, run once and judged.

use std::path::Path;

use super::batch::place;
use super::support::{Place, text};

/// A finding of a fraction of a second, on the tiny scenario.
const FINDING: &str = r#"schema = 1
title = "A dose changes nothing within half a day"
source = "nobody, for a test"
scenario = "tiny.toml"
replicates = 3
series = true
[[arm]]
name = "control"
set = { "treatment.0.skip" = true }
[[arm]]
name = "IL-2"
[finding]
id = "F900"
published = "nothing"
hypothesis = "none is needed"
[[test]]
kind = "equal"
arms = ["IL-2", "control"]
outcome = "response = CR"
[[test]]
kind = "number"
arm = "IL-2"
outcome = "tumour_cells @ 12 h"
from = 1
to = 100
"#;

fn with_finding() -> Place {
    let place = place();
    place.write("f.toml", FINDING);
    place
}

fn changed(from: &str, to: &str) -> String {
    assert!(FINDING.contains(from), "{from}");
    FINDING.replacen(from, to, 1)
}

/// Judges a changed finding; gives stderr, having made sure of exit 2 and of an untouched place.
fn refused(place: &Place, finding: &str, words: &[&str]) {
    place.write("bad.toml", finding);
    let before = place.names();
    let output = place.run(&["findings", "bad.toml"]);
    let err = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{finding}\n{err}");
    for word in words {
        assert!(err.contains(word), "stderr lacks `{word}`:\n{err}");
    }
    assert_eq!(place.names(), before);
}

#[test]
fn a_finding_is_judged_and_computes_nothing_twice() {
    let place = with_finding();
    let out = place.expect(0, &["findings", "f.toml", "--out", "found", "-q"]);
    assert!(out.contains("F900 holds"), "{out}");
    assert!(out.contains("tumour_cells @ day 0.5: IL-2"), "{out}");
    assert!(out.contains("mice: 1 of 1 findings hold"), "{out}");
    let json: serde_json::Value =
        serde_json::from_slice(&place.files("found")[Path::new("findings.json")]).unwrap();
    assert_eq!(json["findings"][0]["tests"][0]["arms"][0]["animals"], 3);
    let again = place.run(&["findings", "f.toml", "--out", "found"]);
    assert!(text(&again.stderr).contains("finished already"), "{}", text(&again.stderr));
    assert_eq!(text(&again.stdout), out);
    // a page and a table of the book beside it
    let page = String::from_utf8(place.files("found")[Path::new("findings.html")].clone());
    let page = page.unwrap();
    assert!(page.contains("<svg") && page.contains("F900/report.html"));
    assert!(place.files("found").contains_key(Path::new("findings.md")));
}

#[test]
fn what_another_finding_has_run_is_taken_over() {
    let place = with_finding();
    place.write(
        "g.toml",
        &changed("F900", "F901").replace(
            "IL-2\"\n[finding]",
            "IL-2\"\nset = { \"treatment.0.dose\" = \"30 CU\" }\n[finding]",
        ),
    );
    place.expect(0, &["findings", "f.toml", "--out", "found", "-q"]);
    let both = place.run(&["findings", "g.toml", "--out", "found"]);
    let said = text(&both.stderr);
    assert!(said.contains("1 of 1 shards, 3 of 3 runs"), "the control was computed again: {said}");
    // more animals go on from those that there are
    let more = place.run(&["findings", "f.toml", "--out", "found", "--replicates", "5"]);
    assert!(text(&more.stderr).contains("4 of 4 runs"), "{}", text(&more.stderr));
    // another seed is another study
    let seed = place.run(&["findings", "f.toml", "--out", "found", "--seed", "7"]);
    assert_eq!(seed.status.code(), Some(2));
    assert!(text(&seed.stderr).contains("its seed is"), "{}", text(&seed.stderr));
}

#[test]
fn a_key_of_the_model_is_set_for_all_arms() {
    let place = with_finding();
    place.expect(0, &["findings", "f.toml", "--set", "model.nk.kill_rate=40 1/d", "-q"]);
    let json = String::from_utf8(place.files("findings")[Path::new("findings.json")].clone());
    let with: serde_json::Value = serde_json::from_str(&json.unwrap()).unwrap();
    assert_eq!(with["set"][0][1], "40 1/d");
    place.expect(0, &["findings", "f.toml", "--out", "plain", "-q"]);
    let json = String::from_utf8(place.files("plain")[Path::new("findings.json")].clone());
    let without: serde_json::Value = serde_json::from_str(&json.unwrap()).unwrap();
    let identity = |of: &serde_json::Value| of["findings"][0]["identities"][0].clone();
    assert_ne!(identity(&with), identity(&without));
    for (set, words) in [
        ("tumour.0.cells=3", "only keys of the model"),
        ("model.nonsense=3", "nonsense"),
        ("model.nk.kill_rate=3 mm", "kill_rate"),
    ] {
        let output = place.run(&["findings", "f.toml", "--set", set, "--out", "new"]);
        assert_eq!(output.status.code(), Some(2), "{set}");
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
}

#[test]
fn one_that_fails_does_not_stop_the_others() {
    let place = with_finding();
    place.write("g.toml", &changed("F900", "F901"));
    place.expect(0, &["findings", "g.toml", "--out", "found", "-q"]);
    let shards = place.path("found/F901/shards");
    std::fs::remove_dir_all(&shards).unwrap();
    std::fs::write(&shards, "in the way").unwrap();
    let output = place.run(&["findings", "g.toml", "f.toml", "--out", "found"]);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(out.contains("F901 failed") && out.contains("F900 holds"), "{out}");
    assert!(err.contains("one finding could not be run: F901"), "{err}");
}

#[test]
fn wrong_findings_are_refused_with_their_place() {
    let place = with_finding();
    let unknown = place.run(&["findings", "F333"]);
    assert_eq!(unknown.status.code(), Some(2));
    let err = text(&unknown.stderr);
    assert!(
        err.contains("there is no finding `F333`") && err.contains("did you mean F87?"),
        "{err}"
    );
    let none = place.run(&["findings", "--replicates", "0"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("1..=100000"), "{}", text(&none.stderr));
    let study = place.run(&["findings", "study.toml"]);
    assert_eq!(study.status.code(), Some(2));
    assert!(text(&study.stderr).contains("no finding"), "{}", text(&study.stderr));
    for (from, to, words) in [
        ("\"equal\"", "\"equals\"", ["bad.toml:17:8", "did you mean \"equal\"?"]),
        ("response = CR", "response = CRR", ["never says `CRR`", "did you mean \"CR\"?"]),
        ("response = CR", "respons = CR", ["has no column `respons`", "\"response\""]),
        ("response = CR", "seed = CR", ["`seed` holds no words", "bad.toml:19:11"]),
        ("tumour_cells @ 12 h", "tumor_cells @ 12 h", ["no column `tumor_cells`", "tumour_cells"]),
        ("tumour_cells @ 12 h", "tumour_cells @ noon", ["`noon` is not a time", "column @ day 3"]),
        ("series = true\n", "", ["needs the series", "series = true"]),
        ("\"control\"]", "\"contrl\"]", ["no arm `contrl`", "did you mean \"control\"?"]),
        (", \"control\"]", "]", ["must be two arms", "bad.toml:18:8"]),
        ("from = 1\n", "", ["has no `from`", "[[test]]"]),
        ("to = 100", "to = 0.5", ["`to` must be at least `from`", "bad.toml:25:6"]),
        ("to = 100", "to = \"100\"", ["takes a number, not text", "bad.toml:25:6"]),
        ("to = 100", "to = 1e9", ["cannot be 1000000000", "allowed: -1000000 to 1000000"]),
        ("F900", "f 900", ["cannot be the id of a finding", "a capital letter and a number"]),
        ("hypothesis", "hypotheses", ["unknown key `hypotheses`", "did you mean `hypothesis`?"]),
        ("[finding]", "[design]\n[finding]", ["a finding has no design", "bad.toml:12:2"]),
    ] {
        refused(&place, &changed(from, to), &words);
    }
    let only_mechanisms = FINDING.replace("[[test]]", "[[test]]\nmechanism = true");
    refused(&place, &only_mechanisms, &["needs a test that is no mechanism"]);
    let no_finding =
        FINDING.split("[finding]").next().unwrap().to_owned() + "[[test]]\nkind = \"equal\"\n";
    refused(&place, &no_finding, &["needs [finding]"]);
}
