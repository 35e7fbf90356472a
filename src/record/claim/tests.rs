use super::*;

fn place() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn make_run(path: &Path) -> RunDir {
    let directory = RunDir::create(Some(path), "x", false).unwrap();
    directory.write(SCENARIO, b"schema = 1\n").unwrap();
    Manifest::starting("r", "s", "x", 1, 1, Vec::new()).save(&directory).unwrap();
    directory
}

#[test]
fn runs_without_a_place_are_numbered() {
    let place = place();
    for expected in ["mouse", "mouse-2", "mouse-3"] {
        let directory = RunDir::create_under(place.path(), "mouse", false).unwrap();
        Manifest::starting("r", "s", "mouse", 1, 1, Vec::new()).save(&directory).unwrap();
        assert_eq!(directory.path(), place.path().join(expected));
    }
}

#[test]
fn a_run_that_is_being_made_is_not_taken_by_another_process() {
    let place = place();
    let first = RunDir::create_under(place.path(), "mouse", false).unwrap();
    let second = RunDir::create_under(place.path(), "mouse", false).unwrap();
    assert_ne!(first.path(), second.path());
    let error = RunDir::create(Some(first.path()), "mouse", false).unwrap_err();
    assert!(matches!(error, RecordError::Locked { .. }), "{error}");
}

#[test]
fn a_run_killed_before_its_manifest_is_taken_by_the_next() {
    let place = place();
    let path = place.path().join("run");
    drop(RunDir::create(Some(&path), "x", false).unwrap());
    let second = RunDir::create(Some(&path), "x", false).unwrap();
    second.write(SCENARIO, b"schema = 1\n").unwrap();
    drop(second);
    fs::write(path.join("manifest.json.part"), b"{").unwrap();
    make_run(&path);
}

#[test]
fn the_users_own_files_are_never_touched() {
    let place = place();
    fs::write(place.path().join("scenario.toml"), b"mine").unwrap();
    for force in [false, true] {
        let error = RunDir::create(Some(place.path()), "x", force).unwrap_err();
        assert!(matches!(error, RecordError::HoldsOther { .. }), "{error}");
    }
    assert_eq!(disk::names(place.path()).unwrap(), ["scenario.toml"]);
    fs::write(place.path().join("manifest.json"), b"{\"program\": \"other\"}").unwrap();
    assert!(matches!(
        RunDir::create(Some(place.path()), "x", true).unwrap_err(),
        RecordError::HoldsOther { .. }
    ));
    let file = place.path().join("scenario.toml");
    assert!(matches!(
        RunDir::create(Some(&file), "x", true).unwrap_err(),
        RecordError::HoldsOther { .. }
    ));
}

#[test]
fn force_replaces_a_run_and_leaves_what_lies_beside_it() {
    let place = place();
    let path = place.path().join("run");
    let first = make_run(&path);
    first.write("frames/r0000/flank/t000000.png", b"png").unwrap();
    first.write("state/checkpoint-000000000010.bin", b"old").unwrap();
    first.write("notes.txt", b"mine").unwrap();
    assert!(matches!(
        RunDir::create(Some(&path), "x", true).unwrap_err(),
        RecordError::Locked { .. }
    ));
    drop(first);
    assert!(matches!(
        RunDir::create(Some(&path), "x", false).unwrap_err(),
        RecordError::HoldsRun { .. }
    ));
    let second = RunDir::create(Some(&path), "x", true).unwrap();
    assert_eq!(
        disk::names(&path).unwrap(),
        ["manifest.json", "notes.txt", "scenario.toml", "state"]
    );
    assert_eq!(disk::names(&second.state()).unwrap(), ["lock"]);
    assert_eq!(Manifest::load(&second).unwrap().status, Status::Interrupted);
}

#[test]
fn a_run_is_written_by_one_process_and_read_by_many() {
    let place = place();
    let path = place.path().join("run");
    let writer = make_run(&path);
    assert!(matches!(RunDir::resume(&path).unwrap_err(), RecordError::Locked { .. }));
    let reader = RunDir::open(&path).unwrap();
    assert!(matches!(reader.write("x", b"").unwrap_err(), RecordError::NotHeld { .. }));
    assert!(matches!(reader.log("x").unwrap_err(), RecordError::NotHeld { .. }));
    drop(writer);
    // The lock's file is still there; only a living holder counts.
    assert_eq!(disk::names(&path.join(STATE)).unwrap(), ["lock"]);
    RunDir::resume(&path).unwrap();
}

