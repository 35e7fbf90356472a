//! Makes the engines.

#[cfg(feature = "native")]
use std::sync::Arc;

#[cfg(feature = "native")]
use crate::world::Shape;
use crate::world::World;

use super::Engine;
use super::cpu::CpuEngine;
#[cfg(feature = "native")]
use super::error::EngineError;
#[cfg(feature = "native")]
use super::gpu::{CheckedEngine, GpuEngine, Kernels};

/// The CPU engine for a world; the number of threads is that of the current rayon pool.
pub fn cpu(world: World) -> Box<dyn Engine> {
    Box::new(CpuEngine::new(world))
}

/// The GPU engine for a world. With `crosscheck`, its first host step is repeated on the CPU, and
/// other bytes there are an [`EngineError::CrossCheck`]: a first host step that succeeds is a check
/// that was passed.
///
/// # Errors
/// A lattice that is too large for the adapter (the message says how large it may be), too little
/// memory, a lost device.
#[cfg(feature = "native")]
pub fn gpu(
    world: World,
    kernels: &Arc<Kernels>,
    crosscheck: bool,
) -> Result<Box<dyn Engine>, EngineError> {
    let reference = crosscheck.then(|| world.clone());
    let engine = GpuEngine::new(world, kernels)?;
    Ok(match reference {
        Some(world) => Box::new(CheckedEngine::new(engine, world)),
        None => Box::new(engine),
    })
}

/// Refuses a shape that the GPU cannot hold, before any tissue is filled.
///
/// # Errors
/// The lattice is too large for the adapter; the message says how large it may be.
#[cfg(feature = "native")]
pub(crate) fn gpu_must_hold(shape: &Shape, kernels: &Kernels) -> Result<(), EngineError> {
    Ok(super::gpu::must_hold(shape, kernels)?)
}
