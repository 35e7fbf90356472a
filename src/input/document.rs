//! The file as a tree with places, and the `--set` overrides laid over it.
//!
//! In: TOML text and `key=value` pairs. Out: a tree in which every key and value knows where it was
//! written, and the syntax errors. A value that is no TOML by itself (`36 h`) is taken as text, so
//! that a shell that eats quotes does no harm.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::problem::{Place, Problem, SourceText, quoted};
use super::source::FILE_BYTES;

/// Most dots outside comments.
const DOTS: usize = 4000;
/// Deepest nesting of tables and arrays.
const DEPTH: usize = 32;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where.
    pub place: Place,
    /// What.
    pub value: DocumentValue,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub enum DocumentValue {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i128),
    /// Any other number; TOML's `nan` and `inf` too.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or time of day, which no key takes.
    Date(String),
    /// An array, of tables or of values.
    Array(Vec<Node>),
    /// A table.
    Table(BTreeMap<String, TableEntry>),
}

/// A key of a table with its value.
#[derive(Clone, Debug)]
pub struct TableEntry {
    /// Where the key stands.
    pub key: Place,
    /// Its value.
    pub node: Node,
}

/// The parsed sources.
pub(crate) struct Document {
    /// File and overrides.
    pub sources: Vec<SourceText>,
    /// The source that is the file, where another comes before it.
    pub file: usize,
    /// The tree.
    pub root: BTreeMap<String, TableEntry>,
    /// Syntax errors.
    pub problems: Vec<Problem>,
}

impl DocumentValue {
    /// The type in words.
    pub fn describe(&self) -> &'static str {
        match self {
            DocumentValue::Text(_) => "text",
            DocumentValue::Integer(_) => "a whole number",
            DocumentValue::Float(_) => "a decimal number",
            DocumentValue::Boolean(_) => "true or false",
            DocumentValue::Date(_) => "a date",
            DocumentValue::Array(_) => "an array",
            DocumentValue::Table(_) => "a table",
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            DocumentValue::Integer(i) => Some(*i as f64),
            DocumentValue::Float(f) => Some(*f),
            _ => None,
        }
    }

    /// The value as TOML on one line.
    pub fn to_toml(&self) -> String {
        match self {
            DocumentValue::Text(text) => quote(text),
            DocumentValue::Integer(i) => i.to_string(),
            DocumentValue::Float(f) => format!("{f:?}"),
            DocumentValue::Boolean(b) => b.to_string(),
            DocumentValue::Date(date) => date.clone(),
            DocumentValue::Array(nodes) => {
                let items: Vec<String> = nodes.iter().map(|node| node.value.to_toml()).collect();
                format!("[{}]", items.join(", "))
            }
            DocumentValue::Table(entries) => {
                // In the order in which they were written.
                let mut entries: Vec<(&String, &TableEntry)> = entries.iter().collect();
                entries.sort_by_key(|(_, entry)| entry.key);
                let items: Vec<String> = entries
                    .iter()
                    .map(|(key, entry)| format!("{} = {}", bare(key), entry.node.value.to_toml()))
                    .collect();
                format!("{{ {} }}", items.join(", "))
            }
        }
    }
}

/// A basic TOML string.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key, quoted when it must be.
fn bare(key: &str) -> String {
    let plain =
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain { key.to_string() } else { quote(key) }
}

impl Document {
    /// Parses the file's text, then lays the overrides over it.
    pub(crate) fn read(text: &str, file_name: &str, overrides: &[(String, String)]) -> Document {
        let mut document = Document::empty();
        document.root = document.parse(text, file_name);
        document.lay_all(overrides);
        document
    }

    /// Nothing yet.
    pub(crate) fn empty() -> Document {
        Document { sources: Vec::new(), file: 0, root: BTreeMap::new(), problems: Vec::new() }
    }

    /// Parses another source.
    pub(crate) fn parse(&mut self, text: &str, file_name: &str) -> BTreeMap<String, TableEntry> {
        let source = self.sources.len();
        self.sources.push(SourceText { name: file_name.to_string(), text: text.to_string() });
        if let Err(problem) = check_size(text, source, 0) {
            self.problems.push(*problem);
            return BTreeMap::new();
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            self.problems.push(Problem::syntax(
                Some(place(source, 0, span)),
                format!("this is not TOML: {}", error.message()),
            ));
        }
        convert_table(table.get_ref(), source, 0, 0, &mut self.problems)
    }

