//! The CPU engine: the rules translated into Rust, in plain loops over one site at a time: load,
//! call a rule, store.
//!
//! The unit of work is one site of one animal for a whole host step; rayon shares these out. Within
//! a site the stages run in the engine's order; loops visit only sites that hold a cell (bit sets)
//! and field rows that can change, which leaves the bytes as they are: a rule on a skipped site
//! would return no intent and change nothing. Claims and hits are maxima and sums, so their order
//! does not matter. Where there are more threads than sites, the stages that cost most are cut into
//! bands of field rows and parts of the cells: in order, so that no byte depends on the number of
//! threads.

mod bits;
mod cells;
mod count;
mod distance;
mod field;
mod machine;
mod motion;
mod parts;
mod probe;
mod stir;
mod tissue;
mod walk;

use self::bits::BitSet;
use super::counters::{self, Present};
use super::{
    Engine, EngineError, PendingFrame, SiteCensus, Stage, opening, opens, order, row,
    state_from_words, state_words,
};
use crate::exchange::SiteSignal;
use crate::rules;
use crate::world::{Exchange, Geometry, Lattice, Mass, Params, Tissue, World};
use rayon::prelude::*;
use std::sync::Arc;

/// The CPU engine.
pub struct CpuEngine {
    replicates: Vec<u32>,
    /// `[animal][site]`.
    sites: Vec<Vec<CpuSite>>,
}

/// One site of one animal: its state, its parameters and the buffers of a step.
pub(super) struct CpuSite {
    geometry: Arc<Geometry>,
    params: Params,
    exchange: Exchange,
    ground: Vec<u32>,
    /// Amounts in padded rows.
    state: Tissue,
    /// Sites that hold a tissue cell; sites that hold an effector.
    mass: BitSet,
    effectors: BitSet,
    /// The mass and what lies beside it, as effectors act.
    near_mass: BitSet,
    distance: Vec<u32>,
    distance_before: Vec<u32>,
    claim: Vec<u32>,
    hits: Vec<u32>,
    /// Sites with hits, ready cells, acting effectors and their intents in this step.
    struck: Vec<u32>,
    ready: Vec<u32>,
    acting: Vec<(u32, u32)>,
    fields: field::Fields,
    stages: [Vec<Stage>; 2],
    first: Present,
    now: Present,
    steps: u32,
    before: Vec<u64>,
    /// Threads that may work on this site at once.
    threads: usize,
}

impl CpuSite {
    fn new(lattice: Lattice, steps: u32, hops: u32, substeps: [u32; 4]) -> CpuSite {
        let Lattice { geometry, params, ground, exchange, tissue: mut state } = lattice;
        state.amounts = state.amounts.map(|amounts| geometry.padded(&amounts));
        let cells = geometry.cells();
        let flat = geometry.flat();
        let mut site = CpuSite {
            mass: BitSet::of(cells, |i| rules::is_mass(state.tissue[i])),
            effectors: BitSet::of(cells, |i| !rules::effector_idle(state.effector_x[i])),
            near_mass: BitSet::default(),
            distance: vec![rules::NO_DISTANCE; cells],
            distance_before: vec![rules::NO_DISTANCE; cells],
            claim: vec![0; cells],
            hits: vec![0; cells],
            struck: Vec::new(),
            ready: Vec::new(),
            acting: Vec::new(),
            fields: field::Fields::new(&geometry),
            stages: [order(substeps, hops, true, flat), order(substeps, hops, false, flat)],
            first: Present::default(),
            now: Present::default(),
            steps,
            threads: 1,
            before: vec![0; counters::TOTAL],
            geometry,
            params,
            exchange,
            ground,
            state,
        };
        site.now = site.count();
        site.first = site.now.clone();
        site
    }

    /// Takes the signal of a host step.
    fn begin(&mut self, signal: &SiteSignal) {
        let mass = Mass { cells: self.now.tumour(), sums: self.now.sums };
        self.params.hear(signal, &self.exchange, &self.geometry, &mass, self.steps);
        self.before.copy_from_slice(&self.state.totals);
    }

    /// Runs one host step.
    fn host_step(&mut self, signal: &SiteSignal) {
        self.begin(signal);
        for step in 0..self.params.place.steps {
            let stages = std::mem::take(&mut self.stages[usize::from(step > 0)]);
            let signal = self.params.signal;
            if step == 0 && opens(signal) {
                for stage in opening(self.geometry.flat()) {
                    if stage.due(signal) {
                        self.run(stage, step);
                    }
                }
            }
            for stage in &stages {
                self.run(*stage, step);
            }
            self.stages[usize::from(step > 0)] = stages;
        }
        self.steps = rules::steps_done(self.params.signal, self.params.place);
        self.now = self.count();
    }

