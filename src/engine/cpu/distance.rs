//! Distance transform (exact nearest site of the other class, one pass an axis), resection and
//! inoculation.

use super::CpuSite;
use super::machine::{Machine, for_each_machine};
use super::parts;
use crate::rules;

/// Sites that a pass along columns takes at once.
const LANES: usize = 16;

/// One pass along columns: what it reads, and where columns run.
struct Columns<'a> {
    from: &'a [u32],
    tissue: &'a [u32],
    axis: u32,
    /// Sites of a row, of a column; rows from one site of a column to the next.
    width: usize,
    length: usize,
    rows_apart: usize,
    limit: usize,
    /// Whether free sites are asked too.
    free_too: bool,
    /// Strips are one column wide.
    narrow: bool,
    /// What each row holds in each strip of columns.
    glances: Vec<Glance>,
    /// First columns of the strips.
    strips: &'a [usize],
}

/// What a strip of a row holds, so that most strips need not be read.
#[derive(Clone, Copy, Default)]
struct Glance {
    /// The least squared distance that a site of it knows.
    least: u32,
    mass: bool,
    free: bool,
}

impl Glance {
    #[inline(always)]
    fn of<const N: usize>(known: &[u32; N], tissue: &[u32; N]) -> Glance {
        let least = known.iter().fold(u32::MAX, |least, word| {
            let none = *word == rules::NO_DISTANCE;
            least.min(if none { u32::MAX } else { rules::distance_square(*word) })
        });
        let mass = tissue.iter().fold(0, |all, cell| all + u32::from(rules::is_mass(*cell)));
        Glance { least, mass: mass > 0, free: mass < N as u32 }
    }

    /// The least squared distance, less what lies along the column, that a site of another strip
    /// can have through one of this.
    #[inline(always)]
    fn through(self, own: Glance) -> u32 {
        let other_class = own.mass && self.free || own.free && self.mass;
        if other_class { 0 } else { self.least }
    }
}

/// So many words side by side.
#[inline(always)]
fn line<const N: usize>(words: &[u32], at: usize) -> &[u32; N] {
    words[at..].first_chunk().expect("columns lie inside the lattice")
}

impl Columns<'_> {
    /// Looks at the strips of a row.
    #[inline(always)]
    fn glance<const N: usize>(&mut self, row: usize) {
        for (strip, x) in self.strips.iter().enumerate() {
            let at = row * self.width + x;
            self.glances[row * self.strips.len() + strip] =
                Glance::of::<N>(line(self.from, at), line(self.tissue, at));
        }
    }

    /// One strip of a row.
    #[inline(always)]
    fn look<const N: usize>(&self, first: usize, row: usize, strip: usize) -> [u32; N] {
        let glance = |row: usize| self.glances[row * self.strips.len() + strip];
        let own = glance(row);
        if !self.free_too && !own.mass {
            return [rules::NO_DISTANCE; N];
        }
        let at = row / self.rows_apart % self.length;
        let stride = (self.rows_apart * self.width) as isize;
        let cells = line::<N>(self.tissue, first);
        let mut best = *line::<N>(self.from, first);
        let mut asked = [false; N];
        for x in 0..N {
            asked[x] = self.free_too | rules::is_mass(cells[x]);
        }
        // What is known so far, squared; a site that is not asked takes part in nothing.
        let squares_of = |best: &[u32; N]| -> [u32; N] {
            std::array::from_fn(|x| if asked[x] { rules::distance_square(best[x]) } else { 0 })
        };
        let mut squares = squares_of(&best);
        let mut farthest = squares.iter().fold(0, |far, square| far.max(*square));
        for away in 1..=self.limit {
            // No site further along this axis can be nearer than what is known.
            let square = (away * away) as u32;
            if square > farthest {
                break;
            }
            for (inside, signed) in
                [(at >= away, -(away as isize)), (at + away < self.length, away as isize)]
            {
                if !inside {
                    continue;
                }
                let through = glance(row.wrapping_add_signed(signed * self.rows_apart as isize));
                if square.saturating_add(through.through(own)) > farthest {
                    continue;
                }
                let there = first.wrapping_add_signed(signed * stride);
                let others = line::<N>(self.tissue, there);
                let before = line::<N>(self.from, there);
                let mut nearer = 0;
                for x in 0..N {
                    let differs = rules::is_mass(others[x]) != rules::is_mass(cells[x]);
                    let along = if differs { 0 } else { rules::distance_square(before[x]) };
                    nearer |= u32::from(square + along <= squares[x]);
                }
                if nearer == 0 {
                    continue;
                }
                for x in 0..N {
                    let differs = rules::is_mass(others[x]) != rules::is_mass(cells[x]);
                    let along = rules::distance_along(self.axis, signed as i32, differs, before[x]);
                    let salt = rules::distance_salt((first + x) as u32);
                    best[x] = rules::nearer_distance(best[x], along, salt);
                }
                squares = squares_of(&best);
                farthest = squares.iter().fold(0, |far, square| far.max(*square));
            }
        }
        for x in 0..N {
            best[x] = if asked[x] { best[x] } else { rules::NO_DISTANCE };
        }
        best
    }

    /// All strips of a row.
    #[inline(always)]
    fn row<const N: usize>(&self, to: &mut [u32], row: usize) {
        for (strip, x) in self.strips.iter().enumerate() {
            to[*x..x + N].copy_from_slice(&self.look::<N>(row * self.width + x, row, strip));
        }
    }
}

