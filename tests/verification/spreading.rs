//! The fields against their lattice: sources, sinks and points in `f64`, by many small steps.
//!
//! The lattice's own equation is the reference, so what is measured is how a tissue step is cut,
//! the kernels and the rounding, not the spacing. Every bound lies a little above what was measured
//! (printed), and says so where it is wide.

use crate::support::{Bench, emptied, quiet, scenario, within};
use il2sim::exchange::{DepotPlace, SiteSignal};
use il2sim::rules;
use il2sim::world::{Tissue, World};

/// Places of a lattice, its rows mirrored at the walls.
struct Lattice {
    size: [usize; 3],
    /// `D / h^2`, 1/s.
    rate: f64,
}

impl Lattice {
    fn of(world: &World, um2_per_s: f64) -> Lattice {
        let geometry = &world.lattices[0][0].geometry;
        let h = geometry.spacing_um * f64::from(geometry.coarse);
        Lattice { size: geometry.field.map(|n| n as usize), rate: um2_per_s / (h * h) }
    }

    fn sites(&self) -> usize {
        self.size.iter().product()
    }

    fn index(&self, [x, y, z]: [usize; 3]) -> usize {
        (z * self.size[1] + y) * self.size[0] + x
    }

    fn place(&self, at: usize) -> [usize; 3] {
        let [w, h, _] = self.size;
        [at % w, at / w % h, at / (w * h)]
    }

    fn middle(&self) -> [usize; 3] {
        self.size.map(|n| n / 2)
    }

    /// Mean level so many sites from the middle along the axes.
    fn beside(&self, amounts: &[f64], away: usize) -> f64 {
        let middle = self.middle();
        let axes = self.size.iter().filter(|n| **n > 1).count();
        let of = |axis: usize, to: usize| {
            let mut place = middle;
            place[axis] = to;
            amounts[self.index(place)]
        };
        let both = |axis: usize| of(axis, middle[axis] + away) + of(axis, middle[axis] - away);
        (0..axes).map(both).sum::<f64>() / (2 * axes) as f64
    }

    /// Sum of the neighbours, and how many there are.
    fn around(&self, amounts: &[f64], at: usize) -> (f64, f64) {
        let place = self.place(at);
        let (mut sum, mut count, mut stride) = (0.0, 0.0, 1);
        for (axis, n) in self.size.into_iter().enumerate() {
            for (there, inside) in
                [(at.wrapping_sub(stride), place[axis] > 0), (at + stride, place[axis] + 1 < n)]
            {
                if inside {
                    sum += amounts[there];
                    count += 1.0;
                }
            }
            stride *= n;
        }
        (sum, count)
    }

    /// So many seconds of diffusion and of `reaction(at, amount)`, in units a second.
    fn run(&self, amounts: &mut Vec<f64>, seconds: f64, reaction: impl Fn(usize, f64) -> f64) {
        let steps = (seconds * self.rate / 0.05).max(100.0).ceil();
        let dt = seconds / steps;
        for _ in 0..steps as usize {
            *amounts = (0..amounts.len())
                .map(|at| {
                    let (sum, count) = self.around(amounts, at);
                    let here = amounts[at];
                    here + dt * (self.rate * (sum - count * here) + reaction(at, here))
                })
                .collect();
        }
    }

    /// The steady state under first-order decay of so many units a second from the middle.
    fn steady(&self, decay: f64, source: f64) -> Vec<f64> {
        let middle = self.index(self.middle());
        let mut amounts = vec![0.0; self.sites()];
        for _ in 0..4000 {
            let mut moved = 0.0f64;
            for at in 0..amounts.len() {
                let (sum, count) = self.around(&amounts, at);
                let made = if at == middle { source } else { 0.0 };
                let next = (made + self.rate * sum) / (decay + self.rate * count);
                moved = moved.max((next - amounts[at]).abs());
                amounts[at] += 1.6 * (next - amounts[at]);
            }
            if moved < 1e-9 * amounts[middle] {
                return amounts;
            }
        }
        panic!("the reference did not settle");
    }
}

