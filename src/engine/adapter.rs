//! The adapters of this machine, and the choice among them.
//!
//! In: what was typed after `--gpu` (`auto`, an index, a part of a name, or `pci:ADDRESS`) and
//! whether a software driver may be taken. Out: one adapter, or an error that lists what there is.
//! The listing is in a fixed order (discrete, integrated, virtual, other, software;
//! then PCI address, then name), so that an index means the same adapter at the next start. The
//! library's own look-up by environment variable panics where nothing matches and may take the
//! software driver first, so the choice is made here.

use std::fmt;

use wgpu::{DeviceType, Limits};

use super::device::DeviceError;

/// What was typed after `--gpu`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AdapterChoice {
    /// The first hardware adapter of the listing, or the software driver where that is allowed and
    /// nothing else is there.
    #[default]
    Auto,
    /// The adapter of that index in the listing.
    Index(usize),
    /// The adapter whose name contains this text, in any case.
    Name(String),
    /// The adapter at that address of the PCI bus.
    Pci(PciAddress),
}

impl std::str::FromStr for AdapterChoice {
    type Err = DeviceError;

    fn from_str(text: &str) -> Result<AdapterChoice, DeviceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DeviceError::Malformed { typed: text.to_owned() });
        }
        if let Some(address) = text.strip_prefix("pci:") {
            return address
                .parse()
                .map(AdapterChoice::Pci)
                .map_err(|()| DeviceError::Malformed { typed: text.to_owned() });
        }
        Ok(match text.parse() {
            _ if text.eq_ignore_ascii_case("auto") => AdapterChoice::Auto,
            Ok(index) => AdapterChoice::Index(index),
            Err(_) => AdapterChoice::Name(text.to_owned()),
        })
    }
}

impl fmt::Display for AdapterChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AdapterChoice::Auto => write!(f, "auto"),
            AdapterChoice::Index(index) => write!(f, "{index}"),
            AdapterChoice::Name(name) => write!(f, "{name}"),
            AdapterChoice::Pci(address) => write!(f, "pci:{address}"),
        }
    }
}

/// An address on the PCI bus. `0000:3b:00.0`, `00000000:3B:00.0` and `3b:00.0` are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PciAddress {
    domain: u32,
    bus: u32,
    device: u32,
    function: u32,
}

impl std::str::FromStr for PciAddress {
    type Err = ();

    fn from_str(text: &str) -> Result<PciAddress, ()> {
        let hex = |part: &str| u32::from_str_radix(part, 16).map_err(|_| ());
        let (rest, function) = text.trim().rsplit_once('.').ok_or(())?;
        let mut parts = rest.rsplit(':');
        let device = hex(parts.next().ok_or(())?)?;
        let bus = hex(parts.next().ok_or(())?)?;
        let domain = parts.next().map_or(Ok(0), hex)?;
        if parts.next().is_some() || bus > 0xFF || device > 0x1F {
            return Err(());
        }
        Ok(PciAddress { domain, bus, device, function: hex(function)? })
    }
}

impl fmt::Display for PciAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}:{:02x}:{:02x}.{:x}", self.domain, self.bus, self.device, self.function)
    }
}

/// What is known of an adapter before it is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct AdapterFacts {
    /// Name that the driver gives.
    pub name: String,
    /// Kind of device.
    pub kind: DeviceType,
    /// Driver and its version.
    pub driver: String,
    /// Programming interface (`vulkan`, `metal`, `dx12`).
    pub backend: String,
    /// Address on the PCI bus, where the driver tells it.
    pub pci: Option<PciAddress>,
    /// What the adapter offers.
    pub limits: Limits,
}

impl AdapterFacts {
    fn of(adapter: &wgpu::Adapter) -> AdapterFacts {
        let info = adapter.get_info();
        let driver = format!("{} {}", info.driver, info.driver_info);
        AdapterFacts {
            name: info.name.trim().to_owned(),
            kind: info.device_type,
            driver: driver.trim().to_owned(),
            backend: info.backend.to_str().to_owned(),
            pci: info.device_pci_bus_id.parse().ok(),
            limits: adapter.limits(),
        }
    }

