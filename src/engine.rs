//! The engines: what steps an ensemble, written once above both.
//!
//! In: a [`World`], and for every host step a [`SiteSignal`] a site. Out: a census, digests, frames
//! and the state itself. [`order`] is the order of work of one tissue step; the CPU engine
//! ([`mod@cpu`]) and the GPU engine walk it, and both run the same rules.

pub mod adapter;
pub mod counters;
pub mod cpu;
pub mod device;
mod frame;
pub mod gpu;
pub mod probe;
pub mod readback;
mod row;

pub use frame::PendingFrame;
pub use row::{SiteCensus, columns};

use crate::exchange::SiteSignal;
use crate::world::{Tissue, World};
use std::sync::Arc;

/// One stage of a tissue step. A stage has one name everywhere: kernel file, entry point, variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Once a host step: a resection takes the mass and the wound.
    Resect,
    /// Once a host step: cells are put in.
    Inoculate,
    /// Once a host step: the offset to the nearest site of the other class, along one axis.
    Reach(u32),
    /// What cells make and take, summed into field sites.
    Feed,
    /// Uptake fractions of interleukin-2, renewed before this sub-step and every few.
    Renew(u32),
    /// One sub-step of one field.
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

/// Sub-steps of interleukin-2 between renewals of the uptake fractions.
pub const RENEWAL: u32 = 6;

/// The stages of one tissue step, in order. `substeps`: of each field; `hops`: motion sub-steps.
pub fn order(substeps: [u32; 4], hops: u32, first_of_host_step: bool, flat: bool) -> Vec<Stage> {
    let mut stages = Vec::new();
    if first_of_host_step {
        stages.push(Stage::Reach(0));
        stages.push(Stage::Reach(1));
        if !flat {
            stages.push(Stage::Reach(2));
        }
    }
    stages.push(Stage::Feed);
    for (field, count) in substeps.into_iter().enumerate() {
        for substep in 0..count {
            if field == 0 && substep % RENEWAL == 0 {
                stages.push(Stage::Renew(substep));
            }
            stages.push(Stage::Diffuse { field: field as u32, substep });
        }
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

/// Why an engine stopped.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The accounts of a site do not balance: a defect of the program.
    #[error("replicate {replicate}, site {site}: {source}")]
    Account {
        /// Replicate.
        replicate: u32,
        /// Index of the site.
        site: usize,
        /// Which account.
        source: counters::Imbalance,
    },
    /// A field reached its largest amount and lost units.
    #[error(
        "replicate {replicate}, site {site}: {field} rose above 20 uM and {units} units were \
         lost; lower the dose or the secretion, or use a larger field_spacing"
    )]
    Saturated {
        /// Replicate.
        replicate: u32,
        /// Index of the site.
        site: usize,
        /// Which field.
        field: &'static str,
        /// Units lost so far.
        units: u64,
    },
    /// A saved state does not belong to this world.
    #[error("the saved state of replicate {replicate} does not fit its scenario")]
    State {
        /// Replicate.
        replicate: u32,
    },
    /// The device was lost, ran out of memory or refused.
    #[error(transparent)]
    Device(#[from] device::DeviceError),
    /// The first host step on the GPU and on the CPU gave other bytes: the driver miscompiles, or
    /// this program has a defect.
    #[error(
        "{adapter} and the CPU disagree after the first host step ({what} of replicate \
         {replicate}): use --engine cpu, or another driver"
    )]
    CrossCheck {
        /// The adapter and its driver.
        adapter: String,
        /// Replicate.
        replicate: u32,
        /// What differs first.
        what: String,
    },
}

/// What steps an ensemble.
pub trait Engine: Send {
    /// Runs all tissue steps of one host step. `signals[animal][site]`; animals that are not active
    /// stay as they are.
    ///
    /// # Errors
    /// [`EngineError`]: an account that does not balance, a saturated field, a lost device.
    fn host_step(
        &mut self,
        signals: &[Vec<SiteSignal>],
        active: &[bool],
    ) -> Result<(), EngineError>;

