//! Walks over the members of a set of sites in lots, each lot with its random words.
//!
//! A block of Threefry costs more than most of what is decided with it, and eight blocks side by
//! side cost little more than one: so members are gathered into lots and their words drawn in one
//! loop. A set may be cut into parts of whole words for several threads; what parts leave is joined
//! in their order, so no byte depends on their number.

use super::CpuSite;
use super::machine::{Machine, for_each_machine};
use crate::rules::{self, Purpose, Vec4};
use crate::world::Params;

/// Members of a lot.
pub(super) const LOT: usize = 64;

/// Lattice cells that are worth a part of their own.
const PART_CELLS: usize = 1 << 15;

/// The random words of a lot, word by word.
pub(super) type Blocks = [[u32; LOT]; 4];

for_each_machine! {
    /// The words of [`rules::site_draw`] for each of the first sites, so many or a few more.
    pub(super) draw_blocks = wide_draw_blocks / any_draw_blocks (
        indices: &[u32; LOT], count: usize, params: &Params, purpose: Purpose, out: &mut Blocks
    ) -> ()
}

#[inline(always)]
fn any_draw_blocks(
    indices: &[u32; LOT],
    count: usize,
    params: &Params,
    purpose: Purpose,
    [a, b, c, d]: &mut Blocks,
) {
    let key = rules::draw_key(params.place);
    for n in 0..count.next_multiple_of(8).min(LOT) {
        let block = rules::random_block(rules::draw_counter(indices[n], purpose), key);
        (a[n], b[n], c[n], d[n]) = (block.x, block.y, block.z, block.w);
    }
}

/// Members of a set side by side, each with its random words.
pub(super) struct Lot {
    /// Their sites; those behind `count` are of no member.
    pub(super) indices: [u32; LOT],
    pub(super) count: usize,
    pub(super) words: Blocks,
}

impl Lot {
    fn new() -> Lot {
        Lot { indices: [0; LOT], count: 0, words: [[0; LOT]; 4] }
    }

    /// The words of a member.
    #[inline(always)]
    pub(super) fn block(&self, n: usize) -> Vec4<u32> {
        block(&self.words, n)
    }
}

/// The words of the n-th of a lot.
#[inline(always)]
pub(super) fn block(words: &Blocks, n: usize) -> Vec4<u32> {
    Vec4::new(words[0][n], words[1][n], words[2][n], words[3][n])
}

/// Visits, in order, the members of a part of a set that `wanted` keeps, in lots. `first`: the
/// index of the part's first bit.
pub(super) fn in_lots(
    words: &[u64],
    first: u32,
    params: &Params,
    purpose: Purpose,
    wanted: impl Fn(u32) -> bool,
    mut visit: impl FnMut(&Lot),
) {
    let machine = Machine::here();
    let mut lot = Lot::new();
    let mut flush = |lot: &mut Lot| {
        draw_blocks(machine, &lot.indices, lot.count, params, purpose, &mut lot.words);
        visit(lot);
        lot.count = 0;
    };
    for (w, word) in words.iter().enumerate() {
        let mut left = *word;
        while left != 0 {
            let index = first + w as u32 * 64 + left.trailing_zeros();
            left &= left - 1;
            if wanted(index) {
                lot.indices[lot.count] = index;
                lot.count += 1;
                if lot.count == LOT {
                    flush(&mut lot);
                }
            }
        }
    }
    flush(&mut lot);
}

impl CpuSite {
    /// Words of a set of this site's cells that one part takes: all, unless there are threads to
    /// spare and cells enough.
    pub(super) fn part_words(&self) -> usize {
        self.state.tissue.len().div_ceil(64).div_ceil(self.parts()).max(1)
    }

    /// Parts into which a stage over the cells is cut.
    pub(super) fn parts(&self) -> usize {
        self.threads.min(self.state.tissue.len() / PART_CELLS).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_draw_the_words_of_single_sites() {
        let mut params = <Params as bytemuck::Zeroable>::zeroed();
        (params.place.seed_low, params.place.replicate) = (1986, 3);
        let words: Vec<u64> = (0..9)
            .map(|n| 0x9e37_79b9_7f4a_7c15_u64.rotate_left(7 * n) & 0xffff_0fff_ffff_f1ff)
            .collect();
        let purpose = rules::hop_draw(77u32, 66u32);
        let mut seen = Vec::new();
        in_lots(
            &words,
            640,
            &params,
            purpose,
            |index| index % 3 != 0,
            |lot| {
                for (n, index) in lot.indices.iter().enumerate().take(lot.count) {
                    let alone = rules::site_draw(*index, purpose, params.place);
                    assert_eq!(lot.block(n), alone, "site {index}");
                    seen.push(*index);
                }
            },
        );
        let members: Vec<u32> = (640..640 + 9 * 64)
            .filter(|i| words[(*i as usize - 640) / 64] >> (i % 64) & 1 == 1 && i % 3 != 0)
            .collect();
        assert_eq!(seen, members);
        assert!(seen.len() > 2 * LOT && seen.len() % LOT != 0);
    }
}
