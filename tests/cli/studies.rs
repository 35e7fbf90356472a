//! Wrong studies: exit code 2, a message that names file, line and what is allowed, nothing
//! touched.

use super::batch::{STUDY, place};
use super::support::{Place, text};

/// Plans a study's text; gives stderr, having made sure of exit 2 and of an untouched place.
fn refused(place: &Place, study: &str, words: &[&str]) {
    place.write("bad.toml", study);
    let before = place.names();
    let output = place.run(&["batch", "plan", "bad.toml", "--out", "new"]);
    let err = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{study}\n{err}");
    for word in words {
        assert!(err.contains(word), "stderr lacks `{word}`:\n{err}");
    }
    assert_eq!(text(&output.stdout), "");
    assert_eq!(place.names(), before);
}

/// The study with one of its lines changed.
fn changed(from: &str, to: &str) -> String {
    assert!(STUDY.contains(from), "{from}");
    STUDY.replacen(from, to, 1)
}

/// The study with another design.
fn design(lines: &str) -> String {
    format!("{}[design]\n{lines}\n", STUDY.split("[design]").next().unwrap())
}

#[test]
fn keys_of_a_study_are_checked_all_at_once() {
    let place = place();
    let comma = changed("\"30 CU\"", "\"30,5 CU\"");
    refused(&place, &comma, &["takes a point, no comma: `30.5 CU`", "bad.toml:"]);
    refused(
        &place,
        "",
        &["no `schema`", "no `scenario`", "no `replicates`", "3 problems, nothing was run"],
    );
    refused(&place, "schema = ", &["this is not TOML", "bad.toml:1"]);
    refused(
        &place,
        &changed("replicates = 2", "replicates = 0"),
        &["bad.toml:4:14", "allowed: 1 to 100000"],
    );
    refused(
        &place,
        &changed("replicates = 2", "replicates = 2.5"),
        &["takes a whole number, not a decimal number"],
    );
    refused(
        &place,
        &changed("replicates", "replicate"),
        &["unknown key `replicate`", "did you mean `replicates`?"],
    );
    refused(&place, &changed("schema = 1", "schema = 2"), &["this program reads 1"]);
    refused(&place, &changed("series = true", "series = \"yes\""), &["true or false, not text"]);
    refused(
        &place,
        &changed("tiny.toml", "nowhere.toml"),
        &["cannot read nowhere.toml", "bad.toml:3:12"],
    );
    refused(
        &place,
        &changed("tiny.toml", "peritumorel"),
        &["did you mean the shipped scenario \"peritumoral\"?"],
    );
    refused(
        &place,
        &changed("\"survival_h\"", "\"survival\""),
        &["no outcome `survival`", "survival_h"],
    );
    refused(
        &place,
        &format!("{STUDY}control = \"contrl\"\n"),
        &["there is no arm `contrl`", "did you mean \"control\"?"],
    );
    place.write("tiny.toml", "schema = 1\n");
    refused(&place, STUDY, &["tiny.toml", "no [[site]]"]);
}

#[test]
fn changes_of_a_scenario_are_checked_where_they_are_written() {
    let place = place();
    let set = |line: &str| changed("[[arm]]", &format!("[set]\n{line}\n[[arm]]"));
    refused(
        &place,
        &set("\"tumour.0.cels\" = 3"),
        &[
            "unknown key `cels`",
            "did you mean `cells`?",
            "bad.toml:7",
            "at point 0 of arm `control`: dose = \"30 CU\"",
        ],
    );
    refused(
        &place,
        &set("\"tumour.3.cells\" = 3"),
        &["there is no `tumour.3`", "has one entry, 0"],
    );
    refused(&place, &set("tumour.0.cells = -3"), &["bad.toml:7", "tumour.0.cells"]);
    refused(&place, &set("\"tumour.0.cells.x\" = 3"), &["is a value, so it has no keys below it"]);
    refused(
        &place,
        &set("\"run.seed\" = 3"),
        &["a study cannot change `run.seed` here", "`seed` at the top"],
    );
    refused(&place, &set("run.replicates = 3"), &["`replicates` at the top"]);
    refused(
        &place,
        &set("\"treatment.0.dose\" = \"3 CU\""),
        &["`treatment.0.dose` is set twice", "set here already"],
    );
    refused(
        &place,
        &changed("\"treatment.0.skip\" = true", "\"treatment.0.start\" = \"1 h\""),
        &["`treatment.0.start` is set twice"],
    );
    refused(&place, &set("\"\" = 3"), &["is not a key of a scenario"]);
    refused(&place, &set("\"a..b\" = 3"), &["is not a key of a scenario"]);
    refused(
        &place,
        &set(&format!("\"{}\" = 3", "a.".repeat(500) + "b")),
        &["is not a key of a scenario"],
    );
}

