//! The sheet of a frame: header, timeline with dose marks, picture, legend, scale bar, key of the
//! IL-2 glow.

use crate::census::Frame;
use crate::kinds::Code;

use super::camera::Camera;
use super::palette::Layer;
use super::pane::{Drawn, Pane};
use super::sprite::SWATCH;
use super::views::{View, panes};
use super::{FieldScale, Image, Mark, Scene, day_and_hour, font, grouped, palette, sprite};

/// Blank edge and gap between parts, pixels.
const GAP: usize = 16;
/// Width of the legend.
const PANEL: usize = 344;
/// Scale of all text but the clock.
const TEXT: usize = 2;
/// From one line of text to the next.
const LINE: usize = 22;
/// Height of a treatment's lane in the timeline.
const LANE: usize = 22;
/// Height of the timeline's axis with its labels.
const AXIS: usize = 34;
/// From one line of the legend to the next.
const ROW: usize = 25;
/// Height of the key of a layer.
const KEY: usize = LINE + 24 + LINE + GAP;
/// Treatments with a lane of their own; further ones share the last.
const LANES: usize = palette::MARKS as usize;

/// Views of a 3-D site unless others are asked for.
pub const VIEWS: [View; 2] = [View::Slice(None), View::Volume(Camera::FIRST)];
/// How far the camera of an animation goes round, degrees.
pub const TURN_DEG: f64 = 360.0;

/// Edge of the painted lattice in a GIF, pixels; the lattice takes the largest whole number of
/// pixels a cell that fits.
pub const MOVIE_PIXELS: usize = 600;

/// How large a lattice is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureSize {
    /// As large as fits into so many pixels across and down, in whole pixels a cell (a 3-D site in
    /// several views: six tenths of that for each).
    Fit(usize),
    /// So many pixels a cell.
    Edge(usize),
}

/// What is shown of a frame, and how large.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Layers, side by side.
    pub layers: Vec<Layer>,
    /// Views of a 3-D site, side by side.
    pub views: Vec<View>,
    /// Size of each.
    pub size: PictureSize,
}

impl Default for Look {
    /// The cells, as in the time-lapse.
    fn default() -> Self {
        Look {
            layers: vec![Layer::Cells],
            views: VIEWS.to_vec(),
            size: PictureSize::Fit(MOVIE_PIXELS),
        }
    }
}

impl Look {
    /// The same with the camera so many degrees farther round.
    #[must_use]
    pub fn turned(&self, by_deg: f64) -> Look {
        let one = |view: &View| match view {
            View::Volume(camera) => View::Volume(camera.turned(by_deg)),
            View::Slice(_) | View::Projection => *view,
        };
        Look { views: self.views.iter().map(one).collect(), ..self.clone() }
    }
}

/// Where everything goes on the sheet of a scene.
pub(super) struct Sheet {
    /// Width and height, pixels.
    pub size: (usize, usize),
    /// Edge of a lattice cell, pixels.
    edge: usize,
    /// Height of the captions above the views.
    captions: usize,
    /// Where views and legend begin.
    top: usize,
}

impl Sheet {
    /// The sheet of a scene.
    pub(super) fn of(scene: &Scene, look: &Look) -> Sheet {
        let [wide, high, deep] = scene.cells.map(|cells| cells as usize);
        let views: &[View] = if deep > 1 { &look.views } else { &[View::Slice(None)] };
        let edge = match look.size {
            PictureSize::Fit(pixels) => ((if views.len() > 1 { pixels * 6 / 10 } else { pixels })
                / wide.max(high).max(1))
            .max(1),
            PictureSize::Edge(edge) => edge.max(1),
        };
        // A projection or a volume is as large as the longer side of a slice, both ways.
        let of = |view: &View| {
            if matches!(view, View::Slice(_)) {
                (wide, high)
            } else {
                (wide.max(high), wide.max(high))
            }
        };
        let one =
            views.iter().map(|view| of(view).0 * edge + GAP).sum::<usize>().saturating_sub(GAP);
        let down = views.iter().map(|view| of(view).1).max().unwrap_or(high);
        let captions = if deep > 1 || look.layers != [Layer::Cells] { LINE } else { 0 };
        let picture_width = look.layers.len() * (one + GAP) - GAP;
        let top = timeline_top() + lanes(scene) * LANE + AXIS + GAP / 2;
        let height = top + (down * edge + captions).max(panel_height(scene, look)) + GAP;
        Sheet { size: (GAP + picture_width + GAP + PANEL + GAP, height), edge, captions, top }
    }
}

