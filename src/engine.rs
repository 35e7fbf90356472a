//! The engines: what steps an ensemble, written once above both.
//!
//! In: a [`World`](crate::world::World), and for every host step a [`SiteSignal`] a site. Out: a
//! census, digests, frames and the state itself. [`opening`] and [`order`] are the order of work;
//! the CPU engine ([`mod@cpu`]) and the GPU engine walk it, and both run the same rules.

#[cfg(feature = "native")]
pub mod adapter;
pub mod counters;
pub mod cpu;
#[cfg(feature = "native")]
pub mod device;
mod error;
mod frame;
#[cfg(feature = "native")]
pub mod gpu;
mod make;
pub mod probe;
#[cfg(feature = "native")]
pub mod readback;
pub(crate) mod row;
mod stage;

pub use error::EngineError;
pub use frame::PendingFrame;
pub use make::cpu;
#[cfg(feature = "native")]
pub use make::gpu;
#[cfg(feature = "native")]
pub(crate) use make::gpu_must_hold;
pub use row::{SiteCensus, SiteColumn, columns};
pub use stage::{Stage, opening, opens, order};

use crate::exchange::SiteSignal;
use crate::kinds::FIELDS;
use crate::world::Tissue;

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

    /// Begins such a host step; [`Engine::finish_host_step`] ends it. Where it runs elsewhere (a
    /// GPU), nothing is waited for, and until it ends only frames that were asked for before may be
    /// taken.
    ///
    /// # Errors
    /// Those of [`Engine::host_step`].
    fn start_host_step(
        &mut self,
        signals: &[Vec<SiteSignal>],
        active: &[bool],
    ) -> Result<(), EngineError> {
        self.host_step(signals, active)
    }

    /// Waits for the end of a host step that was begun.
    ///
    /// # Errors
    /// Those of [`Engine::host_step`].
    fn finish_host_step(&mut self) -> Result<(), EngineError> {
        Ok(())
    }

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
    for total in counters::to_saved(&state.totals) {
        words.push(total as u32);
        words.push((total >> 32) as u32);
    }
    words
}

/// Words of a saved state of a lattice, at most.
pub fn most_state_words(cells: u64, field_cells: u64) -> u64 {
    3 * cells + FIELDS as u64 * field_cells + 2 * counters::TOTAL as u64
}

/// The inverse of [`state_words`]; `None` when the length is wrong.
pub fn state_from_words(words: &[u32], cells: usize, field_cells: usize) -> Option<Tissue> {
    let (tissue, rest) = words.split_at_checked(cells)?;
    let (effector_x, rest) = rest.split_at_checked(cells)?;
    let (effector_y, rest) = rest.split_at_checked(cells)?;
    let (fields, totals) = rest.split_at_checked(field_cells * FIELDS)?;
    let (totals, odd) = totals.as_chunks::<2>();
    let totals: Vec<u64> =
        totals.iter().map(|[low, high]| u64::from(*low) | u64::from(*high) << 32).collect();
    if !odd.is_empty() {
        return None;
    }
    Some(Tissue {
        tissue: tissue.to_vec(),
        effector_x: effector_x.to_vec(),
        effector_y: effector_y.to_vec(),
        amounts: std::array::from_fn(|field| {
            fields[field * field_cells..(field + 1) * field_cells].to_vec()
        }),
        totals: counters::from_saved(&totals)?,
    })
}

#[cfg(test)]
mod tests;