#[test]
fn arms_that_collide_or_have_names_that_are_misread_are_refused_once() {
    let place = place();
    refused(
        &place,
        &changed("\"treated\"", "\"Control\""),
        &["two arms are called `Control`", "the first, `control`"],
    );
    refused(
        &place,
        &changed("set = { \"treatment.0.skip\" = true }", ""),
        &["arm `treated` is the same as arm `control`"],
    );
    let umlaut = changed("\"treated\"", "\"GRÖSSE\"").replace("\"control\"", "\"grösse\"");
    refused(&place, &umlaut, &["two arms are called `GRÖSSE`", "1 problem, nothing was run"]);
    for name in ["a\\\\b", "..", "1", "2026-11-28", "1e5", "nan", "", "a\u{308}"] {
        let study = changed("\"treated\"", &format!("\"{name}\""));
        refused(
            &place,
            &format!("{study}control = \"{name}\"\n"),
            &["cannot be the name of an arm", "letters, digits", "1 problem, nothing was run"],
        );
    }
    refused(
        &place,
        &changed("\"treated\"", "\"\\n\""),
        &["`name` holds a line break", "bad.toml:10:8"],
    );
    refused(&place, &changed("name = \"treated\"", ""), &["[[arm]] has no `name`"]);
    refused(
        &place,
        &changed("name = \"treated\"", "name = 3"),
        &["takes text, not a whole number"],
    );
}

#[test]
fn designs_that_are_empty_absurd_or_unclear_are_refused() {
    let place = place();
    let key = |lines: &str| format!("[[design.key]]\nkey = \"treatment.0.dose\"\n{lines}");
    refused(&place, &design("kind = \"grid\""), &["the design is empty: it has no key"]);
    refused(&place, &design("kind = \"grid\"\nkey = []"), &["the design is empty: it has no key"]);
    refused(
        &place,
        &design(&format!("kind = \"grid\"\n{}", key("values = []"))),
        &["the design is empty: this key has no value"],
    );
    refused(&place, &design(&key("values = [\"3 CU\"]")), &["[design] has no `kind`"]);
    refused(
        &place,
        &design(&format!("kind = \"gird\"\n{}", key("values = [\"3 CU\"]"))),
        &["there is no design `gird`", "did you mean \"grid\"?"],
    );
    refused(
        &place,
        &design(&format!("kind = \"grid\"\n{}", key(""))),
        &["[[design.key]] has no `values`"],
    );
    refused(
        &place,
        &design(&format!("kind = \"grid\"\n{}", key("values = [\"3 CU\", 4]"))),
        &["of one kind: a whole number is beside text"],
    );
    refused(
        &place,
        &design(&format!("kind = \"grid\"\n{}", key("values = [\"3 CU\", \"3 CU\"]"))),
        &["is given twice"],
    );
    refused(
        &place,
        &design(&format!("kind = \"grid\"\n{}", key("values = [\"3 CU\"]\nmin = 3"))),
        &["`min` does nothing in a grid design"],
    );
    refused(
        &place,
        &design(&format!("kind = \"grid\"\npoints = 3\n{}", key("values = [\"3 CU\"]"))),
        &["`points` does nothing in a grid design"],
    );
    refused(
        &place,
        &design(&format!("kind = \"grid\"\n{}", key("values = [\"3 parsecs\"]"))),
        &["there is no unit `parsecs`", "bad.toml"],
    );
    refused(
        &place,
        &design("kind = \"grid\"\n[[design.key]]\nkey = \"treatment.0.dos\"\nvalues = [3]"),
        &["`treatment.0.dos` is not a key", "treatment.N.dose"],
    );
    refused(
        &place,
        &design("kind = \"grid\"\n[[design.key]]\nkey = \"model.ctl\"\nvalues = [3]"),
        &["`model.ctl` is not a key of a scenario with a value"],
    );
    refused(
        &place,
        &design("kind = \"grid\"\n[[design.key]]\nkey = \"run.seed\"\nvalues = [3]"),
        &["a study cannot change `run.seed` here"],
    );
    refused(
        &place,
        &design(&format!("kind = \"grid\"\n{}", key("name = \"seed\"\nvalues = [\"3 CU\"]"))),
        &["`seed` cannot be the name of a column"],
    );
    refused(
        &place,
        &design(&format!("kind = \"grid\"\n{}", key("name = \"response\"\nvalues = [\"3 CU\"]"))),
        &["`response` is a column of the outcomes already"],
    );
    let two = format!(
        "kind = \"list\"\n{}\n[[design.key]]\nkey = \"treatment.0.start\"\nvalues = [\"1 h\", \"2 \
         h\"]",
        key("values = [\"3 CU\"]")
    );
    refused(&place, &design(&two), &["equally long", "2 values", "1 values"]);
}

