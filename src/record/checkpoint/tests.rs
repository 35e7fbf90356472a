use crate::remedy::{Remedied, Remedy};
use std::fs;

use super::*;

/// Words of the states of these tests, at most.
const MOST: u64 = 2000;

fn run() -> (tempfile::TempDir, RunDir) {
    let place = tempfile::tempdir().unwrap();
    let directory = RunDir::create(Some(&place.path().join("run")), "x", false).unwrap();
    (place, directory)
}

fn checkpoint(step: u64) -> Checkpoint {
    Checkpoint {
        step,
        scenario_digest: "d1".into(),
        host: vec![vec![1, 2, 3], Vec::new()],
        tissue: vec![
            vec![(0..1000).map(|word| word * 7 + step as u32).collect(), vec![u32::MAX; 3]],
            vec![Vec::new(), Vec::new()],
        ],
        ended: vec![Vec::new(), b"cured".to_vec()],
        series_rows: 12,
        frames_len: 3456,
    }
}

fn files(directory: &RunDir) -> Vec<String> {
    disk::names(&directory.state())
        .unwrap()
        .into_iter()
        .filter(|name| name.ends_with(".bin"))
        .collect()
}

#[test]
fn a_checkpoint_comes_back_as_it_was_saved_and_has_the_same_bytes_again() {
    let (_place, directory) = run();
    assert_eq!(Checkpoint::latest(&directory, "d1", MOST).unwrap(), None);
    let path = checkpoint(7).save(&directory, Occasion::Scheduled).unwrap();
    let bytes = fs::read(&path).unwrap();
    assert_eq!(Checkpoint::latest(&directory, "d1", MOST).unwrap(), Some(checkpoint(7)));
    checkpoint(7).save(&directory, Occasion::Scheduled).unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    checkpoint(8).save(&directory, Occasion::Scheduled).unwrap();
    assert_ne!(
        fs::read(directory.file("state/checkpoint-000000000008.bin")).unwrap(),
        bytes,
        "the comparison must be able to fail"
    );
}

#[test]
fn two_fixed_checkpoints_are_kept_and_one_on_a_signal_goes_once_passed() {
    let (_place, directory) = run();
    for (step, occasion, expected) in [
        (10, Occasion::Scheduled, vec!["checkpoint-000000000010.bin"]),
        (
            20,
            Occasion::Scheduled,
            vec!["checkpoint-000000000010.bin", "checkpoint-000000000020.bin"],
        ),
        (
            25,
            Occasion::Signal,
            vec![
                "checkpoint-000000000010.bin",
                "checkpoint-000000000020.bin",
                "signal-000000000025.bin",
            ],
        ),
        (
            30,
            Occasion::Scheduled,
            vec!["checkpoint-000000000020.bin", "checkpoint-000000000030.bin"],
        ),
    ] {
        checkpoint(step).save(&directory, occasion).unwrap();
        assert_eq!(files(&directory), expected);
        assert_eq!(Checkpoint::latest(&directory, "d1", MOST).unwrap().unwrap().step, step);
    }
    checkpoint(35).save(&directory, Occasion::Signal).unwrap();
    directory.settle().unwrap();
    assert_eq!(files(&directory), ["checkpoint-000000000030.bin"]);
    directory.settle().unwrap();
    assert_eq!(files(&directory), ["checkpoint-000000000030.bin"]);
}

#[test]
fn every_flipped_byte_and_every_cut_is_found_and_the_one_before_serves() {
    let (_place, directory) = run();
    checkpoint(10).save(&directory, Occasion::Scheduled).unwrap();
    let path = checkpoint(20).save(&directory, Occasion::Scheduled).unwrap();
    let whole = fs::read(&path).unwrap();
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 0x80;
        for bytes in [&changed[..], &whole[..place]] {
            fs::write(&path, bytes).unwrap();
            assert!(matches!(
                Checkpoint::read(&path, MOST).unwrap_err(),
                RecordError::Damaged { .. }
            ));
        }
    }
    assert_eq!(Checkpoint::latest(&directory, "d1", MOST).unwrap(), Some(checkpoint(10)));
    let log = fs::read_to_string(directory.file("log.txt")).unwrap();
    assert!(
        log.contains("checkpoint passed over") && log.contains("checkpoint-000000000020.bin"),
        "{log}"
    );
    discard_after(&directory, Some(10)).unwrap();
    assert_eq!(files(&directory), ["checkpoint-000000000010.bin"]);
    discard_after(&directory, None).unwrap();
    assert_eq!(Checkpoint::latest(&directory, "d1", MOST).unwrap(), None);
}

#[test]
fn a_checkpoint_of_another_scenario_is_refused() {
    let (_place, directory) = run();
    checkpoint(10).save(&directory, Occasion::Signal).unwrap();
    let error = Checkpoint::latest(&directory, "d2", MOST).unwrap_err();
    assert!(
        matches!(error, RecordError::Other { .. }) && error.remedy() == Remedy::Input,
        "{error}"
    );
}

#[test]
fn a_checkpoint_of_a_later_version_is_not_taken_for_damaged() {
    let (_place, directory) = run();
    let path = checkpoint(10).save(&directory, Occasion::Scheduled).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(bytes.len() - CHECKSUM);
    bytes[8] = 2;
    let checksum = blake3::hash(&bytes);
    bytes.extend(checksum.as_bytes());
    fs::write(&path, bytes).unwrap();
    let error = Checkpoint::latest(&directory, "d1", MOST).unwrap_err();
    assert!(matches!(error, RecordError::Version { found: 2, known: 1, .. }), "{error}");
}

#[cfg(debug_assertions)]
#[test]
fn a_full_disk_keeps_the_checkpoints_before() {
    const ENOSPC: i32 = 28;
    let (_place, directory) = run();
    checkpoint(10).save(&directory, Occasion::Scheduled).unwrap();
    let save = || checkpoint(20).save(&directory, Occasion::Scheduled);
    let error = disk::fault::with("write", 1, ENOSPC, save).unwrap_err();
    assert!(matches!(error, RecordError::DiskFull { .. }), "{error}");
    assert_eq!(files(&directory), ["checkpoint-000000000010.bin"]);
    assert_eq!(Checkpoint::latest(&directory, "d1", MOST).unwrap(), Some(checkpoint(10)));
}
