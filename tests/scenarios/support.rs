//! A scenario played by its animals: tissue and host in lockstep, without a directory.

use il2sim::census::Cell;
use il2sim::engine::{self, Engine};
use il2sim::exchange::SiteReturn;
use il2sim::host::Host;
use il2sim::scenario::types::Animal;
use il2sim::scenario::{Scenario, list};
use il2sim::world::World;
use rayon::prelude::*;

/// Living tumour cells at which a mouse is put down.
const HUMANE_ENDPOINT: u64 = 15_000;

/// A shipped scenario with other values.
pub fn shipped(name: &str, overrides: &[(&str, &str)]) -> Scenario {
    let text = list().iter().find(|shipped| shipped.name == name).expect("a shipped scenario").text;
    let overrides: Vec<(String, String)> = overrides.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect();
    Scenario::parse(text, name, &overrides).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Animals in one engine, each with its host.
pub struct Stage {
    engine: Box<dyn Engine>,
    hosts: Vec<Host>,
    census: Vec<Vec<engine::SiteCensus>>,
    host_step_h: f64,
    step: u32,
}

impl Stage {
    /// The animals before their first hour, in the engine that `make` makes.
    pub fn new(scenario: &Scenario, animals: &[Animal], make: impl FnOnce(&Scenario, &[Animal]) -> Box<dyn Engine>) -> Stage {
        let hosts = animals.iter().map(|animal| Host::new(scenario, animal)).collect();
        Stage { engine: make(scenario, animals), hosts, census: Vec::new(), host_step_h: scenario.run.host_step_h, step: 0 }
    }

    /// One host step of all animals.
    pub fn advance(&mut self) {
        let now_h = f64::from(self.step) * self.host_step_h;
        let signals: Vec<_> = self.hosts.iter_mut().map(|host| host.signals(now_h)).collect();
        self.engine.host_step(&signals, &vec![true; signals.len()]).expect("the accounts balance");
        self.census = self.engine.census().expect("an engine counts");
        for (host, sites) in self.hosts.iter_mut().zip(&self.census) {
            host.absorb(&sites.iter().map(|site| site.returned.clone()).collect::<Vec<SiteReturn>>());
        }
        self.step += 1;
    }

    /// Digest of each animal: tissue and host.
    pub fn digests(&mut self) -> Vec<String> {
        (0..self.hosts.len())
            .map(|animal| {
                let mut hasher = blake3::Hasher::new();
                for lane in self.engine.digest(animal).expect("an engine digests").iter().flatten() {
                    hasher.update(&lane.to_le_bytes());
                }
                hasher.update(&self.hosts[animal].state());
                hasher.finalize().to_hex().to_string()
            })
            .collect()
    }

    /// Flips one bit of one word of the first site of an animal.
    pub fn flip(&mut self, animal: usize, word: usize, bit: u32, tissue_steps: u32) {
        let mut state = self.engine.save(animal).expect("an engine saves");
        state[0][word] ^= 1 << bit;
        self.engine.load(animal, tissue_steps, &state).expect("it is the engine's own state");
    }
}

/// The CPU engine.
pub fn on_cpu(scenario: &Scenario, animals: &[Animal]) -> Box<dyn Engine> {
    engine::cpu(World::new(scenario, animals).expect("the animals share a shape"))
}

/// What became of one animal; after its cure or its end it keeps its last values.
pub struct Course {
    /// Living tumour cells after each host step, all sites together.
    burden: Vec<u64>,
    /// Sums over sites of the columns of the census, at the end.
    totals: Vec<(String, f64)>,
    /// Largest mean interleukin-2 where tumour cells live, pM.
    pub il2_at_tumour_pm: f64,
    /// Largest number of LAK cells at one time.
    pub lak_cells: u64,
}

impl Course {
    /// Living tumour cells at the end of a day.
    pub fn burden(&self, day: usize) -> u64 {
        self.burden[(24 * day - 1).min(self.burden.len() - 1)]
    }

    /// A column of the census at the end, summed over sites.
    fn total(&self, column: &str) -> f64 {
        self.totals.iter().find(|(name, _)| name == column).expect("a column of the census").1
    }
}

/// Plays the first animals of each scenario, each alone, on the CPU, to a day; `[scenario][animal]`.
pub fn play<const N: usize>(scenarios: [&Scenario; N], animals: u32, days: u32) -> [Vec<Course>; N] {
    let all: Vec<(&Scenario, u32)> = scenarios.into_iter().flat_map(|scenario| (0..animals).map(move |replicate| (scenario, replicate))).collect();
    let mut courses = all.into_par_iter().map(|(scenario, replicate)| course(scenario, scenario.draw(replicate), days)).collect::<Vec<_>>().into_iter();
    std::array::from_fn(|_| courses.by_ref().take(animals as usize).collect())
}

fn course(scenario: &Scenario, animal: Animal, days: u32) -> Course {
    let names: Vec<String> = engine::columns(scenario.tumours.len(), scenario.vaccines.len()).into_iter().map(|column| column.name).collect();
    let at = |name: &str| names.iter().position(|column| column == name).expect("a column of the census");
    let (lak, il2) = (at("lak_cells"), at("il2_at_tumour_pm"));
    let mut stage = Stage::new(scenario, &[animal], on_cpu);
    let mut course = Course { burden: Vec::new(), totals: Vec::new(), il2_at_tumour_pm: 0.0, lak_cells: 0 };
    for _ in 0..24 * days {
        stage.advance();
        let sites = &stage.census[0];
        let sum = |column: usize| -> f64 { sites.iter().map(|site| value(&site.row[column])).sum() };
        let burden: u64 = sites.iter().map(|site| site.returned.tumour).sum();
        course.burden.push(burden);
        course.lak_cells = course.lak_cells.max(sum(lak) as u64);
        course.il2_at_tumour_pm = sites.iter().map(|site| value(&site.row[il2])).fold(course.il2_at_tumour_pm, f64::max);
        course.totals = names.iter().cloned().zip((0..names.len()).map(sum)).collect();
        if burden == 0 || burden > HUMANE_ENDPOINT || sites.iter().any(|site| site.returned.tumour_at_edge > 0) {
            break;
        }
    }
    course
}

fn value(cell: &Cell) -> f64 {
    match cell {
        Cell::Count(count) => *count as f64,
        Cell::Number(number) => *number,
        Cell::Text(_) | Cell::Missing => 0.0,
    }
}

/// Burdens on a day, one an animal.
pub fn burdens(courses: &[Course], day: usize) -> Vec<u64> {
    courses.iter().map(|course| course.burden(day)).collect()
}

/// Mean of counts.
pub fn mean(counts: &[u64]) -> f64 {
    counts.iter().sum::<u64>() as f64 / counts.len() as f64
}

/// A column of the census at the end, summed over animals.
pub fn total(courses: &[Course], column: &str) -> f64 {
    courses.iter().map(|course| course.total(column)).sum()
}
