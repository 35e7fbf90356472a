//! One value of a file read as one key says: type, unit, range, distribution.
//!
//! In: a node of the document and its [`KeyDef`]. Out: a [`Setting`] in canonical units, or
//! problems that say what was expected.

use super::definition::{KeyDef, Provenance, Quantity};
use super::distribution::{Param, kept};
use super::document::{DocumentValue, Node, TableEntry};
use super::problem::{Place, Problem, quoted};
use super::units::{self, Dose, Unit, UnitError};
use std::collections::BTreeMap;

/// A time point as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TimePoint {
    /// h from the inoculation.
    At(f64),
    /// h after (negative: before) the first time of the treatment with that name or drug.
    Relative(f64, String),
}

/// A value in canonical units.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Setting {
    /// A number or a distribution.
    Number(Param),
    /// A time point.
    TimePoint(TimePoint),
    /// Time points: every so many hours.
    Every(f64),
    /// Time points: a list.
    List(Vec<TimePoint>),
    /// Two or three lengths.
    Lengths(Vec<f64>),
    /// A whole number.
    Integer(u64),
    /// Whole numbers.
    Integers(Vec<u64>),
    /// True or false.
    Boolean(bool),
    /// Text, a name or a word.
    Text(String),
    /// Names.
    Texts(Vec<String>),
    /// A dose before preparation and body are known.
    Dose(Dose),
    /// The word "never".
    Never,
}

/// Names of distributions and their fields; the last ones of `choice` may be left out.
const DISTRIBUTIONS: &[(&str, &[&str])] = &[
    ("uniform", &["min", "max"]),
    ("log_uniform", &["min", "max"]),
    ("normal", &["mean", "sd", "min", "max"]),
    ("log_normal", &["median", "sigma", "min", "max"]),
    ("beta", &["alpha", "beta", "min", "max"]),
    ("choice", &["values", "weights"]),
];

/// Smallest part of a distribution that its bounds may keep.
const KEPT: f64 = 1e-6;

/// Smallest and largest shape of a beta distribution.
pub(crate) const SHAPES: (f64, f64) = (0.05, 1000.0);

type Outcome<T> = Result<T, Box<Problem>>;

/// Reads a node as the key says. `path` is the key's place (`tumour.0.cells`).
pub(crate) fn read(node: &Node, key: &KeyDef, path: &str) -> Result<Setting, Vec<Problem>> {
    if let (DocumentValue::Table(table), true) = (&node.value, key.quantity.is_number()) {
        return distribution(node, table, key, path).map(Setting::Number);
    }
    read_one(node, key, path).map_err(|problem| vec![*problem])
}

