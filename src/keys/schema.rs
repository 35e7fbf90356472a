//! The JSON Schema of scenario files, from the tables of keys, for editors.
//!
//! In: nothing. Out: JSON Schema (draft 2020-12). It knows names, types, units, words and the
//! ranges of pure numbers; contradictions between keys are the checker's.

use serde_json::{Map, Value, json};

use crate::input::units;
use crate::input::value::{SHAPES, provenance_text, range_text};
use crate::input::{KeyDef, Quantity};
use crate::rules;

/// A number as `units::split_number` reads it.
const NUMBER: &str = r"[+-]?[0-9][0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9]+)?";

/// The schema.
pub fn schema() -> Value {
    let (mut root, mut definitions) = (object(), Map::new());
    for key in super::all_keys() {
        let segments: Vec<&str> = key.path.split('.').collect();
        put(&mut root, &segments, key, &mut definitions);
    }
    root["$defs"] = Value::Object(definitions);
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("il2sim scenario");
    root["required"] = json!(["schema", "host", "site", "tumour", "run"]);
    root["properties"]["host"]["required"] = json!(["species"]);
    root["properties"]["run"]["required"] = json!(["until"]);
    root["properties"]["site"]["items"]["required"] = json!(["name", "size"]);
    root["properties"]["treatment"]["items"]["required"] = json!(["drug", "start"]);
    for array in ["site", "tumour"] {
        root["properties"][array]["minItems"] = json!(1);
        root["properties"][array]["maxItems"] = json!(rules::LINES);
    }
    root["properties"]["vaccine"]["items"]["required"] = json!(["name"]);
    root["properties"]["donor"]["items"]["required"] = json!(["name"]);
    let change = &mut root["properties"]["change"]["items"];
    change["required"] = json!(["from", "model"]);
    change["properties"]["model"] = json!({"$ref": "#/properties/model"});
    root["properties"]["cohort"]["items"]["required"] = json!(["keys", "correlation"]);
    root
}

fn object() -> Value {
    json!({"type": "object", "additionalProperties": false, "properties": {}})
}

fn put(table: &mut Value, segments: &[&str], key: &KeyDef, definitions: &mut Map<String, Value>) {
    let properties = table["properties"].as_object_mut().expect("every table is made by `object`");
    match segments {
        [leaf] => {
            properties.insert((*leaf).to_string(), leaf_schema(key, definitions));
        }
        [array, "N", rest @ ..] => {
            let array = properties
                .entry((*array).to_string())
                .or_insert_with(|| json!({"type": "array", "items": object()}));
            put(&mut array["items"], rest, key, definitions);
        }
        [name, rest @ ..] => put(
            properties.entry((*name).to_string()).or_insert_with(object),
            rest,
            key,
            definitions,
        ),
        [] => {}
    }
}

/// The definition that a quantity with units shares; its ranges are the checker's matter, as they
/// depend on the unit.
fn definition(quantity: Quantity) -> Option<&'static str> {
    Some(match quantity {
        Quantity::Time => "time",
        Quantity::TimePoint => "time_point",
        Quantity::Interval => "interval",
        Quantity::Length => "length",
        Quantity::Concentration => "concentration",
        Quantity::Rate => "rate",
        Quantity::RatePerConcentration => "rate_per_concentration",
        Quantity::Diffusion => "diffusion",
        Quantity::Motility => "motility",
        Quantity::Dose => "dose",
        Quantity::Volume => "volume",
        Quantity::Clearance => "clearance",
        Quantity::Density => "density",
        Quantity::Influx => "influx",
        Quantity::Supply => "supply",
        Quantity::Secretion => "secretion",
        Quantity::Uptake => "uptake",
        Quantity::Mass => "mass",
        Quantity::Surface => "surface",
        Quantity::Fraction => "fraction",
        Quantity::Count | Quantity::Number => "number",
        _ => return None,
    })
}

/// The pattern of a definition.
fn defined(quantity: Quantity) -> Value {
    let names = || {
        units::units_of(quantity).iter().map(|unit| escape(unit.name)).collect::<Vec<_>>().join("|")
    };
    let with_unit = |prefix: &str| json!({"type": "string", "pattern": format!(r"^\s*{prefix}{NUMBER}\s*({})\s*$", names())});
    match quantity {
        Quantity::Count | Quantity::Number => json!({"type": "number"}),
        Quantity::Fraction => {
            json!({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, with_unit("")]})
        }
        Quantity::Interval => with_unit(r"(every\s+)?"),
        Quantity::TimePoint => {
            let pattern = format!(
                r"^\s*(day\s+{NUMBER}|{NUMBER}\s*({})(\s+(after|before)\s+\S.*)?)\s*$",
                names()
            );
            json!({"type": "string", "pattern": pattern, "examples": ["day 3", "36 h", "2 days after surgery"]})
        }
        Quantity::Dose => {
            json!({"type": "string", "pattern": format!(r"^\s*{NUMBER}\s*({})\s*(/\s*(kg|m2))?\s*$", names())})
        }
        _ => with_unit(""),
    }
}

