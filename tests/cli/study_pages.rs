//! `il2sim report` of a study as a user meets it: the page beside the dataset, made again, and of a
//! study that is not finished.

use super::batch::{STUDY, place};
use super::support::{Place, text};

fn page(place: &Place, study: &str) -> String {
    std::fs::read_to_string(place.path(study).join("report.html")).unwrap()
}

#[test]
fn a_finished_study_has_a_page_that_is_made_again_to_the_same_bytes() {
    let place = place();
    let output = place.run(&["batch", "run", "study.toml", "--out", "study"]);
    assert!(
        output.status.success() && text(&output.stderr).contains("page: study"),
        "{}",
        text(&output.stderr)
    );
    let first = page(&place, "study");
    let plan: serde_json::Value =
        serde_json::from_slice(&std::fs::read(place.path("study/plan.json")).unwrap()).unwrap();
    for wanted in
        ["title", "rulebook_digest", "study_digest", "base_digest", "base_identity", "version"]
    {
        assert!(first.contains(plan[wanted].as_str().unwrap()), "{wanted}");
    }
    for wanted in [
        "il2sim batch run study.toml --out again",
        "For research and teaching; not for treating patients.",
        "2 h, 4 h",
        "treatment.0.skip = true",
    ] {
        assert!(first.contains(wanted), "{wanted}");
    }
    // nothing of this machine or time
    let here = place.path("").display().to_string();
    for varies in [here.trim_end_matches('/'), "cpu", "threads", "2026", "wall_s"] {
        assert!(!first.contains(varies), "the page says `{varies}`");
    }
    // each as SVG and as PDF
    let figures = std::fs::read_dir(place.path("study/dataset/figures")).unwrap().count() / 2;
    assert_eq!(first.matches("<svg ").count(), figures, "a chart is missing");
    let links: Vec<&str> =
        first.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(
        links.len() > 10 && links.iter().all(|link| place.path("study").join(link).exists()),
        "{links:?}"
    );

    std::fs::remove_file(place.path("study/report.html")).unwrap();
    assert_eq!(place.expect(0, &["report", "study"]), "study/report.html\n");
    assert!(page(&place, "study") == first, "other bytes");
    place.expect(0, &["report", "study", "--out", "elsewhere/copy.html"]);
    assert!(std::fs::read_to_string(place.path("elsewhere/copy.html")).unwrap() == first);
    std::fs::remove_file(place.path("study/report.html")).unwrap();
    place.expect(0, &["batch", "report", "study"]);
    assert!(page(&place, "study") == first);
    assert!(!place.files("study").keys().any(|path| path.to_str().unwrap().ends_with(".part")));
}

#[test]
fn an_unfinished_study_has_the_page_of_what_is_done_and_says_so() {
    let place = place();
    place.expect(0, &["batch", "plan", "study.toml", "--out", "study"]);
    let output = place.run(&["report", "study"]);
    assert!(
        output.status.success()
            && text(&output.stderr).contains("0 of 5 shards are done, 0 of 10 runs"),
        "{}",
        text(&output.stderr)
    );
    let empty = page(&place, "study");
    assert!(
        empty.contains("This study is not finished: 0 of 5 shards")
            && empty.contains("Nothing has run yet.")
            && !empty.contains("<svg ")
    );
    assert!(!empty.contains("href=\"dataset"), "a link to what is not there");
    place.expect(0, &["batch", "run", "study", "--shard", "3", "--shard", "1", "-q"]);
    place.expect(0, &["report", "study"]);
    let some = page(&place, "study");
    assert!(
        some.contains("2 of 5 shards are done, 4 of 10 runs")
            && some.contains("<svg ")
            && some.contains(" of 2</td>")
    );
    // points that have not run have no number
    assert!(some.contains("<td>–</td>") && some.contains("treated, 30 CU, 2 h: 0/2 = 0 %"));
    place.expect(0, &["batch", "run", "study", "-q"]);
    place.expect(0, &["report", "study"]);
    let all = page(&place, "study");
    assert!(
        all.contains("All 5 shards of this study are done, but there is no dataset of them yet")
    );
    place.expect(0, &["batch", "merge", "study"]);
    let merged = page(&place, "study");
    assert!(!merged.contains("role=\"note\"") && merged.contains("href=\"dataset/figures/"));
    let numbers = |page: &str| {
        page.split("id=\"everything\"")
            .nth(1)
            .unwrap()
            .split("</table>")
            .next()
            .unwrap()
            .to_string()
    };
    assert!(numbers(&all) == numbers(&merged), "the same runs gave other numbers");
    // the dataset of an earlier plan is not this study's
    place.write("grown.toml", &STUDY.replace("replicates = 2", "replicates = 3"));
    place.expect(0, &["batch", "plan", "grown.toml", "--out", "study"]);
    place.expect(0, &["report", "study"]);
    assert!(page(&place, "study").contains("0 of 5 shards are done, 10 of 15 runs"));
}

#[test]
fn what_is_no_study_or_stands_among_runs_is_refused() {
    let place = place();
    place.expect(0, &["batch", "run", "study.toml", "--out", "study", "-q"]);
    place.expect(0, &["run", "tiny.toml", "--out", "run", "-q"]);
    std::fs::create_dir(place.path("empty")).unwrap();
    let before = place.files(".");
    let refused = |arguments: &[&str], code: i32, wanted: &[&str]| {
        let output = place.run(arguments);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {err}");
        wanted
            .iter()
            .for_each(|word| assert!(err.contains(word), "{arguments:?} lacks `{word}`: {err}"));
    };
    refused(&["report", "run", "study"], 2, &["study: is a study", "compares runs"]);
    refused(&["report", "study", "study"], 2, &["study: is a study", "give a study alone"]);
    refused(
        &["report", "nowhere"],
        2,
        &["nowhere: there is no such directory of a run or a study"],
    );
    refused(
        &["report", "empty"],
        2,
        &["empty: holds neither a run (manifest.json) nor a study (plan.json)"],
    );
    refused(&["report", "study.toml"], 2, &["study.toml: holds neither a run"]);
    refused(
        &["report", "study/dataset"],
        2,
        &["study/dataset: is part of the directory of a study: give that, study"],
    );
    refused(&["report", "study", "--replicate", "1"], 2, &["two directories or more"]);
    refused(&["report", "study", "--out", "page.txt"], 2, &["ends in .html"]);
    assert!(place.files(".") == before, "something was touched");
    let stored = std::fs::read_to_string(place.path("study/study.toml")).unwrap();
    place.write("study/study.toml", &stored.replace("Dose by time", "Another"));
    refused(&["report", "study"], 1, &["study.toml: damaged: it is not the file that was planned"]);
    place.write("study/study.toml", &stored);
    place.write("study/plan.json", "{ \"program\": ");
    refused(&["report", "study"], 1, &["plan.json: damaged"]);
}
