//! Makes the engine of a pack, and cuts replicates into packs.
//!
//! In: animals of one shape. Out: an engine with their first state, of the chosen kind.

use std::collections::BTreeMap;
#[cfg(feature = "native")]
use std::collections::VecDeque;
#[cfg(feature = "native")]
use std::sync::{Arc, Mutex, PoisonError};

#[cfg(feature = "native")]
use crate::engine::adapter::AdapterFacts;
#[cfg(feature = "native")]
use crate::engine::gpu::Kernels;
use crate::engine::{self, Engine};
use crate::scenario::Scenario;
use crate::scenario::types::Animal;
use crate::world::{Shape, World};

use super::error::SimulationError;

/// What the engines run on.
#[derive(Clone)]
enum Device {
    Cpu,
    /// An opened GPU, and whether its first host step is repeated on the CPU.
    #[cfg(feature = "native")]
    Gpu {
        kernels: Arc<Kernels>,
        crosscheck: bool,
    },
}

/// Makes engines of the chosen kind.
#[derive(Clone)]
pub struct Maker {
    device: Device,
    reason: String,
    /// Engines that are made already, in the order of the packs that take them.
    #[cfg(feature = "native")]
    ready: Option<Ready>,
}

/// Engines that are made already.
#[cfg(feature = "native")]
pub(super) type Ready = Arc<Mutex<VecDeque<Box<dyn Engine>>>>;

impl Maker {
    /// The CPU engine, because the caller wants it.
    pub fn cpu() -> Maker {
        Maker::fallen_back("asked for".to_string())
    }

    /// An opened GPU, because the caller wants it; `crosscheck`: whether the first host step is
    /// repeated on the CPU.
    #[cfg(feature = "native")]
    pub fn gpu(kernels: Arc<Kernels>, crosscheck: bool) -> Maker {
        Maker::on(kernels, crosscheck, "asked for")
    }

    #[cfg(feature = "native")]
    pub(super) fn on(kernels: Arc<Kernels>, crosscheck: bool, reason: &str) -> Maker {
        Maker {
            device: Device::Gpu { kernels, crosscheck },
            reason: reason.to_string(),
            ready: None,
        }
    }

    pub(super) fn fallen_back(reason: String) -> Maker {
        Maker {
            device: Device::Cpu,
            reason,
            #[cfg(feature = "native")]
            ready: None,
        }
    }

    /// `cpu` or `gpu`.
    pub fn name(&self) -> &'static str {
        match self.device {
            Device::Cpu => "cpu",
            #[cfg(feature = "native")]
            Device::Gpu { .. } => "gpu",
        }
    }

    /// Why that one.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The GPU in use.
    #[cfg(feature = "native")]
    pub fn adapter(&self) -> Option<&AdapterFacts> {
        match &self.device {
            Device::Cpu => None,
            Device::Gpu { kernels, .. } => Some(&kernels.gpu.facts),
        }
    }

    /// Whether the first host step on a GPU is repeated on the CPU.
    #[cfg(feature = "native")]
    pub(crate) fn checks(&self) -> bool {
        matches!(self.device, Device::Gpu { crosscheck: true, .. })
    }

    /// The choice in a sentence.
    pub fn describe(&self) -> String {
        match &self.device {
            #[cfg(feature = "native")]
            Device::Gpu { kernels, .. } => {
                format!("engine: gpu, {} ({})", kernels.gpu.facts, self.reason)
            }
            Device::Cpu => {
                format!("engine: cpu, {} threads ({})", rayon::current_num_threads(), self.reason)
            }
        }
    }

    /// The same without the check of the first host step, for a computation that is compared by its
    /// digest.
    pub fn unchecked(&self) -> Maker {
        let device = match &self.device {
            Device::Cpu => Device::Cpu,
            #[cfg(feature = "native")]
            Device::Gpu { kernels, .. } => {
                Device::Gpu { kernels: Arc::clone(kernels), crosscheck: false }
            }
        };
        Maker { device, ..self.clone() }
    }

    /// The same with engines that are made already: the first packs take them, in their order.
    #[cfg(feature = "native")]
    pub(super) fn with(&self, engines: VecDeque<Box<dyn Engine>>) -> Maker {
        Maker { ready: Some(Arc::new(Mutex::new(engines))), ..self.clone() }
    }

    /// An engine for animals of one shape, filled with their first state.
    ///
    /// # Errors
    /// [`SimulationError::World`], or [`SimulationError::Engine`] when the device refuses.
    pub fn engine(
        &self,
        scenario: &Scenario,
        animals: &[Animal],
    ) -> Result<Box<dyn Engine>, SimulationError> {
        #[cfg(feature = "native")]
        if let Some(ready) = &self.ready
            && let Some(engine) = ready.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
        {
            return Ok(engine);
        }
        self.of_world(self.world(scenario, animals)?)
    }

    /// The first state of animals of one shape.
    pub(super) fn world(
        &self,
        scenario: &Scenario,
        animals: &[Animal],
    ) -> Result<World, SimulationError> {
        #[cfg(feature = "native")]
        if let (Device::Gpu { kernels, .. }, Some(animal)) = (&self.device, animals.first()) {
            engine::gpu_must_hold(&Shape::of(scenario, animal), kernels)?;
        }
        Ok(World::new(scenario, animals)?)
    }

    /// An engine for a world.
    pub(super) fn of_world(&self, world: World) -> Result<Box<dyn Engine>, SimulationError> {
        Ok(match &self.device {
            Device::Cpu => engine::cpu(world),
            #[cfg(feature = "native")]
            Device::Gpu { kernels, crosscheck } => engine::gpu(world, kernels, *crosscheck)?,
        })
    }
}

/// Places of the animals that share a shape; packs in the order of their shapes, places ascending.
pub(super) fn packs(scenario: &Scenario, animals: &[Animal]) -> Vec<Vec<usize>> {
    let mut packs: BTreeMap<Shape, Vec<usize>> = BTreeMap::new();
    for (place, animal) in animals.iter().enumerate() {
        packs.entry(Shape::of(scenario, animal)).or_default().push(place);
    }
    packs.into_values().collect()
}
