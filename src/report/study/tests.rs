use super::*;
use crate::comparison::tests::doses;
use crate::comparison::{Outcome, Trial, TrialKey, TrialLevel, TrialPoint, Values, analyse};
use crate::report::tests::without_icon;

/// Two arms, five doses, 16 animals each.
fn input(trial: Trial) -> StudyInput {
    let arms = trial
        .arms
        .iter()
        .map(|arm| (arm.clone(), vec!["treatment.0.skip = true".to_string()]))
        .collect();
    StudyInput {
        title: trial.title.clone(),
        source: "Somebody 1990, Table 2".to_string(),
        scenario: "Base & all".to_string(),
        subject: "animal",
        design: trial.design.clone(),
        replicates: 16,
        points: (trial.entries.len(), trial.entries.len()),
        runs: 160,
        same_animals: true,
        unfinished: None,
        everywhere: vec!["run.until = \"day 40\"".to_string()],
        arms,
        control: trial.arms[trial.control].clone(),
        keys: trial
            .keys
            .iter()
            .map(|key| StudyKey {
                name: key.name.clone(),
                keys: "treatment.0.dose".to_string(),
                values: "0 CU, 10 CU".to_string(),
            })
            .collect(),
        meanings: BTreeMap::from([("cells".to_string(), "how many <cells>".to_string())]),
        facts: vec![("Seed", "7".to_string())],
        citation: "Simulated \"so\"".to_string(),
        files: vec![(
            "dataset/outcomes/arm=IL-2 <x>/part-0.parquet".to_string(),
            "every animal".to_string(),
        )],
        figures: Some("dataset/figures".to_string()),
        study_toml: "title = \"</code><script>alert(1)</script>\"".to_string(),
        base_toml: "# {{title}}".to_string(),
        analysis: Some(analyse(trial, 0.95).unwrap()),
    }
}

/// A grid of two keys for some arms; animals are cured by their number.
fn grid(arms: usize, side: usize) -> Trial {
    let of_arm = |arm: usize| {
        (0..side * side).map(move |point| TrialPoint {
            arm,
            point,
            levels: vec![
                TrialLevel::Number((point / side) as f64),
                TrialLevel::Number((point % side) as f64),
            ],
            unit: Vec::new(),
        })
    };
    let entries: Vec<TrialPoint> = (0..arms).flat_map(of_arm).collect();
    let answers = entries.iter().map(|of| {
        (0..4)
            .map(|animal| {
                Some(if animal < (of.arm + of.point) % 5 { "CR" } else { "PD" }.to_string())
            })
            .collect()
    });
    let key = |name: &str| TrialKey { name: name.to_string(), unit: Some("CU".to_string()) };
    Trial {
        title: "Grid".to_string(),
        design: "grid".to_string(),
        arms: (0..arms).map(|arm| format!("arm {arm}")).collect(),
        control: 0,
        keys: vec![key("first"), key("second")],
        outcomes: vec![Outcome {
            name: "response".to_string(),
            title: None,
            unit: String::new(),
            values: Values::Words(answers.collect()),
        }],
        entries,
        seed: 7,
        left_site: Vec::new(),
        same_animals: true,
    }
}

/// The levels of all headings, in order.
fn headings(page: &str) -> Vec<u32> {
    let level = |part: &str| part.strip_prefix('h')?.split(['>', ' ']).next()?.parse().ok();
    page.split('<').filter_map(level).collect()
}

#[test]
fn the_page_holds_everything_and_asks_for_nothing() {
    let page = page(&input(doses()));
    crate::report::html::scripts_parse(&page);
    for wanted in [
        "<title>Doses &lt;tested&gt; – il2sim</title>",
        "Complete responses (CR) at the end: from 1 of 16 (control) to 15 of 16 (treated, 10000 \
         CU)",
        "2 arms, 10 points, 16 virtual animals at each, 160 runs. Base scenario: Base &amp; all.",
        "Source: Somebody 1990, Table 2.",
        "il2sim batch run study.toml --out again",
        "For research and teaching; not for treating patients.",
        "How many &lt;cells&gt;.",
        "<a href=\"dataset/outcomes/arm=IL-2%20%3Cx%3E/part-0.parquet\">",
        "Simulated &quot;so&quot;",
        "# {{title}}",
        "&lt;/code&gt;&lt;script&gt;alert(1)",
        "94 (72 to 99); 15 of 16",
        "Hill fit, treated",
        "<pre tabindex=\"0\" class=\"scenario\" aria-label=\"Summary\"><code>response: CR\n",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("<tested>") && !page.contains("alert(1)</script>"));
    for foreign in ["http://", "https://", "<link", "<img", "src="] {
        assert!(
            !without_icon(&page).replace("http://www.w3.org/2000/svg", "").contains(foreign),
            "{foreign}"
        );
    }
    let levels = headings(&page);
    assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert_eq!(
        page.matches("<th ").count(),
        page.matches("<th scope=").count(),
        "a head that says not what it heads"
    );
    // curves and forests of responses (CR, CR or PR), survival and cells, and of the flag
    let figures = page.matches("<figure class=\"figure").count();
    assert_eq!(
        (page.matches("<svg ").count(), page.matches("The chart in numbers</summary>").count()),
        (figures, figures)
    );
    assert!(figures >= 8, "{figures}");
    assert!(super::page(&input(doses())) == page, "the same input gave other bytes");
}

