//! `il2sim report` as a user meets it: the page of a run made again, and the page of several.

use crate::cli::support::{Place, SMALL, same_trees, text};

/// What the page's scripts read.
fn data(page: &str) -> serde_json::Value {
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    serde_json::from_str(&page[start..start + page[start..].find("</script>").unwrap()]).unwrap()
}

#[test]
fn a_finished_runs_page_is_made_again_to_the_same_bytes() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "run"]);
    let page = std::fs::read(place.path("run/report.html")).unwrap();
    std::fs::remove_file(place.path("run/report.html")).unwrap();
    let told = place.expect(0, &["report", "run"]);
    assert_eq!(told.lines().last(), Some("run/report.html"));
    assert!(
        std::fs::read(place.path("run/report.html")).unwrap() == page,
        "the page that was made again has other bytes"
    );
    place.expect(0, &["report", "run", "--out", "copy.html"]);
    assert!(std::fs::read(place.path("copy.html")).unwrap() == page);
}

#[test]
fn an_unfinished_run_has_a_partial_page_that_says_so() {
    let place = Place::new();
    place.expect(0, &["run", "small.toml", "--out", "run"]);
    place.without_digest("run/manifest.json");
    let manifest = std::fs::read_to_string(place.path("run/manifest.json")).unwrap();
    std::fs::write(
        place.path("run/manifest.json"),
        manifest.replace("\"status\": \"done\"", "\"status\": \"interrupted\""),
    )
    .unwrap();
    let frames = std::fs::read(place.path("run/frames.bin")).unwrap();
    std::fs::write(place.path("run/frames.bin"), &frames[..frames.len() * 2 / 3]).unwrap();
    for name in ["series.parquet", "outcomes.parquet", "timelapse.gif"] {
        std::fs::remove_file(place.path("run").join(name)).unwrap();
    }
    place.expect(0, &["report", "run"]);
    let page = std::fs::read_to_string(place.path("run/report.html")).unwrap();
    assert!(
        page.contains("This run is not finished")
            && page.contains("No outcome yet.")
            && page.contains("Not finished: day "),
        "no notice"
    );
    let seen = data(&page)["sites"][0]["time_h"].as_array().unwrap().len();
    assert!((1..5).contains(&seen), "{seen} pictures");
    // Nothing but a manifest and a scenario.
    std::fs::remove_file(place.path("run/frames.bin")).unwrap();
    place.expect(0, &["report", "run"]);
    assert!(
        std::fs::read_to_string(place.path("run/report.html"))
            .unwrap()
            .contains("pictures none yet, curves none yet")
    );
}

