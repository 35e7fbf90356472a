//! `[finding]` and `[[test]]`: what a study must show to agree with a published experiment.
//!
//! In: the tables of a study's file. Out: a [`Finding`], or problems with their places. Whether its
//! measures are columns of its animals is checked with the points.

use std::collections::BTreeMap;

use super::arms::Arm;
use super::reader::{Reader, StudyTable};
use crate::endpoint::{Endpoint, FORMS};
use crate::input::problem::{Place, Problem, quoted};

/// Keys of `[finding]`.
const KEYS: &[&str] = &["id", "published", "assumed", "line", "hypothesis"];

/// Most points (or per cent) that a bound may have.
const MOST: f64 = 1e6;

/// A published experiment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// Its name: a letter and a number.
    pub id: String,
    /// What was measured.
    pub published: String,
    /// What the source does not give, and was chosen; may be empty.
    pub assumed: String,
    /// The tumour's line, with its constant if it has one; may be empty.
    pub line: String,
    /// Why the model misses it, if it does; may be empty.
    pub hypothesis: String,
    /// What must be shown.
    pub tests: Vec<Acceptance>,
}

/// One thing that must be shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Acceptance {
    /// What is looked at, in every animal.
    pub endpoint: Endpoint,
    /// Where that was written.
    pub place: Place,
    /// A knock-out that explains: shown, but not part of the verdict.
    pub mechanism: bool,
    /// What it must be.
    pub demand: Demand,
}

/// Mean or median.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Centre {
    /// The mean.
    Mean,
    /// The median.
    Median,
}

/// What must be shown; arms by their numbers, shares in per cent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Demand {
    /// A share inside a published range, widened by a margin.
    Share {
        /// Which arm.
        arm: usize,
        /// What was published, per cent.
        published: [f64; 2],
        /// How far beyond it the share may lie, points.
        margin: f64,
    },
    /// A share inside the exact interval of a published count.
    Counted {
        /// Which arm.
        arm: usize,
        /// Events that were published.
        events: u64,
        /// Among how many.
        of: u64,
    },
    /// One arm has more than another, beyond chance.
    Order {
        /// The one with more.
        more: usize,
        /// The one with less.
        less: usize,
        /// Least difference: points, or per cent of the lower mean.
        by: f64,
    },
    /// Two arms differ by little.
    Equal {
        /// The arms.
        arms: [usize; 2],
        /// Largest difference: points, or per cent of the second mean.
        within: f64,
    },
    /// The mean is cut against another arm's, per cent.
    Cut {
        /// The arm with the cut.
        arm: usize,
        /// The arm that it is compared with.
        against: usize,
        /// What was published, per cent.
        published: [f64; 2],
        /// How far beyond it the cut may lie, points.
        margin: f64,
    },
    /// The mean or median lies between two bounds.
    Number {
        /// Which arm.
        arm: usize,
        /// Mean or median.
        centre: Centre,
        /// The bounds.
        bounds: [f64; 2],
    },
    /// The share over another arm's lies between two bounds.
    Ratio {
        /// The arm above the line.
        arm: usize,
        /// The arm below it.
        against: usize,
        /// The bounds.
        bounds: [f64; 2],
    },
    /// Shares or means rise from arm to arm.
    Rising {
        /// The arms in their order.
        arms: Vec<usize>,
        /// Largest fall in a step: points, or per cent.
        within: f64,
    },
}

/// Kinds of tests and the keys that each takes beside `kind`, `outcome` and `mechanism`.
const KINDS: [(&str, &[&str]); 8] = [
    ("share", &["arm", "published", "margin"]),
    ("counted", &["arm", "events", "of"]),
    ("order", &["more", "less", "by"]),
    ("equal", &["arms", "within"]),
    ("cut", &["arm", "against", "published", "margin"]),
    ("number", &["arm", "statistic", "from", "to"]),
    ("ratio", &["arm", "against", "from", "to"]),
    ("rising", &["arms", "within"]),
];

