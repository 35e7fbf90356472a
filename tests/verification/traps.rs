//! The known traps of models like this one, each as a test. Others stand where they belong: growth
//! (1), residue (3), uptake (6).

use crate::support::{Bench, mean, quiet, scenario, within, world};
use crate::trajectory::{FLAT, Trajectory, with};
use il2sim::engine;
use il2sim::exchange::{DepotPlace, SiteReturn, SiteSignal, of_first_antigen};
use il2sim::host::Host;
use il2sim::table::Value;

const UNTREATED: &str = include_str!("../../scenarios/untreated.toml");

fn value(census: &engine::SiteCensus, name: &str) -> f64 {
    let column = engine::columns(1, 0)
        .into_iter()
        .find(|column| column.column.name == name)
        .unwrap_or_else(|| panic!("no column {name}"));
    match (column.value)(census) {
        Value::Count(n) => n as f64,
        Value::Number(x) => x,
        _ => panic!("{name} is not a number"),
    }
}

#[test]
fn interleukin_2_does_nothing_without_effectors() {
    // Traps 5 and 7, finding F13: exact, at any dose, in plasma and in a depot.
    for size in ["[\"1 mm\", \"1 mm\"]", "[\"480 um\", \"480 um\", \"480 um\"]"] {
        let sets = [
            ("site.0.size", size),
            ("tumour.0.cells", "200"),
            ("tumour.0.natural_loss", "\"0.2 /d\""),
            ("site.0.vessel_density", "\"60 /mm2\""),
            ("model.il2.on", "true"),
            ("model.ifng.on", "true"),
            ("model.chemo.on", "true"),
            ("model.suppressor.on", "true"),
            ("tumour.0.suppressive_factor_secretion", "\"1 molecules/s\""),
        ];
        let grow = |plasma_pm: f64, depot_pm: f64, place: DepotPlace| {
            let mut bench = Bench::new(world(&scenario(&sets), 0..2));
            let mut signal = quiet();
            (signal.plasma_il2_pm, signal.depot_il2_pm, signal.depot_place) =
                (plasma_pm, depot_pm, place);
            bench.run(24, &signal);
            let states: Vec<_> = (0..2).map(|animal| bench.state(animal)).collect();
            (
                states
                    .iter()
                    .map(|state| (state.tissue.clone(), state.amounts[1..].to_vec()))
                    .collect::<Vec<_>>(),
                states[0].amounts[0].iter().map(|a| u64::from(*a)).sum::<u64>(),
            )
        };
        let (untreated, none) = grow(0.0, 0.0, DepotPlace::Shell);
        assert_eq!(none, 0);
        for (plasma_pm, depot_pm, place) in [
            (1.0, 0.0, DepotPlace::Shell),
            (20_000.0, 0.0, DepotPlace::Shell),
            (100.0, 50_000.0, DepotPlace::Shell),
            (0.0, 200_000.0, DepotPlace::Interior),
        ] {
            let (treated, some) = grow(plasma_pm, depot_pm, place);
            assert!(
                some > 0 && treated == untreated,
                "{plasma_pm} pM in plasma, {depot_pm} pM in a depot"
            );
        }
    }
}

#[test]
fn effectors_enter_and_rest_per_area() {
    // Trap 4: on a site of 2.25 times the area 2.25 times as many.
    let sum = |size: &str| {
        let scenario = with(
            UNTREATED,
            &[("site.0.size", size), ("tumour.0.cells", "100"), ("run.replicates", "200")],
        );
        let mut arrivals = Vec::new();
        let mut resting = Vec::new();
        for replicate in 0..200 {
            let animal = scenario.draw(replicate);
            let mut host = Host::new(&scenario, &animal);
            let site = &scenario.sites[0];
            let area_mm2 = f64::from(site.cells[0]) * f64::from(site.cells[1]) * 4e-4;
            let mut own = 0;
            for hour in 0..48 {
                own += host.signals(f64::from(hour))[0].arrivals.iter().sum::<u32>();
                host.absorb(&[SiteReturn {
                    tumour: 100,
                    killed: vec![0],
                    died: vec![0],
                    area_mm2,
                    volume_mm3: area_mm2 * 0.02,
                    ..SiteReturn::default()
                }]);
            }
            arrivals.push(f64::from(own) / area_mm2);
            if replicate < 60 {
                let x = world(&scenario, replicate..replicate + 1).lattices[0][0]
                    .tissue
                    .effector_x
                    .iter()
                    .filter(|x| **x != 0)
                    .count();
                resting.push(x as f64 / area_mm2);
            }
        }
        (mean(arrivals), mean(resting))
    };
    let ((small, small_error), (small_rest, small_rest_error)) = sum("[\"2 mm\", \"2 mm\"]");
    let ((large, large_error), (large_rest, large_rest_error)) = sum("[\"3 mm\", \"3 mm\"]");
    within(
        "arrivals in 2 d per mm2, site of 9 against 4 mm2",
        large,
        small,
        5.0 * (small_error * small_error + large_error * large_error).sqrt(),
    );
    within(
        "resting effectors per mm2, site of 9 against 4 mm2",
        large_rest,
        small_rest,
        5.0 * (small_rest_error * small_rest_error + large_rest_error * large_rest_error).sqrt(),
    );
}

