//! Both engines step the same small worlds: the same bytes after every stage, whatever buffers held before.

use std::sync::{Arc, LazyLock};

use il2sim::engine::cpu::CpuEngine;
use il2sim::engine::device::{Gpu, Loops};
use il2sim::engine::gpu::{GpuEngine, Kernels};
use il2sim::engine::probe::{Probe, Words};
use il2sim::engine::{self, Engine, Stage, order};

use crate::support::{choice, gpu};
use crate::worlds::{ENSEMBLES, Ensemble};

fn kernels_with(loops: Loops) -> Arc<Kernels> {
    let gpu = Gpu::open(&choice(), true).unwrap();
    Arc::new(Kernels::new(gpu, loops).unwrap())
}

static KERNELS_AS_WRITTEN: LazyLock<Arc<Kernels>> = LazyLock::new(|| kernels_with(Loops::AsWritten));

/// The compiled kernels; `None`, with a line that says so, where the person typed that GPU tests may be skipped.
fn kernels(test: &str) -> Option<&'static Arc<Kernels>> {
    gpu(test).map(|_| &*KERNELS_AS_WRITTEN)
}

/// The order of work of a tissue step of a site, as both engines walk it.
fn stages(world: &il2sim::world::World, site: usize, step: u32, resects: bool) -> Vec<Stage> {
    let shape = &world.shape.sites[site];
    let flat = shape.size[2] == 1;
    let mut stages = Vec::new();
    if step == 0 && resects {
        stages.extend([Stage::Reach(0), Stage::Reach(1)]);
        if !flat {
            stages.push(Stage::Reach(2));
        }
        stages.push(Stage::Resect);
    }
    stages.extend(order(shape.substeps, world.shape.hops, step == 0, flat));
    stages
}

/// What each stage changed, over all comparisons of a test: a comparison of nothing proves nothing.
#[derive(Default)]
struct Seen {
    words: usize,
    stages: usize,
}

/// Steps both engines stage by stage through some tissue steps and compares what each stage leaves.
fn compare(ensemble: &Ensemble, kernels: &Arc<Kernels>, hours: u32, steps: u32, seen: &mut Seen) -> Result<(), String> {
    let world = ensemble.world(None);
    let mut gpu = GpuEngine::new(world.clone(), kernels).unwrap();
    let mut cpu = CpuEngine::new(world.clone());
    gpu.spoil();
    for hour in 0..hours {
        let signals = ensemble.signals(hour);
        Probe::begin(&mut gpu, &signals).unwrap();
        Probe::begin(&mut cpu, &signals).unwrap();
        for site in 0..world.shape.sites.len() {
            for step in 0..steps {
                for stage in stages(&world, site, step, false) {
                    gpu.run(site, step, stage).unwrap();
                    cpu.run(site, step, stage).unwrap();
                    seen.stages += 1;
                    for animal in 0..world.replicates.len() {
                        for what in stage.leaves() {
                            let on_gpu = gpu.words(animal, site, step, stage, *what).unwrap();
                            let on_cpu = cpu.words(animal, site, step, stage, *what).unwrap();
                            same(ensemble, hour, step, stage, *what, animal, &on_cpu, &on_gpu)?;
                            seen.words += on_gpu.iter().filter(|word| **word != 0).count();
                        }
                    }
                }
            }
        }
        // The hour is not finished: the next one begins from the same counts.
    }
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "where a difference lies")]
fn same(ensemble: &Ensemble, hour: u32, step: u32, stage: Stage, what: Words, animal: usize, cpu: &[u32], gpu: &[u32]) -> Result<(), String> {
    assert_eq!(cpu.len(), gpu.len(), "{what:?}");
    assert!(!cpu.is_empty(), "{what:?}");
    match cpu.iter().zip(gpu).position(|(a, b)| a != b) {
        None => Ok(()),
        Some(at) => Err(format!(
            "{}, hour {hour}, step {step}, after {stage:?}, {what:?} of animal {animal}, word {at}: CPU {:x}, GPU {:x}; {} of {} words differ",
            ensemble.name,
            cpu[at],
            gpu[at],
            cpu.iter().zip(gpu).filter(|(a, b)| a != b).count(),
            cpu.len()
        )),
    }
}

#[test]
fn every_stage_leaves_the_same_bytes_on_both_engines() {
    let Some(kernels) = kernels("every_stage_leaves_the_same_bytes_on_both_engines") else { return };
    let mut seen = Seen::default();
    for ensemble in ENSEMBLES {
        let before = (seen.stages, seen.words, std::time::Instant::now());
        compare(ensemble, kernels, 1, 2, &mut seen).unwrap_or_else(|difference| panic!("{difference}"));
        eprintln!("{}: {} stages, {} words, {:.1} s", ensemble.name, seen.stages - before.0, seen.words - before.1, before.2.elapsed().as_secs_f64());
    }
    assert!(seen.stages > 500 && seen.words > 100_000, "{} stages, {} words", seen.stages, seen.words);
}

/// Steps both engines by whole host steps; every census, digest, frame and saved state must be the same.
fn run_both(cpu: &mut dyn Engine, gpu: &mut dyn Engine, ensemble: &Ensemble, hours: std::ops::Range<u32>) -> Result<(), String> {
    let animals = ensemble.replicates.len();
    for hour in hours {
        let signals = ensemble.signals(hour);
        // The last animal ends after three hours, when there are others.
        let active: Vec<bool> = (0..animals).map(|animal| animal + 1 < animals || animals == 1 || hour < 3).collect();
        cpu.host_step(&signals, &active).unwrap();
        gpu.host_step(&signals, &active).unwrap();
        let censuses = [cpu.census().unwrap(), gpu.census().unwrap()];
        for animal in 0..animals {
            if censuses[0][animal] != censuses[1][animal] {
                return Err(format!("{}: census of hour {hour}, animal {animal}:\n{:?}\n{:?}", ensemble.name, censuses[0][animal], censuses[1][animal]));
            }
            if cpu.digest(animal).unwrap() != gpu.digest(animal).unwrap() {
                return Err(format!("{}: digest of hour {hour}, animal {animal}", ensemble.name));
            }
        }
    }
    for animal in 0..animals {
        for site in 0..ensemble.sites.len() {
            if cpu.frame(animal, site).unwrap() != gpu.frame(animal, site).unwrap() {
                return Err(format!("{}: frame of animal {animal}, site {site}", ensemble.name));
            }
        }
        if cpu.save(animal).unwrap() != gpu.save(animal).unwrap() {
            return Err(format!("{}: state of animal {animal}", ensemble.name));
        }
    }
    Ok(())
}

#[test]
fn whole_host_steps_give_the_same_bytes_on_both_engines() {
    let Some(kernels) = kernels("whole_host_steps_give_the_same_bytes_on_both_engines") else { return };
    for ensemble in ENSEMBLES {
        let world = ensemble.world(None);
        let mut cpu = engine::cpu(world.clone());
        let gpu = GpuEngine::new(world, kernels).unwrap();
        gpu.spoil();
        run_both(&mut *cpu, &mut { gpu }, ensemble, 0..5).unwrap_or_else(|difference| panic!("{difference}"));
    }
}
