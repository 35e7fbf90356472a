//! Partial rank correlation coefficients (PRCC): how strongly an output rises or falls with each
//! input, the others held.
//!
//! In: inputs row by row and one output a row. Out: for each input the correlation of ranks with
//! what the other inputs explain taken away (Marino and others, 2008): with correlations r of ranks
//! and the other inputs o, `(r_jy - r_jo R_oo^-1 r_oy) / sqrt((1 - r_jo R_oo^-1 r_oj)(1 - r_yo
//! R_oo^-1 r_oy))`; p from Student's t, `t = r sqrt(f / (1 - r^2))` with `f = n - k - 1`; interval
//! by Fisher's z with variance `1 / (n - k - 2)`.

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

/// What is left of a variance of 1 counts as nothing below this.
const NOTHING: f64 = 1e-12;

/// PRCC of each input; none for an input where the others explain the output wholly. `inputs` holds
/// the rows one after another, `keys` numbers each.
pub fn partial_rank(
    inputs: &[f64],
    keys: usize,
    outputs: &[f64],
    level: f64,
) -> Result<Vec<Option<PartialRank>>, Fault> {
    let z = -normal_quantile(tail(level)?);
    let n = outputs.len();
    if inputs.len() != n * keys {
        return Err(Fault::Length { found: inputs.len(), expected: n * keys });
    }
    if keys == 0 || n < keys + 2 {
        return Err(Fault::TooFew { found: n, needed: keys + 2 });
    }
    finite(inputs)?;
    let columns = (0..keys).map(|key| {
        standardised(&inputs.iter().skip(key).step_by(keys).copied().collect::<Vec<_>>())
    });
    let standard = columns.collect::<Result<Vec<_>, _>>()?;
    let output = standardised(finite(outputs)?)?;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let correlation: Vec<Vec<f64>> =
        standard.iter().map(|a| standard.iter().map(|b| product(a, b)).collect()).collect();
    let with_output: Vec<f64> = standard.iter().map(|a| product(a, &output)).collect();
    let degrees = (n - keys - 1) as f64;
    let mut found = Vec::new();
    for key in 0..keys {
        let others: Vec<usize> = (0..keys).filter(|other| *other != key).collect();
        let among: Vec<Vec<f64>> =
            others.iter().map(|&a| others.iter().map(|&b| correlation[a][b]).collect()).collect();
        let inverted = inverse(&among).ok_or(Fault::Dependent)?;
        let (own, theirs): (Vec<f64>, Vec<f64>) =
            others.iter().map(|&other| (correlation[key][other], with_output[other])).unzip();
        let explained = |a: &[f64], b: &[f64]| {
            inverted.iter().zip(a).map(|(row, x)| x * product(row, b)).sum::<f64>()
        };
        let (left, output_left) = (1.0 - explained(&own, &own), 1.0 - explained(&theirs, &theirs));
        if left <= NOTHING {
            return Err(Fault::Dependent);
        }
        found.push((output_left > NOTHING).then(|| {
            let value = ((with_output[key] - explained(&own, &theirs))
                / libm::sqrt(left * output_left))
            .clamp(-1.0, 1.0);
            of(if 1.0 - value.abs() <= NOTHING { value.signum() } else { value }, degrees, z)
        }));
    }
    Ok(found)
}

/// A coefficient with p and interval.
fn of(value: f64, degrees: f64, z: f64) -> PartialRank {
    let left = 1.0 - value * value;
    let p = if left > 0.0 {
        student_two_sided(value * libm::sqrt(degrees / left), degrees)
    } else {
        0.0
    };
    let interval = (degrees > 1.0 && left > 0.0).then(|| {
        let half = z / libm::sqrt(degrees - 1.0);
        (libm::tanh(libm::atanh(value) - half), libm::tanh(libm::atanh(value) + half))
    });
    PartialRank { value, interval, p }
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
    fn an_output_that_one_input_orders_wholly_leaves_nothing_to_the_others() {
        let inputs = [1.0, 2.0, 2.0, 5.0, 3.0, 1.0, 4.0, 4.0, 5.0, 3.0];
        let found = partial_rank(&inputs, 2, &[10.0, 20.0, 30.0, 40.0, 50.0], 0.95).unwrap();
        assert_eq!(found[0], Some(PartialRank { value: 1.0, interval: None, p: 0.0 }));
        assert_eq!(found[1], None);
    }

    #[test]
    fn constant_and_dependent_columns_are_refused() {
        assert_eq!(
            partial_rank(&[1.0, 1.0, 1.0, 1.0], 1, &[1.0, 2.0, 3.0, 4.0], 0.95),
            Err(Fault::Constant)
        );
        let twice = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0, 4.0, 40.0, 5.0, 50.0];
        assert_eq!(
            partial_rank(&twice, 2, &[2.0, 1.0, 5.0, 3.0, 4.0], 0.95),
            Err(Fault::Dependent)
        );
        assert!(matches!(partial_rank(&[1.0], 2, &[1.0], 0.95), Err(Fault::Length { .. })));
        assert!(matches!(partial_rank(&[], 0, &[], 0.95), Err(Fault::TooFew { .. })));
    }
}
