//! Whole courses of tissue and host together, without the disk.

use il2sim::engine::{self, Engine, SiteCensus};
use il2sim::exchange::SiteSignal;
use il2sim::host::Host;
use il2sim::scenario::Scenario;
use il2sim::world::World;

pub const FLAT: &str = include_str!("../../scenarios/peritumoral.toml");
pub const SPACE: &str = include_str!("../../scenarios/spheroid.toml");

/// A scenario with some keys set to TOML values.
pub fn with(text: &str, sets: &[(&str, &str)]) -> Scenario {
    let overrides: Vec<(String, String)> = sets.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect();
    Scenario::parse(text, "course.toml", &overrides).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A shipped scenario on a small site, with the treatment from 12 h on.
pub fn small(text: &str, more: &[(&str, &str)]) -> Scenario {
    let size = if text == FLAT { "[\"1.2 mm\", \"1.1 mm\"]" } else { "[\"440 um\", \"480 um\", \"520 um\"]" };
    let mut sets = vec![("site.0.size", size), ("tumour.0.cells", "150"), ("treatment.0.start", "\"12 h\""), ("run.late_doses", "\"ignore\"")];
    sets.extend_from_slice(more);
    with(text, &sets)
}

pub struct Course {
    pub scenario: Scenario,
    pub hosts: Vec<Host>,
    pub engine: Box<dyn Engine>,
    pub active: Vec<bool>,
    pub hour: u32,
    /// What the sites of each animal were told in the last host step.
    pub signals: Vec<Vec<SiteSignal>>,
}

/// One animal's whole state.
pub type State = (Vec<Vec<u32>>, Vec<u8>);

impl Course {
    pub fn new(scenario: Scenario, replicates: &[u32]) -> Course {
        let animals: Vec<_> = replicates.iter().map(|replicate| scenario.draw(*replicate)).collect();
        let hosts = animals.iter().map(|animal| Host::new(&scenario, animal)).collect();
        let engine = engine::cpu(World::new(&scenario, &animals).expect("the world is built"));
        Course { hosts, engine, active: vec![true; animals.len()], scenario, hour: 0, signals: Vec::new() }
    }

    pub fn run(&mut self, hours: u32) -> &mut Course {
        for _ in 0..hours {
            self.signals = self.hosts.iter_mut().map(|host| host.signals(f64::from(self.hour) * self.scenario.run.host_step_h)).collect();
            self.engine.host_step(&self.signals, &self.active).expect("the accounts balance");
            for (host, sites) in self.hosts.iter_mut().zip(self.engine.census().expect("counted")) {
                host.absorb(&sites.iter().map(|site| site.returned.clone()).collect::<Vec<_>>());
            }
            self.hour += 1;
        }
        self
    }

    /// The census of the first site of every animal.
    pub fn census(&mut self) -> Vec<SiteCensus> {
        self.engine.census().expect("counted").into_iter().map(|mut sites| sites.remove(0)).collect()
    }

    pub fn state(&mut self, animal: usize) -> State {
        (self.engine.save(animal).expect("saved"), self.hosts[animal].state())
    }
}
