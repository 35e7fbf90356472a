//! Findings as a page: `findings.html`, one file that needs no network.
//!
//! In: the table, and the survival curves of each finding as far as they were drawn. Out: the
//! page's text. Every finding is a line with its tests as strips (published, accepted, predicted),
//! and opens to its arms, curves, mechanisms and sources. It needs no script.

use std::path::Path;

use super::judge::{Compared, JudgedTest};
use super::result::{FindingRow, FindingTable, FindingVerdict};
use super::words::{by_equations, sentence, shown, totals, verdict};
use crate::record::disk;
use crate::report::html::{PageFrame, escape};

/// The page.
pub(crate) const PAGE: &str = "findings.html";

const STYLE: &str = include_str!("page.css");

/// Width of a strip, in its own units.
const ACROSS: f64 = 400.0;
/// Room at both ends of a strip.
const EDGE: f64 = 8.0;
/// Most bytes of pictures of a finding.
const PICTURES: usize = 300_000;

/// The survival curves that a study's dataset has, as SVG.
pub(crate) fn survival_pictures(study: &Path) -> Vec<String> {
    let folder = study.join("dataset").join("figures");
    let mut names = disk::names(&folder).unwrap_or_default();
    names.sort();
    names.retain(|name| name.contains("survival") && name.ends_with(".svg"));
    let read = |name: &String| std::fs::read_to_string(folder.join(name)).ok();
    names.iter().filter_map(read).filter(|svg| svg.len() <= PICTURES).take(1).collect()
}

/// The whole page; `pictures` gives the curves of a finding.
pub(crate) fn page(table: &FindingTable, pictures: &dyn Fn(&str) -> Vec<String>) -> String {
    let lines: Vec<String> =
        totals(table).iter().map(|line| format!("<li>{}</li>", escape(line))).collect();
    let mut body = format!(
        "<header>\n<p class=\"program\">il2sim findings</p>\n<h1>Published experiments beside \
         what the model predicts</h1>\n<ul class=\"totals\">{}</ul>\n</header>\n<main>\n{}",
        lines.join("\n"),
        KEY
    );
    for (species, heading) in [("mouse", "Mice"), ("human", "Patients")] {
        let rows: Vec<&FindingRow> =
            table.findings.iter().filter(|row| row.species == species).collect();
        if rows.is_empty() {
            continue;
        }
        body += &format!(
            "<section aria-labelledby=\"{species}\">\n<h2 id=\"{species}\">{heading}</h2>\n"
        );
        for row in rows {
            body += &finding(row, &pictures(&row.id));
        }
        body += "</section>\n";
    }
    body += &facts(table);
    body += "</main>\n";
    let title = "Findings";
    let (version, style) = (env!("CARGO_PKG_VERSION"), STYLE);
    PageFrame { title, version, style, credit: "", scripts: String::new() }.page(body)
}

const KEY: &str = "<p class=\"hint\">Each strip: <span class=\"sample accepted\"></span> accepted, \
                   <span class=\"sample published\"></span> published, <span class=\"sample \
                   predicted\"></span> predicted with its 95 % interval. Open a line for its \
                   arms, curves and sources.</p>\n";

/// Class and word of a verdict.
fn chip(verdict: FindingVerdict) -> String {
    let class = verdict.name().replace(' ', "-");
    format!("<span class=\"chip {class}\">{}</span>", verdict.name())
}

fn finding(row: &FindingRow, pictures: &[String]) -> String {
    let counted = row.tests.iter().filter(|test| !test.mechanism);
    let strips: String = counted.map(strip).collect();
    let mut inside = String::new();
    for (name, text) in [
        ("Published", &row.published),
        ("Source", &row.source),
        ("Line", &row.line),
        ("Assumed", &row.assumed),
    ] {
        if !text.is_empty() {
            inside += &format!("<dt>{name}</dt><dd>{}</dd>\n", escape(text));
        }
    }
    if row.verdict != FindingVerdict::Holds && !row.hypothesis.is_empty() {
        inside += &format!(
            "<dt>Why it misses, as far as we know</dt><dd>{}</dd>\n",
            escape(&row.hypothesis)
        );
    }
    if let Some(failure) = &row.failure {
        inside += &format!("<dt>It could not be run</dt><dd>{}</dd>\n", escape(failure));
    }
    let pictures: String =
        pictures.iter().map(|svg| format!("<div class=\"chart\">{svg}</div>\n")).collect();
    format!(
        "<details class=\"finding\" id=\"{}\">\n<summary><b>{}</b> {} <span \
         class=\"what\">{}</span>{strips}</summary>\n<dl>\n{inside}</dl>\n{}{pictures}<p><a \
         href=\"{}/report.html\">All charts and tables of its {} animals an arm</a></p>\n\
         </details>\n",
        escape(&row.id.to_lowercase()),
        escape(&row.id),
        chip(row.verdict),
        escape(&row.title),
        tests(row),
        escape(&row.id),
        row.replicates,
    )
}

