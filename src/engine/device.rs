//! An opened GPU: modules, pipelines and buffers; [`readback`](super::readback) gets words back
//! from it.
//!
//! In: an [`AdapterChoice`]. Out: a [`Gpu`] whose limits are the adapter's. Nothing here
//! panics on what a driver does: a lost device, a lack of memory and a refused shader are
//! [`DeviceError`]s, each with advice and with what would mend it.

mod error;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
};

use wgpu::{BufferUsages, Limits, ShaderRuntimeChecks};

use super::adapter::{self, AdapterChoice, AdapterFacts};

pub use error::DeviceError;

/// Storage buffers that a kernel may bind: what every adapter grants.
pub const STORAGE_BUFFERS: u32 = 8;
/// Invocations that a workgroup may have: what every adapter grants.
pub const WORKGROUP: u32 = 256;

/// Whether the library bounds every loop of a shader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loops {
    /// As written: every loop of the rules and kernels runs to a constant bound.
    AsWritten,
    /// With a counter in each loop, 3 to 9 times slower: for the test that both give the same
    /// bytes.
    Bounded,
}

/// An opened device.
#[derive(Debug)]
pub struct Gpu {
    /// The device.
    pub device: wgpu::Device,
    /// Its only queue.
    pub queue: wgpu::Queue,
    /// What it is.
    pub facts: AdapterFacts,
    /// What happened outside any call of ours: the reason of a loss, or an error nobody waited
    /// for.
    trouble: Arc<Mutex<Option<DeviceError>>>,
    /// Staging buffers that are free.
    pub(super) ring: Mutex<Vec<wgpu::Buffer>>,
}

