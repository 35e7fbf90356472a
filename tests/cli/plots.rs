//! Figures of runs.

use super::support::{Place, text};

#[test]
fn a_figure_has_the_columns_and_runs_that_were_asked_for() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "a", "--quiet", "--replicates", "2"]);
    place.expect(
        0,
        &[
            "run",
            "small.toml",
            "--out",
            "b & c",
            "--quiet",
            "--replicates",
            "2",
            "--set",
            "treatment.0.skip=true",
        ],
    );
    let said = place.expect(
        0,
        &["plot", "a", "b & c", "--columns", "tumour_cells,plasma_il2_pm", "--out", "figures.svg"],
    );
    assert_eq!(said, "figures.svg\n");
    let svg = std::fs::read_to_string(place.path("figures.svg")).unwrap();
    for part in
        ["width=\"85mm\"", ">tumour cells<", ">plasma IL-2 (pM)<", ">a<", ">b &amp; c<", "time (d)"]
    {
        assert!(svg.contains(part), "{part} is missing");
    }
    place.expect(
        0,
        &["plot", "a", "b & c", "--columns", "tumour_cells,plasma_il2_pm", "--out", "again.svg"],
    );
    assert_eq!(svg, std::fs::read_to_string(place.path("again.svg")).unwrap());
    place.expect(0, &["plot", "a", "--width", "double", "--out", "one.pdf"]);
    let pdf = std::fs::read(place.path("one.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7") && pdf.ends_with(b"%%EOF"));
    place.expect(0, &["plot", "a", "--width", "double", "--out", "same.pdf"]);
    assert!(pdf == std::fs::read(place.path("same.pdf")).unwrap(), "the same bytes");
}

#[test]
fn what_cannot_be_drawn_is_said_and_nothing_is_written() {
    let place = Place::new();
    place.expect(
        0,
        &["run", "small.toml", "--out", "a", "--quiet", "--replicates", "1", "--until", "12 h"],
    );
    let refused = |arguments: &[&str], why: &str| {
        let output = place.run(&[&["plot"], arguments, &["--out", "none.svg"]].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(why), "{why}: {said}");
        assert!(!place.path("none.svg").exists());
    };
    refused(&["a", "--columns", "tumor_cells"], "did you mean tumour_cells?");
    refused(&["a", "--columns", "digest"], "no such column of numbers");
    refused(&["a", "--site", "lung"], "its sites are flank");
    refused(&["nowhere"], "nowhere");
    let output = place.run(&["plot", "a", "--out", "figure.jpg"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains(".svg or .pdf"));
}
