//! What each kernel takes in a tissue step, against a plain copy of all the bytes on the device:
//! the least that a pass over everything could cost.

use std::sync::Arc;
use std::time::Instant;

use il2sim::engine;
use il2sim::engine::device::DeviceError;
use il2sim::engine::gpu::Kernels;
use wgpu::BufferUsages;

use super::gpu::Ensemble;
use super::{Times, host_steps, signals};

/// Host steps under the clock.
const TIMED: u32 = 3;

/// Copies in one submission, so that its own cost does not tell.
const COPIES: u32 = 20;

/// The largest buffer that is copied; more bytes take as much longer.
const LARGEST: u64 = 1 << 30;

/// Prints a table for each ensemble.
pub fn tables(kernels: &Arc<Kernels>, ensembles: &[Ensemble]) {
    for ensemble in ensembles {
        println!("\n### Kernels of {}, against a copy\n", ensemble.name());
        if let Err(reason) = table(kernels, ensemble) {
            println!("not measured: {reason}");
        }
    }
}

fn table(kernels: &Arc<Kernels>, ensemble: &Ensemble) -> Result<(), String> {
    let bytes = ensemble.bytes();
    let copied = bytes.min(LARGEST).min(kernels.largest_buffer());
    let copy = copy(kernels, copied).map_err(|error| error.to_string())?;
    let bandwidth = 2.0 * copied as f64 / copy.median;
    let copy_s = 2.0 * bytes as f64 / bandwidth;

    let n = ensemble.count as usize;
    let mut engine =
        engine::gpu(ensemble.world()?, kernels, false).map_err(|error| error.to_string())?;
    // The pace of submissions settles in the first host steps.
    host_steps(engine.as_mut(), n, 3);
    let steps = f64::from(ensemble.shape().steps);
    let whole = host_steps(engine.as_mut(), n, 5).median / steps;
    if !kernels.start_clock().map_err(|error| error.to_string())? {
        println!("the adapter has no timestamps: only the whole step is timed");
    }
    let (signals, active) = (signals(n), vec![true; n]);
    for _ in 0..TIMED {
        engine.host_step(&signals, &active).map_err(|error| error.to_string())?;
    }
    let spent = kernels.stop_clock().unwrap_or_default();

    let all: f64 = spent.kernels.values().sum();
    let mut stages: Vec<_> = spent.kernels.into_iter().collect();
    stages.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let of_step = |dispatches: u64| dispatches as f64 / f64::from(TIMED) / steps;
    let dispatches = of_step(spent.dispatches.values().sum());
    println!(
        "| kernel | dispatches a step | ms a tissue step | share of all kernels | of a copy |"
    );
    println!("| --- | --- | --- | --- | --- |");
    for (name, seconds) in stages {
        let each = seconds / f64::from(TIMED) / steps;
        let share = 100.0 * seconds / all;
        let own = of_step(spent.dispatches.get(name).copied().unwrap_or(0));
        println!("| {name} | {own:.1} | {:.4} | {share:.1} % | {:.2} |", 1e3 * each, each / copy_s);
    }
    let inside = all / f64::from(TIMED) / steps;
    println!(
        "| all kernels | {dispatches:.1} | {:.4} | 100 % | {:.2} |",
        1e3 * inside,
        inside / copy_s
    );
    println!("| whole step, by the wall clock | | {:.4} | | {:.2} |", 1e3 * whole, whole / copy_s);
    println!(
        "| plain copy of the same {:.1} MB, {:.0} GB/s read and written | | {:.4} | | 1 |",
        bytes as f64 / 1e6,
        bandwidth / 1e9,
        1e3 * copy_s
    );
    Ok(())
}

/// Seconds of a copy of so many bytes from one buffer of the device to another.
fn copy(kernels: &Kernels, bytes: u64) -> Result<Times, DeviceError> {
    let gpu = &kernels.gpu;
    let usage = BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
    let (from, to) = (gpu.buffer("a copy", bytes, usage)?, gpu.buffer("a copy", bytes, usage)?);
    let mut seconds = Vec::new();
    for _ in 0..6 {
        let clock = Instant::now();
        let mut commands = gpu.device.create_command_encoder(&Default::default());
        for _ in 0..COPIES {
            commands.copy_buffer_to_buffer(&from, 0, &to, 0, None);
        }
        gpu.finish(commands)?;
        seconds.push(clock.elapsed().as_secs_f64() / f64::from(COPIES));
    }
    // In the first the buffers are zeroed.
    Ok(Times::of(seconds.split_off(1)))
}
