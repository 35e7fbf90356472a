//! Growth: uncrowded doubling, crowded discs and balls, the trajectory that the defaults were
//! derived from, the stages of the cycle.

use crate::support::{Bench, mean, quiet, scenario, within, world};
use il2sim::rules;
use il2sim::world::{Tissue, World};

const GROWTH_PER_H: f64 = core::f64::consts::LN_2 / 36.0;

#[test]
fn an_uncrowded_tumour_doubles_in_its_doubling_time() {
    // Below 200 cells (trap 1). With and without natural loss, which is inside the doubling time.
    for (size, loss) in [
        ("[\"600 um\", \"600 um\"]", "\"0 /d\""),
        ("[\"600 um\", \"600 um\"]", "\"0.3 /d\""),
        ("[\"400 um\", \"400 um\", \"400 um\"]", "\"0.016 /d\""),
    ] {
        let sets =
            [("site.0.size", size), ("tumour.0.cells", "6"), ("tumour.0.natural_loss", loss)];
        let mut bench = Bench::new(world(&scenario(&sets), 0..1600));
        let hours = 110;
        bench.run(hours, &quiet());
        let tumour = bench.tumour();
        assert!(tumour.iter().max().unwrap() < &200);
        let (cells, error) = mean(tumour.iter().map(|n| *n as f64));
        let time = f64::from(hours) * core::f64::consts::LN_2 / (cells / 6.0).ln();
        let spread = 5.0 * error / cells / (cells / 6.0).ln();
        assert!(spread < 0.02, "the sample is too small: {spread}");
        within(
            &format!(
                "doubling time in {size} with a loss of {loss} ({cells:.1} cells at the end), h"
            ),
            time,
            36.0,
            0.02 * 36.0,
        );
    }
}

#[test]
fn the_fastest_cycles_that_the_steps_admit_divide_at_their_rate() {
    // Doubling times of 4 h and losses of 0.05 /h where steps admit them, else the shortest that
    // they do: a stage of the cycle takes a tissue step, a cycle four host steps. Cells whose stages
    // take a step each divide together and compete for room; within a host step distances to free
    // space are out of date. Bound: 2 % of the rate at which cells divide, ln 2 / T + loss.
    for (step, host_step, doubling_h, loss_per_h, hours) in [
        ("6 min", "1 h", 4.0, 0.0, 12),
        ("6 min", "30 min", 4.0, 0.05, 12),
        ("12 min", "12 min", 4.17, 0.05, 12),
        ("30 min", "30 min", 8.1, 0.0, 24),
        ("30 min", "1 h", 8.1, 0.0, 24),
        ("30 min", "30 min", 19.0, 0.05, 57),
    ] {
        let sets = [
            ("site.0.size", "[\"600 um\", \"600 um\"]"),
            ("tumour.0.cells", "6"),
            ("tumour.0.doubling_time", &format!("\"{doubling_h} h\"")),
            ("tumour.0.natural_loss", &format!("\"{loss_per_h} /h\"")),
            ("run.tissue_step", &format!("\"{step}\"")),
            ("run.host_step", &format!("\"{host_step}\"")),
        ];
        let scenario = scenario(&sets);
        let mut bench = Bench::new(world(&scenario, 0..6_000));
        bench.run((f64::from(hours) / scenario.run.host_step_h).round() as u32, &quiet());
        let (cells, error) = mean(bench.tumour().iter().map(|n| *n as f64));
        let rate = (cells / 6.0).ln() / f64::from(hours) + loss_per_h;
        let set = core::f64::consts::LN_2 / doubling_h + loss_per_h;
        let spread = 5.0 * error / cells / f64::from(hours);
        assert!(spread < 0.02 * set, "the sample is too small: {spread}");
        within(
            &format!(
                "divisions per h at steps of {step} and {host_step}, doubling in {doubling_h} h \
                 with a loss of {loss_per_h} /h"
            ),
            rate,
            set,
            spread + 0.02 * set,
        );
    }
}

#[test]
fn the_host_step_does_not_change_growth() {
    // Distances are measured once a host step; what a division fills in between counts as the edge,
    // or growth would slow with the host step.
    assert_eq!(
        [
            rules::distance_square(rules::EDGE_DISTANCE),
            rules::chain_length(rules::distance_offset(rules::EDGE_DISTANCE))
        ],
        [1, 0]
    );
    for host_step in ["\"30 min\"", "\"6 h\""] {
        let sets = [
            ("site.0.size", "[\"600 um\", \"600 um\"]"),
            ("tumour.0.cells", "6"),
            ("run.host_step", host_step),
        ];
        let scenario = scenario(&sets);
        let mut bench = Bench::new(world(&scenario, 0..1500));
        bench.run((96.0 / scenario.run.host_step_h).round() as u32, &quiet());
        let (cells, error) = mean(bench.tumour().iter().map(|n| *n as f64));
        let time = 96.0 * core::f64::consts::LN_2 / (cells / 6.0).ln();
        let spread = 5.0 * error / cells / (cells / 6.0).ln();
        within(
            &format!("doubling time at host steps of {host_step}, h"),
            time,
            36.0,
            spread * 36.0 + 0.005 * 36.0,
        );
    }
}