/// The quiet site, emptied, with keys set.
fn site(sets: &[(&str, String)]) -> World {
    let sets: Vec<(&str, &str)> = sets.iter().map(|(key, value)| (*key, value.as_str())).collect();
    emptied(&scenario(&sets))
}

fn length(axes: usize, sites: usize, spacing: usize) -> String {
    format!("[{}]", vec![format!("\"{} um\"", sites * spacing); axes].join(", "))
}

#[test]
fn a_steady_source_has_its_lattices_level_near_and_far() {
    let mut compared = 0;
    for (axes, sites) in [(2, 41), (3, 25)] {
        for spacing in [40, 20] {
            for um2_per_s in [10.0, 100.0] {
                let world = site(&[
                    ("site.0.size", length(axes, sites, spacing)),
                    ("site.0.field_spacing", format!("\"{spacing} um\"")),
                    ("model.suppressor.on", "true".into()),
                    ("model.suppressor.diffusion", format!("\"{um2_per_s} um2/s\"")),
                    ("model.suppressor.decay", "\"2 /h\"".into()),
                    ("tumour.0.suppressive_factor_secretion", "\"1000 molecules/s\"".into()),
                    ("tumour.0.doubling_time", "\"26280 h\"".into()),
                ]);
                let lattice = Lattice::of(&world, um2_per_s);
                let found = steady_source(world, &lattice);
                let exact = lattice.steady(2.0 / 3600.0, found.1);
                let bound = source_bound(axes, spacing, um2_per_s);
                for away in [0, 1, 3, 8] {
                    let error = lattice.beside(&found.0, away) / lattice.beside(&exact, away) - 1.0;
                    println!(
                        "source, {axes} axes, {spacing} um, D {um2_per_s} um2/s, {away} away: \
                         {:+.3} %, bound {} %",
                        100.0 * error,
                        100.0 * bound
                    );
                    assert!(error.abs() < bound);
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 32);
}

/// Bound of a level near a steady source: wide where a step spreads over 22 squares of a site, and
/// over 90; in space what is made then lies beside its source for a small part of the step, which
/// five turns meet once.
fn source_bound(axes: usize, spacing: usize, um2_per_s: f64) -> f64 {
    match (axes, spacing, um2_per_s < 50.0) {
        (_, _, true) => 0.007,
        (2, ..) => 0.016,
        (_, 40, _) => 0.025,
        _ => 0.066,
    }
}

/// What a source in the middle leaves after so many hours, and its units a second.
fn steady_source(mut world: World, lattice: &Lattice) -> (Vec<f64>, f64) {
    let own = &mut world.lattices[0][0];
    let middle = lattice.index(lattice.middle());
    let mut cells = 0.0;
    for at in (0..own.geometry.cells()).filter(|at| own.geometry.field_site(*at) == middle) {
        own.tissue.tissue[at] = rules::tumour_cell(0u32, 0u32, 0u32);
        cells += 1.0;
    }
    let per_s = cells * 1000.0 * il2sim::world::units_per_molecule(own.geometry.field_volume_um3());
    let mut bench = Bench::new(world);
    bench.run(7, &quiet());
    (bench.state(0).amounts[3].iter().map(|amount| f64::from(*amount)).collect(), per_s)
}

/// A site where blood gives interleukin-2 everywhere and regulatory cells, in a part of the field
/// sites or in the middle one, take it up.
fn drinking(part: Option<f64>, uptake: f64, um2_per_s: f64, motility: &str) -> World {
    let mut world = site(&[
        ("site.0.size", length(2, 41, 40)),
        ("site.0.field_spacing", "\"40 um\"".into()),
        ("site.0.vessel_density", "\"400 /mm2\"".into()),
        ("model.il2.on", "true".into()),
        ("model.il2.decay", "\"0 /h\"".into()),
        ("model.il2.diffusion", format!("\"{um2_per_s} um2/s\"")),
        ("model.il2.vessel_exchange", "\"1 /h\"".into()),
        ("model.treg.il2_uptake", format!("\"{uptake} molecules/s\"")),
        ("model.treg.motility", motility.into()),
        ("model.treg.death", "\"0 /d\"".into()),
        ("model.treg.divide_rate", "\"0 /d\"".into()),
        ("run.host_step", "\"6 min\"".into()),
    ]);
    let own = &mut world.lattices[0][0];
    let kind = own.params.kinds[rules::TREG as usize];
    let words = rules::arriving(rules::TREG, kind, 0u32, 0u32, [0u32; 4]);
    let width = own.geometry.size[0] as usize;
    let middle = own.geometry.field_cells() / 2;
    for at in 0..own.geometry.cells() {
        let field = own.geometry.field_site(at);
        let first = (at % width).is_multiple_of(2) && (at / width).is_multiple_of(2);
        let drawn = rules::random_block([field as u32, 0, 0, 0], [1986, 0, 0, 0]).x;
        let here = match part {
            Some(part) => f64::from(drawn) < part * 4_294_967_296.0,
            None => field == middle,
        };
        if first && here {
            own.tissue.effector_x[at] = words.x;
            own.tissue.effector_y[at] = words.y;
        }
    }
    world
}

/// Regulatory cells in each field site.
fn drinkers_in(state: &Tissue, field_of: &[usize], sites: usize) -> Vec<f64> {
    let mut cells = vec![0.0; sites];
    for (x, field) in state.effector_x.iter().zip(field_of) {
        if !rules::effector_idle(*x) {
            cells[*field] += 1.0;
        }
    }
    cells
}

/// Root mean square of the error of the level where cells drink, and the error of all that they
/// took, after two hours of steps that are compared one by one with many small ones.
fn sinks(part: Option<f64>, uptake: f64, um2_per_s: f64, motility: &str) -> (f64, f64) {
    let mut world = drinking(part, uptake, um2_per_s, motility);
    let lattice = Lattice::of(&world, um2_per_s);
    let own = &world.lattices[0][0];
    let mut vessels = vec![0.0; lattice.sites()];
    for (at, word) in own.ground.iter().enumerate() {
        vessels[own.geometry.field_site(at)] += f64::from(u8::from(rules::is_vessel(*word)));
    }
    let field_of: Vec<usize> =
        (0..own.geometry.cells()).map(|at| own.geometry.field_site(at)).collect();
    let units = f64::from(own.params.laws[0].units_per_pm) / 256.0;
    let molecule = il2sim::world::units_per_molecule(own.geometry.field_volume_um3());
    let signal = SiteSignal { plasma_il2_pm: 100.0, ..quiet() };
    let (half, level) = (42.0 * units, 30.0 * units);
    world.lattices[0][0].tissue.amounts[0].fill(level as u32);
    let mut bench = Bench::new(world);
    let mut exact = vec![level; lattice.sites()];
    let (mut taken, mut squares, mut seen) = (0.0, 0.0, 0.0);
    for step in 0..20 {
        let cells = drinkers_in(&bench.state(0), &field_of, exact.len());
        let largest = |at: usize| cells[at] * uptake * molecule;
        let before: f64 = exact.iter().sum();
        let entered = std::cell::Cell::new(0.0);
        lattice.run(&mut exact, 360.0, |at, amount| {
            let comes = vessels[at] / 3600.0 * (level - amount);
            entered.set(entered.get() + comes);
            comes - largest(at) * amount / (half + amount)
        });
        let steps = (360.0 * lattice.rate / 0.05).max(100.0).ceil();
        taken += before + entered.get() * 360.0 / steps - exact.iter().sum::<f64>();
        bench.run(1, &signal);
        if step < 10 {
            continue;
        }
        let amounts = &bench.state(0).amounts[0];
        for at in (0..exact.len()).filter(|at| cells[*at] > 0.0) {
            let error = f64::from(amounts[at]) / exact[at] - 1.0;
            squares += error * error;
            seen += 1.0;
        }
    }
    let found = bench.state(0).totals[il2sim::engine::counters::LEDGER + 3] as f64;
    ((squares / seen).sqrt(), found / taken - 1.0)
}

#[test]
fn cells_starve_themselves_and_take_up_as_on_the_lattice() {
    let still = "0 um2/min";
    // Where a step spreads over 22 squares of a site a lone cell hardly starves itself, and the
    // quarter in the rule of uptake, which is made for those that do, takes 7 % too little.
    for (part, uptake, um2_per_s, motility, own, all) in [
        (None, 2.0, 10.0, still, 0.003, 0.015),
        (None, 4.0, 10.0, still, 0.005, 0.024),
        (None, 4.0, 100.0, still, 0.002, 0.08),
        (Some(0.1), 2.0, 10.0, still, 0.014, 0.008),
        (Some(0.1), 4.0, 10.0, still, 0.024, 0.008),
        (Some(0.3), 2.0, 10.0, still, 0.025, 0.005),
        (Some(0.3), 4.0, 10.0, still, 0.04, 0.005),
        (Some(0.1), 4.0, 10.0, "2 um2/min", 0.024, 0.008),
    ] {
        let (level, taken) = sinks(part, uptake, um2_per_s, &format!("\"{motility}\""));
        println!(
            "sinks in {part:?} of the sites, {uptake} molecules/s, D {um2_per_s} um2/s, motility \
             {motility}: own level {:.2} % rms, bound {} %, taken {:+.2} %, bound {} %",
            100.0 * level,
            100.0 * own,
            100.0 * taken,
            100.0 * all
        );
        assert!(level < own && taken.abs() < all);
    }
}

#[test]
fn few_units_spread_as_far_as_many() {
    // In space a thousand units come to less than one a site, and one cannot be split.
    for (axes, sites, least, most) in [(2, 51, 0.87, 0.99), (3, 41, 0.42, 0.95)] {
        for (units, least) in [(1000, least), (100_000, most)] {
            let mut world = site(&[
                ("site.0.size", length(axes, sites, 40)),
                ("site.0.field_spacing", "\"40 um\"".into()),
                ("model.ifng.on", "true".into()),
                ("model.ifng.diffusion", "\"10 um2/s\"".into()),
                ("model.ifng.decay", "\"0 /h\"".into()),
                ("run.host_step", "\"30 min\"".into()),
            ]);
            let lattice = Lattice::of(&world, 10.0);
            let middle = lattice.middle();
            world.lattices[0][0].tissue.amounts[1][lattice.index(middle)] = units;
            let mut bench = Bench::new(world);
            bench.run(1, &quiet());
            let amounts = bench.state(0).amounts[1].to_vec();
            assert_eq!(amounts.iter().sum::<u32>(), units, "nothing is made or lost");
            for (axis, middle) in middle.into_iter().enumerate().take(axes) {
                let square = |at: usize| {
                    let off = lattice.place(at)[axis] as f64 - middle as f64;
                    off * off * 1600.0
                };
                let variance =
                    (0..amounts.len()).map(|at| f64::from(amounts[at]) * square(at)).sum::<f64>()
                        / f64::from(units);
                let part = variance / 36_000.0;
                println!("{units} units, {axes} axes, along axis {axis}: variance {part:.4}");
                assert!(part > least && part < 1.01, "{part}");
            }
        }
    }
}

#[test]
fn amounts_spread_as_far_along_diagonals_as_along_axes() {
    for um2_per_s in [10.0, 100.0] {
        let mut world = site(&[
            ("site.0.size", length(2, 61, 40)),
            ("site.0.field_spacing", "\"40 um\"".into()),
            ("model.ifng.on", "true".into()),
            ("model.ifng.diffusion", format!("\"{um2_per_s} um2/s\"")),
            ("model.ifng.decay", "\"0 /h\"".into()),
            ("run.host_step", "\"6 min\"".into()),
        ]);
        let lattice = Lattice::of(&world, um2_per_s);
        let [x, y, _] = lattice.middle();
        let source = lattice.index([x, y, 0]);
        world.lattices[0][0].tissue.amounts[1][source] = 4_000_000_000;
        let mut exact = vec![0.0; lattice.sites()];
        exact[source] = 4e9;
        let mut bench = Bench::new(world);
        bench.run(3, &quiet());
        lattice.run(&mut exact, 1080.0, |_, _| 0.0);
        let amounts = bench.state(0).amounts[1].to_vec();
        // Five sites away along an axis, and along the diagonal of 3 and 4.
        let ratio = |of: &dyn Fn(usize) -> f64| {
            of(lattice.index([x + 5, y, 0])) / of(lattice.index([x + 3, y + 4, 0]))
        };
        within(
            &format!("axis against diagonal, D {um2_per_s} um2/s"),
            ratio(&|at| f64::from(amounts[at])),
            ratio(&|at| exact[at]),
            0.01,
        );
        let shape =
            (0..exact.len()).map(|at| (f64::from(amounts[at]) - exact[at]).powi(2)).sum::<f64>()
                / exact.iter().map(|amount| amount * amount).sum::<f64>();
        println!("relative L2 error {:.5}, bound 0.005", shape.sqrt());
        assert!(shape.sqrt() < 0.005);
    }
}

#[test]
fn no_field_is_cut_by_the_keys_of_another() {
    let on = ["il2", "ifng", "chemo", "suppressor"];
    let cut = |changed: Option<usize>| {
        let mut sets: Vec<(String, String)> =
            on.iter().map(|field| (format!("model.{field}.on"), "true".into())).collect();
        if let Some(field) = changed {
            sets.push((format!("model.{}.diffusion", on[field]), "\"100 um2/s\"".into()));
            sets.push((format!("model.{}.decay", on[field]), "\"9 /h\"".into()));
        }
        let sets: Vec<(&str, String)> =
            sets.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        let params = site(&sets).lattices[0][0].params;
        let turns = params.turns.len() / 4;
        let shares = params.shares.len() / 4;
        let own: [Vec<u8>; 4] = std::array::from_fn(|field| {
            let mut bytes = bytemuck::bytes_of(&params.laws[field]).to_vec();
            bytes.extend(bytemuck::cast_slice(&params.turns[field * turns..][..turns]));
            bytes.extend(bytemuck::cast_slice(&params.shares[field * shares..][..shares]));
            bytes
        });
        own
    };
    let before = cut(None);
    for changed in 0..4 {
        let after = cut(Some(changed));
        for field in 0..4 {
            assert_eq!(after[field] == before[field], field != changed, "{field}, {changed}");
        }
    }
}

#[test]
fn a_depot_of_which_nothing_is_left_takes_nothing_from_tissue() {
    // An hour of depot, then a day in which its fluid holds 1e-61 pM, as ten days after a dose, or
    // nothing: the same bytes, and the level that blood alone gives.
    let after = |left_pm: f64| {
        let mut world = site(&[
            ("site.0.size", length(2, 20, 40)),
            ("site.0.vessel_density", "\"400 /mm2\"".into()),
            ("model.il2.on", "true".into()),
            ("model.il2.decay", "\"0 /h\"".into()),
            ("tumour.0.doubling_time", "\"26280 h\"".into()),
        ]);
        let own = &mut world.lattices[0][0];
        own.tissue.tissue.fill(rules::tumour_cell(0u32, 0u32, 0u32));
        let units = f64::from(own.params.laws[0].units_per_pm) / 256.0;
        let mut bench = Bench::new(world);
        let depot = |depot_il2_pm: f64| SiteSignal {
            plasma_il2_pm: 100.0,
            depot_il2_pm,
            depot_place: DepotPlace::Interior,
            ..quiet()
        };
        bench.run(1, &depot(10_000.0));
        let filled = f64::from(bench.state(0).amounts[0][210]) / units;
        assert!(filled > 5000.0, "the depot fills the tissue: {filled}");
        bench.run(24, &depot(left_pm));
        (bench.state(0), units)
    };
    let ((ended, units), (gone, _)) = (after(1e-61), after(0.0));
    assert!(ended == gone, "a depot that ended is a depot that is gone");
    for amount in &ended.amounts[0] {
        within("a day after a depot, pM", f64::from(*amount) / units, 30.0, 0.15);
    }
}