fn read_one(node: &Node, key: &KeyDef, path: &str) -> Outcome<Setting> {
    match key.quantity {
        Quantity::Text | Quantity::Name => {
            text_of(node, key, path).map(|text| Setting::Text(text.to_string()))
        }
        Quantity::Names => match &node.value {
            DocumentValue::Array(items) => {
                let one = KeyDef { quantity: Quantity::Name, ..*key };
                let names = items.iter().map(|item| text_of(item, &one, path).map(str::to_string));
                names.collect::<Outcome<Vec<String>>>().map(Setting::Texts)
            }
            _ => Err(wrong_type(node, key, path)),
        },
        Quantity::Choice(words) => {
            let text = text_of(node, key, path)?;
            if words.contains(&text) {
                return Ok(Setting::Text(text.to_string()));
            }
            let list: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            let problem = Problem::value(
                node.place,
                format!("`{path}` cannot be {}", quoted(text)),
                format!("one of {}", list.join(", ")),
            );
            Err(Box::new(match nearest(text, words.iter().copied()) {
                Some(word) => problem.help(format!("did you mean \"{word}\"?")),
                None => problem.help(key.doc),
            }))
        }
        Quantity::Boolean => match node.value {
            DocumentValue::Boolean(boolean) => Ok(Setting::Boolean(boolean)),
            _ => Err(wrong_type(node, key, path)),
        },
        Quantity::Integer => whole(node, key, path).map(Setting::Integer),
        Quantity::Integers => match &node.value {
            DocumentValue::Array(items) => items
                .iter()
                .map(|item| whole(item, key, path))
                .collect::<Outcome<Vec<u64>>>()
                .map(Setting::Integers),
            _ => Err(wrong_type(node, key, path)),
        },
        Quantity::Lengths => match &node.value {
            DocumentValue::Array(items) if matches!(items.len(), 2 | 3) => {
                let one = KeyDef { quantity: Quantity::Length, ..*key };
                items
                    .iter()
                    .map(|item| in_range(item, &one, path))
                    .collect::<Outcome<Vec<f64>>>()
                    .map(Setting::Lengths)
            }
            DocumentValue::Array(items) => Err(Box::new(
                Problem::value(
                    node.place,
                    format!("`{path}` has {} lengths", items.len()),
                    "two lengths, or three for three dimensions",
                )
                .help(format!("write for example {}", units::example(key.quantity))),
            )),
            _ => Err(wrong_type(node, key, path)),
        },
        Quantity::TimePoint => {
            let time_point = time_point(node, key, path)?;
            if let (TimePoint::At(at), true) = (&time_point, key.max > 0.0) {
                check_range(*at, node.place, key, path, None)?;
            }
            Ok(Setting::TimePoint(time_point))
        }
        Quantity::TimePoints => match &node.value {
            DocumentValue::Array(items) => time_points(items, key, path).map(Setting::List),
            _ => interval(node, key, path).map(Setting::Every),
        },
        Quantity::Starts => match &node.value {
            DocumentValue::Array(items) if items.is_empty() => Err(Box::new(
                Problem::value(node.place, format!("`{path}` is empty"), "no time point")
                    .help(key.doc),
            )),
            DocumentValue::Array(items) => time_points(items, key, path).map(Setting::List),
            _ => time_point(node, key, path).map(Setting::TimePoint),
        },
        Quantity::Interval => {
            let every = interval(node, key, path)?;
            check_range(every, node.place, key, path, None)?;
            Ok(Setting::Number(Param::Fixed(every)))
        }
        Quantity::Dose => {
            let DocumentValue::Text(text) = &node.value else {
                return Err(needs_unit(node, key, path));
            };
            let dose = units::parse_dose(text)
                .map_err(|error| unit_problem(error, text, node, key, path))?;
            if dose.amount <= 0.0 {
                return Err(Box::new(Problem::value(
                    node.place,
                    format!("`{path}` must be above 0"),
                    "no dose",
                )));
            }
            Ok(Setting::Dose(dose))
        }
        Quantity::CountOrNever => match &node.value {
            DocumentValue::Text(text) if text.trim() == "never" => Ok(Setting::Never),
            DocumentValue::Text(_) => Err(wrong_type(node, key, path)),
            _ => in_range(node, key, path).map(|value| Setting::Number(Param::Fixed(value))),
        },
        _ => in_range(node, key, path).map(|value| Setting::Number(Param::Fixed(value))),
    }
}

fn text_of<'n>(node: &'n Node, key: &KeyDef, path: &str) -> Outcome<&'n str> {
    match &node.value {
        DocumentValue::Text(text) if text.trim().is_empty() && key.quantity != Quantity::Text => {
            Err(Box::new(Problem::value(node.place, format!("`{path}` is empty"), key.doc)))
        }
        DocumentValue::Text(text) => match broken(node, text, path) {
            Some(problem) => Err(Box::new(problem)),
            None => Ok(text),
        },
        _ => Err(wrong_type(node, key, path)),
    }
}

/// What is wrong with a text that is no single line: it would break lines of tables, pages and
/// terminals.
pub(crate) fn broken(node: &Node, text: &str, path: &str) -> Option<Problem> {
    let found = text.chars().find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))?;
    let what = match found {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => "a line break".to_string(),
        '\t' => "a tab".to_string(),
        other => format!("the control character \\u{:04X}", other as u32),
    };
    let message = format!("`{path}` holds {what}");
    Some(Problem::value(node.place, message, "one line of text, without control characters"))
}

