//! How a plane of field sites is cut into the tiles of a pass along x and y.
//!
//! In: the field's size, how many planes there are to spread, how many workgroups the adapter runs
//! side by side. Out: the sites of a tile along x and y. Low tiles spread the rows of their halo
//! once more; few tiles leave the adapter idle. No byte depends on the choice.

use crate::rules::{REACHED, TILE_GROUP, TILE_SITES};

/// Workgroups of tiles that a hardware adapter runs side by side, roughly: large ones have from 60
/// to 150 units.
pub(super) const HARDWARE: u32 = 128;
/// The same of a software driver: the threads of a small machine.
pub(super) const SOFTWARE: u32 = 4;

/// Whether lines are as long as a pass reaches, so that they are mirrored once at most.
pub(super) fn fit(field: [u32; 3]) -> bool {
    field[0] >= REACHED && field[1] >= REACHED
}

/// Sites of a tile along x and y: the cut that takes the least time where each workgroup takes as
/// long as its sites, before and after the halo falls away, fill it.
pub(super) fn cut(field: [u32; 3], planes: u32, side_by_side: u32) -> [u32; 2] {
    let parts = |length: u32| 1..=(length / REACHED).max(1);
    let mut best = ([1, 1], u64::MAX);
    for down in parts(field[1]) {
        let height = field[1].div_ceil(down);
        let rows = (height + REACHED * down.min(3).saturating_sub(1)).min(field[1]);
        for across in parts(field[0]) {
            let width = field[0].div_ceil(across);
            if width * rows > TILE_SITES {
                continue;
            }
            let groups = u64::from(across * down) * u64::from(planes);
            let turns = |sites: u32| u64::from(sites.div_ceil(TILE_GROUP));
            let each = turns(width * rows) + turns(width * height);
            let time = groups.div_ceil(u64::from(side_by_side)) * each;
            if time < best.1 {
                best = ([width, height], time);
            }
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the tallest tile with its halo, counted tile by tile.
    fn rows(height: u32, tile: u32) -> u32 {
        let with_halo = |top: u32| {
            (top + tile.min(height - top) + REACHED).min(height) - top.saturating_sub(REACHED)
        };
        (0..height.div_ceil(tile)).map(|n| with_halo(n * tile)).max().unwrap()
    }

    #[test]
    fn every_tile_fits_and_a_large_one_is_taken_only_where_there_are_many() {
        for (width, height) in
            [(8, 8), (8, 500), (500, 8), (13, 60), (60, 60), (61, 67), (250, 250), (1024, 1024)]
        {
            for planes in [1, 4, 60, 4096] {
                for side_by_side in [1, SOFTWARE, HARDWARE, 1 << 20] {
                    let [x, y] = cut([width, height, 1], planes, side_by_side);
                    let case = format!("{width} x {height}, {planes} planes: {x} x {y}");
                    assert!(x <= width && y <= height, "{case}");
                    assert!(x * rows(height, y) <= TILE_SITES, "{case}");
                }
            }
        }
        assert_eq!(cut([60, 60, 1], 4, SOFTWARE), [60, 60], "the whole plane, no halo");
        assert_eq!(cut([60, 60, 1], 4096, HARDWARE), [60, 60]);
        assert_eq!(cut([60, 60, 1], 4, HARDWARE), [12, 20], "one lattice: 15 tiles a field");
    }
}
