//! Distance transform (exact nearest site of the other class, one pass an axis), resection and
//! inoculation.

use super::CpuSite;
use super::bits::BitSet;
use crate::rules;

/// Sites that a pass along columns takes at once.
const LANES: usize = 16;

/// One pass along columns: what it reads, and where columns run.
#[derive(Clone, Copy)]
struct Columns<'a> {
    from: &'a [u32],
    tissue: &'a [u32],
    axis: u32,
    /// Sites of a column, and from one to the next.
    length: usize,
    stride: usize,
    limit: usize,
    /// Whether free sites are asked too.
    free_too: bool,
}

impl Columns<'_> {
    /// So many neighbouring columns at one position: `first`, the site of the first of them.
    #[inline(always)]
    fn look<const N: usize>(&self, first: usize) -> [u32; N] {
        let line = |words: &[u32], at: usize| -> [u32; N] {
            *words[at..].first_chunk().expect("columns lie inside the lattice")
        };
        let at = first / self.stride % self.length;
        let cells = line(self.tissue, first);
        let mut best = line(self.from, first);
        let salts: [u32; N] = std::array::from_fn(|x| rules::distance_salt((first + x) as u32));
        for away in 1..=self.limit {
            // No site further along this axis can be nearer than what is known.
            let farthest = best.iter().fold(0, |far, word| rules::distance_square(*word).max(far));
            if (away * away) as u32 > farthest {
                break;
            }
            for (inside, signed) in
                [(at >= away, -(away as i32)), (at + away < self.length, away as i32)]
            {
                if !inside {
                    continue;
                }
                let there = first.wrapping_add_signed(signed as isize * self.stride as isize);
                let (others, before) = (line(self.tissue, there), line(self.from, there));
                for x in 0..N {
                    let differs = rules::is_mass(others[x]) != rules::is_mass(cells[x]);
                    let along = rules::distance_along(self.axis, signed, differs, before[x]);
                    best[x] = rules::nearer_distance(best[x], along, salts[x]);
                }
            }
        }
        for x in 0..N {
            let asked = self.free_too || rules::is_mass(cells[x]);
            best[x] = if asked { best[x] } else { rules::NO_DISTANCE };
        }
        best
    }

    /// All columns of the positions `low..high` of a row of sites.
    #[inline(always)]
    fn row(&self, to: &mut [u32], row: usize, low: usize, high: usize) {
        let mut x = low;
        while x + LANES <= high {
            let nearest = self.look::<LANES>(row + x);
            to[row + x..row + x + LANES].copy_from_slice(&nearest);
            x += LANES;
        }
        while x < high {
            [to[row + x]] = self.look::<1>(row + x);
            x += 1;
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn wide_row(&self, to: &mut [u32], row: usize, low: usize, high: usize) {
        self.row(to, row, low, high);
    }
}

impl CpuSite {
    /// One pass of the distance transform along an axis; the first starts afresh. Free sites are
    /// asked only when a depot or a wound is to be laid around the mass, and only within the limit
    /// of it.
    pub(super) fn distance_transform(&mut self, axis: u32) {
        let [w, h, d] = self.geometry.size.map(|n| n as usize);
        let limit = self.params.place.distance_limit;
        let free_too = rules::free_distance_needed(self.params.signal);
        // Where there is no mass nothing is near it.
        let (low, high) = self.mass_bounds(if free_too { limit } else { 0 });
        let [low, high] = [low, high].map(|corner| corner.map(|p| p as usize));
        std::mem::swap(&mut self.distance, &mut self.distance_before);
        self.distance.fill(rules::NO_DISTANCE);
        let (length, stride) = if axis == 1 { (h, w) } else { (d, w * h) };
        let columns = Columns {
            from: &self.distance_before,
            tissue: &self.state.tissue,
            axis,
            length,
            stride,
            limit: limit as usize,
            free_too,
        };
        let wide = super::field::wide();
        for z in low[2]..high[2] {
            for y in low[1]..high[1] {
                let row = (z * h + y) * w;
                if axis == 0 {
                    let cells = &self.state.tissue[row..row + w];
                    along_row(cells, row, limit as usize, free_too, &mut self.distance[row..]);
                    continue;
                }
                #[cfg(target_arch = "x86_64")]
                if wide {
                    // SAFETY: asked for only where AVX2 was detected.
                    unsafe { columns.wide_row(&mut self.distance, row, low[0], high[0]) };
                    continue;
                }
                let _ = wide;
                columns.row(&mut self.distance, row, low[0], high[0]);
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
            // No higher than lower where there is no mass.
            std::array::from_fn(|axis| {
                (high[axis] + limit).min(size[axis]) * u32::from(high != [0; 3])
            }),
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

/// The pass along a row: of sites of one class side by side, the nearest of the other class lie at
/// both ends. `first`: the row's first site.
fn along_row(cells: &[u32], first: usize, limit: usize, free_too: bool, to: &mut [u32]) {
    let mut start = 0;
    while start < cells.len() {
        let mass = rules::is_mass(cells[start]);
        let length =
            cells[start..].iter().take_while(|cell| rules::is_mass(**cell) == mass).count();
        let end = start + length;
        if mass || free_too {
            let ends = [start.checked_sub(1), (end < cells.len()).then_some(end)];
            for (x, word) in to.iter_mut().enumerate().take(end).skip(start) {
                let salt = rules::distance_salt((first + x) as u32);
                let mut best = rules::NO_DISTANCE;
                for other in ends.into_iter().flatten().filter(|end| end.abs_diff(x) <= limit) {
                    let signed = other as i32 - x as i32;
                    let along = rules::distance_along(0u32, signed, true, rules::NO_DISTANCE);
                    best = rules::nearer_distance(best, along, salt);
                }
                *word = best;
            }
        }
        start = end;
    }
}
