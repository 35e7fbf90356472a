//! The ensemble before its first step: the shape of its buffers, the integer parameters of every
//! animal, and the first filling.
//!
//! In: a scenario and the animals drawn from it. Out: a [`World`]: animals of one [`Shape`], each
//! with one [`Tissue`] a site, which an engine takes over. Animals of another shape (another number
//! of sub-steps, say) go to another pack; nothing that one animal gets depends on its companions.

mod filling;
mod geometry;
mod lattice;
mod parameters;
mod shape;
mod signal;

pub use geometry::Geometry;
pub(crate) use geometry::LANES;
pub use lattice::{Lattice, Tissue, WorldError};
pub use parameters::{Params, units_per_molecule, units_per_pm};
pub use shape::{Shape, SiteShape};
pub use signal::{Exchange, Mass};

use crate::scenario::Scenario;
use crate::scenario::types::Animal;
use std::sync::Arc;

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
}
