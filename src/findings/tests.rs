use std::collections::BTreeSet;
use std::path::Path;

use super::judge::{Compared, JudgedTest, Predicted};
use super::result::{FindingRow, FindingTable, FindingVerdict};
use super::{equations, page, run, shipped, words};

#[test]
fn the_shipped_findings_are_the_folder_and_every_arm_of_each_is_a_scenario() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/findings");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let embedded: BTreeSet<String> =
        shipped::list().iter().map(|shipped| shipped.name.to_owned()).collect();
    assert_eq!(files, embedded);
    let place = tempfile::tempdir().unwrap();
    for shipped in shipped::list() {
        let study = shipped.study().unwrap_or_else(|problems| panic!("{problems}"));
        let study = run::sized(study, Some(3), Some(5)).unwrap();
        assert_eq!((study.replicates, study.seed), (3, Some(5)));
        let planned = run::plan(study, Path::new(""), "", place.path());
        let planned = planned.unwrap_or_else(|error| panic!("{}: {error}", shipped.name));
        assert_eq!(planned.id(), shipped.id());
        assert!(!planned.study.source.is_empty(), "{} has no source", shipped.name);
    }
}

fn row(holds: &[(bool, bool)]) -> FindingRow {
    let test = |&(holds, mechanism): &(bool, bool)| JudgedTest {
        kind: "share".to_owned(),
        endpoint: "response = CR".to_owned(),
        mechanism,
        holds,
        open: true,
        null_holds: (!mechanism).then_some(false),
        equations: None,
        p: None,
        deviance: Some(1.5),
        arms: vec![Predicted {
            arm: "IL-2 <b>".to_owned(),
            animals: 40,
            events: Some(26),
            value: Some(65.0),
            interval: Some([49.5, 77.9]),
        }],
        compared: Compared {
            value: Some(65.0),
            interval: Some([49.5, 77.9]),
            published: Some([62.0, 62.0]),
            accepted: [Some(47.0), Some(77.0)],
            unit: "%".to_owned(),
        },
    };
    let tests: Vec<JudgedTest> = holds.iter().map(test).collect();
    FindingRow {
        id: "F3".to_owned(),
        title: "IL-2 cures".to_owned(),
        source: "somebody, 1986".to_owned(),
        published: "62 %".to_owned(),
        assumed: String::new(),
        line: String::new(),
        hypothesis: "too few".to_owned(),
        species: "mouse".to_owned(),
        scenario: "peritumoral".to_owned(),
        replicates: 40,
        arms: vec!["IL-2 <b>".to_owned()],
        identities: Vec::new(),
        verdict: FindingVerdict::of(&tests),
        failure: None,
        tests,
        without_equations: None,
    }
}

#[test]
fn keys_of_the_model_are_lines_of_toml() {
    let set =
        [("model.a", "3"), ("model.b", "3 1/d"), ("model.c", "true"), ("model.d", "{ x = 1 }")];
    let set = set.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let lines = "model.a = 3\nmodel.b = \"3 1/d\"\nmodel.c = true\nmodel.d = { x = 1 }\n";
    assert_eq!(run::model_lines(&set), lines);
}

#[test]
fn mechanisms_do_not_decide() {
    assert_eq!(row(&[(true, false), (false, true)]).verdict, FindingVerdict::Holds);
    assert_eq!(row(&[(true, false), (false, false)]).verdict, FindingVerdict::InPart);
    assert_eq!(row(&[(false, false), (true, true)]).verdict, FindingVerdict::Misses);
}

#[test]
fn a_table_is_told_as_text_page_and_book() {
    let table = FindingTable::new(vec![row(&[(true, false)]), row(&[(false, false)])], None, &[]);
    let text = words::text(&table);
    assert!(text.contains("IL-2 <b>: 65 % (26 of 40; 49.5 to 77.9)"), "{text}");
    assert!(text.contains("published 62, accepted 47 to 77 %"), "{text}");
    assert!(text.contains("mice: 1 of 2 findings hold, 0 in part"), "{text}");
    assert!(text.contains("deviance of published counts: 1.5"), "{text}");
    let html = page::page(&table, &|_| vec!["<svg id=\"curve\"></svg>".to_owned()]);
    assert!(html.contains("<svg id=\"curve\">") && html.contains("too few"), "{html}");
    assert!(!html.contains("<b>:") && html.contains("&lt;b&gt;") && !html.contains("{{"), "{html}");
    let book = words::markdown(&table);
    assert!(book.contains("| [F3](#f3) | IL-2 cures | holds |"), "{book}");
    let again: FindingTable = serde_json::from_str(&table.to_json()).unwrap();
    assert_eq!(again, table);
}

/// The column of the equations is data: it is put into the numbers without another run.
#[test]
fn the_books_numbers_have_what_the_equations_give() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let json = std::fs::read_to_string(docs.join("findings.json")).unwrap();
    let mut table: FindingTable = serde_json::from_str(&json).unwrap();
    for row in &mut table.findings {
        let study = shipped::find(&row.id).unwrap().study().unwrap();
        equations::fill(row, &study.finding.unwrap().tests);
    }
    if std::env::var_os("IL2SIM_BLESS").is_some() {
        std::fs::write(docs.join("findings.json"), table.to_json()).unwrap();
        std::fs::write(docs.join("findings.md"), words::markdown(&table)).unwrap();
        return;
    }
    assert!(json == table.to_json(), "IL2SIM_BLESS=1 puts the equations' numbers into docs");
    let of = |id: &str| table.findings.iter().find(|row| row.id == id).unwrap();
    let held = |id: &str| -> Vec<Option<bool>> {
        of(id).tests.iter().map(|test| test.equations.as_ref().map(|by| by.holds)).collect()
    };
    // They cure no mouse by interleukin-2 alone, and leave a tumour without effectors to itself.
    assert_eq!(held("F3"), [Some(false), Some(false), None]);
    assert_eq!(held("F13"), [Some(true); 3]);
    assert!(held("F25").iter().all(Option::is_none) && of("F25").without_equations.is_some());
    let [tests, findings, hold] = table.by_equations();
    assert!(tests > 20 && findings > 10 && 0 < hold && hold < tests, "{tests} {findings} {hold}");
    let text = words::text(&table);
    assert!(text.contains("by equations: Kirschner and Panetta 1998, five antigenicities: 0 %"));
    assert!(text.contains("equations do not apply: no vaccine"), "{text}");
    let html = page::page(&table, &|_| Vec::new());
    assert!(html.contains("<th>equations</th>") && html.contains("five antigenicities: 0 %"));
}

#[test]
fn the_books_page_is_made_of_the_numbers_beside_it() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let json = std::fs::read_to_string(docs.join("findings.json")).unwrap();
    let table: FindingTable = serde_json::from_str(&json).unwrap();
    let page = std::fs::read_to_string(docs.join("findings.md")).unwrap();
    assert!(
        page == words::markdown(&table),
        "copy findings.md and findings.json of one run to docs/"
    );
    let shown: BTreeSet<&str> = table.findings.iter().map(|row| row.id.as_str()).collect();
    let shipped: BTreeSet<String> = shipped::list().iter().map(|shipped| shipped.id()).collect();
    assert!(shipped.iter().all(|id| shown.contains(id.as_str())), "docs lack a shipped finding");
    let untold = table
        .findings
        .iter()
        .filter(|row| row.verdict != FindingVerdict::Holds && row.hypothesis.is_empty());
    let untold: Vec<&str> = untold.map(|row| row.id.as_str()).collect();
    assert!(untold.is_empty(), "no hypothesis for the misses {untold:?}");
}
