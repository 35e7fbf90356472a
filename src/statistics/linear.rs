//! Small symmetric matrices.
//!
//! In: a symmetric matrix, row by row. Out: its inverse, or a quadratic form of its generalised
//! inverse. Elimination takes the largest pivot of the diagonal first; one below 1e-12 of the
//! matrix's own largest counts as zero.

/// A pivot so much smaller than the largest diagonal element is zero.
const SINGULAR: f64 = 1e-12;

/// The inverse of a symmetric positive definite matrix; none if it is singular.
pub(super) fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let mut work: Vec<Vec<f64>> = matrix
        .iter()
        .enumerate()
        .map(|(i, row)| {
            row.iter().copied().chain((0..size).map(|j| if i == j { 1.0 } else { 0.0 })).collect()
        })
        .collect();
    (eliminate(&mut work, size) == size)
        .then(|| work.into_iter().map(|row| row[size..].to_vec()).collect())
}

/// `v' M^- v` and the rank of a symmetric positive semi-definite M whose space holds v.
pub(super) fn quadratic_form(matrix: &[Vec<f64>], v: &[f64]) -> (f64, usize) {
    let size = matrix.len();
    let mut work: Vec<Vec<f64>> = matrix
        .iter()
        .zip(v)
        .map(|(row, &right)| row.iter().copied().chain([right]).collect())
        .collect();
    let mut solved = vec![false; size];
    let rank = eliminate_marking(&mut work, size, &mut solved);
    // rows that were not solved depend on the others: their unknown is set to zero
    let form = (0..size).filter(|&i| solved[i]).map(|i| work[i][size] * v[i]).sum();
    (form, rank)
}

fn eliminate(work: &mut [Vec<f64>], size: usize) -> usize {
    eliminate_marking(work, size, &mut vec![false; size])
}

/// Gauss-Jordan with pivots of the diagonal, the largest first; the rank.
fn eliminate_marking(work: &mut [Vec<f64>], size: usize, solved: &mut [bool]) -> usize {
    let largest = (0..size).map(|i| work[i][i].abs()).fold(0.0, f64::max);
    for rank in 0..size {
        let open = (0..size).filter(|&i| !solved[i]);
        let pivot = open
            .max_by(|&a, &b| work[a][a].abs().total_cmp(&work[b][b].abs()))
            .expect("fewer are solved than there are");
        let value = work[pivot][pivot];
        if value.is_nan() || value.abs() <= SINGULAR * largest {
            return rank;
        }
        solved[pivot] = true;
        work[pivot].iter_mut().for_each(|x| *x /= value);
        let row = work[pivot].clone();
        for (i, other) in work.iter_mut().enumerate() {
            let factor = other[pivot];
            if i != pivot && factor != 0.0 {
                other.iter_mut().zip(&row).for_each(|(x, y)| *x -= factor * y);
            }
        }
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_undoes_its_matrix() {
        let inverse = inverse(&[vec![4.0, 2.0], vec![2.0, 3.0]]).unwrap();
        // by hand: 1/8 of [[3, -2], [-2, 4]]; a few roundings
        for (found, expected) in inverse.concat().iter().zip([0.375, -0.25, -0.25, 0.5]) {
            assert!((found - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn a_singular_matrix_has_no_inverse_but_a_form() {
        let matrix = [vec![1.0, -1.0], vec![-1.0, 1.0]];
        assert_eq!(inverse(&matrix), None);
        assert_eq!(quadratic_form(&matrix, &[3.0, -3.0]), (9.0, 1));
        assert_eq!(quadratic_form(&[vec![0.0]], &[0.0]), (0.0, 0));
        assert_eq!(inverse(&[vec![f64::NAN]]), None);
    }
}
