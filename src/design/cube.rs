//! Points of the unit cube for the sampled kinds.
//!
//! In: a design, a seed. Out: for every point a number in `[0, 1]` for each key. Draws come from
//! Threefry streams of their own: the point (or the trajectory) is the replicate, a hash of the
//! key's name the place, so a point does not move when points or keys are added.

use rand::Rng;

use crate::rules;
use crate::stream::{NO_LATTICE, Stream, uniform};

use super::sobol::Sobol;
use super::{Design, DesignKind};

/// Levels of each key in a Morris design.
const LEVELS: u32 = 4;

/// The points of a sampled design, in order.
pub(super) fn points(design: &Design, seed: u64) -> Vec<Vec<f64>> {
    let (count, keys) = (design.points, design.keys.len());
    match design.kind {
        DesignKind::LatinHypercube => latin_hypercube(design, seed),
        DesignKind::Random => (0..count)
            .map(|point| {
                design.keys.iter().map(|key| uniform(&mut stream(seed, point, &key.name))).collect()
            })
            .collect(),
        DesignKind::Sobol => Sobol::new(keys).take(count as usize).collect(),
        DesignKind::Saltelli => saltelli(count, keys),
        DesignKind::Morris => {
            (0..count).flat_map(|trajectory| morris(design, seed, trajectory)).collect()
        }
        DesignKind::Grid | DesignKind::List | DesignKind::OneAtATime => Vec::new(),
    }
}

/// The stream of a key at a point.
fn stream(seed: u64, point: u32, name: &str) -> Stream {
    let hash = blake3::hash(format!("design of a study: {name}").as_bytes());
    let word = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|i| hash.as_bytes()[at + i]));
    Stream::new(seed, point, NO_LATTICE, [word(0), word(4)], rules::STREAM_COHORT)
}

/// A whole number below `n`, from a draw of 52 bits.
fn below(random: &mut impl Rng, n: usize) -> usize {
    ((uniform(random) * n as f64) as usize).min(n - 1)
}

/// 0 to n - 1 in random order (Fisher and Yates).
fn shuffled(random: &mut impl Rng, n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last, below(random, last + 1));
    }
    order
}

/// One point in each of `n` equal strata of every key, strata matched at random (McKay, Beckman,
/// Conover 1979).
fn latin_hypercube(design: &Design, seed: u64) -> Vec<Vec<f64>> {
    let n = design.points as usize;
    let mut points = vec![Vec::with_capacity(design.keys.len()); n];
    for key in &design.keys {
        let mut random = stream(seed, design.points, &key.name);
        let strata = shuffled(&mut random, n);
        for (point, stratum) in points.iter_mut().zip(strata) {
            point.push((stratum as f64 + uniform(&mut random)) / n as f64);
        }
    }
    points
}

/// For each base sample A, then A with one column from B after the other, then B; A and B are the
/// halves of a Sobol' point of 2k dimensions. As many first points are left out as the smallest
/// power of two that is not below `n` (and 16), for at the beginning A and B are alike.
fn saltelli(n: u32, keys: usize) -> Vec<Vec<f64>> {
    let skip = n.max(16).next_power_of_two() as usize;
    let mut points = Vec::with_capacity(n as usize * (keys + 2));
    for both in Sobol::new(2 * keys).skip(skip).take(n as usize) {
        let (a, b) = both.split_at(keys);
        points.push(a.to_vec());
        for column in 0..keys {
            let mut mixed = a.to_vec();
            mixed[column] = b[column];
            points.push(mixed);
        }
        points.push(b.to_vec());
    }
    points
}

/// A walk on the grid of four levels: from a random corner of a cell of width 2/3, each key moved
/// once, in random order.
fn morris(design: &Design, seed: u64, trajectory: u32) -> Vec<Vec<f64>> {
    let keys = design.keys.len();
    let jump = LEVELS / 2;
    let mut levels: Vec<u32> = design
        .keys
        .iter()
        .map(|key| below(&mut stream(seed, trajectory, &key.name), LEVELS as usize) as u32)
        .collect();
    let order = shuffled(&mut stream(seed, trajectory, "order of the keys"), keys);
    let place = |levels: &[u32]| {
        levels.iter().map(|level| f64::from(*level) / f64::from(LEVELS - 1)).collect::<Vec<f64>>()
    };
    let mut points = vec![place(&levels)];
    for key in order {
        // of four levels every one has exactly one other that is two away
        levels[key] = if levels[key] < jump { levels[key] + jump } else { levels[key] - jump };
        points.push(place(&levels));
    }
    points
}
