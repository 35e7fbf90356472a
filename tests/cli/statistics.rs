//! The statistics of a study, as they lie beside its outcomes.

use il2sim::batch::dataset::Dataset;
use il2sim::record::read_table;
use il2sim::table::Value;

use super::batch;
use super::support::{Place, text};

/// The cells of some columns of a table, row by row.
fn columns(place: &Place, table: &str, names: &[&str]) -> Vec<Vec<Value>> {
    let (columns, rows) = read_table(&place.path(table)).unwrap();
    let places: Vec<usize> = names
        .iter()
        .map(|name| {
            columns
                .iter()
                .position(|column| column.name == *name)
                .unwrap_or_else(|| panic!("no {name}"))
        })
        .collect();
    rows.iter().map(|row| places.iter().map(|&place| row[place].clone()).collect()).collect()
}

fn statistics(place: &Place, study: &str) -> serde_json::Value {
    serde_json::from_slice(
        &std::fs::read(place.path(&format!("{study}/dataset/statistics.json"))).unwrap(),
    )
    .unwrap()
}

#[test]
fn fractions_are_those_of_the_outcomes() {
    let place = batch::place();
    place.expect(0, &["batch", "run", "study.toml", "--out", "study", "-q"]);
    let dataset = Dataset::open(&place.path("study")).unwrap();
    let mut counted = 0;
    for row in columns(
        &place,
        "study/dataset/fractions.parquet",
        &["arm", "point", "measure", "events", "animals"],
    ) {
        let [Value::Text(arm), point, Value::Text(measure), events, animals] = row.as_slice()
        else {
            panic!("{row:?}")
        };
        let outcomes = dataset.outcomes(arm, &["point", "response"]).unwrap();
        let mine: Vec<&Vec<Value>> =
            outcomes.iter().filter(|outcome| outcome[0] == *point).collect();
        let hits = mine.iter().filter(|outcome| matches!(&outcome[1], Value::Text(word) if measure.split(" or ").any(|answer| answer == word))).count();
        assert_eq!(
            (events, animals),
            (&Value::Count(hits as u64), &Value::Count(mine.len() as u64))
        );
        counted += 1;
    }
    // two arms, four points, CR and CR or PR
    assert_eq!(counted, 16);
    let report = place.expect(0, &["batch", "report", "study"]);
    assert!(
        report.starts_with("Dose by time\n")
            && report.contains("treated, 300 CU, 2 h against control, 300 CU, 2 h"),
        "{report}"
    );
    let figures = statistics(&place, "study")["figures"].as_array().unwrap().clone();
    assert!(
        figures.iter().any(|figure| figure == "figures/response-cr-map-treated.svg"),
        "{figures:?}"
    );
    for figure in figures {
        let svg = place.path("study/dataset").join(figure.as_str().unwrap());
        assert!(svg.is_file() && svg.with_extension("pdf").is_file(), "{figure}");
    }
}

#[test]
fn sampled_designs_have_the_sensitivities_that_they_were_made_for() {
    let place = batch::place();
    for (design, points, runs, indices) in [
        ("latin hypercube", 12, 12, vec!["PRCC"]),
        ("morris", 2, 6, vec!["mu", "mu*", "sigma"]),
        ("saltelli", 2, 8, vec!["first-order", "total"]),
    ] {
        let study = format!(
            "schema = 1\nscenario = \"tiny.toml\"\nreplicates = 2\n[design]\nkind = \
             \"{design}\"\npoints = {points}\n[[design.key]]\nkey = \"tumour.0.cells\"\nname = \
             \"cells\"\nmin = 8\nmax = 60\n[[design.key]]\nkey = \"treatment.0.dose\"\nname = \
             \"dose\"\nmin = \"30 CU\"\nmax = \"3000 CU\"\nscale = \"log\"\n[compare]\noutcomes = \
             [\"final_tumour_cells\"]\n"
        );
        place.write("sampled.toml", &study);
        let out = design.replace(' ', "-");
        place.expect(0, &["batch", "run", "sampled.toml", "--out", &out, "-q"]);
        assert_eq!(
            Dataset::open(&place.path(&out)).unwrap().points("base").count(),
            runs,
            "{design}"
        );
        let rows =
            columns(&place, &format!("{out}/dataset/sensitivity.parquet"), &["key", "index"]);
        let text = |text: &str| Value::Text(text.to_string());
        // the number of cells may order the outcome wholly, which leaves nothing to the dose
        let rows: Vec<Vec<Value>> = if design == "latin hypercube" {
            rows.into_iter().filter(|row| row[0] == text("cells")).collect()
        } else {
            rows
        };
        let keys: &[&str] =
            if design == "latin hypercube" { &["cells"] } else { &["cells", "dose"] };
        let expected: Vec<Vec<Value>> = keys
            .iter()
            .flat_map(|key| indices.iter().map(|index| vec![text(key), text(index)]))
            .collect();
        assert_eq!(rows, expected, "{design}: {}", statistics(&place, &out)["not_computed"]);
    }
}

#[test]
fn a_report_without_a_dataset_says_what_makes_one() {
    let place = batch::place();
    place.expect(0, &["batch", "plan", "study.toml", "--out", "study"]);
    let output = place.run(&["batch", "report", "study"]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("there is no dataset yet") && error.contains("batch merge"), "{error}");
}
