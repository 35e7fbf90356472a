//! `frames.bin`: every recorded time point of every site, from which everything that is painted
//! comes.
//!
//! In: the file. Out: [`Frame`](crate::census::Frame)s in any order. The file, integers
//! little-endian:
//! ```text
//! header   "IL2FRAME", version u32, length u32, JSON of FramesHeader (sites, layers, names of
//! kinds, log scale), checksum frame    "FRAM", form u32 (0 whole, 1 difference), replicate u32,
//! site u32, step u64, length u64, zstd of the layers, checksum ...
//! index    "INDX", length u64, (offset u64, replicate u32, site u32, step u64) of each frame,
//! checksum, offset of the index u64, "IL2INDEX"
//! ```
//! A checksum is the first 16 bytes of the BLAKE3 of its section. The layers are `kind`, `mhc`,
//! `il2`, `ifng`, each one byte a lattice cell, x fastest; a difference holds each byte less that
//! of the frame before of the same replicate and site, modulo 256. The index comes when the run
//! ends; without it (a run under way, or killed) the sections are walked and a torn tail is left
//! out. `writer` writes it, [`export`] gives a time point of it
//! the forms of other programs.

pub mod export;
mod file;
mod header;
mod writer;

pub use file::FramesReader;
pub(crate) use header::FRAMES;
pub use header::{FrameKey, FramesHeader, FramesSite, LogScale, concentration_pm};
pub use writer::FramesWriter;
