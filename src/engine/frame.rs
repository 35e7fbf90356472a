//! A frame between the time point that it shows and the time point that it is written.
//!
//! In: the words of a site (of the cells of every lattice cell, then of its fields), here or on
//! their way back from a GPU. Out: the [`Snapshot`].

#[cfg(feature = "native")]
use std::sync::Arc;

use crate::census::Snapshot;

use super::error::EngineError;
#[cfg(feature = "native")]
use super::gpu::Kernels;
#[cfg(feature = "native")]
use super::readback::Coming;

/// A frame that was asked for. It shows the time point of the asking, however late it is taken.
#[derive(Debug)]
pub struct PendingFrame {
    replicate: u32,
    site: u32,
    step: u64,
    words: Words,
}

#[derive(Debug)]
enum Words {
    Here(Vec<u32>),
    #[cfg(feature = "native")]
    Coming(Arc<Kernels>, Coming),
}

impl Words {
    fn take(self) -> Result<Vec<u32>, EngineError> {
        match self {
            Words::Here(words) => Ok(words),
            #[cfg(feature = "native")]
            Words::Coming(kernels, coming) => Ok(kernels.take_frame(coming)?),
        }
    }
}

impl PendingFrame {
    /// Words that are here already.
    pub(super) fn here(replicate: u32, site: usize, steps: u32, words: Vec<u32>) -> PendingFrame {
        PendingFrame {
            replicate,
            site: site as u32,
            step: u64::from(steps),
            words: Words::Here(words),
        }
    }

    /// Words on their way back.
    #[cfg(feature = "native")]
    pub(super) fn coming(
        replicate: u32,
        site: usize,
        steps: u32,
        kernels: &Arc<Kernels>,
        words: Coming,
    ) -> PendingFrame {
        PendingFrame {
            replicate,
            site: site as u32,
            step: u64::from(steps),
            words: Words::Coming(Arc::clone(kernels), words),
        }
    }

    /// The time point; waits for the device only where its words are still on their way.
    ///
    /// # Errors
    /// A lost device.
    pub fn take(self) -> Result<Snapshot, EngineError> {
        let words = self.words.take()?;
        Ok(Snapshot::of_words(self.replicate, self.site, self.step, &words))
    }
}
