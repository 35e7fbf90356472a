//! Whole trajectories of tissue and host together, without the disk.

use il2sim::engine::SiteCensus;
use il2sim::scenario::Scenario;
use il2sim::simulation::{Cohort, Maker};

pub const FLAT: &str = include_str!("../../scenarios/peritumoral.toml");
pub const SPACE: &str = include_str!("../../scenarios/spheroid.toml");

/// Both, and whether their site is stirred.
pub const CASES: [(&str, &str); 4] =
    [(FLAT, "false"), (SPACE, "false"), (FLAT, "true"), (SPACE, "true")];

/// A scenario with some keys set to TOML values.
pub fn with(text: &str, sets: &[(&str, &str)]) -> Scenario {
    let overrides: Vec<(String, String)> =
        sets.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect();
    Scenario::parse(text, "trajectory.toml", &overrides)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// A shipped scenario on a small site, with the treatment from 12 h on.
pub fn small(text: &str, more: &[(&str, &str)]) -> Scenario {
    let size = if text == FLAT {
        "[\"1.2 mm\", \"1.1 mm\"]"
    } else {
        "[\"440 um\", \"480 um\", \"520 um\"]"
    };
    let mut sets = vec![
        ("site.0.size", size),
        ("tumour.0.cells", "150"),
        ("treatment.0.start", "\"12 h\""),
        ("run.late_doses", "\"ignore\""),
    ];
    sets.extend_from_slice(more);
    with(text, &sets)
}

pub struct Trajectory {
    pub scenario: Scenario,
    pub cohort: Cohort,
    animals: usize,
}

/// One animal's whole state.
pub type State = (Vec<Vec<u32>>, Vec<u8>);

impl Trajectory {
    pub fn new(scenario: Scenario, replicates: &[u32]) -> Trajectory {
        let animals: Vec<_> =
            replicates.iter().map(|replicate| scenario.draw(*replicate)).collect();
        let cohort = Cohort::new(&scenario, &animals, &Maker::cpu()).expect("the world is built");
        Trajectory { scenario, cohort, animals: animals.len() }
    }

    pub fn run(&mut self, hours: u32) -> &mut Trajectory {
        for _ in 0..hours {
            self.cohort.advance().expect("the accounts balance");
        }
        self
    }

    /// The census of the first site of every animal.
    pub fn census(&self) -> Vec<&SiteCensus> {
        (0..self.animals).map(|animal| &self.cohort.census(animal)[0]).collect()
    }

    pub fn state(&mut self, animal: usize) -> State {
        self.cohort.save(animal).expect("saved")
    }
}
