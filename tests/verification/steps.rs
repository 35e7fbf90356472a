//! Halving the tissue step changes nothing that a user sets: an equivalence test with its bound,
//! for every quantity of the other tests.

use crate::support::{Bench, empty, mean, quiet, scenario, within, world};
use crate::{contact, motion};
use il2sim::rules;
use il2sim::scenario::Scenario;

/// Asserts that a quantity at 12 min and at 6 min differs by less than `bound` of it, five standard
/// errors included.
fn equivalent(what: &str, bound: f64, of: impl Fn(&'static str) -> (f64, f64)) {
    let ((whole, whole_error), (half, half_error)) = (of("\"12 min\""), of("\"6 min\""));
    let error = 5.0 * (whole_error * whole_error + half_error * half_error).sqrt();
    println!(
        "{what}: {whole:.6} at 12 min, {half:.6} at 6 min ({:+.3} %), five standard errors {:.3} \
         %, bound {:.3} %",
        100.0 * (half / whole - 1.0),
        100.0 * error / whole,
        100.0 * bound
    );
    assert!(error < bound * whole, "the sample is too small to show it");
    assert!((whole - half).abs() < bound * whole, "{what}: {whole} at 12 min, {half} at 6 min");
}

#[test]
fn every_chance_of_a_step_is_that_of_two_half_steps() {
    // Exact but for the thresholds' 32 bits: surviving two half steps is surviving one.
    let text = include_str!("../../scenarios/untreated.toml");
    let params = |step: &str| {
        let scenario = Scenario::parse(
            text,
            "untreated.toml",
            &[("run.tissue_step".to_string(), step.to_string())],
        )
        .unwrap_or_else(|problems| panic!("{problems}"));
        world(&scenario, 0..1).lattices[0][0].params
    };
    let (whole, half) = (params("\"12 min\""), params("\"6 min\""));
    let mut compared = 0;
    let mut compare = |name: &str, whole: u32, half: u32| {
        let chance = |threshold: u32| f64::from(threshold) / 4_294_967_296.0;
        let twice = 1.0 - (1.0 - chance(half)) * (1.0 - chance(half));
        assert!(
            (chance(whole) - twice).abs() < 4.0 / 4_294_967_296.0,
            "{name}: {whole} against {half} twice"
        );
        compared += u32::from(whole > 0);
    };
    for (a, b) in whole.kinds.iter().zip(&half.kinds) {
        compare("death, fed", a.death_fed, b.death_fed);
        compare("death, starved", a.death_starved, b.death_starved);
        compare("starvation", a.starve_chance, b.starve_chance);
        compare("division", a.divide_chance, b.divide_chance);
        // A hazard is held in 1/2^28.
        let twice = f64::from(a.kill_hazard) - 2.0 * f64::from(b.kill_hazard);
        assert!(twice.abs() <= 1.0, "hit: {} against {} twice", a.kill_hazard, b.kill_hazard);
        compare("recovery", a.recover_chance, b.recover_chance);
        compare("activation", a.activate_chance, b.activate_chance);
        compare("CD25", a.cd25_chance, b.cd25_chance);
    }
    for (a, b) in whole.lines.iter().zip(&half.lines) {
        compare("loss", a.loss_chance, b.loss_chance);
        compare("MHC class I up", a.mhc_up_chance, b.mhc_up_chance);
        compare("MHC class I down", a.mhc_down_chance, b.mhc_down_chance);
        compare("repair", a.heal_chance, b.heal_chance);
        compare("necrosis", a.necrosis_chance, b.necrosis_chance);
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn doubling_time() {
    equivalent("growth rate, per h", 0.02, |step| {
        let sets = [
            ("site.0.size", "[\"600 um\", \"600 um\"]"),
            ("tumour.0.cells", "6"),
            ("run.tissue_step", step),
        ];
        let mut bench = Bench::new(world(&scenario(&sets), 0..1200));
        bench.run(90, &quiet());
        let (cells, error) = mean(bench.tumour().iter().map(|n| *n as f64));
        ((cells / 6.0).ln() / 90.0, error / cells / 90.0)
    });
}

#[test]
fn crowded_growth() {
    equivalent("600 cells after 5 d, cells", 0.05, |step| {
        let sets = [
            ("site.0.size", "[\"2.4 mm\", \"2.4 mm\"]"),
            ("tumour.0.cells", "600"),
            ("run.tissue_step", step),
        ];
        let mut bench = Bench::new(world(&scenario(&sets), 0..10));
        bench.run(120, &quiet());
        mean(bench.tumour().iter().map(|n| *n as f64))
    });
}

#[test]
fn mean_squared_displacement() {
    equivalent("mean squared displacement at 75 um2/min, um2", 0.03, |step| {
        let moved = motion::displacements(
            motion::walk_for("[\"4 mm\", \"4 mm\"]", 75.0, step, "\"1 h\""),
            12,
            24,
            100_000,
        );
        mean(moved.iter().map(|d| d.iter().map(|x| x * x).sum::<f64>()))
    });
}

#[test]
fn kill_rate() {
    // With its refractory time of 9 min; the bound holds half a step in the cycle of 6 h.
    equivalent("hits of a lone CTL, per d", 0.05, |step| {
        let minutes = if step.contains("12") { 12.0 } else { 6.0 };
        let sets = [
            ("model.ctl.kill_rate", "\"4 /d\""),
            ("model.ctl.refractory", "\"9 min\""),
            ("run.tissue_step", step),
            ("run.host_step", step),
        ];
        let steps = (3600.0 / minutes) as u32;
        let times = contact::kills(
            contact::killers(rules::CTL, &sets, contact::positive()),
            steps,
            &quiet(),
        );
        mean(times.iter().map(|own| own.len() as f64 / 2.5))
    });
}

#[test]
fn field_decay_and_spread() {
    let run = |step: &str, decay: &str| {
        let mut world = empty(&[
            ("site.0.size", "[\"1.64 mm\", \"1.64 mm\"]"),
            ("model.ifng.on", "true"),
            ("model.ifng.decay", decay),
            ("run.tissue_step", step),
        ]);
        world.lattices[0][0].tissue.amounts[1][20 * 41 + 20] = 100_000_000;
        let mut bench = Bench::new(world);
        bench.run(1, &quiet());
        bench.state(0).amounts[1].clone()
    };
    equivalent("left of a point after an hour at 1.8 /h, units", 0.001, |step| {
        (run(step, "\"1.8 /h\"").iter().map(|a| f64::from(*a)).sum(), 0.0)
    });
    equivalent("variance of a point along x after an hour, um2", 0.001, |step| {
        let amounts = run(step, "\"0 /h\"");
        let total: f64 = amounts.iter().map(|a| f64::from(*a)).sum();
        let x = |i: usize| 40.0 * ((i % 41) as f64 - 20.0);
        (
            amounts.iter().enumerate().map(|(i, a)| f64::from(*a) * x(i) * x(i)).sum::<f64>()
                / total,
            0.0,
        )
    });
}

#[test]
fn uptake() {
    // A drinker in every field site and no supply, the worst for the quarter in the rule of uptake,
    // whose part falls with the step.
    equivalent("uptake from 42 pM in 12 min, logarithm of what is left", 0.05, |step| {
        let mut world =
            crate::fields::drinkers(&[("run.tissue_step", step), ("run.host_step", "\"12 min\"")]);
        let start = 42 * (world.lattices[0][0].params.laws[0].units_per_pm >> 8);
        world.lattices[0][0].tissue.amounts[0].fill(start);
        let mut bench = Bench::new(world);
        bench.run(1, &quiet());
        let left: f64 = bench.state(0).amounts[0].iter().map(|a| f64::from(*a)).sum();
        ((25.0 * f64::from(start) / left).ln(), 0.0)
    });
}

#[test]
fn death() {
    equivalent("NK cells dead in 2 d at 0.7 /d, share", 0.025, |step| {
        let mut bench = Bench::new(crate::cells::standing(
            rules::NK,
            &[("model.nk.activation_rate", "\"0 /d\""), ("run.tissue_step", step)],
        ));
        bench.run(48, &quiet());
        let left = bench.census()[0].returned.effectors[2] as f64 / 40_000.0;
        (1.0 - left, (left * (1.0 - left) / 40_000.0).sqrt())
    });
}

#[test]
fn signal_and_activation() {
    // The low-passed signal of NK cells in half-saturating interleukin-2, an hour and a day on.
    for hours in [1, 24] {
        equivalent(&format!("signal of NK cells after {hours} h"), 0.01, |step| {
            let sets = [
                ("model.il2.on", "true"),
                ("model.il2.decay", "\"0 /h\""),
                ("model.nk.il2_uptake", "\"0 molecules/s\""),
                ("model.nk.death", "\"0 /d\""),
                ("model.nk.activation_rate", "\"0 /d\""),
                ("run.tissue_step", step),
            ];
            let mut world = crate::cells::standing(rules::NK, &sets);
            let half = world.lattices[0][0].params.kinds[rules::NK as usize].il2_half;
            world.lattices[0][0].tissue.amounts[0].fill(half * 3);
            let mut bench = Bench::new(world);
            bench.run(hours, &quiet());
            let state = bench.state(0);
            let (signal, error) = mean(state.effector_y.iter().map(|y| f64::from(y & 255)));
            // Hill 2 at three times the half: 0.9.
            let set = 0.9 * 255.0 * (1.0 - (-f64::from(hours) / 9.6).exp());
            within("  against the closed form", signal, set, 5.0 * error + 0.01 * set);
            (signal, error)
        });
    }
}
