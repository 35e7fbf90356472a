//! What the server has: the page, how the run stands, its curves and pictures, the report.
//!
//! | path | what |
//! | --- | --- |
//! | `` | the page |
//! | `now` | how the run stands, as JSON |
//! | `curves/WHO/FROM` | the curves of a replicate, or of `median`, from a row on, as JSON |
//! | `times/REPLICATE/SITE/FROM` | times of a site's pictures from one on, h, as JSON |
//! | `pictures/REPLICATE/SITE/NUMBER.png` | a picture |
//! | `report.html` | the report, once the run is done |
//!
//! A picture is asked for by numbers; its file is the one that the run itself told of, so no word
//! of a request ever becomes a part of a file's name.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use serde_json::json;

use crate::report::Curves;
use crate::report::html::{self, escape};

use super::request::Answer;
use super::run_state::{RunState, lock};

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");

/// Looks a path up. Files are read while nothing is locked, so that a run never waits for a reader.
pub(super) fn page_of(path: &str, run_state: &Mutex<RunState>) -> Answer {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [""] => Answer::of(
            "text/html; charset=utf-8",
            page(&lock(run_state).setting.title).into_bytes(),
        ),
        ["now"] => {
            let mut run_state = lock(run_state);
            run_state.told_end |= matches!(run_state.ended, Some((_, false)));
            json_of(&now(&run_state))
        }
        ["report.html"] => report(run_state),
        ["curves", who, from] => curves(&lock(run_state), who, from).unwrap_or_else(nothing),
        ["times", replicate, site, from] => {
            times(&lock(run_state), replicate, site, from).unwrap_or_else(nothing)
        }
        ["pictures", replicate, site, number] => {
            let file = picture(&lock(run_state), replicate, site, number);
            file.map_or_else(nothing, |file| read(file, "image/png"))
        }
        _ => nothing(),
    }
}

fn nothing() -> Answer {
    Answer::refused(404, "nothing here")
}

fn json_of(value: &serde_json::Value) -> Answer {
    Answer::of("application/json", value.to_string().into_bytes())
}

fn read(path: PathBuf, kind: &'static str) -> Answer {
    std::fs::read(path)
        .map_or_else(|_| Answer::refused(404, "not there yet"), |bytes| Answer::of(kind, bytes))
}

fn report(run_state: &Mutex<RunState>) -> Answer {
    let path = {
        let run_state = lock(run_state);
        if !matches!(run_state.ended, Some((_, true))) {
            return Answer::refused(404, "not there yet");
        }
        run_state.setting.directory.join("report.html")
    };
    let answer = read(path, "text/html; charset=utf-8");
    lock(run_state).told_end = true;
    answer
}

fn page(title: &str) -> String {
    let body = html::fill(PAGE, &[("title", escape(title))]);
    html::with_charts(
        title,
        env!("CARGO_PKG_VERSION"),
        body,
        &[&html::SCRIPTS[..], &[SCRIPT]].concat(),
        "null".to_string(),
    )
}

fn now(run_state: &RunState) -> serde_json::Value {
    let setting = &run_state.setting;
    let site = |site: u32| setting.sites.get(site as usize).map_or("", String::as_str);
    let panes: Vec<_> = run_state
        .pictures
        .iter()
        .map(|((replicate, number), pictures)| {
            let name = if setting.sites.len() > 1 {
                format!("{} {replicate}, {}", setting.subject, site(*number))
            } else {
                format!("{} {replicate}", setting.subject)
            };
            json!({ "replicate": replicate, "site": number, "name": name, "pictures": pictures.len() })
        })
        .collect();
    let ends: Vec<_> = run_state.ends.iter().map(|(replicate, (time_h, word))| json!({ "replicate": replicate, "time_h": time_h, "word": word })).collect();
    json!({
        "title": setting.title, "subject": setting.subject,
        "directory": setting.directory.display().to_string(),
        "time_h": run_state.time_h, "until_h": setting.until_h, "active": run_state.active,
        "replicates": setting.replicates,
        "messages": run_state.messages, "marks": html::marks(&setting.marks), "ends": ends,
        "panes": panes,
        "own": run_state.own.iter()
            .map(|(replicate, curves)| (replicate.to_string(), curves.time_h.len()))
            .collect::<BTreeMap<_, _>>(),
        "median": run_state.median.time_h.len(),
        "ended": run_state.ended.is_some(),
        "last": run_state.ended.as_ref().map(|(last, _)| last),
        "report": matches!(run_state.ended, Some((_, true))),
    })
}

fn curves(run_state: &RunState, who: &str, from: &str) -> Option<Answer> {
    let from: usize = from.parse().ok()?;
    let curves =
        if who == "median" { &run_state.median } else { run_state.own.get(&who.parse().ok()?)? };
    Some(json_of(&html::curves(&tail(curves, from))))
}

/// Curves from a row on.
fn tail(curves: &Curves, from: usize) -> Curves {
    let cut = |line: &[Option<f64>]| line.get(from..).unwrap_or_default().to_vec();
    Curves {
        time_h: curves.time_h.get(from..).unwrap_or_default().to_vec(),
        burden: cut(&curves.burden),
        effectors: curves.effectors.each_ref().map(|line| cut(line)),
        il2_tissue_pm: cut(&curves.il2_tissue_pm),
        il2_plasma_pm: cut(&curves.il2_plasma_pm),
        leak: cut(&curves.leak),
        missing: curves.missing.clone(),
    }
}

fn times(run_state: &RunState, replicate: &str, site: &str, from: &str) -> Option<Answer> {
    let pictures = run_state.pictures.get(&(replicate.parse().ok()?, site.parse().ok()?))?;
    let times: Vec<f64> = pictures
        .get(from.parse().ok()?..)
        .unwrap_or_default()
        .iter()
        .map(|(time_h, _)| *time_h)
        .collect();
    Some(json_of(&json!(times)))
}

fn picture(run_state: &RunState, replicate: &str, site: &str, number: &str) -> Option<PathBuf> {
    let pictures = run_state.pictures.get(&(replicate.parse().ok()?, site.parse().ok()?))?;
    let (_, file) = pictures.get(number.strip_suffix(".png")?.parse::<usize>().ok()?)?;
    Some(run_state.setting.directory.join(file))
}
