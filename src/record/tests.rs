//! The contract of a resume, on a run in miniature that uses every part of the room.

use crate::remedy::{Remedied, Remedy};
use std::collections::BTreeMap;
use std::io::Write;

use super::*;
use crate::census::Snapshot;
use crate::frames::{FramesHeader, FramesWriter};
use crate::kinds::Code;
use crate::scenario::types::Site;
use crate::table::{Column, Layout, Value};

const LAST_STEP: u64 = 60;
const ROW_EVERY: u64 = 2;
const FRAME_EVERY: u64 = 3;
const CHECKPOINT_EVERY: u64 = 12;
const REPLICATES: u32 = 2;

/// Counts down to the time point at which the process is killed: `None` from then on.
struct Fuse(u32);

impl Fuse {
    fn burn(&mut self) -> Option<()> {
        self.0 = self.0.checked_sub(1)?;
        Some(())
    }
}

fn columns() -> Vec<Column> {
    vec![Column::count("replicate"), Column::count("step"), Column::count("sum")]
}

fn header() -> FramesHeader {
    FramesHeader::new(
        0.1,
        &[Site {
            name: "flank".into(),
            cells: [6, 4, 1],
            dimensions: 2,
            spacing_um: 20.0,
            coarse: 2,
            stirred: false,
            region: "flank".into(),
        }],
    )
}

/// The state of a replicate before step 0.
fn first_state(replicate: u32) -> Vec<u32> {
    (0..24).map(|cell| cell * 977 + replicate * 31).collect()
}

/// One step: any deterministic change that forgets nothing.
fn step(state: &mut [u32], number: u64) {
    for cell in 0..state.len() {
        let before = state[(cell + 1) % state.len()];
        state[cell] =
            state[cell].wrapping_mul(5).wrapping_add(before >> 7).wrapping_add(number as u32);
    }
}

fn frame(replicate: u32, state: &[u32], number: u64) -> Snapshot {
    let layer =
        |shift: u32| state.iter().map(|word| ((word >> shift) & 3) as u8).collect::<Vec<u8>>();
    let codes = |shift| layer(shift).into_iter().map(Code).collect();
    let levels = |shift| layer(shift).into_iter().map(u16::from).collect();
    Snapshot {
        replicate,
        site: 0,
        step: number,
        tissue: codes(0),
        effector: codes(4),
        line: layer(8),
        mhc: layer(12),
        origin: layer(16),
        engaged: layer(20),
        il2: levels(24),
        ifng: levels(28),
    }
}

