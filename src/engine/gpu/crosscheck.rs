//! The cross-check: the first host step is done on the CPU too, and every digest and count must be
//! the same.
//!
//! A driver that miscompiles is caught before it can mislead. After a resume the first host step is
//! checked again.

use super::GpuEngine;
use crate::engine::cpu::CpuEngine;
use crate::engine::{Engine, EngineError, PendingFrame, SiteCensus};
use crate::exchange::SiteSignal;
use crate::world::World;

/// A GPU engine whose first host step is repeated on the CPU.
pub struct CheckedEngine {
    gpu: GpuEngine,
    /// Until the check is done.
    cpu: Option<CpuEngine>,
    /// Which animals are active in the host step that is checked.
    active: Vec<bool>,
}

impl CheckedEngine {
    /// `world` is the one that the GPU engine was made of.
    pub fn new(gpu: GpuEngine, world: World) -> CheckedEngine {
        CheckedEngine { gpu, cpu: Some(CpuEngine::new(world)), active: Vec::new() }
    }

    fn compare(&mut self, cpu: &mut CpuEngine, active: &[bool]) -> Result<(), EngineError> {
        let census = [self.gpu.census()?, cpu.census()?];
        for animal in (0..active.len()).filter(|animal| active[*animal]) {
            let digests = [self.gpu.digest(animal)?, cpu.digest(animal)?];
            let what = match (census[0][animal] == census[1][animal], digests[0] == digests[1]) {
                (true, true) => continue,
                (false, _) => "counts",
                (true, false) => "digest",
            };
            let facts = &self.gpu.kernels.gpu.facts;
            let adapter = format!("{facts}, driver {}", facts.driver);
            return Err(EngineError::CrossCheck {
                adapter,
                replicate: self.gpu.replicates[animal],
                what: what.to_string(),
            });
        }
        Ok(())
    }
}

impl Engine for CheckedEngine {
    fn host_step(
        &mut self,
        signals: &[Vec<SiteSignal>],
        active: &[bool],
    ) -> Result<(), EngineError> {
        self.start_host_step(signals, active)?;
        self.finish_host_step()
    }

    fn start_host_step(
        &mut self,
        signals: &[Vec<SiteSignal>],
        active: &[bool],
    ) -> Result<(), EngineError> {
        self.gpu.start_host_step(signals, active)?;
        if let Some(cpu) = &mut self.cpu {
            cpu.host_step(signals, active)?;
            self.active = active.to_vec();
        }
        Ok(())
    }

    fn finish_host_step(&mut self) -> Result<(), EngineError> {
        self.gpu.finish_host_step()?;
        // A host step that was not begun proves nothing.
        if !self.active.is_empty()
            && let Some(mut cpu) = self.cpu.take()
        {
            let active = std::mem::take(&mut self.active);
            self.compare(&mut cpu, &active)?;
        }
        Ok(())
    }

    fn census(&mut self) -> Result<Vec<Vec<SiteCensus>>, EngineError> {
        self.gpu.census()
    }

    fn digest(&mut self, animal: usize) -> Result<Vec<[u64; 4]>, EngineError> {
        self.gpu.digest(animal)
    }

    fn frame(&mut self, animal: usize, site: usize) -> Result<PendingFrame, EngineError> {
        self.gpu.frame(animal, site)
    }

    fn save(&mut self, animal: usize) -> Result<Vec<Vec<u32>>, EngineError> {
        self.gpu.save(animal)
    }

    fn load(&mut self, animal: usize, steps: u32, state: &[Vec<u32>]) -> Result<(), EngineError> {
        if let Some(cpu) = &mut self.cpu {
            cpu.load(animal, steps, state)?;
        }
        self.gpu.load(animal, steps, state)
    }
}
