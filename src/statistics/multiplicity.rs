//! Several tests at once: p values adjusted so that the level stands for all of them.
//!
//! In: p values. Out: adjusted p values in the same order. Holm (1979) holds the chance of any
//! false finding: the k-th smallest of m becomes `max over j <= k of (m - j + 1) p_j`. Benjamini
//! and Hochberg (1995) hold the share of false findings: `min over j >= k of m p_j / j`.

use super::Fault;

/// Holm's adjusted p values.
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Fault> {
    let order = ascending(p)?;
    let (mut adjusted, mut worst) = (vec![0.0; p.len()], 0.0_f64);
    for (before, &place) in order.iter().enumerate() {
        worst = worst.max((p.len() - before) as f64 * p[place]);
        adjusted[place] = worst.min(1.0);
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's adjusted p values.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Fault> {
    let order = ascending(p)?;
    let (mut adjusted, mut best) = (vec![0.0; p.len()], 1.0_f64);
    for (before, &place) in order.iter().enumerate().rev() {
        best = best.min(p.len() as f64 * p[place] / (before as f64 + 1.0));
        adjusted[place] = best;
    }
    Ok(adjusted)
}

fn ascending(p: &[f64]) -> Result<Vec<usize>, Fault> {
    if let Some(wrong) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Fault::Value(*wrong));
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_test_needs_no_correction_and_no_test_has_none() {
        assert_eq!(holm(&[0.03]).unwrap(), [0.03]);
        assert_eq!(benjamini_hochberg(&[]).unwrap(), [] as [f64; 0]);
        assert_eq!(holm(&[0.01, 1.5]), Err(Fault::Value(1.5)));
        assert!(benjamini_hochberg(&[f64::NAN]).is_err());
    }
}