/// Every test as a row.
fn tests(row: &FindingRow) -> String {
    if row.tests.is_empty() {
        return String::new();
    }
    let line = |test: &JudgedTest| {
        let kind = if test.mechanism { "mechanism" } else { "test" };
        let null = match test.null_holds {
            Some(true) => "passes",
            Some(false) => "misses",
            None => "",
        };
        format!(
            "<tr><td>{kind}</td><td>{}</td><td>{}</td><td>{null}</td><td>{}</td></tr>\n",
            verdict(test),
            escape(&sentence(test)),
            escape(&by_equations(test).unwrap_or_default())
        )
    };
    let lines: String = row.tests.iter().map(line).collect();
    let without = row.without_equations.as_ref().map_or(String::new(), |reason| {
        format!("<p>Equations do not apply: {}.</p>\n", escape(reason))
    });
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Tests of {}\"><table>\n\
         <thead><tr><th>kind</th><th>verdict</th><th>predicted, published and accepted</th>\
         <th>null model</th><th>equations</th></tr></thead>\n<tbody>\n{lines}</tbody>\n</table>\
         </div>\n{without}",
        escape(&row.id)
    )
}

/// A test as a strip.
fn strip(test: &JudgedTest) -> String {
    let Compared { value, interval, published, accepted, unit } = &test.compared;
    let Some(value) = value.filter(|value| value.abs() < 1e9) else { return String::new() };
    let percent = unit == "%" && test.kind != "order" && test.kind != "equal";
    let mut holds = vec![value];
    holds.extend(interval.iter().flatten());
    holds.extend(published.iter().flatten());
    holds.extend(accepted.iter().flatten());
    if percent || unit == "points" {
        holds.extend([0.0, 100.0]);
    }
    let low = holds.iter().copied().fold(f64::INFINITY, f64::min);
    let high = holds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = if high > low { high - low } else { 1.0 };
    let x = |at: f64| EDGE + (ACROSS - 2.0 * EDGE) * (at - low) / span;
    let bar = |class: &str, from: f64, to: f64, y: f64, height: f64| {
        let width = (x(to) - x(from)).max(2.0);
        format!(
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{y}\" width=\"{width:.1}\" \
             height=\"{height}\"/>",
            x(from)
        )
    };
    let mut svg = format!("<path class=\"axis\" d=\"M{EDGE} 13H{}\"/>", ACROSS - EDGE);
    svg += &bar("accepted", accepted[0].unwrap_or(low), accepted[1].unwrap_or(high), 3.0, 20.0);
    if let Some([from, to]) = published {
        svg += &bar("published", *from, *to, 3.0, 20.0);
    }
    if let Some([from, to]) = interval {
        svg += &format!("<path class=\"interval\" d=\"M{:.1} 13H{:.1}\"/>", x(*from), x(*to));
    }
    let class = if test.holds { "predicted" } else { "predicted off" };
    svg += &format!("<circle class=\"{class}\" cx=\"{:.1}\" cy=\"13\" r=\"5\"/>", x(value));
    let told = escape(&format!("{}: {}", verdict(test), sentence(test)));
    format!(
        "<span class=\"row\"><span class=\"name\">{}</span><svg viewBox=\"0 0 {ACROSS} 26\" \
         role=\"img\" aria-label=\"{told}\"><title>{told}</title>{svg}</svg><span \
         class=\"ends\">{} to {}</span></span>",
        escape(&label(test)),
        shown(low),
        shown(high),
    )
}

/// What stands beside a strip.
fn label(test: &JudgedTest) -> String {
    let arms: Vec<&str> = test.arms.iter().map(|arm| arm.arm.as_str()).collect();
    let unit = &test.compared.unit;
    let unit = if unit.is_empty() { String::new() } else { format!(", {unit}") };
    match (test.kind.as_str(), arms.as_slice()) {
        ("order" | "rising", arms) => format!("{} ({}{unit})", arms.join(" > "), test.endpoint),
        ("equal", arms) => format!("{} ({}{unit})", arms.join(" = "), test.endpoint),
        (_, arms) => format!("{} ({}{unit})", arms.join(" v "), test.endpoint),
    }
}

fn facts(table: &FindingTable) -> String {
    let seed = table.seed.map_or("that of each scenario".to_owned(), |seed| seed.to_string());
    let set: String = table
        .set
        .iter()
        .map(|(key, value)| format!("<dt>{}</dt><dd>{}</dd>", escape(key), escape(value)))
        .collect();
    format!(
        "<section aria-labelledby=\"again\">\n<h2 id=\"again\">Make it again</h2>\n<pre \
         class=\"command\" tabindex=\"0\"><code>il2sim findings</code></pre>\n<dl \
         class=\"facts\"><dt>Version</dt><dd>{}</dd><dt>Rulebook</dt><dd>{}</dd><dt>Seed</dt>\
         <dd>{seed}</dd>{set}</dl>\n<p>The null model has every arm of a finding at the pooled value: \
         a test that it passes says little of the treatment. The equations are those of Kirschner \
         and Panetta (1998) and of de Pillis and others (2006).</p>\n</section>\n",
        table.version, table.rulebook_digest
    )
}
