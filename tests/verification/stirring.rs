//! Stirred sites: every cell and unit is still there, and where a cell stood tells nothing.

use std::collections::BTreeMap;

use il2sim::engine::Stage;
use il2sim::engine::cpu::CpuEngine;
use il2sim::engine::probe::{Probe, Words};
use il2sim::outcome::EndReason;
use il2sim::rules;
use il2sim::simulation::{Ensemble, Maker};

use crate::support::{Bench, empty, quiet, scenario, within};
use crate::trajectory::{FLAT, SPACE, Trajectory, small};

const SIZES: [[u32; 3]; 8] = [
    [8, 8, 1],
    [97, 61, 1],
    [128, 1, 1],
    [1, 9, 5],
    [2, 2, 2],
    [31, 17, 13],
    [40, 40, 1],
    [200, 8, 9],
];

fn place(replicate: u32) -> rules::Place {
    rules::Place { seed_low: 1986, replicate, ..rules::Place::default() }
}

/// Where every cell of a layer goes.
fn places(size: [u32; 3], step: u32, layer: u32, replicate: u32) -> Vec<u32> {
    let [w, h, d] = size;
    let words = rules::Vec3::new(w, h, d);
    let to = |index| rules::stirred_place(index, step, layer, words, place(replicate));
    (0..w * h * d).map(to).collect()
}

#[test]
fn no_two_cells_go_to_one_place_and_every_host_step_has_other_places() {
    for size in SIZES {
        let mut seen = Vec::new();
        for (step, layer, replicate) in [(0, 0, 0), (10, 0, 0), (0, 1, 0), (0, 0, 1)] {
            let to = places(size, step, layer, replicate);
            let mut sorted = to.clone();
            sorted.sort_unstable();
            assert!(sorted.iter().enumerate().all(|(n, at)| *at as usize == n), "{size:?}");
            seen.push(to);
        }
        let small = size.iter().product::<u32>() < 64;
        assert!(small || seen[1..].iter().all(|to| *to != seen[0]), "{size:?}");
    }
}

/// Over many host steps a cell comes to each eighth of the sites, and to each distance from a cell
/// that stood beside it, as often as by chance.
#[test]
fn where_a_cell_stood_tells_nothing() {
    const STEPS: u32 = 4000;
    for size in [[40u32, 40, 1], [24, 16, 9]] {
        let [w, h, d] = size;
        let (cells, words) = (w * h * d, rules::Vec3::new(w, h, d));
        for first in [0, cells / 2 + w / 2] {
            for beside in [first + 1, first + w] {
                let mut eighths = [0u32; 8];
                let (mut near, mut same_row, mut same_column) = (0u32, 0u32, 0u32);
                for step in 0..STEPS {
                    let to = |index| rules::stirred_place(index, step, 0u32, words, place(3));
                    let (a, b) = (to(first), to(beside));
                    eighths[(a * 8 / cells) as usize] += 1;
                    let [p, q] = [a, b].map(|at| rules::position_of(at, words));
                    let far = |u: u32, v: u32| u.abs_diff(v);
                    near += u32::from(far(p.x, q.x).max(far(p.y, q.y)).max(far(p.z, q.z)) <= 2);
                    same_row += u32::from(a / w == b / w);
                    same_column += u32::from(a % w == b % w);
                }
                let steps = f64::from(STEPS);
                let chance = |found: u32, p: f64, what: &str| {
                    within(what, f64::from(found), steps * p, 5.0 * (steps * p * (1.0 - p)).sqrt());
                };
                eighths.iter().for_each(|found| chance(*found, 0.125, "an eighth of the sites"));
                let others = f64::from(cells - 1);
                chance(same_row, f64::from(w - 1) / others, "the same row");
                chance(same_column, f64::from(h * d - 1) / others, "the same column");
                chance(near, near_share(size), "near each other");
            }
        }
    }
}

/// Share of all pairs of other sites that lie at most two cells apart along every axis.
fn near_share(size: [u32; 3]) -> f64 {
    let along = |n: u32| -> f64 {
        (-2i32..=2).map(|away| f64::from(n.saturating_sub(away.unsigned_abs()))).sum()
    };
    let cells: f64 = size.iter().map(|n| f64::from(*n)).product();
    let pairs: f64 = size.iter().map(|n| along(*n)).product();
    (pairs - cells) / (cells * (cells - 1.0))
}

fn counted(words: &[u32]) -> BTreeMap<u32, usize> {
    words.iter().fold(BTreeMap::new(), |mut counts, word| {
        *counts.entry(*word).or_default() += 1;
        counts
    })
}

