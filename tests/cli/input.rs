//! Wrong input: exit code 2, a message that names it, nothing half written.

use super::support::{Place, SMALL, text};

/// Runs with wrong input: exit 2, `words` on stderr, and nothing new in the place.
fn refused(place: &Place, arguments: &[&str], words: &[&str]) {
    let before = place.names();
    let output = place.run(arguments);
    let err = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "il2sim {}: {err}", arguments.join(" "));
    for word in words {
        assert!(
            err.contains(word),
            "il2sim {}: stderr lacks `{word}`:\n{err}",
            arguments.join(" ")
        );
    }
    assert_eq!(text(&output.stdout), "");
    assert_eq!(place.names(), before, "il2sim {} left something", arguments.join(" "));
}

#[test]
fn a_wrong_command_line_exits_2() {
    let place = Place::new();
    refused(&place, &["run"], &["SCENARIO"]);
    refused(&place, &["run", "small.toml", "--engine", "abacus"], &["abacus"]);
    refused(&place, &["run", "small.toml", "--threads", "0"], &["0"]);
    refused(&place, &["fly"], &["fly"]);
    refused(&place, &["run", "small.toml", "--set", "cells"], &["KEY=VALUE"]);
    refused(&place, &["run", "small.toml", "--until", "soon"], &["soon", "day 10"]);
    refused(&place, &["run", "small.toml", "--until", "90 min"], &["host step"]);
    refused(&place, &["run", "small.toml", "--until", "0 h"], &["host step"]);
    refused(&place, &["new", "peritumorel"], &["peritumoral"]);
    refused(&place, &["export", "nowhere", "--time", "day 1", "--csv"], &["nowhere"]);
    refused(&place, &["verify", "nowhere"], &["nowhere"]);
}

#[test]
fn a_scenario_that_is_not_there_exits_2() {
    refused(&Place::new(), &["run", "absent.toml"], &["absent.toml"]);
}

#[test]
fn every_problem_of_a_scenario_is_told_at_once_with_its_line() {
    let place = Place::new();
    let wrong = SMALL
        .replace("cells = 120", "cels = 120")
        .replace("\"0.2 ml\"", "\"0.2 mm\"")
        .replace("seed = 11", "seed = -1");
    std::fs::write(place.path("wrong.toml"), wrong).unwrap();
    refused(&place, &["run", "wrong.toml"], &["wrong.toml:13", "cels", "cells", "0.2 mm", "seed"]);
    refused(&place, &["check", "wrong.toml"], &["wrong.toml:13"]);
}

#[test]
fn problems_as_json_are_one_document() {
    let place = Place::new();
    std::fs::write(place.path("wrong.toml"), SMALL.replace("cells = 120", "cels = 120")).unwrap();
    let output = place.run(&["check", "wrong.toml", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let problems: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert!(problems.to_string().contains("cels"));
}

#[test]
fn a_wrong_override_is_refused_like_a_wrong_line() {
    refused(&Place::new(), &["run", "small.toml", "--set", "tumour.0.cels=5"], &["cels", "cells"]);
}

#[test]
fn a_directory_of_other_things_is_never_touched() {
    let place = Place::new();
    std::fs::create_dir(place.path("mine")).unwrap();
    std::fs::write(place.path("mine/letter.txt"), "dear").unwrap();
    refused(&place, &["run", "small.toml", "--out", "mine"], &["mine"]);
    refused(&place, &["run", "small.toml", "--out", "mine", "--force"], &["mine"]);
    assert_eq!(std::fs::read_dir(place.path("mine")).unwrap().count(), 1);
}

#[test]
fn a_decimal_comma_is_named_and_the_number_with_a_point_given() {
    let place = Place::new();
    let comma = "a decimal number takes a point, no comma";
    for (right, wrong, with_point) in [
        ("size = [\"1 mm\", \"1 mm\"]", "size = [\"0,8 mm\", \"1 mm\"]", "`0.8 mm`"),
        ("cells = 120", "cells = 120,5", "`120.5`"),
        ("cells = 120", "cells = \"120,5\"", "`120.5`"),
        ("{ min = \"24 h\", max", "{ min = \"24,5 h\", max", "`24.5 h`"),
        ("start = \"day 1\"", "start = \"day 1,5\"", "`day 1.5`"),
        ("dose = \"300 CU\"", "dose = \"300,5 CU\"", "`300.5 CU`"),
        ("every = \"12 h\"", "every = \"every 12,5 h\"", "`every 12.5 h`"),
    ] {
        assert!(SMALL.contains(right), "{right}");
        place.write("comma.toml", &SMALL.replace(right, wrong));
        let output = place.run(&["check", "comma.toml"]);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {err}");
        assert!(err.contains(comma) && err.contains(with_point), "{wrong}: {err}");
    }
    refused(
        &place,
        &["run", "small.toml", "--set", "site.0.size=[\"0,8 mm\", \"1 mm\"]"],
        &[comma],
    );
    refused(
        &place,
        &["run", "small.toml", "--set", "treatment.0.dose=1,5 CU"],
        &[comma, "`1.5 CU`"],
    );
    refused(&place, &["run", "small.toml", "--until", "1,5 d"], &["a point", "\"1.5 d\""]);
    refused(&place, &["run", "small.toml", "--until", "day 1,5"], &["a point", "\"day 1.5\""]);
}

#[test]
fn an_encoding_other_than_utf_8_is_named_in_every_kind_of_file() {
    let place = Place::new();
    let study = "schema = 1\ntitle = \"Two\"\nscenario = \"base.toml\"\nreplicates = 1\n";
    let utf_16: Vec<u8> =
        format!("\u{feff}{SMALL}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin = [b"# M\xe4use\n", SMALL.as_bytes()].concat();
    let marked = [b"\xef\xbb\xbf", SMALL.as_bytes()].concat();
    place.expect(0, &["run", "small.toml", "--until", "12 h", "--replicates", "1", "--out", "a"]);
    place.write("study.toml", study);
    for (bytes, name) in [(utf_16, "UTF-16"), (latin, "Latin-1")] {
        std::fs::write(place.path("base.toml"), bytes).unwrap();
        let words = [name, "save it as UTF-8"];
        refused(&place, &["check", "base.toml"], &words);
        refused(&place, &["run", "base.toml"], &words);
        refused(&place, &["batch", "plan", "base.toml", "--out", "s"], &words);
        refused(&place, &["batch", "plan", "study.toml", "--out", "s"], &words);
        refused(&place, &["branch", "a", "--at", "6 h", "--with", "base.toml"], &words);
    }
    std::fs::write(place.path("base.toml"), marked).unwrap();
    place.expect(0, &["check", "base.toml"]);
}
