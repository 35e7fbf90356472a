//! Partial rank correlation coefficients (PRCC): how strongly an output rises or falls with each input, the others held.
//!
//! In: inputs row by row and one output a row. Out: for each input the correlation of ranks with what the other inputs explain taken away (Marino and others, 2008),
//! from the inverse P of the correlation matrix of all ranks, `-P_jy / sqrt(P_jj P_yy)`; p from Student's t, `t = r sqrt(f / (1 - r^2))` with
//! `f = n - k - 1`; interval by Fisher's z with variance `1 / (n - k - 2)`.

use super::distribution::{normal_quantile, student_two_sided};
use super::linear::inverse;
use super::ranks::ranks;
use super::{Fault, finite, tail};

/// One input's partial rank correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartialRank {
    /// The coefficient, -1 to 1.
    pub value: f64,
    /// Its interval; none with too few rows.
    pub interval: Option<(f64, f64)>,
    /// Two-sided p value.
    pub p: f64,
}

/// PRCC of each input. `inputs` holds the rows one after another, `keys` numbers each.
pub fn partial_rank(inputs: &[f64], keys: usize, outputs: &[f64], level: f64) -> Result<Vec<PartialRank>, Fault> {
    let tail = tail(level)?;
    let n = outputs.len();
    if inputs.len() != n * keys {
        return Err(Fault::Length { found: inputs.len(), expected: n * keys });
    }
    if keys == 0 || n < keys + 2 {
        return Err(Fault::TooFew { found: n, needed: keys + 2 });
    }
    finite(inputs)?;
    let mut columns: Vec<Vec<f64>> = (0..keys).map(|key| inputs.iter().skip(key).step_by(keys).copied().collect()).collect();
    columns.push(finite(outputs)?.to_vec());
    let standard: Vec<Vec<f64>> = columns.iter().map(|column| standardised(column)).collect::<Result<_, _>>()?;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let correlation: Vec<Vec<f64>> = standard.iter().map(|a| standard.iter().map(|b| product(a, b)).collect()).collect();
    let inverted = inverse(&correlation).ok_or(Fault::Dependent)?;
    let degrees = (n - keys - 1) as f64;
    let z = -normal_quantile(tail);
    Ok((0..keys)
        .map(|key| {
            let value = (-inverted[key][keys] / libm::sqrt(inverted[key][key] * inverted[keys][keys])).clamp(-1.0, 1.0);
            let left = 1.0 - value * value;
            let p = if left > 0.0 { student_two_sided(value * libm::sqrt(degrees / left), degrees) } else { 0.0 };
            let interval = (degrees > 1.0 && left > 0.0).then(|| {
                let half = z / libm::sqrt(degrees - 1.0);
                (libm::tanh(libm::atanh(value) - half), libm::tanh(libm::atanh(value) + half))
            });
            PartialRank { value, interval, p }
        })
        .collect())
}

/// Ranks, centred and of length one.
fn standardised(column: &[f64]) -> Result<Vec<f64>, Fault> {
    let (mut ranks, _) = ranks(column);
    let mean = 0.5 * (ranks.len() as f64 + 1.0);
    ranks.iter_mut().for_each(|rank| *rank -= mean);
    let length = libm::sqrt(ranks.iter().map(|rank| rank * rank).sum());
    if length == 0.0 {
        return Err(Fault::Constant);
    }
    ranks.iter_mut().for_each(|rank| *rank /= length);
    Ok(ranks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_and_dependent_columns_are_refused() {
        assert_eq!(partial_rank(&[1.0, 1.0, 1.0, 1.0], 1, &[1.0, 2.0, 3.0, 4.0], 0.95), Err(Fault::Constant));
        let twice = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0, 4.0, 40.0, 5.0, 50.0];
        assert_eq!(partial_rank(&twice, 2, &[2.0, 1.0, 5.0, 3.0, 4.0], 0.95), Err(Fault::Dependent));
        assert!(matches!(partial_rank(&[1.0], 2, &[1.0], 0.95), Err(Fault::Length { .. })));
        assert!(matches!(partial_rank(&[], 0, &[], 0.95), Err(Fault::TooFew { .. })));
    }
}