    /// Whether it is a driver that computes on the processor (lavapipe, for example).
    pub fn is_software(&self) -> bool {
        self.kind == DeviceType::Cpu
    }

    fn kind_name(&self) -> &'static str {
        match self.kind {
            DeviceType::DiscreteGpu => "discrete GPU",
            DeviceType::IntegratedGpu => "integrated GPU",
            DeviceType::VirtualGpu => "virtual GPU",
            DeviceType::Cpu => "software driver",
            DeviceType::Other => "other device",
        }
    }

    /// Place in the listing: the order in which `auto` prefers.
    fn rank(&self) -> usize {
        match self.kind {
            DeviceType::DiscreteGpu => 0,
            DeviceType::IntegratedGpu => 1,
            DeviceType::VirtualGpu => 2,
            DeviceType::Other => 3,
            DeviceType::Cpu => 4,
        }
    }

    /// Lines for a person: what `info` prints below the adapter's own line.
    pub fn details(&self) -> Vec<String> {
        let mib = |bytes: u64| bytes >> 20;
        let limits = &self.limits;
        vec![
            format!("driver {}", self.driver),
            format!(
                "largest buffer {} MiB, largest binding {} MiB",
                mib(limits.max_buffer_size),
                mib(limits.max_storage_buffer_binding_size)
            ),
            format!(
                "{} storage buffers a kernel, {} invocations a workgroup, {} workgroups a \
                 dimension",
                limits.max_storage_buffers_per_shader_stage,
                limits.max_compute_invocations_per_workgroup,
                limits.max_compute_workgroups_per_dimension
            ),
        ]
    }
}

impl fmt::Display for AdapterFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {}", self.name, self.kind_name(), self.backend)?;
        match self.pci {
            Some(pci) => write!(f, ", pci:{pci})"),
            None => write!(f, ")"),
        }
    }
}

/// Every adapter of this machine, in the fixed order of the listing.
pub fn list() -> Vec<AdapterFacts> {
    found().into_iter().map(|(facts, _)| facts).collect()
}

/// The adapters with their handles, in the order of the listing.
pub(super) fn found() -> Vec<(AdapterFacts, wgpu::Adapter)> {
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
    // Validation layers only where the environment asks for them; memory errors before the driver
    // begins to swap.
    descriptor.flags = wgpu::InstanceFlags::empty().with_env();
    descriptor.memory_budget_thresholds.for_resource_creation = Some(95);
    let backends = wgpu::Backends::PRIMARY;
    descriptor.backends = backends;
    let instance = wgpu::Instance::new(descriptor);
    let adapters = pollster::block_on(instance.enumerate_adapters(backends));
    let mut found: Vec<_> =
        adapters.into_iter().map(|adapter| (AdapterFacts::of(&adapter), adapter)).collect();
    found.sort_by(|(a, _), (b, _)| (a.rank(), a.pci, &a.name).cmp(&(b.rank(), b.pci, &b.name)));
    found
}

