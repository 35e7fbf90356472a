//! Which animal of a run is shown: the one nearest the median trajectory of the commonest outcome.
//!
//! In: the responses, the rows of the series. Out: its replicate. The median is that of the living
//! tumour cells at the record times; rows of an animal's own end are left out.

use crate::outcome::{MedianTrajectory, Response};
use crate::scenario::Scenario;
use crate::simulation::Plan;
use crate::table::{Column, Value};

use super::curves::TUMOUR_COLUMN;

/// The animal to show. `each` gives the rows of the series.
pub(crate) fn shown<E>(
    scenario: &Scenario,
    plan: &Plan,
    responses: &[Response],
    columns: &[Column],
    each: impl FnOnce(&mut dyn FnMut(&[Value])) -> Result<(), E>,
) -> Result<u32, E> {
    let tumour = columns.iter().position(|column| column.name == TUMOUR_COLUMN);
    let first = &scenario.sites[0].name;
    let mut median = MedianTrajectory::new(responses);
    let mut burdens = vec![0_u64; responses.len()];
    let mut now: Option<f64> = None;
    let is_due = |time_h: f64| plan.row_due(plan.step_at(time_h));
    each(&mut |row| {
        if let (
            Value::Count(replicate),
            Value::Text(site),
            Value::Number(time_h),
            Some(Value::Count(cells)),
        ) = (&row[0], &row[1], &row[2], tumour.map(|place| &row[place]))
        {
            if now != Some(*time_h) {
                if now.is_some_and(is_due) {
                    median.add(&burdens);
                }
                now = Some(*time_h);
            }
            let burden = &mut burdens[*replicate as usize];
            *burden = if site == first { *cells } else { *burden + cells };
        }
    })?;
    if now.is_some_and(is_due) {
        median.add(&burdens);
    }
    Ok(median.shown())
}
