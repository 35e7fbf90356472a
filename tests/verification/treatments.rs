//! What treatments do in tissue: cells put in, vaccines, drugs, interferon, transferred cells. Each
//! has a control in which it is switched off.

use crate::support::{Bench, emptied, empty, mean, quiet, scenario, scenario_and, within, world};
use il2sim::engine::counters;
use il2sim::exchange::{DrugEffect, Inoculum, Put, PutPlace, SiteSignal};
use il2sim::kinds::{EffectorKind, of_the_first};
use il2sim::rules;
use il2sim::scenario::Scenario;
use std::f64::consts::PI;

const WIDE: (&str, &str) = ("site.0.size", "[\"2 mm\", \"2 mm\"]");

/// A signal that puts something in and does nothing else.
fn putting(put: Put, place: PutPlace, chance: f64) -> SiteSignal {
    SiteSignal { inocula: vec![Inoculum { put, place, chance }], ..quiet() }
}

fn ball(radius_um: f64) -> PutPlace {
    PutPlace::Ball { centre_um: [1000.0, 1000.0, 0.0], radius_um }
}

/// The quiet scenario with a wide site, no tumour but what is put in, and a vaccine of each kind.
fn with_vaccines(sets: &[(&str, &str)]) -> il2sim::world::World {
    let vaccines =
        "[[vaccine]]\nname = \"live\"\nirradiated = false\n[[vaccine]]\nname = \"irradiated\"\n";
    emptied(&scenario_and(vaccines, &[&[WIDE], sets].concat()))
}

#[test]
fn a_tumour_put_in_later_has_the_cells_and_the_cycle_of_one_from_the_start() {
    let mut bench = Bench::new(empty(&[WIDE]));
    bench.run(1, &putting(Put::Line(0), ball(276.4), 1.0));
    let totals = bench.state(0).totals;
    within("cells put in", totals[counters::PUT_IN] as f64, PI * 276.4 * 276.4 / 400.0, 12.0);
    // One doubling time later: as many again, as a tumour of that size grows (it is crowded inside
    // its rim).
    bench.run(36, &quiet());
    let later = bench.tumour()[0] as f64;
    let mut other = Bench::new(world(&scenario(&[WIDE, ("tumour.0.cells", "600")]), 0..1));
    other.run(37, &quiet());
    within("growth of the two", later, other.tumour()[0] as f64, 60.0);
}

#[test]
fn a_vaccine_is_put_in_by_concentration_and_dies_at_its_rate() {
    for (line, rate, irradiated) in [(1, 0.65, false), (2, 0.25, true)] {
        let mut bench = Bench::new(with_vaccines(&[]));
        bench.run(1, &putting(Put::Line(line), ball(800.0), 0.4));
        let placed = bench.state(0).totals[counters::PUT_IN + line] as f64;
        let room = PI * 800.0 * 800.0 / 400.0;
        within("vaccine cells", placed, 0.4 * room, 5.0 * (0.24 * room).sqrt() + 30.0);
        bench.run(23, &quiet());
        let state = bench.state(0);
        let living: Vec<&u32> =
            state.tissue.iter().filter(|cell| rules::is_alive(**cell)).collect();
        let kept = (-rate / 24.0 * 24.0f64).exp();
        within(
            "living after a day",
            living.len() as f64,
            placed * kept,
            5.0 * (placed * kept * (1.0 - kept)).sqrt(),
        );
        assert!(living.iter().all(|cell| **cell & 7 == rules::VACCINE
            && (**cell & rules::IRRADIATED_BIT != 0) == irradiated));
        assert_eq!(bench.tumour(), [0], "a vaccine is no burden");
        assert_eq!(state.totals[counters::DIVIDED + line], 0);
    }
}

#[test]
fn a_vaccine_makes_interleukin_2_where_it_lies_and_its_control_none() {
    let level = |secretion: &str| {
        let sets = [
            ("model.il2.on", "true"),
            ("vaccine.1.il2_secretion", secretion),
            ("model.plasma.endogenous", "\"0 pM\""),
        ];
        let mut bench = Bench::new(with_vaccines(&sets));
        bench.run(1, &putting(Put::Line(2), ball(500.0), 0.4));
        bench.run(11, &quiet());
        bench.census()[0].returned.il2_at_vaccine_pm
    };
    assert_eq!(level("\"0 molecules/s\""), 0.0);
    let (one, four) = (level("\"5 molecules/s\""), level("\"20 molecules/s\""));
    // A million cells in 20 ul at 1,000 IU a day hold nanomolar interleukin-2; the field is linear
    // without receptors.
    assert!(one > 1000.0, "{one} pM");
    within("four times the secretion", four, 4.0 * one, 0.01 * four);
}

