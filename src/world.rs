//! The ensemble before its first step: the shape of its buffers, the integer parameters of every
//! animal, and the first filling.
//!
//! In: a scenario and the animals drawn from it. Out: a [`World`]: animals of one [`Shape`], each
//! with one [`Tissue`] a site, which an engine takes over. Animals of another shape (another number
//! of sub-steps, say) go to another pack; nothing that one animal gets depends on its companions.

mod filling;
mod geometry;
mod parameters;
mod signal;

pub use geometry::Geometry;
pub(crate) use geometry::LANES;
pub use parameters::{Params, threshold, units_per_molecule, units_per_pm};
pub use signal::{Exchange, Mass, inoculum_words, signal_words};

use crate::scenario::Scenario;
use crate::scenario::types::Animal;
use std::sync::Arc;

/// What must be equal for animals to share a pack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    /// One entry a site.
    pub sites: Vec<SiteShape>,
    /// Tissue steps in a host step.
    pub steps: u32,
    /// Motion sub-steps in a tissue step.
    pub hops: u32,
}

/// The shape of one site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SiteShape {
    /// Lattice cells along x, y, z.
    pub size: [u32; 3],
    /// Lattice cells in a field site along each axis (1 along z in the plane).
    pub coarse: u32,
    /// Edge of a lattice cell, nm (an integer so that shapes compare).
    pub spacing_nm: u32,
    /// Sub-steps of each field in a tissue step; 0: switched off.
    pub substeps: [u32; 4],
    /// Lattice cells within which the reach to the other class is sought.
    pub reach: u32,
}

/// The state of one site of one animal, as it is first filled, saved and restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tissue {
    /// Tissue words, one a lattice cell.
    pub tissue: Vec<u32>,
    /// First effector words.
    pub effector_x: Vec<u32>,
    /// Second effector words.
    pub effector_y: Vec<u32>,
    /// Amounts of the four fields, one a field site.
    pub amounts: [Vec<u32>; 4],
    /// Events and field ledger since the start (see `engine::counters`).
    pub totals: Vec<u64>,
}

/// One site of one animal.
#[derive(Clone, Debug)]
pub struct Lattice {
    /// Lattice and field geometry, shared by all animals.
    pub geometry: Arc<Geometry>,
    /// Integer parameters.
    pub params: Params,
    /// Vessel flag (bit 0) and squared distance to the nearest vessel in cells (bits 1..12), one a
    /// lattice cell.
    pub ground: Vec<u32>,
    /// Constants of the exchange with blood and depots.
    pub exchange: Exchange,
    /// First state.
    pub tissue: Tissue,
}

/// Animals of one shape, ready for an engine.
#[derive(Clone, Debug)]
pub struct World {
    /// Their shape.
    pub shape: Shape,
    /// The animals' replicate numbers.
    pub replicates: Vec<u32>,
    /// `[animal][site]`.
    pub lattices: Vec<Vec<Lattice>>,
}

/// Why a world cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// Animals of different shapes were given.
    #[error("replicate {0} has another shape than replicate {1}: they need different packs")]
    Shapes(u32, u32),
    /// A tumour does not fit.
    #[error(
        "replicate {replicate}: {cells} tumour cells do not fit into site `{site}` of {room} cells"
    )]
    Room {
        /// Which animal.
        replicate: u32,
        /// Site.
        site: String,
        /// Cells asked for.
        cells: u64,
        /// Cells of the site.
        room: u64,
    },
}

impl World {
    /// Builds the first state of animals of one shape.
    ///
    /// # Errors
    /// [`WorldError::Shapes`] when the animals' shapes differ, [`WorldError::Room`] when a drawn
    /// tumour is larger than its site.
    pub fn new(scenario: &Scenario, animals: &[Animal]) -> Result<World, WorldError> {
        let geometries: Vec<Arc<Geometry>> =
            scenario.sites.iter().map(|site| Arc::new(Geometry::new(site))).collect();
        let mut shape: Option<(Shape, u32)> = None;
        let mut lattices = Vec::with_capacity(animals.len());
        for animal in animals {
            let own = Shape::of(scenario, animal);
            match &shape {
                None => shape = Some((own.clone(), animal.replicate)),
                Some((first, replicate)) if *first != own => {
                    return Err(WorldError::Shapes(animal.replicate, *replicate));
                }
                Some(_) => {}
            }
            let sites = geometries
                .iter()
                .enumerate()
                .map(|(index, geometry)| filling::fill(scenario, animal, index, geometry, &own))
                .collect::<Result<Vec<_>, _>>()?;
            lattices.push(sites);
        }
        let shape =
            shape.map_or(Shape { sites: Vec::new(), steps: 1, hops: 1 }, |(shape, _)| shape);
        Ok(World {
            shape,
            replicates: animals.iter().map(|animal| animal.replicate).collect(),
            lattices,
        })
    }
}

impl Shape {
    /// The shape of one animal, from its own parameters only.
    pub fn of(scenario: &Scenario, animal: &Animal) -> Shape {
        let hops = parameters::hop_substeps(scenario, animal);
        let steps = libm::round(scenario.run.host_step_h / scenario.run.tissue_step_h) as u32;
        let sites = (0..scenario.sites.len())
            .map(|site| parameters::site_shape(scenario, animal, site))
            .collect();
        Shape { sites, steps: steps.max(1), hops }
    }

    /// Bytes that one animal needs, all buffers of both engines counted.
    pub fn bytes(&self) -> u64 {
        self.sites.iter().map(SiteShape::bytes).sum()
    }
}

impl SiteShape {
    /// Number of lattice cells.
    pub fn cells(&self) -> usize {
        self.size.iter().map(|n| *n as usize).product()
    }

    /// Field sites along x, y, z.
    pub fn field_size(&self) -> [u32; 3] {
        let c = self.coarse.max(1);
        [
            self.size[0].div_ceil(c),
            self.size[1].div_ceil(c),
            if self.size[2] == 1 { 1 } else { self.size[2].div_ceil(c) },
        ]
    }

    /// Number of field sites.
    pub fn field_cells(&self) -> usize {
        self.field_size().iter().map(|n| *n as usize).product()
    }

    /// Bytes of all buffers of the engine that needs more of them.
    pub fn bytes(&self) -> u64 {
        let (cells, field_cells) = (self.cells() as u64, self.field_cells() as u64);
        // CPU: tissue, effector 2, ground, reach 2, claim, hits, directions inside, field site; in
        // padded rows four amounts and sources, receptors, uptake fraction, exchange 2.
        // GPU: tissue, effector 2, ground, reach, intent, claim 2, hits; and what the rules say of
        // a field site.
        let [width, height, depth] = self.field_size().map(u64::from);
        let cpu = 10 * cells + 12 * width.next_multiple_of(LANES as u64) * height * depth;
        let gpu = 9 * cells
            + u64::from(crate::rules::AMOUNT_WORDS + crate::rules::WORK_WORDS) * field_cells;
        4 * cpu.max(gpu)
    }
}
