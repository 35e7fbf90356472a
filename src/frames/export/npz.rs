//! A time point as `.npz`: a zip archive of stored (not compressed) `.npy` arrays, version 1.0, as
//! `numpy.load` reads it.
//!
//! Arrays: each layer (codes uint8, concentrations in pM float32; shape (y, x) or (z, y, x)),
//! `kind_names` (what the codes of `tissue` and `effector` mean), `line_names` (of 1 and up),
//! `origin_names` (of 0 and up), and `time_h`, `step`, `replicate`, `spacing_um`.

use std::io::Cursor;

use super::layers::{ExportedFrame, LayerValues};
use crate::record::zip::ZipWriter;

pub(super) fn encode(lattice: &ExportedFrame<'_>) -> Vec<u8> {
    let [width, height, depth] = lattice.site.cells;
    let shape = if depth == 1 {
        format!("({height}, {width})")
    } else {
        format!("({depth}, {height}, {width})")
    };
    let mut arrays: Vec<(&str, Vec<u8>)> = Vec::new();
    for layer in &lattice.layers {
        arrays.push(match &layer.values {
            LayerValues::Codes(codes) => (layer.name, npy("|u1", &shape, codes)),
            LayerValues::Concentrations(pm) => {
                let bytes: Vec<u8> = pm.iter().flat_map(|pm| pm.to_le_bytes()).collect();
                (layer.name, npy("<f4", &shape, &bytes))
            }
        });
    }
    let header = lattice.header;
    arrays.push(("kind_names", words(&header.kind_names)));
    if !header.line_names.is_empty() {
        arrays.push(("line_names", words(&header.line_names)));
    }
    if !header.origin_names.is_empty() {
        arrays.push(("origin_names", words(&header.origin_names)));
    }
    arrays.push(("time_h", npy("<f8", "()", &lattice.time_h().to_le_bytes())));
    arrays.push(("step", npy("<u8", "()", &lattice.key.step.to_le_bytes())));
    arrays.push(("replicate", npy("<u4", "()", &lattice.key.replicate.to_le_bytes())));
    arrays.push(("spacing_um", npy("<f8", "()", &lattice.site.spacing_um.to_le_bytes())));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let written = arrays.iter().try_for_each(|(name, data)| zip.put(&format!("{name}.npy"), data));
    let archive = written.and_then(|()| zip.finish());
    archive.expect("writing to memory does not fail").into_inner()
}

/// An array of words.
fn words(words: &[String]) -> Vec<u8> {
    let longest = words.iter().map(|word| word.chars().count()).max().unwrap_or(0).max(1);
    let letters = |word: &String| {
        let padded = word.chars().map(u32::from).chain(std::iter::repeat(0)).take(longest);
        padded.flat_map(u32::to_le_bytes).collect::<Vec<u8>>()
    };
    let letters: Vec<u8> = words.iter().flat_map(letters).collect();
    npy(&format!("<U{longest}"), &format!("({},)", words.len()), &letters)
}

/// One array: magic, version, a header padded so that the data begin at a multiple of 64 bytes, the
/// data in C order.
fn npy(kind: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    let unpadded = 10 + header.len() + 1;
    header.push_str(&" ".repeat(unpadded.next_multiple_of(64) - unpadded));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}
