//! Motion: mean squared displacement, fourth moments along axis and diagonal, chemotactic drift.

use crate::support::{Bench, empty, mean, quiet, within};
use il2sim::rules;
use il2sim::world::{Tissue, World};

/// Bits of an effector's first word that no rule touches here and that tell the walkers apart:
/// antigen, ammunition, divisions, activation.
const LABEL_BITS: [u32; 14] = [3, 4, 5, 6, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29];

fn label_of(x: u32) -> usize {
    LABEL_BITS.iter().enumerate().map(|(k, bit)| ((x >> bit & 1) as usize) << k).sum()
}

fn with_label(x: u32, label: usize) -> u32 {
    LABEL_BITS
        .iter()
        .enumerate()
        .fold(x & 0x7ff, |x, (k, bit)| x & !(1 << bit) | ((label >> k & 1) as u32) << bit)
        | rules::NOT_ENGAGED << 7
}

/// Walkers of a kind that seeks nothing, lives for ever and does not divide, on every `every`-th
/// site along each axis from `margin` on.
fn walkers(world: &mut World, every: u32, margin: u32) -> usize {
    let lattice = &mut world.lattices[0][0];
    let size = lattice.geometry.size;
    let mut count = 0;
    for index in 0..lattice.geometry.cells() {
        let at = rules::position_of(index as u32, size);
        let inside = |p: u32, n: u32| {
            n == 1 || (p >= margin && p < n - margin && (p - margin).is_multiple_of(every))
        };
        if inside(at.x, size[0]) && inside(at.y, size[1]) && inside(at.z, size[2]) {
            lattice.tissue.effector_x[index] = with_label(rules::TREG, count);
            count += 1;
        }
    }
    assert!(count < 1 << LABEL_BITS.len());
    count
}

fn positions(bench: &Bench, state: &Tissue, count: usize) -> Vec<[i64; 3]> {
    let mut positions = vec![[i64::MIN; 3]; count];
    for (index, x) in state.effector_x.iter().enumerate().filter(|(_, x)| **x != 0) {
        positions[label_of(*x)] = bench.at(index);
    }
    assert!(positions.iter().all(|at| at[0] != i64::MIN), "a walker was lost");
    positions
}

/// Displacements in um over one host step, of so many walkers started afresh from the same places.
pub fn displacements(mut world: World, every: u32, margin: u32, wanted: usize) -> Vec<[f64; 3]> {
    let count = walkers(&mut world, every, margin);
    let start = world.lattices[0][0].tissue.clone();
    let mut bench = Bench::new(world);
    let before = positions(&bench, &start, count);
    let mut all = Vec::new();
    while all.len() < wanted {
        bench.put(0, &start);
        bench.run(1, &quiet());
        let state = bench.state(0);
        let after = positions(&bench, &state, count);
        all.extend(before.iter().zip(&after).map(|(a, b)| {
            std::array::from_fn(|axis| (b[axis] - a[axis]) as f64 * bench.spacing_um)
        }));
    }
    all
}

pub fn walk(size: &str, motility: f64, step: &str) -> World {
    walk_for(size, motility, step, "\"30 min\"")
}

pub fn walk_for(size: &str, motility: f64, step: &str, host_step: &str) -> World {
    let motility = format!("\"{motility} um2/min\"");
    empty(&[
        ("site.0.size", size),
        ("run.tissue_step", step),
        ("run.host_step", host_step),
        ("model.treg.motility", &motility),
        ("model.treg.death", "\"0 /d\""),
        ("model.treg.divide_rate", "\"0 /d\""),
    ])
}

#[test]
fn mean_squared_displacement_is_2_n_m_t() {
    // One walker on 144 sites or more: crowding takes less than 1 %. Nobody reaches an edge.
    for (size, axes, every, margin) in
        [("[\"4 mm\", \"4 mm\"]", 2, 12, 24), ("[\"1.6 mm\", \"1.6 mm\", \"1.6 mm\"]", 3, 6, 22)]
    {
        for motility in [10.0, 75.0, 200.0] {
            let moved = displacements(walk(size, motility, "\"6 min\""), every, margin, 40_000);
            let (found, error) = mean(moved.iter().map(|d| d.iter().map(|x| x * x).sum::<f64>()));
            let set = 2.0 * f64::from(axes) * motility * 30.0;
            assert!(5.0 * error < 0.03 * set, "the sample is too small: {error}");
            within(
                &format!(
                    "mean squared displacement in {axes} dimensions at {motility} um2/min ({} \
                     walkers), um2",
                    moved.len()
                ),
                found,
                set,
                0.03 * set,
            );
            for axis in 0..axes as usize {
                let (drift, error) = mean(moved.iter().map(|d| d[axis]));
                assert!(
                    drift.abs() <= 5.0 * error,
                    "drift {drift} um along axis {axis}, standard error {error}"
                );
            }
        }
    }
}

