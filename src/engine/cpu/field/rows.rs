//! The row loops of the fields: what each site of a row gives, and its reaction.
//!
//! Rows come in whole lanes (see [`LANES`]), padded with sites that hold nothing; `inside` masks
//! them off what arrives. Each loop is compiled for the baseline and for AVX2 and chosen at run
//! time. Slices are parameters of the compiled functions: otherwise the compiler would not know
//! that they do not overlap and would not use the full width. Sums of a row are kept in 32-bit
//! lanes: plain where a bound says that they fit, else as two halves of 16 bits (exact for rows up
//! to 65,536 sites).

use crate::rules::{self, Exposure, Flow, Law};
use crate::scenario::types::EDGE;
pub(super) use crate::world::LANES;

/// What left and came in one row in one sub-step: made, entered, decayed, taken, returned, lost.
pub(super) type Sums = [u64; 6];

// A row's sums of 16-bit halves fit a lane, however wide a site the loader takes.
const _: () = assert!(EDGE.1 as u64 * 0xffff <= u32::MAX as u64);

/// What lies around the span of a row.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// The row's own flux, from one site before the span to one behind it.
    pub own: &'a [u32],
    /// Flux of the rows above, below, in front and behind.
    pub rows: [&'a [u32]; 4],
    /// Neighbours along x, and all ones where the site is one of the lattice.
    pub beside: &'a [u32],
    pub inside: &'a [u32],
    /// Neighbours along the other axes.
    pub others: u32,
    pub source: &'a [u32],
    /// Uptake fractions; exchange fractions and fluids; looked at only where the row has such.
    pub uptake: &'a [u32],
    pub fraction: &'a [u32],
    pub fluid: &'a [u32],
}

/// What a row has beside sources.
#[derive(Clone, Copy)]
pub(super) struct Has {
    /// Neighbours along z.
    pub depth: bool,
    /// Receptors that take.
    pub uptake: bool,
    /// Exchange with blood or a depot.
    pub exchange: bool,
    /// Sums of the whole row that fit 32 bits, and so nothing that saturates.
    pub small: bool,
}

/// A sum of a row.
#[derive(Clone, Copy, Default)]
struct Sum<const SMALL: bool> {
    low: u32,
    high: u32,
}

impl<const SMALL: bool> Sum<SMALL> {
    #[inline(always)]
    fn add(&mut self, value: u32) {
        if SMALL {
            self.low = self.low.wrapping_add(value);
        } else {
            self.low = self.low.wrapping_add(value & 0xffff);
            self.high = self.high.wrapping_add(value >> 16);
        }
    }
    #[inline(always)]
    fn total(self) -> u64 {
        u64::from(self.low) + (u64::from(self.high) << 16)
    }
}

/// What each site of a row gives to one neighbour.
#[inline(always)]
fn flux(amounts: &[u32], flux: &mut [u32], law: Law, flat: bool, first: u32, time_point: u32) {
    let n = amounts.len() / LANES * LANES;
    let (amounts, flux) = (&amounts[..n], &mut flux[..n]);
    for x in 0..n {
        flux[x] = rules::given(amounts[x], law, flat, first.wrapping_add(x as u32), time_point);
    }
}

