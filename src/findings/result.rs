//! What findings give: a row each, and the numbers of all of them.

use serde::{Deserialize, Serialize};

use super::judge::JudgedTest;
use crate::rules::rulebook_digest;
use crate::statistics::significant;

/// What `program` says in `findings.json`.
pub(crate) const PROGRAM: &str = "il2sim findings";

/// What a finding came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FindingVerdict {
    /// Every test holds.
    Holds,
    /// Some tests hold.
    InPart,
    /// No test holds.
    Misses,
    /// It could not be run.
    Failed,
}

impl FindingVerdict {
    /// In a word or two.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FindingVerdict::Holds => "holds",
            FindingVerdict::InPart => "in part",
            FindingVerdict::Misses => "misses",
            FindingVerdict::Failed => "failed",
        }
    }

    /// Of the tests that count.
    pub(crate) fn of(tests: &[JudgedTest]) -> FindingVerdict {
        let counted: Vec<bool> =
            tests.iter().filter(|test| !test.mechanism).map(|test| test.holds).collect();
        match counted.iter().filter(|holds| **holds).count() {
            0 => FindingVerdict::Misses,
            some if some == counted.len() => FindingVerdict::Holds,
            _ => FindingVerdict::InPart,
        }
    }
}

/// A published experiment and what the model makes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FindingRow {
    /// Its name.
    pub id: String,
    /// What was found.
    pub title: String,
    /// By whom.
    pub source: String,
    /// What was measured.
    pub published: String,
    /// What the source does not give, and was chosen.
    pub assumed: String,
    /// The tumour's line, with its constant.
    pub line: String,
    /// Why the model misses it, if it does.
    pub hypothesis: String,
    /// `mouse` or `human`.
    pub species: String,
    /// The base scenario.
    pub scenario: String,
    /// Animals of each arm.
    pub replicates: u32,
    /// Its arms.
    pub arms: Vec<String>,
    /// Identity of each arm: equal ones are the same animals under the same rules.
    pub identities: Vec<String>,
    /// What it came to.
    pub verdict: FindingVerdict,
    /// Why it could not be run.
    pub failure: Option<String>,
    /// Its tests.
    pub tests: Vec<JudgedTest>,
    /// Why published equations say nothing of it, where they do not.
    #[serde(default)]
    pub without_equations: Option<String>,
}

impl FindingRow {
    /// Whether it repeats an experiment; the others check the model.
    pub(crate) fn is_published(&self) -> bool {
        self.id.starts_with('F')
    }
}

/// Several findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FindingTable {
    /// Always `il2sim findings`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Digest of the rules.
    pub rulebook_digest: String,
    /// The seed of all, where one was given.
    pub seed: Option<u64>,
    /// Keys of the model that had other values than their defaults.
    pub set: Vec<(String, String)>,
    /// The rows.
    pub findings: Vec<FindingRow>,
}

/// How many findings of a species hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// Findings.
    pub all: usize,
    /// Those that hold.
    pub hold: usize,
    /// Those that hold in part.
    pub in_part: usize,
}

impl FindingTable {
    /// Of these rows, under this program.
    pub(crate) fn new(
        findings: Vec<FindingRow>,
        seed: Option<u64>,
        set: &[(String, String)],
    ) -> FindingTable {
        FindingTable {
            program: PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rulebook_digest: rulebook_digest(),
            seed,
            set: set.to_vec(),
            findings,
        }
    }

    /// How many hold in a species.
    pub(crate) fn held(&self, species: &str) -> Held {
        let rows = self.findings.iter().filter(|row| row.is_published() && row.species == species);
        rows.fold(Held::default(), |held, row| Held {
            all: held.all + 1,
            hold: held.hold + usize::from(row.verdict == FindingVerdict::Holds),
            in_part: held.in_part + usize::from(row.verdict == FindingVerdict::InPart),
        })
    }

    /// Mean binomial deviance of the published counts, a row; none without any.
    pub(crate) fn deviance(&self) -> Option<f64> {
        let counted = self.findings.iter().flat_map(|row| &row.tests);
        let all: Vec<f64> = counted.filter_map(|test| test.deviance).collect();
        (!all.is_empty()).then(|| significant(all.iter().sum::<f64>() / all.len() as f64))
    }

    /// How many findings the null model would hold.
    pub(crate) fn null_holds(&self) -> usize {
        let passes = |row: &&FindingRow| {
            let mut counted = row.tests.iter().filter_map(|test| test.null_holds).peekable();
            counted.peek().is_some() && counted.all(|holds| holds)
        };
        self.findings.iter().filter(|row| row.is_published()).filter(passes).count()
    }

    /// Of the published findings' tests for which equations give a number: how many there are, of
    /// how many findings, and how many the equations hold.
    pub(crate) fn by_equations(&self) -> [usize; 3] {
        let counted = |row: &FindingRow| -> Vec<bool> {
            let tests = row.tests.iter().filter(|test| !test.mechanism);
            tests.filter_map(|test| test.equations.as_ref()).map(|by| by.holds).collect()
        };
        let rows = self.findings.iter().filter(|row| row.is_published()).map(counted);
        rows.filter(|tests| !tests.is_empty()).fold([0; 3], |[all, of, hold], tests| {
            let held = tests.iter().filter(|holds| **holds).count();
            [all + tests.len(), of + 1, hold + held]
        })
    }

    /// As JSON.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("words and numbers have a JSON form") + "\n"
    }
}
