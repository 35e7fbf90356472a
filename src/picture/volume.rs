//! A lit view into a 3-D site from a camera that can turn around it.
//!
//! In: a [`Frame`], the lattice's size, a [`Camera`]. Out: a [`Pane`] of kinds and shades of light.
//!
//! The camera is reckoned once a picture in `f64` (its sines from `libm`, so they are the same
//! everywhere) and rounded to 16-bit fixed point; from there on all is integers. Parallel rays, one
//! a sample, are walked in quarters of a cell, nearest first; what each sample takes and gives is
//! said by the paint rules (`shaders/rules/85_volume.wgsl`). The light comes from above the
//! viewer's left shoulder. The surface is that of the tissue's density: the part of solid
//! cells in a box of three cells, averaged over such boxes again. Fields: the largest IL-2 and
//! IFN-gamma of the whole ray, as in a projection.

use glam::{DMat3, DVec3};
use rayon::prelude::*;

use crate::census::Frame;
use crate::kinds::Code;
use crate::rules;

use super::camera::Camera;
use super::pane::{Drawn, Pane, box_edges};

/// Steps in a cell along a ray.
const STEPS: f64 = 4.0;
/// One cell in fixed point.
const ONE: f64 = 65_536.0;
/// Bits of a cell in fixed point, and of a block of 4 x 4 x 4 cells.
const CELL_BITS: u32 = 16;
const BLOCK_BITS: u32 = CELL_BITS + 2;
/// Towards the lamp, in the viewer's axes (right, down, away).
const LAMP: DVec3 = DVec3::new(-0.5, -0.7, -0.6);

/// The box of cells as rays meet it.
struct Volume<'a> {
    frame: &'a Frame,
    cells: [usize; 3],
    /// Kinds, free where cut out.
    kind: Vec<Code>,
    /// Density of solid cells, 0 to 255.
    crowd: Vec<u8>,
    /// Blocks along each axis, and what each holds.
    blocks: [usize; 3],
    held: Vec<Held>,
}

/// What a block of cells holds, so that a ray need not look at cells that add nothing.
#[derive(Clone, Copy, Default)]
struct Held {
    /// Whether some cell can be seen.
    any: bool,
    /// The largest levels.
    il2: u8,
    ifng: u8,
}

/// Vectors of a camera, in lattice axes and fixed point.
struct Rays {
    /// The first sample's entry.
    corner: [i64; 3],
    /// To the next sample right, down, and along a ray, each 16-bit fixed point.
    right: [i64; 3],
    down: [i64; 3],
    away: [i64; 3],
    reciprocals: [u64; 3],
    /// Steps of a ray.
    steps: i64,
    lamp: rules::Vec3<i32>,
    gleam: rules::Vec3<i32>,
}

/// What one ray saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen {
    kind: Code,
    shade: u8,
    mhc: u8,
    il2: u8,
    ifng: u8,
    /// Steps to what was seen; the ray's length where nothing was.
    steps: i64,
}

/// Paints the view with `grain` samples across a cell.
pub fn volume(frame: &Frame, cells: [usize; 3], camera: Camera, grain: usize) -> Pane {
    let size = DVec3::new(cells[0] as f64, cells[1] as f64, cells[2] as f64);
    let across = cells[0].max(cells[1]) * grain;
    // The widest that the box gets while the camera turns, so that it keeps its size.
    let wide = libm::sqrt(size.x * size.x + size.z * size.z);
    let tilt = camera.tilt_deg.to_radians();
    let high = wide * libm::sin(tilt).abs() + size.y * libm::cos(tilt).abs();
    let zoom = (wide.max(high) + 2.0) / across as f64;
    let view = camera.view();
    let volume = Volume::new(frame, cells, camera.cut.then(|| nearest_corner(view)));
    let rays = rays(view, size, zoom, across);
    let seen: Vec<Seen> = (0..across * across)
        .into_par_iter()
        .map(|sample| volume.ray(&rays, sample % across, sample / across))
        .collect();
    let mut kind: Vec<Code> = seen.iter().map(|seen| seen.kind).collect();
    box_edges(&mut kind, across, view / zoom, size, |sample, away| {
        away * zoom + length(size) / 2.0 <= seen[sample].steps as f64 / STEPS
    });
    let of = |part: fn(&Seen) -> u8| seen.iter().map(part).collect::<Vec<u8>>();
    Pane {
        drawn: Drawn::Lit,
        caption: if camera.cut { "volume, an eighth cut out" } else { "volume" }.to_string(),
        width: across,
        height: across,
        grain,
        across: 1.0 / (zoom * grain as f64),
        kind,
        mhc: of(|seen| seen.mhc),
        il2: of(|seen| seen.il2),
        ifng: of(|seen| seen.ifng),
        shade: of(|seen| seen.shade),
    }
}

/// Which corner of the box is nearest to the eye: high (true) or low along each axis.
fn nearest_corner(view: DMat3) -> [bool; 3] {
    view.row(2).to_array().map(|away| away < 0.0)
}

