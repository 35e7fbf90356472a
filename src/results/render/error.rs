//! Why a rendering cannot be made.

use std::path::PathBuf;

use crate::picture::MovieError;
use crate::picture::video::VideoError;
use crate::remedy::{Remedied, Remedy};

/// Why a rendering cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The name of the file is not one of the format.
    #[error("--out {out}: the name of this format ends in .{}", endings.join(" or ."))]
    Ending {
        /// The name.
        out: PathBuf,
        /// Endings of the format.
        endings: &'static [&'static str],
    },
    /// The run has no such site.
    #[error("--site {site}: the run has no such site; its sites are {}", known.join(", "))]
    NoSite {
        /// The name that was wanted.
        site: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Several stills and one file.
    #[error("--out {out}: one file cannot hold {count} stills; name a folder, or one time point")]
    Stills {
        /// The name.
        out: PathBuf,
        /// Stills that were wanted.
        count: usize,
    },
    /// The picture is too large.
    #[error(
        "the picture would have {width} x {height} pixels, and its longest side may have \
         {longest}: use a smaller --scale, fewer --layers or a smaller --crop"
    )]
    TooLarge {
        /// Width, pixels.
        width: usize,
        /// Height, pixels.
        height: usize,
        /// The longest side allowed, pixels.
        longest: usize,
    },
    /// Views in depth of a site without any.
    #[error(
        "site `{site}` is flat: --views, --slice, --orbit, --turn, --azimuth, --tilt and --whole \
         are for sites with depth"
    )]
    Flat {
        /// The site.
        site: String,
    },
    /// A slice outside the site.
    #[error("--slice: layer {layer} is not in site `{site}`, whose layers are 0 to {last}")]
    NoLayer {
        /// The layer.
        layer: u32,
        /// The site.
        site: String,
        /// Its last layer.
        last: u32,
    },
    /// A part outside the site.
    #[error(
        "--crop {},{},{},{} (in lattice cells) is not within site `{site}`, which has {} x {} \
         cells ({} x {} mm)", crop[0], crop[1], crop[2], crop[3], cells[0], cells[1], mm[0], mm[1]
    )]
    Crop {
        /// Left, top, width and height, lattice cells.
        crop: [u32; 4],
        /// The site.
        site: String,
        /// Its width and height, lattice cells.
        cells: [u32; 2],
        /// Its width and height, mm.
        mm: [f64; 2],
    },
    /// An unfinished run that kept no frames of a replicate.
    #[error(
        "{path}: has no frames of replicate {replicate}; finish the run (`il2sim resume {path}`), \
         then the replicate can run again for them"
    )]
    NoFrames {
        /// The run's directory.
        path: PathBuf,
        /// The replicate.
        replicate: u32,
    },
    /// No frame in the span that was wanted.
    #[error(
        "no frame lies between --from and --to; there are {count} from day {first_day} to day \
         {last_day}"
    )]
    NoFrameBetween {
        /// Frames that there are.
        count: usize,
        /// Day of the first.
        first_day: f64,
        /// Day of the last.
        last_day: f64,
    },
    /// The film cannot be made.
    #[error(transparent)]
    Movie(#[from] MovieError),
    /// ffmpeg made no film.
    #[error(transparent)]
    Video(#[from] VideoError),
    /// Stopped before the last picture.
    #[error("stopped before the last picture")]
    Stopped,
}

impl Remedied for RenderError {
    fn remedy(&self) -> Remedy {
        match self {
            RenderError::Video(VideoError::Failed(_) | VideoError::Io(_))
            | RenderError::Movie(MovieError::Size { .. } | MovieError::Short { .. })
            | RenderError::Stopped => Remedy::None,
            _ => Remedy::Input,
        }
    }
}
