//! How a rendering looks: which part of the site, how large.

use crate::census::Frame;
use crate::picture::{self, Image, Look, Scene, Size};
use crate::scenario::Scenario;

use super::super::RunError;
use super::super::scene::scene;
use super::{Format, RenderRequest};

/// Longest side of a picture, pixels.
const LONGEST_SIDE: usize = 16_384;

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
    fn cells(self, spacing_um: f64) -> u32 {
        match self {
            Extent::Cells(cells) => cells,
            Extent::Micrometres(um) => (um / spacing_um).round() as u32,
        }
    }
}

/// Paints one frame as it is wanted.
pub struct Painter {
    look: Look,
    /// Left, top, width, height in lattice cells.
    crop: Option<[u32; 4]>,
    /// Width and height, pixels.
    pub size: (usize, usize),
}

impl Painter {
    /// Checks that the part lies in the site and that the picture is not too large.
    pub fn new(request: &RenderRequest, scenario: &Scenario, site: u32) -> Result<Painter, RunError> {
        let stills = request.format == Format::Png;
        let pixels = if stills { picture::FRAME_PIXELS } else { picture::MOVIE_PIXELS };
        let size = request.scale.map_or(Size::Fit(pixels), |edge| Size::Edge(usize::from(edge)));
        let crop = request.crop.map(|crop| part(crop, scenario, site)).transpose()?;
        let mut painter = Painter { look: Look { layers: request.layers.clone(), size }, crop, size: (0, 0) };
        let lattice = &scenario.sites[site as usize];
        let nothing = vec![0; lattice.cells.iter().map(|n| *n as usize).product()];
        let empty = Frame { replicate: 0, site, step: 0, kind: nothing.clone(), mhc: nothing.clone(), il2: nothing.clone(), ifng: nothing };
        let (_, scene) = painter.shown(&empty, scenario);
        painter.size = picture::painted_size(&scene, &painter.look);
        if painter.size.0.max(painter.size.1) > LONGEST_SIDE {
            let (width, height) = painter.size;
            return Err(RunError::Asked(format!(
                "the picture would be {width} x {height} pixels, and the longest side may be {LONGEST_SIDE}: take a smaller --scale, fewer --layers or a smaller --crop"
            )));
        }
        Ok(painter)
    }

    /// The part of a frame that is shown, and what stands around it.
    fn shown(&self, frame: &Frame, scenario: &Scenario) -> (Frame, Scene) {
        let mut scene = scene(scenario, frame);
        let Some([left, top, width, height]) = self.crop else { return (frame.clone(), scene) };
        let [wide, high, deep] = scene.cells.map(|n| n as usize);
        let cut = |layer: &[u8]| {
            let rows = (0..deep).flat_map(|z| (top as usize..(top + height) as usize).map(move |y| (z * high + y) * wide + left as usize));
            rows.flat_map(|start| &layer[start..start + width as usize]).copied().collect::<Vec<u8>>()
        };
        let part = Frame { kind: cut(&frame.kind), mhc: cut(&frame.mhc), il2: cut(&frame.il2), ifng: cut(&frame.ifng), ..frame.clone() };
        let mm = |cells: u32| (f64::from(cells) * scene.spacing_um / 10.0).round() / 100.0;
        scene.site = format!("{} (from {}, {} mm)", scene.site, mm(left), mm(top));
        scene.cells = [width, height, scene.cells[2]];
        scene.legend = Scene::legend_of(&part, scene.legend.iter().map(|(kind, _)| *kind));
        (part, scene)
    }

    /// Paints a frame.
    pub fn paint(&self, frame: &Frame, scenario: &Scenario) -> Image {
        let (frame, scene) = self.shown(frame, scenario);
        picture::paint_as(&frame, &scene, &self.look)
    }
}

/// A part of a site in lattice cells.
fn part(crop: [Extent; 4], scenario: &Scenario, site: u32) -> Result<[u32; 4], RunError> {
    let lattice = &scenario.sites[site as usize];
    let [left, top, width, height] = crop.map(|extent| extent.cells(lattice.spacing_um));
    let [wide, high, _] = lattice.cells;
    let fits = |from: u32, length: u32, whole: u32| length > 0 && from.checked_add(length).is_some_and(|end| end <= whole);
    if fits(left, width, wide) && fits(top, height, high) {
        return Ok([left, top, width, height]);
    }
    let mm = |cells: u32| f64::from(cells) * lattice.spacing_um / 1000.0;
    Err(RunError::Asked(format!(
        "--crop {left},{top},{width},{height} (in lattice cells) does not lie in site `{}`, which has {wide} x {high} cells ({} x {} mm)",
        lattice.name,
        mm(wide),
        mm(high)
    )))
}
