//! The page of a study: one self-contained `report.html` beside its dataset.
//!
//! In: a [`StudyInput`] of plain values and the [`Analysis`] of the outcomes. Out: the page's text:
//! what was varied, every chart of the comparison with a sentence and its numbers, a table of all
//! arms and points, the summary's words, methods, files, and how to make the study again. Without
//! scripts all of it is there; with them charts tell the number under the pointer, tables sort and
//! one outcome is shown at a time. The page has a bounded size: tables show their first rows and
//! say where the rest is, charts beyond a number of bytes are named with their files. Nothing that
//! varies between machines enters.

mod charts;
mod names;
mod sheet;

use std::collections::BTreeMap;

use crate::comparison::{Analysis, figures, words};

use super::html::{PageFrame, escape, fill, notice};
use sheet::{Cell, FEW, ROWS, StudySheet};

const PAGE: &str = include_str!("page/study.html");
const STYLE: &str = include_str!("page/study.css");
const SCRIPT: &str = include_str!("page/study.js");

/// Most bytes that charts and their tables take.
const CHARTS_BYTES: usize = 6_000_000;
/// Longest text of a study or scenario that is shown, bytes.
const TEXT: usize = 300_000;

/// A key that the design varies.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StudyKey {
    /// Its column.
    pub name: String,
    /// The scenario's keys that it sets.
    pub keys: String,
    /// Its values, or its bounds.
    pub values: String,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StudyInput {
    /// The study's title.
    pub title: String,
    /// Where its question comes from; may be empty.
    pub source: String,
    /// Title of the base scenario.
    pub scenario: String,
    /// `animal` or `patient`.
    pub subject: &'static str,
    /// Kind of the design; `none` where nothing but arms varies.
    pub design: String,
    /// Replicates of every point.
    pub replicates: u32,
    /// Points of all arms, and different ones among them.
    pub points: (usize, usize),
    /// Runs of the whole study.
    pub runs: u64,
    /// Whether all points have the same animals.
    pub same_animals: bool,
    /// What the page lacks, in sentences.
    pub unfinished: Option<String>,
    /// Changes of every point, as `key = value`.
    pub everywhere: Vec<String>,
    /// Arms: name, and changes as `key = value`.
    pub arms: Vec<(String, Vec<String>)>,
    /// The arm that the others are compared with.
    pub control: String,
    /// Keys of the design.
    pub keys: Vec<StudyKey>,
    /// What was compared; none before anything has run.
    pub analysis: Option<Analysis>,
    /// What the outcomes mean, by column.
    pub meanings: BTreeMap<String, String>,
    /// Version, seed, digests and identities: term and value.
    pub facts: Vec<(&'static str, String)>,
    /// How to cite it.
    pub citation: String,
    /// Files beside the page: path from the page, and what they hold.
    pub files: Vec<(String, String)>,
    /// Directory of the charts' files from the page; none where there are no files.
    pub figures: Option<String>,
    /// The study as stored.
    pub study_toml: String,
    /// Its base scenario as stored.
    pub base_toml: String,
}

/// The whole page.
pub(crate) fn page(input: &StudyInput) -> String {
    let analysis = input.analysis.as_ref();
    let values = [
        ("title", escape(&input.title)),
        ("headline", escape(&headline(input))),
        ("about", escape(&about(input))),
        ("unfinished", notice(input.unfinished.as_deref())),
        ("varied", varied(input)),
        ("results", analysis.map_or(String::new(), |analysis| results(input, analysis))),
        ("methods", methods(analysis)),
        ("files", files(input)),
        ("facts", facts(input)),
        ("citation", escape(&input.citation)),
        ("study", text("study.toml", "The study", &input.study_toml)),
        ("base", text("base.toml", "Its base scenario", &input.base_toml)),
    ];
    let scripts = format!("<script>\n{SCRIPT}</script>\n");
    PageFrame {
        title: &input.title,
        version: env!("CARGO_PKG_VERSION"),
        style: STYLE,
        credit: "",
        scripts,
    }
    .page(fill(PAGE, &values))
}

/// The result in a sentence; of a study without a dataset as far as it is known.
fn headline(input: &StudyInput) -> String {
    let left = input.analysis.as_ref().and_then(|analysis| analysis.trial.left_in_words());
    result(input) + &left.map_or(String::new(), |left| format!("; {left}"))
}

fn result(input: &StudyInput) -> String {
    match &input.analysis {
        None => "Nothing has run yet.".to_owned(),
        Some(analysis) if input.figures.is_none() => {
            format!("So far: {}", names::headline(analysis))
        }
        Some(analysis) => names::headline(analysis),
    }
}

fn about(input: &StudyInput) -> String {
    let (all, different) = input.points;
    let arms =
        if input.arms.len() == 1 { String::new() } else { format!("{} arms, ", input.arms.len()) };
    let same = match (all, different) {
        (1, _) => "one point".to_owned(),
        (all, different) if all == different => format!("{all} points"),
        (all, different) => format!("{all} points ({different} different ones)"),
    };
    let animals = if input.same_animals {
        format!(
            " Every point has the same {}s, so that what differs is what was done to them.",
            input.subject
        )
    } else {
        String::new()
    };
    let source = if input.source.is_empty() {
        String::new()
    } else {
        format!(" Source: {}.", input.source.trim_end_matches('.'))
    };
    format!(
        "A study with il2sim, in which every tumour and immune cell is an agent: {arms}{same}, {} \
         virtual {}s at each, {} runs. Base scenario: {}.{animals}{source}",
        input.replicates,
        input.subject,
        input.runs,
        input.scenario.trim_end_matches('.'),
    )
}

/// Arms and keys.
fn varied(input: &StudyInput) -> String {
    let mut html = String::new();
    let list = |changes: &[String]| {
        let shown = changes
            .iter()
            .take(FEW)
            .map(|change| format!("<code>{}</code>", escape(change)))
            .collect::<Vec<_>>()
            .join("<br>");
        if changes.len() > FEW {
            format!("{shown}<br>and {} more in <code>study.toml</code>", changes.len() - FEW)
        } else {
            shown
        }
    };
    if input.arms.len() > 1 || input.arms.iter().any(|(_, changes)| !changes.is_empty()) {
        let row = |(name, changes): &(String, Vec<String>)| {
            let role = if input.arms.len() > 1 && *name == input.control && name != "control" {
                " (the control)"
            } else {
                ""
            };
            vec![
                Cell::text(&format!("{name}{role}")),
                Cell::html(if changes.is_empty() { "nothing".to_owned() } else { list(changes) }),
            ]
        };
        let rows = input.arms.iter().map(row);
        html += &StudySheet::new("The arms", &["arm", "what it changes"], rows, FEW, "study.toml")
            .html();
    }
    if !input.keys.is_empty() {
        let row = |key: &StudyKey| {
            vec![
                Cell::text(&key.name),
                Cell::html(format!("<code>{}</code>", escape(&key.keys))),
                Cell::text(&key.values),
            ]
        };
        let all = if input.arms.len() > 1 { " Each arm is run at every point of it." } else { "" };
        html += &format!("<p>Design: {}.{all}</p>\n", escape(&input.design));
        html += &StudySheet::new(
            "Keys of the design",
            &["called", "key of the scenario", "values"],
            input.keys.iter().map(row),
            FEW,
            "study.toml",
        )
        .html();
    }
    if !input.everywhere.is_empty() {
        html += &format!(
            "<p>Changed everywhere against the base scenario:</p>\n<p class=\"changes\">{}</p>\n",
            list(&input.everywhere)
        );
    }
    if html.is_empty() {
        "<p>Nothing: the study runs its base scenario as it is.</p>\n".to_owned()
    } else {
        html
    }
}

/// One section a measure, then the table of all arms and points and the summary.
fn results(input: &StudyInput, analysis: &Analysis) -> String {
    let figures = figures::figures(analysis);
    let mut room = CHARTS_BYTES;
    let mut html = String::from(
        "<section aria-labelledby=\"results\">\n<h2 id=\"results\">Results</h2>\n<div \
         id=\"choice\" class=\"choice\"></div>\n",
    );
    for (measure, of) in analysis.measures.iter().enumerate() {
        let name = names::measure(of);
        let more =
            input.meanings.get(&of.outcome).filter(|meaning| !meaning.eq_ignore_ascii_case(&name));
        let meaning = more.map_or(String::new(), |meaning| {
            format!("<p class=\"hint\">{}</p>\n", escape(&sentence(meaning)))
        });
        html += &format!(
            "<section class=\"measure\" aria-labelledby=\"measure{measure}\">\n<h3 \
             id=\"measure{measure}\">{}</h3>\n{meaning}",
            escape(&name)
        );
        html += &charts::of(analysis, measure, &figures, input.figures.as_deref(), &mut room);
        html += "</section>\n";
    }
    html += "</section>\n<section aria-labelledby=\"everything\">\n<h2 id=\"everything\">Every \
             arm and point</h2>\n";
    html += "<p class=\"hint\">Shares with Wilson's 95 % interval, medians with their exact 95 % \
             interval; press a column's head to sort.</p>\n";
    html += &everything(analysis).html();
    html += "</section>\n<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">In words</h2>\n";
    html += &format!(
        "<pre tabindex=\"0\" class=\"scenario\" aria-label=\"Summary\"><code>{}</code></pre>\n",
        escape(&words::summary(analysis))
    );
    if !analysis.notes.is_empty() {
        let notes: String = analysis
            .notes
            .iter()
            .take(FEW)
            .map(|note| format!("<li>{}</li>\n", escape(note)))
            .collect();
        html += &format!(
            "<details>\n<summary>What was not computed \
             ({})</summary>\n<ul>\n{notes}</ul>\n</details>\n",
            analysis.notes.len()
        );
    }
    html + "</section>\n"
}

/// A meaning as a sentence.
fn sentence(meaning: &str) -> String {
    let mut letters = meaning.chars();
    let first = letters.next().map_or(String::new(), |first| first.to_uppercase().to_string());
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// Every arm and point with all measures.
fn everything(analysis: &Analysis) -> StudySheet {
    let trial = &analysis.trial;
    let mut heads = vec!["arm".to_owned()];
    heads.extend(trial.keys.iter().map(crate::comparison::TrialKey::label));
    heads.extend(analysis.measures.iter().map(names::column));
    heads.push("left the site".to_owned());
    let row = |entry: usize| {
        let mut row = names::place(analysis, entry);
        row.extend(
            (0..analysis.measures.len()).map(|measure| names::cell(analysis, measure, entry)),
        );
        let (left, all) = trial.left(0, Some(entry));
        row.push(Cell::number(&format!("{left} of {all}"), left as f64));
        row
    };
    let rows = (0..trial.entries.len()).map(row);
    StudySheet::new(
        "Every arm and point",
        &heads,
        rows,
        ROWS,
        "dataset/fractions.parquet and dataset/medians.parquet",
    )
    .sorting()
}

fn methods(analysis: Option<&Analysis>) -> String {
    if analysis.is_none() {
        return String::new();
    }
    let lines: String = words::METHODS
        .iter()
        .map(|(what, method)| {
            format!("<dt>{}</dt><dd>{}</dd>\n", escape(&sentence(what)), escape(method))
        })
        .collect();
    format!("<details>\n<summary>Statistical methods</summary>\n<dl>\n{lines}</dl>\n</details>\n")
}

fn files(input: &StudyInput) -> String {
    let link = |(path, what): &(String, String)| {
        let href = path.split('/').map(address).collect::<Vec<_>>().join("/");
        format!("<li><a href=\"{href}\">{}</a>: {}</li>\n", escape(path), escape(what))
    };
    format!("<ul class=\"files\">\n{}</ul>\n", input.files.iter().map(link).collect::<String>())
}

/// A part of a path as part of an address.
fn address(part: &str) -> String {
    let letter = |byte: u8| {
        let plain = byte.is_ascii_alphanumeric() || b"-_.~=".contains(&byte);
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    part.bytes().map(letter).collect()
}

fn facts(input: &StudyInput) -> String {
    input
        .facts
        .iter()
        .map(|(term, value)| {
            format!("<dt>{}</dt><dd><code>{}</code></dd>\n", escape(term), escape(value))
        })
        .collect()
}

/// A stored text, if it is not too long to show.
fn text(name: &str, what: &str, text: &str) -> String {
    let inside = if text.len() > TEXT {
        format!(
            "<p>It is {} bytes long: open <a href=\"{name}\">{name}</a> beside this page.</p>",
            text.len()
        )
    } else {
        format!(
            "<pre tabindex=\"0\" class=\"scenario\" aria-label=\"{name}\"><code>{}</code></pre>",
            escape(text)
        )
    };
    format!("<details>\n<summary>{what}: {name}</summary>\n{inside}\n</details>\n")
}

#[cfg(test)]
mod tests;
