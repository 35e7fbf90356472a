//! The lymph nodes that drain the regions of an animal: what interleukin-2 does there, and what
//! each holds of every clone.
//!
//! In: mean responses over a step ([`NodeResponse`]). Out: the nodes as the pools keep them
//! ([`LymphNode`]), and means over nodes. Every site has one node, that of its region; cells and
//! antigen go from site to node, and from every node to the one blood.

use serde::{Deserialize, Serialize};

/// Mean responses of one node to interleukin-2 over a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NodeResponse {
    /// H_T of its T cells.
    pub t: f64,
    /// H for the programme of the effectors that leave it.
    pub program: f64,
    /// Growth response of its Treg: H(x; treg) x / (x + treg_growth).
    pub treg: f64,
}

/// One clone in one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Priming {
    /// Antigen under way and at the node, slice cells/h.
    pub antigen: [f64; 2],
    /// Primed T cells.
    pub primed: f64,
}

/// The node that drains one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LymphNode {
    /// Response of its T cells to interleukin-2, 0 to 1.
    pub response: f64,
    /// Treg, 1/mm2.
    pub treg: f64,
    /// Part of its work that is left after lymphadenectomy, 0 to 1.
    pub left: f64,
    /// What it holds of each clone.
    pub clones: Vec<Priming>,
}

/// Mean of values with weights; where all weights are 0, the plain mean. Of one value it is that
/// value, bit for bit.
pub fn weighted(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let (mut all, mut sum, mut number) = (0.0, 0.0, 0.0);
    for (weight, value) in pairs.clone() {
        all += weight;
        sum += value;
        number += 1.0;
    }
    if all > 0.0 {
        pairs.fold(0.0, |mean, (weight, value)| mean + weight / all * value)
    } else {
        sum / number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_of_one_is_that_one_bit_for_bit() {
        for value in [0.1, 1.0 / 3.0, 0.7] {
            for weight in [0.0, 1e-300, 0.3] {
                let pairs = [(weight, value)];
                assert_eq!(weighted(pairs.into_iter()), value);
            }
        }
    }

    #[test]
    fn means_follow_their_weights() {
        assert_eq!(weighted([(1.0, 0.0), (3.0, 1.0)].into_iter()), 0.75);
        assert_eq!(weighted([(0.0, 0.25), (0.0, 0.75)].into_iter()), 0.5);
    }
}
