//! Killing: waiting times of lone killers, what each kind recognises, and that nothing is made by
//! it.

use crate::support::{Bench, empty, mean, quiet, scenario, within, world};
use il2sim::engine::counters;
use il2sim::exchange::{SiteSignal, of_first_antigen};
use il2sim::rules;
use il2sim::world::{Tissue, World};

const STEP_H: f64 = 0.1;

/// Killers that stay, on every third site along both axes, among targets with `mhc`; each host step
/// is one tissue step.
pub fn killers(kind: u32, sets: &[(&str, &str)], target: u32) -> World {
    let name = ["", "ctl", "helper", "nk", "lak", "treg"][kind as usize];
    let own = |key: &str| format!("model.{name}.{key}");
    let keys: Vec<(String, &str)> = vec![
        ("site.0.size".into(), "[\"3 mm\", \"3 mm\"]"),
        ("run.host_step".into(), "\"6 min\""),
        ("tumour.0.doubling_time".into(), "\"26280 h\""),
        ("tumour.0.rim_depth".into(), "\"60 um\""),
        ("tumour.0.hypoxia_distance".into(), "\"60 um\""),
        ("tumour.0.necrosis_distance".into(), "\"60 um\""),
        ("model.il2.depot_shell".into(), "\"20 um\""),
        (own("motility"), "\"0 um2/min\""),
        (own("kill_rate"), "\"1 /h\""),
        (own("kill_floor"), "1.0"),
        (own("refractory"), "\"0 h\""),
        (own("time_out"), "\"24 h\""),
        (own("ammunition"), "0"),
        // Draws of its own.
        ("run.seed".into(), ["", "11", "12", "13", "14", "15"][kind as usize]),
    ];
    let mut all: Vec<(&str, &str)> =
        keys.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    match name {
        "ctl" => all.extend([
            ("model.ctl.death_fed", "\"0 /d\""),
            ("model.ctl.death_starved", "\"0 /d\""),
            ("model.ctl.divide_rate", "\"0 /d\""),
        ]),
        "nk" => {
            all.extend([("model.nk.death", "\"0 /d\""), ("model.nk.activation_rate", "\"0 /d\"")])
        }
        _ => all.extend([
            ("model.lak.death", "\"0 /d\""),
            ("model.lak.starve_rate", "\"0 /d\""),
            ("model.lak.divide_rate", "\"0 /d\""),
        ]),
    }
    all.extend_from_slice(sets);
    let mut world = empty(&all);
    let lattice = &mut world.lattices[0][0];
    lattice.tissue.tissue.fill(target);
    let width = lattice.geometry.size[0];
    for index in 0..lattice.geometry.cells() as u32 {
        if (index % width) % 3 == 1 && (index / width) % 3 == 1 {
            let words =
                rules::arriving(kind, lattice.params.kinds[kind as usize], 0u32, 0u32, [0u32; 4]);
            lattice.tissue.effector_x[index as usize] = words.x;
            lattice.tissue.effector_y[index as usize] = words.y;
        }
    }
    world
}

pub fn positive() -> u32 {
    rules::tumour_cell(0u32, 0u32, 15u32)
}

fn negative() -> u32 {
    rules::tumour_cell(0u32, 0u32, 0u32)
}

