//! The frames as the page's player takes them.
//!
//! In: sites with frames. Out: JSON. A pane's sample is two bytes: kind | MHC class I << 4 (in a
//! projection: kind | shade << 4 | MHC class I / 4 << 6; in a volume: kind | shade << 4), and IL-2
//! level | IFN-gamma level << 4. A frame is the first bytes of all its panes and then their second
//! bytes. Frames go in chunks: each frame XOR the one before (the first as it is), all of a chunk
//! gzipped and in base64, so that a page unpacks only the chunk it shows. All tables with which the
//! player paints are made here from the paint rules, so that no colour is decided twice.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::census::Frame;
use crate::kinds::{CODES, Code, KINDS, KindRow, TissueKind};
use crate::picture::canvas::Image;
use crate::picture::palette::{self, LEVELS, Layer, PANE_CODES};
use crate::picture::pane::{Drawn, Pane};
use crate::picture::sprite;
use crate::picture::{Camera, Look, MOVIE_FRAMES, TURN_DEG, View, panes};

use super::input::ReportSite;

/// Samples of a volume across the whole of it, about, in a film of few pictures and of many.
const SAMPLES: [usize; 2] = [400, 240];
/// Pictures of a film that are few.
const FEW: usize = 64;
/// Views of a 3-D site.
const VIEWS: [View; 3] = [View::Slice(None), View::Volume(Camera::FIRST), View::Projection];
/// Frames in a chunk.
const CHUNK: usize = 16;
/// Base64 of all frames of a page, at most; above it, every second frame is left out, again and
/// again.
pub(super) const MOST: usize = 7_000_000;
/// Pixels across a flat pane.
const PIXELS: usize = 800;
/// The same where other views stand beside it.
const PIXELS_BESIDE: usize = 480;

/// Time of the last frame, h.
pub(super) fn last_h(sites: &[ReportSite]) -> f64 {
    sites
        .iter()
        .filter_map(|site| site.frames.last())
        .map(|(time_h, _)| *time_h)
        .fold(0.0, f64::max)
}

/// The sites of the page, thinned until they fit into `most` bytes; the camera of a volume goes
/// once round in `round_h`.
pub(super) fn sites(sites: &[ReportSite], most: usize, round_h: f64) -> Value {
    // A volume costs a thousand times what a flat frame does.
    let pictures = |site: &ReportSite| {
        if site.cells[2] > 1 { site.frames.len().div_ceil(MOVIE_FRAMES) } else { 1 }
    };
    let mut stride = sites.iter().map(pictures).max().unwrap_or(1).max(1).next_power_of_two();
    // A thinner film is not a finer one: it would be larger again.
    let first = stride;
    loop {
        let films: Vec<(Value, usize)> = sites
            .iter()
            .map(|site| film(site, stride, round_h, site.frames.len().div_ceil(first) <= FEW))
            .collect();
        let thin_enough = sites.iter().all(|site| site.frames.len() <= 2 * stride);
        if films.iter().map(|(_, size)| size).sum::<usize>() <= most || thin_enough {
            return films.into_iter().map(|(film, _)| film).collect();
        }
        stride *= 2;
    }
}

/// One site and the size of its payload.
fn film(site: &ReportSite, stride: usize, round_h: f64, few: bool) -> (Value, usize) {
    let kept: Vec<&(f64, Frame)> = site.frames.iter().step_by(stride).collect();
    let way = Way { cells: site.cells, round_h, few };
    let views: Vec<Vec<Pane>> = kept.iter().take(1).map(|frame| way.views(frame)).collect();
    let shapes: Vec<Value> = views
        .iter()
        .flatten()
        .zip(&VIEWS)
        .map(|(pane, view)| look(pane, view.word(), views[0].len() > 1))
        .collect();
    let chunks: Vec<String> = kept.chunks(CHUNK).map(|chunk| pack(chunk, &way)).collect();
    let size = chunks.iter().map(String::len).sum();
    let counts = |frame: &Frame| {
        let mut counts = vec![0u64; CODES];
        frame.kind.iter().for_each(|kind| counts[kind.index()] += 1);
        counts
    };
    let film = json!({
        "name": site.name,
        "spacing_um": site.spacing_um,
        "cells": site.cells,
        "every": stride,
        "panes": shapes,
        "time_h": kept.iter().map(|(time_h, _)| *time_h).collect::<Vec<f64>>(),
        "counts": kept.iter().map(|(_, frame)| counts(frame)).collect::<Vec<_>>(),
        "chunk": CHUNK,
        "chunks": chunks,
    });
    (film, size)
}

