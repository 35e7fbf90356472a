//! Which engine computes a run, and how its packs are cut.
//!
//! In: what the user asked for and what the machine has. Out: a [`Maker`] that makes an engine for
//! animals of one shape. `auto` takes a hardware GPU, else the CPU; a software driver is used only
//! when it is asked for (`gpu`, or an adapter by name).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::adapter::{self, AdapterFacts};
use crate::engine::device::{Gpu, Loops};
use crate::engine::gpu::Kernels;
use crate::engine::{self, Engine, EngineError};
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
    /// A GPU, a software driver included.
    Gpu,
}

/// What the user asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineRequest {
    /// Engine.
    pub choice: Choice,
    /// Adapter of the GPU engine.
    pub gpu: adapter::Choice,
    /// Whether the first host step on a GPU is left unchecked.
    pub no_crosscheck: bool,
}

impl EngineRequest {
    /// Whether nothing but a GPU will do.
    fn needs_gpu(&self) -> bool {
        self.choice == Choice::Gpu
            || (self.choice == Choice::Auto && self.gpu != adapter::Choice::Auto)
    }

    /// Refuses an adapter that is not there, before anything is written.
    ///
    /// # Errors
    /// [`RunError::Engine`] that lists what there is.
    pub fn check(&self) -> Result<(), RunError> {
        if self.needs_gpu() {
            adapter::choose(&adapter::list(), &self.gpu, true).map_err(EngineError::from)?;
        }
        Ok(())
    }

    /// Decides, and opens the device if it is a GPU.
    ///
    /// # Errors
    /// [`RunError::Engine`] when the GPU that was asked for is not there or cannot be opened.
    pub fn maker(&self) -> Result<Maker, RunError> {
        if self.choice == Choice::Cpu {
            return Ok(Maker::cpu());
        }
        match self.open() {
            Ok(kernels) => {
                let reason = if self.needs_gpu() { "asked for" } else { "the first hardware GPU" };
                Ok(Maker {
                    kernels: Some(Arc::new(kernels)),
                    crosscheck: !self.no_crosscheck,
                    reason: reason.to_string(),
                })
            }
            Err(error) if self.needs_gpu() => Err(error.into()),
            Err(EngineError::Device(engine::device::DeviceError::NoAdapter { .. })) => {
                Ok(Maker::fallen_back("no hardware GPU was found".to_string()))
            }
            Err(error) => Ok(Maker::fallen_back(error.to_string())),
        }
    }

    fn open(&self) -> Result<Kernels, EngineError> {
        Ok(Kernels::new(Gpu::open(&self.gpu, self.needs_gpu())?, Loops::AsWritten)?)
    }
}

/// Makes engines of the chosen kind.
pub struct Maker {
    /// The opened GPU; none for the CPU engine.
    kernels: Option<Arc<Kernels>>,
    crosscheck: bool,
    reason: String,
}

impl Maker {
    /// The CPU engine, because the caller wants it.
    pub fn cpu() -> Maker {
        Maker::fallen_back("asked for".to_string())
    }

    /// An opened GPU, because the caller wants it; `crosscheck`: whether the first host step is
    /// repeated on the CPU.
    pub fn gpu(kernels: Arc<Kernels>, crosscheck: bool) -> Maker {
        Maker { kernels: Some(kernels), crosscheck, reason: "asked for".to_string() }
    }

    fn fallen_back(reason: String) -> Maker {
        Maker { kernels: None, crosscheck: false, reason }
    }

    /// `cpu` or `gpu`.
    pub fn name(&self) -> &'static str {
        if self.kernels.is_some() { "gpu" } else { "cpu" }
    }

    /// Why that one.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The GPU in use.
    pub fn adapter(&self) -> Option<&AdapterFacts> {
        self.kernels.as_ref().map(|kernels| &kernels.gpu.facts)
    }

    /// The choice in a sentence.
    pub fn describe(&self) -> String {
        match self.adapter() {
            Some(adapter) => format!("engine: gpu, {adapter} ({})", self.reason),
            None => {
                format!("engine: cpu, {} threads ({})", rayon::current_num_threads(), self.reason)
            }
        }
    }

    /// Notes the choice in a run's manifest.
    pub fn note(&self, manifest: &mut Manifest) {
        manifest.engine = self.name().to_string();
        manifest.engine_reason.clone_from(&self.reason);
        manifest.adapter = self.adapter().map(ToString::to_string);
        manifest.driver = self.adapter().map(|adapter| adapter.driver.clone());
        manifest.threads = rayon::current_num_threads();
        manifest.cross_check = match (&self.kernels, self.crosscheck) {
            (None, _) => CrossCheck::NotNeeded,
            (Some(_), true) => CrossCheck::Pending,
            (Some(_), false) => CrossCheck::Skipped,
        };
    }

    /// The same without the check of the first host step, for a computation that is compared by its
    /// digest.
    pub fn unchecked(&self) -> Maker {
        Maker { kernels: self.kernels.clone(), crosscheck: false, reason: self.reason.clone() }
    }

    /// An engine for animals of one shape, filled with their first state.
    ///
    /// # Errors
    /// [`RunError::World`], or [`RunError::Engine`] when the device refuses.
    pub fn engine(
        &self,
        scenario: &Scenario,
        animals: &[Animal],
    ) -> Result<Box<dyn Engine>, RunError> {
        let world = World::new(scenario, animals)?;
        Ok(match &self.kernels {
            Some(kernels) => engine::gpu(world, kernels, self.crosscheck)?,
            None => engine::cpu(world),
        })
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
