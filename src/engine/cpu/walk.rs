//! Walks over the members of a set of sites in lots, each lot with its random words.
//!
//! A block of Threefry costs more than most of what is decided with it, and eight blocks side by
//! side cost little more than one: so members are gathered into lots and their words drawn in one
//! loop, compiled for the baseline and for AVX2 and chosen at run time. A set may be cut into parts
//! of whole words for several threads; what parts leave is joined in their order, so no byte
//! depends on their number.

use super::CpuSite;
use crate::rules::{self, Purpose, Vec4};
use crate::world::Params;

/// Members of a lot.
const LOT: usize = 64;

/// Lattice cells that are worth a part of their own.
const PART_CELLS: usize = 1 << 15;

/// The random words of a lot, word by word.
type Blocks = [[u32; LOT]; 4];

#[inline(always)]
fn blocks(
    indices: &[u32; LOT],
    lanes: usize,
    purpose: Purpose,
    key: Vec4<u32>,
    [a, b, c, d]: &mut Blocks,
) {
    for n in 0..lanes.min(LOT) {
        let block = rules::random_block(rules::draw_counter(indices[n], purpose), key);
        a[n] = block.x;
        b[n] = block.y;
        c[n] = block.z;
        d[n] = block.w;
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn wide_blocks(
    indices: &[u32; LOT],
    lanes: usize,
    purpose: Purpose,
    key: Vec4<u32>,
    out: &mut Blocks,
) {
    blocks(indices, lanes, purpose, key, out);
}

/// The words of [`rules::site_draw`] for each of the first `count` sites.
fn draw_lot(
    indices: &[u32; LOT],
    count: usize,
    params: &Params,
    purpose: Purpose,
    out: &mut Blocks,
) {
    let key = rules::draw_key(params.place);
    let lanes = count.next_multiple_of(8);
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: AVX2 was detected.
        return unsafe { wide_blocks(indices, lanes, purpose, key, out) };
    }
    blocks(indices, lanes, purpose, key, out);
}

/// Visits, in order, the members of a part of a set that `wanted` keeps, each with its random
/// words. `first`: the index of the part's first bit.
pub(super) fn with_draws(
    words: &[u64],
    first: u32,
    params: &Params,
    purpose: Purpose,
    wanted: impl Fn(u32) -> bool,
    mut visit: impl FnMut(u32, Vec4<u32>),
) {
    let mut indices = [0; LOT];
    let mut drawn = [[0; LOT]; 4];
    let mut count = 0;
    let mut flush = |indices: &[u32; LOT], count: usize| {
        draw_lot(indices, count, params, purpose, &mut drawn);
        for n in 0..count {
            visit(indices[n], Vec4::new(drawn[0][n], drawn[1][n], drawn[2][n], drawn[3][n]));
        }
    };
    for (w, word) in words.iter().enumerate() {
        let mut left = *word;
        while left != 0 {
            let index = first + w as u32 * 64 + left.trailing_zeros();
            left &= left - 1;
            if wanted(index) {
                indices[count] = index;
                count += 1;
                if count == LOT {
                    flush(&indices, count);
                    count = 0;
                }
            }
        }
    }
    flush(&indices, count);
}

impl CpuSite {
    /// Words of a set of this site's cells that one part takes: all, unless there are threads to
    /// spare and cells enough.
    pub(super) fn part_words(&self) -> usize {
        let cells = self.state.tissue.len();
        cells.div_ceil(64).div_ceil(self.threads.min(cells / PART_CELLS).max(1)).max(1)
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
        with_draws(
            &words,
            640,
            &params,
            purpose,
            |index| index % 3 != 0,
            |index, block| {
                assert_eq!(block, rules::site_draw(index, purpose, params.place), "site {index}");
                seen.push(index);
            },
        );
        let members: Vec<u32> = (640..640 + 9 * 64)
            .filter(|i| words[(*i as usize - 640) / 64] >> (i % 64) & 1 == 1 && i % 3 != 0)
            .collect();
        assert_eq!(seen, members);
        assert!(seen.len() > 2 * LOT && seen.len() % LOT != 0);
    }
}
