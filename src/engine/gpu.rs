//! The GPU engine: the rules as they stand, in kernels that load, call a rule and store.
//!
//! In: a [`World`]. Every anatomical site of the ensemble is a pack (several where one buffer could
//! not hold all animals), stepped on the device with no read-back inside a host step; counts and
//! totals come back at its end, are proved and become the census. The bytes are those of the CPU
//! engine after every stage (`tests/engines`), and a [`CheckedEngine`] proves that for the
//! first host step of every run.

mod clock;
mod crosscheck;
mod frames;
mod kernels;
mod pace;
mod pack;
mod plan;
mod probe;
mod submit;
mod tiles;
mod timing;

use std::sync::Arc;
use std::time::Instant;

pub use crosscheck::CheckedEngine;
pub use frames::FramesTaken;
pub use kernels::Kernels;
pub use timing::Spent;

use self::frames::HostStepUnderway;
use self::pack::{Dispatch, Pack};
use super::counters::{self, Present};
use super::device::DeviceError;
use super::{Engine, EngineError, PendingFrame, SiteCensus};
use super::{opens, row, state_from_words, state_words};
use crate::exchange::SiteSignal;
use crate::world::{Exchange, Geometry, Lattice, Mass, Params, Shape, World};

/// The GPU engine.
pub struct GpuEngine {
    kernels: Arc<Kernels>,
    replicates: Vec<u32>,
    packs: Vec<Pack>,
    /// `[animal][site]`.
    sites: Vec<Vec<SiteState>>,
    /// Per pack, since the last change of state.
    digests: Vec<Option<Vec<[u64; 4]>>>,
    underway: Option<Underway>,
}

/// A host step that is submitted and not waited for yet.
struct Underway {
    packs: Vec<usize>,
    active: Vec<bool>,
    dispatches: usize,
    started: Instant,
    submitted: Instant,
    /// Lives as long as the host step is on its way.
    _told: HostStepUnderway,
}

/// What the host keeps of one site of one animal.
struct SiteState {
    geometry: Arc<Geometry>,
    params: Params,
    exchange: Exchange,
    /// Its pack, and its place there.
    pack: usize,
    slot: usize,
    first: Present,
    now: Present,
    before: Vec<u64>,
    totals: Vec<u64>,
    /// Tissue steps done.
    steps: u32,
}

impl SiteState {
    /// Between host steps nothing runs.
    fn rest(&mut self) {
        self.params.signal.running = 0;
        self.params.signal.first_step = self.steps;
    }
}

/// Lattices of a site that one buffer can hold, at least one.
fn room(shape: &Shape, site: usize, kernels: &Kernels) -> Result<usize, DeviceError> {
    let bytes = pack::largest_bytes(&shape.sites[site]);
    let largest = kernels.largest_buffer();
    if bytes > largest {
        let what = format!("site {} of {:?} cells", site, shape.sites[site].size);
        let adapter = kernels.gpu.facts.to_string();
        return Err(DeviceError::TooLarge { adapter, what, bytes, largest });
    }
    Ok((largest / bytes) as usize)
}

/// Refuses a shape that the GPU cannot hold, before any tissue is filled.
///
/// # Errors
/// [`DeviceError::TooLarge`].
pub(super) fn must_hold(shape: &Shape, kernels: &Kernels) -> Result<(), DeviceError> {
    (0..shape.sites.len()).try_for_each(|site| room(shape, site, kernels).map(|_| ()))
}

