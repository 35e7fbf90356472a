//! Every statistic against scipy, lifelines, SALib and statsmodels: `fixtures.json`, which
//! `fixtures.py` writes.
//!
//! Tolerance: six significant digits, 5e-7 of the expected number (its fixtures are printed whole).
//! A fit is where two searches of a flat minimum stopped, so its numbers stand to the same six
//! digits only because both went on to the end.

#![allow(unreachable_pub, reason = "nobody else sees it")]

use il2sim::statistics::fraction::{Share, clopper_pearson, odds_ratio, risk_difference, wilson};
use il2sim::statistics::hill::{Bounds, hill};
use il2sim::statistics::kaplan_meier::{Followed, KaplanMeier};
use il2sim::statistics::log_rank::log_rank;
use il2sim::statistics::median::median;
use il2sim::statistics::morris::morris;
use il2sim::statistics::multiplicity::{benjamini_hochberg, holm};
use il2sim::statistics::partial_rank::partial_rank;
use il2sim::statistics::sobol::sobol;
use il2sim::statistics::two_groups::{fisher, mann_whitney, sign_test};
use serde_json::Value;

const FIXTURES: &str = include_str!("fixtures.json");

/// Inputs and expected outputs of a method; at least one case.
fn cases(method: &str) -> Vec<(Vec<Value>, Value)> {
    let all: Value = serde_json::from_str(FIXTURES).unwrap();
    let cases: Vec<_> = all[method]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| (case["in"].as_array().unwrap().clone(), case["out"].clone()))
        .collect();
    assert!(!cases.is_empty(), "{method}");
    cases
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn animals(times: &Value, events: &Value) -> Vec<Followed> {
    let events = events.as_array().unwrap().iter().map(|event| event.as_bool().unwrap());
    numbers(times)
        .into_iter()
        .zip(events)
        .map(|(time_h, event)| Followed { time_h, event })
        .collect()
}

/// To six digits; what is expected to be none must be none.
fn agrees(found: &[Option<f64>], expected: &Value) -> bool {
    let expected: Vec<Option<f64>> =
        expected.as_array().unwrap().iter().map(Value::as_f64).collect();
    found.len() == expected.len()
        && found.iter().zip(&expected).all(|pair| match pair {
            (Some(found), Some(expected)) => {
                (found - expected).abs() <= 5e-7 * expected.abs() + 1e-12
            }
            (None, None) => true,
            _ => false,
        })
}

fn check(method: &str, input: &[Value], found: &[Option<f64>], expected: &Value) {
    assert!(
        agrees(found, expected),
        "{method} of {input:?}\n    found {found:?}\n expected {expected}"
    );
}

fn some<const N: usize>(numbers: [f64; N]) -> [Option<f64>; N] {
    numbers.map(Some)
}

#[test]
fn shares_have_the_intervals_of_scipy() {
    for (input, expected) in cases("share") {
        let (share, level) =
            (Share::new(whole(&input[0]), whole(&input[1])).unwrap(), input[2].as_f64().unwrap());
        let (score, exact) =
            (wilson(share, level).unwrap(), clopper_pearson(share, level).unwrap());
        check(
            "share",
            &input,
            &some([score.value, score.low, score.high, exact.low, exact.high]),
            &expected,
        );
    }
}

#[test]
fn two_shares_compare_as_in_scipy_and_statsmodels() {
    for (input, expected) in cases("two_shares") {
        let share = |at: usize| Share::new(whole(&input[at]), whole(&input[at + 1])).unwrap();
        let (a, b) = (share(0), share(2));
        let (odds, difference) =
            (odds_ratio(a, b, 0.95).unwrap(), risk_difference(a, b, 0.95).unwrap());
        let found = some([
            fisher(a, b),
            odds.value,
            odds.low,
            odds.high,
            difference.value,
            difference.low,
            difference.high,
        ]);
        check("two_shares", &input, &found, &expected);
    }
}

#[test]
fn medians_have_the_exact_intervals_of_scipy() {
    for (input, expected) in cases("median") {
        let found = median(&numbers(&input[0]), input[1].as_f64().unwrap()).unwrap();
        let bound = |pick: fn((f64, f64)) -> f64| found.interval.map(pick);
        check("median", &input, &[Some(found.value), bound(|i| i.0), bound(|i| i.1)], &expected);
    }
}

#[test]
fn survival_and_its_median_are_those_of_lifelines() {
    for (input, expected) in cases("survival") {
        let curve = KaplanMeier::of(&animals(&input[0], &input[1]));
        let last = curve.times.last().unwrap();
        let (low, high) = curve.median_interval_h();
        let found = [
            Some(last.survival),
            last.interval.map(|i| i.0),
            last.interval.map(|i| i.1),
            curve.median_h(),
            low,
            high,
            Some(curve.restricted_mean_h(0.8 * last.time_h)),
        ];
        check("survival", &input, &found, &expected);
    }
}