/// The step of every kill of every killer; each killed target is replaced at once.
pub fn kills(world: World, steps: u32, signal: &SiteSignal) -> Vec<Vec<u32>> {
    let first = world.lattices[0][0].tissue.clone();
    let width = world.lattices[0][0].geometry.size[0] as usize;
    let killers: Vec<usize> =
        (0..first.effector_x.len()).filter(|i| first.effector_x[*i] != 0).collect();
    let mut times = vec![Vec::new(); killers.len()];
    let mut bench = Bench::new(world);
    for step in 0..steps {
        bench.run(1, signal);
        let state = bench.state(0);
        let mut found = 0;
        for (times, killer) in times.iter_mut().zip(&killers) {
            let around = [killer - width, *killer, killer + width];
            let dead = around
                .iter()
                .flat_map(|row| row - 1..=row + 1)
                .filter(|i| state.tissue[*i] & 7 == rules::DYING)
                .count();
            assert!(dead <= 1, "a killer strikes once in a step");
            if dead == 1 {
                times.push(step);
            }
            found += dead;
        }
        assert_eq!(
            found as u64,
            state.totals[counters::killed(0)]
                + state.totals[counters::killed(1)]
                + state.totals[counters::killed(2)]
        );
        bench.put(
            0,
            &Tissue { tissue: first.tissue.clone(), totals: vec![0; state.totals.len()], ..state },
        );
    }
    times
}

/// Hits in an hour of exposure: mean, and its standard error between killers.
fn rate(times: &[Vec<u32>], steps: u32) -> (f64, f64) {
    mean(times.iter().map(|own| own.len() as f64 / (f64::from(steps) * STEP_H)))
}

/// Hit rate of one step's chance 1 - exp(-k dt), in an hour, since a killer strikes once in a step:
/// 5 % below k at 1 /h and steps of 6 min, 0.8 % at the default 4 /d. What lessens a killer's rate
/// takes its part of k.
fn stepped(rate_per_h: f64) -> f64 {
    (1.0 - (-rate_per_h * STEP_H).exp()) / STEP_H
}

#[test]
fn waiting_times_are_exponential_with_the_set_rate() {
    let steps = 400;
    for (kind, target) in
        [(rules::CTL, positive()), (rules::NK, negative()), (rules::LAK, positive())]
    {
        let times = kills(killers(kind, &[], target), steps, &quiet());
        // Waits that begin so late that they might not end are left out.
        let waits: Vec<f64> = times
            .iter()
            .flat_map(|own| {
                std::iter::once(-1)
                    .chain(own.iter().map(|t| i64::from(*t)))
                    .zip(own.iter().map(|t| i64::from(*t)))
                    .filter(|(from, _)| *from < 200)
            })
            .map(|(from, to)| (to - from) as f64 * STEP_H)
            .collect();
        let (found, error) = mean(waits.iter().copied());
        // A wait that ends in a step ended on average half a step before its end; (k dt)2/12 is
        // left.
        within(
            &format!("mean wait of kind {kind} ({} waits), h", waits.len()),
            found - STEP_H / 2.0,
            1.0,
            5.0 * error + 0.001,
        );
        let (variance, error) = mean(waits.iter().map(|w| (w - found) * (w - found)));
        within(
            &format!("variance of the waits of kind {kind}, h2"),
            variance,
            1.0,
            5.0 * error + 0.002,
        );
        // Chi-square over deciles of the exponential.
        let mut bins = vec![0.0; 40];
        for wait in &waits {
            bins[((wait / STEP_H).round() as usize - 1).min(39)] += 1.0;
        }
        let n = waits.len() as f64;
        let chi: f64 = bins
            .iter()
            .enumerate()
            .map(|(i, count)| {
                let upper = if i == 39 { 0.0 } else { (-(i as f64 + 1.0) * STEP_H).exp() };
                let expected = n * ((-(i as f64) * STEP_H).exp() - upper);
                (count - expected) * (count - expected) / expected
            })
            .sum();
        println!(
            "chi-square of the waits of kind {kind}: {chi:.1} with 39 degrees of freedom, bound \
             {:.1}",
            39.0 + 5.0 * 78f64.sqrt()
        );
        assert!(chi < 39.0 + 5.0 * 78f64.sqrt());
    }
}

#[test]
fn the_default_rate_of_four_a_day_comes_out() {
    let steps = 600;
    let times = kills(
        killers(rules::CTL, &[("model.ctl.kill_rate", "\"4 /d\"")], positive()),
        steps,
        &quiet(),
    );
    let (found, error) = rate(&times, steps);
    within("hits of a lone CTL, per d", 24.0 * found, 4.0, 24.0 * 5.0 * error + 4.0 * 0.0084);
}

