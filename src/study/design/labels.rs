//! `labels` of a key of the design: what tables, page and charts say in place of its values.

use crate::input::document::Node;
use crate::input::problem::{Place, Problem, quoted};

use super::super::reader::{Reader, StudyTable};

/// Longest label, characters.
const LABEL: usize = 64;

/// A label for each value, in their order; none where the key has no `labels`, or wrong ones.
///
/// A label stands for one value: in a list design, whose values may come again, the same value has
/// the same label.
pub(super) fn read(reader: &mut Reader, table: &StudyTable, values: &[Node]) -> Vec<String> {
    let Some(labels) = reader.texts(table, "labels") else { return Vec::new() };
    let place = table["labels"].node.place;
    if labels.len() != values.len() {
        let problem = Problem::value(
            place,
            format!("`labels` has {} labels for {} values", labels.len(), values.len()),
            "one for each value, in their order",
        );
        reader.problem(problem.also(Some(table["values"].node.place), "the values"));
        return Vec::new();
    }
    for (n, (label, place)) in labels.iter().enumerate() {
        if label.trim().is_empty() || label.trim() != label || label.chars().count() > LABEL {
            reader.problem(Problem::value(
                *place,
                format!("{} cannot be a label", quoted(label)),
                format!("1 to {LABEL} characters, no blank before or behind"),
            ));
        }
        let same_value = |m: usize| values[m].value.to_toml() == values[n].value.to_toml();
        let clash = (0..n).find(|&m| (labels[m].0 == *label) != same_value(m));
        if let Some(problem) = clash.map(|m| unlike(&labels[m], &labels[n], &values[n])) {
            reader.problem(problem);
        }
    }
    labels.into_iter().map(|(label, _)| label).collect()
}

/// Two values with one label, or one value with two.
fn unlike(first: &(String, Place), second: &(String, Place), value: &Node) -> Problem {
    let (message, label) = if first.0 == second.0 {
        (format!("two values have the label {}", quoted(&second.0)), "the second one")
    } else {
        let value = value.value.to_toml();
        let message = format!(
            "the value {value} has the labels {} and {}",
            quoted(&first.0),
            quoted(&second.0)
        );
        (message, "another than before")
    };
    Problem::value(second.1, message, label).also(Some(first.1), "the first")
}
