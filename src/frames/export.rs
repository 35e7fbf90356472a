//! One recorded time point in the forms of other programs: NumPy, tables, Fiji and napari.
//!
//! In: `frames.bin`, a replicate, a time. Out: a file for each site, `rNNNN-SITE-tNNNNNN.EXTENSION`
//! (NNNNNN is the tissue step), with the layers `kind`, `mhc`, `il2` and `ifng` of every lattice
//! cell. Codes stay codes; concentrations in pM stand beside them where the form has room.

mod csv;
mod npz;
mod ome_tiff;
mod scaled;

use std::path::{Path, PathBuf};

use super::file::FramesReader;
use crate::record::{RecordError, disk, legal_name};
use scaled::ScaledFrame;

/// The form of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameFormat {
    /// NumPy arrays, shape (y, x) or (z, y, x).
    Npz,
    /// One row a lattice cell.
    Csv,
    /// Image stack with physical sizes; the layers are channels.
    OmeTiff,
}

impl FrameFormat {
    /// Ending of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            FrameFormat::Npz => "npz",
            FrameFormat::Csv => "csv",
            FrameFormat::OmeTiff => "ome.tiff",
        }
    }
}

/// Which time point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted<'a> {
    /// Time, h from the inoculation; the tissue step nearest to it is meant.
    pub time_h: f64,
    /// Replicate; `None`: the first of which frames were kept.
    pub replicate: Option<u32>,
    /// Site by its name; `None`: all.
    pub site: Option<&'a str>,
}

/// Writes one time point of a run into the folder `into` (made if need be); says which files.
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
    let step = header.step_at(wanted.time_h);
    let replicate = wanted
        .replicate
        .or_else(|| reader.list().iter().map(|key| key.replicate).min())
        .unwrap_or(0);
    let sites: Vec<usize> = match wanted.site {
        None => (0..header.sites.len()).collect(),
        Some(name) => match header.sites.iter().position(|site| site.name == name) {
            Some(site) => vec![site],
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
    // All are read before the first is written, so that a missing frame leaves no half of an
    // export.
    let frames = sites
        .iter()
        .map(|site| reader.read(replicate, *site as u32, step))
        .collect::<Result<Vec<_>, _>>()?;
    let mut paths = Vec::new();
    for (site, frame) in sites.into_iter().zip(&frames) {
        let scaled = ScaledFrame { header: &header, site: &header.sites[site], frame };
        let path = into.join(format!(
            "r{replicate:04}-{}-t{step:06}.{}",
            legal_name(&scaled.site.name),
            format.extension()
        ));
        let bytes = match format {
            FrameFormat::Npz => npz::encode(&scaled),
            FrameFormat::Csv => csv::encode(&scaled),
            FrameFormat::OmeTiff => {
                ome_tiff::encode(&scaled).map_err(|error| RecordError::Shape {
                    place: path.to_string_lossy().into_owned(),
                    what: error.to_string(),
                })?
            }
        };
        disk::replace_shared(&path, &bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

#[cfg(test)]
mod tests;
