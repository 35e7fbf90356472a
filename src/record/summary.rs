//! Rows as JSON: `summary.json`, and tables for machines on stdout.
//!
//! In: columns and rows. Out: `{"replicates": [{"replicate": 0, ...}, ...], "responses": {"CR": 14,
//! ...}}`, keys in the columns' order. Numbers have the shortest decimals that give the same `f64`
//! back, so the bytes are the same everywhere; one that is not finite is `null`.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::table::{Column, Value};

/// Rows of a table as a JSON list of objects.
#[derive(Clone, Copy, Debug)]
pub struct SummaryRows<'a> {
    /// Names of the values.
    pub columns: &'a [Column],
    /// The values.
    pub rows: &'a [Vec<Value>],
}

impl Serialize for SummaryRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.rows.len()))?;
        for row in self.rows {
            list.serialize_element(&Row { columns: self.columns, row })?;
        }
        list.end()
    }
}

/// One row as an object.
struct Row<'a> {
    columns: &'a [Column],
    row: &'a [Value],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, value) in self.columns.iter().zip(self.row) {
            match value {
                Value::Missing => object.serialize_entry(&column.name, &())?,
                Value::Count(count) => object.serialize_entry(&column.name, count)?,
                Value::Number(number) => object.serialize_entry(&column.name, number)?,
                Value::Text(text) => object.serialize_entry(&column.name, text)?,
                Value::Flag(flag) => object.serialize_entry(&column.name, flag)?,
            }
        }
        object.end()
    }
}

/// One row of a table as a line of JSON.
pub(crate) fn row_json(columns: &[Column], row: &[Value]) -> String {
    serde_json::to_string(&Row { columns, row }).expect("words and numbers have a JSON form")
}

/// `summary.json` of a run.
struct Summary<'a> {
    replicates: SummaryRows<'a>,
    responses: BTreeMap<&'a str, u64>,
    left_site: u64,
}

impl Serialize for Summary<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Summary", 3)?;
        object.serialize_field("replicates", &self.replicates)?;
        object.serialize_field("responses", &self.responses)?;
        object.serialize_field("left_site", &self.left_site)?;
        object.end()
    }
}

/// The bytes of `summary.json`: one row a replicate; `responses` counts the words of the column
/// `response`, `left_site` the animals whose tumour left its site.
pub fn summary_json(columns: &[Column], rows: &[Vec<Value>]) -> Vec<u8> {
    let mut responses = BTreeMap::new();
    if let Some(index) = columns.iter().position(|column| column.name == "response") {
        for row in rows {
            if let Some(Value::Text(response)) = row.get(index) {
                *responses.entry(response.as_str()).or_insert(0) += 1;
            }
        }
    }
    let left_site = columns.iter().position(|column| column.name == "left_site");
    let left = |row: &&Vec<Value>| left_site.and_then(|n| row.get(n)?.flag()) == Some(true);
    let left_site = rows.iter().filter(left).count() as u64;
    let summary = Summary { replicates: SummaryRows { columns, rows }, responses, left_site };
    let mut bytes =
        serde_json::to_vec_pretty(&summary).expect("words and numbers have a JSON form");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_keeps_the_columns_order_and_counts_responses() {
        let columns = [
            Column::count("replicate"),
            Column::text("response"),
            Column::number("peak_leak"),
            Column::text("final_digest"),
        ];
        let row = |replicate, response: &str, leak| {
            vec![
                Value::Count(replicate),
                Value::Text(response.into()),
                Value::Number(leak),
                Value::Missing,
            ]
        };
        let rows = [row(0, "PD", 0.1), row(1, "CR", f64::NAN), row(2, "CR", 1e-300)];
        let text = String::from_utf8(summary_json(&columns, &rows)).unwrap();
        let compact: String = text.split_whitespace().collect();
        assert_eq!(
            compact,
            "{\"replicates\":[{\"replicate\":0,\"response\":\"PD\",\"peak_leak\":0.1,\"\
             final_digest\":null},{\"replicate\":1,\"response\":\"CR\",\"peak_leak\":null,\"\
             final_digest\":null},{\"replicate\":2,\"response\":\"CR\",\"peak_leak\":1e-300,\"\
             final_digest\":null}],\"responses\":{\"CR\":2,\"PD\":1},\"left_site\":0}"
        );
    }
}
