//! Tissue cells act.
//!
//! In a step nothing happens to most cells. So a lot of them takes the step side by side, as under
//! the most IFN-gamma there can be: a cell that stays as it is then stays so under less. The others
//! take it one by one, with what is at their sites.

use super::CpuSite;
use super::cells::Acted;
use super::machine::{Machine, for_each_machine};
use super::parts;
use super::walk::{self, Blocks, LOT, block};
use crate::rules::{self, Line, Signal};

/// What a lot of cells is and feels, word by word.
struct Seen {
    cells: [u32; LOT],
    distances: [u32; LOT],
    grounds: [u32; LOT],
}

for_each_machine! {
    /// Notes which cells of one line rest in this step (1), among those of other lines as they are.
    note_resting = wide_note_resting / any_note_resting (
        seen: &Seen, words: &Blocks, line: &Line, number: u32, signal: Signal, tick: u32,
        resting: &mut [u32; LOT]
    ) -> ()
}

#[inline(always)]
fn any_note_resting(
    seen: &Seen,
    words: &Blocks,
    line: &Line,
    number: u32,
    signal: Signal,
    tick: u32,
    resting: &mut [u32; LOT],
) {
    for (n, resting) in resting.iter_mut().enumerate() {
        let (cell, r) = (seen.cells[n], block(words, n));
        let most = rules::ALMOST_WHOLE;
        let niche = rules::niche_of(seen.distances[n], seen.grounds[n], most, signal, tick);
        let rests = rules::tissue_rests(cell, *line, niche, r);
        *resting |= u32::from(rests & (rules::tissue_line(cell) == number));
    }
}

impl CpuSite {
    /// Tissue cells act.
    pub(super) fn tissue(&mut self, now: u32) {
        let tick = rules::tick_at(now, self.params.place);
        let half = self.params.laws[rules::IFNG as usize].half;
        let signal = self.params.signal;
        let machine = Machine::here();
        let lot = self.part_words();
        let (params, geometry, ground, distance) =
            (&self.params, &self.geometry, &self.ground, &self.distance);
        let ifng = &self.state.amounts[rules::IFNG as usize];
        let parts =
            self.state.tissue.chunks_mut(lot * 64).zip(self.mass.words.chunks_mut(lot)).enumerate();
        let left = parts::in_parts(parts, |(part, (cells, mass))| {
            let first = part * lot * 64;
            let mut left = Acted::default();
            let mut cleared = Vec::new();
            walk::in_lots(
                mass,
                first as u32,
                params,
                rules::fate_draw(now),
                |_| true,
                |lot| {
                    let mut seen = Seen { cells: [0; LOT], distances: [0; LOT], grounds: [0; LOT] };
                    let mut lines = 0u32;
                    for (n, index) in lot.indices.iter().enumerate().take(lot.count) {
                        let i = *index as usize;
                        seen.cells[n] = cells[i - first];
                        (seen.distances[n], seen.grounds[n]) = (distance[i], ground[i]);
                        lines |= 1 << rules::tissue_line(seen.cells[n]);
                    }
                    let mut resting = [0; LOT];
                    for (number, line) in params.lines.iter().enumerate() {
                        if lines >> number & 1 == 1 {
                            let number = number as u32;
                            note_resting(
                                machine, &seen, &lot.words, line, number, signal, tick,
                                &mut resting,
                            );
                        }
                    }
                    for (n, resting) in resting.iter().enumerate().take(lot.count) {
                        let (index, cell) = (lot.indices[n], seen.cells[n]);
                        let mut next = rules::TissueStep { cell, event: rules::NO_EVENT };
                        if *resting == 0 {
                            let i = index as usize;
                            let ifng = rules::occupancy(ifng[geometry.field_of[i] as usize], half);
                            let line = params.lines[rules::tissue_line(cell) as usize];
                            let (distance, ground) = (seen.distances[n], seen.grounds[n]);
                            let niche = rules::niche_of(distance, ground, ifng, signal, tick);
                            next = rules::tissue_step(cell, line, niche, lot.block(n));
                            cells[i - first] = next.cell;
                            left.count(next.event);
                            if !rules::is_mass(next.cell) {
                                cleared.push(i - first);
                            }
                        }
                        if rules::is_living_tumour(next.cell) && rules::is_ready(next.cell) {
                            left.ready.push(index);
                        }
                    }
                },
            );
            for i in cleared {
                mass[i / 64] &= !(1 << (i % 64));
            }
            left
        });
        self.ready.clear();
        for part in left {
            self.add_events(&part.events);
            self.ready.extend(part.ready);
        }
    }
}
