//! The loops over strips of a row: how an amount is split, what arrives, and the reaction.
//!
//! A strip is a fixed number of words side by side, so that its loops have no bounds to check and
//! fill whole vector registers; rows are padded to [`LANES`]. Everything here is inlined into the
//! passes (`passes`), which are compiled for the baseline and for AVX2.

use crate::rules::{self, Exposure, Law, Shares, Turn};
pub(super) use crate::world::LANES;

/// Strides over which a pass spreads, at most.
pub(super) const REACHED: usize = rules::REACHED as usize;
/// Words in a wide strip.
pub(super) const WIDE: usize = 2 * LANES;
/// An amount below this splits in one product.
pub(super) const SMALL: u32 = 1 << 17;

/// What left and came in a turn: made, entered, decayed, taken, returned, lost.
pub(super) type Sums = [u64; 6];

/// Adds the sums of one part to those of another.
pub(super) fn add_sums(sums: &mut Sums, part: Sums) {
    sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
}

/// How one pass spreads.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineKernel {
    /// Shares that go 1, 2, ... strides or farther.
    pub beyond: [u32; REACHED],
    /// Distances with a share.
    pub taps: usize,
    /// Sites in a stride.
    pub stride: usize,
    /// The number of the pass, of which the dither is one.
    pub pass: u32,
}

impl LineKernel {
    pub(super) fn new(shares: Shares, level: u32, pass: u32) -> LineKernel {
        let beyond = std::array::from_fn(|k| rules::share_beyond(shares, k as u32 + 1));
        let taps = beyond.iter().take_while(|share| **share > 0).count();
        LineKernel { beyond, taps, stride: rules::stride_of(level) as usize, pass }
    }

    /// The farthest site to which an amount goes.
    pub(super) fn distance(&self) -> usize {
        self.taps * self.stride
    }
}

/// Where a walk from a place of a line of `n` sites arrives; within one length of it by two
/// comparisons, for divisions cost as much as a strip.
#[inline(always)]
pub(super) fn mirrored(at: isize, n: usize) -> usize {
    let length = n as isize;
    match at {
        at if at >= 0 && at < length => at as usize,
        at if at < 0 && at >= -length => (-1 - at) as usize,
        at if at >= length && at < 2 * length => (2 * length - 1 - at) as usize,
        _ => rules::mirrored(at.rem_euclid(2 * length) as u32, n as u32) as usize,
    }
}

/// Splits the amounts of a strip: `store(k, words)` gets what goes `k` strides to either side, and
/// for k = 0 what stays. `first`: index of the strip's first site.
#[inline(always)]
pub(super) fn split<const M: usize, const SMALL: bool, const W: usize>(
    amounts: &[u32; W],
    kernel: &LineKernel,
    first: u32,
    mut store: impl FnMut(usize, [u32; W]),
) {
    let mut noise = [0; W];
    for (x, noise) in noise.iter_mut().enumerate() {
        *noise = rules::pass_noise(first.wrapping_add(x as u32), kernel.pass);
    }
    let mut inner = [0; W];
    for k in (0..M).rev() {
        let mut part = [0; W];
        for x in 0..W {
            let amount = if SMALL { amounts[x] & (self::SMALL - 1) } else { amounts[x] };
            let given = rules::given_beyond(amount, kernel.beyond[k], noise[x]);
            part[x] = given.wrapping_sub(inner[x]);
            inner[x] = given;
        }
        store(k + 1, part);
    }
    let mut kept = [0; W];
    for x in 0..W {
        kept[x] = rules::kept_of(amounts[x], inner[x]);
    }
    store(0, kept);
}

/// Adds two strips to a third.
#[inline(always)]
pub(super) fn arrive<const W: usize>(sum: &mut [u32; W], left: &[u32; W], right: &[u32; W]) {
    for x in 0..W {
        sum[x] = sum[x].wrapping_add(left[x].wrapping_add(right[x]));
    }
}

/// What acts on the sites of a field in one turn.
#[derive(Clone, Copy)]
pub(super) struct Acting<'a> {
    pub law: Law,
    pub turn: Turn,
    /// Which turn it is, and the tissue step.
    pub number: u32,
    pub step: u32,
    /// Rows of what cells make.
    pub source: &'a [u32],
    /// Interleukin-2 only.
    pub exchange: Option<InterleukinRows<'a>>,
}

/// What interleukin-2 has beside sources, in rows.
#[derive(Clone, Copy)]
pub(super) struct InterleukinRows<'a> {
    pub receptors: &'a [u32],
    /// Which words of each [`LANES`] have receptors, one bit a word; rows with exchange.
    pub drinking: &'a [u8],
    pub giving: &'a [bool],
    /// What goes back in this turn, and the level that it tends to.
    pub part: &'a [u16],
    pub level: &'a [u32],
}

/// Sums of strips, lane by lane, in two halves of 16 bits: exact for 65,536 strips.
#[derive(Clone, Copy)]
pub(super) struct Tally<const W: usize> {
    low: [[u32; W]; 5],
    high: [[u32; W]; 5],
    lost: u64,
}

// A column has at most so many strips.
const _: () = assert!(crate::scenario::types::EDGE.1 as u64 * 0xffff <= u32::MAX as u64);

impl<const W: usize> Tally<W> {
    pub(super) fn new() -> Tally<W> {
        Tally { low: [[0; W]; 5], high: [[0; W]; 5], lost: 0 }
    }

    #[inline(always)]
    fn add(&mut self, entry: usize, block: usize, values: &[u32; LANES]) {
        let low: &mut [u32; LANES] = strip_mut(&mut self.low[entry], block);
        for x in 0..LANES {
            low[x] = low[x].wrapping_add(values[x] & 0xffff);
        }
        let high: &mut [u32; LANES] = strip_mut(&mut self.high[entry], block);
        for x in 0..LANES {
            high[x] = high[x].wrapping_add(values[x] >> 16);
        }
    }