    /// The census `[animal][site]` at the end of the last host step.
    ///
    /// # Errors
    /// A lost device.
    fn census(&mut self) -> Result<Vec<Vec<SiteCensus>>, EngineError>;

    /// Per site of one animal: four lane sums of the strong hash over all sites.
    ///
    /// # Errors
    /// A lost device.
    fn digest(&mut self, animal: usize) -> Result<Vec<[u64; 4]>, EngineError>;

    /// Paints one site as it is now. On a GPU nothing is waited for: the codes come back while
    /// later host steps are recorded, and whoever writes the frame takes it then.
    ///
    /// # Errors
    /// A lost device.
    fn frame(&mut self, animal: usize, site: usize) -> Result<PendingFrame, EngineError>;

    /// The state of one animal, one vector of words a site (see [`state_words`]).
    ///
    /// # Errors
    /// A lost device.
    fn save(&mut self, animal: usize) -> Result<Vec<Vec<u32>>, EngineError>;

    /// Restores what [`Engine::save`] gave; `steps` tissue steps had been done.
    ///
    /// # Errors
    /// [`EngineError::State`] when it does not fit.
    fn load(&mut self, animal: usize, steps: u32, state: &[Vec<u32>]) -> Result<(), EngineError>;
}

/// A site's state as words: tissue, effectors, fields, totals (low word first).
pub fn state_words(state: &Tissue) -> Vec<u32> {
    let mut words = Vec::with_capacity(
        state.tissue.len() * 3 + state.amounts[0].len() * 4 + state.totals.len() * 2,
    );
    words.extend_from_slice(&state.tissue);
    words.extend_from_slice(&state.effector_x);
    words.extend_from_slice(&state.effector_y);
    for amounts in &state.amounts {
        words.extend_from_slice(amounts);
    }
    for total in &state.totals {
        words.push(*total as u32);
        words.push((*total >> 32) as u32);
    }
    words
}

/// The inverse of [`state_words`]; `None` when the length is wrong.
pub fn state_from_words(words: &[u32], cells: usize, field_cells: usize) -> Option<Tissue> {
    if words.len() != cells * 3 + field_cells * 4 + counters::TOTAL * 2 {
        return None;
    }
    let (tissue, rest) = words.split_at(cells);
    let (effector_x, rest) = rest.split_at(cells);
    let (effector_y, rest) = rest.split_at(cells);
    let (fields, totals) = rest.split_at(field_cells * 4);
    Some(Tissue {
        tissue: tissue.to_vec(),
        effector_x: effector_x.to_vec(),
        effector_y: effector_y.to_vec(),
        amounts: std::array::from_fn(|field| {
            fields[field * field_cells..(field + 1) * field_cells].to_vec()
        }),
        totals: totals
            .chunks_exact(2)
            .map(|pair| u64::from(pair[0]) | u64::from(pair[1]) << 32)
            .collect(),
    })
}

/// The CPU engine for a world; the number of threads is that of the current rayon pool.
pub fn cpu(world: World) -> Box<dyn Engine> {
    Box::new(cpu::CpuEngine::new(world))
}

/// The GPU engine for a world. With `crosscheck`, its first host step is repeated on the CPU, and
/// other bytes there are an [`EngineError::CrossCheck`]: a first host step that succeeds is a check
/// that was passed.
///
/// # Errors
/// A lattice that is too large for the adapter (the message says how large it may be), too little
/// memory, a lost device.
pub fn gpu(
    world: World,
    kernels: &Arc<gpu::Kernels>,
    crosscheck: bool,
) -> Result<Box<dyn Engine>, EngineError> {
    let reference = crosscheck.then(|| world.clone());
    let engine = gpu::GpuEngine::new(world, kernels)?;
    Ok(match reference {
        Some(world) => Box::new(gpu::Checked::new(engine, world)),
        None => Box::new(engine),
    })
}

#[cfg(test)]
mod tests;
