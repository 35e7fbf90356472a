//! A look into the GPU engine between two stages, and what tests do to it.

use super::GpuEngine;
use super::plan::intents_and_claims;
use crate::engine::probe::{Probe, Words};
use crate::engine::{EngineError, Stage};
use crate::exchange::SiteSignal;
use crate::rules;

impl GpuEngine {
    /// Fills everything but the state with rubbish: no byte may depend on it.
    pub fn spoil(&self) {
        for pack in &self.packs {
            pack.spoil(&self.kernels);
        }
    }

    /// Flips a bit of an effector's first word: for the control that must fail.
    ///
    /// # Errors
    /// A lost device.
    pub fn flip(
        &mut self,
        animal: usize,
        site: usize,
        index: usize,
        bit: u32,
    ) -> Result<(), EngineError> {
        let site_state = &self.sites[animal][site];
        self.digests[site_state.pack] = None;
        Ok(self.packs[site_state.pack].flip(&self.kernels, site_state.slot, index, bit)?)
    }

    /// Bytes of all buffers of cells and field sites.
    pub fn bytes(&self) -> u64 {
        self.packs.iter().map(super::pack::Pack::bytes).sum()
    }

    /// Number of packs: more than one a site where a buffer could not hold all animals.
    pub fn packs(&self) -> usize {
        self.packs.len()
    }
}

impl Probe for GpuEngine {
    fn begin(&mut self, signals: &[Vec<SiteSignal>]) -> Result<(), EngineError> {
        let active = vec![true; self.sites.len()];
        GpuEngine::begin(self, signals, &active);
        Ok(())
    }

    fn run(&mut self, site: usize, step: u32, stage: Stage) -> Result<(), EngineError> {
        for pack in self.packs.iter().filter(|pack| pack.site == site) {
            for job in pack.plan.jobs(stage, step) {
                pack.run(&self.kernels, &job)?;
            }
        }
        Ok(())
    }

    fn words(
        &mut self,
        animal: usize,
        site: usize,
        step: u32,
        stage: Stage,
        what: Words,
    ) -> Result<Vec<u32>, EngineError> {
        let site_state = &self.sites[animal][site];
        let (pack, slot, kernels) = (&self.packs[site_state.pack], site_state.slot, &*self.kernels);
        Ok(match what {
            Words::Tissue => pack.tissue(kernels, slot)?,
            Words::Effectors => pack.effectors(kernels, slot)?,
            Words::Amounts(field) => {
                let half = pack.plan.amounts_half(stage, field);
                pack.amounts(kernels, slot, field as usize, half)?
            }
            Words::Sources(field) => pack.work(kernels, slot, field)?,
            Words::Receptors => pack.work(kernels, slot, rules::WORK_RECEPTORS)?,
            Words::Hazard => pack.work(kernels, slot, rules::WORK_HAZARD)?,
            Words::Level => pack.work(kernels, slot, rules::WORK_LEVEL)?,
            Words::Distance => pack.distances(kernels, slot, pack.plan.job(stage, step).aside)?,
            Words::Intents => pack.at(kernels, slot, intents_and_claims(stage)[0])?,
            Words::Claims => pack.at(kernels, slot, intents_and_claims(stage)[1])?,
            Words::Hits => pack.hits(kernels, slot)?,
            Words::Totals => pack.totals(kernels, slot)?,
        })
    }
}