/// Paints a frame.
pub(super) fn paint(frame: &Frame, scene: &Scene, look: &Look) -> Image {
    let Sheet { size: (width, height), edge, captions, top } = Sheet::of(scene, look);
    let views = panes(frame, scene.cells, &look.views, edge);
    let mut image = Image::filled(width, height, palette::PAGE);
    header(&mut image, scene);
    timeline(&mut image, scene);
    let mut left = GAP;
    for layer in &look.layers {
        for pane in &views {
            let wide = pane.width * edge / pane.grain;
            if captions > 0 {
                let parts = [
                    if look.layers.len() > 1 || *layer != Layer::Cells { name(*layer) } else { "" },
                    &pane.caption,
                ];
                let caption = parts
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ");
                image.text(left, top, TEXT, palette::QUIET, &font::fit(&caption, TEXT, wide));
            }
            draw_pane(&mut image, pane, *layer, left, top + captions, edge);
            left += wide + GAP;
        }
    }
    panel(&mut image, scene, look, width - GAP - PANEL, top, scale(&views, edge));
    image
}

/// Pixels across a cell as it is seen, and in which views that holds, where not in all: those that
/// look from aside are smaller.
fn scale(views: &[Pane], edge: usize) -> (f64, &'static str) {
    match views {
        [only] => (only.across * edge as f64, ""),
        _ if views.iter().all(|view| view.drawn == Drawn::Cells) => (edge as f64, ""),
        _ if views.iter().any(|view| view.drawn == Drawn::Cells) => (edge as f64, " (slice)"),
        _ => (views[0].across * edge as f64, " (left)"),
    }
}

/// What a layer is called.
fn name(layer: Layer) -> &'static str {
    match layer {
        Layer::Cells => "cells",
        Layer::Il2 => "IL-2",
        Layer::Ifng => "IFN-gamma",
        Layer::Mhc => "MHC class I",
    }
}

fn timeline_top() -> usize {
    GAP + 2 * LINE + LINE + 4
}

fn lanes(scene: &Scene) -> usize {
    scene.marks.len().clamp(1, LANES)
}

fn header(image: &mut Image, scene: &Scene) {
    let clock = day_and_hour(scene.time_h);
    let right = image.width - GAP;
    image.text_right(right, GAP, 3, palette::TEXT, &clock);
    let room = right - GAP - font::width(&clock, 3) - 2 * GAP;
    let lines = font::wrap(&scene.title, TEXT, room, 2);
    for (row, line) in lines.iter().enumerate() {
        image.text(GAP, GAP + row * LINE, TEXT, palette::TEXT, line);
    }
    let below = format!("site {}, {}", scene.site, scene.who);
    image.text(
        GAP,
        GAP + lines.len().max(1) * LINE + 2,
        TEXT,
        palette::QUIET,
        &font::fit(&below, TEXT, room),
    );
}

/// Colour of the treatment in a lane.
fn mark_colour(treatment: usize) -> u8 {
    palette::MARK + (treatment % LANES) as u8
}

/// Days between ticks, so that there are at most `most`.
fn day_step(days: f64, most: f64) -> u64 {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
    steps.into_iter().find(|step| days <= most * *step as f64).unwrap_or(10_000)
}

