//! A layer of a recorded time point as an array, without a copy where the run holds its bytes.

use std::sync::Arc;

use il2sim::census::Snapshot;
use il2sim::frames::LogScale;
use il2sim::kinds::Code;
use il2sim::memory::Moment;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Names of the layers.
pub(crate) const LAYERS: [&str; 8] =
    ["tissue", "effector", "line", "mhc", "origin", "engaged", "il2", "ifng"];

/// Where the bytes of a layer lie.
enum Bytes {
    /// In the run: the place of the layer in [`LAYERS`].
    OfRun(Arc<Snapshot>, usize),
    /// Here: concentrations, pM.
    Own(Vec<f32>),
}

/// A layer: what numpy reads with `numpy.asarray`.
#[pyclass(frozen, module = "il2sim._il2sim")]
pub(crate) struct LayerHandle {
    bytes: Bytes,
    shape: Vec<u32>,
}

/// The bytes of a layer of a byte a lattice cell.
fn of_bytes(snapshot: &Snapshot, layer: usize) -> &[u8] {
    match layer {
        0 => codes(&snapshot.tissue),
        1 => codes(&snapshot.effector),
        2 => &snapshot.line,
        3 => &snapshot.mhc,
        4 => &snapshot.origin,
        _ => &snapshot.engaged,
    }
}

/// Codes as bytes.
fn codes(codes: &[Code]) -> &[u8] {
    // SAFETY: a `Code` is transparent over its byte, so the slice has the same length, alignment
    // and lifetime.
    unsafe { std::slice::from_raw_parts(codes.as_ptr().cast(), codes.len()) }
}

impl LayerHandle {
    /// A layer by its place in [`LAYERS`].
    pub(crate) fn of(moment: &Moment, layer: usize, scale: LogScale) -> LayerHandle {
        let snapshot = &moment.snapshot;
        let concentrations =
            |codes: &[u16]| codes.iter().map(|code| scale.concentration_pm(*code) as f32).collect();
        let bytes = match layer {
            6 => Bytes::Own(concentrations(&snapshot.il2)),
            7 => Bytes::Own(concentrations(&snapshot.ifng)),
            _ => Bytes::OfRun(Arc::clone(snapshot), layer),
        };
        let mut shape = moment.cells.to_vec();
        shape.reverse();
        if moment.dimensions == 2 {
            shape.remove(0);
        }
        LayerHandle { bytes, shape }
    }
}

#[pymethods]
impl LayerHandle {
    /// Where numpy finds the values; it holds this object as long as it looks at them.
    #[getter(__array_interface__)]
    fn array_interface<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (address, kind) = match &self.bytes {
            Bytes::OfRun(snapshot, layer) => {
                (of_bytes(snapshot, *layer).as_ptr() as usize, "|u1".to_owned())
            }
            Bytes::Own(values) => {
                let order = if cfg!(target_endian = "little") { '<' } else { '>' };
                (values.as_ptr() as usize, format!("{order}f4"))
            }
        };
        let shape = pyo3::types::PyTuple::new(py, &self.shape)?;
        let interface = PyDict::new(py);
        interface.set_item("shape", shape)?;
        interface.set_item("typestr", kind)?;
        interface.set_item("data", (address, true))?;
        interface.set_item("version", 3)?;
        Ok(interface)
    }
}