#[test]
fn labels_stand_for_one_value_each() {
    let place = place();
    let key = |kind: &str, values: &str, labels: &str| {
        design(&format!(
            "kind = \"{kind}\"\n[[design.key]]\nkey = \"treatment.0.dose\"\nvalues = \
             {values}\nlabels = {labels}"
        ))
    };
    let two = "[\"3 CU\", \"4 CU\"]";
    for (kind, values, labels, words) in [
        ("grid", two, "[\"low\"]", &["`labels` has 1 labels for 2 values", "bad.toml:"][..]),
        ("grid", two, "[\"low\", \"low\"]", &["two values have the label `low`", "bad.toml:"]),
        ("grid", two, "[\"low\", \" \"]", &["` ` cannot be a label"]),
        ("grid", two, "[\"low\", \"hi\\ngh\"]", &["`labels` holds a line break"]),
        ("grid", two, "[\"low\", 4]", &["`labels` takes a list of texts, not a whole number"]),
        (
            "list",
            "[\"3 CU\", \"3 CU\"]",
            "[\"low\", \"high\"]",
            &["the value \"3 CU\" has the labels `low` and `high`"],
        ),
    ] {
        refused(&place, &key(kind, values, labels), words);
    }
    let sampled = "kind = \"sobol\"\npoints = 4\n[[design.key]]\nkey = \
                   \"treatment.0.dose\"\nmin = \"3 CU\"\nmax = \"4 CU\"\nlabels = [\"low\"]";
    refused(&place, &design(sampled), &["`labels` does nothing in a sobol design"]);
    place.write("good.toml", &key("list", "[\"3 CU\", \"3 CU\"]", "[\"low\", \"low\"]"));
    place.expect(0, &["batch", "plan", "good.toml", "--out", "new"]);
}

#[test]
fn bounds_of_sampled_designs_are_checked() {
    let place = place();
    let with = |bounds: &str| {
        design(&format!(
            "kind = \"sobol\"\npoints = 4\n[[design.key]]\nkey = \"treatment.0.dose\"\n{bounds}"
        ))
    };
    refused(&place, &with(""), &["has no `min`", "has no `max`"]);
    refused(&place, &with("min = \"1 CU\"\nmax = nan"), &["`max` must be a finite number"]);
    refused(&place, &with("min = -inf\nmax = 3"), &["`min` must be a finite number"]);
    refused(&place, &with("min = \"3 CU\"\nmax = \"1 CU\""), &["`max` must be above `min`"]);
    refused(&place, &with("min = \"1 CU\"\nmax = \"3 IU\""), &["must have the same unit"]);
    refused(
        &place,
        &with("min = \"1 CU\"\nmax = \"3 CU\"\nscale = \"lag\""),
        &["there is no scale `lag`", "did you mean \"log\"?"],
    );
    refused(
        &place,
        &with("min = \"0 CU\"\nmax = \"3 CU\"\nscale = \"log\""),
        &["on a log scale `min` must be above 0"],
    );
    refused(&place, &with("min = true\nmax = \"3 CU\""), &["`min` must be a number"]);
    refused(
        &place,
        &with("values = [\"3 CU\"]\nmin = \"1 CU\"\nmax = \"3 CU\""),
        &["`values` does nothing in a sobol design"],
    );
    refused(
        &place,
        &with("min = \"1 CU\"\nmax = \"3 CU\"").replace("points = 4", ""),
        &["this [design] has no `points`"],
    );
    refused(
        &place,
        &with("min = \"1 CU\"\nmax = \"3 CU\"").replace("points = 4", "points = 0"),
        &["`points` cannot be 0"],
    );
}

