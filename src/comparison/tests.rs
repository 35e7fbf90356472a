use super::analysis::Paired;
use super::*;
use crate::statistics::kaplan_meier::Followed;
use crate::table::Value;

fn numbers(arm: usize, point: usize, levels: &[f64]) -> TrialPoint {
    TrialPoint {
        arm,
        point,
        levels: levels.iter().map(|x| TrialLevel::Number(*x)).collect(),
        unit: Vec::new(),
    }
}

fn responses(complete: usize, partial: usize, of: usize) -> Vec<Option<String>> {
    (0..of)
        .map(|i| {
            Some(
                if i < complete {
                    "CR"
                } else if i < complete + partial {
                    "PR"
                } else {
                    "PD"
                }
                .to_string(),
            )
        })
        .collect()
}

fn lives(days: impl IntoIterator<Item = u32>, until: u32) -> Vec<Option<Followed>> {
    days.into_iter()
        .map(|day| Some(Followed { time_h: 24.0 * f64::from(day.min(until)), event: day < until }))
        .collect()
}

/// Two arms, five doses, 16 animals each; the control is the same at every dose.
pub(crate) fn doses() -> Trial {
    let doses = [0.0, 10.0, 100.0, 1000.0, 10_000.0];
    let entries = (0..2)
        .flat_map(|arm| {
            doses.iter().enumerate().map(move |(point, dose)| numbers(arm, point, &[*dose]))
        })
        .collect();
    let cured = [1, 1, 1, 1, 1, 1, 2, 8, 14, 15];
    let response = Values::Words(cured.iter().map(|&n| responses(n, 1, 16)).collect());
    let survival = Values::Times(
        (0..10)
            .map(|i| lives((1..=16).map(|day| day * 3 * if i < 5 { 1 } else { i as u32 - 3 }), 60))
            .collect(),
    );
    let cells = Values::Numbers(
        (0..10)
            .map(|i| {
                (0..16).map(|j| (j != 3).then(|| f64::from(j * 100) / f64::from(i + 1))).collect()
            })
            .collect(),
    );
    let toxic = Values::Flags((0..10).map(|_| vec![Some(false); 16]).collect());
    let outcome = |name: &str, unit: &str, values| Outcome {
        name: name.to_string(),
        title: None,
        unit: unit.to_string(),
        values,
    };
    Trial {
        title: "Doses <tested>".to_string(),
        design: "grid".to_string(),
        arms: vec!["control".to_string(), "treated".to_string()],
        control: 0,
        keys: vec![TrialKey { name: "dose".to_string(), unit: Some("CU".to_string()) }],
        entries,
        outcomes: vec![
            outcome("response", "", response),
            outcome("survival_h", "h", survival),
            outcome("cells", "cells", cells),
            outcome("toxic_death", "", toxic),
        ],
        seed: 7,
        left_site: Vec::new(),
        same_animals: true,
    }
}

/// One arm, a sampled design over `keys` keys; the output is `y(unit)`.
fn sampled(design: &str, units: Vec<Vec<f64>>, y: impl Fn(&[f64]) -> f64) -> Trial {
    let keys = units[0].len();
    let values = Values::Numbers(units.iter().map(|unit| vec![Some(y(unit)); 3]).collect());
    Trial {
        title: "Sampled".to_string(),
        design: design.to_string(),
        arms: vec!["base".to_string()],
        control: 0,
        keys: (0..keys)
            .map(|key| TrialKey { name: format!("key {key}"), unit: Some(String::new()) })
            .collect(),
        entries: units
            .into_iter()
            .enumerate()
            .map(|(point, unit)| TrialPoint { unit: unit.clone(), ..numbers(0, point, &unit) })
            .collect(),
        outcomes: vec![Outcome { name: "y".to_string(), title: None, unit: String::new(), values }],
        seed: 1,
        left_site: Vec::new(),
        same_animals: false,
    }
}

/// Arms that all have these points of a dose and a day, three animals each, with their survival.
pub(crate) fn survival_of(design: &str, arms: usize, points: &[&[f64]]) -> Trial {
    let entries: Vec<TrialPoint> = (0..arms)
        .flat_map(|arm| points.iter().enumerate().map(move |(n, of)| numbers(arm, n, of)))
        .collect();
    let times = Values::Times(entries.iter().map(|_| lives([3, 5, 9], 8)).collect());
    let keys = [("dose", "CU"), ("start", "day")].into_iter().take(points[0].len());
    Trial {
        title: "Survival".to_string(),
        design: design.to_string(),
        arms: (0..arms).map(|arm| format!("arm {arm}")).collect(),
        keys: keys
            .map(|(name, unit)| TrialKey { name: name.to_string(), unit: Some(unit.to_string()) })
            .collect(),
        entries,
        outcomes: vec![Outcome {
            name: "survival_h".to_string(),
            title: None,
            unit: "h".to_string(),
            values: times,
        }],
        ..doses()
    }
}

