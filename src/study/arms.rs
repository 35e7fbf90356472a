//! `[[arm]]`: names that every reader takes for text, and keys that nobody else changes.

use crate::input::problem::{Place, Problem, quoted};
use crate::scenario::Override;

use super::reader::{Reader, StudyTable};
use crate::design::Design;

/// Most arms.
const ARMS: usize = 1000;

/// Longest name of an arm or a column.
const NAME: usize = 64;

/// What may stand in a name besides letters, digits and spaces.
const SIGNS: &str = "_-.,+/()[]&:;%=\u{b0}\u{b1}\u{d7}\u{b7}\u{2013}";

/// Words that readers of partitioned tables take for something else than text.
const NOT_TEXT: [&str; 10] =
    ["na", "n/a", "nat", "nan", "inf", "infinity", "null", "none", "true", "false"];

/// An arm: named changes.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Its name: a value of a Hive partition (`record::partition`).
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
        if let Err(why) = readable(&name) {
            reader.problem(
                Problem::value(
                    place,
                    format!("{} cannot be the name of an arm", quoted(&name)),
                    why,
                )
                .help(format!(
                    "it begins with a letter or a digit and holds letters, digits, single spaces \
                     and {SIGNS}"
                )),
            );
        } else if let Some(other) =
            arms.iter().find(|arm| arm.name.to_lowercase() == name.to_lowercase())
        {
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
        }
        // One that was refused too: what refers to it needs no problem of its own.
        arms.push(Arm { name, place, set });
    }
    if arms.is_empty() {
        arms.push(Arm { name: "base".to_string(), place: reader.end, set: Vec::new() });
    }
    arms
}

/// Whether a name is one line of text to whoever reads it, a person or a program: a reader of a
/// partitioned table makes a number or a date of what looks like one.
fn readable(name: &str) -> Result<(), String> {
    if name.len() > NAME {
        return Err(format!("{} bytes, at most {NAME}", name.len()));
    }
    if !name.starts_with(char::is_alphanumeric) {
        return Err("it begins with neither a letter nor a digit".to_string());
    }
    if let Some(letter) = name.chars().find(|letter| {
        !(letter.is_alphanumeric() || " ".contains(*letter) || SIGNS.contains(*letter))
    }) {
        return Err(format!("it holds {letter:?}"));
    }
    if name.contains("  ") || name.ends_with([' ', '.']) {
        return Err("spaces or a point where no reader sees them".to_string());
    }
    let words = name.split(|letter: char| !letter.is_alphabetic());
    let says = |word: &str| word.chars().count() > 1 && !NOT_TEXT.contains(&&*word.to_lowercase());
    let dated = name.len() > 4 && name.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let numeric = name.starts_with(char::is_numeric);
    if NOT_TEXT.contains(&&*name.to_lowercase())
        || numeric && (dated || !words.into_iter().any(says))
    {
        return Err("a program may read this as a number, a date or nothing".to_string());
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
    fn names_that_readers_can_bear_are_names_of_arms() {
        for good in [
            "control",
            "IL-2 day 3",
            "a",
            "dose_300.5",
            "IL-2 + CTX",
            "IL-2/anti-CD8",
            "gr\u{f6}\u{df}er",
            "300 CU/d (5\u{d7})",
            "2 doses",
            "50 % dose",
            "con",
            "nul.txt",
            "a=b",
            "\u{3b1}-CD8",
        ] {
            assert_eq!(readable(good), Ok(()), "{good}");
        }
        let long = "x".repeat(65);
        for bad in [
            "", "../x", "3", "3.5", "1e5", "2024-01-01", "2024-01-01 CET", "0x1f", "nan", "None",
            "3 inf", "a ", "a.", " a", "a  b", "\u{1f600}", "a\tb", "a\nb", "a\\b", "a\u{308}",
            "\u{202e}ab", "+3", &long,
        ] {
            assert!(readable(bad).is_err(), "{bad:?}");
        }
    }
}