#[test]
fn drugs_kill_a_line_by_its_sensitivity_and_slow_its_cycle() {
    let survivors = |sensitivity: &str, drugs: DrugEffect| {
        let sets = [
            WIDE,
            ("tumour.0.cells", "2000"),
            ("tumour.0.drug_sensitivity", sensitivity),
            ("tumour.0.rim_depth", "\"60 um\""),
        ];
        let mut bench = Bench::new(world(&scenario(&sets), 0..4));
        bench.run(24, &SiteSignal { drugs, ..quiet() });
        let (cells, _) = mean(bench.tumour().iter().map(|n| *n as f64));
        cells
    };
    let stopped = DrugEffect { growth: 0.0, ..DrugEffect::default() };
    // Cells that were about to divide when the drug came do so; no other.
    within("no growth", survivors("1", stopped), 2000.0, 20.0);
    for (sensitivity, part) in [("1", 1.0), ("0.5", 0.5), ("0", 0.0)] {
        let found = survivors(sensitivity, DrugEffect { tumour_kill_per_h: 0.04, ..stopped });
        let kept = (-0.04 * part * 24.0f64).exp();
        within(
            "survivors",
            found,
            2000.0 * kept,
            5.0 * (500.0 * kept * (1.0 - kept)).sqrt() + 25.0,
        );
    }
    assert!(survivors("1", DrugEffect::default()) > 2100.0, "without a drug it grows");
}

#[test]
fn systemic_interferon_brings_back_mhc_class_1_where_the_line_can() {
    let positive = |inducibility: &str, interferon: f64| {
        let sets = [
            WIDE,
            ("tumour.0.cells", "1000"),
            ("tumour.0.mhc_class_1.fraction_positive", "0"),
            ("tumour.0.mhc_class_1.inducibility", inducibility),
        ];
        let mut bench = Bench::new(world(&scenario(&sets), 0..1));
        bench.run(
            96,
            &SiteSignal { drugs: DrugEffect { interferon, ..DrugEffect::default() }, ..quiet() },
        );
        let state = bench.state(0);
        let living: Vec<u32> =
            state.tissue.iter().copied().filter(|cell| rules::is_living_tumour(*cell)).collect();
        living.iter().filter(|cell| rules::shows_mhc(**cell, 8u32)).count() as f64
            / living.len() as f64
    };
    assert_eq!(positive("1", 0.0), 0.0);
    assert_eq!(positive("0", 0.8), 0.0);
    let found = positive("1", 0.8);
    assert!(found > 0.95, "{found} of the cells after 4 d");
}

/// Effectors of a kind and origin put into an empty site, and what is left of them after a day
/// under a signal.
fn left(kind: EffectorKind, origin: u32, signal: &SiteSignal) -> f64 {
    let sets = [
        WIDE,
        ("model.lak.death", "\"0 /d\""),
        ("model.lak.starve_rate", "\"0 /d\""),
        ("model.lak.divisions", "0"),
        ("model.treg.divisions", "0"),
        ("model.treg.death", "\"0 /d\""),
    ];
    let mut bench = Bench::new(empty(&sets));
    bench.run(1, &putting(Put::Effector { kind, antigen: 0, origin }, ball(600.0), 0.5));
    let state = bench.state(0);
    let placed = state.totals[counters::EFFECTOR_PUT_IN + kind.index()];
    assert!(state.effector_y.iter().filter(|y| **y != 0).all(|y| rules::origin_of(*y) == origin));
    bench.run(24, signal);
    bench.census()[0].returned.effectors[kind.index()] as f64 / placed as f64
}

#[test]
fn depletion_takes_its_kind_and_rejection_its_origin() {
    let depleted = SiteSignal {
        drugs: DrugEffect {
            effector_kill_per_h: of_the_first(&[0.0, 0.0, 0.0, 0.0, 0.1]),
            ..DrugEffect::default()
        },
        ..quiet()
    };
    let rejected = SiteSignal { rejection_per_h: [0.0, 0.1, 0.0], ..quiet() };
    let gone = (-2.4f64).exp();
    let (lak, treg) = (EffectorKind::LAK, EffectorKind::TREG);
    assert_eq!(left(lak, 0, &depleted), 1.0);
    within("depleted", left(treg, 0, &depleted), gone, 0.03);
    assert_eq!(left(lak, 0, &rejected), 1.0);
    assert_eq!(left(lak, 1, &rejected), 1.0);
    within("rejected", left(lak, 2, &rejected), gone, 0.03);
}

/// Kills by CTL of an antigen put into a tumour, half of it of antigen 0 and half of another.
fn kills(antigen: u32) -> Vec<u64> {
    let text = r#"
schema = 1
[host]
species = "mouse"
[[site]]
name = "site"
size = ["2 mm", "2 mm"]
[[tumour]]
cells = 400
position = ["600 um", "1 mm"]
[[tumour]]
cells = 400
position = ["1400 um", "1 mm"]
antigen = "other"
[model.ctl]
kill_floor = 1
[run]
until = "day 2"
"#;
    let mut bench = Bench::new(world(&Scenario::parse(text, "two.toml", &[]).unwrap(), 0..1));
    bench.run(
        1,
        &putting(
            Put::Effector { kind: EffectorKind::CTL, antigen, origin: 1 },
            PutPlace::Interior,
            0.3,
        ),
    );
    bench.run(23, &quiet());
    bench.state(0).totals[counters::killed(0)..counters::killed(0) + 2].to_vec()
}

#[test]
fn alloreactive_t_cells_kill_every_line_and_specific_ones_their_own() {
    let (first, other, none, allo) = (kills(0), kills(1), kills(7), kills(rules::ALLOANTIGEN));
    assert!(first[0] > 50 && first[1] == 0, "{first:?}");
    assert!(other[1] > 50 && other[0] == 0, "{other:?}");
    assert_eq!(none, [0, 0]);
    assert!(allo[0] > 50 && allo[1] > 50, "{allo:?}");
}
