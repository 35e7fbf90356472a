//! The bench of every test here: a quiet scenario, its world, and an engine whose state is read and
//! written between host steps.

use il2sim::engine::{self, Engine, EngineError, SiteCensus, state_from_words, state_words};
use il2sim::exchange::SiteSignal;
use il2sim::scenario::Scenario;
use il2sim::world::{Tissue, World};

/// A mouse whose site holds one tumour cell that does nothing: no field, no vessel, no effector, no
/// death.
const QUIET: &str = include_str!("quiet.toml");

/// The quiet scenario with some keys set to TOML values.
pub fn scenario(sets: &[(&str, &str)]) -> Scenario {
    scenario_and("", sets)
}

/// The quiet scenario with more tables, and some keys set to TOML values.
pub fn scenario_and(tables: &str, sets: &[(&str, &str)]) -> Scenario {
    let overrides: Vec<(String, String)> =
        sets.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect();
    Scenario::parse(&format!("{QUIET}{tables}"), "quiet.toml", &overrides)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// The first state of so many animals.
pub fn world(scenario: &Scenario, animals: std::ops::Range<u32>) -> World {
    let animals: Vec<_> = animals.map(|replicate| scenario.draw(replicate)).collect();
    World::new(scenario, &animals).expect("the world is built")
}

/// The quiet scenario's world for one animal, its site emptied.
pub fn empty(sets: &[(&str, &str)]) -> World {
    emptied(&scenario(sets))
}

/// The world of one animal of a scenario, its sites emptied.
pub fn emptied(scenario: &Scenario) -> World {
    let mut world = world(scenario, 0..1);
    for lattices in &mut world.lattices {
        for lattice in lattices {
            lattice.tissue.tissue.fill(0);
        }
    }
    world
}

/// A host that sends nothing and suppresses nothing.
pub fn quiet() -> SiteSignal {
    SiteSignal { t_scale: 1.0, nk_scale: 1.0, ..SiteSignal::default() }
}

/// An engine with animals of one site.
pub struct Bench {
    pub engine: Box<dyn Engine>,
    pub size: [u32; 3],
    pub spacing_um: f64,
    cells: usize,
    field_cells: usize,
    animals: usize,
    steps: u32,
    done: u32,
}

impl Bench {
    pub fn new(world: World) -> Bench {
        let shape = &world.shape.sites[0];
        let (cells, field_cells, steps) = (shape.cells(), shape.field_cells(), world.shape.steps);
        let (size, spacing_um) = (shape.size, f64::from(shape.spacing_nm) / 1000.0);
        Bench {
            animals: world.lattices.len(),
            engine: engine::cpu(world),
            size,
            spacing_um,
            cells,
            field_cells,
            steps,
            done: 0,
        }
    }

    /// So many host steps, the same signal for every animal.
    pub fn run(&mut self, host_steps: u32, signal: &SiteSignal) {
        for _ in 0..host_steps {
            self.step(signal).expect("the accounts balance");
        }
    }

    pub fn step(&mut self, signal: &SiteSignal) -> Result<(), EngineError> {
        self.engine
            .host_step(&vec![vec![signal.clone()]; self.animals], &vec![true; self.animals])?;
        self.done += self.steps;
        Ok(())
    }

    pub fn state(&mut self, animal: usize) -> Tissue {
        let words = self.engine.save(animal).expect("saved");
        state_from_words(&words[0], self.cells, self.field_cells).expect("a state of this world")
    }

    pub fn put(&mut self, animal: usize, state: &Tissue) {
        self.engine.load(animal, self.done, &[state_words(state)]).expect("a state of this world");
    }

    pub fn census(&mut self) -> Vec<SiteCensus> {
        self.engine
            .census()
            .expect("counted")
            .into_iter()
            .map(|mut sites| sites.remove(0))
            .collect()
    }

    /// Living tumour cells of every animal.
    pub fn tumour(&mut self) -> Vec<u64> {
        self.census().iter().map(|census| census.returned.tumour).collect()
    }

    pub fn at(&self, index: usize) -> [i64; 3] {
        let [w, h, _] = self.size.map(|n| n as usize);
        [(index % w) as i64, (index / w % h) as i64, (index / (w * h)) as i64]
    }
}

/// Mean, and its standard error, of independent samples.
pub fn mean(samples: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let samples: Vec<f64> = samples.into_iter().collect();
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let variance = samples.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Asserts `|found - set| <= bound`, and prints all three, relative to `set`.
pub fn within(what: &str, found: f64, set: f64, bound: f64) {
    println!(
        "{what}: set {set:.6}, found {found:.6} ({:+.3} %), bound {:.3} %",
        100.0 * (found / set - 1.0),
        100.0 * bound / set.abs()
    );
    assert!((found - set).abs() <= bound, "{what}: set {set}, found {found}, bound {bound}");
}
