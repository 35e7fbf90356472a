//! A frame between the time point that it shows and the time point that it is written.
//!
//! In: picture codes of a site, one word a lattice cell, here or on their way back from a GPU. Out:
//! the [`Frame`] with its four layers.

#[cfg(feature = "native")]
use std::sync::Arc;

use crate::census::Frame;
use crate::kinds::Code;

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
    codes: Codes,
}

#[derive(Debug)]
enum Codes {
    Here(Vec<u32>),
    #[cfg(feature = "native")]
    Coming(Arc<Kernels>, Coming),
}

impl Codes {
    fn take(self) -> Result<Vec<u32>, EngineError> {
        match self {
            Codes::Here(codes) => Ok(codes),
            #[cfg(feature = "native")]
            Codes::Coming(kernels, coming) => Ok(kernels.take_frame(coming)?),
        }
    }
}

impl PendingFrame {
    /// Codes that are here already.
    pub(super) fn here(replicate: u32, site: usize, steps: u32, codes: Vec<u32>) -> PendingFrame {
        PendingFrame {
            replicate,
            site: site as u32,
            step: u64::from(steps),
            codes: Codes::Here(codes),
        }
    }

    /// Codes on their way back.
    #[cfg(feature = "native")]
    pub(super) fn coming(
        replicate: u32,
        site: usize,
        steps: u32,
        kernels: &Arc<Kernels>,
        codes: Coming,
    ) -> PendingFrame {
        PendingFrame {
            replicate,
            site: site as u32,
            step: u64::from(steps),
            codes: Codes::Coming(Arc::clone(kernels), codes),
        }
    }

    /// The frame; waits for the device only where its codes are still on their way.
    ///
    /// # Errors
    /// A lost device.
    pub fn take(self) -> Result<Frame, EngineError> {
        let codes = self.codes.take()?;
        let layer = |shift: u32| codes.iter().map(|code| (code >> shift) as u8).collect();
        Ok(Frame {
            replicate: self.replicate,
            site: self.site,
            step: self.step,
            kind: codes.iter().map(|code| Code(*code as u8)).collect(),
            mhc: layer(8),
            il2: layer(16),
            ifng: layer(24),
        })
    }
}
