//! The layers of a frame as they stand in a section, before they are packed.
//!
//! In: a [`Snapshot`], or the bytes of a section. Out: the other. Layers of a byte lie as they are,
//! in a difference each less that of the frame before, modulo 256. Fields are smooth: of each code
//! (in a difference: of its change) stands what its neighbours before it in the row and in the row
//! above do not foretell, folded to a number above 0, first the low bytes of all, then the high
//! ones.

use super::header::{BYTE_LAYERS, FIELD_LAYERS, FIRST_LAYERS};
use crate::census::{Frame, Snapshot};
use crate::kinds::Code;

/// The layers of one frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Planes {
    /// Layers of a byte, behind one another.
    pub bytes: Vec<u8>,
    /// Fields; none in version 1.
    pub fields: Vec<u16>,
}

impl From<&Snapshot> for Planes {
    fn from(of: &Snapshot) -> Planes {
        let [tissue, effector] =
            [&of.tissue, &of.effector].map(|codes| bytemuck::cast_slice(codes));
        Planes {
            bytes: [tissue, effector, &of.line, &of.mhc, &of.origin, &of.engaged].concat(),
            fields: [of.il2.as_slice(), &of.ifng].concat(),
        }
    }
}

impl Planes {
    /// A layer of a byte, of a version that has so many of them.
    fn layer(&self, number: usize, of: usize) -> Vec<u8> {
        let cells = self.bytes.len() / of;
        self.bytes[number * cells..(number + 1) * cells].to_vec()
    }

    /// What they record.
    pub(super) fn snapshot(&self, replicate: u32, site: u32, step: u64) -> Snapshot {
        let bytes = |number| self.layer(number, BYTE_LAYERS);
        let codes = |number| bytes(number).into_iter().map(Code).collect();
        let (il2, ifng) = self.fields.split_at(self.fields.len() / FIELD_LAYERS);
        Snapshot {
            replicate,
            site,
            step,
            tissue: codes(0),
            effector: codes(1),
            line: bytes(2),
            mhc: bytes(3),
            origin: bytes(4),
            engaged: bytes(5),
            il2: il2.to_vec(),
            ifng: ifng.to_vec(),
        }
    }

    /// What they show, in version 1.
    pub(super) fn first_frame(&self, replicate: u32, site: u32, step: u64) -> Frame {
        let bytes = |number| self.layer(number, FIRST_LAYERS);
        let kind = bytes(0).into_iter().map(Code).collect();
        Frame { replicate, site, step, kind, mhc: bytes(1), il2: bytes(2), ifng: bytes(3) }
    }

    /// The bytes of a section; of a difference where the frame before is given.
    pub(super) fn lie(&self, before: Option<&Planes>, width: usize) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        if let Some(before) = before {
            let pairs = bytes.iter_mut().zip(&before.bytes);
            pairs.for_each(|(byte, before)| *byte = byte.wrapping_sub(*before));
        }
        let cells = self.fields.len() / FIELD_LAYERS;
        let mut residuals = Vec::with_capacity(self.fields.len());
        for first in (0..self.fields.len()).step_by(cells.max(1)) {
            let mut known: Vec<i32> = Vec::with_capacity(cells);
            for i in 0..cells {
                let code = i32::from(self.fields[first + i]);
                let of = code - before.map_or(0, |before| i32::from(before.fields[first + i]));
                residuals.push(folded(of - foretold(&known, i, width)));
                known.push(of);
            }
        }
        bytes.extend(residuals.iter().map(|residual| *residual as u8));
        bytes.extend(residuals.iter().map(|residual| (residual >> 8) as u8));
        bytes
    }

    /// Of the bytes of a section with so many layers of a byte and of fields; `None` where a code
    /// of a field is none.
    pub(super) fn of_lying(
        mut bytes: Vec<u8>,
        before: Option<&Planes>,
        [byte_layers, field_layers]: [usize; 2],
        [cells, width]: [usize; 2],
    ) -> Option<Planes> {
        let words = bytes.split_off(byte_layers * cells);
        if let Some(before) = before {
            let pairs = bytes.iter_mut().zip(&before.bytes);
            pairs.for_each(|(byte, before)| *byte = byte.wrapping_add(*before));
        }
        let (low, high) = words.split_at(field_layers * cells);
        let mut fields = Vec::with_capacity(field_layers * cells);
        for first in (0..field_layers * cells).step_by(cells.max(1)) {
            let mut known: Vec<i32> = Vec::with_capacity(cells);
            for i in 0..cells {
                let folded = u16::from_le_bytes([low[first + i], high[first + i]]);
                let of = unfolded(folded) + foretold(&known, i, width);
                let code = of + before.map_or(0, |before| i32::from(before.fields[first + i]));
                fields.push(u16::try_from(code).ok()?);
                known.push(of);
            }
        }
        Some(Planes { bytes, fields })
    }
}

/// What is foretold of a place from those before it in its row and in the row above: their plane,
/// held between the nearest two.
fn foretold(known: &[i32], i: usize, width: usize) -> i32 {
    match (!i.is_multiple_of(width), i >= width) {
        (false, false) => 0,
        (true, false) => known[i - 1],
        (false, true) => known[i - width],
        (true, true) => {
            let (left, above) = (known[i - 1], known[i - width]);
            let plane = left + above - known[i - width - 1];
            plane.clamp(left.min(above), left.max(above))
        }
    }
}

/// A number as one that is not below 0: 0, -1, 1, -2, ... in this order.
fn folded(number: i32) -> u16 {
    (number << 1 ^ number >> 31) as u16
}

fn unfolded(folded: u16) -> i32 {
    i32::from(folded >> 1) ^ -i32::from(folded & 1)
}
