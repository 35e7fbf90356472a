//! `[design]`: which keys, which values or bounds, how many points.

mod labels;

use crate::input::document::{DocumentValue, Node};
use crate::input::problem::{Place, Problem, quoted};
use crate::scenario::is_key;

use super::reader::{Reader, StudyTable};
use crate::design::{
    DIMENSIONS, Design, DesignKey, DesignKind, KINDS, Levels, Measured, POINTS, Range, measured,
};

/// Keys of one `[[design.key]]`.
const KEY: &[&str] = &["key", "keys", "name", "values", "labels", "min", "max", "scale"];

/// Names that columns of the dataset have already.
const TAKEN: [&str; 5] = ["arm", "point", "replicate", "seed", "identity"];

/// Longest name of a column.
const NAME: usize = 64;

/// Most keys of a design.
const MOST: usize = 64;

/// The design; without one, a single point.
pub(super) fn read(reader: &mut Reader, root: &StudyTable) -> Design {
    let none = Design { kind: DesignKind::List, points: 0, keys: Vec::new() };
    let Some(table) = reader.table(root, "design", "[design]") else { return none };
    let place = root["design"].key;
    reader.refuse_unknown(&table, "[design]", &["kind", "points", "key"]);
    let kind = match reader.text(&table, "kind") {
        Some((word, place)) => {
            let known = KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
            if known.is_none() {
                reader.unknown_word(
                    place,
                    "there is no design",
                    &word,
                    &KINDS.map(|(name, _)| name),
                );
            }
            known
        }
        None => {
            if !table.contains_key("kind") {
                reader.missing(place, "[design]", "kind", "\"grid\"");
            }
            None
        }
    };
    let tables = reader.tables(&table, "key", "[[design.key]]");
    if tables.is_empty() && !table.contains_key("key")
        || matches!(table.get("key").map(|entry| &entry.node.value), Some(DocumentValue::Array(items)) if items.is_empty())
    {
        let problem = Problem::whole(place, "the design is empty: it has no key", "nothing varies");
        reader.problem(
            problem.help("add [[design.key]] with a `key` and its `values`, or leave [design] out"),
        );
    }
    if tables.len() > MOST {
        reader.problem(Problem::whole(
            place,
            format!("the design has {} keys", tables.len()),
            format!("at most {MOST}"),
        ));
    }
    let Some(kind) = kind else { return none };
    let points = number_of_points(reader, &table, kind, place);
    let mut keys: Vec<DesignKey> = Vec::new();
    for (table, place) in tables.into_iter().take(MOST) {
        let Some(key) = one(reader, &table, place, kind) else { continue };
        if let Some(other) = keys.iter().find(|other| other.name == key.name) {
            let problem = Problem::value(
                key.place,
                format!("two columns are called {}", quoted(&key.name)),
                "the second one",
            );
            reader.problem(
                problem
                    .also(Some(other.place), "the first")
                    .help("give one of them another `name`"),
            );
        }
        keys.push(key);
    }
    let design = Design { kind, points, keys };
    whole(reader, &design, place);
    design
}

/// `points`, which the sampled kinds need and no other takes.
fn number_of_points(
    reader: &mut Reader,
    table: &StudyTable,
    kind: DesignKind,
    place: Place,
) -> u32 {
    let points = reader.whole(table, "points", 1, u64::from(u32::MAX));
    match (kind.is_sampled(), table.get("points")) {
        (true, None) => reader.missing(place, "this [design]", "points", "64"),
        (false, Some(entry)) => {
            let problem = Problem::value(
                entry.key,
                format!("`points` does nothing in a {} design", kind.name()),
                "its values say how many points it has",
            );
            reader.problem(problem);
        }
        _ => {}
    }
    points.unwrap_or(0) as u32
}

