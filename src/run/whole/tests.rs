//! A run whose GPU goes away in the middle, and what a run tells.

use crate::remedy::{Remedied, Remedy};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::engine::device::{DeviceError, Gpu, Loops};
use crate::engine::gpu::Kernels;
use crate::run::resume;
use crate::simulation::EngineChoice;
use crate::skipped::skipped;

const OVERRIDES: [(&str, &str); 7] = [
    ("site.0.size", r#"["400 um", "400 um"]"#),
    ("tumour.0.cells", "60"),
    ("run.until", "\"12 h\""),
    ("run.late_doses", "\"ignore\""),
    ("run.replicates", "2"),
    ("record.frames", "\"every 2 h\""),
    ("record.checkpoints", "\"4 h\""),
];

fn request(out: &Path) -> RunRequest {
    let overrides: Vec<(String, String)> =
        OVERRIDES.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect();
    let scenario = Scenario::parse(
        include_str!("../../../scenarios/peritumoral.toml"),
        "small.toml",
        &overrides,
    )
    .unwrap_or_else(|problems| panic!("{problems}"));
    let engine = EngineRequest { choice: EngineChoice::Cpu, ..EngineRequest::default() };
    RunRequest {
        scenario,
        out: Some(out.to_path_buf()),
        force: false,
        typed: Typed::default(),
        engine,
    }
}

/// Every file of a run but those that vary between machines and times.
fn files(top: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![top.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !["manifest.json", "log.txt"].iter().any(|varies| path.ends_with(varies)) {
                files.insert(
                    path.strip_prefix(top).unwrap().display().to_string(),
                    std::fs::read(&path).unwrap(),
                );
            }
        }
    }
    files
}