#[test]
fn studies_that_are_too_large_say_how_large_and_what_fits() {
    let place = place();
    let numbers: Vec<String> = (1..=400).map(|n| format!("\"{n} CU\"")).collect();
    let hours: Vec<String> = (1..=400).map(|n| format!("\"{n} min\"")).collect();
    let grid = |doses: &[String], times: &[String]| {
        let keys = ["dose", "start"].iter().zip([doses, times]).map(|(key, values)| {
            format!(
                "[[design.key]]\nkey = \"treatment.0.{key}\"\nvalues = [{}]\n",
                values.join(", ")
            )
        });
        design(&format!("kind = \"grid\"\n{}", keys.collect::<String>()))
    };
    refused(
        &place,
        &grid(&numbers, &hours),
        &["the design is too large: 160000 points", "at most 100000 points"],
    );
    refused(
        &place,
        &grid(&numbers, &hours[..200]),
        &[
            "the study is too large: 160000 points, at most 100000",
            "2 arms of 80000 points each",
            "at most 50000 points fit",
        ],
    );
    let sobol = "kind = \"sobol\"\npoints = 4000000000\n[[design.key]]\nkey = \
                 \"treatment.0.dose\"\nmin = \"1 CU\"\nmax = \"3 CU\"";
    refused(&place, &design(sobol), &["the design is too large: 4000000000 points"]);
    let many = STUDY.replace("replicates = 2", "replicates = 100000").replace(
        "[\"30 CU\", \"300 CU\"]",
        "[\"3 CU\", \"30 CU\", \"300 CU\", \"500 CU\", \"700 CU\"]",
    );
    refused(
        &place,
        &many,
        &[
            "the study is too large: 1100000 runs, at most 1000000",
            "11 different points",
            "at most 90909 replicates fit",
        ],
    );
}

#[test]
fn directories_that_hold_something_else_are_left_alone() {
    let place = place();
    let asked = |arguments: &[&str], words: &[&str]| {
        let output = place.run(arguments);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        words
            .iter()
            .for_each(|word| assert!(err.contains(word), "{arguments:?} lacks `{word}`: {err}"));
    };
    place.expect(0, &["run", "tiny.toml", "--out", "run", "-q"]);
    place.write("file", "words");
    let before = place.files(".");
    asked(&["batch", "plan", "study.toml", "--out", "run"], &["run: holds a run"]);
    asked(&["batch", "plan", "study.toml", "--out", "."], &["is not empty and holds no study"]);
    asked(&["batch", "plan", "study.toml", "--out", "file"], &["is a file"]);
    asked(&["batch", "plan", ".", "--out", "new"], &["cannot read the study"]);
    asked(
        &["batch", "plan", "absent.toml", "--out", "new"],
        &["cannot read the study", "absent.toml"],
    );
    for command in ["run", "status", "merge"] {
        asked(&["batch", command, "run"], &["is the directory of a run, not of a study"]);
        asked(&["batch", command, "."], &["holds no study"]);
    }
    asked(&["batch", "status", "file"], &["is a file"]);
    asked(&["batch", "run", "absent"], &["there is no such study"]);
    asked(&["batch", "run", "study.toml"], &["--out"]);
    assert_eq!(place.files("."), before);

    place.expect(0, &["batch", "plan", "study.toml", "--out", "a"]);
    asked(&["batch", "run", "a", "--out", "b"], &["--out goes with a study file"]);
    asked(&["batch", "run", "a", "--shard", "5"], &["--shard 5: this study has the shards 0 to 4"]);
    asked(&["batch", "run", "a", "--shard", "-1"], &[]);
    asked(&["batch", "run", "a", "--shard", "abc"], &["--shard abc"]);
    let planned = place.files("a");
    place.write("other.toml", &STUDY.replace("series = true", "seed = 12"));
    asked(
        &["batch", "plan", "other.toml", "--out", "a"],
        &["holds another study", "its seed is 11, not 12"],
    );
    place.write("small-study.toml", "schema = 1\nscenario = \"small.toml\"\nreplicates = 2\n");
    asked(
        &["batch", "plan", "small-study.toml", "--out", "a"],
        &["holds another study", "its base scenario is not this one"],
    );
    place.write(
        "other.toml",
        &STUDY.replacen("[[arm]]", "[set]\n\"tumour.0.cells\" = 13\n[[arm]]", 1),
    );
    asked(
        &["batch", "plan", "other.toml", "--out", "a"],
        &["holds another study", "none of its points is one of this study's"],
    );
    assert_eq!(place.files("a"), planned);
}

