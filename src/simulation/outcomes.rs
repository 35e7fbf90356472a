//! The outcome table: one row a replicate.
//!
//! In: an ended ensemble. Out: columns and rows of `outcomes.parquet`, for a run's directory and
//! for a study's dataset alike: replicate, seed, what the animal drew, then what became of it. The
//! columns depend on the scenario only by the keys that are drawn.

use crate::host::Host;
use crate::outcome::{Course, Duration, EndReason, Response, Rules};
use crate::scenario::Scenario;
use crate::scenario::types::Param;
use crate::statistics::kaplan_meier::Followed;
use crate::table::{Column, Value};

use super::ensemble::{Ensemble, Member};
use super::error::SimulationError;
use super::plan::Plan;

/// Columns before the sampled keys.
pub const FIRST: [&str; 2] = ["replicate", "seed"];

/// The outcomes of an ensemble.
pub struct Outcomes {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, one a member.
    pub rows: Vec<Vec<Value>>,
    /// What each course amounts to.
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
                &ensemble.members()[member].course,
                ensemble.rules(),
                plan,
                foci,
            ));
        }
        let row = |i: usize| {
            outcome_row(scenario, &ensemble.members()[i], ensemble.host(i), &judged[i], &digests[i])
        };
        let rows = (0..digests.len()).map(row).collect();
        Ok(Outcomes { columns: columns_with(&sampled_keys(scenario)), rows, judged, digests })
    }
}

/// What a whole course amounts to.
pub struct Judged {
    /// Response at the end.
    pub response: Response,
    /// Best response.
    pub best: Response,
    /// How long a response lasted.
    pub duration: Option<Duration>,
    /// Time to death, or until when the animal was followed.
    pub survival: Followed,
    /// Time to progression or death.
    pub progression_free: Followed,
    /// Foci at the end, over all sites.
    pub foci: u64,
}

impl Judged {
    fn of(course: &Course, rules: &Rules, plan: &Plan, foci: u64) -> Self {
        let until_h = plan.time_h(plan.last());
        Judged {
            response: course.response(rules),
            best: course.best_response(rules),
            duration: course.response_duration(until_h),
            survival: course.survival(until_h),
            progression_free: course.progression_free(until_h),
            foci,
        }
    }
}

/// Keys whose values differ between the animals of this scenario.
fn drawn(scenario: &Scenario) -> impl Iterator<Item = &String> {
    scenario
        .params
        .iter()
        .filter(|(_, param)| !matches!(param, Param::Fixed(_)))
        .map(|(path, _)| path)
}

/// Keys whose values differ between the animals of this scenario: columns of its outcomes.
pub fn sampled_keys(scenario: &Scenario) -> Vec<String> {
    drawn(scenario).cloned().collect()
}

/// Names of the outcomes that every scenario has.
pub fn fixed_outcomes() -> Vec<String> {
    columns_with(&[]).into_iter().map(|column| column.name).collect()
}

/// Columns of an outcome table with these sampled keys.
pub fn columns_with(sampled: &[String]) -> Vec<Column> {
    let mut columns = FIRST.map(Column::count).to_vec();
    columns.extend(sampled.iter().map(Column::number));
    columns.extend([Column::text("response"), Column::text("end_reason"), Column::number("end_h")]);
    columns.extend([
        Column::number("baseline_mm2"),
        Column::count("nadir_tumour_cells"),
        Column::number("nadir_h"),
    ]);
    columns.extend([
        Column::count("final_tumour_cells"),
        Column::number("final_mm2"),
        Column::number("cleared_h"),
        Column::number("recurrence_h"),
    ]);
    columns.extend([Column::text("best_response"), Column::number("response_h")]);
    columns.extend([
        Column::number("response_duration_h"),
        Column::count("response_censored"),
        Column::number("progression_h"),
    ]);
    columns.extend([
        Column::number("survival_h"),
        Column::count("survival_event"),
        Column::count("toxic_death"),
    ]);
    columns.extend([Column::number("progression_free_h"), Column::count("progression_free_event")]);
    columns.extend(
        ["baseline_lesions", "final_lesions", "baseline_foci", "final_foci"].map(Column::count),
    );
    columns.extend([Column::number("peak_leak"), Column::number("dose_limiting_toxicity_h")]);
    columns.extend([
        Column::number("peak_graft_versus_host"),
        Column::number("final_graft_cells_in_blood"),
        Column::text("final_digest"),
    ]);
    columns
}

fn outcome_row(
    scenario: &Scenario,
    member: &Member,
    host: &Host,
    judged: &Judged,
    digest: &str,
) -> Vec<Value> {
    let course = &member.course;
    let flag = |on: bool| Value::Count(u64::from(on));
    let time = |time_h: Option<f64>| time_h.map_or(Value::Missing, Value::Number);
    let mut row =
        vec![Value::Count(u64::from(member.replicate())), Value::Count(scenario.run.seed)];
    row.extend(drawn(scenario).map(|path| Value::Number(member.animal.values[path])));
    row.push(Value::Text(judged.response.code().to_string()));
    row.push(
        course.end.map_or(Value::Missing, |(reason, _)| Value::Text(reason.name().to_string())),
    );
    row.push(time(course.end.map(|(_, at_h)| at_h)));
    row.extend([
        Value::Number(course.baseline_mm2),
        Value::Count(course.nadir_cells),
        Value::Number(course.nadir_h),
    ]);
    row.extend([
        Value::Count(course.cells),
        Value::Number(course.product_mm2),
        time(course.clear_since_h),
        time(course.recurrence_h),
    ]);
    row.extend([
        Value::Text(judged.best.code().to_string()),
        time(course.response_h),
        time(judged.duration.map(|lasted| lasted.hours)),
    ]);
    row.extend([
        judged.duration.map_or(Value::Missing, |lasted| flag(lasted.censored)),
        time(course.progression_h()),
    ]);
    row.extend([Value::Number(judged.survival.time_h), flag(judged.survival.event)]);
    row.push(flag(matches!(course.end, Some((EndReason::ToxicDeath, _)))));
    row.extend([
        Value::Number(judged.progression_free.time_h),
        flag(judged.progression_free.event),
    ]);
    row.extend(
        [course.baseline_lesions, course.lesions, course.baseline_foci.unwrap_or(0), judged.foci]
            .map(Value::Count),
    );
    row.extend([Value::Number(host.peak_leak()), time(host.dose_limited_h())]);
    row.extend([
        Value::Number(host.peak_graft_versus_host()),
        Value::Number(host.grafted_cells()),
        Value::Text(digest.to_string()),
    ]);
    row
}