fn analysed(trial: Trial) -> Analysis {
    analyse(trial, 0.95).unwrap()
}

#[test]
fn a_response_is_counted_as_complete_and_as_any() {
    let analysis = analysed(doses());
    let names: Vec<String> = analysis.measures.iter().map(Measure::name).collect();
    assert_eq!(names, ["response: CR", "response: CR or PR", "survival_h", "cells", "toxic_death"]);
    let share = |measure: usize, entry: usize| analysis.fraction(measure, entry).unwrap().share;
    assert_eq!((share(0, 7).events, share(1, 7).events, share(1, 7).trials), (8, 9, 16));
}

#[test]
fn treated_arms_are_compared_with_the_control_at_the_same_point() {
    let analysis = analysed(doses());
    let cured: Vec<&Comparison> = analysis.comparisons.iter().filter(|c| c.measure == 0).collect();
    assert_eq!(
        cured.iter().map(|c| (c.entry, c.reference)).collect::<Vec<_>>(),
        [(5, 0), (6, 1), (7, 2), (8, 3), (9, 4)]
    );
    assert!(cured[4].p.unwrap() < 1e-5 && cured[0].p == Some(1.0));
    // the smallest of five p values counts five times
    assert_eq!(cured[4].p_holm, Some(5.0 * cured[4].p.unwrap()));
    assert!(cured.iter().all(|c| c.p_bh.unwrap() <= c.p_holm.unwrap()));
    assert_eq!(cured[4].effect.unwrap().value, 14.0 / 16.0);
    let nobody = analysis.comparisons.iter().find(|c| c.measure == 4).unwrap();
    assert_eq!((nobody.p, nobody.effect.unwrap().value), (Some(1.0), 0.0));
}

#[test]
fn the_same_animals_are_compared_one_by_one() {
    let analysis = analysed(doses());
    let cured: Vec<Paired> =
        analysis.comparisons.iter().filter(|c| c.measure == 0).filter_map(|c| c.paired).collect();
    // animals 1 to 15 are cured at the largest dose, animal 1 also in the control
    assert_eq!((cured[4].more, cured[4].less), (14, 0));
    // 2 / 2^14, but for the rounding of an incomplete beta function
    assert!((cured[4].p * 8192.0 - 1.0).abs() < 1e-12);
    assert_eq!(cured[4].p_holm, 5.0 * cured[4].p);
    assert_eq!((cured[0].more, cured[0].less, cured[0].p), (0, 0, 1.0));
    assert!(
        analysis.comparisons.iter().filter(|c| c.measure == 2).all(|c| c.paired.is_none()),
        "times have no pairs"
    );
    let others = analysed(Trial { same_animals: false, ..doses() });
    assert!(others.comparisons.iter().all(|c| c.paired.is_none()));
}

#[test]
fn animals_without_a_value_are_left_out_and_counted() {
    let analysis = analysed(doses());
    let middle = analysis.middle(3, 0).unwrap();
    assert_eq!((middle.present, analysis.measures[3].animals[0]), (15, 16));
    assert_eq!(middle.median.0, Some(800.0));
}

#[test]
fn one_arm_is_compared_with_its_first_point() {
    let mut trial = doses();
    trial.arms.truncate(1);
    trial.entries.truncate(5);
    for outcome in &mut trial.outcomes {
        match &mut outcome.values {
            Values::Words(all) => all.truncate(5),
            Values::Flags(all) => all.truncate(5),
            Values::Numbers(all) => all.truncate(5),
            Values::Times(all) => all.truncate(5),
        }
    }
    let analysis = analysed(trial);
    assert!(analysis.comparisons.iter().all(|c| c.reference == 0 && c.entry > 0));
    assert_eq!(analysis.comparisons.len(), 4 * analysis.measures.len());
}

#[test]
fn a_swept_dose_has_a_hill_fit_and_a_constant_one_says_why_not() {
    let analysis = analysed(doses());
    let fit = analysis.fits.iter().find(|fit| (fit.measure, fit.arm) == (0, 1)).unwrap();
    assert!(fit.curve.half_dose.value > 50.0 && fit.curve.half_dose.value < 300.0, "{fit:?}");
    assert!(
        analysis.notes.iter().any(|note| note
            .contains("response: CR in arm control: no Hill fit over dose: nothing varies")),
        "{:?}",
        analysis.notes
    );
}

