//! What is wrong with a scenario: every problem at once, each with file, line, column, the line
//! itself and help.
//!
//! In: places in sources (the file and the `--set` overrides). Out: compiler-style text, or JSON
//! for machines.

use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// More problems than this are counted, not shown.
const SHOWN: usize = 100;

/// A stretch of text in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index of the source: 0 is the file, then one for each override.
    pub source: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Place {
    /// The same stretch of another source.
    pub(crate) fn in_source(self, source: usize) -> Place {
        Place { source, ..self }
    }
}

/// A text that a problem can point into.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// Path of the file, or `--set`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What sort of problem it is: after a syntax error only what does not depend on the lost text is
/// reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file cannot be read, or is no TOML.
    Syntax,
    /// One key or value is wrong by itself.
    Value,
    /// Something is missing, or two things contradict each other.
    Whole,
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Its sort.
    pub kind: ProblemKind,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; `None` when the file itself cannot be read.
    pub place: Option<Place>,
    /// What the caret says.
    pub label: String,
    /// Other places that belong to it, with what to say there.
    pub also: Vec<(Place, String)>,
    /// How to mend it.
    pub help: Vec<String>,
}

impl Problem {
    /// A problem with one value.
    pub fn value(place: Place, message: impl Into<String>, label: impl Into<String>) -> Problem {
        Problem {
            kind: ProblemKind::Value,
            message: message.into(),
            place: Some(place),
            label: label.into(),
            also: Vec::new(),
            help: Vec::new(),
        }
    }
    /// Something missing, or a contradiction.
    pub fn whole(place: Place, message: impl Into<String>, label: impl Into<String>) -> Problem {
        Problem { kind: ProblemKind::Whole, ..Problem::value(place, message, label) }
    }
    /// A syntax error.
    pub fn syntax(place: Option<Place>, message: impl Into<String>) -> Problem {
        Problem {
            kind: ProblemKind::Syntax,
            message: message.into(),
            place,
            label: String::new(),
            also: Vec::new(),
            help: Vec::new(),
        }
    }
    /// Adds a line of help.
    pub fn help(mut self, text: impl Into<String>) -> Problem {
        self.help.push(text.into());
        self
    }
    /// Adds another place.
    pub fn also(mut self, place: Option<Place>, text: impl Into<String>) -> Problem {
        if let Some(place) = place {
            self.also.push((place, text.into()));
        }
        self
    }
}

/// All problems of one scenario, in the order of the file. Never empty.
#[derive(Clone, Debug)]
pub struct Problems {
    sources: Vec<SourceText>,
    list: Vec<Problem>,
}

impl Problems {
    /// Sorts problems by place and drops repeats.
    pub(crate) fn new(sources: Vec<SourceText>, mut list: Vec<Problem>) -> Problems {
        // Stable: at one place the order is that of the checks.
        list.sort_by_key(|problem| problem.place);
        list.dedup_by(|a, b| a.place == b.place && a.message == b.message);
        for problem in &mut list {
            let found =
                problem.place.and_then(|place| comma_at(&sources[place.source].text, place));
            if let Some(with_point) = found {
                let help = format!("a decimal number takes a point, no comma: `{with_point}`");
                problem.help.insert(0, help);
            }
        }
        Problems { sources, list }
    }

    /// The sources and the problems.
    #[cfg(feature = "native")]
    pub(crate) fn into_parts(self) -> (Vec<SourceText>, Vec<Problem>) {
        (self.sources, self.list)
    }

    /// The problems.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// The key of the line at a place, as it is written there.
    fn key_at(&self, place: Place) -> Option<&str> {
        let text = &self.sources[place.source].text;
        let from = text.get(..place.start)?.rfind('\n').map_or(0, |at| at + 1);
        let (key, _) = text[from..].lines().next()?.split_once('=')?;
        let is_key = |c: char| c.is_alphanumeric() || "_-.\"' ".contains(c);
        Some(key.trim()).filter(|key| !key.is_empty() && key.chars().all(is_key))
    }

    /// For machines: `[{"file", "line", "column", "key", "end_line", "end_column", "message", "label",
    /// "help", "also"}, ...]`; lines and columns count from 1, columns in characters; they are
    /// null when the file could not be read.
    pub fn to_json(&self) -> serde_json::Value {
        let position =
            |place: &Place, at: usize| line_and_column(&self.sources[place.source].text, at);
        let items = self.list.iter().map(|problem| {
            let begin = problem.place.map(|place| position(&place, place.start));
            let end = problem.place.map(|place| position(&place, place.end));
            let also: Vec<_> = problem
                .also
                .iter()
                .map(|(place, text)| {
                    let (line, column) = position(place, place.start);
                    serde_json::json!({"file": self.sources[place.source].name, "line": line, "column": column, "label": text})
                })
                .collect();
            serde_json::json!({
                "file": self.sources[problem.place.map_or(0, |place| place.source)].name,
                "line": begin.map(|p| p.0),
                "column": begin.map(|p| p.1),
                "key": problem.place.and_then(|place| self.key_at(place)),
                "end_line": end.map(|p| p.0),
                "end_column": end.map(|p| p.1),
                "message": problem.message,
                "label": problem.label,
                "help": problem.help,
                "also": also,
            })
        });
        serde_json::Value::Array(items.collect())
    }

