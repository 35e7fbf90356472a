//! What a user put beside the program's files stays, and a dataset stands at every moment.

use std::process::Output;

use super::batch;
use super::support::{Place, same_trees, text};

/// Files of a user in the directory of a run, some of them named much like the program's.
const MINE: [&str; 9] = [
    "notes.txt",
    "notes.txt.part",
    "frames/my.png",
    "frames/r0000/flank/mine.png",
    "frames/r0000/flank/mine.png.part",
    "render/mine/t000000.png",
    "render/talk.gif",
    "export/mine.csv",
    "state/notes.part",
];

/// What killed processes of the program leave in it.
const LEFT: [&str; 4] = [
    "summary.json.part",
    "frames/r0000/flank/t000060.png.part",
    "state/checkpoint-000000000024.bin.part",
    "render/r0000-flank.gif.a1B2c3.part",
];

fn put(place: &Place, top: &str, names: &[&str]) {
    for name in names {
        let path = place.path(&format!("{top}/{name}"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "mine").unwrap();
    }
}

fn stands(place: &Place, top: &str, name: &str) -> bool {
    std::fs::symlink_metadata(place.path(&format!("{top}/{name}"))).is_ok()
}

#[test]
fn resume_and_force_remove_what_the_program_made_and_nothing_else() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "run", "-q", "--replicates", "1"]);
    place.expect(0, &["render", "run"]);
    place.expect(0, &["render", "run", "--format", "png"]);
    place.expect(0, &["export", "run", "--time", "day 1", "--csv"]);
    put(&place, "run", &MINE);
    put(&place, "run", &LEFT);
    std::fs::create_dir(place.path("elsewhere")).unwrap();
    place.write("elsewhere/t000000.png.part", "mine");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../elsewhere", place.path("run/frames/r0001")).unwrap();
    place.expect(0, &["resume", "run"]);
    for name in MINE {
        assert!(stands(&place, "run", name), "resume removed {name}");
    }
    for name in LEFT {
        assert!(!stands(&place, "run", name), "resume left {name}");
    }
    let again =
        ["run", "small.toml", "--out", "run", "-q", "--replicates", "1", "--force", "--until"];
    put(&place, "run", &LEFT);
    place.expect(0, &[&again[..], &["6 h"]].concat());
    let left: Vec<String> = place
        .files("run")
        .into_keys()
        .map(|path| path.to_str().unwrap().replace('\\', "/"))
        .filter(|path| ["frames/", "render/", "export/"].iter().any(|top| path.starts_with(top)))
        .collect();
    let mut wanted: Vec<&str> = MINE.into_iter().filter(|name| name.contains('/')).collect();
    wanted.retain(|name| !name.starts_with("state/"));
    wanted.extend(["frames/r0000/flank/t000000.png", "frames/r0000/flank/t000030.png"]);
    #[cfg(unix)]
    wanted.push("frames/r0001/t000000.png.part");
    wanted.sort_unstable();
    assert_eq!(left, wanted, "frames, pictures and exports of the run before go, no others");
    for name in MINE {
        assert!(stands(&place, "run", name), "--force removed {name}");
    }
    assert!(place.path("elsewhere/t000000.png.part").exists());
}

#[cfg(unix)]
#[test]
fn a_file_that_is_asked_for_is_not_written_through_a_planted_link() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "run", "-q", "--replicates", "1"]);
    for (name, command) in [
        ("figure.svg", vec!["plot", "run", "--out", "figure.svg"]),
        ("page.html", vec!["report", "run", "--out", "page.html"]),
        ("film.gif", vec!["render", "run", "--out", "film.gif"]),
        ("report.html", vec!["report", "run"]),
    ] {
        let directory = if command.contains(&"--out") { "" } else { "run/" };
        let part = place.path(&format!("{directory}{name}.part"));
        place.write("mine.txt", "mine");
        std::os::unix::fs::symlink(place.path("mine.txt"), &part).unwrap();
        place.expect(0, &command);
        assert_eq!(std::fs::read(place.path("mine.txt")).unwrap(), b"mine", "{name}");
        let made = std::fs::symlink_metadata(place.path(&format!("{directory}{name}"))).unwrap();
        assert!(made.is_file() && made.len() > 1000, "{name}");
        assert_eq!(part.is_symlink(), directory.is_empty(), "a link of the user's stays: {name}");
    }
}

