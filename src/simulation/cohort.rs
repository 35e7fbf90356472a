//! Animals of one shape in lockstep: their tissue in one engine, a host for each.
//!
//! In: a scenario, the animals, what makes the engine. Out, after each host step: what every site
//! of every animal counted, its digest, its frames, its state. The loop of a host step stands once,
//! in [`Cohort::start`] and [`Cohort::finish`]: the hosts say what their sites get, the engine runs
//! the tissue steps, the census goes back to the hosts. There is no end, no response and no file
//! here.

use crate::engine::{Engine, EngineError, PendingFrame, SiteCensus};
use crate::exchange::{SiteReturn, SiteSignal};
use crate::host::Host;
use crate::keys;
use crate::scenario::Scenario;
use crate::scenario::amounts::LARGEST_PM;
use crate::scenario::types::Animal;

use super::error::SimulationError;
use super::maker::Maker;

/// Animals of one shape in lockstep.
///
/// ```
/// use il2sim::scenario::Scenario;
/// use il2sim::simulation::{Cohort, Maker};
///
/// let text = r#"
/// schema = 1
/// [host]
/// species = "mouse"
/// [[site]]
/// name = "flank"
/// size = ["1 mm", "1 mm"]
/// [[tumour]]
/// site = "flank"
/// cells = 100
/// doubling_time = "36 h"
/// [run]
/// until = "day 2"
/// "#;
/// let scenario = Scenario::parse(text, "example.toml", &[]).expect("the scenario has no mistake");
/// let animals = [scenario.draw(0), scenario.draw(1)];
/// let mut cohort = Cohort::new(&scenario, &animals, &Maker::cpu())?;
/// for _ in 0..6 {
///     cohort.advance()?;
/// }
/// assert_eq!(cohort.time_h(), 6.0);
/// assert!(cohort.census(0)[0].returned.tumour > 0);
/// assert_ne!(cohort.digest(0)?, cohort.digest(1)?);
/// # Ok::<(), il2sim::simulation::SimulationError>(())
/// ```
pub struct Cohort {
    engine: Box<dyn Engine>,
    hosts: Vec<Host>,
    active: Vec<bool>,
    signals: Vec<Vec<SiteSignal>>,
    census: Vec<Vec<SiteCensus>>,
    /// Largest interleukin-2 in plasma and depot of each animal, pM: what its tissue can hold.
    most_pm: Vec<[f64; 2]>,
    replicates: Vec<u32>,
    sites: usize,
    host_step_h: f64,
    step: u64,
}

impl Cohort {
    /// The animals before their first host step, all active.
    ///
    /// # Errors
    /// [`SimulationError::World`] where they differ in shape or a tumour does not fit its site,
    /// [`SimulationError::Engine`] where the device refuses.
    pub fn new(
        scenario: &Scenario,
        animals: &[Animal],
        maker: &Maker,
    ) -> Result<Cohort, SimulationError> {
        let mut engine = maker.engine(scenario, animals)?;
        let census = engine.census()?;
        Ok(Cohort {
            engine,
            hosts: animals.iter().map(|animal| Host::new(scenario, animal)).collect(),
            active: vec![true; animals.len()],
            signals: Vec::new(),
            census,
            most_pm: animals.iter().map(most_pm).collect(),
            replicates: animals.iter().map(|animal| animal.replicate).collect(),
            sites: scenario.sites.len(),
            host_step_h: scenario.run.host_step_h,
            step: 0,
        })
    }

    /// Takes over what the sites of an animal counted in its last host step elsewhere.
    pub(super) fn recall(&mut self, animal: usize, census: Vec<SiteCensus>) {
        self.census[animal] = census;
    }

    /// One host step of all active animals.
    ///
    /// # Errors
    /// [`SimulationError::Engine`].
    pub fn advance(&mut self) -> Result<(), SimulationError> {
        self.start()?;
        self.finish()
    }

    /// Begins such a host step; on a GPU nothing is waited for until [`Cohort::finish`].
    ///
    /// # Errors
    /// [`SimulationError::Engine`].
    pub fn start(&mut self) -> Result<(), SimulationError> {
        if self.active.contains(&true) {
            let now_h = self.time_h();
            let nothing = vec![SiteSignal::default(); self.sites];
            let told = |(host, active): (&mut Host, &bool)| {
                if *active { host.signals(now_h) } else { nothing.clone() }
            };
            self.signals = self.hosts.iter_mut().zip(&self.active).map(told).collect();
            self.refuse_concentrated()?;
            self.engine.start_host_step(&self.signals, &self.active)?;
        }
        Ok(())
    }

