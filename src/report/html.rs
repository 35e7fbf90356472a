//! What all pages are made of: the parts under `page/` and `vendor/`, joined when the program is
//! compiled, with what differs filled in.
//!
//! A part holds `{{name}}` where a value goes. Values are escaped here, before they are filled in;
//! filling goes over the page once, so nothing inside a value is taken for a name.

use serde_json::{Value, json};

use crate::kinds::{Code, KINDS, KindRow};
use crate::picture::Mark;

use super::input::{Curves, ReportInput};
use super::{film, words};

const FRAME: &str = include_str!("page/frame.html");
const PLAYER: &str = include_str!("page/player.html");
const WITH_SCRIPTS: &str = include_str!("page/scripts.html");
const STYLE: &str = include_str!("page/page.css");
const CHART_STYLE: &str = include_str!("vendor/uPlot.min.css");
const CHARTS: &str = include_str!("vendor/uPlot.iife.min.js");
const CHARTS_LICENCE: &str = include_str!("vendor/uPlot.LICENSE");
/// The player's buttons.
const CONTROLS: &str = include_str!("page/controls.html");
/// Scripts of every page with a player, in the order in which they need each other.
pub(crate) const SCRIPTS: [&str; 5] = [
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
/// Base64 of all frames that a page has room for, beside `others` bytes of everything else that
/// grows with a run.
pub(crate) fn room_for_films(others: usize) -> usize {
    film::MOST.min(WHOLE.saturating_sub(FIXED + others))
}

/// The kinds of effector for the scripts, in the order of their curves.
pub(crate) fn kinds() -> String {
    let row =
        |kind: &KindRow| json!({ "name": kind.name, "label": kind.label, "later": kind.later });
    script_json(&KINDS.iter().map(row).collect::<Value>())
}

/// Styles of all pages: the colours of curves of effectors are those of the table of kinds.
pub(crate) fn style() -> String {
    let colours = |page: usize| {
        let colour = |kind: &KindRow| format!("--{}: #{};", kind.name, kind.curve[page]);
        KINDS.iter().map(colour).collect::<Vec<_>>().join(" ")
    };
    STYLE.replacen("/* curves of effectors */", &colours(0), 1).replacen(
        "/* curves of effectors */",
        &colours(1),
        1,
    )
}

/// What every page has around its body.
pub(crate) struct PageFrame<'a> {
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

impl PageFrame<'_> {
    /// The whole page.
    pub(crate) fn page(self, body: String) -> String {
        let values = [
            ("title", escape(self.title)),
            ("style", format!("{}\n{}", self.style, style())),
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
pub(crate) fn with_charts(
    title: &str,
    version: &str,
    body: String,
    scripts: &[&str],
    data: String,
) -> String {
    let values = [
        ("charts_licence", CHARTS_LICENCE.trim().to_owned()),
        ("charts", CHARTS.to_owned()),
        ("scripts", scripts.concat().replacen("{{kinds}}", &kinds(), 1)),
        ("data", data),
    ];
    let scripts = fill(WITH_SCRIPTS, &values);
    PageFrame {
        title,
        version,
        style: CHART_STYLE,
        credit: " Charts: uPlot 1.6.32, MIT licence.",
        scripts,
    }
    .page(body)
}

/// What differs between players.
pub(crate) struct Player<'a> {
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
    pub(crate) fn html(self, legend: String) -> String {
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
pub(crate) fn notice(unfinished: Option<&str>) -> String {
    unfinished.map_or(String::new(), |text| {
        format!("<p class=\"notice\" role=\"note\">{}</p>\n", escape(text))
    })
}

/// The template with every `{{name}}` replaced.
pub(crate) fn fill(template: &str, values: &[(&str, String)]) -> String {
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
pub(crate) fn escape(text: &str) -> String {
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

/// A button for each kind, with its sentence.
pub(crate) fn legend(kinds: &[Code], counted: bool) -> String {
    let mut out = String::new();
    for kind in kinds {
        let k = kind.index();
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
            escape(kind.look().label),
            escape(kind.look().sentence)
        ));
    }
    out
}

/// A time as a day.
pub(crate) fn day(time_h: f64) -> String {
    crate::input::units::day(time_h).to_string()
}

/// What the words of the outcomes mean.
pub(crate) fn definitions(detection_mm: f64) -> String {
    let line = |(term, meaning): &(&str, String)| {
        format!("<dt>{}</dt><dd>{}</dd>\n", escape(term), escape(meaning))
    };
    words::definitions(detection_mm).iter().map(line).collect()
}

/// Numbers for the curves; what is not finite becomes null.
pub(crate) fn curves(curves: &Curves) -> Value {
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

/// What the curves lack because the scenario left columns out of its series; in words.
pub(crate) fn left_out(curves: &Curves) -> Option<String> {
    let columns = curves.missing.join(", ");
    let text =
        format!("Not in the series of this run (record.columns), so without a curve: {columns}.");
    // which animal is shown follows from the burden of all
    let tumour = curves.missing.iter().any(|column| column == "tumour_cells");
    let shown = " The animal shown is the first of those with the commonest response.";
    (!columns.is_empty()).then(|| text + if tumour { shown } else { "" })
}

/// The word of the tables for an end, for a reader.
pub(crate) fn end_in_words(word: &str) -> &str {
    if word == "until" { "end of the run" } else { word }
}

/// What happened to the shown animal: time points with a word, ascending.
pub(crate) fn events(input: &ReportInput) -> Vec<(f64, String)> {
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
pub(crate) fn marks(marks: &[Mark]) -> Vec<Value> {
    marks
        .iter()
        .filter(|mark| !mark.times_h.is_empty())
        .map(|mark| json!({ "label": mark.label, "times_h": mark.times_h }))
        .collect()
}

/// JSON inside a `script` element.
pub(crate) fn script_json(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

/// Every script of a page parses: a browser runs none of one that does not.
#[cfg(test)]
pub(crate) fn scripts_parse(page: &str) {
    use boa_parser::{Parser, Source};
    let mut scripts = 0;
    for part in page.split("<script>").skip(1) {
        let text = part.split("</script>").next().unwrap_or_default();
        let scope = boa_ast::scope::Scope::new_global();
        let names = &mut boa_interner::Interner::default();
        let parsed = Parser::new(Source::from_bytes(text)).parse_script(&scope, names);
        if let Err(error) = parsed {
            panic!("a script of {} letters: {error}", text.len());
        }
        scripts += 1;
    }
    assert!(scripts > 0, "the page has no script");
}