fn whole(node: &Node, key: &KeyDef, path: &str) -> Outcome<u64> {
    match node.value {
        DocumentValue::Integer(integer) => match u64::try_from(integer) {
            // The bounds are exact in f64 but for the largest seed, which `try_from` has settled.
            Ok(value) if value as f64 >= key.min && value as f64 <= key.max => Ok(value),
            _ => Err(out_of_range(node.place, key, path, None)),
        },
        _ => Err(wrong_type(node, key, path)),
    }
}

/// The number of a node with its unit, canonical, unchecked.
fn plain(node: &Node, key: &KeyDef, path: &str) -> Outcome<(f64, Option<Unit>)> {
    let units = units::units_of(key.quantity);
    match (&node.value, node.value.number()) {
        (_, Some(value)) if units.is_empty() || key.quantity == Quantity::Fraction => {
            if value.is_finite() {
                Ok((value, None))
            } else {
                Err(Box::new(Problem::value(
                    node.place,
                    format!("`{path}` is not finite"),
                    "a finite number",
                )))
            }
        }
        (_, Some(_)) => Err(needs_unit(node, key, path)),
        // A shell or a table of a paper may put a number in quotes.
        (DocumentValue::Text(text), _) if key.quantity == Quantity::Count => {
            match units::split_number(text) {
                Ok((value, "")) => Ok((value, None)),
                _ => Err(wrong_type(node, key, path)),
            }
        }
        (DocumentValue::Text(text), _) if !units.is_empty() => {
            match units::parse(text, key.quantity) {
                Ok((value, unit)) => Ok((value, Some(unit))),
                Err(error) => Err(unit_problem(error, text, node, key, path)),
            }
        }
        _ => Err(wrong_type(node, key, path)),
    }
}

fn in_range(node: &Node, key: &KeyDef, path: &str) -> Outcome<f64> {
    let (value, unit) = plain(node, key, path)?;
    check_range(value, node.place, key, path, unit)?;
    Ok(value)
}

fn check_range(
    value: f64,
    place: Place,
    key: &KeyDef,
    path: &str,
    unit: Option<Unit>,
) -> Outcome<()> {
    if value >= key.min && value <= key.max {
        Ok(())
    } else {
        Err(out_of_range(place, key, path, unit))
    }
}

/// The allowed range in a unit, in words.
pub(crate) fn range_text(key: &KeyDef, unit: Option<Unit>) -> String {
    let unit = unit.or_else(|| {
        units::units_of(key.quantity)
            .first()
            .copied()
            .filter(|_| key.quantity != Quantity::Fraction)
    });
    let show = |value: f64| match unit {
        _ if matches!(key.quantity, Quantity::Integer | Quantity::Integers) => {
            (value as u64).to_string()
        }
        Some(unit) => units::show(unit.from_canonical(value)),
        None => units::show(value),
    };
    let name = unit.map_or(String::new(), |unit| format!(" {}", unit.name));
    if key.min == key.max {
        format!("{}{name}", show(key.min))
    } else {
        format!("{} to {}{name}", show(key.min), show(key.max))
    }
}

/// The provenance in words.
pub(crate) fn provenance_text(provenance: Provenance) -> String {
    match provenance {
        Provenance::Measured(text) => format!("measured ({text})"),
        Provenance::Derived(text) => format!("derived ({text})"),
        Provenance::Assumed(text) => format!("assumed ({text})"),
        Provenance::Convention(text) => format!("convention ({text})"),
    }
}

fn out_of_range(place: Place, key: &KeyDef, path: &str, unit: Option<Unit>) -> Box<Problem> {
    let problem = Problem::value(
        place,
        format!("`{path}` is out of range"),
        format!("allowed: {}", range_text(key, unit)),
    )
    .help(key.doc);
    Box::new(if key.default.is_empty() {
        problem
    } else {
        problem.help(format!("the default is {}: {}", key.default, provenance_text(key.provenance)))
    })
}

