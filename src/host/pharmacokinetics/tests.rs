//! Closed forms written out by hand against the propagator, and the account.

use super::*;

/// Constants of the first three depots; the others as the third.
fn depots(first: [f64; 3]) -> [f64; DEPOTS] {
    std::array::from_fn(|i| first[i.min(2)])
}

fn human() -> Kinetics {
    Kinetics {
        volume_ml: 2690.0,
        clearance_ml_h: 7200.0,
        k12: 0.45,
        k21: 0.588,
        endogenous_pm: 0.0,
        absorption: depots([0.139, 0.139, 0.11]),
        bioavailability: depots([0.3; 3]),
        used: [true; DEPOTS],
    }
}

fn mouse() -> Kinetics {
    Kinetics {
        volume_ml: 1.0,
        clearance_ml_h: 18.0,
        k12: 2.08,
        k21: 5.34,
        endogenous_pm: 2.0,
        absorption: depots([0.229, 0.347, 0.462]),
        bioavailability: depots([0.5; 3]),
        used: [true; DEPOTS],
    }
}

fn one_compartment() -> Kinetics {
    Kinetics { k12: 0.0, k21: 0.0, endogenous_pm: 0.0, ..mouse() }
}

fn run(kinetics: &Kinetics, amounts: &mut Amounts, until_h: f64, step_h: f64) -> f64 {
    let by = kinetics.propagator(step_h);
    let mut area = 0.0;
    for _ in 0..(until_h / step_h).round() as usize {
        area += kinetics.advance(amounts, &by);
    }
    area
}

fn assert_near(a: f64, b: f64, relative: f64, what: &str) {
    assert!((a - b).abs() <= relative * b.abs(), "{what}: {a} against {b}");
}

#[test]
fn a_bolus_into_one_compartment_decays_exponentially() {
    let kinetics = one_compartment();
    for t in [0.1_f64, 0.5, 1.5] {
        let mut amounts = kinetics.at_rest();
        amounts.inject(1000.0);
        let area = run(&kinetics, &mut amounts, t, t);
        assert_near(amounts.plasma, 1000.0 * (-18.0 * t).exp(), 1e-9, "plasma");
        assert_near(area, 1000.0 / 18.0 * (1.0 - (-18.0 * t).exp()), 1e-9, "area");
    }
}

#[test]
fn absorption_into_one_compartment_follows_batemans_formula() {
    let kinetics = one_compartment();
    let (ka, k) = (0.347, 18.0);
    for t in [0.25_f64, 1.0, 4.0, 24.0] {
        let mut amounts = kinetics.at_rest();
        amounts.deposit(Depot::Subcutaneous, 1000.0);
        run(&kinetics, &mut amounts, t, t);
        assert_near(
            amounts.plasma,
            500.0 * ka / (k - ka) * ((-ka * t).exp() - (-k * t).exp()),
            1e-9,
            "plasma",
        );
        assert_near(
            amounts.depot[Depot::Subcutaneous as usize],
            1000.0 * (-ka * t).exp(),
            1e-12,
            "depot",
        );
    }
}

#[test]
fn absorption_as_fast_as_elimination_is_no_special_case() {
    let kinetics = Kinetics { absorption: [18.0; DEPOTS], ..one_compartment() };
    let mut amounts = kinetics.at_rest();
    amounts.deposit(Depot::Local, 1000.0);
    run(&kinetics, &mut amounts, 0.1, 0.1);
    assert_near(amounts.plasma, 500.0 * 18.0 * 0.1 * (-1.8_f64).exp(), 1e-9, "k t exp(-k t)");
}

#[test]
fn a_bolus_into_two_compartments_is_the_sum_of_two_exponentials() {
    let kinetics = human();
    let (k10, k12, k21) = (7200.0 / 2690.0, 0.45, 0.588);
    let sum: f64 = k10 + k12 + k21;
    let root = (sum * sum - 4.0 * k10 * k21).sqrt();
    let (alpha, beta) = ((sum + root) / 2.0, (sum - root) / 2.0);
    for t in [0.05_f64, 0.5, 2.0, 8.0] {
        let mut amounts = kinetics.at_rest();
        amounts.inject(42e6);
        run(&kinetics, &mut amounts, t, t);
        let plasma = 42e6 / (alpha - beta)
            * ((alpha - k21) * (-alpha * t).exp() + (k21 - beta) * (-beta * t).exp());
        let periphery = 42e6 * k12 / (alpha - beta) * ((-beta * t).exp() - (-alpha * t).exp());
        assert_near(amounts.plasma, plasma, 1e-9, "plasma");
        assert_near(amounts.periphery, periphery, 1e-9, "periphery");
    }
}

#[test]
fn human_half_lives_are_those_of_konrad_1990() {
    let (alpha, beta) = human().phases();
    assert_near(60.0 * std::f64::consts::LN_2 / alpha, 12.9, 0.02, "alpha, min");
    assert_near(60.0 * std::f64::consts::LN_2 / beta, 85.0, 0.02, "beta, min");
}

#[test]
fn mouse_half_lives_are_two_and_nine_minutes() {
    let (alpha, beta) = mouse().phases();
    assert_near(60.0 * std::f64::consts::LN_2 / alpha, 2.0, 0.01, "alpha, min");
    assert_near(60.0 * std::f64::consts::LN_2 / beta, 9.0, 0.01, "beta, min");
}

