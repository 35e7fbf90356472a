//! What is written to the terminal: no control character of a file, and JSON where it is asked for.

use serde_json::Value;

use super::support::{Place, SMALL, text};

/// What turns a terminal red, raw.
const RED: &str = "\x1b[31m";
/// The same within a string of TOML.
const RED_IN_TOML: &str = "\\u001b[31m";

/// Runs it, expects an exit code, and that the escape is written as text; gives both streams.
fn no_control(place: &Place, code: i32, arguments: &[&str]) -> String {
    let output = place.run(arguments);
    let all = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "il2sim {arguments:?}: {all}");
    let raw = all.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t');
    assert_eq!(raw, None, "il2sim {arguments:?}: {all:?}");
    all
}

#[cfg(unix)]
#[test]
fn control_characters_of_a_file_or_an_argument_are_written_as_escapes() {
    let place = Place::new();
    let key = SMALL.replace("cells = 120", &format!("\"{RED_IN_TOML}cells\" = 120"));
    place.write("key.toml", &key);
    no_control(&place, 2, &["check", "key.toml"]);
    no_control(&place, 2, &["check", "key.toml", "--json"]);
    let raw = SMALL.replace("cells = 120", &format!("cells = \"{RED}120\""));
    place.write("raw.toml", &raw);
    no_control(&place, 2, &["check", "raw.toml"]);
    let value = SMALL.replace("\"mouse\"", &format!("\"{RED_IN_TOML}\\u009b31mmouse\""));
    place.write("value.toml", &value);
    no_control(&place, 2, &["check", "value.toml"]);
    no_control(&place, 2, &["check", "value.toml", "--json"]);
    no_control(&place, 2, &["check", &format!("{RED}absent.toml")]);
    no_control(&place, 2, &["run", "small.toml", "--until", &format!("{RED}1 h")]);
    no_control(&place, 2, &["run", "small.toml", "--set", &format!("a{RED}=1")]);
    no_control(&place, 2, &["run", "small.toml", &format!("--{RED}")]);
    no_control(&place, 2, &[RED]);
    let title = SMALL.replace("Small tumour", &format!("{RED_IN_TOML}Small tumour"));
    place.write("title.toml", &title);
    let said = no_control(&place, 2, &["check", "title.toml"]);
    assert!(said.contains("`title` holds the control character \\u001B"), "{said}");
    let named = format!("{RED}named.toml");
    place.write(&named, SMALL);
    let said = no_control(&place, 0, &["check", &named]);
    assert!(said.contains("\\u001b[31mnamed.toml: good (Small tumour"), "{said}");
    let run = ["run", &named, "--until", "6 h", "--replicates", "1", "--out", &format!("{RED}a")];
    no_control(&place, 0, &run);
    no_control(&place, 0, &["report", &format!("{RED}a")]);
    no_control(&place, 0, &["cite", &format!("{RED}a")]);
}

#[test]
fn control_characters_of_a_study_are_written_as_escapes() {
    let place = Place::new();
    let study = |title: &str, arm: &str| {
        format!(
            "schema = 1\ntitle = \"{title}\"\nscenario = \"small.toml\"\nreplicates = 1\n\n\
             [[arm]]\nname = \"control\"\n\n[[arm]]\nname = \"{arm}\"\nset = {{ \
             \"tumour.0.cells\" = 60 }}\n"
        )
    };
    place.write("arm.toml", &study("Two arms", &format!("{RED_IN_TOML}small")));
    let said = no_control(&place, 2, &["batch", "plan", "arm.toml", "--out", "arm"]);
    assert!(said.contains("small"), "{said}");
    place.write("title.toml", &study(&format!("{RED_IN_TOML}Two arms"), "small"));
    let said = no_control(&place, 2, &["batch", "plan", "title.toml", "--out", "s"]);
    assert!(said.contains("`title` holds the control character \\u001B"), "{said}");
}

/// The commands that a help lists.
fn commands(place: &Place, of: &[&str]) -> Vec<String> {
    let help = place.expect(0, &[of, &["--help"]].concat());
    let (_, list) = help.split_once("Commands:\n").expect("a list of commands");
    let names = list.lines().take_while(|line| !line.is_empty());
    names.map(|line| line.split_whitespace().next().unwrap().to_string()).collect()
}

/// The one line of JSON that a command with wrong input prints.
fn error_line(place: &Place, arguments: &[&str]) -> Value {
    let output = place.run(arguments);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "il2sim {arguments:?}: {out}{err}");
    assert_eq!(out, "", "il2sim {arguments:?}");
    assert_eq!(err.lines().count(), 1, "il2sim {arguments:?}: {err}");
    let line: Value = serde_json::from_str(&err).unwrap_or_else(|_| panic!("no JSON: {err}"));
    assert_eq!(line["exit_code"], 2, "il2sim {arguments:?}: {line}");
    assert!(!line["error"].as_str().unwrap().is_empty(), "il2sim {arguments:?}: {line}");
    line
}

#[test]
fn every_command_with_json_prints_its_errors_as_one_line_of_json() {
    let place = Place::new();
    place.write("wrong.toml", &SMALL.replace("cells = 120", "cels = 120"));
    // A command with wrong input, and whether it is a file's problem.
    let cases: &[(&[&str], bool)] = &[
        (&["run", "wrong.toml"], true),
        (&["check", "wrong.toml"], true),
        (&["check", "absent.toml"], true),
        (&["list", "--no-such"], false),
        (&["resume", "absent"], false),
        (&["branch", "absent", "--at", "day 1", "--with", "absent.toml"], false),
        (&["verify", "absent"], false),
        (&["verify", "absent", "--files"], false),
        (&["info", "--threads", "0"], false),
        (&["bench", "--size", "1"], false),
        (&["render", "absent"], false),
        (&["findings", "F333"], false),
        (&["batch", "plan", "wrong.toml", "--out", "s"], true),
        (&["batch", "run", "absent"], false),
        (&["batch", "status", "absent"], false),
        (&["batch", "merge", "absent"], false),
        (&["batch", "report", "absent"], false),
    ];
    let mut with_json = Vec::new();
    for command in commands(&place, &[]) {
        if command == "batch" {
            let parts = commands(&place, &["batch"]);
            with_json.extend(parts.iter().map(|part| vec!["batch".to_string(), part.clone()]));
        } else {
            with_json.push(vec![command]);
        }
    }
    with_json.retain(|path| {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        place.expect(0, &[&words[..], &["--help"]].concat()).contains("--json")
    });
    for path in &with_json {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        assert!(cases.iter().any(|(case, _)| case.starts_with(&words)), "no case: {words:?}");
        error_line(&place, &[&words[..], &["--json", "--no-such"]].concat());
    }
    assert!(with_json.len() >= 13, "{with_json:?}");
    for (case, of_a_file) in cases {
        let line = error_line(&place, &[case, &["--json"][..]].concat());
        let problems = line["problems"].as_array();
        assert_eq!(problems.is_some(), *of_a_file, "{case:?}: {line}");
        if let Some(first) = problems.and_then(|problems| problems.first()) {
            assert!(first["file"].is_string() && first["message"].is_string(), "{line}");
        }
    }
}