    /// Adds the sums over all lanes to others, and begins anew.
    pub(super) fn empty_into(&mut self, sums: &mut Sums) {
        add_sums(sums, self.total());
        *self = Tally::new();
    }

    /// The sums over all lanes.
    pub(super) fn total(&self) -> Sums {
        let of = |words: &[u32; W]| words.iter().map(|word| u64::from(*word)).sum::<u64>();
        let mut sums = [0; 6];
        for (entry, sum) in sums.iter_mut().enumerate().take(5) {
            *sum = of(&self.low[entry]) + (of(&self.high[entry]) << 16);
        }
        sums[5] = self.lost;
        sums
    }
}

/// The reaction of a strip in place. `at`: of its first word in padded rows, `first`: its site.
#[inline(always)]
pub(super) fn react<const W: usize>(
    amounts: &mut [u32; W],
    acting: &Acting,
    row: usize,
    at: usize,
    first: u32,
    tally: &mut Tally<W>,
) {
    let Some(exchange) = acting.exchange else {
        return react_alone(amounts, acting, at, first, tally);
    };
    let mut uptake = [0; W];
    let mut drinks = false;
    for (block, drinking) in exchange.drinking[at / LANES..][..W / LANES].iter().enumerate() {
        let mut left = *drinking;
        drinks |= left != 0;
        while left != 0 {
            let x = block * LANES + left.trailing_zeros() as usize;
            left &= left - 1;
            let (part, half) = (acting.turn.acting, acting.law.uptake_half);
            let receptors = exchange.receptors[at + x];
            let site = first.wrapping_add(x as u32);
            let noise = rules::turn_noise(site, acting.step, acting.law, acting.number);
            uptake[x] = rules::uptake_part(receptors, half, part, amounts[x], noise);
        }
    }
    if !drinks && !exchange.giving[row] {
        return react_alone(amounts, acting, at, first, tally);
    }
    let mut part = [0; W];
    for (part, word) in part.iter_mut().zip(strip::<W, _>(exchange.part, at)) {
        *part = u32::from(*word);
    }
    let level: &[u32; W] = strip(exchange.level, at);
    react_with::<W, true, true>(amounts, acting, &uptake, &part, level, at, first, tally);
}

/// The reaction of a strip in which nothing is taken up or exchanged; most get nothing either.
#[inline(always)]
fn react_alone<const W: usize>(
    amounts: &mut [u32; W],
    acting: &Acting,
    at: usize,
    first: u32,
    tally: &mut Tally<W>,
) {
    let none = &[0; W];
    if bits(strip::<W, _>(acting.source, at)) == 0 {
        react_with::<W, false, false>(amounts, acting, none, none, none, at, first, tally);
    } else {
        react_with::<W, false, true>(amounts, acting, none, none, none, at, first, tally);
    }
}

#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "arrays must be parameters to stay in registers")]
fn react_with<const W: usize, const EXCHANGE: bool, const FED: bool>(
    amounts: &mut [u32; W],
    acting: &Acting,
    uptake: &[u32; W],
    part: &[u32; W],
    level: &[u32; W],
    at: usize,
    first: u32,
    tally: &mut Tally<W>,
) {
    // Eight words at a time, in arrays of their own: they stay in registers.
    for block in (0..W).step_by(LANES) {
        let own: [u32; LANES] = *strip(&amounts[..], block);
        let source: [u32; LANES] = if FED { *strip(acting.source, at + block) } else { [0; LANES] };
        let uptake: [u32; LANES] = *strip(&uptake[..], block);
        let part: [u32; LANES] = *strip(&part[..], block);
        let level: [u32; LANES] = *strip(&level[..], block);
        let [mut left, mut made, mut entered, mut decayed, mut taken, mut returned, mut lost] =
            [[0; LANES]; 7];
        for x in 0..LANES {
            let exposure = if EXCHANGE {
                Exposure {
                    uptake: uptake[x],
                    fraction: part[x],
                    level: level[x],
                    source: source[x],
                }
            } else {
                Exposure { uptake: 0, fraction: 0, level: 0, source: source[x] }
            };
            let site = first.wrapping_add((block + x) as u32);
            let noise = rules::turn_noise(site, acting.step, acting.law, acting.number);
            let next = rules::reaction(own[x], acting.turn, exposure, noise);
            (left[x], made[x], entered[x]) = (next.amount, next.made, next.entered);
            (decayed[x], taken[x], returned[x]) = (next.decayed, next.taken, next.returned);
            lost[x] = next.lost;
        }
        *strip_mut(&mut amounts[..], block) = left;
        if FED {
            tally.add(0, block, &made);
        }
        tally.add(2, block, &decayed);
        if EXCHANGE {
            tally.add(1, block, &entered);
            tally.add(3, block, &taken);
            tally.add(4, block, &returned);
        }
        if bits(&lost) != 0 {
            tally.lost += lost.iter().map(|word| u64::from(*word)).sum::<u64>();
        }
    }
}

/// The strip of rows that begins at a word.
#[inline(always)]
pub(super) fn strip<const W: usize, T>(words: &[T], at: usize) -> &[T; W] {
    words[at..].first_chunk().expect("rows hold whole strips")
}

/// The same, to be written.
#[inline(always)]
pub(super) fn strip_mut<const W: usize>(words: &mut [u32], at: usize) -> &mut [u32; W] {
    words[at..].first_chunk_mut().expect("rows hold whole strips")
}

/// All bits that words of a strip have.
#[inline(always)]
pub(super) fn bits<const W: usize>(words: &[u32; W]) -> u32 {
    words.iter().fold(0, |all, word| all | word)
}
