//! A time point of a site as layers for other programs: codes of a byte, and concentrations in pM.

use super::super::file::FramesReader;
use super::super::header::{FrameKey, FramesHeader, FramesSite, LogScale};
use crate::kinds::Code;
use crate::record::RecordError;

/// The values of a layer, one a lattice cell, x fastest.
pub(super) enum LayerValues {
    /// What the header names, or a level.
    Codes(Vec<u8>),
    /// A concentration, pM: the middle of its code.
    Concentrations(Vec<f32>),
}

/// A layer and its name.
pub(super) struct ExportedLayer {
    pub(super) name: &'static str,
    pub(super) values: LayerValues,
}

impl ExportedLayer {
    /// What its codes mean, where they are kinds of cells.
    pub(super) fn kinds<'a>(&self, header: &'a FramesHeader) -> Option<&'a [String]> {
        ["kind", "tissue", "effector"].contains(&self.name).then_some(&header.kind_names)
    }
}

/// A time point of a site with all that is recorded of it; a file of an older form has fewer
/// layers.
pub(super) struct ExportedFrame<'a> {
    pub(super) header: &'a FramesHeader,
    pub(super) site: &'a FramesSite,
    pub(super) key: FrameKey,
    pub(super) layers: Vec<ExportedLayer>,
}

impl<'a> ExportedFrame<'a> {
    pub(super) fn read(
        reader: &mut FramesReader,
        header: &'a FramesHeader,
        key: FrameKey,
    ) -> Result<ExportedFrame<'a>, RecordError> {
        let layers = match reader.snapshot(key.replicate, key.site, key.step)? {
            Some(of) => vec![
                kinds("tissue", &of.tissue),
                kinds("effector", &of.effector),
                codes("line", of.line),
                codes("mhc", of.mhc),
                codes("origin", of.origin),
                codes("engaged", of.engaged),
                field("il2_pm", &header.log_scale, of.il2),
                field("ifng_pm", &header.log_scale, of.ifng),
            ],
            None => {
                let of = reader.read(key.replicate, key.site, key.step)?;
                let wide = |codes: Vec<u8>| codes.into_iter().map(u16::from).collect();
                vec![
                    kinds("kind", &of.kind),
                    codes("mhc", of.mhc),
                    field("il2_pm", &header.log_scale, wide(of.il2)),
                    field("ifng_pm", &header.log_scale, wide(of.ifng)),
                ]
            }
        };
        Ok(ExportedFrame { header, site: &header.sites[key.site as usize], key, layers })
    }

    /// Time, h.
    pub(super) fn time_h(&self) -> f64 {
        self.header.time_h(self.key.step)
    }
}

fn kinds(name: &'static str, of: &[Code]) -> ExportedLayer {
    codes(name, bytemuck::cast_slice(of).to_vec())
}

fn codes(name: &'static str, of: Vec<u8>) -> ExportedLayer {
    ExportedLayer { name, values: LayerValues::Codes(of) }
}

fn field(name: &'static str, scale: &LogScale, of: Vec<u16>) -> ExportedLayer {
    let pm = |code: u16| scale.concentration_pm(code) as f32;
    ExportedLayer { name, values: LayerValues::Concentrations(of.into_iter().map(pm).collect()) }
}
