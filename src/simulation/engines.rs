//! Which engine computes a run, and how its packs are cut.
//!
//! In: what the user asked for and what the machine has. Out: a [`Maker`] that makes an engine for animals of one shape.

use std::collections::BTreeMap;

use crate::engine::{self, Engine};
use crate::record::{CrossCheck, Manifest};
use crate::scenario::Scenario;
use crate::scenario::types::Animal;
use crate::world::{Shape, World};

use super::RunError;

/// The engine asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// A hardware GPU where there is one, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
}

/// What the user asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineRequest {
    /// Engine.
    pub choice: Choice,
}

impl EngineRequest {
    /// The engine, and why.
    pub fn decision(&self) -> (&'static str, &'static str) {
        match self.choice {
            Choice::Auto => ("cpu", "no GPU engine in this version"),
            Choice::Cpu => ("cpu", "asked for"),
        }
    }

    /// Decides, and notes the decision in the manifest.
    pub fn maker(&self, manifest: &mut Manifest) -> Result<Maker, RunError> {
        let (engine, reason) = self.decision();
        manifest.engine = engine.to_string();
        manifest.engine_reason = reason.to_string();
        manifest.threads = rayon::current_num_threads();
        manifest.cross_check = CrossCheck::NotNeeded;
        Ok(Maker { reason: reason.to_string() })
    }
}

/// Makes engines of the chosen kind.
pub struct Maker {
    reason: String,
}

impl Maker {
    /// The choice in a sentence.
    pub fn describe(&self) -> String {
        format!("engine: cpu, {} threads ({})", rayon::current_num_threads(), self.reason)
    }

    /// An engine for animals of one shape, filled with their first state.
    pub fn engine(&self, scenario: &Scenario, animals: &[Animal]) -> Result<Box<dyn Engine>, RunError> {
        Ok(engine::cpu(World::new(scenario, animals)?))
    }
}

/// Places of the animals that share a shape; packs in the order of their shapes, places ascending.
pub fn packs(scenario: &Scenario, animals: &[Animal]) -> Vec<Vec<usize>> {
    let mut packs: BTreeMap<Shape, Vec<usize>> = BTreeMap::new();
    for (place, animal) in animals.iter().enumerate() {
        packs.entry(Shape::of(scenario, animal)).or_default().push(place);
    }
    packs.into_values().collect()
}
