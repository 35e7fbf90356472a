//! Points of a study at which a tumour leaves its site, said when it is planned.
//!
//! In: a plan and its points. Out: a sentence that counts those of which
//! [`EdgeReached`] says so. Of a large study some points are looked
//! at, spread evenly.

use rayon::prelude::*;

use crate::outcome::EdgeReached;

use super::plan::StudyPlan;
use super::points::Points;

/// Points that are looked at.
const LOOKED_AT: usize = 1_000;

/// The warning, where there is anything to warn of.
pub fn warning(plan: &StudyPlan, points: &Points) -> Option<String> {
    let all = plan.distinct();
    let some = all.len().min(LOOKED_AT);
    let looked_at: Vec<usize> = (0..some).map(|n| all[n * all.len() / some]).collect();
    let reached: Vec<(usize, String, f64)> = looked_at
        .par_iter()
        .filter_map(|&entry| {
            let point = &plan.points[entry];
            let (scenario, _) = points.resolve(point.arm, point.point).ok()?;
            let reached = EdgeReached::of(&scenario)?;
            Some((entry, reached.warning(&scenario), reached.at_h))
        })
        .collect();
    let (entry, first, _) = reached.iter().min_by(|a, b| a.2.total_cmp(&b.2))?;
    let point = &plan.points[*entry];
    let of = if some < all.len() { format!("{some} points looked at") } else { some.to_string() };
    let arm = &plan.arms[point.arm];
    Some(format!("at {} of {of}, arm `{arm}`, point {}: {first}", reached.len(), point.point))
}
