//! What the server has: the page, how the run stands, the pictures, the report.
//!
//! | path | what |
//! | --- | --- |
//! | `` | the page |
//! | `now` | how the run stands, and its pictures so far, as JSON |
//! | `frames/rNNNN/SITE/tNNNNNN.png` | a picture |
//! | `report.html` | the report, once the run is done |

use std::collections::BTreeMap;
use std::path::Path;

use crate::report::html::escape;

use super::Known;
use super::request::Answer;

/// The page.
const PAGE: &str = include_str!("page.html");

/// Looks a path up.
pub fn page_of(path: &str, known: &mut Known) -> Answer {
    match path {
        "" => Answer::of("text/html; charset=utf-8", PAGE.replace("{{title}}", &escape(&known.title)).into_bytes()),
        "now" => {
            known.told_end |= known.ended;
            Answer::of("application/json", now(known).into_bytes())
        }
        "report.html" => file(known, Path::new(path), "text/html; charset=utf-8"),
        _ => match known.directory.as_deref().map(pictures).and_then(|listed| listed.into_values().flatten().find(|listed| listed == path)) {
            Some(listed) => file(known, Path::new(&listed), "image/png"),
            None => Answer::refused(404, "nothing here"),
        },
    }
}

fn file(known: &Known, path: &Path, kind: &'static str) -> Answer {
    match known.directory.as_deref().map(|directory| std::fs::read(directory.join(path))) {
        Some(Ok(bytes)) => Answer::of(kind, bytes),
        _ => Answer::refused(404, "not there yet"),
    }
}

fn now(known: &Known) -> String {
    let pictures = known.directory.as_deref().map(pictures).unwrap_or_default();
    let panes: Vec<_> = pictures.into_iter().map(|(pane, frames)| serde_json::json!({ "pane": pane, "frames": frames })).collect();
    let report = known.ended && known.directory.as_deref().is_some_and(|directory| directory.join("report.html").is_file());
    serde_json::json!({
        "time_h": known.time_h, "until_h": known.until_h, "active": known.active, "replicates": known.total,
        "messages": known.messages, "ended": known.ended, "report": report, "panes": panes,
    })
    .to_string()
}

/// The pictures that are there, by animal and site, in the order of time.
fn pictures(directory: &Path) -> BTreeMap<String, Vec<String>> {
    let mut listed = BTreeMap::new();
    for animal in names(&directory.join("frames")) {
        for site in names(&directory.join("frames").join(&animal)) {
            let place = format!("frames/{animal}/{site}");
            let stands = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "png");
            let mut frames: Vec<String> = names(&directory.join(&place)).into_iter().filter(stands).map(|name| format!("{place}/{name}")).collect();
            // Names are numbers with at least six digits: longer ones are later.
            frames.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
            listed.insert(format!("animal {}, {site}", animal.trim_start_matches('r').parse::<u32>().unwrap_or(0)), frames);
        }
    }
    listed
}

/// Names in a directory that may not be there, those that begin with a dot left out.
fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| !name.starts_with('.')).collect()
}
