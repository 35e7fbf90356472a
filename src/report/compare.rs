//! The page of several runs side by side: pictures in step on one clock, curves over one another,
//! outcomes, and what differs between the scenarios.
//!
//! In: [`ReportArm`]s. Out: the page's text. The arms share one budget of bytes for their pictures.
//! Nothing that varies between machines enters.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::kinds::{Code, LOOKS};
use crate::outcome::Response;
use crate::picture::day_and_hour;
use crate::statistics::fraction::{Share, wilson};
use crate::statistics::kaplan_meier::KaplanMeier;

use super::html::{
    Player, SCRIPTS, curves, day, definitions, escape, events, fill, left_out, legend, marks,
    room_for_films, script_json, with_charts,
};
use super::input::ReportArm;
use super::{film, survival};

const PAGE: &str = include_str!("page/compare.html");
const SCRIPT: &str = include_str!("page/compare.js");

/// Keys that say nothing about what is simulated.
const LEFT_OUT: [&str; 3] = ["schema", "title", "source"];
/// Most rows of the table of differences that stand open.
const OPEN_ROWS: usize = 40;

/// Whether a key says nothing about what is simulated.
pub(crate) fn says_nothing(path: &str) -> bool {
    LEFT_OUT.contains(&path)
}

/// The whole page.
pub(super) fn page(arms: &[ReportArm]) -> String {
    let names: Vec<String> = arms.iter().map(|arm| arm.name.clone()).collect();
    let kinds: Vec<Code> = arms
        .iter()
        .flat_map(|arm| arm.input.kinds.iter().copied())
        .collect::<BTreeSet<Code>>()
        .into_iter()
        .collect();
    let named: Vec<(&str, &super::ReportInput)> =
        arms.iter().map(|arm| (arm.name.as_str(), &arm.input)).collect();
    let detection_mm = arms.first().map_or(1.0, |arm| arm.input.detection_mm);
    let title = names.join(" / ");
    let player = Player {
        watch: "Watch them in step",
        panes: " class=\"arms\"",
        doses: "",
        kinds_hint: "Press a kind to hide or show it in all pictures.",
        without: "the tables do not",
    };
    let values = [
        ("title", escape(&title)),
        ("headlines", headlines(arms)),
        ("about", escape(&about(arms))),
        ("differences", differences(arms)),
        ("player", player.html(legend(&kinds, false))),
        ("survival", survival::overlaid(&named)),
        ("outcome", outcome(arms)),
        ("definitions", definitions(detection_mm)),
        ("runs", runs(arms)),
    ];
    let body = fill(PAGE, &values);
    let data = data(arms, body.len());
    with_charts(&title, env!("CARGO_PKG_VERSION"), body, &[&SCRIPTS[..], &[SCRIPT]].concat(), data)
}

fn headlines(arms: &[ReportArm]) -> String {
    let line = |(n, arm): (usize, &ReportArm)| {
        let missing: String = [arm.input.unfinished.clone(), left_out(&arm.input.curves)]
            .into_iter()
            .flatten()
            .map(|text| format!("<br><span class=\"hint\">{}</span>", escape(&text)))
            .collect();
        let (n, name, headline) = (n % 6, escape(&arm.name), escape(&arm.input.headline));
        format!(
            "<li style=\"border-color:var(--arm{n})\"><strong>{name}</\
             strong><br>{headline}{missing}</li>\n"
        )
    };
    arms.iter().enumerate().map(line).collect()
}

fn about(arms: &[ReportArm]) -> String {
    let first = arms.first().map_or("", |arm| arm.input.subject.as_str());
    let shown: BTreeSet<(u64, u32)> =
        arms.iter().map(|arm| (arm.input.seed, arm.input.shown)).collect();
    let which = match shown.first() {
        Some((_, replicate)) if shown.len() == 1 => {
            format!(
                "The pictures and curves show {first} {replicate} of every arm: arms of one seed \
                 have the same {first}s, so what differs is what was done to it."
            )
        }
        _ => "The arms have other seeds or kept pictures of other animals, so the pictures and \
              curves show the animal that each run chose."
            .to_owned(),
    };
    format!(
        "{} runs of il2sim on one clock: every tumour and immune cell is an agent, interleukin-2 \
         (IL-2) spreads between them. {which}",
        arms.len()
    )
}

