//! The views of a frame that can be asked for.

use crate::census::Frame;

use super::camera::Camera;
use super::pane::{Pane, projection, slice};
use super::volume::volume;

/// A view of a 3-D site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum View {
    /// One layer across z; the middle one without a number.
    Slice(Option<u32>),
    /// The projection through the whole depth.
    Projection,
    /// The lit volume.
    Volume(Camera),
}

impl View {
    /// Its word in names of files.
    pub fn word(&self) -> &'static str {
        match self {
            View::Slice(_) => "slice",
            View::Projection => "projection",
            View::Volume(_) => "volume",
        }
    }
}

/// The views of a frame: those wanted of a 3-D lattice, the whole of a 2-D one. `grain`: samples of
/// a volume across a cell.
pub fn panes(frame: &Frame, cells: [u32; 3], views: &[View], grain: usize) -> Vec<Pane> {
    let [w, h, d] = cells.map(|n| n as usize);
    if d == 1 {
        return vec![slice(frame, w, h, 0, String::new())];
    }
    let one = |view: &View| match view {
        View::Slice(None) => slice(frame, w, h, d / 2, "central slice".to_string()),
        View::Slice(Some(z)) => {
            slice(frame, w, h, (*z as usize).min(d - 1), format!("slice {z} of 0 to {}", d - 1))
        }
        View::Projection => projection(frame, [w, h, d]),
        View::Volume(camera) => volume(frame, [w, h, d], *camera, grain),
    };
    views.iter().map(one).collect()
}
