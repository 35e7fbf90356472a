//! Which engine computes a run.
//!
//! In: what the user asked for and what the machine has. Out: a [`Maker`] of engines. `auto` takes
//! a hardware GPU, else the CPU; a software driver is used only when it is asked for (`gpu`, or an
//! adapter by name).

use std::sync::Arc;

use crate::engine::adapter;
use crate::engine::device::{Gpu, Loops};
use crate::engine::gpu::Kernels;
use crate::engine::{self, EngineError};

use super::error::SimulationError;
use super::maker::Maker;

/// The engine asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// A hardware GPU where there is one, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// A GPU, a software driver included.
    Gpu,
}

/// What the user asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineRequest {
    /// Engine.
    pub choice: EngineChoice,
    /// Adapter of the GPU engine.
    pub gpu: adapter::AdapterChoice,
    /// Whether the first host step on a GPU is left unchecked.
    pub no_crosscheck: bool,
}

impl EngineRequest {
    /// Whether nothing but a GPU will do.
    fn needs_gpu(&self) -> bool {
        self.choice == EngineChoice::Gpu
            || (self.choice == EngineChoice::Auto && self.gpu != adapter::AdapterChoice::Auto)
    }

    /// Refuses an adapter that is not there, before anything is written.
    ///
    /// # Errors
    /// [`SimulationError::Engine`] that lists what there is.
    pub fn check(&self) -> Result<(), SimulationError> {
        if self.needs_gpu() {
            adapter::choose(&adapter::list(), &self.gpu, true).map_err(EngineError::from)?;
        }
        Ok(())
    }

    /// Decides, and opens the device if it is a GPU.
    ///
    /// # Errors
    /// [`SimulationError::Engine`] when the GPU that was asked for is not there or cannot be
    /// opened.
    pub fn maker(&self) -> Result<Maker, SimulationError> {
        if self.choice == EngineChoice::Cpu {
            return Ok(Maker::cpu());
        }
        match self.open() {
            Ok(kernels) => {
                let reason = if self.needs_gpu() { "asked for" } else { "the first hardware GPU" };
                Ok(Maker::on(Arc::new(kernels), !self.no_crosscheck, reason))
            }
            Err(error) if self.needs_gpu() => Err(error.into()),
            Err(EngineError::Device(engine::device::DeviceError::NoAdapter { .. })) => {
                Ok(Maker::fallen_back("no hardware GPU was found".to_string()))
            }
            Err(error) => Ok(Maker::fallen_back(error.to_string())),
        }
    }

    fn open(&self) -> Result<Kernels, EngineError> {
        Ok(Kernels::new(Gpu::open(&self.gpu, self.needs_gpu())?, Loops::AsWritten)?)
    }
}
