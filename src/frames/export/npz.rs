//! A time point as `.npz`: a zip archive of stored (not compressed) `.npy` arrays, version 1.0, as
//! `numpy.load` reads it.
//!
//! Arrays: each layer (codes uint8, concentrations in pM float32; shape (y, x) or (z, y, x)),
//! `kind_names` (what the codes of `tissue` and `effector` mean), `line_names` (of 1 and up),
//! `origin_names` (of 0 and up), and `time_h`, `step`, `replicate`, `spacing_um`.

use flate2::Crc;

use super::layers::{ExportedFrame, LayerValues};

/// Date of every file in the archive: 1980-01-01 00:00, the first that a zip can say; the bytes
/// must not depend on the day.
const DATE: u16 = (1 << 5) | 1;

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
    zip(&arrays)
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

/// A zip archive of stored files (APPNOTE 6.3, no zip64: a lattice of a frame is far below 4 GiB).
fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in files {
        let name = format!("{name}.npy");
        let mut crc = Crc::new();
        crc.update(data);
        // What both headers of a file say: version 2.0, no flags, stored, time, date, checksum,
        // sizes, lengths of name and extra field.
        let mut facts = Vec::new();
        for short in [20, 0, 0, 0, DATE] {
            facts.extend(short.to_le_bytes());
        }
        for long in [crc.sum(), data.len() as u32, data.len() as u32] {
            facts.extend(long.to_le_bytes());
        }
        facts.extend((name.len() as u16).to_le_bytes());
        facts.extend([0; 2]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&facts);
        // No comment, disk 0, attributes 0.
        directory.extend([0; 10]);
        directory.extend((archive.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&facts);
        archive.extend(name.as_bytes());
        archive.extend(data);
    }
    let begins = archive.len() as u32;
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00");
    archive.extend((files.len() as u16).to_le_bytes());
    archive.extend((files.len() as u16).to_le_bytes());
    archive.extend((directory.len() as u32).to_le_bytes());
    archive.extend(begins.to_le_bytes());
    archive.extend([0; 2]);
    archive
}