fn wrong_type(node: &Node, key: &KeyDef, path: &str) -> Box<Problem> {
    let message =
        format!("`{path}` takes {}, not {}", units::dimension(key.quantity), node.value.describe());
    let leaf = path.rsplit('.').next().unwrap_or(path);
    let problem =
        Problem::value(node.place, message, format!("expected {}", units::dimension(key.quantity)));
    Box::new(match key.quantity {
        Quantity::Choice(words) => problem.help(format!("one of {}", words.join(", "))),
        quantity => {
            problem.help(format!("write for example {leaf} = {}", units::example(quantity)))
        }
    })
}

fn needs_unit(node: &Node, key: &KeyDef, path: &str) -> Box<Problem> {
    if node.value.number().is_none() {
        return wrong_type(node, key, path);
    }
    let leaf = path.rsplit('.').next().unwrap_or(path);
    Box::new(
        Problem::value(
            node.place,
            format!("`{path}` needs a unit: it is {}", units::dimension(key.quantity)),
            "a number without its unit",
        )
        .help(format!("write for example {leaf} = {}", units::example(key.quantity)))
        .help(format!("units: {}", units::unit_list(key.quantity))),
    )
}

fn unit_problem(
    error: UnitError,
    text: &str,
    node: &Node,
    key: &KeyDef,
    path: &str,
) -> Box<Problem> {
    let dimension = units::dimension(key.quantity);
    let leaf = path.rsplit('.').next().unwrap_or(path);
    let list = format!("units: {}", units::unit_list(key.quantity));
    let for_example = format!("write for example {leaf} = {}", units::example(key.quantity));
    Box::new(match error {
        UnitError::NoNumber => Problem::value(
            node.place,
            format!("`{path}` is {dimension}: {} does not begin with a number", quoted(text)),
            "no number",
        )
        .help(for_example)
        .help(list),
        UnitError::NotFinite => {
            Problem::value(node.place, format!("`{path}` is too large a number"), "not finite")
        }
        UnitError::NoUnit => Problem::value(
            node.place,
            format!("`{path}` needs a unit: it is {dimension}"),
            "a number without its unit",
        )
        .help(for_example)
        .help(list),
        UnitError::OtherQuantity { unit, measures } => Problem::value(
            node.place,
            format!("`{path}` is {dimension}, but {} measures {}", quoted(&unit), measures),
            format!("expected {dimension}"),
        )
        .help(list),
        UnitError::UnknownUnit { unit } => {
            let problem = Problem::value(
                node.place,
                format!("`{path}` is {dimension}: there is no unit {}", quoted(&unit)),
                format!("expected {dimension}"),
            );
            match nearest(&unit, units::units_of(key.quantity).iter().map(|unit| unit.name)) {
                Some(name) => problem.help(format!("did you mean `{name}`? {list}")),
                None => problem.help(list),
            }
        }
    })
}

/// A list of time points.
fn time_points(items: &[Node], key: &KeyDef, path: &str) -> Outcome<Vec<TimePoint>> {
    items.iter().map(|item| time_point(item, key, path)).collect()
}

/// `"day 3"`, `"36 h"`, `"2 days after surgery"`.
fn time_point(node: &Node, key: &KeyDef, path: &str) -> Outcome<TimePoint> {
    let as_time_point = |error, text: &str| {
        let problem = unit_problem(
            error,
            text,
            node,
            &KeyDef { quantity: Quantity::TimePoint, ..*key },
            path,
        );
        Box::new(problem.help("a time point is `day 3`, `36 h` or `2 days after surgery`"))
    };
    let text = match &node.value {
        DocumentValue::Text(text) => text.trim(),
        DocumentValue::Integer(_) | DocumentValue::Float(_) => {
            return Err(needs_unit(node, &KeyDef { quantity: Quantity::TimePoint, ..*key }, path));
        }
        _ => return Err(wrong_type(node, key, path)),
    };
    if let Some(day) = text.strip_prefix("day").filter(|rest| rest.starts_with(char::is_whitespace))
    {
        return match units::split_number(day) {
            Ok((day, "")) => Ok(TimePoint::At(day * 24.0)),
            Ok((_, rest)) => Err(Box::new(
                Problem::value(
                    node.place,
                    format!("`{path}`: nothing may follow the day, but {} does", quoted(rest)),
                    "a time point",
                )
                .help("a time point is `day 3`, `36 h` or `2 days after surgery`"),
            )),
            Err(error) => Err(as_time_point(error, day.trim())),
        };
    }
    for (word, sign) in [(" after ", 1.0), (" before ", -1.0)] {
        if let Some((span, event)) = text.split_once(word) {
            let (span, _) =
                units::parse(span, Quantity::Time).map_err(|error| as_time_point(error, span))?;
            let event = event.trim();
            let event = event.strip_prefix("the ").unwrap_or(event).trim();
            return Ok(TimePoint::Relative(sign * span, event.to_string()));
        }
    }
    let (at, _) = units::parse(text, Quantity::Time).map_err(|error| as_time_point(error, text))?;
    Ok(TimePoint::At(at))
}

