use super::*;
use crate::endpoint::Endpoint;
use crate::input::problem::Place;

fn shares(counts: &[(u64, u64)]) -> ArmSamples {
    let arm = |&(yes, all): &(u64, u64)| ArmSample {
        values: (0..all).map(|n| f64::from(u8::from(n < yes))).collect(),
        missing: 0,
    };
    ArmSamples { yes_no: true, arms: counts.iter().map(arm).collect() }
}

fn numbers(arms: &[&[f64]]) -> ArmSamples {
    let arm = |values: &&[f64]| ArmSample { values: values.to_vec(), missing: 0 };
    ArmSamples { yes_no: false, arms: arms.iter().map(arm).collect() }
}

fn judged(demand: Demand, samples: &ArmSamples) -> JudgedTest {
    let place = Place { source: 0, start: 0, end: 0 };
    let endpoint = Endpoint::Outcome("cured".to_owned());
    let names: Vec<String> = (0..samples.arms.len()).map(|n| format!("arm {n}")).collect();
    judge(&Acceptance { endpoint, place, mechanism: false, demand }, samples, &names)
}

#[test]
fn a_share_holds_within_its_margin() {
    let demand = || Demand::Share { arm: 0, published: [62.0, 62.0], margin: 15.0 };
    for (yes, holds) in [(46, false), (47, true), (77, true), (78, false)] {
        let found = judged(demand(), &shares(&[(yes, 100)]));
        assert_eq!(found.holds, holds, "{yes}");
        assert_eq!(found.compared.accepted, [Some(47.0), Some(77.0)]);
    }
    // more animals could turn this one, and not that one
    assert!(judged(demand(), &shares(&[(45, 100)])).open);
    assert!(!judged(demand(), &shares(&[(2, 100)])).open);
}

#[test]
fn a_published_count_has_its_exact_interval() {
    let found = |yes| judged(Demand::Counted { arm: 0, events: 1, of: 64 }, &shares(&[(yes, 200)]));
    // Clopper and Pearson for 1 of 64: 0.04 to 8.4 %
    assert!(found(16).holds && !found(17).holds && !found(0).holds);
    let deviance = found(3).deviance.unwrap();
    // 2 (ln(1 / (64 p)) + 63 ln(63 / (64 (1 - p)))) at p = 3.5 / 201
    let p: f64 = 3.5 / 201.0;
    let by_hand = 2.0 * ((1.0 / (64.0 * p)).ln() + 63.0 * (63.0 / (64.0 * (1.0 - p))).ln());
    assert!((deviance - by_hand).abs() < 1e-5, "{deviance} {by_hand}");
}

#[test]
fn an_order_is_beyond_chance_and_large_enough() {
    let order = |by| Demand::Order { more: 0, less: 1, by };
    let few = judged(order(0.0), &shares(&[(6, 10), (2, 10)]));
    assert!(!few.holds && few.p.unwrap() > P);
    let many = judged(order(0.0), &shares(&[(60, 100), (20, 100)]));
    assert!(many.holds && many.null_holds == Some(false));
    assert!(!judged(order(50.0), &shares(&[(60, 100), (20, 100)])).holds);
    assert!(!judged(order(0.0), &shares(&[(20, 100), (60, 100)])).holds);
    let [low, high]: [Vec<f64>; 2] =
        [0.0, 20.0].map(|more| (0..20).map(|n| f64::from(n) + more).collect());
    assert!(judged(order(0.0), &numbers(&[&high, &low])).holds);
    assert!(!judged(order(0.0), &numbers(&[&low, &high])).holds);
    // nobody with a value shows nothing
    assert!(!judged(order(0.0), &numbers(&[&high, &[]])).holds);
}

#[test]
fn equal_arms_cuts_ratios_and_numbers() {
    let equal = |a, b| {
        judged(Demand::Equal { arms: [0, 1], within: 10.0 }, &shares(&[(a, 100), (b, 100)])).holds
    };
    assert!(equal(50, 59) && !equal(50, 60) && equal(0, 0));
    let cut = |mean: f64| {
        let demand = Demand::Cut { arm: 0, against: 1, published: [90.0, 90.0], margin: 20.0 };
        judged(demand, &numbers(&[&[mean, mean], &[100.0, 100.0]])).holds
    };
    assert!(cut(10.0) && cut(30.0) && !cut(31.0) && !cut(100.0));
    let ratio = |a, b| {
        let demand = Demand::Ratio { arm: 0, against: 1, bounds: [1.0, 4.0] };
        judged(demand, &shares(&[(a, 100), (b, 100)])).holds
    };
    assert!(ratio(10, 10) && ratio(40, 10) && !ratio(41, 10) && !ratio(1, 0));
    let number = |centre, values: &[f64]| {
        judged(Demand::Number { arm: 0, centre, bounds: [1.0, 2.0] }, &numbers(&[values])).holds
    };
    assert!(number(Centre::Mean, &[1.0, 2.0, 2.0]) && !number(Centre::Mean, &[1.0, 2.0, 9.0]));
    assert!(number(Centre::Median, &[1.0, 2.0, 9.0]) && !number(Centre::Median, &[3.0, 9.0]));
    assert!(!number(Centre::Mean, &[]));
}

#[test]
fn a_dose_response_may_waver_but_not_fall() {
    let rising = |counts: &[(u64, u64)]| {
        judged(Demand::Rising { arms: vec![0, 1, 2], within: 10.0 }, &shares(counts)).holds
    };
    assert!(rising(&[(10, 100), (30, 100), (60, 100)]));
    assert!(rising(&[(10, 100), (5, 100), (60, 100)]));
    assert!(!rising(&[(30, 100), (10, 100), (60, 100)]));
    assert!(!rising(&[(30, 100), (40, 100), (30, 100)]));
}

#[test]
fn the_null_model_has_every_arm_at_the_pooled_share() {
    let both = shares(&[(60, 100), (0, 100)]);
    let share = |published| Demand::Share { arm: 0, published: [published; 2], margin: 15.0 };
    assert_eq!(judged(share(62.0), &both).null_holds, Some(false));
    assert_eq!(judged(share(40.0), &both).null_holds, Some(true));
}