/// Keys with other values, first those of treatments.
fn differences(arms: &[ReportArm]) -> String {
    let paths: BTreeSet<&str> = arms
        .iter()
        .flat_map(|arm| arm.values.keys())
        .map(String::as_str)
        .filter(|path| !says_nothing(path))
        .collect();
    let mut unlike: Vec<&str> = paths
        .into_iter()
        .filter(|path| arms.iter().any(|arm| arm.values.get(*path) != arms[0].values.get(*path)))
        .collect();
    unlike.sort_by_key(|path| (!path.starts_with("treatment."), *path));
    if unlike.is_empty() {
        return "<p>Nothing: the scenarios have the same value for every key.</p>".to_owned();
    }
    let row = |path: &&str| {
        let cells = arms.iter().map(|arm| {
            arm.values.get(*path).map_or("<td>–</td>".to_owned(), |value| {
                format!("<td><code>{}</code></td>", escape(value))
            })
        });
        format!(
            "<tr><th scope=\"row\"><code>{}</code></th>{}</tr>\n",
            escape(path),
            cells.collect::<String>()
        )
    };
    let heads: String =
        arms.iter().map(|arm| format!("<th scope=\"col\">{}</th>", escape(&arm.name))).collect();
    let rows: String = unlike.iter().map(row).collect();
    let table = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Keys that \
         differ\"><table><thead><tr><th \
         scope=\"col\">key</th>{heads}</tr></thead><tbody>\n{rows}</tbody></table></div>"
    );
    let same = "Every other key of the scenarios has the same value.";
    if unlike.len() > OPEN_ROWS {
        format!(
            "<details>\n<summary>{} keys have other values</summary>\n{table}\n</details>\n<p \
             class=\"hint\">{same}</p>",
            unlike.len()
        )
    } else {
        format!("{table}\n<p class=\"hint\">{same}</p>")
    }
}

/// One row an arm.
fn outcome(arms: &[ReportArm]) -> String {
    let row = |arm: &ReportArm| {
        let animals = &arm.input.animals;
        let count = |response: Response| {
            animals.iter().filter(|animal| animal.response == response.code()).count() as u64
        };
        let name = format!("<th scope=\"row\">{}</th>", escape(&arm.name));
        let told = !survival::ends_at_progression(&arm.input);
        let or_dash = |text: String| if told { text } else { "–".to_owned() };
        if animals.is_empty() {
            return format!("<tr>{name}<td colspan=\"12\">no outcome yet</td></tr>\n");
        }
        let cured = Share::new(count(Response::Complete), animals.len() as u64)
            .and_then(|share| wilson(share, 0.95));
        let percent = |part: f64| (part * 100.0).round();
        let cured = cured.map_or(String::new(), |e| {
            format!("{} % ({} to {})", percent(e.value), percent(e.low), percent(e.high))
        });
        let median = |followed: Vec<crate::statistics::kaplan_meier::Followed>| {
            KaplanMeier::of(&followed).median_h().map_or("not reached".to_owned(), day)
        };
        let mut leaks: Vec<f64> = animals.iter().map(|animal| animal.peak_leak).collect();
        leaks.sort_by(f64::total_cmp);
        let leak = 0.5 * (leaks[(leaks.len() - 1) / 2] + leaks[leaks.len() / 2]);
        let cells = [
            animals.len().to_string(),
            or_dash(cured),
            count(Response::Complete).to_string(),
            count(Response::Partial).to_string(),
            count(Response::Stable).to_string(),
            count(Response::Progressive).to_string(),
            count(Response::NotEvaluable).to_string(),
            survival::left_the_site(&arm.input).to_string(),
            or_dash(
                animals.iter().filter(|animal| animal.recurrence_h.is_some()).count().to_string(),
            ),
            or_dash(median(animals.iter().map(|animal| animal.survival).collect())),
            median(animals.iter().map(|animal| animal.progression_free).collect()),
            format!("{leak:.2}"),
        ];
        format!(
            "<tr>{name}{}</tr>\n",
            cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect::<String>()
        )
    };
    let heads = [
        "arm",
        "animals",
        "cured (95 % interval, Wilson)",
        "CR",
        "PR",
        "SD",
        "PD",
        "NE",
        "left the site",
        "recurrences",
        "median survival of all animals (Kaplan-Meier), day",
        "median progression-free survival of all animals (Kaplan-Meier), day",
        "median peak leak of all animals",
    ];
    let untold = if arms.iter().any(|arm| survival::ends_at_progression(&arm.input)) {
        "<p class=\"hint\">– : animals of this arm were followed to their progression only; their \
         responses are those of that day.</p>\n"
    } else {
        ""
    };
    format!(
        "<table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>{untold}",
        heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect::<String>(),
        arms.iter().map(row).collect::<String>()
    )
}

