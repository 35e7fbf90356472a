//! Bands of rows against the sweep of a whole field.

use super::*;
use crate::rules::{Law, random_block};

/// Laws under which amounts rise and spread.
const LAW: Law = Law {
    flux_mantissa: 50_000,
    flux_shift: 2,
    decay_mantissa: 50_000,
    decay_shift: 7,
    substeps: 12,
    half: 1000,
    units_per_pm: 39_465,
    uptake_half: 5_000,
};

fn geometry(size: [u32; 3]) -> Geometry {
    let scenario = crate::scenario::Scenario::parse(
        include_str!("../../../../scenarios/untreated.toml"),
        "test.toml",
        &[],
    );
    let mut site = scenario.unwrap_or_else(|problems| panic!("{problems}")).sites[0].clone();
    site.coarse = 1;
    site.cells = size;
    Geometry::new(&site)
}

/// Fields in which every kind of row occurs: empty ones, sources, receptors, exchange, and a corner
/// of large amounts.
fn filled(geometry: &Geometry) -> (Fields, Vec<u32>) {
    let mut fields = Fields::new(geometry);
    let [width, _, _] = geometry.field;
    let sites = geometry.field_cells() as u32;
    let word = |at: u32, salt: u32| random_block([at, salt, 0, 0], [3, 0, 0, 0]).x;
    let spread = |salt: u32, rare: u32, shift: u32| -> Vec<u32> {
        let words: Vec<u32> = (0..sites)
            .map(|at| {
                if word(at, salt).is_multiple_of(rare) && (at / width) % 7 < 4 {
                    word(at, salt + 50) >> shift
                } else {
                    0
                }
            })
            .collect();
        geometry.padded(&words)
    };
    fields.sources[0] = spread(1, 9, 12);
    fields.receptors = spread(2, 5, 14);
    fields.uptake = fields.receptors.iter().map(|receptors| receptors << 10).collect();
    fields.fraction = spread(3, 11, 5);
    fields.fluid = spread(3, 11, 9);
    fields.note_rows();
    let amounts: Vec<u32> = (0..sites)
        .map(|at| {
            if at / width % 5 == 1 { word(at, 4) >> if at < sites / 4 { 2 } else { 15 } } else { 0 }
        })
        .collect();
    (fields, geometry.padded(&amounts))
}

#[test]
fn a_field_in_bands_has_the_bytes_and_the_ledger_of_a_whole_one() {
    for size in [[101, 67, 1], [9, 130, 1], [7, 3, 1], [23, 19, 17], [13, 5, 41], [9, 2, 1]] {
        let geometry = geometry(size);
        let run = |bands: usize| {
            let (mut fields, mut amounts) = filled(&geometry);
            let mut ledger = Vec::new();
            for time_point in 0..9 {
                ledger.push(fields.substep(&mut amounts, 0, LAW, time_point, bands));
                ledger.push(fields.substep(
                    &mut amounts,
                    0,
                    LAW,
                    77 + time_point,
                    bands + time_point as usize % 2,
                ));
            }
            (amounts, ledger)
        };
        let whole = run(1);
        let taken: u64 = whole.1.iter().map(|sums| sums[3].min(sums[4])).sum();
        assert!(taken > 0 || size[1] < 4, "{size:?}: receptors took and blood took back");
        for bands in [2, 3, 8] {
            assert!(run(bands) == whole, "{size:?} in {bands} bands");
        }
    }
}