#[test]
fn a_resume_removes_half_written_files() {
    let place = place();
    let path = place.path().join("run");
    drop(make_run(&path));
    fs::create_dir_all(path.join("frames/r0000/flank")).unwrap();
    fs::write(path.join("frames/r0000/flank/t000000.png.part"), b"half").unwrap();
    fs::write(path.join("state/checkpoint-000000000010.bin.part"), b"half").unwrap();
    RunDir::resume(&path).unwrap();
    assert!(disk::names(&path.join("frames/r0000/flank")).unwrap().is_empty());
    assert_eq!(disk::names(&path.join(STATE)).unwrap(), ["lock"]);
}

#[test]
fn a_missing_run_has_its_own_error_and_a_missing_state_begins_anew() {
    let place = place();
    assert!(matches!(RunDir::open(place.path()).unwrap_err(), RecordError::NotARun { .. }));
    assert!(matches!(
        RunDir::resume(&place.path().join("absent")).unwrap_err(),
        RecordError::NotARun { .. }
    ));
    let path = place.path().join("run");
    drop(make_run(&path));
    fs::remove_dir_all(path.join(STATE)).unwrap();
    // Settling a finished run that has no state changes nothing.
    RunDir::open(&path).unwrap().settle().unwrap();
    assert_eq!(disk::names(&path).unwrap(), ["manifest.json", "scenario.toml"]);
    RunDir::resume(&path).unwrap();
    assert_eq!(disk::names(&path.join(STATE)).unwrap(), ["lock"]);
}

#[cfg(unix)]
#[test]
fn a_place_that_may_not_be_written_has_its_own_error() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    let locked = place.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    let result = RunDir::create(Some(&locked.join("run")), "x", false);
    // A superuser is not bound by permissions; nobody makes directories in /proc.
    match result {
        Err(error) => assert!(matches!(error, RecordError::ReadOnly { .. }), "{error}"),
        Ok(_) => assert!(matches!(
            RunDir::create(Some(Path::new("/proc/il2sim/run")), "x", false).unwrap_err(),
            RecordError::Io { .. } | RecordError::ReadOnly { .. }
        )),
    }
}

#[test]
fn log_lines_are_dated_and_appended() {
    let place = place();
    let directory = make_run(&place.path().join("run"));
    directory.log("one").unwrap();
    directory.log("two\nlines").unwrap();
    let text = fs::read_to_string(directory.file("log.txt")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].ends_with("Z one") && lines[1].ends_with("Z two") && lines[2] == "    lines",
        "{text}"
    );
}

#[test]
fn names_are_legal_on_every_system() {
    for (given, expected) in [
        ("peritumoral", "peritumoral"),
        ("a/b\\c:d*e?f\"g<h>i|j", "a-b-c-d-e-f-g-h-i-j"),
        ("tail. .", "tail"),
        ("NUL.txt", "NUL_.txt"),
        ("com1", "com1_"),
        ("com0", "com0"),
        ("lpt9", "lpt9_"),
        ("console", "console"),
        ("", "run"),
        ("Tumör", "Tumör"),
        ("..", "run"),
    ] {
        assert_eq!(legal_name(given), expected, "{given:?}");
    }
}

#[cfg(all(unix, debug_assertions))]
#[test]
fn a_file_system_without_locks_stops_no_run_and_is_said_once() {
    const ENOSYS: i32 = 38;
    const ENOTSUPP: i32 = 524;
    let named = [rustix::io::Errno::NOLCK, rustix::io::Errno::OPNOTSUPP];
    for code in named.map(|errno| errno.raw_os_error()).into_iter().chain([ENOSYS, ENOTSUPP]) {
        let place = place();
        let path = place.path().join("run");
        let run = disk::fault::with("lock", 1, code, || RunDir::create(Some(&path), "x", false))
            .unwrap_or_else(|error| panic!("errno {code}: {error}"));
        let log = fs::read_to_string(run.file("log.txt")).unwrap();
        assert_eq!(log.matches("keeps no locks").count(), 1, "{log}");
    }
}
