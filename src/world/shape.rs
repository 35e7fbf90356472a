//! What must be equal for animals to share a pack.

use super::geometry::LANES;

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
    /// Levels of the passes of each sub-step of each field.
    pub levels: [[u32; crate::rules::SUBSTEPS as usize]; 4],
    /// Lattice cells within which the nearest site of the other class is sought.
    pub distance_limit: u32,
}

impl Shape {
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
        // CPU: tissue, effector 2, ground, distance 2, claim, hits, directions inside, field site;
        // in padded rows four amounts and sources, receptors, exchange 2, one field on its way, and
        // the part of the exchange at each turn (half a word).
        // GPU: tissue, effector 2, ground, distance, intent, claim 2, hits; and what the rules say
        // of a field site.
        let [width, height, depth] = self.field_size().map(u64::from);
        let words = 12 + u64::from(crate::rules::TURNS).div_ceil(2);
        let cpu = 10 * cells + words * width.next_multiple_of(LANES as u64) * height * depth;
        let gpu = 9 * cells
            + u64::from(crate::rules::AMOUNT_WORDS + crate::rules::WORK_WORDS) * field_cells;
        4 * cpu.max(gpu)
    }
}
