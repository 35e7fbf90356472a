//! The table of keys for other programs, as JSON and as CSV.
//!
//! In: nothing. Out: a row for each key with its unit, default, valid and plausible range (numbers
//! in the canonical unit), provenance and sources.

use serde_json::{Value, json};

use crate::input::units::{self, dimension, units_of};
use crate::input::{KeyDef, Provenance, Quantity};

/// Columns of the table.
const COLUMNS: [&str; 18] = [
    "key",
    "value",
    "unit",
    "default",
    "default_human",
    "min",
    "max",
    "plausible_min",
    "plausible_max",
    "plausible_min_human",
    "plausible_max_human",
    "provenance",
    "why",
    "sources",
    "drawn",
    "clock",
    "words",
    "meaning",
];

/// The rows as an array of objects.
pub fn keys_json() -> Value {
    let object = |key: &KeyDef| {
        Value::Object(COLUMNS.iter().map(|column| (*column).to_string()).zip(row(key)).collect())
    };
    Value::Array(super::all_keys().map(object).collect())
}

/// The rows as lines under a line of names; lists are separated by `; `, what is not there is
/// empty.
pub fn keys_csv() -> String {
    let mut out = COLUMNS.join(",") + "\n";
    for key in super::all_keys() {
        let cells: Vec<String> = row(key).iter().map(cell).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn row(key: &KeyDef) -> [Value; 18] {
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let unit = units_of(key.quantity).first().filter(|_| key.quantity != Quantity::Dose);
    let bounded = key.max > key.min;
    let end = |value: f64| if bounded { json!(value) } else { Value::Null };
    let plausible = |range: Option<(&'static str, &'static str)>| {
        range.map_or([Value::Null, Value::Null], |(low, high)| {
            [low, high].map(|end| json!(canonical(end, key.quantity)))
        })
    };
    let [low, high] = plausible(key.plausible);
    let [low_human, high_human] = plausible(key.plausible_human);
    let (kind, why) = match key.provenance {
        Provenance::Measured(why) => ("measured", why),
        Provenance::Derived(why) => ("derived", why),
        Provenance::Assumed(why) => ("assumed", why),
        Provenance::Convention(why) => ("convention", why),
    };
    let words = match key.quantity {
        Quantity::Choice(words) => words,
        _ => &[],
    };
    [
        json!(key.path),
        json!(dimension(key.quantity)),
        unit.filter(|_| key.quantity != Quantity::Fraction)
            .map_or(Value::Null, |unit| json!(unit.name)),
        text(key.default),
        key.human.map_or(Value::Null, text),
        end(key.min),
        end(key.max),
        low,
        high,
        low_human,
        high_human,
        json!(kind),
        json!(why),
        json!(key.sources),
        json!(key.drawn),
        json!(key.clock),
        json!(words),
        json!(key.doc),
    ]
}

/// An end of a plausible range in the canonical unit.
///
/// # Panics
/// When it does not read as the quantity: a programmer's error, which a test finds.
pub(crate) fn canonical(text: &str, quantity: Quantity) -> f64 {
    match units::split_number(text) {
        Ok((value, "")) if units_of(quantity).is_empty() || quantity == Quantity::Fraction => value,
        _ => match units::parse(text, quantity) {
            Ok((value, _)) => value,
            Err(error) => panic!("`{text}` is not {}: {error:?}", dimension(quantity)),
        },
    }
}

/// A value as a cell of CSV, in quotes where a reader needs them.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            items.join("; ")
        }
        other => other.to_string(),
    };
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_row_for_each_key() {
        let json = keys_json();
        let rows = json.as_array().unwrap();
        assert_eq!(rows.len(), super::super::all_keys().count());
        let kill = rows.iter().find(|row| row["key"] == "model.ctl.kill_rate").unwrap();
        assert_eq!((&kill["unit"], &kill["default"]), (&json!("/h"), &json!("4 /d")));
        assert_eq!((&kill["min"], &kill["max"]), (&json!(0.0), &json!(4.0)));
        assert_eq!(kill["plausible_min"], json!(1.0 / 24.0));
        assert_eq!(kill["sources"], json!(["Breart 2008", "Halle 2016", "Weigelin 2021"]));
        assert_eq!(kill["provenance"], "measured");
        let csv = keys_csv();
        let line = csv.lines().find(|line| line.starts_with("model.ctl.kill_rate,")).unwrap();
        let start = "model.ctl.kill_rate,a rate,/h,4 /d,,0.0,4.0,0.041666666666666664,";
        assert!(line.starts_with(start), "{line}");
        assert!(line.contains(",Breart 2008; Halle 2016; Weigelin 2021,"), "{line}");
        assert_eq!(csv.lines().count(), rows.len() + 1);
        assert_eq!(cell(&json!("a \"b\", c")), "\"a \"\"b\"\", c\"");
    }
}
