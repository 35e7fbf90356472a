//! Flat views of a frame: the whole of a 2-D lattice; of a 3-D one a slice, a projection, a lit
//! volume ([`super::volume`]).
//!
//! In: a [`Frame`], the lattice's size and what is wanted of it. Out: [`Pane`]s of codes, which the
//! painter and the page colour alike.
//!
//! The projection looks at the box from a corner: turned about the vertical by the angle whose
//! cosine and sine are 4/5 and 3/5, then tilted by 12/13 and 5/13 (exact fractions, so no
//! trigonometric function is asked). A ray through every sample walks the lattice in half cells,
//! nearest first, in 16-bit fixed point computed once a ray from the rotation in `f64`. What counts
//! most on a ray is kept: tumour and dying cells before vaccine, this before necrosis and vessels
//! (stroma and free tissue are glass); of equals the nearest. Effectors come last and shine through
//! everything, each as one sample (half a cell wide, so that they do not hide the tumour), the
//! nearest in front. Fields and MHC class I: the largest IL-2 and IFN-gamma on the ray, the MHC
//! class I of the cell that is shown.

use glam::{DMat3, DVec3};

use crate::census::Frame;
use crate::kinds::Code;

use super::palette::BOX_LINE;

/// How a pane's samples are to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// As cells with their shapes.
    Cells,
    /// As plain samples with a shade of distance.
    Far,
    /// As plain samples with a shade of light.
    Lit,
}

/// A flat view: codes in rows from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Pane {
    /// How it is drawn.
    pub drawn: Drawn,
    /// What it shows, for a caption.
    pub caption: String,
    /// Samples across.
    pub width: usize,
    /// Samples down.
    pub height: usize,
    /// Samples that take the width of one cell of the slice: 1 in a flat view.
    pub grain: usize,
    /// Width of a cell as it is seen, in widths of a cell of the slice: views from aside show more
    /// than the slice.
    pub across: f64,
    /// Codes, and [`BOX_LINE`] for an edge of the box.
    pub kind: Vec<Code>,
    /// MHC class I.
    pub mhc: Vec<u8>,
    /// IL-2 codes.
    pub il2: Vec<u8>,
    /// IFN-gamma codes.
    pub ifng: Vec<u8>,
    /// Distance in a projection: 0 near, 1 farther, 2 farthest; light in a volume: 0 to 7 (0 in a
    /// flat view).
    pub shade: Vec<u8>,
}

/// One layer across z.
pub(super) fn slice(frame: &Frame, width: usize, height: usize, z: usize, caption: String) -> Pane {
    let range = z * width * height..(z + 1) * width * height;
    Pane {
        drawn: Drawn::Cells,
        caption,
        width,
        height,
        grain: 1,
        across: 1.0,
        kind: frame.kind[range.clone()].to_vec(),
        mhc: frame.mhc[range.clone()].to_vec(),
        il2: frame.il2[range.clone()].to_vec(),
        ifng: frame.ifng[range.clone()].to_vec(),
        shade: vec![0; range.len()],
    }
}

/// Samples of a projection across one cell of the slice beside it.
const GRAIN: usize = 2;
/// One cell in fixed point.
const ONE: f64 = 65_536.0;

/// From the lattice's axes (x right, y down, z away) to the viewer's (right, down, away).
fn view() -> DMat3 {
    let turn = DMat3::from_cols(DVec3::new(0.8, 0.0, 0.6), DVec3::Y, DVec3::new(-0.6, 0.0, 0.8));
    let (cosine, sine) = (12.0 / 13.0, 5.0 / 13.0);
    let tilt =
        DMat3::from_cols(DVec3::X, DVec3::new(0.0, cosine, -sine), DVec3::new(0.0, sine, cosine));
    tilt * turn
}

