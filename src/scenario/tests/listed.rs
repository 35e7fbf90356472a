//! A treatment on listed days: `start` as a list of time points.

use super::*;
use crate::therapy::schedule;

/// What a user sees of a wrong text.
fn refusal(text: &str) -> String {
    match Scenario::parse(text, "listed.toml", &[]) {
        Ok(_) => panic!("this was accepted:\n{text}"),
        Err(problems) => problems.to_string(),
    }
}

/// The right scenario with other times of its treatment.
fn on(start: &str) -> String {
    with("start = \"day 1\"\nevery = \"24 h\"\ntimes = 10", start)
}

/// The days of its first treatment; the plan survives its own file.
fn days(text: &str) -> Vec<f64> {
    let scenario = parse(text);
    let times = scenario.treatments[0].times_h.clone();
    let again = parse(&scenario.resolved_toml());
    assert_eq!(again.treatments, scenario.treatments, "{text}");
    assert_eq!(again.digest(), scenario.digest());
    times.iter().map(|time_h| time_h / 24.0).collect()
}

#[test]
fn a_treatment_is_given_on_the_listed_days() {
    assert_eq!(days(&on("start = [\"day 1\", \"day 3\", \"day 6\"]")), [1.0, 3.0, 6.0]);
    // In any order and any unit.
    assert_eq!(days(&on("start = [\"144 h\", \"day 1\", \"3 d\"]")), [1.0, 3.0, 6.0]);
    assert_eq!(
        parse(&on("start = [\"day 4\"]")).digest(),
        parse(&on("start = \"day 4\"")).digest(),
        "a list of one is that one"
    );
    let until = |until: &str| on(&format!("start = [\"day 1\", \"day 3\", \"day 6\"]\n{until}"));
    // As of a series: what is due at `until` is given.
    assert_eq!(days(&until("until = \"day 3\"")), [1.0, 3.0]);
    assert_eq!(days(&until("until = \"71 h\"")), [1.0]);
    let plan = parse(&on("start = [\"day 1\", \"day 3\", \"day 6\"]"));
    let due: Vec<f64> = schedule(&plan.treatments, 144.0).iter().map(|due| due.time_h).collect();
    assert_eq!(due, [24.0, 72.0], "the end of a run is not part of it");
}

#[test]
fn every_kind_of_treatment_takes_a_list_and_others_refer_to_its_first_time() {
    for lines in [
        "drug = \"il2\"\nroute = \"intravenous\"\nduration = \"8 h\"\ndose = \"1000 IU\"",
        "drug = \"cyclophosphamide\"\ndose = \"100 mg/kg\"",
        "drug = \"anti-CD8\"\ndose = \"0.2 mg\"",
        "drug = \"irradiation\"\ndose = \"2 Gy\"",
        "drug = \"vaccine\"\nvaccine = \"v\"\ncells = 1e6\nroute = \"peritumoral\"",
        "drug = \"lak\"\ncells = 1e6\nroute = \"intravenous\"",
    ] {
        let list = "start = [\"day 9\", \"day 2\", \"3 days after first\"]";
        let text = with(
            "[run]",
            &format!(
                "[[vaccine]]\nname = \"v\"\n[[treatment]]\n{lines}\n{list}\nname = \"it\"\n\
                      [[treatment]]\ndrug = \"surgery\"\nstart = \"1 day after it\"\n[run]"
            ),
        )
        .replacen(
            "route = \"peritumoral\"\n",
            "route = \"peritumoral\"\nname = \"first\"\n",
            1,
        );
        let treatments = parse(&text).treatments;
        assert_eq!(treatments[1].times_h, [48.0, 96.0, 216.0], "{lines}");
        assert_eq!(treatments[2].times_h, [72.0], "{lines}");
    }
}

#[test]
fn a_list_that_contradicts_itself_or_another_key_is_refused_once() {
    let list = "start = [\"day 1\", \"day 3\", \"day 6\"]";
    for (start, wanted) in [
        (&*format!("{list}\nevery = \"24 h\""), "`treatment.0.every` does nothing where `start`"),
        (&format!("{list}\ntimes = 3"), "`treatment.0.times` does nothing where `start` is a list"),
        (&format!("{list}\ndays_on = 5"), "`treatment.0.days_on` does nothing where `start`"),
        ("start = [\"day 1\", \"24 h\"]", "treatment 0 is given twice at one time"),
        ("start = []", "`treatment.0.start` is empty"),
        ("start = [1, 3]", "`treatment.0.start` needs a unit"),
        ("start = [\"day 1\", \"day 60\"]", "the run ends before treatment 0 does"),
        ("start = [\"day 1\", \"2 days after il2\"]", "these treatments wait for each other"),
        (&format!("{list}\nuntil = \"day 0\""), "treatment 0 ends before it begins"),
    ] {
        let refused = refusal(&on(start));
        assert!(refused.contains(wanted) && refused.contains("listed.toml:1"), "{refused}");
        assert_eq!(refused.matches("error:").count(), 1, "{refused}");
    }
    let infusion = on("start = [\"day 1\", \"30 h\"]\nduration = \"8 h\"")
        .replace("peritumoral", "intravenous");
    assert!(refusal(&infusion).contains("the infusions of treatment 0 overlap"));
    days(&infusion.replace("8 h", "6 h"));
    let twice = "[[treatment]]\ndrug = \"surgery\"\nstart = [\"day 5\", \"day 9\"]\n[run]";
    assert!(refusal(&with("[run]", twice)).contains("an operation happens once"));
}
