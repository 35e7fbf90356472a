//! The page's text: the parts under `page/` and `vendor/`, joined when the program is compiled,
//! with what differs between runs filled in.
//!
//! A part holds `{{name}}` where a value goes. Values are escaped here, before they are filled in;
//! filling goes over the page once, so nothing inside a value is taken for a name.

use serde_json::{Value, json};

use crate::picture::{Mark, day_and_hour, grouped, palette};

use super::{AnimalRow, Curves, ReportInput, film, survival, words};

const FRAME: &str = include_str!("page/frame.html");
const PLAYER: &str = include_str!("page/player.html");
const WITH_SCRIPTS: &str = include_str!("page/scripts.html");
const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const CHART_STYLE: &str = include_str!("vendor/uPlot.min.css");
const CHARTS: &str = include_str!("vendor/uPlot.iife.min.js");
const CHARTS_LICENCE: &str = include_str!("vendor/uPlot.LICENSE");
/// The player's buttons.
const CONTROLS: &str = include_str!("page/controls.html");
/// Scripts of every page with a player, in the order in which they need each other.
pub const SCRIPTS: [&str; 5] = [
    include_str!("page/film.js"),
    include_str!("page/paint.js"),
    include_str!("page/curves.js"),
    include_str!("page/controls.js"),
    include_str!("page/screen.js"),
];
/// A page, at most, bytes.
const WHOLE: usize = 9_900_000;
/// Of it for styles, scripts, tables of the painter and what a film has beside its frames.
const FIXED: usize = 800_000;
/// Animals in the table of outcomes, at most.
const ROWS: usize = 2_000;
/// Scripts of the page of a run.
const OWN_SCRIPTS: [&str; 2] = [include_str!("page/player.js"), include_str!("page/start.js")];

/// The whole page.
pub fn page(input: &ReportInput) -> String {
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
        ("survival", survival::section(input)),
        ("outcome", outcome(input)),
        ("definitions", definitions(input.detection_mm)),
        ("not_default", not_default(input)),
        ("scenario", escape(&input.scenario_toml)),
        ("facts", facts(input)),
    ];
    let body = fill(PAGE, &values);
    let data = data(input, body.len());
    with_charts(&input.title, &input.version, body, &[&SCRIPTS[..], &OWN_SCRIPTS].concat(), data)
}

/// Base64 of all frames that a page has room for, beside `others` bytes of everything else that
/// grows with a run.
pub fn room_for_films(others: usize) -> usize {
    film::MOST.min(WHOLE.saturating_sub(FIXED + others))
}

/// What every page has around its body.
pub struct Frame<'a> {
    /// Of the window.
    pub title: &'a str,
    /// Version of the program.
    pub version: &'a str,
    /// Styles besides those of all pages.
    pub style: &'a str,
    /// Whose work besides ours it holds, in words.
    pub credit: &'a str,
    /// Elements with the scripts.
    pub scripts: String,
}

impl Frame<'_> {
    /// The whole page.
    pub fn page(self, body: String) -> String {
        let values = [
            ("title", escape(self.title)),
            ("style", format!("{}\n{STYLE}", self.style)),
            ("body", body),
            ("disclaimer", escape(words::DISCLAIMER)),
            ("version", escape(self.version)),
            ("credit", escape(self.credit)),
            ("scripts", self.scripts),
        ];
        fill(FRAME, &values)
    }
}

/// A page with a player and curves around its body.
pub fn with_charts(
    title: &str,
    version: &str,
    body: String,
    scripts: &[&str],
    data: String,
) -> String {
    let values = [
        ("charts_licence", CHARTS_LICENCE.trim().to_owned()),
        ("charts", CHARTS.to_owned()),
        ("scripts", scripts.concat()),
        ("data", data),
    ];
    let scripts = fill(WITH_SCRIPTS, &values);
    Frame {
        title,
        version,
        style: CHART_STYLE,
        credit: " Charts: uPlot 1.6.32, MIT licence.",
        scripts,
    }
    .page(body)
}

/// What differs between players.
pub struct Player<'a> {
    /// Its heading.
    pub watch: &'a str,
    /// Attributes of the place of the pictures.
    pub panes: &'a str,
    /// Where the treatments are listed, if they are.
    pub doses: &'a str,
    /// What the kinds' buttons do.
    pub kinds_hint: &'a str,
    /// What needs no script.
    pub without: &'a str,
}

impl Player<'_> {
    /// Its section, with a list of kinds.
    pub fn html(self, legend: String) -> String {
        let values = [
            ("watch", escape(self.watch)),
            ("controls", CONTROLS.to_owned()),
            ("panes", self.panes.to_owned()),
            ("doses", self.doses.to_owned()),
            ("kinds_hint", self.kinds_hint.to_owned()),
            ("legend", legend),
            ("without", self.without.to_owned()),
        ];
        fill(PLAYER, &values)
    }
}

/// What is missing.
pub fn notice(unfinished: Option<&str>) -> String {
    unfinished.map_or(String::new(), |text| {
        format!("<p class=\"notice\" role=\"note\">{}</p>\n", escape(text))
    })
}

