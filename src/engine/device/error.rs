//! What can go wrong between the program and a GPU, each with advice and with what would mend it.

use crate::remedy::{Remedied, Remedy};

/// What can go wrong between the program and a GPU.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// `--gpu` was given something that is no choice.
    #[error(
        "--gpu {typed:?}: expected auto, an index, a name, or pci:DOMAIN:BUS:DEVICE.FUNCTION (see \
         `il2sim info`)"
    )]
    Malformed {
        /// What was typed.
        typed: String,
    },
    /// There is no adapter to take.
    #[error("{}", no_adapter(*hardware_only, listing))]
    NoAdapter {
        /// Whether software drivers were left out.
        hardware_only: bool,
        /// What there is.
        listing: Vec<String>,
    },
    /// No adapter fits the choice.
    #[error("--gpu {asked}: no such adapter; {}", listed(listing))]
    NoSuchAdapter {
        /// The choice.
        asked: String,
        /// What there is.
        listing: Vec<String>,
    },
    /// A name fits several different adapters.
    #[error(
        "--gpu {asked}: several adapters fit that name, so give its index or pci address; {}",
        listed(listing)
    )]
    Ambiguous {
        /// The name.
        asked: String,
        /// What there is.
        listing: Vec<String>,
    },
    /// The adapter cannot run the kernels.
    #[error(
        "{adapter} offers {offered} {what}, and the kernels need {needed}: choose another adapter \
         (--gpu), or --engine cpu"
    )]
    TooSmall {
        /// The adapter.
        adapter: String,
        /// The limit that is too low.
        what: &'static str,
        /// What it offers.
        offered: u32,
        /// What the kernels need.
        needed: u32,
    },
    /// The driver did not open the device.
    #[error("{adapter} could not be opened: {reason}")]
    Open {
        /// The adapter.
        adapter: String,
        /// What the driver said.
        reason: String,
    },
    /// The device is gone: driver reset, unplugged, or stopped by a watchdog.
    #[error(
        "the GPU was lost ({reason}); what was saved is kept: start again with `il2sim resume`, \
         or with --engine cpu"
    )]
    Lost {
        /// What the driver said.
        reason: String,
    },
    /// The device has too little free memory.
    #[error("{what} of {} MiB did not fit into the GPU's free memory: use fewer replicates at once, a smaller lattice, another GPU, or --engine cpu", bytes >> 20)]
    OutOfMemory {
        /// What was to be made.
        what: String,
        /// Its size.
        bytes: u64,
    },
    /// A buffer is larger than the adapter allows.
    #[error(
        "{what} needs {bytes} bytes and {adapter} allows {largest} in one buffer: at most {:.1} % of this size fits, so make the lattice smaller, \
         or use another GPU or --engine cpu",
        100.0 * *largest as f64 / *bytes as f64
    )]
    TooLarge {
        /// The adapter.
        adapter: String,
        /// What was to be made.
        what: String,
        /// Its size.
        bytes: u64,
        /// The largest size allowed.
        largest: u64,
    },
    /// The library or the driver refused what was asked of it: a fault of this program or of the
    /// driver.
    #[error("the GPU refused {what}: {reason}")]
    Refused {
        /// What was asked.
        what: String,
        /// What was said.
        reason: String,
    },
}

impl Remedied for DeviceError {
    fn remedy(&self) -> Remedy {
        match self {
            Self::Malformed { .. }
            | Self::NoAdapter { .. }
            | Self::NoSuchAdapter { .. }
            | Self::Ambiguous { .. }
            | Self::TooSmall { .. }
            | Self::TooLarge { .. } => Remedy::Input,
            Self::Lost { .. } | Self::OutOfMemory { .. } => Remedy::Retry,
            Self::Open { .. } | Self::Refused { .. } => Remedy::None,
        }
    }
}

fn listed(listing: &[String]) -> String {
    if listing.is_empty() {
        return "this machine offers none".into();
    }
    let lines: Vec<String> =
        listing.iter().enumerate().map(|(index, line)| format!("\n  {index}: {line}")).collect();
    format!("this machine offers{}", lines.concat())
}

fn no_adapter(hardware_only: bool, listing: &[String]) -> String {
    let advice = "--engine cpu needs none";
    if hardware_only && !listing.is_empty() {
        format!(
            "no hardware GPU was found; {advice}, and --engine gpu takes a software driver; {}",
            listed(listing)
        )
    } else {
        format!("no GPU and no software Vulkan driver was found; {advice}")
    }
}
