//! Reach (exact nearest site of the other class, one pass an axis), resection and inoculation.

use super::super::counters;
use super::Site;
use super::bits::BitSet;
use crate::rules::{self, STREAM_INOCULATE};

impl Site {
    /// One pass of the reach along an axis; the first starts afresh. Free sites are asked only when
    /// a depot or a wound is to be laid around the mass, and only within the limit of it.
    pub(super) fn reach(&mut self, axis: u32) {
        let [w, h, d] = self.geometry.size;
        let (length, stride) = match axis {
            0 => (w, 1),
            1 => (h, w),
            _ => (d, w * h),
        };
        let limit = self.params.place.reach_limit as i32;
        let free_too = rules::free_reach_needed(self.params.signal);
        let (low, high) = if free_too { self.mass_bounds(limit as u32) } else { ([0; 3], [0; 3]) };
        std::mem::swap(&mut self.reach, &mut self.reach_before);
        self.reach.fill(rules::NO_REACH);
        let (from, to, tissue) = (&self.reach_before, &mut self.reach, &self.state.tissue);
        let mut look = |index: u32| {
            let at = (index / stride % length) as i32;
            let mass = tissue[index as usize] & 7 != rules::FREE;
            let salt = rules::reach_salt(index);
            let mut best = if axis == 0 { rules::NO_REACH } else { from[index as usize] };
            for away in 1..=limit {
                // No site further along this axis can be nearer than what is known.
                if (away * away) as u32 > rules::reach_square(best) {
                    break;
                }
                for signed in [-away, away] {
                    if at + signed < 0 || at + signed >= length as i32 {
                        continue;
                    }
                    let other = index.wrapping_add_signed(signed * stride as i32) as usize;
                    let differs = (tissue[other] & 7 != rules::FREE) != mass;
                    let known = if axis == 0 { rules::NO_REACH } else { from[other] };
                    // The rule would find nothing there either, but this loop runs through the
                    // inside of every mass.
                    if !differs && known == rules::NO_REACH {
                        continue;
                    }
                    best = rules::nearer_reach(
                        best,
                        rules::reach_along(axis, signed, differs, known),
                        salt,
                    );
                }
            }
            to[index as usize] = best;
        };
        if !free_too {
            BitSet::for_each(&self.mass.words, look);
            return;
        }
        for z in low[2]..high[2] {
            for y in low[1]..high[1] {
                for x in low[0]..high[0] {
                    look((z * h + y) * w + x);
                }
            }
        }
    }

    /// The box around the mass, wider by `limit` on every side: first, and one past the last.
    fn mass_bounds(&self, limit: u32) -> ([u32; 3], [u32; 3]) {
        let size = self.geometry.size;
        let (mut low, mut high) = (size, [0; 3]);
        BitSet::for_each(&self.mass.words, |index| {
            let at = rules::position_of(index, size);
            for (axis, p) in [at.x, at.y, at.z].into_iter().enumerate() {
                low[axis] = low[axis].min(p);
                high[axis] = high[axis].max(p + 1);
            }
        });
        (
            low.map(|p| p.saturating_sub(limit)),
            std::array::from_fn(|axis| (high[axis] + limit).min(size[axis])),
        )
    }

    /// The mass and the wound go, but for the residue.
    pub(super) fn resect(&mut self) {
        let signal = self.params.signal;
        let centre = [signal.residue_x as i32, signal.residue_y as i32, signal.residue_z as i32];
        for index in 0..self.state.tissue.len() as u32 {
            let i = index as usize;
            let cell = self.state.tissue[i];
            let mass = cell & 7 != rules::FREE;
            if !rules::in_wound(mass, self.reach[i], signal) {
                continue;
            }
            let effector = self.state.effector_x[i];
            if !rules::effector_idle(effector) {
                self.state.totals
                    [counters::EFFECTOR_RESECTED + rules::effector_kind(effector) as usize - 1] +=
                    1;
                self.remove_effector(index);
            }
            if !mass
                || rules::is_living_tumour(cell)
                    && rules::stays_after_resection(
                        rules::position_of(index, self.geometry.size),
                        centre,
                        signal.keep_square,
                    )
            {
                continue;
            }
            if rules::is_alive(cell) {
                self.state.totals[counters::RESECTED + rules::tissue_line(cell) as usize] += 1;
            } else if cell & 7 == rules::DYING || cell & 7 == rules::NECROTIC {
                self.state.totals[counters::DEAD_RESECTED] += 1;
            }
            self.state.tissue[i] = rules::FREE;
            self.mass.remove(index);
        }
    }

    /// Cells are put in where there is room for them.
    pub(super) fn inoculate(&mut self, now: u32) {
        for index in 0..self.state.tissue.len() as u32 {
            let i = index as usize;
            let at = rules::position_of(index, self.geometry.size);
            for (k, put) in
                self.params.inocula.into_iter().enumerate().filter(|(_, put)| put.what != 0)
            {
                let r = Site::draw(&self.params, index, now, 0, STREAM_INOCULATE, k as u32);
                let mass = self.state.tissue[i] & 7 != rules::FREE;
                if !rules::inoculated(at, mass, self.reach[i], put, r.x) {
                    continue;
                }
                let row = put.row as usize;
                if put.what == rules::PUT_TISSUE && !mass {
                    self.state.tissue[i] = rules::put_cell(put.row, self.params.lines[row & 7], r);
                    self.mass.insert(index);
                    self.state.totals[counters::PUT_IN + (row & 7)] += 1;
                }
                if put.what == rules::PUT_EFFECTOR && rules::effector_idle(self.state.effector_x[i])
                {
                    let words = rules::arriving(
                        put.row,
                        self.params.kinds[row % rules::KINDS as usize],
                        put.antigen,
                        put.origin,
                        r,
                    );
                    self.state.effector_x[i] = words.x;
                    self.state.effector_y[i] = words.y;
                    self.effectors.insert(index);
                    self.state.totals[counters::EFFECTOR_PUT_IN + row - 1] += 1;
                }
            }
        }
    }

    /// Takes an effector off its site.
    pub(super) fn remove_effector(&mut self, index: u32) {
        self.state.effector_x[index as usize] = 0;
        self.state.effector_y[index as usize] = 0;
        self.effectors.remove(index);
    }
}
