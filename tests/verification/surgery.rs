//! Resection: what stays, what goes, and that the accounts know it.

use crate::support::{Bench, mean, quiet, scenario, world};
use il2sim::engine::counters;
use il2sim::exchange::Resection;
use il2sim::rules;

fn resected(
    size: &str,
    cells: &str,
    residue_cells: f64,
    direction_turns: f64,
    hours: u32,
) -> Vec<f64> {
    let mut bench =
        Bench::new(world(&scenario(&[("site.0.size", size), ("tumour.0.cells", cells)]), 0..6));
    bench.run(24, &quiet());
    let mut signal = quiet();
    signal.resection = Some(Resection { residue_cells, direction_turns, margin_um: 100.0 });
    let before = bench.tumour();
    bench.run(1, &signal);
    let after = bench.tumour();
    for animal in 0..6 {
        let totals = bench.state(animal).totals;
        let divided = totals[counters::DIVIDED];
        // Divisions of the day before are in both counts.
        assert!(totals[counters::RESECTED] + after[animal] >= before[animal]);
        assert!(totals[counters::RESECTED] + after[animal] <= before[animal] + divided);
    }
    bench.run(hours, &quiet());
    bench.tumour().iter().map(|n| *n as f64).collect()
}

#[test]
fn a_residue_has_its_size_on_the_day_of_the_operation() {
    // Trap 3: a residue of a few cells would recur by chance alone.
    for direction in [0.0, 0.13, 0.5, 0.77] {
        for (cells, wanted) in [("1500", 30.0), ("1500", 72.0), ("1500", 200.0)] {
            let (found, _) = mean(resected("[\"2 mm\", \"2 mm\"]", cells, wanted, direction, 0));
            println!("residue of {wanted} cells at {direction} turns: {found:.1} stay, bound 15 %");
            assert!((found / wanted - 1.0).abs() < 0.15);
        }
    }
    let (found, _) = mean(resected("[\"800 um\", \"800 um\", \"800 um\"]", "4000", 200.0, 0.3, 0));
    println!("residue of 200 cells in space: {found:.1} stay");
    assert!((found / 200.0 - 1.0).abs() < 0.15);
    assert!(resected("[\"2 mm\", \"2 mm\"]", "1500", 0.0, 0.0, 24).iter().all(|left| *left == 0.0));
}

#[test]
fn a_residue_grows_like_a_tumour_of_its_size() {
    let (at_once, _) = mean(resected("[\"2 mm\", \"2 mm\"]", "1500", 60.0, 0.2, 0));
    let (later, error) = mean(resected("[\"2 mm\", \"2 mm\"]", "1500", 60.0, 0.2, 72));
    println!("residue: {at_once:.1} cells, {later:.1} after 3 d");
    assert!((later / at_once).log2() > 1.6 && (later + 5.0 * error) / at_once < 4.6);
}

#[test]
fn the_wound_takes_what_lies_in_the_margin() {
    let mut world = world(
        &scenario(&[
            ("site.0.size", "[\"1.2 mm\", \"1.2 mm\"]"),
            ("tumour.0.cells", "200"),
            ("model.treg.motility", "\"0 um2/min\""),
            ("model.treg.death", "\"0 /d\""),
        ]),
        0..1,
    );
    let lattice = &mut world.lattices[0][0];
    lattice.tissue.effector_x.fill(rules::TREG | rules::NOT_ENGAGED << 7);
    let mass: Vec<usize> =
        (0..lattice.geometry.cells()).filter(|i| lattice.tissue.tissue[*i] != 0).collect();
    let mut bench = Bench::new(world);
    let mut signal = quiet();
    signal.resection =
        Some(Resection { residue_cells: 0.0, direction_turns: 0.0, margin_um: 100.0 });
    bench.run(1, &signal);
    let state = bench.state(0);
    let mut taken = 0;
    for index in 0..state.tissue.len() {
        let at = bench.at(index);
        let square = mass
            .iter()
            .map(|m| bench.at(*m).iter().zip(&at).map(|(a, b)| (a - b) * (a - b)).sum::<i64>())
            .min()
            .unwrap();
        assert_eq!(
            state.effector_x[index] == 0,
            square <= 25,
            "{square} cells squared from the mass"
        );
        taken += u64::from(square <= 25);
    }
    assert_eq!(state.totals[counters::EFFECTOR_RESECTED + 4], taken);
    assert!(state.tissue.iter().all(|cell| *cell == 0));
}
