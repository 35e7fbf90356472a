//! The outcome table: one row a replicate.
//!
//! In: an ended ensemble. Out: columns and rows of `outcomes.parquet`, for a run's directory and
//! for a study's dataset alike: replicate, seed, what the animal drew, then what became of it. The
//! columns depend on the scenario only by the keys that are drawn (see `outcome_table`).

use crate::scenario::Scenario;
use crate::scenario::types::Param;
use crate::table::{Column, Value};

use super::ensemble::Ensemble;
use super::error::SimulationError;
use super::judged::Judged;
use super::outcome_table::{OutcomeRow, outcome_table};
use super::plan::Plan;

/// The outcomes of an ensemble.
pub struct Outcomes {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, one a member.
    pub rows: Vec<Vec<Value>>,
    /// What each trajectory amounts to.
    pub judged: Vec<Judged>,
    /// Final digests.
    pub digests: Vec<String>,
}

impl Outcomes {
    /// Of an ensemble at its end.
    pub fn of(
        scenario: &Scenario,
        plan: &Plan,
        ensemble: &mut Ensemble,
    ) -> Result<Outcomes, SimulationError> {
        let (mut digests, mut judged) = (Vec::new(), Vec::new());
        for member in 0..ensemble.members().len() {
            digests.push(ensemble.digest(member)?);
            let foci = ensemble.foci(member)?.iter().sum();
            judged.push(Judged::of(
                &ensemble.members()[member].trajectory,
                ensemble.rules(),
                plan,
                foci,
            ));
        }
        let table = outcome_table(&sampled_keys(scenario));
        let row = |i: usize| {
            let row = OutcomeRow {
                scenario,
                member: &ensemble.members()[i],
                host: ensemble.host(i),
                judged: &judged[i],
                digest: &digests[i],
            };
            table.iter().map(|column| (column.definition.value)(&row)).collect()
        };
        let rows = (0..digests.len()).map(row).collect();
        let columns = table.iter().map(|column| column.definition.column.clone()).collect();
        Ok(Outcomes { columns, rows, judged, digests })
    }
}

/// Keys whose values differ between the animals of this scenario: columns of its outcomes.
pub fn sampled_keys(scenario: &Scenario) -> Vec<String> {
    scenario
        .params
        .iter()
        .filter(|(_, param)| !matches!(param, Param::Fixed(_)))
        .map(|(path, _)| path.clone())
        .collect()
}
