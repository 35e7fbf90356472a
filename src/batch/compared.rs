//! The outcomes that a study compares: columns that there are, of which its animals tell enough.
//!
//! In: a study and the scenarios of its points. Out: nothing, or problems with the places of the
//! outcomes in the study. Animals that end at their progression (`run.end_at`) do not tell what
//! comes after it: response, cure, recurrence, survival and all that is counted at the end.

use crate::endpoint::Endpoint;
use crate::input::Problems;
use crate::input::problem::{Place, Problem, quoted};
use crate::input::value::nearest;
use crate::keys;
use crate::outcome::{EndReason, Response};
use crate::scenario::Scenario;
use crate::simulation::{fixed_outcomes, outcome_table, sampled_keys, series_columns};
use crate::study::{Acceptance, Study};

use super::points::Points;

/// What is compared where a study does not say.
pub(super) const OUTCOMES: [&str; 2] = ["response", "survival_h"];

/// Outcomes to compare are columns that the base scenario's outcomes have.
///
/// # Errors
/// A problem for each that is none.
pub(super) fn known(points: &Points) -> Result<(), Problems> {
    let mut known = fixed_outcomes();
    known.extend(sampled_keys(&points.base_scenario));
    let unknown = points.study.outcomes.iter().filter(|(name, _)| !known.contains(name));
    let mut problems: Vec<Problem> = unknown
        .map(|(name, place)| {
            let problem = Problem::value(
                *place,
                format!("there is no outcome {}", quoted(name)),
                "no column of outcomes.parquet",
            );
            match nearest(name, known.iter().map(String::as_str)) {
                Some(known) => problem.help(format!("did you mean \"{known}\"?")),
                None => problem.help(format!("one of {}", known.join(", "))),
            }
        })
        .collect();
    problems.extend(tested(points, &known));
    all(&points.study, problems)
}

/// Measures of a finding's tests that its animals do not have.
fn tested(points: &Points, outcomes: &[String]) -> Vec<Problem> {
    let series: Vec<String> =
        series_columns(&points.base_scenario).into_iter().map(|column| column.name).collect();
    let tests = points.study.finding.iter().flat_map(|finding| &finding.tests);
    let wrong = |test: &Acceptance| {
        let column = test.endpoint.column();
        let (what, known) = match test.endpoint.is_of_series() {
            true => ("series.parquet", series.as_slice()),
            false => ("outcomes.parquet", outcomes),
        };
        if !known.iter().any(|known| known == column) {
            let message = format!("{what} has no column {}", quoted(column));
            return Some(help(test.place, message, column, known));
        }
        let Endpoint::Words(_, words) = &test.endpoint else { return None };
        let known = words_of(column);
        if known.is_empty() {
            let message = format!("{} holds no words", quoted(column));
            return Some(
                Problem::value(test.place, message, "a column with words")
                    .help("write the column alone for yes and no, or for a number"),
            );
        }
        let unknown = words.iter().find(|word| !known.contains(word))?;
        let message = format!("{} never says {}", quoted(column), quoted(unknown));
        Some(help(test.place, message, unknown, &known))
    };
    tests.filter_map(wrong).collect()
}

/// The words that a column of the outcomes may hold; none of one with numbers.
fn words_of(column: &str) -> Vec<String> {
    let words: Vec<&str> = match column {
        "response" | "best_response" => Response::ALL.iter().map(|one| one.code()).collect(),
        "end_reason" => EndReason::ALL.iter().map(|one| one.name()).collect(),
        _ => Vec::new(),
    };
    words.into_iter().map(str::to_owned).collect()
}

fn help(place: Place, message: String, typed: &str, known: &[String]) -> Problem {
    let problem = Problem::value(place, message, "not there");
    match nearest(typed, known.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean \"{near}\"?")),
        None => problem.help(format!("one of {}", known.join(", "))),
    }
}

/// Where the animals of a point end at their progression, all outcomes to compare are settled by
/// then.
///
/// # Errors
/// A problem for each that is not.
pub(super) fn settled(points: &Points, arm: usize, scenario: &Scenario) -> Result<(), Problems> {
    if !scenario.run.ends_at_progression {
        return Ok(());
    }
    let study = &points.study;
    let (end_at, whence) = ends(study, arm);
    let table = outcome_table(&[]);
    let settled: Vec<&str> = table
        .iter()
        .filter(|column| column.settled && !["replicate", "seed"].contains(&column.name()))
        .map(|column| column.name())
        .collect();
    let refused = |place: Place, names: &str| {
        let message = format!("{names} cannot be compared where `run.end_at` is \"progression\"");
        let problem = Problem::value(place, message, "what comes after progression decides it");
        problem.help(format!("compare {}, or leave `run.end_at` at \"end\"", settled.join(", ")))
    };
    if study.outcomes.is_empty() {
        let names = OUTCOMES.map(|name| format!("`{name}`")).join(" and ");
        let problem = refused(end_at, &names);
        let problem = problem.help("a study without outcomes in [compare] compares these two");
        return all(study, vec![problem]);
    }
    // What an animal drew stands before its first step.
    let open = |name: &str| table.iter().any(|column| column.name() == name && !column.settled);
    let problems = study
        .outcomes
        .iter()
        .filter(|(name, _)| open(name))
        .map(|(name, place)| refused(*place, &format!("`{name}`")).also(Some(end_at), whence));
    all(study, problems.collect())
}

/// Where an arm's `run.end_at` was written: in the arm, the design or `[set]`, else in the base.
fn ends(study: &Study, arm: usize) -> (Place, &'static str) {
    let path = keys::run::END_AT.path();
    let set =
        study.arms[arm].set.iter().chain(&study.set).map(|change| (&change.key, change.place));
    let design =
        study.design.keys.iter().flat_map(|key| &key.keys).map(|(key, place)| (key, *place));
    let found = set.chain(design).find(|(key, _)| *key == path).map(|(_, place)| place);
    found.map_or((study.scenario_place, "its animals end at their progression"), |place| {
        (place, "animals end at their progression")
    })
}

fn all(study: &Study, problems: Vec<Problem>) -> Result<(), Problems> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Problems::new(vec![study.file.clone()], problems))
    }
}