#[test]
fn a_map_is_told_in_a_table_with_its_highest_row_first() {
    let page = page(&input(grid(2, 3)));
    let table = page
        .split("aria-label=\"By first and second, arm 1\"><table")
        .nth(1)
        .unwrap()
        .split("</table>")
        .next()
        .unwrap();
    let rows: Vec<&str> = table.split("<tr>").skip(2).collect();
    assert!(
        table.contains("<th scope=\"col\">first (CU) \\ second (CU)</th><th scope=\"col\">0</th>"),
        "{table}"
    );
    assert_eq!(rows.len(), 3);
    // arm 1, the first key 2, the second 0: point 6, so 7 % 5 = 2 of 4 animals
    assert!(
        rows[0].starts_with(
            "<th scope=\"row\" data-v=\"2\">2</th><td data-v=\"0.5\">50 (15 to 85); 2 of 4</td>"
        ),
        "{}",
        rows[0]
    );
    assert!(
        page.contains("<g class=\"mark\"><title>arm 1, 2 CU, 0 CU: 2/4 = 50 % (15 to 85)</title>")
    );
}

#[test]
fn a_page_of_ten_thousand_points_is_bounded_and_says_where_the_rest_is() {
    // 278 arms of 36 points: 556 maps and 9,972 comparisons of each answer
    let page = page(&input(grid(278, 6)));
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    assert!(page.contains(
        "<p class=\"hint\">The first 500 of 10008 rows; all of them are in \
         dataset/fractions.parquet and dataset/medians.parquet.</p>"
    ));
    assert!(
        page.contains("The first 500 of 9972 rows; all of them are in dataset/comparison.parquet.")
    );
    assert!(page.contains("The first 200 of 278 rows; all of them are in study.toml."));
    assert!(page.contains(" more charts are too many for one page and lie in dataset/figures: "));
    assert_eq!(page.matches("<h3 id=").count(), 2, "every outcome has its part");
}

#[test]
fn a_study_without_a_run_says_so_and_how_it_was_planned() {
    let empty = StudyInput {
        analysis: None,
        figures: None,
        unfinished: Some("0 of 64 shards are done".to_string()),
        ..input(doses())
    };
    let page = page(&empty);
    assert!(
        page.contains("<p class=\"headline\">Nothing has run yet.</p>")
            && page.contains("role=\"note\">0 of 64 shards are done</p>")
    );
    assert!(
        page.contains("What was varied")
            && !page.contains("id=\"results\"")
            && !page.contains("Statistical methods")
    );
}

#[test]
fn a_study_without_a_dataset_links_none_and_speaks_of_what_is_known() {
    let page = page(&StudyInput { figures: None, files: Vec::new(), ..input(doses()) });
    assert!(page.contains(
        "<p class=\"headline\">So far: Complete responses (CR) at the end: from 1 of 16"
    ));
    assert!(page.contains("<svg ") && !page.contains("dataset/figures/"));
}

#[test]
fn texts_that_are_too_long_are_linked() {
    let long = StudyInput { study_toml: "x".repeat(TEXT + 1), ..input(doses()) };
    let page = page(&long);
    assert!(page.contains("It is 300001 bytes long: open <a href=\"study.toml\">"));
    assert!(page.len() < 1_000_000, "{}", page.len());
}

#[test]
fn headlines_name_an_arm_whose_points_are_all_alike() {
    let alike = analyse(grid(1, 1), 0.95).unwrap();
    assert_eq!(names::headline(&alike), "Complete responses (CR) at the end: 0 of 4");
    let mut none = grid(1, 1);
    none.outcomes[0].values = Values::Numbers(vec![vec![None; 4]]);
    assert_eq!(
        names::headline(&analyse(none, 0.95).unwrap()),
        "Response: no animal with a value yet."
    );
}

#[test]
fn the_page_counts_who_left_the_site_and_says_of_which_animals_a_median_is() {
    let mut trial = doses();
    trial.left_site = vec![(2, 16); trial.entries.len()];
    let all = trial.entries.len();
    let page = page(&input(trial));
    assert!(page.contains(&format!("; {} of {} left the site", 2 * all, 16 * all)));
    assert_eq!(page.matches(">2 of 16</td>").count(), all, "a cell a point");
    assert!(page.contains("median of animals with a value"));
    assert!(page.contains(" of 16 have a value"));
}