/// Makes a run, or goes on with one, until it is done or the fuse has burnt. With `signal_at` a
/// signal comes at that step: saved, and then the end.
fn work(path: &Path, fuse: &mut Fuse, signal_at: Option<u64>) -> Option<()> {
    let frames_path = path.join("frames.bin");
    let (directory, mut manifest, start) = match RunDir::resume(path) {
        Ok(directory) => {
            let mut manifest = Manifest::load(&directory).unwrap();
            if manifest.status == Status::Done {
                directory.settle().unwrap();
                return Some(());
            }
            let start = Checkpoint::latest(&directory, "digest", u64::MAX).unwrap();
            discard_after(&directory, start.as_ref().map(|start| start.step)).unwrap();
            manifest.restart(start.as_ref().map_or(0, |start| start.step));
            (directory, manifest, start)
        }
        Err(RecordError::NotARun { .. }) => {
            let directory = RunDir::create(Some(path), "x", false).unwrap();
            fuse.burn()?;
            directory.write("scenario.toml", b"schema = 1\n").unwrap();
            (directory, Manifest::starting("rules", "digest", "x", 1, REPLICATES, Vec::new()), None)
        }
        Err(error) => panic!("{error}"),
    };
    fuse.burn()?;
    manifest.save(&directory).unwrap();
    fuse.burn()?;
    let (mut states, mut frames, mut series, from) = match start {
        Some(start) => (
            start.tissue.into_iter().map(|mut sites| sites.remove(0)).collect::<Vec<_>>(),
            FramesWriter::open_truncated_to(&frames_path, &header(), start.frames_len).unwrap(),
            TableWriter::resume(&directory, "series", Layout::of(columns()), start.series_rows)
                .unwrap(),
            start.step,
        ),
        None => (
            (0..REPLICATES).map(first_state).collect(),
            FramesWriter::create(&frames_path, &header()).unwrap(),
            TableWriter::create(&directory, "series", columns()).unwrap(),
            0,
        ),
    };
    for number in from..LAST_STEP {
        if number > from && (number.is_multiple_of(CHECKPOINT_EVERY) || signal_at == Some(number)) {
            fuse.burn()?;
            series.flush().unwrap();
            fuse.burn()?;
            frames.sync().unwrap();
            fuse.burn()?;
            let checkpoint = Checkpoint {
                step: number,
                scenario_digest: "digest".into(),
                host: vec![Vec::new(); REPLICATES as usize],
                tissue: states.iter().map(|state| vec![state.clone()]).collect(),
                ended: vec![Vec::new(); REPLICATES as usize],
                series_rows: series.rows(),
                frames_len: frames.len(),
            };
            let occasion = if number.is_multiple_of(CHECKPOINT_EVERY) {
                Occasion::Scheduled
            } else {
                Occasion::Signal
            };
            checkpoint.save(&directory, occasion).unwrap();
            if signal_at == Some(number) {
                manifest.end(Status::Interrupted);
                manifest.save(&directory).unwrap();
                return None;
            }
        }
        for (replicate, state) in (0..).zip(&mut states) {
            if number.is_multiple_of(FRAME_EVERY) {
                fuse.burn()?;
                frames.append(&frame(replicate, state, number)).unwrap();
                directory
                    .write(
                        &format!("frames/r{replicate:04}/flank/t{number:06}.png"),
                        &[state[0] as u8],
                    )
                    .unwrap();
            }
            step(state, number);
            if number.is_multiple_of(ROW_EVERY) {
                let sum = state.iter().map(|word| u64::from(*word)).sum();
                series
                    .append(vec![
                        Value::Count(u64::from(replicate)),
                        Value::Count(number),
                        Value::Count(sum),
                    ])
                    .unwrap();
            }
        }
    }
    fuse.burn()?;
    frames.finish().unwrap();
    fuse.burn()?;
    series.finish().unwrap();
    fuse.burn()?;
    let outcomes: Vec<Vec<Value>> =
        states.iter().map(|state| vec![Value::Count(u64::from(state[0]))]).collect();
    write_table(&directory.file("outcomes.parquet"), &[Column::count("final")], &outcomes).unwrap();
    directory.write("summary.json", &summary_json(&[Column::count("final")], &outcomes)).unwrap();
    fuse.burn()?;
    manifest.end(Status::Done);
    manifest.save(&directory).unwrap();
    fuse.burn()?;
    directory.settle().unwrap();
    Some(())
}

/// What a process that is killed inside a call leaves: half of a frame, half of a file.
fn litter(path: &Path) {
    if path.join("manifest.json").exists() {
        std::fs::write(path.join("state/checkpoint-000000000024.bin.part"), b"half").unwrap();
        std::fs::write(path.join("summary.json.part"), b"{").unwrap();
    }
    if let Ok(mut file) = std::fs::OpenOptions::new().append(true).open(path.join("frames.bin"))
        && Manifest::load(&RunDir::open(path).unwrap()).unwrap().status != Status::Done
    {
        file.write_all(b"FRAM\x01half").unwrap();
    }
}

/// Every file of a run but the two that may differ.
fn files(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for name in disk::names(&folder).unwrap() {
            let file = folder.join(&name);
            if file.is_dir() {
                folders.push(file);
            } else if name != "manifest.json" && name != "log.txt" {
                found.insert(
                    file.strip_prefix(path).unwrap().to_string_lossy().into_owned(),
                    std::fs::read(&file).unwrap(),
                );
            }
        }
    }
    found
}

/// A run that nothing disturbs.
fn undisturbed(place: &Path) -> BTreeMap<String, Vec<u8>> {
    let path = place.join("undisturbed");
    work(&path, &mut Fuse(u32::MAX), None).unwrap();
    files(&path)
}

