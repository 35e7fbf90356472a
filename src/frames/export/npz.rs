//! A time point as `.npz`: a zip archive of stored (not compressed) `.npy` arrays, version 1.0, as
//! `numpy.load` reads it.
//!
//! Arrays: `kind`, `mhc`, `il2`, `ifng` (uint8 codes, shape (y, x) or (z, y, x)), `il2_pm`,
//! `ifng_pm` (float64, the concentration at which the code begins), `kind_names` (what the codes of
//! `kind` mean), and `time_h`, `step`, `replicate`, `spacing_um`.

use flate2::Crc;

use super::scaled::ScaledFrame;
use crate::frames::concentration_pm;

/// Date of every file in the archive: 1980-01-01 00:00, the first that a zip can say; the bytes
/// must not depend on the day.
const DATE: u16 = (1 << 5) | 1;

pub(super) fn encode(scaled: &ScaledFrame<'_>) -> Vec<u8> {
    let [width, height, depth] = scaled.site.cells;
    let shape = if depth == 1 {
        format!("({height}, {width})")
    } else {
        format!("({depth}, {height}, {width})")
    };
    let mut arrays: Vec<(&str, Vec<u8>)> = Vec::new();
    for (name, layer) in scaled.layers() {
        arrays.push((name, npy("|u1", &shape, layer)));
    }
    for (name, layer) in [("il2_pm", &scaled.frame.il2), ("ifng_pm", &scaled.frame.ifng)] {
        let numbers: Vec<u8> =
            layer.iter().flat_map(|code| concentration_pm(*code).to_le_bytes()).collect();
        arrays.push((name, npy("<f8", &shape, &numbers)));
    }
    let names = &scaled.header.kind_names;
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(1);
    let letters = |name: &String| {
        let padded = name.chars().map(u32::from).chain(std::iter::repeat(0)).take(longest);
        padded.flat_map(u32::to_le_bytes).collect::<Vec<u8>>()
    };
    let letters: Vec<u8> = names.iter().flat_map(letters).collect();
    arrays.push((
        "kind_names",
        npy(&format!("<U{longest}"), &format!("({},)", names.len()), &letters),
    ));
    arrays.push(("time_h", npy("<f8", "()", &scaled.time_h().to_le_bytes())));
    arrays.push(("step", npy("<u8", "()", &scaled.frame.step.to_le_bytes())));
    arrays.push(("replicate", npy("<u4", "()", &scaled.frame.replicate.to_le_bytes())));
    arrays.push(("spacing_um", npy("<f8", "()", &scaled.site.spacing_um.to_le_bytes())));
    zip(&arrays)
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
