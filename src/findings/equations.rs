//! What published equations give for the tests of findings: a column beside the model's.
//!
//! In: `reference.toml`, values of the arms that have an analogue in the equations of Kirschner and
//! Panetta 1998 or de Pillis 2006, one for each parameter set (`calibration/reference` makes it).
//! Out: each test that finds all its arms there, judged as the model's is; an order by its
//! difference alone (above one point or per cent), since nothing is drawn.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::judge::{ByEquations, JudgedTest, judge};
use super::result::FindingRow;
use super::sample::{ArmSample, ArmSamples};
use crate::study::{Acceptance, Demand};

/// A difference that counts in an order: points, or per cent.
const LEAST: f64 = 1.0;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    row: Vec<ReferenceRow>,
    apart: Vec<Apart>,
}

/// An endpoint of a finding's arms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferenceRow {
    finding: String,
    model: String,
    endpoint: String,
    arms: BTreeMap<String, Vec<f64>>,
}

/// Findings of which the equations say nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Apart {
    reason: String,
    findings: Vec<String>,
}

static REFERENCE: LazyLock<Reference> =
    LazyLock::new(|| toml::from_str(include_str!("reference.toml")).expect("its tests read it"));

/// Puts into a row what the equations give for each of its tests, or why they do not.
pub(super) fn fill(row: &mut FindingRow, tests: &[Acceptance]) {
    let (id, names) = (row.id.clone(), row.arms.clone());
    for (judged, test) in row.tests.iter_mut().zip(tests) {
        judged.equations = by_equations(&id, test, judged, &names);
    }
    let none = row.tests.iter().all(|test| test.equations.is_none());
    row.without_equations = without(&id).filter(|_| none).map(str::to_owned);
}

/// What the equations give for a test of a finding that was judged; `names` are the arms'.
fn by_equations(
    finding: &str,
    test: &Acceptance,
    own: &JudgedTest,
    names: &[String],
) -> Option<ByEquations> {
    let row =
        REFERENCE.row.iter().find(|row| row.finding == finding && row.endpoint == own.endpoint)?;
    if own.arms.iter().any(|of| !row.arms.contains_key(&of.arm)) {
        return None;
    }
    let sample = |name: &String| ArmSample {
        values: row.arms.get(name).cloned().unwrap_or_default(),
        missing: 0,
    };
    let yes_no = own.arms.iter().any(|of| of.events.is_some());
    let samples = ArmSamples { yes_no, arms: names.iter().map(sample).collect() };
    let judged = judge(test, &samples, names);
    let value = judged.compared.value;
    let holds = match &test.demand {
        Demand::Order { by, .. } => value.is_some_and(|value| value > LEAST && value >= *by),
        _ => judged.holds,
    };
    Some(ByEquations { model: row.model.clone(), value, holds })
}

/// Why the equations say nothing of a finding.
fn without(finding: &str) -> Option<&'static str> {
    let of = |apart: &&Apart| apart.findings.iter().any(|id| id == finding);
    REFERENCE.apart.iter().find(of).map(|apart| apart.reason.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::shipped;

    /// Every row names a finding, an endpoint that one of its tests looks at, and arms that it has;
    /// every finding is either there or has a reason.
    #[test]
    fn the_reference_is_of_the_shipped_findings() {
        let mut known = BTreeMap::new();
        for shipped in shipped::list() {
            let study = shipped.study().unwrap_or_else(|problems| panic!("{problems}"));
            known.insert(shipped.id().to_owned(), study);
        }
        for row in &REFERENCE.row {
            let study = &known[&row.finding];
            let finding = study.finding.as_ref().expect("a finding");
            let looks = |test: &Acceptance| test.endpoint.to_string() == row.endpoint;
            assert!(finding.tests.iter().any(looks), "{}: {}", row.finding, row.endpoint);
            for (arm, values) in &row.arms {
                assert!(study.arms.iter().any(|own| own.name == *arm), "{}: {arm}", row.finding);
                assert!(!values.is_empty() && values.iter().all(|value| *value >= 0.0));
            }
            assert!(without(&row.finding).is_none(), "{}", row.finding);
        }
        for id in known.keys() {
            let has = REFERENCE.row.iter().any(|row| row.finding == *id);
            assert!(has || without(id).is_some(), "{id} has neither values nor a reason");
        }
        let named = REFERENCE.apart.iter().flat_map(|apart| &apart.findings);
        assert!(named.clone().count() > 20 && named.clone().all(|id| known.contains_key(id)));
    }
}
