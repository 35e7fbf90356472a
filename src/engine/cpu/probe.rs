//! A look into the CPU engine between two stages.

use super::CpuEngine;
use crate::engine::probe::{Probe, Words};
use crate::engine::{EngineError, Stage};
use crate::exchange::SiteSignal;

impl Probe for CpuEngine {
    fn begin(&mut self, signals: &[Vec<SiteSignal>]) -> Result<(), EngineError> {
        for (sites, signals) in self.sites.iter_mut().zip(signals) {
            for (site, signal) in sites.iter_mut().zip(signals) {
                site.begin(signal);
            }
        }
        Ok(())
    }

    fn run(&mut self, site: usize, step: u32, stage: Stage) -> Result<(), EngineError> {
        for sites in &mut self.sites {
            // Resections and inocula are asked of those that have them.
            if stage.due(sites[site].params.signal) {
                sites[site].run(stage, step);
            }
        }
        Ok(())
    }

    fn words(
        &mut self,
        animal: usize,
        site: usize,
        _step: u32,
        _stage: Stage,
        what: Words,
    ) -> Result<Vec<u32>, EngineError> {
        let site = &self.sites[animal][site];
        let state = &site.state;
        let unpadded = |words: &[u32]| site.geometry.field_rows(words).flatten().copied().collect();
        Ok(match what {
            Words::Tissue => state.tissue.clone(),
            Words::Effectors => {
                state.effector_x.iter().zip(&state.effector_y).flat_map(|(x, y)| [*x, *y]).collect()
            }
            Words::Amounts(field) => unpadded(&state.amounts[field as usize]),
            Words::Sources(_) | Words::Receptors | Words::Hazard | Words::Level => {
                unpadded(&site.fields.words(what))
            }
            Words::Distance => site.distance.clone(),
            Words::Intents => {
                let mut intents = vec![0; state.tissue.len()];
                for (index, intent) in &site.acting {
                    intents[*index as usize] = *intent;
                }
                intents
            }
            Words::Claims => site.claim.clone(),
            Words::Hits => site.hits.clone(),
            Words::Totals => state
                .totals
                .iter()
                .flat_map(|total| [*total as u32, (*total >> 32) as u32])
                .collect(),
        })
    }
}
