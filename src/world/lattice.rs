//! One site of one animal: its state, and what never changes of it.

use std::sync::Arc;

use super::geometry::Geometry;
use super::parameters::Params;
use super::signal::Exchange;

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