/// First columns of strips of so many that cover `low..high` of a row; the last may overlap the one
/// before.
fn strips(low: usize, high: usize, lanes: usize) -> Vec<usize> {
    let last = high.saturating_sub(lanes);
    (low..high).step_by(lanes).map(|x| x.min(last)).collect()
}

for_each_machine! {
    /// Looks at the strips of a row of a lattice.
    glance_at = wide_glance_at / any_glance_at (columns: &mut Columns, row: usize) -> ()
}

#[inline(always)]
fn any_glance_at(columns: &mut Columns, row: usize) {
    if columns.narrow {
        columns.glance::<1>(row);
    } else {
        columns.glance::<LANES>(row);
    }
}

for_each_machine! {
    /// A pass along columns for one row of a lattice.
    columns_of_row = wide_columns_of_row / any_columns_of_row (
        columns: &Columns, to: &mut [u32], row: usize
    ) -> ()
}

#[inline(always)]
fn any_columns_of_row(columns: &Columns, to: &mut [u32], row: usize) {
    if columns.narrow {
        columns.row::<1>(to, row);
    } else {
        columns.row::<LANES>(to, row);
    }
}

/// A box of sites: the first, and one past the last, along each axis.
#[derive(Clone, Copy)]
struct Bounds {
    low: [usize; 3],
    high: [usize; 3],
}

impl Bounds {
    /// Wider by so much along each axis, inside a lattice of this size.
    fn wider(self, by: [usize; 3], size: [usize; 3]) -> Bounds {
        Bounds {
            low: std::array::from_fn(|axis| self.low[axis].saturating_sub(by[axis])),
            high: std::array::from_fn(|axis| (self.high[axis] + by[axis]).min(size[axis])),
        }
    }

    /// Whether a row of a lattice so high lies in it.
    fn has_row(&self, row: usize, height: usize) -> bool {
        let at = [row % height, row / height];
        (0..2).all(|axis| (self.low[axis + 1]..self.high[axis + 1]).contains(&at[axis]))
    }
}

