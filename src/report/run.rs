//! The page of a run.

use serde_json::json;

use crate::kinds::LOOKS;
use crate::picture::{day_and_hour, grouped};

use super::html::{
    Player, SCRIPTS, curves, day, definitions, end_in_words, escape, events, fill, left_out,
    legend, marks, notice, room_for_films, script_json, with_charts,
};
use super::input::{AnimalRow, ReportInput};
use super::{film, survival};

const PAGE: &str = include_str!("page/page.html");
/// Animals in the table of outcomes, at most.
const ROWS: usize = 2_000;
/// Scripts of the page of a run.
const OWN_SCRIPTS: [&str; 2] = [include_str!("page/player.js"), include_str!("page/start.js")];

/// The whole page.
pub(super) fn page(input: &ReportInput) -> String {
    let shown = format!("{} {}", input.subject, input.shown);
    let player = Player {
        watch: &format!("Watch {shown}"),
        panes: "",
        doses: "<div id=\"doselist\" class=\"doselist\"></div>\n",
        kinds_hint: "Press a kind to hide or show it. Numbers: cells seen in this picture; an \
                     effector cell hides the tumour cell under it, the curves count both.",
        without: "the outcome and the scenario below do not",
    };
    let values = [
        ("title", escape(&input.title)),
        ("headline", escape(&input.headline)),
        ("about", escape(&about(input))),
        ("shown", escape(&shown)),
        ("unfinished", notice(input.unfinished.as_deref())),
        ("player", player.html(legend(&input.kinds, true))),
        ("left_out", notice(left_out(&input.curves).as_deref())),
        ("survival", survival::section(input)),
        ("outcome", outcome(input)),
        ("definitions", definitions(input.detection_mm)),
        ("not_default", not_default(input)),
        ("command", escape(&input.command)),
        ("scenario", escape(&input.scenario_toml)),
        ("facts", facts(input)),
    ];
    let body = fill(PAGE, &values);
    let data = data(input, body.len());
    with_charts(&input.title, &input.version, body, &[&SCRIPTS[..], &OWN_SCRIPTS].concat(), data)
}

fn about(input: &ReportInput) -> String {
    let animals = match input.animals.len() {
        1 => format!("one virtual {}", input.subject),
        n => format!("{n} virtual {}s", input.subject),
    };
    let source = if input.source.is_empty() {
        String::new()
    } else {
        format!(" Source: {}.", input.source.trim_end_matches('.'))
    };
    let stopped = input.stopped_before_h.map_or(String::new(), |until_h| {
        format!(" (stopped there; the scenario goes to {})", in_days(until_h))
    });
    let progression = if survival::ends_at_progression(input) { " or to progression" } else { "" };
    format!(
        "Simulated with il2sim: every tumour and immune cell is an agent, interleukin-2 (IL-2) \
         spreads between them. {animals}, followed to {}{stopped}{progression}.{source}",
        in_days(input.until_h),
    )
}

/// A time as a day, with its hour where it has one.
fn in_days(time_h: f64) -> String {
    day_and_hour(time_h).trim_end_matches(", 00:00").to_owned()
}

/// Keys whose value is not the default.
fn not_default(input: &ReportInput) -> String {
    let row = |(path, value, default): &(String, String, String)| {
        let default = if default.is_empty() {
            "none".to_owned()
        } else {
            format!("<code>{}</code>", escape(default))
        };
        format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td><code>{}</code></td><td>{default}</\
             td></tr>\n",
            escape(path),
            escape(value)
        )
    };
    if input.not_default.is_empty() {
        return String::new();
    }
    format!(
        "<details>\n<summary>What this scenario sets: {} keys that are not the \
         default</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" \
         aria-label=\"Keys that are not the default\"><table><thead><tr><th \
         scope=\"col\">key</th><th scope=\"col\">value</th><th \
         scope=\"col\">default</th></tr></thead><tbody>\n{}</tbody></table></div>\n</details>\n",
        input.not_default.len(),
        input.not_default.iter().map(row).collect::<String>()
    )
}