impl Gpu {
    /// Opens the adapter that a choice means; `software` says whether `auto` may take a software
    /// driver.
    ///
    /// # Errors
    /// Those of [`adapter::choose`], [`DeviceError::TooSmall`] and [`DeviceError::Open`].
    pub fn open(choice: &AdapterChoice, software: bool) -> Result<Gpu, DeviceError> {
        let mut found = adapter::found();
        let facts: Vec<AdapterFacts> = found.iter().map(|(facts, _)| facts.clone()).collect();
        let (facts, adapter) = found.swap_remove(adapter::choose(&facts, choice, software)?);
        let limits = limits(&facts)?;
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("il2sim"),
            required_limits: limits,
            required_features: adapter.features() & wgpu::Features::TIMESTAMP_QUERY,
            memory_hints: wgpu::MemoryHints::Performance,
            ..Default::default()
        };
        let opened = pollster::block_on(adapter.request_device(&descriptor));
        let (device, queue) = opened.map_err(|error| DeviceError::Open {
            adapter: facts.to_string(),
            reason: error.to_string(),
        })?;
        let trouble = Arc::new(Mutex::new(None));
        let lost = Arc::clone(&trouble);
        device.set_device_lost_callback(move |reason, message| {
            note(&lost, DeviceError::Lost { reason: format!("{reason:?}: {}", one_line(&message)) })
        });
        let uncaptured = Arc::clone(&trouble);
        device.on_uncaptured_error(Arc::new(move |error| {
            note(&uncaptured, refused("a command", 0, error))
        }));
        Ok(Gpu { device, queue, facts, trouble, ring: Mutex::default() })
    }

    /// What went wrong since the last call, if anything: a loss stays.
    ///
    /// # Errors
    /// The first trouble that the driver reported outside any call, or the loss of the device,
    /// which explains every other trouble.
    pub fn health(&self) -> Result<(), DeviceError> {
        match self.take_trouble() {
            None => Ok(()),
            Some(error) => Err(self.explained(error)),
        }
    }

    fn take_trouble(&self) -> Option<DeviceError> {
        let mut trouble = self.trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match &*trouble {
            Some(DeviceError::Lost { reason }) => {
                Some(DeviceError::Lost { reason: reason.clone() })
            }
            _ => trouble.take(),
        }
    }

    /// The loss of the device in place of an error that only follows from it. The library tells of
    /// a loss when it is polled.
    fn explained(&self, error: DeviceError) -> DeviceError {
        // A poll that panics does so because the device is lost; the callback has been called by
        // then.
        let _ = catch_unwind(AssertUnwindSafe(|| self.device.poll(wgpu::PollType::Poll)));
        match self.take_trouble() {
            Some(lost @ DeviceError::Lost { .. }) => lost,
            _ => error,
        }
    }

    /// A module from a kernel's whole text.
    ///
    /// # Errors
    /// [`DeviceError::Refused`] with the library's message where the text is not valid.
    pub fn module(
        &self,
        name: &str,
        text: &str,
        loops: Loops,
    ) -> Result<wgpu::ShaderModule, DeviceError> {
        let checks = ShaderRuntimeChecks {
            force_loop_bounding: loops == Loops::Bounded,
            ..ShaderRuntimeChecks::checked()
        };
        let descriptor = wgpu::ShaderModuleDescriptor {
            label: Some(name),
            source: wgpu::ShaderSource::Wgsl(text.into()),
        };
        // SAFETY: every check is on but the bounding of loops, and without it only an endless loop
        // would be undefined: each loop of the rules and kernels runs to a constant bound
        // or over a buffer's length, and the texts are this program's own, never a user's.
        self.scoped(name, 0, || unsafe {
            self.device.create_shader_module_trusted(descriptor, checks)
        })
    }

    /// A compute pipeline of a module's entry point; its layout is derived from what the entry
    /// point uses unless one is given.
    ///
    /// # Errors
    /// [`DeviceError::Refused`], or [`DeviceError::Lost`] where the driver's compiler fails.
    pub fn pipeline(
        &self,
        module: &wgpu::ShaderModule,
        entry: &str,
        layout: Option<&wgpu::PipelineLayout>,
    ) -> Result<wgpu::ComputePipeline, DeviceError> {
        let descriptor = wgpu::ComputePipelineDescriptor {
            label: Some(entry),
            layout,
            module,
            entry_point: Some(entry),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        };
        self.scoped(entry, 0, || self.device.create_compute_pipeline(&descriptor))
    }

    /// A buffer of so many bytes, zeroed.
    ///
    /// # Errors
    /// [`DeviceError::TooLarge`] above the adapter's limit, [`DeviceError::OutOfMemory`] where it
    /// does not fit now.
    pub fn buffer(
        &self,
        name: &str,
        bytes: u64,
        usage: BufferUsages,
    ) -> Result<wgpu::Buffer, DeviceError> {
        let limits = self.device.limits();
        let binding = if usage.contains(BufferUsages::STORAGE) {
            limits.max_storage_buffer_binding_size
        } else {
            u64::MAX
        };
        let largest = limits.max_buffer_size.min(binding);
        if bytes > largest {
            return Err(DeviceError::TooLarge {
                adapter: self.facts.to_string(),
                what: name.to_owned(),
                bytes,
                largest,
            });
        }
        let descriptor = wgpu::BufferDescriptor {
            label: Some(name),
            size: bytes.next_multiple_of(4).max(4),
            usage,
            mapped_at_creation: false,
        };
        self.scoped(name, bytes, || self.device.create_buffer(&descriptor))
    }

    /// A storage buffer that holds these words.
    ///
    /// # Errors
    /// Those of [`Gpu::buffer`].
    pub fn buffer_of(&self, name: &str, words: &[u32]) -> Result<wgpu::Buffer, DeviceError> {
        let usage = BufferUsages::STORAGE | BufferUsages::COPY_DST | BufferUsages::COPY_SRC;
        let buffer = self.buffer(name, size_of_val(words) as u64, usage)?;
        self.queue.write_buffer(&buffer, 0, bytemuck::cast_slice(words));
        Ok(buffer)
    }

    /// Submits commands and waits until they are done.
    ///
    /// # Errors
    /// [`DeviceError::Lost`] and whatever else the driver reported.
    pub fn finish(&self, commands: wgpu::CommandEncoder) -> Result<(), DeviceError> {
        self.queue.submit([commands.finish()]);
        self.wait(None)
    }

    /// Waits for a submission, or for all of them.
    ///
    /// # Errors
    /// [`DeviceError::Lost`] and whatever else the driver reported.
    pub fn wait(&self, submission: Option<wgpu::SubmissionIndex>) -> Result<(), DeviceError> {
        let poll = wgpu::PollType::Wait { submission_index: submission, timeout: None };
        // The library panics where the driver reports a loss while it waits.
        let polled = catch_unwind(AssertUnwindSafe(|| self.device.poll(poll)));
        self.health()?;
        match polled {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                Err(DeviceError::Refused { what: "to wait".into(), reason: error.to_string() })
            }
            Err(_) => Err(DeviceError::Lost { reason: "while waiting for it".into() }),
        }
    }

    /// Runs one kernel of workgroups of 64 over input words (binding 0) into output words (binding
    /// 1, filled with rubbish before).
    ///
    /// # Errors
    /// Those of [`Gpu::module`], [`Gpu::pipeline`], [`Gpu::buffer`] and [`Gpu::wait`].
    pub fn call(
        &self,
        kernel: &Kernel<'_>,
        input: &[u32],
        outputs: usize,
        invocations: u32,
    ) -> Result<Vec<u32>, DeviceError> {
        let module = self.module(kernel.entry, kernel.text, kernel.loops)?;
        let pipeline = self.pipeline(&module, kernel.entry, None)?;
        let input = self.buffer_of("input words", if input.is_empty() { &[0] } else { input })?;
        let output = self.buffer_of("output words", &vec![0xA5A5_5A5A; outputs])?;
        let bind_group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(kernel.entry),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: input.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: output.as_entire_binding() },
            ],
        });
        let mut commands = self
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some(kernel.entry) });
        {
            let mut pass = commands.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&pipeline);
            pass.set_bind_group(0, &bind_group, &[]);
            pass.dispatch_workgroups(invocations.div_ceil(64), 1, 1);
        }
        self.finish(commands)?;
        self.read(&output, 0, outputs as u64)
    }

    /// Does something and turns what the library reports of it into an error.
    fn scoped<T>(
        &self,
        what: &str,
        bytes: u64,
        make: impl FnOnce() -> T,
    ) -> Result<T, DeviceError> {
        let memory = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let internal = self.device.push_error_scope(wgpu::ErrorFilter::Internal);
        let validation = self.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let made = make();
        let said = [
            pollster::block_on(validation.pop()),
            pollster::block_on(internal.pop()),
            pollster::block_on(memory.pop()),
        ];
        if let Some(error) = said.into_iter().flatten().next() {
            return Err(self.explained(refused(what, bytes, error)));
        }
        self.health()?;
        Ok(made)
    }
}

