//! Claims about cultures and givings.

use super::*;
use crate::host::tests::mouse_rates;

const FRESH: [f64; 4] = [1.0, 0.0, 0.0, 0.0];

#[test]
fn a_culture_at_full_drive_is_a_chain_of_three_equal_stages() {
    // Without division: an Erlang clock of three stages.
    let rates = Rates { lak_division: 0.0, ..mouse_rates() };
    let k = rates.activation_rate;
    for days in [1.0, 3.0, 5.0] {
        let x: f64 = k * 24.0 * days;
        let lineage = culture(&rates, FRESH, 1.0, 24.0 * days);
        let expected = 1.0 - (-x).exp() * (1.0 + x + x * x / 2.0);
        assert!((lineage[3] - expected).abs() < 1e-6, "{} {expected}", lineage[3]);
        assert!((lineage.iter().sum::<f64>() - 1.0).abs() < 1e-12, "nobody dies or divides");
        assert!((activity(&lineage) - expected).abs() < 1e-6);
    }
}

#[test]
fn division_follows_its_closed_form_without_a_limit() {
    // All LAK at the start: exp(division t).
    let rates = mouse_rates();
    let lineage = culture(&rates, [0.0, 0.0, 0.0, 20.0], 1.0, 96.0);
    let expected = 20.0 * (rates.lak_division * 96.0).exp();
    assert!(
        (lineage[3] / expected - 1.0).abs() < 1e-6 && expected > 40.0,
        "{} {expected}",
        lineage[3]
    );
}

#[test]
fn yield_and_activity_grow_with_days_and_interleukin_2_and_little_makes_none() {
    let rates = mouse_rates();
    let of = |drive: f64, days: f64| {
        let lineage = culture(&rates, FRESH, drive, 24.0 * days);
        (lineage.iter().sum::<f64>(), activity(&lineage))
    };
    assert!(of(1.0, 4.0).0 > 1.5 * of(1.0, 2.0).0 && of(1.0, 4.0).1 > 1.5 * of(1.0, 2.0).1);
    assert!(of(1.0, 4.0).1 > 2.0 * of(0.5, 4.0).1);
    assert!(of(0.01, 4.0).1 < 1e-4 && of(1.0, 0.0).1 == 0.0);
}

#[test]
fn a_harvest_is_given_until_it_is_used_up() {
    let giving = Giving {
        cells: 1e6,
        culture_h: 72.0,
        drive: 1.0,
        activity: 0.9,
        t_share: 0.0,
        lak_share: 1.0,
        clone: None,
    };
    let mut harvest = Harvest { cells: 2.5e6, activity: 0.5 };
    let given: Vec<f64> = (0..4).map(|_| giving.draw(Some(&mut harvest))[1]).collect();
    assert_eq!(given, [5e5, 5e5, 2.5e5, 0.0]);
    assert_eq!(giving.draw(None), [0.0, 9e5]);
}

#[test]
fn an_inoculum_has_the_concentration_of_its_suspension() {
    // 1e7 cells in 0.2 ml: 5e7 /ml times 8e-9 ml.
    assert!((chance(1e7, 0.2, 20.0) - 0.4).abs() < 1e-12);
    assert_eq!(chance(1e9, 0.2, 20.0), 1.0);
    let put = inocula([1.3e6, 1e6], 0.2, 20.0, PutPlace::Shell, 3, 2, 0.3);
    let chances: Vec<f64> = put.iter().map(|inoculum| inoculum.chance).collect();
    assert_eq!(put.len(), 3);
    assert!(
        (chances[0] - 0.04).abs() < 1e-12
            && (chances[1] - 0.012).abs() < 1e-12
            && (chances[2] - 0.04).abs() < 1e-12,
        "{chances:?}"
    );
    assert!(inocula([0.0, 1e6], 0.2, 20.0, PutPlace::Interior, 0, 0, 0.3).len() == 1);
}

#[test]
fn a_graft_in_blood_grows_and_dies_in_closed_form() {
    let mut graft = Graft { t: vec![1.0, 2.0], lak: 4.0 };
    graft.advance(PoolRates { t: 0.02, lak: -0.05 }, 0.01, 10.0);
    assert!(
        (graft.t_cells() - 3.0 * 0.1_f64.exp()).abs() < 1e-12
            && (graft.lak - 4.0 * (-0.6_f64).exp()).abs() < 1e-12
    );
    assert!((graft.alloreactive() - 2.0 * 0.1_f64.exp()).abs() < 1e-12);
}