#[test]
fn what_killed_workers_left_in_a_study_goes_at_the_next_run() {
    let place = batch::place();
    place.expect(0, &["batch", "run", "study.toml", "--out", "study", "-q"]);
    let csv = std::fs::read_to_string(place.path("study/shards.csv")).unwrap();
    let name = csv.lines().last().unwrap().split(',').nth(5).unwrap().to_string();
    let shard = format!("shards/{}/{name}", &name[..2]);
    let left = [
        "plan.json.a1B2c3.part".to_string(),
        format!("{shard}/outcomes-000000-02.parquet.a1B2c3.part"),
        format!("{shard}/done-000000-02.json.a1B2c3.part"),
    ];
    let mine = ["notes.a1B2c3.part".to_string(), format!("{shard}/notes.part")];
    put(&place, "study", &left.each_ref().map(String::as_str));
    put(&place, "study", &mine.each_ref().map(String::as_str));
    place.expect(0, &["batch", "run", "study", "-q"]);
    assert!(left.iter().all(|name| !stands(&place, "study", name)), "{:?}", place.files("study"));
    assert!(mine.iter().all(|name| stands(&place, "study", name)));
}

/// `batch merge` with a fault in it.
#[cfg(debug_assertions)]
fn merge(place: &Place, fault: &str) -> Output {
    let merge = ["batch", "merge", "study"];
    place.command(&merge).env("IL2SIM_FAULT", fault).output().unwrap()
}

#[cfg(all(debug_assertions, unix))]
#[test]
fn a_merge_killed_at_any_rename_leaves_a_dataset_and_the_next_ends_it() {
    use std::os::unix::process::ExitStatusExt;
    let place = batch::place();
    place.expect(0, &["batch", "run", "study.toml", "--out", "study", "-q"]);
    place.write("study/dataset/notes.txt", "mine");
    let wanted = place.files("study/dataset");
    let own = |path: &std::path::Path| !path.to_str().unwrap().starts_with("shards");
    let around: Vec<_> = place.files("study").into_keys().filter(|path| own(path)).collect();
    for refused in ["", ",exchange:every:22"] {
        let mut kills = 0;
        loop {
            let call = if refused.is_empty() && kills == 0 { "exchange" } else { "rename" };
            let output = merge(&place, &format!("{call}:{}:kill{refused}", kills.max(1)));
            if output.status.success() {
                break;
            }
            assert!(output.status.signal().is_some(), "{}", text(&output.stderr));
            kills += 1;
            place.expect(0, &["batch", "report", "study"]);
            let mut found = place.files("study/dataset");
            // What is mine may still be on its way into the new dataset.
            let all = place.files("study");
            let mine = all.iter().filter(|(path, _)| path.ends_with("notes.txt"));
            assert!(mine.count() == 1, "kill {kills}{refused} lost a file of the user's");
            found.entry("notes.txt".into()).or_insert_with(|| b"mine".to_vec());
            same_trees(&wanted, &found, &format!("kill {kills}{refused}"));
        }
        assert!(kills > 5, "{kills} kills");
        place.expect(0, &["batch", "merge", "study"]);
        let after: Vec<_> = place.files("study").into_keys().filter(|path| own(path)).collect();
        assert_eq!(after, around, "{kills} kills{refused}");
    }
}

#[test]
fn two_merges_at_once_both_end_well() {
    let place = batch::place();
    place.expect(0, &["batch", "run", "study.toml", "--out", "study", "-q"]);
    let wanted = place.files("study/dataset");
    for round in 0..16 {
        let both = [0, 1].map(|_| place.start(&["batch", "merge", "study"]));
        for child in both {
            let output = child.wait_with_output().unwrap();
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "round {round}: {said}");
        }
        same_trees(&wanted, &place.files("study/dataset"), &format!("round {round}"));
    }
    assert!(!place.files("study").keys().any(|path| path.to_str().unwrap().contains(".part")));
}
