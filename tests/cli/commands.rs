//! The commands beside `run`.

use super::support::{Place, text};

#[test]
fn every_command_has_help() {
    let place = Place::new();
    let help = place.expect(0, &["--help"]);
    for command in [
        "run", "check", "new", "list", "resume", "verify", "info", "bench", "schema",
        "completions", "export", "cite",
    ] {
        assert!(help.contains(command));
        place.expect(0, &[command, "--help"]);
    }
    assert!(help.contains(il2sim::cli::PURPOSE));
    assert_eq!(place.expect(0, &["--version"]), format!("il2sim {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_shipped_scenario_is_listed_printed_and_good() {
    let place = Place::new();
    let list = place.expect(0, &["list"]);
    for name in [
        "untreated", "peritumoral", "systemic", "residual", "residual-late", "mhc-deficient",
        "spheroid",
    ] {
        assert!(
            list.lines().any(|line| line.starts_with(&format!("{name} "))),
            "{name} is not listed"
        );
        let file = format!("{name}.toml");
        std::fs::write(place.path(&file), place.expect(0, &["new", name])).unwrap();
        place.expect(0, &["check", &file]);
    }
}

#[test]
fn the_resolved_scenario_is_a_scenario() {
    let place = Place::new();
    let resolved = place.expect(0, &["check", "small.toml", "--resolved"]);
    std::fs::write(place.path("resolved.toml"), &resolved).unwrap();
    assert_eq!(place.expect(0, &["check", "resolved.toml", "--resolved"]), resolved);
}

#[test]
fn the_schema_is_json() {
    let schema: serde_json::Value =
        serde_json::from_str(&Place::new().expect(0, &["schema"])).unwrap();
    assert!(schema["properties"]["tumour"].is_object());
}

#[test]
fn the_table_of_keys_is_json_and_csv() {
    let place = Place::new();
    let json: serde_json::Value =
        serde_json::from_str(&place.expect(0, &["schema", "--keys"])).unwrap();
    let rows = json.as_array().unwrap();
    assert!(rows.len() > 370, "{}", rows.len());
    assert!(rows.iter().any(|row| row["key"] == "tumour.N.cells" && row["default"] == "600"));
    assert_eq!(place.expect(0, &["schema", "--keys=json"]), place.expect(0, &["schema", "--keys"]));
    let csv = place.expect(0, &["schema", "--keys=csv"]);
    assert!(csv.starts_with("key,value,unit,default,"), "{csv}");
    assert_eq!(csv.lines().count(), rows.len() + 1);
}

#[test]
fn completions_name_the_commands() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(place.expect(0, &["completions", shell]).contains("resume"), "{shell}");
    }
}

#[test]
fn info_tells_engine_and_checks_itself() {
    let place = Place::new();
    let out = place.expect(0, &["info", "--engine", "cpu"]);
    assert!(out.contains("engine: cpu") && out.contains("self-check"), "{out}");
    let json: serde_json::Value =
        serde_json::from_str(&place.expect(0, &["info", "--engine", "cpu", "--json"])).unwrap();
    assert_eq!(json["engine"], "cpu");
}

#[test]
fn bench_measures() {
    let json: serde_json::Value = serde_json::from_str(
        &Place::new().expect(0, &["bench", "--size", "64", "--replicates", "1", "--json"]),
    )
    .unwrap();
    assert!(json["million_sites_per_s"].as_f64().unwrap() > 0.0);
}

#[test]
fn export_and_cite_read_a_run() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "a", "--replicates", "1", "--until", "12 h"]);
    for format in ["--csv", "--npz", "--ome-tiff"] {
        let written = place.expect(0, &["export", "a", "--time", "12 h", format]);
        assert!(
            written.lines().count() > 0 && written.lines().all(|path| place.path(path).is_file()),
            "{format}: {written}"
        );
    }
    let none = place.run(&["export", "a", "--time", "7 h", "--csv"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(
        text(&none.stderr).contains("12"),
        "the nearest frame is named: {}",
        text(&none.stderr)
    );
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(place.path("a/manifest.json")).unwrap()).unwrap();
    assert!(
        place.expect(0, &["cite", "a"]).contains(manifest["scenario_digest"].as_str().unwrap())
    );
}

#[test]
fn quiet_says_nothing_and_json_says_objects() {
    let place = Place::new();
    let short = ["run", "small.toml", "--until", "6 h", "--replicates", "1"];
    let quiet = place.run(&[&short[..], &["--quiet"]].concat());
    assert_eq!(text(&quiet.stderr), "");
    let json = place.run(&[&short[..], &["--json"]].concat());
    assert!(text(&json.stderr).lines().count() > 2);
    for line in text(&json.stderr).lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object(), "{line}");
    }
}
