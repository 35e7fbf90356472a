//! The schema that editors use and the loader agree on the structure of files.
//!
//! A small interpreter of the part of JSON Schema that `schema` uses stands in for an editor; it
//! leaves out patterns and ranges, which depend on units. (The whole schema was also held against
//! shipped and resolved scenarios with a full validator.)

use serde_json::{Value, json};

use super::*;

/// Whether a value has the structure that the schema says.
fn accepts(root: &Value, schema: &Value, value: &Value) -> bool {
    if let Some(name) = schema["$ref"].as_str() {
        let named = root.pointer(name.trim_start_matches('#')).expect("a schema refers to itself");
        return accepts(root, named, value);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        return options.iter().any(|option| accepts(root, option, value));
    }
    if schema.get("const").is_some_and(|only| only != value)
        || schema["enum"].as_array().is_some_and(|words| !words.contains(value))
    {
        return false;
    }
    match (schema["type"].as_str(), value) {
        (Some("object"), Value::Object(table)) => {
            let known = |name: &String| schema["properties"].get(name);
            let count = |limit: &str| schema[limit].as_u64();
            table
                .iter()
                .all(|(name, inner)| known(name).is_some_and(|schema| accepts(root, schema, inner)))
                && schema["required"].as_array().is_none_or(|names| {
                    names.iter().all(|name| table.contains_key(name.as_str().unwrap()))
                })
                && count("minProperties").is_none_or(|least| table.len() as u64 >= least)
                && count("maxProperties").is_none_or(|most| table.len() as u64 <= most)
        }
        (Some("array"), Value::Array(items)) => {
            items.iter().all(|item| accepts(root, &schema["items"], item))
                && schema["minItems"].as_u64().is_none_or(|least| items.len() as u64 >= least)
                && schema["maxItems"].as_u64().is_none_or(|most| items.len() as u64 <= most)
        }
        (Some("string"), Value::String(_))
        | (Some("boolean"), Value::Bool(_))
        | (Some("number"), Value::Number(_)) => true,
        (Some("integer"), Value::Number(number)) => number.is_u64() || number.is_i64(),
        (None, _) => true,
        _ => false,
    }
}

/// A TOML text as the JSON that a schema judges.
fn to_json(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}

/// The value at a path of a JSON tree.
fn at<'v>(value: &'v mut Value, path: &str) -> &'v mut Value {
    path.split('.').fold(value, |value, segment| match segment.parse::<usize>() {
        Ok(n) => &mut value[n],
        Err(_) => &mut value[segment],
    })
}

/// A scenario with an entry in every array of tables.
fn everything() -> Scenario {
    let more = "[[vaccine]]\nname = \"secretor\"\n[[donor]]\nname = \"sibling\"\n[[cohort]]\nkeys \
                = [\"model.competence.ctl\", \"model.competence.nk\"]\ncorrelation = 0.5\n\
                [[change]]\nfrom = \"day 3\"\n[change.model.ctl]\nkill_rate = \"3 /d\"\n";
    parse(&format!("{}\n{more}", list()[3].text))
}

#[test]
fn shipped_and_resolved_scenarios_fit_the_schema() {
    let schema = keys::schema();
    for shipped in list() {
        assert!(accepts(&schema, &schema, &to_json(shipped.text)), "{}", shipped.name);
        assert!(
            accepts(&schema, &schema, &to_json(&parse(shipped.text).resolved_toml())),
            "{} resolved",
            shipped.name
        );
    }
}

#[test]
fn a_value_of_the_wrong_type_is_refused_by_schema_and_loader() {
    let schema = keys::schema();
    let resolved = everything().resolved_toml();
    let tree = to_json(&resolved);
    let mut tried = 0;
    for key in keys::all_keys() {
        let path = key.path.replace(".N.", ".0.");
        for (toml, json) in [
            ("true", json!(true)),
            ("[true]", json!([true])),
            ("{ x = 1 }", json!({"x": 1})),
            ("[[]]", json!([[]])),
        ] {
            if matches!(key.quantity, crate::input::Quantity::Boolean) && toml == "true" {
                continue;
            }
            let mut wrong = tree.clone();
            *at(&mut wrong, &path) = json;
            assert!(!accepts(&schema, &schema, &wrong), "the schema takes {path} = {toml}");
            assert!(
                Scenario::parse(&resolved, "test.toml", &[set(&path, toml)]).is_err(),
                "the loader takes {path} = {toml}"
            );
            tried += 1;
        }
    }
    assert!(tried > 400, "{tried}");
}

#[test]
fn an_unknown_key_is_refused_by_schema_and_loader_in_every_table() {
    let schema = keys::schema();
    let resolved = everything().resolved_toml();
    let tree = to_json(&resolved);
    for key in keys::all_keys() {
        let path = format!("{}x", key.path.replace(".N.", ".0."));
        let mut wrong = tree.clone();
        *at(&mut wrong, &path) = json!(1);
        assert!(!accepts(&schema, &schema, &wrong), "the schema takes {path}");
        assert!(
            Scenario::parse(&resolved, "test.toml", &[set(&path, "1")]).is_err(),
            "the loader takes {path}"
        );
    }
}

#[test]
fn a_required_key_is_missed_by_schema_and_loader() {
    let schema = keys::schema();
    for (line, name) in [
        ("schema = 1\n", "schema"),
        ("species = \"mouse\"\n", "species"),
        ("name = \"flank\"\n", "name"),
        ("size = [\"4 mm\", \"4 mm\"]\n", "size"),
        ("drug = \"il2\"\n", "drug"),
        ("start = \"day 1\"\n", "start"),
        ("until = \"day 60\"\n", "until"),
    ] {
        let text = with(line, "");
        assert!(!accepts(&schema, &schema, &to_json(&text)), "the schema misses no {name}");
        assert!(Scenario::parse(&text, "test.toml", &[]).is_err(), "the loader misses no {name}");
    }
    assert!(accepts(&schema, &schema, &to_json(RIGHT)));
}