#[test]
fn six_hundred_cells_become_six_to_eight_times_as_many_in_ten_days() {
    let sets = [
        ("site.0.size", "[\"4 mm\", \"4 mm\"]"),
        ("tumour.0.cells", "600"),
        ("tumour.0.natural_loss", "\"0.016 /d\""),
        ("tumour.0.hypoxia_distance", "\"150 um\""),
        ("tumour.0.necrosis_distance", "\"250 um\""),
        ("site.0.vessel_density", "\"60 /mm2\""),
    ];
    let mut bench = Bench::new(world(&scenario(&sets), 0..6));
    bench.run(240, &quiet());
    let (ratio, error) = mean(bench.tumour().iter().map(|n| *n as f64 / 600.0));
    println!(
        "600 slice cells after 10 d: times {ratio:.3} (standard error {error:.3}), bounds 6 to 8"
    );
    assert!(ratio - 5.0 * error > 6.0 && ratio + 5.0 * error < 8.0);
}

/// Replaces the tumour by a disc or ball of a radius in um, with stages from the stationary
/// distribution where it divides.
fn ball(world: &mut World, radius_um: f64) {
    for lattices in &mut world.lattices {
        let lattice = &mut lattices[0];
        let size = lattice.geometry.size;
        let spacing = lattice.geometry.spacing_um;
        let seed = lattice.params.place.replicate;
        for index in 0..lattice.geometry.cells() {
            let at = rules::position_of(index as u32, size);
            let square: f64 = [(at.x, size[0]), (at.y, size[1]), (at.z, size[2])]
                .iter()
                .map(|(p, n)| {
                    (f64::from(*p) - f64::from(n - 1) / 2.0)
                        * (f64::from(*p) - f64::from(n - 1) / 2.0)
                })
                .sum();
            let r = rules::random_block([index as u32, seed, 0, 99], [7, 0, 0, 0]).x;
            // P(stage <= i) = (1 - 2^(-(i+1)/16)) / (1/2).
            let stage =
                (-16.0 * (1.0 - f64::from(r) / 8_589_934_592.0).log2()).floor().min(15.0) as u32;
            lattice.tissue.tissue[index] = if square * spacing * spacing < radius_um * radius_um {
                rules::tumour_cell(0u32, stage, 15u32)
            } else {
                0
            };
        }
    }
}

