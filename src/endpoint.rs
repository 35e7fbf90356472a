//! An endpoint: a number of one animal, named by a line of text.
//!
//! | text | number |
//! | --- | --- |
//! | `survival_h`, `recurrence` | a column of the outcomes; yes and no are 1 and 0 |
//! | `response = CR`, `response = CR or PR` | whether a column has one of these words: 1 or 0 |
//! | `tumour_cells @ day 5` | a column of the series at a time; after an end its last row |
//! | `leak_index @ day 1 to day 4` | the mean of the rows in a period |
//!
//! Of a column of the series that a site has of its own (cells and what they did) the sites are
//! added up; of any other the mean over the sites is taken, which is the value itself where the
//! whole animal shares it.

use std::fmt;

use crate::input::problem::quoted;
use crate::input::units;
use crate::simulation::is_counted_in_sites;
use crate::table::Value;

/// Where a number of an animal comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Endpoint {
    /// A column of the outcomes.
    Outcome(String),
    /// Whether a column of the outcomes has one of these words.
    Words(String, Vec<String>),
    /// A column of the series at a time, h.
    At(String, f64),
    /// The mean of a column of the series from one time to another, h.
    Over(String, [f64; 2]),
}

/// A row of the series: time (h) and value.
pub(crate) type TimedValue = (f64, f64);

/// How far two times may differ and be the same, h.
const SAME_H: f64 = 1e-6;

impl Endpoint {
    /// Reads a text.
    ///
    /// # Errors
    /// [`NotAnEndpoint`].
    pub(crate) fn parse(text: &str) -> Result<Endpoint, NotAnEndpoint> {
        let refused = |what| Err(NotAnEndpoint { text: text.to_owned(), what });
        let word = |text: &str| text.trim().to_owned();
        let time = |text: &str| units::time_point(text.trim());
        if let Some((column, when)) = text.split_once('@') {
            if word(column).is_empty() {
                return refused(WrongEndpoint::NoColumn);
            }
            let Some((from, to)) = when.split_once(" to ") else {
                return match time(when) {
                    Some(at_h) => Ok(Endpoint::At(word(column), at_h)),
                    None => refused(WrongEndpoint::NotATime(word(when))),
                };
            };
            return match (time(from), time(to)) {
                (Some(from), Some(to)) if from < to => Ok(Endpoint::Over(word(column), [from, to])),
                (Some(_), Some(_)) => refused(WrongEndpoint::Backwards),
                (None, _) => refused(WrongEndpoint::NotATime(word(from))),
                (_, None) => refused(WrongEndpoint::NotATime(word(to))),
            };
        }
        let (column, words) = match text.split_once('=') {
            Some((column, words)) => (column, words.split(" or ").map(word).collect()),
            None => (text, Vec::new()),
        };
        if word(column).is_empty() {
            return refused(WrongEndpoint::NoColumn);
        }
        if words.iter().any(String::is_empty) {
            return refused(WrongEndpoint::NoWord);
        }
        Ok(match words.is_empty() {
            true => Endpoint::Outcome(word(column)),
            false => Endpoint::Words(word(column), words),
        })
    }

    /// Its column.
    pub(crate) fn column(&self) -> &str {
        match self {
            Endpoint::Outcome(column)
            | Endpoint::Words(column, _)
            | Endpoint::At(column, _)
            | Endpoint::Over(column, _) => column,
        }
    }

    /// Whether its column is one of the series.
    pub(crate) fn is_of_series(&self) -> bool {
        matches!(self, Endpoint::At(..) | Endpoint::Over(..))
    }

    /// From the value of its column in an animal's outcomes.
    pub(crate) fn of_outcome(&self, value: &Value) -> Option<f64> {
        match (self, value) {
            (Endpoint::Words(_, words), Value::Text(found)) => {
                Some(f64::from(u8::from(words.contains(found))))
            }
            (Endpoint::Words(..), _) => None,
            _ => number(value),
        }
    }

