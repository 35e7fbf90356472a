use std::collections::BTreeSet;

use super::*;

/// Points by scipy and SALib: see `tests/designs/fixtures.py`.
const FIXTURES: &str = include_str!("../../tests/designs/fixtures.json");

fn node(value: DocumentValue) -> Node {
    Node { place: Place { source: 0, start: 0, end: 0 }, value }
}

fn key(name: &str, levels: Levels) -> DesignKey {
    let place = Place { source: 0, start: 0, end: 0 };
    let keys = vec![(name.to_string(), place)];
    DesignKey { keys, name: name.to_string(), place, levels, labels: Vec::new() }
}

fn values(name: &str, count: i128) -> DesignKey {
    key(name, Levels::Values((0..count).map(|n| node(DocumentValue::Integer(n))).collect()))
}

fn range(name: &str) -> DesignKey {
    let place = Place { source: 0, start: 0, end: 0 };
    key(
        name,
        Levels::Range(Range {
            min: 0.0,
            max: 1.0,
            log: false,
            whole: false,
            day: false,
            unit: String::new(),
            place,
        }),
    )
}

fn sampled(kind: DesignKind, points: u32, keys: usize) -> Design {
    Design { kind, points, keys: (0..keys).map(|n| range(&format!("key {n}"))).collect() }
}

fn numbers(sample: &Sample) -> Vec<f64> {
    sample.values.iter().map(|node| node.value.number().unwrap()).collect()
}

fn fixture(name: &str) -> serde_json::Value {
    serde_json::from_str::<serde_json::Value>(FIXTURES).unwrap()[name].clone()
}

