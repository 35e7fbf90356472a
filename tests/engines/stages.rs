//! Both engines step the same small worlds: the same bytes after every stage, whatever buffers held
//! before.

use std::sync::{Arc, LazyLock};

use il2sim::engine::cpu::CpuEngine;
use il2sim::engine::device::{Gpu, Loops};
use il2sim::engine::gpu::{CheckedEngine, FramesTaken, GpuEngine, Kernels};
use il2sim::engine::probe::{Probe, Words};
use il2sim::engine::readback::RING;
use il2sim::engine::{self, Engine, EngineError, Stage, counters, order};
use il2sim::kinds::EffectorKind;
use il2sim::remedy::{Remedied, Remedy};

use crate::support::{choice, gpu};
use crate::worlds::{ENSEMBLES, Ensemble, drawn};

fn kernels_with(loops: Loops) -> Arc<Kernels> {
    let gpu = Gpu::open(&choice(), true).unwrap();
    Arc::new(Kernels::new(gpu, loops).unwrap())
}

static KERNELS_AS_WRITTEN: LazyLock<Arc<Kernels>> =
    LazyLock::new(|| kernels_with(Loops::AsWritten));

/// The compiled kernels; `None`, with a line that says so, where the person typed that GPU tests
/// may be skipped.
fn kernels(test: &str) -> Option<&'static Arc<Kernels>> {
    gpu(test).map(|_| &*KERNELS_AS_WRITTEN)
}

/// The order of work of a tissue step of a site, as both engines walk it.
fn stages(world: &il2sim::world::World, site: usize, step: u32, opens: bool) -> Vec<Stage> {
    let shape = &world.shape.sites[site];
    let flat = shape.size[2] == 1;
    let mut stages = Vec::new();
    if step == 0 && opens {
        stages.extend(engine::opening(flat));
    }
    stages.extend(order(shape.substeps, world.shape.hops, step == 0, flat));
    stages
}

/// Whether the first site of a world is stirred; then all are.
fn stirred(world: &il2sim::world::World) -> bool {
    world.lattices[0][0].geometry.stirred
}

/// How much was compared: a comparison of nothing proves nothing.
#[derive(Default)]
struct Seen {
    words: usize,
    stages: usize,
}