/// The table of all animals.
fn outcome(input: &ReportInput) -> String {
    if input.animals.is_empty() {
        return "<p>No outcome yet.</p>".to_owned();
    }
    let row = |animal: &AnimalRow| {
        let shown = animal.replicate == input.shown;
        let optional = |time_h: Option<f64>| time_h.map_or("–".to_owned(), day);
        let lasted = animal.response_duration.map_or("–".to_owned(), |lasted| {
            day(lasted.hours) + if lasted.censored { "+" } else { "" }
        });
        let cells = [
            escape(&animal.response),
            escape(&animal.best_response),
            format!("{}, day {}", escape(end_in_words(&animal.end)), day(animal.end_h)),
            grouped(animal.final_cells),
            format!("{} (day {})", grouped(animal.nadir_cells), day(animal.nadir_h)),
            format!("{} → {}", animal.foci.0, animal.foci.1),
            optional(animal.response_h),
            lasted,
            optional(animal.progression_h),
            optional(animal.recurrence_h),
            format!("{:.2}", animal.peak_leak),
            optional(animal.toxicity_h),
            format!(
                "<code title=\"{0}\">{1}</code>",
                escape(&animal.final_digest),
                escape(&animal.final_digest.chars().take(12).collect::<String>())
            ),
        ];
        format!(
            "<tr{}><th scope=\"row\">{}{}</th>{}</tr>\n",
            if shown { " class=\"shown\"" } else { "" },
            animal.replicate,
            if shown { " (shown)" } else { "" },
            cells.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>()
        )
    };
    let heads = [
        &input.subject,
        "response",
        "best response",
        "end",
        "tumour cells at the end",
        "nadir",
        "foci",
        "response, day",
        "it lasted, days",
        "progression, day",
        "recurrence, day",
        "peak leak",
        "dose-limiting toxicity, day",
        "digest of the last state",
    ];
    let rows = input
        .animals
        .iter()
        .enumerate()
        .filter(|(n, animal)| *n < ROWS || animal.replicate == input.shown);
    let rest = match input.animals.len() {
        all if all > ROWS => {
            format!("<p>The first {ROWS} of {all}; outcomes.parquet has them all.</p>\n")
        }
        _ => String::new(),
    };
    format!(
        "{rest}<table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>",
        heads
            .iter()
            .map(|head| format!("<th scope=\"col\">{}</th>", escape(head)))
            .collect::<String>(),
        rows.map(|(_, animal)| row(animal)).collect::<String>()
    )
}

fn facts(input: &ReportInput) -> String {
    let mut lines = vec![
        ("Program", format!("il2sim {}", input.version)),
        ("Seed", input.seed.to_string()),
        ("Scenario's digest", input.scenario_digest.clone()),
        ("Rulebook's digest", input.rulebook_digest.clone()),
    ];
    if input.stopped_before_h.is_some() {
        lines.push(("Stopped early, at", in_days(input.until_h)));
    }
    let set = input.set.iter().map(|(path, value)| format!("{path} = {value}"));
    lines.extend(set.map(|line| ("Set on the command line", line)));
    lines
        .iter()
        .map(|(term, value)| format!("<dt>{term}</dt><dd><code>{}</code></dd>\n", escape(value)))
        .collect()
}

/// What the scripts read, safe inside a `script` element.
fn data(input: &ReportInput, body: usize) -> String {
    let mut data = json!({
        "until_h": input.until_h,
        "marks": marks(&input.marks),
        "events": events(input).into_iter()
            .map(|(time_h, word)| json!({ "time_h": time_h, "word": word })).collect::<Vec<_>>(),
        "floor_pm": input.field_scale.floor_pm,
        "top_pm": input.field_scale.top_pm(),
        "labels": LOOKS.map(|look| look.label),
        "sentences": LOOKS.map(|look| look.sentence),
        "kinds": input.kinds,
        "curves": curves(&input.curves),
        "tables": film::tables(),
    });
    let room = room_for_films(body + data.to_string().len());
    data["sites"] = film::sites(&input.sites, room, film::last_h(&input.sites));
    script_json(&data)
}
