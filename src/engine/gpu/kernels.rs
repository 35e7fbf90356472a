//! An opened GPU with every kernel compiled, shared by all engines of a run.
//!
//! The layout of a kernel's bindings follows from its text (`build.rs` lists the buffers that it
//! uses); the task is a uniform with a dynamic offset, so that a whole host step is encoded with no
//! write in between.

use std::num::NonZeroU64;
use std::sync::Mutex;

use wgpu::{BindingType, BufferBindingType, ShaderStages};

use super::frames::{FrameCounts, FramesTaken};
use super::tiles;
use crate::engine::device::{DeviceError, Gpu, Loops};
use crate::engine::readback::Coming;
use crate::rules::{self, KERNELS, Shader, Task};

/// An opened GPU with every kernel compiled.
#[derive(Debug)]
pub struct Kernels {
    /// The GPU.
    pub gpu: Gpu,
    compiled: Vec<Compiled>,
    largest_buffer: u64,
    widest_grid: u32,
    /// Workgroups of tiles that the adapter runs side by side.
    pub(super) side_by_side: u32,
    /// How many dispatches a submission may hold, learned from their times.
    pub(super) pace: Mutex<super::pace::DispatchPace>,
    /// While it runs, what kernels take.
    pub(super) clock: Mutex<Option<super::timing::Clock>>,
    pub(super) frames: FrameCounts,
}

/// One kernel.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) shader: Shader,
    pub(super) layout: wgpu::BindGroupLayout,
    pub(super) pipeline: wgpu::ComputePipeline,
}

/// Place of a kernel in [`KERNELS`].
pub(super) fn number(name: &str) -> usize {
    KERNELS
        .iter()
        .position(|kernel| kernel.name == name)
        .expect("every stage has a kernel of its name")
}

impl Kernels {
    /// Compiles every kernel.
    ///
    /// # Errors
    /// What the driver refused.
    pub fn new(gpu: Gpu, loops: Loops) -> Result<Kernels, DeviceError> {
        let compiled =
            KERNELS.iter().map(|shader| compile(&gpu, shader, loops)).collect::<Result<_, _>>()?;
        let software = gpu.facts.is_software();
        let pace = Mutex::new(super::pace::DispatchPace::new(software));
        let side_by_side = if software { tiles::SOFTWARE } else { tiles::HARDWARE };
        let limits = gpu.device.limits();
        // Kernels count words in 32 bits, with a sign where they step along an axis.
        let largest_buffer =
            limits.max_storage_buffer_binding_size.min(limits.max_buffer_size).min((1 << 33) - 4);
        let widest_grid = limits.max_compute_workgroups_per_dimension;
        Ok(Kernels {
            gpu,
            compiled,
            largest_buffer,
            widest_grid,
            side_by_side,
            pace,
            clock: Mutex::default(),
            frames: FrameCounts::default(),
        })
    }

    /// The same on an adapter that allows no larger buffer and no wider grid: an ensemble is then
    /// cut into more packs, a dispatch into more rows.
    #[must_use]
    pub fn with_limits(self, largest_buffer: u64, widest_grid: u32) -> Kernels {
        Kernels {
            largest_buffer: self.largest_buffer.min(largest_buffer),
            widest_grid: self.widest_grid.min(widest_grid),
            ..self
        }
    }

    /// The same on an adapter that runs so many workgroups side by side: fields are then cut into
    /// other tiles.
    #[must_use]
    pub fn with_side_by_side(self, side_by_side: u32) -> Kernels {
        Kernels { side_by_side: side_by_side.max(1), ..self }
    }

    /// The picture codes of a frame; waits for them where they are not there yet.
    ///
    /// # Errors
    /// A lost device.
    pub(in crate::engine) fn take_frame(&self, coming: Coming) -> Result<Vec<u32>, DeviceError> {
        self.frames.take();
        self.gpu.take(coming)
    }

    /// Frames taken since the device was opened.
    pub fn frames_taken(&self) -> FramesTaken {
        self.frames.taken()
    }

    pub(super) fn get(&self, number: usize) -> &Compiled {
        &self.compiled[number]
    }

