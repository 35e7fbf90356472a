//! Treatments as a list of times: what is due when.
//!
//! In: the scenario's treatments with their times, and its end. Out: [`Due`]s before the end in the
//! order of time (ties: in the order of the file).

use crate::scenario::types::{Act, Treatment, lies_before};

/// One dose, operation or harvest that is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Due {
    /// When, h.
    pub time_h: f64,
    /// Index of its treatment.
    pub treatment: usize,
    /// Whether it is the leukapheresis from which the cells of a later giving are grown.
    pub harvest: bool,
}

/// Everything that is due in a run that ends at `end_h`, in order.
pub(crate) fn schedule(treatments: &[Treatment], end_h: f64) -> Vec<Due> {
    let mut due: Vec<Due> = Vec::new();
    for (treatment, plan) in treatments.iter().enumerate() {
        if let Act::Cells(transfer) = &plan.act {
            due.extend(transfer.harvest_h.map(|time_h| Due { time_h, treatment, harvest: true }));
        }
        due.extend(plan.times_h.iter().map(|&time_h| Due { time_h, treatment, harvest: false }));
    }
    due.retain(|due| lies_before(due.time_h, end_h));
    due.sort_by(|a, b| {
        a.time_h
            .total_cmp(&b.time_h)
            .then(a.treatment.cmp(&b.treatment))
            .then(b.harvest.cmp(&a.harvest))
    });
    due
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::types::Act;

    fn surgery(label: &str, times_h: &[f64]) -> Treatment {
        Treatment {
            label: label.into(),
            act: Act::Surgery { site: 0, lymphadenectomy: false },
            times_h: times_h.to_vec(),
        }
    }

    #[test]
    fn what_is_due_comes_in_order_of_time_then_of_the_file() {
        let plan = [surgery("b", &[24.0, 72.0]), surgery("a", &[12.5, 24.0])];
        let order: Vec<(f64, usize)> =
            schedule(&plan, 96.0).iter().map(|due| (due.time_h, due.treatment)).collect();
        assert_eq!(order, [(12.5, 1), (24.0, 0), (24.0, 1), (72.0, 0)]);
        let before: Vec<f64> = schedule(&plan, 72.0).iter().map(|due| due.time_h).collect();
        assert_eq!(before, [12.5, 24.0, 24.0], "what falls on the end is not due");
    }
}
