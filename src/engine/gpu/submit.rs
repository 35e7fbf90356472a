//! Submissions: dispatches are cut into command buffers short enough that no watchdog stops them
//! and no display freezes.

use std::time::Instant;

use super::pack::Dispatch;
use crate::engine::device::DeviceError;

use super::kernels::Kernels;

/// How many dispatches a submission may hold. It starts small and doubles while each is waited for;
/// after the first host step it follows the mean time. Nothing that is computed depends on it.
#[derive(Debug)]
pub(super) struct Pace {
    /// Time that a submission should take, s.
    target_s: f64,
    limit: usize,
    settled: bool,
}

/// Dispatches of the very first submission.
const FIRST: usize = 8;

impl Pace {
    /// On hardware half of the 100 ms that a submission may last; a software driver has no
    /// watchdog.
    pub(super) fn new(software: bool) -> Pace {
        Pace { target_s: if software { 1.0 } else { 0.05 }, limit: FIRST, settled: false }
    }

    /// A submission of `count` dispatches took so long.
    fn learn(&mut self, count: usize, seconds: f64) {
        if count > 0 {
            let each = (seconds / count as f64).max(1e-9);
            let fitting = (self.target_s / each).clamp(1.0, 1e6) as usize;
            // Never more than twice as many at once: the next ones may be slower.
            self.limit = fitting.min(self.limit.saturating_mul(2));
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn submissions_grow_by_two_at_most_and_shrink_at_once() {
        let mut pace = Pace::new(false);
        for expected in [16, 32, 64] {
            pace.learn(pace.limit, 1e-6);
            assert_eq!(pace.limit, expected);
        }
        pace.learn(64, 64.0 * 0.02);
        assert_eq!(pace.limit, 2, "20 ms a dispatch");
        pace.learn(2, 10.0);
        assert_eq!(pace.limit, 1, "a dispatch cannot be cut");
        pace.learn(0, 1.0);
        assert_eq!(pace.limit, 1);
    }
}