    /// Ends a host step that was begun.
    ///
    /// # Errors
    /// [`SimulationError::Engine`].
    pub fn finish(&mut self) -> Result<(), SimulationError> {
        if self.active.contains(&true) {
            self.engine.finish_host_step()?;
            for (animal, census) in self
                .engine
                .census()?
                .into_iter()
                .enumerate()
                .filter(|(animal, _)| self.active[*animal])
            {
                let returns: Vec<SiteReturn> =
                    census.iter().map(|site| site.returned.clone()).collect();
                self.hosts[animal].absorb(&returns);
                self.census[animal] = census;
            }
        }
        self.step += 1;
        Ok(())
    }

    /// Refuses fluids so concentrated that the words of tissue beside them would be cut.
    fn refuse_concentrated(&self) -> Result<(), EngineError> {
        for ((signals, most_pm), &replicate) in
            self.signals.iter().zip(&self.most_pm).zip(&self.replicates)
        {
            for (site, signal) in signals.iter().enumerate() {
                let found_pm = [signal.plasma_il2_pm, signal.depot_il2_pm];
                for ((fluid, found), most) in
                    ["plasma", "depot"].into_iter().zip(found_pm).zip(most_pm)
                {
                    if found > *most {
                        let (found_um, most_um) = (found / 1e6, most / 1e6);
                        return Err(EngineError::Concentrated {
                            replicate,
                            site,
                            fluid,
                            found_um,
                            most_um,
                        });
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether an animal takes part in the next host step; one that does not stays as it is, tissue
    /// and host.
    pub fn set_active(&mut self, animal: usize, active: bool) {
        self.active[animal] = active;
    }

    /// Host steps done.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Time reached, h.
    pub fn time_h(&self) -> f64 {
        self.step as f64 * self.host_step_h
    }

    /// The hosts, one an animal.
    pub fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// What the sites of each animal were told in the last host step, `[animal][site]`.
    pub fn signals(&self) -> &[Vec<SiteSignal>] {
        &self.signals
    }

    /// What the sites of an animal counted at the end of its last host step.
    pub fn census(&self, animal: usize) -> &[SiteCensus] {
        &self.census[animal]
    }

    /// BLAKE3 over an animal's tissue sums, site by site, and its host's bits; lower-case hex.
    ///
    /// # Errors
    /// A lost device.
    pub fn digest(&mut self, animal: usize) -> Result<String, SimulationError> {
        let mut hasher = blake3::Hasher::new();
        for lane in self.engine.digest(animal)?.iter().flatten() {
            hasher.update(&lane.to_le_bytes());
        }
        hasher.update(&self.hosts[animal].state());
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// The painted time point of one site of an animal.
    ///
    /// # Errors
    /// A lost device.
    pub fn frame(&mut self, animal: usize, site: usize) -> Result<PendingFrame, SimulationError> {
        Ok(self.engine.frame(animal, site)?)
    }

    /// The exact state of an animal: its tissue's words by site, its host's bytes.
    ///
    /// # Errors
    /// A lost device.
    pub fn save(&mut self, animal: usize) -> Result<(Vec<Vec<u32>>, Vec<u8>), SimulationError> {
        Ok((self.engine.save(animal)?, self.hosts[animal].state()))
    }

    /// Takes every animal back to a saved time point: `states[animal]` is what [`Cohort::save`]
    /// gave `step` host steps (`tissue_steps` tissue steps) after the start.
    ///
    /// # Errors
    /// [`SimulationError::State`] and [`SimulationError::Engine`] where a state does not fit.
    pub fn load<'a>(
        &mut self,
        step: u64,
        tissue_steps: u32,
        states: impl IntoIterator<Item = (&'a [Vec<u32>], &'a [u8])>,
    ) -> Result<(), SimulationError> {
        for (animal, (tissue, host)) in states.into_iter().enumerate() {
            self.engine.load(animal, tissue_steps, tissue)?;
            self.hosts[animal].restore(host)?;
        }
        self.step = step;
        Ok(())
    }
}

/// Interleukin-2 in plasma and in a depot beside which tissue holds 20 uM, pM.
fn most_pm(animal: &Animal) -> [f64; 2] {
    let of = |part: f64| if part > 0.0 { LARGEST_PM / part } else { f64::INFINITY };
    if animal.get(&keys::il2::ON) == 0.0 {
        return [f64::INFINITY; 2];
    }
    [of(animal.get(&keys::il2::TISSUE_FRACTION)), of(animal.get(&keys::il2::DEPOT_FRACTION))]
}
