//! Damage is found and named, and what can be made again is made again: a flipped bit, a cut file
//! and a missing one, in every file of a run and of a study.

use std::path::{Path, PathBuf};

use super::batch;
use super::support::{Place, same_trees, text};

/// What is done to a file, in words and in deed.
type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 3] = [
    ("a flipped bit", |path| {
        let mut bytes = std::fs::read(path).unwrap();
        // of frames the first, which every rendering shows
        let first = bytes.windows(4).position(|four| four == b"FRAM").map(|place| place + 50);
        let place = first.unwrap_or(bytes.len() / 2);
        bytes[place] ^= 4;
        std::fs::write(path, bytes).unwrap();
    }),
    ("cut short", |path| {
        let bytes = std::fs::read(path).unwrap();
        std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    }),
    ("missing", |path| std::fs::remove_file(path).unwrap()),
];

/// A finished run, and a copy to damage.
fn finished() -> Place {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "whole", "--quiet"]);
    place
}

fn again(place: &Place) -> String {
    let _ = std::fs::remove_dir_all(place.path("copy"));
    place.copy("whole", "copy")
}

/// Every file of the run that carries no time of day and is not the lock.
fn names(place: &Place) -> Vec<PathBuf> {
    place.tree("whole").into_keys().filter(|name| *name != Path::new("state/lock")).collect()
}

#[test]
fn every_damaged_file_of_a_finished_run_is_named_and_made_again() {
    let place = finished();
    place.expect(0, &["verify", "whole", "--files"]);
    let wanted = place.tree("whole");
    for (number, name) in names(&place).into_iter().enumerate() {
        // pictures in turns: there are many, and all are painted alike
        let turns = if name.starts_with("frames") { number % 3..number % 3 + 1 } else { 0..3 };
        for (what, damage) in &DAMAGES[turns] {
            again(&place);
            damage(&place.path("copy").join(&name));
            let said = place.expect(1, &["verify", "copy", "--files"]);
            let file = name.display().to_string().replace('\\', "/");
            assert!(said.contains(&format!("{file}: ")), "{file}, {what}: {said}");
            if file == "scenario.toml" {
                place.expect(1, &["resume", "copy"]);
                continue;
            }
            place.expect(0, &["resume", "copy", "--quiet"]);
            let mut now = place.tree("copy");
            if file.starts_with("state/") {
                now.insert(name.clone(), wanted[&name].clone());
            }
            same_trees(&wanted, &now, &format!("{file}, {what}"));
            place.expect(0, &["verify", "copy", "--files"]);
        }
    }
}

#[test]
fn what_is_read_is_checked_before() {
    let place = finished();
    let readers: [(&str, &[&[&str]]); 4] = [
        ("outcomes.parquet", &[&["report", "copy"], &["verify", "copy"]]),
        ("series.parquet", &[&["report", "copy"], &["verify", "copy"], &["plot", "copy"]]),
        (
            "frames.bin",
            &[
                &["report", "copy"],
                &["render", "copy"],
                &["export", "copy", "--time", "day 2", "--csv"],
            ],
        ),
        ("scenario.toml", &[&["cite", "copy"], &["verify", "copy"], &["render", "copy"]]),
    ];
    for (file, commands) in readers {
        for (what, damage) in DAMAGES {
            again(&place);
            damage(&place.path("copy").join(file));
            for command in commands {
                if ["export", "report"].contains(&command[0])
                    && (file, what) == ("frames.bin", "a flipped bit")
                {
                    continue; // only the frames of that time, or of the animal shown, are read
                }
                let output = place.run(command);
                let err = text(&output.stderr);
                let code = output.status.code();
                assert!(matches!(code, Some(1 | 2)), "{command:?}, {file}, {what}: {code:?} {err}");
                assert!(err.contains(file), "{command:?}, {file}, {what}: {err}");
            }
        }
    }
}

#[test]
fn a_damaged_manifest_is_named_with_what_to_do_and_can_be_replaced() {
    let place = finished();
    let wanted = place.tree("whole");
    for (what, damage) in &DAMAGES[..2] {
        again(&place);
        damage(&place.path("copy/manifest.json"));
        for command in [["report", "copy"], ["resume", "copy"], ["verify", "copy"]] {
            let output = place.run(&command);
            let err = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{command:?}, {what}: {err}");
            assert!(err.contains("manifest.json: damaged"), "{command:?}, {what}: {err}");
            assert!(err.contains("--force` makes the run again"), "{command:?}, {what}: {err}");
        }
        place.expect(0, &["run", "small.toml", "--out", "copy", "--force", "--quiet"]);
        same_trees(&wanted, &place.tree("copy"), what);
    }
}

