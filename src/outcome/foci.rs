//! Foci: how many pieces a lesion's living tumour is in.
//!
//! In: the tissue words of a lattice in site order, x fastest, and its size. Out: the number of groups of living tumour cells that hang together.
//! Two cells belong together where no coordinate differs by more than 2, so that a gap of one cell (an effector, a dead cell, free tissue) still joins and
//! one of two cells parts. Assumed: a pathologist calls two nests one where a cell's width parts them. A lone living cell is a focus.
//! Integers only, read from the saved state: the number does not depend on the engine.

use crate::rules;

/// Largest difference of a coordinate between cells of one focus.
const REACH: usize = 2;

/// Foci of living tumour cells in a lattice of `size` cells.
///
/// # Panics
/// Where `tissue` does not hold a word for each cell of the lattice.
pub fn foci(tissue: &[u32], size: [u32; 3]) -> u64 {
    let [w, h, d] = size.map(|cells| cells as usize);
    assert_eq!(tissue.len(), w * h * d, "one word for each lattice cell");
    let mut waiting: Vec<bool> = tissue.iter().map(|&cell| rules::is_living_tumour(cell)).collect();
    let mut reached = Vec::new();
    let mut count = 0;
    let around = |at: usize, cells: usize| at.saturating_sub(REACH)..=(at + REACH).min(cells - 1);
    for first in 0..waiting.len() {
        if !waiting[first] {
            continue;
        }
        count += 1;
        waiting[first] = false;
        reached.push(first);
        while let Some(index) = reached.pop() {
            let (x, y, z) = (index % w, index / w % h, index / (w * h));
            for z in around(z, d) {
                for y in around(y, h) {
                    let row = (z * h + y) * w;
                    for x in around(x, w) {
                        if waiting[row + x] {
                            waiting[row + x] = false;
                            reached.push(row + x);
                        }
                    }
                }
            }
        }
    }
    count
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
        fn foci_are_the_classes_of_near_pairs(living in prop::collection::vec(prop::bool::weighted(0.12), 9 * 7 * 5)) {
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
