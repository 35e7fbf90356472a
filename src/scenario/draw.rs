//! Draws one virtual animal: a value for every key of the scenario.
//!
//! In: the scenario's parameters, its seed and the replicate's number. Out: an [`Animal`]. Each key
//! has its own Threefry stream, whose counter begins with a hash of the key's path: adding, fixing
//! or changing one key never moves another, and replicate 17 alone is replicate 17 of 200.
//! What one uniform number makes of a distribution: `input::distribution`.

use crate::rules;
use crate::stream::{NO_LATTICE, Stream, uniform};

use super::Scenario;
use super::types::{Animal, CohortLaw, Param};
use crate::statistics::quantile::{normal_below, normal_quantile};

impl Scenario {
    /// Draws the animal of a replicate.
    pub fn draw(&self, replicate: u32) -> Animal {
        let own = |path: &str| {
            uniform(&mut Stream::new(
                self.run.seed,
                replicate,
                NO_LATTICE,
                path_hash(path),
                rules::STREAM_COHORT,
            ))
        };
        let draw_one = |(path, param): (&String, &Param)| {
            (
                path.clone(),
                if let Param::Fixed(value) = param { *value } else { param.at(own(path)) },
            )
        };
        let mut values: std::collections::BTreeMap<String, f64> =
            self.params.iter().map(draw_one).collect();
        for entry in &self.cohort {
            let uniforms: Vec<f64> = entry.keys.iter().map(|path| own(path)).collect();
            for (path, uniform) in entry.keys.iter().zip(entry.together(&uniforms)).skip(1) {
                values.insert(path.clone(), self.param(path).at(uniform));
            }
        }
        Animal { replicate, values }
    }
}

impl CohortLaw {
    /// Independent uniform numbers made correlated. At 1 all are the first, and at -1 the second
    /// is what the first lacks of one, to the bit: no rounding of scores comes between them.
    fn together(&self, uniforms: &[f64]) -> Vec<f64> {
        match uniforms {
            [first, ..] if self.correlation == 1.0 => vec![*first; uniforms.len()],
            [first, _] if self.correlation == -1.0 => vec![*first, 1.0 - first],
            _ => {
                let scores: Vec<f64> = uniforms.iter().map(|u| normal_quantile(*u)).collect();
                self.correlate(&scores).into_iter().map(normal_below).collect()
            }
        }
    }

    /// Independent normal scores made correlated: row by row of the Cholesky factor, whose entries
    /// below the diagonal are the same down a column.
    fn correlate(&self, scores: &[f64]) -> Vec<f64> {
        let mut correlated = Vec::with_capacity(scores.len());
        // What all later rows share: the sum of their common entries times the scores before, and
        // of those entries' squares.
        let (mut shared, mut squares) = (0.0f64, 0.0f64);
        for score in scores {
            let diagonal = libm::sqrt((1.0 - squares).max(0.0));
            correlated.push(shared + diagonal * score);
            let common = (self.correlation - squares) / diagonal;
            shared += common * score;
            squares += common * common;
        }
        correlated
    }
}

/// The first 64 bits of the path's BLAKE3.
fn path_hash(path: &str) -> [u32; 2] {
    let hash = blake3::hash(path.as_bytes());
    let word = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|i| hash.as_bytes()[at + i]));
    [word(0), word(4)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlated_scores_have_the_correlation_that_was_asked_for() {
        let n = 20_000u32;
        for (keys, correlation) in [(2, 0.5), (2, -0.9), (4, 0.7), (4, -0.3), (5, 0.0)] {
            let entry = CohortLaw { keys: vec![String::new(); keys], correlation };
            let own = |animal: u32, key: u32| {
                normal_quantile(uniform(&mut Stream::new(
                    7,
                    animal,
                    NO_LATTICE,
                    [key, 2],
                    rules::STREAM_COHORT,
                )))
            };
            let animals: Vec<Vec<f64>> = (0..n)
                .map(|animal| {
                    entry.correlate(
                        &(0..keys as u32).map(|key| own(animal, key)).collect::<Vec<_>>(),
                    )
                })
                .collect();
            for i in 0..keys {
                for j in 0..=i {
                    let mean = animals.iter().map(|scores| scores[i] * scores[j]).sum::<f64>()
                        / f64::from(n);
                    let expected = if i == j { 1.0 } else { correlation };
                    // Five standard errors: a product of two scores has a variance of 1 + the
                    // square of their covariance.
                    assert!(
                        (mean - expected).abs()
                            < 5.0 * ((1.0 + expected * expected) / f64::from(n)).sqrt(),
                        "{keys} {correlation} {i} {j}: {mean}"
                    );
                }
            }
        }
    }
}