fn timeline(image: &mut Image, scene: &Scene) {
    let top = timeline_top();
    let labels = scene
        .marks
        .iter()
        .map(|mark| font::width(&mark.label, TEXT))
        .max()
        .unwrap_or(font::width("no treatment", TEXT));
    let most = (image.width - 2 * GAP) * 2 / 5;
    let left = GAP + labels.min(most) + GAP;
    let right = image.width - GAP - 12;
    let until_h = scene.until_h.max(1.0);
    let place = |time_h: f64| {
        left + ((time_h.clamp(0.0, until_h) / until_h) * (right - left) as f64).round() as usize
    };
    let axis = top + lanes(scene) * LANE + 6;
    image.rect(left, axis, right - left + 1, 2, palette::RULE);
    image.rect(left, axis - 1, place(scene.time_h) - left + 1, 4, palette::QUIET);
    let days = until_h / 24.0;
    let step = day_step(days, ((right - left) / 70).max(1) as f64);
    for day in (0..=days as u64).step_by(step as usize) {
        let x = place(day as f64 * 24.0);
        image.rect(x, axis, 2, 8, palette::QUIET);
        let label = if day == 0 { "day 0".to_owned() } else { day.to_string() };
        image.text_middle(
            x.max(left + font::width("day 0", TEXT) / 2 - GAP),
            axis + 13,
            TEXT,
            palette::QUIET,
            &label,
        );
    }
    let now = place(scene.time_h);
    image.rect(now, top - 2, 2, axis - top + 8, palette::CURSOR);
    image.pointer(now, top - 8, 6, palette::CURSOR);
    if scene.marks.is_empty() {
        image.text(GAP, top + 3, TEXT, palette::QUIET, "no treatment");
    }
    for (treatment, mark) in scene.marks.iter().enumerate() {
        lane(image, mark, treatment, top + treatment.min(LANES - 1) * LANE, most, &place);
    }
}

/// One treatment: its label and a diamond for each dose.
fn lane(
    image: &mut Image,
    mark: &Mark,
    treatment: usize,
    y: usize,
    most: usize,
    place: &impl Fn(f64) -> usize,
) {
    let colour = mark_colour(treatment);
    if treatment < LANES {
        image.text(GAP, y + 3, TEXT, colour, &font::fit(&mark.label, TEXT, most));
    }
    for time_h in &mark.times_h {
        image.diamond(place(*time_h), y + LANE / 2, 5, colour);
    }
}

fn draw_pane(image: &mut Image, pane: &Pane, layer: Layer, left: usize, top: usize, edge: usize) {
    let index = |i: usize| {
        let glass = pane.drawn != Drawn::Cells && see_through(pane.kind[i]);
        match pane.drawn {
            Drawn::Far if layer == Layer::Cells && !glass => {
                palette::far(pane.kind[i], pane.shade[i])
            }
            Drawn::Lit if layer == Layer::Cells => {
                palette::lit(pane.kind[i], pane.shade[i], pane.il2[i])
            }
            _ => palette::cell(
                layer,
                if glass { Code::FREE } else { pane.kind[i] },
                pane.mhc[i],
                pane.il2[i],
                pane.ifng[i],
            ),
        }
    };
    if pane.drawn != Drawn::Cells {
        for y in 0..pane.height * edge / pane.grain {
            for x in 0..pane.width * edge / pane.grain {
                let i = (y * pane.grain / edge).min(pane.height - 1) * pane.width
                    + (x * pane.grain / edge).min(pane.width - 1);
                image.dot(left + x, top + y, index(i));
            }
        }
        return;
    }
    let corner = |i: usize| (left + i % pane.width * edge, top + i / pane.width * edge);
    if layer != Layer::Cells {
        for i in 0..pane.kind.len() {
            let (x, y) = corner(i);
            image.rect(x, y, edge, edge, index(i));
        }
        return;
    }
    let (effectors, tissue): (Vec<usize>, Vec<usize>) =
        (0..pane.kind.len()).partition(|i| pane.kind[*i].effector().is_some());
    for i in tissue {
        let (x, y) = corner(i);
        sprite::tissue(image, x, y, edge, pane.kind[i], index(i));
    }
    for i in &effectors {
        let (x, y) = corner(*i);
        sprite::surround(image, x, y, edge);
    }
    for i in effectors {
        if let Some(kind) = pane.kind[i].effector() {
            sprite::effector(image, corner(i), edge, kind.row(), index(i));
        }
    }
}

/// Whether a view in depth looks through it: glass inside the box.
fn see_through(kind: Code) -> bool {
    kind.look().glass && kind != Code::OUTSIDE && kind != palette::BOX_LINE
}

fn panel_height(scene: &Scene, look: &Look) -> usize {
    let cells =
        if look.layers.contains(&Layer::Cells) { LINE + scene.legend.len() * ROW + GAP } else { 0 };
    cells + look.layers.len() * KEY + LINE + 14 + GAP
}

