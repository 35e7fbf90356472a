//! Clocks of effectors: death, conversion of NK cells into LAK cells, starvation of LAK cells, and
//! their entry.

use crate::support::{Bench, empty, quiet, within};
use il2sim::engine::counters;
use il2sim::exchange::of_first_antigen;
use il2sim::kinds::{ANTIGENS, EffectorKind, GROUPS};
use il2sim::rules;
use il2sim::world::World;

/// Cells of a kind that do not move, on every site of so many; `more` keys.
pub fn standing(kind: u32, sets: &[(&str, &str)]) -> World {
    let name = ["", "ctl", "helper", "nk", "lak", "treg"][kind as usize];
    let motility = format!("model.{name}.motility");
    let mut all =
        vec![("site.0.size", "[\"4 mm\", \"4 mm\"]"), (motility.as_str(), "\"0 um2/min\"")];
    all.extend_from_slice(sets);
    let mut world = empty(&all);
    let lattice = &mut world.lattices[0][0];
    let words = rules::arriving(kind, lattice.params.kinds[kind as usize], 0u32, 0u32, [0u32; 4]);
    lattice.tissue.effector_x.fill(words.x);
    lattice.tissue.effector_y.fill(words.y);
    world
}

#[test]
fn a_death_rate_is_a_rate() {
    let mut bench = Bench::new(standing(rules::NK, &[("model.nk.activation_rate", "\"0 /d\"")]));
    bench.run(48, &quiet());
    let found = bench.census()[0].returned.effectors[2] as f64 / 40_000.0;
    let set = (-1.4f64).exp();
    within(
        "NK cells alive after 2 d at a loss of 0.7 /d",
        found,
        set,
        5.0 * (set * (1.0 - set) / 40_000.0).sqrt(),
    );
}

#[test]
fn nk_cells_become_lak_cells_through_three_stages() {
    let sets = [
        ("model.nk.death", "\"0 /d\""),
        ("model.lak.death", "\"0 /d\""),
        ("model.lak.divide_rate", "\"0 /d\""),
        ("model.lak.motility", "\"0 um2/min\""),
        ("model.nk.signal_time", "\"0.05 h\""),
        ("model.nk.activation_rate", "\"1 /h\""),
        ("model.nk.il2_uptake", "\"0 molecules/s\""),
        ("model.lak.il2_uptake", "\"0 molecules/s\""),
        ("model.il2.on", "true"),
        ("model.il2.decay", "\"0 /h\""),
        ("run.host_step", "\"6 min\""),
    ];
    let mut world = standing(rules::NK, &sets);
    world.lattices[0][0].tissue.amounts[0].fill(3_000_000_000);
    let mut bench = Bench::new(world);
    // Moments of the waiting time from the survival of NK cells.
    let (mut first, mut second) = (0.0, 0.0);
    for step in 0..300 {
        let left = bench.census()[0].returned.effectors[2] as f64 / 40_000.0;
        let from = f64::from(step) * 0.1;
        first += left * 0.1;
        second += left * ((from + 0.1) * (from + 0.1) - from * from);
        bench.run(1, &quiet());
    }
    assert_eq!(bench.census()[0].returned.effectors[3], 40_000);
    let error = 5.0 * (3.0f64 / 40_000.0).sqrt();
    // Three geometric waits end half a step early each; the signal needs about half a step to rise.
    within("mean time from NK to LAK at 1 /h a stage, h", first - 0.15, 3.0, error + 0.05);
    within("variance of that time, h2", second - first * first, 3.0, 0.15 + 0.05);
}

#[test]
fn the_default_lak_peak_is_at_about_three_days() {
    // Activation 1 /d a stage, signal over 9.6 h, saturating interleukin-2: the mean is 3 d and the
    // lag of the signal.
    let sets = [
        ("model.nk.death", "\"0 /d\""),
        ("model.lak.death", "\"0 /d\""),
        ("model.lak.divide_rate", "\"0 /d\""),
        ("model.nk.il2_uptake", "\"0 molecules/s\""),
        ("model.lak.il2_uptake", "\"0 molecules/s\""),
        ("model.il2.on", "true"),
        ("model.il2.decay", "\"0 /h\""),
        ("site.0.size", "[\"1 mm\", \"1 mm\"]"),
    ];
    let mut world = standing(rules::NK, &sets);
    world.lattices[0][0].tissue.amounts[0].fill(3_000_000_000);
    let mut bench = Bench::new(world);
    let mut sum = 0.0;
    for _ in 0..24 * 16 {
        sum += bench.census()[0].returned.effectors[2] as f64 / 2500.0;
        bench.run(1, &quiet());
    }
    // The signal s = 1 - exp(-t/9.6 h) delays the first stage's clock by 9.6 h.
    within(
        "mean time from NK to LAK in saturating interleukin-2, h",
        sum,
        72.0 + 9.6,
        5.0 * 24.0 * (3.0f64).sqrt() / 50.0,
    );
}