/// How the frames of a film are seen.
struct Way {
    cells: [u32; 3],
    /// In which time the camera goes round, h: the same for all arms of a comparison, so that they
    /// are seen from one side.
    round_h: f64,
    /// Whether the film is short.
    few: bool,
}

impl Way {
    /// The views of a frame.
    fn views(&self, (time_h, frame): &(f64, Frame)) -> Vec<Pane> {
        let look = Look { views: VIEWS.to_vec(), ..Look::default() }
            .turned(if self.round_h > 0.0 { TURN_DEG * time_h / self.round_h } else { 0.0 });
        let samples = SAMPLES[usize::from(!self.few)];
        panes(
            frame,
            self.cells,
            &look.views,
            samples.div_ceil(self.cells[0].max(self.cells[1]).max(1) as usize),
        )
    }
}

/// Size of a pane and how its cells are drawn.
fn look(pane: &Pane, view: &str, beside: bool) -> Value {
    let across = pane.width.max(pane.height) / pane.grain;
    let edge = (if beside { PIXELS_BESIDE } else { PIXELS } / across.max(1)).clamp(1, 24);
    let edge = if pane.drawn == Drawn::Cells { edge } else { edge.div_ceil(pane.grain) };
    let wide = sprite::shape_edge(edge);
    let tissue = |kind: Code| {
        let mut cell = Image::filled(edge, edge, 0);
        sprite::tissue(&mut cell, 0, 0, edge, kind, 0);
        cell.pixels
    };
    let shape = |kind: &KindRow| {
        (0..wide * wide)
            .map(|i| u8::from(sprite::in_shape(kind, wide, i % wide, i / wide)))
            .collect::<Vec<u8>>()
    };
    json!({
        "view": view,
        "caption": pane.caption,
        "width": pane.width,
        "height": pane.height,
        "edge": edge,
        "drawn": match pane.drawn {
            Drawn::Cells => "cells",
            Drawn::Far => "far",
            Drawn::Lit => "lit",
        },
        "grain": pane.grain,
        "across": pane.across,
        "tissue": Code::all()
            .map(|code| if drawn_as_tissue(code) { tissue(code) } else { Vec::new() })
            .collect::<Vec<_>>(),
        "ring": usize::from(edge >= 4),
        "shape_edge": wide,
        "shapes": KINDS.iter().map(shape).collect::<Vec<_>>(),
    })
}

/// Whether the code of a pane fits four bits beside its MHC class I or shade; else these take a
/// byte of their own.
const PACKED: bool = PANE_CODES <= 16;
/// Bytes of a sample of a pane: its code (with MHC class I or shade), fields, what did not fit.
pub(super) const PLANES: usize = if PACKED { 2 } else { 3 };

/// Whether a code is drawn as a square of tissue.
fn drawn_as_tissue(code: Code) -> bool {
    code.effector().is_none() && code != Code::FREE && code != Code::OUTSIDE
}

