//! Nodes in a saved host: the first where the one node of an animal always stood, the others after
//! everything else. So an animal with one region has the bytes that it had before there were
//! several.
//!
//! In: pools and nodes. Out: what serde writes of them, and back.

use serde::{Deserialize, Serialize};

use super::lymphoid::{Clone as Circulating, Pools, Supply};
use super::nodes::{LymphNode, Priming};

/// Pools with the first node alone.
#[derive(Serialize, Deserialize)]
struct FirstNode {
    response: f64,
    treg: f64,
    lak_response: f64,
    nk: [f64; 3],
    lak: f64,
    suppression: f64,
    supply: Supply,
    left: f64,
    clones: Vec<(Priming, Circulating)>,
}

/// A node beyond the first.
#[derive(Serialize, Deserialize)]
pub(super) struct FurtherNode {
    node: LymphNode,
    drained: bool,
}

/// The nodes beyond the first.
pub(super) fn further(pools: &Pools, drained: &[bool]) -> Vec<FurtherNode> {
    let nodes = pools.nodes.iter().zip(drained).skip(1);
    nodes.map(|(node, &drained)| FurtherNode { node: node.clone(), drained }).collect()
}

/// Puts them back.
pub(super) fn add(further: Vec<FurtherNode>, pools: &mut Pools, drained: &mut Vec<bool>) {
    for FurtherNode { node, drained: there } in further {
        pools.nodes.push(node);
        drained.push(there);
    }
}

/// Pools as the state holds them.
pub(super) mod pools {
    use super::{FirstNode, LymphNode, Pools};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::host) fn serialize<S: Serializer>(
        of: &Pools,
        into: S,
    ) -> Result<S::Ok, S::Error> {
        let first = &of.nodes[0];
        let clones = first.clones.iter().copied().zip(of.clones.iter().cloned());
        let first = FirstNode {
            response: first.response,
            treg: first.treg,
            lak_response: of.lak_response,
            nk: of.nk,
            lak: of.lak,
            suppression: of.suppression,
            supply: of.supply,
            left: first.left,
            clones: clones.collect(),
        };
        first.serialize(into)
    }

    pub(in crate::host) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Pools, D::Error> {
        let FirstNode { response, treg, lak_response, nk, lak, suppression, supply, left, clones } =
            FirstNode::deserialize(from)?;
        let (primed, circulating) = clones.into_iter().unzip();
        let nodes = vec![LymphNode { response, treg, left, clones: primed }];
        Ok(Pools { nodes, lak_response, nk, lak, suppression, supply, clones: circulating })
    }
}

/// Of a list with a value a node, the first.
pub(super) mod first {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::host) fn serialize<S: Serializer>(
        of: &[bool],
        into: S,
    ) -> Result<S::Ok, S::Error> {
        of[0].serialize(into)
    }

    pub(in crate::host) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<bool>, D::Error> {
        Ok(vec![bool::deserialize(from)?])
    }
}