#[test]
fn a_rendering_and_a_page_made_later_are_entered() {
    let place = finished();
    let page = place.path("whole/report.html");
    std::fs::write(&page, "another").unwrap();
    place.expect(0, &["report", "whole"]);
    place.expect(0, &["verify", "whole", "--files"]);
    let made = place.expect(0, &["render", "whole"]);
    let made = place.path(made.lines().last().unwrap());
    place.expect(0, &["verify", "whole", "--files"]);
    DAMAGES[0].1(&made);
    let said = place.expect(1, &["verify", "whole", "--files"]);
    assert!(said.starts_with("render/"), "{said}");
    // a user's own file is not looked at
    place.expect(0, &["render", "whole"]);
    std::fs::write(place.path("whole/notes.txt"), "mine").unwrap();
    place.expect(0, &["verify", "whole", "--files"]);
}

/// A run that was stopped on a signal, with three states or more behind it.
#[cfg(unix)]
fn stopped() -> Place {
    use std::time::{Duration, Instant};
    let place = Place::new();
    let longer = std::fs::read_to_string(place.path("small.toml"))
        .unwrap()
        .replace("\"day 2\"", "\"day 5\"")
        .replace("replicates = 3", "replicates = 1");
    place.write("small.toml", &longer);
    place.expect(0, &["run", "small.toml", "--out", "whole", "--quiet"]);
    let mut child = place.start(&["run", "small.toml", "--out", "cut", "--quiet"]);
    let clock = Instant::now();
    while !place.path("cut/frames/r0000/flank/t000240.png").exists() {
        assert!(clock.elapsed() < Duration::from_secs(60), "no frame of day 2 within a minute");
        assert_eq!(child.try_wait().unwrap(), None, "the run ended by itself");
        std::thread::sleep(Duration::from_millis(2));
    }
    let stop = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(stop.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    place
}

#[cfg(unix)]
#[test]
fn a_damaged_state_leads_to_the_one_before_and_to_the_same_bytes() {
    let place = stopped();
    let wanted = place.tree("whole");
    let state: Vec<PathBuf> = place
        .tree("cut")
        .into_keys()
        .filter(|name| name.starts_with("state") || *name == Path::new("frames.bin"))
        .filter(|name| *name != Path::new("state/lock"))
        .collect();
    let of = |ending: &str| state.iter().filter(|n| n.to_string_lossy().ends_with(ending)).count();
    assert!(of(".seg") >= 3 && of(".bin") >= 4, "{state:?}");
    for (name, (what, damage)) in state.iter().zip(DAMAGES.iter().cycle()) {
        let _ = std::fs::remove_dir_all(place.path("copy"));
        place.copy("cut", "copy");
        damage(&place.path("copy").join(name));
        place.expect(0, &["resume", "copy", "--quiet"]);
        same_trees(&wanted, &place.tree("copy"), &format!("{}, {what}", name.display()));
    }
    let _ = std::fs::remove_dir_all(place.path("copy"));
    place.copy("cut", "copy");
    std::fs::remove_dir_all(place.path("copy/state")).unwrap();
    place.expect(0, &["resume", "copy", "--quiet"]);
    same_trees(&wanted, &place.tree("copy"), "no state at all");
}

#[test]
fn every_damaged_file_of_a_study_is_named() {
    let place = batch::place();
    place.expect(0, &["batch", "run", "study.toml", "--out", "whole", "-q"]);
    place.expect(0, &["verify", "whole", "--files"]);
    place.expect(0, &["batch", "status", "whole", "--verify"]);
    for name in place.files("whole").into_keys() {
        let file = name.display().to_string().replace('\\', "/");
        if file == "shards.csv" || file == "report.html" || file.ends_with("lock") {
            continue;
        }
        for (what, damage) in DAMAGES {
            if ["plan.json", "dataset/files.json"].contains(&&*file) && what == "missing" {
                continue; // then it is no study, or a dataset of version 0.1.0
            }
            let _ = std::fs::remove_dir_all(place.path("copy"));
            place.copy("whole", "copy");
            damage(&place.path("copy").join(&name));
            for command in
                [&["verify", "copy", "--files"][..], &["batch", "status", "copy", "--verify"]]
            {
                let output = place.run(command);
                let (out, err) = (text(&output.stdout), text(&output.stderr));
                let done = file.starts_with("shards/") && file.contains("/done-");
                if done && what == "missing" {
                    continue; // then its replicates are not done
                }
                assert_eq!(output.status.code(), Some(1), "{file}, {what}: {out}{err}");
                assert!(format!("{out}{err}").contains(&file), "{file}, {what}: {out}{err}");
            }
        }
    }
}