/// Radius in um of the disc or ball with the mass's area or volume, and how far it reaches along
/// axes and diagonals.
fn radii(bench: &Bench, state: &Tissue) -> (f64, f64, f64) {
    let cells = state.tissue.iter().filter(|cell| **cell & 7 != 0).count() as f64;
    let flat = bench.size[2] == 1;
    let pi = core::f64::consts::PI;
    let radius = if flat { (cells / pi).sqrt() } else { (cells * 0.75 / pi).cbrt() };
    let centre = bench.size.map(|n| f64::from(n - 1) / 2.0);
    // Cells in double cones of one shape around the axes and around the diagonals measure the mean
    // of r^n there.
    let narrow = 0.97;
    let axes: Vec<[f64; 3]> = if flat {
        vec![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    } else {
        vec![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    };
    let r = if flat { 0.5f64.sqrt() } else { (1.0f64 / 3.0).sqrt() };
    let diagonals: Vec<[f64; 3]> = if flat {
        vec![[r, r, 0.0], [r, -r, 0.0]]
    } else {
        vec![[r, r, r], [r, r, -r], [r, -r, r], [-r, r, r]]
    };
    let distance = |directions: &[[f64; 3]]| {
        // Share of a large disc's or ball's sites in these cones, counted on the lattice itself,
        // corrects for the cones' discrete shape.
        let (mut inside, mut all) = (0.0, 0.0);
        for (index, cell) in state.tissue.iter().enumerate() {
            let at = bench.at(index);
            let away: [f64; 3] = std::array::from_fn(|axis| at[axis] as f64 - centre[axis]);
            let length = away.iter().map(|x| x * x).sum::<f64>().sqrt();
            let in_cone = directions.iter().any(|d| {
                d.iter().zip(&away).map(|(a, b)| a * b).sum::<f64>().abs() > narrow * length
            });
            if in_cone && length < 1.0 * radius {
                all += 1.0;
            }
            if in_cone && cell & 7 != 0 {
                inside += 1.0;
            }
        }
        let power = if flat { 0.5 } else { 1.0 / 3.0 };
        f64::powf(inside / all, power) * radius
    };
    (
        radius * bench.spacing_um,
        distance(&axes) * bench.spacing_um,
        distance(&diagonals) * bench.spacing_um,
    )
}

#[test]
fn a_crowded_disc_and_ball_grow_at_the_depth_of_their_rim() {
    // A rim of depth w of a disc of radius R grows it at g w (1 - w/2R), a ball at g w (1 - w/R +
    // w2/3R2): for large R at g w.
    for (size, animals, radius, depth, days) in [
        ("[\"4 mm\", \"4 mm\"]", 1, 1200.0, 120.0, 8u32),
        ("[\"4 mm\", \"4 mm\"]", 1, 1200.0, 240.0, 4),
        ("[\"1.6 mm\", \"1.6 mm\", \"1.6 mm\"]", 1, 500.0, 120.0, 4),
    ] {
        let text = format!("\"{depth} um\"");
        let mut world =
            world(&scenario(&[("site.0.size", size), ("tumour.0.rim_depth", &text)]), 0..animals);
        ball(&mut world, radius);
        let flat = world.shape.sites[0].size[2] == 1;
        let mut bench = Bench::new(world);
        let mut set = 0.0;
        let (mut first, mut last) = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0));
        let mut middle = 0.0;
        // The first day settles the rim.
        for day in 0..=days {
            bench.run(24, &quiet());
            let all: Vec<_> = (0..animals as usize)
                .map(|animal| {
                    let state = bench.state(animal);
                    radii(&bench, &state)
                })
                .collect();
            let average = |part: fn(&(f64, f64, f64)) -> f64| {
                all.iter().map(part).sum::<f64>() / f64::from(animals)
            };
            let now = (average(|r| r.0), average(|r| r.1), average(|r| r.2));
            if day == 0 {
                (first, set) = (now, now.0);
            }
            last = now;
            if day == days / 2 {
                middle = now.0;
            }
            if day < days {
                for _ in 0..240 {
                    let w = depth / set;
                    set += 0.1
                        * GROWTH_PER_H
                        * depth
                        * if flat { 1.0 - w / 2.0 } else { 1.0 - w + w * w / 3.0 };
                }
            }
        }
        let name = format!("growth of a radius in {size} with a rim of {depth} um in {days} d, um");
        within(&name, last.0 - first.0, set - first.0, 0.05 * (set - first.0));
        within(
            &format!("{name}: second half against first, per d"),
            (last.0 - middle) / f64::from(days - days / 2),
            (middle - first.0) / f64::from(days / 2),
            0.1 * (middle - first.0) / f64::from(days / 2),
        );
        within("  reach along diagonals against axes, um", last.2, last.1, 0.03 * last.1);
    }
}

#[test]
fn the_stages_of_the_cycle_stay_where_they_are() {
    // P(i) is proportional to 2^(-i/16) at the start and after three days.
    let mut bench = Bench::new(world(
        &scenario(&[("site.0.size", "[\"600 um\", \"600 um\"]"), ("tumour.0.cells", "20")]),
        0..400,
    ));
    for hours in [0, 72] {
        bench.run(hours, &quiet());
        let mut counts = [[0.0; 16]; 400];
        for (animal, counts) in counts.iter_mut().enumerate() {
            for cell in
                bench.state(animal).tissue.iter().filter(|cell| rules::is_living_tumour(**cell))
            {
                counts[rules::cycle_stage(*cell) as usize] += 1.0;
            }
        }
        let cells: f64 = counts.iter().flatten().sum();
        let total: f64 = (0..16).map(|i| f64::powf(2.0, -f64::from(i) / 16.0)).sum();
        for stage in 0..16 {
            let set = f64::powf(2.0, -(stage as f64) / 16.0) / total;
            // Cells of one animal are kin, so the error comes from the spread between animals.
            let (excess, error) =
                mean(counts.iter().map(|own| own[stage] - set * own.iter().sum::<f64>()));
            let found = set + excess * 400.0 / cells;
            within(
                &format!("share of stage {stage} after {hours} h"),
                found,
                set,
                5.0 * error * 400.0 / cells,
            );
        }
    }
}

#[test]
fn a_tumour_that_fills_its_site_stays_in_it() {
    // Sites that have just been filled, at the lattice's edges too, have no distance of their own
    // until the next host step.
    for size in ["[\"240 um\", \"200 um\"]", "[\"160 um\", \"180 um\", \"160 um\"]"] {
        let sets = [
            ("site.0.size", size),
            ("tumour.0.cells", "20"),
            ("tumour.0.doubling_time", "\"10 h\""),
        ];
        let world = world(&scenario(&sets), 0..8);
        let room = world.lattices[0][0].geometry.cells() as u64;
        let mut bench = Bench::new(world);
        bench.run(240, &quiet());
        assert_eq!(bench.tumour(), vec![room; 8]);
    }
}