#[test]
fn a_time_out_does_not_change_the_hazard() {
    let steps = 300;
    let (set, set_error) =
        rate(&kills(killers(rules::CTL, &[], positive()), steps, &quiet()), steps);
    let (found, error) = rate(
        &kills(
            killers(rules::CTL, &[("model.ctl.time_out", "\"30 min\"")], positive()),
            steps,
            &quiet(),
        ),
        steps,
    );
    within(
        "hits with a time-out of 30 min against 24 h, per h",
        found,
        set,
        5.0 * (error * error + set_error * set_error).sqrt(),
    );
}

#[test]
fn refractory_time_and_ammunition_follow_the_renewal_formula() {
    let steps = 600;
    // Refractory time alone: tau + 1/k.
    let times = kills(
        killers(rules::CTL, &[("model.ctl.refractory", "\"1 h\"")], positive()),
        steps,
        &quiet(),
    );
    let (found, error) = cycle(&times);
    within(
        "mean cycle with a refractory time of 1 h, h",
        found,
        1.0 + 1.0 / stepped(1.0),
        5.0 * error + 0.001,
    );

    // One hit of ammunition, recovered at rho while the refractory time runs: tau + exp(-rho
    // tau)/rho + 1/k.
    let fed = [
        ("model.il2.on", "true"),
        ("model.il2.decay", "\"0 /h\""),
        ("model.nk.il2_uptake", "\"0 molecules/s\""),
        ("model.nk.signal_time", "\"0.05 h\""),
        ("model.nk.refractory", "\"1 h\""),
        ("model.nk.recovery", "\"0.5 /h\""),
        ("model.nk.ammunition", "1"),
    ];
    let times = kills(saturated(killers(rules::NK, &fed, negative())), steps, &quiet());
    let (found, error) = cycle(&times);
    within(
        "mean cycle with a refractory time of 1 h and one hit recovered at 0.5 /h, h",
        found,
        1.0 + (-0.5f64).exp() / 0.5 + 1.0,
        5.0 * error + STEP_H,
    );

    // Four hits, no refractory time: a queue of at most four; the store is empty with probability 1
    // / (1 + r + .. + r4), r = rho/k.
    let mut four = fed;
    four[4].1 = "\"0 h\"";
    four[6].1 = "4";
    let times = kills(saturated(killers(rules::NK, &four, negative())), steps, &quiet());
    let later: Vec<Vec<u32>> =
        times.iter().map(|own| own.iter().filter(|t| **t >= 200).copied().collect()).collect();
    let (found, error) = rate(&later, steps - 200);
    let empty = 1.0 / (0..5).map(|i| 0.5f64.powi(i)).sum::<f64>();
    let set = 1.0 - empty_store(stepped(1.0) * STEP_H, stepped(0.5) * STEP_H, 4);
    println!(
        "share of time with an empty store: {empty:.4} in continuous time, {:.4} in steps",
        1.0 - set
    );
    within(
        "hits with four in store, recovered at 0.5 /h, per h",
        found,
        stepped(1.0) * set,
        5.0 * error,
    );
    within("  against continuous time", found, 1.0 - empty, 5.0 * error + 0.05);
}

#[test]
fn a_killer_walks_from_the_step_after_it_let_go() {
    let sets = [("model.ctl.motility", "\"20 um2/min\""), ("model.ctl.refractory", "\"1 h\"")];
    let mut bench = Bench::new(killers(rules::CTL, &sets, positive()));
    let places = |bench: &mut Bench| -> Vec<usize> {
        let state = bench.state(0);
        (0..state.effector_x.len())
            .filter(|at| !rules::effector_idle(state.effector_x[*at]))
            .collect()
    };
    let before = places(&mut bench);
    bench.run(1, &quiet());
    let xs = bench.state(0).effector_x.clone();
    let free = before.iter().filter(|at| !rules::is_engaged(xs[**at])).count();
    assert_eq!(places(&mut bench), before, "none walks in the step of its hit");
    assert!(free > before.len() / 20, "{free} of {} have hit", before.len());
    bench.run(1, &quiet());
    let after = places(&mut bench);
    let moved = before.iter().filter(|at| after.binary_search(at).is_err()).count();
    assert!(moved > free / 10, "{moved} of {free} walked in the next step");
}

