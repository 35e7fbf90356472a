//! The JSON Schema of scenario files, from the tables of keys, for editors.
//!
//! In: nothing. Out: JSON Schema (draft 2020-12). It knows names, types, units, words and the ranges of pure numbers; contradictions between keys are the checker's.

use serde_json::{Map, Value, json};

use super::keys::{self, KeyDef, Quantity};
use super::units;
use super::value::{provenance_text, range_text};

/// A number as `units::split_number` reads it.
const NUMBER: &str = r"[+-]?[0-9][0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9]+)?";

/// The schema.
pub fn schema() -> Value {
    let mut root = object();
    for key in keys::all_keys() {
        let segments: Vec<&str> = key.path.split('.').collect();
        put(&mut root, &segments, key);
    }
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("il2sim scenario");
    root["required"] = json!(["schema", "host", "site", "tumour", "run"]);
    root["properties"]["host"]["required"] = json!(["species"]);
    root["properties"]["run"]["required"] = json!(["until"]);
    root["properties"]["site"]["items"]["required"] = json!(["name", "size"]);
    root["properties"]["treatment"]["items"]["required"] = json!(["drug", "start"]);
    for array in ["site", "tumour"] {
        root["properties"][array]["minItems"] = json!(1);
        root["properties"][array]["maxItems"] = json!(4);
    }
    root
}

fn object() -> Value {
    json!({"type": "object", "additionalProperties": false, "properties": {}})
}

fn put(table: &mut Value, segments: &[&str], key: &KeyDef) {
    let properties = table["properties"].as_object_mut().expect("every table is made by `object`");
    match segments {
        [leaf] => {
            properties.insert((*leaf).to_string(), leaf_schema(key));
        }
        [array, "N", rest @ ..] => {
            let array = properties.entry((*array).to_string()).or_insert_with(|| json!({"type": "array", "items": object()}));
            put(&mut array["items"], rest, key);
        }
        [name, rest @ ..] => put(properties.entry((*name).to_string()).or_insert_with(object), rest, key),
        [] => {}
    }
}

fn leaf_schema(key: &KeyDef) -> Value {
    let single = single_schema(key);
    let mut schema = if key.may_be_drawn() { json!({"anyOf": [single, distributions(&single)]}) } else { single };
    let mut description = key.doc.to_string();
    if key.quantity.is_number() && key.quantity != Quantity::Dose && key.max > key.min {
        description.push_str(&format!(" Range: {}.", range_text(key, None)));
    }
    if !key.default.is_empty() {
        description.push_str(&format!(" Default {}: {}.", key.default, provenance_text(key.provenance)));
    }
    schema["description"] = json!(description);
    schema
}

/// One value without a distribution.
fn single_schema(key: &KeyDef) -> Value {
    let with_unit = |prefix: &str| {
        let names: Vec<String> = units::units_of(key.quantity).iter().map(|unit| escape(unit.name)).collect();
        json!({"type": "string", "pattern": format!(r"^\s*{prefix}{NUMBER}\s*({})\s*$", names.join("|"))})
    };
    let pure = json!({"type": "number", "minimum": key.min, "maximum": key.max});
    match key.quantity {
        Quantity::Text => json!({"type": "string"}),
        Quantity::Name => json!({"type": "string", "minLength": 1}),
        Quantity::Choice(words) => json!({"type": "string", "enum": words}),
        Quantity::Boolean => json!({"type": "boolean"}),
        Quantity::Integer => json!({"type": "integer", "minimum": key.min as u64, "maximum": key.max as u64}),
        Quantity::Integers => json!({"type": "array", "items": {"type": "integer", "minimum": key.min as u64, "maximum": key.max as u64}}),
        Quantity::Count | Quantity::Number => pure,
        Quantity::CountOrNever => json!({"anyOf": [pure, {"const": "never"}]}),
        Quantity::Fraction => json!({"anyOf": [pure, with_unit("")]}),
        Quantity::Lengths => json!({"type": "array", "items": with_unit(""), "minItems": 2, "maxItems": 3}),
        Quantity::Moment => json!({"type": "string"}),
        Quantity::Moments => json!({"anyOf": [with_unit("(every )?"), {"type": "array", "items": {"type": "string"}}]}),
        Quantity::Interval => with_unit("(every )?"),
        Quantity::Dose => {
            let names: Vec<&str> = units::units_of(Quantity::Dose).iter().map(|unit| unit.name).collect();
            json!({"type": "string", "pattern": format!(r"^\s*{NUMBER}\s*({})\s*(/\s*(kg|m2))?\s*$", names.join("|"))})
        }
        _ => with_unit(""),
    }
}

/// The distributions of a value.
fn distributions(single: &Value) -> Value {
    let table = |fields: &[(&str, Value)], optional: &[&str]| {
        let properties: Map<String, Value> = fields.iter().map(|(name, schema)| ((*name).to_string(), schema.clone())).collect();
        let required: Vec<&str> = fields.iter().map(|(name, _)| *name).filter(|name| !optional.contains(name)).collect();
        json!({"type": "object", "additionalProperties": false, "properties": properties, "required": required})
    };
    let value = || single.clone();
    let spread = json!({"type": "number", "exclusiveMinimum": 0, "maximum": 100});
    let list = |items: Value| json!({"type": "array", "items": items, "minItems": 1});
    let bounds = [("min", value()), ("max", value())];
    json!({
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {
            "uniform": table(&bounds, &[]),
            "log_uniform": table(&bounds, &[]),
            "normal": table(&[("mean", unbounded(single)), ("sd", unbounded(single)), ("min", value()), ("max", value())], &[]),
            "log_normal": table(&[("median", unbounded(single)), ("sigma", spread), ("min", value()), ("max", value())], &[]),
            "choice": table(&[("values", list(value())), ("weights", list(json!({"type": "number", "minimum": 0})))], &["weights"]),
        },
    })
}

/// The same without a range: the middle of a distribution may lie outside its bounds.
fn unbounded(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(map) = schema.as_object_mut() {
        map.remove("minimum");
        map.remove("maximum");
        if let Some(Value::Array(options)) = map.get_mut("anyOf") {
            options.iter_mut().for_each(|option| *option = unbounded(option));
        }
    }
    schema
}

/// A unit as a regular expression: spaces may stand around its slashes, micro and powers be typed as signs.
fn escape(unit: &str) -> String {
    let mut out = String::new();
    for c in unit.chars() {
        match c {
            'u' => out.push_str("[u\u{b5}\u{3bc}]"),
            '2' => out.push_str("\\^?[2\u{b2}]"),
            '3' => out.push_str("\\^?[3\u{b3}]"),
            '/' => out.push_str(r"(1?\s*/\s*|\s*per )"),
            c => out.push(c),
        }
    }
    out
}