    /// Largest number of bytes in one buffer that a kernel binds.
    pub fn largest_buffer(&self) -> u64 {
        self.largest_buffer
    }

    /// Workgroups of a dispatch along x and y.
    pub(super) fn grid(&self, groups: u64) -> [u32; 2] {
        let across = groups.clamp(1, u64::from(self.widest_grid));
        [across as u32, groups.div_ceil(across) as u32]
    }

    /// Bytes from one task to the next in the buffer of tasks.
    pub(super) fn task_stride(&self) -> u32 {
        (size_of::<Task>() as u32)
            .next_multiple_of(self.gpu.device.limits().min_uniform_buffer_offset_alignment)
    }
}

fn compile(gpu: &Gpu, shader: &Shader, loops: Loops) -> Result<Compiled, DeviceError> {
    let buffer =
        |binding: u32,
         ty: BufferBindingType,
         has_dynamic_offset: bool,
         min_binding_size: Option<NonZeroU64>| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: ShaderStages::COMPUTE,
            ty: BindingType::Buffer { ty, has_dynamic_offset, min_binding_size },
            count: None,
        };
    let mut entries = vec![buffer(
        0,
        BufferBindingType::Uniform,
        true,
        NonZeroU64::new(size_of::<Task>() as u64),
    )];
    entries.extend(shader.buffers.iter().map(|(_, binding, read_only)| {
        buffer(*binding, BufferBindingType::Storage { read_only: *read_only }, false, None)
    }));
    let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(shader.name),
        entries: &entries,
    });
    let pipeline_layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(shader.name),
        bind_group_layouts: &[Some(&layout)],
        immediate_size: 0,
    });
    let module = gpu.module(shader.name, shader.text, loops)?;
    let pipeline = gpu.pipeline(&module, shader.name, Some(&pipeline_layout))?;
    Ok(Compiled { shader: *shader, layout, pipeline })
}

/// Sites that a workgroup covers.
pub(super) const GROUP: u32 = rules::GROUP;

#[cfg(test)]
mod tests {
    use naga::TypeInner;

    use super::*;
    use crate::world::Params;

    #[test]
    fn parameters_have_one_layout_in_kernels_and_in_rust() {
        let module = naga::front::wgsl::parse_str(KERNELS[0].text).unwrap();
        let size = |wanted: &str| {
            module.types.iter().find_map(|(_, ty)| match &ty.inner {
                TypeInner::Struct { members, span } if ty.name.as_deref() == Some(wanted) => Some(
                    (*span as usize, members.iter().map(|m| m.offset as usize).collect::<Vec<_>>()),
                ),
                _ => None,
            })
        };
        let (span, offsets) = size("Params").unwrap();
        assert_eq!(span, size_of::<Params>());
        let own = [
            std::mem::offset_of!(Params, laws),
            std::mem::offset_of!(Params, turns),
            std::mem::offset_of!(Params, shares),
            std::mem::offset_of!(Params, lines),
            std::mem::offset_of!(Params, kinds),
        ];
        let told = [
            std::mem::offset_of!(Params, grafts),
            std::mem::offset_of!(Params, place),
            std::mem::offset_of!(Params, signal),
            std::mem::offset_of!(Params, inocula),
            std::mem::offset_of!(Params, arrivals),
            std::mem::offset_of!(Params, programmed),
            std::mem::offset_of!(Params, hazards),
            std::mem::offset_of!(Params, rejections),
        ];
        assert_eq!(offsets, [&own[..], &told[..]].concat());
    }

    #[test]
    fn every_stage_has_a_kernel_and_every_kernel_binds_what_every_adapter_grants() {
        for shader in KERNELS {
            assert!(
                shader.buffers.len() <= crate::engine::device::STORAGE_BUFFERS as usize,
                "{}",
                shader.name
            );
            // A digest is of the state alone.
            assert!(
                shader.name == "digest"
                    || shader.buffers.iter().any(|(name, _, only)| *name == "params" && *only),
                "{}",
                shader.name
            );
            assert_eq!(KERNELS[number(shader.name)].name, shader.name);
        }
    }
}