/// The template with every `{{name}}` replaced.
pub fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut page = String::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        let end = start + rest[start..].find("}}").expect("a part closes every name that it opens");
        let name = &rest[start + 2..end];
        let (_, value) = values
            .iter()
            .find(|(known, _)| *known == name)
            .expect("a part asks for names that are filled in");
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
    let source = if input.source.is_empty() {
        String::new()
    } else {
        format!(" Source: {}.", input.source.trim_end_matches('.'))
    };
    format!(
        "Simulated with il2sim: every tumour and immune cell is an agent, interleukin-2 (IL-2) \
         spreads between them. {animals}, followed to {}.{source}",
        day_and_hour(input.until_h).trim_end_matches(", 00:00"),
    )
}

/// A button for each kind, with its sentence.
pub fn legend(kinds: &[u8], counted: bool) -> String {
    let mut out = String::new();
    for kind in kinds {
        let k = usize::from(*kind);
        let count = if counted {
            format!("<span class=\"count\" data-count=\"{k}\"></span>")
        } else {
            String::new()
        };
        out.push_str(&format!(
            "<li><button type=\"button\" class=\"kind\" data-kind=\"{k}\" \
             aria-pressed=\"true\"><canvas class=\"swatch\" width=\"16\" height=\"16\" \
             aria-hidden=\"true\"></canvas><span \
             class=\"name\">{}</span>{count}</button><p>{}</p></li>\n",
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

pub fn definitions(detection_mm: f64) -> String {
    let line = |(term, meaning): &(&str, String)| {
        format!("<dt>{}</dt><dd>{}</dd>\n", escape(term), escape(meaning))
    };
    words::definitions(detection_mm).iter().map(line).collect()
}

fn facts(input: &ReportInput) -> String {
    let lines = [
        ("Program", format!("il2sim {}", input.version)),
        ("Seed", input.seed.to_string()),
        ("Scenario's digest", input.scenario_digest.clone()),
        ("Rulebook's digest", input.rulebook_digest.clone()),
    ];
    lines
        .iter()
        .map(|(term, value)| format!("<dt>{term}</dt><dd><code>{}</code></dd>\n", escape(value)))
        .collect()
}

/// Numbers for the curves; what is not finite becomes null.
pub fn curves(curves: &Curves) -> Value {
    let tidy = |values: &[Option<f64>]| {
        values.iter().map(|value| value.filter(|v| v.is_finite())).collect::<Vec<Option<f64>>>()
    };
    json!({
        "time_h": curves.time_h,
        "burden": tidy(&curves.burden),
        "effectors": curves.effectors.iter().map(|kind| tidy(kind)).collect::<Vec<_>>(),
        "il2_tissue_pm": tidy(&curves.il2_tissue_pm),
        "il2_plasma_pm": tidy(&curves.il2_plasma_pm),
        "leak": tidy(&curves.leak),
    })
}

/// The word of the tables for an end, for a reader.
fn end_in_words(word: &str) -> &str {
    if word == "until" { "end of the run" } else { word }
}

/// What happened to the shown animal: moments with a word, ascending.
pub fn events(input: &ReportInput) -> Vec<(f64, String)> {
    let Some(animal) = input.animals.iter().find(|animal| animal.replicate == input.shown) else {
        return Vec::new();
    };
    let known = [
        (animal.response_h, "response begins"),
        (animal.toxicity_h, "toxicity limits the dose"),
        (animal.progression_h, "progression"),
        (animal.recurrence_h, "recurrence"),
        (Some(animal.end_h), animal.end.as_str()),
    ];
    let mut events: Vec<(f64, String)> = known
        .into_iter()
        .filter_map(|(time_h, name)| Some((time_h?, end_in_words(name).to_owned())))
        .collect();
    events.sort_by(|a, b| a.0.total_cmp(&b.0));
    events
}

/// The treatments that were given.
pub fn marks(marks: &[Mark]) -> Vec<Value> {
    marks
        .iter()
        .filter(|mark| !mark.times_h.is_empty())
        .map(|mark| json!({ "label": mark.label, "times_h": mark.times_h }))
        .collect()
}

/// JSON inside a `script` element.
pub fn script_json(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

/// What the scripts read, safe inside a `script` element.
fn data(input: &ReportInput, body: usize) -> String {
    let mut data = json!({
        "until_h": input.until_h,
        "marks": marks(&input.marks),
        "events": events(input).into_iter().map(|(time_h, word)| json!({ "time_h": time_h, "word": word })).collect::<Vec<_>>(),
        "floor_pm": input.field_scale.floor_pm,
        "top_pm": input.field_scale.top_pm(),
        "labels": palette::LABELS,
        "sentences": words::KINDS,
        "kinds": input.kinds,
        "curves": curves(&input.curves),
        "tables": film::tables(),
    });
    let room = room_for_films(body + data.to_string().len());
    data["sites"] = film::sites(&input.sites, room, film::last_h(&input.sites));
    script_json(&data)
}