/// The finding of a study; none where it has no `[finding]`.
pub(super) fn read(
    reader: &mut Reader,
    root: &StudyTable,
    arms: &[Arm],
    series: bool,
) -> Option<Finding> {
    if !root.contains_key("finding") {
        if let Some(entry) = root.get("test") {
            let message = "a study with tests needs [finding]";
            let problem = Problem::whole(entry.key, message, "tests of what?");
            reader.problem(problem.help("write [finding] with id and published"));
        }
        return None;
    }
    let table = reader.table(root, "finding", "[finding]")?;
    reader.refuse_unknown(&table, "[finding]", KEYS);
    let place = root["finding"].key;
    if let Some(design) = root.get("design") {
        let problem =
            Problem::whole(design.key, "a finding has no design", "every arm is one point");
        reader.problem(problem.help("write an arm for each dose, day or route"));
    }
    let id = identifier(reader, &table, place);
    if !table.contains_key("published") {
        reader.missing(place, "[finding]", "published", "\"complete responses in 62 % of mice\"");
    }
    let mut text = |key: &str| reader.text(&table, key).map(|(text, _)| text).unwrap_or_default();
    let [published, assumed, line, hypothesis] =
        ["published", "assumed", "line", "hypothesis"].map(&mut text);
    let tables = reader.tables(root, "test", "[[test]]");
    let mut tests = Vec::new();
    for (table, place) in &tables {
        tests.extend(Test { reader, table, place: *place, arms, series }.read());
    }
    if !tests.iter().any(|test| !test.mechanism) && tables.len() == tests.len() {
        let message = "a finding needs a test that is no mechanism";
        let problem = Problem::whole(place, message, "nothing decides it");
        reader.problem(problem.help("write [[test]] with kind, arm and outcome"));
    }
    Some(Finding { id, published, assumed, line, hypothesis, tests })
}

/// `id`: a capital letter and a number.
fn identifier(reader: &mut Reader, table: &StudyTable, place: Place) -> String {
    let Some((id, place)) = reader.text(table, "id") else {
        if !table.contains_key("id") {
            reader.missing(place, "[finding]", "id", "\"F3\"");
        }
        return String::new();
    };
    let mut letters = id.chars();
    let good = letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && (2..=8).contains(&id.len())
        && letters.all(|letter| letter.is_ascii_digit());
    if !good {
        let message = format!("{} cannot be the id of a finding", quoted(&id));
        reader.problem(Problem::value(place, message, "a capital letter and a number, as F3"));
    }
    id
}

/// A `[[test]]` being read.
struct Test<'a> {
    reader: &'a mut Reader,
    table: &'a StudyTable,
    place: Place,
    arms: &'a [Arm],
    series: bool,
}