/// Where each arm comes from, and how to make it again.
fn runs(arms: &[ReportArm]) -> String {
    let run = |(n, arm): (usize, &ReportArm)| {
        let input = &arm.input;
        let source =
            if input.source.is_empty() { "none given".to_owned() } else { input.source.clone() };
        let facts = [
            ("Title", input.title.clone()),
            ("Source", source),
            ("Program", format!("il2sim {}", input.version)),
            ("Seed", input.seed.to_string()),
            ("Planned end", day_and_hour(input.until_h)),
            ("Scenario's digest", input.scenario_digest.clone()),
            ("Rulebook's digest", input.rulebook_digest.clone()),
        ];
        let lines: String = facts
            .iter()
            .map(|(term, value)| format!("<dt>{term}</dt><dd>{}</dd>\n", escape(value)))
            .collect();
        format!(
            "<h3 class=\"armhead\" style=\"border-color:var(--arm{})\">{}</h3>\n<dl \
             class=\"facts\">\n{lines}</dl>\n<details>\n<summary>Its resolved scenario: save it \
             as scenario.toml and type {3}</summary>\n<pre tabindex=\"0\" \
             class=\"scenario\" aria-label=\"Resolved scenario of \
             {1}\"><code>{}</code></pre>\n</details>\n",
            n % 6,
            escape(&arm.name),
            escape(&input.scenario_toml),
            escape(&input.command)
        )
    };
    arms.iter().enumerate().map(run).collect()
}

fn data(arms: &[ReportArm], body: usize) -> String {
    let of_curves: usize = arms.iter().map(|arm| curves(&arm.input.curves).to_string().len()).sum();
    let most = room_for_films(body + of_curves) / arms.len().max(1);
    let round_h = arms.iter().map(|arm| film::last_h(&arm.input.sites)).fold(0.0, f64::max);
    let until_h = arms.iter().map(|arm| arm.input.until_h).fold(0.0, f64::max);
    let scale = arms.first().map(|arm| arm.input.field_scale).unwrap_or_default();
    let arm = |arm: &ReportArm| -> Value {
        let end = events(&arm.input).pop().filter(|_| !arm.input.animals.is_empty());
        json!({
            "name": arm.name,
            "marks": marks(&arm.input.marks),
            "curves": curves(&arm.input.curves),
            "end": end.map(|(time_h, word)| {
                json!({ "time_h": time_h, "word": format!("{word}, day {}", day(time_h)) })
            }),
            "sites": film::sites(&arm.input.sites, most, round_h),
        })
    };
    script_json(&json!({
        "until_h": until_h,
        "floor_pm": scale.floor_pm,
        "top_pm": scale.top_pm(),
        "labels": LOOKS.map(|look| look.label),
        "sentences": LOOKS.map(|look| look.sentence),
        "tables": film::tables(),
        "arms": arms.iter().map(arm).collect::<Vec<Value>>(),
    }))
}