/// One `[[design.key]]`.
fn one(
    reader: &mut Reader,
    table: &StudyTable,
    place: Place,
    kind: DesignKind,
) -> Option<DesignKey> {
    reader.refuse_unknown(table, "[[design.key]]", KEY);
    let keys = match (reader.text(table, "key"), reader.texts(table, "keys")) {
        (Some(_), Some(_)) => {
            reader.problem(Problem::value(
                table["keys"].key,
                "a design key has `key` or `keys`, not both",
                "both are here",
            ));
            return None;
        }
        (Some(key), None) => vec![key],
        (None, Some(keys)) if !keys.is_empty() => keys,
        (None, keys) => {
            if keys.is_some() || !(table.contains_key("key") || table.contains_key("keys")) {
                reader.missing(place, "[[design.key]]", "key", "\"treatment.0.dose\"");
            }
            return None;
        }
    };
    for (key, place) in &keys {
        reader.refuse_reserved(key, *place);
        if !is_key(key) {
            reader.unknown_key(*place, key);
        }
    }
    let named = reader.text(table, "name");
    let (name, name_place) = named.unwrap_or_else(|| (keys[0].0.clone(), keys[0].1));
    let plain = !name.trim().is_empty()
        && !name.chars().any(|letter| letter.is_control() || letter == '=')
        && name.len() <= NAME.max(keys[0].0.len());
    if !plain || TAKEN.contains(&name.as_str()) {
        let label = if plain {
            "the dataset has a column of that name"
        } else {
            "a short text without `=`"
        };
        reader.problem(Problem::value(
            name_place,
            format!("{} cannot be the name of a column", quoted(&name)),
            label,
        ));
    }
    let (levels, labels) = if kind.is_sampled() {
        (bounds(reader, table, place, kind)?, Vec::new())
    } else {
        let values = values(reader, table, place, kind)?;
        let labels = labels::read(reader, table, &values);
        (Levels::Values(values), labels)
    };
    Some(DesignKey { keys, name, place: name_place, levels, labels })
}

/// `values` of the kinds that take them.
fn values(
    reader: &mut Reader,
    table: &StudyTable,
    place: Place,
    kind: DesignKind,
) -> Option<Vec<Node>> {
    for key in ["min", "max", "scale"] {
        if let Some(entry) = table.get(key) {
            let message = format!("`{key}` does nothing in a {} design", kind.name());
            reader.problem(
                Problem::value(entry.key, message, "it takes `values`")
                    .help("sampled kinds (\"sobol\", \"latin hypercube\", ...) take bounds"),
            );
        }
    }
    let values = reader.list(table, "values");
    let Some(values) = values else {
        if !table.contains_key("values") {
            reader.missing(place, "[[design.key]]", "values", "[\"30 CU\", \"300 CU\"]");
        }
        return None;
    };
    if values.is_empty() {
        reader.problem(Problem::value(
            table["values"].node.place,
            "the design is empty: this key has no value",
            "at least one",
        ));
        return None;
    }
    let first = &values[0];
    for (n, node) in values.iter().enumerate() {
        let number = |node: &Node| node.value.number().is_some();
        if node.value.describe() != first.value.describe() && !(number(node) && number(first)) {
            let message = format!(
                "the values of a design key must be of one kind: {} is beside {}",
                node.value.describe(),
                first.value.describe()
            );
            reader.problem(Problem::value(node.place, message, "another kind than the first"));
        }
        if node.value.number().is_some_and(|number| !number.is_finite()) {
            reader.problem(Problem::value(
                node.place,
                "a value of the design is not finite",
                "a finite number",
            ));
        } else if kind != DesignKind::List
            && values[..n].iter().any(|earlier| earlier.value.to_toml() == node.value.to_toml())
        {
            reader.problem(Problem::value(
                node.place,
                format!("the value {} is given twice", node.value.to_toml()),
                "the same point again",
            ));
        }
    }
    Some(values)
}