#[test]
fn torn_files_of_a_study_are_told() {
    let place = place();
    place.expect(0, &["batch", "plan", "study.toml", "--out", "a"]);
    let whole = place.files("a");
    let told = |name: &str, bytes: &[u8], words: &[&str]| {
        std::fs::write(place.path("a").join(name), bytes).unwrap();
        let output = place.run(&["batch", "run", "a", "-q"]);
        let err = text(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{name}: {err}");
        words.iter().for_each(|word| assert!(err.contains(word), "{name} lacks `{word}`: {err}"));
        // the same study planned again mends it
        place.expect(0, &["batch", "plan", "study.toml", "--out", "a"]);
        assert_eq!(place.files("a"), whole, "{name}");
    };
    let plan = &whole[std::path::Path::new("plan.json")];
    told("plan.json", &plan[..plan.len() / 2], &["plan.json: damaged", "plan the study again"]);
    told("plan.json", b"", &["plan.json: damaged"]);
    told(
        "study.toml",
        STUDY.as_bytes(),
        &["study.toml: damaged: it is not the file that was planned"],
    );
    told("base.toml", b"", &["base.toml: damaged"]);
    let newer = String::from_utf8(plan.clone()).unwrap().replace("\"format\": 1", "\"format\": 2");
    std::fs::write(place.path("a/plan.json"), newer).unwrap();
    let output = place.run(&["batch", "status", "a"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("has format version 2; this program reads version 1"));
    std::fs::write(place.path("a/plan.json"), "{ \"program\": \"another\" }").unwrap();
    assert_eq!(place.run(&["batch", "plan", "study.toml", "--out", "a"]).status.code(), Some(2));
}

#[test]
fn a_long_list_of_decimal_numbers_is_no_problem_and_deep_keys_are_one() {
    let place = place();
    let values: Vec<String> = (1..=3000).map(|n| format!("\"{n}.5 CU\"")).collect();
    let one = STUDY.split("[[arm]]").next().unwrap();
    place.write(
        "long.toml",
        &format!(
            "{one}[design]\nkind = \"list\"\n[[design.key]]\nkey = \"treatment.0.dose\"\nvalues = \
             [{}]\n",
            values.join(", ")
        ),
    );
    place.expect(0, &["batch", "plan", "long.toml", "--out", "long"]);
    refused(
        &place,
        &format!("{one}[set]\n{}x = 3\n", "1.2 .".repeat(1900)),
        &["this is not TOML: recursion limit"],
    );
    refused(
        &place,
        &format!("{one}[set]\n{}x = 3\n", "a.".repeat(4100)),
        &["dots outside comments"],
    );
}

#[test]
fn shipped_studies_are_right() {
    let place = place();
    let studies = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/studies");
    let mut found = 0;
    for file in std::fs::read_dir(&studies).unwrap() {
        let file = file.unwrap().path();
        // a scenario that only a study needs lies beside it
        if file.extension().is_none_or(|ending| ending != "toml")
            || file.to_str().unwrap().ends_with("-base.toml")
        {
            continue;
        }
        let out = format!("study-{found}");
        let said =
            place.expect(0, &["batch", "plan", file.to_str().unwrap(), "--out", &out, "--json"]);
        let size = serde_json::from_str::<serde_json::Value>(&said).unwrap()["size"].clone();
        assert!(size["runs"].as_u64().unwrap() > 0);
        if file.ends_with("dose-by-day.toml") {
            // four doses by five days, and one control for all of them
            assert_eq!(
                (&size["points"], &size["different_points"], &size["runs"]),
                (&40.into(), &21.into(), &672.into())
            );
        }
        found += 1;
    }
    assert!(found > 0);
}

#[test]
fn the_page_of_studies_shows_a_study_that_is_right() {
    let place = place();
    let page = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/studies.md"),
    )
    .unwrap();
    let study = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    place.write("page.toml", &study.replace("../peritumoral.toml", "peritumoral"));
    place.expect(0, &["batch", "plan", "page.toml", "--out", "page"]);
}
