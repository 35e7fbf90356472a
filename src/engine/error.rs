//! Why an engine stops.

use super::counters;
#[cfg(feature = "native")]
use super::device;
use crate::remedy::{Remedied, Remedy};

/// Why an engine stopped.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The accounts of a site do not balance: a defect of the program.
    #[error("replicate {replicate}, site {site}: {imbalance}")]
    Account {
        /// Replicate.
        replicate: u32,
        /// Index of the site.
        site: usize,
        /// Which account.
        imbalance: counters::Imbalance,
    },
    /// A field reached its largest amount and lost units.
    #[error(
        "replicate {replicate}, site {site}: {field} rose above 20 uM and {units} units were \
         lost; lower the dose or the secretion, or use a larger field_spacing"
    )]
    Saturated {
        /// Replicate.
        replicate: u32,
        /// Index of the site.
        site: usize,
        /// Which field.
        field: &'static str,
        /// Units lost so far.
        units: u64,
    },
    /// Interleukin-2 in plasma or a depot that tissue beside it could not hold.
    #[error(
        "replicate {replicate}, site {site}: interleukin-2 in the {fluid} reaches {found_um:.3} \
         uM; beside more than {most_um:.3} uM tissue would hold more than a field can; lower the \
         dose or give it in more volume"
    )]
    Concentrated {
        /// Replicate.
        replicate: u32,
        /// Index of the site.
        site: usize,
        /// `plasma` or `depot`.
        fluid: &'static str,
        /// What it reaches, uM.
        found_um: f64,
        /// What it may reach, uM.
        most_um: f64,
    },
    /// A saved state does not belong to this world.
    #[error("the saved state of replicate {replicate} does not fit its scenario")]
    State {
        /// Replicate.
        replicate: u32,
    },
    /// The device was lost, ran out of memory or refused.
    #[cfg(feature = "native")]
    #[error(transparent)]
    Device(#[from] device::DeviceError),
    /// The first host step on the GPU and on the CPU gave other bytes: the driver miscompiles, or
    /// this program has a defect.
    #[error(
        "{adapter} and the CPU disagree after the first host step ({what} of replicate \
         {replicate}): use --engine cpu, or another driver"
    )]
    CrossCheck {
        /// The adapter and its driver.
        adapter: String,
        /// Replicate.
        replicate: u32,
        /// What differs first.
        what: String,
    },
}

impl Remedied for EngineError {
    fn remedy(&self) -> Remedy {
        match self {
            #[cfg(feature = "native")]
            EngineError::Device(error) => error.remedy(),
            EngineError::Account { .. }
            | EngineError::Saturated { .. }
            | EngineError::Concentrated { .. }
            | EngineError::State { .. }
            | EngineError::CrossCheck { .. } => Remedy::None,
        }
    }
}
