//! The fields on the CPU: sources summed from cells, then sub-steps row by row.
//!
//! A sub-step has two passes: every row's flux (what each site gives to one neighbour) into a buffer with a margin of zeros, then the reaction in place. Rows
//! that hold nothing, get nothing and make nothing are skipped. The two row loops are compiled twice, for the baseline and for AVX2, and chosen at run
//! time; their slices are parameters of the compiled function, without which they would not be vectorised.

use super::super::counters;
use super::{BitSet, Site};
use crate::rules::{self, Law};
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
    /// Vessels, and depot cells times 256, in each field site.
    exchange: Vec<u32>,
    /// Rows with any amount, of each field; rows with a source or a fluid; rows with receptors.
    live: [Vec<bool>; 4],
    fed: [Vec<bool>; 4],
    drinking: Vec<bool>,
    giving: Vec<bool>,
}

/// What left and came in one row in one sub-step: made, entered, decayed, taken, returned, lost.
type Sums = [u64; 6];

/// The exchange of one host step.
#[derive(Clone, Copy)]
struct Fluids {
    vessel_fraction: u32,
    vessel_fluid: u32,
    depot_fraction: u32,
    depot_fluid: u32,
}

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
            exchange: vessels.clone(),
            vessels,
            live: std::array::from_fn(|_| vec![true; rows]),
            fed: std::array::from_fn(|_| vec![false; rows]),
            drinking: vec![false; rows],
            giving: vec![true; rows],
        }
    }
}