    /// From the values of its column in the rows of an animal, in the order of time, one a site.
    pub(crate) fn of_series(&self, rows: &[TimedValue]) -> Option<f64> {
        let [from_h, to_h] = match self {
            Endpoint::At(_, at_h) => [f64::NEG_INFINITY, *at_h],
            Endpoint::Over(_, period) => *period,
            Endpoint::Outcome(_) | Endpoint::Words(..) => return None,
        };
        let inside = |row: &&TimedValue| row.0 >= from_h - SAME_H && row.0 <= to_h + SAME_H;
        let inside: Vec<TimedValue> = rows.iter().filter(inside).copied().collect();
        let same = |a: &TimedValue, b: &TimedValue| (a.0 - b.0).abs() < SAME_H;
        let times: Vec<f64> = inside.chunk_by(same).map(|sites| self.over_sites(sites)).collect();
        match self {
            Endpoint::At(..) => times.last().copied(),
            _ if times.is_empty() => None,
            _ => Some(times.iter().sum::<f64>() / times.len() as f64),
        }
    }

    fn over_sites(&self, sites: &[TimedValue]) -> f64 {
        let sum: f64 = sites.iter().map(|(_, value)| value).sum();
        if is_counted_in_sites(self.column()) { sum } else { sum / sites.len() as f64 }
    }
}

/// The number that a value is; yes and no are 1 and 0.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Count(count) => Some(*count as f64),
        Value::Number(number) => Some(*number),
        Value::Flag(flag) => Some(f64::from(u8::from(*flag))),
        Value::Text(_) | Value::Missing => None,
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |time_h: &f64| format!("day {}", units::show(time_h / 24.0));
        match self {
            Endpoint::Outcome(column) => write!(f, "{column}"),
            Endpoint::Words(column, words) => write!(f, "{column} = {}", words.join(" or ")),
            Endpoint::At(column, at_h) => write!(f, "{column} @ {}", day(at_h)),
            Endpoint::Over(column, [from, to]) => {
                write!(f, "{column} @ {} to {}", day(from), day(to))
            }
        }
    }
}

/// A text that names no number of an animal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotAnEndpoint {
    text: String,
    what: WrongEndpoint,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum WrongEndpoint {
    NoColumn,
    NoWord,
    NotATime(String),
    Backwards,
}

impl fmt::Display for NotAnEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} names no number of an animal: ", quoted(&self.text))?;
        match &self.what {
            WrongEndpoint::NoColumn => f.write_str("it has no column"),
            WrongEndpoint::NoWord => f.write_str("a word is missing behind the ="),
            WrongEndpoint::NotATime(text) => write!(f, "{} is not a time", quoted(text)),
            WrongEndpoint::Backwards => f.write_str("the period ends before it begins"),
        }
    }
}

impl std::error::Error for NotAnEndpoint {}

/// How measures are written, for messages.
pub(crate) const FORMS: &str = "`column`, `column = WORD or WORD`, `column @ day 3` or `column @ day 1 \
                         to day 4`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_written_again() {
        for text in [
            "survival_h",
            "response = CR",
            "response = CR or PR",
            "leak_index @ day 3",
            "tumour_cells @ day 1 to day 4.5",
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().to_string(), text);
        }
        for bad in
            ["", "= CR", "response =", "a = b or ", "@ day 3", "a @ noon", "a @ day 4 to day 1"]
        {
            assert!(Endpoint::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn cells_of_sites_add_up_and_what_the_animal_shares_does_not() {
        let rows = [(0.0, 1.0), (0.0, 2.0), (24.0, 3.0), (24.0, 5.0), (48.0, 7.0), (48.0, 9.0)];
        let at = |text: &str| Endpoint::parse(text).unwrap().of_series(&rows);
        assert_eq!(at("tumour_cells @ day 1"), Some(8.0));
        assert_eq!(at("tumour_cells @ day 9"), Some(16.0));
        assert_eq!(at("tumour_cells @ day 1 to day 2"), Some(12.0));
        assert_eq!(at("leak_index @ day 1"), Some(4.0));
        assert_eq!(at("leak_index @ day 3 to day 4"), None);
    }
}