/// A row's reaction: its sums, and all bits that its amounts have.
#[inline(always)]
#[expect(
    clippy::too_many_arguments,
    reason = "slices must be parameters to be known not to overlap"
)]
fn react<const DEPTH: bool, const UPTAKE: bool, const EXCHANGE: bool, const SMALL: bool>(
    amounts: &mut [u32],
    own: &[u32],
    [up, down, front, back]: [&[u32]; 4],
    beside: &[u32],
    inside: &[u32],
    others: u32,
    source: &[u32],
    uptake: &[u32],
    fraction: &[u32],
    fluid: &[u32],
    law: Law,
    first: u32,
    time_point: u32,
) -> (Sums, u32) {
    let n = amounts.len() / LANES * LANES;
    let amounts = &mut amounts[..n];
    let (left, mid, right, up, down) =
        (&own[..n], &own[1..n + 1], &own[2..n + 2], &up[..n], &down[..n]);
    let (front, back) = if DEPTH { (&front[..n], &back[..n]) } else { (up, up) };
    let (beside, inside, source) = (&beside[..n], &inside[..n], &source[..n]);
    let uptake = if UPTAKE { &uptake[..n] } else { source };
    let (fraction, fluid) = if EXCHANGE { (&fraction[..n], &fluid[..n]) } else { (source, source) };
    let [mut made, mut entered, mut decayed, mut taken, mut returned] =
        [Sum::<SMALL>::default(); 5];
    let (mut lost, mut bits) = (0u32, 0u32);
    for x in 0..n {
        let mut arrived = left[x].wrapping_add(right[x]).wrapping_add(up[x]).wrapping_add(down[x]);
        if DEPTH {
            arrived = arrived.wrapping_add(front[x]).wrapping_add(back[x]);
        }
        let kept = amounts[x].wrapping_sub(mid[x].wrapping_mul(beside[x].wrapping_add(others)));
        let flow = Flow { kept, arrived: arrived & inside[x] };
        let exposure = Exposure {
            uptake: if UPTAKE { uptake[x] } else { 0 },
            fraction: if EXCHANGE { fraction[x] } else { 0 },
            fluid: if EXCHANGE { fluid[x] } else { 0 },
            source: source[x],
        };
        let next = rules::react(flow, law, exposure, first.wrapping_add(x as u32), time_point);
        amounts[x] = next.amount;
        bits |= next.amount;
        made.add(next.made);
        decayed.add(next.decayed);
        if UPTAKE {
            taken.add(next.taken);
        }
        if EXCHANGE {
            entered.add(next.entered);
            returned.add(next.returned);
        }
        if !SMALL {
            lost |= next.lost;
        }
    }
    (
        [
            made.total(),
            entered.total(),
            decayed.total(),
            taken.total(),
            returned.total(),
            u64::from(lost),
        ],
        bits,
    )
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn wide_flux(amounts: &[u32], out: &mut [u32], law: Law, flat: bool, first: u32, time_point: u32) {
    flux(amounts, out, law, flat, first, time_point);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[expect(
    clippy::too_many_arguments,
    reason = "slices must be parameters to be known not to overlap"
)]
fn wide_react<const DEPTH: bool, const UPTAKE: bool, const EXCHANGE: bool, const SMALL: bool>(
    amounts: &mut [u32],
    own: &[u32],
    rows: [&[u32]; 4],
    beside: &[u32],
    inside: &[u32],
    others: u32,
    source: &[u32],
    uptake: &[u32],
    fraction: &[u32],
    fluid: &[u32],
    law: Law,
    first: u32,
    time_point: u32,
) -> (Sums, u32) {
    react::<DEPTH, UPTAKE, EXCHANGE, SMALL>(
        amounts, own, rows, beside, inside, others, source, uptake, fraction, fluid, law, first,
        time_point,
    )
}

/// Whether the AVX2 loops may run here.
pub(super) fn wide() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        std::arch::is_x86_feature_detected!("avx2")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        false
    }
}

/// What each site of a row gives to one neighbour. `wide`: with AVX2.
pub(super) fn give(
    wide: bool,
    amounts: &[u32],
    out: &mut [u32],
    law: Law,
    flat: bool,
    first: u32,
    time_point: u32,
) {
    #[cfg(target_arch = "x86_64")]
    if wide {
        // SAFETY: asked for only where AVX2 was detected.
        return unsafe { wide_flux(amounts, out, law, flat, first, time_point) };
    }
    let _ = wide;
    flux(amounts, out, law, flat, first, time_point);
}

/// The reaction of the span of a row: its sums, and all bits that its amounts have.
pub(super) fn step(
    wide: bool,
    amounts: &mut [u32],
    around: &Around,
    has: Has,
    law: Law,
    first: u32,
    time_point: u32,
) -> (Sums, u32) {
    match (has.depth, has.uptake, has.exchange) {
        (false, false, false) => {
            sized::<false, false, false>(wide, amounts, around, has.small, law, first, time_point)
        }
        (false, false, true) => {
            sized::<false, false, true>(wide, amounts, around, has.small, law, first, time_point)
        }
        (false, true, false) => {
            sized::<false, true, false>(wide, amounts, around, has.small, law, first, time_point)
        }
        (false, true, true) => {
            sized::<false, true, true>(wide, amounts, around, has.small, law, first, time_point)
        }
        (true, false, false) => {
            sized::<true, false, false>(wide, amounts, around, has.small, law, first, time_point)
        }
        (true, false, true) => {
            sized::<true, false, true>(wide, amounts, around, has.small, law, first, time_point)
        }
        (true, true, false) => {
            sized::<true, true, false>(wide, amounts, around, has.small, law, first, time_point)
        }
        (true, true, true) => {
            sized::<true, true, true>(wide, amounts, around, has.small, law, first, time_point)
        }
    }
}