#[test]
fn one_dose_acts_as_long_as_the_formula_says_and_only_once() {
    // Trap 5: dose by concentration. 300 CU in 0.2 ml leave a shell above 1 nM, 2 U (4 IU) one
    // above 10 pM, for ln(C f / threshold) / ka.
    for (dose, potency, threshold_pm, iu) in
        [("\"300 CU\"", None, 1000.0, 1800.0), ("\"2 U\"", Some("2"), 10.0, 4.0)]
    {
        let mut sets = vec![
            ("treatment.0.dose", dose),
            ("treatment.0.start", "\"day 1\""),
            ("treatment.0.times", "1"),
            ("site.0.size", "[\"2 mm\", \"2 mm\"]"),
            ("run.tissue_step", "\"12 min\""),
        ];
        if let Some(potency) = potency {
            sets.push(("treatment.0.potency", potency));
            sets.push(("treatment.0.preparation", "\"natural rat\""));
        }
        let scenario = with(FLAT, &sets);
        let animal = scenario.draw(0);
        let fraction = animal.values["model.il2.depot_fraction"];
        let units = {
            let world = world(&scenario, 0..1);
            f64::from(world.lattices[0][0].params.laws[0].units_per_pm) / 256.0
        };
        let mut trajectory = Trajectory::new(scenario, &[0]);
        trajectory.run(24);
        let mut above = 0;
        for _ in 0..24 {
            trajectory.run(1);
            // The highest amount lies in the shell.
            let words = trajectory.state(0).0;
            let cells = 100 * 100;
            let highest = words[0][3 * cells..3 * cells + 2500].iter().max().expect("a field");
            above += u32::from(f64::from(*highest) / units > threshold_pm);
        }
        let pm = iu / 0.2 / 254.0 * 1000.0 * fraction;
        let set = (pm / threshold_pm).ln() / (5.5 / 24.0);
        // Hours are whole, and tissue in a depot follows it within a quarter of an hour.
        within(&format!("hours above {threshold_pm} pM after {dose}"), f64::from(above), set, 1.6);
    }
}

#[test]
fn a_low_local_dose_makes_no_lak_cells_and_a_high_one_does() {
    // Trap 8: at 2 U NK cells must not become LAK cells.
    let lak = |dose: &str, more: &[(&str, &str)]| {
        let mut sets = vec![
            ("treatment.0.dose", dose),
            ("site.0.size", "[\"1.6 mm\", \"1.6 mm\"]"),
            ("tumour.0.cells", "300"),
            ("run.tissue_step", "\"12 min\""),
        ];
        sets.extend_from_slice(more);
        let mut trajectory = Trajectory::new(with(FLAT, &sets), &[0, 1]);
        trajectory.run(6 * 24);
        trajectory.census().iter().map(|census| value(census, "nk_became_lak")).sum::<f64>() / 2.0
    };
    let low = lak("\"2 U\"", &[("treatment.0.preparation", "\"natural rat\"")]);
    let high = lak("\"300 CU\"", &[]);
    println!(
        "NK cells that became LAK cells in 6 d, a site: {low} at 2 U a day, {high} at 300 CU a day"
    );
    assert!(low < 1.0 && high > 10.0 * (low + 0.1));
}

/// Two animals under a daily local dose after so many days: living tumour cells, and kills by CTL.
fn after_days(days: u32, sets: &[(&str, &str)]) -> [f64; 2] {
    let mut all = vec![
        ("site.0.size", "[\"1.6 mm\", \"1.6 mm\"]"),
        ("tumour.0.cells", "300"),
        ("site.0.field_spacing", "\"80 um\""),
        ("run.tissue_step", "\"12 min\""),
    ];
    all.extend_from_slice(sets);
    let mut trajectory = Trajectory::new(with(FLAT, &all), &[0, 1]);
    trajectory.run(24 * days);
    let census = trajectory.census();
    ["tumour_cells", "killed_by_ctl"]
        .map(|name| census.iter().map(|census| value(census, name)).sum())
}