/// One kernel to be run by [`Gpu::call`].
#[derive(Clone, Copy, Debug)]
pub struct Kernel<'a> {
    /// Its whole text.
    pub text: &'a str,
    /// Its entry point, of workgroups of 64.
    pub entry: &'a str,
    /// Whether its loops are bounded by the library.
    pub loops: Loops,
}

/// The limits to ask for: the adapter's where kernels and buffers are concerned, the least
/// elsewhere.
fn limits(facts: &AdapterFacts) -> Result<Limits, DeviceError> {
    let offered = &facts.limits;
    let needed = [
        ("storage buffers a kernel", offered.max_storage_buffers_per_shader_stage, STORAGE_BUFFERS),
        ("invocations a workgroup", offered.max_compute_invocations_per_workgroup, WORKGROUP),
        ("invocations along x", offered.max_compute_workgroup_size_x, WORKGROUP),
    ];
    for (what, offered, needed) in needed {
        if offered < needed {
            return Err(DeviceError::TooSmall {
                adapter: facts.to_string(),
                what,
                offered,
                needed,
            });
        }
    }
    Ok(Limits {
        max_storage_buffers_per_shader_stage: offered.max_storage_buffers_per_shader_stage,
        max_buffers_and_acceleration_structures_per_shader_stage: offered
            .max_buffers_and_acceleration_structures_per_shader_stage,
        max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size,
        max_uniform_buffer_binding_size: offered.max_uniform_buffer_binding_size,
        max_buffer_size: offered.max_buffer_size,
        max_compute_workgroups_per_dimension: offered.max_compute_workgroups_per_dimension,
        max_compute_workgroup_storage_size: offered.max_compute_workgroup_storage_size,
        max_compute_invocations_per_workgroup: offered.max_compute_invocations_per_workgroup,
        max_compute_workgroup_size_x: offered.max_compute_workgroup_size_x,
        max_compute_workgroup_size_y: offered.max_compute_workgroup_size_y,
        max_compute_workgroup_size_z: offered.max_compute_workgroup_size_z,
        min_storage_buffer_offset_alignment: offered.min_storage_buffer_offset_alignment,
        min_uniform_buffer_offset_alignment: offered.min_uniform_buffer_offset_alignment,
        ..Limits::downlevel_defaults()
    })
}

/// Keeps the first trouble; a loss overrides what went before, since nothing works after it.
fn note(trouble: &Mutex<Option<DeviceError>>, error: DeviceError) {
    let mut trouble = trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let lost = matches!(error, DeviceError::Lost { .. })
        && !matches!(*trouble, Some(DeviceError::Lost { .. }));
    if trouble.is_none() || lost {
        *trouble = Some(error);
    }
}

fn refused(what: &str, bytes: u64, error: wgpu::Error) -> DeviceError {
    match error {
        wgpu::Error::OutOfMemory { .. } => {
            DeviceError::OutOfMemory { what: what.to_owned(), bytes }
        }
        other => {
            DeviceError::Refused { what: what.to_owned(), reason: one_line(&other.to_string()) }
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