/// A whole state of a treated animal: cells are the same but for their places, killers have let go,
/// and no unit of a field is lost.
#[test]
fn stirring_loses_no_cell_and_no_unit() {
    for text in [FLAT, SPACE] {
        let mut lived = Trajectory::new(small(text, &[("tumour.0.cells", "900")]), &[0]);
        let (state, _) = lived.run(60).state(0);
        let scenario = small(text, &[("site.0.stirred", "true")]);
        let world = crate::support::world(&scenario, 0..1);
        let sites = world.shape.sites.len();
        let mut engine = CpuEngine::new(world);
        il2sim::engine::Engine::load(&mut engine, 0, 600, &state).expect("it fits");
        let words = |engine: &mut CpuEngine, what| {
            engine.words(0, 0, 0, Stage::StirCommit, what).expect("looked at")
        };
        let all = |engine: &mut CpuEngine| {
            let fields =
                (0..4).map(|field| words(engine, Words::Amounts(field))).collect::<Vec<_>>();
            (words(engine, Words::Tissue), words(engine, Words::Effectors), fields)
        };
        let before = all(&mut engine);
        engine.begin(&[vec![quiet(); sites]]).expect("begun");
        for stage in [Stage::StirCells, Stage::StirCommit, Stage::StirFields] {
            engine.run(0, 0, stage).expect("run");
        }
        let after = all(&mut engine);
        assert_ne!(before.0, after.0);
        assert_eq!(counted(&before.0), counted(&after.0));
        let pairs = |words: &[u32], free: bool| {
            let mut pairs: Vec<_> = words
                .chunks_exact(2)
                .map(|pair| rules::Effector { x: pair[0], y: pair[1] })
                .map(|cell| if free { rules::stirred_effector(cell) } else { cell })
                .map(|cell| (cell.x, cell.y))
                .collect();
            pairs.sort_unstable();
            pairs
        };
        assert_eq!(pairs(&before.1, true), pairs(&after.1, false));
        let engaged = |words: &[u32]| {
            let cells = words.chunks_exact(2).map(|pair| pair[0]);
            cells.filter(|x| !rules::effector_idle(*x) && rules::is_engaged(*x)).count()
        };
        assert!(engaged(&before.1) > 0 && engaged(&after.1) == 0, "{}", engaged(&before.1));
        let mut held = 0;
        for (before, after) in before.2.iter().zip(&after.2) {
            let sum = |words: &[u32]| words.iter().map(|word| u64::from(*word)).sum::<u64>();
            assert_eq!(sum(before), sum(after));
            let (least, most) = (after.iter().min().unwrap(), after.iter().max().unwrap());
            assert!(most - least <= 1);
            held += usize::from(*most > 0);
        }
        assert!(held >= 3, "{held} fields hold something");
    }
}

#[test]
fn a_number_of_two_words_is_divided() {
    for n in 0..4000u32 {
        let r = rules::random_block([n, 0u32, 0u32, 0u32], [5u32, 0u32, 0u32, 0u32]);
        let divisor = (r.x >> (r.y % 31)).clamp(1, 0x7fff_ffff);
        let high = r.z % divisor;
        let number = u64::from(high) << 32 | u64::from(r.w);
        let found = rules::divided_by(high, r.w, divisor);
        let (quotient, remainder) = (u64::from(found.quotient), u64::from(found.remainder));
        assert_eq!(
            (quotient, remainder),
            (number / u64::from(divisor), number % u64::from(divisor))
        );
    }
}

/// A cell that neither moves nor divides goes elsewhere where the site is stirred, and only there.
#[test]
fn cells_change_places_in_stirred_sites_alone() {
    for (stirred, moves) in [("true", true), ("false", false)] {
        let mut world = empty(&[("site.0.stirred", stirred)]);
        world.lattices[0][0].tissue.effector_x[7] = rules::TREG | rules::NOT_ENGAGED << 7;
        world.lattices[0][0].params.kinds[rules::TREG as usize] = rules::Kind::default();
        let mut bench = Bench::new(world);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..20 {
            bench.run(1, &quiet());
            seen.insert(bench.state(0).effector_x.iter().position(|x| *x != 0).expect("it lives"));
        }
        assert_eq!(seen.len() > 10, moves, "{seen:?}");
        assert_eq!(seen.contains(&7), !moves);
    }
}

/// Cells of a stirred site stand at its edge too, which ends nobody.
#[test]
fn no_tumour_leaves_a_stirred_site() {
    for (stirred, reason) in [("true", EndReason::Until), ("false", EndReason::LeftTheSite)] {
        let sets = [
            ("site.0.stirred", stirred),
            ("tumour.0.cells", "60"),
            ("tumour.0.doubling_time", "\"12 h\""),
            ("run.until", "\"day 3\""),
        ];
        let mut ensemble =
            Ensemble::new(&scenario(&sets), &[0], 72.0, &Maker::cpu()).expect("the world is built");
        while ensemble.active() > 0 {
            ensemble.advance().expect("the accounts balance");
        }
        let end = ensemble.members()[0].trajectory.end.expect("it ended");
        assert_eq!(end.0, reason);
    }
}