impl GpuEngine {
    /// Takes over a world.
    ///
    /// # Errors
    /// [`DeviceError::TooLarge`] where a single lattice is larger than the adapter allows,
    /// [`DeviceError::OutOfMemory`], or a lost device.
    pub fn new(world: World, kernels: &Arc<Kernels>) -> Result<GpuEngine, EngineError> {
        let animals = world.lattices.len();
        let mut packs = Vec::new();
        let mut places = vec![Vec::new(); animals];
        for site in 0..world.shape.sites.len() {
            let of_site: Vec<&Lattice> = world.lattices.iter().map(|sites| &sites[site]).collect();
            if of_site.is_empty() {
                continue;
            }
            let room = room(&world.shape, site, kernels)?;
            for (part, lattices) in of_site.chunks(room).enumerate() {
                let first = part * room;
                for (slot, place) in places[first..first + lattices.len()].iter_mut().enumerate() {
                    place.push((packs.len(), slot));
                }
                packs.push(Pack::new(kernels, &world.shape, site, first, lattices)?);
            }
        }
        let site_state = |(lattice, (pack, slot)): (Lattice, (usize, usize))| SiteState {
            geometry: lattice.geometry,
            params: lattice.params,
            exchange: lattice.exchange,
            pack,
            slot,
            first: Present::default(),
            now: Present::default(),
            before: vec![0; counters::TOTAL],
            totals: lattice.tissue.totals,
            steps: 0,
        };
        let sites = world
            .lattices
            .into_iter()
            .zip(places)
            .map(|(lattices, places)| lattices.into_iter().zip(places).map(site_state).collect())
            .collect();
        let digests = vec![None; packs.len()];
        let mut engine = GpuEngine {
            kernels: Arc::clone(kernels),
            replicates: world.replicates,
            packs,
            sites,
            digests,
            underway: None,
        };
        let every: Vec<usize> = (0..engine.packs.len()).collect();
        engine.recount(&every)?;
        for site_state in engine.sites.iter_mut().flatten() {
            site_state.first = site_state.now.clone();
        }
        Ok(engine)
    }

    /// The lattices of a pack.
    fn of_pack(&self, pack: &Pack) -> impl Iterator<Item = &SiteState> {
        let site = pack.site;
        self.sites[pack.first..pack.first + pack.lattices].iter().map(move |sites| &sites[site])
    }

    fn upload_params(&self, pack: &Pack) {
        let params: Vec<Params> = self.of_pack(pack).map(|site_state| site_state.params).collect();
        pack.set_params(&self.kernels, &params);
    }

    /// Counts anew what is in some packs, between host steps.
    fn recount(&mut self, which: &[usize]) -> Result<(), EngineError> {
        for number in which {
            let pack = &self.packs[*number];
            for sites in &mut self.sites[pack.first..pack.first + pack.lattices] {
                sites[pack.site].rest();
            }
            self.upload_params(pack);
            let mut commands = self.kernels.encoder();
            pack.clear_counts(&mut commands);
            self.kernels.encode(&mut commands, &[&pack.count]);
            pack.copy_counts(&mut commands);
            self.kernels.gpu.queue.submit([commands.finish()]);
            self.digests[*number] = None;
        }
        self.collect(which, None)
    }

    /// Takes what was counted; with `active`, only of those animals.
    fn collect(&mut self, which: &[usize], active: Option<&[bool]>) -> Result<(), EngineError> {
        for pack in which.iter().map(|number| &self.packs[*number]) {
            for (slot, counted) in pack.counted(&self.kernels)?.into_iter().enumerate() {
                let animal = pack.first + slot;
                if active.is_none_or(|active| active[animal]) {
                    let site_state = &mut self.sites[animal][pack.site];
                    site_state.totals = counted.totals;
                    site_state.now = counted.now;
                }
            }
        }
        Ok(())
    }

    /// Takes the signals of a host step; gives the packs that work in it, and whether each has a
    /// resection or an inoculum.
    fn begin(&mut self, signals: &[Vec<SiteSignal>], active: &[bool]) -> Vec<(usize, bool)> {
        for ((sites, signals), active) in self.sites.iter_mut().zip(signals).zip(active) {
            for (site_state, signal) in sites.iter_mut().zip(signals) {
                if *active {
                    let mass = Mass { cells: site_state.now.tumour(), sums: site_state.now.sums };
                    site_state.params.hear(
                        signal,
                        &site_state.exchange,
                        &site_state.geometry,
                        &mass,
                        site_state.steps,
                    );
                    site_state.before.copy_from_slice(&site_state.totals);
                } else {
                    site_state.rest();
                }
            }
        }
        let mut working = Vec::new();
        for (number, pack) in self.packs.iter().enumerate() {
            if active[pack.first..pack.first + pack.lattices].iter().any(|active| *active) {
                self.upload_params(pack);
                working.push((
                    number,
                    self.of_pack(pack).any(|site_state| {
                        site_state.params.signal.running != 0 && opens(site_state.params.signal)
                    }),
                ));
                self.digests[number] = None;
            }
        }
        working
    }
}