#[test]
fn a_tissue_step_may_hold_more_than_64_hops() {
    // 167 motion sub-steps in a tissue step of 30 min: their draws must not meet those of the next
    // step.
    let mut world = walk("[\"4 mm\", \"4 mm\"]", 200.0, "\"30 min\"");
    assert!(world.shape.hops > 128);
    world.lattices[0][0].params.place.seed_high = 1;
    let moved = displacements(world, 12, 24, 40_000);
    let (found, _) = mean(moved.iter().map(|d| d.iter().map(|x| x * x).sum::<f64>()));
    within(
        "mean squared displacement in one tissue step of 30 min, um2",
        found,
        24_000.0,
        0.03 * 24_000.0,
    );
}

#[test]
fn fourth_moments_along_axis_and_diagonal_are_equal() {
    let fourth = |x: f64| x * x * x * x;
    for (size, axes, every, margin) in [
        ("[\"3 mm\", \"3 mm\"]", 2usize, 6, 12),
        ("[\"1.2 mm\", \"1.2 mm\", \"1.2 mm\"]", 3, 4, 12),
    ] {
        let moved = displacements(walk(size, 20.0, "\"6 min\""), every, margin, 400_000);
        let along = |d: &[f64; 3]| d[..axes].iter().map(|x| fourth(*x)).sum::<f64>() / axes as f64;
        let diagonals: Vec<[f64; 3]> = if axes == 2 {
            vec![[1.0, 1.0, 0.0], [1.0, -1.0, 0.0]]
        } else {
            vec![[1.0, 1.0, 1.0], [1.0, 1.0, -1.0], [1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]]
        };
        let across = |d: &[f64; 3]| {
            let sum = |v: &[f64; 3]| v.iter().zip(d).map(|(a, b)| a * b).sum::<f64>();
            diagonals.iter().map(|v| fourth(sum(v)) / (axes * axes) as f64).sum::<f64>()
                / diagonals.len() as f64
        };
        let (axis, _) = mean(moved.iter().map(along));
        let (difference, error) = mean(moved.iter().map(|d| across(d) - along(d)));
        assert!(5.0 * error < 0.03 * axis, "the sample is too small: {error} of {axis}");
        within(
            &format!("fourth moment along the diagonal in {axes} dimensions, um4"),
            axis + difference,
            axis,
            0.03 * axis,
        );
    }
}

#[test]
fn a_linear_gradient_gives_the_set_drift() {
    // Below the largest bias, at which every hop down the gradient is refused (a field site is two
    // cells wide, so every other hop has twice the bias).
    for (size, every, margin, sensitivities) in [
        ("[\"4 mm\", \"4 mm\"]", 12u32, 22u32, [60.0, 120.0]),
        ("[\"1.6 mm\", \"1.6 mm\", \"1.6 mm\"]", 6, 20, [30.0, 60.0]),
    ] {
        for sensitivity in sensitivities {
            let text = format!("{sensitivity}");
            let sets = [
                ("site.0.size", size),
                ("model.treg.motility", "\"40 um2/min\""),
                ("model.treg.death", "\"0 /d\""),
                ("model.treg.divide_rate", "\"0 /d\""),
                ("model.treg.chemotaxis", &text),
                ("model.chemo.on", "true"),
                ("model.chemo.diffusion", "\"0.1 um2/s\""),
                ("model.chemo.decay", "\"0 /h\""),
                ("run.host_step", "\"30 min\""),
            ];
            let mut world = empty(&sets);
            let lattice = &mut world.lattices[0][0];
            // Occupancy rises linearly from 0.1 to 0.7 across the site.
            let half = f64::from(lattice.params.laws[rules::CHEMO as usize].half);
            let width = lattice.geometry.field[0] as usize;
            let length_um = f64::from(lattice.geometry.size[0]) * 20.0;
            for (i, amount) in lattice.tissue.amounts[rules::CHEMO as usize].iter_mut().enumerate()
            {
                let occupied = 0.1 + 0.6 * ((i % width) as f64 + 0.5) / width as f64;
                *amount = (half * occupied / (1.0 - occupied)).round() as u32;
            }
            let moved = displacements(world, every, margin, 80_000);
            let (found, error) = mean(moved.iter().map(|d| d[0]));
            let set = 2.0 * sensitivity * 40.0 * (0.6 / length_um) * 30.0;
            assert!(5.0 * error < 0.05 * set, "the sample is too small: {error} of {set}");
            within(
                &format!(
                    "drift in half an hour up a gradient in {size} at sensitivity {sensitivity}, \
                     um"
                ),
                found,
                set,
                0.05 * set,
            );
            let (aside, error) = mean(moved.iter().map(|d| d[1]));
            assert!(aside.abs() <= 5.0 * error);
        }
    }
}
