//! From an animal's values in physical units to the integers that the rules take.
//!
//! A rate `k` becomes the chance `1 - exp(-k dt)` of one step, held as a threshold that a uniform
//! `u32` is compared with (a rate of which rules take a part becomes the hazard `k dt`). A fraction
//! that a field loses in a sub-step becomes `mantissa / 2^(16+shift)`. A concentration becomes an
//! amount in units of its field site. Nothing is cut to fit on the way, which debug builds
//! assert: the scenario's limits refuse what would not. Only `+ - * /`, `sqrt` and `libm` are used,
//! so the integers are the same on every machine.

mod cells;
mod scale;
mod spreading;

use super::{Geometry, Shape, SiteShape};
use crate::keys;
use crate::kinds::{EFFECTORS, EffectorKind, FIELDS, GRAFTS, GROUPS, KINDS, LINES};
use crate::rules::{self, Graft, INOCULA, Inoculum, Kind, Law, Line, Place, Shares, Signal, Turn};
use crate::scenario::Scenario;
use crate::scenario::amounts::MOLECULES_PER_UM3_PM;
pub use crate::scenario::amounts::units_per_molecule;
use crate::scenario::types::{Act, Animal};
use cells::{grafts, kind, tumour_line, vaccine_line};
use scale::{Scale, hops_per_step};
pub(super) use scale::{fraction, threshold, word};
use spreading::Spread;

/// All integer parameters of one site of one animal, as every engine holds them.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Params {
    /// Laws of the four fields.
    pub laws: [Law; FIELDS],
    /// Turns at which a site of each field reacts.
    pub turns: [Turn; FIELDS * rules::TURNS as usize],
    /// How each field spreads: by sub-step, by level.
    pub shares: [Shares; FIELDS * (rules::SUBSTEPS * rules::LEVELS) as usize],
    /// Lines: tumours, then vaccines.
    pub lines: [Line; LINES],
    /// Effector kinds; row 0 is no cell.
    pub kinds: [Kind; EFFECTORS + 1],
    /// Origins of transferred effectors; row 0 is the host.
    pub grafts: [Graft; GRAFTS + 1],
    /// Where the lattice is.
    pub place: Place,
    /// What the host says; renewed every host step.
    pub signal: Signal,
    /// What is put in; renewed every host step.
    pub inocula: [Inoculum; INOCULA as usize],
    /// Effectors that come in this host step, by group.
    pub arrivals: [u32; GROUPS],
    /// Part of them that are effectors by programme, fraction.
    pub programmed: [u32; GROUPS],
    /// Chance that drugs, antibodies or radiation kill an effector, by kind; renewed every host
    /// step.
    pub hazards: [u32; EFFECTORS + 1],
    /// Chance that rejection kills a transferred cell, by origin; renewed every host step.
    pub rejections: [u32; GRAFTS + 1],
}

/// Bytes of a member of a struct.
const fn bytes_of_member<S, M>(_: fn(&S) -> &M) -> usize {
    size_of::<M>()
}

// Asserts that `Params` lies in memory as the kernels' struct of that name.
include!(concat!(env!("OUT_DIR"), "/params_layout.rs"));

/// Units in 1 pM of a field site.
pub fn units_per_pm(geometry: &Geometry) -> f64 {
    let volume = geometry.field_volume_um3();
    MOLECULES_PER_UM3_PM * volume * units_per_molecule(volume)
}

/// How a field of an animal spreads at a site; `None`: switched off. `edge_um`: of a field site.
fn spread(animal: &Animal, field: usize, edge_um: f64, axes: u32, step_h: f64) -> Option<Spread> {
    let field_keys = &keys::FIELDS[field];
    if animal.get(field_keys.on) == 0.0 {
        return None;
    }
    let r = animal.get(field_keys.diffusion) * step_h * 3600.0 / (edge_um * edge_um);
    let decay = animal.get(field_keys.decay) * step_h;
    let sinks = (field == rules::INTERLEUKIN as usize).then_some(step_h);
    Some(Spread { r, decay, axes, sinks })
}

/// Shape of one site for one animal.
pub(super) fn site_shape(scenario: &Scenario, animal: &Animal, site: usize) -> SiteShape {
    let place = &scenario.sites[site];
    let edge = place.spacing_um * f64::from(place.coarse.max(1));
    let spreads: [Option<Spread>; FIELDS] = std::array::from_fn(|field| {
        spread(animal, field, edge, place.dimensions, scenario.run.tissue_step_h)
    });
    let mut distance_um = animal.get(&keys::il2::DEPOT_SHELL);
    for line in 0..scenario.tumours.len() {
        distance_um = distance_um.max(animal.get(keys::tumour::RIM_DEPTH.at(line)));
        distance_um = distance_um.max(animal.get(keys::tumour::HYPOXIA_DISTANCE.at(line)));
        distance_um = distance_um.max(animal.get(keys::tumour::NECROSIS_DISTANCE.at(line)));
    }
    for (n, treatment) in scenario.treatments.iter().enumerate() {
        if matches!(treatment.act, Act::Surgery { site: own, .. } if own == site) {
            distance_um = distance_um.max(animal.get(keys::treatment::MARGIN.at(n)));
        }
    }
    let distance_limit = libm::ceil(distance_um / place.spacing_um)
        .clamp(1.0, f64::from(crate::rules::DISTANCE_LIMIT)) as u32;
    SiteShape {
        size: place.cells,
        coarse: place.coarse.max(1),
        spacing_nm: libm::round(place.spacing_um * 1000.0) as u32,
        substeps: spreads.map(|spread| spread.map_or(0, Spread::substeps)),
        levels: spreads.map(|spread| spread.map_or([0; rules::SUBSTEPS as usize], Spread::levels)),
        distance_limit,
    }
}

