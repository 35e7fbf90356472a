//! The entries of `[[cohort]]`: which keys animals do not draw independently.
//!
//! In: [`Checked`]. Out: [`CohortLaw`]s whose keys are distributions of this scenario, each in one
//! entry only, with a correlation that such keys can have.

use super::check::Checked;
use super::types::{CohortLaw, Param};
use crate::input::problem::{Problem, quoted};
use crate::input::units;
use crate::input::value::{Setting, nearest};
use crate::keys::value::OtherValue;
use crate::keys::{self, At};

/// The entries, those with problems left out.
pub(super) fn entries(checked: &mut Checked) -> Vec<CohortLaw> {
    let mut entries: Vec<CohortLaw> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for n in 0..checked.count("cohort") {
        let listed = checked
            .require(keys::cohort::KEYS.at(n), units::example(crate::input::Quantity::Names));
        let correlated = checked.require(keys::cohort::CORRELATION.at(n), "0.5");
        let Some(Setting::Texts(keys)) = checked
            .item(keys::cohort::KEYS.at(n))
            .map(|item| item.setting.clone())
            .filter(|_| listed)
        else {
            continue;
        };
        let before = checked.problems.len();
        for (i, path) in keys.iter().enumerate() {
            if keys[..i].contains(path) || seen.contains(path) {
                let problem = Problem::whole(
                    checked.blame(keys::cohort::KEYS.at(n)),
                    format!("{} stands twice in [[cohort]]", quoted(path)),
                    "each key may stand in one entry",
                );
                checked.problems.push(problem);
            } else {
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
        let least = -1.0 / (keys.len().max(2) - 1) as f64;
        if correlation < least {
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
            checked.problems.push(match keys.as_slice() {
                [a, b, c, ..] => problem.help(format!(
                    "if {} and {} go against each other like this, {} cannot go against both",
                    quoted(a),
                    quoted(b),
                    quoted(c)
                )),
                _ => problem,
            });
        }
        if checked.problems.len() == before {
            entries.push(CohortLaw { keys, correlation });
        }
    }
    entries
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
