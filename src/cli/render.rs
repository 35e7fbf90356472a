//! `render`: animations and stills of a run made again from its frames.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::events::Observer;
use crate::input::Quantity;
use crate::input::units;
use crate::picture::{Camera, Colours, Layer, MOVIE_FRAMES, Pace, TURN_DEG, View};
use crate::results::render::{self, Extent, PictureFormat, RenderRequest};

use super::progress::Progress;
use super::run::{engine_request, time_h};
use super::signals::{Kept, Stop};
use super::{CommandError, EngineArgs, Failure, TalkArgs, output};

/// Arguments of `il2sim render`.
#[derive(Args)]
#[command(after_help = "Examples:\n\x20 il2sim render runs/peritumoral\n\x20 il2sim render \
                        runs/peritumoral --format mp4 --fps 25 --colours light --out \
                        cure.mp4\nExample: il2sim render runs/peritumoral --format apng --layers \
                        cells,il2 --crop \"1 mm,1 mm,400 um,400 um\" --scale 20 --from \"day 2\" \
                        --to \"day 6\"\n\nPictures are made from the recorded frames; a replicate \
                        that kept none runs again alone. The last line on stdout is the path of \
                        the file or folder.")]
pub(super) struct RenderArgs {
    /// Directory of a run
    dir: PathBuf,
    /// File, or folder of stills [default: DIR/render/rNNNN-SITE.FORMAT]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Format [default: by the ending of --out, else gif]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FormatArg>,
    /// Layers, side by side
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "cells",
        value_name = "LAYER,..."
    )]
    layers: Vec<LayerArg>,
    /// Views of a site with depth [default: slice,volume]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "VIEW,...")]
    views: Option<Vec<ViewArg>>,
    /// Layer of the slice: "300 um" or number [default: middle]
    #[arg(long, value_name = "Z", value_parser = parse_extent)]
    slice: Option<Extent>,
    /// Orbit the last time point, in 90 or --pictures pictures
    #[arg(long)]
    orbit: bool,
    /// Rotation of the camera in all [default: 360; stills: 0]
    #[arg(
        long, value_name = "DEGREES", allow_negative_numbers = true,
        value_parser = parse_degrees::<36_000>
    )]
    turn: Option<f64>,
    /// First azimuth; 0: facing the slice [default: 45]
    #[arg(
        long, value_name = "DEGREES", allow_negative_numbers = true,
        value_parser = parse_degrees::<360>
    )]
    azimuth: Option<f64>,
    /// Height of the camera; 90: straight above [default: 25]
    #[arg(
        long, value_name = "DEGREES", allow_negative_numbers = true,
        value_parser = parse_degrees::<90>
    )]
    tilt: Option<f64>,
    /// Show the volume whole, without the cut-out eighth
    #[arg(long)]
    whole: bool,
    /// Part of the site: left, top, width, height
    ///
    /// Each is a length ("0.5 mm") or a number of lattice cells.
    #[arg(long, value_name = "X,Y,W,H", value_parser = parse_crop)]
    crop: Option<Crop>,
    /// Pixels per lattice cell [default: to fit 600; stills: 800]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    scale: Option<u16>,
    /// Pictures per second [default: one every 0.12 s]
    ///
    /// A GIF rounds the time of a picture to hundredths of a second.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=60))]
    fps: Option<u16>,
    /// Colours of the picture
    #[arg(long, value_enum, default_value_t, value_name = "COLOURS")]
    colours: ColoursArg,
    /// Site [default: that of the first tumour]
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
    /// Replicate [default: the one that the run's page shows]
    #[arg(long, value_name = "N")]
    replicate: Option<u32>,
    /// First time, such as "day 3" or "72 h"
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Last time
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// Most pictures, evenly spaced; 0: all [default: 240; stills: all]
    #[arg(long, value_name = "N")]
    pictures: Option<usize>,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    pub(super) talk: TalkArgs,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    /// A looping GIF
    Gif,
    /// A looping APNG, for browsers and slides
    Apng,
    /// H.264 video (needs ffmpeg)
    Mp4,
    /// A still of each time point
    Png,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LayerArg {
    /// Cells, with IL-2 as a glow
    Cells,
    /// Interleukin-2
    Il2,
    /// Interferon gamma
    Ifng,
    /// MHC class I of tumour cells
    Mhc,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ViewArg {
    /// One layer
    Slice,
    /// Projection through the whole depth, effectors in front
    Projection,
    /// A lit volume, its camera turning
    Volume,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ColoursArg {
    /// On black, as the time-lapse is
    #[default]
    Standard,
    /// On white, for paper and slides
    Light,
}

/// Left, top, width, height.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Crop([Extent; 4]);

fn parse_crop(text: &str) -> Result<Crop, String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let &[left, top, width, height] = parts.as_slice() else {
        return Err("write left, top, width, height, for example 10,10,50,50".to_string());
    };
    Ok(Crop([parse_extent(left)?, parse_extent(top)?, parse_extent(width)?, parse_extent(height)?]))
}

fn parse_extent(text: &str) -> Result<Extent, String> {
    if let Ok(cells) = text.parse::<u32>() {
        return Ok(Extent::Cells(cells));
    }
    let length = units::parse(text, Quantity::Length)
        .ok()
        .map(|(um, _)| um)
        .filter(|um| (0.0..1e9).contains(um));
    length.map(Extent::Micrometres).ok_or_else(|| {
        format!(
            "`{text}` is not a length: write \"0.5 mm\", \"200 um\", or a number of lattice cells"
        )
    })
}

/// Degrees, at most so many either way.
fn parse_degrees<const MOST: i32>(text: &str) -> Result<f64, String> {
    let most = f64::from(MOST);
    text.parse::<f64>()
        .ok()
        .filter(|degrees| (-most..=most).contains(degrees))
        .ok_or_else(|| format!("write degrees from -{MOST} to {MOST}"))
}

/// Pictures of an orbit.
const ORBIT: usize = 90;

/// Most pictures of an orbit: a tenth of a degree each.
const MOST_OF_ORBIT: usize = 3_600;

/// The views that are wanted; `None` where nothing was said of them.
fn views(args: &RenderArgs) -> Result<Option<Vec<View>>, CommandError> {
    let camera = args.orbit
        || args.turn.is_some()
        || args.azimuth.is_some()
        || args.tilt.is_some()
        || args.whole;
    let kinds = match &args.views {
        Some(kinds) => kinds.as_slice(),
        None if camera || args.slice.is_some() => &[ViewArg::Slice, ViewArg::Volume],
        None => return Ok(None),
    };
    if camera && !kinds.contains(&ViewArg::Volume) {
        return Err(CommandError::CameraWithoutVolume);
    }
    if args.slice.is_some() && !kinds.contains(&ViewArg::Slice) {
        return Err(CommandError::LayerWithoutSlice);
    }
    if let Some(pictures) = args.pictures.filter(|pictures| args.orbit && *pictures > MOST_OF_ORBIT)
    {
        return Err(CommandError::OrbitTooLong { given: pictures, most: MOST_OF_ORBIT });
    }
    let first = Camera::FIRST;
    let camera = Camera {
        turn_deg: args.azimuth.unwrap_or(first.turn_deg),
        tilt_deg: args.tilt.unwrap_or(first.tilt_deg),
        cut: !args.whole,
    };
    let mut views = Vec::new();
    for kind in kinds {
        let view = match kind {
            ViewArg::Slice => View::Slice(None),
            ViewArg::Projection => View::Projection,
            ViewArg::Volume => View::Volume(camera),
        };
        if !views.contains(&view) {
            views.push(view);
        }
    }
    Ok(Some(views))
}

/// `il2sim render`: the path of what was written, on stdout.
pub(super) fn render(args: &RenderArgs) -> Result<(), Failure> {
    let format = match args.format.or_else(|| from_ending(args)) {
        None | Some(FormatArg::Gif) => PictureFormat::Gif,
        Some(FormatArg::Apng) => PictureFormat::Apng,
        Some(FormatArg::Mp4) => PictureFormat::Mp4,
        Some(FormatArg::Png) => PictureFormat::Png,
    };
    let time = |text: &Option<String>| text.as_deref().map(time_h).transpose();
    let views = views(args)?;
    let request = RenderRequest {
        dir: args.dir.clone(),
        out: args.out.clone(),
        format,
        layers: layers(&args.layers),
        views,
        slice: args.slice,
        turn_deg: args.turn.unwrap_or(if format == PictureFormat::Png && !args.orbit {
            0.0
        } else {
            TURN_DEG
        }),
        orbit: args.orbit.then(|| args.pictures.filter(|pictures| *pictures > 0).unwrap_or(ORBIT)),
        colours: match args.colours {
            ColoursArg::Standard => Colours::Standard,
            ColoursArg::Light => Colours::Light,
        },
        crop: args.crop.map(|crop| crop.0),
        scale: args.scale,
        pace: Pace { per_second: args.fps },
        site: args.site.clone(),
        replicate: args.replicate,
        from_h: time(&args.from)?,
        to_h: time(&args.to)?,
        pictures: args.pictures.unwrap_or(if format == PictureFormat::Png {
            0
        } else {
            MOVIE_FRAMES
        }),
        engine: engine_request(&args.engine)?,
    };
    let stop = Stop::listen()?;
    let mut progress = Progress::new(args.talk.quiet, args.talk.json);
    let asked = || stop.is_wanted();
    let made = render::render(
        &request,
        &mut Observer { tell: &mut |event| progress.tell(event), stop: &asked },
    );
    progress.done();
    match made? {
        Some(path) => output::answer(path.display()),
        None => return Err(Failure::Said(stop.code(Kept::Nothing))),
    }
    Ok(())
}

/// The format that the name of the file asks for: one that ends in `.png` is a still.
fn from_ending(args: &RenderArgs) -> Option<FormatArg> {
    let ending = args.out.as_ref()?.extension()?.to_str()?.to_ascii_lowercase();
    [
        ("gif", FormatArg::Gif),
        ("apng", FormatArg::Apng),
        ("mp4", FormatArg::Mp4),
        ("png", FormatArg::Png),
    ]
    .into_iter()
    .find(|(word, _)| *word == ending)
    .map(|(_, f)| f)
}

/// Each layer once, in the order in which they were given.
fn layers(typed: &[LayerArg]) -> Vec<Layer> {
    let mut layers = Vec::new();
    for layer in typed {
        let layer = match layer {
            LayerArg::Cells => Layer::Cells,
            LayerArg::Il2 => Layer::Il2,
            LayerArg::Ifng => Layer::Ifng,
            LayerArg::Mhc => Layer::Mhc,
        };
        if !layers.contains(&layer) {
            layers.push(layer);
        }
    }
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_given_in_lengths_or_cells() {
        let of = |text| parse_crop(text).map(|crop| crop.0);
        assert_eq!(
            of("1 mm, 20,200 um,30"),
            Ok([
                Extent::Micrometres(1000.0),
                Extent::Cells(20),
                Extent::Micrometres(200.0),
                Extent::Cells(30)
            ])
        );
        for bad in ["", "1,2,3", "1,2,3,4,5", "1,2,3,-4", "1,2,3,4 h", "1,2,3,x", "1,2,3,1e30 mm"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}
