//! The numbers of a finding's animals, from its dataset.

use std::collections::BTreeMap;

use crate::batch::BatchError;
use crate::batch::dataset::Dataset;
use crate::endpoint::{Endpoint, TimedValue, number};
use crate::simulation::outcome_columns;
use crate::study::Study;
use crate::table::{ColumnKind, Value};

/// A endpoint of the animals of an arm.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ArmSample {
    /// Its values, of those animals that have one.
    pub values: Vec<f64>,
    /// Animals without a value.
    pub missing: u64,
}

/// A endpoint of every arm.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ArmSamples {
    /// Whether values are yes (1) and no (0).
    pub yes_no: bool,
    /// Arm by arm.
    pub arms: Vec<ArmSample>,
}

impl ArmSample {
    fn of(values: impl Iterator<Item = Option<f64>>) -> ArmSample {
        let mut sample = ArmSample::default();
        for value in values {
            match value {
                Some(value) => sample.values.push(value),
                None => sample.missing += 1,
            }
        }
        sample
    }

    /// The mean; not a number where nobody has a value.
    pub(super) fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }
}

/// What each test of a finding looks at, in its order.
pub(super) fn samples(dataset: &Dataset, study: &Study) -> Result<Vec<ArmSamples>, BatchError> {
    let Some(finding) = &study.finding else { return Ok(Vec::new()) };
    let kinds = outcome_columns(&dataset.plan.sampled);
    let of_test = |test: &crate::study::Acceptance| {
        let endpoint = &test.endpoint;
        let is_flag = |column: &crate::table::Column| {
            column.name == endpoint.column() && column.kind == ColumnKind::Flag
        };
        let yes_no = match endpoint {
            Endpoint::Words(..) => true,
            Endpoint::Outcome(_) => kinds.iter().any(is_flag),
            Endpoint::At(..) | Endpoint::Over(..) => false,
        };
        let arms = study.arms.iter().map(|arm| sample(dataset, &arm.name, endpoint));
        Ok(ArmSamples { yes_no, arms: arms.collect::<Result<_, BatchError>>()? })
    };
    finding.tests.iter().map(of_test).collect()
}

fn sample(dataset: &Dataset, arm: &str, endpoint: &Endpoint) -> Result<ArmSample, BatchError> {
    if !endpoint.is_of_series() {
        let rows = dataset.outcomes(arm, &[endpoint.column()])?;
        return Ok(ArmSample::of(rows.iter().map(|row| endpoint.of_outcome(&row[0]))));
    }
    let mut animals: BTreeMap<u64, Vec<TimedValue>> = BTreeMap::new();
    for row in dataset.series(arm, &["replicate", "time_h", endpoint.column()])? {
        if let (Value::Count(replicate), Value::Number(time_h), Some(value)) =
            (&row[0], &row[1], number(&row[2]))
        {
            animals.entry(*replicate).or_default().push((*time_h, value));
        }
    }
    let known = animals.values().map(|rows| endpoint.of_series(rows));
    let silent = (animals.len()..dataset.plan.replicates as usize).map(|_| None);
    Ok(ArmSample::of(known.chain(silent)))
}
