//! What the kernels take on the device: for benchmarks.
//!
//! While the clock runs, every dispatch has a pass of its own between two timestamps, and every
//! submission is waited for, so a host step takes longer than without it. Where the adapter has no
//! timestamps, only whole submissions are timed, by the wall clock.

use std::time::Instant;

use wgpu::BufferUsages;

use super::kernels::Kernels;
use super::pack::Dispatch;
use super::timing::{Clock, Spent, Stamps, TIMED};
use crate::engine::device::DeviceError;

impl Kernels {
    /// Starts the clock anew; says whether the adapter has timestamps.
    ///
    /// # Errors
    /// A lack of memory, or a lost device.
    pub fn start_clock(&self) -> Result<bool, DeviceError> {
        let stamped = self.gpu.device.features().contains(wgpu::Features::TIMESTAMP_QUERY);
        let stamps = if stamped { Some(Stamps::new(self)?) } else { None };
        *self.clock.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some(Clock { stamps, spent: Spent::default() });
        Ok(stamped)
    }

    /// Stops the clock; `None` where it did not run.
    pub fn stop_clock(&self) -> Option<Spent> {
        self.clock
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take()
            .map(|clock| clock.spent)
    }
}

impl Clock {
    /// Dispatches that a timed submission may hold.
    pub(super) fn most(&self) -> usize {
        if self.stamps.is_some() { TIMED as usize } else { usize::MAX }
    }

    /// Submits commands with these dispatches behind them, waits, and notes the times.
    pub(super) fn submit(
        &mut self,
        kernels: &Kernels,
        mut commands: wgpu::CommandEncoder,
        work: &[&Dispatch],
    ) -> Result<(), DeviceError> {
        for dispatch in work {
            let name = kernels.get(dispatch.kernel).shader.name;
            *self.spent.dispatches.entry(name).or_default() += 1;
        }
        let Some(stamps) = &self.stamps else {
            let started = Instant::now();
            kernels.encode(&mut commands, work);
            kernels.gpu.finish(commands)?;
            self.spent.submissions.push(started.elapsed().as_secs_f64());
            return Ok(());
        };
        for (place, dispatch) in (0..).zip(work) {
            let writes = wgpu::ComputePassTimestampWrites {
                query_set: &stamps.queries,
                beginning_of_pass_write_index: Some(2 * place),
                end_of_pass_write_index: Some(2 * place + 1),
            };
            let mut pass = commands.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: None,
                timestamp_writes: Some(writes),
            });
            kernels.encode_into(&mut pass, &[dispatch]);
        }
        let count = 2 * work.len() as u32;
        commands.resolve_query_set(&stamps.queries, 0..count, &stamps.resolved, 0);
        commands.copy_buffer_to_buffer(&stamps.resolved, 0, &stamps.staging, 0, None);
        kernels.gpu.queue.submit([commands.finish()]);
        let words = kernels.gpu.mapped(&stamps.staging)?;
        let ticks: Vec<u64> = words
            .chunks_exact(2)
            .take(count as usize)
            .map(|pair| u64::from(pair[0]) | u64::from(pair[1]) << 32)
            .collect();
        let seconds = |from: u64, to: u64| to.saturating_sub(from) as f64 * stamps.tick_s;
        for (dispatch, pair) in work.iter().zip(ticks.chunks_exact(2)) {
            *self.spent.kernels.entry(kernels.get(dispatch.kernel).shader.name).or_default() +=
                seconds(pair[0], pair[1]);
        }
        if let (Some(first), Some(last)) = (ticks.first(), ticks.last()) {
            self.spent.submissions.push(seconds(*first, *last));
        }
        Ok(())
    }
}

impl Stamps {
    fn new(kernels: &Kernels) -> Result<Stamps, DeviceError> {
        let gpu = &kernels.gpu;
        let bytes = u64::from(2 * TIMED) * u64::from(wgpu::QUERY_SIZE);
        let descriptor = wgpu::QuerySetDescriptor {
            label: Some("kernel times"),
            ty: wgpu::QueryType::Timestamp,
            count: 2 * TIMED,
        };
        Ok(Stamps {
            queries: gpu.device.create_query_set(&descriptor),
            resolved: gpu.buffer(
                "kernel times",
                bytes,
                BufferUsages::QUERY_RESOLVE | BufferUsages::COPY_SRC,
            )?,
            staging: gpu.buffer(
                "read-back of kernel times",
                bytes,
                BufferUsages::MAP_READ | BufferUsages::COPY_DST,
            )?,
            tick_s: f64::from(gpu.queue.get_timestamp_period()) * 1e-9,
        })
    }
}