const LOW: [(&str, &str); 2] =
    [("treatment.0.dose", "\"2 U\""), ("treatment.0.preparation", "\"natural rat\"")];

#[test]
fn a_low_local_dose_without_ctl_is_no_better_than_none() {
    // Trap 8: what 2 U do, CTL do. The same two animals with no CTL coming, and with no dose before
    // the end.
    let off = ("model.influx.ctl", "\"0 /mm2/d\"");
    let [treated, kills] = after_days(7, &[LOW[0], LOW[1], off]);
    let [control, _] = after_days(7, &[LOW[0], LOW[1], off, ("treatment.0.start", "\"day 8\"")]);
    println!("tumour cells on day 7 without CTL: {treated} at 2 U a day, {control} untreated");
    assert!(kills == 0.0 && (treated / control - 1.0).abs() < 0.05);
}

#[test]
fn dose_sensitivity_and_regulatory_cells_change_the_trajectory() {
    // Trap 9: nothing is saturated. Kills by CTL in nine days at a low local dose, and with one
    // thing changed.
    let [_, low] = after_days(9, &LOW);
    let [_, high] = after_days(9, &[]);
    let [_, deaf] = after_days(9, &[LOW[0], LOW[1], ("model.ctl.il2_half", "\"40 pM\"")]);
    let [_, held] = after_days(9, &[LOW[0], LOW[1], ("model.treg.resting_density", "\"60 /mm2\"")]);
    println!(
        "kills by CTL in 9 d: {low} at 2 U a day; {high} at 300 CU; {deaf} with CTL a tenth as \
         sensitive; {held} with ten times the Treg"
    );
    assert!(high > 1.3 * low && deaf < 0.8 * low && held < 0.8 * low);
}

#[test]
fn untreated_lesions_hold_little_interleukin_2() {
    // Trap 10: no autocrine loop that keeps itself up. Eight days of an untreated sarcoma with the
    // T cells that it primes.
    let mut trajectory = Trajectory::new(
        with(
            UNTREATED,
            &[("site.0.size", "[\"2 mm\", \"2 mm\"]"), ("run.tissue_step", "\"12 min\"")],
        ),
        &[0, 1],
    );
    let mut highest: f64 = 0.0;
    for _ in 0..8 {
        trajectory.run(24);
        highest = trajectory
            .census()
            .iter()
            .map(|census| value(census, "il2_at_tumour_pm"))
            .fold(highest, f64::max);
    }
    println!(
        "highest mean interleukin-2 at an untreated tumour in 8 d: {highest:.2} pM, bound 5 pM"
    );
    assert!(highest < 5.0);
}

#[test]
fn replicates_are_not_synchronised() {
    // Trap 11: the same animal with other dice; neighbouring seeds are uncorrelated.
    let mut bench = Bench::new(world(
        &scenario(&[("site.0.size", "[\"600 um\", \"600 um\"]"), ("tumour.0.cells", "6")]),
        0..1000,
    ));
    bench.run(96, &quiet());
    let cells: Vec<f64> = bench.tumour().iter().map(|n| *n as f64).collect();
    let (middle, error) = mean(cells.iter().copied());
    let variance = error * error * 1000.0;
    assert!(variance > 1.0);
    for apart in [1, 2, 64] {
        let together = cells
            .iter()
            .zip(&cells[apart..])
            .map(|(a, b)| (a - middle) * (b - middle))
            .sum::<f64>()
            / (1000 - apart) as f64
            / variance;
        println!(
            "correlation of replicates {apart} apart: {together:.4}, bound {:.4}",
            5.0 / 1000f64.sqrt()
        );
        assert!(together.abs() < 5.0 / 1000f64.sqrt());
    }
    // Two seeds give different trajectories from the same replicate number.
    let mut other = Bench::new(world(
        &scenario(&[
            ("site.0.size", "[\"600 um\", \"600 um\"]"),
            ("tumour.0.cells", "6"),
            ("run.seed", "2"),
        ]),
        0..1000,
    ));
    other.run(96, &quiet());
    let others: Vec<f64> = other.tumour().iter().map(|n| *n as f64).collect();
    let across = cells.iter().zip(&others).map(|(a, b)| (a - middle) * (b - middle)).sum::<f64>()
        / 1000.0
        / variance;
    assert!(across.abs() < 5.0 / 1000f64.sqrt(), "{across}");
}