impl CpuSite {
    /// One pass of the distance transform along an axis; the first starts afresh. Free sites are
    /// asked only when a depot or a wound is to be laid around the mass, and only within the limit
    /// of it.
    pub(super) fn distance_transform(&mut self, axis: u32) {
        std::mem::swap(&mut self.distance, &mut self.distance_before);
        self.distance.fill(rules::NO_DISTANCE);
        // Where there is no mass nothing is near it.
        let Some(mass) = self.mass_bounds() else { return };
        let size = self.geometry.size.map(|n| n as usize);
        let [w, h, d] = size;
        let limit = self.params.place.distance_limit as usize;
        let free_too = rules::free_distance_needed(self.params.signal);
        let bounds = mass.wider([if free_too { limit } else { 0 }; 3], size);
        let lot = (h * d).div_ceil(self.parts());
        let parts = self.distance.chunks_mut(lot * w).enumerate();
        let rows = |part: usize, rows: &[u32]| {
            let first = part * lot;
            (first..first + rows.len() / w).filter(|row| bounds.has_row(*row, h))
        };
        let tissue = &self.state.tissue;
        if axis == 0 {
            parts::in_parts(parts, |(part, to)| {
                for row in rows(part, to) {
                    let (first, at) = (row * w, (row - part * lot) * w);
                    let cells = &tissue[first..first + w];
                    along_row(cells, first, limit, free_too, &mut to[at..at + w]);
                }
            });
            return;
        }
        let (length, rows_apart) = if axis == 1 { (h, 1) } else { (d, h) };
        let machine = Machine::here();
        let narrow = bounds.high[0] - bounds.low[0] < LANES;
        let strips = strips(bounds.low[0], bounds.high[0], if narrow { 1 } else { LANES });
        let mut columns = Columns {
            from: &self.distance_before,
            tissue,
            axis,
            length,
            limit,
            free_too,
            width: w,
            rows_apart,
            narrow,
            glances: vec![Glance::default(); h * d * strips.len()],
            strips: &strips,
        };
        let mut along = [0; 3];
        along[axis as usize] = limit;
        let seen = bounds.wider(along, size);
        for row in (0..h * d).filter(|row| seen.has_row(*row, h)) {
            glance_at(machine, &mut columns, row);
        }
        let columns = &columns;
        parts::in_parts(parts, |(part, to)| {
            for row in rows(part, to) {
                let at = (row - part * lot) * w;
                columns_of_row(machine, columns, &mut to[at..at + w], row);
            }
        });
    }

    /// The box around the mass, if there is any.
    fn mass_bounds(&self) -> Option<Bounds> {
        let [w, h, _] = self.geometry.size.map(|n| n as usize);
        let mut found: Option<Bounds> = None;
        for row in 0..self.state.tissue.len() / w {
            let Some((first, last)) = self.mass.ends(row * w, (row + 1) * w) else { continue };
            let (low, high) = (
                [first - row * w, row % h, row / h],
                [last - row * w + 1, row % h + 1, row / h + 1],
            );
            found = Some(match found {
                None => Bounds { low, high },
                Some(known) => Bounds {
                    low: std::array::from_fn(|axis| known.low[axis].min(low[axis])),
                    high: std::array::from_fn(|axis| known.high[axis].max(high[axis])),
                },
            });
        }
        found
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
            // Sites near the end before, then those near the end behind.
            if let Some(other) = start.checked_sub(1) {
                for (x, known) in to.iter_mut().enumerate().take(end.min(start + limit)).skip(start)
                {
                    nearer(known, first + x, other as i32 - x as i32);
                }
            }
            if end < cells.len() {
                let near = start.max(end.saturating_sub(limit));
                for (x, known) in to.iter_mut().enumerate().take(end).skip(near) {
                    nearer(known, first + x, end as i32 - x as i32);
                }
            }
        }
        start = end;
    }
}

/// A site of a row learns of one of the other class.
fn nearer(known: &mut u32, site: usize, signed: i32) {
    let along = rules::distance_along(0u32, signed, true, rules::NO_DISTANCE);
    *known = rules::nearer_distance(*known, along, rules::distance_salt(site as u32));
}