    /// Lays overrides over the tree.
    pub(crate) fn lay_all(&mut self, overrides: &[(String, String)]) {
        for (key, value) in overrides {
            self.lay(key, value);
        }
    }

    /// Lays a value over the tree at a dotted key that was written at `place`.
    #[cfg(feature = "native")]
    pub(crate) fn lay_node(&mut self, key: &str, place: Place, node: Node) {
        let segments: Vec<&str> = key.split('.').collect();
        if segments.len() > DEPTH || segments.iter().any(|segment| segment.is_empty()) {
            let problem = Problem::value(
                place,
                format!("{} is not a key of a scenario", quoted(key)),
                "a part of this key is empty, or it is too long",
            );
            self.problems.push(problem.help("write a dotted key, such as \"tumour.0.cells\""));
        } else if let Err(problem) = lay_in(&mut self.root, &segments, "", node, place) {
            self.problems.push(*problem);
        }
    }

    /// Lays one override over the tree.
    fn lay(&mut self, key: &str, value: &str) {
        let source = self.sources.len();
        self.sources.push(SourceText { name: "--set".to_string(), text: format!("{key}={value}") });
        let all = Place { source, start: 0, end: key.len() };
        let node = parse_value(value, source, key.len() + 1, &mut self.problems);
        let segments: Vec<&str> = key.split('.').collect();
        if segments.len() > DEPTH || segments.iter().any(|segment| segment.is_empty()) {
            self.problems.push(
                Problem::value(
                    all,
                    "`--set` takes a dotted key and a value",
                    "a part of this key is empty, or it is too long",
                )
                .help("for example --set tumour.0.cells=500"),
            );
            return;
        }
        if let Err(problem) = lay_in(&mut self.root, &segments, "", node, all) {
            self.problems.push(*problem);
        }
    }
}

/// Follows `segments` into a table, making tables on the way, and puts the node there.
fn lay_in(
    table: &mut BTreeMap<String, TableEntry>,
    segments: &[&str],
    above: &str,
    node: Node,
    all: Place,
) -> Result<(), Box<Problem>> {
    let path =
        if above.is_empty() { segments[0].to_string() } else { format!("{above}.{}", segments[0]) };
    if segments.len() == 1 {
        table.insert(segments[0].to_string(), TableEntry { key: all, node });
        return Ok(());
    }
    let empty = || TableEntry {
        key: all,
        node: Node { place: all, value: DocumentValue::Table(BTreeMap::new()) },
    };
    let entry = table.entry(segments[0].to_string()).or_insert_with(empty);
    lay_under(&mut entry.node, &segments[1..], &path, node, all)
}

/// The same for what stands below a key.
fn lay_under(
    target: &mut Node,
    segments: &[&str],
    path: &str,
    node: Node,
    all: Place,
) -> Result<(), Box<Problem>> {
    match &mut target.value {
        DocumentValue::Table(table) => lay_in(table, segments, path, node, all),
        DocumentValue::Array(items) => {
            let count = items.len();
            let index = segments[0].parse::<usize>().ok().filter(|index| *index < count);
            let Some(index) = index else {
                let known = match count {
                    0 => format!("`{path}` is empty"),
                    1 => format!("`{path}` has one entry, 0"),
                    _ => format!("`{path}` has the entries 0 to {}", count - 1),
                };
                let message = format!("there is no {}", quoted(&format!("{path}.{}", segments[0])));
                return Err(Box::new(Problem::value(all, message, known)));
            };
            if segments.len() == 1 {
                items[index] = node;
                return Ok(());
            }
            lay_under(&mut items[index], &segments[1..], &format!("{path}.{index}"), node, all)
        }
        _ => {
            let message = format!("{} is a value, so it has no keys below it", quoted(path));
            Err(Box::new(Problem::value(all, message, "this key goes too deep")))
        }
    }
}

