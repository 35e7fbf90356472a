//! The fields on the CPU: sources summed from cells, then sub-steps row by row.
//!
//! Rows that hold nothing, get nothing and make nothing are skipped, and of the others only the
//! span that can change is visited. Rows of amounts and of all that is fed lie in whole lanes,
//! padded with zeros (`Geometry::field_stride`). `sweep` steps a band of rows, `rows` holds the
//! loops over one row. A field that is large enough is cut into bands for several threads.

mod feed;
mod rows;
mod sweep;

use super::super::probe::Words;
use super::parts;
use crate::rules;
use crate::world::Geometry;
use sweep::{Band, Row, RowExchange, Sweep};

/// The field buffers of one site.
pub(super) struct Fields {
    /// Sites of a row, its words, rows of a plane, rows in all.
    width: usize,
    stride: usize,
    height: usize,
    rows: usize,
    flat: bool,
    /// A row of zeros in place of a missing neighbour row.
    nothing: Vec<u32>,
    /// Neighbours of each site along x; all ones where a word of a row is a site.
    beside: Vec<u32>,
    inside: Vec<u32>,
    sources: [Vec<u32>; 4],
    receptors: Vec<u32>,
    uptake: Vec<u32>,
    /// Exchange with blood and depot: the fraction that goes back and the fluid that comes in.
    fraction: Vec<u32>,
    fluid: Vec<u32>,
    /// What each row may hold, of each field; what sources and fluids add to it (bits: units a
    /// sub-step); rows with receptors; rows with exchange.
    live: [Vec<Row>; 4],
    fed: [Vec<Row>; 4],
    drinking: Vec<bool>,
    giving: Vec<bool>,
    /// Rows before a sub-step, to work with.
    before: Vec<Row>,
    bands: Vec<Band>,
    wide: bool,
}

impl Fields {
    pub(super) fn new(geometry: &Geometry) -> Fields {
        let [width, height, depth] = geometry.field.map(|n| n as usize);
        let (rows, stride) = (height * depth, geometry.field_stride());
        let words = || vec![0; stride * rows];
        Fields {
            width,
            stride,
            height,
            rows,
            flat: geometry.flat(),
            nothing: vec![0; stride],
            beside: (0..stride).map(|x| u32::from(x > 0) + u32::from(x + 1 < width)).collect(),
            inside: (0..stride).map(|x| if x < width { u32::MAX } else { 0 }).collect(),
            sources: std::array::from_fn(|_| words()),
            receptors: words(),
            uptake: words(),
            fraction: words(),
            fluid: words(),
            live: std::array::from_fn(|_| vec![Fields::anything(stride); rows]),
            fed: std::array::from_fn(|_| vec![Row::default(); rows]),
            drinking: vec![false; rows],
            giving: vec![false; rows],
            before: vec![Row::default(); rows],
            bands: Vec::new(),
            wide: rows::wide(),
        }
    }

    /// A row of which nothing is known.
    fn anything(stride: usize) -> Row {
        Row { from: 0, to: stride as u32, bits: u32::MAX }
    }

    /// What a stage left, for a comparison of engines.
    pub(super) fn words(&self, what: Words) -> Vec<u32> {
        match what {
            Words::Sources(field) => self.sources[field as usize].clone(),
            Words::Receptors => self.receptors.clone(),
            Words::Fraction => self.fraction.clone(),
            Words::Fluid => self.fluid.clone(),
            // Rows without receptors keep old fractions, which nothing reads.
            _ => self
                .uptake
                .iter()
                .zip(&self.receptors)
                .map(|(uptake, receptors)| if *receptors == 0 { 0 } else { *uptake })
                .collect(),
        }
    }

    /// Notes what each row gets, once sources, receptors and exchange are known.
    fn note_rows(&mut self) {
        let stride = self.stride;
        for row in 0..self.rows {
            let range = row * stride..(row + 1) * stride;
            for field in 0..4 {
                let source = Row::of(&self.sources[field][range.clone()], 0, stride);
                self.fed[field][row] = Row { bits: (source.bits >> 8) + 1, ..source };
            }
            let fluid = Row::of(&self.fluid[range.clone()], 0, stride);
            let both = self.fed[0][row].join(fluid);
            self.fed[0][row] = Row { bits: self.fed[0][row].bits + (fluid.bits >> 4) + 1, ..both };
            self.giving[row] =
                !fluid.is_empty() || self.fraction[range.clone()].iter().any(|e| *e != 0);
            self.drinking[row] = self.receptors[range].iter().any(|r| *r != 0);
        }
    }

    /// One sub-step of one field in so many bands; what it adds to the ledger.
    fn substep(
        &mut self,
        amounts: &mut [u32],
        field: usize,
        law: rules::Law,
        time_point: u32,
        bands: usize,
    ) -> rows::Sums {
        self.before.copy_from_slice(&self.live[field]);
        let exchange = RowExchange {
            drinking: &self.drinking,
            giving: &self.giving,
            uptake: &self.uptake,
            fraction: &self.fraction,
            fluid: &self.fluid,
        };
        let sweep = Sweep {
            wide: self.wide,
            flat: self.flat,
            law,
            time_point,
            width: self.width,
            stride: self.stride,
            height: self.height,
            rows: self.rows,
            before: &self.before,
            fed: &self.fed[field],
            source: &self.sources[field],
            beside: &self.beside,
            inside: &self.inside,
            nothing: &self.nothing,
            exchange: (field == rules::INTERLEUKIN as usize).then_some(exchange),
        };
        let lot = self.rows.div_ceil(bands.max(1)).max(1);
        self.bands.resize_with(self.rows.div_ceil(lot).max(self.bands.len()), Band::default);
        for (from, band) in (0..self.rows).step_by(lot).zip(&mut self.bands) {
            band.prepare(&sweep, amounts, from, (from + lot).min(self.rows));
        }
        let work = self
            .bands
            .iter_mut()
            .zip(amounts.chunks_mut(lot * self.stride))
            .zip(self.live[field].chunks_mut(lot))
            .enumerate();
        let sums = parts::in_parts(work, |(number, ((band, amounts), live))| {
            band.sweep(&sweep, amounts, live, number * lot)
        });
        sums.into_iter()
            .fold(rows::Sums::default(), |a, b| std::array::from_fn(|entry| a[entry] + b[entry]))
    }
}

#[cfg(test)]
mod tests;
