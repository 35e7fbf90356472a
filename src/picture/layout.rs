//! The sheet of a frame: header, timeline with dose marks, picture, legend, scale bar, key of the IL-2 glow.

use crate::census::Frame;

use super::pane::{Pane, panes};
use super::sprite::SWATCH;
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
/// Treatments with a lane of their own; further ones share the last.
const LANES: usize = palette::MARKS as usize;

/// Paints a frame; its lattice takes at most `pixels` in width and in height (a 3-D site: a pane of six tenths of that for each view).
pub fn paint(frame: &Frame, scene: &Scene, pixels: usize) -> Image {
    let views = panes(frame, scene.cells);
    let room = if views.len() > 1 { pixels * 6 / 10 } else { pixels };
    let edge = (room / scene.cells[0].max(scene.cells[1]).max(1) as usize).max(1);
    let size = |pane: &Pane| (pane.width * edge / pane.grain, pane.height * edge / pane.grain);
    let captions = if views.len() > 1 { LINE } else { 0 };
    let picture_width = views.iter().map(|pane| size(pane).0 + GAP).sum::<usize>() - GAP;
    let picture_height = views.iter().map(|pane| size(pane).1).max().unwrap_or(0) + captions;

    let width = GAP + picture_width + GAP + PANEL + GAP;
    let top = timeline_top() + lanes(scene) * LANE + AXIS + GAP / 2;
    let height = top + picture_height.max(panel_height(scene)) + GAP;
    let mut image = Image::filled(width, height, palette::PAGE);
    header(&mut image, scene);
    timeline(&mut image, scene);
    let mut left = GAP;
    for pane in &views {
        if captions > 0 {
            image.text(left, top, TEXT, palette::QUIET, &font::fit(pane.caption, TEXT, size(pane).0));
        }
        draw_pane(&mut image, pane, left, top + captions, edge);
        left += size(pane).0 + GAP;
    }
    panel(&mut image, scene, width - GAP - PANEL, top, edge);
    image
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
    image.text(GAP, GAP + lines.len().max(1) * LINE + 2, TEXT, palette::QUIET, &font::fit(&below, TEXT, room));
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
    let labels = scene.marks.iter().map(|mark| font::width(&mark.label, TEXT)).max().unwrap_or(font::width("no treatment", TEXT));
    let most = (image.width - 2 * GAP) * 2 / 5;
    let left = GAP + labels.min(most) + GAP;
    let right = image.width - GAP - 12;
    let until_h = scene.until_h.max(1.0);
    let place = |time_h: f64| left + ((time_h.clamp(0.0, until_h) / until_h) * (right - left) as f64).round() as usize;
    let axis = top + lanes(scene) * LANE + 6;
    image.rect(left, axis, right - left + 1, 2, palette::RULE);
    image.rect(left, axis - 1, place(scene.time_h) - left + 1, 4, palette::QUIET);
    let days = until_h / 24.0;
    let step = day_step(days, ((right - left) / 70).max(1) as f64);
    for day in (0..=days as u64).step_by(step as usize) {
        let x = place(day as f64 * 24.0);
        image.rect(x, axis, 2, 8, palette::QUIET);
        let label = if day == 0 { "day 0".to_owned() } else { day.to_string() };
        image.text_middle(x.max(left + font::width("day 0", TEXT) / 2 - GAP), axis + 13, TEXT, palette::QUIET, &label);
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
fn lane(image: &mut Image, mark: &Mark, treatment: usize, y: usize, most: usize, place: &impl Fn(f64) -> usize) {
    let colour = mark_colour(treatment);
    if treatment < LANES {
        image.text(GAP, y + 3, TEXT, colour, &font::fit(&mark.label, TEXT, most));
    }
    for time_h in &mark.times_h {
        image.diamond(place(*time_h), y + LANE / 2, 5, colour);
    }
}

fn draw_pane(image: &mut Image, pane: &Pane, left: usize, top: usize, edge: usize) {
    let index = |i: usize| {
        if pane.is_projection() {
            let kind = pane.kind[i];
            let glass = matches!(kind, 0 | 4);
            if glass { palette::cell(palette::Layer::Cells, 0, 0, pane.il2[i], 0) } else { palette::far(kind, pane.shade[i]) }
        } else {
            palette::cell(palette::Layer::Cells, pane.kind[i], pane.mhc[i], pane.il2[i], pane.ifng[i])
        }
    };
    if pane.is_projection() {
        for y in 0..pane.height * edge / pane.grain {
            for x in 0..pane.width * edge / pane.grain {
                let i = (y * pane.grain / edge).min(pane.height - 1) * pane.width + (x * pane.grain / edge).min(pane.width - 1);
                image.dot(left + x, top + y, index(i));
            }
        }
        return;
    }
    let corner = |i: usize| (left + i % pane.width * edge, top + i / pane.width * edge);
    let (effectors, tissue): (Vec<usize>, Vec<usize>) = (0..pane.kind.len()).partition(|i| sprite::is_effector(pane.kind[*i]));
    for i in tissue {
        let (x, y) = corner(i);
        sprite::tissue(image, x, y, edge, pane.kind[i], index(i));
    }
    for i in &effectors {
        let (x, y) = corner(*i);
        sprite::surround(image, x, y, edge);
    }
    for i in effectors {
        let (x, y) = corner(i);
        sprite::effector(image, x, y, edge, pane.kind[i], index(i));
    }
}

fn panel_height(scene: &Scene) -> usize {
    LINE + scene.legend.len() * ROW + GAP + LINE + 24 + LINE + GAP + LINE + 14 + GAP
}

fn panel(image: &mut Image, scene: &Scene, left: usize, top: usize, edge: usize) {
    let right = left + PANEL - 12;
    let left = left + 12;
    image.rect(left - 12, top, PANEL, panel_height(scene), palette::PANEL);
    let mut y = top + 8;
    image.text(left, y, TEXT, palette::QUIET, "Cells");
    y += LINE + 2;
    for (kind, count) in &scene.legend {
        image.rect(left - 1, y - 2, SWATCH + 2, SWATCH + 2, palette::RULE);
        image.paste(left, y - 1, &sprite::swatch(*kind));
        image.text(left + SWATCH + 10, y, TEXT, palette::TEXT, palette::LABELS[usize::from(*kind)]);
        image.text_right(right, y, TEXT, palette::TEXT, &grouped(*count));
        y += ROW;
    }
    y += GAP / 2;
    glow_key(image, &scene.field_scale, left, right, y);
    y += LINE + 24 + LINE + GAP;
    scale_bar(image, scene.spacing_um, left, y, edge);
}

/// The levels of the glow with concentrations under them: a tick a decade, a label every second one.
fn glow_key(image: &mut Image, scale: &FieldScale, left: usize, right: usize, top: usize) {
    image.text(left, top, TEXT, palette::QUIET, "IL-2 glow, pM");
    let (y, box_width) = (top + LINE, (right - left) / palette::LEVELS);
    let wide = box_width * palette::LEVELS;
    image.rect(left - 1, y - 1, wide + 2, 20, palette::RULE);
    for level in 0..palette::LEVELS as u8 {
        let colour = palette::cell(palette::Layer::Cells, 0, 0, palette::code_of(level), 0);
        image.rect(left + usize::from(level) * box_width, y, box_width, 18, colour);
    }
    let mut decade = scale.floor_pm;
    let mut labelled = true;
    while scale.code(decade) < 250 {
        let x = left + box_width + usize::from(scale.code(decade).saturating_sub(1)) * (wide - box_width) / 254;
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
fn scale_bar(image: &mut Image, spacing_um: f64, left: usize, y: usize, edge: usize) {
    let room = 190.0;
    let per_um = edge as f64 / spacing_um;
    let mut length_um = 1.0;
    for next in [2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0] {
        if next * per_um <= room {
            length_um = next;
        }
    }
    let wide = (length_um * per_um).round().max(1.0) as usize;
    image.rect(left, y + 5, wide, 4, palette::TEXT);
    image.rect(left, y, 2, 14, palette::TEXT);
    image.rect(left + wide - 2, y, 2, 14, palette::TEXT);
    let label = if length_um >= 1_000.0 { format!("{} mm", length_um / 1_000.0) } else { format!("{length_um} µm") };
    image.text(left + wide + 12, y, TEXT, palette::TEXT, &label);
}
