//! Bands of rows against the passes over a whole field, and AVX2 against the baseline.

use super::*;
use crate::rules::random_block;
use crate::scenario::Scenario;
use crate::world::World;

/// A site of any size, and parameters with fast interleukin-2 in the plane or in space.
fn world(size: [u32; 3]) -> (Geometry, Params) {
    let cube = if size[2] == 1 { "[\"400 um\", \"400 um\"]" } else { CUBE };
    let sets = [
        ("site.0.size".to_string(), cube.to_string()),
        ("site.0.field_spacing".to_string(), "\"20 um\"".to_string()),
        ("model.il2.on".to_string(), "true".to_string()),
        ("model.il2.diffusion".to_string(), "\"60 um2/s\"".to_string()),
        ("tumour.0.cells".to_string(), "1".to_string()),
    ];
    let text = include_str!("../../../../tests/verification/quiet.toml");
    let scenario =
        Scenario::parse(text, "quiet.toml", &sets).unwrap_or_else(|problems| panic!("{problems}"));
    let world = World::new(&scenario, &[scenario.draw(0)]).expect("the world is built");
    let mut site = scenario.sites[0].clone();
    site.cells = size;
    (Geometry::new(&site), world.lattices[0][0].params)
}

const CUBE: &str = "[\"400 um\", \"400 um\", \"400 um\"]";

/// The parameters of a site.
fn params_of(size: [u32; 3]) -> Params {
    world(size).1
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
    fields.hazard = spread(3, 11, 5);
    fields.level = fields.hazard.iter().map(|hazard| hazard >> 9).collect();
    fields.note_fed();
    for number in 0..TURNS {
        fields.parts[number] =
            fields.hazard.iter().map(|h| rules::exchanged_part(*h, 9000) as u16).collect();
    }
    let stride = geometry.field_stride();
    for (giving, row) in fields.giving.iter_mut().zip(fields.hazard.chunks(stride)) {
        *giving = row.iter().any(|hazard| *hazard != 0);
    }
    let amounts: Vec<u32> = (0..sites)
        .map(|at| {
            if at / width % 5 == 1 { word(at, 4) >> if at < sites / 4 { 2 } else { 15 } } else { 0 }
        })
        .collect();
    (fields, geometry.padded(&amounts))
}

/// Some tissue steps: amounts and ledger.
fn run(size: [u32; 3], bands: usize, machine: Machine) -> (Vec<u32>, Vec<Sums>) {
    let (geometry, params) = world(size);
    let (mut fields, mut amounts) = filled(&geometry);
    fields.machine = machine;
    let mut ledger = Vec::new();
    for now in 0..4 {
        let step = Step { params: &params, field: 0, now, bands: bands + now as usize % 2 };
        ledger.push(fields.first_turn(&mut amounts, &step));
        for substep in 0..params.laws[0].substeps as usize {
            ledger.push(fields.substep(&mut amounts, &step, substep));
        }
    }
    (amounts, ledger)
}

const SIZES: [[u32; 3]; 6] =
    [[101, 67, 1], [9, 130, 1], [7, 3, 1], [23, 19, 17], [13, 5, 41], [9, 2, 2]];

#[test]
fn a_field_in_bands_has_the_bytes_and_the_ledger_of_a_whole_one() {
    for size in SIZES {
        let whole = run(size, 1, Machine::here());
        let taken: u64 = whole.1.iter().map(|sums| sums[3].min(sums[4])).sum();
        assert!(taken > 0 || size[1] < 5, "{size:?}: receptors took and blood took back");
        assert!(params_of(size).laws[0].substeps == 4, "{size:?}: sub-steps ran");
        for bands in [2, 3, 8] {
            assert!(run(size, bands, Machine::here()) == whole, "{size:?} in {bands} bands");
        }
    }
}

#[test]
fn wide_passes_have_the_bytes_of_baseline_passes() {
    if !Machine::here().wide() {
        crate::skipped::skip("wide_passes_have_the_bytes_of_baseline_passes", "no AVX2 here");
        return;
    }
    for size in SIZES {
        assert!(run(size, 1, Machine::here()) == run(size, 1, Machine::plain()), "{size:?}");
    }
}

#[test]
fn nothing_is_made_or_lost_and_amounts_spread_as_in_plain_loops() {
    for size in SIZES {
        let (geometry, params) = world(size);
        let (mut fields, mut amounts) = filled(&geometry);
        fields.sources[0].fill(0);
        fields.receptors.fill(0);
        fields.level.fill(0);
        fields.note_fed();
        fields.giving.fill(false);
        let mut plain: Vec<u32> = geometry.field_rows(&amounts).flatten().copied().collect();
        for substep in 0..params.laws[0].substeps as usize {
            let step = Step { params: &params, field: 0, now: 7, bands: 2 };
            let sums = fields.substep(&mut amounts, &step, substep);
            plain = plainly(&geometry, &params, plain, substep);
            let found: Vec<u32> = geometry.field_rows(&amounts).flatten().copied().collect();
            let total = |words: &[u32]| words.iter().map(|word| u64::from(*word)).sum::<u64>();
            assert_eq!(total(&found) + sums[2], total(&plain), "{size:?}: nothing but decay");
            // The reaction of the plain state, so that both go on alike.
            let turn = params.turns[substep + 1];
            for (site, word) in plain.iter_mut().enumerate() {
                let noise =
                    rules::turn_noise(site as u32, 7u32, params.laws[0], substep as u32 + 1);
                *word = rules::reaction(*word, turn, rules::Exposure::default(), noise).amount;
            }
            assert!(found == plain, "{size:?}, sub-step {substep}");
        }
    }
}

/// A sub-step of diffusion by the rules alone, site by site.
fn plainly(
    geometry: &Geometry,
    params: &Params,
    mut amounts: Vec<u32>,
    substep: usize,
) -> Vec<u32> {
    let size = geometry.field.map(|n| n as usize);
    let steps = [1, size[0], size[0] * size[1]];
    let (law, turn) = (params.laws[0], params.turns[substep]);
    for axis in 0..if geometry.flat() { 2 } else { 3 } {
        for level in 0..turn.levels {
            let shares = params.shares[substep * rules::LEVELS as usize + level as usize];
            let pass = rules::pass_number(7u32, law, turn, axis as u32, level);
            let mut next = vec![0u32; amounts.len()];
            for (site, amount) in amounts.iter().enumerate() {
                let noise = rules::pass_noise(site as u32, pass);
                let beyond =
                    |k: u32| rules::given_beyond(*amount, rules::share_beyond(shares, k), noise);
                let place = (site / steps[axis] % size[axis]) as isize;
                let line = site - place as usize * steps[axis];
                next[site] += rules::kept_of(*amount, beyond(1));
                for k in 1..=rules::REACHED {
                    let sent = beyond(k) - if k < rules::REACHED { beyond(k + 1) } else { 0 };
                    let far = (k * rules::stride_of(level)) as isize;
                    for to in [place - far, place + far] {
                        next[line + lanes::mirrored(to, size[axis]) * steps[axis]] += sent;
                    }
                }
            }
            amounts = next;
        }
    }
    amounts
}
