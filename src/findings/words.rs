//! Findings as text, for a terminal and for a page of the book.

use std::fmt::Write as _;

use super::judge::{ByEquations, Compared, JudgedTest, P, Predicted};
use super::result::{FindingRow, FindingTable, FindingVerdict};

/// A number as it is read: three digits.
pub(super) fn shown(value: f64) -> String {
    let size = value.abs();
    if size >= 1e9 {
        return if value > 0.0 { "beyond bounds".to_owned() } else { "below bounds".to_owned() };
    }
    let digits = match size {
        size if size == 0.0 || size >= 99.5 => 0,
        size if size >= 9.95 => 1,
        size if size >= 0.1 => 2,
        _ => return format!("{value:.2e}"),
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// `IL-2: 65 % (26 of 40; 50 to 78)`.
fn arm(predicted: &Predicted) -> String {
    let Predicted { arm, animals, events, value, interval } = predicted;
    let interval = interval
        .map_or(String::new(), |[low, high]| format!("; {} to {}", shown(low), shown(high)));
    match (value, events) {
        (None, _) => format!("{arm}: no animal with a value"),
        (Some(value), Some(events)) => {
            format!("{arm}: {} % ({events} of {animals}{interval})", shown(*value))
        }
        (Some(value), None) => format!("{arm}: {} ({animals} animals{interval})", shown(*value)),
    }
}

/// What is accepted, in words.
fn accepted(test: &JudgedTest) -> String {
    let Compared { published, accepted, unit, .. } = &test.compared;
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let bounds = match accepted {
        [Some(low), Some(high)] => {
            format!("{} to {}{unit}", shown(low.max(-1e9)), shown(*high))
        }
        [Some(low), None] => format!("more than {}{unit}", shown(*low)),
        [None, Some(high)] => format!("at most {}{unit}", shown(*high)),
        [None, None] => "anything".to_owned(),
    };
    match published {
        Some([low, high]) if low == high => format!("published {}, accepted {bounds}", shown(*low)),
        Some([low, high]) => {
            format!("published {} to {}, accepted {bounds}", shown(*low), shown(*high))
        }
        None => format!("accepted {bounds}"),
    }
}

/// What a test compares, in words; nothing where that is the value of its arm.
fn what(test: &JudgedTest) -> String {
    let Compared { value, unit, .. } = &test.compared;
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let value = value.map_or("no value".to_owned(), |value| format!("{}{unit}", shown(value)));
    let p = test.p.map_or(String::new(), |p| format!(", p = {}", shown(p)));
    match test.kind.as_str() {
        "order" => format!("; difference {value}{p} (below {P})"),
        "equal" => format!("; difference {value}"),
        "rising" => format!("; first to last {value}"),
        "cut" => format!("; cut by {value}"),
        "ratio" => format!("; ratio {value}"),
        _ if test.compared.value != test.arms[0].value => format!("; median {value}"),
        _ => String::new(),
    }
}

/// A test in one line.
pub(super) fn sentence(test: &JudgedTest) -> String {
    let arms: Vec<String> = test.arms.iter().map(arm).collect();
    format!("{}: {}{}; {}", test.endpoint, arms.join(", "), what(test), accepted(test))
}

/// What published equations give for a test, in words.
pub(super) fn by_equations(test: &JudgedTest) -> Option<String> {
    let ByEquations { model, value, holds } = test.equations.as_ref()?;
    let unit = if test.compared.unit.is_empty() { "" } else { " " };
    let value = value.map_or("no value".to_owned(), |value| {
        format!("{}{unit}{}", shown(value), test.compared.unit)
    });
    Some(format!("{model}: {value}, {}", if *holds { "holds" } else { "misses" }))
}

/// The verdict of a test in a word or two.
pub(super) fn verdict(test: &JudgedTest) -> String {
    let word = if test.holds { "holds" } else { "misses" };
    format!("{word}{}", if test.open { " (open)" } else { "" })
}

/// All of it for a terminal.
pub(crate) fn text(table: &FindingTable) -> String {
    let mut text = String::new();
    for row in &table.findings {
        let _ = writeln!(text, "{:<5}{:<8} {}", row.id, row.verdict.name(), row.title);
        let _ = writeln!(text, "     {:<8} {} ({})", "", row.published, row.source);
        if let Some(failure) = &row.failure {
            let _ = writeln!(text, "     {:<8} {failure}", "");
        }
        for test in &row.tests {
            let kind = if test.mechanism { "mechanism: " } else { "" };
            let null = match test.null_holds {
                Some(true) => "; the null model passes",
                _ => "",
            };
            let word = if test.holds { "holds" } else { "misses" };
            let _ = writeln!(text, "     - {word:<6} {kind}{}{null}", sentence(test));
            if let Some(equations) = by_equations(test) {
                let _ = writeln!(text, "       {:<6} by equations: {equations}", "");
            }
        }
        if let Some(reason) = &row.without_equations {
            let _ = writeln!(text, "     {:<8} equations do not apply: {reason}", "");
        }
    }
    text + "\n" + &totals(table).join("\n") + "\n"
}

/// The numbers of all findings, a sentence each.
pub(super) fn totals(table: &FindingTable) -> Vec<String> {
    let mut lines = Vec::new();
    let checks: Vec<&FindingRow> =
        table.findings.iter().filter(|row| !row.is_published()).collect();
    if !checks.is_empty() {
        let hold = checks.iter().filter(|row| row.verdict == FindingVerdict::Holds).count();
        lines.push(format!("checks of the model: {hold} of {} hold", checks.len()));
    }
    for (species, name) in [("mouse", "mice"), ("human", "patients")] {
        let held = table.held(species);
        if held.all > 0 {
            lines.push(format!(
                "{name}: {} of {} findings hold, {} in part",
                held.hold, held.all, held.in_part
            ));
        }
    }
    let failed = table.findings.iter().filter(|row| row.verdict == FindingVerdict::Failed).count();
    if failed > 0 {
        lines.push(format!("{failed} could not be run"));
    }
    if let Some(deviance) = table.deviance() {
        lines.push(format!("mean binomial deviance of published counts: {}", shown(deviance)));
    }
    let null = table.null_holds();
    lines.push(format!("the null model (every arm at the pooled value) would hold {null}"));
    let [tests, findings, hold] = table.by_equations();
    if tests > 0 {
        lines.push(format!(
            "published equations give a number for {tests} tests of {findings} findings and hold \
             {hold}"
        ));
    }
    lines
}

/// All of it as a page of the book.
pub(crate) fn markdown(table: &FindingTable) -> String {
    let mut text =
        "# Findings: published experiments beside what the model predicts\n\n".to_owned();
    let animals: std::collections::BTreeSet<u32> =
        table.findings.iter().map(|row| row.replicates).collect();
    let animals: Vec<String> = animals.iter().map(u32::to_string).collect();
    let _ = writeln!(
        text,
        "Generated by `il2sim findings`, version {}, rulebook `{}`, {} animals an arm.\n",
        table.version,
        &table.rulebook_digest[..16.min(table.rulebook_digest.len())],
        animals.join(" or ")
    );
    for line in totals(table) {
        let _ = writeln!(text, "- {line}");
    }
    text += "\n| | finding | verdict |\n| --- | --- | --- |\n";
    for row in &table.findings {
        let link = row.id.to_lowercase();
        let _ = writeln!(
            text,
            "| [{}](#{link}) | {} | {} |",
            row.id,
            cell(&row.title),
            row.verdict.name()
        );
    }
    for row in &table.findings {
        text += &section(row);
    }
    text
}

fn section(row: &FindingRow) -> String {
    let mut text = format!("\n## {}\n\n**{}: {}.**\n", row.id, row.title, row.verdict.name());
    let _ = writeln!(text, "Published: {} ({}).", row.published, row.source);
    for (name, what) in [("Line", &row.line), ("Assumed", &row.assumed)] {
        if !what.is_empty() {
            let _ = writeln!(text, "{name}: {}.", what.trim_end_matches('.'));
        }
    }
    if row.verdict != FindingVerdict::Holds && !row.hypothesis.is_empty() {
        let _ = writeln!(
            text,
            "Why it misses, as far as we know: {}.",
            row.hypothesis.trim_end_matches('.')
        );
    }
    if let Some(failure) = &row.failure {
        let _ = writeln!(text, "It could not be run: {failure}");
    }
    text += "\n";
    for test in &row.tests {
        let kind = if test.mechanism { "mechanism, " } else { "" };
        let null = if test.null_holds == Some(true) { " (the null model passes)" } else { "" };
        let _ = writeln!(text, "- {kind}{}: {}{null}", verdict(test), sentence(test));
        if let Some(equations) = by_equations(test) {
            let _ = writeln!(text, "  By equations: {equations}.");
        }
    }
    if let Some(reason) = &row.without_equations {
        let _ = writeln!(text, "\nEquations do not apply: {reason}.");
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
