//! Steady sources: the range sqrt(D/k) at 40 um, and how much there is.

use crate::support::{Bench, empty, quiet, within};
use il2sim::rules;

/// The suppressive factor with D 10 um2/s and a range of 48 um, made by living tumour cells that do
/// nothing else.
const RANGE_48_UM: [(&str, &str); 5] = [
    ("model.suppressor.on", "true"),
    ("model.suppressor.diffusion", "\"10 um2/s\""),
    ("model.suppressor.decay", "\"15.625 /h\""),
    ("tumour.0.suppressive_factor_secretion", "\"50 molecules/s\""),
    ("tumour.0.doubling_time", "\"26280 h\""),
];

/// Amounts a field site around a source that fills the field sites which `source` names by their
/// offset from the middle one.
fn steady(size: &str, source: impl Fn([i64; 3]) -> bool) -> (Vec<f64>, Vec<[i64; 3]>) {
    let mut sets = RANGE_48_UM.to_vec();
    sets.push(("site.0.size", size));
    let mut world = empty(&sets);
    let lattice = &mut world.lattices[0][0];
    let geometry = lattice.geometry.clone();
    let [w, h, _] = geometry.field.map(|n| n as usize);
    let offset = |at: usize| -> [i64; 3] {
        let at = [at % w, at / w % h, at / (w * h)];
        std::array::from_fn(|axis| at[axis] as i64 - i64::from(geometry.field[axis] / 2))
    };
    for (index, cell) in lattice.tissue.tissue.iter_mut().enumerate() {
        if source(offset(geometry.field_site(index))) {
            *cell = rules::tumour_cell(0u32, 0u32, 0u32);
        }
    }
    let mut bench = Bench::new(world);
    bench.run(2, &quiet());
    let amounts: Vec<f64> = bench.state(0).amounts[3].iter().map(|a| f64::from(*a)).collect();
    let offsets = (0..amounts.len()).map(offset).collect();
    (amounts, offsets)
}

#[test]
fn a_steady_plane_falls_off_over_sqrt_of_d_over_k() {
    for size in ["[\"1.64 mm\", \"160 um\"]", "[\"1.64 mm\", \"160 um\", \"160 um\"]"] {
        let (amounts, offsets) = steady(size, |offset| offset[0] == 0);
        let at = |x: i64| {
            amounts.iter().zip(&offsets).filter(|(_, o)| o[0] == x).map(|(a, _)| a).sum::<f64>()
        };
        for side in [-1, 1] {
            let range = 4.0 * 40.0 / (at(side) / at(5 * side)).ln();
            within(&format!("range from a plane in {size}, um"), range, 48.0, 0.035 * 48.0);
        }
    }
}

#[test]
fn a_steady_point_has_the_second_moment_of_its_range() {
    // K0(r/L) in the plane: mean r2 = 4 L2; exp(-r/L)/r in space: 6 L2.
    for (size, axes) in
        [("[\"1.64 mm\", \"1.64 mm\"]", 2.0), ("[\"0.84 mm\", \"0.84 mm\", \"0.84 mm\"]", 3.0)]
    {
        let (amounts, offsets) = steady(size, |offset| offset == [0, 0, 0]);
        let total: f64 = amounts.iter().sum();
        let second = amounts
            .iter()
            .zip(&offsets)
            .map(|(a, o)| a * 1600.0 * o.iter().map(|x| (x * x) as f64).sum::<f64>())
            .sum::<f64>()
            / total;
        within(
            &format!("range from a point in {size}, um"),
            (second / (2.0 * axes)).sqrt(),
            48.0,
            0.03 * 48.0,
        );
    }
}

#[test]
fn a_steady_source_holds_what_it_makes_in_a_mean_life() {
    let (amounts, _) = steady("[\"0.84 mm\", \"0.84 mm\"]", |offset| offset == [0, 0, 0]);
    let molecule = il2sim::world::units_per_molecule(32_000.0);
    // Four cells of 50 molecules/s with a mean life of 230.4 s; a sub-step is 7 % of it.
    let set = 4.0 * 50.0 * 230.4 * molecule;
    within("units held around a steady source", amounts.iter().sum(), set, 0.001 * set);
}
