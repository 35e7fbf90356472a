//! Census, digest, picture codes and restoring of one site.

use super::super::counters::Present;
use super::Site;
use super::bits::BitSet;
use crate::rules;
use crate::world::Tissue;

impl Site {
    /// Counts what is there.
    pub(super) fn count(&self) -> Present {
        let mut present = Present::default();
        let [w, h, d] = self.geometry.size;
        BitSet::for_each(&self.mass.words, |index| {
            let cell = self.state.tissue[index as usize];
            let il2 = || {
                u64::from(self.state.amounts[0][self.geometry.field_of[index as usize] as usize])
            };
            if rules::is_alive(cell) {
                present.living[rules::tissue_line(cell) as usize] += 1;
            }
            if !rules::is_living_tumour(cell) {
                present.other[rules::tissue_kind(cell) as usize - 2] += 1;
                if rules::is_alive(cell) {
                    present.il2_at_vaccine += il2();
                }
                return;
            }
            present.mhc_positive += u64::from(rules::mhc_level(cell) >= rules::MHC_POSITIVE);
            let at = rules::position_of(index, [w, h, d]);
            let edge = at.x == 0
                || at.x + 1 == w
                || at.y == 0
                || at.y + 1 == h
                || d > 1 && (at.z == 0 || at.z + 1 == d);
            present.at_edge += u64::from(edge);
            for (sum, part) in present.sums.iter_mut().zip([at.x, at.y, at.z]) {
                *sum += u64::from(part);
            }
            present.il2_at_tumour += il2();
        });
        BitSet::for_each(&self.effectors.words, |index| {
            let x = self.state.effector_x[index as usize];
            let kind = rules::effector_kind(x);
            present.effectors[kind as usize - 1] += 1;
            present.engaged += u64::from(rules::engaged_direction(x) != rules::NOT_ENGAGED);
            if let Some(graft) =
                (rules::origin_of(self.state.effector_y[index as usize]) as usize).checked_sub(1)
            {
                present.grafts[graft] += 1;
            }
            if kind == rules::NK {
                present.activation += u64::from(rules::activation_of(x));
            } else if kind == rules::LAK {
                present.activation += 3;
            }
        });
        for (total, amounts) in present.amounts.iter_mut().zip(&self.state.amounts) {
            *total = amounts.iter().map(|a| u64::from(*a)).sum();
        }
        present
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

    /// The picture codes of every lattice cell.
    pub(super) fn codes(&self) -> Vec<u32> {
        let laws = &self.params.laws;
        (0..self.state.tissue.len())
            .map(|i| {
                let at = self.geometry.field_of[i] as usize;
                let il2 =
                    rules::concentration_code(self.state.amounts[0][at], laws[0].units_per_pm);
                let ifng =
                    rules::concentration_code(self.state.amounts[1][at], laws[1].units_per_pm);
                rules::frame_code(
                    self.state.tissue[i],
                    self.state.effector_x[i],
                    self.ground[i] & 1 != 0,
                    il2,
                    ifng,
                )
            })
            .collect()
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
        self.mass = BitSet::of(cells, |i| state.tissue[i] & 7 != rules::FREE);
        self.effectors = BitSet::of(cells, |i| !rules::effector_idle(state.effector_x[i]));
        self.state = state;
        self.steps = steps;
        self.wake_fields();
        self.now = self.count();
    }
}