#[test]
fn area_after_a_mouse_bolus_is_dose_over_clearance_at_every_step() {
    let kinetics = Kinetics { endogenous_pm: 0.0, ..mouse() };
    for step_h in [0.25, 1.0, 4.0] {
        let mut amounts = kinetics.at_rest();
        amounts.inject(5e5);
        let area = run(&kinetics, &mut amounts, 24.0, step_h);
        assert_near(area / kinetics.volume_ml, 5e5 / 18.0, 1e-12, "IU h/ml");
    }
}

#[test]
fn curves_do_not_depend_on_the_step() {
    let kinetics = mouse();
    let ends: Vec<Amounts> = [0.25, 1.0, 4.0]
        .into_iter()
        .map(|step_h| {
            let mut amounts = kinetics.at_rest();
            amounts.inject(5e5);
            amounts.deposit(Depot::Local, 1800.0);
            amounts.infusion_iu_h = 700.0;
            run(&kinetics, &mut amounts, 8.0, step_h);
            amounts
        })
        .collect();
    for end in &ends {
        assert_near(end.plasma, ends[0].plasma, 1e-12, "plasma");
        assert_near(end.eliminated, ends[0].eliminated, 1e-12, "eliminated");
    }
}

#[test]
fn an_infusion_reaches_rate_over_clearance() {
    let kinetics = human();
    let mut amounts = kinetics.at_rest();
    amounts.infusion_iu_h = 18e6 * 1.75 / 24.0;
    run(&kinetics, &mut amounts, 72.0, 1.0);
    assert_near(
        kinetics.concentration_pm(amounts.plasma),
        18e6 * 1.75 / 24.0 / 7200.0 * PM_PER_IU_PER_ML,
        1e-9,
        "plateau",
    );
}

#[test]
fn the_body_at_rest_stays_at_its_endogenous_level() {
    let kinetics = mouse();
    let mut amounts = kinetics.at_rest();
    run(&kinetics, &mut amounts, 240.0, 1.0);
    assert_near(kinetics.concentration_pm(amounts.plasma), 2.0, 1e-12, "endogenous");
}

#[test]
fn the_account_balances_over_a_busy_year() {
    for kinetics in [mouse(), human(), Kinetics { absorption: [18.0; DEPOTS], ..one_compartment() }]
    {
        let mut amounts = kinetics.at_rest();
        for step in 0..365 * 24 {
            if step % 8 == 0 {
                amounts.inject(4.2e5);
            }
            if step % 24 == 5 {
                for depot in [Depot::Local, Depot::Subcutaneous, Depot::Intraperitoneal] {
                    amounts.deposit(depot, 1e4 * f64::from(step % 7));
                }
            }
            amounts.infusion_iu_h = if step % 50 < 20 { 1e4 / 3.0 } else { 0.0 };
            amounts.perfusion_iu_h[Depot::Bladder as usize] =
                if step % 70 < 30 { 2e3 } else { 0.0 };
            amounts.perfusion_iu_h[Depot::Lung as usize] = if step % 90 < 3 { 1e5 } else { 0.0 };
            if step % 100 == 0 {
                amounts.waste(333.0);
            }
            amounts.exchange(if step % 3 == 0 { -1.7 } else { 0.3 });
            run(&kinetics, &mut amounts, 1.0, 1.0);
        }
        assert!(
            amounts.imbalance().abs() < 1e-12 * amounts.turnover(),
            "{} of {}",
            amounts.imbalance(),
            amounts.turnover()
        );
        // The control: a lost unit shows.
        amounts.plasma -= 1e-9 * amounts.turnover();
        assert!(amounts.imbalance().abs() > 1e-12 * amounts.turnover());
    }
}

#[test]
fn one_nanomolar_is_254_units_a_millilitre() {
    assert_near(1000.0 / PM_PER_IU_PER_ML, 254.0, 0.001, "IU/ml");
}

#[test]
fn a_perfused_depot_fills_to_its_rate_over_its_loss_and_feeds_plasma() {
    let kinetics = Kinetics {
        absorption: [0.5; DEPOTS],
        bioavailability: [0.25; DEPOTS],
        ..one_compartment()
    };
    for t in [0.25_f64, 1.0, 6.0, 48.0] {
        let mut amounts = kinetics.at_rest();
        amounts.perfusion_iu_h[Depot::Bladder as usize] = 1000.0;
        let area = run(&kinetics, &mut amounts, t, t);
        let (ka, k) = (0.5, 18.0);
        assert_near(
            amounts.depot[Depot::Bladder as usize],
            1000.0 / ka * (1.0 - (-ka * t).exp()),
            1e-12,
            "depot",
        );
        // F r (1 - (k e^(-ka t) - ka e^(-k t)) / (k - ka)) / k
        let plasma = 250.0 / k * (1.0 - (k * (-ka * t).exp() - ka * (-k * t).exp()) / (k - ka));
        assert_near(amounts.plasma, plasma, 1e-9, "plasma");
        assert_near(k * area, amounts.absorbed - plasma, 1e-9, "area");
        assert_near(amounts.given, 1000.0 * t, 1e-12, "given");
    }
}

#[test]
fn a_perfusion_in_two_halves_is_one_perfusion() {
    let kinetics = human();
    let [mut whole, mut halves] = [kinetics.at_rest(), kinetics.at_rest()];
    for amounts in [&mut whole, &mut halves] {
        amounts.perfusion_iu_h[Depot::Pleura as usize] = 3e4;
    }
    run(&kinetics, &mut whole, 8.0, 8.0);
    run(&kinetics, &mut halves, 8.0, 4.0);
    assert_near(whole.plasma, halves.plasma, 1e-12, "plasma");
    assert_near(
        whole.depot[Depot::Pleura as usize],
        halves.depot[Depot::Pleura as usize],
        1e-12,
        "depot",
    );
}