    /// The problems as text; `colour` for a terminal.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(160);
        let mut out = String::new();
        for problem in self.list.iter().take(SHOWN) {
            out.push_str(&self.render_one(problem, &renderer));
            out.push_str("\n\n");
        }
        if self.list.len() > SHOWN {
            out.push_str(&format!("... and {} more\n\n", self.list.len() - SHOWN));
        }
        out.push_str(&self.count());
        out
    }

    /// How many there are, in words.
    pub(crate) fn count(&self) -> String {
        let name = &self.sources[0].name;
        match self.list.len() {
            1 => format!("{name}: 1 problem, nothing was run"),
            n => format!("{name}: {n} problems, nothing was run"),
        }
    }

    fn render_one(&self, problem: &Problem, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(&problem.message);
        let mut group = match problem.place {
            None => title.element(Level::NOTE.message(&self.sources[0].name)),
            Some(place) => {
                let mut marks = vec![(place, problem.label.as_str(), AnnotationKind::Primary)];
                marks.extend(
                    problem
                        .also
                        .iter()
                        .map(|(place, text)| (*place, text.as_str(), AnnotationKind::Context)),
                );
                let mut sources: Vec<usize> = marks.iter().map(|mark| mark.0.source).collect();
                sources.dedup();
                let mut elements = sources.into_iter().map(|source| {
                    let here = marks.iter().filter(|mark| mark.0.source == source);
                    self.snippet(source, &here.copied().collect::<Vec<_>>())
                });
                let first = elements.next().expect("a mark has a source");
                elements.fold(title.element(first), |group, snippet| group.element(snippet))
            }
        };
        for help in &problem.help {
            group = group.element(Level::HELP.message(help));
        }
        renderer.render(&[group])
    }

    /// The lines of one source that the marks touch.
    fn snippet<'a>(
        &'a self,
        source: usize,
        marks: &[(Place, &'a str, AnnotationKind)],
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let SourceText { name, text } = &self.sources[source];
        let clamp = |at: usize| {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let low = marks.iter().map(|mark| clamp(mark.0.start)).min().unwrap_or(0);
        let high = marks.iter().map(|mark| clamp(mark.0.end)).max().unwrap_or(0).max(low);
        let from = text[..low].rfind('\n').map_or(0, |at| at + 1);
        let to = text[high..].find('\n').map_or(text.len(), |at| high + at);
        let line = text[..from].matches('\n').count() + 1;
        let mut snippet = Snippet::source(&text[from..to]).line_start(line).path(name.as_str());
        for (place, label, kind) in marks {
            let (start, end) =
                (clamp(place.start) - from, clamp(place.end.max(place.start)) - from);
            let annotation = kind.span(start..end);
            snippet = snippet.annotation(if label.is_empty() {
                annotation
            } else {
                annotation.label(*label)
            });
        }
        snippet
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

/// Line and column, both from 1, the column in characters.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let from = text[..at].rfind('\n').map_or(0, |at| at + 1);
    (text[..at].matches('\n').count() + 1, text[from..at].chars().count() + 1)
}

/// The value at a place with a point, if it is a number with a decimal comma. An error of syntax
/// stands anywhere in such a value (`cells = 0,5`): its whole line counts.
fn comma_at(text: &str, place: Place) -> Option<String> {
    let written = text.get(place.start..place.end)?;
    with_point(written).or_else(|| {
        let from = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
        let (key, value) = text[from..].lines().next()?.split_once('=')?;
        // A place in the key itself is another matter.
        (place.start > from + key.len()).then(|| with_point(value))?
    })
}

/// A quantity with a point in place of its decimal comma; `None` where it has none.
pub(crate) fn with_point(text: &str) -> Option<String> {
    let quantity = text.trim().trim_matches(['"', '\'']).trim();
    let number = ["day ", "every "].iter().find_map(|word| quantity.strip_prefix(word));
    let number = number.unwrap_or(quantity).trim_start().trim_start_matches(['+', '-']);
    let (whole, rest) = number.split_once(',')?;
    let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    let follows = rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains(',');
    (digits && follows).then(|| quantity.replacen(',', ".", 1))
}

/// A user's text in quotes, cut when it is long.
pub(crate) fn quoted(text: &str) -> String {
    if text.chars().count() > 60 {
        let head: String = text.chars().take(57).collect();
        format!("`{head}...`")
    } else {
        format!("`{text}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_comma_is_found_only_in_a_number() {
        let found = |text: &str| with_point(text).unwrap_or_default();
        assert_eq!(found("\"0,8 mm\""), "0.8 mm");
        assert_eq!(found(" -12,5"), "-12.5");
        assert_eq!(found("'day 1,5'"), "day 1.5");
        assert_eq!(found("every 0,5 d"), "every 0.5 d");
        for text in ["0.8 mm", "[1,2]", "a,5", ",5", "5, 6", "1,2,3", "", "mice 3,5"] {
            assert_eq!(found(text), "", "{text}");
        }
    }
}
