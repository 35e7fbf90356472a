//! The animals of a run's page, from the table of its outcomes.

use crate::outcome::Duration;
use crate::report::AnimalRow;
use crate::statistics::kaplan_meier::Followed;
use crate::table::{Column, Value};

/// What the page says of each row of the outcomes.
pub(crate) fn animals(columns: &[Column], rows: &[Vec<Value>]) -> Vec<AnimalRow> {
    rows.iter().map(|row| Row { columns, row }.animal()).collect()
}

/// A row of the outcomes, by the names of its columns.
struct Row<'a> {
    columns: &'a [Column],
    row: &'a [Value],
}

impl Row<'_> {
    fn value(&self, name: &str) -> Option<&Value> {
        let place = self.columns.iter().position(|column| column.name == name)?;
        self.row.get(place)
    }

    fn count(&self, name: &str) -> u64 {
        if let Some(Value::Count(count)) = self.value(name) { *count } else { 0 }
    }

    fn time(&self, name: &str) -> Option<f64> {
        if let Some(Value::Number(number)) = self.value(name) { Some(*number) } else { None }
    }

    fn number(&self, name: &str) -> f64 {
        self.time(name).unwrap_or(0.0)
    }

    fn text(&self, name: &str) -> String {
        if let Some(Value::Text(text)) = self.value(name) { text.clone() } else { String::new() }
    }

    /// Whether it is yes; also in tables of 0.1.0, where it is a one.
    fn yes(&self, name: &str) -> bool {
        self.value(name).and_then(Value::flag) == Some(true)
    }

    fn followed(&self, time: &str, event: &str) -> Followed {
        Followed { time_h: self.number(time), event: self.yes(event) }
    }

    fn animal(&self) -> AnimalRow {
        AnimalRow {
            replicate: self.count("replicate") as u32,
            response: self.text("response"),
            best_response: self.text("best_response"),
            end: self.text("end_reason"),
            end_h: self.number("end_h"),
            nadir_cells: self.count("nadir_tumour_cells"),
            nadir_h: self.number("nadir_h"),
            final_cells: self.count("final_tumour_cells"),
            recurrence_h: self.time("recurrence_h"),
            response_h: self.time("response_h"),
            response_duration: self
                .time("response_duration_h")
                .map(|hours| Duration { hours, censored: self.yes("response_censored") }),
            progression_h: self.time("progression_h"),
            foci: (self.count("baseline_foci"), self.count("final_foci")),
            survival: self.followed("survival_h", "survival_event"),
            progression_free: self.followed("progression_free_h", "progression_free_event"),
            peak_leak: self.number("peak_leak"),
            toxicity_h: self.time("dose_limiting_toxicity_h"),
            final_digest: self.text("final_digest"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::outcome_columns;

    /// Every value of the page comes from a column that there is: of a row in which all values
    /// differ from nothing, none is nothing.
    #[test]
    fn every_value_of_the_page_has_its_column() {
        let columns = outcome_columns(&[]);
        let of = |n: u64, column: &Column| match column.kind {
            crate::table::ColumnKind::Count => Value::Count(n),
            crate::table::ColumnKind::Number => Value::Number(n as f64),
            crate::table::ColumnKind::Text => Value::Text(n.to_string()),
            crate::table::ColumnKind::Flag => Value::Flag(true),
        };
        for died in [Value::Flag(true), Value::Count(1)] {
            let of = |died: Value| {
                let columns = [Column::flag("survival_event")];
                animals(&columns, &[vec![died]])[0].survival.event
            };
            assert!(of(died) && !of(Value::Flag(false)), "a one of 0.1.0 is yes too");
        }
        let row: Vec<Value> = (1..).zip(&columns).map(|(n, column)| of(n, column)).collect();
        let found = format!("{:?}", animals(&columns, &[row]));
        for nothing in [": 0", "None", "\"\"", "(0", ", 0)"] {
            assert!(!found.contains(nothing), "{found}");
        }
    }
}