#[test]
fn restricted_means_end_where_all_were_followed_to() {
    let analysis = analysed(doses());
    // the control's last animal dies on day 48
    assert_eq!(analysis.measures[2].followed_to_h, Some(48.0 * 24.0));
    let means: Vec<f64> =
        (0..10).map(|entry| analysis.middle(2, entry).unwrap().restricted_mean.unwrap()).collect();
    assert!(means.iter().all(|mean| *mean <= 48.0 * 24.0) && means[9] > means[0]);
}

#[test]
fn sampled_designs_say_which_key_matters() {
    let rows = |n: u32| {
        (0..n)
            .map(|i| {
                vec![
                    f64::from(i) / f64::from(n),
                    f64::from(i * 7 % n) / f64::from(n),
                    f64::from(i * 11 % n) / f64::from(n),
                ]
            })
            .collect::<Vec<_>>()
    };
    let prcc = analysed(sampled("latin hypercube", rows(48), |u| 5.0 * u[1] - u[2]));
    let value = |key: usize| prcc.sensitivities.iter().find(|s| s.key == key).unwrap().value;
    assert!(value(1) > 0.9 && value(2) < -0.5 && value(0).abs() < 0.5);
    assert!(prcc.comparisons.is_empty());

    let base = rows(32);
    let saltelli: Vec<Vec<f64>> = (0..32)
        .flat_map(|i| {
            let (a, b) = (&base[i], &base[(i * 5 + 3) % 32]);
            let cross = |key: usize| (0..3).map(|k| if k == key { b[k] } else { a[k] }).collect();
            vec![a.clone(), cross(0), cross(1), cross(2), b.clone()]
        })
        .collect();
    let sobol = analysed(sampled("saltelli", saltelli, |u| 5.0 * u[1]));
    let total = |key: usize| {
        sobol.sensitivities.iter().find(|s| (s.key, s.index) == (key, "total")).unwrap().value
    };
    assert_eq!((total(0), total(2)), (0.0, 0.0));
    assert!(total(1) > 0.5);

    let morris = vec![
        vec![0.0, 0.0],
        vec![2.0 / 3.0, 0.0],
        vec![2.0 / 3.0, 2.0 / 3.0],
        vec![1.0, 1.0],
        vec![1.0, 1.0 / 3.0],
        vec![1.0 / 3.0, 1.0 / 3.0],
    ];
    let effects = analysed(sampled("morris", morris, |u| 4.0 * u[0]));
    let mu = |key: usize| {
        effects.sensitivities.iter().find(|s| (s.key, s.index) == (key, "mu*")).unwrap().value
    };
    // four roundings of thirds
    assert!((mu(0) - 4.0).abs() < 1e-12 && mu(1) == 0.0);
}

#[test]
fn a_point_without_animals_spoils_no_table() {
    let mut trial = doses();
    for outcome in &mut trial.outcomes {
        match &mut outcome.values {
            Values::Words(all) => all[7].clear(),
            Values::Flags(all) => all[7].clear(),
            Values::Numbers(all) => all[7].clear(),
            Values::Times(all) => all[7].clear(),
        }
    }
    let analysis = analysed(trial);
    assert!(
        analysis.notes.iter().any(|note| note.contains("1 of 5 comparisons could not be tested")),
        "{:?}",
        analysis.notes
    );
    check_tables(&analysis);
    assert!(!figures::figures(&analysis).is_empty());
}

/// Every row fits its columns, every number is finite and has nine digits.
fn check_tables(analysis: &Analysis) {
    for table in tables::tables(analysis) {
        assert!(table.columns.iter().all(|column| !column.meaning.is_empty()), "{}", table.name);
        let names: std::collections::BTreeSet<&str> =
            table.columns.iter().map(|column| column.column.name.as_str()).collect();
        assert_eq!(names.len(), table.columns.len(), "{}", table.name);
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.name);
            for value in row {
                if let Value::Number(number) = value {
                    assert!(
                        number.is_finite() && *number == crate::statistics::significant(*number),
                        "{}: {number}",
                        table.name
                    );
                }
            }
        }
    }
}

#[test]
fn tables_hold_what_their_columns_say() {
    let analysis = analysed(doses());
    check_tables(&analysis);
    let names: Vec<&str> = tables::tables(&analysis).iter().map(|table| table.name).collect();
    assert_eq!(names, ["fractions", "medians", "survival", "comparison", "dose_response"]);
}

#[test]
fn a_key_called_as_a_column_gets_another_name() {
    let mut trial = doses();
    trial.keys[0].name = "p".to_string();
    let tables = tables::tables(&analysed(trial));
    let names = |table: &str| {
        tables
            .iter()
            .find(|t| t.name == table)
            .unwrap()
            .columns
            .iter()
            .map(|c| c.column.name.clone())
            .collect::<Vec<_>>()
    };
    assert!(
        names("comparison").contains(&"design.p".to_string())
            && names("fractions").contains(&"p".to_string())
    );
    check_tables(&analysed(doses()));
}