fn leaf_schema(key: &KeyDef, definitions: &mut Map<String, Value>) -> Value {
    let single = single_schema(key, definitions);
    let mut schema = match definition(key.quantity).filter(|_| key.drawn) {
        Some(name) => {
            let drawn = format!("drawn_{name}");
            definitions.entry(drawn.clone()).or_insert_with(|| distributions(name));
            json!({"anyOf": [single, {"$ref": format!("#/$defs/{drawn}")}]})
        }
        None => single,
    };
    let mut description = key.doc.to_string();
    if key.quantity.is_number() && key.quantity != Quantity::Dose && key.max > key.min {
        description.push_str(&format!(" Range: {}.", range_text(key, None)));
    }
    if !key.default.is_empty() {
        description.push_str(&format!(
            " Default {}: {}.",
            key.default,
            provenance_text(key.provenance)
        ));
    }
    schema["description"] = json!(description);
    schema
}

/// One value without a distribution.
fn single_schema(key: &KeyDef, definitions: &mut Map<String, Value>) -> Value {
    let mut refer = |quantity: Quantity| {
        let name = definition(quantity).expect("only quantities with a definition are referred to");
        definitions.entry(name.to_string()).or_insert_with(|| defined(quantity));
        json!({"$ref": format!("#/$defs/{name}")})
    };
    let pure = json!({"type": "number", "minimum": key.min, "maximum": key.max});
    let whole = json!({"type": "integer", "minimum": key.min as u64, "maximum": key.max as u64});
    match key.quantity {
        Quantity::Text => json!({"type": "string"}),
        Quantity::Name => json!({"type": "string", "minLength": 1}),
        Quantity::Names => json!({"type": "array", "items": {"type": "string", "minLength": 1}}),
        Quantity::Choice(words) => json!({"type": "string", "enum": words}),
        Quantity::Boolean => json!({"type": "boolean"}),
        Quantity::Integer => whole,
        Quantity::Integers => json!({"type": "array", "items": whole}),
        Quantity::Count => {
            refer(key.quantity);
            json!({"anyOf": [pure, {"type": "string", "pattern": format!(r"^\s*{NUMBER}\s*$")}]})
        }
        Quantity::Number => {
            refer(key.quantity);
            pure
        }
        Quantity::CountOrNever => json!({"anyOf": [pure, {"const": "never"}]}),
        Quantity::Lengths => {
            json!({"type": "array", "items": refer(Quantity::Length), "minItems": 2, "maxItems": 3})
        }
        Quantity::TimePoints => {
            json!({"anyOf": [refer(Quantity::Interval), {"type": "array", "items": refer(Quantity::TimePoint)}]})
        }
        Quantity::Starts => {
            let one = refer(Quantity::TimePoint);
            json!({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})
        }
        quantity => refer(quantity),
    }
}

/// The distributions of a value.
fn distributions(name: &str) -> Value {
    let table = |fields: &[(&str, Value)], optional: &[&str]| {
        let properties: Map<String, Value> =
            fields.iter().map(|(name, schema)| ((*name).to_string(), schema.clone())).collect();
        let required: Vec<&str> =
            fields.iter().map(|(name, _)| *name).filter(|name| !optional.contains(name)).collect();
        json!({"type": "object", "additionalProperties": false, "properties": properties, "required": required})
    };
    let value = || json!({"$ref": format!("#/$defs/{name}")});
    let spread = json!({"type": "number", "exclusiveMinimum": 0, "maximum": 100});
    let shape = || json!({"type": "number", "minimum": SHAPES.0, "maximum": SHAPES.1});
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
            "normal": table(&[("mean", value()), ("sd", value()), ("min", value()),
                ("max", value())], &[]),
            "log_normal": table(&[("median", value()), ("sigma", spread), ("min", value()),
                ("max", value())], &[]),
            "beta": table(&[("alpha", shape()), ("beta", shape()), ("min", value()),
                ("max", value())], &[]),
            "choice": table(&[("values", list(value())),
                ("weights", list(json!({"type": "number", "minimum": 0})))], &["weights"]),
        },
    })
}

/// A unit as a regular expression: spaces may stand around its slashes, micro and powers be typed
/// as signs.
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
