//! A look into an engine between two stages, for the tests that compare engines byte for byte.

use super::{EngineError, Stage};
use crate::exchange::SiteSignal;

/// What can be looked at, one word a lattice cell or field site of one lattice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Tissue words.
    Tissue,
    /// Effector words, x and y of a cell side by side.
    Effectors,
    /// Amounts of a field.
    Amounts(u32),
    /// Sources of a field.
    Sources(u32),
    /// Receptors of interleukin-2.
    Receptors,
    /// Hazards of the exchange with blood and depot.
    Hazard,
    /// Levels that the exchange tends to.
    Level,
    /// Distance to the other class.
    Distance,
    /// Intents, plans and hops of this stage.
    Intents,
    /// Claims of this stage.
    Claims,
    /// Hits of this step.
    Hits,
    /// Totals, low word first.
    Totals,
}

impl Stage {
    /// What a stage leaves in the same words on every engine.
    pub fn leaves(self) -> &'static [Words] {
        match self {
            // Where cells wait for `StirCommit` is each engine's own matter.
            Stage::StirCells => &[],
            Stage::StirCommit => &[Words::Tissue, Words::Effectors],
            Stage::StirFields => {
                &[Words::Amounts(0), Words::Amounts(1), Words::Amounts(2), Words::Amounts(3)]
            }
            Stage::Resect | Stage::Inoculate => &[Words::Tissue, Words::Effectors, Words::Totals],
            Stage::DistanceTransform(_) => &[Words::Distance],
            Stage::Feed => &[
                Words::Sources(0),
                Words::Sources(1),
                Words::Sources(2),
                Words::Sources(3),
                Words::Receptors,
                Words::Hazard,
                Words::Level,
            ],
            Stage::React(0) | Stage::Diffuse { field: 0, .. } => {
                &[Words::Amounts(0), Words::Totals]
            }
            Stage::React(1) | Stage::Diffuse { field: 1, .. } => {
                &[Words::Amounts(1), Words::Totals]
            }
            Stage::React(2) | Stage::Diffuse { field: 2, .. } => {
                &[Words::Amounts(2), Words::Totals]
            }
            Stage::React(_) | Stage::Diffuse { .. } => &[Words::Amounts(3), Words::Totals],
            Stage::Tissue => &[Words::Tissue, Words::Totals],
            Stage::Effector => &[Words::Effectors, Words::Intents, Words::Hits, Words::Totals],
            Stage::Divide => &[Words::Intents, Words::Claims],
            Stage::Commit => &[Words::Tissue, Words::Effectors, Words::Totals],
            Stage::PushClaim => &[Words::Intents, Words::Claims],
            Stage::PushCommit => &[Words::Tissue, Words::Totals],
            Stage::HopClaim(_) => &[Words::Intents, Words::Claims],
            Stage::HopCommit(_) => &[Words::Effectors],
            Stage::Arrive => &[Words::Effectors, Words::Totals],
        }
    }
}

/// An engine that can be stopped between two stages.
pub trait Probe {
    /// Takes the signals of a host step, of all animals.
    ///
    /// # Errors
    /// A lost device.
    fn begin(&mut self, signals: &[Vec<SiteSignal>]) -> Result<(), EngineError>;

    /// Runs one stage of a tissue step of that host step on one site of all animals.
    ///
    /// # Errors
    /// A lost device.
    fn run(&mut self, site: usize, step: u32, stage: Stage) -> Result<(), EngineError>;

    /// What the stage that ran last left in a lattice.
    ///
    /// # Errors
    /// A lost device.
    fn words(
        &mut self,
        animal: usize,
        site: usize,
        step: u32,
        stage: Stage,
        what: Words,
    ) -> Result<Vec<u32>, EngineError>;
}