/// The value of an override or a default: TOML, or else text.
pub(crate) fn parse_value(
    text: &str,
    source: usize,
    offset: usize,
    problems: &mut Vec<Problem>,
) -> Node {
    let place_all = Place { source, start: offset, end: offset + text.len() };
    if let Err(problem) = check_size(text, source, offset) {
        problems.push(*problem);
        return Node { place: place_all, value: DocumentValue::Text(String::new()) };
    }
    let trimmed = text.trim();
    let offset = offset + text.len() - text.trim_start().len();
    match DeValue::parse(trimmed) {
        Ok(value) => convert(value.get_ref(), value.span(), source, offset, 0, problems),
        Err(error) if trimmed.starts_with(['"', '\'', '[', '{']) => {
            let at = error.span().filter(|span| span.start < span.end);
            problems.push(Problem::syntax(
                Some(at.map_or(place_all, |span| place(source, offset, span))),
                format!("this is not TOML: {}", error.message()),
            ));
            Node { place: place_all, value: DocumentValue::Text(String::new()) }
        }
        Err(_) => Node { place: place_all, value: DocumentValue::Text(trimmed.to_string()) },
    }
}

fn place(source: usize, offset: usize, span: Range<usize>) -> Place {
    Place { source, start: offset + span.start, end: offset + span.end }
}

/// Refuses texts whose mere size or nesting would exhaust memory or stack before anything can be
/// said about them. Dots outside lines of comment bound how deep dotted keys can nest.
fn check_size(text: &str, source: usize, offset: usize) -> Result<(), Box<Problem>> {
    let dots =
        text.lines().filter(|line| !line.trim_start().starts_with('#')).map(dots).sum::<usize>();
    let message = match (text.len() > FILE_BYTES, dots > DOTS) {
        (true, _) => {
            format!("this is too large for a scenario: {} bytes, at most {FILE_BYTES}", text.len())
        }
        (_, true) => format!(
            "this is not a scenario: {dots} dots outside comments and decimal numbers, at most {DOTS}"
        ),
        _ => return Ok(()),
    };
    Err(Box::new(Problem::syntax(Some(Place { source, start: offset, end: offset }), message)))
}

/// Dots of a line but those of decimal numbers: between digits, of which the first do not follow a
/// dot themselves (`1.2.3` is a key as deep as it looks).
fn dots(line: &str) -> usize {
    let bytes = line.as_bytes();
    let decimal = |at: usize| {
        let before = bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let after = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        before > 0 && after && !(at > before && bytes[at - before - 1] == b'.')
    };
    (0..bytes.len()).filter(|&at| bytes[at] == b'.' && !decimal(at)).count()
}

fn convert_table(
    table: &DeTable<'_>,
    source: usize,
    offset: usize,
    depth: usize,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, TableEntry> {
    let mut out = BTreeMap::new();
    for (key, value) in table.iter() {
        let node = convert(value.get_ref(), value.span(), source, offset, depth + 1, problems);
        out.insert(
            key.get_ref().to_string(),
            TableEntry { key: place(source, offset, key.span()), node },
        );
    }
    out
}

fn convert(
    value: &DeValue<'_>,
    span: Range<usize>,
    source: usize,
    offset: usize,
    depth: usize,
    problems: &mut Vec<Problem>,
) -> Node {
    let at = place(source, offset, span);
    if depth > DEPTH {
        problems.push(Problem::value(
            at,
            "this is nested too deep",
            format!("more than {DEPTH} levels"),
        ));
        return Node { place: at, value: DocumentValue::Boolean(false) };
    }
    let value = match value {
        DeValue::String(text) => DocumentValue::Text(text.to_string()),
        DeValue::Integer(integer) => {
            match i128::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(integer) => DocumentValue::Integer(integer),
                Err(_) => {
                    problems.push(Problem::value(
                        at,
                        "this number is too large",
                        "at most 39 digits",
                    ));
                    DocumentValue::Integer(0)
                }
            }
        }
        DeValue::Float(float) => DocumentValue::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(boolean) => DocumentValue::Boolean(*boolean),
        DeValue::Datetime(date) => DocumentValue::Date(date.to_string()),
        DeValue::Array(items) => DocumentValue::Array(
            items
                .iter()
                .map(|item| {
                    convert(item.get_ref(), item.span(), source, offset, depth + 1, problems)
                })
                .collect(),
        ),
        DeValue::Table(table) => {
            DocumentValue::Table(convert_table(table, source, offset, depth, problems))
        }
    };
    Node { place: at, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_do_not_count_as_depth() {
        assert_eq!(dots("values = [0.5, \"12.25 CU\", 3.0]"), 0);
        assert_eq!(dots("a.b.c = 1.5"), 2);
        assert_eq!(dots("1.2.3.4.5 = 0"), 3);
        assert_eq!(dots("tumour.0.cells = 5"), 2);
        assert_eq!(dots("..... "), 5);
    }
}