#[test]
fn without_heterogeneity_all_are_cured_or_none_and_not_at_one_time() {
    // Trap 11: one animal with the dice of 80. Many CTL an hour clear its tumour, few do not;
    // chance decides the hour only.
    let sets = [
        ("site.0.size", "[\"600 um\", \"600 um\"]"),
        ("site.0.vessel_density", "\"60 /mm2\""),
        ("tumour.0.cells", "60"),
        ("run.tissue_step", "\"12 min\""),
        ("model.ctl.kill_floor", "1"),
    ];
    let cleared = |ctl: u32, every: u32| {
        let mut bench = Bench::new(world(&scenario(&sets), 0..80));
        let mut hours = vec![None; 80];
        for hour in 0..6 * 24 {
            let arrivals = of_first_antigen([if hour % every == 0 { ctl } else { 0 }, 0, 0, 0, 0]);
            bench.run(1, &SiteSignal { arrivals, ..quiet() });
            for (when, cells) in hours.iter_mut().zip(bench.tumour()) {
                if cells == 0 {
                    when.get_or_insert(f64::from(hour));
                }
            }
        }
        hours
    };
    assert_eq!(cleared(1, 24), vec![None; 80], "a CTL a day");
    let hours: Vec<f64> =
        cleared(3, 1).into_iter().map(|when| when.expect("cleared by three CTL an hour")).collect();
    let (middle, error) = mean(hours.iter().copied());
    let deviation = error * 80f64.sqrt();
    println!("hours to the last tumour cell: mean {middle:.1}, standard deviation {deviation:.1}");
    assert!(deviation > 3.0, "the replicates are synchronised");
    let beside = hours.windows(2).map(|pair| (pair[0] - middle) * (pair[1] - middle)).sum::<f64>()
        / 79.0
        / (deviation * deviation);
    assert!(beside.abs() < 5.0 / 79f64.sqrt(), "neighbouring replicates are correlated: {beside}");
}

#[test]
fn a_response_is_averaged_not_taken_of_an_average() {
    // Trap 12: eight-hourly boluses and an infusion of one area: the mean response differs, and
    // what the tissue is told is the mean of the response.
    let told = |treatment: &str| {
        let text = format!(
            "{UNTREATED}\n[[treatment]]\ndrug = \"il2\"\nroute = \"intravenous\"\nstart = \"day \
             1\"\n{treatment}"
        );
        let scenario = with(&text, &[]);
        let animal = scenario.draw(0);
        let mut host = Host::new(&scenario, &animal);
        let (mut plasma, mut response) = (0.0, 0.0);
        for hour in 0..48 {
            let signals = host.signals(f64::from(hour));
            if hour >= 24 {
                plasma += signals[0].plasma_il2_pm;
                response += signals[0].plasma_h_lak;
            }
            host.absorb(&[SiteReturn {
                tumour: 100,
                killed: vec![0],
                died: vec![0],
                area_mm2: 16.0,
                volume_mm3: 0.32,
                ..SiteReturn::default()
            }]);
        }
        (plasma, response)
    };
    let (bolus_area, bolus) = told("dose = \"60000 IU\"\nevery = \"8 h\"\ntimes = 3\n");
    let (infused_area, infused) = told("dose = \"180000 IU\"\nduration = \"24 h\"\n");
    within(
        "area under plasma in a day, boluses against infusion, pM h",
        bolus_area,
        infused_area,
        0.02 * infused_area,
    );
    println!(
        "mean LAK drive over the day: {:.4} by boluses, {:.4} by infusion",
        bolus / 24.0,
        infused / 24.0
    );
    assert!(infused > 3.0 * bolus);
}

#[test]
fn an_untreated_patient_and_one_with_nk_cells_only_are_not_cured() {
    // Trap 13: with a doubling time of 75 d a persistent killer would cure anything. A month of
    // three small metastases, with the T cells that they prime and without.
    for (patient, ctl) in [
        ("an untreated patient", "\"100 /mm2/d\""),
        ("a patient with NK cells only", "\"0 /mm2/d\""),
    ] {
        let sets = [
            ("host.species", "\"human\""),
            ("site.0.size", "[\"1 mm\", \"1 mm\"]"),
            ("tumour.0.cells", "300"),
            ("run.until", "\"day 30\""),
            ("run.tissue_step", "\"15 min\""),
            // NK cells need no fine fields.
            ("site.0.field_spacing", "\"80 um\""),
            ("model.influx.ctl", ctl),
        ];
        let mut trajectory = Trajectory::new(with(UNTREATED, &sets), &[0, 1, 2]);
        trajectory.run(30 * 24);
        let left: Vec<u64> =
            trajectory.census().iter().map(|census| census.returned.tumour).collect();
        println!("lesions of 300 slice cells of {patient} after 30 d: {left:?}");
        assert!(left.iter().all(|cells| *cells > 100));
    }
}
