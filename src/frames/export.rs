//! Recorded time points in the forms of other programs: NumPy, tables, Fiji and napari.
//!
//! In: `frames.bin`, a replicate, a time or none (all of them). Out: files
//! `rNNNN-SITE-tNNNNNN.EXTENSION` (NNNNNN is the tissue step), for each site; a table of cells has
//! all sites. Tissue and effectors are two layers, so that neither hides the other; concentrations
//! are in pM. A file of an older version lacks layers, and then they lack here.

mod cells;
mod csv;
mod layers;
mod npz;
mod ome_tiff;

pub use cells::{cell_rows, described as cell_columns};

use std::path::{Path, PathBuf};

use super::file::FramesReader;
use super::header::{FrameKey, FramesHeader};
use crate::record::{RecordError, disk, legal_name};
use layers::ExportedFrame;

/// The form of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameFormat {
    /// NumPy arrays, shape (y, x) or (z, y, x): a file a time point.
    Npz,
    /// One row a lattice cell: a file a time point.
    Csv,
    /// Image stack with physical sizes; layers are channels, and time points the T axis.
    OmeTiff,
    /// One row a cell, as Parquet: one file.
    Cells,
    /// The same as comma-separated values.
    CellsCsv,
}

impl FrameFormat {
    /// Ending of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            FrameFormat::Npz => "npz",
            FrameFormat::Csv => "csv",
            FrameFormat::OmeTiff => "ome.tiff",
            FrameFormat::Cells => "parquet",
            FrameFormat::CellsCsv => "csv",
        }
    }
}

/// Which time points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted<'a> {
    /// Time, h from the inoculation; the tissue step nearest to it is meant. `None`: all.
    pub time_h: Option<f64>,
    /// Replicate; `None`: the first of which frames were kept.
    pub replicate: Option<u32>,
    /// Site by its name; `None`: all.
    pub site: Option<&'a str>,
}

/// Writes time points of a run into the folder `into` (made if need be); says which files.
///
/// # Errors
/// [`RecordError::NoFrame`] (which names the nearest times, or the sites),
/// [`RecordError::Damaged`], and what the disk refuses.
pub fn export(
    reader: &mut FramesReader,
    wanted: Wanted<'_>,
    format: FrameFormat,
    into: &Path,
) -> Result<Vec<PathBuf>, RecordError> {
    let header = reader.header().clone();
    let keys = keys(reader, &header, wanted)?;
    let mut files = Files { header: &header, into, format, written: Vec::new() };
    let of_site = |site: u32| keys.iter().copied().filter(move |key| key.site == site);
    let sites: std::collections::BTreeSet<u32> = keys.iter().map(|key| key.site).collect();
    match format {
        FrameFormat::Npz | FrameFormat::Csv => {
            for key in &keys {
                let lattice = ExportedFrame::read(reader, &header, *key)?;
                let bytes = match format {
                    FrameFormat::Npz => npz::encode(&lattice),
                    _ => csv::encode(&lattice),
                };
                files.put(&files.path(*key, true, true), &bytes)?;
            }
        }
        FrameFormat::OmeTiff => {
            for site in sites {
                let keys: Vec<FrameKey> = of_site(site).collect();
                let path = files.path(keys[0], true, wanted.time_h.is_some());
                let refused = |error: &dyn std::fmt::Display| RecordError::Shape {
                    place: path.to_string_lossy().into_owned(),
                    what: error.to_string(),
                };
                let shown = ome_tiff::Shown {
                    header: &header,
                    site: &header.sites[site as usize],
                    replicate: keys[0].replicate,
                    times_h: keys.iter().map(|key| header.time_h(key.step)).collect(),
                };
                let lattice = |number: usize| ExportedFrame::read(reader, &header, keys[number]);
                let bytes = ome_tiff::encode(&shown, lattice, refused)?;
                files.put(&path, &bytes)?;
            }
        }
        FrameFormat::Cells | FrameFormat::CellsCsv => {
            let path = files.path(keys[0], wanted.site.is_some(), wanted.time_h.is_some());
            let bytes = match format {
                FrameFormat::Cells => cells::parquet(reader, &keys, &path)?,
                _ => cells::csv(reader, &keys, &path)?,
            };
            files.put(&path, &bytes)?;
        }
    }
    Ok(files.written)
}

/// The files of an export.
struct Files<'a> {
    header: &'a FramesHeader,
    into: &'a Path,
    format: FrameFormat,
    written: Vec<PathBuf>,
}

impl Files<'_> {
    /// Where a file goes: one of a site, of a time point.
    fn path(&self, key: FrameKey, of_site: bool, of_time: bool) -> PathBuf {
        let mut name = format!("r{:04}", key.replicate);
        if of_site {
            name += &format!("-{}", legal_name(&self.header.sites[key.site as usize].name));
        }
        if of_time {
            name += &format!("-t{:06}", key.step);
        }
        if matches!(self.format, FrameFormat::Cells | FrameFormat::CellsCsv) {
            name += "-cells";
        }
        self.into.join(format!("{name}.{}", self.format.extension()))
    }

    fn put(&mut self, path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
        disk::replace_shared(path, bytes)?;
        self.written.push(path.to_path_buf());
        Ok(())
    }
}

/// The frames that are asked for, by time and site; at least one. All are there before the first
/// file is written, so that a missing frame leaves no half of an export.
fn keys(
    reader: &mut FramesReader,
    header: &FramesHeader,
    wanted: Wanted<'_>,
) -> Result<Vec<FrameKey>, RecordError> {
    let all = reader.list();
    let replicate =
        wanted.replicate.or_else(|| all.iter().map(|key| key.replicate).min()).unwrap_or(0);
    let sites: Vec<u32> = match wanted.site {
        None => (0..header.sites.len() as u32).collect(),
        Some(name) => match header.sites.iter().position(|site| site.name == name) {
            Some(site) => vec![site as u32],
            None => {
                let names: Vec<String> =
                    header.sites.iter().map(|site| format!("`{}`", site.name)).collect();
                return Err(RecordError::NoFrame {
                    wanted: format!("site `{name}`"),
                    nearest: format!("the sites are {}", names.join(", ")),
                });
            }
        },
    };
    let recorded: Vec<FrameKey> = all
        .iter()
        .copied()
        .filter(|key| key.replicate == replicate && sites.contains(&key.site))
        .collect();
    let keys = match wanted.time_h {
        None if !recorded.is_empty() => recorded,
        time_h => {
            let step = header.step_at(time_h.unwrap_or(0.0));
            sites.iter().map(|site| FrameKey { replicate, site: *site, step }).collect()
        }
    };
    for key in &keys {
        reader.read(key.replicate, key.site, key.step)?;
    }
    Ok(keys)
}

#[cfg(test)]
mod tests;