fn sized<const DEPTH: bool, const UPTAKE: bool, const EXCHANGE: bool>(
    wide: bool,
    amounts: &mut [u32],
    around: &Around,
    small: bool,
    law: Law,
    first: u32,
    time_point: u32,
) -> (Sums, u32) {
    if small {
        chosen::<DEPTH, UPTAKE, EXCHANGE, true>(wide, amounts, around, law, first, time_point)
    } else {
        chosen::<DEPTH, UPTAKE, EXCHANGE, false>(wide, amounts, around, law, first, time_point)
    }
}

fn chosen<const DEPTH: bool, const UPTAKE: bool, const EXCHANGE: bool, const SMALL: bool>(
    wide: bool,
    amounts: &mut [u32],
    a: &Around,
    law: Law,
    first: u32,
    time_point: u32,
) -> (Sums, u32) {
    #[cfg(target_arch = "x86_64")]
    if wide {
        // SAFETY: asked for only where AVX2 was detected.
        return unsafe {
            wide_react::<DEPTH, UPTAKE, EXCHANGE, SMALL>(
                amounts, a.own, a.rows, a.beside, a.inside, a.others, a.source, a.uptake,
                a.fraction, a.fluid, law, first, time_point,
            )
        };
    }
    let _ = wide;
    react::<DEPTH, UPTAKE, EXCHANGE, SMALL>(
        amounts, a.own, a.rows, a.beside, a.inside, a.others, a.source, a.uptake, a.fraction,
        a.fluid, law, first, time_point,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAW: Law = Law {
        flux_mantissa: 40_000,
        flux_shift: 2,
        decay_mantissa: 50_000,
        decay_shift: 6,
        substeps: 18,
        half: 1000,
        units_per_pm: 39_465,
        uptake_half: 5_000,
    };

    /// A row of words that reach every branch, none above `2^bits`.
    fn words(n: usize, salt: u32, bits: u32) -> Vec<u32> {
        (0..n as u32)
            .map(|i| {
                rules::random_block([i, salt, 0, 0], [7, 0, 0, 0]).x >> (i % 23) >> (32 - bits)
            })
            .collect()
    }

    /// One reaction of a row of `n` sites, whose amounts have at most `bits` bits.
    fn reaction(wide: bool, n: usize, bits: u32, has: Has) -> (Vec<u32>, Sums, u32) {
        let side: Vec<Vec<u32>> =
            (2..12).map(|salt| words(n + 2, salt, bits.min(26) - 4)).collect();
        let ones = vec![u32::MAX; n];
        let mut amounts = words(n, 1, bits);
        let around = Around {
            own: &[0]
                .into_iter()
                .chain(amounts.iter().map(|a| a >> 3))
                .chain([0])
                .collect::<Vec<_>>(),
            rows: [&side[1], &side[2], &side[3], &side[4]],
            beside: &vec![2; n],
            inside: &ones,
            others: 2,
            source: &side[5],
            uptake: &words(n, 12, 31),
            fraction: &words(n, 13, 31),
            fluid: &side[8],
        };
        let (sums, any) = step(wide, &mut amounts, &around, has, LAW, 5, 77);
        (amounts, sums, any)
    }

    #[test]
    fn wide_rows_have_the_bytes_of_baseline_rows() {
        if !wide() {
            crate::skipped::skip("wide_rows_have_the_bytes_of_baseline_rows", "no AVX2 here");
            return;
        }
        for n in [8, 16, 64, 104, 152] {
            let amounts = words(n, 1, 32);
            let (mut a, mut b) = (vec![1u32; n], vec![2u32; n]);
            for flat in [true, false] {
                give(false, &amounts, &mut a, LAW, flat, 5, 77);
                give(true, &amounts, &mut b, LAW, flat, 5, 77);
                assert_eq!(a, b);
            }
            for case in 0..16 {
                let has = Has {
                    depth: case & 1 != 0,
                    uptake: case & 2 != 0,
                    exchange: case & 4 != 0,
                    small: case & 8 != 0,
                };
                assert_eq!(
                    reaction(false, n, 32, has),
                    reaction(true, n, 32, has),
                    "{n} sites, case {case}"
                );
            }
        }
    }

    #[test]
    fn sums_that_fit_are_the_same_in_one_word_and_in_halves() {
        for case in 0..8 {
            let has = Has {
                depth: case & 1 != 0,
                uptake: case & 2 != 0,
                exchange: case & 4 != 0,
                small: true,
            };
            let (plain, halves) = (
                reaction(wide(), 96, 22, has),
                reaction(wide(), 96, 22, Has { small: false, ..has }),
            );
            assert!(
                plain.1[2] > 0 && plain.1[5] == 0,
                "case {case}: something decays, nothing is lost"
            );
            assert_eq!(plain, halves, "case {case}");
        }
    }
}
