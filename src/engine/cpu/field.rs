//! The fields on the CPU: sources summed from cells, then sub-steps row by row.
//!
//! A sub-step has two passes: every row's flux (what each site gives to one neighbour) into a buffer with a margin of zeros, then the reaction in place. Rows
//! that hold nothing, get nothing and make nothing are skipped, and of the others only the span that can change is visited. The row loops are compiled
//! twice, for the baseline and for AVX2, and chosen at run time; their slices are parameters of the compiled function, and sums are kept as two halves
//! of 16 bits in 32-bit lanes (exact for rows up to 65,536 sites): otherwise they would not be vectorised in full width.

use super::super::counters;
use super::super::probe::Words;
use super::{BitSet, Site};
use crate::rules::{self, Law};
use crate::scenario::types::EDGE;
use crate::world::Geometry;

/// The field buffers of one site.
pub(super) struct Fields {
    width: usize,
    rows: usize,
    /// Rows in one plane.
    height: usize,
    /// What a site gives to each neighbour; rows of `width + 2` with zero margins.
    flux: Vec<u32>,
    /// A row of zeros in place of a missing neighbour row.
    nothing: Vec<u32>,
    /// Neighbours of each site along x.
    beside: Vec<u32>,
    sources: [Vec<u32>; 4],
    receptors: Vec<u32>,
    uptake: Vec<u32>,
    vessels: Vec<u32>,
    /// Exchange with blood and depot: the fraction that goes back and the fluid that comes in.
    fraction: Vec<u32>,
    fluid: Vec<u32>,
    /// Span of each row that may hold something, of each field; span with sources or fluids; rows with receptors; rows with exchange.
    live: [Vec<Span>; 4],
    fed: [Vec<Span>; 4],
    drinking: Vec<bool>,
    giving: Vec<bool>,
    /// Spans before a sub-step, to work with.
    before: Vec<Span>,
}

/// A span of a row: from, and one past the end; empty when they are equal.
type Span = (usize, usize);

/// The smallest span that covers both.
fn join(a: Span, b: Span) -> Span {
    if a.0 == a.1 {
        b
    } else if b.0 == b.1 {
        a
    } else {
        (a.0.min(b.0), a.1.max(b.1))
    }
}

/// The span of a row's words that are not zero, looked for inside `within`.
fn span_of(row: &[u32], within: Span) -> Span {
    let inside = &row[within.0..within.1];
    match (inside.iter().position(|word| *word != 0), inside.iter().rposition(|word| *word != 0)) {
        (Some(from), Some(to)) => (within.0 + from, within.0 + to + 1),
        _ => (0, 0),
    }
}

/// What left and came in one row in one sub-step: made, entered, decayed, taken, returned, lost.
type Sums = [u64; 6];

impl Fields {
    pub(super) fn new(geometry: &Geometry, ground: &[u32]) -> Fields {
        let [w, h, d] = geometry.field.map(|n| n as usize);
        let rows = h * d;
        let mut vessels = vec![0; w * rows];
        for (index, word) in ground.iter().enumerate() {
            vessels[geometry.field_of[index] as usize] += word & 1;
        }
        Fields {
            width: w,
            rows,
            height: h,
            flux: vec![0; (w + 2) * rows],
            nothing: vec![0; w],
            beside: (0..w).map(|x| u32::from(x > 0) + u32::from(x + 1 < w)).collect(),
            sources: std::array::from_fn(|_| vec![0; w * rows]),
            receptors: vec![0; w * rows],
            uptake: vec![0; w * rows],
            fraction: vec![0; w * rows],
            fluid: vec![0; w * rows],
            vessels,
            live: std::array::from_fn(|_| vec![(0, w); rows]),
            fed: std::array::from_fn(|_| vec![(0, 0); rows]),
            drinking: vec![false; rows],
            giving: vec![true; rows],
            before: vec![(0, 0); rows],
        }
    }
}

