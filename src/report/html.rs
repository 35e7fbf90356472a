//! The page's text: the parts under `page/` and `vendor/`, joined when the program is compiled, with what differs between runs filled in.
//!
//! A part holds `{{name}}` where a value goes. Values are escaped here, before they are filled in; filling goes over the page once, so
//! nothing inside a value is taken for a name.

use serde_json::{Value, json};

use crate::picture::{day_and_hour, grouped, palette};

use super::{AnimalRow, Curves, ReportInput, film, survival, words};

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const CHART_STYLE: &str = include_str!("vendor/uPlot.min.css");
const CHARTS: &str = include_str!("vendor/uPlot.iife.min.js");
const CHARTS_LICENCE: &str = include_str!("vendor/uPlot.LICENSE");
/// The page's own scripts in the order in which they need each other.
const SCRIPTS: [&str; 5] = [
    include_str!("page/film.js"),
    include_str!("page/paint.js"),
    include_str!("page/curves.js"),
    include_str!("page/player.js"),
    include_str!("page/start.js"),
];

/// The whole page.
pub fn page(input: &ReportInput) -> String {
    let shown = format!("{} {}", input.subject, input.shown);
    let values = [
        ("title", escape(&input.title)),
        ("headline", escape(&input.headline)),
        ("about", escape(&about(input))),
        ("shown", escape(&shown)),
        ("disclaimer", escape(words::DISCLAIMER)),
        ("legend", legend(input)),
        ("survival", survival::section(input)),
        ("outcome", outcome(input)),
        ("definitions", definitions(input)),
        ("scenario", escape(&input.scenario_toml)),
        ("facts", facts(input)),
        ("version", escape(&input.version)),
        ("style", format!("{CHART_STYLE}\n{STYLE}")),
        ("charts", CHARTS.to_owned()),
        ("charts_licence", CHARTS_LICENCE.trim().to_owned()),
        ("scripts", SCRIPTS.concat()),
        ("data", data(input)),
    ];
    fill(PAGE, &values)
}

/// The template with every `{{name}}` replaced.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut page = String::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        let end = start + rest[start..].find("}}").expect("page.html closes every name that it opens");
        let name = &rest[start + 2..end];
        let (_, value) = values.iter().find(|(known, _)| *known == name).expect("page.html asks for names that are filled in");
        page.push_str(&rest[..start]);
        page.push_str(value);
        rest = &rest[end + 2..];
    }
    page.push_str(rest);
    page
}

/// Text for HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
    out
}

fn about(input: &ReportInput) -> String {
    let animals = match input.animals.len() {
        1 => format!("one virtual {}", input.subject),
        n => format!("{n} virtual {}s", input.subject),
    };
    let source = if input.source.is_empty() { String::new() } else { format!(" Source: {}.", input.source.trim_end_matches('.')) };
    format!(
        "Simulated with il2sim: every tumour and immune cell is an agent, interleukin-2 (IL-2) spreads between them. {animals}, followed to {}.{source}",
        day_and_hour(input.until_h).trim_end_matches(", 00:00"),
    )
}

/// A button for each kind, with its sentence.
fn legend(input: &ReportInput) -> String {
    let mut out = String::new();
    for kind in &input.kinds {
        let k = usize::from(*kind);
        out.push_str(&format!(
            "<li><button type=\"button\" class=\"kind\" data-kind=\"{k}\" aria-pressed=\"true\"><canvas class=\"swatch\" width=\"16\" height=\"16\" aria-hidden=\"true\"></canvas>\
             <span class=\"name\">{}</span><span class=\"count\" data-count=\"{k}\"></span></button><p>{}</p></li>\n",
            escape(palette::LABELS[k]),
            escape(words::KINDS[k])
        ));
    }
    out
}

/// A time as a day, to a tenth.
pub fn day(time_h: f64) -> String {
    format!("{}", (time_h / 2.4).round() / 10.0)
}

/// The table of all animals.
fn outcome(input: &ReportInput) -> String {
    let row = |animal: &AnimalRow| {
        let shown = animal.replicate == input.shown;
        let optional = |time_h: Option<f64>| time_h.map_or("–".to_owned(), day);
        let lasted = animal.response_duration.map_or("–".to_owned(), |lasted| day(lasted.hours) + if lasted.censored { "+" } else { "" });
        let cells = [
            escape(&animal.response),
            escape(&animal.best_response),
            format!("{}, day {}", escape(&animal.end), day(animal.end_h)),
            grouped(animal.final_cells),
            format!("{} (day {})", grouped(animal.nadir_cells), day(animal.nadir_h)),
            format!("{} → {}", animal.foci.0, animal.foci.1),
            optional(animal.response_h),
            lasted,
            optional(animal.progression_h),
            optional(animal.recurrence_h),
            format!("{:.2}", animal.peak_leak),
            optional(animal.toxicity_h),
            format!("<code title=\"{0}\">{1}</code>", escape(&animal.final_digest), escape(&animal.final_digest.chars().take(12).collect::<String>())),
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
    format!(
        "<table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>",
        heads.iter().map(|head| format!("<th scope=\"col\">{}</th>", escape(head))).collect::<String>(),
        input.animals.iter().map(row).collect::<String>()
    )
}

fn definitions(input: &ReportInput) -> String {
    let line = |(term, meaning): &(&str, String)| format!("<dt>{}</dt><dd>{}</dd>\n", escape(term), escape(meaning));
    words::definitions(input.detection_mm).iter().map(line).collect()
}

fn facts(input: &ReportInput) -> String {
    let lines = [
        ("Program", format!("il2sim {}", input.version)),
        ("Seed", input.seed.to_string()),
        ("Scenario's digest", input.scenario_digest.clone()),
        ("Rulebook's digest", input.rulebook_digest.clone()),
    ];
    lines.iter().map(|(term, value)| format!("<dt>{term}</dt><dd><code>{}</code></dd>\n", escape(value))).collect()
}

/// Numbers for the curves; what is not finite becomes null.
fn curves(curves: &Curves) -> Value {
    let tidy = |values: &[Option<f64>]| values.iter().map(|value| value.filter(|v| v.is_finite())).collect::<Vec<Option<f64>>>();
    json!({
        "time_h": curves.time_h,
        "burden": tidy(&curves.burden),
        "effectors": curves.effectors.iter().map(|kind| tidy(kind)).collect::<Vec<_>>(),
        "il2_tissue_pm": tidy(&curves.il2_tissue_pm),
        "il2_plasma_pm": tidy(&curves.il2_plasma_pm),
        "leak": tidy(&curves.leak),
    })
}

/// What the scripts read, safe inside a `script` element.
fn data(input: &ReportInput) -> String {
    let data = json!({
        "until_h": input.until_h,
        "marks": input.marks.iter().filter(|mark| !mark.times_h.is_empty()).map(|mark| json!({ "label": mark.label, "times_h": mark.times_h })).collect::<Vec<_>>(),
        "floor_pm": input.field_scale.floor_pm,
        "top_pm": input.field_scale.top_pm(),
        "labels": palette::LABELS,
        "kinds": input.kinds,
        "curves": curves(&input.curves),
        "tables": film::tables(),
        "sites": film::sites(&input.sites, film::MOST),
    });
    data.to_string().replace('<', "\\u003c")
}
