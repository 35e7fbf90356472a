//! An opened GPU with every kernel compiled, shared by all engines of a run.
//!
//! The layout of a kernel's bindings follows from its text (`build.rs` lists the buffers that it uses); the task is a uniform with a dynamic offset, so
//! that a whole host step is encoded with no write in between.

use std::num::NonZeroU64;
use std::sync::Mutex;

use wgpu::{BindingType, BufferBindingType, ShaderStages};

use crate::engine::device::{DeviceError, Gpu, Loops};
use crate::rules::{self, KERNELS, Shader, Task};

/// An opened GPU with every kernel compiled.
#[derive(Debug)]
pub struct Kernels {
    /// The GPU.
    pub gpu: Gpu,
    compiled: Vec<Compiled>,
    /// How many dispatches a submission may hold, learned from their times.
    pub(super) pace: Mutex<super::submit::Pace>,
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
    KERNELS.iter().position(|kernel| kernel.name == name).expect("every stage has a kernel of its name")
}

impl Kernels {
    /// Compiles every kernel.
    ///
    /// # Errors
    /// What the driver refused.
    pub fn new(gpu: Gpu, loops: Loops) -> Result<Kernels, DeviceError> {
        let compiled = KERNELS.iter().map(|shader| compile(&gpu, shader, loops)).collect::<Result<_, _>>()?;
        let pace = Mutex::new(super::submit::Pace::new(gpu.facts.is_software()));
        Ok(Kernels { gpu, compiled, pace })
    }

    pub(super) fn get(&self, number: usize) -> &Compiled {
        &self.compiled[number]
    }

    /// Largest number of bytes in one buffer that a kernel binds.
    pub fn largest_buffer(&self) -> u64 {
        let limits = self.gpu.device.limits();
        // Kernels count words in 32 bits, with a sign where they step along an axis.
        limits.max_storage_buffer_binding_size.min(limits.max_buffer_size).min((1 << 33) - 4)
    }

    /// Bytes from one task to the next in the buffer of tasks.
    pub(super) fn task_stride(&self) -> u32 {
        (size_of::<Task>() as u32).next_multiple_of(self.gpu.device.limits().min_uniform_buffer_offset_alignment)
    }
}

fn compile(gpu: &Gpu, shader: &Shader, loops: Loops) -> Result<Compiled, DeviceError> {
    let buffer = |binding: u32, ty: BufferBindingType, has_dynamic_offset: bool, min_binding_size: Option<NonZeroU64>| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: ShaderStages::COMPUTE,
        ty: BindingType::Buffer { ty, has_dynamic_offset, min_binding_size },
        count: None,
    };
    let mut entries = vec![buffer(0, BufferBindingType::Uniform, true, NonZeroU64::new(size_of::<Task>() as u64))];
    entries.extend(shader.buffers.iter().map(|(_, binding, read_only)| buffer(*binding, BufferBindingType::Storage { read_only: *read_only }, false, None)));
    let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(shader.name), entries: &entries });
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