pub(super) fn projection(frame: &Frame, cells: [usize; 3]) -> Pane {
    let size = DVec3::new(cells[0] as f64, cells[1] as f64, cells[2] as f64);
    let view = view();
    let back = view.transpose();
    let half = view.x_axis.abs() * size.x / 2.0
        + view.y_axis.abs() * size.y / 2.0
        + view.z_axis.abs() * size.z / 2.0;
    let across = cells[0].max(cells[1]) * GRAIN;
    let zoom = (half.x.max(half.y) * 2.0 + 2.0) / across as f64;
    let to_eye = |x: usize, y: usize| {
        DVec3::new(
            (x as f64 + 0.5 - across as f64 / 2.0) * zoom,
            (y as f64 + 0.5 - across as f64 / 2.0) * zoom,
            -half.z,
        )
    };
    let fixed = |v: DVec3| [v.x, v.y, v.z].map(|c| (c * ONE).round() as i64);
    let step = fixed(back * DVec3::new(0.0, 0.0, 0.5));
    let steps = (half.z * 4.0).ceil() as i64;
    let samples = across * across;
    let mut pane = Pane {
        drawn: Drawn::Far,
        caption: "projection through the whole depth".to_string(),
        width: across,
        height: across,
        grain: GRAIN,
        across: 1.0 / (zoom * GRAIN as f64),
        kind: vec![Code::FREE; samples],
        mhc: vec![0; samples],
        il2: vec![0; samples],
        ifng: vec![0; samples],
        shade: vec![0; samples],
    };
    for sample in 0..samples {
        let mut at = fixed(back * to_eye(sample % across, sample / across) + size / 2.0);
        let (mut best, mut inside) = (0, false);
        for s in 0..steps {
            let cell = at.map(|c| c >> 16);
            at = [at[0] + step[0], at[1] + step[1], at[2] + step[2]];
            if (0..3).any(|axis| cell[axis] < 0 || cell[axis] >= cells[axis] as i64) {
                continue;
            }
            inside = true;
            let i = (cell[2] as usize * cells[1] + cell[1] as usize) * cells[0] + cell[0] as usize;
            pane.il2[sample] = pane.il2[sample].max(frame.il2[i]);
            pane.ifng[sample] = pane.ifng[sample].max(frame.ifng[i]);
            let rank = frame.kind[i].look().rank;
            if rank > best {
                best = rank;
                pane.kind[sample] = frame.kind[i];
                pane.mhc[sample] = frame.mhc[i];
                pane.shade[sample] = (s * 3 / steps) as u8;
            }
        }
        if !inside {
            pane.kind[sample] = Code::OUTSIDE;
        }
    }
    effectors(&mut pane, frame, cells, view, zoom);
    let behind: Vec<bool> = pane.kind.iter().map(|kind| kind.look().glass).collect();
    box_edges(&mut pane.kind, across, view / zoom, size, |sample, _| behind[sample]);
    pane
}

/// A sample for every effector, the nearest in front.
fn effectors(pane: &mut Pane, frame: &Frame, cells: [usize; 3], view: DMat3, zoom: f64) {
    let middle = DVec3::new(cells[0] as f64, cells[1] as f64, cells[2] as f64) / 2.0;
    let mut away = vec![f64::INFINITY; pane.kind.len()];
    for (i, kind) in frame.kind.iter().enumerate().filter(|(_, kind)| kind.effector().is_some()) {
        let cell = DVec3::new(
            (i % cells[0]) as f64,
            (i / cells[0] % cells[1]) as f64,
            (i / (cells[0] * cells[1])) as f64,
        );
        let seen = view * (cell + DVec3::splat(0.5) - middle);
        let place = |c: f64, most: usize| {
            ((c / zoom + most as f64 / 2.0).floor().max(0.0) as usize).min(most - 1)
        };
        let sample = place(seen.y, pane.height) * pane.width + place(seen.x, pane.width);
        if seen.z < away[sample] {
            away[sample] = seen.z;
            pane.kind[sample] = *kind;
            pane.mhc[sample] = 0;
        }
    }
}

/// The twelve edges of the box, where `free` says of a sample and the edge's distance from the
/// box's middle, in samples, that nothing stands in front.
pub(super) fn box_edges(
    kind: &mut [Code],
    across: usize,
    view: DMat3,
    size: DVec3,
    free: impl Fn(usize, f64) -> bool,
) {
    let corner = |bits: u8| {
        let sign = |bit: u8| if bits >> bit & 1 == 1 { 0.5 } else { -0.5 };
        view * (size * DVec3::new(sign(0), sign(1), sign(2)))
    };
    let middle = across as f64 / 2.0;
    for axis in 0..3 {
        for from in (0..8u8).filter(|bits| bits >> axis & 1 == 0) {
            let (a, b) = (corner(from), corner(from | 1 << axis));
            let parts = 2 * across as i32;
            for part in 0..=parts {
                let dot = a + (b - a) * (f64::from(part) / f64::from(parts));
                let (x, y) = ((dot.x + middle).floor() as i64, (dot.y + middle).floor() as i64);
                if (0..across as i64).contains(&x) && (0..across as i64).contains(&y) {
                    let sample = y as usize * across + x as usize;
                    if free(sample, dot.z) {
                        kind[sample] = BOX_LINE;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