    /// Runs one stage of one tissue step of the host step.
    fn run(&mut self, stage: Stage, step: u32) {
        let now = rules::step_now(self.params.signal, step);
        match stage {
            Stage::StirCells => self.stir_cells(now),
            Stage::StirCommit => self.stir_commit(),
            Stage::StirFields => self.stir_fields(now),
            Stage::Resect => self.resect(),
            Stage::Inoculate => self.inoculate(now),
            Stage::DistanceTransform(axis) => self.distance_transform(axis),
            Stage::Feed => self.feed(step == 0),
            Stage::React(field) => self.react(field as usize, now),
            Stage::Diffuse { field, substep } => self.diffuse(field as usize, now, substep),
            Stage::Tissue => self.tissue(now),
            Stage::Effector => self.effector(now),
            Stage::Divide => self.divide(now),
            Stage::Commit => self.commit(now),
            Stage::PushClaim => self.push_claim(now),
            Stage::PushCommit => self.push_commit(now),
            Stage::HopClaim(hop) => self.hop_claim(now, hop),
            Stage::HopCommit(_) => self.hop_commit(),
            Stage::Arrive => self.arrive(now, step),
        }
    }
}

impl CpuEngine {
    /// Takes over a world.
    pub fn new(world: World) -> CpuEngine {
        let shape = world.shape;
        let sites = world
            .lattices
            .into_par_iter()
            .map(|lattices| {
                lattices
                    .into_iter()
                    .zip(&shape.sites)
                    .map(|(lattice, site)| CpuSite::new(lattice, 0, shape.hops, site.substeps))
                    .collect()
            })
            .collect();
        CpuEngine { replicates: world.replicates, sites }
    }
}

impl Engine for CpuEngine {
    fn host_step(
        &mut self,
        signals: &[Vec<SiteSignal>],
        active: &[bool],
    ) -> Result<(), EngineError> {
        let mut work: Vec<(&mut CpuSite, &SiteSignal)> = self
            .sites
            .iter_mut()
            .zip(signals)
            .zip(active)
            .filter(|(_, active)| **active)
            .flat_map(|((sites, signals), _)| sites.iter_mut().zip(signals))
            .collect();
        // Animals and sites first, rows with the threads that are left.
        let threads = rayon::current_num_threads().div_ceil(work.len().max(1));
        work.iter_mut().for_each(|(site, _)| site.threads = threads);
        work.into_par_iter().for_each(|(site, signal)| site.host_step(signal));
        for (replicate, sites) in self.replicates.iter().zip(&self.sites) {
            for (index, site) in sites.iter().enumerate() {
                row::check(*replicate, index, &site.first, &site.now, &site.state.totals)?;
            }
        }
        Ok(())
    }

    fn census(&mut self) -> Result<Vec<Vec<SiteCensus>>, EngineError> {
        Ok(self
            .sites
            .iter()
            .map(|sites| {
                sites
                    .iter()
                    .map(|site| {
                        row::census(
                            &site.now,
                            &site.state.totals,
                            &site.before,
                            &site.params,
                            &site.geometry,
                        )
                    })
                    .collect()
            })
            .collect())
    }

    fn digest(&mut self, animal: usize) -> Result<Vec<[u64; 4]>, EngineError> {
        Ok(self.sites[animal].iter().map(CpuSite::digest).collect())
    }

    fn frame(&mut self, animal: usize, site: usize) -> Result<PendingFrame, EngineError> {
        let words = self.sites[animal][site].frame_words();
        let steps = self.sites[animal][site].steps;
        Ok(PendingFrame::here(self.replicates[animal], site, steps, words))
    }

    fn save(&mut self, animal: usize) -> Result<Vec<Vec<u32>>, EngineError> {
        Ok(self.sites[animal].iter().map(|site| state_words(&site.saved())).collect())
    }

    fn load(&mut self, animal: usize, steps: u32, state: &[Vec<u32>]) -> Result<(), EngineError> {
        let wrong = EngineError::State { replicate: self.replicates[animal] };
        if state.len() != self.sites[animal].len() {
            return Err(wrong);
        }
        for (site, words) in self.sites[animal].iter_mut().zip(state) {
            let Some(tissue) =
                state_from_words(words, site.geometry.cells(), site.geometry.field_cells())
            else {
                return Err(wrong);
            };
            site.restore(tissue, steps);
        }
        Ok(())
    }
}
