//! Ranks of values; those of equal values are their mean.
//!
//! In: finite values. Out: ranks from 1, in the order of the values, and the sizes of groups of
//! equal values.

/// Ranks, and how many values each group of equal ones holds.
pub(super) fn ranks(values: &[f64]) -> (Vec<f64>, Vec<u64>) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let (mut ranks, mut groups, mut before) = (vec![0.0; values.len()], Vec::new(), 0);
    // `==`, so that the two zeros are equal
    for equal in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + 0.5 * (equal.len() as f64 + 1.0);
        for &place in equal {
            ranks[place] = rank;
        }
        before += equal.len();
        groups.push(equal.len() as u64);
    }
    (ranks, groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_the_mean_of_their_ranks() {
        assert_eq!(
            ranks(&[3.0, 1.0, 3.0, -0.0, 0.0]),
            (vec![4.5, 3.0, 4.5, 1.5, 1.5], vec![2, 1, 2])
        );
        assert_eq!(ranks(&[]), (vec![], vec![]));
    }
}
