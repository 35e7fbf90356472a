//! `[[change]]`: when it may be, and that it says something.

use super::*;

fn refusal(text: &str) -> String {
    match Scenario::parse(text, "change.toml", &[]) {
        Ok(_) => panic!("this was accepted:\n{text}"),
        Err(problems) => problems.to_string(),
    }
}

fn changing(lines: &str) -> String {
    with("[run]", &format!("{lines}\n[run]"))
}

#[test]
fn a_change_falls_on_a_host_step_of_the_run_and_changes_something() {
    let rate = "[change.model.ctl]\nkill_rate = \"8 /d\"";
    let whole = format!("[[change]]\nfrom = \"day 8\"\n{rate}");
    for (lines, wanted) in [
        (format!("[[change]]\n{rate}"), "[[change]] has no `from`"),
        ("[[change]]\nfrom = \"day 8\"".to_string(), "change 0 changes nothing"),
        (whole.replace("day 8", "day 60"), "change 0 begins when the run is over"),
        (whole.replace("day 8", "90.5 h"), "must fall on host steps"),
        (whole.replace("day 8", "2 days after il2"), "must be a day or a time"),
        (whole.replace("day 8", "0 h"), "`change.0.from` is out of range"),
        (format!("{whole}\n{whole}"), "change 1 does not begin after the one before it"),
        (whole.replace("change.model.ctl", "change.tumour.ctl"), "unknown key `tumour`"),
        (whole.replace("8 /d", "8 um"), "`change.0.model.ctl.kill_rate`"),
        (whole.replace("\"8 /d\"", "{ uniform = { min = 1 } }"), "has no `max`"),
    ] {
        let refused = refusal(&changing(&lines));
        assert!(refused.contains(wanted) && refused.contains("change.toml:"), "{lines}\n{refused}");
    }
    let later = whole
        .replace("day 8", "day 9")
        .replace("kill_rate", "refractory")
        .replace("8 /d", "20 min");
    let scenario = parse(&changing(&format!("{whole}\n{later}")));
    assert_eq!(
        scenario.changes.iter().map(|change| change.from_h).collect::<Vec<_>>(),
        [192.0, 216.0]
    );
    // What changed first stays changed.
    let last = scenario.changes[1].then.draw(0).values;
    assert_eq!(last["model.ctl.kill_rate"] * 24.0, 8.0);
    assert!((last["model.ctl.refractory"] * 60.0 - 20.0).abs() < 1e-9);
    assert!(scenario.not_default().iter().any(|(path, ..)| path == "change.0.model.ctl.kill_rate"));
    let set = [("change.0.model.ctl.kill_rate".to_string(), "6 /d".to_string())];
    let set = Scenario::parse(&changing(&whole), "set.toml", &set).unwrap();
    assert_eq!(set.changes[0].then.draw(0).values["model.ctl.kill_rate"] * 24.0, 6.0);
}

#[test]
fn a_drawn_value_keeps_its_place_in_the_new_distribution() {
    let law = |median: u32| {
        format!("{{ log_normal = {{ median = {median}, sigma = 0.5, min = 1, max = 900 }} }}")
    };
    let lines = format!(
        "[[change]]\nfrom = \"day 8\"\n[change.model.leak]\nlethal_index = {}\n[model.leak]\nlethal_index = {}",
        law(60),
        law(30)
    );
    let scenario = parse(&changing(&lines));
    for n in 0..20 {
        let (first, then) = (scenario.draw(n), scenario.changes[0].then.draw(n));
        let [a, b] = [first, then].map(|animal| animal.values["model.leak.lethal_index"]);
        assert!((b / a - 2.0).abs() < 0.01, "{a} {b}");
    }
}
