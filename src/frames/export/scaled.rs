//! A frame with what its numbers mean.

use super::super::header::{FramesHeader, FramesSite};
use crate::census::Frame;

/// A frame with what its numbers mean.
pub(super) struct ScaledFrame<'a> {
    pub(super) header: &'a FramesHeader,
    pub(super) site: &'a FramesSite,
    pub(super) frame: &'a Frame,
}

impl ScaledFrame<'_> {
    /// Time, h.
    pub(super) fn time_h(&self) -> f64 {
        self.header.time_h(self.frame.step)
    }

    /// The layers with their names.
    pub(super) fn layers(&self) -> [(&'static str, &[u8]); 4] {
        [
            ("kind", bytemuck::cast_slice(&self.frame.kind)),
            ("mhc", &self.frame.mhc),
            ("il2", &self.frame.il2),
            ("ifng", &self.frame.ifng),
        ]
    }
}