/// The bytes of one frame.
fn bytes(frame: &(f64, Frame), way: &Way) -> Vec<u8> {
    let views = way.views(frame);
    let high = |pane: &Pane, i: usize| match pane.drawn {
        Drawn::Cells => pane.mhc[i].min(15),
        Drawn::Far => pane.shade[i].min(3) | ((pane.mhc[i] / 4) << 2),
        Drawn::Lit => pane.shade[i].min(7),
    };
    let mut bytes = Vec::new();
    for pane in &views {
        bytes.extend(
            (0..pane.kind.len())
                .map(|i| pane.kind[i].0 | if PACKED { high(pane, i) << 4 } else { 0 }),
        );
    }
    for pane in &views {
        bytes.extend(
            pane.il2
                .iter()
                .zip(&pane.ifng)
                .map(|(il2, ifng)| palette::level(*il2) | palette::level(*ifng) << 4),
        );
    }
    if !PACKED {
        for pane in &views {
            bytes.extend((0..pane.kind.len()).map(|i| high(pane, i)));
        }
    }
    bytes
}

/// A chunk of frames.
fn pack(frames: &[&(f64, Frame)], way: &Way) -> String {
    let mut zip = flate2::GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), flate2::Compression::best());
    let mut before: Vec<u8> = Vec::new();
    for frame in frames {
        let now = bytes(frame, way);
        let change: Vec<u8> = now
            .iter()
            .enumerate()
            .map(|(i, byte)| byte ^ before.get(i).copied().unwrap_or(0))
            .collect();
        zip.write_all(&change).expect("writing to memory does not fail");
        before = now;
    }
    STANDARD.encode(zip.finish().expect("writing to memory does not fail"))
}

/// The tables of the paint rules, for every layer.
pub(super) fn tables() -> Value {
    let levels = 0..LEVELS as u8;
    let each_kind = || (0..PANE_CODES as u8).map(Code);
    let colour = |index: usize| {
        u32::from_be_bytes([
            0,
            palette::rgb(index as u8)[0],
            palette::rgb(index as u8)[1],
            palette::rgb(index as u8)[2],
        ])
    };
    json!({
        "rgb": (0..palette::COLOURS).map(colour).collect::<Vec<u32>>(),
        "outline": palette::OUTLINE,
        "cells": each_kind()
            .flat_map(|kind| (0..LEVELS as u8)
            .map(move |l| palette::cell(Layer::Cells, kind, 0, palette::code_of(l), 0)))
            .collect::<Vec<u8>>(),
        "il2": each_kind()
            .flat_map(|kind| (0..LEVELS as u8)
            .map(move |l| palette::cell(Layer::Il2, kind, 0, palette::code_of(l), 0)))
            .collect::<Vec<u8>>(),
        "ifng": each_kind()
            .flat_map(|kind| (0..LEVELS as u8)
            .map(move |l| palette::cell(Layer::Ifng, kind, 0, 0, palette::code_of(l))))
            .collect::<Vec<u8>>(),
        "mhc": each_kind()
            .flat_map(|kind| levels.clone()
            .map(move |mhc| palette::cell(Layer::Mhc, kind, mhc, 0, 0))).collect::<Vec<u8>>(),
        "far": each_kind().flat_map(|kind| (0..4u8).map(move |shade| palette::far(kind, shade)))
            .collect::<Vec<u8>>(),
        "lit": each_kind().flat_map(|kind| (0..8u8).map(move |shade| palette::lit(kind, shade, 0)))
            .collect::<Vec<u8>>(),
        "swatches": Code::all().map(|code| sprite::swatch(code).pixels).collect::<Vec<_>>(),
        "planes": PLANES,
        "outside": Code::OUTSIDE.0,
        "glass": Code::all().map(|code| code.look().glass && code != Code::OUTSIDE)
            .collect::<Vec<_>>(),
        "tumour": Code::all().filter(|code| code.look().tissue == Some(TissueKind::TUMOUR))
            .map(|code| code.0).collect::<Vec<_>>(),
        "effector": Code::all().map(|code| code.effector().map(|kind| kind.index()))
            .collect::<Vec<_>>(),
    })
}