/// A box's diagonal: rays begin half of it before the middle.
fn length(size: DVec3) -> f64 {
    libm::sqrt(size.x * size.x + size.y * size.y + size.z * size.z)
}

fn rays(view: DMat3, size: DVec3, zoom: f64, across: usize) -> Rays {
    let back = view.transpose();
    let fixed = |v: DVec3| [v.x, v.y, v.z].map(|c| (c * ONE).round() as i64);
    let unit = |v: DVec3| {
        let v = back * v;
        let scale = f64::from(rules::VOLUME_UNIT) / length(v);
        rules::Vec3::new(
            (v.x * scale).round() as i32,
            (v.y * scale).round() as i32,
            (v.z * scale).round() as i32,
        )
    };
    let first = (0.5 - across as f64 / 2.0) * zoom;
    let lamp = LAMP / length(LAMP);
    let away = fixed(back * DVec3::new(0.0, 0.0, 1.0 / STEPS));
    Rays {
        corner: fixed(back * DVec3::new(first, first, -length(size) / 2.0) + size / 2.0),
        right: fixed(back * DVec3::new(zoom, 0.0, 0.0)),
        down: fixed(back * DVec3::new(0.0, zoom, 0.0)),
        away,
        reciprocals: reciprocals(away),
        steps: (length(size) * STEPS).ceil() as i64,
        lamp: unit(lamp),
        gleam: unit(lamp - DVec3::Z),
    }
}