/// Motion sub-steps that keep every kind's hop chance at or below 0.3.
pub(super) fn hop_substeps(scenario: &Scenario, animal: &Animal) -> u32 {
    let mut most = 0.0f64;
    for kind in KINDS {
        let motility = animal.get(keys::effector(kind.name).motility);
        for site in 0..scenario.sites.len() {
            most = most.max(hops_per_step(motility, scenario, site));
        }
    }
    libm::ceil(most / 0.3 - 1e-9).max(1.0) as u32
}

/// Integer parameters of one site of one animal.
pub(super) fn params(
    scenario: &Scenario,
    animal: &Animal,
    site: usize,
    geometry: &Geometry,
    shape: &Shape,
) -> Params {
    let step_h = scenario.run.tissue_step_h;
    let clock_steps = keys::tick_steps(step_h, |path| animal.values[path]);
    let own = &shape.sites[site];
    let scale = Scale {
        animal,
        step_h,
        clock_steps,
        units_per_molecule: units_per_molecule(geometry.field_volume_um3()),
        units_per_pm: units_per_pm(geometry),
    };
    let mut params: Params = bytemuck::Zeroable::zeroed();
    for field in 0..4 {
        params.laws[field] = law(&scale, own, field);
        let edge = geometry.spacing_um * f64::from(geometry.coarse);
        let axes = if geometry.flat() { 2 } else { 3 };
        if let Some(spread) = spread(animal, field, edge, axes, step_h) {
            spread_into(&mut params, field, spread);
        }
    }
    let antigens = scenario.antigens_of_lines();
    let packed = antigens
        .iter()
        .enumerate()
        .fold(0u32, |word, (line, antigen)| word | (*antigen as u32 & 15) << (4 * line));
    let tumours = (0..scenario.tumours.len()).map(|tumour| tumour_line(&scale, geometry, tumour));
    let vaccines =
        scenario.vaccines.iter().enumerate().map(|(n, vaccine)| vaccine_line(&scale, n, vaccine));
    for (row, line) in params.lines.iter_mut().zip(tumours.chain(vaccines)) {
        *row = Line { antigens: packed, ..line };
    }
    params.grafts = grafts(scenario, &scale);
    for place in EffectorKind::all() {
        let row = &mut params.kinds[place.number().word() as usize];
        *row = kind(&scale, place, scenario, site, shape.hops);
    }
    let vessels = vessel_grid(
        animal.get(keys::site::VESSEL_DENSITY.at(site)),
        geometry.size,
        geometry.spacing_um,
    );
    params.place = Place {
        seed_low: scenario.run.seed as u32,
        seed_high: (scenario.run.seed >> 32) as u32,
        replicate: animal.replicate,
        lattice: site as u32,
        clock_steps: clock_steps as u32,
        vessels_x: vessels[0],
        vessels_y: vessels[1],
        vessels_z: vessels[2],
        distance_limit: own.distance_limit,
        steps: shape.steps,
    };
    params
}

/// Vessels along each axis for a density per mm2 (their spacing is its inverse root).
fn vessel_grid(density_per_mm2: f64, size: [u32; 3], cell_um: f64) -> [u32; 3] {
    if density_per_mm2 <= 0.0 {
        return [0, 0, 0];
    }
    let spacing_um = 1000.0 / libm::sqrt(density_per_mm2);
    let along =
        |cells: u32| (libm::round(f64::from(cells) * cell_um / spacing_um) as u32).clamp(1, cells);
    size.map(|cells| if cells == 1 { 1 } else { along(cells) })
}

fn law(scale: &Scale, own: &SiteShape, field: usize) -> Law {
    let field_keys = &keys::FIELDS[field];
    if own.substeps[field] == 0 {
        return Law { half: u32::MAX, units_per_pm: 256, uptake_half: 1, ..Law::default() };
    }
    Law {
        substeps: own.substeps[field],
        passes: 0,
        // Each kind of cell has its own receptor of interleukin-2.
        half: if field == 0 { u32::MAX } else { scale.amount(scale.of(field_keys.half)) },
        units_per_pm: word(scale.units_per_pm * 256.0),
        uptake_half: field_keys.uptake_half.map_or(1, |key| scale.amount(scale.get(key))),
    }
}

/// Writes a field's turns and shares where the rules look for them.
fn spread_into(params: &mut Params, field: usize, spread: Spread) {
    let turns = spread.turns();
    params.laws[field].passes = turns.last().map_or(0, |last| last.passed);
    params.turns[field * rules::TURNS as usize..][..turns.len()].copy_from_slice(&turns);
    for (substep, levels) in spread.shares().into_iter().enumerate() {
        let row = field * rules::SUBSTEPS as usize + substep;
        let from = row * rules::LEVELS as usize;
        params.shares[from..from + levels.len()].copy_from_slice(&levels);
    }
}
