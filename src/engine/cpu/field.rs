//! The fields on the CPU: sources summed from cells, then passes over rows.
//!
//! Rows of amounts and of all that is fed lie in whole lanes, padded with zeros
//! (`Geometry::field_stride`). `lanes` holds the loops over a strip of a row, `passes` those over a
//! band of rows. A field that holds nothing and gets nothing is skipped. One that is large enough
//! is cut into bands for several threads: a band reads rows around it that no band writes in the
//! same pass, and sums are whole numbers, so no byte depends on how many there are.

mod feed;
mod lanes;
mod passes;

use super::super::probe::Words;
use super::machine::Machine;
use super::parts;
use crate::rules;
use crate::world::{Geometry, Params};
use lanes::{Acting, InterleukinRows, LineKernel, Sums, add_sums};
use passes::{Band, FieldRows, Line, Scratch, Source};

/// Turns at which a field reacts in a tissue step, at most.
const TURNS: usize = rules::TURNS as usize;

/// The field buffers of one site.
pub(super) struct Fields {
    rows: FieldRows,
    /// Rows of a plane, planes.
    height: usize,
    depth: usize,
    flat: bool,
    sources: [Vec<u32>; 4],
    receptors: Vec<u32>,
    /// Exchange with blood and depot: its hazard, the level that it tends to, and what part of that
    /// acts at each turn.
    hazard: Vec<u32>,
    level: Vec<u32>,
    parts: [Vec<u16>; TURNS],
    /// Which words have receptors, one bit a word; rows with exchange.
    drinking: Vec<u8>,
    giving: Vec<bool>,
    /// Fields to which something is fed.
    fed: [bool; 4],
    /// Bits that no word of a row exceeds, of each field.
    bits: [Vec<u32>; 4],
    /// Amounts on their way, and the bits of their rows.
    aside: Vec<u32>,
    aside_bits: Vec<u32>,
    scratch: Vec<Scratch>,
    machine: Machine,
}

/// What one field does in a tissue step.
pub(super) struct Step<'a> {
    pub params: &'a Params,
    pub field: usize,
    /// The tissue step.
    pub now: u32,
    /// Bands into which its rows are cut.
    pub bands: usize,
}

impl Fields {
    pub(super) fn new(geometry: &Geometry) -> Fields {
        let [width, height, depth] = geometry.field.map(|n| n as usize);
        let (rows, stride) = (height * depth, geometry.field_stride());
        let words = || vec![0; stride * rows];
        Fields {
            rows: FieldRows { width, stride },
            height,
            depth,
            flat: geometry.flat(),
            sources: std::array::from_fn(|_| words()),
            receptors: words(),
            hazard: words(),
            level: words(),
            parts: std::array::from_fn(|_| vec![0; stride * rows]),
            drinking: vec![0; stride * rows / lanes::LANES],
            giving: vec![false; rows],
            fed: [false; 4],
            bits: std::array::from_fn(|_| vec![u32::MAX; rows]),
            aside: words(),
            aside_bits: vec![0; rows],
            scratch: Vec::new(),
            machine: Machine::here(),
        }
    }

    /// What a stage left, for a comparison of engines.
    pub(super) fn words(&self, what: Words) -> Vec<u32> {
        match what {
            Words::Sources(field) => self.sources[field as usize].clone(),
            Words::Receptors => self.receptors.clone(),
            Words::Hazard => self.hazard.clone(),
            _ => self.level.clone(),
        }
    }

    /// Notes what is fed, once sources, receptors and exchange are known.
    fn note_fed(&mut self) {
        for (fed, sources) in self.fed.iter_mut().zip(&self.sources) {
            *fed = sources.iter().any(|source| *source != 0);
        }
        self.fed[rules::INTERLEUKIN as usize] |= self.level.iter().any(|level| *level != 0);
        let (blocks, _) = self.receptors.as_chunks::<{ lanes::LANES }>();
        for (drinking, block) in self.drinking.iter_mut().zip(blocks) {
            *drinking = (0..lanes::LANES).fold(0, |bits, x| bits | u8::from(block[x] != 0) << x);
        }
    }

    /// Whether nothing can happen to a field: it holds nothing and gets nothing.
    fn idle(&self, field: usize) -> bool {
        !self.fed[field] && self.bits[field].iter().all(|bits| *bits == 0)
    }

