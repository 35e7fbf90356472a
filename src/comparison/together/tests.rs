use super::*;
use crate::comparison::tests::survival_of;
use crate::comparison::{TrialKey, analyse, figures};

/// A trial of arms that all have these points, and its entries.
fn trial(design: &str, arms: usize, points: &[&[f64]]) -> (Trial, Vec<usize>) {
    let trial = survival_of(design, arms, points);
    let entries = (0..trial.entries.len()).collect();
    (trial, entries)
}

/// Names of the curves of each chart, and what they share.
fn told(charts: &[CurvesTogether]) -> Vec<(Option<usize>, String, String)> {
    let names = |of: &CurvesTogether| {
        of.curves.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" | ")
    };
    charts.iter().map(|of| (of.arm, of.at.join(", "), names(of))).collect()
}

fn line(arm: Option<usize>, at: &str, curves: &str) -> (Option<usize>, String, String) {
    (arm, at.to_string(), curves.to_string())
}

#[test]
fn few_curves_share_a_chart_and_more_have_one_an_arm() {
    let (three, entries) = trial("grid", 2, &[&[1.0], &[2.0], &[3.0]]);
    let found = charts(&three, &entries).unwrap();
    let all = "arm 0, 1 CU | arm 0, 2 CU | arm 0, 3 CU | arm 1, 1 CU | arm 1, 2 CU | arm 1, 3 CU";
    assert_eq!(told(&found), [line(None, "", all)]);
    let (four, entries) = trial("grid", 2, &[&[1.0], &[2.0], &[3.0], &[4.0]]);
    let curves = "1 CU | 2 CU | 3 CU | 4 CU";
    let found = charts(&four, &entries).unwrap();
    assert_eq!(told(&found), [line(Some(0), "", curves), line(Some(1), "", curves)]);
}

#[test]
fn many_arms_stand_beside_their_control_in_each_chart() {
    let (mut arms, entries) = trial("none", 9, &[&[]]);
    arms.control = 2;
    let found = told(&charts(&arms, &entries).unwrap());
    assert_eq!(
        found,
        [
            line(None, "1 of 2", "arm 2 | arm 0 | arm 1 | arm 3 | arm 4 | arm 5"),
            line(None, "2 of 2", "arm 2 | arm 6 | arm 7 | arm 8"),
        ]
    );
}

#[test]
fn a_grid_has_a_chart_for_each_value_of_the_other_key() {
    let points: Vec<[f64; 2]> = [1.0, 2.0]
        .into_iter()
        .flat_map(|dose| [3.0, 4.0, 5.0, 6.0].map(|day| [dose, day]))
        .collect();
    let points: Vec<&[f64]> = points.iter().map(<[f64; 2]>::as_slice).collect();
    let (grid, entries) = trial("grid", 1, &points);
    let days = "day 3 | day 4 | day 5 | day 6";
    assert_eq!(
        told(&charts(&grid, &entries).unwrap()),
        [line(Some(0), "1 CU", days), line(Some(0), "2 CU", days)]
    );
}

#[test]
fn a_long_sweep_and_a_list_go_in_pieces() {
    let values: Vec<[f64; 1]> = (1..=8).map(|n| [f64::from(n)]).collect();
    let points: Vec<&[f64]> = values.iter().map(<[f64; 1]>::as_slice).collect();
    for design in ["grid", "list"] {
        let (long, entries) = trial(design, 1, &points);
        assert_eq!(
            told(&charts(&long, &entries).unwrap()),
            [
                line(Some(0), "1 of 2", "1 CU | 2 CU | 3 CU | 4 CU | 5 CU | 6 CU"),
                line(Some(0), "2 of 2", "7 CU | 8 CU"),
            ],
            "{design}"
        );
    }
}

#[test]
fn keys_varied_one_at_a_time_have_a_chart_each() {
    let points: [&[f64]; 7] =
        [&[1.0, 1.0], &[2.0, 1.0], &[3.0, 1.0], &[4.0, 1.0], &[1.0, 2.0], &[1.0, 3.0], &[1.0, 4.0]];
    let (design, entries) = trial("one at a time", 1, &points);
    assert_eq!(
        told(&charts(&design, &entries).unwrap()),
        [
            line(Some(0), "day 1", "1 CU | 2 CU | 3 CU | 4 CU"),
            line(Some(0), "1 CU", "day 1 | day 2 | day 3 | day 4"),
        ]
    );
}

#[test]
fn a_sampled_key_of_few_values_pools_its_points_and_one_of_many_says_why_not() {
    let values: Vec<[f64; 2]> =
        (0..12).map(|n| [f64::from(n % 3), 1.0 + f64::from(n) / 7.0]).collect();
    let points: Vec<&[f64]> = values.iter().map(<[f64; 2]>::as_slice).collect();
    let (design, entries) = trial("sobol", 1, &points);
    let found = charts(&design, &entries).unwrap();
    assert_eq!(told(&found), [line(Some(0), "by dose", "0 CU | 1 CU | 2 CU")]);
    assert!(found[0].pooled && found[0].curves[1].1 == [1, 4, 7, 10]);
    let drawn = figures::figures(&analyse(design, 0.95).unwrap());
    let drawn: Vec<_> = drawn.iter().filter(|figure| !figure.curves.is_empty()).collect();
    assert_eq!(drawn.len(), 1);
    assert_eq!(drawn[0].curves[1].1.animals, 4 * 3, "the animals of four points");

    let points: Vec<&[f64]> = values.iter().map(|point| &point[1..]).collect();
    let (mut design, _) = trial("sobol", 1, &points);
    design.keys = vec![TrialKey { name: "dose".to_string(), unit: Some("CU".to_string()) }];
    let analysis = analyse(design, 0.95).unwrap();
    assert!(analysis.notes.iter().any(|note| note.contains("12 points are too many")));
    assert!(figures::figures(&analysis).iter().all(|figure| figure.curves.is_empty()));
}

#[test]
fn there_is_an_end_to_charts() {
    let values: Vec<[f64; 2]> = (0..175).map(|n| [f64::from(n / 7), f64::from(n % 7)]).collect();
    let points: Vec<&[f64]> = values[..140].iter().map(<[f64; 2]>::as_slice).collect();
    let (design, entries) = trial("grid", 1, &points);
    assert!(charts(&design, &entries).unwrap_err().contains("40 charts"));
    let points: Vec<&[f64]> = values.iter().map(<[f64; 2]>::as_slice).collect();
    let (design, entries) = trial("grid", 1, &points);
    assert!(charts(&design, &entries).unwrap_err().contains("175 survival curves"));
    assert_eq!(charts(&design, &[]), Ok(Vec::new()));
}