/// `min`, `max`, `scale` of the sampled kinds.
fn bounds(
    reader: &mut Reader,
    table: &StudyTable,
    place: Place,
    kind: DesignKind,
) -> Option<Levels> {
    for key in ["values", "labels"] {
        if let Some(entry) = table.get(key) {
            let message = format!("`{key}` does nothing in a {} design", kind.name());
            reader.problem(
                Problem::value(entry.key, message, "it takes `min` and `max`")
                    .help(format!("a \"grid\" or a \"list\" takes {key}")),
            );
        }
    }
    let log = match reader.text(table, "scale") {
        Some((word, place)) if !["linear", "log"].contains(&word.as_str()) => {
            reader.unknown_word(place, "there is no scale", &word, &["linear", "log"]);
            false
        }
        Some((word, _)) => word == "log",
        None => false,
    };
    let mut ends = Vec::new();
    for (key, example) in [("min", "\"day 1\""), ("max", "\"day 12\"")] {
        match table.get(key) {
            Some(entry) => ends.extend(bound(reader, key, &entry.node)),
            None => reader.missing(place, "[[design.key]] of a sampled design", key, example),
        }
    }
    let [(min, low), (max, high)] = <[(Measured, &Node); 2]>::try_from(ends).ok()?;
    if (&min.unit, min.day) != (&max.unit, max.day) {
        let problem = Problem::value(
            high.place,
            "`min` and `max` must have the same unit",
            format!("`{}`", max.shown()),
        );
        reader.problem(problem.also(Some(low.place), format!("`{}`", min.shown())));
        return None;
    }
    if min.value >= max.value {
        let problem = Problem::value(high.place, "`max` must be above `min`", "not above `min`");
        reader.problem(problem.also(Some(low.place), "`min`"));
        return None;
    }
    if log && min.value <= 0.0 {
        reader.problem(Problem::value(
            low.place,
            "on a log scale `min` must be above 0",
            "not above 0",
        ));
        return None;
    }
    let whole =
        matches!((&low.value, &high.value), (DocumentValue::Integer(_), DocumentValue::Integer(_)));
    Some(Levels::Range(Range {
        min: min.value,
        max: max.value,
        log,
        whole,
        day: min.day,
        unit: min.unit,
        place: low.place,
    }))
}

/// One bound as a finite number with its unit.
fn bound<'n>(reader: &mut Reader, key: &str, node: &'n Node) -> Option<(Measured, &'n Node)> {
    match measured(&node.value) {
        Some(measured) if measured.value.is_finite() && measured.value.abs() < 1e15 => {
            Some((measured, node))
        }
        Some(_) => {
            reader.problem(Problem::value(
                node.place,
                format!("`{key}` must be a finite number"),
                "not finite, or too large",
            ));
            None
        }
        None => {
            let label = format!("{}, no number", node.value.describe());
            reader.problem(
                Problem::value(
                    node.place,
                    format!("`{key}` must be a number, with the unit that the key takes"),
                    label,
                )
                .help("such as 3, \"30 CU\" or \"day 1\""),
            );
            None
        }
    }
}

/// What only the whole design shows: equal lengths, its size.
fn whole(reader: &mut Reader, design: &Design, place: Place) {
    if design.kind == DesignKind::List {
        let lengths: Vec<(usize, Place)> =
            design.keys.iter().map(|key| (key.levels.count(), key.place)).collect();
        if let Some((first, rest)) = lengths.split_first() {
            for (length, place) in rest.iter().filter(|(length, _)| *length != first.0) {
                let problem = Problem::whole(
                    *place,
                    "all lists of a list design are equally long",
                    format!("{length} values"),
                );
                reader.problem(problem.also(Some(first.1), format!("{} values", first.0)));
            }
        }
    }
    if design.dimensions() > DIMENSIONS {
        let label = format!(
            "at most {} keys in a {} design",
            DIMENSIONS * design.keys.len() / design.dimensions().max(1),
            design.kind.name()
        );
        reader.problem(Problem::whole(
            place,
            format!("the design has {} keys", design.keys.len()),
            label,
        ));
    }
    match design.count() {
        Some(count) if count <= POINTS => {}
        count => {
            let size = count.map_or_else(
                || "more points than a number of 64 bits holds".to_string(),
                |count| format!("{count} points"),
            );
            let problem = Problem::whole(
                place,
                format!("the design is too large: {size}"),
                format!("at most {POINTS} points"),
            );
            reader.problem(problem.help(if design.kind.is_sampled() {
                "ask for fewer points"
            } else {
                "take fewer values, or sample: kind = \"sobol\""
            }));
        }
    }
}