    /// What acts in a turn of a field.
    fn acting<'a>(&'a self, step: &Step, number: usize) -> Acting<'a> {
        let exchange = InterleukinRows {
            receptors: &self.receptors,
            drinking: &self.drinking,
            giving: &self.giving,
            part: &self.parts[number],
            level: &self.level,
        };
        Acting {
            law: step.params.laws[step.field],
            turn: step.params.turns[step.field * TURNS + number],
            number: number as u32,
            step: step.now,
            source: &self.sources[step.field],
            exchange: (step.field == rules::INTERLEUKIN as usize).then_some(exchange),
        }
    }

    /// The rows of a band, when a field is cut into so many: in space whole planes, so that columns
    /// along y stay inside.
    fn lot(&self, bands: usize) -> usize {
        let unit = if self.depth > 1 { self.height } else { 1 };
        (self.height * self.depth / unit).div_ceil(bands.max(1)).max(1) * unit
    }

    /// The reaction before the first sub-step; what it adds to the ledger.
    fn first_turn(&mut self, amounts: &mut [u32], step: &Step) -> Sums {
        if self.idle(step.field) {
            return Sums::default();
        }
        let mut bits = std::mem::take(&mut self.bits[step.field]);
        let (acting, rows, machine) = (self.acting(step, 0), self.rows, self.machine);
        let lot = self.lot(step.bands);
        let bands = bands(amounts, &mut bits, rows.stride, lot);
        let sums =
            parts::in_parts(bands, |mut band| passes::turn(machine, rows, &mut band, &acting));
        self.bits[step.field] = bits;
        total(sums)
    }

    /// One sub-step of a field and the reaction after it; what it adds to the ledger.
    fn substep(&mut self, amounts: &mut [u32], step: &Step, substep: usize) -> Sums {
        if self.idle(step.field) {
            return Sums::default();
        }
        let mut aside = std::mem::take(&mut self.aside);
        let mut aside_bits = std::mem::take(&mut self.aside_bits);
        let mut bits = std::mem::take(&mut self.bits[step.field]);
        let mut scratch = std::mem::take(&mut self.scratch);
        let lot = self.lot(step.bands);
        scratch.resize_with((bits.len().div_ceil(lot)).max(scratch.len()), Scratch::default);
        let sums = self.passes(
            step,
            substep,
            [(amounts, &mut bits), (&mut aside, &mut aside_bits)],
            &mut scratch,
            lot,
        );
        self.aside = aside;
        self.aside_bits = aside_bits;
        self.bits[step.field] = bits;
        self.scratch = scratch;
        sums
    }

    /// The passes of a sub-step, from one buffer to the other, so that the last ends in the first.
    fn passes(
        &self,
        step: &Step,
        substep: usize,
        [mut here, mut there]: [(&mut [u32], &mut [u32]); 2],
        scratch: &mut [Scratch],
        lot: usize,
    ) -> Sums {
        let (rows, machine) = (self.rows, self.machine);
        let axes = if self.flat { 2 } else { 3 };
        let kernels: Vec<Vec<LineKernel>> =
            (0..axes).map(|axis| kernels(step, substep, axis)).collect();
        let columns: Vec<(usize, LineKernel)> = (1..axes as usize)
            .flat_map(|axis| kernels[axis].iter().map(move |kernel| (axis, *kernel)))
            .collect();
        // Rows go to the other buffer where so many passes along columns follow that these end
        // in the first, else they are spread where they are.
        if columns.len() % 2 == 1 {
            let from = Source { words: here.0, bits: here.1 };
            let bands = bands(there.0, there.1, rows.stride, lot).zip(&mut *scratch);
            parts::in_parts(bands, |(mut band, scratch)| {
                passes::along_rows(machine, rows, &kernels[0], Some(from), &mut band, scratch);
            });
            std::mem::swap(&mut here, &mut there);
        } else {
            let bands = bands(here.0, here.1, rows.stride, lot).zip(&mut *scratch);
            parts::in_parts(bands, |(mut band, scratch)| {
                passes::along_rows(machine, rows, &kernels[0], None, &mut band, scratch);
            });
        }
        let acting = self.acting(step, substep + 1);
        let mut sums = Sums::default();
        for (done, (axis, kernel)) in columns.iter().enumerate() {
            let acting = (done + 1 == columns.len()).then_some(&acting);
            let from = Source { words: here.0, bits: here.1 };
            let bands = bands(there.0, there.1, rows.stride, lot).zip(&mut *scratch);
            sums = total(parts::in_parts(bands, |(mut band, scratch)| {
                let lines = self.lines(*axis, &band);
                // Lines of one shape together: all but planes that a band cuts are.
                let mut sums = Sums::default();
                for lines in lines.chunk_by(|a, b| (a.begin, a.end) == (b.begin, b.end)) {
                    let part = passes::along_columns(
                        machine, rows, kernel, lines, from, &mut band, acting, scratch,
                    );
                    add_sums(&mut sums, part);
                }
                sums
            }));
            std::mem::swap(&mut here, &mut there);
        }
        sums
    }

    /// The lines of an axis that have rows in a band, each with its positions there.
    fn lines(&self, axis: usize, band: &Band) -> Vec<Line> {
        let (height, depth) = (self.height, self.depth);
        let end = band.first + band.bits.len();
        if axis == 1 {
            let planes = band.first / height..end.div_ceil(height);
            planes
                .map(|plane| {
                    let start = plane * height;
                    let inside = band.first.max(start) - start..end.min(start + height) - start;
                    Line { start, step: 1, n: height, begin: inside.start, end: inside.end }
                })
                .collect()
        } else {
            let (begin, end) = (band.first / height, end / height);
            (0..height).map(|start| Line { start, step: height, n: depth, begin, end }).collect()
        }
    }
}

/// The passes along one axis of a sub-step.
fn kernels(step: &Step, substep: usize, axis: u32) -> Vec<LineKernel> {
    let (params, field) = (step.params, step.field);
    let (law, turn) = (params.laws[field], params.turns[field * TURNS + substep]);
    let row = (field * rules::SUBSTEPS as usize + substep) * rules::LEVELS as usize;
    let pass = |level| rules::pass_number(step.now, law, turn, axis, level);
    (0..turn.levels)
        .map(|level| LineKernel::new(params.shares[row + level as usize], level, pass(level)))
        .collect()
}

/// Rows cut into bands of so many.
fn bands<'a>(
    words: &'a mut [u32],
    bits: &'a mut [u32],
    stride: usize,
    lot: usize,
) -> impl Iterator<Item = Band<'a>> {
    words
        .chunks_mut(lot * stride)
        .zip(bits.chunks_mut(lot))
        .enumerate()
        .map(move |(number, (words, bits))| Band { first: number * lot, words, bits })
}

/// The sums of all bands.
fn total(parts: Vec<Sums>) -> Sums {
    let mut sums = Sums::default();
    parts.into_iter().for_each(|part| add_sums(&mut sums, part));
    sums
}

#[cfg(test)]
mod tests;