fn panel(
    image: &mut Image,
    scene: &Scene,
    look: &Look,
    left: usize,
    top: usize,
    (across, of): (f64, &str),
) {
    let right = left + PANEL - 12;
    let left = left + 12;
    image.rect(left - 12, top, PANEL, panel_height(scene, look), palette::PANEL);
    let mut y = top + 8;
    if look.layers.contains(&Layer::Cells) {
        image.text(left, y, TEXT, palette::QUIET, "Cells");
        y += LINE + 2;
        for (kind, count) in &scene.legend {
            image.rect(left - 1, y - 2, SWATCH + 2, SWATCH + 2, palette::RULE);
            image.paste(left, y - 1, &sprite::swatch(*kind));
            image.text(left + SWATCH + 10, y, TEXT, palette::TEXT, kind.look().label);
            image.text_right(right, y, TEXT, palette::TEXT, &grouped(*count));
            y += ROW;
        }
        y += GAP / 2;
    }
    for layer in &look.layers {
        key(image, *layer, &scene.field_scale, left, right, y);
        y += KEY;
    }
    scale_bar(image, across / scene.spacing_um, of, left, y);
}

/// The levels of a layer. Under those of a field stand concentrations: a tick a decade, a label
/// every second one.
fn key(image: &mut Image, layer: Layer, scale: &FieldScale, left: usize, right: usize, top: usize) {
    let title = match layer {
        Layer::Cells => "IL-2 glow, pM",
        Layer::Il2 => "IL-2, pM",
        Layer::Ifng => "IFN-gamma, pM",
        Layer::Mhc => "MHC class I of tumour",
    };
    image.text(left, top, TEXT, palette::QUIET, title);
    let (y, box_width) = (top + LINE, (right - left) / palette::LEVELS);
    let wide = box_width * palette::LEVELS;
    image.rect(left - 1, y - 1, wide + 2, 20, palette::RULE);
    for level in 0..palette::LEVELS as u8 {
        let kind = if layer == Layer::Mhc { Code::TUMOUR_POSITIVE } else { Code::FREE };
        let code = palette::code_of(level);
        image.rect(
            left + usize::from(level) * box_width,
            y,
            box_width,
            18,
            palette::cell(layer, kind, level, code, code),
        );
    }
    if layer == Layer::Mhc {
        image.text(left, y + 26, TEXT, palette::QUIET, "none");
        image.text_right(left + wide, y + 26, TEXT, palette::QUIET, "most");
        return;
    }
    let mut decade = scale.floor_pm;
    let mut labelled = true;
    while scale.code(decade) < 250 {
        let x = left
            + box_width
            + usize::from(scale.code(decade).saturating_sub(1)) * (wide - box_width) / 254;
        image.rect(x, y + 14, 2, if labelled { 8 } else { 4 }, palette::TEXT);
        if labelled {
            image.text_middle(x, y + 26, TEXT, palette::QUIET, &short_number(decade));
        }
        labelled = !labelled;
        decade *= 10.0;
    }
}

/// `0.1`, `10`, `1k`, `100k`.
fn short_number(value: f64) -> String {
    if value >= 999_500.0 {
        format!("{}M", (value / 1e6).round())
    } else if value >= 999.5 {
        format!("{}k", (value / 1e3).round())
    } else if value >= 0.95 {
        format!("{}", value.round())
    } else {
        format!("{value:.1}")
    }
}

/// The longest bar of 1, 2 or 5 times a power of ten that fits.
fn scale_bar(image: &mut Image, per_um: f64, of: &str, left: usize, y: usize) {
    let room = if of.is_empty() { 190.0 } else { 130.0 };
    let mut length_um = 1.0;
    for next in [
        2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0,
        20_000.0, 50_000.0,
    ] {
        if next * per_um <= room {
            length_um = next;
        }
    }
    let wide = (length_um * per_um).round().max(1.0) as usize;
    image.rect(left, y + 5, wide, 4, palette::TEXT);
    image.rect(left, y, 2, 14, palette::TEXT);
    image.rect(left + wide - 2, y, 2, 14, palette::TEXT);
    let label = if length_um >= 1_000.0 {
        format!("{} mm{of}", length_um / 1_000.0)
    } else {
        format!("{length_um} µm{of}")
    };
    image.text(left + wide + 12, y, TEXT, palette::TEXT, &label);
}
