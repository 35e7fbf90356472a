//! Parts of a stage on several threads.

use rayon::prelude::*;

/// Runs the parts of a stage, at once where there are several; what they leave, in their order.
pub(super) fn in_parts<P: Send, T: Send>(
    parts: impl Iterator<Item = P>,
    run: impl Fn(P) -> T + Sync + Send,
) -> Vec<T> {
    let mut parts: Vec<P> = parts.collect();
    if parts.len() == 1 {
        return parts.pop().map(run).into_iter().collect();
    }
    parts.into_par_iter().with_max_len(1).map(run).collect()
}
