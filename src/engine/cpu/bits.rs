//! Sets of sites, as bits.

/// A set of sites.
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