#[test]
fn a_run_whose_gpu_is_lost_keeps_its_last_checkpoint_and_goes_on_from_it_elsewhere() {
    if skipped("a_run_whose_gpu_is_lost_keeps_its_last_checkpoint_and_goes_on_from_it_elsewhere") {
        return;
    }
    let wanted = std::env::var("IL2SIM_TEST_GPU").unwrap_or_default();
    let place = tempfile::tempdir().unwrap();
    let (whole, cut) = (place.path().join("whole"), place.path().join("cut"));
    start(request(&whole), &mut Observer { tell: &mut |_| (), stop: &|| false }).unwrap();

    let choice = if wanted.is_empty() { Default::default() } else { wanted.parse().unwrap() };
    let kernels =
        Arc::new(Kernels::new(Gpu::open(&choice, true).unwrap(), Loops::AsWritten).unwrap());
    // The first checkpoint is of 4 h; frames of 6 h are on their way back when the device goes.
    let device = kernels.gpu.device.clone();
    let mut lose = |event| {
        if matches!(event, Event::Step { time_h, .. } if time_h >= 6.0) {
            device.destroy();
        }
    };
    let error = start_on(
        request(&cut),
        || Ok(Maker::gpu(kernels, true)),
        &mut Observer { tell: &mut lose, stop: &|| false },
    )
    .unwrap_err();
    assert_eq!(error.remedy(), Remedy::Retry, "{error:?}");
    assert!(error.to_string().contains("il2sim resume"), "{error}");
    let dir = RunDir::open(&cut).unwrap();
    let manifest = Manifest::load(&dir).unwrap();
    assert_eq!((manifest.status, manifest.cross_check), (Status::Failed, CrossCheck::Passed));
    assert_eq!(manifest.failure, Some(error.to_string()));
    let saved = Checkpoint::latest(&dir, &scenario_of(&dir, &manifest).unwrap().digest(), u64::MAX)
        .unwrap();
    assert_eq!(saved.map(|checkpoint| checkpoint.step), Some(20), "the checkpoint of 4 h");
    drop(dir);

    let cpu = EngineRequest { choice: EngineChoice::Cpu, ..EngineRequest::default() };
    assert!(matches!(
        resume(&cut, &cpu, &mut Observer { tell: &mut |_| (), stop: &|| false }).unwrap(),
        Ending::Done { .. }
    ));
    let (whole, cut) = (files(&whole), files(&cut));
    assert!(
        whole.keys().eq(cut.keys()) && whole.len() > 10,
        "{:?}\n{:?}",
        whole.keys(),
        cut.keys()
    );
    let differ: Vec<_> =
        whole.iter().filter(|(name, bytes)| cut[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "these files differ: {differ:?}");
}

#[test]
fn pictures_are_encoded_while_the_gpu_does_the_next_host_step() {
    if skipped("pictures_are_encoded_while_the_gpu_does_the_next_host_step") {
        return;
    }
    let wanted = std::env::var("IL2SIM_TEST_GPU").unwrap_or_default();
    let choice = if wanted.is_empty() { Default::default() } else { wanted.parse().unwrap() };
    let kernels =
        Arc::new(Kernels::new(Gpu::open(&choice, true).unwrap(), Loops::AsWritten).unwrap());
    let place = tempfile::tempdir().unwrap();
    let maker = Maker::gpu(Arc::clone(&kernels), false);
    let mut pictures = 0;
    start_on(
        request(&place.path().join("run")),
        || Ok(maker),
        &mut Observer {
            tell: &mut |event| pictures += u64::from(matches!(event, Event::Picture { .. })),
            stop: &|| false,
        },
    )
    .unwrap();
    let taken = kernels.frames_taken();
    // Frames of the end, and those that a checkpoint (of 4, 8 and 12 h) speaks of, cannot wait.
    assert_eq!((taken.all, taken.beside), (7, 4), "{taken:?}");
    assert_eq!(pictures, taken.all);
}

#[test]
fn too_little_memory_on_the_gpu_is_worth_another_try() {
    let error = RunError::from(EngineError::from(DeviceError::OutOfMemory {
        what: "claims".into(),
        bytes: 5 << 20,
    }));
    assert_eq!(error.remedy(), Remedy::Retry);
    assert!(
        error.to_string().contains("claims of 5 MiB")
            && error.to_string().contains("fewer replicates"),
        "{error}"
    );
}

/// What a run tells that a page draws: rows, ends and pictures, each kind in its order.
fn drawn(events: &[Event]) -> [Vec<Event>; 3] {
    let of =
        |kind: fn(&Event) -> bool| events.iter().filter(|event| kind(event)).cloned().collect();
    [
        of(|event| matches!(event, Event::Rows { .. })),
        of(|event| matches!(event, Event::Ended { .. })),
        of(|event| matches!(event, Event::Picture { .. })),
    ]
}

#[test]
fn a_resume_tells_first_what_was_told_before_it() {
    let place = tempfile::tempdir().unwrap();
    let (mut whole, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
    start(
        request(&place.path().join("whole")),
        &mut Observer { tell: &mut |event| whole.push(event), stop: &|| false },
    )
    .unwrap();
    let steps = std::cell::Cell::new(0);
    let mut count = |event| {
        steps.set(steps.get() + u32::from(matches!(event, Event::Step { .. })));
        before.push(event);
    };
    let cut = place.path().join("cut");
    assert_eq!(
        start(request(&cut), &mut Observer { tell: &mut count, stop: &|| steps.get() == 7 })
            .unwrap(),
        Ending::Stopped
    );
    let cpu = EngineRequest { choice: EngineChoice::Cpu, ..EngineRequest::default() };
    resume(&cut, &cpu, &mut Observer { tell: &mut |event| after.push(event), stop: &|| false })
        .unwrap();
    let (whole, before, after) = (drawn(&whole), drawn(&before), drawn(&after));
    assert!(whole[0].len() > 2 && whole[2].len() == 7, "{whole:?}");
    assert!(before[2].len() < 7, "{before:?}");
    assert_eq!(after, whole);
    let mut begins = Vec::new();
    resume(&cut, &cpu, &mut Observer { tell: &mut |event| begins.push(event), stop: &|| false })
        .unwrap();
    assert!(begins.is_empty(), "a finished run has nothing to tell");
}
