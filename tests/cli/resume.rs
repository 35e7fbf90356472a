//! Nothing lost: runs that are killed or interrupted come to the same bytes.

use std::time::{Duration, Instant};

use super::support::{Place, Waits, same_trees};

const RUN: [&str; 5] = ["run", "small.toml", "--out", "cut", "--quiet"];

/// A whole run beside it, and how long it took.
fn whole(place: &Place) -> Duration {
    let clock = Instant::now();
    place.expect(0, &["run", "small.toml", "--out", "whole"]);
    clock.elapsed()
}

#[test]
fn a_run_killed_at_any_time_resumes_to_the_same_bytes() {
    let place = Place::new();
    let length = whole(&place);
    let wanted = place.tree("whole");
    let mut waits = Waits::new();
    for round in 0..6 {
        let _ = std::fs::remove_dir_all(place.path("cut"));
        // killed before its manifest stood: such a directory belongs to nobody and is run again
        let next = || {
            if place.path("cut/manifest.json").exists() {
                vec!["resume", "cut", "--quiet"]
            } else {
                RUN.to_vec()
            }
        };
        let kills = place.kill_and_go_on(&mut waits, length, round, next);
        same_trees(&wanted, &place.tree("cut"), &format!("round {round}, {kills} kills"));
    }
}

#[test]
fn resume_of_a_finished_run_changes_nothing() {
    let place = Place::new();
    whole(&place);
    let before = (
        place.tree("whole"),
        std::fs::read(place.path("whole/manifest.json")).unwrap(),
        std::fs::read(place.path("whole/log.txt")).unwrap(),
    );
    let out = place.expect(0, &["resume", "whole"]);
    assert_eq!(out.lines().last().unwrap().replace('\\', "/"), "whole/report.html");
    let after = (
        place.tree("whole"),
        std::fs::read(place.path("whole/manifest.json")).unwrap(),
        std::fs::read(place.path("whole/log.txt")).unwrap(),
    );
    assert!(before == after);
}

#[test]
fn resume_of_what_is_no_run_is_the_users_mistake() {
    let place = Place::new();
    place.expect(2, &["resume", "nowhere"]);
    std::fs::create_dir(place.path("other")).unwrap();
    place.expect(2, &["resume", "other"]);
}

/// Sends a signal by name once the run has its manifest and has begun to compute; gives the exit
/// code.
#[cfg(unix)]
fn stopped_by(place: &Place, signal: &str, directory: &str) -> Option<i32> {
    // long enough that the signal always comes before its end
    let mut child = place.start(&[
        "run",
        "small.toml",
        "--out",
        directory,
        "--set",
        "run.until=\"day 50\"",
        "--set",
        "run.humane_endpoint=\"never\"",
        "--quiet",
    ]);
    let clock = Instant::now();
    while !place.path(&format!("{directory}/frames/r0000/flank/t000060.png")).exists() {
        assert!(clock.elapsed() < Duration::from_secs(60), "no second frame within a minute");
        assert_eq!(child.try_wait().unwrap(), None, "the run ended by itself");
        std::thread::sleep(Duration::from_millis(5));
    }
    let sent = std::process::Command::new("kill")
        .args([format!("-{signal}"), child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    child.wait().unwrap().code()
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_exits_130_a_terminated_or_hung_up_one_75_with_their_state_saved() {
    let place = Place::new();
    for (signal, code) in [("INT", 130), ("TERM", 75), ("HUP", 75)] {
        assert_eq!(stopped_by(&place, signal, signal), Some(code), "SIG{signal}");
        let manifest: serde_json::Value = serde_json::from_slice(
            &std::fs::read(place.path(&format!("{signal}/manifest.json"))).unwrap(),
        )
        .unwrap();
        assert_eq!(manifest["status"], "interrupted");
        let saved = std::fs::read_dir(place.path(&format!("{signal}/state")))
            .unwrap()
            .any(|e| e.unwrap().file_name().to_str().unwrap().starts_with("signal-"));
        assert!(saved, "no state saved on SIG{signal}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_resumes_to_the_same_bytes() {
    let place = Place::new();
    let scenario = std::fs::read_to_string(place.path("small.toml"))
        .unwrap()
        .replace("\"day 2\"", "\"day 6\"");
    std::fs::write(place.path("small.toml"), scenario).unwrap();
    whole(&place);
    let mut child = place.start(&RUN);
    let clock = Instant::now();
    while !place.path("cut/frames/r0000/flank/t000060.png").exists() {
        assert!(clock.elapsed() < Duration::from_secs(60), "no second frame within a minute");
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(
        std::process::Command::new("kill")
            .args(["-INT".to_string(), child.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    place.expect(0, &["resume", "cut"]);
    same_trees(&place.tree("whole"), &place.tree("cut"), "interrupted and resumed");
}