#[test]
fn refractory_times_that_are_no_whole_number_of_ticks_have_their_mean() {
    // A step and a half; less than a step; and with a tick of four steps (a clock of 100 h must fit
    // eight bits).
    for (time, set_h, clock) in [
        ("\"9 min\"", 0.15, "\"24 h\""),
        ("\"2 min\"", 1.0 / 30.0, "\"24 h\""),
        ("\"63 min\"", 1.05, "\"100 h\""),
    ] {
        let sets = [
            ("model.ctl.refractory", time),
            ("model.ctl.stimulus_time", clock),
            ("model.ctl.kill_rate", "\"0.5 /h\""),
            ("site.0.size", "[\"1.5 mm\", \"1.5 mm\"]"),
        ];
        let (found, error) = cycle(&kills(killers(rules::CTL, &sets, positive()), 400, &quiet()));
        // The phase of a tick at a hit is not quite uniform after the last one: some hundredths of
        // a step.
        let phase = if set_h > 1.0 { 0.02 } else { 0.0 };
        within(
            &format!("mean cycle less the wait with a refractory time of {time}, h"),
            found - 1.0 / stepped(0.5),
            set_h,
            5.0 * error + phase,
        );
    }
}

#[test]
fn a_part_of_a_kill_rate_is_a_rate() {
    // At 4 /h a step of 6 min has a chance of 33 %; a quarter of that chance would be 14 % below
    // the chance at a quarter of the rate.
    let sets = [("model.ctl.kill_rate", "\"4 /h\"")];
    let suppressed = SiteSignal { t_scale: 0.25, ..quiet() };
    let (found, error) =
        rate(&kills(killers(rules::CTL, &sets, positive()), 200, &suppressed), 200);
    within("CTL hits at a quarter of 4 /h, per h", found, stepped(1.0), 5.0 * error);
    for hazard in [0.0, 1e-6, 1e-3, 0.0167, 0.4, 2.0, 8.0, 15.9] {
        let chance = f64::from(rules::chance_of((hazard * 268_435_456.0) as u32)) / 4_294_967_296.0;
        assert!(
            (chance + f64::exp_m1(-hazard)).abs() < 4e-9 + 3e-6 * hazard.min(1.0),
            "{hazard}: {chance}"
        );
    }
}

/// Mean time between hits, and its error, hits after the first only.
fn cycle(times: &[Vec<u32>]) -> (f64, f64) {
    mean(times.iter().flat_map(|own| {
        own.windows(2)
            .filter(|pair| pair[0] < 300)
            .map(|pair| f64::from(pair[1] - pair[0]) * STEP_H)
            .collect::<Vec<_>>()
    }))
}

/// Stationary chance that a store of at most `most` is empty at the start of a step: a hit (if it
/// is not) with p, then recovery (if it is not full) with q.
fn empty_store(p: f64, q: f64, most: usize) -> f64 {
    let mut share = vec![1.0 / (most + 1) as f64; most + 1];
    for _ in 0..20_000 {
        let mut hit = vec![0.0; most + 1];
        for (i, part) in share.iter().enumerate() {
            if i == 0 {
                hit[0] += part;
            } else {
                hit[i] += part * (1.0 - p);
                hit[i - 1] += part * p;
            }
        }
        share.fill(0.0);
        for (i, part) in hit.iter().enumerate() {
            if i == most {
                share[i] += part;
            } else {
                share[i] += part * (1.0 - q);
                share[i + 1] += part * q;
            }
        }
    }
    share[0]
}