fn rows(value: &serde_json::Value) -> Vec<Vec<f64>> {
    let row = |row: &serde_json::Value| {
        row.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    };
    value.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn a_grid_has_every_combination_once() {
    let design = Design {
        kind: DesignKind::Grid,
        points: 0,
        keys: vec![values("a", 3), values("b", 4), values("c", 2)],
    };
    let points = design.points(1);
    assert_eq!((points.len(), design.count()), (24, Some(24)));
    assert_eq!(numbers(&points[0]), [0.0, 0.0, 0.0]);
    assert_eq!(numbers(&points[1]), [0.0, 0.0, 1.0]);
    assert_eq!(numbers(&points[23]), [2.0, 3.0, 1.0]);
    let different: BTreeSet<String> =
        points.iter().map(|point| format!("{:?}", numbers(point))).collect();
    assert_eq!(different.len(), 24);
}

#[test]
fn one_at_a_time_varies_one_key_from_the_first_values() {
    let design = Design {
        kind: DesignKind::OneAtATime,
        points: 0,
        keys: vec![values("a", 3), values("b", 4), values("c", 1)],
    };
    let points: Vec<Vec<f64>> = design.points(1).iter().map(numbers).collect();
    assert_eq!((points.len(), design.count()), (6, Some(6)));
    assert_eq!(points[0], [0.0, 0.0, 0.0]);
    assert!(points[1..].iter().all(|point| point.iter().filter(|x| **x != 0.0).count() == 1));
}

#[test]
fn a_list_takes_values_together() {
    let design =
        Design { kind: DesignKind::List, points: 0, keys: vec![values("a", 3), values("b", 3)] };
    let points: Vec<Vec<f64>> = design.points(1).iter().map(numbers).collect();
    assert_eq!(points, [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]);
    let none = Design { kind: DesignKind::List, points: 0, keys: Vec::new() };
    assert_eq!((none.count(), none.points(1).len()), (Some(1), 1));
}

#[test]
fn a_product_beyond_64_bits_is_told() {
    let keys = (0..64).map(|n| values(&n.to_string(), 3)).collect();
    assert_eq!(Design { kind: DesignKind::Grid, points: 0, keys }.count(), None);
}

#[test]
fn a_latin_hypercube_has_one_point_in_each_stratum_of_every_key() {
    for seed in 0..20 {
        let design = sampled(DesignKind::LatinHypercube, 37, 5);
        let points: Vec<Vec<f64>> = design.points(seed).iter().map(numbers).collect();
        for key in 0..5 {
            let strata: BTreeSet<usize> =
                points.iter().map(|point| (point[key] * 37.0) as usize).collect();
            assert_eq!(strata, (0..37).collect(), "seed {seed}, key {key}");
        }
        // two keys are not matched in order: strata of one are no function that is the same for all
        // seeds
        assert_ne!(points.iter().map(|p| p[0] > p[1]).collect::<BTreeSet<bool>>().len(), 1);
    }
}

#[test]
fn sobol_points_are_the_published_ones() {
    let fixture = fixture("sobol");
    let kept: Vec<usize> = fixture["dimensions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d.as_u64().unwrap() as usize)
        .collect();
    for (ours, theirs) in sobol::Sobol::new(DIMENSIONS).zip(rows(&fixture["points"])) {
        assert_eq!(kept.iter().map(|&d| ours[d]).collect::<Vec<_>>(), theirs);
    }
}

#[test]
fn saltelli_points_are_those_of_salib() {
    let fixture = fixture("saltelli");
    let ours: Vec<Vec<f64>> = sampled(DesignKind::Saltelli, 8, 3)
        .points(1)
        .iter()
        .map(|sample| sample.unit.clone())
        .collect();
    assert_eq!(ours, rows(&fixture["rows"]));
    assert_eq!(sampled(DesignKind::Saltelli, 8, 3).count(), Some(40));
}

#[test]
fn a_morris_trajectory_moves_each_key_once_by_two_thirds() {
    let design = sampled(DesignKind::Morris, 50, 4);
    let points: Vec<Vec<f64>> = design.points(3).iter().map(|sample| sample.unit.clone()).collect();
    assert_eq!((points.len(), design.count()), (250, Some(250)));
    let mut first_moved = BTreeSet::new();
    for trajectory in points.chunks(5) {
        let mut moved = Vec::new();
        for step in trajectory.windows(2) {
            let changed: Vec<usize> = (0..4).filter(|&k| step[0][k] != step[1][k]).collect();
            assert_eq!(changed.len(), 1);
            assert!(((step[0][changed[0]] - step[1][changed[0]]).abs() - 2.0 / 3.0).abs() < 1e-15);
            moved.push(changed[0]);
        }
        first_moved.insert(moved[0]);
        moved.sort_unstable();
        assert_eq!(moved, [0, 1, 2, 3]);
    }
    assert_eq!(first_moved.len(), 4, "the order of the keys is drawn");
}

#[test]
fn random_and_sobol_points_are_the_first_of_longer_designs() {
    for kind in [DesignKind::Random, DesignKind::Sobol] {
        let of =
            |points| sampled(kind, points, 3).points(9).iter().map(numbers).collect::<Vec<_>>();
        let (short, long) = (of(10), of(40));
        assert_eq!(short, long[..10]);
        assert!(long.iter().flatten().all(|x| (0.0..1.0).contains(x)));
    }
    let of = |seed| {
        sampled(DesignKind::Random, 5, 2).points(seed).iter().map(numbers).collect::<Vec<_>>()
    };
    assert_ne!(of(1), of(2));
}

#[test]
fn a_range_keeps_its_bounds_and_its_scale() {
    let place = Place { source: 0, start: 0, end: 0 };
    let range = |log, whole| Range {
        min: 1.0,
        max: 1000.0,
        log,
        whole,
        day: false,
        unit: "CU".to_string(),
        place,
    };
    assert_eq!(range(true, false).at(0.0), 1.0);
    assert_eq!(range(true, false).at(1.0), 1000.0);
    assert!((range(true, false).at(0.5) - libm::sqrt(1000.0)).abs() < 1e-9);
    assert_eq!(range(false, false).at(0.5), 500.5);
    let whole = Range { min: 2.0, max: 4.0, unit: String::new(), ..range(false, true) };
    let found: Vec<f64> = (0..=100).map(|n| whole.at(f64::from(n) / 100.0)).collect();
    assert_eq!(
        found.iter().map(|x| *x as i32).collect::<BTreeSet<i32>>(),
        BTreeSet::from([2, 3, 4])
    );
    assert!(
        matches!(range(false, false).node(0.5).value, DocumentValue::Text(text) if text == "500.5 CU")
    );
    let day = Range { day: true, unit: String::new(), ..range(false, false) };
    assert!(matches!(day.node(0.0).value, DocumentValue::Text(text) if text == "day 1.0"));
}

#[test]
fn a_column_is_of_numbers_where_all_values_have_one_unit() {
    let text = |text: &str| node(DocumentValue::Text(text.to_string()));
    let of = |texts: &[&str]| key("a", Levels::Values(texts.iter().map(|t| text(t)).collect()));
    assert_eq!(of(&["30 CU", "300 CU"]).unit().as_deref(), Some("CU"));
    assert_eq!(of(&["day 1", "day 2.5"]).unit().as_deref(), Some("day"));
    assert_eq!(of(&["30 CU", "300 IU"]).unit(), None);
    assert_eq!(of(&["day 1", "24 h"]).unit(), None);
    assert_eq!(of(&["intravenous", "peritumoral"]).unit(), None);
    assert_eq!(of(&["30 CU"]).value(&text("30 CU")), table::Value::Number(30.0));
    assert_eq!(
        of(&["30 CU", "3 IU"]).value(&text("30 CU")),
        table::Value::Text("30 CU".to_string())
    );
}