macro_rules! row_loops {
    ($name:ident, $(#[$attribute:meta])*) => {
        mod $name {
            use super::{Fluids, Sums};
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
            pub(super) fn react(amounts: &mut [u32], left: &[u32], mid: &[u32], right: &[u32], up: &[u32], down: &[u32], front: &[u32], back: &[u32], beside: &[u32], others: u32, source: &[u32], law: Law, first: u32, moment: u32) -> (Sums, u32) {
                let n = amounts.len();
                let (left, mid, right, up, down, front, back, beside, source) = (&left[..n], &mid[..n], &right[..n], &up[..n], &down[..n], &front[..n], &back[..n], &beside[..n], &source[..n]);
                let (mut made, mut decayed, mut lost, mut any) = (0u64, 0u64, 0u64, 0u32);
                for x in 0..n {
                    let arrived = left[x].wrapping_add(right[x]).wrapping_add(up[x]).wrapping_add(down[x]).wrapping_add(front[x]).wrapping_add(back[x]);
                    let kept = amounts[x].wrapping_sub(mid[x].wrapping_mul(beside[x].wrapping_add(others)));
                    let next = rules::react(kept, arrived, law, 0u32, 0u32, 0u32, source[x], first.wrapping_add(x as u32), moment);
                    amounts[x] = next.amount;
                    made += u64::from(next.made);
                    decayed += u64::from(next.decayed);
                    lost += u64::from(next.lost);
                    any |= next.amount;
                }
                ([made, 0, decayed, 0, 0, lost], any)
            }

            /// A row's reaction with uptake and exchange too.
            #[allow(clippy::too_many_arguments, reason = "slices must be parameters to be known not to overlap")]
            $(#[$attribute])*
            pub(super) fn exchange(amounts: &mut [u32], left: &[u32], mid: &[u32], right: &[u32], up: &[u32], down: &[u32], front: &[u32], back: &[u32], beside: &[u32], others: u32, source: &[u32], uptake: &[u32], exchange: &[u32], fluids: Fluids, law: Law, first: u32, moment: u32) -> (Sums, u32) {
                let n = amounts.len();
                let (left, mid, right, up, down, front, back, beside, source) = (&left[..n], &mid[..n], &right[..n], &up[..n], &down[..n], &front[..n], &back[..n], &beside[..n], &source[..n]);
                let (uptake, exchange) = (&uptake[..n], &exchange[..n]);
                let (mut made, mut entered, mut decayed, mut taken, mut returned, mut lost, mut any) = (0u64, 0u64, 0u64, 0u64, 0u64, 0u64, 0u32);
                for x in 0..n {
                    let arrived = left[x].wrapping_add(right[x]).wrapping_add(up[x]).wrapping_add(down[x]).wrapping_add(front[x]).wrapping_add(back[x]);
                    let kept = amounts[x].wrapping_sub(mid[x].wrapping_mul(beside[x].wrapping_add(others)));
                    let (vessels, depot) = (exchange[x] & 255, exchange[x] >> 8);
                    let fraction = vessels.wrapping_mul(fluids.vessel_fraction).wrapping_add(depot.wrapping_mul(fluids.depot_fraction));
                    let fluid = vessels.wrapping_mul(fluids.vessel_fluid).wrapping_add(depot.wrapping_mul(fluids.depot_fluid));
                    let next = rules::react(kept, arrived, law, uptake[x], fraction, fluid, source[x], first.wrapping_add(x as u32), moment);
                    amounts[x] = next.amount;
                    made += u64::from(next.made);
                    entered += u64::from(next.entered);
                    decayed += u64::from(next.decayed);
                    taken += u64::from(next.taken);
                    returned += u64::from(next.returned);
                    lost += u64::from(next.lost);
                    any |= next.amount;
                }
                ([made, entered, decayed, taken, returned, lost], any)
            }
        }
    };
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
            fields.exchange.copy_from_slice(&fields.vessels);
            if params.signal.depot_place != 0 {
                for (index, cell) in state.tissue.iter().enumerate() {
                    if rules::in_depot(cell & 7 != rules::FREE, self.reach[index], params.signal) {
                        fields.exchange[geometry.field_of[index] as usize] += 256;
                    }
                }
            }
        }
        let half = params.laws[rules::IFNG as usize].half;
        BitSet::for_each(&self.mass.words, |index| {
            let cell = state.tissue[index as usize];
            let at = geometry.field_of[index as usize] as usize;
            let ifng = rules::occupancy(state.amounts[rules::IFNG as usize][at], half);
            let made = rules::tissue_sources(cell, params.lines[rules::tissue_line(cell) as usize & 3], ifng);
            for (sources, amount) in fields.sources.iter_mut().zip(<[u32; 4]>::from(made)) {
                sources[at] = sources[at].wrapping_add(amount);
            }
        });
        BitSet::for_each(&self.effectors.words, |index| {
            let i = index as usize;
            let (x, y) = (state.effector_x[i], state.effector_y[i]);
            let kind = params.kinds[(x & 7) as usize];
            let at = geometry.field_of[i] as usize;
            let made = rules::effector_sources(x, y, kind);
            for (sources, amount) in fields.sources.iter_mut().zip(<[u32; 4]>::from(made)) {
                sources[at] = sources[at].wrapping_add(amount);
            }
            fields.receptors[at] = fields.receptors[at].wrapping_add(rules::effector_uptake(y, kind));
        });
        let fluid = params.signal.vessel_fluid | params.signal.depot_fluid;
        for row in 0..fields.rows {
            let range = row * fields.width..(row + 1) * fields.width;
            for field in 0..4 {
                fields.fed[field][row] = fields.sources[field][range.clone()].iter().any(|s| *s != 0);
            }
            fields.giving[row] = fields.exchange[range.clone()].iter().any(|e| *e != 0);
            fields.fed[0][row] |= fluid != 0 && fields.giving[row];
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
        let signal = &self.params.signal;
        let fluids =
            Fluids { vessel_fraction: signal.vessel_fraction, vessel_fluid: signal.vessel_fluid, depot_fraction: signal.depot_fraction, depot_fluid: signal.depot_fluid };
        let fields = &mut self.fields;
        let (width, height, rows) = (fields.width, fields.height, fields.rows);
        let stride = width + 2;
        let amounts = &mut self.state.amounts[field];
        for row in 0..rows {
            let margin = &mut fields.flux[row * stride + 1..row * stride + 1 + width];
            if fields.live[field][row] {
                give(&amounts[row * width..(row + 1) * width], margin, law, flat, (row * width) as u32, moment);
            } else {
                margin.fill(0);
            }
        }
        let before = fields.live[field].clone();
        let mut sums = [0u64; 6];
        for row in 0..rows {
            let y = row % height;
            let around = [(y > 0, row.wrapping_sub(1)), (y + 1 < height, row + 1), (row >= height, row.wrapping_sub(height)), (row + height < rows, row + height)];
            let others = around.iter().map(|(there, _)| u32::from(*there)).sum::<u32>();
            if !before[row] && !fields.fed[field][row] && !around.iter().any(|(there, other)| *there && before[*other]) {
                continue;
            }
            let line = |(there, other): (bool, usize)| if there { &fields.flux[other * stride + 1..other * stride + 1 + width] } else { &fields.nothing[..] };
            let own = &fields.flux[row * stride..(row + 1) * stride];
            let range = row * width..(row + 1) * width;
            let beside = Beside { left: &own[..width], mid: &own[1..width + 1], right: &own[2..], around: around.map(line), beside: &fields.beside, others };
            let source = &fields.sources[field][range.clone()];
            let first = range.start as u32;
            let (row_sums, any) = if field == 0 && (fields.drinking[row] || fields.giving[row]) {
                let uptake = if fields.drinking[row] { &fields.uptake[range.clone()] } else { &fields.nothing[..] };
                exchange(&mut amounts[range.clone()], &beside, source, uptake, &fields.exchange[range], fluids, law, first, moment)
            } else {
                react(&mut amounts[range], &beside, source, law, first, moment)
            };
            fields.live[field][row] = any != 0;
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
        for live in &mut self.fields.live {
            live.fill(true);
        }
    }
}

/// The fluxes around one row.
struct Beside<'a> {
    left: &'a [u32],
    mid: &'a [u32],
    right: &'a [u32],
    /// Rows above, below, in front and behind.
    around: [&'a [u32]; 4],
    beside: &'a [u32],
    others: u32,
}

fn give(amounts: &[u32], flux: &mut [u32], law: Law, flat: bool, first: u32, moment: u32) {
    #[cfg(target_arch = "x86_64")]
    if wide() {
        // SAFETY: AVX2 was detected.
        return unsafe { avx2::flux(amounts, flux, law, flat, first, moment) };
    }
    baseline::flux(amounts, flux, law, flat, first, moment);
}

fn react(amounts: &mut [u32], b: &Beside, source: &[u32], law: Law, first: u32, moment: u32) -> (Sums, u32) {
    let [up, down, front, back] = b.around;
    #[cfg(target_arch = "x86_64")]
    if wide() {
        // SAFETY: AVX2 was detected.
        return unsafe { avx2::react(amounts, b.left, b.mid, b.right, up, down, front, back, b.beside, b.others, source, law, first, moment) };
    }
    baseline::react(amounts, b.left, b.mid, b.right, up, down, front, back, b.beside, b.others, source, law, first, moment)
}

#[allow(clippy::too_many_arguments, reason = "one row's slices and constants")]
fn exchange(amounts: &mut [u32], b: &Beside, source: &[u32], uptake: &[u32], given: &[u32], fluids: Fluids, law: Law, first: u32, moment: u32) -> (Sums, u32) {
    let [up, down, front, back] = b.around;
    #[cfg(target_arch = "x86_64")]
    if wide() {
        // SAFETY: AVX2 was detected.
        return unsafe { avx2::exchange(amounts, b.left, b.mid, b.right, up, down, front, back, b.beside, b.others, source, uptake, given, fluids, law, first, moment) };
    }
    baseline::exchange(amounts, b.left, b.mid, b.right, up, down, front, back, b.beside, b.others, source, uptake, given, fluids, law, first, moment)
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
        let law = Law { flux_mantissa: 40_000, flux_shift: 2, decay_mantissa: 50_000, decay_shift: 6, substeps: 18, half: 1000, units_per_pm: 39_465, uptake_half: 5_000 };
        for n in [1, 7, 8, 31, 100, 101] {
            let amounts = words(n, 1);
            let (mut a, mut b) = (vec![1u32; n], vec![2u32; n]);
            baseline::flux(&amounts, &mut a, law, true, 5, 77);
            // SAFETY: AVX2 was detected above.
            unsafe { avx2::flux(&amounts, &mut b, law, true, 5, 77) };
            assert_eq!(a, b);
            let side: Vec<Vec<u32>> = (2..11).map(|salt| words(n, salt).iter().map(|w| w >> 4).collect()).collect();
            let beside = vec![2u32; n];
            let fluids = Fluids { vessel_fraction: 9_000_000, vessel_fluid: 99, depot_fraction: 8_000_000, depot_fluid: 12_345 };
            let given: Vec<u32> = side[8].iter().map(|w| w & 0x303).collect();
            let mid: Vec<u32> = amounts.iter().map(|a| a >> 3).collect();
            let (mut a, mut b) = (amounts.clone(), amounts.clone());
            let one = baseline::exchange(&mut a, &side[0], &mid, &side[1], &side[2], &side[3], &side[4], &side[5], &beside, 2, &side[6], &side[7], &given, fluids, law, 5, 77);
            // SAFETY: AVX2 was detected above.
            let two = unsafe { avx2::exchange(&mut b, &side[0], &mid, &side[1], &side[2], &side[3], &side[4], &side[5], &beside, 2, &side[6], &side[7], &given, fluids, law, 5, 77) };
            assert_eq!((a, one), (b, two));
        }
    }
}
