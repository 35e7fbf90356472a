//! `[[arm]]`: names that are safe as names of directories, and keys that nobody else changes.

use crate::input::problem::{Place, Problem, quoted};
use crate::record::legal_name;
use crate::scenario::Override;

use super::reader::{Reader, StudyTable};
use crate::design::Design;

/// Most arms.
const ARMS: usize = 1000;

/// Longest name of an arm or a column.
const NAME: usize = 64;

/// Words that readers of partitioned tables take for something else than text.
const NOT_TEXT: [&str; 7] = ["nan", "inf", "infinity", "null", "none", "true", "false"];

/// An arm: named changes.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Its name: a value of a Hive partition, so a safe name of a directory.
    pub name: String,
    /// Where it was named.
    pub place: Place,
    /// What it changes.
    pub set: Vec<Override>,
}

/// The arms; without any, one that changes nothing.
pub(super) fn read(reader: &mut Reader, root: &StudyTable) -> Vec<Arm> {
    let mut arms: Vec<Arm> = Vec::new();
    for (table, place) in reader.tables(root, "arm", "[[arm]]") {
        reader.refuse_unknown(&table, "[[arm]]", &["name", "set"]);
        let set = reader.changes(&table, "set", "set = { \"treatment.0.skip\" = true }");
        let Some((name, place)) = reader.text(&table, "name") else {
            if !table.contains_key("name") {
                reader.missing(place, "[[arm]]", "name", "\"control\"");
            }
            continue;
        };
        if let Err(why) = safe(&name) {
            reader.problem(
                Problem::value(
                    place,
                    format!("{} cannot be the name of an arm", quoted(&name)),
                    why,
                )
                .help(
                    "it is the name of a directory in the dataset: it begins with a letter (a to \
                     z), then letters, digits, `_`, `-`, `.` and single spaces",
                ),
            );
        } else if let Some(other) = arms.iter().find(|arm| arm.name.eq_ignore_ascii_case(&name)) {
            let problem = Problem::value(
                place,
                format!("two arms are called {}", quoted(&name)),
                "the second one",
            );
            reader.problem(problem.also(
                Some(other.place),
                format!("the first, `{}` (case makes no difference)", other.name),
            ));
        } else if arms.len() == ARMS {
            reader.problem(Problem::value(
                place,
                "there are too many arms",
                format!("at most {ARMS}"),
            ));
            break;
        } else {
            arms.push(Arm { name, place, set });
        }
    }
    if arms.is_empty() {
        arms.push(Arm { name: "base".to_string(), place: reader.end, set: Vec::new() });
    }
    arms
}

/// Whether a name is safe as that of a directory `arm=NAME` on every system, and is text to whoever
/// reads it.
fn safe(name: &str) -> Result<(), String> {
    if name.len() > NAME {
        return Err(format!("{} bytes, at most {NAME}", name.len()));
    }
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return Err("it does not begin with a letter".to_string());
    }
    if let Some(letter) =
        name.chars().find(|letter| !(letter.is_ascii_alphanumeric() || "_-. ".contains(*letter)))
    {
        return Err(format!("it holds {letter:?}"));
    }
    if name.contains("  ")
        || legal_name(name) != name
        || NOT_TEXT.contains(&name.to_ascii_lowercase().as_str())
    {
        return Err("not every system or reader takes this for a name".to_string());
    }
    Ok(())
}

/// Refuses keys that two places change: which one would win is nothing that a reader of the study
/// should have to know.
pub(super) fn refuse_twice(reader: &mut Reader, set: &[Override], arms: &[Arm], design: &Design) {
    let designed: Vec<(&str, Place)> = design
        .keys
        .iter()
        .flat_map(|key| key.keys.iter().map(|(key, place)| (key.as_str(), *place)))
        .collect();
    let of = |changes: &[Override]| {
        changes.iter().map(|change| (change.key.clone(), change.place)).collect::<Vec<_>>()
    };
    let mut clashes = Vec::new();
    for (key, place) in &designed {
        let earlier = set.iter().chain(arms.iter().flat_map(|arm| &arm.set));
        clashes.extend(
            earlier
                .filter(|change| hides(key, &change.key))
                .map(|change| (key.to_string(), *place, change.place)),
        );
    }
    for (n, (key, place)) in designed.iter().enumerate() {
        clashes.extend(
            designed[..n]
                .iter()
                .filter(|(other, _)| hides(key, other))
                .map(|(_, first)| (key.to_string(), *place, *first)),
        );
    }
    for arm in arms {
        for (key, place) in of(&arm.set) {
            clashes.extend(
                set.iter()
                    .filter(|change| hides(&key, &change.key))
                    .map(|change| (key.clone(), place, change.place)),
            );
        }
    }
    for (key, place, first) in clashes {
        let problem =
            Problem::value(place, format!("{} is set twice", quoted(&key)), "once more here");
        reader.problem(
            problem
                .also(Some(first), "set here already")
                .help("leave it to one of [set], an arm and the design"),
        );
    }
}

/// Whether a later key changes what an earlier one set: the same key, or a table or list above or
/// below it.
fn hides(later: &str, earlier: &str) -> bool {
    later == earlier || earlier.strip_prefix(later).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_arms_are_names_of_directories() {
        for good in ["control", "IL-2 day 3", "a", "dose_300.5"] {
            assert_eq!(safe(good), Ok(()), "{good}");
        }
        let long = "x".repeat(65);
        for bad in [
            "", "a/b", "../x", "größe", "3", "2024-01-01", "con", "nul.txt", "a=b", "a%20b", "nan",
            "None", "a ", "a.", " a", "a  b", "\u{1f600}", &long,
        ] {
            assert!(safe(bad).is_err(), "{bad:?}");
        }
    }
}