#[test]
fn log_rank_tests_are_those_of_lifelines() {
    for (input, expected) in cases("log_rank") {
        let groups: Vec<Vec<Followed>> =
            input.iter().map(|group| animals(&group[0], &group[1])).collect();
        let test = log_rank(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        let mut found = vec![Some(test.chi_square), Some(test.p)];
        if let Some(ratio) = test.hazard_ratio(0.95).unwrap() {
            found.extend(some([ratio.value, ratio.low, ratio.high]));
        }
        check("log_rank", &input, &found, &expected);
    }
}

#[test]
fn mann_whitney_tests_are_those_of_scipy() {
    let mut exact = 0;
    for (input, expected) in cases("mann_whitney") {
        let test = mann_whitney(&numbers(&input[0]), &numbers(&input[1])).unwrap();
        exact += u32::from(test.exact);
        check("mann_whitney", &input, &some([test.u, test.p]), &expected);
    }
    assert!(exact >= 4, "{exact} of the cases are enumerated");
}

#[test]
fn sign_tests_of_pairs_are_the_binomial_test_of_scipy() {
    for (input, expected) in cases("sign") {
        check("sign", &input, &some([sign_test(whole(&input[0]), whole(&input[1]))]), &expected);
    }
}

#[test]
fn corrections_are_those_of_statsmodels() {
    for (input, expected) in cases("corrections") {
        let p = numbers(&Value::Array(input.clone()));
        for (found, expected) in [holm(&p).unwrap(), benjamini_hochberg(&p).unwrap()]
            .iter()
            .zip(expected.as_array().unwrap())
        {
            check(
                "corrections",
                &input,
                &found.iter().copied().map(Some).collect::<Vec<_>>(),
                expected,
            );
        }
    }
}

#[test]
fn hill_fits_are_those_of_scipys_curve_fit() {
    for (input, expected) in cases("hill") {
        let bounds = if input[3].as_bool().unwrap() { Bounds::FRACTION } else { Bounds::NONE };
        let fit =
            hill(&numbers(&input[0]), &numbers(&input[1]), &numbers(&input[2]), bounds).unwrap();
        let parameters = [fit.zero, fit.plateau, fit.half_dose, fit.slope];
        let mut found = some(parameters.map(|p| p.value)).to_vec();
        found.extend(parameters.map(|p| p.standard_error));
        found.push(Some(fit.residual));
        check("hill", &input, &found, &expected);
    }
}

#[test]
fn partial_rank_correlations_are_those_of_residuals() {
    for (input, expected) in cases("partial_rank") {
        let found =
            partial_rank(&numbers(&input[0]), whole(&input[1]) as usize, &numbers(&input[2]), 0.95)
                .unwrap();
        for (found, expected) in found.iter().zip(expected.as_array().unwrap()) {
            let found = found.unwrap();
            let (low, high) = found.interval.unwrap();
            check("partial_rank", &input, &some([found.value, found.p, low, high]), expected);
        }
    }
}

#[test]
fn sobol_indices_are_those_of_salib() {
    for (input, expected) in cases("sobol") {
        let found = sobol(
            &numbers(&input[0]),
            whole(&input[1]) as usize,
            whole(&input[2]) as usize,
            0.95,
            whole(&input[3]),
        )
        .unwrap();
        assert_eq!(found.len(), expected.as_array().unwrap().len());
        for (found, expected) in found.iter().zip(expected.as_array().unwrap()) {
            check(
                "sobol",
                &input,
                &some([found.first, found.first_half_width, found.total, found.total_half_width]),
                expected,
            );
        }
    }
}

#[test]
fn elementary_effects_are_those_of_salib() {
    for (input, expected) in cases("morris") {
        let found = morris(
            &numbers(&input[0]),
            whole(&input[1]) as usize,
            &numbers(&input[2]),
            whole(&input[3]) as usize,
            0.95,
            whole(&input[4]),
        )
        .unwrap();
        assert_eq!(found.len(), expected.as_array().unwrap().len());
        for (found, expected) in found.iter().zip(expected.as_array().unwrap()) {
            let found = found.unwrap();
            check(
                "morris",
                &input,
                &some([found.mu, found.mu_star, found.mu_star_half_width, found.sigma]),
                expected,
            );
        }
    }
}

#[test]
fn a_number_that_is_off_in_its_sixth_digit_does_not_agree() {
    let expected = serde_json::json!([0.123456, null]);
    assert!(agrees(&[Some(0.123456), None], &expected));
    assert!(!agrees(&[Some(0.123457), None], &expected));
    assert!(!agrees(&[Some(0.123456), Some(1.0)], &expected));
    assert!(!agrees(&[None, None], &expected));
    assert!(!agrees(&[Some(0.123456)], &expected));
    assert!(!agrees(&[Some(f64::NAN), None], &expected));
}

#[test]
fn every_method_of_the_fixtures_is_compared() {
    let all: serde_json::Map<String, Value> = serde_json::from_str(FIXTURES).unwrap();
    let compared = [
        "corrections", "hill", "log_rank", "mann_whitney", "median", "morris", "partial_rank",
        "share", "sign", "sobol", "survival", "two_shares",
    ];
    assert_eq!(all.keys().collect::<Vec<_>>(), compared);
}
