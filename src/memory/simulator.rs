//! A scenario as a function of some of its keys, for calibrators: values in, summaries out.
//!
//! In: a scenario's text, keys that are free, what is told of a run. Out: for each set of values and
//! a seed one number a summary: the mean over the replicates, without those that have no value.

use std::cell::Cell;

use rayon::prelude::*;

use crate::input::units::{self, units_of};
use crate::input::{Problems, Quantity};
use crate::outcome::{EndReason, Response};
use crate::results::RunError;
use crate::scenario::Scenario;
use crate::simulation::{
    Computed, Maker, Plan, Replicates, check_columns, outcome_columns, run_together, sampled_keys,
    series_columns,
};
use crate::table::{Column, ColumnKind, Value};

use super::error::MemoryError;
use super::request::time_h;

/// Calls that a GPU gets together, at most: their scenarios are in memory at once.
const TOGETHER: usize = 1024;
/// Keys that a call gives otherwise, or that must be the same for all.
const GIVEN: [&str; 2] = ["run.seed", "run.replicates"];

/// A key that is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Free {
    /// Its path, `tumour.0.cells`.
    pub key: String,
    /// The unit of its values; the key's canonical one unless it is given.
    pub unit: Option<String>,
}

/// What is told of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunSummary {
    /// A column of the outcomes: a number, or 1 and 0 for yes and no.
    Outcome(String),
    /// Whether a column of the outcomes has this word: 1 or 0.
    Is(String, String),
    /// A column of the series at a time (h), summed over the sites; of an animal that ended
    /// before, its last row.
    Series(String, f64),
}

impl RunSummary {
    /// `final_tumour_cells`, `response=CR`, `tumour_cells @ day 5`.
    ///
    /// # Errors
    /// [`MemoryError::NotATime`].
    pub fn parse(text: &str) -> Result<RunSummary, MemoryError> {
        if let Some((column, time)) = text.split_once('@') {
            return Ok(RunSummary::Series(column.trim().to_owned(), time_h(time)?));
        }
        Ok(match text.split_once('=') {
            Some((column, word)) => {
                RunSummary::Is(column.trim().to_owned(), word.trim().to_owned())
            }
            None => RunSummary::Outcome(text.trim().to_owned()),
        })
    }
}

/// A scenario as a function of some of its keys.
#[derive(Clone, Debug)]
pub struct Simulator {
    text: String,
    name: String,
    set: Vec<(String, String)>,
    free: Vec<(String, String)>,
    summaries: Vec<RunSummary>,
    replicates: u32,
}

impl Simulator {
    /// Of a text (`name` is what problems call it) with keys that are set.
    ///
    /// # Errors
    /// Problems of the scenario; a key, column or time that it does not have.
    pub fn new(
        text: &str,
        name: &str,
        set: Vec<(String, String)>,
        free: Vec<Free>,
        summaries: Vec<RunSummary>,
    ) -> Result<Simulator, MemoryError> {
        let scenario = Scenario::parse(text, name, &set).map_err(RunError::Scenario)?;
        check_columns(&scenario).map_err(RunError::Scenario)?;
        let free: Vec<(String, String)> =
            free.into_iter().map(|key| with_unit(&scenario, key)).collect::<Result<_, _>>()?;
        if let Some((key, _)) = free
            .iter()
            .enumerate()
            .find_map(|(place, key)| free[..place].iter().find(|(before, _)| *before == key.0))
        {
            return Err(MemoryError::FreeTwice(key.clone()));
        }
        summaries.iter().try_for_each(|summary| check(&scenario, summary))?;
        Ok(Simulator {
            text: text.to_owned(),
            name: name.to_owned(),
            set,
            free,
            summaries,
            replicates: scenario.run.replicates,
        })
    }

    /// The free keys with their units.
    pub fn free(&self) -> &[(String, String)] {
        &self.free
    }

