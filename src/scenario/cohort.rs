//! The entries of `[[cohort]]`: which keys animals do not draw independently.
//!
//! In: [`Checked`]. Out: [`CohortLaw`]s whose keys are distributions of this scenario, each in one
//! entry only, with a correlation that such keys can have. A key that is fixed beside the file (or
//! that `fixed` names) keeps its place in the entry: what the others draw does not move.

use super::check::{Checked, Item};
use super::types::{CohortLaw, Param};
use crate::input::document;
use crate::input::problem::{Problem, quoted};
use crate::input::units;
use crate::input::value::{Setting, nearest};
use crate::keys::value::OtherValue;
use crate::keys::{self, At, Lookup};

/// The entries, those with problems left out.
pub(super) fn entries(checked: &mut Checked) -> Vec<CohortLaw> {
    let mut entries: Vec<CohortLaw> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for n in 0..checked.count("cohort") {
        let listed = checked
            .require(keys::cohort::KEYS.at(n), units::example(crate::input::Quantity::Names));
        let correlated = checked.require(keys::cohort::CORRELATION.at(n), "0.5");
        let Some(keys) = names(checked, &keys::cohort::KEYS.at(n)).filter(|_| listed) else {
            continue;
        };
        let before = checked.problems.len();
        let fixed = fixed(checked, n, &keys);
        for (i, path) in keys.iter().enumerate() {
            if keys[..i].contains(path) || seen.contains(path) {
                let problem = Problem::whole(
                    checked.blame(keys::cohort::KEYS.at(n)),
                    format!("{} stands twice in [[cohort]]", quoted(path)),
                    "each key may stand in one entry",
                );
                checked.problems.push(problem);
            } else if !fixed.contains(path) {
                check_key(checked, &keys::cohort::KEYS.at(n), path);
            }
        }
        seen.extend(keys.iter().cloned());
        if keys.len() < 2 {
            let problem = Problem::whole(
                checked.blame(keys::cohort::KEYS.at(n)),
                format!("`{}` needs two keys or more", keys::cohort::KEYS.at(n)),
                "nothing to correlate with",
            );
            checked.problems.push(problem);
        }
        let Some(correlation) =
            checked.number(keys::cohort::CORRELATION.at(n)).filter(|_| correlated)
        else {
            continue;
        };
        check_correlation(checked, n, &keys, correlation);
        if checked.problems.len() == before {
            entries.push(CohortLaw { keys, correlation });
        }
    }
    entries
}

/// The names at a key of an entry.
fn names(checked: &Checked, key: &At<OtherValue>) -> Option<Vec<String>> {
    match &checked.item(key)?.setting {
        Setting::Texts(names) => Some(names.clone()),
        _ => None,
    }
}

/// The keys of an entry that are the same in every animal, and may be: those that its `fixed`
/// names, and those that got their value beside the file. The item of `fixed` then says it.
fn fixed(checked: &mut Checked, n: usize, keys: &[String]) -> Vec<String> {
    let key = keys::cohort::FIXED.at(n);
    let named = names(checked, &key).unwrap_or_default();
    for path in named.iter().filter(|path| !keys.contains(path)) {
        let problem = Problem::whole(
            checked.blame(&key),
            format!("{} is not a key of this entry", quoted(path)),
            format!("one of {}", keys.join(", ")),
        );
        checked.problems.push(match nearest(path, keys.iter().map(String::as_str)) {
            Some(known) => problem.help(format!("did you mean `{known}`?")),
            None => problem,
        });
    }
    let in_file = checked.file.is_none() || !checked.is_beside(keys::cohort::KEYS.at(n));
    let mut found = Vec::new();
    for path in keys {
        let Some(Item { setting: Setting::Number(param), place, .. }) =
            checked.item(path).filter(|item| item.key.drawn)
        else {
            continue;
        };
        let (place, beside) = (*place, in_file && checked.is_beside(path));
        match (named.contains(path), matches!(param, Param::Fixed(_))) {
            (true, true) => found.push(path.clone()),
            (false, true) if beside => found.push(path.clone()),
            (true, false) if !beside => {
                let message = format!("{} has a distribution, so it is not fixed", quoted(path));
                let problem = Problem::whole(checked.blame(&key), message, "not one value");
                checked.problems.push(problem.also(place, "its value"));
            }
            _ => {}
        }
    }
    if checked.file.is_some() && found != named {
        say_fixed(checked, &key, &found);
    }
    found
}

/// Makes the value of `fixed` these keys.
fn say_fixed(checked: &mut Checked, key: &At<OtherValue>, found: &[String]) {
    if found.is_empty() {
        checked.items.remove(key.path());
        return;
    }
    let list: Vec<String> = found.iter().map(|path| document::quote(path)).collect();
    let item = Item {
        setting: Setting::Texts(found.to_vec()),
        place: checked.place(key),
        text: format!("[{}]", list.join(", ")).into(),
        key: key.definition(),
    };
    checked.items.insert(key.path().to_owned(), item);
}

/// Refuses a correlation that so many keys cannot have with each other.
fn check_correlation(checked: &mut Checked, n: usize, keys: &[String], correlation: f64) {
    let least = -1.0 / (keys.len().max(2) - 1) as f64;
    if correlation >= least {
        return;
    }
    let message = format!(
        "{} keys cannot all have a correlation of {} with each other",
        keys.len(),
        units::show(correlation)
    );
    let problem = Problem::whole(
        checked.blame(keys::cohort::CORRELATION.at(n)),
        message,
        format!("{} to 1", units::show(least)),
    );
    checked.problems.push(match keys {
        [a, b, c, ..] => problem.help(format!(
            "if {} and {} go against each other like this, {} cannot go against both",
            quoted(a),
            quoted(b),
            quoted(c)
        )),
        _ => problem,
    });
}

/// A key of an entry must be a number that each animal draws.
fn check_key(checked: &mut Checked, entry: &At<OtherValue>, path: &str) {
    let problem = match checked.items.get(path) {
        Some(item) if item.key.drawn => match &item.setting {
            Setting::Number(Param::Fixed(_)) => {
                let place = item.place;
                let problem = Problem::whole(
                    checked.blame(entry),
                    format!("{} is the same in every animal", quoted(path)),
                    "not a distribution",
                );
                problem.also(place, "its value").help(format!(
                    "give it one: {path} = {{ log_normal = {{ median = ..., sigma = 0.5, min = \
                     ..., max = ... }} }}"
                ))
            }
            _ => return,
        },
        Some(_) => Problem::whole(
            checked.blame(entry),
            format!("{} is the same in every animal", quoted(path)),
            "it cannot be a distribution",
        ),
        // A key whose value was refused has its own problem.
        None if checked.failed.contains(path) => return,
        None => {
            let drawn: Vec<&String> = checked
                .items
                .iter()
                .filter(|(_, item)| item.key.drawn)
                .map(|(known, _)| known)
                .collect();
            let problem = Problem::whole(
                checked.blame(entry),
                format!("{} is not a key of this scenario", quoted(path)),
                "a path such as `model.competence.ctl`",
            );
            match nearest(path, drawn.into_iter().map(String::as_str)) {
                Some(known) => problem.help(format!("did you mean `{known}`?")),
                None => problem.help("tables of an array count from 0: `tumour.0.doubling_time`"),
            }
        }
    };
    checked.problems.push(problem);
}
