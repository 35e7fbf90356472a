//! What the columns of the series did in the golden scenarios, so that a moved digest says which
//! column moved first, and when.
//!
//! `golden-columns.txt` begins with the names of all columns. Then it has a paragraph for each
//! scenario, and in it a line for each column that is not zero throughout: its name, and for each
//! of the two animals a character a host step, a hash of the column's values on all sites (a point
//! where all are zero). A column that stays as it is ends there. Two values have the same character
//! by chance once in 64 times, so a column may seem to move a host step late.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use il2sim::engine;
use il2sim::host::Host;
use il2sim::scenario::Scenario;
use il2sim::simulation::Cohort;

/// Characters of a hash, six bits each.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Where all values are zero.
const ZERO: char = '.';

/// The columns of one animal: names in the order of the series, and a character a host step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    names: Vec<String>,
    lines: Vec<String>,
    /// Numbers of tumours and vaccines.
    lengths: [usize; 2],
}

/// The first host step at which columns differ, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub hour: usize,
    pub columns: Vec<String>,
}

impl Columns {
    /// Before the first host step.
    pub fn of(scenario: &Scenario) -> Columns {
        let lengths = [scenario.tumours.len(), scenario.vaccines.len()];
        let tissue = engine::columns(lengths[0], lengths[1]).into_iter().map(|of| of.column.name);
        let host = Host::columns().into_iter().map(|of| of.column.name);
        let names: Vec<String> = tissue.chain(host).collect();
        Columns { lines: vec![String::new(); names.len()], names, lengths }
    }

    /// Takes the values after a host step.
    pub fn see(&mut self, cohort: &Cohort, animal: usize) {
        let tissue = engine::columns(self.lengths[0], self.lengths[1]);
        let host = Host::columns();
        let rows: Vec<Vec<String>> = (0..)
            .zip(cohort.census(animal))
            .map(|(site, census)| {
                let of_host = cohort.hosts()[animal].of_site(site);
                let values = tissue.iter().map(|of| (of.value)(census));
                let values = values.chain(host.iter().map(|of| (of.value)(&of_host)));
                values.map(|value| format!("{value:?}")).collect()
            })
            .collect();
        for (place, line) in self.lines.iter_mut().enumerate() {
            // the kind of a number is no part of it
            let number = |row: &Vec<String>| {
                row[place].split_once('(').map_or("0)", |(_, number)| number).to_string()
            };
            let values: Vec<String> = rows.iter().map(number).collect();
            line.push(if values.iter().all(|value| value == "0)" || value == "0.0)") {
                ZERO
            } else {
                let hash = blake3::hash(values.join(" ").as_bytes());
                char::from(ALPHABET[usize::from(hash.as_bytes()[0] % 64)])
            });
        }
    }
}

/// `line` without the repetitions of its last character.
fn cut(line: &str) -> String {
    let last = line.chars().next_back().unwrap_or(ZERO);
    format!("{}{last}", line.trim_end_matches(last))
}

/// The text of the file: scenarios, and the columns of their two animals.
pub fn text<'a>(all: impl Iterator<Item = (&'a str, &'a [Columns; 2])> + Clone) -> String {
    let known: BTreeSet<&str> =
        all.clone().flat_map(|(_, [first, _])| &first.names).map(String::as_str).collect();
    let mut text = known.into_iter().collect::<Vec<_>>().join(" ") + "\n";
    for (name, [first, second]) in all {
        writeln!(text, "\n[{name}]").expect("text grows");
        for (place, column) in first.names.iter().enumerate() {
            let lines = [cut(&first.lines[place]), cut(&second.lines[place])];
            if lines != ["."; 2] {
                writeln!(text, "{column} {} {}", lines[0], lines[1]).expect("text grows");
            }
        }
    }
    text
}

/// What the file holds.
#[derive(Debug)]
pub struct Written {
    known: BTreeSet<String>,
    /// Of each scenario, by the column's name.
    pub scenarios: BTreeMap<String, BTreeMap<String, [String; 2]>>,
}

impl Written {
    /// Reads the text of the file.
    pub fn parse(text: &str) -> Written {
        let mut paragraphs = text.split("\n\n");
        let known = paragraphs.next().unwrap_or_default();
        let known = known.split_whitespace().map(str::to_string).collect();
        let mut scenarios = BTreeMap::new();
        for paragraph in paragraphs {
            let (title, lines) = paragraph.split_once('\n').expect("a title and lines");
            let columns = lines.lines().map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                let &[name, first, second] = words.as_slice() else { panic!("{line}") };
                (name.to_string(), [first.to_string(), second.to_string()])
            });
            let title = title.trim_start_matches('[').trim_end_matches(']');
            scenarios.insert(title.to_string(), columns.collect());
        }
        Written { known, scenarios }
    }

    /// Where the columns of an animal first differ from those that were written, of the columns
    /// that the file knows.
    pub fn first_moved(&self, scenario: &str, animal: usize, now: &Columns) -> Option<Moved> {
        let written = &self.scenarios[scenario];
        let at = |line: &str, hour: usize| {
            line.chars().nth(hour).or(line.chars().next_back()).unwrap_or(ZERO)
        };
        let hours = now.lines.iter().map(String::len).max().unwrap_or(0);
        (0..hours).find_map(|hour| {
            let moved = |(name, line): &(&String, &String)| {
                let written = written.get(*name).map_or(".", |lines| &lines[animal]);
                self.known.contains(*name) && at(line, hour) != at(written, hour)
            };
            let columns: Vec<String> = (now.names.iter().zip(&now.lines))
                .filter(moved)
                .map(|(name, _)| name.clone())
                .collect();
            (!columns.is_empty()).then_some(Moved { hour: hour + 1, columns })
        })
    }
}