#[test]
fn lak_cells_starve_when_interleukin_2_is_withdrawn() {
    let sets = [("model.lak.divide_rate", "\"0 /d\"")];
    let mut world = standing(rules::LAK, &sets);
    for y in &mut world.lattices[0][0].tissue.effector_y {
        *y |= 255;
    }
    let mut bench = Bench::new(world);
    bench.run(48, &quiet());
    let found = bench.census()[0].returned.effectors[3] as f64 / 40_000.0;
    // Signal exp(-t/9.6 h); below 0.35 for 10 h: 1.2 /d times how far below; 0.2 /d always.
    let (mut left, mut below) = (1.0f64, 0.0);
    for step in 0..48_000 {
        let signal = (-f64::from(step) * 0.001 / 9.6).exp();
        let mut rate = 0.2 / 24.0;
        if signal < 0.35 {
            below += 0.001;
            if below >= 10.0 {
                rate += 1.2 / 24.0 * (1.0 - signal / 0.35);
            }
        }
        left *= 1.0 - rate * 0.001;
    }
    within(
        "LAK cells left 2 d after interleukin-2 is withdrawn",
        found,
        left,
        5.0 * (left * (1.0 - left) / 40_000.0).sqrt() + 0.01 * left,
    );
    assert!(found < 0.2, "finding F77: below 20 % of the start");
}

#[test]
fn every_arrival_enters_or_is_refused() {
    // In a full site all are refused, without vessels too; in an empty one hardly any.
    let sets = [
        ("site.0.size", "[\"400 um\", \"400 um\"]"),
        ("site.0.vessel_density", "\"60 /mm2\""),
        ("model.ctl.death_fed", "\"0 /d\""),
        ("model.ctl.death_starved", "\"0 /d\""),
    ];
    let mut signal = quiet();
    let sent = [7, 3, 0, 1, 2];
    signal.arrivals = of_first_antigen(sent);
    for (vessels, room) in [("\"60 /mm2\"", true), ("\"60 /mm2\"", false), ("\"0 /mm2\"", true)] {
        let mut all = sets.to_vec();
        all[1].1 = vessels;
        let mut world = if room { empty(&all) } else { standing(rules::CTL, &all) };
        world.lattices[0][0].tissue.effector_y[0] = 0;
        let first: u64 =
            world.lattices[0][0].tissue.effector_x.iter().filter(|x| **x != 0).count() as u64;
        let mut bench = Bench::new(world);
        bench.run(8, &signal);
        let totals = bench.state(0).totals;
        for (kind, sent) in EffectorKind::all().zip(&sent) {
            let (entered, refused) =
                (counters::entered(&totals, kind), totals[counters::REFUSED + kind.index()]);
            assert_eq!(entered + refused, 8 * u64::from(*sent));
            let none = !room && first > 0 || vessels.starts_with("\"0");
            assert!(
                if none { entered == 0 } else { refused * 10 <= entered },
                "{kind:?}: {entered} entered, {refused} refused"
            );
        }
    }
}