/// Steps both engines stage by stage through the first tissue steps of some host steps and compares
/// what each stage leaves.
fn compare(
    ensemble: &Ensemble,
    cpu: &mut CpuEngine,
    gpu: &mut GpuEngine,
    hours: &[u32],
    steps: u32,
    seen: &mut Seen,
) -> Result<(), String> {
    let world = ensemble.world();
    for hour in hours {
        let signals = ensemble.signals(*hour);
        let opens = signals
            .iter()
            .flatten()
            .any(|signal| signal.resection.is_some() || !signal.inocula.is_empty())
            || stirred(&world);
        Probe::begin(gpu, &signals).unwrap();
        Probe::begin(cpu, &signals).unwrap();
        for site in 0..world.shape.sites.len() {
            for step in 0..steps {
                for stage in stages(&world, site, step, opens) {
                    gpu.run(site, step, stage).unwrap();
                    cpu.run(site, step, stage).unwrap();
                    seen.stages += 1;
                    for animal in 0..world.replicates.len() {
                        for what in stage.leaves() {
                            let on_gpu = gpu.words(animal, site, step, stage, *what).unwrap();
                            let on_cpu = cpu.words(animal, site, step, stage, *what).unwrap();
                            same(&on_cpu, &on_gpu).map_err(|difference| {
                                format!(
                                    "{}, hour {hour}, site {site}, step {step}, after {stage:?}, \
                                     {what:?} of animal {animal}, {difference}",
                                    ensemble.name
                                )
                            })?;
                            seen.words += on_gpu.iter().filter(|word| **word != 0).count();
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

fn same(cpu: &[u32], gpu: &[u32]) -> Result<(), String> {
    assert_eq!(cpu.len(), gpu.len());
    assert!(!cpu.is_empty());
    let differ: Vec<usize> = (0..cpu.len()).filter(|at| cpu[*at] != gpu[*at]).collect();
    match differ.first() {
        None => Ok(()),
        Some(at) => Err(format!(
            "word {at}: CPU {:x}, GPU {:x}; {} of {} words differ",
            cpu[*at],
            gpu[*at],
            differ.len(),
            cpu.len()
        )),
    }
}

/// Both engines for an ensemble; the GPU's buffers hold rubbish but for the state.
fn both(ensemble: &Ensemble, kernels: &Arc<Kernels>) -> (CpuEngine, GpuEngine) {
    let world = ensemble.world();
    let gpu = GpuEngine::new(world.clone(), kernels).unwrap();
    gpu.spoil();
    (CpuEngine::new(world), gpu)
}

/// Which animals go on: the last ends after three hours, where there are others.
fn active(ensemble: &Ensemble, hour: u32) -> Vec<bool> {
    let animals = ensemble.replicates.len();
    (0..animals).map(|animal| animal + 1 < animals || animals == 1 || hour < 3).collect()
}

/// Steps both engines by whole host steps; every census, digest, frame and saved state must be the
/// same. Gives the events of the ensemble.
fn run_both(
    cpu: &mut dyn Engine,
    gpu: &mut dyn Engine,
    ensemble: &Ensemble,
    hours: std::ops::Range<u32>,
) -> Result<Vec<u64>, String> {
    let animals = ensemble.replicates.len();
    for hour in hours {
        let signals = ensemble.signals(hour);
        cpu.host_step(&signals, &active(ensemble, hour)).unwrap();
        gpu.host_step(&signals, &active(ensemble, hour)).unwrap();
        let censuses = cpu.census().unwrap().into_iter().zip(gpu.census().unwrap());
        for (animal, (on_cpu, on_gpu)) in censuses.enumerate() {
            if on_cpu != on_gpu {
                return Err(format!(
                    "{}: census of hour {hour}, animal {animal}:\n{on_cpu:?}\n{on_gpu:?}",
                    ensemble.name
                ));
            }
            if cpu.digest(animal).unwrap() != gpu.digest(animal).unwrap() {
                return Err(format!("{}: digest of hour {hour}, animal {animal}", ensemble.name));
            }
        }
    }
    let mut events = vec![0; counters::TOTAL];
    for animal in 0..animals {
        for site in 0..ensemble.sites.len() {
            if cpu.frame(animal, site).unwrap().take().unwrap()
                != gpu.frame(animal, site).unwrap().take().unwrap()
            {
                return Err(format!("{}: frame of animal {animal}, site {site}", ensemble.name));
            }
        }
        let state = cpu.save(animal).unwrap();
        if state != gpu.save(animal).unwrap() {
            return Err(format!("{}: state of animal {animal}", ensemble.name));
        }
        for words in state {
            let totals = words[words.len() - 2 * counters::TOTAL..].chunks_exact(2);
            events
                .iter_mut()
                .zip(totals)
                .for_each(|(sum, total)| *sum += u64::from(total[0]) | u64::from(total[1]) << 32);
        }
    }
    Ok(events)
}

#[test]
fn every_stage_leaves_the_same_bytes_on_both_engines() {
    let Some(kernels) = kernels("every_stage_leaves_the_same_bytes_on_both_engines") else {
        return;
    };
    let mut seen = Seen::default();
    for ensemble in ENSEMBLES {
        let (mut cpu, mut gpu) = both(ensemble, kernels);
        compare(ensemble, &mut cpu, &mut gpu, &[0], 2, &mut seen)
            .unwrap_or_else(|difference| panic!("{difference}"));
        // On from a later state, the hour of the resection.
        let (mut cpu, mut gpu) = both(ensemble, kernels);
        run_both(&mut cpu, &mut gpu, ensemble, 0..2)
            .unwrap_or_else(|difference| panic!("{difference}"));
        gpu.spoil();
        compare(ensemble, &mut cpu, &mut gpu, &[2], 1, &mut seen)
            .unwrap_or_else(|difference| panic!("{difference}"));
    }
    assert!(
        seen.stages > 1500 && seen.words > 1_000_000,
        "{} stages, {} words",
        seen.stages,
        seen.words
    );
}

#[test]
fn the_comparison_of_stages_sees_one_flipped_bit() {
    let Some(kernels) = kernels("the_comparison_of_stages_sees_one_flipped_bit") else { return };
    for ensemble in ["97 x 61", "31 x 17 x 13, two animals", "128 x 1"].map(Ensemble::named) {
        let world = ensemble.world();
        let index = world.lattices[0][0].tissue.effector_x.iter().position(|x| *x != 0).unwrap();
        let (mut cpu, mut gpu) = both(ensemble, kernels);
        // Bit 26 counts divisions left: no rule sets it right.
        gpu.flip(0, 0, index, 26).unwrap();
        assert_ne!(cpu.digest(0).unwrap(), gpu.digest(0).unwrap(), "{}", ensemble.name);
        let difference =
            compare(ensemble, &mut cpu, &mut gpu, &[0], 1, &mut Seen::default()).unwrap_err();
        assert!(difference.contains("Effectors of animal 0"), "{difference}");
        let (mut cpu, mut gpu) = both(ensemble, kernels);
        gpu.flip(0, 0, index, 26).unwrap();
        assert!(run_both(&mut cpu, &mut gpu, ensemble, 0..1).is_err(), "{}", ensemble.name);
    }
}

#[test]
fn whole_host_steps_give_the_same_bytes_on_both_engines() {
    let Some(kernels) = kernels("whole_host_steps_give_the_same_bytes_on_both_engines") else {
        return;
    };
    let mut events = vec![0; counters::TOTAL];
    for ensemble in ENSEMBLES {
        let (mut cpu, mut gpu) = both(ensemble, kernels);
        let own = run_both(&mut cpu, &mut gpu, ensemble, 0..5)
            .unwrap_or_else(|difference| panic!("{difference}"));
        events.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    // Everything that can happen has happened, on one line or another; NK cells do not divide, CTL
    // and LAK were put in, no field was saturated, and kinds that joined later are off.
    for (number, counts) in
        events[..counters::REFUSED].chunks_exact(il2sim::kinds::LINES).enumerate()
    {
        assert!(counts.iter().sum::<u64>() > 0, "event {number} of lines");
    }
    for (number, count) in events.iter().enumerate().skip(counters::REFUSED) {
        let of = |account: usize, kinds: &[EffectorKind]| {
            kinds.iter().any(|kind| number == account + kind.index())
        };
        let put_in = of(
            counters::EFFECTOR_PUT_IN,
            &[EffectorKind::HELPER, EffectorKind::NK, EffectorKind::TREG],
        );
        let ledger = number.checked_sub(counters::LEDGER).map(|entry| (entry / 6, entry % 6));
        // Vessels, depots and receptors exchange interleukin-2 only.
        let never = put_in
            || of(counters::EFFECTOR_DIVIDED, &[EffectorKind::NK])
            || counters::SAVED[counters::SAVED_ALWAYS..].contains(&number)
            || ledger.is_some_and(|(field, entry)| {
                entry == 5 || field > 0 && matches!(entry, 1 | 3 | 4)
            });
        assert_eq!(*count == 0, never, "total {number} is {count}");
    }
}

#[test]
fn however_the_fields_are_cut_into_tiles_the_bytes_are_the_same() {
    if gpu("however_the_fields_are_cut_into_tiles_the_bytes_are_the_same").is_none() {
        return;
    }
    let plane = Ensemble::named("97 x 61");
    let mut digests = Vec::new();
    // From one tile to as many as there can be; a software driver alone would have few.
    for side_by_side in [1, 16, 128, 1 << 20] {
        let gpu = Gpu::open(&choice(), true).unwrap();
        let kernels = Kernels::new(gpu, Loops::AsWritten).unwrap();
        let kernels = Arc::new(kernels.with_side_by_side(side_by_side));
        for ensemble in [plane, Ensemble::named("31 x 17 x 13, two animals")] {
            let (mut cpu, mut gpu) = both(ensemble, &kernels);
            run_both(&mut cpu, &mut gpu, ensemble, 0..2)
                .unwrap_or_else(|difference| panic!("{side_by_side} side by side: {difference}"));
        }
        let (_, mut gpu) = both(plane, &kernels);
        gpu.host_step(&plane.signals(0), &[true]).unwrap();
        digests.push(gpu.digest(0).unwrap());
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]));
}

#[test]
fn whole_host_steps_leave_the_bytes_of_their_stages_one_by_one() {
    let Some(kernels) = kernels("whole_host_steps_leave_the_bytes_of_their_stages_one_by_one")
    else {
        return;
    };
    for ensemble in ENSEMBLES {
        let world = ensemble.world();
        let animals = ensemble.replicates.len();
        let mut whole = GpuEngine::new(world.clone(), kernels).unwrap();
        whole.spoil();
        whole.host_step(&ensemble.signals(0), &vec![true; animals]).unwrap();
        let mut by_stage = GpuEngine::new(world.clone(), kernels).unwrap();
        by_stage.spoil();
        Probe::begin(&mut by_stage, &ensemble.signals(0)).unwrap();
        let mut compared = 0;
        for site in 0..world.shape.sites.len() {
            for step in 0..ensemble.steps {
                for stage in stages(&world, site, step, stirred(&world)) {
                    by_stage.run(site, step, stage).unwrap();
                }
            }
            let (step, last) = (ensemble.steps - 1, Stage::Arrive);
            let amounts = (0..4).map(Words::Amounts);
            for what in [Words::Tissue, Words::Effectors, Words::Totals].into_iter().chain(amounts)
            {
                for animal in 0..animals {
                    let words =
                        |engine: &mut GpuEngine| engine.words(animal, site, step, last, what);
                    let [one, other] = [words(&mut whole).unwrap(), words(&mut by_stage).unwrap()];
                    same(&one, &other).unwrap_or_else(|difference| {
                        panic!("{}, site {site}, {what:?}: {difference}", ensemble.name)
                    });
                    compared += one.iter().filter(|word| **word != 0).count();
                }
            }
        }
        assert!(compared > 20, "{}: {compared} words", ensemble.name);
    }
}

#[test]
fn a_frame_is_taken_while_the_next_host_step_is_on_its_way() {
    if gpu("a_frame_is_taken_while_the_next_host_step_is_on_its_way").is_none() {
        return;
    }
    let kernels = kernels_with(Loops::AsWritten);
    let ensemble = Ensemble::named("two sites, two animals");
    let (mut cpu, mut gpu) = both(ensemble, &kernels);
    for hour in 0..3 {
        let signals = ensemble.signals(hour);
        cpu.host_step(&signals, &[true, true]).unwrap();
        gpu.host_step(&signals, &[true, true]).unwrap();
        let (before, expected) = (gpu.frame(1, 0).unwrap(), cpu.frame(1, 0).unwrap());
        let signals = ensemble.signals(hour + 1);
        gpu.start_host_step(&signals, &[true, true]).unwrap();
        assert!(before.take().unwrap() == expected.take().unwrap(), "hour {hour}");
        gpu.finish_host_step().unwrap();
        cpu.host_step(&signals, &[true, true]).unwrap();
        assert_eq!(cpu.digest(1).unwrap(), gpu.digest(1).unwrap(), "hour {hour}");
        let after = [gpu.frame(1, 0).unwrap(), cpu.frame(1, 0).unwrap()];
        let [on_gpu, on_cpu] = after.map(|frame| frame.take().unwrap());
        assert!(on_gpu == on_cpu, "hour {hour}");
    }
    assert_eq!(kernels.frames_taken(), FramesTaken { all: 6, beside: 3 });
}

#[test]
fn a_frame_shows_the_time_point_of_its_asking_however_late_it_is_taken() {
    let Some(kernels) =
        kernels("a_frame_shows_the_time_point_of_its_asking_however_late_it_is_taken")
    else {
        return;
    };
    let ensemble = Ensemble::named("two sites, two animals");
    let (mut cpu, mut gpu) = both(ensemble, kernels);
    let (mut asked, mut expected) = (Vec::new(), Vec::new());
    // More frames than the ring of staging buffers holds, of two sizes.
    for hour in 0..RING as u32 {
        cpu.host_step(&ensemble.signals(hour), &[true, true]).unwrap();
        gpu.host_step(&ensemble.signals(hour), &[true, true]).unwrap();
        for site in 0..2 {
            asked.push(gpu.frame(1, site).unwrap());
            expected.push(cpu.frame(1, site).unwrap().take().unwrap());
        }
    }
    assert!(expected[0].tissue != expected[2].tissue, "nothing moved");
    // Taken in another order than they were asked for.
    for (pending, expected) in asked.into_iter().zip(expected).rev() {
        assert!(
            pending.take().unwrap() == expected,
            "step {}, site {}",
            expected.step,
            expected.site
        );
    }
}

#[test]
fn worlds_drawn_at_random_have_the_same_bytes_on_both_engines() {
    let Some(kernels) = kernels("worlds_drawn_at_random_have_the_same_bytes_on_both_engines")
    else {
        return;
    };
    for number in 0..40 {
        let ensemble = drawn(number);
        let (mut cpu, mut gpu) = both(&ensemble, kernels);
        run_both(&mut cpu, &mut gpu, &ensemble, 0..4).unwrap_or_else(|difference| {
            panic!("{difference}: {:?}, {:?}", ensemble.sites, ensemble.overrides)
        });
    }
}

#[test]
fn bounding_the_loops_changes_no_byte_of_any_kernel() {
    if gpu("bounding_the_loops_changes_no_byte_of_any_kernel").is_none() {
        return;
    }
    let kernels = kernels_with(Loops::Bounded);
    for ensemble in ["31 x 17 x 13, two animals", "1 x 9 x 5"].map(Ensemble::named) {
        let (mut cpu, mut gpu) = both(ensemble, &kernels);
        run_both(&mut cpu, &mut gpu, ensemble, 0..1)
            .unwrap_or_else(|difference| panic!("{difference}"));
    }
}

#[test]
fn an_animal_alone_has_the_bytes_that_it_has_among_others() {
    let Some(kernels) = kernels("an_animal_alone_has_the_bytes_that_it_has_among_others") else {
        return;
    };
    for ensemble in ["128 x 1", "two sites, two animals"].map(Ensemble::named) {
        let mut packed = GpuEngine::new(ensemble.world(), kernels).unwrap();
        for hour in 0..3 {
            packed.host_step(&ensemble.signals(hour), &active(ensemble, hour)).unwrap();
        }
        for place in 0..ensemble.replicates.len() {
            let own = ensemble.alone(place);
            let mut alone = GpuEngine::new(own.world(), kernels).unwrap();
            for hour in 0..3 {
                alone.host_step(&own.signals(hour), &[true]).unwrap();
            }
            assert_eq!(
                alone.save(0).unwrap(),
                packed.save(place).unwrap(),
                "{}, animal {place}",
                ensemble.name
            );
        }
    }
}

#[test]
fn an_ensemble_that_one_buffer_or_grid_cannot_hold_is_cut_and_keeps_its_bytes() {
    if gpu("an_ensemble_that_one_buffer_or_grid_cannot_hold_is_cut_and_keeps_its_bytes").is_none() {
        return;
    }
    let ensemble = Ensemble::named("128 x 1");
    let open = |bytes| {
        Arc::new(
            Kernels::new(Gpu::open(&choice(), true).unwrap(), Loops::AsWritten)
                .unwrap()
                .with_limits(bytes, 2),
        )
    };
    // One animal's largest buffer: two sets of four amounts of 128 field sites. Grids of two
    // workgroups in a row stand for those above 65,535.
    let (mut cpu, mut gpu) = both(ensemble, &open(2 * 4096));
    assert_eq!(gpu.packs(), 2);
    run_both(&mut cpu, &mut gpu, ensemble, 0..4)
        .unwrap_or_else(|difference| panic!("{difference}"));
    let Err(error) = GpuEngine::new(ensemble.world(), &open(3000)) else {
        panic!("a lattice that does not fit was taken")
    };
    let text = error.to_string();
    assert!(
        text.contains("4096 bytes")
            && text.contains("allows 3000")
            && text.contains("at most 73.2 %"),
        "{text}"
    );
}

#[test]
fn a_saved_state_goes_on_with_the_same_bytes_on_either_engine() {
    let Some(kernels) = kernels("a_saved_state_goes_on_with_the_same_bytes_on_either_engine")
    else {
        return;
    };
    for ensemble in
        ["an odd number of sub-steps in a host step", "two sites, two animals"].map(Ensemble::named)
    {
        let (mut cpu, mut gpu) = both(ensemble, kernels);
        run_both(&mut cpu, &mut gpu, ensemble, 0..1).unwrap();
        let states: Vec<_> =
            (0..ensemble.replicates.len()).map(|animal| gpu.save(animal).unwrap()).collect();
        run_both(&mut cpu, &mut gpu, ensemble, 1..3).unwrap();
        let (mut resumed_cpu, mut resumed_gpu) = both(ensemble, kernels);
        for (animal, state) in states.iter().enumerate() {
            resumed_cpu.load(animal, ensemble.steps, state).unwrap();
            resumed_gpu.load(animal, ensemble.steps, state).unwrap();
        }
        resumed_gpu.spoil();
        run_both(&mut resumed_cpu, &mut resumed_gpu, ensemble, 1..3)
            .unwrap_or_else(|difference| panic!("{difference}"));
        for animal in 0..ensemble.replicates.len() {
            assert_eq!(
                gpu.save(animal).unwrap(),
                resumed_gpu.save(animal).unwrap(),
                "{}, animal {animal}",
                ensemble.name
            );
        }
        let mut short = states[0].clone();
        short[0].pop();
        assert!(matches!(resumed_gpu.load(0, 5, &short), Err(EngineError::State { .. })));
    }
}

#[test]
fn the_cross_check_passes_on_equal_bytes_and_stops_on_others() {
    let Some(kernels) = kernels("the_cross_check_passes_on_equal_bytes_and_stops_on_others") else {
        return;
    };
    let ensemble = Ensemble::named("two sites, two animals");
    let mut engine = engine::gpu(ensemble.world(), kernels, true).unwrap();
    engine.host_step(&ensemble.signals(0), &[true, true]).unwrap();
    engine.host_step(&ensemble.signals(1), &[true, true]).unwrap();
    // A run that is resumed is checked again, from its saved state.
    let mut resumed = engine::gpu(ensemble.world(), kernels, true).unwrap();
    for animal in 0..2 {
        resumed.load(animal, 2 * ensemble.steps, &engine.save(animal).unwrap()).unwrap();
    }
    resumed.host_step(&ensemble.signals(2), &[true, true]).unwrap();
    let mut other = ensemble.world();
    let cell = other.lattices[1][0].tissue.effector_x.iter().position(|x| *x != 0).unwrap();
    other.lattices[1][0].tissue.effector_x[cell] ^= 1 << 26;
    let mut engine = CheckedEngine::new(GpuEngine::new(ensemble.world(), kernels).unwrap(), other);
    let error = engine.host_step(&ensemble.signals(0), &[true, true]).unwrap_err();
    assert!(matches!(error, EngineError::CrossCheck { replicate: 2, .. }), "{error}");
    assert!(error.to_string().contains("use --engine cpu"), "{error}");
}

#[test]
fn a_device_that_is_lost_between_host_steps_is_an_error_with_advice() {
    if gpu("a_device_that_is_lost_between_host_steps_is_an_error_with_advice").is_none() {
        return;
    }
    let ensemble = Ensemble::named("1 x 9 x 5");
    let kernels = kernels_with(Loops::AsWritten);
    let mut engine = engine::gpu(ensemble.world(), &kernels, false).unwrap();
    engine.host_step(&ensemble.signals(0), &[true]).unwrap();
    kernels.gpu.device.destroy();
    for _ in 0..2 {
        let error = engine.host_step(&ensemble.signals(1), &[true]).unwrap_err();
        assert!(
            matches!(&error, EngineError::Device(device) if device.remedy() == Remedy::Retry),
            "{error:?}"
        );
        assert!(error.to_string().contains("il2sim resume"), "{error}");
    }
}

#[test]
fn a_shape_says_how_many_bytes_its_buffers_hold() {
    let Some(kernels) = kernels("a_shape_says_how_many_bytes_its_buffers_hold") else { return };
    for ensemble in ENSEMBLES {
        let world = ensemble.world();
        // The CPU pads rows of fields to eight words, which tells in narrow lattices.
        let narrow = world.shape.sites.iter().any(|site| site.field_size()[0] < 8);
        let said = world.shape.bytes() * world.replicates.len() as u64;
        let held = GpuEngine::new(world, kernels).unwrap().bytes();
        assert!(
            held <= said && (narrow || held * 2 > said),
            "{}: {held} held, {said} said",
            ensemble.name
        );
    }
    // The plane with field sites of two by two cells, as most scenarios have it.
    let shape = &Ensemble::named("97 x 61").world().shape.sites[0];
    assert!(
        shape.bytes() < 96 * shape.cells() as u64,
        "{} bytes a site",
        shape.bytes() / shape.cells() as u64
    );
}