/// `"every 12 h"` or `"12 h"`.
fn interval(node: &Node, key: &KeyDef, path: &str) -> Outcome<f64> {
    let DocumentValue::Text(text) = &node.value else { return Err(needs_unit(node, key, path)) };
    let span = text.trim();
    let span = span.strip_prefix("every ").unwrap_or(span);
    let (every, _) = units::parse(span, Quantity::Time).map_err(|error| {
        unit_problem(error, span, node, &KeyDef { quantity: Quantity::Time, ..*key }, path)
    })?;
    if every > 0.0 {
        Ok(every)
    } else {
        Err(Box::new(Problem::value(
            node.place,
            format!("`{path}` must be longer than 0"),
            "no interval",
        )))
    }
}

/// A table such as `{ log_normal = { median = "36 h", sigma = 0.2, min = "20 h", max = "60 h" } }`.
fn distribution(
    node: &Node,
    table: &BTreeMap<String, TableEntry>,
    key: &KeyDef,
    path: &str,
) -> Result<Param, Vec<Problem>> {
    let names = || DISTRIBUTIONS.iter().map(|(name, _)| *name);
    let all = names().collect::<Vec<_>>().join(", ");
    if !key.drawn {
        let problem = Problem::value(
            node.place,
            format!("`{path}` is the same for every animal"),
            "a distribution is not possible here",
        )
        .help(key.doc);
        return Err(vec![problem]);
    }
    let mut entries = table.iter();
    let (Some((name, entry)), None) = (entries.next(), entries.next()) else {
        let problem = Problem::value(
            node.place,
            format!("`{path}` takes one distribution"),
            format!("one of {all}"),
        )
        .help("for example { log_normal = { median = ..., sigma = 0.5, min = ..., max = ... } }");
        return Err(vec![problem]);
    };
    let Some((name, fields)) = DISTRIBUTIONS.iter().find(|(known, _)| known == name) else {
        let problem = Problem::value(
            entry.key,
            format!("there is no distribution {}", quoted(name)),
            format!("one of {all}"),
        );
        return Err(vec![match nearest(name, names()) {
            Some(known) => problem.help(format!("did you mean `{known}`?")),
            None => problem,
        }]);
    };
    let DocumentValue::Table(given) = &entry.node.value else {
        let problem = Problem::value(
            entry.node.place,
            format!("`{path}.{name}` takes a table"),
            format!("with {}", fields.join(", ")),
        );
        return Err(vec![problem]);
    };
    let mut problems = Vec::new();
    for (field, entry) in given {
        if !fields.contains(&field.as_str()) {
            let problem = Problem::value(
                entry.key,
                format!("unknown key {} in `{name}`", quoted(field)),
                "not a part of this distribution",
            );
            problems.push(match nearest(field, fields.iter().copied()) {
                Some(known) => problem.help(format!("did you mean `{known}`?")),
                None => problem.help(format!("it has {}", fields.join(", "))),
            });
        }
    }
    for field in *fields {
        if !given.contains_key(*field) && *field != "weights" {
            problems.push(Problem::value(
                entry.node.place,
                format!("`{path}.{name}` has no `{field}`"),
                format!("it needs {}", fields.join(", ")),
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let place = entry.node.place;
    build(name, given, place, key, path).map_err(|problem| vec![*problem])
}

fn build(
    name: &str,
    given: &BTreeMap<String, TableEntry>,
    place: Place,
    key: &KeyDef,
    path: &str,
) -> Outcome<Param> {
    let node = |field: &str| &given[field].node;
    let at = |field: &str| format!("{path}.{name}.{field}");
    let pure = KeyDef {
        quantity: Quantity::Number,
        min: 0.0,
        max: 100.0,
        default: "",
        doc: "A pure number.",
        ..*key
    };
    let above_zero = |field: &str, value: f64| {
        if value > 0.0 {
            Ok(value)
        } else {
            Err(Box::new(Problem::value(
                node(field).place,
                format!("`{}` must be above 0", at(field)),
                "not above 0",
            )))
        }
    };
    if name == "choice" {
        let DocumentValue::Array(items) = &node("values").value else {
            return Err(wrong_type_list(node("values"), &at("values")));
        };
        let values = items
            .iter()
            .map(|item| in_range(item, key, &at("values")))
            .collect::<Outcome<Vec<f64>>>()?;
        let weights = match given.get("weights").map(|entry| &entry.node) {
            None => vec![1.0; values.len()],
            Some(Node { value: DocumentValue::Array(items), .. }) => {
                let weight = KeyDef { max: 1e9, ..pure };
                items
                    .iter()
                    .map(|item| in_range(item, &weight, &at("weights")))
                    .collect::<Outcome<Vec<f64>>>()?
            }
            Some(other) => return Err(wrong_type_list(other, &at("weights"))),
        };
        if values.is_empty()
            || values.len() != weights.len()
            || !weights.iter().any(|weight| *weight > 0.0)
        {
            let label = format!("{} values, {} weights", values.len(), weights.len());
            return Err(Box::new(Problem::value(
                place,
                format!("`{path}.choice` needs values, and a weight for each, not all 0"),
                label,
            )));
        }
        return Ok(Param::Choice { values, weights });
    }
    let (min, max) =
        (in_range(node("min"), key, &at("min"))?, in_range(node("max"), key, &at("max"))?);
    if min >= max {
        let problem = Problem::value(
            node("max").place,
            format!("`{}` must be above `min`", at("max")),
            "not above `min`",
        );
        return Err(Box::new(problem.also(Some(node("min").place), "`min`")));
    }
    let param = match name {
        "uniform" => return Ok(Param::Uniform { min, max }),
        "log_uniform" => return Ok(Param::LogUniform { min: above_zero("min", min)?, max }),
        "beta" => {
            let shape = |field: &str| {
                in_range(node(field), &KeyDef { min: SHAPES.0, max: SHAPES.1, ..pure }, &at(field))
            };
            return Ok(Param::Beta { alpha: shape("alpha")?, beta: shape("beta")?, min, max });
        }
        "normal" => {
            let (mean, sd) =
                (plain(node("mean"), key, &at("mean"))?.0, plain(node("sd"), key, &at("sd"))?.0);
            Param::Normal { mean, sd: above_zero("sd", sd)?, min, max }
        }
        _ => {
            let median = above_zero("median", plain(node("median"), key, &at("median"))?.0)?;
            let sigma = above_zero("sigma", in_range(node("sigma"), &pure, &at("sigma"))?)?;
            Param::LogNormal { median, sigma, min, max }
        }
    };
    let kept = kept(&param);
    if kept.is_nan() || kept < KEPT {
        return Err(Box::new(
            Problem::value(
                place,
                format!("`min` and `max` of `{path}` keep almost nothing of the distribution"),
                "its middle is far outside the bounds",
            )
            .help("widen the bounds, or move the middle between them"),
        ));
    }
    Ok(param)
}

fn wrong_type_list(node: &Node, path: &str) -> Box<Problem> {
    Box::new(Problem::value(
        node.place,
        format!("`{path}` takes a list, not {}", node.value.describe()),
        "expected a list",
    ))
}

/// The known name that a person most likely meant.
pub(crate) fn nearest<'k>(typed: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let typed = typed.to_lowercase();
    known
        .map(|name| (strsim::damerau_levenshtein(&typed, &name.to_lowercase()), name))
        .filter(|(distance, name)| {
            *distance <= (name.chars().count().max(typed.chars().count()) / 3).max(1)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
