//! Sets of sites, as bits.

/// A set of sites.
#[derive(Default)]
pub(super) struct BitSet {
    pub(super) words: Vec<u64>,
}

impl BitSet {
    pub(super) fn of(len: usize, member: impl Fn(usize) -> bool) -> BitSet {
        let mut set = BitSet { words: vec![0; len.div_ceil(64)] };
        for index in (0..len).filter(|index| member(*index)) {
            set.insert(index as u32);
        }
        set
    }

    #[inline]
    pub(super) fn insert(&mut self, index: u32) {
        self.words[index as usize / 64] |= 1 << (index % 64);
    }

    #[inline]
    pub(super) fn remove(&mut self, index: u32) {
        self.words[index as usize / 64] &= !(1 << (index % 64));
    }

    #[inline]
    pub(super) fn holds(&self, index: u32) -> bool {
        self.words[index as usize / 64] >> (index % 64) & 1 == 1
    }

    /// The first and the last member from a site up to another.
    pub(super) fn ends(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let word = |w: usize| {
            let below = |site: usize| match site.saturating_sub(w * 64) {
                bits @ 0..64 => (1u64 << bits) - 1,
                _ => u64::MAX,
            };
            self.words[w] & below(to) & !below(from)
        };
        let mut words = from / 64..to.div_ceil(64);
        let first = words.clone().find(|w| word(*w) != 0)?;
        let last = words.rfind(|w| word(*w) != 0)?;
        let high = word(last).leading_zeros() as usize;
        Some((first * 64 + word(first).trailing_zeros() as usize, last * 64 + 63 - high))
    }

    /// Becomes all sites of another set and their neighbours in a lattice of this size, and some
    /// more: the last site of a row counts as beside the first of the next.
    pub(super) fn widen(&mut self, from: &BitSet, size: [u32; 3]) {
        self.words.clear();
        self.words.extend(&from.words);
        let strides = [1, size[0] as usize, size[0] as usize * size[1] as usize];
        for (stride, _) in strides.into_iter().zip(size).filter(|(_, length)| *length > 1) {
            self.widen_along(stride);
        }
    }

    /// Adds the sites that lie a stride before and behind.
    fn widen_along(&mut self, stride: usize) {
        let (far, bits) = (stride / 64, stride % 64);
        let before = self.words.clone();
        let word = |at: Option<usize>| at.and_then(|at| before.get(at)).copied().unwrap_or(0);
        for (at, to) in self.words.iter_mut().enumerate() {
            // What lies a stride before comes up, what lies a stride behind comes down.
            let (below, above) = (at.checked_sub(far), Some(at + far));
            *to |= word(below) << bits | word(above) >> bits;
            if bits > 0 {
                *to |= word(below.and_then(|at| at.checked_sub(1))) >> (64 - bits)
                    | word(above.map(|at| at + 1)) << (64 - bits);
            }
        }
    }

    /// Calls `visit` with every member, in order. Members that `visit` adds or removes in words yet
    /// to come are seen as they are then.
    #[inline]
    pub(super) fn for_each(words: &[u64], mut visit: impl FnMut(u32)) {
        for (w, word) in words.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                visit(w as u32 * 64 + left.trailing_zeros());
                left &= left - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wider_set_holds_every_neighbour_of_a_member() {
        for size in [[70u32, 9, 1], [5, 4, 3], [64, 3, 3], [130, 40, 1], [7, 1, 1], [100, 70, 3]] {
            let [w, h, d] = size.map(|n| n as i32);
            let cells = (w * h * d) as usize;
            let set = BitSet::of(cells, |i| i * 2_654_435_761 % 97 < 2);
            let mut wide = BitSet::default();
            wide.widen(&set, size);
            let mut added = 0;
            BitSet::for_each(&set.words, |index| {
                let index = index as i32;
                let (x, y, z) = (index % w, index / w % h, index / (w * h));
                for (dx, dy, dz) in (0..27).map(|n| (n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1)) {
                    let (x, y, z) = (x + dx, y + dy, z + dz);
                    if (0..w).contains(&x) && (0..h).contains(&y) && (0..d).contains(&z) {
                        assert!(wide.holds((x + w * (y + h * z)) as u32), "{size:?} {x} {y} {z}");
                        added += 1;
                    }
                }
            });
            let members: u32 = wide.words.iter().map(|word| word.count_ones()).sum();
            assert!(added > 0 && members < cells as u32, "{size:?}: not every site is near one");
        }
    }
}
