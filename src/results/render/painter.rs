//! How a rendering looks: which part of the site, how large.

use crate::census::Frame;
use crate::kinds::Code;
use crate::picture::{self, Image, Look, PictureSize, Scene, View};
use crate::scenario::Scenario;
use crate::scenario::types::Site;

use super::super::scene::{last_h, scene};
use super::error::RenderError;
use super::request::{Extent, PictureFormat, RenderRequest};

/// Longest side of a picture, pixels.
const LONGEST_SIDE: usize = 16_384;

/// Paints one frame as it is wanted.
pub(super) struct Painter {
    look: Look,
    /// End of the timeline, h: of a film that of the run, of a still that of the scenario.
    end_h: f64,
    /// How far the camera of a volume goes round, degrees.
    turn_deg: f64,
    /// Left, top, width, height in lattice cells.
    crop: Option<[u32; 4]>,
    /// Width and height, pixels.
    pub size: (usize, usize),
}

impl Painter {
    /// Checks that the part lies in the site and that the picture is not too large.
    pub(super) fn new(
        request: &RenderRequest,
        (scenario, stop_h): (&Scenario, Option<f64>),
        site: u32,
    ) -> Result<Painter, RenderError> {
        let stills = request.format == PictureFormat::Png;
        let end_h = last_h(scenario, stop_h.filter(|_| !stills));
        let pixels = if stills { picture::FRAME_PIXELS } else { picture::MOVIE_PIXELS };
        let size = request
            .scale
            .map_or(PictureSize::Fit(pixels), |edge| PictureSize::Edge(usize::from(edge)));
        let crop = request.crop.map(|crop| part(crop, scenario, site)).transpose()?;
        let lattice = &scenario.sites[site as usize];
        let look = Look { layers: request.layers.clone(), views: views(request, lattice)?, size };
        let mut painter = Painter { look, end_h, turn_deg: request.turn_deg, crop, size: (0, 0) };
        let nothing = vec![0; lattice.cells.iter().map(|n| *n as usize).product()];
        let empty = Frame {
            replicate: 0,
            site,
            step: 0,
            kind: vec![Code::FREE; nothing.len()],
            mhc: nothing.clone(),
            il2: nothing.clone(),
            ifng: nothing,
        };
        let (_, scene) = painter.shown(&empty, scenario);
        painter.size = picture::painted_size(&scene, &painter.look);
        if painter.size.0.max(painter.size.1) > LONGEST_SIDE {
            let (width, height) = painter.size;
            return Err(RenderError::TooLarge { width, height, longest: LONGEST_SIDE });
        }
        Ok(painter)
    }

    /// The part of a frame that is shown, and what stands around it.
    fn shown(&self, frame: &Frame, scenario: &Scenario) -> (Frame, Scene) {
        let mut scene = scene(scenario, self.end_h, frame);
        let Some([left, top, width, height]) = self.crop else { return (frame.clone(), scene) };
        let [wide, high, deep] = scene.cells.map(|n| n as usize);
        let cut = |layer: &[u8]| {
            let rows = (0..deep).flat_map(|z| {
                (top as usize..(top + height) as usize)
                    .map(move |y| (z * high + y) * wide + left as usize)
            });
            rows.flat_map(|start| &layer[start..start + width as usize])
                .copied()
                .collect::<Vec<u8>>()
        };
        let part = Frame {
            kind: cut(bytemuck::cast_slice(&frame.kind)).into_iter().map(Code).collect(),
            mhc: cut(&frame.mhc),
            il2: cut(&frame.il2),
            ifng: cut(&frame.ifng),
            ..frame.clone()
        };
        let mm = |cells: u32| (f64::from(cells) * scene.spacing_um / 10.0).round() / 100.0;
        scene.site = format!("{} (from {}, {} mm)", scene.site, mm(left), mm(top));
        scene.cells = [width, height, scene.cells[2]];
        scene.legend = Scene::legend_of(&part, scene.legend.iter().map(|(kind, _)| *kind));
        (part, scene)
    }

    /// Paints a frame as picture `place` of `of`.
    pub(super) fn paint(
        &self,
        frame: &Frame,
        scenario: &Scenario,
        place: usize,
        of: usize,
    ) -> Image {
        let (frame, scene) = self.shown(frame, scenario);
        picture::paint_as(
            &frame,
            &scene,
            &self.look.turned(picture::part_of(self.turn_deg, place, of)),
        )
    }
}

/// The views of a site: those wanted, checked, or those of the time-lapse.
fn views(request: &RenderRequest, lattice: &Site) -> Result<Vec<View>, RenderError> {
    let Some(wanted) = &request.views else { return Ok(picture::VIEWS.to_vec()) };
    let deep = lattice.cells[2];
    let layer = request.slice.map(|extent| extent.cells(lattice.spacing_um));
    if deep == 1 {
        return Err(RenderError::Flat { site: lattice.name.clone() });
    }
    if let Some(layer) = layer.filter(|layer| *layer >= deep) {
        return Err(RenderError::NoLayer { layer, site: lattice.name.clone(), last: deep - 1 });
    }
    let one = |view: &View| if matches!(view, View::Slice(_)) { View::Slice(layer) } else { *view };
    Ok(wanted.iter().map(one).collect())
}

/// A part of a site in lattice cells.
fn part(crop: [Extent; 4], scenario: &Scenario, site: u32) -> Result<[u32; 4], RenderError> {
    let lattice = &scenario.sites[site as usize];
    let [left, top, width, height] = crop.map(|extent| extent.cells(lattice.spacing_um));
    let [wide, high, _] = lattice.cells;
    let fits = |from: u32, length: u32, whole: u32| {
        length > 0 && from.checked_add(length).is_some_and(|end| end <= whole)
    };
    if fits(left, width, wide) && fits(top, height, high) {
        return Ok([left, top, width, height]);
    }
    let mm = |cells: u32| f64::from(cells) * lattice.spacing_um / 1000.0;
    Err(RenderError::Crop {
        crop: [left, top, width, height],
        site: lattice.name.clone(),
        cells: [wide, high],
        mm: [mm(wide), mm(high)],
    })
}
