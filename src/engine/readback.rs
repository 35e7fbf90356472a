//! Words on their way back from a GPU.
//!
//! In: a buffer and a range of its words. Out: a [`Coming`]: the words are copied into a staging
//! buffer, behind the work that was submitted before, and mapped while later work is recorded and
//! runs; [`Gpu::take`] gives them, and waits only for what is not there yet. Staging buffers go
//! round in a ring.

use std::sync::mpsc;

use wgpu::BufferUsages;

use super::device::{DeviceError, Gpu};

/// Staging buffers that are kept for the next read-back.
pub const RING: usize = 16;

/// Words on their way back.
#[derive(Debug)]
pub struct Coming {
    staging: wgpu::Buffer,
    mapped: mpsc::Receiver<Result<(), wgpu::BufferAsyncError>>,
    submission: wgpu::SubmissionIndex,
}

impl Gpu {
    /// Submits commands and, behind them, copies of parts of buffers (the buffer, its first word,
    /// how many), which come one behind the other; does not wait.
    ///
    /// # Errors
    /// Those of [`Gpu::buffer`], and the loss of the device.
    pub fn copy_back(
        &self,
        mut commands: wgpu::CommandEncoder,
        parts: &[(&wgpu::Buffer, u64, u64)],
    ) -> Result<Coming, DeviceError> {
        let staging = self.staging(4 * parts.iter().map(|(_, _, count)| count).sum::<u64>())?;
        let mut to = 0;
        for (buffer, from, count) in parts {
            commands.copy_buffer_to_buffer(buffer, 4 * from, &staging, to, Some(4 * count));
            to += 4 * count;
        }
        let submission = self.queue.submit([commands.finish()]);
        let mapped = map(&staging);
        self.health()?;
        Ok(Coming { staging, mapped, submission })
    }

    /// The words; waits where they are not there yet.
    ///
    /// # Errors
    /// Those of [`Gpu::wait`].
    pub fn take(&self, coming: Coming) -> Result<Vec<u32>, DeviceError> {
        let Coming { staging, mapped, submission } = coming;
        let result = match mapped.try_recv() {
            Ok(result) => result,
            Err(_) => {
                self.wait(Some(submission))?;
                mapped.recv().map_err(|error| refused(&error))?
            }
        };
        let words = words(&staging, result)?;
        let mut ring = self.ring.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        ring.retain(|other| other.size() == staging.size());
        if ring.len() < RING {
            ring.push(staging);
        }
        Ok(words)
    }

    /// Words `from .. from + count` of a buffer, read back and waited for.
    ///
    /// # Errors
    /// Those of [`Gpu::buffer`] and [`Gpu::wait`].
    pub fn read(
        &self,
        buffer: &wgpu::Buffer,
        from: u64,
        count: u64,
    ) -> Result<Vec<u32>, DeviceError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let staging =
            self.buffer("read-back", 4 * count, BufferUsages::MAP_READ | BufferUsages::COPY_DST)?;
        let mut commands = self
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("read-back") });
        commands.copy_buffer_to_buffer(buffer, 4 * from, &staging, 0, Some(4 * count));
        self.queue.submit([commands.finish()]);
        self.mapped(&staging)
    }

    /// The words of a buffer made for reading (`MAP_READ`), once the work submitted before is done.
    ///
    /// # Errors
    /// Those of [`Gpu::wait`].
    pub fn mapped(&self, staging: &wgpu::Buffer) -> Result<Vec<u32>, DeviceError> {
        let mapped = map(staging);
        self.wait(None)?;
        words(staging, mapped.recv().map_err(|error| refused(&error))?)
    }

    /// A staging buffer of the ring, or a new one.
    fn staging(&self, bytes: u64) -> Result<wgpu::Buffer, DeviceError> {
        let mut ring = self.ring.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match ring.iter().position(|buffer| buffer.size() == bytes) {
            Some(place) => Ok(ring.swap_remove(place)),
            None => {
                self.buffer("read-back", bytes, BufferUsages::MAP_READ | BufferUsages::COPY_DST)
            }
        }
    }
}

/// Asks for a staging buffer's words; they come when the work submitted before is done.
fn map(staging: &wgpu::Buffer) -> mpsc::Receiver<Result<(), wgpu::BufferAsyncError>> {
    let (sender, receiver) = mpsc::channel();
    staging.map_async(wgpu::MapMode::Read, .., move |result| {
        // Nobody listens any more only where the words are not wanted, or the wait for them has
        // failed already.
        let _ = sender.send(result);
    });
    receiver
}

/// The words of a mapped staging buffer, which is free again afterwards.
fn words(
    staging: &wgpu::Buffer,
    mapped: Result<(), wgpu::BufferAsyncError>,
) -> Result<Vec<u32>, DeviceError> {
    mapped.map_err(|error| refused(&error))?;
    let view = staging.get_mapped_range(..).map_err(|error| refused(&error))?;
    let words = view
        .chunks_exact(4)
        .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        .collect();
    drop(view);
    staging.unmap();
    Ok(words)
}

fn refused(error: &dyn std::fmt::Display) -> DeviceError {
    DeviceError::Refused { what: "to read back".into(), reason: error.to_string() }
}
