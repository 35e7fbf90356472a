//! The order of work of one tissue step, which both engines walk.

use crate::rules::{self, Signal};

/// One stage of a tissue step. A stage has one name everywhere: kernel file, entry point, variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Once a host step: the cells of a stirred site go to other places.
    StirCells,
    /// They stand there.
    StirCommit,
    /// The units of its fields are dealt out evenly.
    StirFields,
    /// Once a host step: a resection takes the mass and the wound.
    Resect,
    /// Once a host step: cells are put in.
    Inoculate,
    /// Once a host step: the offset to the nearest site of the other class, along one axis.
    DistanceTransform(u32),
    /// What cells make and take, summed into field sites.
    Feed,
    /// The reaction of one field before its first sub-step.
    React(u32),
    /// One sub-step of one field: its passes along every axis, then its reaction.
    Diffuse {
        /// Which field.
        field: u32,
        /// Which sub-step.
        substep: u32,
    },
    /// Tissue cells: clocks, natural death, MHC class I.
    Tissue,
    /// Effectors: clocks, death, contact, hits, conversion, wish to divide.
    Effector,
    /// Effectors that wish to divide claim a free neighbour of their layer.
    Divide,
    /// Hits and deaths take effect; divisions of effectors are settled.
    Commit,
    /// Ready tumour cells claim the chain that they would push.
    PushClaim,
    /// Chains that hold all their sites move.
    PushCommit,
    /// Effectors claim the site of their hop.
    HopClaim(u32),
    /// Winners hop.
    HopCommit(u32),
    /// Effectors enter through vessels.
    Arrive,
}

impl Stage {
    /// Whether a lattice has this stage in a host step: stirring, resections and inocula are not
    /// in all.
    pub fn due(self, signal: Signal) -> bool {
        match self {
            Stage::StirCells | Stage::StirCommit | Stage::StirFields => rules::stirring_due(signal),
            Stage::Resect => rules::resection_due(signal),
            Stage::Inoculate => rules::inoculation_due(signal),
            _ => true,
        }
    }
}

/// Whether a host step opens with the stages of [`opening`].
pub fn opens(signal: Signal) -> bool {
    [Stage::StirCells, Stage::Resect, Stage::Inoculate].into_iter().any(|stage| stage.due(signal))
}

/// The stages with which a host step opens that is stirred or has a resection or an inoculum: cells
/// and fields are mixed, the mass is measured, then taken, then cells are put in where there is
/// room.
pub fn opening(flat: bool) -> Vec<Stage> {
    let mut stages = vec![Stage::StirCells, Stage::StirCommit, Stage::StirFields];
    stages.extend(distance_transform(flat));
    stages.extend([Stage::Resect, Stage::Inoculate]);
    stages
}

/// One pass of the distance transform along each axis.
fn distance_transform(flat: bool) -> Vec<Stage> {
    (0..if flat { 2 } else { 3 }).map(Stage::DistanceTransform).collect()
}

/// The stages of one tissue step, in order. `substeps`: of each field; `hops`: motion sub-steps.
pub fn order(substeps: [u32; 4], hops: u32, first_of_host_step: bool, flat: bool) -> Vec<Stage> {
    let mut stages = if first_of_host_step { distance_transform(flat) } else { Vec::new() };
    stages.push(Stage::Feed);
    for (field, count) in substeps.into_iter().enumerate() {
        let field = field as u32;
        if count > 0 {
            stages.push(Stage::React(field));
        }
        stages.extend((0..count).map(|substep| Stage::Diffuse { field, substep }));
    }
    stages.extend([
        Stage::Tissue,
        Stage::Effector,
        Stage::Divide,
        Stage::Commit,
        Stage::PushClaim,
        Stage::PushCommit,
    ]);
    for hop in 0..hops {
        stages.extend([Stage::HopClaim(hop), Stage::HopCommit(hop)]);
    }
    stages.push(Stage::Arrive);
    stages
}
