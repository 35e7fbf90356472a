//! What falls on the end of a run: refused where it was asked for, never drawn or counted.

use super::*;

/// What a user sees of a wrong text.
fn refusal(text: &str) -> String {
    match Scenario::parse(text, "end.toml", &[]) {
        Ok(_) => panic!("this was accepted:\n{text}"),
        Err(problems) => problems.to_string(),
    }
}

/// The right scenario with the lines of another treatment before `[run]`, and vaccine and tumour to
/// go with it.
fn and_treatment(lines: &str) -> String {
    with("[run]", &format!("[[vaccine]]\nname = \"v\"\n[[treatment]]\n{lines}\n[run]")).replacen(
        "route = \"peritumoral\"\n",
        "route = \"peritumoral\"\nname = \"first\"\n",
        1,
    )
}

#[test]
fn whatever_is_due_at_the_end_is_refused_with_its_line() {
    const EVERYTHING: [&str; 8] = [
        "drug = \"il2\"\nroute = \"intravenous\"\ndose = \"1000 IU\"\nstart = \"day 60\"",
        "drug = \"il2\"\nroute = \"intravenous\"\ndose = \"1000 IU\"\nstart = \"1440 h\"\ntimes = 1",
        "drug = \"surgery\"\nstart = \"day 60\"",
        "drug = \"surgery\"\nstart = \"59 days after first\"",
        "drug = \"cyclophosphamide\"\ndose = \"100 mg/kg\"\nstart = \"day 60\"",
        "drug = \"vaccine\"\nvaccine = \"v\"\ncells = 1e6\nroute = \"peritumoral\"\n\
         start = \"day 60\"",
        "drug = \"lak\"\ncells = 1e6\nroute = \"intravenous\"\nstart = \"day 60\"",
        "drug = \"il2\"\nroute = \"intravenous\"\ndose = \"1000 IU\"\nstart = \"day 60\"\n\
         every = \"24 h\"",
    ];
    for lines in EVERYTHING {
        let refused = refusal(&and_treatment(lines));
        for wanted in [
            "the run ends before treatment 1 does",
            "is due on day 60",
            "end.toml:",
            "start = ",
            "what falls on `until` is not",
        ] {
            assert!(refused.contains(wanted), "{lines}\nlacks {wanted}:\n{refused}");
        }
        let earlier = lines.replace("day 60", "day 59").replace("1440 h", "1439 h");
        parse(&and_treatment(&earlier.replace("59 days", "58 days")));
    }
    let tumour = with("[[treatment]]", "[[tumour]]\ncells = 9\nstart = \"day 60\"\n[[treatment]]");
    assert!(refusal(&tumour).contains("tumour 1 starts when the run is over"));
}

#[test]
fn a_counted_series_with_a_dose_at_the_end_is_refused() {
    let text = with("times = 10", "times = 4").replace("day 60", "day 4");
    let refused = refusal(&text);
    assert!(refused.contains("its last dose is due on day 4"), "{refused}");
    assert_eq!(parse(&text.replace("times = 4", "times = 3")).treatments[0].times_h.len(), 3);
    // A bound of its own does not take a dose back that was counted.
    refusal(&text.replace("times = 4", "times = 4\nuntil = \"day 4\""));
}

#[test]
fn a_series_that_is_not_counted_ends_before_the_run_does() {
    for lines in ["", "until = \"day 4\"", "until = \"95 h\""] {
        let text = with("times = 10", lines).replace("\"day 60\"", "\"day 4\"");
        assert_eq!(parse(&text).treatments[0].times_h, [24.0, 48.0, 72.0], "{lines}");
    }
    // Sums of decimal times: 9 times 2.4 h is a little less than 21.6 h in binary.
    let text = with("every = \"24 h\"\ntimes = 10", "every = \"2.4 h\"")
        .replace("start = \"day 1\"", "start = \"0 h\"")
        .replace(
            "\"day 60\"",
            "\"21.6 h\"\nhost_step = \"0.4 h\"\n[record]\nseries_every = \"4 h\"",
        );
    assert_eq!(parse(&text.replace("replicates = 20", "")).treatments[0].times_h.len(), 9);
    // A bound after the end contradicts the run's end.
    let text = with("times = 10", "until = \"day 6\"").replace("\"day 60\"", "\"day 4\"");
    assert!(refusal(&text).contains("3 doses are due by then or later, the last on day 6"));
}

#[test]
fn late_doses_that_are_ignored_stay_in_the_plan_and_out_of_the_run() {
    let text = RIGHT.replace("day 60", "day 4");
    let scenario = Scenario::parse(
        &text.replace("replicates = 20", "late_doses = \"ignore\""),
        "end.toml",
        &[],
    )
    .unwrap_or_else(|problems| panic!("{problems}"));
    let treatment = &scenario.treatments[0];
    assert_eq!(treatment.times_h.len(), 10);
    assert_eq!(treatment.times_before(scenario.run.until_h), [24.0, 48.0, 72.0]);
}