#[test]
fn a_run_killed_anywhere_resumes_to_the_same_files() {
    let place = tempfile::tempdir().unwrap();
    let expected = undisturbed(place.path());
    assert_eq!(expected.len(), 40 + 5 + 2, "{:?}", expected.keys());
    let mut finished_at_once = false;
    for time_point in 0.. {
        let path = place.path().join(format!("killed-{time_point}"));
        let undisturbed = work(&path, &mut Fuse(time_point), None).is_some();
        if !undisturbed {
            litter(&path);
            work(&path, &mut Fuse(u32::MAX), None).unwrap();
        }
        assert!(files(&path) == expected, "killed at event {time_point}");
        std::fs::remove_dir_all(&path).unwrap();
        if undisturbed {
            finished_at_once = true;
            assert!(time_point > 50, "the run in miniature has many events");
            break;
        }
    }
    assert!(finished_at_once);
}

#[test]
fn a_run_killed_again_and_again_resumes_to_the_same_files() {
    let place = tempfile::tempdir().unwrap();
    let expected = undisturbed(place.path());
    for patience in [16, 17, 23, 31] {
        let path = place.path().join(format!("patience-{patience}"));
        let mut kills = 0;
        while work(&path, &mut Fuse(patience), None).is_none() {
            litter(&path);
            kills += 1;
            assert!(kills < 100, "no progress");
        }
        assert!(kills >= 2);
        assert!(files(&path) == expected, "killed every {patience} events");
    }
}

#[test]
fn a_run_stopped_by_signals_resumes_to_the_same_files() {
    let place = tempfile::tempdir().unwrap();
    let expected = undisturbed(place.path());
    for signal_at in 1..LAST_STEP {
        let path = place.path().join(format!("signal-{signal_at}"));
        assert!(work(&path, &mut Fuse(u32::MAX), Some(signal_at)).is_none());
        // A second signal soon after the first, and a kill.
        let _ = work(&path, &mut Fuse(u32::MAX), Some((signal_at + 1).min(LAST_STEP - 1)));
        let _ = work(&path, &mut Fuse(7), None);
        work(&path, &mut Fuse(u32::MAX), None).unwrap();
        assert!(files(&path) == expected, "signal at step {signal_at}");
    }
}

#[test]
fn a_resume_passes_over_damaged_checkpoints_to_the_same_files() {
    let place = tempfile::tempdir().unwrap();
    let expected = undisturbed(place.path());
    for damaged in 0..=2 {
        let path = place.path().join(format!("damaged-{damaged}"));
        assert!(work(&path, &mut Fuse(u32::MAX), Some(50)).is_none());
        let checkpoints: Vec<String> = disk::names(&path.join("state"))
            .unwrap()
            .into_iter()
            .filter(|name| name.ends_with(".bin"))
            .collect();
        assert_eq!(
            checkpoints,
            [
                "checkpoint-000000000036.bin",
                "checkpoint-000000000048.bin",
                "signal-000000000050.bin"
            ]
        );
        for name in checkpoints.iter().rev().take(damaged + 1) {
            let file = path.join("state").join(name);
            let mut bytes = std::fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 4;
            std::fs::write(&file, bytes).unwrap();
        }
        work(&path, &mut Fuse(u32::MAX), None).unwrap();
        assert!(files(&path) == expected, "{damaged} damaged");
        let log = std::fs::read_to_string(path.join("log.txt")).unwrap();
        assert_eq!(log.matches("checkpoint passed over").count(), damaged + 1);
    }
}

#[test]
fn a_resume_of_a_finished_run_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let expected = undisturbed(place.path());
    let path = place.path().join("undisturbed");
    let manifest = std::fs::read(path.join("manifest.json")).unwrap();
    work(&path, &mut Fuse(u32::MAX), None).unwrap();
    assert!(files(&path) == expected);
    assert_eq!(std::fs::read(path.join("manifest.json")).unwrap(), manifest);
    assert!(!path.join("log.txt").exists());
}

#[test]
fn errors_say_what_to_do_with_them() {
    let path = PathBuf::from("runs/x");
    assert_eq!(RecordError::DiskFull { path: path.clone() }.remedy(), Remedy::Retry);
    assert_eq!(RecordError::HoldsRun { path: path.clone() }.remedy(), Remedy::Input);
    let damaged = RecordError::damaged(&path, "torn");
    assert_eq!(damaged.remedy(), Remedy::None);
    assert_eq!(
        RecordError::HoldsRun { path }.to_string(),
        "runs/x: holds a run already; --force replaces it, `il2sim resume` continues it"
    );
}