/// The index in a listing of the adapter that a choice means. With `software` false, `auto` takes
/// hardware only; an adapter that was named is taken whatever it is.
///
/// # Errors
/// [`DeviceError::NoAdapter`] where `auto` finds none, [`DeviceError::NoSuchAdapter`] where nothing
/// matches, [`DeviceError::Ambiguous`] where a name fits adapters of different names; each lists
/// what there is.
pub fn choose(
    adapters: &[AdapterFacts],
    choice: &AdapterChoice,
    software: bool,
) -> Result<usize, DeviceError> {
    let listing = || adapters.iter().map(ToString::to_string).collect();
    let none = || DeviceError::NoSuchAdapter { asked: choice.to_string(), listing: listing() };
    match choice {
        AdapterChoice::Auto => adapters
            .iter()
            .position(|adapter| software || !adapter.is_software())
            .ok_or_else(|| DeviceError::NoAdapter { hardware_only: !software, listing: listing() }),
        AdapterChoice::Index(index) => (*index < adapters.len()).then_some(*index).ok_or_else(none),
        AdapterChoice::Pci(address) => {
            adapters.iter().position(|adapter| adapter.pci == Some(*address)).ok_or_else(none)
        }
        AdapterChoice::Name(name) => {
            let wanted = name.to_lowercase();
            if let Some(exact) =
                adapters.iter().position(|adapter| adapter.name.to_lowercase() == wanted)
            {
                return Ok(exact);
            }
            let fitting: Vec<usize> = (0..adapters.len())
                .filter(|&index| adapters[index].name.to_lowercase().contains(&wanted))
                .collect();
            let first = *fitting.first().ok_or_else(none)?;
            if fitting.iter().any(|&index| adapters[index].name != adapters[first].name) {
                return Err(DeviceError::Ambiguous { asked: name.clone(), listing: listing() });
            }
            Ok(first)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy::{Remedied, Remedy};

    fn adapter(name: &str, kind: DeviceType, pci: Option<&str>) -> AdapterFacts {
        let pci = pci.map(|address| address.parse().unwrap());
        AdapterFacts {
            name: name.into(),
            kind,
            driver: "d".into(),
            backend: "vulkan".into(),
            pci,
            limits: Limits::default(),
        }
    }

    fn workstation() -> Vec<AdapterFacts> {
        vec![
            adapter("Big 5000", DeviceType::DiscreteGpu, Some("0000:3b:00.0")),
            adapter("Big 5000", DeviceType::DiscreteGpu, Some("0000:af:00.0")),
            adapter("Small UHD", DeviceType::IntegratedGpu, Some("0000:00:02.0")),
            adapter("llvmpipe", DeviceType::Cpu, None),
        ]
    }

    fn chosen(
        adapters: &[AdapterFacts],
        typed: &str,
        software: bool,
    ) -> Result<usize, DeviceError> {
        choose(adapters, &typed.parse()?, software)
    }

    #[test]
    fn auto_prefers_hardware_and_takes_software_only_where_it_was_asked_for() {
        let all = workstation();
        assert_eq!(chosen(&all, "auto", true).unwrap(), 0);
        assert_eq!(chosen(&all[2..], "auto", true).unwrap(), 0);
        assert_eq!(chosen(&all[3..], "auto", true).unwrap(), 0);
        assert!(matches!(
            chosen(&all[3..], "auto", false),
            Err(DeviceError::NoAdapter { hardware_only: true, .. })
        ));
        assert!(matches!(
            chosen(&[], "auto", true),
            Err(DeviceError::NoAdapter { hardware_only: false, .. })
        ));
    }

    #[test]
    fn an_adapter_is_found_by_index_name_and_bus_address() {
        let all = workstation();
        assert_eq!(chosen(&all, "2", false).unwrap(), 2);
        assert_eq!(chosen(&all, "small uhd", false).unwrap(), 2);
        assert_eq!(chosen(&all, "LLVM", false).unwrap(), 3, "named, so it may be software");
        assert_eq!(chosen(&all, "big", false).unwrap(), 0, "equal cards are equally good");
        for address in ["pci:0000:af:00.0", "pci:af:00.0", "pci:00000000:AF:00.0"] {
            assert_eq!(chosen(&all, address, false).unwrap(), 1, "{address}");
        }
    }

    #[test]
    fn a_choice_that_fits_nothing_lists_what_there_is() {
        let all = workstation();
        for typed in ["4", "quantum", "pci:0000:01:00.0"] {
            let error = chosen(&all, typed, true).unwrap_err();
            assert_eq!(error.remedy(), Remedy::Input);
            let text = error.to_string();
            assert!(
                text.contains(typed)
                    && text.contains("1: Big 5000 (discrete GPU, vulkan, pci:0000:af:00.0)")
                    && text.contains("3: llvmpipe"),
                "{text}"
            );
        }
        assert!(matches!(chosen(&all, "l", true), Err(DeviceError::Ambiguous { .. })));
        for typed in ["pci:", "pci:zz:00.0", "pci:1:2:3:4.5", "", "pci:3b:00"] {
            assert!(
                matches!(chosen(&all, typed, true), Err(DeviceError::Malformed { .. })),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_choice_is_written_as_it_is_read() {
        for typed in ["auto", "3", "Big 5000", "pci:0000:3b:00.0"] {
            assert_eq!(typed.parse::<AdapterChoice>().unwrap().to_string(), typed);
        }
    }
}