/// The same world with so much interleukin-2 everywhere that every receptor is occupied.
fn saturated(mut world: World) -> World {
    for lattice in world.lattices.iter_mut().flatten() {
        lattice.tissue.amounts[0].fill(3_000_000_000);
    }
    world
}

#[test]
fn nk_are_inhibited_by_mhc_class_1_and_lak_are_not() {
    let steps = 200;
    let found = |kind, target| rate(&kills(killers(kind, &[], target), steps, &quiet()), steps);
    let (nk_negative, error) = found(rules::NK, negative());
    within("NK hits on a cell without MHC class I, per h", nk_negative, stepped(1.0), 5.0 * error);
    let (nk_positive, error) = found(rules::NK, positive());
    within(
        "NK hits on a cell with full MHC class I, per h",
        nk_positive,
        stepped(0.12),
        5.0 * error,
    );
    let (lak_negative, error) = found(rules::LAK, negative());
    within(
        "LAK hits on a cell without MHC class I, per h",
        lak_negative,
        stepped(1.0),
        5.0 * error,
    );
    let (lak_positive, error) = found(rules::LAK, positive());
    within(
        "LAK hits on a cell with full MHC class I, per h",
        lak_positive,
        stepped(1.0),
        5.0 * error,
    );
    let resistant = kills(
        killers(rules::LAK, &[("tumour.0.lak_sensitivity", "0.08")], positive()),
        steps,
        &quiet(),
    );
    let (found, error) = rate(&resistant, steps);
    within("LAK hits on a resistant line, per h", found, stepped(0.08), 5.0 * error);
}

#[test]
fn ctl_need_mhc_class_1_and_their_antigen() {
    let total = |world| kills(world, 50, &quiet()).iter().map(Vec::len).sum::<usize>();
    assert_eq!(total(killers(rules::CTL, &[], negative())), 0);
    assert_eq!(total(killers(rules::CTL, &[], rules::tumour_cell(0u32, 0u32, 7u32))), 0);
    let on_threshold = total(killers(rules::CTL, &[], rules::tumour_cell(0u32, 0u32, 8u32)));
    assert!(on_threshold > 5000);
    let mut strangers = killers(rules::CTL, &[], positive());
    for x in strangers.lattices[0][0].tissue.effector_x.iter_mut().filter(|x| **x != 0) {
        *x |= 3 << 3;
    }
    assert_eq!(total(strangers), 0);
    // The host's suppression acts on the rate of T cells.
    let suppressed = SiteSignal { t_scale: 0.25, ..quiet() };
    let (found, error) = rate(&kills(killers(rules::CTL, &[], positive()), 200, &suppressed), 200);
    within("CTL hits at a suppression to a quarter, per h", found, stepped(0.25), 5.0 * error);
}

#[test]
fn without_interleukin_2_a_ctl_kills_at_its_floor() {
    let steps = 400;
    let starved = [("model.ctl.kill_floor", "0.06"), ("model.ctl.signal_time", "\"0.05 h\"")];
    let (found, error) =
        rate(&kills(killers(rules::CTL, &starved, positive()), steps, &quiet()), steps);
    // The signal with which a CTL enters, one half, is gone within a step or two.
    within("hits of a starved CTL, per h", found, stepped(0.06), 5.0 * error + 0.02 * 0.06);
}

#[test]
fn an_effector_by_programme_kills_without_interleukin_2() {
    let steps = 400;
    let starved = [
        ("model.ctl.kill_floor", "0"),
        ("model.ctl.kill_programmed", "0.4"),
        ("model.ctl.death_programmed", "\"0 /d\""),
        ("model.ctl.signal_time", "\"0.05 h\""),
    ];
    let mut world = killers(rules::CTL, &starved, positive());
    let words = world.lattices[0][0].tissue.effector_y.iter_mut();
    words.filter(|y| **y != 0).for_each(|y| *y |= rules::PROGRAMMED_BIT);
    let (found, error) = rate(&kills(world, steps, &quiet()), steps);
    within("hits of a starved effector, per h", found, stepped(0.4), 5.0 * error + 0.02 * 0.4);
}