#[test]
fn t_cells_enter_with_the_antigen_that_the_host_sent_and_are_counted_by_it() {
    // A site with one antigen, as one with several: the blood may hold cells of any of eight.
    let sets = [
        ("site.0.size", "[\"1 mm\", \"1 mm\"]"),
        ("site.0.vessel_density", "\"60 /mm2\""),
        ("model.ctl.death_fed", "\"0 /d\""),
        ("model.ctl.death_starved", "\"0 /d\""),
        ("model.helper.death_fed", "\"0 /d\""),
        ("model.helper.death_starved", "\"0 /d\""),
        ("model.ctl.divide_rate", "\"0 /d\""),
        ("model.helper.divide_rate", "\"0 /d\""),
    ];
    let mut signal = quiet();
    for (group, sent) in signal.arrivals.iter_mut().enumerate().take(2 * ANTIGENS) {
        *sent = [0, 5, 1, 3][group % 4] + u32::from(group == 7);
    }
    let mut bench = Bench::new(empty(&sets));
    bench.run(3, &signal);
    assert_eq!(
        bench.census()[0].returned.entered,
        signal.arrivals.map(u64::from),
        "the third hour's"
    );
    let mut found = [0; GROUPS];
    for x in bench.state(0).effector_x.iter().filter(|x| **x != 0) {
        found[EffectorKind::of_word(*x).unwrap().group(x >> 3 & 15)] += 1;
    }
    assert_eq!(found, signal.arrivals.map(|sent| 3 * sent));
}

#[test]
fn a_part_of_arrivals_are_effectors_and_stay_so() {
    let sets = [
        ("site.0.size", "[\"4 mm\", \"4 mm\"]"),
        ("site.0.vessel_density", "\"60 /mm2\""),
        ("model.ctl.death_programmed", "\"0 /d\""),
        ("model.ctl.death_starved", "\"12 /d\""),
        ("model.ctl.death_fed", "\"0 /d\""),
        ("model.ctl.signal_time", "\"0.05 h\""),
        ("model.ctl.signal_start", "0"),
    ];
    let mut signal = quiet();
    (signal.arrivals[0], signal.programmed[0]) = (4000, 0.3);
    let mut bench = Bench::new(empty(&sets));
    bench.run(1, &signal);
    let programmed = |bench: &mut Bench| {
        let words = bench.state(0).effector_y;
        words.iter().filter(|y| rules::is_programmed(**y)).count() as f64
    };
    let came = programmed(&mut bench);
    within("effectors among 4,000", came, 1200.0, 5.0 * (4000.0_f64 * 0.3 * 0.7).sqrt());
    // A day without interleukin-2: they stay, the others die at 12 /d.
    bench.run(24, &quiet());
    assert_eq!(programmed(&mut bench), came);
    assert_eq!(bench.census()[0].returned.effectors[0] as f64, came);
}

#[test]
fn arrivals_are_spread_over_the_tissue_steps() {
    for total in [0, 1, 9, 10, 11, 137] {
        let parts: Vec<u32> =
            (0..10).map(|step| rules::arrivals_in_step(total, step, 10u32)).collect();
        assert_eq!(parts.iter().sum::<u32>(), total);
        assert!(parts.iter().max().unwrap() - parts.iter().min().unwrap() <= 1);
    }
}

#[test]
fn effectors_divide_at_their_rate_while_they_may() {
    // Regulatory T cells, alone on every sixteenth site: 0.64 /d with saturating interleukin-2,
    // four divisions at most.
    let sets = [
        ("model.treg.death", "\"0 /d\""),
        ("model.treg.signal_time", "\"0.05 h\""),
        ("model.treg.il2_uptake", "\"0 molecules/s\""),
        ("model.treg.divisions", "15"),
        ("model.il2.on", "true"),
        ("model.il2.decay", "\"0 /h\""),
        ("site.0.size", "[\"4 mm\", \"4 mm\"]"),
    ];
    let mut world = empty(&sets);
    let lattice = &mut world.lattices[0][0];
    let words = rules::arriving(
        rules::TREG,
        lattice.params.kinds[rules::TREG as usize],
        0u32,
        0u32,
        [0u32; 4],
    );
    lattice.tissue.amounts[0].fill(3_000_000_000);
    for i in (0..40_000).filter(|i| (i % 200) % 8 == 3 && (i / 200) % 8 == 3) {
        lattice.tissue.effector_x[i] = words.x;
        lattice.tissue.effector_y[i] = words.y;
    }
    let mut bench = Bench::new(world);
    let first = bench.census()[0].returned.effectors[4] as f64;
    bench.run(48, &quiet());
    let found = bench.census()[0].returned.effectors[4] as f64 / first;
    // Yule process: variance of the number from one cell is e^gt (e^gt - 1). The signal needs a
    // step to rise.
    let set = (1.28f64).exp();
    within(
        "regulatory T cells after 2 d at 0.64 /d, times",
        found,
        set,
        5.0 * (set * (set - 1.0) / first).sqrt() + 0.005 * set,
    );
}
