//! Replicates of several scenarios stepped together: animals of one shape share an engine, whatever
//! scenario they are of, so that a GPU has the work of all of them at once.
//!
//! In: scenarios, an engine's maker. Out: what the replicates of each came to; which scenarios are
//! together changes no byte of any of them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::engine::{Engine, EngineError, PendingFrame, SiteCensus};
use crate::exchange::SiteSignal;
use crate::scenario::Scenario;
use crate::scenario::types::Animal;
use crate::world::{Shape, World};

use super::error::SimulationError;
use super::maker::{Maker, packs};
use super::replicates::{Computed, Replicates};

/// Bytes of the buffers of the scenarios that are stepped together, at most (one is always taken).
const MOST_BYTES: u64 = 1 << 29;

/// Runs all replicates of each scenario to their ends. `stop` is asked between host steps; where it
/// says so the runs are left, and there is nothing.
///
/// # Errors
/// Those of [`Replicates`].
pub fn run_together(
    scenarios: &[Scenario],
    maker: &Maker,
    series: bool,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Vec<Computed>>, SimulationError> {
    let mut computed = Vec::new();
    while computed.len() < scenarios.len() {
        let first = computed.len();
        let some = &scenarios[first..first + fitting(&scenarios[first..])];
        match some_together(some, maker, series, stop)? {
            Some(more) => computed.extend(more),
            None => return Ok(None),
        }
    }
    Ok(Some(computed))
}

/// How many of the scenarios fit beside each other, at least one.
fn fitting(scenarios: &[Scenario]) -> usize {
    let mut room = MOST_BYTES;
    let fits = |scenario: &&Scenario| {
        let one = Shape::of(scenario, &scenario.draw(0)).bytes();
        let bytes = one.saturating_mul(u64::from(scenario.run.replicates));
        let fits = bytes <= room;
        room = room.saturating_sub(bytes);
        fits
    };
    scenarios.iter().take_while(fits).count().max(1)
}

fn some_together(
    scenarios: &[Scenario],
    maker: &Maker,
    series: bool,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Vec<Computed>>, SimulationError> {
    let mut runs = Vec::with_capacity(scenarios.len());
    for (scenario, lanes) in scenarios.iter().zip(shared(scenarios, maker)?) {
        let all: Vec<u32> = (0..scenario.run.replicates).collect();
        runs.push(Replicates::new(scenario, &all, &maker.with(lanes), series)?);
    }
    loop {
        let mut begun = Vec::new();
        for (place, run) in runs.iter_mut().enumerate() {
            if run.start()? {
                begun.push(place);
            }
        }
        if begun.is_empty() {
            return runs.into_iter().map(Replicates::finish).collect::<Result<_, _>>().map(Some);
        }
        for place in begun {
            runs[place].finish_step()?;
        }
        if stop() {
            return Ok(None);
        }
    }
}

/// Animals of one shape, with the place of their scenarios and how many each has.
type OfShape = (World, Vec<(usize, usize)>);

/// The animals of all scenarios by their shapes, in the order of the shapes.
fn by_shape(scenarios: &[Scenario], maker: &Maker) -> Result<Vec<OfShape>, SimulationError> {
    let mut worlds: BTreeMap<Shape, OfShape> = BTreeMap::new();
    for (place, scenario) in scenarios.iter().enumerate() {
        let animals: Vec<Animal> =
            (0..scenario.run.replicates).map(|replicate| scenario.draw(replicate)).collect();
        for pack in packs(scenario, &animals) {
            let animals: Vec<Animal> = pack.iter().map(|&member| animals[member].clone()).collect();
            let world = maker.world(scenario, &animals)?;
            match worlds.get_mut(&world.shape) {
                None => {
                    worlds.insert(world.shape.clone(), (world, vec![(place, animals.len())]));
                }
                Some((all, lanes)) => {
                    join(all, world);
                    lanes.push((place, animals.len()));
                }
            }
        }
    }
    Ok(worlds.into_values().collect())
}

/// The lanes of each scenario, in the order of its packs, which is that of their shapes.
fn shared(
    scenarios: &[Scenario],
    maker: &Maker,
) -> Result<Vec<VecDeque<Box<dyn Engine>>>, SimulationError> {
    let mut of_scenarios: Vec<VecDeque<Box<dyn Engine>>> =
        scenarios.iter().map(|_| VecDeque::new()).collect();
    for (world, lanes) in by_shape(scenarios, maker)? {
        let (animals, sites) = (world.lattices.len(), world.shape.sites.len());
        let shared = Shared::new(maker.of_world(world)?, animals, sites);
        let shared = Arc::new(Mutex::new(shared));
        let mut first = 0;
        for (place, count) in lanes {
            let lane = Lane { shared: Arc::clone(&shared), first, count };
            of_scenarios[place].push_back(Box::new(lane));
            first += count;
        }
    }
    Ok(of_scenarios)
}

/// Puts the animals of a world behind those of another of the same shape.
fn join(all: &mut World, more: World) {
    let mut lattices = more.lattices;
    if let Some(first) = all.lattices.first() {
        for sites in &mut lattices {
            for (lattice, like) in sites.iter_mut().zip(first) {
                lattice.geometry = Arc::clone(&like.geometry);
            }
        }
    }
    all.lattices.append(&mut lattices);
    all.replicates.extend(more.replicates);
}

/// An engine whose animals are of several ensembles.
struct Shared {
    engine: Box<dyn Engine>,
    /// Of the host step that is begun.
    signals: Vec<Vec<SiteSignal>>,
    active: Vec<bool>,
    /// Since the last change of state.
    census: Option<Vec<Vec<SiteCensus>>>,
}

impl Shared {
    fn new(engine: Box<dyn Engine>, animals: usize, sites: usize) -> Shared {
        Shared {
            engine,
            signals: vec![vec![SiteSignal::default(); sites]; animals],
            active: vec![false; animals],
            census: None,
        }
    }

    /// The host step of all who began one.
    fn step(&mut self) -> Result<(), EngineError> {
        if !self.active.contains(&true) {
            return Ok(());
        }
        self.census = None;
        let done = self.engine.host_step(&self.signals, &self.active);
        self.active.fill(false);
        done
    }
}

/// The animals of one ensemble in a shared engine.
struct Lane {
    shared: Arc<Mutex<Shared>>,
    first: usize,
    count: usize,
}

impl Lane {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine for Lane {
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
        let own = self.first..self.first + self.count;
        let mut shared = self.shared();
        shared.signals[own.clone()].clone_from_slice(signals);
        shared.active[own].copy_from_slice(active);
        Ok(())
    }

    fn finish_host_step(&mut self) -> Result<(), EngineError> {
        self.shared().step()
    }

    fn census(&mut self) -> Result<Vec<Vec<SiteCensus>>, EngineError> {
        let mut shared = self.shared();
        let census = match shared.census.take() {
            Some(census) => census,
            None => shared.engine.census()?,
        };
        let own = census[self.first..self.first + self.count].to_vec();
        shared.census = Some(census);
        Ok(own)
    }

    fn digest(&mut self, animal: usize) -> Result<Vec<[u64; 4]>, EngineError> {
        self.shared().engine.digest(self.first + animal)
    }

    fn frame(&mut self, animal: usize, site: usize) -> Result<PendingFrame, EngineError> {
        self.shared().engine.frame(self.first + animal, site)
    }

    fn save(&mut self, animal: usize) -> Result<Vec<Vec<u32>>, EngineError> {
        self.shared().engine.save(self.first + animal)
    }

    fn load(&mut self, animal: usize, steps: u32, state: &[Vec<u32>]) -> Result<(), EngineError> {
        let mut shared = self.shared();
        shared.census = None;
        shared.engine.load(self.first + animal, steps, state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(seed: u64, motility: u32, until_h: u32) -> Scenario {
        let text = format!(
            "schema = 1\n[host]\nspecies = \"mouse\"\n[[site]]\nname = \"flank\"\nsize = [\"0.6 \
             mm\", \"0.6 mm\"]\n[[tumour]]\ncells = 40\n[model.ctl]\nmotility = \"{motility} \
             um2/min\"\n[run]\nseed = {seed}\nreplicates = 2\nuntil = \"{until_h} h\"\n[record]\n\
             series_every = \"2 h\"\n"
        );
        Scenario::parse(&text, "small.toml", &[]).unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn scenarios() -> Vec<Scenario> {
        vec![scenario(1, 10, 6), scenario(2, 150, 8), scenario(3, 10, 4), scenario(4, 10, 6)]
    }

    #[test]
    fn together_each_scenario_comes_to_what_it_comes_to_alone() {
        let scenarios = scenarios();
        let maker = Maker::cpu();
        let all = run_together(&scenarios, &maker, true, &|| false).unwrap().unwrap();
        assert_eq!(all.len(), scenarios.len());
        for (scenario, together) in scenarios.iter().zip(&all) {
            let mut alone = Replicates::new(scenario, &[0, 1], &maker, true).unwrap();
            while alone.advance().unwrap() {}
            let alone = alone.finish().unwrap();
            assert_eq!(together.outcomes, alone.outcomes);
            assert_eq!(together.series, alone.series);
        }
        assert_ne!(all[0].outcomes, all[3].outcomes, "another seed gives another run");
    }

    #[test]
    fn animals_of_one_shape_are_together_and_others_are_not() {
        let mut groups: Vec<Vec<(usize, usize)>> = by_shape(&scenarios(), &Maker::cpu())
            .unwrap()
            .into_iter()
            .map(|(world, lanes)| {
                assert_eq!(world.lattices.len(), lanes.iter().map(|lane| lane.1).sum::<usize>());
                lanes
            })
            .collect();
        groups.sort();
        assert_eq!(groups, [vec![(0, 2), (2, 2), (3, 2)], vec![(1, 2)]]);
    }

    #[test]
    fn a_stop_leaves_all() {
        let stopped = run_together(&scenarios(), &Maker::cpu(), false, &|| true).unwrap();
        assert!(stopped.is_none());
    }
}
