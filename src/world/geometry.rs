//! Geometry of one site: sizes, neighbourhoods, and which field site covers a lattice cell.

use crate::rules;
use crate::scenario::types::Site;

/// Words side by side that the loops over a row of field sites take at once; rows of fields on the
/// CPU are padded to a multiple.
pub(crate) const LANES: usize = 8;

/// A site's lattice and its field lattice.
#[derive(Clone, Debug)]
pub struct Geometry {
    /// Lattice cells along x, y, z.
    pub size: [u32; 3],
    /// Field sites along x, y, z.
    pub field: [u32; 3],
    /// Lattice cells in a field site along x and y (and z in space).
    pub coarse: u32,
    /// Edge of a lattice cell, um.
    pub spacing_um: f64,
    /// Whether cells and fields are mixed every host step.
    pub stirred: bool,
    /// For each lattice cell: the 27 directions that stay inside.
    pub inside: Vec<u32>,
    /// For each lattice cell: its field site, counted in rows of [`Geometry::field_stride`].
    pub field_of: Vec<u32>,
    /// Change of index in each of the 27 directions (wrapping).
    pub change: [u32; 27],
}

impl Geometry {
    /// The geometry of a site.
    pub fn new(site: &Site) -> Geometry {
        let size = site.cells;
        let coarse = site.coarse.max(1);
        let depth = if size[2] == 1 { 1 } else { coarse };
        let field = [size[0].div_ceil(coarse), size[1].div_ceil(coarse), size[2].div_ceil(depth)];
        let cells = size.iter().map(|n| *n as usize).product();
        let stride = field[0].next_multiple_of(LANES as u32);
        let mut inside = Vec::with_capacity(cells);
        let mut field_of = Vec::with_capacity(cells);
        for z in 0..size[2] {
            for y in 0..size[1] {
                for x in 0..size[0] {
                    inside.push(rules::inside_mask(
                        rules::Vec3::new(x, y, z),
                        rules::Vec3::new(size[0], size[1], size[2]),
                    ));
                    field_of.push(((z / depth) * field[1] + y / coarse) * stride + x / coarse);
                }
            }
        }
        let change = std::array::from_fn(|d| {
            rules::index_change(
                rules::direction_step(d as u32),
                rules::Vec3::new(size[0], size[1], size[2]),
            )
        });
        let (spacing_um, stirred) = (site.spacing_um, site.stirred);
        Geometry { size, field, coarse, spacing_um, stirred, inside, field_of, change }
    }

    /// Which of the directions `among` lead from a cell to one inside the lattice that `holds`.
    #[inline(always)]
    pub fn directions_where(&self, index: u32, among: u32, holds: impl Fn(usize) -> bool) -> u32 {
        let mut found = 0;
        let mut left = self.inside[index as usize] & among;
        while left != 0 {
            let direction = left.trailing_zeros();
            left &= left - 1;
            if holds(index.wrapping_add(self.change[direction as usize]) as usize) {
                found |= 1 << direction;
            }
        }
        found
    }

    /// Number of lattice cells.
    pub fn cells(&self) -> usize {
        self.inside.len()
    }

    /// Number of field sites.
    pub fn field_cells(&self) -> usize {
        self.field.iter().map(|n| *n as usize).product()
    }

    /// Words of a row of field sites with its padding.
    pub fn field_stride(&self) -> usize {
        (self.field[0] as usize).next_multiple_of(LANES)
    }

    /// The field site that covers a lattice cell, counted without padding, as states are saved.
    pub fn field_site(&self, cell: usize) -> usize {
        let (at, stride) = (self.field_of[cell] as usize, self.field_stride());
        at / stride * self.field[0] as usize + at % stride
    }

    /// Words of field sites, as saved, in padded rows.
    pub fn padded(&self, words: &[u32]) -> Vec<u32> {
        let mut padded = vec![0; self.field_stride() * (self.field[1] * self.field[2]) as usize];
        let rows = padded
            .chunks_exact_mut(self.field_stride())
            .zip(words.chunks_exact(self.field[0] as usize));
        rows.for_each(|(padded, row)| padded[..row.len()].copy_from_slice(row));
        padded
    }

    /// The rows of field sites without their padding.
    pub fn field_rows<'a>(&self, padded: &'a [u32]) -> impl Iterator<Item = &'a [u32]> + use<'a> {
        let width = self.field[0] as usize;
        padded.chunks_exact(self.field_stride()).map(move |row| &row[..width])
    }

    /// Whether the site is a plane.
    pub fn flat(&self) -> bool {
        self.size[2] == 1
    }

    /// The size as the rules take it.
    pub fn size_words(&self) -> rules::Vec3<u32> {
        rules::Vec3::new(self.size[0], self.size[1], self.size[2])
    }

    /// Volume of a whole field site, um3; a plane is one cell spacing thick.
    pub fn field_volume_um3(&self) -> f64 {
        let edge = self.spacing_um * f64::from(self.coarse);
        if self.flat() { edge * edge * self.spacing_um } else { edge * edge * edge }
    }

    /// Volume of the lattice, mm3.
    pub fn volume_mm3(&self) -> f64 {
        self.cells() as f64 * self.spacing_um * self.spacing_um * self.spacing_um * 1e-9
    }

    /// Area of the lattice, or of its central slice in space, mm2.
    pub fn area_mm2(&self) -> f64 {
        f64::from(self.size[0]) * f64::from(self.size[1]) * self.spacing_um * self.spacing_um * 1e-6
    }
}