impl Fields {
    /// What a stage left, for a comparison of engines.
    pub(super) fn words(&self, what: Words) -> Vec<u32> {
        match what {
            Words::Sources(field) => self.sources[field as usize].clone(),
            Words::Receptors => self.receptors.clone(),
            Words::Fraction => self.fraction.clone(),
            Words::Fluid => self.fluid.clone(),
            // Rows without receptors keep old fractions, which nothing reads.
            _ => self.uptake.iter().zip(&self.receptors).map(|(uptake, receptors)| if *receptors == 0 { 0 } else { *uptake }).collect(),
        }
    }
}

// A row's sums of 16-bit halves fit a lane, however wide a site the loader takes.
const _: () = assert!(EDGE.1 as u64 * 0xffff <= u32::MAX as u64);

macro_rules! row_loops {
    ($name:ident, $(#[$attribute:meta])*) => {
        mod $name {
            use super::{Halves, Sums};
            use crate::rules::{self, Law};

            /// What each site of a row gives to one neighbour.
            $(#[$attribute])*
            pub(super) fn flux(amounts: &[u32], flux: &mut [u32], law: Law, flat: bool, first: u32, moment: u32) {
                let flux = &mut flux[..amounts.len()];
                for x in 0..amounts.len() {
                    flux[x] = rules::flux(amounts[x], law, flat, rules::dither(first.wrapping_add(x as u32), moment, 0u32));
                }
            }

            /// A row's reaction with sources only.
            #[allow(clippy::too_many_arguments, reason = "slices must be parameters to be known not to overlap")]
            $(#[$attribute])*
            pub(super) fn react(amounts: &mut [u32], left: &[u32], mid: &[u32], right: &[u32], up: &[u32], down: &[u32], front: &[u32], back: &[u32], beside: &[u32], others: u32, source: &[u32], law: Law, first: u32, moment: u32) -> Sums {
                let n = amounts.len();
                let (left, mid, right, up, down, front, back, beside, source) = (&left[..n], &mid[..n], &right[..n], &up[..n], &down[..n], &front[..n], &back[..n], &beside[..n], &source[..n]);
                let (mut made, mut decayed, mut lost) = (Halves::default(), Halves::default(), 0u32);
                for x in 0..n {
                    let arrived = left[x].wrapping_add(right[x]).wrapping_add(up[x]).wrapping_add(down[x]).wrapping_add(front[x]).wrapping_add(back[x]);
                    let kept = amounts[x].wrapping_sub(mid[x].wrapping_mul(beside[x].wrapping_add(others)));
                    let next = rules::react(kept, arrived, law, 0u32, 0u32, 0u32, source[x], first.wrapping_add(x as u32), moment);
                    amounts[x] = next.amount;
                    made.add(next.made);
                    decayed.add(next.decayed);
                    lost |= next.lost;
                }
                [made.sum(), 0, decayed.sum(), 0, 0, u64::from(lost)]
            }

            /// A row's reaction with uptake and exchange too.
            #[allow(clippy::too_many_arguments, reason = "slices must be parameters to be known not to overlap")]
            $(#[$attribute])*
            pub(super) fn exchange(amounts: &mut [u32], left: &[u32], mid: &[u32], right: &[u32], up: &[u32], down: &[u32], front: &[u32], back: &[u32], beside: &[u32], others: u32, source: &[u32], uptake: &[u32], fraction: &[u32], fluid: &[u32], law: Law, first: u32, moment: u32) -> Sums {
                let n = amounts.len();
                let (left, mid, right, up, down, front, back, beside, source) = (&left[..n], &mid[..n], &right[..n], &up[..n], &down[..n], &front[..n], &back[..n], &beside[..n], &source[..n]);
                let (uptake, fraction, fluid) = (&uptake[..n], &fraction[..n], &fluid[..n]);
                let (mut made, mut entered, mut decayed, mut taken, mut returned, mut lost) = (Halves::default(), Halves::default(), Halves::default(), Halves::default(), Halves::default(), 0u32);
                for x in 0..n {
                    let arrived = left[x].wrapping_add(right[x]).wrapping_add(up[x]).wrapping_add(down[x]).wrapping_add(front[x]).wrapping_add(back[x]);
                    let kept = amounts[x].wrapping_sub(mid[x].wrapping_mul(beside[x].wrapping_add(others)));
                    let next = rules::react(kept, arrived, law, uptake[x], fraction[x], fluid[x], source[x], first.wrapping_add(x as u32), moment);
                    amounts[x] = next.amount;
                    made.add(next.made);
                    entered.add(next.entered);
                    decayed.add(next.decayed);
                    taken.add(next.taken);
                    returned.add(next.returned);
                    lost |= next.lost;
                }
                [made.sum(), entered.sum(), decayed.sum(), taken.sum(), returned.sum(), u64::from(lost)]
            }
        }
    };
}

/// A sum kept in two halves of 16 bits, so that it stays in 32-bit lanes.
#[derive(Clone, Copy, Default)]
struct Halves {
    low: u32,
    high: u32,
}

impl Halves {
    #[inline(always)]
    fn add(&mut self, value: u32) {
        self.low = self.low.wrapping_add(value & 0xffff);
        self.high = self.high.wrapping_add(value >> 16);
    }
    fn sum(self) -> u64 {
        u64::from(self.low) + (u64::from(self.high) << 16)
    }
}

row_loops!(baseline, #[inline(never)]);
#[cfg(target_arch = "x86_64")]
row_loops!(avx2, #[target_feature(enable = "avx2")] #[inline(never)]);

/// Whether the AVX2 loops may run here.
fn wide() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        std::arch::is_x86_feature_detected!("avx2")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        false
    }
}

impl Site {
    /// Sums what cells make and take into field sites; renews the depot at the first step of a host step.
    pub(super) fn feed(&mut self, first_of_host_step: bool) {
        let fields = &mut self.fields;
        for (field, law) in self.params.laws.iter().enumerate() {
            if law.substeps > 0 {
                fields.sources[field].fill(0);
            }
        }
        fields.receptors.fill(0);
        let (state, params, geometry) = (&self.state, &self.params, &self.geometry);
        if first_of_host_step {
            let signal = params.signal;
            // Depot cells are counted where their fluid goes.
            fields.fluid.fill(0);
            if signal.depot_place != 0 {
                for (index, cell) in state.tissue.iter().enumerate() {
                    if rules::in_depot(cell & 7 != rules::FREE, self.reach[index], signal) {
                        fields.fluid[geometry.field_of[index] as usize] += 1;
                    }
                }
            }
            for ((vessels, fluid), fraction) in fields.vessels.iter().zip(&mut fields.fluid).zip(&mut fields.fraction) {
                let exchange = rules::site_exchange(*vessels, *fluid, signal);
                (*fraction, *fluid) = (exchange.fraction, exchange.fluid);
            }
        }
        let half = params.laws[rules::IFNG as usize].half;
        BitSet::for_each(&self.mass.words, |index| {
            let cell = state.tissue[index as usize];
            let at = geometry.field_of[index as usize] as usize;
            let ifng = rules::occupancy(state.amounts[rules::IFNG as usize][at], half);
            let made = rules::tissue_sources(cell, params.lines[rules::tissue_line(cell) as usize], ifng);
            for (sources, amount) in fields.sources.iter_mut().zip(<[u32; 4]>::from(made)) {
                sources[at] = sources[at].wrapping_add(amount);
            }
        });
        BitSet::for_each(&self.effectors.words, |index| {
            let i = index as usize;
            let (x, y) = (state.effector_x[i], state.effector_y[i]);
            let kind = params.kinds[(x & 7) as usize];
            let at = geometry.field_of[i] as usize;
            let made = rules::effector_sources(x, y, kind, params.grafts[rules::origin_of(y) as usize]);
            for (sources, amount) in fields.sources.iter_mut().zip(<[u32; 4]>::from(made)) {
                sources[at] = sources[at].wrapping_add(amount);
            }
            fields.receptors[at] = fields.receptors[at].wrapping_add(rules::effector_uptake(y, kind));
        });
        let whole = (0, fields.width);
        for row in 0..fields.rows {
            let range = row * fields.width..(row + 1) * fields.width;
            for field in 0..4 {
                fields.fed[field][row] = span_of(&fields.sources[field][range.clone()], whole);
            }
            fields.giving[row] = fields.fraction[range.clone()].iter().any(|e| *e != 0);
            fields.fed[0][row] = join(fields.fed[0][row], span_of(&fields.fluid[range.clone()], whole));
            fields.drinking[row] = fields.receptors[range].iter().any(|r| *r != 0);
        }
    }

    /// Renews the uptake fractions of interleukin-2.
    pub(super) fn renew(&mut self) {
        let fields = &mut self.fields;
        let half = self.params.laws[0].uptake_half;
        for row in (0..fields.rows).filter(|row| fields.drinking[*row]) {
            for at in row * fields.width..(row + 1) * fields.width {
                fields.uptake[at] = rules::uptake_fraction(fields.receptors[at], half, self.state.amounts[0][at]);
            }
        }
    }

    /// One sub-step of one field.
    pub(super) fn diffuse(&mut self, field: usize, now: u32, substep: u32) {
        let law = self.params.laws[field];
        let moment = now.wrapping_mul(law.substeps).wrapping_add(substep);
        let flat = self.geometry.flat();
        let fields = &mut self.fields;
        let (width, height, rows) = (fields.width, fields.height, fields.rows);
        let stride = width + 2;
        let amounts = &mut self.state.amounts[field];
        for row in 0..rows {
            let (from, to) = fields.live[field][row];
            let margin = &mut fields.flux[row * stride + 1..row * stride + 1 + width];
            margin[..from].fill(0);
            margin[to..].fill(0);
            let first = row * width + from;
            give(&amounts[first..row * width + to], &mut margin[from..to], law, flat, first as u32, moment);
        }
        fields.before.copy_from_slice(&fields.live[field]);
        let mut sums = [0u64; 6];
        for row in 0..rows {
            let y = row % height;
            let around =
                [(y > 0, row.wrapping_sub(1)), (y + 1 < height, row + 1), (row >= height, row.wrapping_sub(height)), (row + height < rows, row + height)];
            let others = around.iter().map(|(there, _)| u32::from(*there)).sum::<u32>();
            let (own_from, own_to) = fields.before[row];
            let spread = if own_from == own_to { (0, 0) } else { (own_from.saturating_sub(1), (own_to + 1).min(width)) };
            let span =
                around.iter().filter(|(there, _)| *there).fold(join(spread, fields.fed[field][row]), |span, (_, other)| join(span, fields.before[*other]));
            if span.0 == span.1 {
                continue;
            }
            let (from, to) = span;
            let line = |(there, other): (bool, usize)| {
                if there { &fields.flux[other * stride + 1 + from..other * stride + 1 + to] } else { &fields.nothing[from..to] }
            };
            let own = &fields.flux[row * stride..(row + 1) * stride];
            let range = row * width + from..row * width + to;
            let around = Around {
                left: &own[from..to],
                mid: &own[from + 1..to + 1],
                right: &own[from + 2..to + 2],
                rows: around.map(line),
                beside: &fields.beside[from..to],
                others,
                source: &fields.sources[field][range.clone()],
            };
            let first = range.start as u32;
            let row_sums = if field == 0 && (fields.drinking[row] || fields.giving[row]) {
                let uptake = if fields.drinking[row] { &fields.uptake[range.clone()] } else { &fields.nothing[from..to] };
                exchange(&mut amounts[range.clone()], &around, [uptake, &fields.fraction[range.clone()], &fields.fluid[range]], law, first, moment)
            } else {
                react(&mut amounts[range], &around, law, first, moment)
            };
            fields.live[field][row] = span_of(&amounts[row * width..(row + 1) * width], span);
            for (sum, part) in sums.iter_mut().zip(row_sums) {
                *sum += part;
            }
        }
        for (total, sum) in self.state.totals[counters::LEDGER + field * 6..].iter_mut().zip(sums) {
            *total += sum;
        }
    }

    /// After a state was restored: rows may be live again.
    pub(super) fn wake_fields(&mut self) {
        let whole = (0, self.fields.width);
        for live in &mut self.fields.live {
            live.fill(whole);
        }
    }
}

/// What lies around the span of a row: fluxes, numbers of neighbours and sources.
struct Around<'a> {
    left: &'a [u32],
    mid: &'a [u32],
    right: &'a [u32],
    /// Rows above, below, in front and behind.
    rows: [&'a [u32]; 4],
    beside: &'a [u32],
    others: u32,
    source: &'a [u32],
}

fn give(amounts: &[u32], flux: &mut [u32], law: Law, flat: bool, first: u32, moment: u32) {
    #[cfg(target_arch = "x86_64")]
    if wide() {
        // SAFETY: AVX2 was detected.
        return unsafe { avx2::flux(amounts, flux, law, flat, first, moment) };
    }
    baseline::flux(amounts, flux, law, flat, first, moment);
}

fn react(amounts: &mut [u32], a: &Around, law: Law, first: u32, moment: u32) -> Sums {
    let [up, down, front, back] = a.rows;
    #[cfg(target_arch = "x86_64")]
    if wide() {
        // SAFETY: AVX2 was detected.
        return unsafe { avx2::react(amounts, a.left, a.mid, a.right, up, down, front, back, a.beside, a.others, a.source, law, first, moment) };
    }
    baseline::react(amounts, a.left, a.mid, a.right, up, down, front, back, a.beside, a.others, a.source, law, first, moment)
}

/// `given`: uptake fractions, exchange fractions, fluids.
fn exchange(amounts: &mut [u32], a: &Around, given: [&[u32]; 3], law: Law, first: u32, moment: u32) -> Sums {
    let ([up, down, front, back], [uptake, fraction, fluid]) = (a.rows, given);
    #[cfg(target_arch = "x86_64")]
    if wide() {
        // SAFETY: AVX2 was detected.
        return unsafe {
            avx2::exchange(amounts, a.left, a.mid, a.right, up, down, front, back, a.beside, a.others, a.source, uptake, fraction, fluid, law, first, moment)
        };
    }
    baseline::exchange(amounts, a.left, a.mid, a.right, up, down, front, back, a.beside, a.others, a.source, uptake, fraction, fluid, law, first, moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of words that reach every branch.
    fn words(n: usize, salt: u32) -> Vec<u32> {
        (0..n as u32).map(|i| rules::random_block([i, salt, 0, 0], [7, 0, 0, 0]).x >> (i % 23)).collect()
    }

    #[test]
    fn wide_rows_have_the_bytes_of_baseline_rows() {
        if !wide() {
            eprintln!("skipped: no AVX2 here");
            return;
        }
        let law = Law {
            flux_mantissa: 40_000,
            flux_shift: 2,
            decay_mantissa: 50_000,
            decay_shift: 6,
            substeps: 18,
            half: 1000,
            units_per_pm: 39_465,
            uptake_half: 5_000,
        };
        for n in [1, 7, 8, 31, 100, 101] {
            let amounts = words(n, 1);
            let (mut a, mut b) = (vec![1u32; n], vec![2u32; n]);
            baseline::flux(&amounts, &mut a, law, true, 5, 77);
            // SAFETY: AVX2 was detected above.
            unsafe { avx2::flux(&amounts, &mut b, law, true, 5, 77) };
            assert_eq!(a, b);
            let side: Vec<Vec<u32>> = (2..11).map(|salt| words(n, salt).iter().map(|w| w >> 4).collect()).collect();
            let beside = vec![2u32; n];
            let mid: Vec<u32> = amounts.iter().map(|a| a >> 3).collect();
            let (mut a, mut b) = (amounts.clone(), amounts.clone());
            let one = baseline::exchange(
                &mut a, &side[0], &mid, &side[1], &side[2], &side[3], &side[4], &side[5], &beside, 2, &side[6], &side[7], &side[8], &side[8], law, 5, 77,
            );
            // SAFETY: AVX2 was detected above.
            let two = unsafe {
                avx2::exchange(
                    &mut b, &side[0], &mid, &side[1], &side[2], &side[3], &side[4], &side[5], &beside, 2, &side[6], &side[7], &side[8], &side[8], law, 5, 77,
                )
            };
            assert_eq!((a, one), (b, two));
        }
    }
}
