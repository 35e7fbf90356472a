//! What is wanted of a run's frames: the format, what is shown, and how.

use std::path::PathBuf;

use crate::picture::{Colours, Layer, Pace, View};
use crate::record::legal_name;
use crate::scenario::Scenario;
use crate::simulation::EngineRequest;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// A looping GIF.
    Gif,
    /// A looping APNG.
    Apng,
    /// H.264 by ffmpeg.
    Mp4,
    /// A still of each time point.
    Png,
}

impl PictureFormat {
    /// Endings that the file's name may have; the first is given where the user names no file.
    pub(super) fn extensions(self) -> &'static [&'static str] {
        match self {
            PictureFormat::Gif => &["gif"],
            PictureFormat::Apng => &["png", "apng"],
            PictureFormat::Mp4 => &["mp4"],
            PictureFormat::Png => &["png"],
        }
    }
}

/// What to render.
#[derive(Clone, Debug)]
pub struct RenderRequest {
    /// The run's directory.
    pub dir: PathBuf,
    /// File, or folder of stills; without it a name under `DIR/render`.
    pub out: Option<PathBuf>,
    /// What is written.
    pub format: PictureFormat,
    /// Layers, side by side.
    pub layers: Vec<Layer>,
    /// Views of a 3-D site, side by side; `None`: those of the time-lapse.
    pub views: Option<Vec<View>>,
    /// Which layer a slice shows; without it, the middle one.
    pub slice: Option<Extent>,
    /// How far the camera of a volume goes round over all pictures, degrees.
    pub turn_deg: f64,
    /// The last time point alone, in so many pictures.
    pub orbit: Option<usize>,
    /// Colours.
    pub colours: Colours,
    /// Left, top, width and height of the part that is shown.
    pub crop: Option<[Extent; 4]>,
    /// Pixels a lattice cell.
    pub scale: Option<u16>,
    /// How long pictures stay.
    pub pace: Pace,
    /// Name of the site; without it, that of the first tumour.
    pub site: Option<String>,
    /// Replicate; without it, the one that the run shows, else the first with frames.
    pub replicate: Option<u32>,
    /// First time point, h.
    pub from_h: Option<f64>,
    /// Last time point, h.
    pub to_h: Option<f64>,
    /// Pictures, at most, evenly spaced; 0 for all.
    pub pictures: usize,
    /// The engine, where a replicate runs again.
    pub engine: EngineRequest,
}

/// A place or a length on the lattice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// In lattice cells.
    Cells(u32),
    /// In um.
    Micrometres(f64),
}

impl Extent {
    /// In lattice cells of an edge, the nearest.
    pub(super) fn cells(self, spacing_um: f64) -> u32 {
        match self {
            Extent::Cells(cells) => cells,
            Extent::Micrometres(um) => (um / spacing_um).round() as u32,
        }
    }
}

/// `DIR/render/rNNNN-SITE-LAYERS.gif`.
pub(super) fn default_path(
    request: &RenderRequest,
    scenario: &Scenario,
    replicate: u32,
    site: u32,
) -> PathBuf {
    let mut name = format!("r{replicate:04}-{}", legal_name(&scenario.sites[site as usize].name));
    if request.layers != [Layer::Cells] {
        for layer in &request.layers {
            name += "-";
            name += layer_word(*layer);
        }
    }
    for view in request.views.iter().flatten() {
        name += "-";
        name += view.word();
    }
    let folder = request.dir.join("render");
    if request.format == PictureFormat::Png {
        folder.join(name)
    } else {
        folder.join(format!("{name}.{}", request.format.extensions()[0]))
    }
}

/// The word of the command line for a layer.
pub fn layer_word(layer: Layer) -> &'static str {
    match layer {
        Layer::Cells => "cells",
        Layer::Il2 => "il2",
        Layer::Ifng => "ifng",
        Layer::Mhc => "mhc",
    }
}
