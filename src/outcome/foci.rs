//! Foci: how many pieces a lesion's living tumour is in.
//!
//! In: the tissue words of a lattice in site order, x fastest, and its size. Out: the number of
//! groups of living tumour cells that hang together. Two cells belong together where no coordinate
//! differs by more than 2, so that a gap of one cell (an effector, a dead cell, free tissue) still
//! joins and one of two cells parts. Assumed: a pathologist calls two nests one where a cell's
//! width parts them. A lone living cell is a focus. Integers only, read from the saved state: the
//! number does not depend on the engine.

use std::ops::Range;

use crate::rules;

/// Largest difference of a coordinate between cells of one focus.
const REACH: usize = 2;

/// Foci of living tumour cells in a lattice of `size` cells.
///
/// Each row of cells becomes stretches whose gaps are within reach; stretches of rows within reach
/// that come near enough are joined. A solid tumour is one stretch a row, so that it costs little
/// more than reading its words.
///
/// # Panics
/// Where `tissue` does not hold a word for each cell of the lattice.
pub fn foci(tissue: &[u32], size: [u32; 3]) -> u64 {
    let [w, h, d] = size.map(|cells| cells as usize);
    assert_eq!(tissue.len(), w * h * d, "one word for each lattice cell");
    let (mut stretches, mut rows) = (Vec::new(), vec![0]);
    for row in tissue.chunks_exact(w) {
        let begin = stretches.len();
        for (x, _) in row.iter().enumerate().filter(|(_, cell)| rules::is_living_tumour(**cell)) {
            match stretches[begin..].last_mut() {
                Some((_, last)) if x - *last <= REACH => *last = x,
                _ => stretches.push((x, x)),
            }
        }
        rows.push(stretches.len());
    }
    let mut joined =
        Joined { parent: (0..stretches.len()).collect(), groups: stretches.len() as u64 };
    for (z, y) in (0..d).flat_map(|z| (0..h).map(move |y| (z, y))) {
        for (before_z, before_y) in (z.saturating_sub(REACH)..=z).flat_map(|bz| {
            (y.saturating_sub(REACH)..=(y + REACH).min(h - 1)).map(move |by| (bz, by))
        }) {
            if (before_z, before_y) < (z, y) {
                let (row, before) = (z * h + y, before_z * h + before_y);
                joined.join_rows(
                    &stretches,
                    rows[before]..rows[before + 1],
                    rows[row]..rows[row + 1],
                );
            }
        }
    }
    joined.groups
}

/// Which stretches hang together: each points at another of its group, the first of a group at
/// itself.
struct Joined {
    parent: Vec<usize>,
    groups: u64,
}

impl Joined {
    /// Joins the stretches of two rows that come within reach; both lists ascend.
    fn join_rows(
        &mut self,
        stretches: &[(usize, usize)],
        mut a: Range<usize>,
        mut b: Range<usize>,
    ) {
        while !a.is_empty() && !b.is_empty() {
            let ((a_first, a_last), (b_first, b_last)) = (stretches[a.start], stretches[b.start]);
            if a_first <= b_last + REACH && b_first <= a_last + REACH {
                self.join(a.start, b.start);
            }
            if a_last < b_last {
                a.start += 1;
            } else {
                b.start += 1;
            }
        }
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        if a != b {
            self.parent[a.max(b)] = a.min(b);
            self.groups -= 1;
        }
    }

    /// The first of a group; shortens the way to it.
    fn first(&mut self, mut stretch: usize) -> usize {
        while self.parent[stretch] != stretch {
            self.parent[stretch] = self.parent[self.parent[stretch]];
            stretch = self.parent[stretch];
        }
        stretch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A flat lattice: `#` a living tumour cell, `x` a dying one, `.` free.
    fn drawn(rows: &[&str]) -> u64 {
        let word = |letter: char| match letter {
            '#' => rules::TUMOUR,
            'x' => rules::DYING,
            _ => rules::FREE,
        };
        let tissue: Vec<u32> = rows.iter().flat_map(|row| row.chars().map(word)).collect();
        foci(&tissue, [rows[0].len() as u32, rows.len() as u32, 1])
    }

    #[test]
    fn an_empty_lattice_has_no_focus_and_a_full_one_has_one() {
        assert_eq!(drawn(&["....", "...."]), 0);
        assert_eq!(drawn(&["####", "####"]), 1);
    }

    #[test]
    fn a_gap_of_one_cell_joins_and_one_of_two_parts() {
        assert_eq!(drawn(&["#.#"]), 1);
        assert_eq!(drawn(&["#..#"]), 2);
        assert_eq!(drawn(&["#....", ".....", "..#..", ".....", "....#"]), 1);
        assert_eq!(drawn(&["#...", "....", "....", "#..."]), 2);
    }

    #[test]
    fn dead_cells_are_no_focus_and_join_nothing_beyond_the_gap() {
        assert_eq!(drawn(&["xxx"]), 0);
        assert_eq!(drawn(&["#x#"]), 1);
        assert_eq!(drawn(&["#xx#"]), 2);
    }

    #[test]
    fn the_end_of_a_row_is_not_beside_the_next_row() {
        assert_eq!(drawn(&["....#", ".....", ".....", "#...."]), 2);
        assert_eq!(drawn(&["......#", "#......"]), 2);
    }

    #[test]
    fn layers_are_joined_as_rows_are() {
        let mut tissue = vec![rules::FREE; 6 * 5 * 4];
        tissue[0] = rules::TUMOUR;
        tissue[2 * 30 + 2 * 6 + 2] = rules::TUMOUR;
        assert_eq!(foci(&tissue, [6, 5, 4]), 1);
        tissue[2 * 30 + 2 * 6 + 2] = rules::FREE;
        tissue[3 * 30] = rules::TUMOUR;
        assert_eq!(foci(&tissue, [6, 5, 4]), 2);
    }

    proptest! {
        /// The same number by joining every pair of cells that are near enough.
        #[test]
        fn foci_are_the_classes_of_near_pairs(living in prop::collection::vec(prop::bool::weighted(0.05), 9 * 7 * 5)) {
            let at = |i: usize| [i % 9, i / 9 % 7, i / 63];
            let cells: Vec<usize> = (0..living.len()).filter(|&i| living[i]).collect();
            let mut class: Vec<usize> = (0..cells.len()).collect();
            for a in 0..cells.len() {
                for b in 0..a {
                    let near = at(cells[a]).iter().zip(at(cells[b])).all(|(p, q)| p.abs_diff(q) <= 2);
                    if near && class[a] != class[b] {
                        let (from, to) = (class[a], class[b]);
                        class.iter_mut().filter(|c| **c == from).for_each(|c| *c = to);
                    }
                }
            }
            class.sort_unstable();
            class.dedup();
            let tissue: Vec<u32> = living.iter().map(|&lives| if lives { rules::TUMOUR } else { rules::FREE }).collect();
            prop_assert_eq!(foci(&tissue, [9, 7, 5]), class.len() as u64);
        }
    }
}