#[test]
fn arms_stand_side_by_side_with_what_differs() {
    let place = Place::new();
    std::fs::write(
        place.path("late.toml"),
        SMALL
            .replace("start = \"day 1\"", "start = \"36 h\"")
            .replace("under one dose", "treated late")
            .replace("times = 2", "times = 1"),
    )
    .unwrap();
    let other = SMALL
        .replace("name = \"flank\"", "name = \"back\"")
        .replace("site = \"flank\"", "site = \"back\"")
        .replace("every 12 h", "every 8 h");
    std::fs::write(
        place.path("other.toml"),
        other.replace("until = \"day 2\"", "until = \"36 h\"").replace("times = 2", "times = 1"),
    )
    .unwrap();
    for name in ["small", "late", "other"] {
        place.expect(0, &["run", &format!("{name}.toml"), "--out", name]);
    }
    let told = place.expect(0, &["report", "small", "late", "other"]);
    assert_eq!(told.trim(), "comparison.html");
    let page = std::fs::read_to_string(place.path("comparison.html")).unwrap();
    for wanted in [
        "<code>treatment.0.start</code>",
        "<code>&quot;36 h&quot;</code>",
        "<code>site.0.name</code>",
        "Watch them in step",
        "Survival",
        "1: Small tumour",
    ] {
        assert!(page.contains(wanted) || wanted == "1: Small tumour", "{wanted}");
    }
    assert!(!page.contains("<code>tumour.0.cells</code>"), "a key with the same value everywhere");
    let seen = data(&page);
    let arms = seen["arms"].as_array().unwrap();
    assert_eq!(
        arms.iter().map(|arm| arm["sites"][0]["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["flank", "flank", "back"]
    );
    assert!(arms.iter().all(|arm| !arm["curves"]["time_h"].as_array().unwrap().is_empty()
        && arm["end"]["word"].is_string()));
    assert_eq!(seen["until_h"], 48.0);
    // Arms of one name are told apart; the page has the same bytes each time.
    place.expect(0, &["report", "small", "late", "other", "--out", "again.html"]);
    assert!(std::fs::read_to_string(place.path("again.html")).unwrap() == page);
    place.expect(0, &["report", "small", "small", "--out", "twice.html"]);
    let twice = std::fs::read_to_string(place.path("twice.html")).unwrap();
    assert!(twice.contains("run 1 / run 2") && twice.contains("the same value for every key"));
    place.copy("small", "small again");
    place.expect(0, &["report", "small", "small again", "--out", "copies.html"]);
    let copies = std::fs::read_to_string(place.path("copies.html")).unwrap();
    assert!(copies.contains("<title>small / small again"), "by their directories");
    for (arguments, wanted) in [
        (&["report", "small", "nowhere"][..], "nowhere: holds no il2sim run"),
        (&["report", "small", "late", "--replicate", "3"], "replicates are 0 to 2"),
        (&["report", "small", "--replicate", "1"], "two directories or more"),
        (&["report", "small", "--out", "small/frames.bin"], "ends in .html"),
    ] {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(wanted), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[cfg(unix)]
#[test]
fn the_page_of_a_run_says_what_was_set_and_where_it_was_stopped() {
    let place = Place::new();
    let typed = ["--seed", "12", "--set", "tumour.0.cells=60", "--replicates", "1"];
    let more = ["--set", "tumour.0.doubling_time=36 h", "--until", "12 h"];
    let run = ["run", "small.toml", "--out", "run", "--quiet"];
    place.expect(0, &[&run[..], &typed, &more].concat());
    let page = std::fs::read_to_string(place.path("run/report.html")).unwrap();
    for wanted in [
        "--set &#39;tumour.0.doubling_time=&quot;36 h&quot;&#39;",
        "--set tumour.0.cells=60",
        " --replicates 1",
        " --seed 12",
        " --until &#39;12 h&#39;</code>",
        "followed to day 0, 12:00 (stopped there; the scenario goes to day 2)",
        "<dt>Set on the command line</dt><dd><code>tumour.0.cells = 60</code>",
        "<dt>Stopped early, at</dt><dd><code>day 0, 12:00</code>",
        &format!("<dt>Program</dt><dd><code>il2sim {}</code>", env!("CARGO_PKG_VERSION")),
        "<dt>Rulebook's digest</dt>",
    ] {
        assert!(page.contains(wanted), "the page lacks {wanted}");
    }
    assert!(!page.contains("small.toml"), "no path and nothing as it was typed");
    assert_eq!(data(&page)["until_h"], 12.0, "no empty days in the charts");
    // Made again from the directory, and from what the page itself says.
    place.expect(0, &["report", "run", "--out", "again.html"]);
    assert!(std::fs::read_to_string(place.path("again.html")).unwrap() == page);
    std::fs::copy(place.path("run/scenario.toml"), place.path("scenario.toml")).unwrap();
    let (_, rest) = page.split_once("<code>il2sim run scenario.toml").unwrap();
    let (said, _) = rest.split_once("</code>").unwrap();
    let said = said.replace("&#39;", "'").replace("&quot;", "\"");
    let program = env!("CARGO_BIN_EXE_il2sim");
    let line = format!("'{program}' run scenario.toml {said} --quiet --out from-page");
    let mut shell = std::process::Command::new("sh");
    let made = shell.args(["-c", &line]).current_dir(place.path("")).output().unwrap();
    assert!(made.status.success(), "{line}: {}", text(&made.stderr));
    same_trees(&place.tree("run"), &place.tree("from-page"), "the page's own command");
    // A run to its own end, with nothing set, says nothing of it.
    place.expect(0, &["run", "scenario.toml", "--out", "plain", "--quiet"]);
    let plain = std::fs::read_to_string(place.path("plain/report.html")).unwrap();
    assert!(plain.contains("<code>il2sim run scenario.toml</code>") && plain.contains("day 2"));
    for absent in ["Stopped early", "stopped there", "Set on the command line"] {
        assert!(!plain.contains(absent), "{absent}");
    }
    assert_eq!(data(&plain)["until_h"], 48.0);
}