impl<'a> Volume<'a> {
    /// `cut`: the corner whose eighth is left out, high (true) or low along each axis.
    fn new(frame: &'a Frame, cells: [usize; 3], cut: Option<[bool; 3]>) -> Volume<'a> {
        let mut kind = frame.kind.clone();
        if let Some(corner) = cut {
            let [xs, ys, zs] = std::array::from_fn(|axis| {
                if corner[axis] { cells[axis].div_ceil(2)..cells[axis] } else { 0..cells[axis] / 2 }
            });
            for row in zs.flat_map(|z| ys.clone().map(move |y| (z * cells[1] + y) * cells[0])) {
                kind[row + xs.start..row + xs.end].fill(Code::FREE);
            }
        }
        let solid = kind
            .iter()
            .map(|kind| rules::volume_solid(u32::from(kind.0)) as u16)
            .collect::<Vec<u16>>();
        let crowd = blur(&blur(&solid, cells), cells)
            .iter()
            .map(|sum| (u32::from(*sum) * 255 / 729) as u8)
            .collect();
        let blocks = cells.map(|n| n.div_ceil(1 << (BLOCK_BITS - CELL_BITS)));
        let mut volume = Volume { frame, cells, kind, crowd, blocks, held: Vec::new() };
        volume.held = volume.hold();
        volume
    }

    /// What each block holds.
    fn hold(&self) -> Vec<Held> {
        let mut held = vec![Held::default(); self.blocks.iter().product()];
        for (i, kind) in self.kind.iter().enumerate() {
            let [x, y] = [i % self.cells[0], i / self.cells[0] % self.cells[1]];
            let z = i / (self.cells[0] * self.cells[1]);
            let block = &mut held[self.block([x, y, z])];
            block.any |= *kind != Code::FREE;
            block.il2 = block.il2.max(self.frame.il2[i]);
            block.ifng = block.ifng.max(self.frame.ifng[i]);
        }
        held
    }

    /// The block of a cell.
    fn block(&self, cell: [usize; 3]) -> usize {
        let [x, y, z] = cell.map(|n| n >> (BLOCK_BITS - CELL_BITS));
        (z * self.blocks[1] + y) * self.blocks[0] + x
    }

    /// The first and the last step within the box.
    fn within(&self, at: [i64; 3], away: [i64; 3], steps: i64) -> (i64, i64) {
        let (mut first, mut last) = (0, steps - 1);
        for axis in 0..3 {
            let end = ((self.cells[axis] as i64) << 16) - 1;
            let (low, high) = (-at[axis], end - at[axis]);
            match away[axis] {
                0 if low > 0 || high < 0 => return (1, 0),
                0 => {}
                step if step > 0 => {
                    first = first.max(low.div_euclid(step) + i64::from(low.rem_euclid(step) > 0));
                    last = last.min(high.div_euclid(step));
                }
                step => {
                    first = first
                        .max((-high).div_euclid(-step) + i64::from((-high).rem_euclid(-step) > 0));
                    last = last.min((-low).div_euclid(-step));
                }
            }
        }
        (first, last)
    }

    fn ray(&self, rays: &Rays, x: usize, y: usize) -> Seen {
        let start: [i64; 3] = std::array::from_fn(|axis| {
            rays.corner[axis] + x as i64 * rays.right[axis] + y as i64 * rays.down[axis]
        });
        let (first, last) = self.within(start, rays.away, rays.steps);
        let mut seen = Seen { kind: Code::OUTSIDE, steps: rays.steps, ..Seen::default() };
        if first > last {
            return seen;
        }
        seen.kind = Code::FREE;
        let mut ray = rules::Vec4::new(rules::VOLUME_LIGHT, 0, 0, 0);
        let mut before = usize::MAX;
        let mut step = first;
        while step <= last {
            let at: [i64; 3] = std::array::from_fn(|axis| start[axis] + step * rays.away[axis]);
            let cell = at.map(|c| (c >> 16) as usize);
            let i = (cell[2] * self.cells[1] + cell[1]) * self.cells[0] + cell[0];
            if i != before {
                let held = self.held[self.block(cell)];
                let nothing_seen = !held.any || rules::volume_spent(ray);
                if nothing_seen && held.il2 <= seen.il2 && held.ifng <= seen.ifng {
                    step += steps_to_leave(at, rays.away, rays.reciprocals, BLOCK_BITS);
                    continue;
                }
                seen.il2 = seen.il2.max(self.frame.il2[i]);
                seen.ifng = seen.ifng.max(self.frame.ifng[i]);
                before = i;
            }
            let kind = u32::from(self.kind[i].0);
            if kind == 0 || rules::volume_spent(ray) {
                step += steps_to_leave(at, rays.away, rays.reciprocals, CELL_BITS);
                continue;
            }
            let [x, y, z] = at.map(|c| ((c & 0xffff) >> 8) as i32 - 128);
            let off = rules::Vec3::new(x, y, z);
            let takes = rules::volume_takes(kind, off);
            let here = step;
            step += 1;
            if takes == 0 {
                continue;
            }
            let far = (here * 255 / rays.steps) as u32;
            let brightness = rules::volume_brightness(
                self.outward(cell, i, off, kind),
                rays.lamp,
                rays.gleam,
                u32::from(self.crowd[i]),
                far,
            );
            let unseen = ray.z == 0;
            ray = rules::volume_over(ray, kind, takes, brightness, far);
            if unseen && ray.z != 0 {
                (seen.kind, seen.mhc, seen.steps) = (self.kind[i], self.frame.mhc[i], here);
            }
        }
        seen.shade = rules::volume_shade(ray, x as u32, y as u32) as u8;
        seen
    }

    /// Out of the surface: down the density, and out of the bead.
    fn outward(
        &self,
        cell: [usize; 3],
        i: usize,
        off: rules::Vec3<i32>,
        kind: u32,
    ) -> rules::Vec3<i32> {
        if rules::volume_solid(kind) == 0 {
            return off;
        }
        let stride = [1, self.cells[0], self.cells[0] * self.cells[1]];
        let [x, y, z] = std::array::from_fn(|axis| {
            let low = if cell[axis] > 0 { self.crowd[i - stride[axis]] } else { 0 };
            let high =
                if cell[axis] + 1 < self.cells[axis] { self.crowd[i + stride[axis]] } else { 0 };
            (i32::from(low) - i32::from(high)) * 3
        });
        rules::Vec3::new(x + off.x, y + off.y, z + off.z)
    }
}

/// Bits of the reciprocal of a step along an axis.
const RECIPROCAL_BITS: u32 = 36;

/// The reciprocal of a ray's step along each axis; 0 where it does not move. With it a division of
/// a number below 2^19 by a step of at most a quarter of a cell is exact.
fn reciprocals(away: [i64; 3]) -> [u64; 3] {
    away.map(|step| (1u64 << RECIPROCAL_BITS).checked_div(step.unsigned_abs()).map_or(0, |n| n + 1))
}

/// Steps until a ray is in another cube of so many bits, at least one.
fn steps_to_leave(at: [i64; 3], away: [i64; 3], reciprocals: [u64; 3], bits: u32) -> i64 {
    let edge = 1 << bits;
    let along = |axis: usize| {
        let within = at[axis] & (edge - 1);
        let divided = |n: i64| ((n as u64 * reciprocals[axis]) >> RECIPROCAL_BITS) as i64;
        match away[axis] {
            0 => i64::MAX,
            step if step > 0 => divided(edge - within + step - 1),
            _ => divided(within) + 1,
        }
    };
    along(0).min(along(1)).min(along(2))
}

/// Sums over boxes of three cells a side; there is nothing outside.
fn blur(values: &[u16], cells: [usize; 3]) -> Vec<u16> {
    let mut values = values.to_vec();
    for (axis, stride) in [1, cells[0], cells[0] * cells[1]].into_iter().enumerate() {
        let before = values.clone();
        for (i, value) in values.iter_mut().enumerate() {
            let place = i / stride % cells[axis];
            let low = if place > 0 { before[i - stride] } else { 0 };
            let high = if place + 1 < cells[axis] { before[i + stride] } else { 0 };
            *value = low + before[i] + high;
        }
    }
    values
}

#[cfg(test)]
mod tests;
