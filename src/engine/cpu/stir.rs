//! Stirring: the cells of a site change places, and its fields are dealt out evenly.

use super::CpuSite;
use super::bits::BitSet;
use crate::rules::{self, Effector};

impl CpuSite {
    /// Cells go to other places: until `stir_commit` tissue cells wait among the distances, which
    /// are measured anew afterwards, effectors there and among the claims.
    pub(super) fn stir_cells(&mut self, now: u32) {
        let (size, place) = (self.geometry.size_words(), self.params.place);
        let state = &self.state;
        self.distance.fill(0);
        self.distance_before.fill(0);
        BitSet::for_each(&self.mass.words, |index| {
            let to = rules::stirred_place(index, now, rules::STIR_TISSUE, size, place);
            self.distance[to as usize] = state.tissue[index as usize];
        });
        BitSet::for_each(&self.effectors.words, |index| {
            let i = index as usize;
            let cell = Effector { x: state.effector_x[i], y: state.effector_y[i] };
            let cell = rules::stirred_effector(cell);
            let to = rules::stirred_place(index, now, rules::STIR_EFFECTORS, size, place);
            (self.distance_before[to as usize], self.claim[to as usize]) = (cell.x, cell.y);
        });
    }

    /// Cells stand where they went.
    pub(super) fn stir_commit(&mut self) {
        std::mem::swap(&mut self.state.tissue, &mut self.distance);
        std::mem::swap(&mut self.state.effector_x, &mut self.distance_before);
        std::mem::swap(&mut self.state.effector_y, &mut self.claim);
        self.claim.fill(0);
        self.distance.fill(rules::NO_DISTANCE);
        self.distance_before.fill(rules::NO_DISTANCE);
        let (state, cells) = (&self.state, self.state.tissue.len());
        self.mass = BitSet::of(cells, |i| rules::is_mass(state.tissue[i]));
        self.effectors = BitSet::of(cells, |i| !rules::effector_idle(state.effector_x[i]));
    }

    /// Fields are dealt out evenly.
    pub(super) fn stir_fields(&mut self, now: u32) {
        let width = self.geometry.field[0] as usize;
        let (sites, stride) = (self.geometry.field_cells() as u32, self.geometry.field_stride());
        for amounts in &mut self.state.amounts {
            let sum: u64 = amounts.iter().map(|amount| u64::from(*amount)).sum();
            let share = rules::divided_by((sum >> 32) as u32, sum as u32, sites);
            for (row, amounts) in amounts.chunks_exact_mut(stride).enumerate() {
                for (x, amount) in amounts.iter_mut().enumerate().take(width) {
                    let index = (row * width + x) as u32;
                    *amount = rules::stirred_amount(index, now, sites, share);
                }
            }
        }
        self.wake_fields();
    }
}