#[test]
fn several_hits_add_up_and_heal() {
    // Three hits needed, none healed: the third of a Poisson course; a kill in 3/k.
    let sets = [
        ("model.tumour.hits_to_kill", "3"),
        ("model.tumour.hit_recovery", "\"0 /h\""),
        ("model.ctl.kill_rate", "\"2 /h\""),
    ];
    let mut world = killers(rules::CTL, &sets, positive());
    let lattice = &mut world.lattices[0][0];
    // One target a killer: its own site.
    let targets: Vec<usize> = (0..lattice.tissue.effector_x.len())
        .filter(|i| lattice.tissue.effector_x[*i] != 0)
        .collect();
    lattice.tissue.tissue.fill(0);
    for i in &targets {
        lattice.tissue.tissue[*i] = positive();
    }
    let mut bench = Bench::new(world);
    let mut sum = 0.0;
    for _ in 0..150 {
        let alive = bench.tumour()[0] as f64;
        sum += alive * STEP_H;
        bench.run(1, &quiet());
    }
    let n = targets.len() as f64;
    assert_eq!(bench.tumour()[0], 0);
    // The mean life is the integral of survival; each of three geometric waits ends half a step
    // early on average.
    within(
        "mean life of a target that stands two hits, h",
        sum / n,
        3.0 / stepped(2.0),
        5.0 * (3.0f64).sqrt() / 2.0 / n.sqrt(),
    );
}

#[test]
fn killing_never_creates_cells() {
    // All kinds among a growing tumour: each step, cells come only from counted divisions.
    let sets = [
        ("site.0.size", "[\"800 um\", \"800 um\"]"),
        ("tumour.0.cells", "300"),
        ("run.host_step", "\"6 min\""),
        ("model.il2.on", "true"),
        ("site.0.vessel_density", "\"60 /mm2\""),
        ("model.ctl.kill_rate", "\"2 /h\""),
        ("model.nk.kill_rate", "\"2 /h\""),
        ("model.lak.kill_rate", "\"2 /h\""),
    ];
    let mut bench = Bench::new(world(&scenario(&sets), 0..8));
    let mut signal = quiet();
    signal.plasma_il2_pm = 2000.0;
    signal.arrivals = of_first_antigen([2, 1, 2, 1, 1]);
    let mut before: Vec<Tissue> = (0..8).map(|animal| bench.state(animal)).collect();
    for _ in 0..240 {
        bench.run(1, &signal);
        for (animal, before) in before.iter_mut().enumerate() {
            let now = bench.state(animal);
            let count = |state: &Tissue, of: fn(u32) -> bool| {
                state.tissue.iter().filter(|cell| of(**cell)).count() as u64
            };
            let divided = now.totals[counters::DIVIDED] - before.totals[counters::DIVIDED];
            assert!(
                count(&now, rules::is_living_tumour)
                    <= count(before, rules::is_living_tumour) + divided
            );
            let mass = |state: &Tissue| count(state, |cell| cell & 7 != rules::FREE);
            let cleared = now.totals[counters::CLEARED] - before.totals[counters::CLEARED];
            assert_eq!(
                mass(&now) + cleared,
                mass(before) + divided,
                "a death leaves a dying cell, a clearance a free site"
            );
            *before = now;
        }
    }
    let killed: u64 = before
        .iter()
        .map(|state| {
            state.totals[counters::killed(0)]
                + state.totals[counters::killed(1)]
                + state.totals[counters::killed(2)]
        })
        .sum();
    assert!(killed > 500, "{killed} kills tried it");
}
