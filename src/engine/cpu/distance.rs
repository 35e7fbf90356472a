//! Distance transform (exact nearest site of the other class, one pass an axis), resection and
//! inoculation.

use super::CpuSite;
use super::bits::BitSet;
use crate::rules;

impl CpuSite {
    /// One pass of the distance transform along an axis; the first starts afresh. Free sites are
    /// asked only when a depot or a wound is to be laid around the mass, and only within the limit
    /// of it.
    pub(super) fn distance_transform(&mut self, axis: u32) {
        let [w, h, d] = self.geometry.size;
        let (length, stride) = match axis {
            0 => (w, 1),
            1 => (h, w),
            _ => (d, w * h),
        };
        let limit = self.params.place.distance_limit as i32;
        let free_too = rules::free_distance_needed(self.params.signal);
        let (low, high) = if free_too { self.mass_bounds(limit as u32) } else { ([0; 3], [0; 3]) };
        std::mem::swap(&mut self.distance, &mut self.distance_before);
        self.distance.fill(rules::NO_DISTANCE);
        let (from, to, tissue) = (&self.distance_before, &mut self.distance, &self.state.tissue);
        let mut look = |index: u32| {
            let at = (index / stride % length) as i32;
            let mass = rules::is_mass(tissue[index as usize]);
            let salt = rules::distance_salt(index);
            let mut best = if axis == 0 { rules::NO_DISTANCE } else { from[index as usize] };
            for away in 1..=limit {
                // No site further along this axis can be nearer than what is known.
                if (away * away) as u32 > rules::distance_square(best) {
                    break;
                }
                for signed in [-away, away] {
                    if at + signed < 0 || at + signed >= length as i32 {
                        continue;
                    }
                    let other = index.wrapping_add_signed(signed * stride as i32) as usize;
                    let differs = rules::is_mass(tissue[other]) != mass;
                    let before = if axis == 0 { rules::NO_DISTANCE } else { from[other] };
                    // The rule would find nothing there either, but this loop runs through the
                    // inside of every mass.
                    if !differs && before == rules::NO_DISTANCE {
                        continue;
                    }
                    best = rules::nearer_distance(
                        best,
                        rules::distance_along(axis, signed, differs, before),
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
        for index in 0..self.state.tissue.len() as u32 {
            let i = index as usize;
            let at = rules::position_of(index, self.geometry.size);
            let left = rules::resected(at, self.state.tissue[i], self.distance[i], signal);
            let x = self.state.effector_x[i];
            if left.effector != 0 && !rules::effector_idle(x) {
                let kind = rules::effector_kind(x);
                self.count_event(rules::kind_event(rules::TOTAL_EFFECTOR_RESECTED, kind));
                self.remove_effector(index);
            }
            self.state.tissue[i] = left.cell;
            if !rules::is_mass(left.cell) {
                self.mass.remove(index);
            }
            self.count_event(left.event);
        }
    }

    /// Cells are put in where there is room for them.
    pub(super) fn inoculate(&mut self, now: u32) {
        let inocula = self.params.inocula;
        for index in 0..self.state.tissue.len() as u32 {
            let i = index as usize;
            let at = rules::position_of(index, self.geometry.size);
            for (k, put) in inocula.into_iter().enumerate().filter(|(_, put)| put.what != 0) {
                let purpose = rules::inoculum_draw(now, k as u32);
                let r = rules::site_draw(index, purpose, self.params.place);
                let cell = self.state.tissue[i];
                if !rules::inoculated(at, rules::is_mass(cell), self.distance[i], put, r.x) {
                    continue;
                }
                if rules::takes_tissue(put, cell) {
                    let row = rules::put_line(put);
                    let new = rules::put_cell(row, self.params.lines[row as usize], r);
                    self.state.tissue[i] = new;
                    self.mass.insert(index);
                    self.count_event(rules::line_event(rules::TOTAL_PUT_IN, new));
                }
                if rules::takes_effector(put, self.state.effector_x[i]) {
                    let kind = self.params.kinds[rules::put_kind(put) as usize];
                    let new = rules::arriving(put.row, kind, put.antigen, put.origin, r);
                    self.place_effector(index, new);
                    self.count_event(rules::kind_event(rules::TOTAL_EFFECTOR_PUT_IN, put.row));
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