    /// Runs the scenario with these values, in the order of the free keys; `stop` is asked between
    /// host steps, and where it says so the run is left and gives `None`.
    ///
    /// # Errors
    /// Problems of the scenario with these values; what the engine refuses.
    pub fn call(
        &self,
        values: &[f64],
        seed: u64,
        maker: &Maker,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<f64>>, MemoryError> {
        let scenario = self.scenario(values, seed).map_err(RunError::Scenario)?;
        let all: Vec<u32> = (0..self.replicates).collect();
        let mut run = Replicates::new(&scenario, &all, maker, self.series())?;
        while run.advance()? {
            if stop() {
                return Ok(None);
            }
        }
        Ok(Some(self.told(&run.finish()?)))
    }

    /// The summaries of a run.
    fn told(&self, computed: &Computed) -> Vec<f64> {
        self.summaries.iter().map(|summary| self.value(summary, computed)).collect()
    }

    /// Whether a summary is of the series.
    fn series(&self) -> bool {
        self.summaries.iter().any(|summary| matches!(summary, RunSummary::Series(..)))
    }

    /// The same for many sets of values: on the CPU beside each other on the threads, on a GPU
    /// together in one engine.
    ///
    /// # Errors
    /// The first in their order.
    pub fn many(
        &self,
        calls: &[(Vec<f64>, u64)],
        maker: &Maker,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<Vec<f64>>>, MemoryError> {
        if maker.name() == "gpu" {
            let some = calls.chunks(TOGETHER).map(|some| self.together(some, maker, stop));
            let all = some.collect::<Result<Option<Vec<_>>, _>>()?;
            return Ok(all.map(|all| all.concat()));
        }
        let one = |(values, seed): &(Vec<f64>, u64)| self.call(values, *seed, maker, stop);
        let all: Vec<_> = calls.par_iter().map(one).collect();
        all.into_iter().collect()
    }

    /// Some calls together in one engine.
    fn together(
        &self,
        calls: &[(Vec<f64>, u64)],
        maker: &Maker,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<Vec<f64>>>, MemoryError> {
        let scenarios = calls.par_iter().map(|(values, seed)| self.scenario(values, *seed));
        let scenarios: Vec<Scenario> =
            scenarios.collect::<Result<_, _>>().map_err(RunError::Scenario)?;
        let computed = run_together(&scenarios, maker, self.series(), stop)?;
        Ok(computed.map(|all| all.iter().map(|one| self.told(one)).collect()))
    }

    fn scenario(&self, values: &[f64], seed: u64) -> Result<Scenario, Problems> {
        let mut set = self.set.clone();
        set.push(("run.seed".to_owned(), seed.to_string()));
        let free = self.free.iter().zip(values);
        set.extend(free.map(|((key, unit), value)| (key.clone(), with(*value, unit))));
        Scenario::parse(&self.text, &self.name, &set)
    }

    /// The mean over the replicates.
    fn value(&self, summary: &RunSummary, computed: &Computed) -> f64 {
        let mean = |values: &mut dyn Iterator<Item = f64>| {
            let (count, sum) = values
                .filter(|value| !value.is_nan())
                .fold((0u32, 0.0), |(count, sum), value| (count + 1, sum + value));
            if count == 0 { f64::NAN } else { sum / f64::from(count) }
        };
        let place = |columns: &[Column], name: &str| {
            columns.iter().position(|column| column.name == name).unwrap_or(0)
        };
        match summary {
            RunSummary::Outcome(column) => {
                let at = place(&computed.outcome_columns, column);
                mean(&mut computed.outcomes.iter().map(|row| number(&row[at])))
            }
            RunSummary::Is(column, word) => {
                let at = place(&computed.outcome_columns, column);
                let is =
                    |row: &Vec<Value>| f64::from(u8::from(row[at] == Value::Text(word.clone())));
                mean(&mut computed.outcomes.iter().map(is))
            }
            RunSummary::Series(column, time_h) => {
                let at = place(&computed.series_columns, column);
                let all = 0..u64::from(self.replicates);
                mean(&mut all.map(|replicate| at_time(computed, replicate, at, *time_h)))
            }
        }
    }
}

/// A column of one replicate at a time, summed over the sites.
fn at_time(computed: &Computed, replicate: u64, column: usize, time_h: f64) -> f64 {
    let (last_h, sum) = (Cell::new(f64::NEG_INFINITY), Cell::new(f64::NAN));
    for row in computed.series.iter().flatten() {
        let (Value::Count(of), Value::Number(now_h)) = (&row[0], &row[2]) else { continue };
        if *of != replicate || *now_h > time_h + 1e-6 {
            continue;
        }
        if *now_h > last_h.get() {
            last_h.set(*now_h);
            sum.set(0.0);
        }
        sum.set(sum.get() + number(&row[column]));
    }
    sum.get()
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Count(count) => *count as f64,
        Value::Number(number) => *number,
        Value::Flag(flag) => f64::from(u8::from(*flag)),
        Value::Text(_) | Value::Missing => f64::NAN,
    }
}

/// A value as it is written beside its unit.
fn with(value: f64, unit: &str) -> String {
    let number = if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        format!("{value:?}")
    };
    if unit.is_empty() { number } else { format!("\"{number} {unit}\"") }
}

/// A free key with its unit.
fn with_unit(scenario: &Scenario, free: Free) -> Result<(String, String), MemoryError> {
    let Free { key, unit } = free;
    if GIVEN.contains(&key.as_str()) {
        return Err(MemoryError::NotFree(key));
    }
    let Some(definition) = scenario.key_of(&key).filter(|key| key.quantity.is_number()) else {
        let numbers = scenario.values().map(|(path, _)| path);
        let near = crate::input::value::nearest(&key, numbers).unwrap_or("tumour.0.cells");
        let known = format!("`{near}` (the nearest) and what `il2sim schema --keys` lists");
        return Err(MemoryError::NoSuch { what: "key with a number", found: key, known });
    };
    let own = units_of(definition.quantity).first().map_or("", |unit| unit.name);
    if definition.quantity == Quantity::Dose && unit.is_none() {
        let known = "units such as `[IU]`: write it behind the key".to_owned();
        return Err(MemoryError::NoSuch { what: "unit for", found: key, known });
    }
    let Some(unit) = unit else { return Ok((key, own.to_owned())) };
    let known = match definition.quantity {
        Quantity::Dose => units::parse_dose(&format!("1 {unit}")).is_ok(),
        quantity => units::find_unit(&unit, quantity).is_ok(),
    };
    if known {
        return Ok((key, unit));
    }
    let known = match own {
        "" => format!("none for `{key}`"),
        _ => units::unit_list(definition.quantity),
    };
    Err(MemoryError::NoSuch { what: "unit", found: unit, known })
}

/// Refuses a summary that no run of the scenario has.
fn check(scenario: &Scenario, summary: &RunSummary) -> Result<(), MemoryError> {
    let (columns, found, what) = match summary {
        RunSummary::Outcome(column) | RunSummary::Is(column, _) => {
            (outcome_columns(&sampled_keys(scenario)), column, "column of the outcomes")
        }
        RunSummary::Series(column, at_h) => {
            check_time(scenario, *at_h)?;
            let what = match scenario.record.columns {
                Some(_) => "column of the series (record.columns chose)",
                None => "column of the series",
            };
            (series_columns(scenario), column, what)
        }
    };
    if !columns.iter().any(|column| column.name == *found) {
        let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let (found, known) = (found.clone(), known.join(", "));
        return Err(MemoryError::NoSuch { what, found, known });
    }
    check_words(&columns, summary)
}

/// Refuses a word as a number, and a word that its column never has.
fn check_words(columns: &[Column], summary: &RunSummary) -> Result<(), MemoryError> {
    let is_text = |name: &str| {
        columns.iter().any(|column| column.name == name && column.kind == ColumnKind::Text)
    };
    match summary {
        RunSummary::Outcome(column) | RunSummary::Series(column, _) if is_text(column) => {
            Err(MemoryError::NotANumber(column.clone()))
        }
        RunSummary::Is(column, word) => {
            let known: Vec<&str> = match column.as_str() {
                "response" => Response::ALL.iter().map(|response| response.code()).collect(),
                "end_reason" => EndReason::ALL.iter().map(|reason| reason.name()).collect(),
                _ if is_text(column) => return Ok(()),
                _ => return Err(MemoryError::NotAWord(column.clone())),
            };
            if known.contains(&word.as_str()) {
                return Ok(());
            }
            let (found, known) = (word.clone(), known.join(", "));
            Err(MemoryError::NoSuch { what: "response or end", found, known })
        }
        _ => Ok(()),
    }
}

/// Refuses a time at which the series has no row.
fn check_time(scenario: &Scenario, at_h: f64) -> Result<(), MemoryError> {
    let plan = Plan::new(scenario, None);
    let step = plan.step_at(at_h);
    let is_row = (plan.time_h(step) - at_h).abs() < 1e-6
        && step <= plan.last()
        && (plan.row_due(step) || plan.closes_rows(step));
    if is_row {
        return Ok(());
    }
    let between = format!(
        "up to {} h, at which the series has a row (record.series_every is {} h)",
        plan.time_h(plan.last()),
        scenario.record.series_every_h
    );
    let step_h = scenario.run.host_step_h;
    Err(MemoryError::Time { what: "a summary's time", found_h: at_h, step_h, between })
}