impl Test<'_> {
    fn read(mut self) -> Option<Acceptance> {
        let names = KINDS.map(|(name, _)| name);
        let (kind, kind_place) = self.text("kind", "\"order\"")?;
        let Some((kind, own)) = KINDS.iter().find(|(name, _)| *name == kind) else {
            self.reader.unknown_word(kind_place, "there is no test of the kind", &kind, &names);
            return None;
        };
        let known = [&["kind", "outcome", "mechanism"], *own].concat();
        let what = format!("a test of the kind `{kind}`");
        self.reader.refuse_unknown(self.table, &what, &known);
        let (endpoint, place) = self.endpoint()?;
        let mechanism = self.reader.boolean(self.table, "mechanism").unwrap_or(false);
        let demand = match *kind {
            "share" => Demand::Share {
                arm: self.arm("arm")?,
                published: self.published()?,
                margin: self.or("margin", 15.0)?,
            },
            "counted" => self.counted()?,
            "order" => Demand::Order {
                more: self.arm("more")?,
                less: self.arm("less")?,
                by: self.or("by", 0.0)?,
            },
            "equal" => {
                let (arms, place) = self.arm_list()?;
                let Ok(arms) = <[usize; 2]>::try_from(arms) else {
                    return self.refuse(place, "`arms` of a test of equality", "two arms");
                };
                Demand::Equal { arms, within: self.or("within", 10.0)? }
            }
            "cut" => Demand::Cut {
                arm: self.arm("arm")?,
                against: self.arm("against")?,
                published: self.published()?,
                margin: self.or("margin", 20.0)?,
            },
            "number" => Demand::Number {
                arm: self.arm("arm")?,
                centre: self.centre()?,
                bounds: self.bounds()?,
            },
            "ratio" => Demand::Ratio {
                arm: self.arm("arm")?,
                against: self.arm("against")?,
                bounds: self.bounds()?,
            },
            _ => {
                let (arms, place) = self.arm_list()?;
                if arms.len() < 2 {
                    return self.refuse(place, "`arms` that rise", "two arms or more");
                }
                Demand::Rising { arms, within: self.or("within", 10.0)? }
            }
        };
        Some(Acceptance { endpoint, place, mechanism, demand })
    }

    fn refuse<T>(&mut self, place: Place, what: &str, wanted: &str) -> Option<T> {
        self.reader.problem(Problem::value(place, format!("{what} must be {wanted}"), wanted));
        None
    }

    fn text(&mut self, key: &str, example: &str) -> Option<(String, Place)> {
        if !self.table.contains_key(key) {
            self.reader.missing(self.place, "[[test]]", key, example);
        }
        self.reader.text(self.table, key)
    }

    fn endpoint(&mut self) -> Option<(Endpoint, Place)> {
        let (text, place) = self.text("outcome", "\"response = CR\"")?;
        let endpoint = match Endpoint::parse(&text) {
            Ok(endpoint) => endpoint,
            Err(error) => {
                let problem = Problem::value(place, error.to_string(), "no number of an animal");
                self.reader.problem(problem.help(format!("write {FORMS}")));
                return None;
            }
        };
        if endpoint.is_of_series() && !self.series {
            let message = format!("`{endpoint}` needs the series, which this study does not keep");
            let problem = Problem::value(place, message, "a column of the series");
            self.reader.problem(problem.help("write series = true at the top of the study"));
        }
        Some((endpoint, place))
    }

    fn named(&mut self, name: &str, place: Place) -> Option<usize> {
        let found = self.arms.iter().position(|arm| arm.name == name);
        if found.is_none() {
            let known: Vec<&str> = self.arms.iter().map(|arm| arm.name.as_str()).collect();
            self.reader.unknown_word(place, "there is no arm", name, &known);
        }
        found
    }

    fn arm(&mut self, key: &str) -> Option<usize> {
        let (name, place) = self.text(key, "\"control\"")?;
        self.named(&name, place)
    }

    fn arm_list(&mut self) -> Option<(Vec<usize>, Place)> {
        let Some(entry) = self.table.get("arms") else {
            self.reader.missing(self.place, "[[test]]", "arms", "[\"treated\", \"control\"]");
            return None;
        };
        let names = self.reader.texts(self.table, "arms")?;
        let arms = names.iter().map(|(name, place)| self.named(name, *place));
        let arms: Option<Vec<usize>> = arms.collect();
        Some((arms?, entry.node.place))
    }

    fn number(&mut self, key: &str) -> Option<f64> {
        if !self.table.contains_key(key) {
            self.reader.missing(self.place, "[[test]]", key, "10");
        }
        self.reader.number(self.table, key, [-MOST, MOST])
    }

    fn or(&mut self, key: &str, default: f64) -> Option<f64> {
        if self.table.contains_key(key) {
            self.reader.number(self.table, key, [0.0, MOST])
        } else {
            Some(default)
        }
    }

    /// `published`: two numbers in order.
    fn published(&mut self) -> Option<[f64; 2]> {
        let Some(entry) = self.table.get("published") else {
            self.reader.missing(self.place, "[[test]]", "published", "[50, 100]");
            return None;
        };
        let place = entry.node.place;
        let list = self.reader.list(self.table, "published")?;
        let numbers: Option<Vec<f64>> = list.iter().map(|node| node.value.number()).collect();
        match numbers.as_deref() {
            Some([low, high]) if low <= high && low.abs() <= MOST && high.abs() <= MOST => {
                Some([*low, *high])
            }
            _ => self.refuse(place, "`published`", "two numbers, the lower first"),
        }
    }

    /// `from` and `to`.
    fn bounds(&mut self) -> Option<[f64; 2]> {
        let (from, to) = (self.number("from")?, self.number("to")?);
        if from <= to {
            return Some([from, to]);
        }
        let place = self.table["to"].node.place;
        self.refuse(place, "`to`", "at least `from`")
    }

    fn centre(&mut self) -> Option<Centre> {
        let words = BTreeMap::from([("mean", Centre::Mean), ("median", Centre::Median)]);
        let Some((word, place)) = self.reader.text(self.table, "statistic") else {
            return if self.table.contains_key("statistic") { None } else { Some(Centre::Mean) };
        };
        let found = words.get(word.as_str()).copied();
        if found.is_none() {
            self.reader.unknown_word(place, "there is no statistic", &word, &["mean", "median"]);
        }
        found
    }

    fn counted(&mut self) -> Option<Demand> {
        let arm = self.arm("arm")?;
        for key in ["events", "of"].iter().filter(|key| !self.table.contains_key(**key)) {
            self.reader.missing(self.place, "[[test]]", key, "1");
        }
        let of = self.reader.whole(self.table, "of", 1, 1_000_000)?;
        let events = self.reader.whole(self.table, "events", 0, of)?;
        Some(Demand::Counted { arm, events, of })
    }
}