impl Engine for GpuEngine {
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
        let working = self.begin(signals, active);
        let mut work: Vec<&Dispatch> = Vec::new();
        let mut before = self.kernels.encoder();
        for (number, opens) in &working {
            let pack = &self.packs[*number];
            if *opens {
                work.extend(&pack.opening);
            }
            work.extend(&pack.steps);
            work.push(&pack.count);
            pack.clear_counts(&mut before);
        }
        let packs: Vec<usize> = working.iter().map(|(number, _)| *number).collect();
        let started = Instant::now();
        self.kernels.submit(before, &work, |commands| {
            packs.iter().for_each(|number| self.packs[*number].copy_counts(commands))
        })?;
        let dispatches = work.len();
        self.underway = Some(Underway {
            packs,
            active: active.to_vec(),
            dispatches,
            started,
            submitted: Instant::now(),
            _told: self.kernels.frames.host_step(),
        });
        Ok(())
    }

    fn finish_host_step(&mut self) -> Result<(), EngineError> {
        let Some(underway) = self.underway.take() else { return Ok(()) };
        let meanwhile = underway.submitted.elapsed();
        self.collect(&underway.packs, Some(&underway.active))?;
        let whole = underway.started.elapsed();
        // What the device took is known only if nothing else was done meanwhile.
        if meanwhile * 20 < whole {
            self.kernels.settle(underway.dispatches, whole.as_secs_f64());
        }
        let active = &underway.active;
        for ((replicate, sites), active) in self.replicates.iter().zip(&mut self.sites).zip(active)
        {
            for (site, site_state) in sites.iter_mut().enumerate().filter(|_| *active) {
                site_state.steps = site_state.steps.wrapping_add(site_state.params.place.steps);
                row::check(
                    *replicate,
                    site,
                    &site_state.first,
                    &site_state.now,
                    &site_state.totals,
                )?;
            }
        }
        Ok(())
    }

    fn census(&mut self) -> Result<Vec<Vec<SiteCensus>>, EngineError> {
        let of = |site_state: &SiteState| {
            row::census(
                &site_state.now,
                &site_state.totals,
                &site_state.before,
                &site_state.params,
                &site_state.geometry,
            )
        };
        Ok(self.sites.iter().map(|sites| sites.iter().map(of).collect()).collect())
    }

    fn digest(&mut self, animal: usize) -> Result<Vec<[u64; 4]>, EngineError> {
        let mut lanes = Vec::new();
        for site_state in &self.sites[animal] {
            let digests = match self.digests[site_state.pack].take() {
                Some(digests) => digests,
                None => self.packs[site_state.pack].digests(&self.kernels)?,
            };
            lanes.push(digests[site_state.slot]);
            self.digests[site_state.pack] = Some(digests);
        }
        Ok(lanes)
    }

    fn frame(&mut self, animal: usize, site: usize) -> Result<PendingFrame, EngineError> {
        let site_state = &self.sites[animal][site];
        let words = self.packs[site_state.pack].frame_words(&self.kernels, site_state.slot)?;
        Ok(PendingFrame::coming(
            self.replicates[animal],
            site,
            site_state.steps,
            &self.kernels,
            words,
        ))
    }

    fn save(&mut self, animal: usize) -> Result<Vec<Vec<u32>>, EngineError> {
        let words = |site_state: &SiteState| {
            let state = self.packs[site_state.pack].state(
                &self.kernels,
                site_state.slot,
                &site_state.totals,
            )?;
            Ok(state_words(&state))
        };
        self.sites[animal].iter().map(words).collect()
    }

    fn load(&mut self, animal: usize, steps: u32, state: &[Vec<u32>]) -> Result<(), EngineError> {
        let wrong = || EngineError::State { replicate: self.replicates[animal] };
        if state.len() != self.sites[animal].len() {
            return Err(wrong());
        }
        let mut tissues = Vec::new();
        for (site_state, words) in self.sites[animal].iter().zip(state) {
            tissues.push(
                state_from_words(
                    words,
                    site_state.geometry.cells(),
                    site_state.geometry.field_cells(),
                )
                .ok_or_else(wrong)?,
            );
        }
        let mut which = Vec::new();
        for (site_state, tissue) in self.sites[animal].iter_mut().zip(tissues) {
            site_state.steps = steps;
            self.packs[site_state.pack].fill(&self.kernels, site_state.slot, &tissue);
            which.push(site_state.pack);
        }
        self.recount(&which)
    }
}
