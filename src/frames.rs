//! `frames.bin`: every recorded time point of every site, from which everything that is painted
//! comes.
//!
//! In: the file. Out: [`Frame`](crate::census::Frame)s in any order. The file, integers
//! little-endian:
//! ```text
//! header   "IL2FRAME", version u32 (2), length u32, JSON of FramesHeader (sites, layers, names of
//!          kinds, lines and origins, log scale), checksum
//! frame    "FRAM", form u32 (0 whole, 1 difference), replicate u32, site u32, step u64, length
//!          u64, zstd of the layers, checksum
//! ...
//! index    "INDX", length u64, (offset u64, replicate u32, site u32, step u64) of each frame,
//!          checksum, offset of the index u64, "IL2INDEX"
//! ```
//! A checksum is the first 16 bytes of the BLAKE3 of its section. The layers are those of a
//! [`Snapshot`](crate::census::Snapshot), x fastest. First `tissue`, `effector`, `line`, `mhc`,
//! `origin`, `engaged`, one byte a lattice cell; a difference holds each byte less that of the frame
//! before of the same replicate and site, modulo 256. Then, for `il2` and `ifng` (codes 0 to 1785),
//! how far each code (in a difference: its change) is from what is foretold of it: its left
//! neighbour + that above - that above to the left, held between the first two; at an edge of the
//! plane the one neighbour there is, at its corner 0 (a plane's first row follows the last row of
//! the plane before). A number n is folded to 2n, or to -2n - 1 below 0; the low bytes of both
//! fields stand first, then the high ones. The index comes when the run ends; without it (a run
//! under way, or killed) the sections are walked and a torn tail is left out.
//!
//! In version 1 the layers are `kind` (an effector in place of the tissue below it), `mhc`, `il2`
//! and `ifng`, one byte each: what a picture shows. It is read, and not written. `writer` writes
//! the file, [`export`] gives time points of it the forms of other programs.

pub mod export;
mod file;
mod header;
mod planes;
mod writer;

pub use file::FramesReader;
pub(crate) use header::FRAMES;
pub use header::{FrameKey, FramesHeader, FramesSite, LogScale};
pub use writer::FramesWriter;
