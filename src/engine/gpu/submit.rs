//! Submissions: dispatches are cut into command buffers short enough that no watchdog stops them
//! and no display freezes.

use std::time::Instant;

use super::pack::Dispatch;
use crate::engine::device::DeviceError;

use super::kernels::Kernels;
use super::pace::FIRST;

impl Kernels {
    /// Submits dispatches in order, behind the commands `before`; `after` encodes what follows the
    /// last. Waits only while the pace is not known, or a clock runs.
    pub(super) fn submit(
        &self,
        mut before: wgpu::CommandEncoder,
        work: &[&Dispatch],
        after: impl FnOnce(&mut wgpu::CommandEncoder),
    ) -> Result<(), DeviceError> {
        let mut pace = self.pace.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut clock = self.clock.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut rest = work;
        while let Some(clock) = clock.as_mut()
            && !rest.is_empty()
        {
            let (now, later) = rest.split_at(rest.len().min(pace.limit).min(clock.most()));
            clock.submit(self, std::mem::replace(&mut before, self.encoder()), now)?;
            rest = later;
        }
        while rest.len() > pace.limit {
            let (now, later) = rest.split_at(pace.limit);
            let started = Instant::now();
            let mut commands = std::mem::replace(&mut before, self.encoder());
            self.encode(&mut commands, now);
            self.gpu.queue.submit([commands.finish()]);
            if !pace.settled {
                self.gpu.wait(None)?;
                pace.learn(now.len(), started.elapsed().as_secs_f64());
            }
            rest = later;
        }
        let mut commands = before;
        self.encode(&mut commands, rest);
        after(&mut commands);
        self.gpu.queue.submit([commands.finish()]);
        self.gpu.health()
    }

    /// A whole host step of `count` dispatches took so long, waiting included. A host step under a
    /// clock tells nothing.
    pub(super) fn settle(&self, count: usize, seconds: f64) {
        let timed = self.clock.lock().unwrap_or_else(std::sync::PoisonError::into_inner).is_some();
        let mut pace = self.pace.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if count > FIRST && !timed {
            pace.settled = true;
            pace.learn(count, seconds);
        }
    }

    pub(super) fn encoder(&self) -> wgpu::CommandEncoder {
        self.gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("il2sim") })
    }

    pub(super) fn encode(&self, commands: &mut wgpu::CommandEncoder, work: &[&Dispatch]) {
        if !work.is_empty() {
            self.encode_into(
                &mut commands.begin_compute_pass(&wgpu::ComputePassDescriptor::default()),
                work,
            );
        }
    }

    pub(super) fn encode_into(&self, pass: &mut wgpu::ComputePass, work: &[&Dispatch]) {
        let mut last = usize::MAX;
        for dispatch in work {
            if dispatch.kernel != last {
                pass.set_pipeline(&self.get(dispatch.kernel).pipeline);
                last = dispatch.kernel;
            }
            pass.set_bind_group(0, &dispatch.bindings, &[dispatch.offset]);
            pass.dispatch_workgroups(dispatch.grid[0], dispatch.grid[1], 1);
        }
    }
}
