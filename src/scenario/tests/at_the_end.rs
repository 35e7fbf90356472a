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

#[test]
fn five_days_on_and_two_off_fall_on_the_right_days() {
    let days = |lines: &str| -> Vec<f64> {
        let text = with("every = \"24 h\"\ntimes = 10", lines);
        let times = &parse(&text).treatments[0].times_h;
        // The plan survives its own file.
        let again = parse(&parse(&text).resolved_toml());
        assert_eq!(&again.treatments[0].times_h, times, "{lines}");
        times.iter().map(|time_h| time_h / 24.0).collect()
    };
    let week = "every = \"24 h\"\ndays_on = 5\ndays_off = 2\n";
    assert_eq!(
        days(&format!("{week}times = 12")),
        [1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 9.0, 10.0, 11.0, 12.0, 15.0, 16.0]
    );
    assert_eq!(days(&format!("{week}until = \"day 9\"")), [1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 9.0]);
    // Days 1 to 59 of a run of 60 days: 8 whole weeks and days 57 to 59.
    assert_eq!(days(week).len(), 8 * 5 + 3);
    let twice = "every = \"12 h\"\ndays_on = 1\ndays_off = 1\n";
    assert_eq!(days(&format!("{twice}times = 5")), [1.0, 1.5, 3.0, 3.5, 5.0]);
    // Every other day: of two days on one has a dose.
    let other = "every = \"48 h\"\ndays_on = 2\ndays_off = 2\n";
    assert_eq!(days(&format!("{other}times = 3")), [1.0, 5.0, 9.0]);
}

#[test]
fn days_on_need_days_off_and_an_interval() {
    for (lines, wanted) in [
        ("every = \"24 h\"\ndays_on = 5", "`treatment.0.days_on` does nothing without `days_off`"),
        ("every = \"24 h\"\ndays_off = 2", "`treatment.0.days_off` does nothing without `days_on`"),
        ("days_on = 5\ndays_off = 2", "`treatment.0.days_on` does nothing without `every`"),
        ("every = \"24 h\"\ndays_on = 0\ndays_off = 2", "allowed: 1 to 365"),
        ("every = \"24 h\"\ndays_on = \"5 d\"\ndays_off = 2", "days_on"),
    ] {
        let refused = refusal(&with("every = \"24 h\"\ntimes = 10", lines));
        assert!(refused.contains(wanted) && refused.contains("end.toml:1"), "{lines}\n{refused}");
    }
    let surgery = and_treatment("drug = \"surgery\"\nstart = \"day 9\"\ndays_on = 5");
    assert!(refusal(&surgery).contains("an operation happens once"));
}