#[test]
fn the_summary_is_short_and_says_the_numbers() {
    let text = words::summary(&analysed(doses()));
    assert!(text.contains("treated, 100 CU"), "{text}");
    assert!(text.contains("8/16 = 50 % (28 to 72)"), "{text}");
    assert!(text.contains("Hill fit, treated"), "{text}");
    assert!(text.lines().count() < 160);
}

#[test]
fn an_outcome_of_countless_words_is_not_compared() {
    let mut trial = doses();
    trial.outcomes = vec![Outcome {
        name: "final_digest".to_string(),
        title: None,
        unit: String::new(),
        values: Values::Words(
            (0..10).map(|i| (0..16).map(|j| Some(format!("{i} {j}"))).collect()).collect(),
        ),
    }];
    let analysis = analysed(trial);
    assert!(analysis.measures.is_empty());
    assert_eq!(
        analysis.notes,
        ["final_digest: 160 different words are too many to compare (at most 12)"]
    );
}

/// Also a way to look at them: `IL2SIM_PLOTS=DIR cargo test --lib comparison`.
#[test]
fn every_measure_has_its_pictures() {
    let mut two = doses();
    two.keys.push(TrialKey { name: "start".to_string(), unit: Some("day".to_string()) });
    for (number, entry) in two.entries.iter_mut().enumerate() {
        entry.levels = vec![
            TrialLevel::Number([10.0, 100.0][number % 5 % 2]),
            TrialLevel::Number([1.0, 3.0, 8.0][number % 5 / 2]),
        ];
    }
    let mut arms = doses();
    arms.keys.clear();
    arms.entries = vec![numbers(0, 0, &[]), numbers(1, 0, &[])];
    arms.outcomes[0].values = Values::Words(vec![responses(2, 3, 16), responses(11, 2, 16)]);
    arms.outcomes[1].values = Values::Times(vec![
        lives((1..=16).map(|day| day * 3), 60),
        lives((1..=16).map(|day| day * 7), 60),
    ]);
    arms.outcomes.truncate(2);
    for (place, trial, expected) in [
        (
            "sweep",
            doses(),
            vec![
                "response-cr-by-dose",
                "survival-h-survival-by-dose",
                "survival-h-kaplan-meier-control",
                "survival-h-kaplan-meier-treated",
                "response-cr-against-control",
            ],
        ),
        (
            "grid",
            two,
            vec![
                "response-cr-map-control",
                "response-cr-map-treated",
                "cells-median-map-treated",
                "survival-h-kaplan-meier-control",
            ],
        ),
        ("arms", arms, vec!["response-cr-by-arm", "survival-h-kaplan-meier"]),
    ] {
        let figures = figures::figures(&analysed(trial));
        for name in expected {
            assert!(
                figures.iter().any(|figure| figure.name == name),
                "{name}: {:?}",
                figures.iter().map(|figure| &figure.name).collect::<Vec<_>>()
            );
        }
        for figure in figures {
            let svg = figure.drawing.svg();
            assert!(!svg.contains("NaN") && !svg.contains("<tested>"), "{}", figure.name);
            if let Some(folder) = std::env::var_os("IL2SIM_PLOTS") {
                std::fs::write(
                    std::path::Path::new(&folder).join(format!("{place}-{}.svg", figure.name)),
                    svg,
                )
                .unwrap();
            }
        }
    }
}

#[test]
fn every_table_and_the_summary_count_the_animals_that_left_the_site() {
    let mut trial = doses();
    trial.left_site = vec![(3, 16); trial.entries.len()];
    let (name, entries) = (trial.name(1), trial.entries.len());
    assert_eq!(
        trial.left_in_words(),
        Some(format!("{} of {} left the site", 3 * entries, 16 * entries))
    );
    let analysis = analysed(trial);
    for table in tables::tables(&analysis) {
        let place = table.columns.iter().position(|column| column.column.name == "left_site");
        let place = place.unwrap_or_else(|| panic!("{} does not count them", table.name));
        let counted = |row: &Vec<Value>| matches!(row[place], Value::Count(3 | 15));
        assert!(table.rows.iter().all(counted), "{}", table.name);
    }
    let summary = words::summary(&analysis);
    let line = |line: &str| line.trim_start().starts_with(&name) && line.ends_with("  3 of 16");
    assert!(summary.lines().any(line), "{summary}");
    assert!(!words::summary(&analysed(doses())).contains("left the site"));
}
