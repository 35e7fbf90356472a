//! Census, digest, the words of a frame and restoring of one site.

use super::super::counters::Present;
use super::CpuSite;
use super::bits::BitSet;
use crate::rules;
use crate::world::Tissue;

impl CpuSite {
    /// Counts what is there.
    pub(super) fn count(&self) -> Present {
        let mut counts = [0u64; rules::COUNTS as usize];
        let mut tally = |count: u32, amount: u32| {
            if count != rules::NO_COUNT {
                counts[count as usize] += u64::from(amount);
            }
        };
        let il2 = &self.state.amounts[rules::INTERLEUKIN as usize];
        BitSet::for_each(&self.mass.words, |index| {
            let at = rules::position_of(index, self.geometry.size);
            let cell = self.state.tissue[index as usize];
            let line = self.params.lines[rules::tissue_line(cell) as usize];
            let counted = rules::tissue_counts(cell, line, at, self.geometry.size);
            for count in [counted.living, counted.other, counted.positive, counted.edge] {
                tally(count, 1);
            }
            tally(counted.interleukin, il2[self.geometry.field_of[index as usize] as usize]);
            if counted.sums != rules::NO_COUNT {
                for (axis, place) in [at.x, at.y, at.z].into_iter().enumerate() {
                    tally(counted.sums + axis as u32, place);
                }
            }
        });
        BitSet::for_each(&self.effectors.words, |index| {
            let i = index as usize;
            let counted =
                rules::effector_counts(self.state.effector_x[i], self.state.effector_y[i]);
            for count in [counted.kind, counted.engaged, counted.graft] {
                tally(count, 1);
            }
            tally(rules::COUNT_ACTIVATION, counted.activation);
        });
        for (field, amounts) in self.state.amounts.iter().enumerate() {
            counts[rules::COUNT_AMOUNTS as usize + field] =
                amounts.iter().map(|a| u64::from(*a)).sum();
        }
        Present::from_counts(&counts)
    }

    /// Four lane sums of the strong hash over all lattice cells and field sites.
    pub(super) fn digest(&self) -> [u64; 4] {
        let mut sums = [0u64; 4];
        let mut add = |words: rules::Vec4<u32>| {
            for (sum, word) in sums.iter_mut().zip(<[u32; 4]>::from(words)) {
                *sum = sum.wrapping_add(u64::from(word));
            }
        };
        for i in 0..self.state.tissue.len() {
            add(rules::hash_cells(
                i as u32,
                self.state.tissue[i],
                self.state.effector_x[i],
                self.state.effector_y[i],
            ));
        }
        let [il2, ifng, chemo, suppressor] = self
            .state
            .amounts
            .each_ref()
            .map(|amounts| self.geometry.field_rows(amounts).flatten());
        for (i, (((il2, ifng), chemo), suppressor)) in
            il2.zip(ifng).zip(chemo).zip(suppressor).enumerate()
        {
            add(rules::hash_fields(i as u32, [*il2, *ifng, *chemo, *suppressor]));
        }
        sums
    }

    /// The words of a frame: the cells of every lattice cell, then its fields.
    pub(super) fn frame_words(&self) -> Vec<u32> {
        let state = &self.state;
        let cells = (0..state.tissue.len()).map(|i| {
            let cell = state.tissue[i];
            let line = self.params.lines[rules::tissue_line(cell) as usize];
            let effector = rules::Effector { x: state.effector_x[i], y: state.effector_y[i] };
            rules::frame_cells(cell, line, effector, rules::is_vessel(self.ground[i]))
        });
        let code = |field: u32, at: usize| {
            let units_per_pm = self.params.laws[field as usize].units_per_pm;
            rules::fine_code(state.amounts[field as usize][at], units_per_pm)
        };
        let fields = (0..state.tissue.len()).map(|i| {
            let at = self.geometry.field_of[i] as usize;
            rules::frame_fields(code(rules::INTERLEUKIN, at), code(rules::IFNG, at))
        });
        cells.chain(fields).collect()
    }

    /// The state as it is saved.
    pub(super) fn saved(&self) -> Tissue {
        let amounts = self
            .state
            .amounts
            .each_ref()
            .map(|amounts| self.geometry.field_rows(amounts).flatten().copied().collect());
        Tissue { amounts, ..self.state.clone() }
    }

    /// Takes over a saved state.
    pub(super) fn restore(&mut self, mut state: Tissue, steps: u32) {
        state.amounts = state.amounts.map(|amounts| self.geometry.padded(&amounts));
        let cells = state.tissue.len();
        self.mass = BitSet::of(cells, |i| rules::is_mass(state.tissue[i]));
        self.effectors = BitSet::of(cells, |i| !rules::effector_idle(state.effector_x[i]));
        self.state = state;
        self.steps = steps;
        self.wake_fields();
        self.now = self.count();
    }
}
