//! Sobol indices: the share of an output's variance that each input explains, alone and with all
//! its interactions.
//!
//! In: outputs at the points of a Saltelli sample without second order, in this order (that of
//! SALib with `calc_second_order=False`): for every base row i of N the k + 2 points `A_i, AB_1_i,
//! .. AB_k_i, B_i`, where `A` and `B` are two independent samples and `AB_j_i` is `A_i` with input
//! j of `B_i`. Out: for each input, with outputs centred and scaled and `V` the variance of all of
//! A and B, the first-order index `mean(B (AB_j - A)) / V` (Saltelli and others, 2010) and the
//! total index `mean((A - AB_j)^2) / (2 V)` (Jansen, 1999), each with a bootstrap interval: z times
//! the standard deviation of the index over resampled base rows (as SALib).

use super::bootstrap::{below, deviation, stream};
use super::distribution::normal_quantile;
use super::{Fault, finite, tail};

/// Indices of one input; intervals are the index plus or minus its half width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SobolIndex {
    /// First-order index.
    pub first: f64,
    /// Half the width of its interval.
    pub first_half_width: f64,
    /// Total index.
    pub total: f64,
    /// Half the width of its interval.
    pub total_half_width: f64,
}

/// Sobol indices of `keys` inputs. The bootstrap draws `resamples` times all base rows anew (row by
/// row, in each row one number a resample).
pub fn sobol(
    outputs: &[f64],
    keys: usize,
    resamples: usize,
    level: f64,
    seed: u64,
) -> Result<Vec<SobolIndex>, Fault> {
    let z = -normal_quantile(tail(level)?);
    let width = keys + 2;
    let rows = outputs.len() / width;
    if keys == 0 || !outputs.len().is_multiple_of(width) {
        return Err(Fault::Length { found: outputs.len(), expected: (rows + 1) * width });
    }
    if rows < 2 || resamples < 2 {
        return Err(Fault::TooFew { found: rows.min(resamples), needed: 2 });
    }
    let count = u32::try_from(rows)
        .map_err(|_| Fault::Length { found: rows, expected: u32::MAX as usize })?;
    let mean = finite(outputs)?.iter().sum::<f64>() / outputs.len() as f64;
    let spread = libm::sqrt(
        outputs.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / outputs.len() as f64,
    );
    // equal but for roundings of the mean
    if spread <= 1e-14 * mean.abs() || spread == 0.0 {
        return Err(Fault::Constant);
    }
    let scaled: Vec<f64> = outputs.iter().map(|y| (y - mean) / spread).collect();
    let mut random = stream(seed);
    let mut drawn = vec![vec![0_u32; rows]; resamples];
    for row in 0..rows {
        for resample in &mut drawn {
            resample[row] = below(&mut random, count);
        }
    }
    let every: Vec<u32> = (0..count).collect();
    let resampled: Vec<Vec<(f64, f64)>> =
        drawn.iter().map(|rows| indices(&scaled, keys, rows)).collect();
    let half = |key: usize, pick: fn(&(f64, f64)) -> f64| {
        z * deviation(&resampled.iter().map(|of| pick(&of[key])).collect::<Vec<_>>())
    };
    let whole = indices(&scaled, keys, &every);
    if whole.iter().all(|index| *index == (0.0, 0.0)) {
        return Err(Fault::Constant);
    }
    Ok((0..keys)
        .map(|key| SobolIndex {
            first: whole[key].0,
            first_half_width: half(key, |index| index.0),
            total: whole[key].1,
            total_half_width: half(key, |index| index.1),
        })
        .collect())
}

/// First and total index of each input from these base rows; zero where A and B do not vary.
fn indices(outputs: &[f64], keys: usize, rows: &[u32]) -> Vec<(f64, f64)> {
    let width = keys + 2;
    let n = rows.len() as f64;
    let at = |row: u32, place: usize| outputs[row as usize * width + place];
    let both = || rows.iter().flat_map(|&row| [at(row, 0), at(row, keys + 1)]);
    let mean = both().sum::<f64>() / (2.0 * n);
    let variance = both().map(|y| (y - mean) * (y - mean)).sum::<f64>() / (2.0 * n);
    if variance <= f64::EPSILON {
        return vec![(0.0, 0.0); keys];
    }
    (1..=keys)
        .map(|key| {
            let first: f64 =
                rows.iter().map(|&row| at(row, keys + 1) * (at(row, key) - at(row, 0))).sum();
            let total: f64 = rows
                .iter()
                .map(|&row| (at(row, 0) - at(row, key)) * (at(row, 0) - at(row, key)))
                .sum();
            (first / n / variance, 0.5 * total / n / variance)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_and_constants_are_refused() {
        assert_eq!(sobol(&[1.0; 7], 2, 100, 0.95, 1), Err(Fault::Length { found: 7, expected: 8 }));
        assert_eq!(sobol(&[1.0; 4], 2, 100, 0.95, 1), Err(Fault::TooFew { found: 1, needed: 2 }));
        assert_eq!(sobol(&[0.1; 12], 2, 100, 0.95, 1), Err(Fault::Constant));
        assert_eq!(sobol(&[], 0, 100, 0.95, 1), Err(Fault::Length { found: 0, expected: 2 }));
        let mut with_nan = [1.0; 12];
        with_nan[3] = f64::NAN;
        assert!(matches!(sobol(&with_nan, 2, 100, 0.95, 1), Err(Fault::Value(_))));
    }
}
